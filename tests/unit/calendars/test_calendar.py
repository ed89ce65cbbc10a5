"""The working calendar: published days, knowledge as of a day, and coverage."""

from __future__ import annotations

import pickle
import sys
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from zhengwu.calendars import (
    ChinaCalendar,
    DayKind,
    DayStatus,
    WorkCalendar,
    china_calendar,
    notices,
)
from zhengwu.findings.errors import CalendarRangeError, InputError, UnknownCodeError

CN = china_calendar()
ONE_DAY = timedelta(days=1)


def working_days_of(year: int) -> int:
    return CN.count_working_days(date(year - 1, 12, 31), date(year, 12, 31))


# design/PEERS: working days per year, as others counted them from the notices.
COUNTS = """251 251 249 251 250 250 250 249 250 250 249 250 249 250 250
249 250 249 249 251 248 248"""
WORKING_DAYS = dict(zip(range(2005, 2027), map(int, COUNTS.split()), strict=True))


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_working_days_a_year(year: int):
    """The number of working days of each year matches published counts."""
    assert working_days_of(year) == WORKING_DAYS[year]


@pytest.mark.parametrize(
    ("day", "kind", "name", "source"),
    [
        (date(2026, 10, 1), DayKind.STATUTORY, "国庆节", "放假办法"),
        (date(2026, 10, 5), DayKind.SUBSTITUTE, "国庆节补假", "国办发明电〔2025〕7号"),
        (
            date(2026, 10, 6),
            DayKind.ADJUSTED_OFF,
            "国庆节调休",
            "国办发明电〔2025〕7号",
        ),
        (date(2026, 10, 10), DayKind.MAKE_UP, "国庆节补班", "国办发明电〔2025〕7号"),
        (date(2026, 9, 20), DayKind.MAKE_UP, "国庆节补班", "国办发明电〔2025〕7号"),
        (date(2026, 4, 6), DayKind.SUBSTITUTE, "清明节补假", "国办发明电〔2025〕7号"),
        (date(2026, 2, 16), DayKind.STATUTORY, "春节", "(2024)"),
        (date(2024, 2, 9), DayKind.WORKDAY, "工作日", ""),  # 除夕 2024 was worked
        (date(2020, 1, 31), DayKind.EMERGENCY, "春节假期延长", "国办发明电〔2020〕1号"),
        (date(2020, 2, 1), DayKind.EMERGENCY, "春节假期", "国办发明电〔2020〕1号"),
        (date(2019, 5, 2), DayKind.ADJUSTED_OFF, "劳动节调休", "国办发明电〔2019〕3号"),
        (date(2015, 9, 3), DayKind.STATUTORY, "抗战胜利日", "国发明电〔2015〕1号"),
        (date(2005, 12, 31), DayKind.MAKE_UP, "元旦补班", "国办发明电〔2005〕35号"),
        (date(2026, 3, 7), DayKind.WEEKEND, "周末", ""),
        (date(2026, 3, 9), DayKind.WORKDAY, "工作日", ""),
    ],
)
def test_kind_of_day(day: date, kind: DayKind, name: str, source: str):
    """Kind, name and source of a day follow the law and the notices."""
    result = CN.day(day)
    assert (result.kind, result.name_zh) == (kind, name)
    assert source in result.source
    assert result.status is DayStatus.PUBLISHED
    assert result.working is (kind in (DayKind.WORKDAY, DayKind.MAKE_UP))


def test_substitutes_are_the_statutory_days_on_weekends():
    """Art. 6: a day on a weekend is substituted. 2026: 清明 (Sun), 5/2 and 10/3 (Sat)."""
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    substitutes = [d for d in days if CN.day(d).kind is DayKind.SUBSTITUTE]
    assert substitutes == [date(2026, 4, 6), date(2026, 5, 4), date(2026, 10, 5)]


def test_our_notices_and_chinese_calendar_agree():
    """Both agree day by day in 2004-2026, except for the erratum of 2005-12-31."""
    chinese_calendar = pytest.importorskip("chinese_calendar")
    wrong = []
    day = date(2004, 1, 1)
    from_notices = china_calendar(as_of=date(2026, 11, 21))
    while day <= date(2026, 12, 31):
        ours = CN.is_working_day(day)
        assert from_notices.is_working_day(day) is ours
        if chinese_calendar.is_workday(day) is not ours:
            wrong.append(day)
        day += ONE_DAY
    assert wrong == [date(2005, 12, 31)]


