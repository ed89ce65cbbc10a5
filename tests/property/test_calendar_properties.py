"""The calendar against a slow and obvious model."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhengwu.calendars import Estimate, china_calendar, notices

CN = china_calendar()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ONE_DAY = timedelta(days=1)
days = st.dates(FIRST, LAST)
inner = st.dates(date(2005, 6, 1), date(2025, 6, 30))
steps = st.integers(-200, 200)


def naive_is_working(day: date, as_of: date) -> bool:
    """Monday to Friday, then every notice in the order of its appearance."""
    working = day.weekday() < 5
    for notice in notices():
        if notice.known_from > as_of:
            continue
        if any(s.first <= day <= s.last for s in notice.days_off):
            working = False
        if day in notice.make_up:
            working = True
    return working


def naive_add(day: date, n: int) -> date:
    """Walk day by day."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    while n:
        day += step
        if CN.is_working_day(day):
            n -= 1 if n > 0 else -1
    return day


@given(days)
def test_is_working_day(day: date):
    assert CN.is_working_day(day) is naive_is_working(day, date.max)


@given(days, st.dates(date(2003, 12, 18), date(2026, 12, 31)))
def test_as_of_never_uses_later_notices(day: date, as_of: date):
    known = china_calendar(as_of=as_of)
    if day <= known.published_until:
        assert known.is_working_day(day) is naive_is_working(day, as_of)


@given(inner, steps)
def test_add(day: date, n: int):
    assert CN.add_working_days(day, n) == naive_add(day, n)


@given(inner, steps)
def test_count_undoes_add(day: date, n: int):
    assert CN.count_working_days(day, CN.add_working_days(day, n)) == n


@given(days, days)
def test_count(a: date, b: date):
    low, high = sorted((a, b))
    if a <= b:
        span = [low + ONE_DAY * i for i in range(1, (high - low).days + 1)]
        expected = sum(map(CN.is_working_day, span))
    else:
        span = [low + ONE_DAY * i for i in range((high - low).days)]
        expected = -sum(map(CN.is_working_day, span))
    assert CN.count_working_days(a, b) == expected


@given(inner, st.integers(0, 100), st.integers(0, 100), st.sampled_from([1, -1]))
def test_add_of_a_sum_is_the_sum_of_adds(day: date, m: int, n: int, sign: int):
    twice = CN.add_working_days(CN.add_working_days(day, sign * m), sign * n)
    assert twice == CN.add_working_days(day, sign * (m + n))


@given(inner, inner, steps)
def test_add_is_monotone(a: date, b: date, n: int):
    low, high = sorted((a, b))
    assert CN.add_working_days(low, n) <= CN.add_working_days(high, n)


@given(inner, st.integers(-100, 99))
def test_more_days_are_never_earlier(day: date, n: int):
    assert CN.add_working_days(day, n) <= CN.add_working_days(day, n + 1)


@given(inner, st.integers(1, 60))
def test_estimates_of_published_days_are_exact(day: date, n: int):
    expected = CN.add_working_days(day, n)
    assert CN.estimate_add(day, n) == Estimate(expected, expected, expected)


@given(
    st.dates(date(2013, 12, 1), date(2026, 6, 30)),
    st.integers(1, 45),
    st.integers(0, 400),
)
def test_estimates_hold_what_was_announced_later(day: date, n: int, back: int):
    """Bounds made in ignorance contain what the notices then brought.

    Amendments cannot be foreseen, and neither can a change of the law.
    """
    then = day - timedelta(days=back)
    known = china_calendar(as_of=max(then, date(2005, 1, 1)))
    now = CN.add_working_days(day, n)
    amended = {date(2015, 9, 3), date(2019, 5, 2), date(2020, 1, 31)}
    if any(day - timedelta(days=40) < a < now + timedelta(days=40) for a in amended):
        return
    if now.year >= 2025 > known.published_until.year:
        return
    estimate = known.estimate_add(day, n)
    earliest, latest = estimate.earliest, estimate.latest
    assert earliest <= now <= latest
