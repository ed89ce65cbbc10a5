"""Applies the row of an event to a case, and runs the lapses that are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu.process.engine._case import (
    SYSTEM_ACTOR,
    CaseLapse,
    Draft,
    ProcedureEvent,
)
from zhengwu.process.engine._conditions import find_timer
from zhengwu.process.engine._context import ProcedureContext, Row, list_pending
from zhengwu.process.engine._effects import open_side
from zhengwu.process.engine._timing import end_of
from zhengwu.process.table._rows import ClockOperation

_NO_DETAILS: Final[Mapping[str, Any]] = FrozenMap()


def apply_row(
    draft: Draft,
    row: Row,
    event: ProcedureEvent,
    at: dt.datetime,
    ctx: ProcedureContext,
    clocks_at: dt.datetime | None = None,
) -> None:
    """Change a draft as a row provides; `at` is the instant from which the event counts.

    Clocks and facts use `clocks_at` where it is given: the end of a day belongs to that day.
    """
    if not draft.phase:
        draft.phase, draft.began = ctx.procedure.initial, at
        draft.procedure, draft.rules = ctx.procedure.id, ctx.rules.id
    for effect in row.effects:
        effect(draft, event, clocks_at or at)
    if row.side:
        _move_side(draft, row, event, at, ctx)
    _change_clocks(draft, row, event, clocks_at or at)
    if row.target and not row.side:
        draft.phase = row.target
        if row.target in ctx.procedure.decided and draft.decided is None:
            draft.decided = at
        if row.target in ctx.procedure.terminal:
            draft.ended = at
    if row.outcome:
        draft.outcome = row.outcome


def _change_clocks(
    draft: Draft, row: Row, event: ProcedureEvent, at: dt.datetime
) -> None:
    """Apply the operations of a row on the clocks."""
    from_when = draft.facts.get(row.count_from) if row.count_from else None
    for change, operation, clock, field in row.clocks:
        if operation is ClockOperation.START and find_timer(draft, clock) is not None:
            continue  # written +X?: the clock runs already
        moment = at if from_when is None or operation not in _STARTS else from_when
        change(draft, clock, moment, event.details.get(field) if field else None)


_STARTS: Final = (ClockOperation.START, ClockOperation.RESTART)


def _move_side(
    draft: Draft,
    row: Row,
    event: ProcedureEvent,
    at: dt.datetime,
    ctx: ProcedureContext,
) -> None:
    if not row.states:
        state = row.target or ctx.procedure.side_by_id[row.side].states[0].id
        open_side(draft, row.side, event.key, state, at, None)
        return
    if not row.target:
        return
    draft.sides = tuple(
        attrs.evolve(side, state=row.target, since=at)
        if side.side == row.side and side.key == event.key
        else side
        for side in draft.sides
    )


def run_lapses(draft: Draft, until: dt.datetime, ctx: ProcedureContext) -> None:
    """Run every lapse that is certainly due by an instant, in the order of their ends."""
    while True:
        due_ones = [
            each for each in list_pending(draft, ctx) if each[0].surely <= until
        ]
        if not due_ones:
            return
        due, row, key = min(due_ones, key=lambda each: each[0].surely)
        apply_lapse(draft, row, key, due.at, ctx, certain=due.certain)


def apply_lapse(
    draft: Draft,
    row: Row,
    key: str,
    at: dt.datetime,
    ctx: ProcedureContext,
    *,
    certain: bool = True,
) -> None:
    """Let a lapse take effect at the end of its time."""
    event = ProcedureEvent.trusted(
        case=draft.id,
        seq=draft.seq,
        kind=row.event,
        at=at,
        actor=SYSTEM_ACTOR,
        details=_NO_DETAILS,
        key=key,
        recorded_at=at,
    )
    apply_row(draft, row, event, at, ctx, clocks_at=end_of(at))
    lapse = CaseLapse.trusted(kind=row.event, at=at, key=key, certain=certain)
    draft.lapsed = (*draft.lapsed, lapse)
    if draft.at is None or draft.at < at:
        draft.at = at
