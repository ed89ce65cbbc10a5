"""A clock that starts, is suspended, resumes, is extended and stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError
from zhengwu._values import Value
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
_IN_CALENDAR_DAYS: Final = (Counting.CALENDAR_DAYS, Counting.MONTHS)


@attrs.frozen(kw_only=True)
class Suspension(Value):
    """Suspension of a clock (暂停计时), from `start` up to `end`.

    Args:
        start: Instant of the suspension.
        end: Instant of the resumption; None while the clock is suspended.
        ground: Ground of the suspension.
        notice: Proof that the applicant was notified in writing, where the law requires it.
    """

    start: dt.datetime
    end: dt.datetime | None = None
    ground: Ground
    notice: WrittenNotice | None = None


@attrs.frozen(kw_only=True)
class Extension(Value):
    """Granted extension of a limit (延长期限).

    Args:
        at: Instant of the approval.
        by: Length of the extension.
        who: Role that approved the extension.
        notice: Proof that the applicant was informed of the reason, where the law requires
            it.
    """

    at: dt.datetime
    by: DayLimit | ClockLimit | OfficeLimit
    who: str
    notice: WrittenNotice | None = None


@attrs.frozen(kw_only=True)
class Clock(Value):
    """Clock of a time limit (计时), which records events and stores no due date.

    A clock is immutable: `Clock.start` creates a clock, and every operation returns a new
    clock. The due date is computed from the recorded events on a given calendar, so a
    change of the calendar changes the due date.

    A clock that runs from one day to another uses up the days after the first, up to and
    including the last. A suspension that is resumed on the same day therefore changes
    nothing, and a period that is suspended on its last day ends on the day of resumption.

    Args:
        limit: The limit without extensions.
        started: Instant of the start.
        terms: Conditions for extensions and suspensions.
        suspensions: Suspensions in order of time, without overlap; only the last may be
            open.
        extensions: Extensions in order of time.
        stopped: Instant of the stop, such as the decision; None while not stopped.
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
        """Start the clock of a limit.

        Args:
            limit: The limit; the clock uses the upper end of a range and the sum of steps.
            at: Instant with its time zone; for a limit in days also a day.
            terms: Conditions for extensions and suspensions. If None, the limit cannot be
                extended and any ground may suspend the clock.
            count_trigger_day: Whether the day of the start is the first day.
            basis: The articles that set the limit.

        Raises:
            InputError: `at` is no aware instant, or the kind of day of the limit is not
                decided.
        """
        if isinstance(limit, LimitRange):
            limit = limit.high
        elif isinstance(limit, LimitSteps):
            limit = limit.total
        if not isinstance(limit, Ordered):
            raise InputError(
                f"{limit!r} 不是时限,不能起算",
                f"{limit!r} is no time limit and cannot start a clock",
            )
        if isinstance(limit, UnspecifiedDays):
            raise InputError(
                f"{limit.label()} 未注明工作日或自然日,不能起算;请先确定",
                f"{limit.label('en')} may mean working or calendar days; decide which days first",
            )
        simple: Any = limit
        return cls(
            limit=simple,
            started=_to_instant(at, "at", limit),
            terms=terms or ClockTerms(),
            count_trigger_day=count_trigger_day,
            basis=basis,
        )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        at = as_instant(self.started, "started")
        for number, suspension in enumerate(self.suspensions, 1):
            ends = (suspension.start, suspension.end or suspension.start)
            is_open = suspension.end is None and number < len(self.suspensions)
            if not at <= ends[0] <= ends[1] or is_open:
                raise InputError(
                    f"第 {number} 次暂停与前后重叠、倒置或早于起算时刻",
                    f"suspension {number} overlaps its neighbours, ends before it begins, "
                    "or begins before the start",
                )
            at = ends[1]
        for extension in self.extensions:
            check_same_counting(self.limit, extension.by)

    @property
    def paused(self) -> bool:
        """Whether the clock is suspended."""
        return bool(self.suspensions) and self.suspensions[-1].end is None

    @property
    def latest_event(self) -> dt.datetime:
        """Instant of the last recorded event."""
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
        """Suspend the clock.

        Args:
            at: Instant of the suspension.
            ground: A ground of the terms or its id; any ground if `terms.grounds` is None.
            notice: Proof of the written notice to the applicant, where the ground requires
                a notice (行政许可法 art. 45).
            calendar: Calendar for the check that the period is not over at `at`; not
                checked if None.

        Raises:
            ClockError: The clock is already suspended, has stopped or has expired, the
                terms do not allow the ground, or the notice is missing.
        """
        at = self._check_operation(at)
        if self.paused:
            refuse("already_suspended", at, since=self.suspensions[-1].start)
        allowed = self._resolve_ground(ground, at)
        if allowed.needs_notice and notice is None:
            refuse(
                "notice_missing", at, ground=allowed.name_zh, ground_en=allowed.name_en
            )
        self._refuse_expired(at, calendar)
        suspension = Suspension(start=at, ground=allowed, notice=notice)
        return attrs.evolve(self, suspensions=(*self.suspensions, suspension))

    def resume(self, at: dt.date) -> Clock:
        """Resume the clock.

        Raises:
            ClockError: The clock is not suspended, or has stopped.
        """
        at = self._check_operation(at)
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
        """Extend the limit.

        Args:
            at: Instant of the approval.
            by: Length of the extension, counted in the same way as the limit.
            who: Role that approved the extension, such as ``"agency_head"``.
            calendar: Calendar for the check that the period is not over at `at`.
            notice: Proof that the applicant was informed of the reason, where the terms
                require it (行政许可法 art. 42).

        Raises:
            ClockError: The terms do not allow an extension, its length, its number or its
                approver; the notice is missing; the period is over; or the clock has
                stopped.
            InputError: `by` is counted in another way than the limit.
        """
        at = self._check_operation(at)
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
        check_same_counting(self.limit, by)
        maximum = rule.by
        granted = (*(extension.by for extension in self.extensions), by)
        if maximum is not None and self._exceeds_maximum(granted, maximum):
            refuse(
                "extension_too_long", at, by=by.label(), most=maximum.label(),
                by_en=by.label("en"), most_en=maximum.label("en"),
            )  # fmt: skip
        if rule.must_inform and notice is None:
            refuse("reason_not_told", at)
        self._refuse_expired(at, calendar)
        extension = Extension(at=at, by=by, who=who, notice=notice)
        return attrs.evolve(self, extensions=(*self.extensions, extension))

    def _exceeds_maximum(self, granted: Any, maximum: Any) -> bool:
        """Whether the extensions together are longer than the terms allow."""
        if not isinstance(self.limit, DayLimitBase):
            return bool(sum(by.size for by in granted) > maximum.size)
        check_same_counting(self.limit, maximum)
        start = self.started.date()
        longest, total = (
            _counters.total_days(
                (self.limit, *extensions), start, count_trigger_day=False
            )
            for extensions in ((maximum,), granted)
        )
        return total > longest

    def stop(self, at: dt.date) -> Clock:
        """Stop the clock for good, such as on the decision.

        Raises:
            ClockError: The clock has already stopped.
        """
        at = self._check_operation(at)
        return attrs.evolve(self, stopped=at)

    def as_of(self, at: dt.date) -> Clock:
        """The clock as it was at an instant, without the events after the instant.

        Raises:
            ClockError: The instant is before the start.
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
        """The deadline, computed from the recorded events.

        Args:
            calendar: Working calendar of the organ; office hours for a limit in office
                time.
            at: For a suspended clock, the assumed instant of resumption. The deadline is
                then not certain, unless the period was over before the suspension.

        Raises:
            ClockError: The clock is suspended and `at` is not given, so the due date is
                not known yet.
            CalendarRangeError: The due date is out of the calendar's coverage.
        """
        resumed = self.stopped
        if self.paused and resumed is None:
            if at is None:
                refuse("paused", self.suspensions[-1].start)
            resumed = self._check_operation(at)
        deadline = self._compute_due(calendar, resumed)
        if self.basis:
            deadline = attrs.evolve(deadline, basis=self.basis)
        is_open = self.paused and self.stopped is None
        if is_open and deadline.date >= resumed.date():  # type: ignore[union-attr]
            latest = day_calendar(calendar).coverage[1]
            deadline = attrs.evolve(deadline, certain=False, latest=latest)
        return deadline

    def _compute_due(
        self, calendar: Timekeeper, resumed: dt.datetime | None
    ) -> Deadline:
        limits = (self.limit, *(extension.by for extension in self.extensions))
        if isinstance(self.limit, DayLimitBase):
            return self._compute_due_day(limits, calendar, resumed)
        ends = ((s.start, s.end or resumed or s.start) for s in self.suspensions)
        spans = tuple((begun, ended) for begun, ended in ends if begun < ended)
        limit, extensions = _combine_limits(limits)
        days = day_calendar(calendar)
        if self.limit.counting is Counting.WALL_TIME:
            total = self.total(calendar) * _MINUTES
            try:
                end = _counters.end_in_wall_time(self.started, total, spans)
            except OverflowError:
                raise InputError(
                    f"{self.started} 加 {limit.label()} 超出公历范围",
                    f"{self.started} plus {limit.label('en')} is outside the Gregorian "
                    "calendar",
                ) from None
            return Deadline.of_time(
                limit, self.started, end, days, halts=spans, extensions=extensions
            )
        estimate = _counters.end_in_office_time(
            self.started,
            self.total(calendar),
            spans,
            _counters.office_hours(calendar),
        )
        return Deadline.of_time(
            limit,
            self.started,
            estimate.at,
            days,
            estimate,
            halts=spans,
            extensions=extensions,
        )

    def _compute_due_day(
        self, limits: Any, calendar: Timekeeper, resumed: dt.datetime | None
    ) -> Deadline:
        days = day_calendar(calendar)
        start, halts = self.started.date(), (*self.halts(resumed),)
        counted = self.count_trigger_day
        limit, extensions = _combine_limits(limits)
        deadline: Deadline
        if not halts and len(limits) == 1:
            deadline = limit.due(start, days, count_trigger_day=counted)
            return deadline
        total = _counters.total_days(limits, start, count_trigger_day=counted)
        every_day = limit.counting in _IN_CALENDAR_DAYS
        make_counter = (
            _counters.CalendarDayCounter if every_day else _counters.WorkingDayCounter
        )
        first = start - _ONE_DAY if counted and total and not every_day else start
        counter = make_counter(days)
        nominal, best = _counters.end_in_days(first, total, halts, counter)
        low = high = best
        if best > days.final_until or counter.unsure:
            low, high = (
                _counters.end_in_days(first, total, halts, make_counter(days, pick))[1]
                for pick in ("earliest", "latest")
            )
        deadline = Deadline.of_days(
            limit,
            start,
            Estimate.trusted(date=best, earliest=low, latest=high),
            days,
            nominal=nominal,
            count_trigger_day=counted,
            halts=halts,
        )
        if extensions:
            deadline = attrs.evolve(deadline, extensions=extensions)
        return deadline

    def halts(self, resumed: dt.datetime | None = None) -> Iterator[Halt]:
        """Suspensions as pairs of the day of suspension and the day of resumption.

        A suspension that is resumed on the same day is omitted. An open suspension ends at
        `resumed`; if `resumed` is None, it is omitted.
        """
        for suspension in self.suspensions:
            end = suspension.end or resumed or suspension.start
            begun, ended = suspension.start.date(), end.date()
            if begun < ended:
                yield begun, ended

    def total(self, calendar: Timekeeper) -> float:
        """Length of the limit with its extensions, in counted days or in minutes."""
        limits = (self.limit, *(extension.by for extension in self.extensions))
        if isinstance(self.limit, DayLimitBase):
            return _counters.total_days(
                limits,  # type: ignore[arg-type]  # `extend` checks the kind
                self.started.date(),
                count_trigger_day=self.count_trigger_day,
            )
        return sum(
            limit.minutes(self.started, _counters.office_hours(calendar))
            if isinstance(limit, HalfDay)
            else float(limit.size)
            for limit in limits
        )

    def _check_operation(self, at: dt.date) -> dt.datetime:
        """Refuse an operation on a stopped clock, or before the last event."""
        at = self.after_start(at)
        if self.stopped is not None:
            refuse("stopped", at, since=self.stopped)
        latest = self.latest_event
        if at < latest:
            refuse("out_of_order", at, latest=latest)
        return at

    def after_start(self, at: dt.date) -> dt.datetime:
        """Convert `at` to an instant and check that it is not before the start.

        Raises:
            ClockError: The instant is before the start.
        """
        at = _to_instant(at, "at", self.limit)
        if at < self.started:
            refuse("before_start", at, started=self.started)
        return at

    def _resolve_ground(self, ground: Ground | str, at: dt.datetime) -> Ground:
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
        match = self.terms.ground(name)
        if match is None:
            known = "、".join(g.id for g in allowed)
            refuse("ground_not_allowed", at, ground=name, allowed=known or "-")
        return match

    def _refuse_expired(self, at: dt.datetime, calendar: Timekeeper | None) -> None:
        if calendar is None:
            return
        running = self
        if self.paused:  # the period may have been over before the suspension
            *before, last = self.suspensions
            running, at = attrs.evolve(self, suspensions=tuple(before)), last.start
        due = running._compute_due(calendar, None)  # noqa: SLF001  # the same class
        if at >= due.ends_at():
            refuse("expired", at, due=due.at or due.date)


def _to_instant(value: dt.date, name: str, limit: Any) -> dt.datetime:
    """Convert to an instant; for a limit in days, a day is read as its beginning."""
    if type(value) is dt.date and isinstance(limit, DayLimitBase):
        return dt.datetime.combine(value, dt.time.min, BEIJING)
    return as_instant(value, name)


def check_same_counting(limit: Any, by: Any) -> None:
    """Refuse an extension that is counted in another way than the limit."""
    counting = getattr(by, "counting", None)
    both = {limit.counting, counting}
    if len(both) > 1 and not both <= {*_IN_CALENDAR_DAYS}:
        by_zh = by.label() if counting is not None else repr(by)
        by_en = by.label("en") if counting is not None else repr(by)
        raise InputError(
            f"{limit.label()} 不能延长 {by_zh}:计算方式不同",
            f"{limit.label('en')} cannot be extended by {by_en}: they are counted in "
            "different ways",
        )


def _combine_limits(limits: Any) -> tuple[Any, tuple[Any, ...]]:
    """Add a limit and its extensions up; return extensions in another unit separately."""
    first, *rest = limits
    if not rest:
        return first, ()
    try:
        return LimitSteps(limits), ()
    except InputError:
        return first, tuple(rest)
