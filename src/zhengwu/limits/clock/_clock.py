"""A clock that starts, stands still, runs on, is extended and stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError
from zhengwu.calendars import Estimate
from zhengwu.legal import LegalBasis
from zhengwu.limits.clock import _counters
from zhengwu.limits.clock._counters import Halt
from zhengwu.limits.clock._roles import role_name
from zhengwu.limits.clock._rulings import refuse
from zhengwu.limits.clock._terms import ClockTerms, Ground, WrittenNotice
from zhengwu.limits.values._base import Ordered, Timekeeper, day_calendar
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._limit import (
    ClockLimit,
    DayLimit,
    LimitRange,
    LimitSteps,
    OfficeLimit,
)
from zhengwu.limits.values._time import HalfDay
from zhengwu.limits.values._units import Counting
from zhengwu.limits.values._values import DayLimitBase, UnspecifiedDays

_ONE_DAY: Final = dt.timedelta(days=1)
_MINUTES: Final = dt.timedelta(minutes=1)
_IN_DAYS: Final = (Counting.CALENDAR_DAYS, Counting.MONTHS)


@attrs.frozen(kw_only=True)
class Suspension:
    """Suspension of a clock (暂停计时), from `start` up to `end`.

    Args:
        start: When it was suspended.
        end: When it was resumed; None while it still stands.
        ground: Why.
        notice: Proof that the applicant was told in writing, where the law asks for it.
    """

    start: dt.datetime
    end: dt.datetime | None = None
    ground: Ground
    notice: WrittenNotice | None = None


@attrs.frozen(kw_only=True)
class Extension:
    """Extension of a limit (延长期限) that was granted.

    Args:
        at: When it was approved.
        by: By how much.
        who: Role that approved it.
        notice: Proof that the applicant was told the reason, where the law asks for it.
    """

    at: dt.datetime
    by: DayLimit | ClockLimit | OfficeLimit
    who: str
    notice: WrittenNotice | None = None


@attrs.frozen(kw_only=True)
class Clock:
    """Clock of a time limit (计时): what happened to it, never when it falls due.

    An immutable value. The due date is worked out from what happened, on the calendar
    that is given, so that a changed calendar changes it. Made by `Clock.start`; every
    step gives a new clock.

    The one rule for part days: a clock that runs from one day to another uses up the days
    after the first, up to the last. A suspension that is resumed on the same day changes
    nothing; one that begins on the last day of a period makes it end on the day of
    resumption.

    Args:
        limit: The limit as it was at first.
        started: When it was set running.
        terms: What may extend and suspend it.
        suspensions: In the order of time, not overlapping; only the last may be open.
        extensions: In the order of time.
        stopped: When it was stopped, such as by the decision.
        count_trigger_day: Whether the day of the start is the first day.
        basis: The articles that set the limit.

    >>> from zhengwu.calendars import china_calendar
    >>> from zhengwu.limits import CalendarDays
    >>> def at(day): return dt.datetime(2026, 3, day, 9, tzinfo=BEIJING)
    >>> clock = Clock.start(CalendarDays(10), at(2)).suspend(at(4), "stay").resume(at(9))
    >>> clock.due(china_calendar()).date
    datetime.date(2026, 3, 17)
    """

    limit: DayLimit | ClockLimit | OfficeLimit
    started: dt.datetime
    terms: ClockTerms = attrs.field(factory=ClockTerms)
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped: dt.datetime | None = None
    count_trigger_day: bool = False
    basis: tuple[LegalBasis, ...] = ()

    @classmethod
    def start(
        cls,
        limit: Any,
        at: dt.date,
        terms: ClockTerms | None = None,
        *,
        count_trigger_day: bool = False,
        basis: tuple[LegalBasis, ...] = (),
    ) -> Clock:
        """Set a limit running.

        Args:
            limit: How long; of a range the upper end, of steps the sum.
            at: Instant with its zone; for a limit in days also a day.
            terms: What may extend and suspend it; nothing extends it if None.
            count_trigger_day: Whether the day of the start is the first day.
            basis: The articles that set the limit.

        Raises:
            InputError: No aware instant; a limit that says 日 without saying which.
        """
        if isinstance(limit, LimitRange):
            limit = limit.high
        elif isinstance(limit, LimitSteps):
            limit = limit.total
        if not isinstance(limit, Ordered):
            raise InputError(
                f"{limit!r} 不是时限,不能起算", f"{limit!r} is no limit to start"
            )
        if isinstance(limit, UnspecifiedDays):
            raise InputError(
                f"{limit.label()} 未注明工作日或自然日,不能起算;请先确定",
                f"{limit.label('en')} does not say which days; decide that first",
            )
        simple: Any = limit
        return cls(
            limit=simple,
            started=_moment(at, "at", limit),
            terms=terms or ClockTerms(),
            count_trigger_day=count_trigger_day,
            basis=basis,
        )

    def __attrs_post_init__(self) -> None:
        at = as_instant(self.started, "started")
        for number, suspension in enumerate(self.suspensions, 1):
            ends = (suspension.start, suspension.end or suspension.start)
            is_open = suspension.end is None and number < len(self.suspensions)
            if not at <= ends[0] <= ends[1] or is_open:
                raise InputError(
                    f"第 {number} 次暂停与前后重叠、倒置或早于起算时刻",
                    f"suspension {number} overlaps, ends before it begins, or comes "
                    "before the start",
                )
            at = ends[1]
        for extension in self.extensions:
            check_alike(self.limit, extension.by)

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return bool(self.suspensions) and self.suspensions[-1].end is None

    @property
    def latest_event(self) -> dt.datetime:
        """The last thing that happened to it."""
        times = [self.started]
        if self.suspensions:
            last = self.suspensions[-1]
            times.append(last.end or last.start)
        if self.extensions:
            times.append(self.extensions[-1].at)
        if self.stopped is not None:
            times.append(self.stopped)
        return max(times)

    def suspend(
        self,
        at: dt.date,
        ground: Ground | str,
        *,
        notice: WrittenNotice | None = None,
        calendar: Timekeeper | None = None,
    ) -> Clock:
        """Let it stand still.

        Args:
            at: When.
            ground: Why: a ground of its terms by its id, or any where those name none.
            notice: Proof of the written notice to the applicant, where the ground needs
                it (行政许可法 art. 45).
            calendar: To refuse it if the period is over by then; not checked if None.

        Raises:
            ClockError: It stands still already, has stopped or expired; the terms do not
                know the ground; the notice is missing.
        """
        at = self._next(at)
        if self.paused:
            refuse("already_suspended", at, since=self.suspensions[-1].start)
        found = self._ground(ground, at)
        if found.needs_notice and notice is None:
            refuse("notice_missing", at, ground=found.name_zh, ground_en=found.name_en)
        self._refuse_expired(at, calendar)
        made = Suspension(start=at, ground=found, notice=notice)
        return attrs.evolve(self, suspensions=(*self.suspensions, made))

    def resume(self, at: dt.date) -> Clock:
        """Let it run on.

        Raises:
            ClockError: It does not stand still, or has stopped.
        """
        at = self._next(at)
        if not self.paused:
            refuse("not_suspended", at)
        *before, last = self.suspensions
        return attrs.evolve(self, suspensions=(*before, attrs.evolve(last, end=at)))

    def extend(
        self,
        at: dt.date,
        by: DayLimit | ClockLimit | OfficeLimit,
        *,
        who: str,
        calendar: Timekeeper,
        notice: WrittenNotice | None = None,
    ) -> Clock:
        """Make it longer.

        Args:
            at: When it was approved.
            by: By how much, in the kind of days of the limit.
            who: Role that approved it, such as ``"agency_head"``.
            calendar: To refuse it if the period is over by then.
            notice: Proof that the applicant was told the reason, where the terms ask
                for it (行政许可法 art. 42).

        Raises:
            ClockError: The terms know no extension, or not by so much, so often or by
                that role; the notice is missing; the period is over; it has stopped.
            InputError: `by` is counted in another way than the limit.
        """
        at = self._next(at)
        rule = self.terms.extension
        if rule is None:
            refuse("not_extendable", at)
        if rule.times is not None and len(self.extensions) >= rule.times:
            refuse("extended_already", at, times=rule.times)
        if rule.who and who not in rule.who:
            refuse(
                "wrong_approver", at, who=role_name(who), who_en=role_name(who, "en"),
                allowed="、".join(map(role_name, rule.who)),
                allowed_en=", ".join(role_name(role, "en") for role in rule.who),
            )  # fmt: skip
        check_alike(self.limit, by)
        most = rule.by
        granted = (*(extension.by for extension in self.extensions), by)
        if most is not None and self._exceeds(granted, most):
            refuse(
                "extension_too_long", at, by=by.label(), most=most.label(),
                by_en=by.label("en"), most_en=most.label("en"),
            )  # fmt: skip
        if rule.told and notice is None:
            refuse("reason_not_told", at)
        self._refuse_expired(at, calendar)
        made = Extension(at=at, by=by, who=who, notice=notice)
        return attrs.evolve(self, extensions=(*self.extensions, made))

    def _exceeds(self, granted: Any, most: Any) -> bool:
        """Whether extensions together are more than the terms allow."""
        if not isinstance(self.limit, DayLimitBase):
            return bool(sum(by.size for by in granted) > most.size)
        check_alike(self.limit, most)
        start = self.started.date()
        longest, wanted = (
            _counters.total_days((self.limit, *more), start, count_trigger_day=False)
            for more in ((most,), granted)
        )
        return wanted > longest

    def stop(self, at: dt.date) -> Clock:
        """Stop it for good, such as by the decision.

        Raises:
            ClockError: It has stopped already.
        """
        at = self._next(at)
        return attrs.evolve(self, stopped=at)

    def as_of(self, at: dt.date) -> Clock:
        """The clock as it was at an instant: what came after is left out.

        Raises:
            ClockError: It had not started yet.
        """
        at = self.after_start(at)
        if self.latest_event <= at:
            return self
        suspensions = tuple(
            s if s.end is None or s.end <= at else attrs.evolve(s, end=None)
            for s in self.suspensions
            if s.start <= at
        )
        stopped = self.stopped
        return attrs.evolve(
            self,
            suspensions=suspensions,
            extensions=tuple(e for e in self.extensions if e.at <= at),
            stopped=stopped if stopped is None or stopped <= at else None,
        )

    def due(self, calendar: Timekeeper, *, at: dt.date | None = None) -> Deadline:
        """When it falls due.

        Args:
            calendar: Working calendar of the organ; office hours for a limit in office
                time.
            at: While it stands still: as though it were resumed then. Such a deadline is
                never certain.

        Raises:
            ClockError: It stands still and `at` is not given: nobody can know yet.
            CalendarRangeError: The answer is out of the calendar's coverage.
        """
        resumed = self.stopped
        if self.paused and resumed is None:
            if at is None:
                refuse("paused", self.suspensions[-1].start)
            resumed = self._next(at)
        found = self._due(calendar, resumed)
        if self.basis:
            found = attrs.evolve(found, basis=self.basis)
        if self.paused and self.stopped is None and found.date >= resumed.date():  # type: ignore[union-attr]
            latest = day_calendar(calendar).coverage[1]
            found = attrs.evolve(found, certain=False, latest=latest)
        return found

    def _due(self, calendar: Timekeeper, resumed: dt.datetime | None) -> Deadline:
        limits = (self.limit, *(extension.by for extension in self.extensions))
        if isinstance(self.limit, DayLimitBase):
            return self._due_day(limits, calendar, resumed)
        ends = ((s.start, s.end or resumed or s.start) for s in self.suspensions)
        spans = tuple((begun, ended) for begun, ended in ends if begun < ended)
        limit, more = _whole(limits)
        days = day_calendar(calendar)
        if self.limit.counting is Counting.WALL_TIME:
            total = self.total(calendar) * _MINUTES
            try:
                end = _counters.end_in_wall_time(self.started, total, spans)
            except OverflowError:
                raise InputError(
                    f"{self.started} 加 {limit.label()} 超出公历范围",
                    f"{self.started} and {limit.label('en')} go beyond the calendar",
                ) from None
            return Deadline.of_time(
                limit, self.started, end, days, halts=spans, extensions=more
            )
        found = _counters.end_in_office_time(
            self.started,
            self.total(calendar),
            spans,
            _counters.office_hours(calendar),
        )
        return Deadline.of_time(
            limit, self.started, found.at, days, found, halts=spans, extensions=more
        )

    def _due_day(
        self, limits: Any, calendar: Timekeeper, resumed: dt.datetime | None
    ) -> Deadline:
        days = day_calendar(calendar)
        start, halts = self.started.date(), (*self.halts(resumed),)
        counted = self.count_trigger_day
        limit, more = _whole(limits)
        if not halts and len(limits) == 1:
            alone: Deadline = limit.due(start, days, count_trigger_day=counted)
            return alone
        total = _counters.total_days(limits, start, count_trigger_day=counted)
        by_day = limit.counting in _IN_DAYS
        kind = _counters.CalendarDayCounter if by_day else _counters.WorkingDayCounter
        first = start - _ONE_DAY if counted and total and not by_day else start
        counter = kind(days)
        nominal, best = _counters.end_in_days(first, total, halts, counter)
        end = Estimate(best, best, best)
        if best > days.final_until or counter.unsure:
            low, high = (
                _counters.end_in_days(first, total, halts, kind(days, pick))[1]
                for pick in ("earliest", "latest")
            )
            end = Estimate(best, low, high)
        found = Deadline.of_days(
            limit,
            start,
            end,
            days,
            nominal=nominal,
            count_trigger_day=counted,
            halts=halts,
        )
        return attrs.evolve(found, extensions=more) if more else found

    def halts(self, resumed: dt.datetime | None = None) -> Iterator[Halt]:
        """Suspensions as days: that of the suspension and that of the resumption.

        Suspensions of less than a day are left out; an open one ends with `resumed`, or
        at once if that is None.
        """
        for suspension in self.suspensions:
            end = suspension.end or resumed or suspension.start
            begun, ended = suspension.start.date(), end.date()
            if begun < ended:
                yield begun, ended

    def total(self, calendar: Timekeeper) -> float:
        """How long it is with its extensions: days that count, or minutes."""
        limits = (self.limit, *(extension.by for extension in self.extensions))
        if isinstance(self.limit, DayLimitBase):
            return _counters.total_days(
                limits,  # type: ignore[arg-type]  # `extend` lets no other kind in
                self.started.date(),
                count_trigger_day=self.count_trigger_day,
            )
        return sum(
            limit.minutes(self.started, _counters.office_hours(calendar))
            if isinstance(limit, HalfDay)
            else float(limit.size)
            for limit in limits
        )

    def _next(self, at: dt.date) -> dt.datetime:
        """An instant at which something may still happen to it."""
        at = self.after_start(at)
        if self.stopped is not None:
            refuse("stopped", at, since=self.stopped)
        latest = self.latest_event
        if at < latest:
            refuse("out_of_order", at, latest=latest)
        return at

    def after_start(self, at: dt.date) -> dt.datetime:
        """An instant that is not before the start.

        Raises:
            ClockError: It is.
        """
        at = _moment(at, "at", self.limit)
        if at < self.started:
            refuse("before_start", at, started=self.started)
        return at

    def _ground(self, ground: Ground | str, at: dt.datetime) -> Ground:
        allowed = self.terms.grounds
        if not isinstance(ground, str | Ground):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may have no checker
            raise InputError(
                f"暂停事由应为 Ground 或其 id,现为 {ground!r}",
                f"a ground or its id is needed, not {ground!r}",
            )
        name = ground if isinstance(ground, str) else ground.id
        if allowed is None:
            if isinstance(ground, Ground):
                return ground
            return Ground(id=ground, name_zh=ground, name_en=ground)
        found = self.terms.ground(name)
        if found is None:
            known = "、".join(g.id for g in allowed)
            refuse("ground_not_allowed", at, ground=name, allowed=known or "-")
        return found

    def _refuse_expired(self, at: dt.datetime, calendar: Timekeeper | None) -> None:
        if calendar is None:
            return
        running = self
        if self.paused:  # it may have been over before it was suspended
            *before, last = self.suspensions
            running, at = attrs.evolve(self, suspensions=tuple(before)), last.start
        due = running._due(calendar, None)  # noqa: SLF001  # the same class
        if at >= due.ends_at():
            refuse("expired", at, due=due.at or due.date)


def _moment(value: dt.date, name: str, limit: Any) -> dt.datetime:
    """An instant; for a limit in days, a day stands for its beginning."""
    if type(value) is dt.date and isinstance(limit, DayLimitBase):
        return dt.datetime.combine(value, dt.time.min, BEIJING)
    return as_instant(value, name)


def check_alike(limit: Any, by: Any) -> None:
    """Whether one can be added to the other."""
    counting = getattr(by, "counting", None)
    both = {limit.counting, counting}
    if len(both) > 1 and not both <= {*_IN_DAYS}:
        said = by.label() if counting is not None else repr(by)
        said_en = by.label("en") if counting is not None else repr(by)
        raise InputError(
            f"{limit.label()} 不能延长 {said}:计算方式不同",
            f"{limit.label('en')} cannot be extended by {said_en}: they are counted in "
            "different ways",
        )


def _whole(limits: Any) -> tuple[Any, tuple[Any, ...]]:
    """One limit for a limit and its extensions; those of another unit apart."""
    first, *rest = limits
    if not rest:
        return first, ()
    try:
        return LimitSteps(limits), ()
    except InputError:
        return first, tuple(rest)
