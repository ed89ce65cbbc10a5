"""The days that a written deadline holds, as the calendar of the deadline read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from zhengwu._errors import CalendarRangeError
from zhengwu.calendars import Day, Estimate


class RecordedCalendar:
    """Calendar that knows only the days that were written with a deadline (留痕日历).

    It answers what the deadline was counted with, and refuses every other day: a new count
    needs a calendar of its own.
    """

    def __init__(self, days: Iterable[Day], revision: str, last: dt.date) -> None:
        self._days: Mapping[dt.date, Day] = {day.date: day for day in days}
        self._last = last
        self.revision = revision
        self.name = f"recorded {revision}"

    @property
    def coverage(self) -> tuple[dt.date, dt.date]:
        """First and last day that was written."""
        return (
            min(self._days, default=self._last),
            max(self._days, default=self._last),
        )

    @property
    def published_until(self) -> dt.date:
        """Last day that was written."""
        return self.coverage[1]

    @property
    def final_until(self) -> dt.date:
        """Last day that was written."""
        return self.coverage[1]

    def day(self, day: dt.date, /) -> Day:
        """The day as it was written."""
        return self._days[day] if day in self._days else self._refuse(day)

    def is_working_day(self, day: dt.date, /) -> bool:
        """Whether offices work on that day, as it was written."""
        return self.day(day).working

    def add_working_days(self, day: dt.date, n: int, /) -> dt.date:
        """Refused: a new count needs a calendar of its own."""
        del n
        self._refuse(day)

    def count_working_days(self, start: dt.date, end: dt.date, /) -> int:
        """Working days in ``(start, end]``, if all of them were written."""
        days = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + dt.timedelta(n)) for n in days)

    def estimate_add(self, day: dt.date, n: int, /) -> Estimate:
        """Refused: a new count needs a calendar of its own."""
        del n
        self._refuse(day)

    def estimate_roll(self, day: dt.date, /) -> Estimate:
        """Refused: a new count needs a calendar of its own."""
        self._refuse(day)

    def _refuse(self, day: dt.date) -> NoReturn:
        raise CalendarRangeError(self.name, day, self.coverage)


def read_recorded(steps: Any, values: Mapping[str, Any]) -> RecordedCalendar:
    """The calendar of a deadline, from the steps that were written with it.

    Raises:
        InputError: A step is no day.
    """
    skipped = ("number", "suspended")
    days = [
        Day.from_data({key: step[key] for key in step if key not in skipped})
        for step in steps
    ]
    last = values.get("date", dt.date.min)
    return RecordedCalendar(days, values.get("revision", ""), last)
