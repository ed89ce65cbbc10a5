"""Checks the table of a procedure as a whole, on every way and for every state of its clocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from zhengwu._errors import InputError, Problem
from zhengwu._text import Text
from zhengwu._values import join_problems
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of
from zhengwu.process.table._conditions import (
    Compare,
    iter_parts,
)
from zhengwu.process.table._names import LISTS, AnyRow, check_names
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._reading import find_line, read_procedure
from zhengwu.process.table._rows import (
    ClockOperation,
    FieldType,
    Force,
    SideRow,
)
from zhengwu.process.table._ways import check_ways, walk

_ACTOR_FIELDS: Final = frozenset({"actor.id", "actor.organ"})


def parse_process(text: str, source: str = "procedure.toml") -> Procedure:
    """Read a procedure from TOML, and reject an unsound table (办理程序).

    Raises:
        InputError: The text is no TOML, a row is unusable, or the table is not sound. Every
            fault is listed, with the line of its row.
    """
    procedure = read_procedure(text, source)
    faults = check_process(procedure).findings
    if not faults:
        return procedure
    raise join_problems([_locate(fault, text, source) for fault in faults])


def _locate(fault: Finding, text: str, source: str) -> Problem:
    path = fault.path
    line = find_line(text, path) if path else None
    zh, en = fault.message_zh, fault.message_en
    if line is not None:
        zh += f"({source} 第 {line} 行)"
        en += f" ({source}, line {line})"
    return Problem((), f"{zh};{fault.hint_zh}", f"{en}; {fault.hint_en}")


@check_of(Procedure)
def check_process(procedure: Procedure) -> Report:
    """Check whether a procedure is sound (办理程序检查). Never raises.

    Sound means: every name is declared, once; every phase is reached and leads to a
    terminal phase; no event has two transitions in a phase; on every way clocks are
    started, suspended, resumed and stopped in a possible order and none runs on at the end;
    a clock that lapses can do so wherever it runs; conditions read what is set and brought;
    side matters are opened, can leave each state, and end; what claims a statute cites it.
    The whole table is checked, and its part for each combination of features with each
    choice. Counts: ``transitions``, ``configurations``.
    """
    findings = list(check_names(procedure))
    if findings:  # ways cannot be walked over names that are not there
        return Report(tuple(dict.fromkeys(findings)), _count(procedure, 0))
    findings += _check_rows(procedure)
    for side in procedure.sides:
        findings += _check_side(procedure, side)
    walked = 0
    for features in _iter_features(procedure):
        for choices in [(), *((choice.id,) for choice in procedure.choices)]:
            part = procedure.for_item(features, choices)
            reached, faults = walk(part)
            walked = max(walked, len(reached))
            findings += check_ways(procedure, part, features, reached, faults)
    return Report(tuple(dict.fromkeys(findings)), _count(procedure, walked))


def _count(procedure: Procedure, configurations: int) -> dict[str, int]:
    return {
        "transitions": len(procedure.transitions) + len(procedure.moves),
        "configurations": configurations,
    }


def _iter_features(procedure: Procedure) -> Iterator[frozenset[str]]:
    names = [feature.id for feature in procedure.features]
    for number in range(len(names) + 1):
        yield from map(frozenset, combinations(names, number))


def _check_rows(procedure: Procedure) -> Iterator[Finding]:
    """Conditions, effects and bases of single rows."""
    brought = {event.id: frozenset(event.fields) for event in procedure.events}
    rows: list[tuple[str, int, AnyRow]] = [
        *(("transition", n, row) for n, row in enumerate(procedure.transitions)),
        *(("move", n, row) for n, row in enumerate(procedure.moves)),
    ]
    conditions = procedure.condition_by_id
    for kind, place, row in rows:
        path = (kind, place)
        fields = brought[row.event]
        for name in row.conditions:
            needed = {
                field
                for part in iter_parts(conditions[name].holds)
                for field in part.fields
            }
            for field in sorted(needed - fields):
                values = {"row": row.id, "condition": name, "field": field}
                yield finding("ZWPR011", path, event=row.event, **values)
        yield from _check_effects(procedure, row, fields, path)
        for change in row.clocks:
            if change.operation is ClockOperation.EXTEND and not any(
                procedure.field_by_id[f].type is FieldType.LIMIT for f in fields
            ):
                yield _report_effect(row, path, str(change), _NEEDS_LIMIT)
        if row.force is Force.STATUTE and not (row.basis or procedure.basis):
            yield finding("ZWPR017", path, row=row.id)
    yield from _check_clocks(procedure)
    yield from _check_facts_set(procedure)
    yield from _check_comparisons(procedure)
    yield from _find_unused(procedure)


_NEEDS_LIMIT: Final = Text(
    "事件没有时限类型的字段说明延长多久", "the event brings no limit that says how long"
)
_NEEDS_INSTANT: Final = Text(
    "事实应为 instant 类型", "the fact must be of type instant"
)
_NEEDS_WHOLE: Final = Text("事实应为 whole 类型", "the fact must be of type whole")
_NEEDS_TEXTS: Final = Text("事实应为 texts 类型", "the fact must be of type texts")
_NOT_BROUGHT: Final = Text("事件没有这一字段", "the event brings no such field")
_OTHER_TYPE: Final = Text("字段与事实类型不同", "field and fact are of different types")


def _report_effect(
    row: AnyRow, path: tuple[str | int, ...], name: str, problem: Text
) -> Finding:
    data = {"row": row.id, "name": name, "zh": problem.zh, "en": problem.en}
    return finding("ZWPR016", path, **data)


def _check_effects(
    procedure: Procedure,
    row: AnyRow,
    fields: frozenset[str],
    path: tuple[str | int, ...],
) -> Iterator[Finding]:
    effects, facts = row.effects, procedure.fact_by_id
    typed = (
        (effects.stamp, FieldType.INSTANT, _NEEDS_INSTANT),
        (effects.count, FieldType.WHOLE, _NEEDS_WHOLE),
        (effects.add, FieldType.TEXTS, _NEEDS_TEXTS),
    )
    for names, type_due, problem in typed:
        for name in names:
            if facts[name].type is not type_due:
                yield _report_effect(row, path, name, problem)
    given = (*effects.copy.values(), *effects.add.values(), effects.owner)
    opened = [name for each in effects.open for name in (each.keys, each.limit)]
    for field in (*given, *opened):
        if field and field not in fields | _ACTOR_FIELDS:
            yield _report_effect(row, path, field, _NOT_BROUGHT)
    for fact, field in effects.copy.items():
        if field in procedure.field_by_id and not _fits(
            procedure.field_by_id[field].type, facts[fact].type
        ):
            yield _report_effect(row, path, fact, _OTHER_TYPE)


def _fits(field: FieldType, fact: FieldType) -> bool:
    texts = {FieldType.TEXT, FieldType.CHOICE}
    return field is fact or {field, fact} <= texts


def _check_clocks(procedure: Procedure) -> Iterator[Finding]:
    """Checks that a clock has a length, and an article if it claims a statute."""
    for place, clock in enumerate(procedure.clocks):
        path = ("clock", place)
        has_length = clock.limit is not None or clock.rule or clock.field
        if not has_length and clock.force is Force.STATUTE:
            yield finding("ZWPR018", path, clock=clock.id)
        cites = clock.basis or clock.rule or clock.limit is None
        if clock.force is not Force.PRACTICE and not cites:
            yield finding("ZWPR017", path, row=clock.id)


def _check_facts_set(procedure: Procedure) -> Iterator[Finding]:
    rows: tuple[AnyRow, ...] = (*procedure.transitions, *procedure.moves)
    set_facts = {fact for row in rows for fact in row.effects.facts}
    for place, condition in enumerate(procedure.conditions):
        read = {f for part in iter_parts(condition.holds) for f in part.facts}
        for fact in sorted(read - set_facts):
            path = ("condition", place)
            yield finding("ZWPR010", path, condition=condition.id, fact=fact)
    for place, row in enumerate(procedure.transitions):
        if row.count_from and row.count_from not in set_facts:
            path = ("transition", place)
            yield finding("ZWPR010", path, condition=row.id, fact=row.count_from)


_ORDERED: Final = frozenset(
    {
        FieldType.DATE,
        FieldType.INSTANT,
        FieldType.WHOLE,
        FieldType.NUMBER,
        FieldType.MONEY,
    }
)


def _check_comparisons(procedure: Procedure) -> Iterator[Finding]:
    """More and less are asked of values that have an order."""
    for place, condition in enumerate(procedure.conditions):
        for part in iter_parts(condition.holds):
            if not isinstance(part, Compare) or part.count:
                continue
            if part.at_least is None and part.at_most is None:
                continue
            types: list[Any] = [procedure.field_by_id[f].type for f in part.fields]
            types += [procedure.fact_by_id[f].type for f in part.facts]
            for each in types:
                if each not in _ORDERED:
                    values = {"condition": condition.id, "name": part.compare}
                    yield finding(
                        "ZWPR019", ("condition", place), type=each.value, **values
                    )


def _find_unused(procedure: Procedure) -> Iterator[Finding]:
    """Rows that nothing uses."""
    rows: tuple[AnyRow, ...] = (*procedure.transitions, *procedure.moves)
    parts = [p for c in procedure.conditions for p in iter_parts(c.holds)]
    read_fields = {f for part in parts for f in part.fields}
    used: dict[str, set[str]] = {
        "event": {row.event for row in rows},
        "condition": {name for row in rows for name in row.conditions},
        "role": {name for row in rows for name in row.who},
        "clock": {c.clock for row in rows for c in row.clocks},
        "field": {f for event in procedure.events for f in event.fields} | read_fields,
        "outcome": {row.outcome for row in procedure.transitions},
    }
    for kind, attribute in LISTS:
        for place, row in enumerate(getattr(procedure, attribute)):
            if kind in used and row.id not in used[kind]:
                yield finding("ZWPR012", (kind, place), kind=kind, name=row.id)


def _check_side(procedure: Procedure, side: SideRow) -> Iterator[Finding]:
    """A side matter is opened, and each of its states is reached and left."""
    place = [row.id for row in procedure.sides].index(side.id)

    def report(state: str, problem: Text) -> Finding:
        data = {"side": side.id, "zh": problem.zh, "en": problem.en}
        return finding("ZWPR015", ("side", place), state=state, **data)

    if not side.states:
        yield report("-", _NO_STATES)
        return
    moves = [move for move in procedure.moves if move.side == side.id]
    rows: tuple[AnyRow, ...] = (*procedure.transitions, *procedure.moves)
    opened = any(each.side == side.id for row in rows for each in row.effects.open)
    if not opened and all(move.source for move in moves):
        yield report("-", _NOT_OPENED)
    states = {state.id: state for state in side.states}
    reached = {side.states[0].id} if opened or not moves else set[str]()
    reached |= {
        side.states[0].id for move in moves if not move.source and not move.target
    }
    reached |= {move.target for move in moves if move.target}
    for name in sorted({*reached, *(s for m in moves for s in m.source)} - set(states)):
        yield report(name, _UNKNOWN_STATE)
    left = {name for move in moves if move.target for name in move.source}
    left |= {s for s in states if any(side.id in row.effects.close for row in rows)}
    for name, state in states.items():
        if name not in reached:
            yield report(name, _NOT_REACHED)
        if name not in left and not state.end:
            yield report(name, _NO_WAY_OUT)
        if state.lapse and not any(
            move.event == state.lapse and name in move.source for move in moves
        ):
            yield report(name, _NO_LAPSE)


_NO_STATES: Final = Text("没有状态", "there are no states")
_NOT_OPENED: Final = Text("没有事件开启它", "no event opens it")
_UNKNOWN_STATE: Final = Text("没有这一状态", "there is no such state")
_NOT_REACHED: Final = Text("到不了这一状态", "the state is never reached")
_NO_WAY_OUT: Final = Text(
    "没有出口,又不是终态", "no move leaves the state, and it is not final"
)
_NO_LAPSE: Final = Text(
    "期满事件不能在此发生", "the lapse of the state is not possible in it"
)


def refuse_unsound(procedure: Procedure) -> None:
    """Refuse a procedure that is not sound.

    Raises:
        InputError: The procedure is not sound; every fault is listed.
    """
    faults = check_process(procedure).findings
    if faults:
        raise InputError(
            ";".join(f.message_zh for f in faults),
            "; ".join(f.message_en for f in faults),
        )
