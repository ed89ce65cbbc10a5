"""Simulation in working time, compared with Erlang's formula, SimPy and the calendar."""

from datetime import date

import pytest

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.findings.errors import InputError
from zhengwu.simulation import (
    Arrivals,
    Engine,
    HallModel,
    ServiceStation,
    Spread,
    WorkTimeline,
    erlang_c,
    replicate,
    simulate,
)
from zhengwu.simulation._simulate import at_instants

HOURS = OfficeHours(
    calendar=china_calendar(),
    regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
)
YEAR = WorkTimeline(HOURS, date(2025, 1, 1), date(2026, 1, 1))
HALL = [
    ServiceStation("受理", 3, 8, organ="区局"),
    ServiceStation("审查", 4, 12),
    ServiceStation("发证", 2, 5, Spread.CONSTANT),
]


def test_working_time_over_the_spring_festival():
    """27 January to 10 February 2025: the 27th, 5 to 8 (a make-up Saturday) and 10: 42 h."""
    line = WorkTimeline(HOURS, date(2025, 1, 27), date(2025, 2, 11))
    assert line.minutes == 42 * 60


def test_an_instant_and_its_minute():
    line = WorkTimeline(HOURS, date(2025, 1, 26), date(2025, 2, 11))
    for minute in (0, 1, 180, 180.5, 419.5, 420, 421, line.minutes):
        assert line.minute(line.instant(minute)) == minute
    lunch = line.instant(180).replace(minute=30)
    assert line.minute(lunch) == 180
    with pytest.raises(InputError):
        line.instant(line.minutes + 1)
    with pytest.raises(InputError):
        WorkTimeline(HOURS, date(2025, 10, 1), date(2025, 10, 8))


# PEERS: the three configurations, with the values of the formula.
ORACLE = [
    (1, 5, 10, 0.83333, 50.0, 5.0),
    (10, 60, 8, 0.40918, 1.63672, 9.63672),
    (10, 57, 10, 0.82559, 16.51171, 25.18613),
]


@pytest.mark.parametrize(
    ("windows", "per_hour", "minutes", "waits", "wait", "present"),
    ORACLE,
    ids=["one window", "ten windows", "ten busy windows"],
)
def test_erlang(windows, per_hour, minutes, waits, wait, present):
    waiting = erlang_c(windows, per_hour, minutes)
    assert waiting.waits == pytest.approx(waits, abs=1e-5)
    assert waiting.wait == pytest.approx(wait, abs=1e-5)
    assert waiting.present == pytest.approx(present, abs=1e-5)


@pytest.mark.parametrize(
    ("windows", "per_hour", "minutes", "waits", "wait"),
    [row[:5] for row in ORACLE],
    ids=["one window", "ten windows", "ten busy windows"],
)
def test_the_simulation_agrees_with_erlang(windows, per_hour, minutes, waits, wait):
    """Within three standard errors over eight runs of a year each."""
    station = [ServiceStation("窗口", windows, minutes)]
    runs = {
        seed: simulate(HallModel.in_line(station, Arrivals(per_hour)), YEAR, seed=seed)
        for seed in range(8)
    }
    for figure, value in (
        (lambda seed: runs[seed].stations[0].wait, wait),
        (lambda seed: runs[seed].stations[0].waited, waits),
    ):
        mean = replicate(figure, range(8), level=0.9973)  # three standard errors
        assert mean.contains(value), (mean, value)


def test_littles_law():
    """The mean number in system, counted at 1,000 instants, is the rate times the sojourn."""
    result = simulate(HallModel.in_line(HALL, Arrivals(18)), YEAR, seed=4)
    instants = [YEAR.minutes * (n + 0.5) / 1000 for n in range(1000)]
    present = sum(result.backlog(at) for at in instants) / len(instants)
    rate = len(result.arrived) / YEAR.minutes
    assert present == pytest.approx(rate * result.sojourn, rel=0.1)
    for station in result.stations:
        there = (
            sum(result.backlog(at, step=station.name) for at in instants[::10]) / 100
        )
        assert there == pytest.approx(rate * station.sojourn, rel=0.4)
        assert station.sojourn > station.wait
        assert 0 < station.busy < 1


def test_both_engines_agree_to_the_last_digit():
    pytest.importorskip("simpy")
    for seed in range(3):
        fast = simulate(
            HallModel.in_line(HALL, Arrivals(18, {9: 2.0, 16: 0.5})), YEAR, seed=seed
        )
        slow = simulate(
            HallModel.in_line(HALL, Arrivals(18, {9: 2.0, 16: 0.5})),
            YEAR,
            seed=seed,
            engine=Engine.SIMPY,
        )
        assert fast.left == slow.left
        assert fast.stations == slow.stations
        assert (fast.engine, slow.engine) == (Engine.FIFO, Engine.SIMPY)


