"""Simulation of applications that pass through windows and steps, in working time only.

Time runs in the office hours of the hall: holidays, lunch breaks and nights take no time.
The fast engine runs queues that are served in order of arrival. SimPy (extra
``simulation``) runs every hall. If both engines can run a hall, they give the same numbers
from the same draws. The result states which engine ran, and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from math import fsum
from operator import gt, sub
from statistics import fmean
from typing import Final, Literal

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu._text import CLAUSES, Lang, TextEnum
from zhengwu._values import Value
from zhengwu.limits.values._limit import ClockLimit, OfficeLimit, SimpleLimit
from zhengwu.simulation._draws import draw
from zhengwu.simulation._erlang import build_overload_error
from zhengwu.simulation._hall import (
    CaseStream,
    HallModel,
    beyond_fifo,
    reason_label,
)
from zhengwu.simulation._worktime import WallClock, WorkTimeline
from zhengwu.simulation.engines._desk import run_simpy
from zhengwu.simulation.engines._fifo import Passed, Visits, run_fifo
from zhengwu.world import ClosingRule, Pool

_TOLERANCE: Final = 1e-6  # minutes: instants are exact to the microsecond
_MINUTE: Final = dt.timedelta(minutes=1)


class Engine(TextEnum):
    """Engine that ran a simulation (仿真引擎)."""

    FIFO = "fifo", "快速引擎", "fast engine"
    SIMPY = "simpy", "SimPy", "SimPy"


@attrs.frozen
class StationResult(Value):
    """Result of a step (环节仿真结果): means over a run, times in working minutes.

    Args:
        name: Name of the step.
        organ: Id of the organ.
        pool: Id of the pool that served the step.
        served: Number of applications.
        wait: Mean time in the queue before the first start.
        waited: Share of applications that had to wait.
        longest: Longest time in the queue.
        sojourn: Mean time from arrival at the step to its end.
        busy: Share of the open time of the windows of the pool that the step used.
        queue: Mean number of applications in the queue.
        deemed: Share of applications for which silence counted as consent.
    """

    name: str
    organ: str
    pool: str
    served: int
    wait: float
    waited: float
    longest: float
    sojourn: float
    busy: float
    queue: float
    deemed: float = 0.0


@attrs.frozen(kw_only=True, slots=False)
class Simulated(Value):
    """Result of a simulation run (仿真结果).

    Args:
        engine: Engine that ran the simulation.
        why: Names of the reasons why the fast engine cannot run the hall; empty if it can.
        seed: Seed of the run; the same seed gives the same run.
        model: Model of the hall.
        line: The working time.
        passed: Course of each stream through the hall.
        arrived: Working minute at which each application arrived, stream by stream.
        left: Working minute at which each application was completed, in the same order.
        projected: Whether the run includes days that are not final.
        not_taken: Days of the run on which the world changes; the simulation uses the
            world as it is on the first day and ignores these changes.
    """

    engine: Engine
    why: tuple[str, ...] = ()
    seed: int
    model: HallModel = attrs.field(repr=False)
    line: WorkTimeline = attrs.field(repr=False, eq=False)
    passed: tuple[Passed, ...] = attrs.field(repr=False, eq=False)
    arrived: tuple[float, ...] = attrs.field(repr=False)
    left: tuple[float, ...] = attrs.field(repr=False)
    projected: bool = False
    not_taken: tuple[dt.date, ...] = ()

    @cached_property
    def stations(self) -> tuple[StationResult, ...]:
        """Result of each step; steps with the same name, organ and pool are combined."""
        by_step: dict[tuple[str, str, str], list[Visits]] = {}
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            for step, visits in zip(stream.steps, passed.visits, strict=True):
                if step.pool:
                    key = step.name, step.organ, step.pool
                    by_step.setdefault(key, []).append(visits)
        spans = self._open_minutes
        return tuple(
            _summarise_visits(key, visits, spans[key[2]])
            for key, visits in by_step.items()
        )

    @cached_property
    def _open_minutes(self) -> dict[str, float]:
        """Open minutes of all windows of each pool, until its last end."""
        ends: dict[str, float] = {}
        wall_ends: dict[str, float] = {}
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            in_wall_time = passed.walls[0] if passed.walls else passed.visits
            for step, visits, wall in zip(
                stream.steps, passed.visits, in_wall_time, strict=True
            ):
                if step.pool:
                    last = max(visits.done, default=0.0)
                    ends[step.pool] = max(ends.get(step.pool, 0.0), last)
                    at = max(wall.done, default=0.0)
                    wall_ends[step.pool] = max(wall_ends.get(step.pool, 0.0), at)
        minutes: dict[str, float] = {}
        for pool in self.model.pools:
            span = ends.get(pool.id, 0.0)
            if pool.hours is not None:
                own = WorkTimeline(pool.hours, self.line.since, self.line.until)
                clock = WallClock(own, self.line.since)
                span = clock.minute(wall_ends.get(pool.id, 0.0))
            minutes[pool.id] = pool.windows * span
        return minutes

    @cached_property
    def by_organ(self) -> dict[str, StationResult]:
        """Result of each organ over its steps, weighted by the number of applications."""
        groups: dict[str, list[StationResult]] = {}
        for station in self.stations:
            groups.setdefault(station.organ, []).append(station)
        return {organ: _combine(organ, group) for organ, group in groups.items()}

    @cached_property
    def utilisation(self) -> dict[str, float]:
        """Share of the open time in which the windows of each pool were busy."""
        busy: dict[str, float] = {pool.id: 0.0 for pool in self.model.pools}
        for station in self.stations:
            busy[station.pool] += station.busy
        return busy

    @property
    def sojourn(self) -> float:
        """Mean time in system, in working minutes; 0 without applications."""
        pairs = zip(self.arrived, self.left, strict=True)
        return fmean(end - start for start, end in pairs) if self.arrived else 0.0

    @property
    def wait(self) -> float:
        """Mean time of an application in the queues of all its steps, in working minutes."""
        total = fsum(station.wait * station.served for station in self.stations)
        return total / len(self.arrived) if self.arrived else 0.0

    @property
    def throughput(self) -> float:
        """Mean number of applications completed per working day (日均办结件数)."""
        done = len(self.arrived) - self.open_at_end
        return done / max(self.line.minutes / self.line.day_minutes, 1.0)

    def quantile(
        self, share: float, of: Literal["sojourn", "wait"] = "sojourn"
    ) -> float:
        """Quantile of the time in system or in the queues (分位数).

        The quantile is interpolated linearly, as NumPy does by default.

        Args:
            share: Share of the applications, such as 0.9.
            of: Time in system, or time in the queues of all steps.

        Returns:
            Working minutes; 0 without applications.

        Raises:
            InputError: The share is not from 0 to 1.
        """
        if not 0 <= share <= 1:
            raise InputError(
                f"分位 {share} 应在 0 与 1 之间",
                f"the share {share} must be from 0 to 1",
            )
        times = sorted(self._waits if of == "wait" else self._sojourns)
        if not times:
            return 0.0
        rank = share * (len(times) - 1)
        below = int(rank)
        above = min(below + 1, len(times) - 1)
        return times[below] + (times[above] - times[below]) * (rank - below)

    @property
    def _sojourns(self) -> Iterator[float]:
        return (end - at for at, end in zip(self.arrived, self.left, strict=True))

    @property
    def _waits(self) -> Iterator[float]:
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            served = [
                visits
                for step, visits in zip(stream.steps, passed.visits, strict=True)
                if step.pool
            ]
            for number in range(len(passed.left)):
                yield fsum(v.begun[number] - v.came[number] for v in served)

    @property
    def open_at_end(self) -> int:
        """Number of applications not completed at the end of the timeline (积压)."""
        return sum(end > self.line.minutes for end in self.left)

    @property
    def deemed_share(self) -> float:
        """Share of the steps with deemed consent in which silence counted (默认率)."""
        possible = deemed = 0
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            for step, visits in zip(stream.steps, passed.visits, strict=True):
                if step.deemed_after is not None:
                    possible += len(visits.came)
                    deemed += len(visits.deemed)
        return deemed / possible if possible else 0.0

    def backlog(self, minute: float, *, step: str = "", organ: str = "") -> int:
        """Number of applications in system at a working minute (在办件数).

        Args:
            minute: The working minute.
            step: Only applications at steps of this name.
            organ: Only applications at steps of this organ.
        """
        if not step and not organ:
            pairs = zip(self.arrived, self.left, strict=True)
            return sum(start <= minute < end for start, end in pairs)
        return sum(
            start <= minute < end
            for stream, passed in zip(self.model.streams, self.passed, strict=True)
            for current, visits in zip(stream.steps, passed.visits, strict=True)
            if (not step or current.name == step)
            and (not organ or current.organ == organ)
            for start, end in zip(visits.came, visits.done, strict=True)
        )

    def late_share(self, minutes: float | None = None) -> float:
        """Share of applications that were not completed in time (逾期率).

        Args:
            minutes: Limit in working minutes. If None, the limits of the streams apply, as
                the law counts them; applications without a limit are never late, and the
                time of corrections and special procedures is deducted.
        """
        if minutes is not None:
            pairs = zip(self.arrived, self.left, strict=True)
            late = sum(end - start > minutes for start, end in pairs)
            return late / len(self.arrived) if self.arrived else 0.0
        return self.late / len(self.arrived) if self.arrived else 0.0

    @cached_property
    def late(self) -> int:
        """Number of applications that exceeded the limit of their stream (逾期件数)."""
        return sum(
            self._count_late(stream.limit, passed, came)
            for stream, passed, came in iter_streams(self)
            if stream.limit is not None
        )

    def _count_late(
        self, limit: SimpleLimit, passed: Passed, came: tuple[float, ...]
    ) -> int:
        line = self.line
        wall = WallClock(line, line.since)
        late = 0
        for number, at in enumerate(came):
            start, uncounted = line.instant(at), passed.uncounted(number)
            end = passed.left[number]
            wall_end = (
                wall.wall(end) if passed.walls is None else passed.walls[1][number]
            )
            if uncounted or wall_end >= wall.end or isinstance(limit, OfficeLimit):
                excess = end - line.due_minute(limit, start) - uncounted
            elif isinstance(limit, ClockLimit):
                excess = wall_end - wall.wall(at) - limit.length / _MINUTE
            else:
                last_day = wall.instant(wall_end).date()
                excess = float((last_day - line.due_day(limit, start)).days)
            late += excess > _TOLERANCE
        return late

    def reasons(self, lang: Lang = "zh") -> str:
        """Reasons why SimPy ran, as text; empty if the fast engine can run the hall."""
        return CLAUSES.say(lang).join(reason_label(name, lang) for name in self.why)


def iter_streams(
    result: Simulated,
) -> Iterator[tuple[CaseStream, Passed, tuple[float, ...]]]:
    """Each stream with its course and the arrivals of its applications (各办件流)."""
    start = 0
    for stream, passed in zip(result.model.streams, result.passed, strict=True):
        end = start + len(passed.left)
        yield stream, passed, result.arrived[start:end]
        start = end


def _combine(organ: str, stations: list[StationResult]) -> StationResult:
    """Result of an organ over several steps."""
    served = sum(station.served for station in stations)

    def compute_mean(name: str) -> float:
        total = fsum(getattr(station, name) * station.served for station in stations)
        return total / served if served else 0.0

    return StationResult(
        name="、".join(dict.fromkeys(station.name for station in stations)),
        organ=organ,
        pool="、".join(dict.fromkeys(station.pool for station in stations)),
        served=served,
        wait=compute_mean("wait"),
        waited=compute_mean("waited"),
        longest=max(station.longest for station in stations),
        sojourn=compute_mean("sojourn"),
        busy=fsum(station.busy for station in stations),
        queue=fsum(station.queue for station in stations),
        deemed=compute_mean("deemed"),
    )


def _summarise_visits(
    key: tuple[str, str, str], steps: list[Visits], open_minutes: float
) -> StationResult:
    """Result of a step, from the visits of all steps with the same key."""
    came = [at for visits in steps for at in visits.came]
    if not came:
        return StationResult(*key, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    begun = [at for visits in steps for at in visits.begun]
    count = len(came)
    total_wait = fsum(begun) - fsum(came)
    total_sojourn = fsum(at for visits in steps for at in visits.done) - fsum(came)
    worked = fsum(work for visits in steps for work in visits.worked)
    return StationResult(
        *key,
        served=count,
        wait=total_wait / count,
        waited=sum(map(gt, begun, came)) / count,
        longest=max(map(sub, begun, came)),
        sojourn=total_sojourn / count,
        busy=worked / open_minutes if open_minutes else 0.0,
        queue=total_wait / max(max(visits.done) for visits in steps if visits.done),
        deemed=sum(len(visits.deemed) for visits in steps) / count,
    )


def simulate(
    model: HallModel,
    line: WorkTimeline,
    *,
    seed: int,
    engine: Engine | None = None,
) -> Simulated:
    """Simulate applications in a hall (办件仿真).

    Args:
        model: The hall; `HallModel.in_line` builds a hall of consecutive steps.
        line: The working time.
        seed: Seed of the run.
        engine: Engine of the run; the fast engine if it can run the hall, else SimPy.

    Raises:
        InputError: The work exceeds the capacity of the windows, or the fast engine is
            requested for a hall that it cannot run.
        MissingExtraError: SimPy is needed and not installed.
    """
    refuse_other(engine, "engine", Engine, type(None))
    _refuse_unstable(model, line)
    why = beyond_fifo(model)
    if engine is Engine.FIFO and why:
        listed = ";".join(map(reason_label, why))
        raise InputError(
            f"快速引擎不能仿真这个大厅:{listed};请用 Engine.SIMPY",
            "the fast engine cannot run this hall: "
            + "; ".join(reason_label(name, "en") for name in why)
            + "; use Engine.SIMPY",
        )
    chosen = engine or (Engine.SIMPY if why else Engine.FIFO)
    draws = draw(model, line, seed)
    fast = chosen is Engine.FIFO
    passed = run_fifo(model, draws) if fast else run_simpy(model, draws, line)
    return Simulated(
        engine=chosen,
        why=why,
        seed=seed,
        model=model,
        line=line,
        passed=tuple(passed),
        arrived=tuple(chain.from_iterable(drawn.arrived for drawn in draws)),
        left=tuple(chain.from_iterable(course.left for course in passed)),
        projected=line.projected
        or any(
            WorkTimeline(pool.hours, line.since, line.until).projected
            for pool in model.pools
            if pool.hours is not None
        ),
    )


def open_share(pool: Pool, line: WorkTimeline) -> float:
    """Working time of a pool as a share of the working time of the hall (开放时间之比)."""
    if pool.hours is None:
        return 1.0
    return WorkTimeline(pool.hours, line.since, line.until).minutes / line.minutes


def _refuse_unstable(model: HallModel, line: WorkTimeline) -> None:
    """Refuse a hall whose work exceeds the capacity of a pool of windows."""
    demanded: dict[str, float] = {}  # working minutes per minute, by pool
    for stream in model.streams:
        rate = stream.arrivals.per_hour / 60 * stream.arrivals.mean_weight(line)
        for step in stream.steps:
            # Deemed consent removes applications from the queue, so it cannot overflow.
            if step.pool and step.deemed_after is None:
                work = rate * step.minutes / (1 - step.correction)
                demanded[step.pool] = demanded.get(step.pool, 0.0) + work
    for pool in model.pools:
        # Windows that finish after closing time can do more than their office hours.
        if pool.id in demanded and pool.closing is not ClosingRule.FINISH:
            load = demanded[pool.id] / (pool.windows * open_share(pool, line))
            if load >= 1:
                raise build_overload_error(pool.windows, load, pool.name or pool.id)


def at_instants(result: Simulated) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Instants of arrival and completion of each completed application (换算为时刻)."""
    line, wall = result.line, WallClock(result.line, result.line.since)
    for _, passed, came in iter_streams(result):
        for number, (at, end) in enumerate(zip(came, passed.left, strict=True)):
            if end <= line.minutes:
                done = (
                    line.instant(end)
                    if passed.walls is None
                    else wall.instant(passed.walls[1][number])
                )
                yield line.instant(at), done
