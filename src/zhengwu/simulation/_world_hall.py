"""The hall of a world: its pools, its steps and its demand, as they are simulated."""

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
    """The hall of a world on a day (世界的大厅模型).

    Every item with demand is a stream. Corrections come after its first step of
    acceptance; a step that nobody serves and that takes no time is left out. Inspection and
    expert review do not count (行政许可法 art. 45), nor what the list says does not. The limit
    is the promised one, else the statutory one.

    Args:
        view: The world on the day.
        line: The working time over which the demand comes.

    Raises:
        InputError: No demand; a step served by nobody, or without time; corrections
            without a step of acceptance; a demanded item without any step that takes time.
    """
    streams: list[CaseStream] = []
    for key, wanted in view.demand.items():
        one = view.live[key]
        steps = tuple(_steps(one, wanted, line))
        if not steps:
            raise InputError(
                f"事项 {key} 有办件量,但没有一个环节写明用时;请用 SetService 补上",
                f"item {key} has demand, but no step of it takes time; set it with SetService",
            )
        streams.append(
            CaseStream(
                id=key,
                arrivals=_arrivals(wanted, line),
                steps=steps,
                priority=wanted.priority,
                limit=_limit(one),
            )
        )
    served = {step.pool for stream in streams for step in stream.steps}
    pools = tuple(pool for name, pool in view.pools.items() if name in served)
    return HallModel(pools=pools, streams=streams)


def _steps(one: Handling, wanted: Demand, line: WorkTimeline) -> list[StreamStep]:
    kept = [step for step in one.steps if step.minutes or step.pool]
    for step in kept:
        if not step.minutes:
            raise InputError(
                f"{one.item.label} 的环节 {step.name} 由 {step.pool} 办理,但没有用时;"
                "请用 SetService 补上",
                f"step {step.name} of {one.item.label} is served by {step.pool} and takes no "
                "time; set it with SetService",
            )
    accepting = next((s for s in kept if s.kind is StepKind.ACCEPT), None)
    if wanted.correction and accepting is None:
        raise InputError(
            f"{one.item.label} 有补正率,但没有写明用时的受理环节;请补上",
            f"{one.item.label} has corrections, but no step of acceptance that takes time",
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
            correction=wanted.correction if step is accepting else 0.0,
            away=wanted.away * line.day_minutes if step is accepting else 0.0,
            deemed_after=step.limit if step.deemed else None,
            counts=step.kind not in _UNCOUNTED and not step.shown.outside,
        )
        for step in kept
    ]


def _limit(one: Handling) -> SimpleLimit | None:
    """The promised limit, else the statutory one."""
    for reading in (one.item.committed_limit, one.item.statutory_limit):
        limit = None if reading is None else reading.limit
        if isinstance(limit, SimpleLimit):
            return limit
    return None


def _arrivals(wanted: Demand, line: WorkTimeline) -> Arrivals:
    """So many on a working day: hours and weekdays weigh in the time, months in the year."""
    hours = {int(hour): weight for hour, weight in wanted.hours.items()}
    months = {int(month): weight for month, weight in wanted.months.items()}
    weekdays = {int(day): weight for day, weight in wanted.weekdays.items()}
    within_day = Arrivals(1.0, hours, {}, weekdays).mean_weight(line)
    within_year = sum(months.get(month, 1.0) for month in range(1, 13)) / 12
    weight = within_day * within_year
    if not weight and wanted.per_day:
        raise InputError(
            "办件量的时、月权重使所有办公时间的到达为 0;请核对",
            "the weights of hours and months leave no office hour with arrivals",
        )
    per_hour = wanted.per_day / line.day_minutes * 60
    return Arrivals(per_hour / weight if weight else 0.0, hours, months, weekdays)


def simulate_world(
    world: World,
    since: date,
    until: date,
    *,
    seed: int,
    engine: Engine | None = None,
) -> Simulated:
    """Let the demand of a world pass through its hall (世界仿真).

    The world is taken as it is on the first day; what changes later is left out, and the
    result names those days (``not_taken``).

    Args:
        world: The world, with office hours, pools, demand, and steps that take time.
        since: First day.
        until: First day that no longer belongs to it.
        seed: Seed of the run.
        engine: What is to run it; the fast one where it can, else SimPy.

    Raises:
        InputError: No office hours; no demand; windows that cannot do the work.
        CalendarRangeError: Days that are not announced, unless the calendar of the office
            hours was made with ``projected=True``; the result then says so.
    """
    refuse_other(world, "world", World)
    as_date(since, "since")
    as_date(until, "until")
    view = world.at(since)
    if view.hours is None:
        raise InputError(
            "世界没有办公时间;请给出 hours",
            "the world has no office hours; give it some",
        )
    line = WorkTimeline(view.hours, since, until)
    found = simulate(hall_model(view, line), line, seed=seed, engine=engine)
    return attrs.evolve(found, not_taken=tuple(_changes_inside(world, since, until)))


def _changes_inside(world: World, since: date, until: date) -> Iterator[date]:
    """Days on which what is simulated changes, after the first and before the end."""
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
        for one in line
        for day in (one.since, one.until)
        if day is not None and since < day < until
    }
    yield from sorted(days)
