"""When a limit falls due, and how that is explained."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from conftest_helpers import case_id, load_cases

from zhengwu.calendars import china_calendar
from zhengwu.findings.errors import CalendarRangeError, InputError
from zhengwu.limits import (
    CalendarDays,
    Hours,
    Minutes,
    Months,
    OnTheSpot,
    Unit,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    Years,
    make_limit,
    parse_limit,
)
from zhengwu.limits.values._limit import LIMIT_TYPES

CN = china_calendar()
BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("case", load_cases("due.toml"), ids=case_id)
def test_due(case: dict):
    """Days counted by hand on the published arrangements."""
    limit: Any = parse_limit(case["limit"]).limit
    deadline = limit.due(case["start"], CN)
    assert deadline.date == case["due"], case["source"]
    assert deadline.certain
    assert (deadline.earliest, deadline.latest) == (deadline.date, deadline.date)
    assert deadline.revision == CN.revision


def test_every_step_is_there():
    """Each day from the start to the end, numbered or skipped, with its reason."""
    deadline = WorkingDays(5).due(date(2026, 9, 28), CN)
    steps = deadline.steps
    assert [s.day.date for s in steps] == [
        date(2026, 9, 28) + timedelta(days=i) for i in range(13)
    ]
    assert [s.number for s in steps] == [None, 1, 2, *[None] * 7, 3, 4, 5]
    assert steps[-1].day.name_zh == "国庆节补班"
    assert steps[3].to_record()["number"] is None


def test_steps_after_the_last_day_are_not_numbered():
    """30 days end on 5 October; the holiday moves the end to the 8th."""
    deadline = CalendarDays(30).due(date(2026, 9, 5), CN)
    assert deadline.nominal == date(2026, 10, 5)
    numbers = [s.number for s in deadline.steps]
    assert numbers[-4:] == [30, None, None, None]


def test_counting_the_trigger_day():
    """Where a statute counts the day of the event, it is the first."""
    start = date(2026, 3, 9)  # Monday
    assert WorkingDays(5).due(start, CN).date == date(2026, 3, 16)
    counted = WorkingDays(5).due(start, CN, count_trigger_day=True)
    assert counted.date == date(2026, 3, 13)
    assert counted.steps[0].number == 1
    assert "计入" in counted.explain()
    assert CalendarDays(5).due(start, CN, count_trigger_day=True).date == date(
        2026, 3, 13
    )
    assert Months(1).due(start, CN, count_trigger_day=True).date == date(2026, 4, 8)


def test_hours_run_from_the_moment():
    """民法典 art. 201: through the night and the weekend."""
    start = datetime(2026, 3, 6, 17, 30, tzinfo=BEIJING)
    deadline = Hours(24).due(start, CN)
    assert deadline.at == datetime(2026, 3, 7, 17, 30, tzinfo=BEIJING)
    assert deadline.date == date(2026, 3, 7)
    assert deadline.steps == ()
    assert Hours(Decimal("0.5")).due(start, CN).at == datetime(
        2026, 3, 6, 18, tzinfo=BEIJING
    )
    assert Minutes(20).due(start, CN).at == datetime(2026, 3, 6, 17, 50, tzinfo=BEIJING)


def test_other_zones_are_converted():
    """01:30 UTC is 09:30 in Beijing."""
    start = datetime(2026, 3, 6, 1, 30, tzinfo=timezone.utc)  # noqa: UP017
    deadline = Hours(2).due(start, CN)
    assert deadline.at is not None
    assert deadline.at.isoformat() == "2026-03-06T11:30:00+08:00"


def test_a_deadline_beyond_the_notices_says_so():
    """Never certain, always within its bounds, never an exception."""
    deadline = WorkingDays(20).due(date(2026, 12, 15), CN)
    assert not deadline.certain
    assert deadline.earliest <= deadline.date <= deadline.latest
    assert "尚不确定" in deadline.explain()
    assert "Not certain" in deadline.explain("en")
    assert "推算" in deadline.explain()
    assert not WorkingDays(1).due(date(2026, 12, 28), CN).certain  # the December tail


def test_a_changed_calendar_changes_the_deadline():
    """The extension of 2020 moved what was accepted before it."""
    before, after = (
        WorkingDays(5).due(date(2020, 1, 21), china_calendar(as_of=day))
        for day in (date(2020, 1, 26), date(2020, 1, 27))
    )
    # 22, 23 Jan; then 31 Jan, 1 Feb (make-up), 3 Feb - or 3, 4, 5 Feb.
    assert before.date == date(2020, 2, 3)
    assert after.date == date(2020, 2, 5)
    assert before.revision != after.revision


def test_out_of_the_calendar():
    """Before 2004 and far beyond, the error says which days are covered."""
    with pytest.raises(CalendarRangeError):
        WorkingDays(1).due(date(1999, 1, 1), CN)
    with pytest.raises(CalendarRangeError):
        Years(100).due(date(2026, 1, 1), CN)
    with pytest.raises(CalendarRangeError):
        CalendarDays(3000).due(date(9999, 1, 1), CN)
    with pytest.raises(InputError, match="outside the Gregorian calendar"):
        Hours(2).due(datetime(9999, 12, 31, 23, tzinfo=BEIJING), CN)


@pytest.mark.parametrize("unit", list(Unit), ids=lambda u: u.value)
def test_amounts_that_make_no_sense(unit: Unit):
    """Negative, absurd, not a number: refused with the value."""
    bad: list[Any] = [-1, 10**12, "3", None, True, Decimal(-1)]
    for value in bad:
        with pytest.raises(InputError):
            make_limit(value, unit)
    assert make_limit(3, unit).amount == 3
    assert make_limit(3, unit).unit is unit
    assert LIMIT_TYPES[unit](3) == make_limit(3, unit)


def test_parts_of_a_month_are_refused():
    """Half a month has no legal meaning here."""
    for limit in (Months, Years, Weeks, CalendarDays, Minutes):
        half: Any = Decimal("0.5")
        with pytest.raises(InputError, match="whole"):
            limit(half)


def test_datetimes_and_dates_are_kept_apart():
    """Days start from a date, hours from an aware instant."""
    naive: Any = datetime(2026, 1, 5, 9)
    day: Any = date(2026, 1, 5)
    for limit in (WorkingDays(1), CalendarDays(1), Months(1), OnTheSpot()):
        with pytest.raises(InputError, match="date"):
            limit.due(naive, CN)
    with pytest.raises(InputError, match="zone"):
        Hours(1).due(naive, CN)
    with pytest.raises(InputError, match="aware"):
        Hours(1).due(day, CN)


def test_unspecified_days_wait_for_a_decision():
    """日 is neither until someone says which."""
    days = UnspecifiedDays(20)
    assert days.as_working_days() == WorkingDays(20)
    assert days.as_calendar_days() == CalendarDays(20)
    assert UnspecifiedDays(Decimal("0.5")).as_calendar_days() == CalendarDays(1)
    assert not hasattr(days, "due")


def test_labels():
    """As people write them, in both languages."""
    assert WorkingDays(20).label() == "20个工作日"
    assert WorkingDays(1).label("en") == "1 working day"
    assert Months(3).label("en") == "3 months"
    assert OnTheSpot().label() == "当场办结"
    assert OnTheSpot().label("en") == "on the spot"
    assert [make_limit(2, u).label() for u in Unit][1:] == [
        "2个自然日", "2小时", "2分钟", "2周", "2个月", "2年", "2日",
    ]  # fmt: skip


def test_explanations_name_each_stretch():
    """Reasons, notices and articles, in Chinese and English."""
    zh = WorkingDays(20).due(date(2026, 9, 17), CN).explain()
    assert "2026-10-21(周三) 届满" in zh
    assert "2026-10-05(周一):国庆节补假,不计入" in zh
    assert "第 12 日(国庆节补班)" in zh
    assert "行政许可法第八十二条" in zh
    en = WorkingDays(20).due(date(2026, 9, 17), CN).explain("en")
    assert "due 2026-10-21 (Wed)" in en
    assert "National Day (substitute day off), not counted" in en
    rolled = CalendarDays(30).due(date(2026, 9, 5), CN)
    assert "期满后顺延" in rolled.explain()
    assert "rolled forward" in rolled.explain("en")
    hours = Hours(2).due(datetime(2026, 3, 6, 9, tzinfo=BEIJING), CN)
    assert "11:00" in hours.explain()
    assert "Civil Code art. 201" in hours.explain("en")
    assert OnTheSpot().due(date(2026, 3, 6), CN).explain().count("\n") == 0


def test_deadline_as_data():
    """The keys of the command line."""
    plain = WorkingDays(Decimal("1.5")).due(date(2026, 3, 2), CN).to_record()
    assert list(plain) == [
        "start", "amount", "unit", "due", "certain", "earliest", "latest", "revision", "steps",
    ]  # fmt: skip
    assert plain["amount"] == 1.5
    assert plain["due"] == "2026-03-04"


def test_deadlines_pickle_and_compare():
    """Equal by value; the calendar travels along."""
    deadline = WorkingDays(5).due(date(2026, 9, 28), CN)
    twin = pickle.loads(pickle.dumps(deadline))
    assert twin == deadline
    assert twin.steps == deadline.steps


def test_months_that_count_the_trigger_day():
    """From the first of a month to its last; the month's end is not shortened twice."""
    for start, limit, last in (
        (date(2026, 3, 1), Months(1), date(2026, 3, 31)),
        (date(2026, 5, 1), Months(1), date(2026, 5, 31)),
        (date(2023, 3, 1), Years(1), date(2024, 2, 29)),
        (date(2026, 1, 31), Months(1), date(2026, 2, 28)),
        (date(2026, 3, 15), Months(1), date(2026, 4, 14)),
        (date(2026, 3, 9), Weeks(1), date(2026, 3, 15)),
    ):
        assert limit.due(start, CN, count_trigger_day=True).nominal == last


def test_at_the_ends_of_the_calendar():
    """Typed errors, whatever the date."""
    for limit in (WorkingDays(1), CalendarDays(1), Months(1), Years(1), OnTheSpot()):
        for start in (date.min, date.max, date(2003, 12, 31), date(2061, 1, 1)):
            for counted in (False, True):
                with pytest.raises(CalendarRangeError):
                    limit.due(start, CN, count_trigger_day=counted)
    for text in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"):
        with pytest.raises(InputError):
            Hours(2).due(datetime.fromisoformat(text), CN)
    with pytest.raises(InputError):
        WorkingDays(Decimal("nan"))
    with pytest.raises(CalendarRangeError):
        CN.estimate_roll(date.min)


def test_the_first_day_of_the_calendar():
    """1 January 2004 was a holiday."""
    assert CN.estimate_roll(date(2004, 1, 1)).date == date(2004, 1, 2)
    assert CN.estimate_roll(date(2004, 1, 2)).date == date(2004, 1, 2)


def test_nothing_is_numbered_in_no_days():
    """0 working days count nothing, not even the trigger day."""
    deadline = WorkingDays(0).due(date(2026, 3, 9), CN, count_trigger_day=True)
    assert [step.number for step in deadline.steps] == [None]
