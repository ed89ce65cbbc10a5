"""Compiles conditions of the table into functions that name what is missing.

A compiled condition returns None where it holds, else the names that its reason lists.
There is one reading of each condition: the same function decides and gives the reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu.process.engine._case import CaseTimer, Draft, ProcedureEvent
from zhengwu.process.table._conditions import (
    ACTOR,
    EVENT,
    FACT,
    OWNER,
    Acts,
    All,
    AnyOf,
    ByRole,
    ClockIs,
    ClockTest,
    Compare,
    Condition,
    Countable,
    Covers,
    Different,
    Extends,
    Given,
    Known,
    NoneOpen,
    Not,
    OnGround,
    Registered,
    SideOver,
    is_reference,
    split_name,
)

if TYPE_CHECKING:
    from zhengwu.process.engine._timing import Due, Timer
    from zhengwu.process.table._procedure import Procedure
    from zhengwu.process.table._rows import StateRow

Names: TypeAlias = tuple[str, ...]
Check: TypeAlias = Callable[[Draft, ProcedureEvent], "Names | None"]
"""Compiled condition: None where it holds, else the names that the reason lists."""

Function: TypeAlias = Callable[[Mapping[str, Any], ProcedureEvent], bool]
"""Function that a caller registers for a condition: facts of the case, and the event."""

_FAILS: Final[Names] = ()


class Scope(NamedTuple):
    """What conditions are compiled against.

    Attributes:
        procedure: The procedure.
        timer: Its timer.
        functions: Functions that the caller registered, by name.
        side_due: When the time of a side matter of the case is over.
        states: States of side matters, by kind and name.
    """

    procedure: Procedure
    timer: Timer
    functions: Mapping[str, Function]
    side_due: Callable[[Any], Due | None]
    states: Mapping[tuple[str, str], StateRow]


def compile_condition(scope: Scope, condition: Condition) -> Check:
    """The function of a condition.

    Raises:
        InputError: The condition names a function that is not registered.
    """
    make: Any = _MAKERS[type(condition)]
    check: Check = make(scope, condition)
    return check


def _compile_given(_: Scope, condition: Given) -> Check:
    names = condition.given

    def check(_: Draft, event: ProcedureEvent) -> Names | None:
        details = event.details
        for name in names:
            if _is_empty(details.get(name)):
                return _FAILS
        return None

    return check


def _compile_known(_: Scope, condition: Known) -> Check:
    names = condition.known

    def check(draft: Draft, _: ProcedureEvent) -> Names | None:
        facts = draft.facts
        for name in names:
            if _is_empty(facts.get(name)) or facts[name] is False:
                return _FAILS
        return None

    return check


def _compile_compare(_: Scope, condition: Compare) -> Check:
    left = _reader(condition.compare)
    counts = condition.count
    asked = (
        (_equal, condition.equals),
        (_differs, condition.differs),
        (_is_among, condition.among or None),
        (_at_least, condition.at_least),
        (_at_most, condition.at_most),
    )
    tests = [(test, _operand(right)) for test, right in asked if right is not None]

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        value = left(draft, event)
        if counts:
            value = len({*(value or ())} - {""})
        elif value is None:
            return None
        for test, right in tests:
            other = right(draft, event)
            if other is not None and not test(value, other):
                return _FAILS
        return None

    return check


def _compile_clock(scope: Scope, condition: ClockIs) -> Check:
    name, wanted, timer = condition.clock, condition.state, scope.timer

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        clock = find_timer(draft, name)
        if wanted is ClockTest.ABSENT:
            return None if clock is None else _FAILS
        if wanted is ClockTest.PAUSED:
            return None if clock is not None and clock.paused else _FAILS
        if wanted is ClockTest.RUNNING:
            return None if clock is not None and not clock.paused else _FAILS
        due = None if clock is None or clock.paused else timer.due(clock)
        if wanted is ClockTest.NOT_OVER:
            return None if due is None or event.at < due.at else _FAILS
        return None if due is not None and due.surely <= event.at else _FAILS

    return check


def _compile_covers(_: Scope, condition: Covers) -> Check:
    listed, by = condition.covers, condition.by

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        given = event.details.get(by) or ()
        missing = [n for n in draft.facts.get(listed) or () if n not in given]
        return tuple(missing) if missing else None

    return check


def _compile_extends(scope: Scope, condition: Extends) -> Check:
    name, by, timer = condition.extends, condition.by, scope.timer

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        clock, limit = find_timer(draft, name), event.details.get(by)
        if clock is None or limit is None:
            return _FAILS
        return _FAILS if timer.refuses_extension(clock, limit, event.at) else None

    return check


def _compile_different(_: Scope, condition: Different) -> Check:
    readers = [_reader(name) for name in condition.different]

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        persons = [read(draft, event) for read in readers]
        same = any(map(_is_empty, persons)) or len({*persons}) < len(persons)
        return _FAILS if same else None

    return check


def _compile_acts(_: Scope, condition: Acts) -> Check:
    name = condition.acts

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        who = draft.owner if name == OWNER else draft.facts.get(name)
        actor = event.actor
        return None if not who or who in (actor.id, actor.organ) else _FAILS

    return check


def _compile_role(_: Scope, condition: ByRole) -> Check:
    roles = frozenset(condition.role)
    return lambda _, event: None if event.actor.role in roles else _FAILS


def _compile_none_open(scope: Scope, condition: NoneOpen) -> Check:
    kinds = frozenset(condition.none_open)

    def check(draft: Draft, _: ProcedureEvent) -> Names | None:
        if not draft.sides:
            return None
        open_sides = [
            f"{scope.procedure.name('side', side.side)} {side.key}".strip()
            for side in draft.sides
            if side.side in kinds and scope.states[side.side, side.state].open
        ]
        return tuple(open_sides) if open_sides else None

    return check


def _compile_side_over(scope: Scope, condition: SideOver) -> Check:
    kind = condition.side_over

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        for side in draft.sides:
            if side.side == kind and side.key == event.key:
                due = scope.side_due(side)
                return None if due and due.surely <= event.at else _FAILS
        return _FAILS

    return check


def _compile_ground(scope: Scope, condition: OnGround) -> Check:
    by, use = condition.by, condition.ground
    allowed = frozenset(g.id for g in scope.procedure.grounds if g.use == use)
    return lambda _, event: None if event.details.get(by) in allowed else _FAILS


def _compile_countable(scope: Scope, condition: Countable) -> Check:
    name, timer = condition.countable, scope.timer
    return lambda _, event: None if timer.countable(event.details.get(name)) else _FAILS


def _compile_all(scope: Scope, condition: All) -> Check:
    checks = [compile_condition(scope, part) for part in condition.all]

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        for each in checks:
            names = each(draft, event)
            if names is not None:
                return names
        return None

    return check


def _compile_any(scope: Scope, condition: AnyOf) -> Check:
    checks = [compile_condition(scope, part) for part in condition.any]

    def check(draft: Draft, event: ProcedureEvent) -> Names | None:
        names: Names | None = None
        for each in checks:
            names = each(draft, event)
            if names is None:
                return None
        return names

    return check


def _compile_not(scope: Scope, condition: Not) -> Check:
    inner = compile_condition(scope, condition.negated)
    return lambda draft, event: _FAILS if inner(draft, event) is None else None


def _compile_registered(scope: Scope, condition: Registered) -> Check:
    function = scope.functions.get(condition.function)
    if function is None:
        raise InputError(
            f"条件用到函数 {condition.function!r},但没有登记;请在 functions 中给出",
            f"a condition uses the function {condition.function!r}, which is not "
            "registered; give it in functions",
        )
    return lambda draft, event: None if function(draft.facts, event) else _FAILS


_MAKERS: Final[Mapping[type[Condition], Any]] = {
    Given: _compile_given,
    Known: _compile_known,
    Compare: _compile_compare,
    ClockIs: _compile_clock,
    Covers: _compile_covers,
    Extends: _compile_extends,
    Different: _compile_different,
    Acts: _compile_acts,
    ByRole: _compile_role,
    NoneOpen: _compile_none_open,
    SideOver: _compile_side_over,
    OnGround: _compile_ground,
    Countable: _compile_countable,
    All: _compile_all,
    AnyOf: _compile_any,
    Not: _compile_not,
    Registered: _compile_registered,
}


def find_timer(draft: Draft, name: str) -> CaseTimer | None:
    """A clock that runs or is suspended; None if the case has none."""
    for timer in draft.clocks:
        if timer.clock == name:
            return timer
    return None


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == () or value is False


def _reader(name: str) -> Callable[[Draft, ProcedureEvent], Any]:
    """The function that reads what a name names."""
    of, rest = split_name(name)
    if of == FACT:
        return lambda draft, _: draft.facts.get(rest)
    if of == ACTOR:
        return lambda _, event: getattr(event.actor, rest)
    if of == EVENT:
        if rest == "day":
            return lambda _, event: event.at.date()
        return lambda _, event: event.at
    return lambda _, event: event.details.get(rest)


def _operand(value: Any) -> Callable[[Draft, ProcedureEvent], Any]:
    if isinstance(value, str) and is_reference(value):
        return _reader(value)
    return lambda _, __: value


def _equal(value: Any, other: Any) -> bool:
    return bool(value == other)


def _differs(value: Any, other: Any) -> bool:
    return bool(value != other)


def _is_among(value: Any, others: Any) -> bool:
    return value in others


def _at_least(value: Any, other: Any) -> bool:
    return bool(_as_comparable(value, other) >= other)


def _at_most(value: Any, other: Any) -> bool:
    return bool(_as_comparable(value, other) <= other)


def _as_comparable(value: Any, other: Any) -> Any:
    """An instant as a day where it is compared with a day."""
    if isinstance(value, dt.datetime) and not isinstance(other, dt.datetime):
        return value.date()
    return value
