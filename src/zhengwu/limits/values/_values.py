"""Time limits that end on a day, and their due dates."""

# The amount is a field in some classes and a constant in others:
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import ClassVar, Final

import attrs
from dateutil.relativedelta import relativedelta

from zhengwu._dates import as_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._text import Lang, Text
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
_ON_THE_SPOT: Final = Text("当场办结", "on the spot")
_SAME_DAY: Final = Text("当日办结", "the same day")


class DayLimitBase(Ordered):
    """Base class of the limits that end on a day."""

    __slots__ = ()

    def due(
        self, start: dt.date, calendar: Timekeeper, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which the limit falls due.

        If the last day is a day of rest, the due date rolls forward to the next working
        day (民法典 art. 203). A limit in working days never ends on a day of rest.

        Args:
            start: Day of the event from which the limit runs, such as acceptance (受理日).
            calendar: Working calendar or office hours of the organ that must act.
            count_trigger_day: Whether `start` itself is the first day. By default it is
                not, by analogy with 民法典 art. 201.

        Returns:
            A deadline at the end of a day; `start` itself for 0 days.

        Raises:
            InputError: `start` is no date.
            CalendarRangeError: The due date is out of the calendar's coverage.
        """
        calendar = day_calendar(calendar)
        start = check_day(start, calendar)
        nominal, end = self._count_forward(start, calendar, count_trigger_day)
        return Deadline.of_days(
            self,
            start,
            end,
            calendar,
            nominal=nominal,
            count_trigger_day=count_trigger_day,
        )

    def before(self, day: dt.date, calendar: Timekeeper) -> Deadline:
        """The last day to act when an act must precede `day` by this period.

        For "at least 30 days before expiry" or "at least 7 working days before the
        hearing". `day` is not counted; the resulting day is. If the resulting day is a day
        of rest, the last day to act is the preceding working day, because any later day
        would be too late.

        Args:
            day: Day of the event, such as the expiry or the hearing.
            calendar: Working calendar of the organ that receives the act.

        Raises:
            InputError: `day` is no date.
            CalendarRangeError: The answer is out of the calendar's coverage.

        >>> from zhengwu.calendars import china_calendar
        >>> CalendarDays(30).before(dt.date(2026, 11, 6), china_calendar()).date
        datetime.date(2026, 9, 30)
        """
        calendar = day_calendar(calendar)
        day = check_day(day, calendar)
        nominal, end = self._count_back(day, calendar)
        return Deadline.of_days(
            self,
            day,
            end,
            calendar,
            nominal=nominal,
            backward=True,
        )

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``20个工作日`` or ``20 working days``."""
        return label(amount_of(self), self.unit, lang)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """Move a day by this limit on the Gregorian calendar, back if `sign` is -1."""
        del sign
        return day  # limits of a fixed length override this method

    def _count_forward(
        self,
        start: dt.date,
        calendar: WorkCalendar,
        counted: bool,  # noqa: FBT001  # private
    ) -> tuple[dt.date, Estimate]:
        if not amount_of(self):
            return start, _end_on(start)
        last = self._shift_day(start)
        # 3月1日起一个月,当日计入,至3月31日止. A last day that was already shortened to the
        # end of the month is not moved back once more.
        cut_off = self.counting is Counting.MONTHS and last.day < start.day
        if counted and not cut_off:
            last -= _ONE_DAY
        return last, calendar.estimate_roll(last)

    def _count_back(
        self, day: dt.date, calendar: WorkCalendar
    ) -> tuple[dt.date, Estimate]:
        if not amount_of(self):
            return day, _end_on(day)
        first = self._shift_day(day, -1)
        return first, calendar.estimate_add(check_day(first, calendar) + _ONE_DAY, -1)

    def _shift_day(self, day: dt.date, sign: int = 1) -> dt.date:
        try:
            return self.shift(day, sign)
        except (OverflowError, ValueError):
            raise InputError(
                f"{day} 前后 {self.label()} 超出公历范围",
                f"{day} {'plus' if sign > 0 else 'minus'} {self.label('en')} is outside the "
                "Gregorian calendar",
            ) from None


def _end_on(day: dt.date) -> Estimate:
    return Estimate.trusted(date=day, earliest=day, latest=day)


def check_day(day: dt.date, calendar: WorkCalendar) -> dt.date:
    """Check that a day is a date within the coverage of the calendar."""
    day = as_date(day, "start")
    first, last = calendar.coverage
    if not first <= day <= last:
        raise CalendarRangeError(calendar.name, day, (first, last))
    return day


@attrs.frozen(order=False)
class WorkingDays(DayLimitBase):
    """Limit in working days (工作日).

    Days of rest are not counted (行政许可法 art. 82). A part of a day counts as a whole
    day: 1.5 working days end with the second working day.

    >>> from zhengwu.calendars import china_calendar
    >>> WorkingDays(5).due(dt.date(2026, 9, 28), china_calendar()).date
    datetime.date(2026, 10, 10)
    """

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.WORKING_DAYS
    amount: Amount = attrs.field(validator=check_number)

    @property
    def days(self) -> int:
        """Number of days, where a part of a day counts as a whole day."""
        return self.amount if isinstance(self.amount, int) else ceil(self.amount)

    def _count_forward(
        self,
        start: dt.date,
        calendar: WorkCalendar,
        counted: bool,  # noqa: FBT001
    ) -> tuple[dt.date, Estimate]:
        if not self.days:
            return start, _end_on(start)
        end = calendar.estimate_add(start - _ONE_DAY if counted else start, self.days)
        return end.date, end

    def _count_back(
        self, day: dt.date, calendar: WorkCalendar
    ) -> tuple[dt.date, Estimate]:
        end = calendar.estimate_add(day, -self.days)
        return end.date, end


@attrs.frozen(order=False)
class CalendarDays(DayLimitBase):
    """Limit in calendar days (自然日).

    Every day counts. If the last day is a day of rest, the due date rolls forward to the
    next working day (民法典 art. 203).
    """

    unit: ClassVar[Unit] = Unit.CALENDAR_DAY
    counting: ClassVar[Counting] = Counting.CALENDAR_DAYS
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """Move a day by the number of days, back if `sign` is -1."""
        return day + sign * dt.timedelta(days=self.amount)


@attrs.frozen(order=False)
class Weeks(DayLimitBase):
    """Limit in weeks (周) of seven calendar days each."""

    unit: ClassVar[Unit] = Unit.WEEK
    counting: ClassVar[Counting] = Counting.CALENDAR_DAYS
    _factor: ClassVar[int] = 7
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """Move a day by the number of weeks, back if `sign` is -1."""
        return day + sign * dt.timedelta(weeks=self.amount)


@attrs.frozen(order=False)
class Months(DayLimitBase):
    """Limit in months (月).

    Ends on the day with the same number, or on the last day of a month without such a day
    (民法典 art. 202). A due date on a day of rest rolls forward as for `CalendarDays`.

    >>> from zhengwu.calendars import china_calendar
    >>> Months(1).due(dt.date(2024, 1, 31), china_calendar()).date
    datetime.date(2024, 2, 29)
    """

    unit: ClassVar[Unit] = Unit.MONTH
    counting: ClassVar[Counting] = Counting.MONTHS
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """Move a day by the number of months, back if `sign` is -1."""
        return day + relativedelta(months=sign * self.amount)


@attrs.frozen(order=False)
class Years(DayLimitBase):
    """Limit in years (年); 29 February becomes 28 February in common years (民法典 art. 202)."""

    unit: ClassVar[Unit] = Unit.YEAR
    counting: ClassVar[Counting] = Counting.MONTHS
    _factor: ClassVar[int] = 12
    amount: int = attrs.field(validator=check_whole)

    def shift(self, day: dt.date, sign: int = 1) -> dt.date:
        """Move a day by the number of years, back if `sign` is -1."""
        return day + relativedelta(years=sign * self.amount)


@attrs.frozen(order=False)
class OnTheSpot(DayLimitBase):
    """Decided at once (当场、即办): due on the day of the event itself."""

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.AT_ONCE
    amount: ClassVar[int] = 0

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit: ``当场办结`` or ``on the spot``."""
        return _ON_THE_SPOT.say(lang)


@attrs.frozen(order=False)
class SameDay(DayLimitBase):
    """Due by the end of the day of the event (当日)."""

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    counting: ClassVar[Counting] = Counting.SAME_DAY
    amount: ClassVar[int] = 0

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit: ``当日办结`` or ``the same day``."""
        return _SAME_DAY.say(lang)


@attrs.frozen(order=False)
class UnspecifiedDays(Ordered):
    """Limit in 日 or 天 where the text does not say which kind of day (未注明的日).

    Such a limit has no due date until the kind of day is decided: by `as_working_days` for
    an agency's period in a licensing matter (行政许可法 art. 82), by `as_calendar_days`
    elsewhere, or by a `DayRule`.
    """

    unit: ClassVar[Unit] = Unit.UNSPECIFIED_DAY
    counting: ClassVar[Counting] = Counting.UNDECIDED
    amount: Amount = attrs.field(validator=check_number)

    def as_working_days(self) -> WorkingDays:
        """The same number of working days."""
        return WorkingDays(self.amount)

    def as_calendar_days(self) -> CalendarDays:
        """The same number of calendar days; a part of a day counts as a whole day."""
        return CalendarDays(ceil(self.amount))

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``20日``."""
        return label(self.amount, self.unit, lang)
