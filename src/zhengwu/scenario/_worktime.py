"""One line of working minutes: the open hours of a hall put end to end."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from math import ceil
from typing import Final

from zhengwu._dates import BEIJING, as_date, as_instant
from zhengwu._errors import InputError
from zhengwu.calendars import OfficeHours

_ONE_DAY: Final = dt.timedelta(days=1)
_MINUTE: Final = dt.timedelta(minutes=1)


class WorkTimeline:
    """Working minutes of a hall (办公时间轴) from one day to another, end to end.

    Minute 0 is the first opening. Holidays, lunch and nights take no time on it, and
    make-up Saturdays do.

    Args:
        hours: Office hours of the hall, on its calendar.
        since: First day.
        until: First day that no longer belongs to it.

    Raises:
        InputError: No opening in that time.
        CalendarRangeError: A day that is not announced, unless the calendar was made with
            ``projected=True``.
    """

    def __init__(self, hours: OfficeHours, since: dt.date, until: dt.date) -> None:
        self.hours: Final = hours
        self.since: Final = as_date(since, "since")
        self.until: Final = as_date(until, "until")
        opens: list[dt.datetime] = []
        begins: list[float] = []
        ends: list[float] = []  # of each working day
        at, day = 0.0, self.since
        while day < self.until:
            windows = hours.windows_on(day)
            for window in windows:
                start = dt.datetime.combine(day, window.start, BEIJING)
                end = dt.datetime.combine(day, window.end, BEIJING)
                opens.append(start)
                begins.append(at)
                at += (end - start) / _MINUTE
            if windows and hours.calendar.day(day).working:
                ends.append(at)
            day += _ONE_DAY
        if not opens:
            raise InputError(
                f"{since} 至 {until} 没有办公时间",
                f"no opening between {since} and {until}",
            )
        self._opens: Final = opens
        self._begins: Final = begins
        self._ends: Final = ends
        self.minutes: Final = at

    def instant(self, minute: float) -> dt.datetime:
        """The instant of a working minute; the end of a window is its closing.

        Raises:
            InputError: Outside the line.
        """
        if not 0 <= minute <= self.minutes:
            raise InputError(
                f"第 {minute:g} 分钟不在 0 至 {self.minutes:g} 之间;请把时段延长",
                f"minute {minute:g} lies outside 0 to {self.minutes:g}; take a longer time",
            )
        place = max(bisect_left(self._begins, minute) - 1, 0)
        return self._opens[place] + (minute - self._begins[place]) * _MINUTE

    def minute(self, at: dt.datetime) -> float:
        """The working minute of an instant; while it is closed, that of the next opening.

        Raises:
            InputError: No instant with a zone, or outside the line.
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
        """Each opening: the instant, and its working minute."""
        return tuple(zip(self._opens, self._begins, strict=True))

    @property
    def day_minutes(self) -> float:
        """Mean working time of a working day, in minutes."""
        return self.minutes / max(len(self._ends), 1)

    @property
    def projected(self) -> bool:
        """Whether it rests on days that a later notice may still change."""
        return self.hours.calendar.final_until < self.until - _ONE_DAY

    def closing_after(self, minute: float, days: int) -> float:
        """The working minute at which the n-th working day after closes.

        The day of `minute` itself does not count, as in every time limit of days; 0 is its
        own closing. Past the end of the line days go on with the mean length.
        """
        place = bisect_left(self._ends, minute) + days
        if place < len(self._ends):
            return self._ends[place]
        beyond = place - len(self._ends) + 1
        if minute > self.minutes:
            beyond = days + ceil((minute - self.minutes) / self.day_minutes)
        return self.minutes + beyond * self.day_minutes


class WallClock:
    """A time of work by the clock on the wall (墙上时刻): minutes since a midnight.

    Past the end of the line it never closes.

    Args:
        line: The time of work.
        origin: The day whose midnight is minute 0.
    """

    def __init__(self, line: WorkTimeline, origin: dt.date) -> None:
        midnight = dt.datetime.combine(origin, dt.time(), BEIJING)
        opens = line.openings
        self._opens: Final = [(at - midnight) / _MINUTE for at, _ in opens]
        self._begins: Final = [begin for _, begin in opens]
        self._lasts: Final = [*self._begins[1:], line.minutes]
        self._total: Final = line.minutes
        self._end: Final = self._opens[-1] + self._lasts[-1] - self._begins[-1]

    def wall(self, minute: float) -> float:
        """When a working minute is; the end of a window is its closing."""
        if minute >= self._total:
            return self._end + minute - self._total
        place = max(bisect_left(self._begins, minute) - 1, 0)
        return self._opens[place] + minute - self._begins[place]

    def minute(self, wall: float) -> float:
        """The working minute; while it is closed, that of the next opening."""
        if wall >= self._end:
            return self._total + wall - self._end
        place = bisect_right(self._opens, wall) - 1
        if place < 0:
            return 0.0
        after = wall - self._opens[place]
        return min(self._begins[place] + after, self._lasts[place])

    def opens_in(self, wall: float) -> float:
        """How long it stays closed from now; 0 while it is open."""
        if wall >= self._end:
            return 0.0
        place = bisect_right(self._opens, wall) - 1
        if place >= 0 and wall < self._closing(place):
            return 0.0
        return self._opens[place + 1] - wall

    def closes_in(self, wall: float) -> float:
        """How long it stays open from now, while it is open."""
        if wall >= self._end:
            return float("inf")
        place = bisect_right(self._opens, wall) - 1
        return self._closing(place) - wall

    def length(self, wall: float, work: float) -> float:
        """How long so much work takes from now, closed time included."""
        return self.wall(self.minute(wall) + work) - wall if work else 0.0

    def worked(self, start: float, end: float) -> float:
        """Working time between two instants."""
        return self.minute(end) - self.minute(start)

    def _closing(self, place: int) -> float:
        return self._opens[place] + self._lasts[place] - self._begins[place]
