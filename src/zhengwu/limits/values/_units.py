"""Units in which a time limit is written, and the ways in which one is counted."""

from __future__ import annotations

from enum import Enum


class Unit(Enum):
    """Unit of a time limit (办理时限单位).

    `UNSPECIFIED_DAY` is 日 or 天 without a word on which kind: the caller or the statute
    decides (行政许可法 art. 82 makes an agency's days working days); see `DayRule`.
    """

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MINUTE = "minute"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNSPECIFIED_DAY = "unspecified_day"

    @property
    def label_zh(self) -> str:
        """As it follows a number in Chinese, such as 个工作日."""
        return _LABELS[self][0]

    def label_en(self, amount: object) -> str:
        """As it follows that number in English."""
        return _LABELS[self][1] + ("" if amount == 1 else "s")


_LABELS = {
    Unit.WORKING_DAY: ("个工作日", "working day"),
    Unit.CALENDAR_DAY: ("个自然日", "calendar day"),
    Unit.HOUR: ("小时", "hour"),
    Unit.MINUTE: ("分钟", "minute"),
    Unit.WEEK: ("周", "week"),
    Unit.MONTH: ("个月", "month"),
    Unit.YEAR: ("年", "year"),
    Unit.UNSPECIFIED_DAY: ("日", "day"),
}


class Counting(Enum):
    """How a time limit is counted (期限计算方式).

    Limits counted in one way are ordered; between two ways only a calendar can say, see
    `compare`.
    """

    AT_ONCE = "at_once"
    SAME_DAY = "same_day"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    WALL_TIME = "wall_time"
    OFFICE_TIME = "office_time"
    HALF_DAY = "half_day"
    UNDECIDED = "undecided"
