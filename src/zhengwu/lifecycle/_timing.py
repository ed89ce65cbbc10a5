"""Clocks of a case: what events do to them, and when they fall due."""

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
_KEPT: Final = frozenset({ClockKind.LAW, ClockKind.PROM, ClockKind.SEND})


class Due(NamedTuple):
    """When a time is over (届满时刻): best estimate, and when it surely is.

    `certain` says whether that rests on announced days only.
    """

    at: dt.datetime
    surely: dt.datetime
    certain: bool = True


def due_of(deadline: Deadline) -> Due:
    """The instants of a deadline; that of a day is 24:00."""
    at = deadline.ends_at()
    if deadline.certain:
        return Due(at, at)
    latest = dt.datetime.combine(deadline.latest, dt.time.min, BEIJING)
    try:
        surely = latest + _ONE_DAY
    except OverflowError:  # nobody knows: at the end of all calendars
        surely = latest
    return Due(at, max(at, surely), certain=False)


class _Ends(NamedTuple):
    """Ends of a clock: the deadline, when it is over, and from when on one is late."""

    deadline: Deadline
    due: Due
    closing: dt.datetime


class Timer:
    """When clocks fall due, on one calendar, by the rules of one item.

    perf: what is asked again and again - so long from such a day - is worked out once.
    """

    def __init__(self, rules: CaseRules, calendar: Timekeeper) -> None:
        self.calendar: Final = calendar
        self.times: Final[Mapping[ClockKind, TimeRule | None]] = {
            kind: rules.time(kind) for kind in ClockKind
        }
        self._known: Final[dict[ClockKind, dict[dt.date, _Ends | None]]] = {
            kind: {} for kind in ClockKind
        }
        self._limits: Final[dict[tuple[SimpleLimit, dt.date], Due | None]] = {}
        self._by_day: Final = {
            kind: rule is not None and isinstance(rule.limit, DayLimit)
            for kind, rule in self.times.items()
        }

    def in_days(self, kind: ClockKind) -> bool:
        """Whether a clock is counted in days, so that one day is like another instant."""
        return self._by_day[kind]

    def due(self, clock: CaseClock) -> Due | None:
        """When a clock that runs is over; None where nothing limits it."""
        ends = self._ends(clock)
        return None if ends is None else ends.due

    def expires(self, clock: CaseClock) -> dt.datetime | None:
        """From when on what it times is late; None where nothing limits it.

        As `due`, but on the last day when business closes, where the hours are given.
        """
        ends = self._ends(clock)
        return None if ends is None else ends.closing

    def deadline(self, clock: CaseClock) -> Deadline | None:
        """When a clock that does not stand still falls due, and how it was counted."""
        ends = self._ends(clock)
        return None if ends is None else ends.deadline

    def _ends(self, clock: CaseClock) -> _Ends | None:
        if clock.limit is not None or clock.stood or clock.extended:
            return self._work_out(clock)
        if not self._by_day[clock.kind]:  # each has an instant of its own
            return self._work_out(clock)
        day, known = clock.started.date(), self._known[clock.kind]
        if day in known:
            return known[day]
        found = known[day] = self._work_out(clock)
        return found

    def _work_out(self, clock: CaseClock) -> _Ends | None:
        made = self.clock(clock)
        if made is None:
            return None
        try:
            deadline = made.due(self.calendar)
        except CalendarRangeError:  # so long that no calendar reaches it
            return None
        closing = expires_at(deadline, self.calendar)
        return _Ends(deadline, due_of(deadline), closing)

    def ends(self, limit: SimpleLimit, start: dt.datetime) -> Due | None:
        """When a limit is over that runs from an instant; None beyond all calendars."""
        if not isinstance(limit, DayLimit):
            return self._ends_of(limit, start)
        key = (limit, start.date())
        if key not in self._limits:
            self._limits[key] = self._ends_of(limit, start)
        return self._limits[key]

    def _ends_of(self, limit: SimpleLimit, start: dt.datetime) -> Due | None:
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
        """Whether a clock is counted as a limit is, so that it can be extended by it."""
        rule = self.times[clock.kind]
        limit: Any = clock.limit or (None if rule is None else rule.limit)
        return limit is not None and limit.counting is by.counting

    def clock(self, clock: CaseClock) -> Clock | None:
        """The clock as `zhengwu.limits` has it; None where nothing limits it."""
        rule = self.times[clock.kind]
        limit: Any = clock.limit
        if limit is None:
            limit = None if rule is None else rule.limit
        if limit is None:
            return None
        made = Clock.start(
            limit,
            clock.started,
            None if rule is None else rule.terms,
            basis=() if rule is None else rule.bases,
        )
        if clock.stood or clock.extended or clock.stopped is not None:
            return Clock(
                limit=made.limit,
                started=made.started,
                terms=made.terms,
                suspensions=clock.stood,
                extensions=clock.extended,
                stopped=clock.stopped,
                basis=made.basis,
            )
        return made


class Pause(NamedTuple):
    """Why clocks are made to stand still."""

    ground: Ground
    notice: WrittenNotice | None = None


UPSTREAM: Final = Pause(Ground(id="upstream", name_zh="转报上级", name_en="sent up"))
"""Why clocks stand still while the organ above has the case (转报上级)."""


def start(
    draft: Draft, kind: ClockKind, at: dt.datetime, limit: SimpleLimit | None, _: Pause
) -> None:
    """Set it running."""
    draft.clocks = (*draft.clocks, CaseClock(kind, at, limit))


def stop(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, __: Pause
) -> None:
    """Stop it, if it is there; keep it if timeliness is judged by it."""
    left: list[CaseClock] = []
    for clock in draft.clocks:
        if clock.kind is not kind:
            left.append(clock)
        elif kind in _KEPT:
            draft.stopped = (*draft.stopped, _ended(clock, at))
    draft.clocks = tuple(left)


def _ended(clock: CaseClock, at: dt.datetime) -> CaseClock:
    return CaseClock(
        clock.kind, clock.started, clock.limit, clock.stood, clock.extended, at
    )


def stop_all(
    draft: Draft, _: ClockKind, at: dt.datetime, __: SimpleLimit | None, ___: Pause
) -> None:
    """Stop every clock."""
    kept = tuple(_ended(clock, at) for clock in draft.clocks if clock.kind in _KEPT)
    draft.stopped += kept
    draft.clocks = ()


def pause(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, why: Pause
) -> None:
    """Let it stand still."""
    halt = Suspension(start=at, ground=why.ground, notice=why.notice)
    draft.clocks = tuple(
        clock._replace(stood=(*clock.stood, halt)) if clock.kind is kind else clock
        for clock in draft.clocks
    )


def resume(
    draft: Draft, kind: ClockKind, at: dt.datetime, _: SimpleLimit | None, __: Pause
) -> None:
    """Let it run on."""
    draft.clocks = tuple(
        _running(clock, at) if clock.kind is kind and clock.paused else clock
        for clock in draft.clocks
    )


def _running(clock: CaseClock, at: dt.datetime) -> CaseClock:
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
"""What each operation does to a clock (计时操作), but for an extension: its event puts it on,
and knows by how much."""
