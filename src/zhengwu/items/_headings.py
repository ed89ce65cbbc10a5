"""Headings of columns that are understood without a field map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml

_NOTES: Final = re.compile(r"[\s*＊★:：]|[(（\[【][^()（）\[\]【】]*[)）\]】]")


def tidy_heading(text: str) -> str:
    r"""A heading without blanks, stars and notes in brackets, for comparison.

    >>> tidy_heading("* 承诺\n办结时限（工作日）")
    '承诺办结时限'
    """
    return _NOTES.sub("", text).lower() or text


@cache
def _read_table() -> dict[str, dict[str, list[str]]]:
    text = files("zhengwu.items").joinpath("data/headings.toml").read_text("utf-8")
    return parse_toml(text, "headings.toml")


@cache
def headings() -> Mapping[str, str]:
    """Element of each usual heading, such as ``name`` for 事项名称."""
    table = _read_table()["headings"]
    return FrozenMap(
        {heading: element for element, names in table.items() for heading in names}
    )


def object_headings(element: str) -> Mapping[str, list[str]]:
    """Usual names of the fields of an entry of an element."""
    return _read_table()[element]


@cache
def known_headings() -> frozenset[str]:
    """Usual headings and the columns of the shipped field maps, as `tidy_heading` writes."""
    from zhengwu.items._field_map import field_map, field_map_names

    columns = (
        column
        for name in field_map_names()
        for column in field_map(name).columns.values()
    )
    return frozenset(map(tidy_heading, (*headings(), *columns)))
