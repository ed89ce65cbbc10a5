"""Whether a process is sound: every way through it, with every state of its clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu._text import TextEnum
from zhengwu.findings import Finding, Report, finding
from zhengwu.lifecycle._guards import CHECKS
from zhengwu.lifecycle._kinds import ClockAct, ClockKind, ItemFeature, Phase
from zhengwu.lifecycle._process import (
    ClockStep,
    Move,
    Process,
    SideRule,
    Transition,
)
from zhengwu.lifecycle._process_data import read_process
from zhengwu.lifecycle._reasons import REFUSALS
from zhengwu.limits import statutory_rules


class Running(TextEnum):
    """State of a clock in a configuration (计时状态)."""

    RUN = "run", "计时", "run"
    PAUSE = "pause", "暂停", "pause"


Clocks: TypeAlias = Mapping[ClockKind, Running]


class Configuration(NamedTuple):
    """A phase with the state of its clocks (阶段与计时配置).

    Attributes:
        phase: The phase.
        clocks: Clocks that run or are suspended, and which.
    """

    phase: Phase
    clocks: frozenset[tuple[ClockKind, Running]]


_FEATURES: Final = tuple(ItemFeature)


def check_process(process: Process) -> Report:
    """Say whether a process is sound (办理规程检查). Never raises.

    Every phase is reached and can be left and finished; no event means two things; every
    way through it, with every state of its clocks, starts, suspends and stops them rightly
    and leaves none running; what ends without a grant makes a paper; what is refused says
    why, and by which law. Looked at whole, and as each combination of item features
    and each choice leaves it. What goes on beside the main line is begun by something, can
    be left in each state, and ends. Counts: ``transitions``, ``instances`` and ``configurations``.
    """
    found = dict.fromkeys(_told(process))
    for features in _combinations():
        named = sorted(features, key=_FEATURES.index)
        for options in [(), *((option.id,) for option in process.options)]:
            part = process.for_item(features, options)
            found.update(dict.fromkeys(_ways(part, named)))
    reached, _ = configurations(process)
    counts = {
        "transitions": len(process.transitions),
        "instances": sum(len(row.sources) for row in process.transitions),
        "configurations": len(reached),
    }
    return Report(found, counts)


def parse_process(text: str, source: str = "process.toml") -> Process:
    """Read a process from TOML and refuse one that is not sound (办理规程).

    Raises:
        InputError: No TOML, rows that are wrong, or a table that is not sound; every
            fault is named.
    """
    process = read_process(text, source)
    faults = check_process(process).findings
    if faults:
        zh = ";".join(dict.fromkeys(f.message_zh for f in faults))
        en = "; ".join(dict.fromkeys(f.message_en for f in faults))
        raise InputError(f"{source} 不能用作办理规程:{zh}", f"{source}: {en}")
    return process


def _told(process: Process) -> Iterator[Finding]:
    """What can be seen row by row."""
    yield from _rows(process)
    yield from _clashes(process)
    yield from _texts(process)
    for side in process.sides:
        yield from _side(process, side)
    events = {row.event for row in process.transitions}
    rules = statutory_rules().ids
    for clock in process.clocks:
        path = ("clocks", clock.id.value)
        if clock.lapse is not None and clock.lapse not in events:
            yield finding("ZWLC009", path, row=clock.id.value, name=clock.lapse.value)
        if clock.rule and clock.rule not in rules:
            yield finding("ZWLC009", path, row=clock.id.value, name=clock.rule)


def _rows(process: Process) -> Iterator[Finding]:
    """Names that lead nowhere, refusals without text, ends without a paper."""
    names = {guard.id for guard in process.guards}
    phases = {phase.id for phase in process.phases}
    for row in process.transitions:
        path = ("transitions", row.id)
        unknown = [phase.value for phase in {*row.sources, row.target} - phases]
        for name in sorted([*set(row.guards) - names, *unknown]):
            yield finding("ZWLC009", path, row=row.id, name=name)
        if row.target is Phase.NOT_GRANTED and not (row.document and row.outcome):
            yield finding("ZWLC007", path, row=row.id, zh=row.zh, en=row.en)
    used = {name for row in process.transitions for name in row.guards}
    used |= {name for move in process.moves for name in move.guards}
    for name in sorted(names - used):
        yield finding("ZWLC010", ("guards", name), guard=name)


def _texts(process: Process) -> Iterator[Finding]:
    """Conditions, refusals and roles that cannot be checked or told."""
    for guard in (*process.guards, *process.refusals):
        if not (guard.zh and guard.en and guard.basis):
            yield finding("ZWLC008", ("guards", guard.id), guard=guard.id)
    for guard in process.guards:
        if guard.id not in CHECKS:
            said = ("本库没有这一条件的核对方法", "the library cannot check it")
            yield _untold(guard.id, *said)
    known = {rule.id for rule in process.refusals}
    for name in REFUSALS:
        if name not in known:
            yield _untold(name, "没有拒绝的文字", "there is no text for this refusal")
    roles = {rule.id for rule in process.roles}
    rows: tuple[Transition | Move, ...] = (*process.transitions, *process.moves)
    for row in rows:
        for role in row.who:
            if role not in roles:
                told = {"row": row.id, "role": role.value}
                yield finding("ZWLC016", ("transitions", row.id), **told)


def _untold(name: str, zh: str, en: str) -> Finding:
    told = {"name": name, "problem_zh": zh, "problem_en": en}
    return finding("ZWLC018", ("guards", name), **told)


def _side(process: Process, side: SideRule) -> Iterator[Finding]:
    """Whether it is begun, each state reached and left, and nothing leads nowhere."""

    def wrong(state: str, zh: str, en: str) -> Finding:
        told = {"side": side.id.value, "problem_zh": zh, "problem_en": en}
        return finding("ZWLC017", ("sides", side.id.value), state=state, **told)

    states = {state.id: state for state in side.states}
    moves = [move for move in process.moves if move.side is side.id]
    opened = any(row.opens is side.id for row in process.transitions)
    if not opened and all(move.source for move in moves):
        yield wrong("-", "没有流转开始它", "nothing begins it")
    reached = {side.states[0].id} if side.states else set[str]()
    for move in moves:
        targets = {move.target, move.otherwise} - {""}
        reached |= targets
        for name in sorted((targets | {*move.source}) - set(states)):
            yield wrong(name, f"{move.id} 用到没有的状态", f"{move.id} names no state")
    left = {name for move in moves if move.target for name in move.source}
    for name, state in states.items():
        if name not in reached:
            yield wrong(name, "到不了", "it is never reached")
        if name not in left and not state.end:
            yield wrong(name, "没有出口,又不是终态", "no way on, and no end")
        lapses = [m for m in moves if m.event is state.lapse and name in m.source]
        if state.lapse is not None and not lapses:
            yield wrong(name, "期满事件不能在此发生", "its lapse cannot happen there")


def _clashes(process: Process) -> Iterator[Finding]:
    """Events that mean two things for some item."""
    times = Counter(
        (phase, row.event, features)
        for row in process.transitions
        for phase in row.sources
        for features in _combinations()
        if row.applies(features)
    )
    clashes = {(phase, event) for (phase, event, _), n in times.items() if n > 1}
    for phase, event in sorted(clashes, key=lambda pair: pair[0].value):
        data = {"phase": phase.value, "event": event.value}
        yield finding("ZWLC004", ("phases", phase.value), **data)


def _combinations() -> Iterator[frozenset[ItemFeature]]:
    for number in range(len(_FEATURES) + 1):
        yield from map(frozenset, combinations(_FEATURES, number))


def _ways(process: Process, features: Iterable[ItemFeature]) -> Iterator[Finding]:
    """What is wrong on the ways through one part."""
    named = "、".join(f.value for f in features) or "-"
    listed = {phase.id for phase in process.phases}
    left = {phase for row in process.transitions for phase in row.sources}
    for phase in sorted(listed - left - process.terminal, key=lambda p: p.value):
        path = ("phases", phase.value)
        yield finding("ZWLC002", path, phase=phase.value, features=named)
    finishing = _finishing(process)
    for phase in sorted(listed - finishing, key=lambda p: p.value):
        path = ("phases", phase.value)
        yield finding("ZWLC003", path, phase=phase.value, features=named)
    reached, faults = configurations(process)
    for row, step in faults:
        path = ("transitions", row.id)
        yield finding("ZWLC005", path, row=row.id, step=str(step), features=named)
    for phase, clocks in sorted(reached, key=lambda c: c.phase.value):
        if phase in process.terminal and clocks:
            running = ", ".join(sorted(kind.value for kind, _ in clocks))
            data = {"phase": phase.value, "clocks": running, "features": named}
            yield finding("ZWLC006", ("phases", phase.value), **data)
    for clock in process.clocks:
        lapsing = {p for (p, event) in process.by_event if event is clock.lapse}
        in_time = {phase for phase, held in reached if (clock.id, Running.RUN) in held}
        if clock.lapse is not None and not in_time <= lapsing:
            where = ", ".join(sorted(p.value for p in in_time - lapsing))
            data = {"clock": clock.id.value, "phases": where, "features": named}
            yield finding("ZWLC011", ("clocks", clock.id.value), **data)
    if not process.terminal:
        yield finding("ZWLC001", (), features=named)


def _finishing(process: Process) -> set[Phase]:
    """Phases from which an end can be reached."""
    finishing = set(process.terminal)
    while True:
        more = {
            phase
            for row in process.transitions
            if row.target in finishing
            for phase in row.sources
        } - finishing
        if not more:
            return finishing
        finishing |= more


def configurations(
    process: Process,
) -> tuple[set[Configuration], list[tuple[Transition, ClockStep]]]:
    """Every phase with every state of its clocks that can be reached, and what fails.

    Returns:
        The configurations, and the operations on clocks that cannot be done somewhere.
    """
    start = Configuration(Phase.DRAFT, frozenset())
    reached, pending = {start}, [start]
    faults: dict[tuple[str, str], tuple[Transition, ClockStep]] = {}
    while pending:
        phase, held = pending.pop()
        for row in process.transitions:
            if phase not in row.sources:
                continue
            clocks, wrong = _moved(dict(held), row.clocks)
            for step in wrong:
                faults[row.id, str(step)] = (row, step)
            following = Configuration(row.target, frozenset(clocks.items()))
            if following not in reached:
                reached.add(following)
                pending.append(following)
    return reached, list(faults.values())


# In which states an operation is possible, and which it gives; None is a clock at rest.
_ACTS: Final[Mapping[ClockAct, tuple[tuple[Running | None, ...], Running | None]]] = {
    ClockAct.START: ((None,), Running.RUN),
    ClockAct.PAUSE: ((Running.RUN,), Running.PAUSE),
    ClockAct.RESUME: ((Running.PAUSE,), Running.RUN),
    ClockAct.EXTEND: ((Running.RUN,), Running.RUN),
    ClockAct.STOP: ((Running.RUN, Running.PAUSE), None),
    ClockAct.STOP_IF_RUNNING: ((Running.RUN, Running.PAUSE, None), None),
}


def _moved(
    clocks: dict[ClockKind, Running], steps: Iterable[ClockStep]
) -> tuple[dict[ClockKind, Running], list[ClockStep]]:
    """Clocks after operations, and the operations that cannot be done."""
    wrong: list[ClockStep] = []
    for step in steps:
        if step.clock is None:
            clocks = {}
            continue
        possible, given = _ACTS[step.act]
        if clocks.get(step.clock) not in possible:
            wrong.append(step)
        if given is None:
            clocks.pop(step.clock, None)
        else:
            clocks[step.clock] = given
    return clocks, wrong
