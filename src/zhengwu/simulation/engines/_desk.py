"""The general engine, by SimPy: own hours, priority, corrections, silence, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any, Final, Protocol

from zhengwu._errors import MissingExtraError
from zhengwu.simulation._draws import StreamDraws
from zhengwu.simulation._hall import HallModel, StreamStep
from zhengwu.simulation._worktime import WallClock, WorkTimeline
from zhengwu.simulation.engines._fifo import Passed, Visits
from zhengwu.world import ClosingRule, Discipline, Pool

_TIE: Final = 1e-6  # minutes: an answer at the very end of the time is one
_LAST: Final = 9  # behind every event that SimPy itself makes


class _Clock(Protocol):
    """How the time of the simulation runs at a pool."""

    def opens_in(self, now: float, /) -> float: ...
    def closes_in(self, now: float, /) -> float: ...
    def length(self, now: float, work: float, /) -> float: ...
    def worked(self, start: float, end: float, /) -> float: ...


class _Minutes:
    """Time is working time: every pool shares it, and it never closes."""

    def opens_in(self, _: float, /) -> float:
        return 0.0

    def closes_in(self, _: float, /) -> float:
        return float("inf")

    def length(self, _: float, work: float, /) -> float:
        return work

    def worked(self, start: float, end: float, /) -> float:
        return end - start


def run_simpy(
    model: HallModel, draws: list[StreamDraws], line: WorkTimeline
) -> list[Passed]:
    """Pass the applications through a hall of any kind (通用仿真).

    Raises:
        MissingExtraError: SimPy is not installed.
    """
    try:
        import simpy
    except ImportError:
        raise MissingExtraError("simulation", "simpy") from None
    return _Run(simpy, model, draws, line).passed()


class _Job:
    """An application at a pool."""

    __slots__ = ("begun", "done", "gone", "left", "one", "silence", "worked")

    def __init__(
        self, work: float, done: Any, silence: Any, worked: list[float], one: int
    ) -> None:
        self.left = work
        self.worked = worked  # of all applications at the step
        self.one = one
        self.begun: float | None = None
        self.gone = False  # silence was taken for agreement
        self.done = done
        self.silence = silence


class _Desk:
    """A pool at work: those who wait, and its windows."""

    def __init__(self, env: Any, pool: Pool, clock: _Clock) -> None:
        self.env: Final = env
        self.clock: Final = clock
        self.by_priority: Final = pool.discipline is Discipline.PRIORITY
        self.closing: Final = pool.closing
        self.waiting: list[tuple[int, float, tuple[int, int, int], _Job]] = []
        self.idle: list[Any] = []
        for _ in range(pool.windows):
            env.process(self.window())

    def put(self, job: _Job, priority: int, who: tuple[int, int, int]) -> None:
        """Let an application wait; of those that come at one instant by stream, number and step."""
        rank = priority if self.by_priority else 0
        heappush(self.waiting, (rank, self.env.now, who, job))
        if self.idle:
            self._after_all(self.idle.pop())

    def _after_all(self, call: Any) -> Any:
        """Let an event come after everything else of the same instant."""
        call._ok = True  # noqa: SLF001  # what `succeed` does, with a lower priority
        call._value = None  # noqa: SLF001
        self.env.schedule(call, priority=_LAST)
        return call

    def window(self) -> Iterator[Any]:
        """One window, for ever."""
        env, clock, waiting = self.env, self.clock, self.waiting
        while True:
            while waiting and waiting[0][3].gone:
                heappop(waiting)
            if not waiting:
                call = env.event()
                self.idle.append(call)
                yield call
                continue
            closed = clock.opens_in(env.now)
            if closed > 0:
                yield env.timeout(closed)
                continue
            rank, came, who, job = heappop(waiting)
            start = env.now
            if job.begun is None:
                job.begun = start
            whole = job.left
            if self.closing is ClosingRule.REQUEUE:
                whole = min(whole, clock.closes_in(start))
            finish = self.closing is ClosingRule.FINISH
            length = whole if finish else clock.length(start, whole)
            end = env.timeout(length)
            yield end if job.silence is None else end | job.silence
            if job.gone:
                job.worked[job.one] += clock.worked(start, env.now)
                yield self._after_all(env.event())
                continue
            job.worked[job.one] += whole
            job.left -= whole
            if job.left > 0:
                heappush(waiting, (rank, came, who, job))
            else:
                job.done.succeed()
            yield self._after_all(env.event())


class _Run:
    """One run: the desks, and what happened to every application."""

    def __init__(
        self, simpy: Any, model: HallModel, draws: list[StreamDraws], line: WorkTimeline
    ) -> None:
        self.env: Any = simpy.Environment()
        self.model = model
        self.draws = draws
        self.line = line
        own = any(
            pool.hours is not None or pool.closing is not ClosingRule.PAUSE
            for pool in model.pools
        )
        self.base: WallClock | None = WallClock(line, line.since) if own else None
        self.desks = {
            pool.id: _Desk(self.env, pool, self._clock(pool)) for pool in model.pools
        }
        self.found = [
            Passed([_empty(len(d.arrived)) for _ in d.work], [0.0] * len(d.arrived), {})
            for d in draws
        ]

    def _clock(self, pool: Pool) -> _Clock:
        if self.base is None:
            return _Minutes()
        if pool.hours is None:
            return self.base
        own = WorkTimeline(pool.hours, self.line.since, self.line.until)
        return WallClock(own, self.line.since)

    def _later(self, minutes: float) -> float:
        """How long so much working time of the hall takes from now."""
        now = self.env.now
        return minutes if self.base is None else self.base.length(now, minutes)

    def _minute(self, at: float) -> float:
        """An instant of the run as a working minute of the hall."""
        return at if self.base is None else self.base.minute(at)

    def passed(self) -> list[Passed]:
        env = self.env
        for number, drawn in enumerate(self.draws):
            for one, at in enumerate(drawn.arrived):
                start = at if self.base is None else self.base.wall(at)
                env.process(self._application(number, one, start))
        env.run()
        if self.base is not None:
            self._to_minutes()
        return self.found

    def _to_minutes(self) -> None:
        """Keep the clock on the wall beside, and tell the rest in working minutes."""
        minute = self._minute
        for number, passed in enumerate(self.found):
            told = [
                Visits(
                    [*map(minute, one.came)],
                    [*map(minute, one.begun)],
                    [*map(minute, one.done)],
                    one.worked,
                    one.deemed,
                    {k: _both(minute, spans) for k, spans in one.sent.items()},
                )
                for one in passed.visits
            ]
            self.found[number] = Passed(
                told,
                [*map(minute, passed.left)],
                {k: _both(minute, spans) for k, spans in passed.excluded.items()},
                (passed.visits, passed.left),
            )  # fmt: skip

    def _application(self, number: int, one: int, start: float) -> Iterator[Any]:
        env = self.env
        yield env.timeout(start)
        for block in self.model.streams[number].blocks():
            if len(block) == 1:
                yield from self._step(number, one, block[0])
            else:
                beside = [env.process(self._step(number, one, s)) for s in block]
                yield env.all_of(beside)
        self.found[number].left[one] = env.now

    def _step(self, number: int, one: int, place: int) -> Iterator[Any]:
        env, passed = self.env, self.found[number]
        stream = self.model.streams[number]
        step, drawn = stream.steps[place], self.draws[number]
        visits = passed.visits[place]
        visits.came[one] = env.now
        again = drawn.again[place][one] if drawn.again[place] else ()
        work = drawn.work[place][one]
        first = True
        for away, next_work in ((0.0, work), *again):
            if not first:
                sent = env.now
                yield env.timeout(self._later(away))
                visits.sent.setdefault(one, []).append((sent, env.now))
                passed.excluded.setdefault(one, []).append((sent, env.now))
            silence = self._silence(step)
            if not step.pool:
                begun = env.now
                end = env.timeout(self._later(next_work))
                yield end if silence is None else end | silence
                visits.worked[one] += next_work
                over = end.processed
            else:
                job = _Job(next_work, env.event(), silence, visits.worked, one)
                self.desks[step.pool].put(job, stream.priority, (number, one, place))
                yield job.done if silence is None else job.done | silence
                over = job.done.triggered
                job.gone = not over
                begun = env.now if job.begun is None else job.begun
            if first:
                visits.begun[one] = begun
            first = False
            if not over:
                visits.deemed.add(one)
                break
        visits.done[one] = env.now
        if not step.counts:
            span = visits.came[one], env.now
            passed.excluded.setdefault(one, []).append(span)

    def _silence(self, step: StreamStep) -> Any:
        """When silence counts as agreement, or None."""
        if step.deemed_after is None:
            return None
        now, line, base = self.env.now, self.line, self.base
        minute, limit = self._minute(now), step.deemed_after
        if minute > line.minutes:  # where days are no longer told apart
            end = line.instant(line.minutes)
            return self.env.timeout(line.due_minute(limit, end) - line.minutes + _TIE)
        ends = line.due_minute(limit, base.instant(now) if base else line.instant(now))
        due = base.wall(ends) if base else ends
        return self.env.timeout(max(due - now, 0.0) + _TIE)


def _both(
    minute: Callable[[float], float], spans: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    return [(minute(start), minute(end)) for start, end in spans]


def _empty(count: int) -> Visits:
    return Visits([0.0] * count, [0.0] * count, [0.0] * count, [0.0] * count, set(), {})
