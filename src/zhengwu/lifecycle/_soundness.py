"""Checks whether a process is sound, on every path and for every state of its clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu._text import Text, TextEnum
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of
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

    RUN = "run", "计时", "running"
    PAUSE = "pause", "暂停", "suspended"


Clocks: TypeAlias = Mapping[ClockKind, Running]


class Configuration(NamedTuple):
    """Phase with the states of its clocks (阶段与计时配置).

    Attributes:
        phase: The phase.
        clocks: Clocks that run or are suspended, each with its state.
    """

    phase: Phase
    clocks: frozenset[tuple[ClockKind, Running]]


_FEATURES: Final = tuple(ItemFeature)
_NO_CHECK: Final = Text(
    "本库没有这一条件的核对方法", "the library has no check for this condition"
)
_NO_TEXT: Final = Text("没有拒绝的文字", "there is no text for this refusal")
_NOT_OPENED: Final = Text("没有流转开始这一事项", "no event opens the side matter")
_UNKNOWN_STATE: Final = Text("{move} 用到没有的状态", "{move} names an unknown state")
_NOT_REACHED: Final = Text("到不了这一状态", "the state is never reached")
_NO_WAY_OUT: Final = Text(
    "没有出口,又不是终态", "no move leaves the state, and it is not final"
)
_NO_LAPSE: Final = Text(
    "期满事件不能在此发生", "the lapse of the state is not possible in it"
)


@check_of(Process)
def check_process(process: Process) -> Report:
    """Check whether a process is sound (办理规程检查). Never raises.

    Sound means: every phase is reachable and leads to a terminal phase; no event has two
    transitions in a phase; on every path clocks are started, suspended, resumed and stopped
    in a possible order and none is left running; every end without a grant produces a
    document; every refusal has a text and a legal basis; every side matter is opened by an
    event, can leave each state, and ends. The whole process is checked, and so is its part
    for each combination of item features with each choice. Counts: ``transitions``,
    ``instances`` and ``configurations``.
    """
    findings = dict.fromkeys(_check_table(process))
    for features in _iter_combinations():
        in_order = sorted(features, key=_FEATURES.index)
        for options in [(), *((option.id,) for option in process.options)]:
            part = process.for_item(features, options)
            findings.update(dict.fromkeys(_check_paths(part, in_order)))
    reached, _ = configurations(process)
    counts = {
        "transitions": len(process.transitions),
        "instances": sum(len(row.sources) for row in process.transitions),
        "configurations": len(reached),
    }
    return Report(tuple(findings), counts)


def parse_process(text: str, source: str = "process.toml") -> Process:
    """Read a process from TOML, and reject a process that is not sound (办理规程).

    Raises:
        InputError: The text is no TOML, a row has the wrong fields, or the table is not
            sound. The message names every fault.
    """
    process = read_process(text, source)
    faults = check_process(process).findings
    if faults:
        zh = ";".join(dict.fromkeys(f.message_zh for f in faults))
        en = "; ".join(dict.fromkeys(f.message_en for f in faults))
        raise InputError(
            f"{source} 不能用作办理规程:{zh}", f"{source} is not a sound process: {en}"
        )
    return process


def _check_table(process: Process) -> Iterator[Finding]:
    """Checks that need no paths: rows, texts, side matters and clocks."""
    yield from _check_rows(process)
    yield from _find_clashes(process)
    yield from _check_texts(process)
    for side in process.sides:
        yield from _check_side(process, side)
    events = {row.event for row in process.transitions}
    rules = statutory_rules().ids
    for clock in process.clocks:
        path = ("clocks", clock.id.value)
        if clock.lapse is not None and clock.lapse not in events:
            yield finding("ZWLC009", path, row=clock.id.value, name=clock.lapse.value)
        if clock.rule and clock.rule not in rules:
            yield finding("ZWLC009", path, row=clock.id.value, name=clock.rule)


def _check_rows(process: Process) -> Iterator[Finding]:
    """Checks for unknown names, unused conditions, and ends without a document or outcome."""
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


def _check_texts(process: Process) -> Iterator[Finding]:
    """Checks that every condition, refusal and role has its text and can be checked."""
    for guard in (*process.guards, *process.refusals):
        if not (guard.zh and guard.en and guard.basis):
            yield finding("ZWLC008", ("guards", guard.id), guard=guard.id)
    for guard in process.guards:
        if guard.id not in CHECKS:
            yield _report_uncheckable(guard.id, _NO_CHECK)
    texts = {rule.id for rule in process.refusals}
    for name in REFUSALS:
        if name not in texts:
            yield _report_uncheckable(name, _NO_TEXT)
    roles = {rule.id for rule in process.roles}
    rows: tuple[Transition | Move, ...] = (*process.transitions, *process.moves)
    for row in rows:
        for role in row.who:
            if role not in roles:
                data = {"row": row.id, "role": role.value}
                yield finding("ZWLC016", ("transitions", row.id), **data)


def _report_uncheckable(name: str, problem: Text) -> Finding:
    data = {"name": name, "problem_zh": problem.zh, "problem_en": problem.en}
    return finding("ZWLC018", ("guards", name), **data)


def _check_side(process: Process, side: SideRule) -> Iterator[Finding]:
    """Checks that a side matter is opened, and that each state is reached and left."""

    def report(state: str, problem: Text, **values: str) -> Finding:
        data = {
            "side": side.id.value,
            "problem_zh": problem.say("zh", **values),
            "problem_en": problem.say("en", **values),
        }
        return finding("ZWLC017", ("sides", side.id.value), state=state, **data)

    states = {state.id: state for state in side.states}
    moves = [move for move in process.moves if move.side is side.id]
    opened = any(row.opens is side.id for row in process.transitions)
    if not opened and all(move.source for move in moves):
        yield report("-", _NOT_OPENED)
    reached = {side.states[0].id} if side.states else set[str]()
    for move in moves:
        targets = {move.target, move.otherwise} - {""}
        reached |= targets
        for name in sorted((targets | {*move.source}) - set(states)):
            yield report(name, _UNKNOWN_STATE, move=move.id)
    left = {name for move in moves if move.target for name in move.source}
    for name, state in states.items():
        if name not in reached:
            yield report(name, _NOT_REACHED)
        if name not in left and not state.end:
            yield report(name, _NO_WAY_OUT)
        lapses = [m for m in moves if m.event is state.lapse and name in m.source]
        if state.lapse is not None and not lapses:
            yield report(name, _NO_LAPSE)


def _find_clashes(process: Process) -> Iterator[Finding]:
    """Yields a finding for each event with two transitions in a phase, for some item."""
    uses = Counter(
        (phase, row.event, features)
        for row in process.transitions
        for phase in row.sources
        for features in _iter_combinations()
        if row.applies(features)
    )
    clashes = {(phase, event) for (phase, event, _), n in uses.items() if n > 1}
    for phase, event in sorted(clashes, key=lambda pair: pair[0].value):
        data = {"phase": phase.value, "event": event.value}
        yield finding("ZWLC004", ("phases", phase.value), **data)


def _iter_combinations() -> Iterator[frozenset[ItemFeature]]:
    for number in range(len(_FEATURES) + 1):
        yield from map(frozenset, combinations(_FEATURES, number))


def _check_paths(
    process: Process, features: Iterable[ItemFeature]
) -> Iterator[Finding]:
    """Checks the paths through the part of a process for an item with these features."""
    named = "、".join(f.value for f in features) or "-"
    listed = {phase.id for phase in process.phases}
    left = {phase for row in process.transitions for phase in row.sources}
    for phase in sorted(listed - left - process.terminal, key=lambda p: p.value):
        path = ("phases", phase.value)
        yield finding("ZWLC002", path, phase=phase.value, features=named)
    finishing = _find_finishing(process)
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
        running_in = {
            phase for phase, clocks in reached if (clock.id, Running.RUN) in clocks
        }
        if clock.lapse is not None and not running_in <= lapsing:
            stuck_in = ", ".join(sorted(p.value for p in running_in - lapsing))
            data = {"clock": clock.id.value, "phases": stuck_in, "features": named}
            yield finding("ZWLC011", ("clocks", clock.id.value), **data)
    if not process.terminal:
        yield finding("ZWLC001", (), features=named)


def _find_finishing(process: Process) -> set[Phase]:
    """Finds the phases from which a terminal phase can be reached."""
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
    """List the reachable configurations, and the clock operations that fail (阶段与计时配置).

    Returns:
        The reachable configurations, and the clock operations that are impossible in at
        least one of them, each with its transition.
    """
    start = Configuration(Phase.DRAFT, frozenset())
    reached, pending = {start}, [start]
    faults: dict[tuple[str, str], tuple[Transition, ClockStep]] = {}
    while pending:
        phase, clocks_before = pending.pop()
        for row in process.transitions:
            if phase not in row.sources:
                continue
            clocks, impossible = _apply_steps(dict(clocks_before), row.clocks)
            for step in impossible:
                faults[row.id, str(step)] = (row, step)
            following = Configuration(row.target, frozenset(clocks.items()))
            if following not in reached:
                reached.add(following)
                pending.append(following)
    return reached, list(faults.values())


# States in which each operation is possible, and the state after it; None is a clock that
# does not exist.
_ACTS: Final[Mapping[ClockAct, tuple[tuple[Running | None, ...], Running | None]]] = {
    ClockAct.START: ((None,), Running.RUN),
    ClockAct.PAUSE: ((Running.RUN,), Running.PAUSE),
    ClockAct.RESUME: ((Running.PAUSE,), Running.RUN),
    ClockAct.EXTEND: ((Running.RUN,), Running.RUN),
    ClockAct.STOP: ((Running.RUN, Running.PAUSE), None),
    ClockAct.STOP_IF_RUNNING: ((Running.RUN, Running.PAUSE, None), None),
}


def _apply_steps(
    clocks: dict[ClockKind, Running], steps: Iterable[ClockStep]
) -> tuple[dict[ClockKind, Running], list[ClockStep]]:
    """Returns the clocks after the operations, and the operations that are impossible."""
    impossible: list[ClockStep] = []
    for step in steps:
        if step.clock is None:
            clocks = {}
            continue
        allowed, after = _ACTS[step.act]
        if clocks.get(step.clock) not in allowed:
            impossible.append(step)
        if after is None:
            clocks.pop(step.clock, None)
        else:
            clocks[step.clock] = after
    return clocks, impossible
