"""Which column is which element: a field map, written by a person in TOML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from sys import intern
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, structure
from zhengwu.codes import code_scheme
from zhengwu.findings import Finding, finding
from zhengwu.items._item import ImplementingItem, Origin
from zhengwu.items._readers import LONGEST_SHARED, READERS, ReadingOptions
from zhengwu.limits import Unit

EXTRA: Final = "extra:"
"""In front of a column of the source whose name a written file needs itself (其余列前缀)."""
_IDENTIFYING: Final = ("name", "implementing_code", "basic_code")


class ItemReading(NamedTuple):
    """What became of a record (记录识读结果).

    Attributes:
        item: The item; None if the record was set aside.
        findings: What is wrong with it.
    """

    item: ImplementingItem | None
    findings: tuple[Finding, ...]


@attrs.frozen(kw_only=True)
class FieldMap:
    """Field map (字段映射): which column of a list is which element of an item.

    Args:
        name: Name of the map.
        columns: Column for each element; the elements are the fields of
            `ImplementingItem`.
        values: For an element, what to read instead of the text in the source.
        separators: For an element with several entries, what separates them.
        schemes: For an element, the code list in which the source writes it, by name.
        unit_columns: For a limit, the column that holds its unit.
        unit_scheme: Code list in which units are written, such as ``limit_unit.letters``.
        default_unit: Unit for limits that are bare numbers; none if empty.
        title_zh: What it is for.
        title_en: The same in English.
    """

    name: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = attrs.field(factory=dict)
    separators: dict[str, str] = attrs.field(factory=dict)
    schemes: dict[str, str] = attrs.field(factory=dict)
    unit_columns: dict[str, str] = attrs.field(factory=dict)
    unit_scheme: str = ""
    default_unit: str = ""
    title_zh: str = ""
    title_en: str = ""

    def __attrs_post_init__(self) -> None:
        tables = (self.columns, self.values, self.separators, self.schemes)
        for table in (*tables, self.unit_columns):
            if unknown := [name for name in table if name not in READERS]:
                raise InputError(
                    f"字段映射 {self.name}:没有要素 {'、'.join(unknown)};可用:{'、'.join(READERS)}",
                    f"field map {self.name}: no element {', '.join(unknown)}; "
                    f"there are {', '.join(READERS)}",
                )
        if not self._names():
            raise InputError(
                f"字段映射 {self.name} 至少要映射 {'、'.join(_IDENTIFYING)} 之一",
                f"field map {self.name} must map one of {', '.join(_IDENTIFYING)}",
            )
        for name in (*self.schemes.values(), self.unit_scheme):
            if name:
                code_scheme(name)
        if self.default_unit and self.default_unit not in {u.value for u in Unit}:
            raise UnknownCodeError(
                "default_unit", self.default_unit, [unit.value for unit in Unit]
            )

    def _names(self) -> list[str]:
        return [element for element in _IDENTIFYING if element in self.columns]

    @classmethod
    def from_toml(cls, text: str, source: str = "field map") -> FieldMap:
        """Read a map.

        Raises:
            InputError: Every problem of the table, with its path.
        """
        return structure(parse_toml(text, source), cls, source)

    def reader(self) -> RecordReader:
        """Compile the map, for reading many records."""
        return RecordReader(self)


class RecordReader:
    """A field map made ready for reading (映射读取器)."""

    __slots__ = ("_columns", "_mapped", "_plan", "_seen", "_unit_scheme")

    def __init__(self, fields: FieldMap) -> None:
        unit = Unit(fields.default_unit) if fields.default_unit else None
        self._columns: Final = FrozenMap(fields.columns)
        self._seen: Final[dict[tuple[str, ...], frozenset[str]]] = {}
        taken = (*fields.columns.values(), *fields.unit_columns.values())
        self._mapped: Final = frozenset(taken)
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
                ),
            )
            for element, column in fields.columns.items()
        ]

    def read(self, record: Mapping[str, Any], position: int) -> ItemReading:
        """Make an item of a record. Never raises on what a record may hold.

        A record with neither a name nor a code is set aside with a finding; any other is
        read, and each element that cannot be used is left empty with a finding.
        """
        origin = Origin(position, self._columns, self._present(record))
        found: list[Finding] = []
        values: dict[str, Any] = {}
        for element, column, unit, read, options in self._plan:
            raw = record.get(column)
            if raw is not None and raw != "":
                if unit is not None:
                    raw = self._with_unit(raw, record.get(unit))
                values[element] = read(raw, (position, column), found, options)
        if not any(values.get(element) for element in _IDENTIFYING):
            found.append(finding("ZWIT001", (position,), columns=sorted(record)[:8]))
            return ItemReading(None, tuple(found))
        item = ImplementingItem(
            **values,
            extra=FrozenMap(
                {
                    intern(k.removeprefix(EXTRA)): _shared(v)
                    for k, v in record.items()
                    if k not in self._mapped and v != ""
                }
            ),
            origin=origin,
        )
        if not item.name:
            path = origin.path("name")
            found.append(finding("ZWIT002", path, code=item.label))
        return ItemReading(item, tuple(found))

    def _present(self, record: Mapping[str, Any]) -> frozenset[str]:
        """The mapped columns of a record; one value for all records alike."""
        names = tuple(record)
        found = self._seen.get(names)
        if found is None:
            found = self._seen[names] = self._mapped.intersection(names)
        return found

    def _with_unit(self, raw: Any, unit: Any) -> Any:
        """A bare number with the unit of its own column."""
        if not isinstance(raw, str | int) or not isinstance(unit, str) or not unit:
            return raw
        scheme = self._unit_scheme
        label = scheme.labels.get(unit, unit) if scheme is not None else unit
        return f"{raw}({label})"


def _shared(value: Any) -> Any:
    """One text for all records that hold it; memory of a list is mostly repetition."""
    return (
        intern(value) if type(value) is str and len(value) <= LONGEST_SHARED else value
    )


@cache
def field_map(name: str) -> FieldMap:
    """A map that ships: ``"portal"``, ``"national"`` or ``"canonical"`` (字段映射).

    Raises:
        UnknownCodeError: No map has that name.
    """
    folder = files("zhengwu.items").joinpath("data")
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
    if name not in names:
        raise UnknownCodeError("字段映射 / field maps", name, names)
    return FieldMap.from_toml(folder.joinpath(f"{name}.toml").read_text("utf-8"), name)
