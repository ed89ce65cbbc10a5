"""Time limits that end at an instant, in wall-clock time or in office time."""

# The amount is a field in some classes and a constant in others:
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Final

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu.calendars import OfficeHours
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
from zhengwu.limits.values._units import Counting, Unit, name_unit

_ONE_HOUR: Final = dt.timedelta(hours=1)
_MINUTES_AN_HOUR: Final = 60
_OFFICE_TIME: Final = Text("{amount}个工作{unit}", "{amount} working {unit}")
_HALF_DAY: Final = Text("半日", "half a day")


class _WallLimit(Ordered):
    """Base class of limits in wall-clock time, which runs through nights and holidays."""

    __slots__ = ()
    counting: ClassVar[Counting] = Counting.WALL_TIME

    def due(
        self, start: dt.datetime, calendar: Timekeeper, *, from_moment: bool = True
    ) -> Deadline:
        """The instant at which the limit falls due.

        Args:
            start: Moment of the event, with its time zone.
            calendar: Calendar whose revision the deadline records.
            from_moment: Whether the limit runs from the moment itself (民法典 art. 201).
                If False, the hour in which the limit begins is not counted (民事诉讼法
                art. 85).

        Raises:
            InputError: `start` is no datetime or has no time zone.
        """
        calendar = day_calendar(calendar)
        start = as_instant(start, "start")
        try:
            first = start if from_moment else _skip_first_hour(start)
            at = first + self.length
        except OverflowError:
            raise InputError(
                f"{start} 加 {self.label()} 超出公历范围",
                f"{start} plus {self.label('en')} is outside the Gregorian calendar",
            ) from None
        return Deadline.of_time(self, start, at, calendar)

    @property
    def length(self) -> dt.timedelta:
        """Length of the limit."""
        return dt.timedelta(minutes=float(self.size))

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``2小时``."""
        return label(amount_of(self), self.unit, lang)


def _skip_first_hour(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _ONE_HOUR


@attrs.frozen(order=False)
class Hours(_WallLimit):
    """Limit in hours (小时) of wall-clock time.

    Runs from the moment of the event (民法典 art. 201), through nights and holidays. For
    hours during which the office is open, see `WorkingHours`.
    """

    unit: ClassVar[Unit] = Unit.HOUR
    _factor: ClassVar[int] = _MINUTES_AN_HOUR
    amount: Amount = attrs.field(validator=check_number)


@attrs.frozen(order=False)
class Minutes(_WallLimit):
    """Limit in minutes (分钟) of wall-clock time; see `Hours`."""

    unit: ClassVar[Unit] = Unit.MINUTE
    amount: int = attrs.field(validator=check_whole)


class _OfficeLimit(Ordered):
    """Base class of limits in office time."""

    __slots__ = ()

    def due(self, start: dt.datetime, calendar: OfficeHours) -> Deadline:
        """The instant at which the limit falls due.

        Args:
            start: Moment of the event, with its time zone.
            calendar: Office hours of the organ that must act.

        Raises:
            InputError: `start` is no datetime or has no time zone, or the office never
                opens.
            CalendarRangeError: The answer is out of the calendar's coverage.
        """
        if not isinstance(calendar, OfficeHours):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may have no checker
            raise InputError(
                f"{self.label()}按办公时间计算,需要 OfficeHours,现为 {calendar!r}",
                f"{self.label('en')} is counted in office time and needs OfficeHours, "
                f"not {calendar!r}",
            )
        start = as_instant(start, "start")
        end = calendar.estimate_minutes(start, self.minutes(start, calendar))
        return Deadline.of_time(self, start, end.at, calendar.calendar, end)

    def minutes(self, start: dt.datetime, hours: OfficeHours) -> float:
        """Length of the limit in minutes of office time, for a start at that moment."""
        del start, hours
        return float(self.size)

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``2个工作小时`` or ``2 working hours``."""
        amount = amount_of(self)
        unit = name_unit(self.unit, lang, amount)
        return _OFFICE_TIME.say(lang, amount=amount, unit=unit)


@attrs.frozen(order=False)
class WorkingHours(_OfficeLimit):
    """Limit in working hours (工作小时): hours during which the office is open.

    >>> from zhengwu.calendars import china_calendar
    >>> hours = OfficeHours(calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"])
    >>> start = dt.datetime.fromisoformat("2026-09-30T16:30+08:00")
    >>> print(WorkingHours(2).due(start, hours).at)
    2026-10-08 10:00:00+08:00
    """

    unit: ClassVar[Unit] = Unit.HOUR
    counting: ClassVar[Counting] = Counting.OFFICE_TIME
    _factor: ClassVar[int] = _MINUTES_AN_HOUR
    amount: Amount = attrs.field(validator=check_number)


@attrs.frozen(order=False)
class WorkingMinutes(_OfficeLimit):
    """Limit in working minutes (工作分钟); see `WorkingHours`."""

    unit: ClassVar[Unit] = Unit.MINUTE
    counting: ClassVar[Counting] = Counting.OFFICE_TIME
    amount: int = attrs.field(validator=check_whole)


@attrs.frozen(order=False)
class HalfDay(_OfficeLimit):
    """Due within half a working day (半日), in office time.

    The length is half of the open minutes of the day on which the limit begins. If the
    office is closed that day, the next open day is used.
    """

    unit: ClassVar[Unit] = Unit.UNSPECIFIED_DAY
    counting: ClassVar[Counting] = Counting.HALF_DAY
    amount: ClassVar[Decimal] = Decimal("0.5")

    def minutes(self, start: dt.datetime, hours: OfficeHours) -> float:
        """Half of the open minutes of the day of the start, or of the next open day."""
        return hours.open_minutes(hours.opening_day(start)) / 2

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit: ``半日`` or ``half a day``."""
        return _HALF_DAY.say(lang)
