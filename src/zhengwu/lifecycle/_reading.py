"""What a case shows at an instant: due dates explained, lights, and whether it was in time."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any, Final

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu.lifecycle._case import Case, CaseClock
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import advance
from zhengwu.lifecycle._kinds import ClockKind
from zhengwu.limits import Deadline, Light, Lights, read_clock
from zhengwu.limits.clock._reading import ClockReading

_DECIDING: Final = (ClockKind.PROM, ClockKind.LAW)
_WORST: Final = (Light.GREEN, Light.YELLOW, Light.RED)
_LIGHTS: Final = Lights()


def deadline(
    case: Case, kind: ClockKind, ctx: Context, at: dt.datetime | None = None
) -> Deadline | None:
    """When a clock of a case falls due (办件届满日), derived and explained.

    Args:
        case: The case.
        kind: Which clock.
        ctx: Rules and calendar of the item.
        at: For one that stands still: as though it were resumed then; None gives no
            answer for it.

    Returns:
        The deadline, with the days that it counted; None where the case has no such clock,
        nothing limits it, it lies beyond every calendar, or it stands still and `at` is
        None.

    Raises:
        InputError: `at` is no instant with a zone.
        ClockError: `at` is before the clock was suspended.
    """
    if at is not None:
        at = as_instant(at, "at")
    held = case.clock(kind)
    if held is None:
        return None
    if not held.paused or held.stopped is not None:
        return ctx.timer.deadline(held)
    clock = ctx.timer.clock(held)
    if clock is None or at is None:
        return None
    with suppress(CalendarRangeError):
        return clock.due(ctx.calendar, at=at)
    return None


@attrs.frozen(kw_only=True)
class CaseReading:
    """What a case shows at an instant (办件读数).

    Args:
        case: The case as of that instant.
        at: The instant.
        due: When it is to be decided: as promised, else by the law; None while nothing
            runs or it stands still.
        certain: Whether that rests on announced days only.
        on_time: Whether it was decided in time; of one that is not decided, False once it
            is late; None while nobody knows, and where nothing was to be decided.
        light: Green, yellow or red: the worst of its clocks.
        clocks: What each clock that runs or stands still shows.
    """

    case: Case
    at: dt.datetime
    due: Deadline | None
    certain: bool
    on_time: bool | None
    light: Light
    clocks: tuple[tuple[ClockKind, ClockReading], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the command line's JSON."""
        case, due = self.case, self.due
        return {
            "case": case.id,
            "phase": case.phase.value,
            "outcome": outcome_of(case),
            "decided_at": None if case.decided is None else case.decided.isoformat(),
            "due": None if due is None else (due.at or due.date).isoformat(),
            "on_time": self.on_time,
            "light": self.light.value,
        }


def outcome_of(case: Case) -> str | None:
    """How a case ended: ``granted``, or why it was not; None while it is under way."""
    if case.outcome is not None:
        return case.outcome.value
    return "granted" if case.decided is not None else None


def read_case(
    case: Case, at: dt.datetime, ctx: Context, lights: Lights = _LIGHTS
) -> CaseReading:
    """Read a case at an instant, after what time has brought about (读取办件).

    Args:
        case: The case.
        at: When; not before its last event.
        ctx: Rules and calendar of the item.
        lights: When the lights come on.

    Raises:
        InputError: `at` is no instant with a zone, before the last event, or outside the
            calendar.
    """
    at = as_instant(at, "at")
    if case.at is not None and at < case.at:
        raise InputError(
            f"{at.isoformat()} 早于办件 {case.id} 的最后事件 {case.at.isoformat()};"
            "请用那时的事件还原办件再读",
            f"{at.isoformat()} is before the last event of case {case.id} at "
            f"{case.at.isoformat()}; fold the events up to then and read that",
        )
    first, last = ctx.coverage
    if not first <= at < last:
        raise InputError(
            f"{at.isoformat()} 不在日历范围内({first.date()} 至 {last.date()})",
            f"{at.isoformat()} lies outside the calendar ({first.date()} to {last.date()})",
        )
    case = advance(case, at, ctx).case
    shown: list[tuple[ClockKind, ClockReading]] = []
    for held in case.clocks:
        clock = ctx.timer.clock(held)
        if clock is not None:
            with suppress(CalendarRangeError):  # beyond every calendar: nothing to show
                shown.append((held.kind, read_clock(clock, at, ctx.calendar, lights)))
    # Also those that were begun anew after a return: lateness is not undone by that.
    judged = [c for c in (*case.stopped, *case.clocks) if c.kind in _DECIDING]
    late = any(_was_late(c, ctx) for c in judged if c.stopped is not None)
    late = late or any(reading.late for kind, reading in shown if kind in _DECIDING)
    late = late and not _has_no_decision(case)
    light = max((r.light for _, r in shown), key=_WORST.index, default=Light.GREEN)
    due = _first_due(case, ctx)
    return CaseReading(
        case=case,
        at=at,
        due=due,
        certain=due is None or due.certain,
        on_time=_on_time(case, late=late, judged=bool(judged)),
        light=Light.RED if late else light,
        clocks=tuple(shown),
    )


def _first_due(case: Case, ctx: Context) -> Deadline | None:
    """As promised, else by the law."""
    for kind in _DECIDING:
        found = deadline(case, kind, ctx)
        if found is not None:
            return found
    return None


def _was_late(held: CaseClock, ctx: Context) -> bool:
    end = ctx.timer.expires(held)
    return end is not None and held.stopped is not None and held.stopped >= end


def _has_no_decision(case: Case) -> bool:
    """Whether it ended without one: withdrawn, sent on, terminated."""
    return case.outcome is not None and case.decided is None


def _on_time(case: Case, *, late: bool, judged: bool) -> bool | None:
    """Timeliness is judged at the decision, of a promise to deliver at the delivery."""
    if late:
        return False
    running = any(clock.kind in _DECIDING for clock in case.clocks)
    return True if case.decided is not None and judged and not running else None
