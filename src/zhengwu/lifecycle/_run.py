"""Runs rows of the process table on a draft: the row of an event, and the rows of lapses."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import attrs

from zhengwu._errors import CalendarRangeError
from zhengwu.lifecycle._case import Draft, Lapse, SideMatter
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._effects import move_side
from zhengwu.lifecycle._event import SYSTEM, Event
from zhengwu.lifecycle._kinds import EventKind, SideKind
from zhengwu.lifecycle._process import Move
from zhengwu.lifecycle._timing import Due
from zhengwu.limits import statutory_rules

_A_YEAR: Final = dt.timedelta(days=366)


def run_row(
    draft: Draft,
    row: Row,
    event: Event,
    at: dt.datetime,
    ctx: Context,
    clocks_at: dt.datetime | None = None,
) -> None:
    """Changes a draft as a row provides; `at` is the instant from which the event counts.

    Clocks use `clocks_at` instead of `at` where it is given.
    """
    limit, why = row.effect(draft, event, at, ctx)
    if row.target is None:
        if row.states:
            move_side(draft, event, at, _choose_next_state(draft, row, event, ctx), ctx)
        return
    if row.from_receipt and draft.received is not None:
        at = draft.received
    elif clocks_at is not None:
        at = clocks_at
    for change, kind in row.clocks:
        change(draft, kind, at, limit, why)
    draft.phase = row.target
    organ = event.actor.organ
    if organ:
        draft.organ = organ
    if row.outcome is not None:
        draft.outcome = row.outcome


def _choose_next_state(draft: Draft, row: Row, event: Event, ctx: Context) -> str:
    """Chooses the state after a move, where the move may lead to two states."""
    rule = row.rule
    assert isinstance(rule, Move)  # noqa: S101  # only moves have states
    if not rule.target:
        side = draft.side(rule.side, event.key)
        return "" if side is None else side.state
    if not rule.otherwise:
        return rule.target
    details: Any = event.details
    if event.kind is EventKind.CHILD_CLOSE:
        return rule.target if details.agrees else rule.otherwise
    licence = next(s for s in draft.sides if s.kind is SideKind.LICENCE)
    return rule.target if _is_in_time(licence, event.at, ctx) else rule.otherwise


def _is_in_time(licence: SideMatter, at: dt.datetime, ctx: Context) -> bool:
    """Whether a renewal is applied for early enough to be deemed granted by silence."""
    if licence.until is None:
        return True
    rule = statutory_rules().versions("pal.renew.apply")[-1]
    if ctx.rules.renewal is not None:
        rule = attrs.evolve(rule, limit=ctx.rules.renewal)
    try:
        # The nominal day: a day counted back does not move if the office is closed on it.
        last = rule.due(licence.until, ctx.calendar).nominal
    except CalendarRangeError:  # decades ahead, beyond every calendar
        last = licence.until - _A_YEAR
    return at.date() <= last


def list_pending_lapses(draft: Draft, ctx: Context) -> list[tuple[Due, Row, str]]:
    """Lists the pending lapses: when each is due, its row, and the key of its side matter."""
    pending: list[tuple[Due, Row, str]] = []
    of_phase = ctx.lapses.get(draft.phase)
    if of_phase is not None:
        kind, row = of_phase
        for clock in draft.clocks:
            if clock.kind is kind and not clock.paused:
                due = ctx.timer.due(clock)
                if due is not None:
                    pending.append((due, row, ""))
    for side in draft.sides:
        if side.limit is None and side.until is None and side.kind in ctx.untimed:
            continue  # perf: the side matter has no time limit
        of_state = ctx.side_lapses[side.kind].get(side.state)
        if of_state is None or (of_state.phases and draft.phase not in of_state.phases):
            continue
        due = ctx.side_due(side)
        if due is not None:
            pending.append((due, of_state, side.key))
    return pending


def run_lapses(draft: Draft, until: dt.datetime, ctx: Context) -> None:
    """Runs every lapse that is certainly due by an instant.

    Lapses run in the order in which they became certain, so that the result does not depend
    on how often this function is called.
    """
    while True:
        first: tuple[Due, Row, str] | None = None
        for lapse in list_pending_lapses(draft, ctx):
            due = lapse[0]
            if due.surely <= until and (first is None or due.surely < first[0].surely):
                first = lapse
        if first is None:
            return
        due, row, key = first
        event = Event(draft.id, draft.seq, row.kind, due.at, SYSTEM, key=key)
        # 24:00 of a day is an instant of the next day; for the clocks it belongs to that day.
        midnight = due.at.time() == dt.time.min
        clocks_at = due.at - dt.timedelta.resolution if midnight else due.at
        run_row(draft, row, event, due.at, ctx, clocks_at)
        draft.lapsed = (
            *draft.lapsed,
            Lapse(row.kind, key, due.at, due.certain),
        )
        if draft.at is None or draft.at < due.at:
            draft.at = due.at


def find_lapse_to_record(draft: Draft, event: Event, ctx: Context) -> Lapse | None:
    """Finds the lapse that an event only records, because the lapse took effect before it.

    The event is either the lapse itself, or an event that confirms the lapse and comes too
    late to take effect by itself.
    """
    kind = event.kind
    if not draft.lapsed:
        return None
    if kind not in ctx.lapse_kinds:
        row = ctx.by_kind.get(kind)
        decided = draft.decided is not None or draft.outcome is not None
        if (
            row is None
            or row.confirms is None
            or decided
            or kind in ctx.rows[draft.phase]
        ):
            return None
        kind = row.confirms
    for lapsed in draft.lapsed:
        same = lapsed.kind is kind and lapsed.key == event.key
        if same and lapsed not in draft.noted:
            return lapsed
    return None
