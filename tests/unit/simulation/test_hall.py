"""Halls that only the general engine runs: own hours, priority, silence, corrections."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from zhengwu._dates import BEIJING
from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.findings.errors import InputError
from zhengwu.items import ImplementingItem
from zhengwu.lifecycle import Conformance
from zhengwu.limits import (
    CalendarDays,
    Hours,
    SameDay,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    parse_limit,
)
from zhengwu.simulation import (
    Arrivals,
    CaseStream,
    Engine,
    HallModel,
    ServiceStation,
    Spread,
    StreamStep,
    WorkTimeline,
    erlang_c,
    replicate,
    replicate_by_step,
    simulate,
    simulate_world,
    simulation_codes,
    status_records,
)
from zhengwu.simulation._replicate import student
from zhengwu.simulation._simulate import at_instants
from zhengwu.simulation._world_hall import hall_model
from zhengwu.world import (
    ClosingRule,
    Demand,
    Discipline,
    Handling,
    HandlingStep,
    Pool,
    StepKind,
    World,
)

CALENDAR = china_calendar()
HOURS = OfficeHours(
    calendar=CALENDAR,
    regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
)
WINDOW = (Pool(id="窗"),)
MARCH, APRIL = date(2025, 3, 3), date(2025, 4, 1)
LINE = WorkTimeline(HOURS, MARCH, APRIL)
K = StepKind


def model(steps, pools=(), rate=2.0, **stream: Any):
    return HallModel(
        pools=pools,
        streams=[CaseStream(id="甲", arrivals=Arrivals(rate), steps=steps, **stream)],
    )


def constant(name, minutes, pool="", **more: Any):
    return StreamStep(
        name=name, minutes=minutes, pool=pool, spread=Spread.CONSTANT, **more
    )


def run(steps, pools=(), seed=1, **more: Any):
    pytest.importorskip("simpy")
    return simulate(model(steps, pools, **more), LINE, seed=seed)


def test_the_result_says_which_engine_ran_and_why():
    steps = [constant("受理", 5, "窗")]
    assert simulate(model(steps, [Pool(id="窗")]), LINE, seed=1).engine is Engine.FIFO
    pools = [Pool(id="窗", discipline=Discipline.PRIORITY)]
    result = run(steps, pools)
    assert (result.engine, result.why) == (Engine.SIMPY, ("priority",))
    assert result.reasons() == "按优先级排队"
    assert result.reasons("en") == "a pool serves by priority"
    with pytest.raises(InputError, match=r"Engine\.SIMPY"):
        simulate(model(steps, pools), LINE, seed=1, engine=Engine.FIFO)


def test_priority_serves_urgent_applications_first():
    """M/M/1 with two classes, half each (Cobham): W1 = R/(1-r1), W2 = W1/(1-r)."""
    pytest.importorskip("simpy")
    line = WorkTimeline(HOURS, date(2025, 1, 1), date(2026, 1, 1))
    step = StreamStep(name="受理", pool="窗", minutes=10)
    hall = HallModel(
        pools=[Pool(id="窗", discipline=Discipline.PRIORITY)],
        streams=[
            CaseStream(id=str(n), arrivals=Arrivals(2), steps=[step], priority=n)
            for n in (1, 2)
        ],
    )
    runs = [simulate(hall, line, seed=seed) for seed in range(6)]
    for stream, expected in ((0, 10 / 1 * (2 / 3) / (2 / 3)), (1, 10 / (1 / 3))):
        waits = [
            (sum(v.begun) - sum(v.came)) / len(v.came)
            for r in runs
            for v in r.passed[stream].visits
        ]
        assert replicate(waits.__getitem__, range(6), 0.999).contains(expected)


def test_a_window_that_opens_in_the_morning_only():
    """The window serves only in its hours, also after its last opening of the month."""
    am = OfficeHours(calendar=CALENDAR, regular=[Window.parse("09:00-12:00")])
    result = run([constant("受理", 5, "窗")], [Pool(id="窗", hours=am)])
    begun = [start for p in result.passed for start in p.walls[0][0].begun]
    assert all(at % 1440 < 720 for at in begun if at < (APRIL - MARCH).days * 1440)
    assert 0.15 < result.utilisation["窗"] < 0.5
    monday = OfficeHours(calendar=CALENDAR, regular=[], by_weekday={0: ["09:00-12:00"]})
    week = WorkTimeline(HOURS, MARCH, date(2025, 3, 8))
    once = simulate(
        model([constant("受理", 5, "窗")], [Pool(id="窗", hours=monday)], rate=0.4),
        week,
        seed=1,
    )
    first = [at for at in once.passed[0].walls[0][0].begun if at < 5 * 1440]
    assert all(at < 720 for at in first)
    assert once.open_at_end == sum(
        at >= 5 * 1440 for at in once.passed[0].walls[0][0].begun
    )


@pytest.mark.parametrize("rule", ClosingRule, ids=lambda rule: rule.value)
def test_a_service_that_runs_into_closing_time(rule):
    """90 minutes of work at a window that is open for an hour a day."""
    pytest.importorskip("simpy")
    late = OfficeHours(calendar=CALENDAR, regular=[Window.parse("16:30-17:30")])
    line = WorkTimeline(HOURS, MARCH, date(2025, 3, 5))
    hall = model(
        [constant("受理", 90, "窗")],
        [Pool(id="窗", windows=9, hours=late, closing=rule)],
        0.2,
    )
    seeds = (s for s in range(99) if simulate(hall, line, seed=s).arrived)
    result = simulate(hall, line, seed=next(seeds))
    walls = result.passed[0].walls
    begun, done = walls[0][0].begun[0], walls[0][0].done[0]
    if rule is ClosingRule.FINISH:
        assert done - begun == 90
    else:
        assert done - begun == 90 + 23 * 60  # the night between


def test_silence_ends_a_step_and_its_corrections():
    steps = [
        StreamStep(name="征求", pool="他局", minutes=2000, deemed_after=WorkingDays(1),
                   correction=0.5, away=10),
        StreamStep(name="复核", pool="窗", minutes=5, deemed_after=WorkingDays(1)),
    ]  # fmt: skip
    result = run(
        steps, [Pool(id="他局", windows=60), Pool(id="窗", windows=5)], rate=1.0
    )
    asked, checked = result.passed[0].visits
    assert asked.deemed
    assert not checked.deemed
    for number in asked.deemed & asked.sent.keys():  # silence the second time
        assert asked.sent[number][-1][1] < asked.done[number]
    assert result.deemed_share == len(asked.deemed) / (2 * len(asked.came))
    for number in asked.deemed - asked.sent.keys():
        came = LINE.instant(asked.came[number])
        due = CALENDAR.add_working_days(came.date(), 1)
        if due < APRIL:
            assert asked.done[number] == pytest.approx(LINE.close_of(due))


def test_silence_ends_a_wait_without_windows_too():
    result = run([constant("公示", 4200, deemed_after=WorkingDays(1))], rate=1.0)
    assert result.deemed_share == 1.0
    assert result.sojourn < 2 * 420


def test_corrections_repeat_the_step_and_their_time_does_not_count():
    steps = [
        StreamStep(
            name="受理", kind=K.ACCEPT, pool="窗", minutes=5, correction=0.3, away=900
        )
    ]
    result = run(steps, [Pool(id="窗", windows=3)], rate=3.0, limit=WorkingDays(1))
    (visits,) = result.passed[0].visits
    turns = sum(map(len, visits.sent.values()))
    assert turns / len(visits.came) == pytest.approx(0.3 / 0.7, rel=0.3)
    assert result.sojourn > 300
    assert result.late_share() == 0.0
    assert result.late_share(60) > 0.2
    uncounted = [result.passed[0].uncounted(number) for number in visits.sent]
    assert min(uncounted) > 0


@pytest.mark.parametrize("pool", ["", "专家"], ids=["a delay", "a pool"])
def test_a_special_procedure_does_not_count(pool):
    """2,100 minutes of expert review, with a limit of one day."""
    pools = [Pool(id="专家", windows=80)] if pool else []
    steps = [constant("评审", 2100, pool, counts=False)]
    early = simulate(model(steps, pools, limit=WorkingDays(1)), LINE, seed=1)
    assert (early.engine, early.late_share()) == (Engine.FIFO, 0.0)
    counted = [constant("评审", 2100, pool)]
    assert (
        simulate(model(counted, pools, limit=WorkingDays(1)), LINE, seed=1).late_share()
        == 1.0
    )
    pytest.importorskip("simpy")
    slow = simulate(
        model(steps, pools, limit=WorkingDays(1)), LINE, seed=1, engine=Engine.SIMPY
    )
    assert slow.late_share() == 0.0
    assert slow.left == early.left


def test_parallel_special_procedures_are_deducted_once():
    steps = [
        constant("检验", 420, group="并", counts=False),
        constant("鉴定", 420, group="并", counts=False), constant("决定", 1200),
    ]  # fmt: skip
    result = run(steps, limit=WorkingDays(2))
    assert result.passed[0].uncounted(0) == pytest.approx(420)
    assert result.late_share() > 0.5


@pytest.mark.parametrize(
    ("limit", "late"),
    [
        (WorkingHours(2), 0.0), (WorkingHours(1), 1.0), (SameDay(), None),
        (CalendarDays(30), 0.0), (WorkingDays(0), None),
    ],
    ids=str,
)  # fmt: skip
def test_limits_are_counted_by_law(limit, late):
    """90 minutes each: within two hours, not within an hour, for some on the same day."""
    result = simulate(model([constant("受理", 90)], limit=limit), LINE, seed=1)
    if late is not None:
        assert result.late_share() == late
        return
    pairs = list(at_instants(result))
    over = sum(start.date() != end.date() for start, end in pairs)
    assert result.late == over + len(result.left) - len(pairs)


def test_days_of_a_limit_follow_the_calendar():
    """Saturdays with open counters are not working days, and closed days are not holidays."""
    open_ = OfficeHours(
        calendar=CALENDAR, regular=["09:00-17:00"], service={5: ["09:00-12:00"]},
        by_date={date(2025, 3, 5): []},
    )  # fmt: skip
    line = WorkTimeline(open_, MARCH, APRIL)
    for start in range(25):
        day = MARCH + timedelta(days=start)
        for window in open_.windows_on(day)[:1]:
            at = line.instant(line.minute(_at(day, window)))
            for n in (0, 1, 3):
                due = WorkingDays(n).due(at.date(), CALENDAR).date
                if due < APRIL:
                    assert line.due_minute(WorkingDays(n), at) == line.close_of(due)
    with pytest.raises(InputError, match="未写明"):
        line.due_minute(UnspecifiedDays(3), _at(MARCH, open_.windows_on(MARCH)[0]))


def _at(day, window):
    return datetime.combine(day, window.start, BEIJING) + timedelta(minutes=5)


def test_completion_before_the_hall_opens_is_on_the_next_day():
    """A back office at eight: same-day limits are missed, though no hall time has passed."""
    early = OfficeHours(calendar=CALENDAR, regular=["08:00-09:00"])
    result = run(
        [constant("审", 1, "后")],
        [Pool(id="后", windows=20, hours=early)],
        limit=SameDay(),
    )
    assert result.late_share() > 0.99


@pytest.mark.parametrize(
    "limit", [Hours(48), Hours(1), SameDay(), WorkingDays(0)], ids=str
)
def test_an_hour_in_the_evening_is_an_hour(limit):
    """Windows open until eight: an hour by the clock, on the day itself."""
    longer = OfficeHours(calendar=CALENDAR, regular=["08:00-20:00"])
    pools = [Pool(id="窗", windows=50, hours=longer)]
    assert run([constant("受理", 60, "窗")], pools, limit=limit).late == 0


def test_work_that_ends_exactly_with_its_limit_is_in_time():
    """60 minutes each, within one working hour: no application is late, no consent deemed."""
    exact = [constant("受理", 60, "窗", deemed_after=WorkingHours(1))]
    pools = [Pool(id="窗", windows=50)]
    result = run(exact, pools, limit=WorkingHours(1))
    assert (result.late, result.deemed_share) == (0, 0.0)
    fast = simulate(
        model([constant("受理", 60, "窗")], pools, limit=WorkingHours(1)), LINE, seed=1
    )
    assert fast.late == 0


LAYOUTS = {
    "in order": [("收件", K.ACCEPT), ("受理", K.ACCEPT), ("审查", K.REVIEW), ("决定", K.DECIDE),
                 ("办结", K.DECIDE), ("送达", K.DELIVER)],
    "first review first": [("初审", K.FIRST_REVIEW), ("受理", K.ACCEPT), ("决定", K.DECIDE)],
    "reviewed afterwards": [("受理", K.ACCEPT), ("决定", K.DECIDE), ("复核", K.REVIEW)],
    "nothing accepted": [("审查", K.REVIEW), ("送达", K.DELIVER), ("领取", K.DELIVER)],
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("group", ["", "并"], ids=["in a row", "in parallel"])
def test_the_log_passes_the_conformance_check(layout, group):
    steps = [
        StreamStep(name=name, kind=kind, pool=name, minutes=9, group=group)
        for name, kind in layout
    ]
    pools = [Pool(id=name, windows=3) for name, _ in layout]
    result = run(steps, pools)
    records = status_records(result)
    assert len(records) == len(result.arrived)
    report = Conformance(simulation_codes()).check_all(
        {case: [record.code for record in log] for case, log in records.items()}
    )
    assert report.counts["deviating"] == 0, report
    for log in records.values():
        instants = [record.at for record in log]
        assert instants == sorted(instants)


def test_a_second_correction_is_reported_by_the_conformance_check():
    steps = [
        StreamStep(
            name="受理", kind=K.ACCEPT, pool="窗", minutes=5, correction=0.4, away=30
        )
    ]
    result = run(steps, [Pool(id="窗", windows=3)])
    twice = sum(len(sent) > 1 for sent in result.passed[0].visits[0].sent.values())
    report = Conformance(simulation_codes()).check_all(
        {
            case: [record.code for record in log]
            for case, log in status_records(result).items()
        }
    )
    assert 0 < report.counts["deviating"] <= twice


def test_the_log_states_the_wall_time_of_the_window():
    evening = OfficeHours(calendar=CALENDAR, regular=["19:00-20:00"])
    result = run(
        [StreamStep(name="审查", kind=K.REVIEW, pool="夜", minutes=5)],
        [Pool(id="夜", windows=4, hours=evening)],
    )
    hours = {
        record.at.hour
        for log in status_records(result).values()
        for record in log
        if record.code == "reviewing"
    }
    assert hours == {19}


def test_the_load_is_spread_by_the_weights_of_the_hours():
    """84 a day of ten minutes each exceed the capacity of a window."""

    def load(**demand: Any):
        step = HandlingStep(name="受理", kind=K.ACCEPT, pool="窗", minutes=10)
        handling = Handling(key="甲", item=ImplementingItem(name="甲"), steps=[step])
        base = World.of(
            [handling],
            resources=[Pool(id="窗")],
            demand={"甲": Demand(**demand)},
            hours=HOURS,
        )
        return simulate_world(base, MARCH, APRIL, seed=1)

    with pytest.raises(InputError, match="200%"):
        load(per_day=84)
    with pytest.raises(InputError, match="200%"):
        load(per_day=84, hours={9: 10, 10: 10})
    quiet = load(per_day=25, hours={9: 0.1, 10: 0.1, 11: 0.1, 13: 0.1})
    assert len(quiet.arrived) / 21 == pytest.approx(25, rel=0.1)
    busy = load(per_day=10, months={3: 2, 1: 0})
    assert len(busy.arrived) / 21 == pytest.approx(20, rel=0.2)
    mondays = load(per_day=10, weekdays={0: 5})
    counts = [0] * 7
    for at in mondays.arrived:
        counts[LINE.instant(at).weekday()] += 1
    assert counts[0] > 2 * max(counts[1:5])
    assert sum(counts) / 21 == pytest.approx(10, rel=0.2)
    with pytest.raises(InputError, match="权重"):
        load(per_day=10, hours=dict.fromkeys(range(24), 0))


def test_what_a_world_must_state_before_it_can_be_simulated():
    def hall(*steps: HandlingStep, hours=HOURS, pools=WINDOW, **more: Any):
        handling = Handling(key="甲", item=ImplementingItem(name="甲"), steps=steps)
        demand = {"甲": Demand(**{"per_day": 5, **more})}
        return World.of([handling], resources=pools, demand=demand, hours=hours)

    served = HandlingStep(name="受理", kind=K.ACCEPT, pool="窗", minutes=5)
    wrong = {
        "没有办公时间": hall(served, hours=None),
        "没有一个环节": hall(),
        "没有写明用时": hall(HandlingStep(name="受理", pool="窗")),
        "补正率": hall(HandlingStep(name="审查", pool="窗", minutes=5), correction=0.2),
        "没有登记": hall(served, pools=()),
        "窗口数为 0": hall(served, pools=[Pool(id="窗", windows=0)]),
        "没有办件流": World.of([], hours=HOURS),
    }
    for expected, scene in wrong.items():
        with pytest.raises(InputError, match=expected):
            simulate_world(scene, MARCH, APRIL, seed=1)


def test_a_world_uses_the_promise_or_else_the_statutory_limit():
    steps = [
        HandlingStep(name="受理", kind=K.ACCEPT, pool="窗", minutes=5),
        HandlingStep(name="检验检疫", kind=K.INSPECTION, pool="窗", minutes=5),
        HandlingStep(name="归档"),
    ]
    item = ImplementingItem(name="甲", statutory_limit=parse_limit("20个工作日"))
    base = World.of(
        [Handling(key="甲", item=item, steps=steps)],
        resources=[Pool(id="窗", windows=2), Pool(id="闲")],
        demand={"甲": Demand(per_day=5, correction=0.1, away=2)}, hours=HOURS,
    )  # fmt: skip
    hall = hall_model(base.at(MARCH), LINE)
    (stream,) = hall.streams
    assert stream.limit == WorkingDays(20)
    assert [(s.name, s.counts, s.correction) for s in stream.steps] == [
        ("受理", True, 0.1), ("检验检疫", False, 0.0),
    ]  # fmt: skip
    assert stream.steps[0].away == 2 * LINE.day_minutes
    assert [pool.id for pool in hall.pools] == ["窗"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: StreamStep(name="x", minutes=float("nan")),
        lambda: StreamStep(name="x", correction=1.0),
        lambda: Arrivals(float("inf")),
        lambda: Arrivals(5, {24: 1}),
        lambda: Arrivals(5, {}, {0: 1}),
        lambda: CaseStream(id="x", arrivals=Arrivals(1), steps=[]),
        lambda: model([constant("x", 1, "没有")]),
        lambda: HallModel(pools=[], streams=[]),
        lambda: HallModel(pools=[Pool(id="a"), Pool(id="a")], streams=model([constant("x", 1)]).streams),
        lambda: HallModel(pools=[], streams=model([constant("x", 1)]).streams * 2),
    ],
    ids=[
        "no number", "always corrected", "infinite", "hour 24", "month 0", "no step", "no pool",
        "no stream", "two pools", "two streams",
    ],
)  # fmt: skip
def test_invalid_halls_are_refused(make):
    with pytest.raises(InputError):
        make()


def test_shares_of_windows_refer_to_the_same_time():
    """A rare and a common step at the same window: together never more than the window."""
    hall = HallModel(
        pools=[Pool(id="窗")],
        streams=[
            CaseStream(id="少", arrivals=Arrivals(0.02),
                       steps=[StreamStep(name="罕见", pool="窗", minutes=60)]),
            CaseStream(id="多", arrivals=Arrivals(4.5),
                       steps=[StreamStep(name="常见", pool="窗", minutes=10)]),
        ],
    )  # fmt: skip
    for seed in range(20):
        result = simulate(hall, LINE, seed=seed)
        work = sum(w for p in result.passed for v in p.visits for w in v.worked)
        assert result.utilisation["窗"] == pytest.approx(work / max(result.left))


def test_quantiles_and_throughput():
    """Constant work without a queue: every quantile is the work."""
    result = simulate(
        model([constant("受理", 30, "窗")], [Pool(id="窗", windows=50)]), LINE, seed=1
    )
    assert result.quantile(0.5) == pytest.approx(30)
    assert result.quantile(0.9, "wait") == 0.0
    assert result.throughput == pytest.approx(len(result.arrived) / 21, abs=0.1)
    busy = simulate(
        model([StreamStep(name="x", pool="窗", minutes=20)], WINDOW), LINE, seed=1
    )
    waits = sorted(
        b - c
        for p in busy.passed
        for v in p.visits
        for b, c in zip(v.begun, v.came, strict=True)
    )
    numpy = pytest.importorskip("numpy")
    for share in (0.0, 0.1, 0.25, 0.5, 0.9, 0.99, 1.0):
        expected = float(numpy.quantile(waits, share))
        assert busy.quantile(share, "wait") == pytest.approx(expected, rel=1e-12)
    assert busy.quantile(1.0, "wait") == waits[-1]
    assert (
        simulate(model([constant("x", 1)], rate=0), LINE, seed=1).quantile(0.5) == 0.0
    )
    with pytest.raises(InputError):
        busy.quantile(90)


def test_by_organ_and_backlog():
    stations = [
        ServiceStation("受理", 3, 8, organ="甲"),
        ServiceStation("审查", 4, 12, organ="乙"),
    ]
    in_line = simulate(HallModel.in_line(stations, Arrivals(15)), LINE, seed=1)
    assert set(in_line.by_organ) == {"甲", "乙"}
    assert in_line.by_organ["乙"].wait == pytest.approx(in_line.stations[1].wait)
    rare = CaseStream(id="少", arrivals=Arrivals(0.5),
                      steps=[StreamStep(name="复核", pool="x", minutes=30, organ="甲")])  # fmt: skip
    common = CaseStream(id="多", arrivals=Arrivals(9),
                        steps=[StreamStep(name="受理", pool="y", minutes=6, organ="甲")])  # fmt: skip
    both = HallModel(pools=[Pool(id="x"), Pool(id="y")], streams=[rare, common])
    result = simulate(both, LINE, seed=1)
    weighted = sum(s.wait * s.served for s in result.stations) / sum(
        s.served for s in result.stations
    )
    assert result.by_organ["甲"].wait == pytest.approx(weighted)
    assert result.backlog(500, organ="甲") == result.backlog(500)
    runs = [simulate(both, LINE, seed=seed) for seed in range(4)]
    by_step = replicate_by_step(runs)
    assert by_step["受理"].mean == pytest.approx(
        sum(r.stations[1].wait for r in runs) / 4
    )
    assert set(replicate_by_step(runs, "busy", by_organ=True)) == {"甲"}
    with pytest.raises(InputError):
        replicate_by_step(runs, "没有")
    with pytest.raises(InputError):
        replicate_by_step(runs[:1])
    minute = LINE.minutes / 2
    inside = sum(
        a <= minute < b for a, b in zip(in_line.arrived, in_line.left, strict=True)
    )
    assert in_line.backlog(minute) == inside
    assert erlang_c(3, 15, 8).wait > 0


@pytest.mark.parametrize(
    ("freedom", "table"),
    [
        (1, 12.706),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (7, 2.365),
        (15, 2.131),
        (30, 2.042),
    ],
    ids=str,
)
def test_students_quantile_by_the_published_table(freedom, table):
    assert student(freedom) == pytest.approx(table, abs=0.0005)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99, 0.999])
def test_students_quantile_as_scipy_has_it(level):
    """To nine digits, for every realistic number of runs."""
    stats = pytest.importorskip("scipy.stats")
    for freedom in (*range(1, 60), 100, 365, 1000, 4999):
        expected = float(stats.t.ppf((1 + level) / 2, freedom))
        assert student(freedom, level) == pytest.approx(expected, rel=1e-9)
