"""How running stretches of a clock use a period up.

One rule for part days: a stretch that runs from one day to another counts the days after
the first, up to the last. So the day on which a clock is suspended counts and the day on
which it is resumed does not, as the day of the event does not; a suspension that is
resumed on the same day changes nothing; and a period of days that is suspended on its
last day ends on the day of resumption.
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
    """One way to count days, in the likely world or at its bounds."""

    def add(self, day: dt.date, n: int, /) -> dt.date:
        """The n-th day that counts after `day`."""
        ...

    def count(self, start: dt.date, end: dt.date, /) -> int:
        """Days in ``(start, end]`` that count."""
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
        self.unsure = False  # whether an answer could have been another

    def _picked(self, end: Estimate) -> dt.date:
        if end.earliest != end.latest:
            self.unsure = True
        found: dt.date = getattr(end, self._pick)
        return found

    def add(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`; `day` itself for 0."""
        return self._picked(self._calendar.estimate_add(day, n)) if n else day

    def count(self, start: dt.date, end: dt.date) -> int:
        """Working days in ``(start, end]``; as many as there may be for the earliest."""
        if end <= self._final:
            try:
                return self._calendar.count_working_days(start, end)
            except CalendarRangeError:  # a regional festival without an arrangement
                pass
        self.unsure = True
        low, high = 0, (end - start).days
        while low < high:  # the most that end by then
            middle = (low + high + 1) // 2
            if self.add(start, middle) <= end:
                low = middle
            else:
                high = middle - 1
        return low

    def roll(self, day: dt.date) -> dt.date:
        """The first working day on or after `day`."""
        return self._picked(self._calendar.estimate_roll(day))


class CalendarDayCounter(WorkingDayCounter):
    """Counts every day; a period still ends on a working day."""

    def add(self, day: dt.date, n: int) -> dt.date:
        """So many days later."""
        return day + n * _ONE_DAY

    def count(self, start: dt.date, end: dt.date) -> int:
        """Days in ``(start, end]``."""
        return (end - start).days


def end_in_days(
    first: dt.date, total: int, halts: Iterable[Halt], counter: DayCounter
) -> tuple[dt.date, dt.date]:
    """Last day of a period, and the working day on which it falls due.

    Args:
        first: Day of the event, not counted.
        total: Days that count.
        halts: Days of suspension and of resumption, in order, not touching.
        counter: Which days count.
    """
    at, left = first, total
    for halt, again in halts:
        used = counter.count(at, halt)
        if used >= left:  # perf: looked up only where the end may lie before the halt
            last = counter.add(at, left)
            if last < halt and counter.roll(last) < halt:
                break
            used = left
        left -= used
        at = again
    last = counter.add(at, left)
    return last, counter.roll(last)


def total_days(
    limits: Sequence[DayLimitBase],
    start: dt.date,
    *,
    count_trigger_day: bool,
) -> int:
    """How many days that count a limit is with its extensions.

    Months and years are turned into the days that they have from the start.
    """
    if isinstance(limits[0], WorkingDays):
        return sum(limit.days for limit in limits if isinstance(limit, WorkingDays))
    # Longest units first: so that 2个月 and 15日 are two months and then 15 days.
    last = start
    months = [limit for limit in limits if limit.counting is Counting.MONTHS]
    cut_off = False
    if months:
        last = _months_on(start, months)
        cut_off = last.day < start.day
    for limit in limits:
        if limit.counting is not Counting.MONTHS:
            last = limit.shift(last)
    if count_trigger_day and last > start and not cut_off:
        last -= _ONE_DAY
    return (last - start).days


def _months_on(start: dt.date, limits: Sequence[DayLimitBase]) -> dt.date:
    from dateutil.relativedelta import relativedelta

    return start + relativedelta(months=sum(int(limit.size) for limit in limits))


def end_in_wall_time(
    start: dt.datetime,
    total: dt.timedelta,
    halts: Iterable[tuple[dt.datetime, dt.datetime]],
) -> dt.datetime:
    """The instant at which so much time has run."""
    at, left = start, total
    for halt, again in halts:
        if at + left <= halt:
            break
        left -= halt - at
        at = again
    return at + left


def end_in_office_time(
    start: dt.datetime,
    total: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> TimeEstimate:
    """The instant at which the office has been open for so many minutes."""
    at, left = start, total
    for halt, again in halts:
        used = hours.estimate_elapsed(at, halt)
        if used >= left:
            break
        left -= used
        at = again
    found = hours.estimate_minutes(at, left)
    if found.latest <= hours.calendar.final_until and found.earliest == found.latest:
        return found
    return TimeEstimate(
        found.at, _early(start, total, halts, hours), _late(start, total, halts, hours)
    )


def _early(
    start: dt.datetime,
    left: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> dt.date:
    """It cannot end before this day: where a stretch is not settled, nor after it."""
    for halt, again in halts:
        end = hours.estimate_minutes(start, left)
        if end.earliest <= halt.date() or halt.date() > hours.calendar.final_until:
            return min(end.earliest, again.date())
        left -= hours.estimate_elapsed(start, halt)
        start = again
    return hours.estimate_minutes(start, left).earliest


def _late(
    start: dt.datetime,
    left: float,
    halts: Sequence[tuple[dt.datetime, dt.datetime]],
    hours: OfficeHours,
) -> dt.date:
    """It cannot end after this day: a stretch that is not settled may use up nothing."""
    for halt, again in halts:
        end = hours.estimate_minutes(start, left)
        if end.latest < halt.date():
            return end.latest
        if halt.date() <= hours.calendar.final_until:
            left -= min(left, hours.estimate_elapsed(start, halt))
        start = again
    return hours.estimate_minutes(start, left).latest


def office_hours(calendar: Timekeeper) -> OfficeHours:
    """The office hours, where they are needed."""
    if isinstance(calendar, OfficeHours):
        return calendar
    raise InputError(
        f"按办公时间计的时限需要 OfficeHours,现为 {calendar!r}",
        f"a limit in office time needs OfficeHours, not {calendar!r}",
    )
