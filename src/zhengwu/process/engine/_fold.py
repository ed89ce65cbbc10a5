"""Restores a case from its log: as it was written, or with every check again."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu.findings import Finding, finding
from zhengwu.process.engine._case import Draft, ProcedureCase, ProcedureEvent
from zhengwu.process.engine._context import ProcedureContext, list_pending
from zhengwu.process.engine._decide import Taken, decide, decline
from zhengwu.process.engine._reasons import Declined, find_row, iter_record_reasons
from zhengwu.process.engine._run import apply_lapse, apply_row, run_lapses
from zhengwu.process.table._rows import SYSTEM_ROLE


@attrs.frozen(kw_only=True)
class Restored(Value):
    """Case restored from its events (办件还原).

    Args:
        case: The case after the last event that fits.
        count: Number of events that fit.
        declined: The first event that does not fit; None if all fit.
    """

    case: ProcedureCase
    count: int
    declined: Declined | None = None


def fold(
    events: Iterable[ProcedureEvent],
    ctx: ProcedureContext,
    case: ProcedureCase | None = None,
    *,
    any_rules: bool = False,
) -> Restored:
    """Restore a case from events that were taken before (办件还原).

    Lapses that are written down stand as they are, also where another calendar would give
    another day: what was acted on is history. Roles, powers, details and conditions were
    checked when the events were taken. Folding stops at the first event that does not fit.

    Args:
        events: Events of one case, in order.
        ctx: The context.
        case: The case from which to go on; a new case if None.
        any_rules: Whether a log of another version of the rules is folded under these.

    Raises:
        InputError: There are no events, and no case is given.
    """
    draft = None if case is None else Draft(case)
    count = 0
    for event in events:
        if draft is None:
            draft = Draft(ProcedureCase(event.case))
        if any_rules and draft.rules:
            draft.rules = ctx.rules.id
        if not _apply_event(draft, event, ctx):
            return Restored(
                case=draft.freeze(), count=count, declined=decline(draft, event, ctx)
            )
        count += 1
    if draft is None:
        raise _refuse_empty_log()
    return Restored(case=draft.freeze(), count=count)


def _refuse_empty_log() -> InputError:
    return InputError(
        "没有事件,无法确定是哪个办件;请给出 case",
        "there are no events, so the case is unknown; pass `case`",
    )


def is_written_lapse(event: ProcedureEvent, ctx: ProcedureContext) -> bool:
    """Whether an event records a lapse that its writer computed."""
    return (
        event.kind in ctx.lapse_events
        and event.actor.role == SYSTEM_ROLE
        and bool(event.calendar)
    )


def _apply_event(draft: Draft, event: ProcedureEvent, ctx: ProcedureContext) -> bool:
    """Apply an event of a log; False if it does not fit."""
    if event.seq != draft.seq + 1:
        return False
    if is_written_lapse(event, ctx):
        row = find_row(draft, event.kind, ctx)
        if row is None or event.case != draft.id:
            return False
        apply_lapse(draft, row, event.key, event.at, ctx)
        *before, last = draft.lapsed
        draft.lapsed = (*before, attrs.evolve(last, seq=event.seq))
    elif _notes_lapse(draft, event, ctx):
        draft.at = event.at if draft.at is None else max(draft.at, event.at)
    else:
        if draft.phase and not event.calendar:
            run_lapses(draft, event.at, ctx)
        row = find_row(draft, event.kind, ctx)
        if (
            row is None
            or next(iter_record_reasons(draft, event, ctx), None) is not None
        ):
            return _note_again(draft, event, ctx)
        if (
            row.side
            and row.states
            and all(
                (s.side, s.key) != (row.side, event.key) or s.state not in row.states
                for s in draft.sides
            )
        ):
            return False
        apply_row(draft, row, event, event.at, ctx)
        draft.at = event.at
    draft.noted = len(draft.lapsed)
    draft.seq = event.seq
    return True


def _notes_lapse(draft: Draft, event: ProcedureEvent, ctx: ProcedureContext) -> bool:
    """Whether an event notes the lapse that was written down just before it."""
    if not draft.lapsed or draft.lapsed[-1].seq != draft.seq or event.case != draft.id:
        return False
    last, row = draft.lapsed[-1], ctx.by_event.get(event.kind)
    notes = (event.kind, row.confirms if row is not None else "")
    if last.key != event.key or last.kind not in notes or not event.calendar:
        return False
    return event.kind == last.kind or find_row(draft, event.kind, ctx) is None


def _note_again(draft: Draft, event: ProcedureEvent, ctx: ProcedureContext) -> bool:
    """Whether an event records a lapse that took effect by computation."""
    row = ctx.by_event.get(event.kind)
    kind = event.kind if row is None or not row.confirms else row.confirms
    if event.case != draft.id or draft.rules != ctx.rules.id:
        return False
    if any(lapse.kind == kind and lapse.key == event.key for lapse in draft.lapsed):
        draft.seq = event.seq
        draft.at = event.at if draft.at is None else max(draft.at, event.at)
        draft.noted = len(draft.lapsed)
        return True
    return False


@attrs.frozen(kw_only=True)
class Rechecked(Value):
    """Log that was checked again (办件重放).

    Args:
        case: The case after every event that was taken.
        count: Number of events that were taken.
        declined: Events that are declined, with their positions in the log, from 0.
        findings: Lapses that this calendar gives another day than the log.
    """

    case: ProcedureCase
    count: int
    declined: tuple[tuple[int, Declined], ...] = ()
    findings: tuple[Finding, ...] = ()


def replay(
    events: Iterable[ProcedureEvent],
    ctx: ProcedureContext,
    case: ProcedureCase | None = None,
) -> Rechecked:
    """Check a log again from its beginning, event by event (办件重放).

    A declined event is skipped and its number is used up. A written lapse that this
    calendar gives another day is a finding, and the log is read on as it was written.

    Args:
        events: Events of one case, in order.
        ctx: The context.
        case: The case from which to go on; a new case if None.

    Raises:
        InputError: There are no events, and no case is given.
    """
    declined: list[tuple[int, Declined]] = []
    findings: list[Finding] = []
    count = 0
    for position, event in enumerate(events):
        if case is None:
            case = ProcedureCase(event.case)
        if is_written_lapse(event, ctx):
            findings += _compare_lapse(case, event, ctx, position)
            folded = fold([event], ctx, case)
            case, refused = folded.case, folded.declined
        else:
            ruling = decide(case, event, ctx)
            refused = None if isinstance(ruling, Taken) else ruling
            case = ruling.case if refused is None else case
        if refused is None:
            count += 1
            continue
        declined.append((position, refused))
        if event.seq == case.seq + 1 and event.case == case.id:
            case = attrs.evolve(case, seq=event.seq)
    if case is None:
        raise _refuse_empty_log()
    return Rechecked(
        case=case, count=count, declined=tuple(declined), findings=tuple(findings)
    )


def _compare_lapse(
    case: ProcedureCase, event: ProcedureEvent, ctx: ProcedureContext, position: int
) -> list[Finding]:
    """A finding where this calendar gives a written lapse another instant."""
    if not case.phase:
        return []
    computed = [
        due.at
        for due, row, key in list_pending(Draft(case), ctx)
        if row.event == event.kind and key == event.key
    ]
    if not computed or event.at in computed:
        return []
    values = {
        "case": case.id,
        "event": ctx.name("event", event.kind, "zh"),
        "event_en": ctx.name("event", event.kind, "en"),
        "written": event.at.isoformat(),
        "computed": min(computed).isoformat(),
    }
    return [finding("ZWPR020", (position,), **values)]
