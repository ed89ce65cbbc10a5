"""Running rows of the table on a draft: one event, and whatever time brings about."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import attrs

from zhengwu._errors import CalendarRangeError
from zhengwu.lifecycle._case import Draft, Lapse, SideMatter
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._effects import move
from zhengwu.lifecycle._event import SYSTEM, Event
from zhengwu.lifecycle._kinds import EventKind, SideKind
from zhengwu.lifecycle._process import Move
from zhengwu.lifecycle._timing import Due
from zhengwu.limits import statutory_rules

_A_YEAR: Final = dt.timedelta(days=366)


def run(
    draft: Draft,
    row: Row,
    event: Event,
    at: dt.datetime,
    ctx: Context,
    clocks_at: dt.datetime | None = None,
) -> None:
    """Change a draft as a row says; `at` is the instant from which it counts.

    Clocks go by `clocks_at` where that is given.
    """
    limit, why = row.effect(draft, event, at, ctx)
    if row.target is None:
        if row.states:
            move(draft, event, at, _next_state(draft, row, event, ctx), ctx)
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


def _next_state(draft: Draft, row: Row, event: Event, ctx: Context) -> str:
    """Of a move that may lead to two states, the one to which it does."""
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
    return rule.target if _in_time(licence, event.at, ctx) else rule.otherwise


def _in_time(licence: SideMatter, at: dt.datetime, ctx: Context) -> bool:
    """Whether a renewal is applied for so early that silence would grant it."""
    if licence.until is None:
        return True
    rule = statutory_rules().versions("pal.renew.apply")[-1]
    if ctx.rules.renewal is not None:
        rule = attrs.evolve(rule, limit=ctx.rules.renewal)
    try:
        # The last day counted back: that the office is closed on it takes nothing away.
        last = rule.due(licence.until, ctx.calendar).nominal
    except CalendarRangeError:  # decades ahead, beyond every calendar
        last = licence.until - _A_YEAR
    return at.date() <= last


def pending(draft: Draft, ctx: Context) -> list[tuple[Due, Row, str]]:
    """What time will bring about if nothing happens: when, what, and for which."""
    found: list[tuple[Due, Row, str]] = []
    of_phase = ctx.lapses.get(draft.phase)
    if of_phase is not None:
        kind, row = of_phase
        for clock in draft.clocks:
            if clock.kind is kind and not clock.paused:
                due = ctx.timer.due(clock)
                if due is not None:
                    found.append((due, row, ""))
    for side in draft.sides:
        if side.limit is None and side.until is None and side.kind in ctx.untimed:
            continue  # perf: nothing limits it
        of_state = ctx.side_lapses[side.kind].get(side.state)
        if of_state is None or (of_state.phases and draft.phase not in of_state.phases):
            continue
        due = ctx.side_due(side)
        if due is not None:
            found.append((due, of_state, side.key))
    return found


def lapse(draft: Draft, until: dt.datetime, ctx: Context) -> None:
    """Run everything that time has surely brought about by an instant.

    In the order in which it became sure, so that it makes no difference how often one asks.
    """
    while True:
        found: tuple[Due, Row, str] | None = None
        for one in pending(draft, ctx):
            due = one[0]
            if due.surely <= until and (found is None or due.surely < found[0].surely):
                found = one
        if found is None:
            return
        due, row, key = found
        event = Event(draft.id, draft.seq, row.kind, due.at, SYSTEM, key=key)
        # 24:00 of a day is an instant of the next one; for the clocks it is still that day.
        midnight = due.at.time() == dt.time.min
        clocks_at = due.at - dt.timedelta.resolution if midnight else due.at
        run(draft, row, event, due.at, ctx, clocks_at)
        draft.lapsed = (
            *draft.lapsed,
            Lapse(row.kind, key, due.at, due.certain),
        )
        if draft.at is None or draft.at < due.at:
            draft.at = due.at


def to_write_down(draft: Draft, event: Event, ctx: Context) -> Lapse | None:
    """What an event only writes down, because time has brought it about already.

    The event is one of time's own, or one that confirms what time did and comes too late
    to do it itself.
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
