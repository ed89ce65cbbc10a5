"""The engines compared with each other, and with a naive reference hall."""

from datetime import date, timedelta

import naive_hall
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.simulation import (
    Arrivals,
    CaseStream,
    Engine,
    HallModel,
    Spread,
    StreamStep,
    WorkTimeline,
    simulate,
)
from zhengwu.simulation._draws import draw
from zhengwu.simulation._hall import beyond_fifo
from zhengwu.simulation._worktime import WallClock
from zhengwu.world import ClosingRule, Discipline, Pool

pytest.importorskip("simpy")

CALENDAR = china_calendar()
SINCE, UNTIL = date(2025, 9, 24), date(2025, 10, 13)  # a make-up Sunday and the holiday


def hours(*windows: str) -> OfficeHours:
    return OfficeHours(
        calendar=CALENDAR, regular=[Window.parse(text) for text in windows]
    )


HALL = hours("09:00-12:00", "13:30-17:30")
OTHERS = (None, hours("09:00-12:00"), hours("10:00-11:30", "14:00-16:00"))
LINE = WorkTimeline(HALL, SINCE, UNTIL)
minutes = st.sampled_from([1.0, 7.5, 20.0])


@st.composite
def halls(draw, *, plain=False):
    names = [f"窗{n}" for n in range(draw(st.integers(1, 3)))]
    pools = [
        Pool(
            id=name,
            windows=draw(st.integers(1, 3)),
            hours=None if plain else draw(st.sampled_from(OTHERS)),
            discipline=Discipline.FIFO if plain else draw(st.sampled_from(Discipline)),
            closing=ClosingRule.PAUSE if plain else draw(st.sampled_from(ClosingRule)),
        )
        for name in names
    ]
    streams = []
    for number in range(draw(st.integers(1, 3))):
        visited = draw(st.lists(st.sampled_from([*names, ""]), min_size=1, max_size=3))
        if plain:
            visited = sorted(dict.fromkeys(visited))
        steps = [
            StreamStep(
                name=f"环节{place}",
                pool=pool,
                minutes=draw(minutes),
                spread=draw(st.sampled_from(Spread)),
                group="" if plain else draw(st.sampled_from(["", "", "并"])),
            )
            for place, pool in enumerate(visited)
        ]
        streams.append(
            CaseStream(
                id=str(number), arrivals=Arrivals(draw(st.sampled_from([0.2, 0.5, 1.5]))),
                steps=steps, priority=draw(st.integers(0, 2)),
            )
        )  # fmt: skip
    return HallModel(pools=pools, streams=streams)


def total_load(model):
    """Working minutes that arrive per minute, over all steps."""
    return sum(
        s.arrivals.per_hour * step.minutes / 60
        for s in model.streams
        for step in s.steps
    )


@settings(max_examples=60, deadline=None)
@given(halls(plain=True), st.integers(0, 5))
def test_both_engines_agree_to_the_last_digit(model, seed):
    """Including cases with many events at the same instant."""
    assume(total_load(model) < 0.95)
    assert not beyond_fifo(model)
    fast = simulate(model, LINE, seed=seed)
    slow = simulate(model, LINE, seed=seed, engine=Engine.SIMPY)
    assert (fast.engine, slow.engine) == (Engine.FIFO, Engine.SIMPY)
    assert fast.left == slow.left
    assert fast.stations == slow.stations
    assert fast.utilisation == slow.utilisation


@settings(max_examples=60, deadline=None)
@given(halls(), st.integers(0, 5))
def test_the_engine_agrees_with_a_naive_hall(model, seed):
    """Start and end in wall time, with own hours, priority, closing rules, parallel steps."""
    assume(total_load(model) < 0.4)
    # A delay runs in the working time of the hall, which the naive hall does not know.
    assume(all(step.pool for stream in model.streams for step in stream.steps))
    result = simulate(model, LINE, seed=seed, engine=Engine.SIMPY)
    draws = draw(model, LINE, seed)
    wall = WallClock(LINE, SINCE)
    in_wall_time = [d._replace(arrived=[*map(wall.wall, d.arrived)]) for d in draws]
    days = (UNTIL - SINCE).days
    openings = {}
    for pool in model.pools:
        openings[pool.id] = naive_hall.openings(pool.hours or HALL, SINCE, days)
        openings[pool.id].append((days * 1440, 10**9))  # then the pool never closes
    begun, done = naive_hall.run(model, in_wall_time, openings)
    for (s, n, step), at in done.items():
        passed = result.passed[s]
        visits = passed.visits[step] if passed.walls is None else passed.walls[0][step]
        end = visits.done[n] if passed.walls is not None else wall.wall(visits.done[n])
        assert end == pytest.approx(at, abs=1e-6), (s, n, step)
        start = visits.begun[n] if passed.walls is not None else None
        if start is not None:
            assert start == pytest.approx(begun[s, n, step], abs=1e-6)


@given(st.floats(0, LINE.minutes), st.integers(0, 40))
def test_wall_time_and_working_time_convert_to_each_other(minute, days):
    """A working minute has an instant, and this instant has the same minute."""
    wall = WallClock(LINE, SINCE)
    assert wall.minute(wall.wall(minute)) == pytest.approx(minute)
    at = wall.instant(wall.wall(minute))
    assert abs(at - LINE.instant(minute)) < timedelta(milliseconds=1)
    assert HALL.windows_on(at.date())
    assert wall.length(wall.wall(minute), 30) >= 30 - 1e-9
    day = SINCE + timedelta(days=days)
    counted = sum(
        (e.hour - s.hour) * 60 + e.minute - s.minute
        for n in range(min(days + 1, (UNTIL - SINCE).days))
        for s, e in (
            (w.start, w.end) for w in HALL.windows_on(SINCE + timedelta(days=n))
        )
    )
    if day < UNTIL:
        assert LINE.close_of(day) == counted