def test_holidays_agrees_on_every_published_day():
    """The library holidays, with its own data, agrees on every day."""
    from zhengwu.calendars._adapters import holidays_days

    peer = holidays_days(2004, 2026)
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        theirs = day in peer.worked or (day.weekday() < 5 and day not in peer.off)
        assert theirs is CN.is_working_day(day), day
        day += ONE_DAY


@pytest.mark.parametrize(
    ("as_of", "day", "working"),
    [
        (date(2020, 1, 26), date(2020, 1, 31), True),
        (date(2020, 1, 27), date(2020, 1, 31), False),
        (date(2020, 1, 26), date(2020, 2, 1), True),
        (date(2020, 1, 27), date(2020, 2, 1), False),
        (date(2019, 3, 21), date(2019, 5, 2), True),
        (date(2019, 3, 22), date(2019, 5, 2), False),
        (date(2015, 5, 12), date(2015, 9, 3), True),
        (date(2015, 5, 13), date(2015, 9, 3), False),
        (date(2018, 12, 5), date(2018, 12, 29), False),  # Saturday, later a working day
        (date(2018, 12, 6), date(2018, 12, 29), True),
    ],
)
def test_knowledge_as_of_a_day(as_of: date, day: date, working: bool):
    """A calendar as of a day uses exactly the notices published by that day."""
    assert china_calendar(as_of=as_of).is_working_day(day) is working


def test_as_of_ends_with_the_last_year_announced():
    """Before the publication of the notice for 2026, 2025 is the last year."""
    before = china_calendar(as_of=date(2025, 11, 3))
    assert before.published_until == date(2025, 12, 31)
    assert china_calendar(as_of=date(2025, 11, 4)).published_until == date(2026, 12, 31)
    with pytest.raises(InputError, match="2003-12-18"):
        china_calendar(as_of=date(2003, 1, 1))


def test_results_outside_the_notices_raise():
    """The error names calendar, day, coverage and remedy."""
    with pytest.raises(CalendarRangeError) as caught:
        CN.is_working_day(date(2027, 1, 4))
    assert caught.value.day == date(2027, 1, 4)
    assert caught.value.coverage == (date(2004, 1, 1), date(2026, 12, 31))
    assert "projected=True" in str(caught.value)
    for call in (
        lambda: CN.add_working_days(date(2026, 12, 30), 2),
        lambda: CN.count_working_days(date(2026, 12, 1), date(2027, 1, 5)),
        lambda: CN.count_working_days(date(2027, 1, 5), date(2026, 12, 1)),
        lambda: CN.is_working_day(date(2003, 12, 31)),
        lambda: CN.day(date(2003, 12, 31)),
        lambda: CN.add_working_days(date(2004, 1, 2), -2),
    ):
        with pytest.raises(CalendarRangeError):
            call()


def test_projected_calendar_answers():
    """1 January 2027 is a holiday by law; 4 January is a Monday."""
    projected = china_calendar(projected=True)
    assert not projected.is_working_day(date(2027, 1, 1))
    assert projected.is_working_day(date(2027, 1, 4))
    assert projected.add_working_days(date(2026, 12, 30), 2) == date(2027, 1, 4)
    assert projected.count_working_days(date(2026, 12, 30), date(2027, 1, 4)) == 2
    assert projected.day(date(2027, 2, 8)).status is DayStatus.PROJECTED
    assert CN.day(date(2027, 2, 8)).status is DayStatus.PROJECTED


def test_law_fixes_the_net_count_of_a_year_without_a_notice():
    """2027 has 261 weekdays minus 13 statutory days, that is 248 working days."""
    projected = china_calendar(projected=True)
    assert projected.count_working_days(date(2026, 12, 31), date(2027, 12, 31)) == 248


def test_the_december_tail_is_provisional():
    """A notice for the next year has changed days from 29 December on."""
    assert CN.day(date(2026, 12, 31)).status is DayStatus.PROVISIONAL
    assert CN.day(date(2025, 12, 31)).status is DayStatus.PUBLISHED
    assert CN.final_until < date(2026, 12, 29)
    changed = [d for n in notices() for d in n.make_up if d.year < n.year]
    assert changed
    assert all(d.replace(year=2026) > CN.final_until for d in changed)


