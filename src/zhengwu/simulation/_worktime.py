"""Timeline of working minutes: the office hours of a hall joined without gaps."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from math import ceil, inf
from typing import Any, Final

from zhengwu._dates import BEIJING, as_date, as_instant
from zhengwu._errors import InputError
from zhengwu._values import Built
from zhengwu.calendars import OfficeHours
from zhengwu.limits import UnspecifiedDays
from zhengwu.limits.values._limit import ClockLimit, DayLimit, OfficeLimit, SimpleLimit

_ONE_DAY: Final = dt.timedelta(days=1)
_ONE_HOUR: Final = dt.timedelta(hours=1)
_MINUTE: Final = dt.timedelta(minutes=1)
_WORKING_SHARE: Final = 5 / 7  # of the days of a week


class WorkTimeline(Built):
    """Working minutes of a hall (办公时间轴) over ``[since, until)``, without gaps.

    Minute 0 is the first opening. Holidays, lunch breaks and nights take no time on the
    timeline; make-up Saturdays do.

    Args:
        hours: Office hours of the hall, on its calendar.
        since: First day.
        until: Day after the last day.

    Raises:
        InputError: There are no office hours on these days.
        CalendarRangeError: A day is not announced, unless the calendar was created with
            ``projected=True``.
    """

    def __init__(self, hours: OfficeHours, since: dt.date, until: dt.date) -> None:
        self.hours: Final = hours
        self.since: Final = as_date(since, "since")
        self.until: Final = as_date(until, "until")
        if self.until <= self.since:
            raise InputError(
                f"终止日 {until} 应晚于起始日 {since}",
                f"the timeline ends on {until}, not after its start {since}",
            )
        opens: list[dt.datetime] = []
        begins: list[float] = []
        worked: list[dt.date] = []
        closes: list[float] = []  # minutes up to the end of each day
        spread: dict[tuple[int, int, int], float] = {}
        at, day = 0.0, self.since
        while day < self.until:
            for window in hours.windows_on(day):
                start = dt.datetime.combine(day, window.start, BEIJING)
                end = dt.datetime.combine(day, window.end, BEIJING)
                opens.append(start)
                begins.append(at)
                at += (end - start) / _MINUTE
                _add_to_hours(spread, start, end)
            closes.append(at)
            if hours.calendar.day(day).working:
                worked.append(day)
            day += _ONE_DAY
        if not opens:
            raise InputError(
                f"{since} 至 {until} 没有办公时间",
                f"no office hours between {since} and {until}",
            )
        self._opens: Final = opens
        self._begins: Final = begins
        self._worked: Final = worked
        self._closes: Final = closes
        self._due: Final[dict[tuple[DayLimit, dt.date], dt.date]] = {}
        self.spread: Final = spread
        self.minutes: Final = at

    def arguments(self) -> dict[str, Any]:
        """The office hours and the days."""
        return {"hours": self.hours, "since": self.since, "until": self.until}

    def instant(self, minute: float) -> dt.datetime:
        """Instant of a working minute; the last minute of a window is its closing time.

        Raises:
            InputError: The minute is outside the timeline.
        """
        if not 0 <= minute <= self.minutes:
            raise InputError(
                f"第 {minute:g} 分钟不在 0 至 {self.minutes:g} 之间;请延长起止日期",
                f"minute {minute:g} is outside 0 to {self.minutes:g}; use a later end",
            )
        place = max(bisect_left(self._begins, minute) - 1, 0)
        return self._opens[place] + (minute - self._begins[place]) * _MINUTE

    def minute(self, at: dt.datetime) -> float:
        """Working minute of an instant; while the hall is closed, of the next opening.

        Raises:
            InputError: `at` is not an instant with a time zone.
        """
        at = as_instant(at, "at")
        place = bisect_right(self._opens, at) - 1
        if place < 0:
            return 0.0
        after = (at - self._opens[place]) / _MINUTE
        last = place + 1 == len(self._begins)
        end = self.minutes if last else self._begins[place + 1]
        return min(self._begins[place] + after, end)

    @property
    def openings(self) -> tuple[tuple[dt.datetime, float], ...]:
        """Instant and working minute of each opening."""
        return tuple(zip(self._opens, self._begins, strict=True))

    @property
    def day_minutes(self) -> float:
        """Mean working time of a working day, in minutes."""
        return self.minutes / max(len(self._worked), 1)

    @property
    def projected(self) -> bool:
        """Whether the timeline contains days that a later notice may still change."""
        return self.hours.calendar.final_until < self.until - _ONE_DAY

    def close_of(self, day: dt.date) -> float:
        """Working minute at the end of a day.

        After the end of the timeline, days have its mean length, five days a week.
        """
        if day < self.since:
            return 0.0
        if day < self.until:
            return self._closes[(day - self.since).days]
        beyond = ((day - self.until).days + 1) * _WORKING_SHARE
        return self.minutes + ceil(beyond) * self.day_minutes

    def due_minute(self, limit: SimpleLimit, at: dt.datetime) -> float:
        """Working minute at which a limit that starts at an instant expires.

        The limit is counted as the law counts it: days by the calendar, hours by the
        clock or by the office hours.

        Raises:
            InputError: The limit does not state the kind of its days.
        """
        if isinstance(limit, OfficeLimit):
            return self.minute(at) + limit.minutes(at, self.hours)
        if isinstance(limit, ClockLimit):
            due = at + limit.length
            beyond = dt.datetime.combine(self.until, dt.time(), BEIJING)
            after = (due - beyond) / _MINUTE
            return self.minutes + after if after > 0 else self.minute(due)
        return self.close_of(self.due_day(limit, at))

    def due_day(self, limit: DayLimit | UnspecifiedDays, at: dt.datetime) -> dt.date:
        """Due day of a limit in days that starts at an instant.

        Raises:
            InputError: The limit does not state the kind of its days.
        """
        if isinstance(limit, UnspecifiedDays):
            raise InputError(
                f"时限 {limit.label()} 未写明工作日还是自然日;请先确定",
                f"the limit {limit.label('en')} does not state the kind of its days; "
                "decide that first",
            )
        day = at.date()
        known = self._due.get((limit, day))
        if known is None:
            self._due[limit, day] = known = limit.due(day, self.hours.calendar).date
        return known


def _add_to_hours(
    into: dict[tuple[int, int, int], float], start: dt.datetime, end: dt.datetime
) -> None:
    """Add the minutes of a window to its month, weekday and hours of the day."""
    at = start
    while at < end:
        until = min(end, at.replace(minute=0, second=0, microsecond=0) + _ONE_HOUR)
        key = at.month, at.weekday(), at.hour
        into[key] = into.get(key, 0.0) + (until - at) / _MINUTE
        at = until


class WallClock:
    """Converts between wall time, in minutes since a midnight, and working time (墙上时刻).

    After the last day of the timeline the office never closes.

    Args:
        line: The working time.
        origin: Day whose midnight is minute 0.
    """

    def __init__(self, line: WorkTimeline, origin: dt.date) -> None:
        self._midnight: Final = dt.datetime.combine(origin, dt.time(), BEIJING)
        opens = line.openings
        self._opens: Final = [(at - self._midnight) / _MINUTE for at, _ in opens]
        self._begins: Final = [begin for _, begin in opens]
        self._lasts: Final = [*self._begins[1:], line.minutes]
        self._total: Final = line.minutes
        self.end: Final = (line.until - origin) / _MINUTE

    def instant(self, wall: float) -> dt.datetime:
        """Instant of a wall time."""
        return self._midnight + wall * _MINUTE

    def wall(self, minute: float) -> float:
        """Wall time of a working minute; the last minute of a window is its closing time."""
        if minute > self._total:
            return self.end + minute - self._total
        place = max(bisect_left(self._begins, minute) - 1, 0)
        return self._opens[place] + minute - self._begins[place]

    def minute(self, wall: float) -> float:
        """Working minute of a wall time; while closed, of the next opening."""
        if wall >= self.end:
            return self._total + wall - self.end
        place = bisect_right(self._opens, wall) - 1
        if place < 0:
            return 0.0
        after = wall - self._opens[place]
        return min(self._begins[place] + after, self._lasts[place])

    def opens_in(self, wall: float) -> float:
        """Minutes until the next opening; 0 while open."""
        if wall >= self.end:
            return 0.0
        place = bisect_right(self._opens, wall) - 1
        if place >= 0 and wall < self._closing(place):
            return 0.0
        last = place + 1 == len(self._opens)
        return (self.end if last else self._opens[place + 1]) - wall

    def closes_in(self, wall: float) -> float:
        """Minutes until closing; only while open."""
        if wall >= self.end:
            return inf
        place = bisect_right(self._opens, wall) - 1
        return self._closing(place) - wall

    def length(self, wall: float, work: float) -> float:
        """Minutes that an amount of work takes from a wall time, closed time included."""
        if not work:
            return 0.0
        return max(self.wall(self.minute(wall) + work) - wall, 0.0)

    def work_between(self, start: float, end: float) -> float:
        """Working minutes between two wall times."""
        return self.minute(end) - self.minute(start)

    def _closing(self, place: int) -> float:
        return self._opens[place] + self._lasts[place] - self._begins[place]
