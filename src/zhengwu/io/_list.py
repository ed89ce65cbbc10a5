"""Reading the records of a file as items, with a field map that fits its columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import attrs

from zhengwu._paths import Path
from zhengwu.findings import Finding, finding
from zhengwu.io.source._records import RawRecord
from zhengwu.items import FieldMap
from zhengwu.items._choosing import choose_map, find_nearest
from zhengwu.items._field_map import (
    IDENTIFYING,
    ItemReading,
    RecordReader,
    field_map,
    field_map_names,
    flatten_groups,
)
from zhengwu.items._headings import known_headings, tidy_heading

AUTO: Final = "auto"
"""Name of the choice of the field map that fits best (自动选择)."""

_DEFAULT: Final = "portal"
_PROBED: Final = 50  # records whose columns choose the map
_LISTED: Final = 12  # columns that a message lists


def list_known(fields: FieldMap | None) -> frozenset[str]:
    """Headings that mark the header of a table."""
    if fields is None:
        return known_headings()
    columns = (*fields.columns.values(), *fields.unit_columns.values())
    return known_headings().union(columns, map(tidy_heading, columns))


def shift_records(records: Iterator[RawRecord], start: int) -> Iterator[RawRecord]:
    """Records of a file after others, numbered from `start`.

    A finding about the whole file is placed at its first record.
    """
    if not start:
        yield from records
        return
    for record in records:
        position = record.position + start
        findings = tuple(
            attrs.evolve(each, path=(position, *each.path[1:]))
            for each in record.findings
        )
        yield record._replace(position=position, findings=findings)


class ListReader:
    """Reads records as items, with a field map or the map that fits best.

    Args:
        records: The records.
        fields: The field map; None for the map that fits best.
    """

    def __init__(self, records: Iterator[RawRecord], fields: FieldMap | None) -> None:
        self._records = records
        self._fields = fields
        self._reader: RecordReader | None = None

    def iter_readings(self) -> Iterator[ItemReading]:
        """The readings of the records; the first has the findings about the map."""
        head = [*islice(self._records, _PROBED)]
        fields, about_map = self._choose(head)
        self._fields, self._reader = fields, (reader := fields.reader())
        for record in chain(head, self._records):
            before = (*about_map, *record.findings) if about_map else record.findings
            about_map = ()
            if record.value is None:
                yield ItemReading(None, before)
                continue
            item, findings = reader.read(record.value, record.position)
            yield ItemReading(item, (*before, *findings) if before else findings)

    def _choose(self, head: list[RawRecord]) -> tuple[FieldMap, tuple[Finding, ...]]:
        """The map to read with, and what there is to say about it."""
        fields = self._fields
        values = [record.value for record in head if record.value is not None]
        names = list(
            dict.fromkeys(
                str(name) for value in values for name in flatten_groups(value)
            )
        )
        if not names:
            return fields or field_map(_DEFAULT), ()
        path: Path = (head[0].position,) if head[0].position else ()
        if fields is not None:
            there = {*names, *(name for value in values for name in value)}
            identified = any(fields.columns.get(e) in there for e in IDENTIFYING)
            return fields, () if identified else (_report_unknown(names, path),)
        choice = choose_map(names)
        if not choice.identifies:
            return field_map(_DEFAULT), (_report_unknown(names, path),)
        if choice.fields.name == _DEFAULT:
            return choice.fields, ()
        said = finding(
            "ZWIO014",
            path,
            map=choice.fields.name,
            matched=len(choice.matched),
            columns=_list_names(choice.matched),
        )
        return choice.fields, (said,)

    def check_columns(self, path: Path) -> Iterator[Finding]:
        """Report the columns that a map of the caller names and no record has."""
        fields, reader = self._fields, self._reader
        if fields is None or reader is None or fields.name in field_map_names():
            return
        seen = reader.seen
        mapped = {*fields.columns.values(), *fields.unit_columns.values()}
        unused = [name for name in seen if name not in mapped]
        named = {**fields.unit_columns, **fields.columns}
        for element, column in named.items():
            if column in seen:
                continue
            nearest = find_nearest(column, unused)
            yield finding(
                "ZWIO016",
                path,
                map=fields.name,
                column=column,
                element=element,
                nearest_zh=f",最接近的是 {nearest!r}" if nearest else "",
                nearest_en=f"; the nearest is {nearest!r}" if nearest else "",
            )


def _list_names(names: list[str] | tuple[str, ...]) -> str:
    more = "…" if len(names) > _LISTED else ""
    return "、".join(names[:_LISTED]) + more


def _report_unknown(names: list[str], path: Path) -> Finding:
    """Finding about a list of which no column names or numbers the items."""
    choice = choose_map(names)
    if choice.identifies:
        zh = f"像是映射 {choice.fields.name}"
        en = f"they look like the map {choice.fields.name}"
    else:
        nearest = find_nearest("事项名称", names)
        zh = f"最接近事项名称的是 {nearest!r}" if nearest else "没有相近的列名"
        en = f"the nearest to 事项名称 is {nearest!r}" if nearest else "none is similar"
    return finding(
        "ZWIO015", path, seen=_list_names(names), suggestion_zh=zh, suggestion_en=en
    )
