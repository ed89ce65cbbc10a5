"""One day of a calendar: what kind of day it is, how sure that is, and who says so."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from zhengwu.findings import JsonValue


class DayStatus(Enum):
    """Status of a day (日期状态): how sure its kind is."""

    PUBLISHED = "published"
    PROVISIONAL = "provisional"
    PROJECTED = "projected"
    OVERRIDDEN = "overridden"

    @property
    def label_zh(self) -> str:
        """已公布、待下年通知、推算 or 另行规定."""
        return _STATUS_ZH[self]


_STATUS_ZH = {
    DayStatus.PUBLISHED: "已公布",
    DayStatus.PROVISIONAL: "已公布,下年通知可能调整",
    DayStatus.PROJECTED: "推算",
    DayStatus.OVERRIDDEN: "另行规定",
}


class DayKind(Enum):
    """Kind of day (日期类别)."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    STATUTORY = "statutory"
    ADJUSTED_OFF = "adjusted_off"
    SUBSTITUTE = "substitute"
    MAKE_UP = "make_up"
    REGIONAL = "regional"
    EMERGENCY = "emergency"

    @property
    def label_zh(self) -> str:
        """The Chinese term, such as 补班."""
        return _KIND_LABELS[self][0]

    @property
    def label_en(self) -> str:
        """The English term, such as make-up working day."""
        return _KIND_LABELS[self][1]


_KIND_LABELS = {
    DayKind.WORKDAY: ("工作日", "working day"),
    DayKind.WEEKEND: ("周末", "weekend"),
    DayKind.STATUTORY: ("法定节假日", "statutory holiday"),
    DayKind.ADJUSTED_OFF: ("调休", "day off by adjustment"),
    DayKind.SUBSTITUTE: ("补假", "substitute day off"),
    DayKind.MAKE_UP: ("补班", "make-up working day"),
    DayKind.REGIONAL: ("地方假日", "regional holiday"),
    DayKind.EMERGENCY: ("应急调整", "emergency change"),
}


@attrs.frozen(kw_only=True)
class Day:
    """Day (日期) of a calendar.

    Args:
        date: The day.
        working: Whether offices work.
        kind: Why.
        name_zh: Name for people, such as 国庆节调休.
        name_en: The same in English.
        status: How sure it is.
        source: Document on which it rests.
    """

    date: date
    working: bool
    kind: DayKind
    name_zh: str
    name_en: str
    status: DayStatus
    source: str

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data with the keys of the command line's JSON."""
        return {
            "date": self.date.isoformat(),
            "working": self.working,
            "kind": self.kind.value,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "status": self.status.value,
            "source": self.source,
        }
