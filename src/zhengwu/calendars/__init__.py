"""Working days of China, by region, by layer and as known on a given day (工作日历).

>>> from datetime import date
>>> from zhengwu.calendars import china_calendar
>>> calendar = china_calendar()
>>> calendar.add_working_days(date(2026, 9, 28), 5)
datetime.date(2026, 10, 10)
"""

from typing import TYPE_CHECKING

from zhengwu.calendars._calendar import ChinaCalendar, china_calendar
from zhengwu.calendars._day import Day, DayKind, DayStatus
from zhengwu.calendars._hours import OfficeHours
from zhengwu.calendars._layers import Layer, LocalHoliday, check_notice, parse_notice
from zhengwu.calendars._notices import Notice, notices
from zhengwu.calendars._protocol import Estimate, WorkCalendar
from zhengwu.calendars._regional import regional_rules
from zhengwu.calendars._windows import Season, Window

__all__ = [
    "ChinaCalendar",
    "Day",
    "DayKind",
    "DayStatus",
    "Estimate",
    "Layer",
    "LocalHoliday",
    "Notice",
    "OfficeHours",
    "Season",
    "Window",
    "WorkCalendar",
    "check_notice",
    "china_calendar",
    "notices",
    "parse_notice",
    "regional_rules",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
