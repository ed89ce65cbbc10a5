"""The fast engine: pools that serve first come first served, in one working time.

Kiefer and Wolfowitz: whoever comes next takes the window that is free first. Pools are
taken in an order in which each comes after those visited before it, so that everybody's
arrival is known when a pool's turn comes.
"""

from __future__ import annotations

from heapq import heapreplace
from itertools import chain
from typing import NamedTuple

from zhengwu.simulation._draws import StreamDraws
from zhengwu.simulation._hall import HallModel, pool_order


class Visits(NamedTuple):
    """When each application came to a step, was begun and was done (环节经过).

    Attributes:
        came: When it came, in the order of arrivals.
        begun: When it was begun; of several times the first.
        done: When it was done; of several times the last.
        worked: Working time that was spent on it.
        deemed: Numbers of those for which silence was taken for agreement.
        sent: By number, when it was sent back for correction and when it came again.
    """

    came: list[float]
    begun: list[float]
    done: list[float]
    worked: list[float]
    deemed: set[int]
    sent: dict[int, list[tuple[float, float]]]


class Passed(NamedTuple):
    """How a stream passed through the hall (办件流经过).

    Attributes:
        visits: For each step.
        left: When each application was done.
        excluded: By number, stretches of working time that do not count; empty if none.
        walls: Minutes of the visits by the clock on the wall, and of the ends as the last,
            where pools have hours of their own; None where working minutes say it all.
    """

    visits: list[Visits]
    left: list[float]
    excluded: dict[int, list[tuple[float, float]]]
    walls: tuple[list[Visits], list[float]] | None = None

    def uncounted(self, one: int) -> float:
        """Working minutes of an application that do not count (不计入的时间)."""
        total, last = 0.0, float("-inf")
        for start, end in sorted(self.excluded.get(one, ())):
            total += max(0.0, end - max(start, last))
            last = max(last, end)
        return total


def run_fifo(model: HallModel, draws: list[StreamDraws]) -> list[Passed]:
    """Pass the applications through pools that serve in order of arrival (快速仿真)."""
    return _Run(model, draws).passed()


class _Run:
    """One run: where everybody is, stream after stream in one row."""

    def __init__(self, model: HallModel, draws: list[StreamDraws]) -> None:
        self.model = model
        self.draws = draws
        self.at: list[float] = []  # when each is ready for its next step
        self.starts: list[int] = []
        for drawn in draws:
            self.starts.append(len(self.at))
            self.at += drawn.arrived
        self.found = [Passed([], [], {}) for _ in draws]
        self.reached = [0] * len(draws)  # the next step of each stream

    def passed(self) -> list[Passed]:
        windows = {pool.id: pool.windows for pool in self.model.pools}
        streams = range(len(self.draws))
        for pool in pool_order(self.model) or ():
            for stream in streams:
                self.wait(stream)
            there = [stream for stream in streams if self.pool_of(stream) == pool]
            if there:
                self.serve(windows[pool], there)
        for stream in streams:
            self.wait(stream)
            self.found[stream].left.extend(self.at[self.row(stream)])
        return self.found

    def row(self, stream: int) -> slice:
        """Where the applications of a stream are in the row."""
        start = self.starts[stream]
        return slice(start, start + len(self.draws[stream].arrived))

    def pool_of(self, stream: int) -> str | None:
        """The pool that serves the next step of a stream; None where there is no step."""
        steps, place = self.model.streams[stream].steps, self.reached[stream]
        return steps[place].pool if place < len(steps) else None

    def wait(self, stream: int) -> None:
        """Let the time of steps pass that nobody serves."""
        while self.pool_of(stream) == "":
            row, work = self.row(stream), self.draws[stream].work[self.reached[stream]]
            came = self.at[row]
            self.at[row] = done = [a + b for a, b in zip(came, work, strict=True)]
            self.next(stream, Visits(came, came, done, work, set(), {}))

    def next(self, stream: int, visits: Visits) -> None:
        """Note a step, and go on to the next."""
        passed, place = self.found[stream], self.reached[stream]
        passed.visits.append(visits)
        if not self.model.streams[stream].steps[place].counts:
            spans = zip(visits.came, visits.done, strict=True)
            for one, span in enumerate(spans):
                passed.excluded.setdefault(one, []).append(span)
        self.reached[stream] += 1

    def serve(self, windows: int, there: list[int]) -> None:
        """Serve everybody who comes to a pool."""
        came = [*chain.from_iterable(self.at[self.row(stream)] for stream in there)]
        drawn = (self.draws[stream].work[self.reached[stream]] for stream in there)
        work = [*chain.from_iterable(drawn)]
        count = len(came)
        order = sorted(range(count), key=came.__getitem__)
        free = [0.0] * windows
        begun, done = [0.0] * count, [0.0] * count
        for one in order:
            start, arrives = free[0], came[one]
            if arrives > start:  # noqa: PLR1730  # perf: a call of `max` costs a tenth
                start = arrives
            begun[one] = start
            done[one] = end = start + work[one]
            heapreplace(free, end)
        first = 0
        for stream in there:
            row = self.row(stream)
            last = first + row.stop - row.start
            self.at[row] = ends = done[first:last]
            visits = came[first:last], begun[first:last], ends, work[first:last]
            self.next(stream, Visits(*visits, set(), {}))
            first = last
