"""Applications through windows, in working time: who waits where, how long, how busy.

Everything runs on a `WorkTimeline`: a service that is not done at closing goes on at the next
opening. The fast engine needs one queue a step, first come first served; SimPy (extra
``simulation``) gives the same numbers from the same draws, and is there to prove it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from heapq import heapreplace
from math import fsum, log, sqrt
from operator import gt, sub
from statistics import NormalDist, fmean, stdev
from typing import Any

import attrs

from zhengwu._errors import InputError, MissingExtraError
from zhengwu._frozen import FrozenMap
from zhengwu.scenario._erlang import unstable
from zhengwu.scenario._worktime import WorkTimeline


class Engine(Enum):
    """What ran a simulation (仿真引擎)."""

    FIFO = "fifo"
    SIMPY = "simpy"


class Spread(Enum):
    """How times vary around their mean (用时分布)."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"


@attrs.frozen
class ServiceStation:
    """Windows that do one step (服务环节), from one queue, first come first served.

    Args:
        name: The step.
        windows: How many.
        minutes: Mean time of a service, in minutes.
        spread: How times vary around it.
        organ: Id of the organ that does it.
    """

    name: str
    windows: int
    minutes: float
    spread: Spread = Spread.EXPONENTIAL
    organ: str = ""

    def __attrs_post_init__(self) -> None:
        if self.windows < 1 or not self.minutes > 0:
            raise InputError(
                f"环节 {self.name} 应有窗口且用时为正,现为 {self.windows} 个、{self.minutes} 分钟",
                f"step {self.name} needs a window and a time, not {self.windows} and "
                f"{self.minutes} minutes",
            )


def _to_profile(value: Mapping[int, float]) -> FrozenMap[float]:
    return FrozenMap({str(hour): weight for hour, weight in value.items()})


@attrs.frozen
class Arrivals:
    """Applications that come in (办件到达), at random, in working time only.

    Args:
        per_hour: How many an hour of office time, on average.
        profile: Weight of an hour of the day, where it differs; 1 for others.
    """

    per_hour: float
    profile: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )

    def __attrs_post_init__(self) -> None:
        if self.per_hour < 0 or any(w < 0 for w in self.profile.values()):
            raise InputError("到达数不能为负", "arrivals may not be negative")

    def times(self, line: WorkTimeline, rng: random.Random) -> list[float]:
        """Working minutes at which they come, in order."""
        weights = dict(self.profile)
        most = max([1.0, *weights.values()])
        rate = self.per_hour * most / 60
        if not rate:
            return []
        found: list[float] = []
        at = rng.expovariate(rate)
        while at < line.minutes:
            weight = weights.get(str(line.hour_of(at)), 1.0) if weights else most
            if weight == most or rng.random() * most < weight:
                found.append(at)
            at += rng.expovariate(rate)
        return found


@attrs.frozen
class StationResult:
    """What happened at a step (环节仿真结果), means over one run.

    Args:
        name: The step.
        organ: Id of the organ.
        served: How many were begun.
        wait: Mean time in the queue, in working minutes.
        waited: Share of those who had to wait.
        longest: Longest time in the queue.
        busy: Share of the time that a window was busy, up to the last end.
        queue: Mean number in the queue.
    """

    name: str
    organ: str
    served: int
    wait: float
    waited: float
    longest: float
    busy: float
    queue: float


@attrs.frozen(kw_only=True)
class Simulated:
    """What a simulation gave (仿真结果), one run.

    Args:
        engine: What ran it.
        seed: Seed of the run: the same seed gives the same run.
        arrived: Working minute at which each application came.
        left: Working minute at which each was done, in the same order.
        stations: What happened at each step.
        line: The working time.
        projected: Whether it rests on days that are not announced.
    """

    engine: Engine
    seed: int
    arrived: tuple[float, ...] = attrs.field(repr=False)
    left: tuple[float, ...] = attrs.field(repr=False)
    stations: tuple[StationResult, ...]
    line: WorkTimeline = attrs.field(repr=False, eq=False)
    projected: bool = False

    @property
    def sojourn(self) -> float:
        """Mean time from coming to being done, in working minutes; 0 if nobody came."""
        pairs = zip(self.arrived, self.left, strict=True)
        return fmean(end - start for start, end in pairs) if self.arrived else 0.0

    @property
    def open_at_end(self) -> int:
        """How many were not done at the end of the time (积压)."""
        return sum(end > self.line.minutes for end in self.left)

    def late_share(self, minutes: float) -> float:
        """Share of those that took longer than so many working minutes (逾期率)."""
        pairs = zip(self.arrived, self.left, strict=True)
        late = sum(end - start > minutes for start, end in pairs)
        return late / len(self.arrived) if self.arrived else 0.0


@attrs.frozen
class Replicated:
    """Mean over several runs, and where the true one lies (重复仿真).

    Args:
        mean: The mean.
        half: Half the width of the interval.
        runs: How many runs.
    """

    mean: float
    half: float
    runs: int

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return abs(value - self.mean) <= self.half


