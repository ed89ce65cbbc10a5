"""What every time limit shares: a number, its checks, its order and its label."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from zhengwu._errors import InputError
from zhengwu._text import Lang
from zhengwu.calendars import OfficeHours, WorkCalendar
from zhengwu.limits.values._units import Counting, Unit

Amount: TypeAlias = int | Decimal
"""Amount (数量) of a time limit: a whole number, or a Decimal such as 1.5."""


class AnyLimit(Protocol):
    """Any time limit (办理时限), as far as a count or a label needs it."""

    @property
    def amount(self) -> Amount:
        """How many units."""

    @property
    def unit(self) -> Unit:
        """The unit."""

    @property
    def counting(self) -> Counting:
        """How it is counted."""

    def label(self, lang: Lang = "zh") -> str:
        """Such as ``20个工作日``."""
        ...


_LONGEST_YEARS: Final = 100
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


def check_number(limit: Any, _: object, value: Any) -> None:
    """Amounts lie between 0 and a hundred years, whatever the unit."""
    unit: Unit = limit.unit
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(
            f"时限应为数字,现为 {value!r}",
            f"a time limit must be a number of {unit.plural_en()}, not {value!r}",
        )
    finite = value.is_finite() if isinstance(value, Decimal) else True
    if not (finite and 0 <= value <= _MOST[unit]):
        raise InputError(
            f"时限 {_short(value)}{unit.label_zh}不合理;应在 0 至 {_MOST[unit]} 之间",
            f"a limit of {_short(value)} {unit.plural_en()} makes no sense; "
            f"it must lie between 0 and {_MOST[unit]}",
        )


_SHOWN: Final = 10**18


def _short(value: Amount) -> str:
    if isinstance(value, int) and abs(value) >= _SHOWN:
        return "..." if value > 0 else "-..."
    return str(value)


def check_whole(limit: Any, field: object, value: Any) -> None:
    """As `check_number`, and whole."""
    if isinstance(value, Decimal):
        raise InputError(
            f"以{limit.unit.label_zh}计的时限应为整数,现为 {value}",
            f"a limit in {limit.unit.plural_en()} must be whole, not {value}",
        )
    check_number(limit, field, value)


def label(amount: Amount, unit: Unit, lang: Lang) -> str:
    """A number with its unit, such as ``20个工作日``."""
    if lang == "en":
        return f"{amount} {unit.plural_en(amount)}"
    return f"{amount}{unit.label_zh}"


Timekeeper: TypeAlias = WorkCalendar | OfficeHours
"""What a limit is counted by (计时依据): a calendar, or office hours on one."""


def day_calendar(calendar: Timekeeper) -> WorkCalendar:
    """The calendar of days."""
    return calendar.calendar if isinstance(calendar, OfficeHours) else calendar


def amount_of(limit: Any) -> Amount:
    """The number of a limit, which is a field of some and a constant of others."""
    amount: Amount = limit.amount
    return amount


class Ordered:
    """Order among limits that are counted in one way.

    Two limits of different counting have none, and ``<`` raises `TypeError`: whether 20
    working days are longer than 30 calendar days depends on the day they start.
    """

    __slots__ = ()
    unit: ClassVar[Unit]
    counting: ClassVar[Counting]
    _each: ClassVar[int] = 1  # of the smallest unit that is counted in this way

    @property
    def size(self) -> Amount:
        """How long it is in the smallest unit that is counted in its way."""
        return amount_of(self) * self._each

    def __lt__(self, other: object) -> bool:
        sizes = _sizes(self, other)
        return NotImplemented if sizes is None else sizes[0] < sizes[1]

    def __le__(self, other: object) -> bool:
        sizes = _sizes(self, other)
        return NotImplemented if sizes is None else sizes[0] <= sizes[1]

    def __gt__(self, other: object) -> bool:
        sizes = _sizes(self, other)
        return NotImplemented if sizes is None else sizes[0] > sizes[1]

    def __ge__(self, other: object) -> bool:
        sizes = _sizes(self, other)
        return NotImplemented if sizes is None else sizes[0] >= sizes[1]


def _rank(limit: Ordered) -> Amount:
    """At once comes before any length, also before the end of the day."""
    return -1 if limit.counting is Counting.AT_ONCE else limit.size


_DAYS: Final = (Counting.WORKING_DAYS, Counting.CALENDAR_DAYS, Counting.MONTHS)


def _sizes(one: Ordered, other: object) -> tuple[Amount, Amount] | None:
    if not isinstance(other, Ordered):
        return None
    mine, theirs = one.counting, other.counting
    at_once = Counting.AT_ONCE in (mine, theirs)
    same_day = Counting.SAME_DAY in (mine, theirs)
    if mine is theirs or at_once or (same_day and (mine in _DAYS or theirs in _DAYS)):
        return _rank(one), _rank(other)
    return None
