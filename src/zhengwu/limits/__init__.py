"""How long, from when, and what at expiry (办理时限).

>>> from datetime import date
>>> from zhengwu.calendars import china_calendar
>>> from zhengwu.limits import parse_limit
>>> parse_limit("20个工作日").limit.due(date(2026, 9, 24), china_calendar()).date
datetime.date(2026, 10, 29)
"""

from zhengwu.limits._deadline import Deadline, Step
from zhengwu.limits._reading import (
    LimitReading,
    ReadingStatus,
    make_limit,
    parse_limit,
)
from zhengwu.limits._units import Unit
from zhengwu.limits._values import (
    LIMIT_TYPES,
    Amount,
    CalendarDays,
    ClockLimit,
    DayLimit,
    Hours,
    Limit,
    Minutes,
    Months,
    OnTheSpot,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    Years,
)

__all__ = [
    "LIMIT_TYPES",
    "Amount",
    "CalendarDays",
    "ClockLimit",
    "DayLimit",
    "Deadline",
    "Hours",
    "Limit",
    "LimitReading",
    "Minutes",
    "Months",
    "OnTheSpot",
    "ReadingStatus",
    "Step",
    "Unit",
    "UnspecifiedDays",
    "Weeks",
    "WorkingDays",
    "Years",
    "make_limit",
    "parse_limit",
]
