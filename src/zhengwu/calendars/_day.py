"""A day of a calendar: its kind, its status and its source."""

from __future__ import annotations

from datetime import date

import attrs

from zhengwu._paths import JsonValue
from zhengwu._text import TextEnum
from zhengwu._values import Value


class DayStatus(TextEnum):
    """Status of a day (日期状态): how certain its kind is."""

    PUBLISHED = "published", "已公布", "published"
    PROVISIONAL = "provisional", "已公布,下年通知可能调整", "provisional"
    PROJECTED = "projected", "推算", "projected"
    OVERRIDDEN = "overridden", "另行规定", "overridden"


class DayKind(TextEnum):
    """Kind of day (日期类别)."""

    WORKDAY = "workday", "工作日", "working day"
    WEEKEND = "weekend", "周末", "weekend"
    STATUTORY = "statutory", "法定节假日", "statutory holiday"
    ADJUSTED_OFF = "adjusted_off", "调休", "day off by adjustment"
    SUBSTITUTE = "substitute", "补假", "substitute day off"
    MAKE_UP = "make_up", "补班", "make-up working day"
    REGIONAL = "regional", "地方假日", "regional holiday"
    EMERGENCY = "emergency", "应急调整", "emergency change"


@attrs.frozen(kw_only=True)
class Day(Value):
    """Day (日期) of a calendar.

    Args:
        date: The date.
        working: Whether offices work on that day.
        kind: Kind of day, the reason why offices work or do not.
        name_zh: Name in Chinese, such as 国庆节调休.
        name_en: Name in English.
        status: How certain the kind is.
        source: Document on which the kind rests.
    """

    date: date
    working: bool
    kind: DayKind
    name_zh: str
    name_en: str
    status: DayStatus
    source: str

    def to_record(self) -> dict[str, JsonValue]:
        """The day as plain data for JSON, with the keys that the command line prints."""
        return {
            "date": self.date.isoformat(),
            "working": self.working,
            "kind": self.kind.value,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "status": self.status.value,
            "source": self.source,
        }
