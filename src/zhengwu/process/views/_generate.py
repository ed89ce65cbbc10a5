"""Generates logs of a procedure: cases that go any way the table allows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any, Final

from zhengwu._dates import BEIJING
from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.process.engine._case import (
    ProcedureActor,
    ProcedureCase,
    ProcedureEvent,
)
from zhengwu.process.engine._context import ProcedureContext, Row
from zhengwu.process.engine._decide import Taken, advance, decide
from zhengwu.process.table._rows import SYSTEM_ROLE, FieldRow, FieldType

_START: Final = dt.datetime(2026, 3, 2, 9, tzinfo=BEIJING)
_TRIES: Final = 4
_LATER: Final = (0, 2, 12, 80)  # days after which to try again
_OFTEN: Final = 0.7
_HOURS: Final = (0, 1, 5, 26, 50, 170)


def generate_log(
    ctx: ProcedureContext,
    seed: int,
    *,
    length: int = 30,
    start: dt.datetime = _START,
    case: str = "",
) -> tuple[ProcedureEvent, ...]:
    """A log that the table allows, chosen by chance (生成日志).

    Every event was taken by `decide`; lapses are among them, written down.

    Args:
        ctx: The context.
        seed: Seed; the same seed gives the same log.
        length: Largest number of events.
        start: Instant of the first event.
        case: Id of the case; by default the procedure and the seed.
    """
    chance = Random(seed)  # noqa: S311  # no secret
    state = ProcedureCase(case or f"{ctx.procedure.id}-{seed}")
    log: list[ProcedureEvent] = []
    at = start
    while len(log) < length and state.ended is None:
        taken = _take_one(state, at, ctx, chance, Counter(e.kind for e in log))
        if taken is None:
            break
        log += taken.events
        state = taken.case
        at += dt.timedelta(hours=chance.choice(_HOURS), minutes=chance.randrange(50))
    return tuple(log)


def _take_one(
    case: ProcedureCase,
    at: dt.datetime,
    ctx: ProcedureContext,
    chance: Random,
    done: Counter[str],
) -> Taken | None:
    """An event that is accepted, rare kinds first; None if every try is declined."""
    for days in _LATER:
        later = at + dt.timedelta(days=days)
        case_then = advance(case, later, ctx).case
        rows = [*list_possible_rows(case_then, ctx)] * _TRIES
        chance.shuffle(rows)
        rows.sort(key=lambda each: done[each[0].event])
        for row, key in rows:
            event = make_event(case_then, row, key, later, ctx, chance)
            ruling = decide(case, event, ctx)
            if isinstance(ruling, Taken):
                return ruling
    return None


def make_event(
    case: ProcedureCase,
    row: Row,
    key: str,
    at: dt.datetime,
    ctx: ProcedureContext,
    chance: Random,
) -> ProcedureEvent:
    """An event of a row, with an actor of one of its roles and details by chance."""
    role = chance.choice(row.row.who)
    return ProcedureEvent(
        case.id,
        case.seq + 1,
        row.event,
        at,
        _make_actor(case, role),
        _make_details(row, ctx, case, at, chance),
        key=key or (f"k{chance.randrange(1000)}" if row.opens else ""),
    )


def list_possible_rows(
    case: ProcedureCase, ctx: ProcedureContext
) -> Iterator[tuple[Row, str]]:
    """The rows of the phase, and the moves of the side matters that are there."""
    phase = case.phase or ctx.procedure.initial
    for row in ctx.rows[phase].values():
        yield row, ""
    for row in ctx.moves.values():
        if not row.states:
            yield row, ""
        for side in case.sides:
            if side.side == row.side and side.state in (row.states or ()):
                yield row, side.key


def _make_actor(case: ProcedureCase, role: str) -> ProcedureActor:
    if role == SYSTEM_ROLE:
        return ProcedureActor(role, role)
    return ProcedureActor(role, f"{role}-1", case.owner or f"{role}-1")


def _make_details(
    row: Row,
    ctx: ProcedureContext,
    case: ProcedureCase,
    at: dt.datetime,
    chance: Random,
) -> dict[str, Any]:
    """Values for the fields of an event: all that are required, and some of the others."""
    event = ctx.procedure.event_by_id[row.event]
    optional = [name for name in event.brings if chance.random() < _OFTEN]
    names = dict.fromkeys((*event.requires, *optional))
    fields = ctx.procedure.field_by_id
    return {name: make_value(fields[name], ctx, at, chance, case) for name in names}


def make_value(
    row: FieldRow,
    ctx: ProcedureContext,
    at: dt.datetime,
    chance: Random,
    case: ProcedureCase | None = None,
) -> Any:
    """A value of a field, chosen by chance (生成字段值).

    Texts are often grounds of the table, lists often hold what the case lists, and limits
    are often those that the table allows, so that most events are possible.
    """
    facts = {} if case is None else case.facts
    if row.type is FieldType.CHOICE:
        return chance.choice(sorted(row.choices))
    if row.type is FieldType.TEXT:
        grounds = [ground.id for ground in ctx.procedure.grounds]
        return chance.choice([*grounds, f"{row.zh}{chance.randrange(3)}"])
    if row.type is FieldType.TEXTS:
        listed = [
            t for value in facts.values() if isinstance(value, tuple) for t in value
        ]
        new = [f"{row.zh}{n}" for n in range(chance.randrange(1, 4))]
        return tuple(
            dict.fromkeys([*listed, *new] if chance.random() < _OFTEN else new)
        )
    if row.type is FieldType.LIMIT and chance.random() < _OFTEN:
        rows = [c.extension for c in ctx.procedure.clocks if c.extension is not None]
        allowed = [extension.by for extension in rows if extension.by is not None]
        if allowed:
            return chance.choice(allowed)
    return _MAKERS[row.type](at, chance)


_MAKERS: Final[Mapping[FieldType, Callable[[dt.datetime, Random], Any]]] = {
    FieldType.DATE: lambda at, chance: (
        at.date() + dt.timedelta(chance.randrange(-5, 60))
    ),
    FieldType.INSTANT: lambda at, chance: (
        at + dt.timedelta(hours=chance.randrange(-30, 90))
    ),
    FieldType.BOOL: lambda _, chance: chance.random() < _OFTEN,
    FieldType.WHOLE: lambda _, chance: chance.randrange(6),
    FieldType.NUMBER: lambda _, chance: Decimal(chance.randrange(100)) / 4,
    FieldType.MONEY: lambda _, chance: Decimal(chance.randrange(500_000)) / 100,
    FieldType.LIMIT: lambda _, chance: chance.choice((WorkingDays, CalendarDays))(
        chance.randrange(1, 12)
    ),
}
"""Function that makes a value of each simple type."""
