"""What time limits ask of a calendar, whoever made it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from zhengwu.calendars._day import Day

_Date: TypeAlias = date  # where a field is named `date`


class Estimate(NamedTuple):
    """A date and how far it can move (日期估计).

    Attributes:
        date: Best estimate.
        earliest: It cannot come before this day.
        latest: It cannot come after this day.
    """

    date: _Date
    earliest: _Date
    latest: _Date


@runtime_checkable
class WorkCalendar(Protocol):
    """Working calendar (工作日历): what time limits ask of a calendar.

    Anything with these members will do; `china_calendar` makes the one for China.
    """

    @property
    def name(self) -> str:
        """Short name, for messages."""
        ...

    @property
    def coverage(self) -> tuple[date, date]:
        """First and last day that `day` and the estimates answer for."""
        ...

    @property
    def published_until(self) -> date:
        """Last announced day."""
        ...

    @property
    def final_until(self) -> date:
        """Last day that no later notice may change."""
        ...

    @property
    def revision(self) -> str:
        """Hash of the content: equal content, equal revision."""
        ...

    def is_working_day(self, day: date, /) -> bool:
        """Whether offices work on that day."""
        ...

    def day(self, day: date, /) -> Day:
        """What kind of day it is."""
        ...

    def add_working_days(self, day: date, n: int, /) -> date:
        """The n-th working day after `day`; before it, if n < 0."""
        ...

    def count_working_days(self, start: date, end: date, /) -> int:
        """Working days in ``(start, end]``."""
        ...

    def estimate_add(self, day: date, n: int, /) -> Estimate:
        """As `add_working_days`, with the interval where days are not final."""
        ...

    def estimate_roll(self, day: date, /) -> Estimate:
        """The first working day on or after `day`, with the interval."""
        ...