def simulate(
    stations: Sequence[ServiceStation],
    arrivals: Arrivals,
    line: WorkTimeline,
    *,
    seed: int,
    engine: Engine = Engine.FIFO,
) -> Simulated:
    """Let applications pass through steps, one after the other (办件仿真).

    Args:
        stations: The steps, in order.
        arrivals: How they come.
        line: The working time.
        seed: Seed of the run.
        engine: The fast one, or SimPy; both give the same from the same seed.

    Raises:
        InputError: No step, or one whose windows cannot do the work.
        MissingExtraError: SimPy is asked for and not installed.
    """
    if not stations:
        raise InputError(
            "没有环节;请至少给出一个", "there is no step; give one at least"
        )
    for station in stations:
        load = arrivals.per_hour * station.minutes / 60 / station.windows
        if load >= 1:
            raise unstable(station.windows, load)
    rng = random.Random(seed)  # noqa: S311  # a simulation, not a secret
    arrived = arrivals.times(line, rng)
    times = [_service_times(station, len(arrived), rng) for station in stations]
    run = _fifo if engine is Engine.FIFO else _simpy
    visits = run(arrived, times, stations)
    left = visits[-1][1] if arrived else []
    results = tuple(
        _result(station, *visit, work)
        for station, visit, work in zip(
            stations, _inward(arrived, visits), times, strict=True
        )
    )
    calendar: Any = line.hours.calendar
    projected = bool(getattr(calendar, "final_until", line.until) < line.until)
    return Simulated(
        engine=engine,
        seed=seed,
        arrived=tuple(arrived),
        left=tuple(left),
        stations=results,
        line=line,
        projected=projected,
    )


_Visits = list[tuple[list[float], list[float]]]


def _inward(
    arrived: list[float], visits: _Visits
) -> Iterator[tuple[list[float], list[float], list[float]]]:
    """For each step: when each came to it, was begun and was done."""
    came = arrived
    for begun, done in visits:
        yield came, begun, done
        came = done


def _service_times(
    station: ServiceStation, count: int, rng: random.Random
) -> list[float]:
    if station.spread is Spread.CONSTANT:
        return [station.minutes] * count
    draw, mean = rng.random, -station.minutes  # perf: what `expovariate` does, inlined
    return [mean * log(1.0 - draw()) for _ in range(count)]


def _fifo(
    arrived: list[float], times: list[list[float]], stations: Sequence[ServiceStation]
) -> _Visits:
    """Kiefer and Wolfowitz: whoever comes next takes the window that is free first."""
    visits: _Visits = []
    came, order = arrived, list(range(len(arrived)))
    for step, (station, work) in enumerate(zip(stations, times, strict=True)):
        free = [0.0] * station.windows
        begun, done = [0.0] * len(came), [0.0] * len(came)
        if step:
            order.sort(key=came.__getitem__)
        for one in order:
            at, start = came[one], free[0]
            start = max(start, at)
            begun[one] = start
            done[one] = end = start + work[one]
            heapreplace(free, end)
        visits.append((begun, done))
        came = done
    return visits


def _simpy(
    arrived: list[float], times: list[list[float]], stations: Sequence[ServiceStation]
) -> _Visits:
    """The same by SimPy: a process an application, a resource a step."""
    try:
        import simpy
    except ImportError:
        raise MissingExtraError("simulation", "simpy") from None
    world: Any = simpy.Environment()
    pools = [simpy.Resource(world, station.windows) for station in stations]
    visits: _Visits = [([0.0] * len(arrived), [0.0] * len(arrived)) for _ in stations]

    def one(number: int) -> Iterator[Any]:
        for step, pool in enumerate(pools):
            with pool.request() as turn:
                yield turn
                visits[step][0][number] = world.now
                yield world.timeout(times[step][number])
                visits[step][1][number] = world.now

    def source() -> Iterator[Any]:
        for number, at in enumerate(arrived):
            yield world.timeout(at - world.now)
            world.process(one(number))

    world.process(source())
    world.run()
    return visits


def _result(
    station: ServiceStation,
    came: list[float],
    begun: list[float],
    done: list[float],
    work: list[float],
) -> StationResult:
    if not came:
        return StationResult(station.name, station.organ, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
    count, span = len(came), max(done)
    total = fsum(begun) - fsum(came)
    return StationResult(
        station.name,
        station.organ,
        count,
        total / count,
        sum(map(gt, begun, came)) / count,
        max(map(sub, begun, came)),
        fsum(work) / (station.windows * span),
        total / span,
    )


def replicate(
    run: Callable[[int], float], seeds: Iterable[int], level: float = 0.95
) -> Replicated:
    """The mean of a figure over several runs, with its interval (重复仿真取均值).

    Args:
        run: The figure of one run, by its seed.
        seeds: The seeds.
        level: Confidence.

    Raises:
        InputError: Fewer than two runs.
    """
    values = [run(seed) for seed in seeds]
    if len(values) < 2:  # noqa: PLR2004  # one run says nothing about spread
        raise InputError("至少重复两次才有区间", "an interval needs two runs at least")
    z = NormalDist().inv_cdf((1 + level) / 2)
    half = z * stdev(values) / sqrt(len(values))
    return Replicated(fmean(values), half, len(values))


def at_instants(result: Simulated) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """When each application came and was done, by the clock on the wall (换算为时刻)."""
    for start, end in zip(result.arrived, result.left, strict=True):
        if end <= result.line.minutes:
            yield result.line.instant(start), result.line.instant(end)
