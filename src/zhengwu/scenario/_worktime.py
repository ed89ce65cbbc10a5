"""One line of working minutes: the open hours of a hall put end to end."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
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
        at, day = 0.0, self.since
        while day < self.until:
            for window in hours.windows_on(day):
                start = dt.datetime.combine(day, window.start, BEIJING)
                end = dt.datetime.combine(day, window.end, BEIJING)
                opens.append(start)
                begins.append(at)
                at += (end - start) / _MINUTE
            day += _ONE_DAY
        if not opens:
            raise InputError(
                f"{since} 至 {until} 没有办公时间",
                f"no opening between {since} and {until}",
            )
        self._opens: Final = opens
        self._begins: Final = begins
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

    def hour_of(self, minute: float) -> int:
        """Hour of the day at a working minute."""
        return self.instant(minute).hour
