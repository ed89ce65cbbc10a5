"""What may happen next: every event, possible or not, and why not."""

from __future__ import annotations

import datetime as dt

import attrs

from zhengwu._dates import as_instant
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._details import NoDetails
from zhengwu.lifecycle._event import Actor, Event
from zhengwu.lifecycle._kinds import EventKind
from zhengwu.lifecycle._process import Guard
from zhengwu.lifecycle._reasons import Refusal, keys_of, reasons_against
from zhengwu.lifecycle._run import lapse, to_write_down


@attrs.frozen
class Offer:
    """Whether an event is possible (可办理事项), and why not.

    Args:
        kind: The event.
        possible: Whether nothing that is known now speaks against it.
        reasons: What does.
        needs: Conditions on what the event must bring, to be met when it is made.
        document: The paper that it would make.
        key: Side matter that it would move; empty for the main line.
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
    """Say of every event whether somebody may bring it about now (可办理事项).

    Args:
        case: The case.
        actor: Who asks.
        at: When.
        ctx: Rules, calendar and powers of the item.

    Returns:
        An offer for each event of the item's process, the possible ones first; for one
        that moves side matters, one for each of these.

    Raises:
        InputError: `at` is no instant with a zone.
    """
    at = as_instant(at, "at")
    draft = Draft.of(case)
    lapse(draft, at, ctx)
    made = [
        _offer(draft, row, actor, at, key, ctx)
        for row in ctx.by_kind.values()
        for key in keys_of(draft, row)
    ]
    made.sort(key=lambda offer: not offer.possible)
    return tuple(made)


def _offer(
    draft: Draft, row: Row, actor: Actor, at: dt.datetime, key: str, ctx: Context
) -> Offer:
    asked = _Question(draft.id, draft.seq + 1, row.kind, at, actor, NoDetails(), key)
    reasons = tuple(reasons_against(draft, asked, ctx, of_case=True))
    noting = to_write_down(draft, asked, ctx) is not None
    needs = tuple(
        guard for _, guard, check in row.guards if not check.of_case and not noting
    )
    return Offer(row.kind, not reasons, reasons, needs, row.rule.document, key)


class _Question(Event):
    """An event without what it would bring: only the case is asked."""

    def __attrs_post_init__(self) -> None:
        """Nothing that it brings is looked at."""
