"""How long, from when, and what at expiry (办理时限).

>>> from datetime import date
>>> from zhengwu.calendars import china_calendar
>>> from zhengwu.limits import parse_limit
>>> parse_limit("20个工作日").limit.due(date(2026, 9, 24), china_calendar()).date
datetime.date(2026, 10, 29)
"""

from zhengwu.limits.clock._clock import Clock, Extension, Suspension
from zhengwu.limits.clock._reading import (
    ClockReading,
    ClockState,
    Light,
    Lights,
    Threshold,
    expires_at,
    read_clock,
)
from zhengwu.limits.clock._roles import role_name
from zhengwu.limits.clock._terms import ClockTerms, ExtensionRule, Ground, WrittenNotice
from zhengwu.limits.reading._days import DayRule, day_rule, day_rules, decide_days
from zhengwu.limits.reading._parse import LimitReading, ReadingStatus, parse_limit
from zhengwu.limits.rules._book import DurationClass, RuleBook, TimeRule
from zhengwu.limits.rules._data import (
    grounds,
    local_rule_sets,
    local_rules,
    parse_rules,
    statutory_rules,
)
from zhengwu.limits.rules._outcomes import ExpiryOutcome
from zhengwu.limits.values._base import Amount, Timekeeper
from zhengwu.limits.values._compare import Comparison, compare
from zhengwu.limits.values._count import CountedDay, Stretch, StretchKind
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._limit import (
    LIMIT_TYPES,
    ClockLimit,
    DayLimit,
    Limit,
    LimitRange,
    LimitSteps,
    OfficeLimit,
    SimpleLimit,
    Summable,
    make_limit,
)
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

__all__ = [
    "LIMIT_TYPES",
    "Amount",
    "CalendarDays",
    "Clock",
    "ClockLimit",
    "ClockReading",
    "ClockState",
    "ClockTerms",
    "Comparison",
    "CountedDay",
    "Counting",
    "DayLimit",
    "DayRule",
    "Deadline",
    "DurationClass",
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
    "OfficeLimit",
    "OnTheSpot",
    "ReadingStatus",
    "RuleBook",
    "SameDay",
    "SimpleLimit",
    "Stretch",
    "StretchKind",
    "Summable",
    "Suspension",
    "Threshold",
    "TimeRule",
    "Timekeeper",
    "Unit",
    "UnspecifiedDays",
    "Weeks",
    "WorkingDays",
    "WorkingHours",
    "WorkingMinutes",
    "WrittenNotice",
    "Years",
    "compare",
    "day_rule",
    "day_rules",
    "decide_days",
    "expires_at",
    "grounds",
    "local_rule_sets",
    "local_rules",
    "make_limit",
    "parse_limit",
    "parse_rules",
    "read_clock",
    "role_name",
    "statutory_rules",
]
