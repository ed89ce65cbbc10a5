"""One value over time: stretches that do not overlap, and how a change is laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

import attrs

from zhengwu._dates import as_date, span_label, within
from zhengwu._errors import InputError

_T = TypeVar("_T")


@attrs.frozen
class DatedValue(Generic[_T]):
    """Dated value (分期值): what holds over ``[since, until)``, and which reforms made it so.

    Args:
        value: The value.
        since: First day; None if always.
        until: First day on which it no longer holds; None while it does.
        by: Ids of the reforms that made it what it is, in their order.
    """

    value: _T
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return within(on, self.since, self.until)


def _to_stretches(stretches: Iterable[DatedValue[_T]]) -> tuple[DatedValue[_T], ...]:
    return tuple(sorted(stretches, key=lambda one: one.since or date.min))


@attrs.frozen
class Timeline(Generic[_T]):
    """One value over time (时间轴). Immutable: a change gives another line.

    Args:
        stretches: What holds when; days between them hold nothing.

    Raises:
        InputError: Two stretches share a day.

    >>> line = Timeline.always(20).changed(lambda days: days // 2, date(2026, 7, 1))
    >>> line.at(date(2026, 6, 30)), line.at(date(2026, 7, 1))
    (20, 10)
    """

    stretches: tuple[DatedValue[_T], ...] = attrs.field(
        default=(), converter=_to_stretches
    )

    def __attrs_post_init__(self) -> None:
        for one in self.stretches:
            if one.since and one.until and one.until <= one.since:
                raise InputError(
                    f"时期 {span_label(one.since, one.until)} 为空;终止日应晚于起始日",
                    f"the stretch {span_label(one.since, one.until, 'en')} is empty; it "
                    "must end after its start",
                )
        for one, other in pairwise(self.stretches):
            if one.until is None or one.until > (other.since or date.min):
                raise InputError(
                    f"{other.since or '同一期间'} 有两个值;请把前一段的终止日填为后一段的起始日",
                    f"two values hold on {other.since or 'the same days'}; end the earlier "
                    "stretch where the later begins",
                )

    @classmethod
    def always(cls, value: _T) -> Timeline[_T]:
        """A line on which one value always holds."""
        return cls((DatedValue(value),))

    def __iter__(self) -> Iterator[DatedValue[_T]]:
        return iter(self.stretches)

    def at(self, on: date) -> _T | None:
        """What holds on that day, or None."""
        for one in self.stretches:
            if within(on, one.since, one.until):
                return one.value
        return None

    def changed(
        self,
        change: Callable[[_T], _T],
        since: date | None = None,
        until: date | None = None,
        by: str = "",
    ) -> Timeline[_T]:
        """The line with a change laid over the days ``[since, until)``.

        What held before goes on holding before, and after `until` again. Every stretch in
        those days is changed for itself. The line itself where nothing changes.

        Args:
            change: From the value to the new one; the same value for no change.
            since: First day; None from the beginning.
            until: First day on which it no longer holds; None for good.
            by: Id of the reform.
        """
        found: list[DatedValue[_T]] = []
        touched = False
        for one in self.stretches:
            begins = _later(one.since, since)
            ends = _earlier(one.until, until)
            apart = begins is not None and ends is not None and ends <= begins
            value = one.value if apart else change(one.value)
            if value is one.value or value == one.value:
                found.append(one)
                continue
            touched = True
            if begins != one.since:
                found.append(attrs.evolve(one, until=begins))
            source = (*one.by, by) if by else one.by
            found.append(DatedValue(value, begins, ends, source))
            if ends != one.until:
                found.append(attrs.evolve(one, since=ends))
        return Timeline(found) if touched else self

    def put(
        self,
        value: _T,
        since: date | None = None,
        until: date | None = None,
        by: str = "",
    ) -> Timeline[_T]:
        """The line on which a value holds over ``[since, until)``, whatever held there."""
        if since is not None:
            as_date(since, "since")
        kept = [
            part
            for one in self.stretches
            for part in (
                _cut(one, None, since) if since is not None else None,
                _cut(one, until, None) if until is not None else None,
            )
            if part is not None
        ]
        return Timeline((*kept, DatedValue(value, since, until, (by,) if by else ())))


def _cut(
    one: DatedValue[_T], since: date | None, until: date | None
) -> DatedValue[_T] | None:
    """What of a stretch lies in ``[since, until)``, or None."""
    begins, ends = _later(one.since, since), _earlier(one.until, until)
    if begins is not None and ends is not None and ends <= begins:
        return None
    return attrs.evolve(one, since=begins, until=ends)


def _later(one: date | None, other: date | None) -> date | None:
    return max((d for d in (one, other) if d is not None), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((d for d in (one, other) if d is not None), default=None)
