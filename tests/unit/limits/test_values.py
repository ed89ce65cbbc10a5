"""Kinds of limits: their order, their comparison, ranges and sums, office time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from zhengwu.calendars import OfficeHours, Season, china_calendar
from zhengwu.findings.errors import CalendarRangeError, InputError, UnknownCodeError
from zhengwu.limits import (
    CalendarDays,
    HalfDay,
    Hours,
    LimitRange,
    LimitSteps,
    Minutes,
    Months,
    OnTheSpot,
    SameDay,
    Unit,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    Years,
    compare_limits,
    day_rule,
)
from zhengwu.limits.reading._days import day_rules

CN = china_calendar()
BEIJING = timezone(timedelta(hours=8))
HOURS = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + ":00+08:00")


def test_order_within_one_way_of_counting():
    """A year is longer than eleven months, a week shorter than eight days."""
    assert WorkingDays(5) < WorkingDays(7)
    assert Weeks(1) < CalendarDays(8)
    assert not Weeks(1) < CalendarDays(7)
    assert Weeks(1) <= CalendarDays(7)
    assert Years(1) > Months(11)
    assert Years(1) >= Months(12)
    assert Minutes(90) < Hours(2)
    assert WorkingMinutes(90) < WorkingHours(2)
    limits: list[Any] = [CalendarDays(8), SameDay(), Weeks(1), OnTheSpot()]
    assert sorted(limits) == [OnTheSpot(), SameDay(), Weeks(1), CalendarDays(8)]


@pytest.mark.parametrize(
    ("limit", "other"),
    [
        (WorkingDays(20), CalendarDays(30)),
        (CalendarDays(30), Months(1)),
        (Hours(24), CalendarDays(1)),
        (Hours(2), WorkingHours(2)),
        (SameDay(), Hours(2)),
        (HalfDay(), WorkingHours(4)),
        (UnspecifiedDays(20), WorkingDays(20)),
    ],
)
def test_no_order_between_ways_of_counting(limit: Any, other: Any):
    """Whether 20 working days are longer than 30 calendar days depends on the start."""
    with pytest.raises(TypeError):
        assert limit < other
    with pytest.raises(TypeError):
        assert limit >= other


def test_comparison_through_the_calendar():
    """20 working days against 30 calendar days: later only over long holidays."""
    comparison = compare_limits(
        WorkingDays(20),
        CalendarDays(30),
        CN,
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
    )
    assert (comparison.starts, comparison.within) == (90, False)
    # From 28 January: 20 working days end on 3 March, 30 days on 27 February.
    single = compare_limits(
        WorkingDays(20),
        CalendarDays(30),
        CN,
        first=date(2026, 1, 28),
        last=date(2026, 1, 28),
    )
    assert single.worst_by == timedelta(days=4)
    assert compare_limits(WorkingDays(20), CalendarDays(40), CN).within
    assert compare_limits(Months(2), WorkingDays(20), CN).always_later
    assert compare_limits(WorkingDays(5), WorkingDays(5), CN).later == 0
    assert comparison.to_record()["within"] is False


def test_comparison_of_times():
    """A day by the clock ends no later than the next day; office hours do not."""
    assert compare_limits(
        Hours(24), CalendarDays(1), CN, first=date(2026, 3, 2), last=date(2026, 3, 6)
    ).within
    comparison = compare_limits(
        WorkingHours(8), Hours(24), HOURS, first=date(2026, 3, 6), last=date(2026, 3, 6)
    )
    assert not comparison.within  # a Friday
    assert compare_limits(
        OnTheSpot(), Minutes(1), CN, first=date(2026, 3, 2), last=date(2026, 3, 6)
    ).within


def test_comparison_needs_what_it_needs():
    """Typed errors with the remedy."""
    with pytest.raises(InputError, match="which days"):
        compare_limits(UnspecifiedDays(3), WorkingDays(3), CN)
    with pytest.raises(InputError, match="OfficeHours"):
        compare_limits(WorkingHours(3), Hours(3), CN)
    with pytest.raises(InputError, match="no start"):
        compare_limits(WorkingDays(3), Months(1), CN, first=date(2026, 12, 30))


def test_ranges_fall_due_with_their_upper_end():
    """5 to 20 working days are broken after 20."""
    limit = LimitRange(WorkingDays(5), WorkingDays(20))
    assert (limit.amount, limit.unit) == (20, Unit.WORKING_DAY)
    assert limit.due(date(2026, 9, 17), CN).date == date(2026, 10, 21)
    assert limit.label() == "5至20个工作日"
    assert limit.label("en") == "5 to 20 working days"
    for low, high in ((WorkingDays(5), WorkingDays(3)), (WorkingDays(1), Months(1))):
        with pytest.raises(InputError):
            LimitRange(low, high)


def test_steps_add_up():
    """13 + 7 working days are 20."""
    limit = LimitSteps((WorkingDays(13), WorkingDays(7)))
    assert limit.total == WorkingDays(20)
    assert (limit.amount, limit.unit) == (20, Unit.WORKING_DAY)
    assert limit.due(date(2026, 9, 17), CN).date == date(2026, 10, 21)
    assert limit.before(date(2026, 11, 20), CN) == WorkingDays(20).before(
        date(2026, 11, 20), CN
    )
    assert limit.label() == "13+7个工作日"
    for parts in ((WorkingDays(13),), (WorkingDays(13), Months(1))):
        with pytest.raises(InputError, match="same unit"):
            LimitSteps(parts)


def test_counting_back():
    """At least 30 days before expiry; at least 7 working days before a hearing."""
    # 6 November less 30 days is 7 October, a holiday: the last working day before it.
    before = CalendarDays(30).before(date(2026, 11, 6), CN)
    assert (before.nominal, before.date) == (date(2026, 10, 7), date(2026, 9, 30))
    assert before.backward
    assert before.certain
    assert before.steps[0].day.date == date(2026, 9, 30)
    assert before.steps[-1].number is None
    assert next(s.number for s in before.steps if s.number) == 30
    assert "顺延" in before.explain() or "提前" in before.explain()
    # Friday 20 November: 19, 18, 17, 16, 13, 12, 11.
    hearing = WorkingDays(7).before(date(2026, 11, 20), CN)
    assert hearing.date == date(2026, 11, 11)
    assert [s.number for s in hearing.steps if s.number] == [7, 6, 5, 4, 3, 2, 1]
    assert Months(6).before(date(2026, 8, 31), CN).date == date(2026, 2, 28)  # 补班
    assert Months(6).before(date(2025, 8, 31), CN).date == date(2025, 2, 28)
    assert CalendarDays(0).before(date(2026, 10, 7), CN).date == date(2026, 10, 7)
    assert "at least 7 working days before" in hearing.explain("en")


def test_counting_back_from_days_not_announced():
    """30 days before the end of 2027 need no calendar but for where they end."""
    deadline = CalendarDays(30).before(date(2027, 1, 20), CN)
    assert deadline.date == date(2026, 12, 21)
    assert deadline.certain
    hearing = WorkingDays(7).before(date(2027, 1, 8), CN)
    assert not hearing.certain
    assert hearing.earliest <= hearing.date <= hearing.latest


def test_the_end_of_a_day_or_of_business():
    """民法典 art. 203: 24:00, or when business closes."""
    deadline = WorkingDays(5).due(date(2026, 9, 28), CN)
    assert deadline.ends_at() == at("2026-10-11T00:00")
    assert deadline.ends_at(HOURS) == at("2026-10-10T17:30")
    assert Hours(2).due(at("2026-03-06T09:00"), CN).ends_at(HOURS) == at(
        "2026-03-06T11:00"
    )
    with pytest.raises(InputError, match="closed"):
        SameDay().due(date(2026, 10, 1), CN).ends_at(HOURS)


def test_the_hour_in_which_it_begins():
    """民法典 art. 201 counts from the moment; 民诉法 art. 85 leaves the hour out."""
    start = at("2026-03-06T09:20")
    assert Hours(24).due(start, CN).at == at("2026-03-07T09:20")
    assert Hours(24).due(start, CN, from_moment=False).at == at("2026-03-07T10:00")
    assert Hours(2).due(at("2026-03-06T09:00"), CN, from_moment=False).at == at(
        "2026-03-06T12:00"
    )


def test_office_time():
    """Through lunch, the evening and the holidays."""
    assert WorkingHours(2).due(at("2026-03-06T11:00"), HOURS).at == at(
        "2026-03-06T14:30"
    )
    assert WorkingHours(2).due(at("2026-09-30T16:30"), HOURS).at == at(
        "2026-10-08T10:00"
    )
    assert WorkingMinutes(60).due(at("2026-09-30T16:30"), HOURS).at == at(
        "2026-09-30T17:30"
    )
    assert WorkingHours(Decimal("1.5")).label() == "1.5个工作小时"
    assert WorkingHours(2).label("en") == "2 working hours"
    with pytest.raises(InputError, match="OfficeHours"):
        WorkingHours(2).due(at("2026-03-06T11:00"), CN)  # type: ignore[arg-type]


def test_half_a_day():
    """Half of seven hours, from the moment; from the next opening on a closed day."""
    assert HalfDay().due(at("2026-03-06T09:00"), HOURS).at == at("2026-03-06T14:00")
    assert HalfDay().due(at("2026-03-06T17:00"), HOURS).at == at("2026-03-09T12:00")
    assert HalfDay().due(at("2026-10-03T10:00"), HOURS).at == at("2026-10-08T14:00")
    short = OfficeHours(
        calendar=CN, regular=["09:00-17:00"], by_weekday={4: ["09:00-11:00"]}
    )
    assert HalfDay().due(at("2026-03-06T09:00"), short).at == at("2026-03-06T10:00")


def test_office_time_beyond_the_notices():
    """Never an exception, always within its bounds."""
    for text in ("2026-12-31T17:00", "2026-12-30T10:00", "2027-02-03T09:00"):
        for limit in (WorkingHours(4), WorkingHours(40), HalfDay()):
            deadline = limit.due(at(text), HOURS)
            assert not deadline.certain
            assert deadline.at is not None
            assert deadline.earliest <= deadline.date <= deadline.latest
    closed = OfficeHours(calendar=CN, regular=[])
    with pytest.raises(InputError, match="no office hours"):
        HalfDay().due(at("2026-03-06T09:00"), closed)
    with pytest.raises(CalendarRangeError):
        WorkingHours(2).due(at("1999-03-06T09:00"), HOURS)


def test_office_time_in_seasons_and_closures_not_announced():
    """The bounds allow for short days, closed days and open weekends."""
    hours = OfficeHours(
        calendar=CN,
        regular=["09:00-17:00"],
        seasons=(Season(first=(1, 5), last=(1, 8), windows=["10:00-12:00"]),),
        by_date={date(2027, 1, 11): []},
        service={5: ["09:00-10:00"]},
    )
    deadline = WorkingHours(20).due(at("2026-12-31T16:00"), hours)
    # 1 hour on 31 December, 1 on Saturday 2 January, 8 on Monday 4, 2 a day on 5 to 8,
    # 1 on Saturday 9, nothing on 11: 1 hour is left for the 12th.
    assert deadline.at == at("2027-01-12T10:00")
    assert deadline.earliest <= date(2027, 1, 12) <= deadline.latest
    never = OfficeHours(calendar=CN, regular=["09:00-17:00"], by_weekday={0: []})
    assert WorkingHours(9).due(at("2027-01-04T09:00"), never).latest == CN.coverage[1]


def test_the_same_day():
    """当日 ends with the day, 当场 at once; both on the day of the event."""
    assert SameDay().due(date(2026, 3, 6), CN).date == date(2026, 3, 6)
    assert SameDay().label() == "当日办结"
    assert SameDay().label("en") == "the same day"
    assert HalfDay().label() == "半日"
    assert HalfDay().label("en") == "half a day"


@pytest.mark.parametrize(
    ("statute", "amount", "unit"),
    [
        ("行政许可法", 20, Unit.WORKING_DAY),
        ("行政许可法", 45, Unit.WORKING_DAY),
        ("行政复议法", 5, Unit.WORKING_DAY),
        ("行政复议法", 10, Unit.WORKING_DAY),
        ("行政复议法", 15, Unit.CALENDAR_DAY),
        ("行政复议法", 60, Unit.CALENDAR_DAY),
        ("行政处罚法", 7, Unit.WORKING_DAY),
        ("行政处罚法", 10, Unit.CALENDAR_DAY),
        ("行政处罚法", 90, Unit.CALENDAR_DAY),
        ("行政强制法", 10, Unit.WORKING_DAY),
        ("行政强制法", 1, Unit.WORKING_DAY),
        ("行政强制法", 30, Unit.CALENDAR_DAY),
        ("信访工作条例", 15, Unit.CALENDAR_DAY),
        ("民法典", 10, Unit.CALENDAR_DAY),
    ],
)
def test_which_days_a_statute_means(statute: str, amount: int, unit: Unit):
    """行政许可法 82, 行政复议法 88, 行政处罚法 85, 行政强制法 69."""
    assert day_rule(statute).unit(amount) is unit


def test_statutes_that_are_not_known():
    """No guess for a statute whose counting is not known."""
    with pytest.raises(UnknownCodeError):
        day_rule("药品管理法")
    with pytest.raises(UnknownCodeError):
        day_rule("没有这个法")
    assert all(rule.basis.title for rule in day_rules())
