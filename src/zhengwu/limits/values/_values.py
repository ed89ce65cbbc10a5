"""Time limits that end on a day, and the day on which each falls due."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import ClassVar, Final

import attrs
from dateutil.relativedelta import relativedelta

from zhengwu._dates import as_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._text import Lang
from zhengwu.calendars import Estimate, WorkCalendar
from zhengwu.limits.values._base import (
    Amount,
    Ordered,
    Timekeeper,
    amount_of,
    check_number,
    check_whole,
    day_calendar,
    label,
)
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._units import Counting, Unit

_ONE_DAY: Final = dt.timedelta(days=1)


class DayLimitBase(Ordered):
    """What limits that end on a day share."""

    __slots__ = ()

    def due(
        self, start: dt.date, calendar: Timekeeper, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due.

        A last day on which offices rest gives way to the next working day (民法典
        art. 203); working days cannot end on one.

        Args:
            start: Day of the event that sets it running, such as acceptance (受理日).
            calendar: Working calendar of the organ whose clock runs, or its hours.
            count_trigger_day: Whether `start` itself is the first day. Not by default:
                民法典 art. 201, by analogy.

        Returns:
            A deadline at the end of a day; `start` itself for 0 days.

        Raises:
            InputError: `start` is no date.
            CalendarRangeError: The due date is out of the calendar's coverage.
        """
        calendar = day_calendar(calendar)
        start = known_day(start, calendar)
        nominal, end = self._forward(start, calendar, count_trigger_day)
        return Deadline.of_days(
            self,  # type: ignore[arg-type]  # every subclass is a Limit
            start,
            end,
            calendar,
            nominal=nominal,
            count_trigger_day=count_trigger_day,
        )

    def before(self, day: dt.date, calendar: Timekeeper) -> Deadline:
        """The last day on which something that must come so long before can be done.

        For "at least 30 days before expiry" or "at least 7 working days before the
        hearing": `day` itself is not counted, the day found is. Where offices rest on it,
        the working day before it: later would be too late.

        Args:
            day: Day of the expiry, the hearing.
            calendar: Working calendar of the organ that receives.

        Raises:
            InputError: `day` is no date.
            CalendarRangeError: The answer is out of the calendar's coverage.

        >>> from zhengwu.calendars import china_calendar
        >>> CalendarDays(30).before(dt.date(2026, 11, 6), china_calendar()).date
        datetime.date(2026, 9, 30)
        """
        calendar = day_calendar(calendar)
        day = known_day(day, calendar)
        nominal, end = self._back(day, calendar)
        return Deadline.of_days(
            self,  # type: ignore[arg-type]
            day,
            end,
            calendar,
            nominal=nominal,
            backward=True,
        )

    def label(self, lang: Lang = "zh") -> str:
        """Such as ``20个工作日`` or ``20 working days``."""
        return label(amount_of(self), self.unit, lang)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """That many days, weeks, months on (or back) by the Gregorian calendar."""
        del sign
        return day  # of no days at all: the others say

    def _forward(
        self,
        start: dt.date,
        calendar: WorkCalendar,
        counted: bool,  # noqa: FBT001  # private
    ) -> tuple[dt.date, Estimate]:
        if not amount_of(self):
            return start, Estimate(start, start, start)
        last = self._shift(start)
        # 3月1日起一个月,当日计入,至3月31日止; a day cut off by the month's end stays.
        cut_off = self.counting is Counting.MONTHS and last.day < start.day
        if counted and not cut_off:
            last -= _ONE_DAY
        return last, calendar.estimate_roll(last)

    def _back(self, day: dt.date, calendar: WorkCalendar) -> tuple[dt.date, Estimate]:
        if not amount_of(self):
            return day, Estimate(day, day, day)
        first = self._shift(day, -1)
        return first, calendar.estimate_add(known_day(first, calendar) + _ONE_DAY, -1)

    def _shift(self, day: dt.date, sign: int = 1) -> dt.date:
        try:
            return self.shift(day, sign)
        except (OverflowError, ValueError):
            raise InputError(
                f"{day} 前后 {self.label()} 超出公历范围",
                f"{self.label('en')} from {day} go beyond the calendar",
            ) from None


def known_day(day: dt.date, calendar: WorkCalendar) -> dt.date:
    """The day of the event, which the calendar must know to explain the count."""
    day = as_date(day, "start")
    first, last = calendar.coverage
    if not first <= day <= last:
        raise CalendarRangeError(calendar.name, day, (first, last))
    return day


