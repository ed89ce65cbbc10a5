"""A clock that starts, is suspended, resumes, is extended and stops."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.findings.errors import ClockError, InputError
from zhengwu.limits import (
    CalendarDays,
    Clock,
    ClockState,
    ClockTerms,
    ExtensionRule,
    Ground,
    Hours,
    Light,
    Lights,
    LimitRange,
    Minutes,
    Months,
    OnTheSpot,
    SameDay,
    Unit,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    WorkingHours,
    WrittenNotice,
    read_clock,
    statutory_rules,
)
from zhengwu.limits.clock._reading import ClockReading
from zhengwu.limits.values._count import StretchKind

CN = china_calendar()
BEIJING = timezone(timedelta(hours=8))
HOURS = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])
TEN_MORE = ClockTerms(extension=ExtensionRule(by=WorkingDays(10), who=("agency_head",)))


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


def running(limit: Any = None, terms: ClockTerms | None = None) -> Clock:
    """20 working days from Monday 2 March 2026."""
    return Clock.start(limit or WorkingDays(20), at(3, 2), terms)


def test_without_a_break_it_is_the_limit_itself():
    """The same deadline as `Limit.due`."""
    for limit in (WorkingDays(20), CalendarDays(30), Months(1), SameDay(), OnTheSpot()):
        assert Clock.start(limit, at(3, 2)).due(CN) == limit.due(date(2026, 3, 2), CN)
    assert running(Hours(2)).due(CN) == Hours(2).due(at(3, 2), CN)
    assert running(WorkingHours(9)).due(HOURS) == WorkingHours(9).due(at(3, 2), HOURS)
    assert Clock.start(CalendarDays(30), date(2026, 3, 2)).due(CN).date == date(
        2026, 4, 1
    )


def test_days_of_suspension_do_not_count():
    """Suspended on Wednesday 4th, resumed on Monday 9th: 5, 6 and 9 do not count."""
    clock = running().suspend(at(3, 4), "hearing").resume(at(3, 9))
    # 3, 4, then 10 to 13, 16 to 20, 23 to 27, 30, 31, 1 and 2 April: 20 days.
    deadline = clock.due(CN)
    assert deadline.date == date(2026, 4, 2)
    assert deadline.halts == ((date(2026, 3, 4), date(2026, 3, 9)),)
    numbers = [s.number for s in deadline.steps if s.number is not None]
    assert numbers == list(range(1, 21))
    suspended = [s.day.date.day for s in deadline.steps if s.suspended]
    assert suspended == [5, 6, 7, 8, 9]
    kinds = [stretch.kind for stretch in deadline.stretches]
    assert StretchKind.SUSPENDED in kinds
    assert "暂停计时,不计入" in deadline.explain()
    assert "suspended, not counted" in deadline.explain("en")


def test_a_suspension_within_a_day_changes_nothing():
    """The rule for part days."""
    clock = running().suspend(at(3, 4, 9), "hearing").resume(at(3, 4, 16))
    assert clock.due(CN).date == running().due(CN).date


def test_suspended_on_the_last_day():
    """It ends on the day of resumption; on the next working day if that is one of rest."""
    last = running().due(CN).date
    assert last == date(2026, 3, 30)
    clock = running().suspend(at(3, 30), "hearing")
    assert clock.resume(at(4, 2)).due(CN).date == date(2026, 4, 2)
    on_sunday = clock.resume(at(4, 5)).due(CN)
    assert on_sunday.date == date(2026, 4, 7)  # 4 to 6 April is 清明节
    assert "于恢复之日届满" in clock.resume(at(4, 2)).due(CN).explain()
    again = clock.resume(at(4, 5)).suspend(at(4, 5, 15), "hearing").resume(at(4, 9))
    assert again.due(CN).date == date(2026, 4, 9)


def test_suspended_on_the_day_it_began():
    """As though it began on the day of resumption."""
    clock = running().suspend(at(3, 2, 11), "hearing").resume(at(3, 9))
    assert clock.due(CN).date == WorkingDays(20).due(date(2026, 3, 9), CN).date


def test_calendar_days_and_months_are_moved_by_the_days_of_suspension():
    """30 days from 2 March end on 1 April; with ten days out, on 11 April, a Saturday."""
    clock = running(CalendarDays(30)).suspend(at(3, 5), "stay").resume(at(3, 15))
    assert clock.due(CN).nominal == date(2026, 4, 11)
    assert clock.due(CN).date == date(2026, 4, 13)
    months = running(Months(1)).suspend(at(3, 5), "stay").resume(at(3, 15))
    assert months.due(CN).nominal == date(2026, 4, 12)
    weeks = running(Weeks(1)).suspend(at(3, 5), "stay").resume(at(3, 6))
    assert weeks.due(CN).date == date(2026, 3, 10)


def test_hours_are_suspended_to_the_minute():
    """In wall-clock time, and in office time."""
    clock = running(Hours(4)).suspend(at(3, 2, 11), "stay").resume(at(3, 2, 12, 30))
    assert clock.due(CN).at == at(3, 2, 15, 30)
    office = running(WorkingHours(4)).suspend(at(3, 2, 11), "stay")
    # One hour used by 11:00; from 14:00 three more: 17:00.
    assert office.resume(at(3, 2, 14)).due(HOURS).at == at(3, 2, 17)
    assert office.resume(at(3, 2, 17)).due(HOURS).at == at(3, 3, 11, 30)
    with pytest.raises(InputError, match="OfficeHours"):
        office.resume(at(3, 2, 14)).due(CN)


def test_counting_the_first_day():
    """One day earlier, with a suspension as without."""
    clock = Clock.start(WorkingDays(20), at(3, 2), count_trigger_day=True)
    assert clock.due(CN).date == date(2026, 3, 27)
    halted = clock.suspend(at(3, 4), "hearing").resume(at(3, 9))
    assert halted.due(CN).date == date(2026, 4, 1)
    days = Clock.start(CalendarDays(30), at(3, 2), count_trigger_day=True)
    assert days.suspend(at(3, 4), "stay").resume(at(3, 5)).due(CN).date == date(
        2026, 4, 1
    )


def test_extension():
    """Twenty and ten are thirty, whenever it is granted."""
    clock = running(terms=TEN_MORE).extend(
        at(3, 20), WorkingDays(10), who="agency_head", calendar=CN
    )
    assert clock.due(CN).date == date(2026, 4, 14)
    assert clock.due(CN).limit.amount == 30
    assert clock.as_of(at(3, 19)).due(CN).date == date(2026, 3, 30)
    months = ClockTerms(extension=ExtensionRule(by=Months(1), times=None))
    longer = running(Months(2), months).extend(
        at(4, 1), CalendarDays(15), who="x", calendar=CN
    )
    assert longer.due(CN).nominal == date(2026, 5, 17)


def test_a_changed_calendar_changes_the_due_date():
    """Nothing is stored: the extension of January 2020 moves it."""
    start = datetime(2020, 1, 16, 9, tzinfo=BEIJING)
    clock = Clock.start(WorkingDays(10), start)
    clock = clock.suspend(start + timedelta(days=1), "hearing")
    clock = clock.resume(start + timedelta(days=4))
    before, after = (
        clock.due(china_calendar(as_of=date(2020, 1, day))) for day in (20, 27)
    )
    # 17, 21, 22, 23 January; then 31, 1 (make-up), 3 to 6 - or 3 to 10 February.
    assert before.date == date(2020, 2, 6)
    assert after.date == date(2020, 2, 10)
    assert before.revision != after.revision


STEPS: list[tuple[str, Any]] = [
    ("not_suspended", lambda c: c.resume(at(3, 3))),
    (
        "already_suspended",
        lambda c: c.suspend(at(3, 3), "a").suspend(at(3, 4), "b"),
    ),
    ("before_start", lambda c: c.suspend(at(3, 1), "a")),
    ("before_start", lambda c: read_clock(c, at(3, 1), CN)),
    ("out_of_order", lambda c: c.suspend(at(3, 5), "a").resume(at(3, 4))),
    ("stopped", lambda c: c.stop(at(3, 5)).suspend(at(3, 6), "a")),
    ("stopped", lambda c: c.stop(at(3, 5)).stop(at(3, 6))),
    ("expired", lambda c: c.suspend(at(3, 31), "a", calendar=CN)),
    (
        "not_extendable",
        lambda c: c.extend(at(3, 5), WorkingDays(1), who="x", calendar=CN),
    ),
    ("paused", lambda c: c.suspend(at(3, 5), "a").due(CN)),
]


def test_steps_that_make_no_sense():
    """Each error names the rule, the instant and the remedy, in both languages."""
    for rule, act in STEPS:
        with pytest.raises(ClockError) as caught:
            act(running())
        assert caught.value.rule == rule
        assert caught.value.at.utcoffset() == timedelta(hours=8)
        assert len(caught.value.message_zh) > 20
        assert len(caught.value.message_en) > 40


def test_extensions_that_make_no_sense():
    """Too long, twice, by the wrong person, after the end, in other days."""
    clock = running(terms=TEN_MORE)

    def extend(at: datetime, limit: Any, who: str = "agency_head", of: Clock = clock):
        return of.extend(at, limit, who=who, calendar=CN)

    for rule, act in (
        ("extension_too_long", lambda: extend(at(3, 5), WorkingDays(11))),
        ("wrong_approver", lambda: extend(at(3, 5), WorkingDays(5), "clerk")),
        ("expired", lambda: extend(at(3, 31), WorkingDays(5))),
        (
            "extended_already",
            lambda: extend(
                at(3, 6), WorkingDays(1), of=extend(at(3, 5), WorkingDays(5))
            ),
        ),
    ):
        with pytest.raises(ClockError) as caught:
            act()
        assert caught.value.rule == rule
    for other in (CalendarDays(5), Hours(5)):
        with pytest.raises(InputError, match="different ways"):
            extend(at(3, 5), other)
    assert extend(at(3, 30, 23), WorkingDays(10)).extensions  # the last hour of it


def test_several_extensions_stay_within_the_most():
    """Where the text sets a most and no number."""
    terms = ClockTerms(extension=ExtensionRule(by=WorkingDays(10), times=None))
    clock = running(terms=terms)
    for _ in range(2):
        clock = clock.extend(at(3, 5), WorkingDays(5), who="x", calendar=CN)
    with pytest.raises(ClockError) as caught:
        clock.extend(at(3, 5), WorkingDays(1), who="x", calendar=CN)
    assert caught.value.rule == "extension_too_long"


def test_grounds_and_notices():
    """行政许可法 art. 45: only its grounds, with a written notice of the time needed."""
    clock = statutory_rules().get("pal.decide", date(2026, 3, 2)).start(at(3, 2))
    with pytest.raises(ClockError) as caught:
        clock.suspend(at(3, 4), "lunch")
    assert caught.value.rule == "ground_not_allowed"
    with pytest.raises(ClockError) as caught:
        clock.suspend(at(3, 4), "hearing")
    assert caught.value.rule == "notice_missing"
    notice = WrittenNotice(
        reference="告字〔2026〕3号", given_on=date(2026, 3, 4), needed=WorkingDays(5)
    )
    assert clock.suspend(at(3, 4), "hearing", notice=notice).paused
    free = Ground(id="flood", name_zh="洪水", name_en="flood")
    assert running().suspend(at(3, 4), free).suspensions[0].ground is free
    with pytest.raises(InputError, match="reference"):
        WrittenNotice(reference=" ", given_on=date(2026, 3, 4))


def test_starts_that_make_no_sense():
    """Naive instants, days for hours, days that nobody decided."""
    naive: Any = datetime(2026, 3, 2, 9)
    for limit, start, problem in (
        (WorkingDays(5), naive, "zone"),
        (Hours(5), date(2026, 3, 2), "aware"),
        (UnspecifiedDays(5), at(3, 2), "which days"),
    ):
        with pytest.raises(InputError, match=problem):
            Clock.start(limit, start)
    assert Clock.start(LimitRange(WorkingDays(3), WorkingDays(5)), at(3, 2)).limit == (
        WorkingDays(5)
    )


def reading(clock: Clock, when: datetime, **options: Any) -> ClockReading:
    return read_clock(clock, when, CN, **options)


def test_reading_while_it_runs():
    """Today counts as used; on the last day nothing is left."""
    shown = reading(running(), at(3, 6))
    assert shown.state is ClockState.RUNNING
    assert (shown.used, shown.left, shown.total) == (4, 16, 20)
    assert shown.unit is Unit.WORKING_DAY
    assert shown.light is Light.GREEN
    assert shown.deadline.date == date(2026, 3, 30)
    assert reading(running(), at(3, 2, 23)).used == 0
    last = reading(running(), at(3, 30, 23))
    assert (last.state, last.left, last.light) == (ClockState.RUNNING, 0, Light.YELLOW)
    assert "余 16个工作日" in shown.explain()
    assert "16 left" in shown.explain("en")


def test_lights():
    """Yellow with a fifth left, or with as many days as the hall says; red when overdue."""
    assert reading(running(), at(3, 24)).light is Light.YELLOW  # 4 of 20 left
    assert reading(running(), at(3, 23)).light is Light.GREEN
    early = Lights(yellow=10, red=2)
    assert reading(running(), at(3, 16), lights=early).light is Light.YELLOW
    assert reading(running(), at(3, 26), lights=early).light is Light.RED
    off = Lights(yellow=None)
    assert reading(running(), at(3, 30), lights=off).light is Light.GREEN
    assert Lights(yellow=Fraction(1, 2)).light(10, 20) is Light.YELLOW
    assert [light.label_zh for light in Light] == ["绿灯", "黄灯", "红灯"]


def test_reading_after_the_end():
    """Overdue in the days of the limit; on a day of rest none has passed yet."""
    shown = reading(running(), at(4, 1))
    assert (shown.state, shown.late, shown.overdue) == (ClockState.EXPIRED, True, 2)
    assert (shown.used, shown.left, shown.light) == (20, 0, Light.RED)
    assert "超期 2" in shown.explain()
    assert "2 working days overdue" in shown.explain(
        "en"
    ) or "overdue" in shown.explain("en")
    on_friday = Clock.start(WorkingDays(4), at(3, 2))
    rest = reading(on_friday, at(3, 7))
    assert (rest.state, rest.overdue) == (ClockState.EXPIRED, 0)
    assert reading(running(), at(3, 31, 0)).state is ClockState.EXPIRED


def test_reading_while_suspended():
    """The time used does not change; the due date is the earliest possible."""
    clock = running().suspend(at(3, 4), "hearing")
    for when in (at(3, 5), at(3, 9)):
        shown = reading(clock, when)
        assert (shown.state, shown.used, shown.left) == (ClockState.PAUSED, 2, 18)
        assert not shown.deadline.certain
    assert reading(clock, at(3, 9)).deadline.date == date(2026, 4, 2)
    assert reading(clock, at(6, 1)).state is ClockState.PAUSED
    assert reading(clock.resume(at(3, 9)), at(3, 5)).state is ClockState.PAUSED
    assert reading(clock.resume(at(3, 9)), at(3, 3)).state is ClockState.RUNNING


def test_reading_after_the_stop():
    """In time, or late: also on the Saturday after a Friday."""
    shown = reading(running().stop(at(3, 20)), at(6, 1))
    assert (shown.state, shown.late, shown.light) == (
        ClockState.STOPPED, False, Light.GREEN,
    )  # fmt: skip
    assert shown.used == 14
    late = reading(running().stop(at(3, 31)), at(6, 1))
    assert (late.late, late.overdue, late.light) == (True, 1, Light.RED)
    saturday = reading(Clock.start(WorkingDays(4), at(3, 2)).stop(at(3, 7)), at(6, 1))
    assert (saturday.late, saturday.overdue) == (True, 0)
    withdrawn = running().suspend(at(3, 4), "hearing").stop(at(3, 20))
    assert reading(withdrawn, at(6, 1)).used == 2


def test_reading_in_hours():
    """Minutes, with the same states."""
    clock = running(Minutes(90))
    shown = reading(clock, at(3, 2, 11))
    assert (shown.unit, shown.used, shown.left) == (Unit.MINUTE, 60, 30)
    assert reading(clock, at(3, 2, 12)).overdue == 30
    office = read_clock(running(WorkingHours(4)), at(3, 2, 14), HOURS)
    assert (office.used, office.left) == (150, 90)
    assert office.to_record()["state"] == "running"
    calendar_days = reading(running(Months(1)), at(3, 12))
    assert (calendar_days.unit, calendar_days.used) == (Unit.CALENDAR_DAY, 10)


def test_beyond_the_notices():
    """Bounds hold for clocks that stand still in days not announced."""
    start = datetime(2026, 12, 21, 9, tzinfo=BEIJING)
    clock = Clock.start(WorkingDays(30), start)
    clock = clock.suspend(start + timedelta(days=4), "hearing")
    clock = clock.resume(start + timedelta(days=31))
    deadline = clock.due(CN)
    assert not deadline.certain
    assert deadline.earliest <= deadline.date <= deadline.latest
    # Spring Festival 2027 is on 6 February; the days are read without an exception.
    shown = read_clock(clock, start + timedelta(days=60), CN)
    assert shown.state is ClockState.RUNNING
    office = Clock.start(WorkingHours(40), start).suspend(
        start + timedelta(days=2), "a"
    )
    office = office.resume(start + timedelta(days=20))
    end = office.due(HOURS)
    assert end.earliest <= end.date <= end.latest


def test_it_is_a_value():
    """Equal, hashable, and it travels."""
    clock = running(terms=TEN_MORE).suspend(at(3, 4), "hearing").resume(at(3, 9))
    assert pickle.loads(pickle.dumps(clock)) == clock
    assert hash(clock) == hash(pickle.loads(pickle.dumps(clock)))
    with pytest.raises(ClockError) as caught:
        clock.resume(at(3, 10))
    assert pickle.loads(pickle.dumps(caught.value)).rule == "not_suspended"