def test_bad_input():
    """Wrong types and unknown regions are rejected with an InputError."""
    midnight: Any = datetime(2026, 1, 1)
    text: Any = "2026-01-01"
    half: Any = 1.5
    day = date(2026, 1, 1)
    for call in (
        lambda: CN.is_working_day(midnight),
        lambda: CN.is_working_day(text),
        lambda: CN.day(text),
        lambda: CN.add_working_days(day, half),
        lambda: CN.add_working_days(day, True),
        lambda: CN.count_working_days(day, midnight),
        lambda: CN.count_working_days(midnight, day),
        lambda: CN.estimate_add(midnight, 1),
        lambda: CN.estimate_add(day, half),
        lambda: CN.estimate_roll(midnight),
        lambda: china_calendar(as_of=text),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(UnknownCodeError):
        china_calendar("999999")


def test_a_subclass_of_date_is_a_date():
    """Tests of other projects replace `date` by their own subclass."""

    class FakeDate(date):
        pass

    assert CN.is_working_day(FakeDate(2026, 10, 10))
    assert CN.add_working_days(FakeDate(2026, 9, 28), 5) == date(2026, 10, 10)


def test_equal_content_equal_revision():
    """Equal content gives equal revisions; different content gives different revisions."""
    today = china_calendar(as_of=date(2026, 11, 21))
    assert today.revision == CN.revision
    assert today == CN
    assert hash(today) == hash(CN)
    old = china_calendar(as_of=date(2020, 1, 26))
    assert old.revision != china_calendar(as_of=date(2020, 1, 27)).revision
    assert old != CN
    assert CN != "CN"
    assert china_calendar(projected=True) != CN


def test_pickles():
    """A pickled and restored calendar is equal."""
    for calendar in (
        CN,
        china_calendar(as_of=date(2020, 1, 20)),
        china_calendar(projected=True),
    ):
        twin = pickle.loads(pickle.dumps(calendar))
        assert twin == calendar
        assert twin.published_until == calendar.published_until


def test_is_a_work_calendar():
    """The calendar implements the protocol WorkCalendar."""
    assert isinstance(CN, WorkCalendar)
    assert CN.name == "CN"
    assert repr(CN).startswith("<ChinaCalendar CN cn-2026-")


def test_threads_agree_on_a_fresh_calendar():
    """Sixteen threads agree on a calendar whose projection is not built yet."""
    from zhengwu.calendars._assemble import Args

    fresh = ChinaCalendar(Args(projected=True))
    expected = china_calendar(projected=True).add_working_days(date(2026, 12, 1), 100)
    answers: list[date] = []

    def ask() -> None:
        answers.extend(
            fresh.add_working_days(date(2026, 12, 1), 100) for _ in range(50)
        )

    threads = [threading.Thread(target=ask) for _ in range(16)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert set(answers) == {expected}
    assert len(answers) == 800


def test_notices_are_complete():
    """There is a notice for each year since 2004, and three amendments."""
    originals = [n.year for n in notices() if not n.is_amendment]
    assert sorted(originals) == list(range(2004, 2027))
    assert [n.id for n in notices() if n.is_amendment] == ["2015-a", "2019-a", "2020-a"]
    for notice in notices():
        assert notice.source
        assert notice.issued <= notice.known_from
        assert all(day.weekday() >= 5 for day in notice.make_up)


# Statutory days of 2027 by 《全国年节及纪念日放假办法》(2024) art. 2; 春节 falls on 6 February.
DAYS_OF_2027 = {
    date(2027, 1, 1): "元旦",
    **{date(2027, 2, day): "春节" for day in (5, 6, 7, 8)},
    date(2027, 4, 5): "清明节",
    date(2027, 5, 1): "劳动节",
    date(2027, 5, 2): "劳动节",
    date(2027, 6, 9): "端午节",
    date(2027, 9, 15): "中秋节",
    **{date(2027, 10, day): "国庆节" for day in (1, 2, 3)},
}


def calendar_with_peer_days(
    monkeypatch: pytest.MonkeyPatch, off: dict[date, str], worked: dict[date, str]
) -> ChinaCalendar:
    """The calendar if chinese-calendar also contains these days."""
    from zhengwu.calendars import _adapters
    from zhengwu.calendars._assemble import Args

    now = _adapters.chinese_calendar_days()
    newer = now._replace(off={**now.off, **off}, worked={**now.worked, **worked})
    monkeypatch.setattr(_adapters, "chinese_calendar_days", lambda: newer)
    return ChinaCalendar(Args())


def test_a_year_that_only_the_peer_contains(monkeypatch: pytest.MonkeyPatch):
    """A newer chinese-calendar adds a year that the notices do not contain yet."""
    calendar = calendar_with_peer_days(
        monkeypatch,
        {**DAYS_OF_2027, date(2027, 2, 9): "春节"},
        {date(2027, 2, 20): "春节"},
    )
    assert calendar.published_until == date(2027, 12, 31)
    assert calendar.is_working_day(date(2027, 2, 20))
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.day(date(2027, 2, 20)).kind is DayKind.MAKE_UP
    assert calendar.day(date(2027, 2, 9)).source == "chinese-calendar"
    assert calendar.revision != CN.revision


@pytest.mark.parametrize("omitted", [*DAYS_OF_2027], ids=str)
def test_a_year_counts_as_announced_only_when_it_is_whole(
    monkeypatch: pytest.MonkeyPatch, omitted: date
):
    """A year of chinese-calendar without a statutory day is ignored."""
    part = {day: name for day, name in DAYS_OF_2027.items() if day != omitted}
    calendar = calendar_with_peer_days(monkeypatch, part, {})
    assert calendar.published_until == date(2026, 12, 31)
    assert calendar.revision == CN.revision


def test_notices_prevail_over_the_peer(
    monkeypatch: pytest.MonkeyPatch,
):
    """国办发明电〔2025〕7号: 10 October 2026 is worked, 6 October is off."""
    calendar = calendar_with_peer_days(
        monkeypatch, {date(2026, 10, 10): "国庆节"}, {date(2026, 10, 6): "国庆节"}
    )
    assert calendar.is_working_day(date(2026, 10, 10))
    assert not calendar.is_working_day(date(2026, 10, 6))
    assert calendar.revision == CN.revision


def test_lunar_dates_end():
    """Years after the table of lunar dates are rejected."""
    from zhengwu.calendars._statutory import festival_dates

    with pytest.raises(InputError, match="2061"):
        festival_dates(2061)
    with pytest.raises(CalendarRangeError):
        CN.day(date(2061, 1, 1))


@pytest.mark.parametrize("year", range(2008, 2027))
def test_number_of_substitutes_follows_art_6(year: int):
    """Each statutory day on a weekend or shared by two festivals has a substitute."""
    from zhengwu.calendars._statutory import statutory_days

    law = [day for day, _ in statutory_days(year)]
    owed = sum(day.weekday() >= 5 for day in set(law)) + len(law) - len(set(law))
    days = [date(year, 1, 1) + timedelta(days=i) for i in range(366)]
    kinds = [CN.day(day).kind for day in days if day.year == year]
    assert kinds.count(DayKind.SUBSTITUTE) == owed


def test_errors_name_the_day_that_is_missing():
    """A CalendarRangeError names the first day without an answer."""
    with pytest.raises(CalendarRangeError) as caught:
        CN.add_working_days(date(2004, 1, 5), -10)
    assert caught.value.day == date(2003, 12, 31)
    with pytest.raises(CalendarRangeError) as caught:
        CN.count_working_days(date(2026, 12, 1), date(2027, 2, 1))
    assert caught.value.day == date(2027, 2, 1)
    with pytest.raises(CalendarRangeError) as caught:
        CN.add_working_days(date(2026, 12, 1), 100)
    assert caught.value.day == date(2027, 1, 1)


def test_a_calendar_ignores_later_laws():
    """As of June 2024 the projection uses the law of 2013, not that of November 2024."""
    then = china_calendar(as_of=date(2024, 6, 1), projected=True)
    assert (
        then.day(date(2025, 1, 28)).source != "《全国年节及纪念日放假办法》(2024)第二条"
    )
    assert (
        then.day(date(2025, 1, 29)).source == "《全国年节及纪念日放假办法》(2013)第二条"
    )
