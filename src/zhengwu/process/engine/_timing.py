"""Clocks of a case: operations on them, and the instants at which they expire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import BEIJING
from zhengwu._errors import CalendarRangeError, ClockError, InputError
from zhengwu.legal import LegalBasis
from zhengwu.limits import (
    Clock,
    ClockTerms,
    Deadline,
    Extension,
    ExtensionRule,
    Ground,
    Limit,
    Suspension,
    statutory_rules,
)
from zhengwu.limits.clock._reading import expires_at
from zhengwu.limits.values._base import Timekeeper
from zhengwu.process.engine._case import CaseTimer, Draft
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import ClockOperation, ClockRow

_ONE_DAY: Final = dt.timedelta(days=1)
_SUSPENDED: Final = Ground(id="suspended", name_zh="依法暂停计时", name_en="suspended")


class Due(NamedTuple):
    """Instant at which a time limit expires (届满时刻), estimated and certain.

    Attributes:
        at: Best estimate.
        surely: Instant by which the limit has certainly expired.
        certain: Whether `at` was computed from announced days only.
        closing: From when on the case is late: the close of business on the last day where
            the calendar has office hours, else `at`.
    """

    at: dt.datetime
    surely: dt.datetime
    certain: bool
    closing: dt.datetime

    @property
    def day(self) -> dt.date:
        """The last day; 24:00 belongs to the day before."""
        return end_of(self.at).date()


def end_of(at: dt.datetime) -> dt.datetime:
    """The last instant that belongs to a time: 24:00 belongs to the day before."""
    return at - dt.timedelta.resolution if at.time() == dt.time.min else at


class ClockTime(NamedTuple):
    """Length and terms of a clock of the table (时限长度)."""

    limit: Limit | None
    terms: ClockTerms
    basis: tuple[LegalBasis, ...]


class Timer:
    """Computes when clocks and side matters fall due, on one calendar.

    Args:
        procedure: The procedure.
        calendar: The calendar, or office hours.
        times: Lengths that the item or the place sets, by name of the clock.
    """

    def __init__(
        self,
        procedure: Procedure,
        calendar: Timekeeper,
        times: Mapping[str, Limit],
    ) -> None:
        self.calendar: Final = calendar
        self.times: Final = {
            row.id: _find_time(row, times.get(row.id)) for row in procedure.clocks
        }
        self._ends: Final[dict[object, Due | None]] = {}

    def due(self, timer: CaseTimer) -> Due | None:
        """When a clock that is not suspended expires; None if it has no limit."""
        key = (timer.clock, timer.limit, timer.started, timer.stood, timer.extended)
        if key not in self._ends:
            if len(self._ends) > _MOST_KEPT:
                self._ends.clear()
            self._ends[key] = self._compute(self.clock(timer))
        return self._ends[key]

    def ends(self, limit: Limit, start: dt.datetime) -> Due | None:
        """When a limit that runs from an instant expires; None if beyond every calendar."""
        key = (limit, start)
        if key not in self._ends:
            if len(self._ends) > _MOST_KEPT:
                self._ends.clear()
            self._ends[key] = self._compute(Clock.start(limit, start))
        return self._ends[key]

    def _compute(self, clock: Clock | None) -> Due | None:
        if clock is None:
            return None
        try:
            deadline = clock.due(self.calendar)
        except CalendarRangeError:
            return None
        at = deadline.ends_at()
        closing = expires_at(deadline, self.calendar)
        if deadline.certain:
            return Due(at, at, certain=True, closing=closing)
        latest = dt.datetime.combine(deadline.latest, dt.time.min, BEIJING)
        try:
            surely = latest + _ONE_DAY
        except OverflowError:  # the latest day is unknown and given as date.max
            surely = latest
        return Due(at, max(at, surely), certain=False, closing=closing)

    def deadline(
        self, timer: CaseTimer, at: dt.datetime | None = None
    ) -> Deadline | None:
        """Explained deadline of a clock; of a suspended one if it resumed at `at`."""
        clock = self.clock(timer)
        if clock is None or (clock.paused and at is None):
            return None
        try:
            return clock.due(self.calendar, at=at if clock.paused else None)
        except CalendarRangeError:
            return None

    def clock(self, timer: CaseTimer) -> Clock | None:
        """The clock of `zhengwu.limits`; None if it has no limit."""
        time = self.times.get(timer.clock)
        if time is None:
            return None
        limit = time.limit if timer.limit is None else timer.limit
        if limit is None:
            return None
        clock = Clock.start(limit, timer.started, time.terms, basis=time.basis)
        if not (timer.stood or timer.extended or timer.stopped):
            return clock
        return attrs.evolve(
            clock,
            suspensions=timer.stood,
            extensions=timer.extended,
            stopped=timer.stopped,
        )

    def refuses_extension(self, timer: CaseTimer, by: Limit, at: dt.datetime) -> bool:
        """Whether the terms of a clock do not allow an extension.

        A clock without a length may always be extended. A suspended clock is asked as it was
        when it was suspended: its time does not run out meanwhile.
        """
        if timer.paused:
            *before, last = timer.stood
            timer, at = attrs.evolve(timer, stood=tuple(before)), last.start
        clock = self.clock(timer)
        if clock is None:
            return False
        try:
            clock.extend(at, by, who="", calendar=self.calendar)  # type: ignore[arg-type]
        except (ClockError, InputError, CalendarRangeError):
            return True
        return False

    def countable(self, limit: Limit | None) -> bool:
        """Whether a limit can be counted on the calendar."""
        if limit is None:
            return True
        try:
            Clock.start(limit, _SOME_TIME).due(self.calendar)
        except CalendarRangeError:
            return True
        except (InputError, TypeError, ClockError):
            return False
        return True


_MOST_KEPT: Final = 10_000
_SOME_TIME: Final = dt.datetime(2025, 3, 3, 9, tzinfo=BEIJING)


def _find_time(row: ClockRow, own: Limit | None) -> ClockTime:
    limit, basis = row.limit, row.basis
    terms = ClockTerms(
        extension=None
        if row.extension is None
        else ExtensionRule(by=row.extension.by, times=row.extension.times)
    )
    if row.rule:
        rule = statutory_rules().versions(row.rule)[-1]
        limit = rule.limit if limit is None else limit
        basis = basis or rule.bases
    return ClockTime(limit if own is None else own, terms, basis)


def start(draft: Draft, name: str, at: dt.datetime, limit: Limit | None) -> None:
    """Start a clock."""
    draft.clocks = (
        *draft.clocks,
        CaseTimer.trusted(clock=name, started=at, limit=limit),
    )


def stop(draft: Draft, name: str, at: dt.datetime, _: Limit | None) -> None:
    """Stop a clock if the case has it."""
    kept: list[CaseTimer] = []
    for timer in draft.clocks:
        if name and timer.clock != name:
            kept.append(timer)
        else:
            draft.stopped = (*draft.stopped, attrs.evolve(timer, stopped=at))
    draft.clocks = tuple(kept)


def pause(draft: Draft, name: str, at: dt.datetime, _: Limit | None) -> None:
    """Suspend a clock."""
    opened = Suspension(start=at, ground=_SUSPENDED)
    draft.clocks = tuple(
        attrs.evolve(timer, stood=(*timer.stood, opened))
        if timer.clock == name and not timer.paused
        else timer
        for timer in draft.clocks
    )


def resume(draft: Draft, name: str, at: dt.datetime, _: Limit | None) -> None:
    """Resume a clock."""
    draft.clocks = tuple(
        _end_suspension(timer, at) if timer.clock == name and timer.paused else timer
        for timer in draft.clocks
    )


def _end_suspension(timer: CaseTimer, at: dt.datetime) -> CaseTimer:
    *before, last = timer.stood
    return attrs.evolve(timer, stood=(*before, attrs.evolve(last, end=at)))


def extend(draft: Draft, name: str, at: dt.datetime, by: Limit | None) -> None:
    """Extend a clock."""
    if by is None:
        return
    extension: Any = Extension(at=at, by=by, who="")  # type: ignore[arg-type]
    draft.clocks = tuple(
        attrs.evolve(timer, extended=(*timer.extended, extension))
        if timer.clock == name
        else timer
        for timer in draft.clocks
    )


def restart(draft: Draft, name: str, at: dt.datetime, limit: Limit | None) -> None:
    """Start a clock anew, whether or not it runs."""
    draft.clocks = tuple(timer for timer in draft.clocks if timer.clock != name)
    start(draft, name, at, limit)


OPERATIONS: Final[
    Mapping[ClockOperation, Callable[[Draft, str, dt.datetime, Limit | None], None]]
] = {
    ClockOperation.START: start,
    ClockOperation.PAUSE: pause,
    ClockOperation.RESUME: resume,
    ClockOperation.STOP: stop,
    ClockOperation.EXTEND: extend,
    ClockOperation.RESTART: restart,
}
"""Function of each operation on a clock (计时操作)."""
