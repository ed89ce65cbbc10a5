"""Decides whether an event may happen to a case, and what the case is afterwards."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import InputError
from zhengwu._text import quote_value
from zhengwu._values import Value
from zhengwu.process.engine._case import (
    SYSTEM_ACTOR,
    CaseLapse,
    Draft,
    ProcedureCase,
    ProcedureEvent,
)
from zhengwu.process.engine._context import ProcedureContext, Row, list_pending
from zhengwu.process.engine._reasons import (
    Declined,
    convert_details,
    find_row,
    fits_number,
    iter_reasons,
    iter_record_reasons,
)
from zhengwu.process.engine._run import apply_row, run_lapses


@attrs.frozen(kw_only=True)
class Taken(Value):
    """Acceptance of an event (准予办理).

    Args:
        case: The case after the event.
        event: The event as it was sent.
        lapses: Lapses that took effect before and were not written down yet.
        calendar: Revision of the calendar on which they were computed.
        document: Document that the event produces; empty for none.
        noted: Whether the event only notes a lapse that took effect before.
    """

    case: ProcedureCase
    event: ProcedureEvent
    lapses: tuple[CaseLapse, ...] = ()
    calendar: str = ""
    document: str = ""
    noted: bool = False

    @property
    def events(self) -> tuple[ProcedureEvent, ...]:
        """What is to be written down, in order and under one lock.

        An event for each lapse that took effect before, then the event itself, numbered
        after them, with the revision of the calendar.
        """
        event = attrs.evolve(self.event, seq=self.case.seq, calendar=self.calendar)
        first = self.case.seq - len(self.lapses)
        written = write_lapses(
            self.case.id, self.lapses, first, event.recorded_at, self.calendar
        )
        return (*written, event)


def write_lapses(
    case: str,
    lapses: tuple[CaseLapse, ...],
    first: int,
    recorded_at: dt.datetime,
    calendar: str,
) -> tuple[ProcedureEvent, ...]:
    """Events that write lapses down, numbered from `first`."""
    return tuple(
        ProcedureEvent(
            case=case,
            seq=seq,
            kind=lapse.kind,
            at=lapse.at,
            actor=SYSTEM_ACTOR,
            key=lapse.key,
            recorded_at=max(recorded_at, lapse.at),
            calendar=calendar,
        )
        for seq, lapse in enumerate(lapses, first)
    )


Ruling: TypeAlias = Taken | Declined
"""Answer to an event (办理结论): taken, or declined with every reason."""


def decide(case: ProcedureCase, event: ProcedureEvent, ctx: ProcedureContext) -> Ruling:
    """Decide whether an event may happen to a case, and what the case is then (办件流转).

    The function is pure and total over events: it reads no clock, changes nothing, and
    declines an event rather than raise. Lapses that are due by the instant of the event
    take effect first; they are among `Taken.events`, so that the log holds what the event
    rests on.

    Args:
        case: The case.
        event: The event; its number follows that of the last event of the case.
        ctx: The context.

    Raises:
        InputError: An argument is no case, event or context.

    >>> from datetime import datetime
    >>> from zhengwu.process import ProcedureActor, ProcedureCase, ProcedureEvent
    >>> from zhengwu.procedures import procedure
    >>> ctx = ProcedureContext(procedure("hotline"))
    >>> at = datetime.fromisoformat("2026-11-20T09:00+08:00")
    >>> actor = ProcedureActor("caller", "c-1")
    >>> ruling = decide(ProcedureCase("t-1"), ProcedureEvent("t-1", 1, "reopen", at, actor), ctx)
    >>> ruling.codes
    ('phase',)
    """
    _check_arguments(case, event, ctx)
    draft = Draft(case)
    if case.phase and event.case == case.id:
        run_lapses(draft, event.at, ctx)
    noted = _find_noted(draft, event, ctx) if draft.lapsed else None
    if noted is not None:
        lapses = draft.lapsed[draft.noted : noted + 1]
        number_lapses(draft, noted + 1)
        draft.seq += 1
        draft.at = event.at if draft.at is None else max(draft.at, event.at)
        return _take(draft, event, lapses, ctx, noted=True)
    row = find_row(draft, event.kind, ctx)
    if row is None:
        return decline(draft, event, ctx)
    try:
        event = convert_details(event, row)
    except InputError:
        return decline(draft, event, ctx)
    if not _is_possible(draft, event, row, ctx):
        return decline(draft, event, ctx)
    lapses = draft.lapsed[draft.noted :]
    apply_row(draft, row, event, event.at, ctx)
    if lapses:
        number_lapses(draft, len(draft.lapsed))
    draft.seq += 1
    draft.at = event.at
    return _take(draft, event, lapses, ctx, document=row.row.document)


def _take(
    draft: Draft,
    event: ProcedureEvent,
    lapses: tuple[CaseLapse, ...],
    ctx: ProcedureContext,
    *,
    document: str = "",
    noted: bool = False,
) -> Taken:
    return Taken.trusted(
        case=draft.freeze(),
        event=event,
        lapses=lapses,
        calendar=ctx.days.revision,
        document=document,
        noted=noted,
    )


def number_lapses(draft: Draft, until: int) -> None:
    """Give the lapses that are not settled the numbers under which they are written down."""
    numbered: list[CaseLapse] = []
    for place, lapse in enumerate(draft.lapsed):
        if draft.noted <= place < until:
            draft.seq += 1
            lapse = attrs.evolve(lapse, seq=draft.seq)  # noqa: PLW2901
        numbered.append(lapse)
    draft.lapsed = tuple(numbered)
    draft.noted = until


def _is_possible(
    draft: Draft, event: ProcedureEvent, row: Row, ctx: ProcedureContext
) -> bool:
    """Whether there is no reason to decline an event.

    perf: the conditions are the functions that also give the reasons; only the reasons in
    the record are asked in short here.
    """
    at, last = event.at, draft.at
    if (
        not fits_number(draft, event.seq)
        or event.case != draft.id
        or event.recorded_at < at
        or (last is not None and at < last)
        or event.actor.role not in row.roles
        or row.side
        or not draft.phase
        or draft.rules != ctx.rules.id
        or not ctx.coverage[0] <= at < ctx.coverage[1]
        or ctx.authority is not None
        or event.kind in ctx.lapse_events
    ):
        return next(iter_reasons(draft, event, ctx), None) is None
    for _, check, _ in row.conditions:  # noqa: SIM110  # perf: no generator
        if check(draft, event) is not None:
            return False
    return True


def _find_noted(
    draft: Draft, event: ProcedureEvent, ctx: ProcedureContext
) -> int | None:
    """Place of the lapse that an event only notes, because the lapse took effect before it."""
    kind = event.kind
    if kind not in ctx.lapse_events:
        row = ctx.by_event.get(kind)
        if row is None or not row.confirms or find_row(draft, kind, ctx) is not None:
            return None
        kind = row.confirms
    for place in range(draft.noted, len(draft.lapsed)):
        lapse = draft.lapsed[place]
        if lapse.kind == kind and lapse.key == event.key:
            reasons = iter_record_reasons(draft, event, ctx)
            return place if all(reason.code == "order" for reason in reasons) else None
    return None


def decline(draft: Draft, event: ProcedureEvent, ctx: ProcedureContext) -> Declined:
    """The refusal of an event, with every reason."""
    reasons = tuple(iter_reasons(draft, event, ctx))
    phase = draft.phase or ctx.procedure.initial
    return Declined(
        case=draft.freeze(),
        event=event,
        reasons=reasons,
        name_zh=ctx.name("event", event.kind, "zh"),
        name_en=ctx.name("event", event.kind, "en"),
        possible=tuple(ctx.rows.get(phase, {})),
    )


def _check_arguments(case: object, event: object, ctx: object) -> None:
    """Refuse an argument of another class, a mistake in a program and no refusal."""
    for name, value, expected in (
        ("case", case, ProcedureCase),
        ("event", event, ProcedureEvent),
        ("ctx", ctx, ProcedureContext),
    ):
        if not isinstance(value, expected):
            quoted, cls = quote_value(value), expected.__name__
            raise InputError(
                f"{name} 应为 {cls},现为 {quoted}",
                f"{name} must be a {cls}, not {quoted}",
            )


@attrs.frozen(kw_only=True)
class Progress(Value):
    """Case carried forward to an instant (办件推进结果).

    Args:
        case: The case, with every lapse that took effect by the instant.
        lapsed: The lapses that took effect, in order.
        events: Events that write them down, numbered after the last event of the case.
        doubtful: Lapses that are due by the best estimate but not certainly, because they
            depend on days that are not announced yet.
    """

    case: ProcedureCase
    lapsed: tuple[CaseLapse, ...] = ()
    events: tuple[ProcedureEvent, ...] = ()
    doubtful: tuple[CaseLapse, ...] = ()


def advance(case: ProcedureCase, at: dt.datetime, ctx: ProcedureContext) -> Progress:
    """Run every lapse that is due by an instant (期满推进).

    The case keeps its number. `Progress.events` are appended to the log; `fold` then applies
    them to the case.

    Raises:
        InputError: `at` is no datetime with a time zone.
    """
    at = as_instant(at, "at")
    if not case.phase:
        return Progress(case=case)
    draft = Draft(case)
    run_lapses(draft, at, ctx)
    doubtful = tuple(
        CaseLapse(row.event, due.at, key, certain=False)
        for due, row, key in list_pending(draft, ctx)
        if due.at <= at
    )
    lapsed = draft.lapsed[draft.noted :]
    events = write_lapses(case.id, lapsed, case.seq + 1, at, ctx.days.revision)
    return Progress(
        case=draft.freeze(), lapsed=lapsed, events=events, doubtful=doubtful
    )
