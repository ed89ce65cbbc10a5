"""Parts that all time limits share: the amount with its checks, the order, the label."""

# The amount is a field in some classes and a constant in others:
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours, WorkCalendar
from zhengwu.limits.values._units import Counting, Unit

Amount: TypeAlias = int | Decimal
"""Amount (数量) of a time limit: a whole number, or a Decimal such as 1.5."""


class AnyLimit(Value):
    """Time limit of any class (办理时限): what counts and labels read of it."""

    __slots__ = ()

    described_as: ClassVar[tuple[str, str]] = (
        "时限(如 5个工作日、WorkingDays(5))",
        "a time limit (such as 5个工作日 or WorkingDays(5))",
    )

    if TYPE_CHECKING:  # a field in some classes, a constant or a property in others

        @property
        def amount(self) -> Amount:
            """Number of units."""
            ...

        @property
        def unit(self) -> Unit:
            """Unit of the limit."""
            ...

        @property
        def counting(self) -> Counting:
            """Way of counting."""
            ...

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``20个工作日``."""
        raise NotImplementedError


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
    """Refuse an amount that is no number, or not between 0 and a hundred years."""
    unit: Unit = limit.unit
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(
            f"时限应为数字,现为 {value!r}",
            f"a time limit must be a number of {unit.plural_en()}, not {value!r}",
        )
    finite = value.is_finite() if isinstance(value, Decimal) else True
    if not (finite and 0 <= value <= _MOST[unit]):
        raise InputError(
            f"时限 {_shorten(value)}{unit.label_zh}不合理;应在 0 至 {_MOST[unit]} 之间",
            f"a limit of {_shorten(value)} {unit.plural_en()} makes no sense; "
            f"it must lie between 0 and {_MOST[unit]}",
        )


_MOST_SHOWN: Final = 10**18


def _shorten(value: Amount) -> str:
    if isinstance(value, int) and abs(value) >= _MOST_SHOWN:
        return "..." if value > 0 else "-..."
    return str(value)


def check_whole(limit: Any, field: object, value: Any) -> None:
    """Refuse an amount that is not whole, or that `check_number` refuses."""
    if isinstance(value, Decimal):
        raise InputError(
            f"以{limit.unit.label_zh}计的时限应为整数,现为 {value}",
            f"a limit in {limit.unit.plural_en()} must be whole, not {value}",
        )
    check_number(limit, field, value)


def label(amount: Amount, unit: Unit, lang: Lang) -> str:
    """Write an amount with its unit, such as ``20个工作日``."""
    text = Text(f"{amount}{unit.label_zh}", f"{amount} {unit.plural_en(amount)}")
    return text.say(lang)


Timekeeper: TypeAlias = WorkCalendar | OfficeHours
"""Basis for counting a limit (计时依据): a working calendar, or office hours."""


def day_calendar(calendar: Timekeeper) -> WorkCalendar:
    """Get the working calendar of a timekeeper."""
    return calendar.calendar if isinstance(calendar, OfficeHours) else calendar


def amount_of(limit: Any) -> Amount:
    """Get the amount of a limit, an instance field in some classes and a constant in others."""
    amount: Amount = limit.amount
    return amount


class Ordered(AnyLimit):
    """Order among limits that are counted in the same way.

    Limits counted in different ways have no order, and ``<`` raises `TypeError`: whether
    20 working days are longer than 30 calendar days depends on the day they start.
    """

    __slots__ = ()
    unit: ClassVar[Unit]
    counting: ClassVar[Counting]
    _factor: ClassVar[int] = 1  # smallest units with the same counting in one unit

    @property
    def size(self) -> Amount:
        """Length in the smallest unit with the same counting, such as days for weeks."""
        return amount_of(self) * self._factor

    def __str__(self) -> str:
        limit: Any = self  # every class of limits has a label
        return str(limit.label())

    def __lt__(self, other: object) -> bool:
        ranks = _rank_both(self, other)
        return NotImplemented if ranks is None else ranks[0] < ranks[1]

    def __le__(self, other: object) -> bool:
        ranks = _rank_both(self, other)
        return NotImplemented if ranks is None else ranks[0] <= ranks[1]

    def __gt__(self, other: object) -> bool:
        ranks = _rank_both(self, other)
        return NotImplemented if ranks is None else ranks[0] > ranks[1]

    def __ge__(self, other: object) -> bool:
        ranks = _rank_both(self, other)
        return NotImplemented if ranks is None else ranks[0] >= ranks[1]


def _rank(limit: Ordered) -> Amount:
    """Rank a limit by its length; at once is shorter than the same day."""
    return -1 if limit.counting is Counting.AT_ONCE else limit.size


_DAYS: Final = (Counting.WORKING_DAYS, Counting.CALENDAR_DAYS, Counting.MONTHS)


def _rank_both(limit: Ordered, other: object) -> tuple[Amount, Amount] | None:
    """Rank two limits; None if only a calendar can tell which is longer."""
    if not isinstance(other, Ordered):
        return None
    mine, theirs = limit.counting, other.counting
    at_once = Counting.AT_ONCE in (mine, theirs)
    same_day = Counting.SAME_DAY in (mine, theirs)
    if mine is theirs or at_once or (same_day and (mine in _DAYS or theirs in _DAYS)):
        return _rank(limit), _rank(other)
    return None
