"""A value over time, as dated stretches that do not overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from zhengwu._dates import as_date, span_label, within
from zhengwu._errors import InputError
from zhengwu._frozen import convert_or_keep
from zhengwu._values import Value

_T = TypeVar("_T")
_K = TypeVar("_K")

Days: TypeAlias = tuple[date | None, date | None]  # first day, day after the last


@attrs.frozen
class DatedValue(Value, Generic[_T]):
    """Dated value (分期值): a value valid over ``[since, until)``, with its reforms.

    Args:
        value: The value.
        since: First day of validity; None if valid from the beginning.
        until: First day after the validity; None if the validity has no end.
        by: Ids of the reforms that produced the value, in order.
    """

    value: _T
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()

    def is_valid_on(self, on: date) -> bool:
        """Whether the value is valid on a day."""
        return within(on, self.since, self.until)


def _to_stretches(stretches: Iterable[DatedValue[_T]]) -> tuple[DatedValue[_T], ...]:
    return convert_or_keep(_convert_stretches, stretches)


def _convert_stretches(
    stretches: Iterable[DatedValue[_T]],
) -> tuple[DatedValue[_T], ...]:
    return tuple(sorted(stretches, key=lambda stretch: stretch.since or date.min))


@attrs.frozen
class Timeline(Value, Generic[_T]):
    """Value over time (时间轴). A timeline is immutable: a change returns a new timeline.

    Args:
        stretches: Dated values that do not overlap; days between them have no value.

    Raises:
        InputError: A stretch has no day, or two stretches share a day.

    >>> line = Timeline.always(20).changed(lambda days: days // 2, date(2026, 7, 1))
    >>> line.at(date(2026, 6, 30)), line.at(date(2026, 7, 1))
    (20, 10)
    """

    stretches: tuple[DatedValue[_T], ...] = attrs.field(
        default=(), converter=_to_stretches
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for stretch in self.stretches:
            since, until = stretch.since, stretch.until
            if since and until and until <= since:
                raise InputError(
                    f"时期 {span_label(since, until)} 为空;终止日应晚于起始日",
                    f"the stretch {span_label(since, until, 'en')} is empty; its end must be "
                    "after its start",
                )
        for earlier, later in pairwise(self.stretches):
            if earlier.until is None or earlier.until > (later.since or date.min):
                raise InputError(
                    f"{later.since or '同一期间'} 有两个值;请把前一段的终止日填为后一段的起始日",
                    f"there are two values on {later.since or 'the same days'}; end the "
                    "earlier stretch where the later stretch begins",
                )

    @classmethod
    def always(cls, value: _T) -> Timeline[_T]:
        """Timeline with a single value, valid on every day."""
        return cls((DatedValue(value),))

    def __iter__(self) -> Iterator[DatedValue[_T]]:
        return iter(self.stretches)

    def at(self, on: date) -> _T | None:
        """Value on a day; None if there is no value on that day."""
        for stretch in self.stretches:
            if within(on, stretch.since, stretch.until):
                return stretch.value
        return None

    def changed(
        self,
        change: Callable[[_T], _T],
        since: date | None = None,
        until: date | None = None,
        by: str = "",
    ) -> Timeline[_T]:
        """Apply a change to the values over the days ``[since, until)``.

        The change is applied to each stretch within those days. Values before `since` and
        from `until` on stay as they are. If no value changes, the timeline itself is
        returned.

        Args:
            change: Returns the new value for an old value; the same value for no change.
            since: First day of the change; None from the beginning.
            until: First day after the change; None if the change has no end.
            by: Id of the reform.
        """
        stretches: list[DatedValue[_T]] = []
        changed = False
        for stretch in self.stretches:
            begins = _pick_later(stretch.since, since)
            ends = _pick_earlier(stretch.until, until)
            disjoint = begins is not None and ends is not None and ends <= begins
            value = stretch.value if disjoint else change(stretch.value)
            if value is stretch.value or value == stretch.value:
                stretches.append(stretch)
                continue
            changed = True
            if begins != stretch.since:
                stretches.append(attrs.evolve(stretch, until=begins))
            reforms = (*stretch.by, by) if by else stretch.by
            stretches.append(DatedValue(value, begins, ends, reforms))
            if ends != stretch.until:
                stretches.append(attrs.evolve(stretch, since=ends))
        return Timeline(stretches) if changed else self

    def put(
        self,
        value: _T,
        since: date | None = None,
        until: date | None = None,
        by: str = "",
    ) -> Timeline[_T]:
        """Replace every value over the days ``[since, until)`` by a new value."""
        if since is not None:
            as_date(since, "since")
        kept = [
            part
            for stretch in self.stretches
            for part in (
                _cut_stretch(stretch, None, since) if since is not None else None,
                _cut_stretch(stretch, until, None) if until is not None else None,
            )
            if part is not None
        ]
        return Timeline((*kept, DatedValue(value, since, until, (by,) if by else ())))


def iter_spans(*lines: Iterable[DatedValue[Any]]) -> Iterator[Days]:
    """Spans of days, in order, in which none of the timelines changes (无变化的时期)."""
    days = {
        day
        for line in lines
        for stretch in line
        for day in (stretch.since, stretch.until)
        if day
    }
    yield from pairwise([None, *sorted(days), None])


def join_spans(spans: Iterable[tuple[_K, Days]]) -> list[tuple[_K, Days]]:
    """Joins consecutive spans that are adjacent and have the same label (合并相接的时期)."""
    joined: list[tuple[_K, Days]] = []
    for label, (since, until) in spans:
        if joined and joined[-1][0] == label and joined[-1][1][1] == since:
            joined[-1] = label, (joined[-1][1][0], until)
        else:
            joined.append((label, (since, until)))
    return joined


def _cut_stretch(
    stretch: DatedValue[_T], since: date | None, until: date | None
) -> DatedValue[_T] | None:
    """Cuts a stretch to the days ``[since, until)``; None if no day remains."""
    begins = _pick_later(stretch.since, since)
    ends = _pick_earlier(stretch.until, until)
    if begins is not None and ends is not None and ends <= begins:
        return None
    return attrs.evolve(stretch, since=begins, until=ends)


def _pick_later(first: date | None, second: date | None) -> date | None:
    return max((day for day in (first, second) if day is not None), default=None)


def _pick_earlier(first: date | None, second: date | None) -> date | None:
    return min((day for day in (first, second) if day is not None), default=None)
