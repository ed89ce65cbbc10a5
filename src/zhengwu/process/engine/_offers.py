"""Events that an actor may or may not perform now, with the reasons."""

from __future__ import annotations

import datetime as dt

import attrs

from zhengwu._dates import as_instant
from zhengwu._frozen import FrozenMap
from zhengwu._values import Value
from zhengwu.process.engine._case import (
    Draft,
    ProcedureActor,
    ProcedureCase,
    ProcedureEvent,
)
from zhengwu.process.engine._context import ProcedureContext, Row
from zhengwu.process.engine._reasons import DeclineReason, iter_reasons
from zhengwu.process.engine._run import run_lapses
from zhengwu.process.table._rows import ConditionRow


@attrs.frozen(kw_only=True)
class Offering(Value):
    """Event that an actor may perform (可办理事项), or the reasons why not.

    Args:
        event: Name of the event.
        zh: Its name in Chinese.
        en: Its name in English.
        possible: Whether no reason against it is known now.
        key: Name of the side matter that it would move; empty for the main line.
        reasons: Reasons against it.
        needs: Conditions on its details, to be met when it is sent.
        requires: Fields that it must bring.
        brings: Fields that it may bring.
        document: Document that it would produce; empty for none.
    """

    event: str
    zh: str
    en: str
    possible: bool
    key: str = ""
    reasons: tuple[DeclineReason, ...] = ()
    needs: tuple[ConditionRow, ...] = ()
    requires: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    document: str = ""


def offers(
    case: ProcedureCase, actor: ProcedureActor, at: dt.datetime, ctx: ProcedureContext
) -> tuple[Offering, ...]:
    """List every event of the procedure, with whether an actor may perform it now (可办理事项).

    Returns:
        The possible events first. An event that moves side matters has an offering for each.

    Raises:
        InputError: `at` is no datetime with a time zone.
    """
    at = as_instant(at, "at")
    draft = Draft(case)
    if case.phase:
        run_lapses(draft, at, ctx)
    listed = [
        _offer(draft, row, actor, at, key, ctx)
        for row in _list_rows(draft, ctx)
        for key in _list_keys(draft, row)
    ]
    return tuple(sorted(listed, key=lambda offering: not offering.possible))


def _list_rows(draft: Draft, ctx: ProcedureContext) -> list[Row]:
    """One row for each event, by preference the row of the phase."""
    here = ctx.rows.get(draft.phase or ctx.procedure.initial, {})
    return [here.get(event, row) for event, row in ctx.by_event.items()]


def _list_keys(draft: Draft, row: Row) -> list[str]:
    if not row.side or not row.states:
        return [""]
    keys = [side.key for side in draft.sides if side.side == row.side]
    return keys or [""]


def _offer(
    draft: Draft,
    row: Row,
    actor: ProcedureActor,
    at: dt.datetime,
    key: str,
    ctx: ProcedureContext,
) -> Offering:
    question = ProcedureEvent.trusted(
        case=draft.id,
        seq=draft.seq + 1,
        kind=row.event,
        at=at,
        actor=actor,
        details=FrozenMap(),
        key=key,
        recorded_at=at,
    )
    reasons = tuple(iter_reasons(draft, question, ctx, asked=True))
    event = ctx.procedure.event_by_id[row.event]
    return Offering(
        event=row.event,
        zh=event.zh,
        en=event.en,
        possible=not reasons,
        key=key,
        reasons=reasons,
        needs=tuple(c.row for c in row.conditions if not c.of_case),
        requires=event.requires,
        brings=event.brings,
        document=row.row.document,
    )
