"""Counting of the time that a clock uses up between its suspensions.

A clock that runs from one day to another uses up the days after the first, up to and
including the last. This rule decides all parts of days. The day of a suspension counts.
The day of a resumption does not count, nor does the day of the event. A suspension that is
resumed on the same day changes nothing. A period of days that is suspended on its last day
ends on the day of resumption.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, Literal, Protocol, TypeAlias

from zhengwu._errors import CalendarRangeError, InputError
from zhengwu.calendars import Estimate, OfficeHours, WorkCalendar
from zhengwu.calendars._hours import TimeEstimate
from zhengwu.limits.values._base import Timekeeper
from zhengwu.limits.values._units import Counting
from zhengwu.limits.values._values import DayLimitBase, WorkingDays

Halt: TypeAlias = tuple[dt.date, dt.date]
Pick: TypeAlias = Literal["date", "earliest", "latest"]

_ONE_DAY: Final = dt.timedelta(days=1)


class DayCounter(Protocol):
    """A way of counting days, for the likely calendar or for its bounds."""

    def add(self, day: dt.date, n: int, /) -> dt.date:
        """The n-th counted day after `day`."""
        ...

    def count(self, start: dt.date, end: dt.date, /) -> int:
        """Number of counted days in ``(start, end]``."""
        ...

    def roll(self, day: dt.date, /) -> dt.date:
        """The first day on or after `day` on which a period may end."""
        ...


class WorkingDayCounter:
    """Counts working days."""

    def __init__(self, calendar: WorkCalendar, pick: Pick = "date") -> None:
        self._calendar = calendar
        self._final = calendar.final_until
        self._pick: Pick = pick
        self.unsure = False  # whether a later notice could change any answer so far

    def _pick_day(self, end: Estimate) -> dt.date:
        if end.earliest != end.latest:
            self.unsure = True
        day: dt.date = getattr(end, self._pick)
        return day

    def add(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`; `day` itself for 0."""
        return self._pick_day(self._calendar.estimate_add(day, n)) if n else day

    def count(self, start: dt.date, end: dt.date) -> int:
        """Number of working days in ``(start, end]``; for the earliest bound, the most possible."""
        if end <= self._final:
            try:
                return self._calendar.count_working_days(start, end)
            except CalendarRangeError:  # a regional festival without an arrangement
                pass
        self.unsure = True
        low, high = 0, (end - start).days
        while low < high:  # the largest number of working days that end by then
            middle = (low + high + 1) // 2
            if self.add(start, middle) <= end:
                low = middle
            else:
                high = middle - 1
        return low

    def roll(self, day: dt.date) -> dt.date:
        """The first working day on or after `day`."""
        return self._pick_day(self._calendar.estimate_roll(day))


class CalendarDayCounter(WorkingDayCounter):
    """Counts every day; a period still ends on a working day."""

    def add(self, day: dt.date, n: int) -> dt.date:
        """The day that is `n` days after `day`."""
        return day + n * _ONE_DAY

    def count(self, start: dt.date, end: dt.date) -> int:
        """Number of days in ``(start, end]``."""
        return (end - start).days


def end_in_days(
    first: dt.date, total: int, halts: Iterable[Halt], counter: DayCounter
) -> tuple[dt.date, dt.date]:
    """Find the last day of a period, and the working day on which the period ends.

    Args:
        first: Day of the event, which is not counted.
        total: Number of days to count.
        halts: Pairs of the day of suspension and the day of resumption, in order of time;
            no pair touches the next.
        counter: Way of counting.
    """
    at, left = first, total
    for halt, resumption in halts:
        used = counter.count(at, halt)
        if used >= left:  # perf: add and roll only if the end may lie before the halt
            last = counter.add(at, left)
            if last < halt and counter.roll(last) < halt:
                break
            used = left
        left -= used
        at = resumption
    last = counter.add(at, left)
    return last, counter.roll(last)


def total_days(
    limits: Sequence[DayLimitBase],
    start: dt.date,
    *,
    count_trigger_day: bool,
) -> int:
    """Number of counted days of a limit with its extensions.

    Months and years are converted to the number of their days from the start.
    """
    if isinstance(limits[0], WorkingDays):
        return sum(limit.days for limit in limits if isinstance(limit, WorkingDays))
    # Months and years come first, so that 2个月 and 15日 are two months and then 15 days.
    last = start
    months = [limit for limit in limits if limit.counting is Counting.MONTHS]
    cut_off = False
    if months:
        last = _add_months(start, months)
        cut_off = last.day < start.day
    for limit in limits:
        if limit.counting is not Counting.MONTHS:
            last = limit.shift(last)
    if count_trigger_day and last > start and not cut_off:
        last -= _ONE_DAY
    return (last - start).days


def _add_months(start: dt.date, limits: Sequence[DayLimitBase]) -> dt.date:
    from dateutil.relativedelta import relativedelta

    return start + relativedelta(months=sum(int(limit.size) for limit in limits))


def end_in_wall_time(
    start: dt.datetime,
    total: dt.timedelta,
    halts: Iterable[tuple[dt.datetime, dt.datetime]],
) -> dt.datetime:
    """Find the instant at which `total` has elapsed outside the suspensions."""
    at, left = start, total
    for halt, resumption in halts:
        if at + left <= halt:
            break
        left -= halt - at
        at = resumption
    return at + left


def end_in_office_time(
    start: dt.datetime,
    total: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> TimeEstimate:
    """Find the instant at which `total` minutes of office time have elapsed."""
    at, left = start, total
    for halt, resumption in halts:
        used = hours.estimate_elapsed(at, halt)
        if used >= left:
            break
        left -= used
        at = resumption
    end = hours.estimate_minutes(at, left)
    if end.latest <= hours.calendar.final_until and end.earliest == end.latest:
        return end
    return TimeEstimate(
        end.at,
        _find_earliest(start, total, halts, hours),
        _find_latest(start, total, halts, hours),
    )


def _find_earliest(
    start: dt.datetime,
    left: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> dt.date:
    """Find the earliest possible end.

    A running stretch on days that are not settled may already contain the end.
    """
    for halt, resumption in halts:
        end = hours.estimate_minutes(start, left)
        if end.earliest <= halt.date() or halt.date() > hours.calendar.final_until:
            return min(end.earliest, resumption.date())
        left -= hours.estimate_elapsed(start, halt)
        start = resumption
    return hours.estimate_minutes(start, left).earliest


def _find_latest(
    start: dt.datetime,
    left: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> dt.date:
    """Find the latest possible end.

    A running stretch on days that are not settled may use up no time at all.
    """
    for halt, resumption in halts:
        end = hours.estimate_minutes(start, left)
        if end.latest < halt.date():
            return end.latest
        if halt.date() <= hours.calendar.final_until:
            left -= min(left, hours.estimate_elapsed(start, halt))
        start = resumption
    return hours.estimate_minutes(start, left).latest


def office_hours(calendar: Timekeeper) -> OfficeHours:
    """Check that a timekeeper has office hours."""
    if isinstance(calendar, OfficeHours):
        return calendar
    raise InputError(
        f"按办公时间计的时限需要 OfficeHours,现为 {calendar!r}",
        f"a limit in office time needs OfficeHours, not {calendar!r}",
    )
