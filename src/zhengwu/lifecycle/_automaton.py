"""Automaton over the status codes of a hall system, for checking logs.

A place of a case is its phase, its result, and which events that may happen only once have
happened. Events lead from place to place. A system does not record every event, so after a
code a case may be in any place of a set. There are few such sets. The automaton numbers them
as its states, so checking a log is a walk through one table.
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
"""State of a log that left the process (不合规程); no code leads out of it."""

_ONCE: Final = {"not_yet_notified": 1, "not_extended": 2}


class Place(NamedTuple):
    """Place of a case (办件所处位置): what matters for the order of its further events.

    Attributes:
        phase: The phase.
        result: ``granted`` or an outcome; empty while the case is under way.
        done: Bits of the events that may happen only once and have happened.
    """

    phase: Phase
    result: str = ""
    done: int = 0


Steps: TypeAlias = tuple[tuple[EventKind, Place], ...]
"""Events in order, each with the place to which it leads (事件路径)."""


class Automaton:
    """A process seen through the codes of a hall system (状态码自动机).

    Args:
        process: The process.
        codes: The code map.
        whole: The whole process of which `process` is the part for an item; `process`
            itself if None. It tells which transitions are special to some items.
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
        # Of equally short explanations the first is taken. So events of actors come before
        # lapses, and general transitions before those special to some items.
        self._rows: Final[Mapping[Phase, Sequence[Transition]]] = {
            phase: sorted(
                (row for row in process.transitions if phase in row.sources),
                key=lambda row: (row.event in lapses, row.id in special),
            )
            for phase in Phase
        }
        self.states: Final[list[frozenset[Place]]] = []
        self.table: Final[list[list[int]]] = []
        self._paths: Final[dict[tuple[Place, str], Mapping[Place, Steps]]] = {}
        self._build_table()

    @property
    def start(self) -> int:
        """State before the first code."""
        return 1

    def _build_table(self) -> None:
        """Numbers every set of places to which codes lead; the empty set has number 0."""
        first = self.unseen({Place(Phase.DRAFT)})
        numbers = {frozenset[Place](): BAD, first: 1}
        self.states.extend(numbers)
        self.table.append([BAD] * len(self.symbols))
        waiting = deque([first])
        while waiting:
            places = waiting.popleft()
            row: list[int] = []
            for code in self.map.codes:
                after = self.unseen(self.after(places, code))
                if after not in numbers:
                    numbers[after] = len(numbers)
                    self.states.append(after)
                    waiting.append(after)
                row.append(numbers[after])
            self.table.append(row)

    def moves(self, place: Place, kinds: Iterable[EventKind]) -> Iterator[Place]:
        """Yields the places to which events of these kinds lead from a place."""
        allowed = frozenset(kinds)
        for row in self._rows[place.phase]:
            if row.event in allowed:
                once = sum(_ONCE[name] for name in row.guards if name in _ONCE)
                if not place.done & once:
                    yield Place(row.target, _get_result(row, place), place.done | once)

    def unseen(self, places: Iterable[Place]) -> frozenset[Place]:
        """Adds the places to which unrecorded events may have led from these places."""
        reached = set(places)
        waiting = list(reached)
        while waiting:
            for place in self.moves(waiting.pop(), self._silent):
                if place not in reached:
                    reached.add(place)
                    waiting.append(place)
        return frozenset(reached)

    def after(self, places: Iterable[Place], code: StatusCode) -> set[Place]:
        """Places in which a case may be right after a code was recorded."""
        if code.events:
            reached = {to for place in places for to in self.moves(place, code.events)}
        else:
            reached = set(places)
        return {place for place in reached if _fits_code(place, code)}

    def walk(self, codes: Iterable[str]) -> tuple[int, int]:
        """State after codes, and the position of the first bad code; -1 if none is bad.

        A code that the map does not contain is bad.
        """
        state = self.start
        for position, code in enumerate(codes):
            symbol = self.symbols.get(code)
            state = BAD if symbol is None else self.table[state][symbol]
            if state == BAD:
                return state, position
        return state, -1

    def ways(self, place: Place, code: StatusCode) -> Mapping[Place, Steps]:
        """Places that fit a code, each with the shortest path that leads there."""
        paths = self._paths.get((place, code.id))
        if paths is None:
            paths = self._paths[place, code.id] = dict(self._find_paths(place, code))
        return paths

    def _find_paths(
        self, place: Place, code: StatusCode
    ) -> Iterator[tuple[Place, Steps]]:
        waiting: deque[tuple[Place, Steps]] = deque([(place, ())])
        unseen, reached = {place}, set[Place]()
        while waiting:
            at, path = waiting.popleft()
            if not code.events and _fits_code(at, code):
                yield at, path
            for row in self._rows[at.phase]:
                kind = row.event
                for to in self.moves(at, (kind,)):
                    longer = (*path, (kind, to))
                    if (
                        kind in code.events
                        and to not in reached
                        and _fits_code(to, code)
                    ):
                        reached.add(to)
                        yield to, longer
                    if kind in self._silent and to not in unseen:
                        unseen.add(to)
                        waiting.append((to, longer))

    @cached_property
    def possible(self) -> Mapping[int, tuple[str, ...]]:
        """Codes that may follow, by state."""
        names = [code.id for code in self.map.codes]
        return {
            number: tuple(n for n, to in zip(names, row, strict=True) if to != BAD)
            for number, row in enumerate(self.table)
        }


def _get_result(row: Transition, place: Place) -> str:
    if row.outcome is not None:
        return row.outcome.value
    return GRANTED if row.target is Phase.GRANTED else place.result


def _fits_code(place: Place, code: StatusCode) -> bool:
    return (not code.phases or place.phase in code.phases) and (
        not code.results or place.result in code.results
    )
