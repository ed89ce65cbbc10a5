"""The fast engine: pools that serve first come first served, in the same working time.

Kiefer and Wolfowitz: the next application takes the window that is free first. Pools are
processed in an order in which each follows the pools visited before it, so that all
arrivals at a pool are known when the pool is processed.
"""

from __future__ import annotations

from heapq import heapreplace
from itertools import chain
from typing import NamedTuple

from zhengwu.simulation._draws import StreamDraws
from zhengwu.simulation._hall import HallModel, sort_pools


class Visits(NamedTuple):
    """Arrival, start and end of each application at a step (环节经过).

    Attributes:
        came: Time of arrival at the step, in the order of arrivals at the hall.
        begun: Time of the first start.
        done: Time of the last end.
        worked: Working time spent on the application.
        deemed: Numbers of the applications for which silence counted as consent.
        sent: Times of return for correction and of resubmission, by application number.
    """

    came: list[float]
    begun: list[float]
    done: list[float]
    worked: list[float]
    deemed: set[int]
    sent: dict[int, list[tuple[float, float]]]


class Passed(NamedTuple):
    """Course of a stream through the hall (办件流经过).

    Attributes:
        visits: Visits of each step.
        left: Time of completion of each application.
        excluded: Spans of working time that do not count, by application number.
        walls: Visits and times of completion in wall time, if pools have their own office
            hours; None if working time is sufficient.
    """

    visits: list[Visits]
    left: list[float]
    excluded: dict[int, list[tuple[float, float]]]
    walls: tuple[list[Visits], list[float]] | None = None

    def uncounted(self, number: int) -> float:
        """Working minutes of an application that do not count (不计入的时间)."""
        total, last = 0.0, float("-inf")
        for start, end in sorted(self.excluded.get(number, ())):
            total += max(0.0, end - max(start, last))
            last = max(last, end)
        return total


def run_fifo(model: HallModel, draws: list[StreamDraws]) -> list[Passed]:
    """Simulate pools that serve in order of arrival (快速仿真)."""
    return _Run(model, draws).run()


class _Run:
    """A run: the time at which each application is ready, in a list stream by stream."""

    def __init__(self, model: HallModel, draws: list[StreamDraws]) -> None:
        self.model = model
        self.draws = draws
        self.ready: list[float] = []  # time at which the next step can begin
        self.starts: list[int] = []
        for drawn in draws:
            self.starts.append(len(self.ready))
            self.ready += drawn.arrived
        self.passes = [Passed([], [], {}) for _ in draws]
        self.next_steps = [0] * len(draws)  # index of the next step of each stream

    def run(self) -> list[Passed]:
        windows = {pool.id: pool.windows for pool in self.model.pools}
        streams = range(len(self.draws))
        for pool in sort_pools(self.model) or ():
            for stream in streams:
                self.skip_unserved_steps(stream)
            coming = [stream for stream in streams if self.get_pool(stream) == pool]
            if coming:
                self.serve(windows[pool], coming)
        for stream in streams:
            self.skip_unserved_steps(stream)
            self.passes[stream].left.extend(self.ready[self.get_slice(stream)])
        return self.passes

    def get_slice(self, stream: int) -> slice:
        """Slice of the applications of a stream in the list of all applications."""
        start = self.starts[stream]
        return slice(start, start + len(self.draws[stream].arrived))

    def get_pool(self, stream: int) -> str | None:
        """Pool of the next step of a stream; None after the last step."""
        steps, place = self.model.streams[stream].steps, self.next_steps[stream]
        return steps[place].pool if place < len(steps) else None

    def skip_unserved_steps(self, stream: int) -> None:
        """Add the time of the following steps that need no window."""
        while self.get_pool(stream) == "":
            span = self.get_slice(stream)
            work = self.draws[stream].work[self.next_steps[stream]]
            came = self.ready[span]
            self.ready[span] = done = [a + b for a, b in zip(came, work, strict=True)]
            self.record_step(stream, Visits(came, came, done, work, set(), {}))

    def record_step(self, stream: int, visits: Visits) -> None:
        """Record the visits of a step, and move on to the next step."""
        passed, place = self.passes[stream], self.next_steps[stream]
        passed.visits.append(visits)
        if not self.model.streams[stream].steps[place].counts:
            spans = zip(visits.came, visits.done, strict=True)
            for number, span in enumerate(spans):
                passed.excluded.setdefault(number, []).append(span)
        self.next_steps[stream] += 1

    def serve(self, windows: int, streams: list[int]) -> None:
        """Serve the next step of these streams at the windows of a pool."""
        came = [*chain.from_iterable(self.ready[self.get_slice(s)] for s in streams)]
        drawn = (self.draws[s].work[self.next_steps[s]] for s in streams)
        work = [*chain.from_iterable(drawn)]
        count = len(came)
        order = sorted(range(count), key=came.__getitem__)
        free = [0.0] * windows
        begun, done = [0.0] * count, [0.0] * count
        for number in order:
            start, arrival = free[0], came[number]
            if arrival > start:  # noqa: PLR1730  # perf: a call of `max` costs a tenth
                start = arrival
            begun[number] = start
            done[number] = end = start + work[number]
            heapreplace(free, end)
        first = 0
        for stream in streams:
            span = self.get_slice(stream)
            last = first + span.stop - span.start
            self.ready[span] = ends = done[first:last]
            visits = came[first:last], begun[first:last], ends, work[first:last]
            self.record_step(stream, Visits(*visits, set(), {}))
            first = last