def test_the_same_seed_gives_the_same_run():
    first, same, different = (
        simulate(HallModel.in_line(HALL, Arrivals(18)), YEAR, seed=n) for n in (1, 1, 2)
    )
    assert first.left == same.left
    assert first.left != different.left


def test_no_arrivals_on_a_holiday_and_some_on_a_make_up_saturday():
    result = simulate(HallModel.in_line(HALL, Arrivals(18)), YEAR, seed=1)
    days = {start.date() for start, _ in at_instants(result)}
    calendar = china_calendar()
    assert all(calendar.is_working_day(day) for day in days)
    assert date(2025, 2, 8) in days  # 春节补班
    assert date(2025, 10, 11) in days  # 国庆节补班
    hours = {start.hour for start, _ in at_instants(result)}
    assert hours == {9, 10, 11, 13, 14, 15, 16, 17}


def test_more_arrivals_in_the_morning():
    result = simulate(HallModel.in_line(HALL, Arrivals(12, {9: 3.0})), YEAR, seed=1)
    by_hour = [start.hour for start, _ in at_instants(result)]
    assert by_hour.count(9) > 2 * by_hour.count(10)


def test_a_service_resumes_at_the_next_opening():
    """Suspended at closing: a service of 300 minutes takes 300 minutes of office hours."""
    long = [ServiceStation("踏勘", 50, 300, Spread.CONSTANT)]
    result = simulate(HallModel.in_line(long, Arrivals(2)), YEAR, seed=1)
    for start, end in at_instants(result):
        assert HOURS.elapsed_minutes(start, end) == pytest.approx(300)


def test_lateness_and_the_backlog_at_the_end():
    result = simulate(HallModel.in_line(HALL, Arrivals(18)), YEAR, seed=1)
    assert result.late_share(0) == 1.0
    assert result.late_share(result.sojourn * 100) == 0.0
    present = len(result.arrived) / YEAR.minutes * result.sojourn  # by Little's law
    assert 0 <= result.open_at_end < 5 * present
    assert result.projected is False


def test_days_that_are_not_announced_are_marked():
    """A declared projection is allowed, and marked on the result."""
    ahead = OfficeHours(
        calendar=china_calendar(projected=True), regular=[Window.parse("09:00-17:00")]
    )
    line = WorkTimeline(ahead, date(2028, 3, 1), date(2028, 4, 1))
    assert (
        simulate(HallModel.in_line(HALL, Arrivals(5)), line, seed=1).projected is True
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: simulate(HallModel.in_line([], Arrivals(1)), YEAR, seed=1),
        lambda: simulate(HallModel.in_line(HALL, Arrivals(30)), YEAR, seed=1),
        lambda: erlang_c(2, 60, 3),
        lambda: erlang_c(0, 1, 1),
        lambda: ServiceStation("x", 0, 5),
        lambda: ServiceStation("x", 1, -5),
        lambda: Arrivals(-1),
        lambda: replicate(float, [1]),
    ],
    ids=[
        "no step", "too much work", "unstable", "no window", "empty pool", "negative time",
        "negative arrivals", "one run",
    ],
)  # fmt: skip
def test_what_cannot_be_simulated(make):
    with pytest.raises(InputError):
        make()


def test_no_arrivals_at_all():
    result = simulate(HallModel.in_line(HALL, Arrivals(0)), YEAR, seed=1)
    assert (result.arrived, result.sojourn) == ((), 0.0)


def test_no_arrivals_on_the_third_of_march_in_guangxi():
    """三月三 2025: 31 March and 1 April are days off there, and worked elsewhere."""
    here, there = (
        WorkTimeline(
            OfficeHours(
                calendar=china_calendar(region=region),
                regular=["09:00-12:00", "13:30-17:30"],
            ),
            date(2025, 3, 24),
            date(2025, 4, 12),
        )
        for region in ("450000", None)
    )
    hall = HallModel.in_line(HALL, Arrivals(18))
    days = [
        {start.date() for start, _ in at_instants(simulate(hall, line, seed=1))}
        for line in (here, there)
    ]
    calendar = china_calendar(region="450000")
    assert days[1] - days[0]
    assert all(calendar.is_working_day(day) for day in days[0])
    assert not any(calendar.is_working_day(day) for day in days[1] - days[0])
    assert here.minutes < there.minutes
