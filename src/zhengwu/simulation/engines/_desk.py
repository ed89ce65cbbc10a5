"""The general engine, by SimPy: own hours, priority, corrections, consent, parallel steps."""

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

_TIE: Final = 1e-6  # minutes: an answer at the last moment is in time
_LAST: Final = 9  # after every event that SimPy itself schedules


class _Clock(Protocol):
    """Converts between the time of the simulation and the working time of a pool."""

    def opens_in(self, now: float, /) -> float: ...
    def closes_in(self, now: float, /) -> float: ...
    def length(self, now: float, work: float, /) -> float: ...
    def work_between(self, start: float, end: float, /) -> float: ...


class _Minutes:
    """Clock in working time: all pools share the time, and never close."""

    def opens_in(self, _: float, /) -> float:
        return 0.0

    def closes_in(self, _: float, /) -> float:
        return float("inf")

    def length(self, _: float, work: float, /) -> float:
        return work

    def work_between(self, start: float, end: float, /) -> float:
        return end - start


def run_simpy(
    model: HallModel, draws: list[StreamDraws], line: WorkTimeline
) -> list[Passed]:
    """Simulate a hall of any kind (通用仿真).

    Raises:
        MissingExtraError: SimPy is not installed.
    """
    try:
        import simpy
    except ImportError:
        raise MissingExtraError("simulation", "simpy") from None
    return _Run(simpy, model, draws, line).run()


class _Job:
    """An application at a pool."""

    __slots__ = ("begun", "deemed", "done", "left", "number", "silence", "worked")

    def __init__(
        self, work: float, done: Any, silence: Any, worked: list[float], number: int
    ) -> None:
        self.left = work
        self.worked = worked  # of all applications at the step
        self.number = number
        self.begun: float | None = None
        self.deemed = False  # silence counted as consent
        self.done = done
        self.silence = silence


class _Desk:
    """Queue and windows of a pool."""

    def __init__(self, env: Any, pool: Pool, clock: _Clock) -> None:
        self.env: Final = env
        self.clock: Final = clock
        self.by_priority: Final = pool.discipline is Discipline.PRIORITY
        self.closing: Final = pool.closing
        self.waiting: list[tuple[int, float, tuple[int, int, int], _Job]] = []
        self.idle: list[Any] = []
        for _ in range(pool.windows):
            env.process(self.window())

    def enqueue(self, job: _Job, priority: int, order: tuple[int, int, int]) -> None:
        """Add an application to the queue.

        Args:
            job: The application.
            priority: Priority of its stream.
            order: Numbers of stream, application and step, which order simultaneous
                arrivals.
        """
        rank = priority if self.by_priority else 0
        heappush(self.waiting, (rank, self.env.now, order, job))
        if self.idle:
            self._schedule_last(self.idle.pop())

    def _schedule_last(self, call: Any) -> Any:
        """Schedule an event after all other events of the same instant."""
        call._ok = True  # noqa: SLF001  # what `succeed` does, with a lower priority
        call._value = None  # noqa: SLF001
        self.env.schedule(call, priority=_LAST)
        return call

    def window(self) -> Iterator[Any]:
        """Process of a window, without end."""
        env, clock, waiting = self.env, self.clock, self.waiting
        while True:
            while waiting and waiting[0][3].deemed:
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
            rank, came, order, job = heappop(waiting)
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
            if job.deemed:
                job.worked[job.number] += clock.work_between(start, env.now)
                yield self._schedule_last(env.event())
                continue
            job.worked[job.number] += whole
            job.left -= whole
            if job.left > 0:
                heappush(waiting, (rank, came, order, job))
            else:
                job.done.succeed()
            yield self._schedule_last(env.event())


