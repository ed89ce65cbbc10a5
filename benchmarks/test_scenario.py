"""Reforms of a large world, all metrics, and a year of a hall compared with SimPy."""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from heapq import heapreplace
from typing import Any

import pytest
from province import province

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.codes import Level
from zhengwu.delegation import Devolution, Powers, TierOrgan
from zhengwu.items import ImplementingItem, PrerequisiteReview
from zhengwu.legal import LegalBasis
from zhengwu.limits import parse_limit
from zhengwu.metrics import METRICS, measure
from zhengwu.reforms import (
    Devolve,
    MakeInstant,
    PoolWindows,
    SetPool,
    Suspend,
    Where,
    apply_reforms,
)
from zhengwu.scenario import sweep
from zhengwu.simulation import (
    Arrivals,
    Engine,
    HallModel,
    ServiceStation,
    WorkTimeline,
    simulate,
    simulate_world,
)
from zhengwu.world import Demand, Handling, HandlingStep, Pool, StepKind, World

ITEMS, CHANGED = 20_000, 100
DAY = date(2025, 7, 1)
LAW = LegalBasis(title="行政许可法", article="24")
HOURS = OfficeHours(
    calendar=china_calendar(),
    regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
)
YEAR = WorkTimeline(HOURS, date(2025, 1, 1), date(2026, 1, 1))
# PEERS: 10, 8, 4, 4 servers at a load of 0.8, about 100,000 cases in the year.
FOUR = HallModel.in_line(
    [
        ServiceStation("受理", 10, 8.37),
        ServiceStation("审查", 8, 6.7),
        ServiceStation("决定", 4, 3.35),
        ServiceStation("送达", 4, 3.35),
    ],
    Arrivals(57.3),
)


@cache
def _make_powers() -> Powers:
    return province(ITEMS, 2 * ITEMS + 2_000)


@cache
def _make_world() -> World:
    """20,000 items whose powers are those of a province."""
    powers = _make_powers()
    rng = random.Random(1)  # noqa: S311  # a sample, not a secret
    limits = [parse_limit(f"{n}个工作日") for n in range(1, 46)]
    rows = []
    for number, key in enumerate(powers.items):
        statutory = rng.randrange(5, 45)
        item = ImplementingItem(
            name=f"事项{number}",
            basic_code=key,
            level=Level.COUNTY,
            organ="县局",
            statutory_limit=limits[statutory],
            committed_limit=limits[rng.randrange(statutory)],
            visits=rng.randrange(3),
            documents=[f"材料{n}" for n in range(rng.randrange(1, 7))],
            steps=["受理", "审查", "决定", "送达"][: rng.randrange(2, 5)],
        )
        review = PrerequisiteReview(name="前置", organ="他局")
        rows.append(Handling(key=key, item=item, reviews=(review,)))
    return World(handlings=World.of(rows).handlings, powers=powers)


def _choose_handlings() -> Any:
    return Where.by_key([*_make_world().handlings][:CHANGED])


@pytest.mark.benchmark(group="reform 100 of 20,000 items")
def test_reform(benchmark: Any) -> None:
    reform = MakeInstant(id="即", since=DAY, where=_choose_handlings())
    result = benchmark(lambda: apply_reforms(_make_world(), reform, check=False))
    assert len(result.steps[0].keys) == CHANGED


@pytest.mark.benchmark(group="reform 100 of 20,000 items")
def test_reform_of_powers(benchmark: Any) -> None:
    benchmark.extra_info["who"] = "with powers"
    reform = Suspend(
        id="停", since=DAY, until=date(2026, 1, 1), where=_choose_handlings()
    )
    result = benchmark(lambda: apply_reforms(_make_world(), reform, check=False))
    assert len(result.diff.of("item")) == CHANGED


@pytest.mark.benchmark(group="reform 100 of 20,000 items")
def test_reform_checked(benchmark: Any) -> None:
    """With a check of the principles where the reform changes powers."""
    benchmark.extra_info["who"] = "with powers, principles checked"
    reform = Devolve(
        id="放", since=DAY, where=_choose_handlings(), basis=LAW,
        giver=TierOrgan(Level.CITY, "线01"), receiver=TierOrgan(Level.COUNTY, "线01"),
    )  # fmt: skip
    result = benchmark.pedantic(
        lambda: apply_reforms(_make_world(), reform), rounds=5, warmup_rounds=1
    )
    assert len(result.diff.of("instrument")) == 1


@pytest.mark.benchmark(group="reform 100 of 20,000 items")
def test_powers_alone(benchmark: Any) -> None:
    """Adding an instrument to 42,000 instruments."""
    benchmark.extra_info["who"] = "one instrument alone"
    devolution = Devolution(
        id="放", items=[*_make_powers().items][:CHANGED], giver=TierOrgan(Level.CITY, "线01"),
        receiver=TierOrgan(Level.COUNTY, "线01"),
    )  # fmt: skip
    benchmark(lambda: _make_powers().with_instruments(devolution))


