"""Cases that once broke: kept so that they do not again."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.findings.errors import ClockError, InputError, ZhengwuError
from zhengwu.limits import (
    CalendarDays,
    Clock,
    ClockState,
    ClockTerms,
    ExtensionRule,
    Ground,
    HalfDay,
    Hours,
    Lights,
    LimitRange,
    LimitSteps,
    Months,
    OnTheSpot,
    ReadingStatus,
    SameDay,
    Suspension,
    Unit,
    WorkingDays,
    WorkingHours,
    WrittenNotice,
    compare_limits,
    day_rule,
    make_limit,
    parse_limit,
    read_clock,
    statutory_rules,
)

CN = china_calendar()
BEIJING = timezone(timedelta(hours=8))
HOURS = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + ":00+08:00")


@pytest.mark.parametrize("limit", [OnTheSpot(), SameDay()], ids=["at once", "same day"])
def test_clocks_of_no_days(limit: Any):
    """Due the same day; suspended on it, on the day of resumption."""
    clock = Clock.start(limit, at("2026-03-02T09:00"))
    assert read_clock(clock, at("2026-03-02T10:00"), CN).state is ClockState.RUNNING
    assert read_clock(clock, at("2026-03-03T10:00"), CN).late
    halted = clock.suspend(at("2026-03-02T10:00"), "x").resume(at("2026-03-04T10:00"))
    assert halted.due(CN).date == date(2026, 3, 4)
    rule = statutory_rules().get("reg.real_estate.accept", date(2026, 3, 2))
    assert rule.start(at("2026-03-02T09:00")).total(CN) == 0


def test_an_extension_in_another_unit_keeps_to_the_most():
    """30 calendar days are less than 24 months."""
    clock = (
        statutory_rules().get("arl.decide", date(2026, 3, 2)).start(date(2026, 3, 2))
    )
    notice = WrittenNotice(reference="x", given_on=date(2026, 3, 4))
    for by in (Months(24), CalendarDays(31), Months(2)):
        with pytest.raises(ClockError) as caught:
            clock.extend(
                date(2026, 3, 4), by, who="review_unit_head", calendar=CN, notice=notice
            )
        assert caught.value.rule == "extension_too_long"
    assert clock.extend(
        date(2026, 3, 4),
        CalendarDays(30),
        who="review_unit_head",
        calendar=CN,
        notice=notice,
    ).extensions


def test_months_that_count_the_first_day_extended_by_days():
    """From 15 January: to 14 February, and 17 days more to 3 March."""
    terms = ClockTerms(extension=ExtensionRule(by=CalendarDays(60)))

    def last(start: date, days: int) -> date:
        clock = Clock.start(Months(1), start, terms, count_trigger_day=True)
        more = clock.extend(start, CalendarDays(days), who="x", calendar=CN)
        return more.due(CN).nominal

    assert [last(date(2026, 1, 15), n) for n in (10, 17, 20)] == [
        date(2026, 2, 24), date(2026, 3, 3), date(2026, 3, 6),
    ]  # fmt: skip
    assert last(date(2026, 1, 31), 30) < last(date(2026, 1, 31), 31)


def test_regional_festivals_that_are_not_settled():
    """Xinjiang 2020: no arrangement known, so nothing near them is certain."""
    xinjiang = china_calendar("650000")
    deadline = WorkingDays(3).due(date(2020, 5, 22), xinjiang)
    assert deadline.earliest < deadline.latest
    assert not deadline.certain
    clock = Clock.start(Months(1), at("2020-04-24T09:00"))
    clock = clock.suspend(at("2020-04-25T09:00"), "x").resume(at("2020-04-26T09:00"))
    halted = clock.due(xinjiang)
    assert halted.earliest <= halted.date <= halted.latest
    assert halted.latest >= Months(1).due(date(2020, 4, 24), xinjiang).latest
    hours = OfficeHours(calendar=xinjiang, regular=["09:00-17:00"])
    assert not WorkingHours(2).due(at("2020-07-30T16:30"), hours).certain


def test_an_extension_after_the_end_of_a_suspended_clock():
    """The period was over before the suspension."""
    terms = ClockTerms(extension=ExtensionRule(by=WorkingDays(5)))
    clock = Clock.start(WorkingDays(5), date(2026, 3, 2), terms)
    late = clock.suspend(date(2026, 4, 1), "x")
    with pytest.raises(ClockError) as caught:
        late.extend(date(2026, 4, 2), WorkingDays(5), who="x", calendar=CN)
    assert caught.value.rule == "expired"
    in_time = clock.suspend(date(2026, 3, 5), "x")
    assert in_time.extend(date(2026, 4, 2), WorkingDays(5), who="x", calendar=CN).paused


def test_office_time_whose_late_world_meets_a_suspension():
    """The latest day lies after the resumption."""
    clock = Clock.start(WorkingHours(10), at("2027-01-27T09:00"))
    free = clock.due(HOURS)
    halted = clock.suspend(at("2027-01-28T12:01"), "x").resume(at("2027-03-29T12:01"))
    end = halted.due(HOURS)
    assert end.earliest <= end.date <= end.latest
    assert end.latest >= free.latest


def test_exactly_in_time():
    """Hours end at their instant, and what is done at it is in time."""
    clock = Clock.start(Hours(24), at("2026-03-02T09:00"))
    assert not read_clock(
        clock.stop(at("2026-03-03T09:00")), at("2026-03-04T09:00"), CN
    ).late
    assert read_clock(
        clock.stop(at("2026-03-03T09:01")), at("2026-03-04T09:00"), CN
    ).late


def test_the_close_of_business():
    """民法典 art. 203: with hours, the last day ends when the office closes."""
    clock = Clock.start(WorkingDays(1), at("2026-03-02T09:00"))
    evening = at("2026-03-03T18:00")
    assert read_clock(clock, evening, CN).state is ClockState.RUNNING
    assert read_clock(clock, evening, HOURS).state is ClockState.EXPIRED


def test_explanations_of_clocks_in_hours_and_mixed_units():
    """What extended and suspended it is said."""
    terms = ClockTerms(extension=ExtensionRule(by=Hours(24)))
    clock = Clock.start(Hours(24), at("2026-03-02T09:00"), terms)
    longer = clock.extend(at("2026-03-02T10:00"), Hours(24), who="x", calendar=CN)
    assert "24+24 hours" in longer.due(CN).explain("en")
    halted = clock.suspend(at("2026-03-02T10:00"), "x").resume(at("2026-03-02T12:00"))
    assert "suspended" in halted.due(CN).explain("en")
    months = Clock.start(
        Months(2), date(2026, 3, 2), ClockTerms(extension=ExtensionRule(by=Months(1)))
    )
    mixed = months.extend(date(2026, 3, 3), CalendarDays(15), who="x", calendar=CN)
    assert "2个月,延长15个自然日" in mixed.due(CN).explain()
    foi = statutory_rules().get("foi.reply", date(2026, 3, 2)).due(date(2026, 3, 2), CN)
    assert "行政许可法" not in foi.explain()


def test_office_hours_serve_as_a_calendar_of_days():
    """Wherever days are counted."""
    assert WorkingDays(5).due(date(2026, 3, 2), HOURS).date == date(2026, 3, 9)
    assert CalendarDays(5).before(date(2026, 3, 12), HOURS).date == date(2026, 3, 6)
    assert Hours(5).due(at("2026-03-02T09:00"), HOURS).at == at("2026-03-02T14:00")
    closed_fridays = OfficeHours(
        calendar=CN, regular=["09:00-17:00"], by_weekday={4: []}
    )
    far = WorkingHours(10).due(at("2026-12-28T09:00"), closed_fridays)
    assert far.earliest <= far.date <= far.latest
    short = OfficeHours(
        calendar=CN, regular=["09:00-17:00"], by_weekday={4: ["09:00-09:01"]}
    )
    assert WorkingHours(300).due(at("2026-12-20T09:00"), short).date.year == 2027


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("10+5+3个工作日", [10, 5, 3]),
        ("20个工作日(法定)/5个工作日(承诺)", [20, 5]),
        ("3个月零5天", [3, 5]),
        ("申请年满18周岁,3个工作日", [3]),
        ("现场勘验15个工作日不计入;审批5个工作日", [5]),
    ],
    ids=["chain", "slash", "and", "age", "excluded first"],
)
def test_amounts_that_are_there(text: str, parts: list[int]):
    """No amount is lost, and no amount is invented."""
    assert [part.amount for part in parse_limit(text).parts] == parts


@pytest.mark.parametrize(
    "text",
    ["三、五日", "周一至周五工作日9:00-12:00", "5·5个工作日", "负20个工作日",
     "每月10日前报送", "每年3月", "每年1月至3月申报", "两个半天"],
)  # fmt: skip
def test_amounts_that_are_no_limit(text: str):
    """An estimate, a day of the week, a date, a negative number."""
    assert parse_limit(text).limit is None, parse_limit(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("15日(自然日)", CalendarDays(15)),
        ("15天(日历天)", CalendarDays(15)),
        ("15日(指工作日)", WorkingDays(15)),
        ("以工作日计15日", WorkingDays(15)),
        ("工作日3天", WorkingDays(3)),
        ("20日内(按工作日计算)", WorkingDays(20)),
        ("2小时(工作时间内)", WorkingHours(2)),
        (
            "10+5+3个工作日",
            LimitSteps((WorkingDays(10), WorkingDays(5), WorkingDays(3))),
        ),
        ("60周岁以上,当场", OnTheSpot()),
    ],
)
def test_what_the_text_says_about_its_days(text: str, limit: object):
    """The words next to the number decide."""
    assert parse_limit(text).limit == limit
    assert parse_limit(text).with_days(day_rule("pal")).limit == limit


def test_more_ways_to_count_back_and_to_extend():
    """届满前30日, 提前30天; 可延期."""
    for text in ("有效期届满前30日", "提前30天", "期满前3个月", "期限届满前二个月"):
        assert parse_limit(text).backward, text
    reading = parse_limit("20个工作日,可延期10个工作日")
    assert (reading.limit, reading.extension) == (WorkingDays(20), WorkingDays(10))
    later = parse_limit("届满前三十日内申请延期,每次延长期限不得超过一年")
    assert later.limit is None
    other = parse_limit("法定时限20日,承诺时限5日(加急办理)").with_days(
        Unit.WORKING_DAY
    )
    assert (other.status, other.limit) == (ReadingStatus.COMPOUND, None)


def test_days_before_a_law_changed():
    """行政复议法: ten days became working days in 2024."""
    before, now = (
        day_rule("arl", d).unit(10) for d in (date(2023, 1, 1), date(2024, 1, 1))
    )
    assert (before, now) == (Unit.CALENDAR_DAY, Unit.WORKING_DAY)
    assert day_rule("acl").unit(Decimal("1.5")) is Unit.WORKING_DAY


NONSENSE: list[Any] = [
    lambda: Clock.start(None, date(2026, 3, 2)),
    lambda: compare_limits(None, WorkingDays(1), CN),  # type: ignore[arg-type]
    lambda: WorkingDays(10**400),
    lambda: WorkingDays(Decimal("sNaN")),
    lambda: make_limit(5, None),  # type: ignore[arg-type]
    lambda: LimitSteps((HalfDay(), HalfDay())),  # type: ignore[arg-type]
    lambda: LimitSteps((5, 5)),  # type: ignore[arg-type]
    lambda: LimitRange(5, 6),  # type: ignore[arg-type]
    lambda: Lights(yellow=0.2),  # type: ignore[arg-type]
    lambda: ExtensionRule(by=WorkingDays(1), times=-3),
    lambda: Clock.start(Hours(1), datetime(9999, 12, 31, 23, 30, tzinfo=BEIJING)).due(
        CN
    ),
    lambda: Clock.start(WorkingDays(1), date(2026, 3, 2)).suspend(
        date(2026, 3, 3), None
    ),  # type: ignore[arg-type]
    lambda: Clock(limit=WorkingDays(1), started=datetime(2026, 3, 2)),
]


def test_nonsense_gets_a_typed_error():
    """Never an error of another library."""
    for make in NONSENSE:
        with pytest.raises(ZhengwuError):
            make()
    ground = Ground(id="x", name_zh="x", name_en="x")
    start = at("2026-03-02T09:00")
    for spans in (((3, 2),), ((2, 5), (4, 6)), ((2, None), (4, 5)), ((1, 3),)):
        suspensions = tuple(
            Suspension(
                start=at(f"2026-03-0{a}T10:00"),
                end=None if b is None else at(f"2026-03-0{b}T10:00"),
                ground=ground,
            )
            for a, b in spans
        )
        with pytest.raises(InputError):
            Clock(limit=WorkingDays(5), started=start, suspensions=suspensions)
    assert Lights(yellow=Fraction(1, 5)) == Lights()


def test_comparisons_end_where_answers_are_settled():
    """The last start is a counted start."""
    comparison = compare_limits(
        WorkingDays(5), CalendarDays(7), CN, first=date(2026, 1, 1)
    )
    assert comparison.starts == (comparison.last - comparison.first).days + 1
    assert compare_limits(
        SameDay(), OnTheSpot(), CN, first=date(2026, 3, 2), last=date(2026, 3, 3)
    ).later


def test_arrays_travel():
    """Pickled and copied."""
    pytest.importorskip("numpy")
    from zhengwu.limits.arrays import LimitArrays

    ours = LimitArrays(CN)
    for twin in (pickle.loads(pickle.dumps(ours)), copy.deepcopy(ours)):
        assert twin.due([date(2026, 3, 2)], 5, Unit.WORKING_DAY).tolist() == [
            date(2026, 3, 9)
        ]
