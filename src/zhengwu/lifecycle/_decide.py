"""The one question: may this happen to this case, and what is the case then."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

import attrs

from zhengwu._dates import as_instant
from zhengwu.lifecycle._case import Case, Draft, Lapse
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._details import Materials
from zhengwu.lifecycle._effects import with_documents
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._reasons import Refused, reasons_against, refused
from zhengwu.lifecycle._run import lapse, pending, run, to_write_down


@attrs.frozen
class Accepted:
    """An event that was accepted (准予办理).

    Args:
        case: The case after it.
        event: The event.
        document: The paper that it calls for; empty if none.
        lapsed: What time brought about before it.
        noted: Whether it only writes down what time had brought about.
    """

    case: Case
    event: Event
    document: str = ""
    lapsed: tuple[Lapse, ...] = ()
    noted: bool = False


Answer: TypeAlias = Accepted | Refused
"""Answer to an event (办理结论): accepted, or refused with every reason."""


def decide(case: Case, event: Event, ctx: Context) -> Answer:
    """Say whether an event may happen to a case, and what the case is then (办件流转).

    Pure and total: reads no clock, changes nothing, never raises. Whatever time has
    brought about by then comes first.

    Args:
        case: The case.
        event: What is to happen.
        ctx: Rules, calendar and powers of the item.

    >>> from datetime import datetime
    >>> from zhengwu.lifecycle import SYSTEM, Context, EventKind
    >>> now = datetime.fromisoformat("2026-11-20T09:00+08:00")
    >>> event = Event("1", 1, EventKind.RECEIVE, now, SYSTEM)
    >>> decide(Case("1"), event, Context()).codes
    ('phase',)
    """
    draft = Draft.of(case)
    before = case.lapsed
    if (draft.phase in ctx.lapses or draft.sides) and event.case == case.id:
        lapse(draft, event.at, ctx)
    kind = event.kind
    row = ctx.rows[draft.phase].get(kind) or ctx.moves.get(kind)
    lapses = () if draft.lapsed is before else draft.lapsed[len(before) :]
    if draft.lapsed:
        found = to_note(draft, event, ctx)
        if found is not None:
            note(draft, event, found)
            document = ctx.by_kind[kind].rule.document
            return Accepted(draft.done(), event, document, lapses, noted=True)
    if row is None or not _passes(draft, event, row, ctx):
        return refused(draft, event, ctx)
    run(draft, row, event, event.at, ctx)
    draft.seq = event.seq
    draft.at = event.at
    return Accepted(draft.done(), event, row.rule.document, lapses)


def _passes(draft: Draft, event: Event, row: Row, ctx: Context) -> bool:
    """Whether nothing speaks against an event.

    perf: the same questions as `reasons_against`, which the tests hold it to.
    """
    at = event.at
    if (
        event.seq != draft.seq + 1
        or event.case != draft.id
        or (draft.at is not None and at < draft.at)
        or event.recorded_at < at
        or not ctx.coverage[0] <= at < ctx.coverage[1]
        or (draft.rules and draft.rules != ctx.rules.id)
        or event.actor.role not in row.roles
    ):
        return False
    if (row.states is not None or row.opens is not None) and any(
        reasons_against(draft, event, ctx)
    ):
        return False
    if ctx.authority is not None and not ctx.able(event, row, draft.accepted):
        return False
    for holds, _, _ in row.guards:  # noqa: SIM110  # perf: no generator
        if not holds(draft, event, ctx):
            return False
    return True


def to_note(draft: Draft, event: Event, ctx: Context) -> Lapse | None:
    """What an event writes down, if nothing speaks against that."""
    found = to_write_down(draft, event, ctx)
    if found is None or any(reasons_against(draft, event, ctx)):
        return None
    return found


def note(draft: Draft, event: Event, found: Lapse) -> None:
    """Write down what time had brought about."""
    draft.noted = (*draft.noted, found)
    draft.seq = event.seq
    if isinstance(event.details, Materials):  # a late acceptance may bring documents
        draft.supplied = with_documents(draft.supplied, event.details.supplied)
    if draft.at is None or draft.at < event.at:
        draft.at = event.at


@attrs.frozen
class Advanced:
    """A case as of an instant (办件推进结果).

    Args:
        case: The case, with all that time brought about by then.
        lapsed: What that was, in order.
        doubtful: What time brought about if days not announced yet turn out as supposed:
            its time was over by the best estimate, and not surely.
    """

    case: Case
    lapsed: tuple[Lapse, ...] = ()
    doubtful: tuple[Lapse, ...] = ()


def advance(case: Case, at: dt.datetime, ctx: Context) -> Advanced:
    """Run every lapse that is due by an instant (期满推进).

    Each is dated at the end of its time, however late this is asked.

    Raises:
        InputError: `at` is no instant with a zone.
    """
    at = as_instant(at, "at")
    if case.phase not in ctx.lapses and not case.sides:
        return Advanced(case)
    draft = Draft.of(case)
    lapse(draft, at, ctx)
    doubtful = tuple(
        Lapse(row.kind, key, due.at, certain=False)
        for due, row, key in pending(draft, ctx)
        if due.at <= at
    )
    count = len(case.lapsed)
    return Advanced(draft.done(), draft.lapsed[count:], doubtful)
