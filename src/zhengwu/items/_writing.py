"""An item as a flat record again, for a file.

What `RecordReader` reads from the record is the item that was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Final

from zhengwu.items._documents import Document
from zhengwu.items._field_map import EXTRA, FieldMap
from zhengwu.items._item import ImplementingItem
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import LimitReading


class RecordWriter:
    """A field map made ready for writing (映射写出器).

    Args:
        fields: Which element goes into which column.

    >>> from zhengwu.items import field_map
    >>> RecordWriter(field_map("canonical")).write(ImplementingItem(name="取水许可"))
    {'name': '取水许可'}
    """

    __slots__ = ("_fields", "_taken")

    def __init__(self, fields: FieldMap) -> None:
        self._fields: Final = fields
        units = fields.unit_columns.values()
        self._taken: Final = frozenset((*fields.columns.values(), *units))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the map, in its order."""
        return tuple(self._fields.columns.values())

    def write(self, item: ImplementingItem) -> dict[str, Any]:
        """The record of an item, without the elements that are empty."""
        record: dict[str, Any] = {}
        for element, column in self._fields.columns.items():
            value = _plain(getattr(item, element))
            if value not in (None, "", []):
                record[column] = value
        for column, value in item.extra.items():
            taken = column in self._taken or column.startswith(EXTRA)
            record[EXTRA + column if taken else column] = value
        return record


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose lists are JSON in a cell, for files that hold only text."""
    return {
        name: json.dumps(value, ensure_ascii=False)
        if isinstance(value, list | dict)
        else value
        for name, value in record.items()
    }


def _plain(value: Any) -> Any:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return value


def _document(document: Document) -> Any:
    alone = Document.parse(document.name) == document
    return document.name if alone else document.to_dict()


_WRITERS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (tuple, lambda values: [_plain(value) for value in values]),
    (LimitReading, lambda reading: reading.text),
    (Document, _document),
    (ProcedureStep, str),
    (Enum, lambda member: member.value),
    (bool, lambda value: str(int(value))),
    (int, str),
    (date, lambda day: day.isoformat()),
)