@attrs.frozen(order=False)
class WorkingDays(DayLimitBase):
    """Limit in working days (工作日).

    Days on which offices rest are not counted (行政许可法 art. 82). A part of a day runs
    to the end of it: 1.5 working days end with the second.

    >>> from zhengwu.calendars import china_calendar
    >>> WorkingDays(5).due(dt.date(2026, 9, 28), china_calendar()).date
    datetime.date(2026, 10, 10)
    """

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.WORKING_DAYS
    amount: Amount = attrs.field(validator=check_number)

    @property
    def days(self) -> int:
        """Whole days: a part of a day runs to the end of it."""
        return self.amount if isinstance(self.amount, int) else ceil(self.amount)

    def _forward(
        self,
        start: dt.date,
        calendar: WorkCalendar,
        counted: bool,  # noqa: FBT001
    ) -> tuple[dt.date, Estimate]:
        if not self.days:
            return start, Estimate(start, start, start)
        end = calendar.estimate_add(start - _ONE_DAY if counted else start, self.days)
        return end.date, end

    def _back(self, day: dt.date, calendar: WorkCalendar) -> tuple[dt.date, Estimate]:
        end = calendar.estimate_add(day, -self.days)
        return end.date, end


@attrs.frozen(order=False)
class CalendarDays(DayLimitBase):
    """Limit in calendar days (自然日).

    Every day counts; a last day on which offices rest gives way to the next working day
    (民法典 art. 203).
    """

    unit: ClassVar[Unit] = Unit.CALENDAR_DAY
    counting: ClassVar[Counting] = Counting.CALENDAR_DAYS
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """So many days on, or back if `sign` is -1."""
        return day + sign * dt.timedelta(days=self.amount)


@attrs.frozen(order=False)
class Weeks(DayLimitBase):
    """Limit in weeks (周) of seven calendar days each."""

    unit: ClassVar[Unit] = Unit.WEEK
    counting: ClassVar[Counting] = Counting.CALENDAR_DAYS
    _each: ClassVar[int] = 7
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """So many weeks on, or back if `sign` is -1."""
        return day + sign * dt.timedelta(weeks=self.amount)


@attrs.frozen(order=False)
class Months(DayLimitBase):
    """Limit in months (月).

    Ends on the day with the same number, or on the last day of a month that has no such
    day (民法典 art. 202); rolls forward as calendar days do.

    >>> from zhengwu.calendars import china_calendar
    >>> Months(1).due(dt.date(2024, 1, 31), china_calendar()).date
    datetime.date(2024, 2, 29)
    """

    unit: ClassVar[Unit] = Unit.MONTH
    counting: ClassVar[Counting] = Counting.MONTHS
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """So many months on, or back if `sign` is -1."""
        return day + relativedelta(months=sign * self.amount)


@attrs.frozen(order=False)
class Years(DayLimitBase):
    """Limit in years (年); 29 February gives way to 28 February (民法典 art. 202)."""

    unit: ClassVar[Unit] = Unit.YEAR
    counting: ClassVar[Counting] = Counting.MONTHS
    _each: ClassVar[int] = 12
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """So many years on, or back if `sign` is -1."""
        return day + relativedelta(years=sign * self.amount)


@attrs.frozen(order=False)
class OnTheSpot(DayLimitBase):
    """Decided at once (当场、即办): due on the day of the event itself."""

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.AT_ONCE
    amount: ClassVar[int] = 0

    def label(self, lang: Lang = "zh") -> str:
        """``当场办结`` or ``on the spot``."""
        return "on the spot" if lang == "en" else "当场办结"


@attrs.frozen(order=False)
class SameDay(DayLimitBase):
    """Due by the end of the day of the event (当日)."""

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.SAME_DAY
    amount: ClassVar[int] = 0

    def label(self, lang: Lang = "zh") -> str:
        """``当日办结`` or ``the same day``."""
        return "the same day" if lang == "en" else "当日办结"


@attrs.frozen(order=False)
class UnspecifiedDays(Ordered):
    """Limit in 日 or 天, without a word on which kind (未注明的日).

    Has no due date until someone decides: `as_working_days` for an agency's period in a
    licensing matter (行政许可法 art. 82), else `as_calendar_days`, or a `DayRule`.
    """

    unit: ClassVar[Unit] = Unit.UNSPECIFIED_DAY
    counting: ClassVar[Counting] = Counting.UNDECIDED
    amount: Amount = attrs.field(validator=check_number)

    def as_working_days(self) -> WorkingDays:
        """The same number of working days."""
        return WorkingDays(self.amount)

    def as_calendar_days(self) -> CalendarDays:
        """The same number of calendar days; a part of a day runs to the end of it."""
        return CalendarDays(ceil(self.amount))

    def label(self, lang: Lang = "zh") -> str:
        """Such as ``20日``."""
        return label(self.amount, self.unit, lang)
