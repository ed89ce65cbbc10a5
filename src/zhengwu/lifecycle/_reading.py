"""Reads a case at an instant: explained due dates, lights and timeliness."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any, Final

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._values import Value
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
    """Deadline of a clock of a case (办件届满日), computed and explained.

    Args:
        case: The case.
        kind: Kind of clock.
        ctx: Rules and calendar of the item.
        at: For a suspended clock, the instant at which it is assumed to resume; with None
            a suspended clock has no deadline.

    Returns:
        The deadline, with the days that were counted. None if the case has no such clock,
        the clock has no limit, the deadline is beyond every calendar, or the clock is
        suspended and `at` is None.

    Raises:
        InputError: `at` is no datetime with a time zone.
        ClockError: `at` is before the clock was suspended.
    """
    if at is not None:
        at = as_instant(at, "at")
    case_clock = case.clock(kind)
    if case_clock is None:
        return None
    if not case_clock.paused or case_clock.stopped is not None:
        return ctx.timer.deadline(case_clock)
    clock = ctx.timer.clock(case_clock)
    if clock is None or at is None:
        return None
    with suppress(CalendarRangeError):
        return clock.due(ctx.calendar, at=at)
    return None


@attrs.frozen(kw_only=True)
class CaseReading(Value):
    """Reading of a case at an instant (办件读数).

    Args:
        case: The case as of the instant.
        at: The instant.
        due: When the case must be decided: the promised deadline, else the statutory one;
            None while no such clock runs.
        certain: Whether `due` was computed from announced days only.
        on_time: True if the case was decided in time; False if it was late, also before a
            decision; None if it is still open and not late, or ended without a decision.
        light: Green, yellow or red; the worst light of all clocks.
        clocks: Readings of the clocks that run or are suspended.
    """

    case: Case
    at: dt.datetime
    due: Deadline | None
    certain: bool
    on_time: bool | None
    light: Light
    clocks: tuple[tuple[ClockKind, ClockReading], ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Plain data, with the keys of the command line's JSON output."""
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
    """Result of a case: ``granted`` or its outcome; None while the case is under way."""
    if case.outcome is not None:
        return case.outcome.value
    return "granted" if case.decided is not None else None


def read_case(
    case: Case, at: dt.datetime, ctx: Context, lights: Lights = _LIGHTS
) -> CaseReading:
    """Read a case at an instant, after the lapses due by then (读取办件).

    Args:
        case: The case.
        at: The instant, not before the last event.
        ctx: Rules and calendar of the item.
        lights: When the lights turn yellow and red.

    Raises:
        InputError: `at` is no datetime with a time zone, is before the last event, or is
            outside the calendar.
    """
    at = as_instant(at, "at")
    if case.at is not None and at < case.at:
        raise InputError(
            f"{at.isoformat()} 早于办件 {case.id} 的最后事件 {case.at.isoformat()};"
            "请只用该时刻以前的事件还原办件,再读取",
            f"{at.isoformat()} is before the last event of case {case.id} at "
            f"{case.at.isoformat()}; fold only the events up to that instant and read the "
            "result",
        )
    first, last = ctx.coverage
    if not first <= at < last:
        raise InputError(
            f"{at.isoformat()} 不在日历范围内({first.date()} 至 {last.date()})",
            f"{at.isoformat()} is outside the calendar ({first.date()} to {last.date()})",
        )
    case = advance(case, at, ctx).case
    readings: list[tuple[ClockKind, ClockReading]] = []
    for case_clock in case.clocks:
        clock = ctx.timer.clock(case_clock)
        if clock is not None:
            with suppress(CalendarRangeError):  # due beyond every calendar: no reading
                reading = read_clock(clock, at, ctx.calendar, lights)
                readings.append((case_clock.kind, reading))
    # Clocks restarted after a return count too: a restart does not undo lateness.
    judged = [c for c in (*case.stopped, *case.clocks) if c.kind in _DECIDING]
    late = any(_was_late(c, ctx) for c in judged if c.stopped is not None)
    late = late or any(reading.late for kind, reading in readings if kind in _DECIDING)
    late = late and not _has_no_decision(case)
    lights_of_clocks = (reading.light for _, reading in readings)
    light = max(lights_of_clocks, key=_WORST.index, default=Light.GREEN)
    due = _find_first_due(case, ctx)
    return CaseReading(
        case=case,
        at=at,
        due=due,
        certain=due is None or due.certain,
        on_time=_judge_timeliness(case, late=late, judged=bool(judged)),
        light=Light.RED if late else light,
        clocks=tuple(readings),
    )


def _find_first_due(case: Case, ctx: Context) -> Deadline | None:
    """Returns the promised deadline, else the statutory deadline."""
    for kind in _DECIDING:
        due = deadline(case, kind, ctx)
        if due is not None:
            return due
    return None


def _was_late(clock: CaseClock, ctx: Context) -> bool:
    end = ctx.timer.expires(clock)
    return end is not None and clock.stopped is not None and clock.stopped >= end


def _has_no_decision(case: Case) -> bool:
    """Whether the case ended without a decision: withdrawn, not accepted, terminated."""
    return case.outcome is not None and case.decided is None


def _judge_timeliness(case: Case, *, late: bool, judged: bool) -> bool | None:
    """Judges at the decision, or at the delivery if the promised time runs until then."""
    if late:
        return False
    running = any(clock.kind in _DECIDING for clock in case.clocks)
    return True if case.decided is not None and judged and not running else None
