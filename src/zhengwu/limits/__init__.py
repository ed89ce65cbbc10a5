"""Time limits, due dates, clocks and statutory time rules (办理时限).

>>> from datetime import date
>>> from zhengwu.calendars import china_calendar
>>> from zhengwu.limits import parse_limit
>>> parse_limit("20个工作日").limit.due(date(2026, 9, 24), china_calendar()).date
datetime.date(2026, 10, 29)
"""

from typing import TYPE_CHECKING, get_args

from zhengwu._values import TEXT_READERS
from zhengwu.limits.clock._clock import Clock, Extension, Suspension
from zhengwu.limits.clock._reading import ClockState, Light, Lights, read_clock
from zhengwu.limits.clock._terms import ClockTerms, ExtensionRule, Ground, WrittenNotice
from zhengwu.limits.reading._days import day_rule
from zhengwu.limits.reading._parse import LimitReading, ReadingStatus, parse_limit
from zhengwu.limits.rules._book import RuleBook, TimeRule
from zhengwu.limits.rules._data import (
    local_rule_sets,
    local_rules,
    parse_rules,
    statutory_rules,
)
from zhengwu.limits.rules._outcomes import ExpiryOutcome
from zhengwu.limits.values._base import AnyLimit
from zhengwu.limits.values._compare import compare_limits
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._limit import Limit, LimitRange, LimitSteps, make_limit
from zhengwu.limits.values._time import (
    HalfDay,
    Hours,
    Minutes,
    WorkingHours,
    WorkingMinutes,
)
from zhengwu.limits.values._units import Unit
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

__all__ = [
    "CalendarDays",
    "Clock",
    "ClockState",
    "ClockTerms",
    "Deadline",
    "ExpiryOutcome",
    "Extension",
    "ExtensionRule",
    "Ground",
    "HalfDay",
    "Hours",
    "Light",
    "Lights",
    "Limit",
    "LimitRange",
    "LimitReading",
    "LimitSteps",
    "Minutes",
    "Months",
    "OnTheSpot",
    "ReadingStatus",
    "RuleBook",
    "SameDay",
    "Suspension",
    "TimeRule",
    "Unit",
    "UnspecifiedDays",
    "Weeks",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "WrittenNotice",
    "Years",
    "compare_limits",
    "day_rule",
    "local_rule_sets",
    "local_rules",
    "make_limit",
    "parse_limit",
    "parse_rules",
    "read_clock",
    "statutory_rules",
]


_SURE = (ReadingStatus.OK, ReadingStatus.IMMEDIATE)


def _read_text(text: str) -> AnyLimit | None:
    """The limit that a text states whole, such as 5个工作日; None if it is not sure."""
    reading = parse_limit(text)
    sure = reading.status in _SURE and not (
        reading.exclusions or reading.extension or reading.backward
    )
    return reading.limit if sure else None


TEXT_READERS.update(dict.fromkeys((AnyLimit, *get_args(Limit)), _read_text))


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
