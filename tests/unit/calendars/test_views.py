"""Iteration over days, month view and iCalendar export."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

import pytest

from zhengwu.calendars import DayKind, china_calendar
from zhengwu.calendars._month import MonthView
from zhengwu.calendars.ical import to_ical
from zhengwu.findings.errors import CalendarRangeError, InputError, MissingExtraError

CN = china_calendar()


def test_iteration():
    """Iteration includes both ends."""
    worked = [*CN.working_days(date(2026, 9, 30), date(2026, 10, 10))]
    assert worked == [date(2026, 9, 30), *(date(2026, 10, d) for d in (8, 9, 10))]
    kinds = [day.kind for day in CN.days(date(2026, 10, 9), date(2026, 10, 11))]
    assert kinds == [DayKind.WORKDAY, DayKind.MAKE_UP, DayKind.WEEKEND]
    assert [*CN.days(date(2026, 10, 9), date(2026, 10, 8))] == []
    with pytest.raises(CalendarRangeError):
        [*CN.working_days(date(2026, 12, 31), date(2027, 1, 1))]


def test_month_as_text():
    """The text has a sign for each kind and a question mark for days not announced."""
    october = CN.month(2026, 10)
    assert str(october) == (
        "2026年10月\n"
        "一    二    三    四    五    六    日\n"
        "                   1法   2法   3法   4\n"
        " 5补   6调   7调   8     9    10班  11\n"
        "12    13    14    15    16    17    18\n"
        "19    20    21    22    23    24    25\n"
        "26    27    28    29    30    31\n"
        "法=法定节假日 补=补假 调=调休 班=补班"
    )
    assert "5法?" in str(CN.month(2027, 2))
    assert isinstance(october, MonthView)
    with pytest.raises(CalendarRangeError):
        CN.month(1999, 1)
    bad: Any = "10"
    for year, month in ((2026, 13), (2026, 0), (0, 1), (10_000, 1), (2026, bad)):
        with pytest.raises(InputError):
            CN.month(year, month)
    midnight: Any = datetime(2026, 1, 1)
    for iterate in (CN.days, CN.working_days):
        with pytest.raises(InputError):
            [*iterate(midnight, date(2026, 1, 2))]


def test_month_in_a_notebook():
    """The HTML names the kind and the notice of each day."""
    html = CN.month(2026, 10)._repr_html_()
    assert html.count("<tr>") == 6
    assert "国庆节补班" in html
    assert "国办发明电〔2025〕7号" in html
    assert "dashed" not in html
    assert "dashed" in CN.month(2027, 2)._repr_html_()


def test_ical():
    """Events are days off and make-up days; days not announced are tentative."""
    icalendar: Any = pytest.importorskip("icalendar")
    text = to_ical(CN, date(2026, 10, 1), date(2027, 1, 31))
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    first = events[0]
    assert str(first["SUMMARY"]) == "国庆节"
    assert first["DTSTART"].dt == date(2026, 10, 1)
    assert first["DTEND"].dt == date(2026, 10, 4)
    make_up = next(e for e in events if "补班" in str(e["SUMMARY"]))
    assert make_up["DTSTART"].dt == date(2026, 10, 10)
    assert str(make_up["TRANSP"]) == "OPAQUE"
    assert str(events[-1]["STATUS"]) == "TENTATIVE"
    assert to_ical(CN, date(2026, 10, 1), date(2027, 1, 31)) == text
    english = to_ical(CN, date(2026, 10, 1), date(2026, 10, 3), lang="en")
    assert "National Day" in english
    bad: Any = datetime(2026, 1, 1)
    with pytest.raises(InputError):
        to_ical(CN, bad, date(2026, 1, 2))


def test_missing_extra(monkeypatch: pytest.MonkeyPatch):
    """Without icalendar the error names the extra."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(MissingExtraError, match=r"zhengwu\[ical\]"):
        to_ical(CN, date(2026, 1, 1), date(2026, 1, 2))
