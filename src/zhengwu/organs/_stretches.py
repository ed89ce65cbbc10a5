"""What has an id and stands over an interval, kept in order of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeVar

from zhengwu._dates import Dated, within
from zhengwu._errors import InputError

_D = TypeVar("_D", bound=Dated)


def by_stretch(values: Iterable[_D], zh: str, en: str) -> Mapping[str, list[_D]]:
    """The values of each id in order of date.

    Raises:
        InputError: Two values of one id hold on the same day.
    """
    by_id: dict[str, list[_D]] = {}
    for value in values:
        by_id.setdefault(value.id, []).append(value)
    for stretches in by_id.values():
        stretches.sort(key=lambda value: value.since or date.min)
        for one, other in pairwise(stretches):
            if one.until is None or one.until > (other.since or date.min):
                raise InputError(
                    f"{zh} {one.id} 在 {other.since or '同一期间'} 有两条记录;"
                    "请把前一条的终止日填为后一条的起始日",
                    f"{en} {one.id} stands twice on {other.since or 'the same days'}; end the earlier "
                    "record on the day on which the later begins",
                )
    return by_id


def standing(stretches: Iterable[_D], on: date) -> _D | None:
    """The one of them that holds on that day."""
    return next((v for v in stretches if within(on, v.since, v.until)), None)
