"""Field maps, which state the column of each element, and the reading of records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from sys import intern
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, structure
from zhengwu._text import quote_value
from zhengwu._values import Value, freeze, plan_of
from zhengwu.codes import code_scheme
from zhengwu.findings import Finding, finding
from zhengwu.items._item import ImplementingItem, Origin
from zhengwu.items._objects import OBJECT_FIELDS
from zhengwu.items._plain import plain_value
from zhengwu.items._readers import LONGEST_SHARED, READERS, ReadingOptions
from zhengwu.limits import Unit

EXTRA: Final = "extra:"
"""Prefix for a source column whose name a written file already uses (其余列前缀)."""
_MOST_GROUPS: Final = 20  # levels of objects

IDENTIFYING: Final = ("name", "implementing_code", "basic_code")
"""Elements of which an item needs one (识别要素)."""


class ItemReading(NamedTuple):
    """Result of reading a record (记录识读结果).

    Attributes:
        item: The item; None if the record was rejected.
        findings: Findings about the record.
    """

    item: ImplementingItem | None
    findings: tuple[Finding, ...]


@attrs.frozen(kw_only=True)
class FieldMap(Value):
    """Field map (字段映射): the column of a list for each element of an item.

    Args:
        name: Name of the map.
        columns: Column of each element; the elements are the fields of
            `ImplementingItem`.
        values: For an element, replacements for texts of the source.
        separators: For an element with several entries, the separator between them.
        schemes: For an element, the name of the code list that the source uses.
        unit_columns: For a limit, the column of its unit.
        unit_scheme: Code list of the units, such as ``limit_unit.letters``.
        default_unit: Unit of limits that are bare numbers; empty for no default.
        objects: For ``documents`` and ``legal_basis``, the column of each field of an
            entry that is an object: the fields of `Document`; ``title``, ``number`` and
            ``article`` of a legal basis.
        title_zh: Purpose of the map, in Chinese.
        title_en: Purpose of the map, in English.
    """

    name: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = attrs.field(factory=dict)
    separators: dict[str, str] = attrs.field(factory=dict)
    schemes: dict[str, str] = attrs.field(factory=dict)
    unit_columns: dict[str, str] = attrs.field(factory=dict)
    unit_scheme: str = ""
    default_unit: str = ""
    objects: dict[str, dict[str, str]] = attrs.field(factory=dict)
    title_zh: str = ""
    title_en: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        tables = (self.columns, self.values, self.separators, self.schemes)
        for table in (*tables, self.unit_columns):
            if unknown := [name for name in table if name not in READERS]:
                raise InputError(
                    f"字段映射 {self.name}:没有要素 {'、'.join(unknown)};可用的要素:{'、'.join(READERS)}",
                    f"field map {self.name}: unknown element {', '.join(unknown)}; "
                    f"known elements: {', '.join(READERS)}",
                )
        for element, parts in self.objects.items():
            known = OBJECT_FIELDS.get(element, ())
            if wrong := [
                part for part in (parts if known else (element,)) if part not in known
            ]:
                listed = known or tuple(OBJECT_FIELDS)
                raise InputError(
                    f"字段映射 {self.name} 的 objects:没有 {'、'.join(wrong)};可用:{'、'.join(listed)}",
                    f"field map {self.name}, objects: unknown {', '.join(wrong)}; known: "
                    f"{', '.join(listed)}",
                )
        if not any(element in self.columns for element in IDENTIFYING):
            raise InputError(
                f"字段映射 {self.name} 至少要映射 {'、'.join(IDENTIFYING)} 之一",
                f"field map {self.name} must map at least 1 of {', '.join(IDENTIFYING)}",
            )
        for name in (*self.schemes.values(), self.unit_scheme):
            if name:
                code_scheme(name)
        if self.default_unit and self.default_unit not in {u.value for u in Unit}:
            raise UnknownCodeError(
                "default_unit", self.default_unit, [unit.value for unit in Unit]
            )

    @classmethod
    def from_toml(cls, text: str, source: str = "field map") -> FieldMap:
        """Read a map from TOML.

        Raises:
            InputError: The map is unusable; the message lists each problem with its path.
        """
        return structure(parse_toml(text, source), cls, source)

    def reader(self) -> RecordReader:
        """Compile the map for reading many records."""
        return RecordReader(self)


class RecordReader:
    """Field map compiled for reading records (映射读取器)."""

    __slots__ = (
        "_build",
        "_columns",
        "_groups",
        "_mapped",
        "_plan",
        "_present_by_names",
        "_unit_scheme",
    )

    def __init__(self, fields: FieldMap) -> None:
        self._build: Final = plan_of(ImplementingItem).build
        unit = Unit(fields.default_unit) if fields.default_unit else None
        self._columns: Final = FrozenMap(fields.columns)
        self._present_by_names: Final[dict[tuple[str, ...], frozenset[str]]] = {}
        mapped = (*fields.columns.values(), *fields.unit_columns.values())
        self._mapped: Final = frozenset(mapped)
        self._groups: Final = frozenset(
            column[:end]
            for column in mapped
            for end, mark in enumerate(column)
            if mark == "."
        )
        self._unit_scheme: Final = (
            code_scheme(fields.unit_scheme) if fields.unit_scheme else None
        )
        self._plan: Final = [
            (
                element,
                column,
                fields.unit_columns.get(element),
                READERS[element],
                ReadingOptions(
                    fields.values.get(element, {}),
                    unit,
                    fields.separators.get(element, ""),
                    code_scheme(fields.schemes[element])
                    if element in fields.schemes
                    else None,
                    fields.objects.get(element, {}),
                ),
            )
            for element, column in fields.columns.items()
        ]

    def read(self, record: Mapping[str, Any], position: int) -> ItemReading:
        """Convert a record to an item. Never raises on the values of a record.

        A record with neither a name nor a code is rejected with a finding. In any other
        record, each unusable element is left empty with a finding.
        """
        if self._groups:
            record = flatten_groups(record, self._groups)
        origin = Origin.trusted(
            position=position,
            columns=self._columns,
            present=self._find_present(record),
        )
        findings: list[Finding] = []
        values: dict[str, Any] = {}
        for element, column, unit, read, options in self._plan:
            raw = record.get(column)
            if raw is None or (raw.__class__ is str and not raw):
                continue
            if raw.__class__ is not str and (raw := plain_value(raw)) is None:
                continue
            if unit is not None:
                raw = self._append_unit(raw, record.get(unit))
            values[element] = read(raw, (position, column), findings, options)
        if not any(values.get(element) for element in IDENTIFYING):
            names = sorted(map(str, record))[:8]
            findings.append(finding("ZWIT001", (position,), columns=names))
            return ItemReading(None, tuple(findings))
        # perf: the readers give values of the right types, so nothing is checked again
        item = self._build(
            **values,
            extra=FrozenMap(self._collect_extra(record, position, findings)),
            origin=origin,
        )
        if not item.name:
            path = origin.path("name")
            findings.append(finding("ZWIT002", path, code=item.label))
        return ItemReading(item, tuple(findings))

    def _collect_extra(
        self, record: Mapping[str, Any], position: int, findings: list[Finding]
    ) -> dict[str, Any]:
        """Values of the columns that no element uses."""
        mapped, extra = self._mapped, dict[str, Any]()
        for name, value in record.items():
            # perf: most columns that no element uses are empty texts, or texts
            if name in mapped or not (
                value if value.__class__ is str else not _is_absent(value)
            ):
                continue
            try:
                shared = _share_text(value)
            except InputError:  # nested too deeply
                kind, text = type(value).__name__, quote_value(value)
                path = (position, str(name))
                findings.append(finding("ZWIT004", path, type=kind, value=text))
                continue
            extra[intern(str(name).removeprefix(EXTRA))] = shared
        return extra

    def _find_present(self, record: Mapping[str, Any]) -> frozenset[str]:
        """Find the mapped columns of a record; records with equal columns share the set."""
        names = tuple(record)
        present = self._present_by_names.get(names)
        if present is None:
            present = self._mapped.intersection(names)
            self._present_by_names[names] = present
        return present

    @property
    def seen(self) -> list[str]:
        """Columns of the records read so far, in order of their first occurrence."""
        names = (name for names in self._present_by_names for name in names)
        return list(dict.fromkeys(map(str, names)))

    def _append_unit(self, raw: Any, unit: Any) -> Any:
        """Append the unit from the unit column to a bare number."""
        if not isinstance(raw, str | int) or not isinstance(unit, str) or not unit:
            return raw
        scheme = self._unit_scheme
        label = scheme.labels.get(unit, unit) if scheme is not None else unit
        return f"{raw}({label})"


def flatten_groups(
    record: Mapping[str, Any],
    groups: Collection[str] | None = None,
    levels: int = _MOST_GROUPS,
) -> dict[str, Any]:
    """A record in which a column within an object is named ``group.column``.

    Args:
        record: The record.
        groups: Names of the objects to flatten; all if None.
        levels: Maximum levels of objects to flatten; deeper objects stay values.

    >>> flatten_groups({"事项": {"名称": "取水许可"}})
    {'事项.名称': '取水许可'}
    """
    flat: dict[str, Any] = {}
    for name, value in record.items():
        is_group = groups is None or name in groups
        if is_group and levels and isinstance(value, dict) and value:
            inside = {f"{name}.{key}": v for key, v in dict[str, Any](value).items()}
            flat |= flatten_groups(inside, groups, levels - 1)
        else:
            flat[name] = value
    return flat


def _is_absent(value: Any) -> bool:
    """Whether a column that no element uses has no value; None is a value."""
    if value is None:
        return False
    if value.__class__ in (list, dict):
        return False
    return plain_value(value) is None


def _share_text(value: Any) -> Any:
    """Share equal short texts between records, because lists repeat most of their texts."""
    if value.__class__ is str:
        return intern(value) if len(value) <= LONGEST_SHARED else value
    if value.__class__ in (list, dict):
        return freeze(value)
    plain = value.__class__ in (int, bool, float) or value is None
    return value if plain else freeze(plain_value(value))


_NO_MAP: Final = "headings"


def field_map_names() -> list[str]:
    """Names of the shipped maps."""
    folder = files("zhengwu.items").joinpath("data")
    names = (entry.name.removesuffix(".toml") for entry in folder.iterdir())
    return sorted(name for name in names if name != _NO_MAP)


@cache
def field_map(name: str) -> FieldMap:
    """Get a shipped map: ``"portal"``, ``"national"`` or ``"canonical"`` (字段映射).

    Raises:
        UnknownCodeError: There is no map with that name.
    """
    if name not in (names := field_map_names()):
        raise UnknownCodeError("字段映射 / field maps", name, names)
    folder = files("zhengwu.items").joinpath("data")
    return FieldMap.from_toml(folder.joinpath(f"{name}.toml").read_text("utf-8"), name)
