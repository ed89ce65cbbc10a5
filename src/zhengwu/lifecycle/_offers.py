"""Events that an actor may or may not perform now, with the reasons."""

from __future__ import annotations

import datetime as dt

import attrs

from zhengwu._dates import as_instant
from zhengwu._values import Value
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._details import NoDetails
from zhengwu.lifecycle._event import Actor, Event
from zhengwu.lifecycle._kinds import EventKind
from zhengwu.lifecycle._process import Guard
from zhengwu.lifecycle._reasons import Refusal, list_side_keys, reasons_against
from zhengwu.lifecycle._run import find_lapse_to_record, run_lapses


@attrs.frozen
class Offer(Value):
    """Event that an actor may perform (可办理事项), or the reasons why it is impossible.

    Args:
        kind: The event.
        possible: Whether no reason for a refusal is known now.
        reasons: Reasons for a refusal.
        needs: Conditions on the details of the event, to be met when the event is sent.
        document: Document that the event would produce; empty for no document.
        key: Name of the side matter that the event would move; empty for the main line.
    """

    kind: EventKind
    possible: bool
    reasons: tuple[Refusal, ...] = ()
    needs: tuple[Guard, ...] = ()
    document: str = ""
    key: str = ""


def offers(
    case: Case, actor: Actor, at: dt.datetime, ctx: Context
) -> tuple[Offer, ...]:
    """List every event, with whether an actor may perform it now (可办理事项).

    Args:
        case: The case.
        actor: The actor.
        at: The instant.
        ctx: Rules, calendar and powers of the item.

    Returns:
        An offer for each event of the item's process, possible events first. An event that
        moves side matters has an offer for each side matter.

    Raises:
        InputError: `at` is no datetime with a time zone.
    """
    at = as_instant(at, "at")
    draft = Draft.of(case)
    run_lapses(draft, at, ctx)
    listed = [
        _make_offer(draft, row, actor, at, key, ctx)
        for row in ctx.by_kind.values()
        for key in list_side_keys(draft, row)
    ]
    listed.sort(key=lambda offer: not offer.possible)
    return tuple(listed)


def _make_offer(
    draft: Draft, row: Row, actor: Actor, at: dt.datetime, key: str, ctx: Context
) -> Offer:
    question = _Question(draft.id, draft.seq + 1, row.kind, at, actor, NoDetails(), key)
    reasons = tuple(reasons_against(draft, question, ctx, of_case=True))
    records_lapse = find_lapse_to_record(draft, question, ctx) is not None
    needs = tuple(
        guard
        for _, guard, check in row.guards
        if not check.of_case and not records_lapse
    )
    return Offer(row.kind, not reasons, reasons, needs, row.rule.document, key)


class _Question(Event):
    """Event without details, to check only what the case itself decides."""

    def __attrs_post_init__(self) -> None:
        """Skips the checks: every part was checked before, and the details are missing."""
