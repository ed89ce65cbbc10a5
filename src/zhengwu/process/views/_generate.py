"""Generates logs of a procedure: cases that go any way the table allows."""

from __future__ import annotations

import datetime as dt
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
from zhengwu.process.engine._context import ProcedureContext
from zhengwu.process.engine._decide import Taken, decide
from zhengwu.process.engine._offers import Offering, offers
from zhengwu.process.table._rows import SYSTEM_ROLE, FieldRow, FieldType

_START: Final = dt.datetime(2026, 3, 2, 9, tzinfo=BEIJING)
_TRIES: Final = 6
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
        case: Id of the case; made of the seed if empty.
    """
    chance = Random(seed)  # noqa: S311  # no secret
    state = ProcedureCase(case or f"{ctx.procedure.id}-{seed}")
    log: list[ProcedureEvent] = []
    at = start
    while len(log) < length and state.ended is None:
        taken = _take_one(state, at, ctx, chance)
        if taken is None:
            break
        log += taken.events
        state = taken.case
        at += dt.timedelta(hours=chance.choice(_HOURS), minutes=chance.randrange(50))
    return tuple(log)


def _take_one(
    case: ProcedureCase, at: dt.datetime, ctx: ProcedureContext, chance: Random
) -> Taken | None:
    """An event that is taken; None if a few tries find none."""
    for hours in (0, 30, 24 * 12, 24 * 80):
        later = at + dt.timedelta(hours=hours)
        choices: list[tuple[ProcedureActor, Offering]] = []
        for role in sorted(
            {role for row in ctx.by_event.values() for role in row.roles}
        ):
            actor = _make_actor(case, role)
            choices += [
                (actor, o) for o in offers(case, actor, later, ctx) if o.possible
            ]
        for _ in range(_TRIES * len(choices)):
            actor, offering = chance.choice(choices)
            event = ProcedureEvent(
                case.id,
                case.seq + 1,
                offering.event,
                later,
                actor,
                _make_details(offering, ctx, later, chance),
                key=_make_key(offering, ctx, chance),
            )
            ruling = decide(case, event, ctx)
            if isinstance(ruling, Taken):
                return ruling
    return None


def _make_actor(case: ProcedureCase, role: str) -> ProcedureActor:
    if role == SYSTEM_ROLE:
        return ProcedureActor(role, role)
    return ProcedureActor(role, f"{role}-1", case.owner or f"{role}-1")


def _make_key(offering: Offering, ctx: ProcedureContext, chance: Random) -> str:
    row = ctx.by_event[offering.event]
    if offering.key or not row.opens:
        return offering.key
    return f"k{chance.randrange(1000)}"


def _make_details(
    offering: Offering, ctx: ProcedureContext, at: dt.datetime, chance: Random
) -> dict[str, Any]:
    """Values for the fields of an event: all that are required, and some of the others."""
    optional = [name for name in offering.brings if chance.random() < 0.7]  # noqa: PLR2004
    names = dict.fromkeys((*offering.requires, *optional))
    fields = ctx.procedure.field_by_id
    return {name: make_value(fields[name], ctx, at, chance) for name in names}


def make_value(
    row: FieldRow, ctx: ProcedureContext, at: dt.datetime, chance: Random
) -> Any:
    """A value of a field, chosen by chance (生成字段值)."""
    grounds = [ground.id for ground in ctx.procedure.grounds]
    match row.type:
        case FieldType.TEXT:
            return chance.choice([*grounds, f"{row.zh}{chance.randrange(3)}"])
        case FieldType.TEXTS:
            return tuple(f"{row.zh}{n}" for n in range(chance.randrange(1, 4)))
        case FieldType.DATE:
            return at.date() + dt.timedelta(days=chance.randrange(-5, 60))
        case FieldType.INSTANT:
            return at + dt.timedelta(hours=chance.randrange(-30, 90))
        case FieldType.BOOL:
            return chance.random() < 0.7  # noqa: PLR2004
        case FieldType.WHOLE:
            return chance.randrange(0, 6)
        case FieldType.NUMBER:
            return Decimal(chance.randrange(0, 100)) / 4
        case FieldType.MONEY:
            return Decimal(chance.randrange(0, 500_000)) / 100
        case FieldType.LIMIT:
            days = chance.randrange(1, 12)
            return chance.choice((WorkingDays(days), CalendarDays(days)))
        case FieldType.CHOICE:
            return chance.choice(sorted(row.choices))
