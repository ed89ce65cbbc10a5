"""Time limits as values, and the day on which each falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil, isfinite
from typing import Any, ClassVar, Final, TypeAlias

import attrs
from dateutil.relativedelta import relativedelta

from zhengwu._dates import as_date, as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu.calendars import Estimate, WorkCalendar
from zhengwu.limits._deadline import Deadline
from zhengwu.limits._units import Unit

Amount: TypeAlias = int | Decimal
"""Amount (数量) of a time limit: a whole number, or a Decimal such as 1.5."""

_LONGEST_YEARS: Final = 100
_ONE_DAY: Final = dt.timedelta(days=1)


def _check_number(limit: Any, _: object, value: Any) -> None:
    """Amounts lie between 0 and a hundred years, whatever the unit."""
    unit: Unit = limit.unit
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(
            f"时限应为数字,现为 {value!r}",
            f"a time limit must be a number of {unit.label_en(2)}, not {value!r}",
        )
    if not (isfinite(value) and 0 <= value <= _MOST[unit]):
        raise InputError(
            f"时限 {value}{unit.label_zh}不合理;应在 0 至 {_MOST[unit]} 之间",
            f"a limit of {value} {unit.label_en(value)} makes no sense; "
            f"it must lie between 0 and {_MOST[unit]}",
        )


def _check_whole(limit: Any, field: object, value: Any) -> None:
    """As `_check_number`, and whole."""
    if isinstance(value, Decimal):
        raise InputError(
            f"以{limit.unit.label_zh}计的时限应为整数,现为 {value}",
            f"a limit in {limit.unit.label_en(2)} must be whole, not {value}",
        )
    _check_number(limit, field, value)


_MOST: Final = {
    Unit.WORKING_DAY: _LONGEST_YEARS * 250,
    Unit.CALENDAR_DAY: _LONGEST_YEARS * 365,
    Unit.UNSPECIFIED_DAY: _LONGEST_YEARS * 365,
    Unit.HOUR: _LONGEST_YEARS * 365 * 24,
    Unit.MINUTE: _LONGEST_YEARS * 365 * 24 * 60,
    Unit.WEEK: _LONGEST_YEARS * 52,
    Unit.MONTH: _LONGEST_YEARS * 12,
    Unit.YEAR: _LONGEST_YEARS,
}


@attrs.frozen
class WorkingDays:
    """Limit in working days (工作日).

    Days on which offices rest are not counted (行政许可法 art. 82). A part of a day runs
    to the end of it: 1.5 working days end with the second.

    >>> from zhengwu.calendars import china_calendar
    >>> WorkingDays(5).due(dt.date(2026, 9, 28), china_calendar()).date
    datetime.date(2026, 10, 10)
    """

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    amount: Amount = attrs.field(validator=_check_number)

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due.

        Args:
            start: Day of the event that sets it running, such as acceptance (受理日).
            calendar: Working calendar of the organ whose clock runs.
            count_trigger_day: Whether `start` itself is the first day. Not by default:
                民法典 art. 201, by analogy.

        Returns:
            A deadline at the end of a working day; `start` itself for 0 days.

        Raises:
            InputError: `start` is no date.
            CalendarRangeError: The due date is out of the calendar's coverage.
        """
        start = _start(start, calendar)
        days = self.amount if isinstance(self.amount, int) else ceil(self.amount)
        if days == 0:
            end = Estimate(start, start, start)
        else:
            before = start - _ONE_DAY if count_trigger_day else start
            end = calendar.estimate_add(before, days)
        return _deadline(
            self, start, end, calendar, count_trigger_day=count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """Such as ``20个工作日`` or ``20 working days``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class CalendarDays:
    """Limit in calendar days (自然日).

    Every day counts; a last day on which offices rest gives way to the next working day
    (民法典 art. 203).
    """

    unit: ClassVar[Unit] = Unit.CALENDAR_DAY
    amount: int = attrs.field(validator=_check_whole)

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due; see `WorkingDays.due`."""
        delta = dt.timedelta(days=self.amount)
        return _rolled(
            self, start, lambda day: day + delta, calendar, count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """Such as ``30个自然日``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class Weeks:
    """Limit in weeks (周) of seven calendar days each."""

    unit: ClassVar[Unit] = Unit.WEEK
    amount: int = attrs.field(validator=_check_whole)

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due; see `WorkingDays.due`."""
        delta = dt.timedelta(weeks=self.amount)
        return _rolled(
            self, start, lambda day: day + delta, calendar, count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """Such as ``2周``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class Months:
    """Limit in months (月).

    Ends on the day with the same number, or on the last day of a month that has no such
    day (民法典 art. 202); rolls forward as calendar days do.

    >>> from zhengwu.calendars import china_calendar
    >>> Months(1).due(dt.date(2024, 1, 31), china_calendar()).date
    datetime.date(2024, 2, 29)
    """

    unit: ClassVar[Unit] = Unit.MONTH
    amount: int = attrs.field(validator=_check_whole)

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due; see `WorkingDays.due`."""
        delta = relativedelta(months=self.amount)
        return _rolled(
            self, start, lambda day: day + delta, calendar, count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """Such as ``3个月``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class Years:
    """Limit in years (年); 29 February gives way to 28 February (民法典 art. 202)."""

    unit: ClassVar[Unit] = Unit.YEAR
    amount: int = attrs.field(validator=_check_whole)

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day on which it falls due; see `WorkingDays.due`."""
        delta = relativedelta(years=self.amount)
        return _rolled(
            self, start, lambda day: day + delta, calendar, count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """Such as ``2年``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class Hours:
    """Limit in hours (小时) by the clock on the wall.

    Runs from the moment of the event (民法典 art. 201), through nights and holidays.
    """

    unit: ClassVar[Unit] = Unit.HOUR
    amount: Amount = attrs.field(validator=_check_number)

    def due(self, start: dt.datetime, calendar: WorkCalendar) -> Deadline:
        """The instant at which it falls due.

        Args:
            start: Moment of the event, with its zone.
            calendar: Calendar whose revision the answer records.

        Raises:
            InputError: `start` is no datetime or has no zone.
        """
        return _elapsed(self, start, dt.timedelta(hours=float(self.amount)), calendar)

    def label(self, lang: str = "zh") -> str:
        """Such as ``2小时``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class Minutes:
    """Limit in minutes (分钟) by the clock on the wall; see `Hours`."""

    unit: ClassVar[Unit] = Unit.MINUTE
    amount: int = attrs.field(validator=_check_whole)

    def due(self, start: dt.datetime, calendar: WorkCalendar) -> Deadline:
        """The instant at which it falls due; see `Hours.due`."""
        return _elapsed(self, start, dt.timedelta(minutes=self.amount), calendar)

    def label(self, lang: str = "zh") -> str:
        """Such as ``20分钟``."""
        return _label(self.amount, self.unit, lang)


@attrs.frozen
class OnTheSpot:
    """Decided at once (当场、即办): due on the day of the event itself."""

    unit: ClassVar[Unit] = Unit.WORKING_DAY
    amount: ClassVar[int] = 0

    def due(
        self, start: dt.date, calendar: WorkCalendar, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The day of the event; see `WorkingDays.due`."""
        start = _start(start, calendar)
        end = Estimate(start, start, start)
        return _deadline(
            self, start, end, calendar, count_trigger_day=count_trigger_day
        )

    def label(self, lang: str = "zh") -> str:
        """``当场办结`` or ``on the spot``."""
        return "on the spot" if lang == "en" else "当场办结"


@attrs.frozen
class UnspecifiedDays:
    """Limit in 日 or 天, without a word on which kind (未注明的日).

    Has no due date until someone decides: `as_working_days` for an agency's period in a
    licensing matter (行政许可法 art. 82), else `as_calendar_days` or as the statute says.
    """

    unit: ClassVar[Unit] = Unit.UNSPECIFIED_DAY
    amount: Amount = attrs.field(validator=_check_number)

    def as_working_days(self) -> WorkingDays:
        """The same number of working days."""
        return WorkingDays(self.amount)

    def as_calendar_days(self) -> CalendarDays:
        """The same number of calendar days; a part of a day runs to the end of it."""
        return CalendarDays(ceil(self.amount))

    def label(self, lang: str = "zh") -> str:
        """Such as ``20日``."""
        return _label(self.amount, self.unit, lang)


DayLimit: TypeAlias = WorkingDays | CalendarDays | Weeks | Months | Years | OnTheSpot
"""Limits that end on a day (以日届满的时限)."""

ClockLimit: TypeAlias = Hours | Minutes
"""Limits that end at an instant (以时刻届满的时限)."""

Limit: TypeAlias = DayLimit | ClockLimit | UnspecifiedDays
"""Time limit (办理时限): an amount, a unit, and how it is counted."""

_BY_MONTH: Final = (Unit.MONTH, Unit.YEAR)

LIMIT_TYPES: Final[Mapping[Unit, Callable[[Any], Limit]]] = {
    Unit.WORKING_DAY: WorkingDays,
    Unit.CALENDAR_DAY: CalendarDays,
    Unit.UNSPECIFIED_DAY: UnspecifiedDays,
    Unit.HOUR: Hours,
    Unit.MINUTE: Minutes,
    Unit.WEEK: Weeks,
    Unit.MONTH: Months,
    Unit.YEAR: Years,
}
"""Class of limit for each unit (时限单位对应的类)."""


def _start(start: dt.date, calendar: WorkCalendar) -> dt.date:
    """The day of the event, which the calendar must know to explain the count."""
    start = as_date(start, "start")
    first, last = calendar.coverage
    if not first <= start <= last:
        raise CalendarRangeError(calendar.name, start, (first, last))
    return start


def _rolled(
    limit: CalendarDays | Weeks | Months | Years,
    start: dt.date,
    move: Callable[[dt.date], dt.date],
    calendar: WorkCalendar,
    count_trigger_day: bool,  # noqa: FBT001  # private
) -> Deadline:
    start = _start(start, calendar)
    try:
        last = move(start)
        # 3月1日起一个月,当日计入,至3月31日止; a day cut off by the month's end stays.
        cut_off = limit.unit in _BY_MONTH and last.day < start.day
        if count_trigger_day and limit.amount and not cut_off:
            last -= _ONE_DAY
    except (OverflowError, ValueError):
        raise InputError(
            f"{start} 加 {limit.label()} 超出公历范围",
            f"{start} and {limit.label('en')} go beyond the calendar",
        ) from None
    if limit.amount:
        end = calendar.estimate_roll(last)
    else:
        last, end = start, Estimate(start, start, start)
    return _deadline(
        limit, start, end, calendar, last, count_trigger_day=count_trigger_day
    )


def _deadline(
    limit: DayLimit,
    start: dt.date,
    end: Estimate,
    calendar: WorkCalendar,
    nominal: dt.date | None = None,
    *,
    count_trigger_day: bool,
) -> Deadline:
    return Deadline(
        start=start,
        limit=limit,
        date=end.date,
        nominal=nominal or end.date,
        certain=end.latest <= calendar.final_until,
        earliest=end.earliest,
        latest=end.latest,
        revision=calendar.revision,
        count_trigger_day=count_trigger_day,
        calendar=calendar,
    )


def _elapsed(
    limit: ClockLimit, start: dt.datetime, delta: dt.timedelta, calendar: WorkCalendar
) -> Deadline:
    start = as_instant(start, "start")
    try:
        at = start + delta
    except OverflowError:
        raise InputError(
            f"{start} 加 {limit.label()} 超出公历范围",
            f"{start} and {limit.label('en')} go beyond the calendar",
        ) from None
    day = at.date()
    return Deadline(
        start=start,
        limit=limit,
        date=day,
        nominal=day,
        at=at,
        certain=True,
        earliest=day,
        latest=day,
        revision=calendar.revision,
        calendar=calendar,
    )


def _label(amount: Amount, unit: Unit, lang: str) -> str:
    if lang == "en":
        return f"{amount} {unit.label_en(amount)}"
    return f"{amount}{unit.label_zh}"
