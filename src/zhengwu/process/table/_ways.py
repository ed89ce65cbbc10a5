"""Walks the ways through a procedure, with every state of its clocks, and checks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from zhengwu.findings import Finding, finding
from zhengwu.process.table._conditions import (
    All,
    ClockIs,
    ClockTest,
    Condition,
    Extends,
)
from zhengwu.process.table._procedure import Procedure, find_reachable
from zhengwu.process.table._rows import (
    SYSTEM_ROLE,
    ClockChange,
    ClockOperation,
    TransitionRow,
)


class Configuration(NamedTuple):
    """Phase with the states of its clocks (阶段与计时配置).

    Attributes:
        phase: The phase.
        clocks: Clocks of a case in the phase, each with whether it runs.
    """

    phase: str
    clocks: frozenset[tuple[str, bool]]


def walk(
    procedure: Procedure,
) -> tuple[set[Configuration], dict[tuple[str, str], TransitionRow]]:
    """Every configuration that can be reached, and the clock operations that fail (遍历).

    Returns:
        The configurations; the failing operations by transition and written form.
    """
    first = Configuration(procedure.initial, frozenset())
    reached, pending = {first}, [first]
    faults: dict[tuple[str, str], TransitionRow] = {}
    moved = [row.clocks for row in procedure.moves if row.clocks]
    while pending:
        phase, before = pending.pop()
        following: list[tuple[str, frozenset[tuple[str, bool]]]] = []
        for row in procedure.transitions:
            if phase not in row.source or not _may_happen(procedure, row, dict(before)):
                continue
            clocks, failing = _change_clocks(dict(before), row.clocks)
            for step in failing:
                faults[row.id, step] = row
            following.append((row.target or phase, frozenset(clocks.items())))
        if phase not in procedure.terminal:
            for changes in moved:
                clocks, _ = _change_clocks(dict(before), changes)
                following.append((phase, frozenset(clocks.items())))
        for each in following:
            configuration = Configuration(*each)
            if configuration not in reached:
                reached.add(configuration)
                pending.append(configuration)
    return reached, faults


_WANTED: Final[Mapping[ClockTest, frozenset[bool | None]]] = {
    ClockTest.RUNNING: frozenset({True}),
    ClockTest.OVER: frozenset({True}),
    ClockTest.PAUSED: frozenset({False}),
    ClockTest.ABSENT: frozenset({None}),
}


def _list_wanted(holds: Condition) -> Iterator[tuple[str, frozenset[bool | None]]]:
    """Clocks of which a condition always asks a state, with the states that it takes."""
    if isinstance(holds, All):
        for part in holds.all:
            yield from _list_wanted(part)
    elif isinstance(holds, ClockIs) and holds.state in _WANTED:
        yield holds.clock, _WANTED[holds.state]
    elif isinstance(holds, Extends):
        yield holds.extends, frozenset({True, False})


def _may_happen(
    procedure: Procedure, row: TransitionRow, clocks: Mapping[str, bool]
) -> bool:
    """Whether the state of the clocks lets a transition happen."""
    conditions = procedure.condition_by_id
    for name in row.conditions:
        for clock, states in _list_wanted(conditions[name].holds):
            if clocks.get(clock) not in states:
                return False
    lapsing = [clock.id for clock in procedure.clocks if clock.lapse == row.event]
    if lapsing and row.who == (SYSTEM_ROLE,):
        return any(clocks.get(clock) is True for clock in lapsing)
    return True


# States in which each operation is possible, and the state after it; None: no such clock.
_OPERATIONS: Final[
    Mapping[ClockOperation, tuple[tuple[bool | None, ...], bool | None]]
] = {
    ClockOperation.START: ((None,), True),
    ClockOperation.RESTART: ((None, True, False), True),
    ClockOperation.PAUSE: ((True,), False),
    ClockOperation.RESUME: ((False,), True),
    ClockOperation.STOP: ((True, False), None),
}


def _change_clocks(
    clocks: dict[str, bool], changes: Iterable[ClockChange]
) -> tuple[dict[str, bool], list[str]]:
    """The clocks after the operations, and the operations that fail."""
    failing: list[str] = []
    for change in changes:
        if not change.clock:
            clocks = {}
            continue
        if change.operation is ClockOperation.EXTEND:
            if change.clock not in clocks and not change.optional:
                failing.append(str(change))
            continue
        possible, after = _OPERATIONS[change.operation]
        if clocks.get(change.clock) not in possible:
            if not change.optional:
                failing.append(str(change))
            continue
        if after is None:
            clocks.pop(change.clock, None)
        else:
            clocks[change.clock] = after
    return clocks, failing


def check_ways(
    whole: Procedure,
    part: Procedure,
    features: frozenset[str],
    reached: set[Configuration],
    faults: Mapping[tuple[str, str], TransitionRow],
) -> Iterator[Finding]:
    """Findings about the ways through the part of a table for an item with features."""
    named = "、".join(sorted(features)) or "-"
    places = {row.id: n for n, row in enumerate(whole.phases)}
    rows = {row.id: n for n, row in enumerate(whole.transitions)}
    if not features and not whole.features:
        for phase in whole.phases:
            if phase.id not in find_reachable({whole.initial}, whole.transitions):
                yield finding("ZWPR003", ("phase", places[phase.id]), phase=phase.id)
    left = {phase for row in part.transitions for phase in row.source}
    finishing = _find_finishing(part)
    for phase in part.phases:
        path = ("phase", places[phase.id])
        if phase.id not in left and not phase.terminal:
            yield finding("ZWPR004", path, phase=phase.id, features=named)
        elif phase.id not in finishing:
            yield finding("ZWPR005", path, phase=phase.id, features=named)
    for (number, step), row in faults.items():
        path = ("transition", rows[number])
        yield finding("ZWPR006", path, row=row.id, step=step, features=named)
    for phase_id, clocks in sorted(reached, key=lambda c: c.phase):
        if phase_id in part.terminal and clocks:
            running = ", ".join(sorted(name for name, _ in clocks))
            path = ("phase", places[phase_id])
            yield finding("ZWPR007", path, phase=phase_id, clocks=running)
    yield from _check_lapses(whole, part, reached)
    yield from _find_clashes(part, rows, named)
    yield from _find_impossible(whole, part, reached)


def _find_finishing(part: Procedure) -> set[str]:
    """Phases from which a terminal phase can be reached."""
    finishing = set(part.terminal)
    while True:
        more = {
            phase
            for row in part.transitions
            if _find_target(row) in finishing
            for phase in row.source
        } - finishing
        if not more:
            return finishing
        finishing |= more


def _find_target(row: TransitionRow) -> str:
    """The phase after a transition; empty where it stays in one of several."""
    return row.target or (row.source[0] if len(row.source) == 1 else "")


def _check_lapses(
    whole: Procedure, part: Procedure, reached: set[Configuration]
) -> Iterator[Finding]:
    places = {row.id: n for n, row in enumerate(whole.clocks)}
    lapsing: dict[str, set[str]] = {}
    for clock in part.clocks:
        if not clock.lapse:
            continue
        possible = {
            phase
            for row in part.transitions
            if row.event == clock.lapse
            for phase in row.source
        }
        running = {c.phase for c in reached if (clock.id, True) in c.clocks}
        stuck = sorted(running - possible)
        path = ("clock", places[clock.id])
        if stuck:
            values = {"clock": clock.id, "phases": ", ".join(stuck)}
            yield finding("ZWPR008", path, **values)
        for row in part.transitions:
            if row.event == clock.lapse:
                started = {
                    c.clock for c in row.clocks if c.operation in _STARTING and c.clock
                }
                lapsing.setdefault(clock.id, set()).update(started)
        if clock.id in lapsing.get(clock.id, ()):
            yield finding("ZWPR014", path, clock=clock.id)


_STARTING: Final = (ClockOperation.START, ClockOperation.RESTART)


def _find_clashes(
    part: Procedure, rows: Mapping[str, int], named: str
) -> Iterator[Finding]:
    seen: dict[tuple[str, str], TransitionRow] = {}
    for row in part.transitions:
        for phase in row.source:
            if (phase, row.event) in seen:
                values = {"phase": phase, "event": row.event, "features": named}
                yield finding("ZWPR009", ("transition", rows[row.id]), **values)
            seen[phase, row.event] = row
    for event, count in Counter(move.event for move in part.moves).items():
        if count > 1:
            values = {"phase": "-", "event": event, "features": named}
            yield finding("ZWPR009", ("move", 0), **values)


def _find_impossible(
    whole: Procedure, part: Procedure, reached: set[Configuration]
) -> Iterator[Finding]:
    """Conditions that can never hold where they are asked: a clock that never runs there."""
    rows = {row.id: n for n, row in enumerate(whole.transitions)}
    conditions = whole.condition_by_id
    for row in part.transitions:
        states = [dict(c.clocks) for c in reached if c.phase in row.source]
        for name in row.conditions:
            for clock, wanted in _list_wanted(conditions[name].holds):
                if not any(state.get(clock) in wanted for state in states):
                    path = ("transition", rows[row.id])
                    values = {"row": row.id, "condition": name, "clock": clock}
                    yield finding("ZWPR013", path, **values)
