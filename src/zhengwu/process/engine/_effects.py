"""Compiles the effects of an event on the facts, the side matters and the owner of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from zhengwu._values import freeze
from zhengwu.limits import Limit
from zhengwu.process.engine._case import CaseSide, Draft, ProcedureEvent
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import Effects, OpenSide

Effect: TypeAlias = Callable[[Draft, ProcedureEvent, dt.datetime], None]
"""Function that changes a draft by an event which counts from an instant."""


def compile_effects(effects: Effects, procedure: Procedure) -> tuple[Effect, ...]:
    """The functions of the effects of a row."""
    compiled: list[Effect] = []
    makers = tuple(_list_fact_makers(effects))

    def change_facts(draft: Draft, event: ProcedureEvent, at: dt.datetime) -> None:
        changed: dict[str, Any] = {}
        for make in makers:
            changed.update(make(draft, event, at))
        draft.facts = draft.facts | changed

    if makers:
        compiled.append(change_facts)
    states = {side.id: side.states[0].id for side in procedure.sides}
    compiled += [_make_opener(each, states[each.side]) for each in effects.open]
    if effects.close:
        closed = frozenset(effects.close)
        compiled.append(lambda draft, _, __: _close_sides(draft, closed))
    if effects.owner:
        owner = effects.owner
        compiled.append(
            lambda draft, event, _: _hand_over(draft, _read_value(owner, event))
        )
    return tuple(compiled)


FactMaker: TypeAlias = Callable[[Draft, ProcedureEvent, dt.datetime], Mapping[str, Any]]


def _list_fact_makers(effects: Effects) -> Iterator[FactMaker]:
    """The functions that give the new values of facts."""
    if effects.stamp:
        names = effects.stamp
        yield lambda _, __, at: dict.fromkeys(names, at)
    if effects.set or effects.clear:
        fixed = {name: freeze(value) for name, value in effects.set.items()}
        fixed |= dict.fromkeys(effects.clear)
        yield lambda _, __, ___: fixed
    if effects.copy:
        copied = tuple(effects.copy.items())
        yield lambda _, event, __: {
            fact: value
            for fact, field in copied
            if (value := _read_value(field, event)) is not None
        }
    if effects.add:
        added = tuple(effects.add.items())
        yield lambda draft, event, _: {
            fact: _join(draft.facts.get(fact), _read_value(field, event))
            for fact, field in added
        }
    if effects.count:
        counted = effects.count
        yield lambda draft, _, __: {n: (draft.facts.get(n) or 0) + 1 for n in counted}


_ACTOR: Final = {"actor.id": "id", "actor.organ": "organ"}


def _read_value(field: str, event: ProcedureEvent) -> Any:
    """Value of a field of an event, or of its actor."""
    if field in _ACTOR:
        return getattr(event.actor, _ACTOR[field])
    return event.details.get(field)


def _join(known: Any, more: Any) -> tuple[str, ...]:
    more = (more,) if isinstance(more, str) else more or ()
    return tuple(dict.fromkeys((*(known or ()), *more)))


def _hand_over(draft: Draft, owner: Any) -> None:
    if owner:
        draft.owner = owner


def _close_sides(draft: Draft, kinds: frozenset[str]) -> None:
    draft.sides = tuple(side for side in draft.sides if side.side not in kinds)


def _make_opener(opening: OpenSide, state: str) -> Effect:
    kind, keys, limit_field = opening.side, opening.keys, opening.limit

    def open_sides(draft: Draft, event: ProcedureEvent, at: dt.datetime) -> None:
        named = event.details.get(keys) if keys else event.key
        limit = event.details.get(limit_field) if limit_field else None
        for key in (named,) if isinstance(named, str) else named or ():
            open_side(draft, kind, key, state, at, limit)

    return open_sides


def open_side(
    draft: Draft, kind: str, key: str, state: str, at: dt.datetime, limit: Limit | None
) -> None:
    """Open a side matter; one of the same name is opened anew."""
    others = [s for s in draft.sides if s.side != kind or s.key != key]
    opened = CaseSide.trusted(
        side=kind, key=key, state=state, since=at, opened=at, limit=limit
    )
    draft.sides = (*others, opened)
