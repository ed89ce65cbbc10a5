"""Applications through windows and steps, in working time only.

Everybody who comes is served by the hall's clock: holidays, lunch and nights take no time.
The fast engine runs queues that are served in order of arrival; SimPy (extra
``simulation``) runs every hall, and gives the same numbers from the same draws where both
can. The result says which ran, and why.
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
from zhengwu._text import Lang, TextEnum
from zhengwu.limits.values._limit import ClockLimit, OfficeLimit, SimpleLimit
from zhengwu.simulation._draws import draw
from zhengwu.simulation._erlang import unstable
from zhengwu.simulation._hall import (
    HallModel,
    beyond_fifo,
    reason_label,
)
from zhengwu.simulation._worktime import WallClock, WorkTimeline
from zhengwu.simulation.engines._desk import run_simpy
from zhengwu.simulation.engines._fifo import Passed, Visits, run_fifo
from zhengwu.world import ClosingRule, Pool

_LATE_WORK: Final = 1e-6  # minutes: instants are told to the microsecond
_MINUTE: Final = dt.timedelta(minutes=1)


class Engine(TextEnum):
    """What ran a simulation (仿真引擎)."""

    FIFO = "fifo", "快速引擎", "fast engine"
    SIMPY = "simpy", "SimPy", "SimPy"


@attrs.frozen
class StationResult:
    """What happened at a step (环节仿真结果), means over one run.

    Args:
        name: The step.
        organ: Id of the organ.
        pool: Id of the pool that served it.
        served: How many were begun.
        wait: Mean time in the queue, in working minutes; of several times the first.
        waited: Share of those who had to wait.
        longest: Longest time in the queue.
        sojourn: Mean time from coming to the step to being done with it.
        busy: Share of the time of its pool's windows that it took, up to the last end.
        queue: Mean number in the queue.
        deemed: Share for which silence was taken for agreement.
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
class Simulated:
    """What a simulation gave (仿真结果), one run.

    Args:
        engine: What ran it.
        why: Why the fast engine could not, in short names; none if it ran or could have.
        seed: Seed of the run: the same seed gives the same run.
        model: The hall.
        line: The working time.
        passed: How each stream passed through it.
        arrived: Working minute at which each application came, stream by stream.
        left: Working minute at which each was done, in the same order.
        projected: Whether it rests on days that are not final.
        not_taken: Days inside the time on which the world changes, and which a simulation
            of the world as it is on the first day leaves out.
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
        """What happened at each step, those of one name and pool together."""
        found: dict[tuple[str, str, str], list[Visits]] = {}
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            for step, visits in zip(stream.steps, passed.visits, strict=True):
                if step.pool:
                    key = step.name, step.organ, step.pool
                    found.setdefault(key, []).append(visits)
        spans = self._open_minutes
        return tuple(
            _station(key, visits, spans[key[2]]) for key, visits in found.items()
        )

    @cached_property
    def _open_minutes(self) -> dict[str, float]:
        """Minutes that the windows of each pool were open, up to its last end."""
        ends: dict[str, float] = {}
        walls: dict[str, float] = {}
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            beside = passed.walls[0] if passed.walls else passed.visits
            for step, visits, wall in zip(
                stream.steps, passed.visits, beside, strict=True
            ):
                if step.pool:
                    last = max(visits.done, default=0.0)
                    ends[step.pool] = max(ends.get(step.pool, 0.0), last)
                    at = max(wall.done, default=0.0)
                    walls[step.pool] = max(walls.get(step.pool, 0.0), at)
        found: dict[str, float] = {}
        for pool in self.model.pools:
            span = ends.get(pool.id, 0.0)
            if pool.hours is not None:
                own = WorkTimeline(pool.hours, self.line.since, self.line.until)
                span = WallClock(own, self.line.since).minute(walls.get(pool.id, 0.0))
            found[pool.id] = pool.windows * span
        return found

    @cached_property
    def by_organ(self) -> dict[str, StationResult]:
        """What happened at each organ's steps together, weighted by how many came."""
        found: dict[str, list[StationResult]] = {}
        for one in self.stations:
            found.setdefault(one.organ, []).append(one)
        return {organ: _together(organ, held) for organ, held in found.items()}

    @cached_property
    def utilisation(self) -> dict[str, float]:
        """Share of the time that the windows of each pool were busy."""
        found: dict[str, float] = {pool.id: 0.0 for pool in self.model.pools}
        for one in self.stations:
            found[one.pool] += one.busy
        return found

    @property
    def sojourn(self) -> float:
        """Mean time from coming to being done, in working minutes; 0 if nobody came."""
        pairs = zip(self.arrived, self.left, strict=True)
        return fmean(end - start for start, end in pairs) if self.arrived else 0.0

    @property
    def wait(self) -> float:
        """Mean time in queues of an application over all its steps, in working minutes."""
        total = fsum(one.wait * one.served for one in self.stations)
        return total / len(self.arrived) if self.arrived else 0.0

    @property
    def throughput(self) -> float:
        """How many were done on a working day, on average (日均办结件数)."""
        done = len(self.arrived) - self.open_at_end
        return done / max(self.line.minutes / self.line.day_minutes, 1.0)

    def quantile(
        self, share: float, of: Literal["sojourn", "wait"] = "sojourn"
    ) -> float:
        """The time within which a share was done, or had waited (分位数).

        Between two applications it is interpolated, as NumPy does by default.

        Args:
            share: Such as 0.9.
            of: Time from coming to being done, or time in the queues of all its steps.

        Returns:
            Working minutes; 0 if nobody came.

        Raises:
            InputError: No share between 0 and 1.
        """
        if not 0 <= share <= 1:
            raise InputError(
                f"分位 {share} 应在 0 与 1 之间", f"{share} is no share between 0 and 1"
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
            for one in range(len(passed.left)):
                yield fsum(v.begun[one] - v.came[one] for v in served)

    @property
    def open_at_end(self) -> int:
        """How many were not done at the end of the time (积压)."""
        return sum(end > self.line.minutes for end in self.left)

    @property
    def deemed_share(self) -> float:
        """Share of steps that could be deemed and were (默认率)."""
        asked = deemed = 0
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            for step, visits in zip(stream.steps, passed.visits, strict=True):
                if step.deemed_after is not None:
                    asked += len(visits.came)
                    deemed += len(visits.deemed)
        return deemed / asked if asked else 0.0

    def backlog(self, minute: float, *, step: str = "", organ: str = "") -> int:
        """How many had come and were not done at a working minute (在办件数).

        Args:
            minute: The working minute.
            step: Only those at the steps of that name.
            organ: Only those at the steps of that organ.
        """
        if not step and not organ:
            pairs = zip(self.arrived, self.left, strict=True)
            return sum(start <= minute < end for start, end in pairs)
        return sum(
            start <= minute < end
            for stream, passed in zip(self.model.streams, self.passed, strict=True)
            for one, visits in zip(stream.steps, passed.visits, strict=True)
            if (not step or one.name == step) and (not organ or one.organ == organ)
            for start, end in zip(visits.came, visits.done, strict=True)
        )

    def late_share(self, minutes: float | None = None) -> float:
        """Share of those that were not done in time (逾期率).

        Args:
            minutes: The time, in working minutes; by the limits of the streams if None, as
                the law counts them: of those without one none is late. Corrections and
                special procedures are taken off by the minute.
        """
        if minutes is not None:
            pairs = zip(self.arrived, self.left, strict=True)
            late = sum(end - start > minutes for start, end in pairs)
            return late / len(self.arrived) if self.arrived else 0.0
        return self.late / len(self.arrived) if self.arrived else 0.0

    @cached_property
    def late(self) -> int:
        """How many were not done by the limit of their stream (逾期件数)."""
        found = start = 0
        for stream, passed in zip(self.model.streams, self.passed, strict=True):
            came = self.arrived[start : start + len(passed.left)]
            start += len(came)
            if stream.limit is not None:
                found += self._late(stream.limit, passed, came)
        return found

    def _late(self, limit: SimpleLimit, passed: Passed, came: tuple[float, ...]) -> int:
        line = self.line
        wall = WallClock(line, line.since)
        late = 0
        for one, at in enumerate(came):
            start, uncounted = line.instant(at), passed.uncounted(one)
            end = passed.left[one]
            beside = wall.wall(end) if passed.walls is None else passed.walls[1][one]
            if uncounted or beside >= wall.end or isinstance(limit, OfficeLimit):
                over = end - line.due_minute(limit, start) - uncounted
            elif isinstance(limit, ClockLimit):
                over = beside - wall.wall(at) - limit.length / _MINUTE
            else:
                over = float(
                    (wall.instant(beside).date() - line.due_day(limit, start)).days
                )
            late += over > _LATE_WORK
        return late

    def reasons(self, lang: Lang = "zh") -> str:
        """Why SimPy ran, in words; empty where the fast engine did."""
        joint = "; " if lang == "en" else ";"
        return joint.join(reason_label(name, lang) for name in self.why)


def _together(organ: str, held: list[StationResult]) -> StationResult:
    served = sum(one.served for one in held)

    def mean(name: str) -> float:
        total = fsum(getattr(one, name) * one.served for one in held)
        return total / served if served else 0.0

    return StationResult(
        "、".join(dict.fromkeys(one.name for one in held)), organ,
        "、".join(dict.fromkeys(one.pool for one in held)), served, mean("wait"),
        mean("waited"), max(one.longest for one in held), mean("sojourn"),
        fsum(one.busy for one in held), fsum(one.queue for one in held), mean("deemed"),
    )  # fmt: skip


def _station(
    key: tuple[str, str, str], visits: list[Visits], open_: float
) -> StationResult:
    came = [at for one in visits for at in one.came]
    if not came:
        return StationResult(*key, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    begun = [at for one in visits for at in one.begun]
    count = len(came)
    total = fsum(begun) - fsum(came)
    return StationResult(
        *key,
        count,
        total / count,
        sum(map(gt, begun, came)) / count,
        max(map(sub, begun, came)),
        (fsum(at for one in visits for at in one.done) - fsum(came)) / count,
        fsum(work for one in visits for work in one.worked) / open_ if open_ else 0.0,
        total / max(max(one.done) for one in visits if one.done),
        sum(len(one.deemed) for one in visits) / count,
    )


def simulate(
    model: HallModel,
    line: WorkTimeline,
    *,
    seed: int,
    engine: Engine | None = None,
) -> Simulated:
    """Let applications pass through a hall (办件仿真).

    Args:
        model: The hall; `HallModel.in_line` makes one of steps one after the other.
        line: The working time.
        seed: Seed of the run.
        engine: What is to run it; the fast one where it can, else SimPy.

    Raises:
        InputError: No step; windows that cannot do the work; the fast engine is asked for
            what it cannot run.
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
        left=tuple(chain.from_iterable(one.left for one in passed)),
        projected=line.projected
        or any(
            WorkTimeline(pool.hours, line.since, line.until).projected
            for pool in model.pools
            if pool.hours is not None
        ),
    )


def open_share(pool: Pool, line: WorkTimeline) -> float:
    """Working time of a pool over that of the hall (开放时间之比)."""
    if pool.hours is None:
        return 1.0
    return WorkTimeline(pool.hours, line.since, line.until).minutes / line.minutes


def _refuse_unstable(model: HallModel, line: WorkTimeline) -> None:
    """Refuse windows that more work reaches than they can do."""
    asked: dict[str, float] = {}
    for stream in model.streams:
        rate = stream.arrivals.per_hour / 60 * stream.arrivals.mean_weight(line)
        for step in stream.steps:
            # Silence empties the queue of what it answers.
            if step.pool and step.deemed_after is None:
                work = rate * step.minutes / (1 - step.correction)
                asked[step.pool] = asked.get(step.pool, 0.0) + work
    for pool in model.pools:
        # Who finishes after closing time can do more than the hours hold.
        if pool.id in asked and pool.closing is not ClosingRule.FINISH:
            load = asked[pool.id] / (pool.windows * open_share(pool, line))
            if load >= 1:
                raise unstable(pool.windows, load, pool.name or pool.id)


def at_instants(result: Simulated) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """When each application came and was done, by the clock on the wall (换算为时刻)."""
    line, wall, start = result.line, WallClock(result.line, result.line.since), 0
    for passed in result.passed:
        came = result.arrived[start : start + len(passed.left)]
        start += len(came)
        for one, (at, end) in enumerate(zip(came, passed.left, strict=True)):
            if end <= line.minutes:
                beside = passed.walls
                done = (
                    line.instant(end)
                    if beside is None
                    else wall.instant(beside[1][one])
                )
                yield line.instant(at), done
