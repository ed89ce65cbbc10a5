"""Unions of all classes of limits, and limits with several parts: ranges and steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import keep
from zhengwu._text import Lang, Text
from zhengwu.limits.values._base import Amount, AnyLimit
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._time import (
    HalfDay,
    Hours,
    Minutes,
    WorkingHours,
    WorkingMinutes,
)
from zhengwu.limits.values._units import Counting, Unit
from zhengwu.limits.values._values import (
    CalendarDays,
    Months,
    OnTheSpot,
    SameDay,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    Years,
)

_RANGE: Final = Text("{low}至{high}", "{low} to {high}")

DayLimit: TypeAlias = (
    WorkingDays | CalendarDays | Weeks | Months | Years | OnTheSpot | SameDay
)
"""Limits that end on a day (以日届满的时限)."""

ClockLimit: TypeAlias = Hours | Minutes
"""Limits that end at an instant, in wall-clock time (以时刻届满的时限)."""

OfficeLimit: TypeAlias = WorkingHours | WorkingMinutes | HalfDay
"""Limits that end at an instant, in office time (以办公时间计的时限)."""

SimpleLimit: TypeAlias = DayLimit | ClockLimit | OfficeLimit | UnspecifiedDays
"""Limit with a single amount (单一时限)."""

Summable: TypeAlias = (
    WorkingDays
    | CalendarDays
    | Weeks
    | Months
    | Years
    | Hours
    | Minutes
    | WorkingHours
    | WorkingMinutes
)
"""Limits that can be added up (可合并的时限)."""


def _to_parts(parts: Iterable[Summable]) -> tuple[Summable, ...]:
    return keep(parts)


def _check_same_class(parts: tuple[Any, ...]) -> None:
    kinds = {type(part) for part in parts}
    if len(parts) < 2 or len(kinds) > 1 or not kinds <= _SUMMABLE:  # noqa: PLR2004
        raise InputError(
            f"各部分应为两个以上同一单位的时限,现为 {_join_labels(parts, 'zh')}",
            "two or more limits of the same unit are needed, not "
            + _join_labels(parts, "en"),
        )


def _join_labels(parts: tuple[Any, ...], lang: Lang) -> str:
    return ", ".join(
        part.label(lang) if hasattr(part, "label") else repr(part) for part in parts
    )


_SUMMABLE: Final = frozenset(
    {
        WorkingDays, CalendarDays, Weeks, Months, Years, Hours, Minutes, WorkingHours,
        WorkingMinutes,
    }
)  # fmt: skip


@attrs.frozen
class LimitRange(AnyLimit):
    """Limit stated as a range (区间时限), such as 5 to 20 working days.

    The limit falls due with its upper end.

    Args:
        low: The lower end.
        high: The upper end, of the same unit.

    Raises:
        InputError: The units differ, or the upper end is below the lower.
    """

    low: Summable
    high: Summable

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        _check_same_class((self.low, self.high))
        if self.high < self.low:
            raise InputError(
                f"区间 {self.label()} 的上限小于下限",
                f"the upper end of the range {self.label('en')} is below its lower end",
            )

    @property
    def amount(self) -> Amount:
        """Amount of the upper end."""
        return self.high.amount

    @property
    def unit(self) -> Unit:
        """Unit of both ends."""
        return self.high.unit

    @property
    def counting(self) -> Counting:
        """Way of counting of both ends."""
        return self.high.counting

    def due(self, start: Any, calendar: Any, **options: bool) -> Deadline:
        """The day or instant on which the upper end falls due; takes the same arguments."""
        return self.high.due(start, calendar, **options)

    def before(self, day: Any, calendar: Any) -> Deadline:
        """The last day to act when an act must precede `day` by the upper end."""
        high: Any = self.high
        deadline: Deadline = high.before(day, calendar)
        return deadline

    def __str__(self) -> str:
        return self.label()

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``5至20个工作日``."""
        return _RANGE.say(lang, low=self.low.amount, high=self.high.label(lang))


@attrs.frozen
class LimitSteps(AnyLimit):
    """Limit that is the sum of steps (分段时限), such as 13 + 7 working days.

    Args:
        parts: Limits of the steps, one after the other, all of the same unit.

    Raises:
        InputError: There are fewer than two parts, or their units differ. The sum of
            different units depends on the day, so each such step needs its own clock.

    >>> LimitSteps((WorkingDays(13), WorkingDays(7))).total
    WorkingDays(amount=20)
    """

    parts: tuple[Summable, ...] = attrs.field(converter=_to_parts)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        _check_same_class(self.parts)

    @property
    def total(self) -> Summable:
        """A single limit as long as all steps together."""
        kind: Any = type(self.parts[0])
        total: Summable = kind(self.amount)
        return total

    @property
    def amount(self) -> Amount:
        """Sum of the amounts of all steps."""
        total = sum((Decimal(part.amount) for part in self.parts), Decimal(0))
        return int(total) if total == int(total) else total

    @property
    def unit(self) -> Unit:
        """Unit of every step."""
        return self.parts[0].unit

    @property
    def counting(self) -> Counting:
        """Way of counting of every step."""
        return self.parts[0].counting

    def due(self, start: Any, calendar: Any, **options: bool) -> Deadline:
        """The day or instant on which the sum falls due; takes the arguments of a step."""
        return self.total.due(start, calendar, **options)

    def before(self, day: Any, calendar: Any) -> Deadline:
        """The last day to act when an act must precede `day` by the sum."""
        total: Any = self.total
        deadline: Deadline = total.before(day, calendar)
        return deadline

    def __str__(self) -> str:
        return self.label()

    def label(self, lang: Lang = "zh") -> str:
        """Text of the limit, such as ``13+7个工作日``."""
        heads = "+".join(str(part.amount) for part in self.parts[:-1])
        return f"{heads}+{self.parts[-1].label(lang)}"


Limit: TypeAlias = SimpleLimit | LimitRange | LimitSteps
"""Time limit (办理时限): an amount, a unit and a way of counting. Where a text states no
limit (无), the value is None."""

LIMIT_TYPES: Final[Mapping[Unit, Callable[[Any], SimpleLimit]]] = {
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


def make_limit(amount: Amount, unit: Unit) -> SimpleLimit:
    """Create the limit of an amount and a unit; hours and minutes are wall-clock time.

    Raises:
        InputError: The amount is invalid for the unit.
    """
    if unit not in LIMIT_TYPES:
        raise InputError(
            f"{unit!r} 不是时限单位;请用 Unit",
            f"{unit!r} is no unit of time limits; use Unit",
        )
    number: Any = amount  # each class checks the amount
    return LIMIT_TYPES[unit](number)
