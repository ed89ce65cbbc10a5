"""A case from its log: fast over what was accepted, or with every check again."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from zhengwu._errors import InputError
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, decide, note
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._reasons import Refused, against_structure, refused
from zhengwu.lifecycle._run import lapse, run, to_write_down


@attrs.frozen
class Folded:
    """Case made from its events (办件还原).

    Args:
        case: The case after the last event that fits.
        count: How many events fit.
        refused: The first that does not, with every reason; None if all do.
    """

    case: Case
    count: int
    refused: Refused | None = None


def fold(events: Iterable[Event], ctx: Context, case: Case | None = None) -> Folded:
    """Make a case from events that were accepted once (办件还原).

    The same table and clocks as `decide`. Roles, powers and conditions were checked when
    the events were accepted and are not asked again; phases, numbers and the order of
    time are, and the first event that does not fit ends it, with everything before it
    kept. To check everything again, use `replay`.

    Args:
        events: Events of one case, in their order.
        ctx: Rules and calendar of the item.
        case: The case from which to go on; a new one if None.

    Raises:
        InputError: No event, and no case.
    """
    draft = Draft.of(case) if case is not None else None
    rows, lapses, rules = ctx.rows, ctx.lapses, ctx.rules.id
    count = 0
    for event in events:
        at = event.at
        if draft is None:
            draft = Draft.of(Case(event.case))
        if draft.phase in lapses or draft.sides:
            lapse(draft, at, ctx)
        row = rows[draft.phase].get(event.kind)
        if row is None or row.opens is not None or draft.lapsed:
            if not _rarely(draft, event, ctx):
                return Folded(*_stopped(draft, event, count, ctx))
        elif (
            event.seq != draft.seq + 1
            or event.case != draft.id
            or (draft.at is not None and at < draft.at)
            or event.recorded_at < at
            or (draft.rules and draft.rules != rules)
        ):
            return Folded(*_stopped(draft, event, count, ctx))
        else:
            run(draft, row, event, at, ctx)
            draft.seq = event.seq
            draft.at = at
        count += 1
    if draft is None:
        raise InputError(
            "没有事件,不知是哪个办件;请给出 case",
            "no event, so which case? give `case`",
        )
    return Folded(draft.done(), count)


def _rarely(draft: Draft, event: Event, ctx: Context) -> bool:
    """The long way, for what is rare; whether the event fits."""
    row = ctx.rows[draft.phase].get(event.kind) or ctx.moves.get(event.kind)
    found = to_write_down(draft, event, ctx)
    if any(against_structure(draft, event, ctx)) or (row is None and found is None):
        return False
    if found is not None:
        note(draft, event, found)
        return True
    assert row is not None  # noqa: S101  # seen above
    run(draft, row, event, event.at, ctx)
    draft.seq = event.seq
    draft.at = event.at
    return True


def _stopped(
    draft: Draft, event: Event, count: int, ctx: Context
) -> tuple[Case, int, Refused]:
    answer = refused(draft, event, ctx)
    return answer.case, count, answer


@attrs.frozen
class Replayed:
    """Log that was checked again (办件重放).

    Args:
        case: The case after every event that was accepted.
        count: How many events were accepted.
        refused: Those that were not, with their position in the log, from 0.
    """

    case: Case
    count: int
    refused: tuple[tuple[int, Refused], ...] = ()


def replay(events: Iterable[Event], ctx: Context, case: Case | None = None) -> Replayed:
    """Check a log again from its beginning, event by event (办件重放).

    An event that is refused is left out and the next one is put to the case as it stays;
    its number counts as used.

    Args:
        events: Events of one case, in their order.
        ctx: Rules, calendar and powers of the item.
        case: The case from which to go on; a new one if None.

    Raises:
        InputError: No event, and no case.
    """
    against: list[tuple[int, Refused]] = []
    count = 0
    for position, event in enumerate(events):
        if case is None:
            case = Case(event.case)
        answer = decide(case, event, ctx)
        if isinstance(answer, Accepted):
            case = answer.case
            count += 1
            continue
        against.append((position, answer))
        case = left_out(case, event)
    if case is None:
        raise InputError(
            "没有事件,不知是哪个办件;请给出 case",
            "no event, so which case? give `case`",
        )
    return Replayed(case, count, tuple(against))


def left_out(case: Case, event: Event) -> Case:
    """A case after an event that was refused (剔除被拒事件): as it was, its number used up.

    What time brought about by then is left out as well: the instant may be the mistake.
    """
    if event.seq == case.seq + 1 and event.case == case.id:
        return attrs.evolve(case, seq=event.seq)
    return case
