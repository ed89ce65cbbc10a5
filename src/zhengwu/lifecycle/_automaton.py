"""Where a case can be after status codes, with what stays unseen: a table over codes.

From a process and a code map: every place where a case can be (phase, result, what happens
once only), what events lead from one to another, and, since some events go unseen, the set
of places in which it may be after each code. The sets are few, so they are numbered, and
checking a log is a walk through one table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from zhengwu.lifecycle._codemap import GRANTED, CodeMap, StatusCode
from zhengwu.lifecycle._kinds import EventKind, Phase
from zhengwu.lifecycle._process import Process, Transition

BAD: Final = 0
"""State from which no code leads away (不合规程): the log left the process."""

_ONCE: Final = {"not_yet_notified": 1, "not_extended": 2}


class Place(NamedTuple):
    """Where a case is (办件所处位置), as far as the order of events goes.

    Attributes:
        phase: The phase.
        result: ``granted``, an outcome, or empty while it is under way.
        done: Bits of what happens once only and has happened.
    """

    phase: Phase
    result: str = ""
    done: int = 0


Steps: TypeAlias = tuple[tuple[EventKind, Place], ...]
"""Events one after the other, and where each leads (事件路径)."""


class Automaton:
    """A process seen through the codes of a hall system (状态码自动机).

    Args:
        process: The process.
        codes: The code map.
        whole: The process of which this one is a part, which says what is special to some
            items; itself if None.
    """

    def __init__(
        self, process: Process, codes: CodeMap, whole: Process | None = None
    ) -> None:
        special = {row.id for row in (whole or process).transitions if row.only}
        self.process: Final = process
        self.map: Final = codes
        self.symbols: Final[Mapping[str, int]] = {
            code.id: number for number, code in enumerate(codes.codes)
        }
        lapses = {clock.lapse for clock in process.clocks if clock.lapse is not None}
        self._silent: Final = codes.silent | (lapses - codes.covered)
        # What somebody does comes before what time does, the usual before the special:
        # of several explanations that are equally short, the first is taken.
        self._rows: Final[Mapping[Phase, Sequence[Transition]]] = {
            phase: sorted(
                (row for row in process.transitions if phase in row.sources),
                key=lambda row: (row.event in lapses, row.id in special),
            )
            for phase in Phase
        }
        self.states: Final[list[frozenset[Place]]] = []
        self.table: Final[list[list[int]]] = []
        self._ways: Final[dict[tuple[Place, str], Mapping[Place, Steps]]] = {}
        self._build()

    @property
    def start(self) -> int:
        """State of a case of which nothing is known yet."""
        return 1

    def _build(self) -> None:
        """Number every set of places that some codes lead to; 0 is the empty one."""
        first = self.unseen({Place(Phase.DRAFT)})
        numbers = {frozenset[Place](): BAD, first: 1}
        self.states.extend(numbers)
        self.table.append([BAD] * len(self.symbols))
        waiting = deque([first])
        while waiting:
            held = waiting.popleft()
            row: list[int] = []
            for code in self.map.codes:
                after = self.unseen(self.after(held, code))
                if after not in numbers:
                    numbers[after] = len(numbers)
                    self.states.append(after)
                    waiting.append(after)
                row.append(numbers[after])
            self.table.append(row)

    def moves(self, place: Place, kinds: Iterable[EventKind]) -> Iterator[Place]:
        """Where events of these kinds lead from a place."""
        wanted = frozenset(kinds)
        for row in self._rows[place.phase]:
            if row.event in wanted:
                once = sum(_ONCE[name] for name in row.guards if name in _ONCE)
                if not place.done & once:
                    yield Place(row.target, _result(row, place), place.done | once)

    def unseen(self, places: Iterable[Place]) -> frozenset[Place]:
        """Those places, and where events that go unseen may have led from them."""
        found = set(places)
        waiting = list(found)
        while waiting:
            for place in self.moves(waiting.pop(), self._silent):
                if place not in found:
                    found.add(place)
                    waiting.append(place)
        return frozenset(found)

    def after(self, places: Iterable[Place], code: StatusCode) -> set[Place]:
        """Where a case is right after a code was recorded."""
        if code.events:
            reached = {to for place in places for to in self.moves(place, code.events)}
        else:
            reached = set(places)
        return {place for place in reached if _fits(place, code)}

    def walk(self, codes: Iterable[str]) -> tuple[int, int]:
        """The state after codes, and the position of the first bad one; -1 if none is.

        A code that the map does not hold is a bad one.
        """
        state = self.start
        for position, code in enumerate(codes):
            symbol = self.symbols.get(code)
            state = BAD if symbol is None else self.table[state][symbol]
            if state == BAD:
                return state, position
        return state, -1

    def ways(self, place: Place, code: StatusCode) -> Mapping[Place, Steps]:
        """Every place that fits a code and is reached from one, by the fewest events."""
        found = self._ways.get((place, code.id))
        if found is None:
            found = self._ways[place, code.id] = dict(self._find_ways(place, code))
        return found

    def _find_ways(
        self, place: Place, code: StatusCode
    ) -> Iterator[tuple[Place, Steps]]:
        waiting: deque[tuple[Place, Steps]] = deque([(place, ())])
        unseen, reached = {place}, set[Place]()
        while waiting:
            at, way = waiting.popleft()
            if not code.events and _fits(at, code):
                yield at, way
            for row in self._rows[at.phase]:
                kind = row.event
                for to in self.moves(at, (kind,)):
                    step = (*way, (kind, to))
                    if kind in code.events and to not in reached and _fits(to, code):
                        reached.add(to)
                        yield to, step
                    if kind in self._silent and to not in unseen:
                        unseen.add(to)
                        waiting.append((to, step))

    @cached_property
    def possible(self) -> Mapping[int, tuple[str, ...]]:
        """For each state, the codes that may follow."""
        names = [code.id for code in self.map.codes]
        return {
            number: tuple(n for n, to in zip(names, row, strict=True) if to != BAD)
            for number, row in enumerate(self.table)
        }


def _result(row: Transition, place: Place) -> str:
    if row.outcome is not None:
        return row.outcome.value
    return GRANTED if row.target is Phase.GRANTED else place.result


def _fits(place: Place, code: StatusCode) -> bool:
    return (not code.phases or place.phase in code.phases) and (
        not code.results or place.result in code.results
    )
