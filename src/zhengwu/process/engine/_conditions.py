"""Compiles conditions of the table into functions that name what is missing.

A compiled condition returns None where it holds, else the names that its reason lists.
There is one reading of each condition: the same function decides and gives the reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

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


class Compiler:
    """Compiles conditions against a procedure and its timer.

    Args:
        procedure: The procedure.
        timer: Its timer.
        functions: Functions that the caller registered, by name.
        side_due: When the time of a side matter of the case is over.
    """

    def __init__(
        self,
        procedure: Procedure,
        timer: Timer,
        functions: Mapping[str, Function],
        side_due: Callable[[Any], Due | None],
    ) -> None:
        self._procedure = procedure
        self._timer = timer
        self._functions = functions
        self._side_due = side_due
        self._states: Mapping[tuple[str, str], StateRow] = {
            (side.id, state.id): state
            for side in procedure.sides
            for state in side.states
        }

    def compile(self, condition: Condition) -> Check:
        """The function of a condition."""
        make: Any = _MAKERS[type(condition)]
        check: Check = make(self, condition)
        return check

    def _given(self, condition: Given) -> Check:
        names = condition.given

        def check(_: Draft, event: ProcedureEvent) -> Names | None:
            details = event.details
            for name in names:
                if _is_empty(details.get(name)):
                    return _FAILS
            return None

        return check

    def _known(self, condition: Known) -> Check:
        names = condition.known

        def check(draft: Draft, _: ProcedureEvent) -> Names | None:
            facts = draft.facts
            for name in names:
                if _is_empty(facts.get(name)) or facts[name] is False:
                    return _FAILS
            return None

        return check

    def _compare(self, condition: Compare) -> Check:
        left = _reader(condition.compare)
        counts = condition.count
        tests: list[tuple[Callable[[Any, Any], bool], Callable[..., Any]]] = []
        if condition.equals is not None:
            tests.append((_equal, _operand(condition.equals)))
        if condition.differs is not None:
            tests.append((_differs, _operand(condition.differs)))
        if condition.among:
            tests.append((_is_among, _operand(condition.among)))
        if condition.at_least is not None:
            tests.append((_at_least, _operand(condition.at_least)))
        if condition.at_most is not None:
            tests.append((_at_most, _operand(condition.at_most)))

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

    def _clock(self, condition: ClockIs) -> Check:
        name, wanted, timer = condition.clock, condition.state, self._timer

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

    def _covers(self, condition: Covers) -> Check:
        listed, by = condition.covers, condition.by

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            given = event.details.get(by) or ()
            missing = [n for n in draft.facts.get(listed) or () if n not in given]
            return tuple(missing) if missing else None

        return check

    def _extends(self, condition: Extends) -> Check:
        name, by, timer = condition.extends, condition.by, self._timer

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            clock, limit = find_timer(draft, name), event.details.get(by)
            if clock is None or clock.paused or limit is None:
                return _FAILS
            return _FAILS if timer.refuses_extension(clock, limit, event.at) else None

        return check

    def _different(self, condition: Different) -> Check:
        readers = [_reader(name) for name in condition.different]

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            persons = [read(draft, event) for read in readers]
            same = any(map(_is_empty, persons)) or len({*persons}) < len(persons)
            return _FAILS if same else None

        return check

    def _acts(self, condition: Acts) -> Check:
        name = condition.acts

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            who = draft.owner if name == OWNER else draft.facts.get(name)
            actor = event.actor
            return None if not who or who in (actor.id, actor.organ) else _FAILS

        return check

    def _role(self, condition: ByRole) -> Check:
        roles = frozenset(condition.role)
        return lambda _, event: None if event.actor.role in roles else _FAILS

    def _none_open(self, condition: NoneOpen) -> Check:
        kinds = frozenset(condition.none_open)

        def check(draft: Draft, _: ProcedureEvent) -> Names | None:
            if not draft.sides:
                return None
            open_sides = [
                f"{self._procedure.name('side', side.side)} {side.key}".strip()
                for side in draft.sides
                if side.side in kinds and self._states[side.side, side.state].open
            ]
            return tuple(open_sides) if open_sides else None

        return check

    def _side_over(self, condition: SideOver) -> Check:
        kind = condition.side_over

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            for side in draft.sides:
                if side.side == kind and side.key == event.key:
                    due = self._side_due(side)
                    return None if due and due.surely <= event.at else _FAILS
            return _FAILS

        return check

    def _ground(self, condition: OnGround) -> Check:
        by, use = condition.by, condition.ground
        allowed = frozenset(g.id for g in self._procedure.grounds if g.use == use)
        return lambda _, event: None if event.details.get(by) in allowed else _FAILS

    def _countable(self, condition: Countable) -> Check:
        name, timer = condition.countable, self._timer
        return lambda _, event: (
            None if timer.countable(event.details.get(name)) else _FAILS
        )

    def _all(self, condition: All) -> Check:
        checks = [self.compile(part) for part in condition.all]

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            for each in checks:
                names = each(draft, event)
                if names is not None:
                    return names
            return None

        return check

    def _any(self, condition: AnyOf) -> Check:
        checks = [self.compile(part) for part in condition.any]

        def check(draft: Draft, event: ProcedureEvent) -> Names | None:
            names: Names | None = None
            for each in checks:
                names = each(draft, event)
                if names is None:
                    return None
            return names

        return check

    def _not(self, condition: Not) -> Check:
        inner = self.compile(condition.negated)
        return lambda draft, event: _FAILS if inner(draft, event) is None else None

    def _registered(self, condition: Registered) -> Check:
        function = self._functions.get(condition.function)
        if function is None:
            raise InputError(
                f"条件用到函数 {condition.function!r},但没有登记;请在 functions 中给出",
                f"a condition uses the function {condition.function!r}, which is not "
                "registered; give it in functions",
            )
        return lambda draft, event: None if function(draft.facts, event) else _FAILS


_MAKERS: Final[Mapping[type[Condition], Any]] = {
    Given: Compiler._given,
    Known: Compiler._known,
    Compare: Compiler._compare,
    ClockIs: Compiler._clock,
    Covers: Compiler._covers,
    Extends: Compiler._extends,
    Different: Compiler._different,
    Acts: Compiler._acts,
    ByRole: Compiler._role,
    NoneOpen: Compiler._none_open,
    SideOver: Compiler._side_over,
    OnGround: Compiler._ground,
    Countable: Compiler._countable,
    All: Compiler._all,
    AnyOf: Compiler._any,
    Not: Compiler._not,
    Registered: Compiler._registered,
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
