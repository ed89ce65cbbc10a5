"""Whose share of the time it was: the applicant's, the organ's, another organ's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu.calendars import OfficeHours
from zhengwu.delegation import Step
from zhengwu.lifecycle._case import Case, Draft, SideMatter
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, advance, decide
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._kinds import Party, Phase, SideKind
from zhengwu.lifecycle._run import pending


@attrs.frozen(kw_only=True)
class TimeShare:
    """Share of the time of a case (用时分段): from when to when, and whose it was.

    Args:
        party: Whose.
        phase: Phase of the case.
        step: Step of the matter that was due; None if none was.
        organ: Id of the organ; empty for an applicant.
        person: Id of the handler.
        key: Name of the opinion that was waited for; empty on the main line.
        since: From when.
        until: Up to when.
        working_days: Working days after the first day, up to the last; None where the
            calendar does not know them yet.
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


_ASIDE: Final = (SideKind.OPINION,)


def time_shares(
    events: Iterable[Event], ctx: Context, until: dt.datetime | None = None
) -> tuple[TimeShare, ...]:
    """Say whose the time of a case was, stretch by stretch (用时责任).

    On the main line the stretches follow each other without a gap; what was waited for
    from other organs comes after them, and runs beside.

    Args:
        events: Events of one case, that were accepted.
        ctx: Rules and calendar of the item.
        until: Up to when; to the last event if None.

    Raises:
        InputError: No event; an instant without zone; an event that is refused.
    """
    stretches, sides, end = _walked(events, ctx, until)
    ends = [*(stretch.since for stretch in stretches[1:]), end]
    shares = [
        _share(stretch, to, ctx)
        for stretch, to in zip(stretches, ends, strict=True)
        if stretch.since < to
    ]
    shares += (
        _made(
            Party.CONSULTED,
            Phase.REVIEWING,
            side.who,
            (side.begun or side.since, to),
            ctx,
            key=side.key,
        )
        for side, to in sides
    )
    return tuple(_joined(shares, ctx))


def _walked(
    events: Iterable[Event], ctx: Context, until: dt.datetime | None
) -> tuple[list[_Stretch], list[tuple[SideMatter, dt.datetime]], dt.datetime]:
    """The case after each event and lapse; opinions, and until when each was open."""
    case: Case | None = None
    stretches: list[_Stretch] = []
    open_since: dict[str, SideMatter] = {}
    sides: list[tuple[SideMatter, dt.datetime]] = []

    def seen(now: Case, at: dt.datetime) -> None:
        if (
            stretches
        ):  # what became sure late is dated back, and its time was used already
            at = max(at, stretches[-1].since)
        stretches.append(_Stretch(at, now))
        asked = {
            side.key: side
            for side in now.sides
            if side.kind in _ASIDE and side.state == "asked"
        }
        for key in [key for key in open_since if key not in asked]:
            sides.append((open_since.pop(key), at))
        open_since.update(asked)

    for event in events:
        if case is None:
            case = Case(event.case)
        for now, at in _lapses(case, event.at, ctx):
            seen(now, at)
        answer = decide(case, event, ctx)
        if not isinstance(answer, Accepted):
            raise InputError(
                f"事件 {event.seq} 被拒,不能计算用时:{answer.explain()}",
                f"event {event.seq} is refused: {answer.explain('en')}",
            )
        case = answer.case
        seen(case, event.at)
    if case is None:
        raise InputError("没有事件,不能计算用时", "no event, so no time to share out")
    end = stretches[-1].since if until is None else as_instant(until, "until")
    for now, at in _lapses(case, end, ctx):
        seen(now, at)
    sides += ((side, end) for side in open_since.values())
    return stretches, sides, end


def _lapses(
    case: Case, until: dt.datetime, ctx: Context
) -> Iterator[tuple[Case, dt.datetime]]:
    """The case after each thing that time brings about by then."""
    while True:
        over = [due.surely for due, _, _ in pending(case, ctx) if due.surely <= until]
        if not over:
            return
        moved = advance(case, min(over), ctx)
        case = moved.case
        yield case, min(moved.lapsed[-1].at, until)


def _share(stretch: _Stretch, to: dt.datetime, ctx: Context) -> TimeShare:
    case = stretch.case
    rule = ctx.phases[case.phase]
    inside = rule.party not in (Party.APPLICANT, Party.NOBODY)
    return _made(
        rule.party,
        case.phase,
        case.organ if inside else "",
        (stretch.since, to),
        ctx,
        step=rule.step,
        person=case.officer if inside else "",
    )


def _made(
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


def _joined(shares: list[TimeShare], ctx: Context) -> Iterator[TimeShare]:
    """Stretches that touch and differ in nothing else, as one."""
    held: TimeShare | None = None
    for share in shares:
        if held is not None and _alike(held, share):
            held = _made(
                held.party, held.phase, held.organ, (held.since, share.until), ctx,
                step=held.step, person=held.person, key=held.key,
            )  # fmt: skip
            continue
        if held is not None:
            yield held
        held = share
    if held is not None:
        yield held


def _alike(one: TimeShare, other: TimeShare) -> bool:
    return one.until == other.since and all(
        getattr(one, name) == getattr(other, name)
        for name in ("party", "phase", "step", "organ", "person", "key")
    )
