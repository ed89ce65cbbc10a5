"""Restores a case from its log: fast from accepted events, or with every check again."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, decide, record_lapse
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._reasons import Refused, against_structure, refuse_event
from zhengwu.lifecycle._run import find_lapse_to_record, run_lapses, run_row


@attrs.frozen
class Folded(Value):
    """Case restored from its events (办件还原).

    Args:
        case: The case after the last event that fits.
        count: Number of events that fit.
        refused: The first event that does not fit, with every reason; None if all fit.
    """

    case: Case
    count: int
    refused: Refused | None = None


def fold(events: Iterable[Event], ctx: Context, case: Case | None = None) -> Folded:
    """Restore a case from events that were accepted before (办件还原).

    Uses the same table and clocks as `decide`. Roles, powers and conditions were checked
    when the events were accepted and are not checked again. Phases, sequence numbers and
    the order of time are checked. Folding stops at the first event that does not fit; the
    events before it are kept. To check everything again, use `replay`.

    Args:
        events: Events of one case, in order.
        ctx: Rules and calendar of the item.
        case: The case from which to continue; a new case if None.

    Raises:
        InputError: There are no events, and no case is given.
    """
    draft = Draft.of(case) if case is not None else None
    rows, lapses, rules = ctx.rows, ctx.lapses, ctx.rules.id
    count = 0
    for event in events:
        at = event.at
        if draft is None:
            draft = Draft.of(Case(event.case))
        if draft.phase in lapses or draft.sides:
            run_lapses(draft, at, ctx)
        row = rows[draft.phase].get(event.kind)
        if row is None or row.opens is not None or draft.lapsed:
            if not _apply_rare_event(draft, event, ctx):
                return Folded(*_refuse_and_stop(draft, event, count, ctx))
        elif (
            event.seq != draft.seq + 1
            or event.case != draft.id
            or (draft.at is not None and at < draft.at)
            or event.recorded_at < at
            or (draft.rules and draft.rules != rules)
        ):
            return Folded(*_refuse_and_stop(draft, event, count, ctx))
        else:
            run_row(draft, row, event, at, ctx)
            draft.seq = event.seq
            draft.at = at
        count += 1
    if draft is None:
        raise InputError(
            "没有事件,无法确定是哪个办件;请给出 case",
            "there are no events, so the case is unknown; pass `case`",
        )
    return Folded(draft.done(), count)


def _apply_rare_event(draft: Draft, event: Event, ctx: Context) -> bool:
    """Applies an event of a rare kind with all structural checks; False if it does not fit."""
    row = ctx.rows[draft.phase].get(event.kind) or ctx.moves.get(event.kind)
    recorded = find_lapse_to_record(draft, event, ctx)
    if any(against_structure(draft, event, ctx)) or (row is None and recorded is None):
        return False
    if recorded is not None:
        record_lapse(draft, event, recorded)
        return True
    assert row is not None  # noqa: S101  # checked above
    run_row(draft, row, event, event.at, ctx)
    draft.seq = event.seq
    draft.at = event.at
    return True


def _refuse_and_stop(
    draft: Draft, event: Event, count: int, ctx: Context
) -> tuple[Case, int, Refused]:
    answer = refuse_event(draft, event, ctx)
    return answer.case, count, answer


@attrs.frozen
class Replayed(Value):
    """Log that was checked again (办件重放).

    Args:
        case: The case after every accepted event.
        count: Number of accepted events.
        refused: Refused events, with their positions in the log, from 0.
    """

    case: Case
    count: int
    refused: tuple[tuple[int, Refused], ...] = ()


def replay(events: Iterable[Event], ctx: Context, case: Case | None = None) -> Replayed:
    """Check a log again from its beginning, event by event (办件重放).

    A refused event is skipped: the case stays unchanged and the sequence number of the
    event is consumed. Then the next event is decided.

    Args:
        events: Events of one case, in order.
        ctx: Rules, calendar and powers of the item.
        case: The case from which to continue; a new case if None.

    Raises:
        InputError: There are no events, and no case is given.
    """
    refusals: list[tuple[int, Refused]] = []
    count = 0
    for position, event in enumerate(events):
        if case is None:
            case = Case(event.case)
        answer = decide(case, event, ctx)
        if isinstance(answer, Accepted):
            case = answer.case
            count += 1
            continue
        refusals.append((position, answer))
        case = left_out(case, event)
    if case is None:
        raise InputError(
            "没有事件,无法确定是哪个办件;请给出 case",
            "there are no events, so the case is unknown; pass `case`",
        )
    return Replayed(case, count, tuple(refusals))


def left_out(case: Case, event: Event) -> Case:
    """Case after a refused event (剔除被拒事件): unchanged, sequence number consumed.

    Lapses that were due by the instant of the event are not run, because that instant may
    be what is wrong.
    """
    if event.seq == case.seq + 1 and event.case == case.id:
        return attrs.evolve(case, seq=event.seq)
    return case
