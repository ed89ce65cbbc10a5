"""Checks that every name in the table of a procedure is declared, and declared once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from zhengwu.findings import Finding, finding
from zhengwu.limits import statutory_rules
from zhengwu.process.table._conditions import iter_parts
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import (
    SYSTEM_ROLE,
    ChoiceRow,
    ClockChange,
    ClockRow,
    ConditionRow,
    MoveRow,
    SideRow,
    TransitionRow,
)

AnyRow: TypeAlias = TransitionRow | MoveRow
Use: TypeAlias = tuple[str, Iterable[str]]
LISTS: Final = (
    ("phase", "phases"),
    ("role", "roles"),
    ("field", "fields"),
    ("fact", "facts"),
    ("event", "events"),
    ("clock", "clocks"),
    ("condition", "conditions"),
    ("transition", "transitions"),
    ("outcome", "outcomes"),
    ("side", "sides"),
    ("move", "moves"),
    ("choice", "choices"),
    ("feature", "features"),
)


class _Names:
    """Names that a table declares."""

    def __init__(self, procedure: Procedure) -> None:
        self.known: Mapping[str, frozenset[str]] = {
            kind: frozenset(row.id for row in getattr(procedure, attribute))
            for kind, attribute in LISTS
        }

    def find_unknown(
        self, kind: str, names: Iterable[str], path: tuple[str | int, ...]
    ) -> Iterator[Finding]:
        """Findings about names that are not declared."""
        known = self.known[kind]
        for name in dict.fromkeys(names):
            if name not in known:
                listed = "、".join(sorted(known)) or "-"
                yield finding("ZWPR001", path, kind=kind, name=name, known=listed)


def check_names(procedure: Procedure) -> Iterator[Finding]:
    """Names declared twice, and names used without a declaration."""
    for kind, attribute in LISTS:
        ids = [row.id for row in getattr(procedure, attribute)]
        for name, count in Counter(ids).items():
            if count > 1:
                path = (kind, len(ids) - 1 - ids[::-1].index(name))
                yield finding("ZWPR002", path, kind=kind, name=name)
    names = _Names(procedure)
    for kind, find in _USES.items():
        for place, row in enumerate(getattr(procedure, dict(LISTS)[kind])):
            for of, used in find(row):
                yield from names.find_unknown(of, used, (kind, place))
    yield from names.find_unknown("phase", procedure.decided, ("decided",))
    for place, clock in enumerate(procedure.clocks):
        if clock.rule and clock.rule not in statutory_rules().ids:
            values = {"kind": "rule", "name": clock.rule, "known": "zhengwu rules"}
            yield finding("ZWPR001", ("clock", place), **values)


def _use_in_clock(row: ClockRow) -> Iterator[Use]:
    yield "event", [row.lapse] if row.lapse else []
    yield "field", [row.field] if row.field else []


def _use_in_condition(row: ConditionRow) -> Iterator[Use]:
    for part in iter_parts(row.holds):
        yield "clock", part.clocks
        yield "side", part.sides
        yield "fact", part.facts
        yield "field", part.fields


def _use_in_choice(row: ChoiceRow) -> Iterator[Use]:
    yield "transition", row.clocks
    for changes in row.clocks.values():
        yield "clock", _clocks_of(changes)


def _use_in_side(row: SideRow) -> Iterator[Use]:
    yield "event", [state.lapse for state in row.states if state.lapse]


def _use_in_row(row: AnyRow) -> Iterator[Use]:
    effects = row.effects
    yield "event", [row.event]
    yield "role", [role for role in row.who if role != SYSTEM_ROLE]
    yield "condition", row.conditions
    yield "clock", _clocks_of(row.clocks)
    yield "fact", effects.facts
    yield "side", (*(each.side for each in effects.open), *effects.close)


def _use_in_transition(row: TransitionRow) -> Iterator[Use]:
    yield from _use_in_row(row)
    yield "phase", (*row.source, *([row.target] if row.target else []))
    yield "outcome", [row.outcome] if row.outcome else []
    yield "feature", row.only | row.never
    yield "fact", [row.count_from] if row.count_from else []
    yield "event", [row.confirms] if row.confirms else []


def _use_in_move(row: MoveRow) -> Iterator[Use]:
    yield from _use_in_row(row)
    yield "side", [row.side]
    yield "phase", row.phases


_USES: Final[Mapping[str, Callable[[Any], Iterator[Use]]]] = {
    "event": lambda row: iter([("field", row.fields)]),
    "clock": _use_in_clock,
    "condition": _use_in_condition,
    "transition": _use_in_transition,
    "move": _use_in_move,
    "side": _use_in_side,
    "choice": _use_in_choice,
}
"""Names that a row of each kind uses: of which kind, and which."""


def _clocks_of(changes: Iterable[ClockChange]) -> list[str]:
    return [change.clock for change in changes if change.clock]
