"""The hall of a world: its pools, its steps and its demand, as they are simulated."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhengwu._errors import InputError
from zhengwu.limits import Counting
from zhengwu.scenario._hall import Arrivals, CaseStream, HallModel, Spread, StreamStep
from zhengwu.scenario._simulate import Engine, Simulated, simulate
from zhengwu.scenario._worktime import WorkTimeline
from zhengwu.world import Demand, Handling, StepKind, World, WorldView


def hall_model(view: WorldView, line: WorkTimeline) -> HallModel:
    """The hall of a world on a day (世界的大厅模型).

    Every item with demand is a stream. Corrections come after its first step of
    acceptance; a step that nobody serves and that takes no time is left out; silence
    counts where a step says so and its limit is one of working days.

    Args:
        view: The world on the day.
        line: The working time over which the demand comes.

    Raises:
        InputError: No demand; a step served by nobody; a demanded item without any step
            that takes time.
    """
    streams = []
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
                limit_days=_limit_days(one),
            )
        )
    served = {step.pool for stream in streams for step in stream.steps}
    pools = tuple(pool for name, pool in view.pools.items() if name in served)
    return HallModel(pools=pools, streams=streams)


def _steps(one: Handling, wanted: Demand, line: WorkTimeline) -> list[StreamStep]:
    found: list[StreamStep] = []
    accepting = next((s for s in one.steps if s.kind is StepKind.ACCEPT), None)
    for step in one.steps:
        if not step.minutes:
            continue
        limit: Any = step.limit
        counted = limit is not None and limit.counting in (
            Counting.WORKING_DAYS,
            Counting.AT_ONCE,
            Counting.SAME_DAY,
        )
        found.append(
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
                deemed_after=_days_of(limit) if step.deemed and counted else None,
            )
        )
    return found


def _days_of(limit: Any) -> int:
    return int(limit.amount) if limit.counting is Counting.WORKING_DAYS else 0


def _limit_days(one: Handling) -> int | None:
    reading = one.item.committed_limit
    limit: Any = None if reading is None else reading.limit
    if limit is None:
        return None
    if limit.counting in (Counting.WORKING_DAYS, Counting.AT_ONCE, Counting.SAME_DAY):
        return _days_of(limit)
    return None


def _arrivals(wanted: Demand, line: WorkTimeline) -> Arrivals:
    """So many on a working day on average, however they are spread over hours and months."""
    hours = {int(hour): weight for hour, weight in wanted.hours.items()}
    months = {int(month): weight for month, weight in wanted.months.items()}
    even = Arrivals(1.0, hours, months)
    mean = 1.0
    if hours or months:
        weighed = [
            (even.weight(line, start + 0.5), 1.0) for start in range(int(line.minutes))
        ]
        mean = sum(weight for weight, _ in weighed) / len(weighed)
    per_hour = wanted.per_day / line.day_minutes * 60
    return Arrivals(per_hour / mean if mean else 0.0, hours, months)


def simulate_world(
    world: World,
    since: date,
    until: date,
    *,
    seed: int,
    engine: Engine | None = None,
) -> Simulated:
    """Let the demand of a world pass through its hall (世界仿真).

    The world is taken as it is on the first day; what changes later is left out.

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
    view = world.at(since)
    if view.hours is None:
        raise InputError(
            "世界没有办公时间;请给出 hours",
            "the world has no office hours; give it some",
        )
    line = WorkTimeline(view.hours, since, until)
    return simulate(hall_model(view, line), line, seed=seed, engine=engine)
