"""Dated records, grouped by id and sorted by date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeVar

from zhengwu._dates import Dated, within
from zhengwu._errors import InputError
from zhengwu._text import Text

_D = TypeVar("_D", bound=Dated)


def group_by_id(records: Iterable[_D], name: Text) -> Mapping[str, list[_D]]:
    """Group records by id and sort each group by date.

    Args:
        records: The records.
        name: What a record is, for the error message.

    Raises:
        InputError: Two records with the same id overlap.
    """
    by_id: dict[str, list[_D]] = {}
    for record in records:
        by_id.setdefault(record.id, []).append(record)
    for group in by_id.values():
        group.sort(key=lambda record: record.since or date.min)
        for earlier, later in pairwise(group):
            if earlier.until is None or earlier.until > (later.since or date.min):
                raise InputError(
                    f"{name.zh} {earlier.id} 在 {later.since or '同一期间'} 有两条记录;"
                    "请把前一条的终止日填为后一条的起始日",
                    f"{name.en} {earlier.id} has two records on {later.since or 'the same days'}; "
                    "end the earlier record on the day on which the later record starts",
                )
    return by_id


def find_valid(records: Iterable[_D], on: date) -> _D | None:
    """The record that is valid on that day, or None."""
    return next((r for r in records if within(on, r.since, r.until)), None)