@pytest.mark.benchmark(group="all metrics over 20,000 items")
def test_metrics(benchmark: Any) -> None:
    before = _make_world()
    after = apply_reforms(
        before, MakeInstant(id="即", since=DAY, where=_choose_handlings()), check=False
    ).world

    def all_metrics() -> list[Any]:
        new, old = after.at(DAY), before.at(DAY)
        return [measure(name, new, old) for name in METRICS]

    results = benchmark.pedantic(all_metrics, rounds=5, warmup_rounds=1)
    assert len(results) == len(METRICS)


@pytest.mark.benchmark(group="100,000 applications through four steps")
def test_fast_engine(benchmark: Any) -> None:
    result = benchmark.pedantic(lambda: simulate(FOUR, YEAR, seed=1), rounds=5)
    assert len(result.arrived) > 95_000


@pytest.mark.benchmark(group="100,000 applications through four steps")
def test_bare_recursion(benchmark: Any) -> None:
    """The lower bound: random draws and a heap of windows; only end times are kept."""
    benchmark.extra_info["who"] = "bare heap recursion"

    def run() -> list[float]:
        rng = random.Random(1)  # noqa: S311  # a simulation, not a secret
        arrivals, at = list[float](), 0.0
        while at < YEAR.minutes:
            at += rng.expovariate(57.3 / 60)
            arrivals.append(at)
        for windows, mean in ((10, 8.37), (8, 6.7), (4, 3.35), (4, 3.35)):
            free, ends = [0.0] * windows, list[float]()
            for arrival in sorted(arrivals):
                end = max(free[0], arrival) + rng.expovariate(1 / mean)
                heapreplace(free, end)
                ends.append(end)
            arrivals = ends
        return arrivals

    assert len(benchmark.pedantic(run, rounds=5)) > 95_000


@pytest.mark.benchmark(group="100,000 applications through four steps")
def test_simpy(benchmark: Any) -> None:
    benchmark.extra_info["who"] = "our general engine on SimPy"
    pytest.importorskip("simpy")
    result = benchmark.pedantic(
        lambda: simulate(FOUR, YEAR, seed=1, engine=Engine.SIMPY), rounds=1
    )
    assert result.left == simulate(FOUR, YEAR, seed=1).left


@pytest.mark.benchmark(group="100,000 applications through four steps")
def test_plain_simpy(benchmark: Any) -> None:
    """SimPy as its documentation recommends: one resource per step."""
    benchmark.extra_info["who"] = "plain SimPy"
    simpy = pytest.importorskip("simpy")

    def run() -> int:
        rng = random.Random(1)  # noqa: S311  # a simulation, not a secret
        env: Any = simpy.Environment()
        pools = [simpy.Resource(env, windows) for windows in (10, 8, 4, 4)]
        means = (8.37, 6.7, 3.35, 3.35)
        done = 0

        def process_case() -> Any:
            nonlocal done
            for pool, mean in zip(pools, means, strict=True):
                with pool.request() as request:
                    yield request
                    yield env.timeout(rng.expovariate(1 / mean))
            done += 1

        def source() -> Any:
            while env.now < YEAR.minutes:
                yield env.timeout(rng.expovariate(57.3 / 60))
                env.process(process_case())

        env.process(source())
        env.run()
        return done

    assert benchmark.pedantic(run, rounds=1) > 95_000


def _make_hall() -> World:
    rows = [
        Handling(
            key=f"事项{n}",
            item=ImplementingItem(name=f"事项{n}"),
            steps=[
                HandlingStep(
                    name="受理", kind=StepKind.ACCEPT, pool=f"窗{n}", minutes=10
                )
            ],
        )
        for n in range(10)
    ]
    return World.of(
        rows,
        resources=[Pool(id=f"窗{n}") for n in range(10)],
        demand={row.key: Demand(per_day=35) for row in rows},
        hours=HOURS,
    )


def _simulate_wait(windows: int) -> float:
    names = [f"窗{n}" for n in range(10)]
    after = apply_reforms(
        _make_hall(),
        [
            PoolWindows(id="并", since=DAY, pools=names, into="综合"),
            SetPool(id="配", since=DAY, pool=Pool(id="综合", windows=windows)),
        ],
    ).world
    return simulate_world(after, DAY, date(2025, 10, 1), seed=windows).wait


SCENARIOS = [9 + n % 8 for n in range(200)]


@pytest.mark.benchmark(group="a sweep of 200 scenarios")
def test_sweep_alone(benchmark: Any) -> None:
    assert (
        len(benchmark.pedantic(lambda: sweep(_simulate_wait, SCENARIOS), rounds=1))
        == 200
    )


@pytest.mark.benchmark(group="a sweep of 200 scenarios")
def test_sweep_on_two_cores(benchmark: Any) -> None:
    benchmark.extra_info["who"] = "on two cores"
    with ProcessPoolExecutor(2) as executor:
        sweep(_simulate_wait, SCENARIOS[:2], executor=executor)  # start the workers
        results = benchmark.pedantic(
            lambda: sweep(_simulate_wait, SCENARIOS, executor=executor), rounds=1
        )
    assert len(results) == 200
