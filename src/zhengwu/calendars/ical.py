"""Days off and make-up days as an iCalendar file (日历导出); needs the extra ``ical``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import groupby
from typing import Any, Final

from zhengwu._dates import as_date
from zhengwu._errors import MissingExtraError
from zhengwu._text import Lang, Text, check_lang
from zhengwu.calendars._calendar import ChinaCalendar
from zhengwu.calendars._day import Day, DayKind, DayStatus

__all__ = ["to_ical"]

_ORDINARY: Final = (DayKind.WORKDAY, DayKind.WEEKEND)
_ONE_DAY: Final = timedelta(days=1)
_STAMP: Final = datetime(2000, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  # no clock is read


def to_ical(
    calendar: ChinaCalendar, first: date, last: date, *, lang: Lang = "zh"
) -> str:
    """Every day off and make-up day from `first` to `last` as all-day events.

    Consecutive days with the same name form one event. The description names the notice;
    days that are not announced have the status TENTATIVE.

    Args:
        calendar: The calendar.
        first: First day.
        last: Last day.
        lang: ``"zh"`` or ``"en"``.

    Raises:
        MissingExtraError: icalendar is not installed.
        InputError: `first` or `last` is not a date, or the language is unknown.
        CalendarRangeError: A day is outside the coverage of the calendar.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingExtraError("ical", "icalendar") from None
    check_lang(lang)
    first, last = as_date(first, "first"), as_date(last, "last")
    file: Any = Calendar()
    file.add("prodid", "-//zhengwu//working calendar//ZH")
    file.add("version", "2.0")
    file.add("x-wr-calname", calendar.name)
    for days in _group_days(calendar, first, last):
        event: Any = Event()
        head, tail = days[0], days[-1]
        event.add("uid", f"{head.date}-{head.kind.value}@{calendar.name}.zhengwu")
        event.add("dtstamp", _STAMP)
        event.add("dtstart", head.date)
        event.add("dtend", tail.date + _ONE_DAY)
        event.add("summary", Text(head.name_zh, head.name_en).say(lang))
        event.add("description", head.source)
        is_final = head.status is not DayStatus.PROJECTED
        event.add("status", "CONFIRMED" if is_final else "TENTATIVE")
        event.add("transp", "OPAQUE" if head.working else "TRANSPARENT")
        event.add("categories", [head.kind.label(lang)])
        file.add_component(event)
    text: bytes = file.to_ical()
    return text.decode()


def _group_days(
    calendar: ChinaCalendar, first: date, last: date
) -> Iterator[list[Day]]:
    """Group consecutive days of the same kind and name; skip ordinary days."""
    for (is_ordinary, *_), group in groupby(
        calendar.days(first, last),
        key=lambda day: (
            day.kind in _ORDINARY and not day.source,
            day.kind,
            day.name_zh,
            day.status,
        ),
    ):
        if not is_ordinary:
            yield list(group)
