"""Model of the hall of a world, from its pools, steps and demand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.simulation._hall import Arrivals, CaseStream, HallModel, Spread, StreamStep
from zhengwu.simulation._simulate import Engine, Simulated, simulate
from zhengwu.simulation._worktime import WorkTimeline
from zhengwu.world import Demand, Handling, StepKind, Timeline, World, WorldView

_UNCOUNTED: Final = frozenset({StepKind.INSPECTION, StepKind.EXPERT})


def hall_model(view: WorldView, line: WorkTimeline) -> HallModel:
    """Model of the hall of a world on a day (世界的大厅模型).

    Every item with demand is a stream. Corrections follow its first step of acceptance.
    Steps without a pool and without time are left out. Inspection and expert review do
    not count towards the limit (行政许可法 art. 45), nor do steps that the list excludes.
    The limit is the promised limit, or the statutory limit if there is no promise.

    Args:
        view: World on the day.
        line: Working time over which the demand arrives.

    Raises:
        InputError: There is no demand; a step has no pool or no time; there are
            corrections but no step of acceptance; no step of an item takes time.
    """
    streams: list[CaseStream] = []
    for key, demand in view.demand.items():
        handling = view.live[key]
        steps = tuple(_build_steps(handling, demand, line))
        if not steps:
            raise InputError(
                f"事项 {key} 有办件量,但没有一个环节写明用时;请用 SetService 补填",
                f"item {key} has demand, but none of its steps takes time; set it with "
                "SetService",
            )
        streams.append(
            CaseStream(
                id=key,
                arrivals=_build_arrivals(demand, line),
                steps=steps,
                priority=demand.priority,
                limit=_get_limit(handling),
            )
        )
    served = {step.pool for stream in streams for step in stream.steps}
    pools = tuple(pool for name, pool in view.pools.items() if name in served)
    return HallModel(pools=pools, streams=streams)


def _build_steps(
    handling: Handling, demand: Demand, line: WorkTimeline
) -> list[StreamStep]:
    label = handling.item.label
    kept = [step for step in handling.steps if step.minutes or step.pool]
    for step in kept:
        if not step.minutes:
            raise InputError(
                f"{label} 的环节 {step.name} 由 {step.pool} 办理,但没有写明用时;"
                "请用 SetService 补填",
                f"step {step.name} of {label} is served by {step.pool} but takes no "
                "time; set it with SetService",
            )
    accepting = next((s for s in kept if s.kind is StepKind.ACCEPT), None)
    if demand.correction and accepting is None:
        raise InputError(
            f"{label} 有补正率,但没有写明用时的受理环节;请补填",
            f"{label} has corrections, but no step of acceptance that takes time; add it",
        )
    return [
        StreamStep(
            name=step.name,
            kind=step.kind,
            pool=step.pool,
            minutes=step.minutes,
            spread=Spread.EXPONENTIAL if step.pool else Spread.CONSTANT,
            organ=step.organ,
            group=step.group,
            correction=demand.correction if step is accepting else 0.0,
            away=demand.away * line.day_minutes if step is accepting else 0.0,
            deemed_after=step.limit if step.deemed else None,
            counts=step.kind not in _UNCOUNTED and not step.shown.outside,
        )
        for step in kept
    ]


def _get_limit(handling: Handling) -> SimpleLimit | None:
    """Promised limit, or the statutory limit if there is no promise."""
    for reading in (handling.item.committed_limit, handling.item.statutory_limit):
        limit = None if reading is None else reading.limit
        if isinstance(limit, SimpleLimit):
            return limit
    return None


def _build_arrivals(demand: Demand, line: WorkTimeline) -> Arrivals:
    """Arrivals whose mean number per working day is that of the demand.

    The weights of hours and weekdays are averaged over the timeline, those of months over
    a year.
    """
    hours = {int(hour): weight for hour, weight in demand.hours.items()}
    months = {int(month): weight for month, weight in demand.months.items()}
    weekdays = {int(day): weight for day, weight in demand.weekdays.items()}
    within_day = Arrivals(1.0, hours, {}, weekdays).mean_weight(line)
    within_year = sum(months.get(month, 1.0) for month in range(1, 13)) / 12
    weight = within_day * within_year
    if not weight and demand.per_day:
        raise InputError(
            "按办件量的时、星期、月权重,所有办公时间的到达数都是 0;请核对",
            "by the weights of hours, weekdays and months there are no arrivals in any "
            "office hour; check the weights",
        )
    per_hour = demand.per_day / line.day_minutes * 60
    return Arrivals(per_hour / weight if weight else 0.0, hours, months, weekdays)


def simulate_world(
    world: World,
    since: date,
    until: date,
    *,
    seed: int,
    engine: Engine | None = None,
) -> Simulated:
    """Simulate the demand of a world in its hall (世界仿真).

    The world is used as it is on the first day. Later changes are ignored, and the result
    lists their days (``not_taken``).

    Args:
        world: The world, with office hours, pools, demand, and steps that take time.
        since: First day.
        until: Day after the last day.
        seed: Seed of the run.
        engine: Engine of the run; the fast engine if it can run the hall, else SimPy.

    Raises:
        InputError: There are no office hours or no demand, or the demand exceeds the
            capacity of the windows.
        CalendarRangeError: A day is not announced, unless the calendar of the office
            hours was created with ``projected=True``; the result is then marked as such.
    """
    refuse_other(world, "world", World)
    as_date(since, "since")
    as_date(until, "until")
    view = world.at(since)
    if view.hours is None:
        raise InputError(
            "世界没有办公时间;请给出 hours",
            "the world has no office hours; set hours",
        )
    line = WorkTimeline(view.hours, since, until)
    result = simulate(hall_model(view, line), line, seed=seed, engine=engine)
    return attrs.evolve(result, not_taken=tuple(_iter_changes(world, since, until)))


def _iter_changes(world: World, since: date, until: date) -> Iterator[date]:
    """Days after the first day, and before the end, on which the simulated parts change."""
    lines: list[Timeline[Any]] = [
        *(line for key, line in world.handlings.items() if key in world.demand),
        *world.pools.values(),
        *world.demand.values(),
    ]
    if world.hours is not None:
        lines.append(world.hours)
    days = {
        day
        for line in lines
        for stretch in line
        for day in (stretch.since, stretch.until)
        if day is not None and since < day < until
    }
    yield from sorted(days)
