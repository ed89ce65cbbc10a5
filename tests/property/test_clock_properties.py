"""Clocks beside a slow and obvious model that walks through the days one by one."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.limits import (
    CalendarDays,
    Clock,
    ClockState,
    ClockTerms,
    ExtensionRule,
    Hours,
    Months,
    WorkingDays,
    WorkingHours,
    read_clock,
)

CN = china_calendar()
FUTURE = china_calendar(projected=True)
BEIJING = timezone(timedelta(hours=8))
OFFICE = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])
DAY = timedelta(days=1)
FIRST = datetime(2019, 11, 1, tzinfo=BEIJING)

limits = st.one_of(
    st.builds(WorkingDays, st.integers(1, 40)),
    st.builds(CalendarDays, st.integers(1, 60)),
    st.builds(Months, st.integers(1, 3)),
)
instants = st.integers(0, 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
gaps = st.lists(st.integers(0, 24 * 12), max_size=8).map(
    lambda hours: hours[: len(hours) // 2 * 2]
)


def halted(limit: Any, start: datetime, hours: list[int]) -> Clock:
    """Suspended and resumed in turn, so many hours after the last step."""
    clock, at = Clock.start(limit, start), start
    for turn, gap in enumerate(hours):
        at += timedelta(hours=gap)
        clock = clock.resume(at) if turn % 2 else clock.suspend(at, "stay")
    return clock


def model(clock: Clock) -> date:
    """Walk: a day counts if it lies in a running stretch, after the day it began.

    The period ends with the last day that counts, if the clock runs as that day ends;
    else with the first day on which it runs again; and then on a working day.
    """
    spans = [
        (s.start.astimezone(BEIJING).date(), s.end.astimezone(BEIJING).date())
        for s in clock.suspensions
        if s.end is not None
    ]
    by_day = not isinstance(clock.limit, WorkingDays)
    limit: Any = clock.limit
    left = limit.amount
    start = clock.started.astimezone(BEIJING).date()
    if isinstance(limit, Months):
        left = (limit.shift(start) - start).days
    day = start
    while True:
        if left == 0 and day > start:
            stands_still = any(a <= day < b for a, b in spans)
            if not stands_still and CN.is_working_day(day):
                return day
        day += DAY
        inside = any(a < day <= b for a, b in spans)
        if not inside and left and (by_day or CN.is_working_day(day)):
            left -= 1


@given(limits, instants, gaps)
def test_the_model_agrees(limit: Any, start: datetime, hours: list[int]):
    clock = halted(limit, start, hours)
    assert clock.due(CN).date == model(clock)


@given(limits, instants, gaps)
def test_steps_add_up(limit: Any, start: datetime, hours: list[int]):
    deadline = halted(limit, start, hours).due(CN)
    steps = deadline.steps
    numbers = [s.number for s in steps if s.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [s.day.date for s in steps] == [
        deadline.start + DAY * i
        for i in range((deadline.date - deadline.start).days + 1)
    ]
    if isinstance(limit, WorkingDays):
        assert len(numbers) == limit.amount
    stretches = deadline.stretches
    assert sum((s.last - s.first).days + 1 for s in stretches) == len(steps)


@given(limits, instants, gaps, st.integers(0, 7), st.floats(0, 1))
def test_splitting_a_suspension_changes_nothing(
    limit: Any, start: datetime, hours: list[int], which: int, where: float
):
    clock = halted(limit, start, hours)
    if not clock.suspensions:
        return
    split = clock.suspensions[which % len(clock.suspensions)]
    assert split.end is not None
    middle = split.start + (split.end - split.start) * where
    pieces = Clock.start(limit, start)
    for s in clock.suspensions:
        pieces = pieces.suspend(s.start, s.ground)
        if s is split:
            pieces = pieces.resume(middle).suspend(middle, s.ground)
        assert s.end is not None
        pieces = pieces.resume(s.end)
    assert pieces.due(CN).date == clock.due(CN).date


@given(limits, instants, gaps, st.integers(0, 24 * 40), st.integers(0, 24 * 20))
def test_suspending_never_brings_the_date_forward(
    limit: Any, start: datetime, hours: list[int], gap: int, length: int
):
    clock = halted(limit, start, hours)
    at = clock.latest_event + timedelta(hours=gap)
    more = clock.suspend(at, "stay").resume(at + timedelta(hours=length))
    assert more.due(CN).date >= clock.due(CN).date


@given(limits, instants, gaps, st.integers(0, 24 * 20))
def test_a_longer_suspension_is_never_due_earlier(
    limit: Any, start: datetime, hours: list[int], longer: int
):
    clock = halted(limit, start, hours)
    at = clock.latest_event
    short = clock.suspend(at, "stay").resume(at + timedelta(hours=longer))
    long = clock.suspend(at, "stay").resume(at + timedelta(hours=longer + 30))
    assert short.due(CN).date <= long.due(CN).date


@given(limits, instants, gaps, st.integers(0, 30))
def test_an_extension_never_shortens(
    limit: Any, start: datetime, hours: list[int], by: int
):
    clock = halted(limit, start, hours)
    more: Any = type(limit)(by % 4 if isinstance(limit, Months) else by)
    terms = ClockTerms(extension=ExtensionRule(by=None, times=None))
    open_ended = Clock.start(limit, start, terms)
    extended = open_ended.extend(start, more, who="x", calendar=CN)
    for s in clock.suspensions:
        assert s.end is not None
        extended = extended.suspend(s.start, s.ground).resume(s.end)
    assert extended.due(CN).date >= clock.due(CN).date


@given(limits, instants, gaps, st.integers(0, 24 * 90))
def test_readings_are_in_order(
    limit: Any, start: datetime, hours: list[int], later: int
):
    clock = halted(limit, start, hours)
    at = clock.latest_event + timedelta(hours=later)
    shown = read_clock(clock, at, CN)
    assert 0 <= shown.used <= shown.total
    assert shown.left == shown.total - shown.used
    assert shown.late is (at >= shown.deadline.ends_at())
    assert (shown.state is ClockState.EXPIRED) is shown.late
    assert read_clock(clock, at + DAY, CN).used >= shown.used
    assert shown.deadline == clock.due(CN)


@given(limits, instants, gaps, st.integers(0, 24 * 60))
def test_the_past_is_read_as_it_was(
    limit: Any, start: datetime, hours: list[int], when: int
):
    """Reading at an instant, or reading the clock that had got so far."""
    at = start + timedelta(hours=when)
    whole, early, then = halted(limit, start, hours), Clock.start(limit, start), start
    for turn, gap in enumerate(hours):
        then += timedelta(hours=gap)
        if then > at:
            break
        early = early.resume(then) if turn % 2 else early.suspend(then, "stay")
    assert read_clock(whole, at, CN) == read_clock(early, at, CN)


@given(limits, st.integers(0, 120), gaps)
def test_bounds_hold_beyond_the_notices(limit: Any, offset: int, hours: list[int]):
    start = datetime(2026, 11, 1, 9, tzinfo=BEIJING) + timedelta(days=offset)
    clock = halted(limit, start, hours)
    deadline = clock.due(CN)
    assert deadline.earliest <= deadline.date <= deadline.latest
    assert deadline.date == clock.due(FUTURE).date
    assert deadline.certain is (deadline.latest <= CN.final_until)


@given(st.integers(1, 40), instants, gaps)
def test_time_that_runs_adds_up(amount: int, start: datetime, hours: list[int]):
    """What runs before the end is the limit, by the wall and by the office."""
    for limit, keeper in ((Hours(amount), CN), (WorkingHours(amount), OFFICE)):
        clock: Any = halted(limit, start, hours)
        end = clock.due(keeper).at
        assert end is not None
        spans, at = [], start
        for s in clock.suspensions:
            spans.append((at, min(s.start, end)))
            at = s.end
        spans.append((at, end))
        ran = 0.0
        for a, b in spans:
            if a < b:
                wall = (b - a) / timedelta(minutes=1)
                ran += wall if keeper is CN else OFFICE.elapsed_minutes(a, b)
        assert abs(ran - amount * 60) < 1e-3
