"""Time limits: order, bounds, and text that may be anything."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhengwu._numerals import format_chinese
from zhengwu.calendars import china_calendar
from zhengwu.limits import (
    CalendarDays,
    Months,
    ReadingStatus,
    Unit,
    WorkingDays,
    make_limit,
    parse_limit,
)

CN = china_calendar()
starts = st.dates(date(2004, 1, 2), date(2030, 12, 31))
amounts = st.integers(0, 400)
day_limits = st.sampled_from([WorkingDays, CalendarDays, Months])


@given(starts, amounts, day_limits)
def test_bounds_hold_the_date(start: date, amount: int, limit: type):
    deadline = limit(amount % 60).due(start, CN)
    assert deadline.earliest <= deadline.date <= deadline.latest
    assert deadline.certain is (deadline.latest <= CN.final_until)
    assert start <= deadline.date


@given(starts, amounts, day_limits)
def test_a_longer_limit_is_never_due_earlier(start: date, amount: int, limit: type):
    shorter, longer = limit(amount % 60), limit(amount % 60 + 1)
    assert shorter.due(start, CN).date <= longer.due(start, CN).date


@given(starts, st.integers(1, 60), day_limits)
def test_days_never_end_on_a_day_of_rest(start: date, amount: int, limit: type):
    deadline = limit(amount).due(start, CN)
    assert CN.day(deadline.date).working


@given(st.dates(date(2004, 1, 2), date(2027, 3, 1)), st.integers(1, 30))
def test_steps_add_up(start: date, amount: int):
    deadline = WorkingDays(amount).due(start, CN)
    numbers = [s.number for s in deadline.steps if s.number is not None]
    assert numbers == list(range(1, amount + 1))
    assert deadline.steps[-1].day.date == deadline.date
    assert len(deadline.steps) == (deadline.date - start).days + 1


@given(starts, amounts)
def test_calendar_days_are_late_by_no_more_than_the_rest(start: date, amount: int):
    deadline = CalendarDays(amount).due(start, CN)
    assert deadline.nominal == start + timedelta(days=amount)
    if amount:
        between = (deadline.date - deadline.nominal).days
        assert all(
            not CN.day(deadline.nominal + timedelta(days=i)).working
            for i in range(between)
        )


@given(st.text())
def test_reading_never_raises(text: str):
    reading = parse_limit(text)
    assert reading.text == text
    assert reading.limit is None or reading.parts
    reading.to_record()


@given(
    st.integers(0, 9999),
    st.sampled_from(list(Unit)),
    st.booleans(),
    st.sampled_from(["", "自受理之日起", "法定时限:", "承诺"]),
    st.sampled_from(["", "内", "以内", "(不含听证时间)"]),
)
def test_what_is_written_is_read(
    amount: int, unit: Unit, chinese: bool, head: str, tail: str
):
    number = format_chinese(amount) if chinese else str(amount)
    if unit is Unit.YEAR and amount >= 1000:
        return  # 2026年 is a date
    try:
        limit = make_limit(amount, unit)
    except ValueError:
        return
    reading = parse_limit(f"{head}{number}{unit.label_zh}{tail}")
    assert reading.status is ReadingStatus.OK
    assert reading.limit == limit
    assert reading.exclusions == (("听证时间",) if "听证" in tail else ())
    assert reading.starts_from == ("自受理之日起" if "受理" in head else None)
