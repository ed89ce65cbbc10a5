"""Clocks of a case: operations on them, and their due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from zhengwu._dates import BEIJING
from zhengwu._errors import CalendarRangeError
from zhengwu.calendars import OfficeHours
from zhengwu.lifecycle._case import CaseClock, Draft
from zhengwu.lifecycle._kinds import ClockAct, ClockKind
from zhengwu.lifecycle._rules import CaseRules
from zhengwu.limits import (
    Clock,
    Deadline,
    Ground,
    LimitRange,
    LimitSteps,
    Suspension,
    TimeRule,
    UnspecifiedDays,
    WrittenNotice,
)
from zhengwu.limits.clock._reading import expires_at
from zhengwu.limits.values._base import Timekeeper
from zhengwu.limits.values._limit import ClockLimit, DayLimit, SimpleLimit

_ONE_DAY: Final = dt.timedelta(days=1)
_JUDGED: Final = frozenset({ClockKind.LAW, ClockKind.PROM, ClockKind.SEND})


class Due(NamedTuple):
    """Instant at which a time limit expires (届满时刻), estimated and certain.

    Attributes:
        at: Best estimate.
        surely: Instant by which the limit has certainly expired.
        certain: Whether `at` was computed from announced days only.
    """

    at: dt.datetime
    surely: dt.datetime
    certain: bool = True


def due_of(deadline: Deadline) -> Due:
    """Converts a deadline to instants; a deadline on a day expires at 24:00."""
    at = deadline.ends_at()
    if deadline.certain:
        return Due(at, at)
    latest = dt.datetime.combine(deadline.latest, dt.time.min, BEIJING)
    try:
        surely = latest + _ONE_DAY
    except OverflowError:  # the latest day is unknown and given as date.max
        surely = latest
    return Due(at, max(at, surely), certain=False)


class _Ends(NamedTuple):
    """Deadline of a clock, when it expires, and from when on the case is late."""

    deadline: Deadline
    due: Due
    closing: dt.datetime


class Timer:
    """Computes when clocks fall due, on one calendar, by the rules of one item.

    perf: the due date of a limit from a given day is computed once and cached.
    """

    def __init__(self, rules: CaseRules, calendar: Timekeeper) -> None:
        self.calendar: Final = calendar
        self.times: Final[Mapping[ClockKind, TimeRule | None]] = {
            kind: rules.time(kind) for kind in ClockKind
        }
        self._ends_by_day: Final[dict[ClockKind, dict[dt.date, _Ends | None]]] = {
            kind: {} for kind in ClockKind
        }
        self._dues_by_day: Final[dict[tuple[SimpleLimit, dt.date], Due | None]] = {}
        self._by_day: Final = {
            kind: rule is not None and isinstance(rule.limit, DayLimit)
            for kind, rule in self.times.items()
        }

    def in_days(self, kind: ClockKind) -> bool:
        """Whether a clock is counted in days, so that the time of day does not matter."""
        return self._by_day[kind]

    def due(self, clock: CaseClock) -> Due | None:
        """When a running clock expires; None if it has no limit."""
        ends = self._get_ends(clock)
        return None if ends is None else ends.due

    def expires(self, clock: CaseClock) -> dt.datetime | None:
        """From when on the case is late; None if the clock has no limit.

        The same as `due`, except on a calendar with office hours: there the case is late
        from the close of business on the last day.
        """
        ends = self._get_ends(clock)
        return None if ends is None else ends.closing

    def deadline(self, clock: CaseClock) -> Deadline | None:
        """Deadline of a clock that is not suspended, with its explanation."""
        ends = self._get_ends(clock)
        return None if ends is None else ends.deadline

    def _get_ends(self, clock: CaseClock) -> _Ends | None:
        if clock.limit is not None or clock.stood or clock.extended:
            return self._compute_ends(clock)
        if not self._by_day[clock.kind]:  # depends on the time of day: not cached
            return self._compute_ends(clock)
        day, cached = clock.started.date(), self._ends_by_day[clock.kind]
        if day in cached:
            return cached[day]
        ends = cached[day] = self._compute_ends(clock)
        return ends

    def _compute_ends(self, clock: CaseClock) -> _Ends | None:
        limits_clock = self.clock(clock)
        if limits_clock is None:
            return None
        try:
            deadline = limits_clock.due(self.calendar)
        except CalendarRangeError:  # the deadline is beyond every calendar
            return None
        closing = expires_at(deadline, self.calendar)
        return _Ends(deadline, due_of(deadline), closing)

    def ends(self, limit: SimpleLimit, start: dt.datetime) -> Due | None:
        """When a limit that runs from an instant expires; None if beyond every calendar."""
        if not isinstance(limit, DayLimit):
            return self._compute_due(limit, start)
        key = (limit, start.date())
        if key not in self._dues_by_day:
            self._dues_by_day[key] = self._compute_due(limit, start)
        return self._dues_by_day[key]

    def _compute_due(self, limit: SimpleLimit, start: dt.datetime) -> Due | None:
        try:
            return due_of(Clock.start(limit, start).due(self.calendar))
        except CalendarRangeError:
            return None

    def countable(self, limit: SimpleLimit | None) -> bool:
        """Whether a limit can be counted on the calendar."""
        if limit is None or isinstance(limit, DayLimit | ClockLimit):
            return True
        if isinstance(limit, UnspecifiedDays):
            return False
        if isinstance(limit, LimitRange | LimitSteps):
            parts = (limit.high,) if isinstance(limit, LimitRange) else limit.parts
            return all(map(self.countable, parts))
        return isinstance(self.calendar, OfficeHours)

    def alike(self, clock: CaseClock, by: SimpleLimit) -> bool:
        """Whether a clock is counted in the same unit as a limit, so the two can be added."""
        rule = self.times[clock.kind]
        limit: Any = clock.limit or (None if rule is None else rule.limit)
        return limit is not None and limit.counting is by.counting

    def clock(self, clock: CaseClock) -> Clock | None:
        """Converts to a clock of `zhengwu.limits`; None if the clock has no limit."""
        rule = self.times[clock.kind]
        limit: Any = clock.limit
        if limit is None:
            limit = None if rule is None else rule.limit
        if limit is None:
            return None
        fresh = Clock.start(
            limit,
            clock.started,
            None if rule is None else rule.terms,
            basis=() if rule is None else rule.bases,
        )
        if clock.stood or clock.extended or clock.stopped is not None:
            return Clock(
                limit=fresh.limit,
                started=fresh.started,
                terms=fresh.terms,
                suspensions=clock.stood,
                extensions=clock.extended,
                stopped=clock.stopped,
                basis=fresh.basis,
            )
        return fresh


class Pause(NamedTuple):
    """Ground on which clocks are suspended, with the notice to the applicant."""

    ground: Ground
    notice: WrittenNotice | None = None


UPSTREAM: Final = Pause(Ground(id="upstream", name_zh="转报上级", name_en="sent up"))
"""Ground of the suspension while the organ above has the case (转报上级)."""


def start(
    draft: Draft, kind: ClockKind, at: dt.datetime, limit: SimpleLimit | None, _: Pause
) -> None:
    """Starts a clock."""
    draft.clocks = (*draft.clocks, CaseClock(kind, at, limit))


def stop(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, __: Pause
) -> None:
    """Stops a clock if it exists; keeps the stopped clock if timeliness is judged by it."""
    others: list[CaseClock] = []
    for clock in draft.clocks:
        if clock.kind is not kind:
            others.append(clock)
        elif kind in _JUDGED:
            draft.stopped = (*draft.stopped, _stop_clock(clock, at))
    draft.clocks = tuple(others)


def _stop_clock(clock: CaseClock, at: dt.datetime) -> CaseClock:
    return CaseClock(
        clock.kind, clock.started, clock.limit, clock.stood, clock.extended, at
    )


def stop_all(
    draft: Draft, _: ClockKind, at: dt.datetime, __: SimpleLimit | None, ___: Pause
) -> None:
    """Stops every clock."""
    judged = (clock for clock in draft.clocks if clock.kind in _JUDGED)
    draft.stopped += tuple(_stop_clock(clock, at) for clock in judged)
    draft.clocks = ()


def pause(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, why: Pause
) -> None:
    """Suspends a clock."""
    opened = Suspension(start=at, ground=why.ground, notice=why.notice)
    draft.clocks = tuple(
        clock._replace(stood=(*clock.stood, opened)) if clock.kind is kind else clock
        for clock in draft.clocks
    )


def resume(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, __: Pause
) -> None:
    """Resumes a clock."""
    draft.clocks = tuple(
        _end_suspension(clock, at) if clock.kind is kind and clock.paused else clock
        for clock in draft.clocks
    )


def _end_suspension(clock: CaseClock, at: dt.datetime) -> CaseClock:
    *before, last = clock.stood
    ended = Suspension(start=last.start, end=at, ground=last.ground, notice=last.notice)
    return clock._replace(stood=(*before, ended))


ClockChange = Callable[
    [Draft, ClockKind, dt.datetime, "SimpleLimit | None", Pause], None
]

CHANGES: Final[Mapping[ClockAct, ClockChange]] = {
    ClockAct.START: start,
    ClockAct.PAUSE: pause,
    ClockAct.RESUME: resume,
    ClockAct.STOP: stop,
    ClockAct.STOP_IF_RUNNING: stop,
    ClockAct.STOP_ALL: stop_all,
}
"""Function of each clock operation (计时操作), except an extension: the effect of its event
extends the clock, because only the event states the length."""
