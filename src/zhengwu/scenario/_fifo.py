"""The fast engine: pools that serve first come first served, in one working time.

Kiefer and Wolfowitz: whoever comes next takes the window that is free first. Pools are
taken in an order in which each comes after those visited before it, so that everybody's
arrival is known when a pool's turn comes.
"""

from __future__ import annotations

from heapq import heapreplace
from typing import NamedTuple

from zhengwu.scenario._draws import StreamDraws
from zhengwu.scenario._hall import HallModel, pool_order


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
    starts: list[int] = []
    at: list[float] = []
    for drawn in draws:
        starts.append(len(at))
        at += drawn.arrived
    found = [Passed([], [], {}) for _ in draws]
    reached = [0] * len(draws)
    windows = {pool.id: pool.windows for pool in model.pools}
    for pool in pool_order(model) or ():
        there: list[tuple[int, int]] = []
        for number, stream in enumerate(model.streams):
            _wait(model, draws, found, at, starts, reached, number)
            place = reached[number]
            if place < len(stream.steps) and stream.steps[place].pool == pool:
                there.append((number, place))
        if there:
            _serve(windows[pool], there, draws, found, at, starts)
            for number, place in there:
                counts = model.streams[number].steps[place].counts
                _exclude(found[number], place, counts=counts)
                reached[number] += 1
    for number in range(len(draws)):
        _wait(model, draws, found, at, starts, reached, number)
        start = starts[number]
        left = at[start : start + len(draws[number].arrived)]
        found[number] = found[number]._replace(left=left)
    return found


def _wait(  # the state of one run
    model: HallModel,
    draws: list[StreamDraws],
    found: list[Passed],
    at: list[float],
    starts: list[int],
    reached: list[int],
    number: int,
) -> None:
    """Let the time of steps pass that nobody serves."""
    steps, drawn, start = model.streams[number].steps, draws[number], starts[number]
    while reached[number] < len(steps) and not steps[reached[number]].pool:
        place = reached[number]
        work = drawn.work[place]
        came = at[start : start + len(work)]
        done = [one + time for one, time in zip(came, work, strict=True)]
        at[start : start + len(work)] = done
        found[number].visits.append(Visits(came, came, done, work, set(), {}))
        _exclude(found[number], place, counts=steps[place].counts)
        reached[number] += 1


def _exclude(passed: Passed, place: int, *, counts: bool) -> None:
    """Note that the time of a step does not count, where it does not."""
    if counts:
        return
    visits = passed.visits[place]
    for one, span in enumerate(zip(visits.came, visits.done, strict=True)):
        passed.excluded.setdefault(one, []).append(span)


def _serve(  # the state of one run
    windows: int,
    there: list[tuple[int, int]],
    draws: list[StreamDraws],
    found: list[Passed],
    at: list[float],
    starts: list[int],
) -> None:
    """Serve everybody who comes to a pool."""
    who: list[int] = []
    work: list[float] = []
    for number, place in there:
        start, times = starts[number], draws[number].work[place]
        who += range(start, start + len(times))
        work += times
    count = len(who)
    came = [at[one] for one in who]
    order = sorted(range(count), key=came.__getitem__)
    free = [0.0] * windows
    begun, done = [0.0] * count, [0.0] * count
    for one in order:
        start_at, arrives = free[0], came[one]
        if arrives > start_at:  # noqa: PLR1730  # perf: a call of `max` costs a tenth
            start_at = arrives
        begun[one] = start_at
        done[one] = end = start_at + work[one]
        heapreplace(free, end)
    first = 0
    for number, place in there:
        last = first + len(draws[number].work[place])
        found[number].visits.append(
            Visits(
                came[first:last], begun[first:last], done[first:last],
                work[first:last], set(), {},
            )
        )  # fmt: skip
        start = starts[number]
        at[start : start + last - first] = done[first:last]
        first = last
