"""Comparison of two limits on a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import attrs

from zhengwu._dates import BEIJING
from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours, WorkCalendar
from zhengwu.limits.values._base import Timekeeper, day_calendar
from zhengwu.limits.values._limit import Limit
from zhengwu.limits.values._units import Counting

_ONE_DAY: Final = dt.timedelta(days=1)
_LAST_MINUTE: Final = dt.time(23, 59)
_BY_TIME: Final = (Counting.WALL_TIME, Counting.OFFICE_TIME, Counting.HALF_DAY)


@attrs.frozen(kw_only=True)
class LimitComparison(Value):
    """Comparison of two limits started on every day of a span (时限比较).

    Args:
        limit: The limit to judge, such as the committed limit.
        reference: The limit to compare with, such as the statutory limit.
        first: First day of the span.
        last: Last start for which both due dates are settled.
        starts: Number of starts.
        earlier: Number of starts on which `limit` falls due before `reference`.
        later: Number of starts on which `limit` falls due after `reference`.
        worst: The start on which `limit` falls due latest relative to `reference`.
        worst_by: Time by which `limit` falls due later on the worst start; negative if
            `limit` is always earlier.
    """

    limit: Limit
    reference: Limit
    first: dt.date
    last: dt.date
    starts: int
    earlier: int
    later: int
    worst: dt.datetime
    worst_by: dt.timedelta

    @property
    def within(self) -> bool:
        """Whether `limit` never falls due after `reference`, on any start of the span."""
        return not self.later

    @property
    def always_later(self) -> bool:
        """Whether `limit` falls due after `reference` on every start of the span."""
        return self.later == self.starts

    def to_record(self) -> dict[str, JsonValue]:
        """Plain data, for JSON."""
        return {
            "limit": self.limit.label(),
            "reference": self.reference.label(),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "starts": self.starts,
            "earlier": self.earlier,
            "later": self.later,
            "within": self.within,
            "worst": self.worst.isoformat(),
            "worst_by_days": self.worst_by / _ONE_DAY,
        }


def compare_limits(
    limit: Limit,
    reference: Limit,
    calendar: Timekeeper,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> LimitComparison:
    """Compare the due dates of two limits on every start day of a span (时限比较).

    Limits in hours are started at midnight, at one minute before midnight, and at every
    opening and closing time of the day, because the worst case is among these times.

    Args:
        limit: The limit to judge, such as the committed limit.
        reference: The limit to compare with, such as the statutory limit.
        calendar: Working calendar, or office hours if a limit is counted in office time.
        first: First start day; the first day of the calendar if None.
        last: Last start day; the last day with settled due dates if None.

    Raises:
        InputError: A limit has no due date, office hours are needed, or no start of the
            span can be compared.
        CalendarRangeError: A day is out of the calendar's coverage.

    >>> from zhengwu.calendars import china_calendar
    >>> from zhengwu.limits import CalendarDays, WorkingDays
    >>> comparison = compare_limits(WorkingDays(20), CalendarDays(30), china_calendar())
    >>> comparison.within, comparison.worst.date(), comparison.worst_by.days
    (False, datetime.date(2020, 1, 19), 6)
    """
    for each in (limit, reference):
        if not isinstance(getattr(each, "counting", None), Counting):
            raise InputError(
                f"{each!r} 不是时限,不能比较",
                f"{each!r} is no time limit and cannot be compared",
            )
        if each.counting is Counting.UNDECIDED:
            raise InputError(
                f"{each.label()} 未注明工作日或自然日,不能比较;请先确定",
                f"{each.label('en')} may mean working or calendar days; decide which days first",
            )
    days = day_calendar(calendar)
    first = first or days.coverage[0]
    end = min(last or days.final_until, days.coverage[1])
    starts = earlier = later = 0
    last_start = first
    worst: tuple[dt.timedelta, dt.datetime] | None = None
    for start in _iter_starts(limit, reference, calendar, first, end):
        mine, theirs = (
            _find_end(each, start, calendar, days) for each in (limit, reference)
        )
        if mine is None or theirs is None:
            if last is None:
                break
            continue
        by, last_start = mine - theirs, start.date()
        starts += 1
        earlier += by < _NONE
        later += by > _NONE
        if worst is None or by > worst[0]:
            worst = (by, start)
    if worst is None:
        raise InputError(
            f"{first} 至 {end} 之间没有可比较的起算日",
            f"no start day between {first} and {end} can be compared",
        )
    return LimitComparison(
        limit=limit,
        reference=reference,
        first=first,
        last=last_start,
        starts=starts,
        earlier=earlier,
        later=later,
        worst=worst[1],
        worst_by=worst[0],
    )


_NONE: Final = dt.timedelta()


def _iter_starts(
    limit: Limit,
    reference: Limit,
    calendar: WorkCalendar | OfficeHours,
    first: dt.date,
    last: dt.date,
) -> Iterator[dt.datetime]:
    by_time = {limit.counting, reference.counting} & {*_BY_TIME}
    day = first
    while day <= last:
        times = {dt.time.min}
        if by_time:
            times.add(_LAST_MINUTE)
            if isinstance(calendar, OfficeHours):
                for window in calendar.windows_on(day):
                    times |= {window.start, window.end}
        for time in sorted(times):
            yield dt.datetime.combine(day, time, BEIJING)
        day += _ONE_DAY


def _find_end(
    limit: Any,
    start: dt.datetime,
    calendar: WorkCalendar | OfficeHours,
    days: WorkCalendar,
) -> dt.datetime | None:
    """Find the instant at which a limit expires; None if the instant is not settled yet."""
    if limit.counting is Counting.AT_ONCE:
        return start
    if limit.counting in (Counting.OFFICE_TIME, Counting.HALF_DAY):
        deadline = limit.due(start, calendar)
    elif limit.counting is Counting.WALL_TIME:
        deadline = limit.due(start, days)
    else:
        deadline = limit.due(start.date(), days)
    end: dt.datetime = deadline.ends_at()
    return end if deadline.certain else None
