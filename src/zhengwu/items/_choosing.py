"""The field map that fits the columns of a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

import attrs

from zhengwu.items._field_map import IDENTIFYING, FieldMap, field_map
from zhengwu.items._headings import headings, tidy_heading
from zhengwu.limits import Unit

HEADINGS: Final = "headings"
"""Name of a map that is derived from the headings of a list (常用列名)."""

_SHIPPED: Final = ("portal", "canonical", "national")  # the first of equals is chosen
_LIMITS: Final = ("statutory_limit", "committed_limit")
_AMOUNTS: Final = frozenset(("数量", "时限", "期限", "天数", "数值"))
_UNIT: Final = "单位"
_UNITS: Final = (
    (re.compile(r"[(（\[【][^)）\]】]*工作日"), Unit.WORKING_DAY),
    (re.compile(r"[(（\[【][^)）\]】]*自然日"), Unit.CALENDAR_DAY),
)
_SEPARATORS: Final = {
    "documents": "\n",
    "legal_basis": "\n",
    "steps": "\n",
    "service_targets": "、",
}


class Choice(NamedTuple):
    """Field map for a list, and how well it fits (映射选择).

    Attributes:
        fields: The map.
        matched: Columns of the list that the map names.
    """

    fields: FieldMap
    matched: tuple[str, ...]

    @property
    def identifies(self) -> bool:
        """Whether a column of the list names or numbers the items."""
        columns = self.fields.columns
        return any(columns.get(element) in self.matched for element in IDENTIFYING)


def choose_map(names: Sequence[str]) -> Choice:
    """The map that names the most columns of a list, if possible with a name or a code.

    >>> choice = choose_map(["事项名称", "承诺时限(工作日)"])
    >>> choice.fields.columns["committed_limit"], choice.fields.default_unit
    ('承诺时限(工作日)', 'working_day')
    """
    choices = [_match_map(field_map(name), names) for name in _SHIPPED]
    derived = map_headings(names)
    if derived is not None:
        choices.append(_match_map(derived, names))
    return max(choices, key=lambda choice: (choice.identifies, len(choice.matched)))


def _match_map(fields: FieldMap, names: Sequence[str]) -> Choice:
    mapped = {*fields.columns.values(), *fields.unit_columns.values()}
    return Choice(fields, tuple(name for name in names if name in mapped))


def map_headings(names: Sequence[str]) -> FieldMap | None:
    """The map of the columns with usual headings; None without a name or a code."""
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    for spell in (_spell_whole, _spell_joined, _spell_leaf):
        for name in names:
            if name in columns.values() or name in units.values():
                continue
            for element in spell(name):
                columns.setdefault(element, name)
    for name in names:
        if name not in columns.values() and _find_unit(name) in columns:
            units.setdefault(_find_unit(name), name)
    if not any(element in columns for element in IDENTIFYING):
        return None
    return FieldMap(
        name=HEADINGS,
        columns=columns,
        unit_columns=units,
        separators={k: v for k, v in _SEPARATORS.items() if k in columns},
        default_unit=_find_default_unit(columns),
        title_zh="常用列名",
        title_en="usual headings",
    )


def _spell_whole(name: str) -> Iterator[str]:
    """Element of a heading, or of the group of a column with the amount of a limit."""
    if element := headings().get(tidy_heading(name)):
        yield element
    group, _, leaf = name.rpartition(".")
    element = headings().get(tidy_heading(group)) if group else None
    if element in _LIMITS and tidy_heading(leaf) in _AMOUNTS:
        yield str(element)


def _spell_joined(name: str) -> Iterator[str]:
    """Element of a heading whose group and column make one word, as 事项.名称."""
    if element := headings().get(tidy_heading(name.replace(".", ""))):
        yield element


def _spell_leaf(name: str) -> Iterator[str]:
    """Element of a heading without its group."""
    _, dot, leaf = name.rpartition(".")
    if dot and (element := headings().get(tidy_heading(leaf))):
        yield element


def _find_unit(name: str) -> str:
    """Limit whose unit a column states, as 承诺时限单位; empty if none."""
    heading = tidy_heading(name).replace(".", "")
    if not heading.endswith(_UNIT):
        return ""
    element = headings().get(heading.removesuffix(_UNIT), "")
    return element if element in _LIMITS else ""


def _find_default_unit(columns: dict[str, str]) -> str:
    """Unit that every heading of a limit states in brackets; empty if they differ."""
    units = {
        next((unit.value for pattern, unit in _UNITS if pattern.search(column)), "")
        for element, column in columns.items()
        if element in _LIMITS
    }
    return units.pop() if len(units) == 1 else ""


def find_nearest(name: str, names: Iterable[str]) -> str:
    """The most similar name; empty if none is similar."""
    return next(iter(get_close_matches(name, [*names], n=1, cutoff=0.5)), "")


class Suggestion(NamedTuple):
    """First field map for a list (映射初稿).

    Attributes:
        name: Name of the map.
        fields: The map that fits best; None if no column is known.
        rest: Columns that the map does not name.
    """

    name: str
    fields: FieldMap | None
    rest: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The suggestion as plain data for JSON."""
        fields = self.fields
        return {
            "name": self.name,
            "columns": fields.columns if fields else {},
            "unit_columns": fields.unit_columns if fields else {},
            "default_unit": fields.default_unit if fields else "",
            "rest": list(self.rest),
        }

    def to_toml(self) -> str:
        """The suggestion as TOML; columns that are not understood are comments."""
        fields = self.fields
        lines = [f"name = {_quote(self.name)}"]
        if fields is not None and fields.default_unit:
            lines.append(f"default_unit = {_quote(fields.default_unit)}")
        if fields is not None and fields.unit_scheme:
            lines.append(f"unit_scheme = {_quote(fields.unit_scheme)}")
        lines += ["", "[columns]"]
        if fields is not None:
            lines += _format_table(fields.columns)
        if fields is None or not any(e in fields.columns for e in IDENTIFYING):
            lines.append('# name = "…"  # 事项名称所在的列 / column of the names')
        if self.rest:
            lines += ["", "# 未识别的列 / columns that are not understood:"]
            lines += [f"# {_quote(name)}" for name in self.rest]
        if fields is not None:
            for title in ("unit_columns", "separators", "schemes"):
                table: dict[str, str] = getattr(fields, title)
                if table:
                    lines += ["", f"[{title}]", *_format_table(table)]
        return "\n".join(lines) + "\n"


def suggest_map(names: Sequence[str], name: str) -> Suggestion:
    """A first map for a list with these columns."""
    choice = choose_map(names)
    rest = tuple(column for column in names if column not in choice.matched)
    if not choice.matched:
        return Suggestion(name, None, rest)
    fields, seen = choice.fields, frozenset(names)
    columns = {e: c for e, c in fields.columns.items() if c in seen}
    units = {e: c for e, c in fields.unit_columns.items() if c in seen and e in columns}
    if not any(element in columns for element in IDENTIFYING):
        return Suggestion(name, None, tuple(names))
    suggested = attrs.evolve(
        fields,
        name=name,
        columns=columns,
        unit_columns=units,
        separators={k: v for k, v in fields.separators.items() if k in columns},
        schemes={k: v for k, v in fields.schemes.items() if k in columns},
    )
    return Suggestion(name, suggested, rest)


def _format_table(table: dict[str, str]) -> list[str]:
    return [f"{name} = {_quote(column)}" for name, column in table.items()]


def _quote(text: str) -> str:
    """A text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
