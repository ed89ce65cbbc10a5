"""The family of limits, and those made of several: ranges and steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._text import Lang
from zhengwu.limits.values._base import Amount
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

DayLimit: TypeAlias = (
    WorkingDays | CalendarDays | Weeks | Months | Years | OnTheSpot | SameDay
)
"""Limits that end on a day (以日届满的时限)."""

ClockLimit: TypeAlias = Hours | Minutes
"""Limits that end at an instant, by the clock on the wall (以时刻届满的时限)."""

OfficeLimit: TypeAlias = WorkingHours | WorkingMinutes | HalfDay
"""Limits that end at an instant, in office time (以办公时间计的时限)."""

SimpleLimit: TypeAlias = DayLimit | ClockLimit | OfficeLimit | UnspecifiedDays
"""Limit of one amount (单一时限)."""

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
"""Limits of which several make one (可合并的时限)."""


def _same_class(limit: Any, _: object, value: Any) -> None:
    parts: tuple[Any, ...] = value if isinstance(value, tuple) else (limit.low, value)
    kinds = {type(part) for part in parts}
    if len(parts) < 2 or len(kinds) > 1 or not kinds <= _SUMMABLE:  # noqa: PLR2004
        raise InputError(
            f"各部分应为两个以上同一单位的时限,现为 {_said(parts, 'zh')}",
            "two or more limits of the same unit are needed, not " + _said(parts, "en"),
        )


def _said(parts: tuple[Any, ...], lang: Lang) -> str:
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
class LimitRange:
    """Limit that is stated as a range (区间时限), such as 5 to 20 working days.

    It falls due with its upper end.

    Args:
        low: The lower end.
        high: The upper end, of the same unit.

    Raises:
        InputError: Different units, or the upper end is below the lower.
    """

    low: Summable
    high: Summable = attrs.field(validator=_same_class)

    def __attrs_post_init__(self) -> None:
        if self.high < self.low:
            raise InputError(
                f"区间 {self.label()} 的上限小于下限",
                f"the range {self.label('en')} ends below its beginning",
            )

    @property
    def amount(self) -> Amount:
        """Of the upper end."""
        return self.high.amount

    @property
    def unit(self) -> Unit:
        """Of both ends."""
        return self.high.unit

    @property
    def counting(self) -> Counting:
        """Of both ends."""
        return self.high.counting

    def due(self, start: Any, calendar: Any, **options: bool) -> Deadline:
        """When the upper end falls due; arguments as for it."""
        return self.high.due(start, calendar, **options)

    def before(self, day: Any, calendar: Any) -> Deadline:
        """The last day that is so long before; arguments as for the upper end."""
        high: Any = self.high
        deadline: Deadline = high.before(day, calendar)
        return deadline

    def label(self, lang: Lang = "zh") -> str:
        """Such as ``5至20个工作日``."""
        joint = " to " if lang == "en" else "至"
        return f"{self.low.amount}{joint}{self.high.label(lang)}"


@attrs.frozen
class LimitSteps:
    """Limit that is the sum of steps (分段时限), such as 13 + 7 working days.

    Args:
        parts: Limits of the steps, one after the other, all of the same unit.

    Raises:
        InputError: Fewer than two, or different units: what those add up to depends on
            the day, so give each step a clock of its own.

    >>> LimitSteps((WorkingDays(13), WorkingDays(7))).total
    WorkingDays(amount=20)
    """

    parts: tuple[Summable, ...] = attrs.field(converter=tuple, validator=_same_class)

    @property
    def total(self) -> Summable:
        """One limit, as long as all steps."""
        kind: Any = type(self.parts[0])
        total: Summable = kind(self.amount)
        return total

    @property
    def amount(self) -> Amount:
        """The sum."""
        total = sum((Decimal(part.amount) for part in self.parts), Decimal(0))
        return int(total) if total == int(total) else total

    @property
    def unit(self) -> Unit:
        """Of every step."""
        return self.parts[0].unit

    @property
    def counting(self) -> Counting:
        """Of every step."""
        return self.parts[0].counting

    def due(self, start: Any, calendar: Any, **options: bool) -> Deadline:
        """When the whole falls due; arguments as for a step."""
        return self.total.due(start, calendar, **options)

    def before(self, day: Any, calendar: Any) -> Deadline:
        """The last day that is so long before; arguments as for a step."""
        total: Any = self.total
        deadline: Deadline = total.before(day, calendar)
        return deadline

    def label(self, lang: Lang = "zh") -> str:
        """Such as ``13+7个工作日``."""
        heads = "+".join(str(part.amount) for part in self.parts[:-1])
        return f"{heads}+{self.parts[-1].label(lang)}"


Limit: TypeAlias = SimpleLimit | LimitRange | LimitSteps
"""Time limit (办理时限): an amount, a unit, and how it is counted; None where none is
stated (无)."""

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
    """The limit of that amount and unit; hours and minutes by the clock on the wall.

    Raises:
        InputError: The amount makes no sense for that unit.
    """
    if unit not in LIMIT_TYPES:
        raise InputError(
            f"{unit!r} 不是时限单位;请用 Unit", f"{unit!r} is no unit; use Unit"
        )
    number: Any = amount  # each class says which numbers it takes
    return LIMIT_TYPES[unit](number)
