"""Conversion of items to flat records, for writing files.

`RecordReader` reads the same item back from the record.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._values import thaw
from zhengwu.items._documents import Document
from zhengwu.items._field_map import EXTRA, FieldMap
from zhengwu.items._item import ImplementingItem
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import LimitReading, parse_limit


class RecordWriter:
    """Field map compiled for writing records (映射写出器).

    Args:
        fields: The field map.

    >>> from zhengwu.items import field_map
    >>> RecordWriter(field_map("canonical")).write(ImplementingItem(name="取水许可"))
    {'name': '取水许可'}
    """

    __slots__ = ("_fields", "_used_columns")

    def __init__(self, fields: FieldMap) -> None:
        self._fields: Final = fields
        units = fields.unit_columns.values()
        self._used_columns: Final = frozenset((*fields.columns.values(), *units))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the map, in the order of the map."""
        return tuple(self._fields.columns.values())

    def write(self, item: ImplementingItem, *, partial: bool = False) -> dict[str, Any]:
        """Convert an item to a record, without empty elements.

        Args:
            item: The item.
            partial: Whether filled elements without a column in the map may be omitted.

        Raises:
            InputError: A filled element has no column, and `partial` is false.
        """
        record: dict[str, Any] = {}
        if not partial:
            self._refuse_loss(item)
        for element, column in self._fields.columns.items():
            value = _to_plain(getattr(item, element))
            if value not in (None, "", []):
                record[column] = value
        for column, value in item.extra.items():
            is_used = column in self._used_columns or column.startswith(EXTRA)
            record[EXTRA + column if is_used else column] = thaw(value)
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
                f"(事项 {item.label});请改用 canonical,或设 partial=True",
                f"field map {self._fields.name} has no column for {', '.join(lost)}, "
                f"which would be lost (item {item.label}); use the map canonical, or "
                "partial=True",
            )


_NO_ELEMENTS: Final = ("extra", "origin")


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """Convert the lists of a record to JSON strings, for file formats with text cells."""
    return {
        name: json.dumps(value, ensure_ascii=False)
        if isinstance(value, list | dict)
        else value
        for name, value in record.items()
    }


def _to_plain(value: Any) -> Any:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return value


def _write_limit(reading: LimitReading) -> str:
    """Write the text of a limit, or its label if the unit came from elsewhere."""
    if reading.limit is None or parse_limit(reading.text) == reading:
        return reading.text
    return reading.limit.label()


def _write_document(document: Document) -> Any:
    name_suffices = Document.parse(document.name) == document
    return document.name if name_suffices else document.to_record()


_WRITERS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (tuple, lambda values: [_to_plain(value) for value in values]),
    (LimitReading, _write_limit),
    (Document, _write_document),
    (ProcedureStep, str),
    (Enum, lambda member: member.value),
    (bool, lambda value: str(int(value))),
    (int, str),
    (date, lambda day: day.isoformat()),
)
