"""Units of time limits, and ways of counting them."""

from __future__ import annotations

from zhengwu._text import Lang, Text, TextEnum


class Unit(TextEnum):
    """Unit of a time limit (办理时限单位).

    `UNSPECIFIED_DAY` is 日 or 天 where the text does not say which kind of day: the caller
    or the statute decides (行政许可法 art. 82 makes an agency's days working days); see
    `DayRule`.
    """

    WORKING_DAY = "working_day", "个工作日", "working day"
    CALENDAR_DAY = "calendar_day", "个自然日", "calendar day"
    HOUR = "hour", "小时", "hour"
    MINUTE = "minute", "分钟", "minute"
    WEEK = "week", "周", "week"
    MONTH = "month", "个月", "month"
    YEAR = "year", "年", "year"
    UNSPECIFIED_DAY = "unspecified_day", "日", "day"

    def plural_en(self, amount: object = 2) -> str:
        """English label as it follows an amount, singular for 1.

        >>> Unit.WORKING_DAY.plural_en(20)
        'working days'
        """
        return self.label_en + ("" if amount == 1 else "s")


class Counting(TextEnum):
    """How a time limit is counted (期限计算方式).

    Limits counted in the same way are ordered. Limits counted in different ways can only be
    compared on a calendar, see `compare_limits`.
    """

    AT_ONCE = "at_once", "当场", "at once"
    SAME_DAY = "same_day", "当日", "same day"
    WORKING_DAYS = "working_days", "按工作日", "in working days"
    CALENDAR_DAYS = "calendar_days", "按自然日", "in calendar days"
    MONTHS = "months", "按月", "in months"
    WALL_TIME = "wall_time", "按钟点", "by the clock"
    OFFICE_TIME = "office_time", "按办公时间", "in office time"
    HALF_DAY = "half_day", "半日", "half a day"
    UNDECIDED = "undecided", "未注明", "undecided"


def name_unit(unit: Unit, lang: Lang, amount: object = 2) -> str:
    """Name a unit as it follows an amount, such as ``个工作日`` or ``working days``."""
    return Text(unit.label_zh, unit.plural_en(amount)).say(lang)
