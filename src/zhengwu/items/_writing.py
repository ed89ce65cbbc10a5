"""An item as a flat record again, for a file.

What `RecordReader` reads from the record is the item that was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu.items._documents import Document
from zhengwu.items._field_map import EXTRA, FieldMap
from zhengwu.items._item import ImplementingItem
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import LimitReading, parse_limit


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

    def write(self, item: ImplementingItem, *, partial: bool = False) -> dict[str, Any]:
        """The record of an item, without the elements that are empty.

        Args:
            item: The item.
            partial: Whether elements that the map has no column for may be left out.

        Raises:
            InputError: Such an element is filled.
        """
        record: dict[str, Any] = {}
        if not partial:
            self._refuse_loss(item)
        for element, column in self._fields.columns.items():
            value = _plain(getattr(item, element))
            if value not in (None, "", []):
                record[column] = value
        for column, value in item.extra.items():
            taken = column in self._taken or column.startswith(EXTRA)
            record[EXTRA + column if taken else column] = value
        return record

    def _refuse_loss(self, item: ImplementingItem) -> None:
        lost = [
            field.name
            for field in attrs.fields(ImplementingItem)
            if field.name not in _NO_ELEMENTS
            and field.name not in self._fields.columns
            and getattr(item, field.name) not in (None, "", ())
        ]
        if lost:
            raise InputError(
                f"字段映射 {self._fields.name} 没有 {'、'.join(lost)} 的列,写出会丢失"
                f"(事项 {item.label});请用 canonical,或 partial=True",
                f"field map {self._fields.name} has no column for {', '.join(lost)}, "
                f"which would be lost (item {item.label}); use canonical, or partial=True",
            )


_NO_ELEMENTS: Final = ("extra", "origin")


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


def _limit(reading: LimitReading) -> str:
    """The text; with its unit, where that stood elsewhere."""
    if reading.limit is None or parse_limit(reading.text) == reading:
        return reading.text
    return reading.limit.label()


def _document(document: Document) -> Any:
    alone = Document.parse(document.name) == document
    return document.name if alone else document.to_dict()


_WRITERS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (tuple, lambda values: [_plain(value) for value in values]),
    (LimitReading, _limit),
    (Document, _document),
    (ProcedureStep, str),
    (Enum, lambda member: member.value),
    (bool, lambda value: str(int(value))),
    (int, str),
    (date, lambda day: day.isoformat()),
)
