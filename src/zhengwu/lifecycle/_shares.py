"""Divides the time of a case among the applicant, the organ and other organs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours
from zhengwu.delegation import Step
from zhengwu.lifecycle._case import Case, Draft, SideMatter
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, advance, decide
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._kinds import Party, Phase, SideKind
from zhengwu.lifecycle._run import list_pending_lapses


@attrs.frozen(kw_only=True)
class TimeShare(Value):
    """Share of the time of a case (用时分段): a period, and the party it is attributed to.

    Args:
        party: Party to whom the period is attributed.
        phase: Phase of the case.
        step: Step of the item that was due; None if no step was due.
        organ: Id of the organ; empty for an applicant.
        person: Id of the handler.
        key: Name of the opinion that was awaited; empty on the main line.
        since: Start of the period.
        until: End of the period.
        working_days: Number of working days after the first day, up to the last day; None
            where the calendar does not cover them yet.
        minutes: Minutes of office time; None without office hours.
    """

    party: Party
    phase: Phase
    step: Step | None
    organ: str
    person: str
    key: str = ""
    since: dt.datetime
    until: dt.datetime
    working_days: int | None
    minutes: float | None = None


class _Stretch(NamedTuple):
    since: dt.datetime
    case: Draft


_TIMED_SIDES: Final = (SideKind.OPINION,)


def time_shares(
    events: Iterable[Event], ctx: Context, until: dt.datetime | None = None
) -> tuple[TimeShare, ...]:
    """Attribute the time of a case to the responsible parties (用时责任).

    The shares of the main line come first and follow each other without a gap. Then come
    the waiting times for opinions of other organs, which run in parallel.

    Args:
        events: Accepted events of one case.
        ctx: Rules and calendar of the item.
        until: End of the last share; the instant of the last event if None.

    Raises:
        InputError: There are no events, `until` has no time zone, or an event is refused.
    """
    stretches, sides, end = _walk_events(events, ctx, until)
    ends = [*(stretch.since for stretch in stretches[1:]), end]
    shares = [
        _to_share(stretch, to, ctx)
        for stretch, to in zip(stretches, ends, strict=True)
        if stretch.since < to
    ]
    shares += (
        _measure_share(
            Party.CONSULTED,
            Phase.REVIEWING,
            side.who,
            (side.begun or side.since, to),
            ctx,
            key=side.key,
        )
        for side, to in sides
    )
    return tuple(_join_shares(shares, ctx))


def _walk_events(
    events: Iterable[Event], ctx: Context, until: dt.datetime | None
) -> tuple[list[_Stretch], list[tuple[SideMatter, dt.datetime]], dt.datetime]:
    """Returns the case after each event and lapse, the opinions with their ends, and the end."""
    case: Case | None = None
    stretches: list[_Stretch] = []
    open_sides: dict[str, SideMatter] = {}
    sides: list[tuple[SideMatter, dt.datetime]] = []

    def add_stretch(now: Case, at: dt.datetime) -> None:
        # A lapse that became certain late is dated back into time that was counted already.
        if stretches:
            at = max(at, stretches[-1].since)
        stretches.append(_Stretch(at, now))
        asked = {
            side.key: side
            for side in now.sides
            if side.kind in _TIMED_SIDES and side.state == "asked"
        }
        for key in [key for key in open_sides if key not in asked]:
            sides.append((open_sides.pop(key), at))
        open_sides.update(asked)

    for event in events:
        if case is None:
            case = Case(event.case)
        for now, at in _iter_lapses(case, event.at, ctx):
            add_stretch(now, at)
        answer = decide(case, event, ctx)
        if not isinstance(answer, Accepted):
            raise InputError(
                f"事件 {event.seq} 被拒,不能计算用时:{answer.explain()}",
                f"event {event.seq} is refused: {answer.explain('en')}",
            )
        case = answer.case
        add_stretch(case, event.at)
    if case is None:
        raise InputError(
            "没有事件,不能计算用时",
            "there are no events, so there is no time to attribute",
        )
    end = stretches[-1].since if until is None else as_instant(until, "until")
    for now, at in _iter_lapses(case, end, ctx):
        add_stretch(now, at)
    sides += ((side, end) for side in open_sides.values())
    return stretches, sides, end


def _iter_lapses(
    case: Case, until: dt.datetime, ctx: Context
) -> Iterator[tuple[Case, dt.datetime]]:
    """Yields the case after each lapse that is due by an instant, and when it lapsed."""
    while True:
        expired = [
            due.surely
            for due, _, _ in list_pending_lapses(case, ctx)
            if due.surely <= until
        ]
        if not expired:
            return
        advanced = advance(case, min(expired), ctx)
        case = advanced.case
        yield case, min(advanced.lapsed[-1].at, until)


def _to_share(stretch: _Stretch, to: dt.datetime, ctx: Context) -> TimeShare:
    case = stretch.case
    rule = ctx.phases[case.phase]
    official = rule.party not in (Party.APPLICANT, Party.NOBODY)
    return _measure_share(
        rule.party,
        case.phase,
        case.organ if official else "",
        (stretch.since, to),
        ctx,
        step=rule.step,
        person=case.officer if official else "",
    )


def _measure_share(
    party: Party,
    phase: Phase,
    organ: str,
    span: tuple[dt.datetime, dt.datetime],
    ctx: Context,
    *,
    step: Step | None = None,
    person: str = "",
    key: str = "",
) -> TimeShare:
    since, until = span
    hours = ctx.calendar if isinstance(ctx.calendar, OfficeHours) else None
    days: int | None
    try:
        days = ctx.days.count_working_days(since.date(), until.date())
    except CalendarRangeError:
        days = None
    return TimeShare(
        party=party,
        phase=phase,
        step=step,
        organ=organ,
        person=person,
        key=key,
        since=since,
        until=until,
        working_days=days,
        minutes=None if hours is None else hours.estimate_elapsed(since, until),
    )


def _join_shares(shares: list[TimeShare], ctx: Context) -> Iterator[TimeShare]:
    """Joins adjacent shares that differ in their periods only."""
    previous: TimeShare | None = None
    for share in shares:
        if previous is not None and _continues_share(previous, share):
            previous = _measure_share(
                previous.party,
                previous.phase,
                previous.organ,
                (previous.since, share.until),
                ctx,
                step=previous.step,
                person=previous.person,
                key=previous.key,
            )
            continue
        if previous is not None:
            yield previous
        previous = share
    if previous is not None:
        yield previous


def _continues_share(earlier: TimeShare, later: TimeShare) -> bool:
    return earlier.until == later.since and all(
        getattr(earlier, name) == getattr(later, name)
        for name in ("party", "phase", "step", "organ", "person", "key")
    )