class _Run:
    """A run: the queues of the pools, and the course of every application."""

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
            pool.id: _Desk(self.env, pool, self._choose_clock(pool))
            for pool in model.pools
        }
        self.passes = [
            Passed(
                [_create_visits(len(d.arrived)) for _ in d.work],
                [0.0] * len(d.arrived),
                {},
            )
            for d in draws
        ]

    def _choose_clock(self, pool: Pool) -> _Clock:
        if self.base is None:
            return _Minutes()
        if pool.hours is None:
            return self.base
        own = WorkTimeline(pool.hours, self.line.since, self.line.until)
        return WallClock(own, self.line.since)

    def _to_delay(self, minutes: float) -> float:
        """Delay, in the time of the run, until an amount of working time has passed."""
        now = self.env.now
        return minutes if self.base is None else self.base.length(now, minutes)

    def _to_minute(self, at: float) -> float:
        """Working minute of the hall at a time of the run."""
        return at if self.base is None else self.base.minute(at)

    def run(self) -> list[Passed]:
        """Run the simulation, and return the course of each stream."""
        env = self.env
        for stream, drawn in enumerate(self.draws):
            for number, at in enumerate(drawn.arrived):
                start = at if self.base is None else self.base.wall(at)
                env.process(self._pass_steps(stream, number, start))
        env.run()
        if self.base is not None:
            self._convert_to_minutes()
        return self.passes

    def _convert_to_minutes(self) -> None:
        """Convert all times to working minutes, and store the wall times in addition."""
        convert = self._to_minute
        for stream, passed in enumerate(self.passes):
            visits = [
                Visits(
                    [*map(convert, wall.came)],
                    [*map(convert, wall.begun)],
                    [*map(convert, wall.done)],
                    wall.worked,
                    wall.deemed,
                    _convert_spans(convert, wall.sent),
                )
                for wall in passed.visits
            ]
            self.passes[stream] = Passed(
                visits,
                [*map(convert, passed.left)],
                _convert_spans(convert, passed.excluded),
                (passed.visits, passed.left),
            )

    def _pass_steps(self, stream: int, number: int, start: float) -> Iterator[Any]:
        """Process of an application: its blocks of steps, in order."""
        env = self.env
        yield env.timeout(start)
        for block in self.model.streams[stream].blocks():
            if len(block) == 1:
                yield from self._pass_step(stream, number, block[0])
            else:
                steps = [env.process(self._pass_step(stream, number, s)) for s in block]
                yield env.all_of(steps)
        self.passes[stream].left[number] = env.now

    def _pass_step(self, stream: int, number: int, place: int) -> Iterator[Any]:
        """Process of a step of an application, with its corrections."""
        env, passed = self.env, self.passes[stream]
        case_stream, drawn = self.model.streams[stream], self.draws[stream]
        step, visits = case_stream.steps[place], passed.visits[place]
        visits.came[number] = env.now
        again = drawn.again[place][number] if drawn.again[place] else ()
        work = drawn.work[place][number]
        first = True
        for away, next_work in ((0.0, work), *again):
            if not first:
                sent = env.now
                yield env.timeout(self._to_delay(away))
                visits.sent.setdefault(number, []).append((sent, env.now))
                passed.excluded.setdefault(number, []).append((sent, env.now))
            silence = self._schedule_silence(step)
            if not step.pool:
                begun = env.now
                end = env.timeout(self._to_delay(next_work))
                yield end if silence is None else end | silence
                visits.worked[number] += next_work
                over = end.processed
            else:
                job = _Job(next_work, env.event(), silence, visits.worked, number)
                order = stream, number, place
                self.desks[step.pool].enqueue(job, case_stream.priority, order)
                yield job.done if silence is None else job.done | silence
                over = job.done.triggered
                job.deemed = not over
                begun = env.now if job.begun is None else job.begun
            if first:
                visits.begun[number] = begun
            first = False
            if not over:
                visits.deemed.add(number)
                break
        visits.done[number] = env.now
        if not step.counts:
            span = visits.came[number], env.now
            passed.excluded.setdefault(number, []).append(span)

    def _schedule_silence(self, step: StreamStep) -> Any:
        """Event at which silence counts as consent; None if it never does."""
        if step.deemed_after is None:
            return None
        now, line, base = self.env.now, self.line, self.base
        minute, limit = self._to_minute(now), step.deemed_after
        if minute > line.minutes:  # days are not distinguished after the timeline
            end = line.instant(line.minutes)
            return self.env.timeout(line.due_minute(limit, end) - line.minutes + _TIE)
        ends = line.due_minute(limit, base.instant(now) if base else line.instant(now))
        due = base.wall(ends) if base else ends
        return self.env.timeout(max(due - now, 0.0) + _TIE)


def _convert_spans(
    convert: Callable[[float], float], spans: dict[int, list[tuple[float, float]]]
) -> dict[int, list[tuple[float, float]]]:
    """Spans of each application, with both ends converted."""
    return {
        number: [(convert(start), convert(end)) for start, end in own]
        for number, own in spans.items()
    }


def _create_visits(count: int) -> Visits:
    return Visits([0.0] * count, [0.0] * count, [0.0] * count, [0.0] * count, set(), {})
