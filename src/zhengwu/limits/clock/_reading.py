"""Reading of a clock at an instant: its state, time used, time left and light."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours
from zhengwu.limits.clock import _counters
from zhengwu.limits.clock._clock import Clock
from zhengwu.limits.values._base import Timekeeper, day_calendar
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._units import Counting, Unit, name_unit
from zhengwu.limits.values._values import DayLimitBase


class ClockState(TextEnum):
    """State of a clock (计时状态)."""

    RUNNING = "running", "计时中", "running"
    PAUSED = "paused", "暂停计时", "paused"
    STOPPED = "stopped", "已停止", "stopped"
    EXPIRED = "expired", "已届满", "expired"


class Light(TextEnum):
    """Warning light (预警灯)."""

    GREEN = "green", "绿灯", "green"
    YELLOW = "yellow", "黄灯", "yellow"
    RED = "red", "红灯", "red"


Threshold: TypeAlias = Fraction | int
"""Threshold of a light (预警阈值): a share of the total, or the days or minutes left."""


@attrs.frozen(kw_only=True)
class Lights(Value):
    """Thresholds of the warning lights (预警规则), which every hall sets for itself.

    Args:
        yellow: The light is yellow if this threshold or less is left; never if None.
        red: The light is red if this threshold or less is left. An overdue clock is
            always red.
    """

    yellow: Threshold | None = Fraction(1, 5)
    red: Threshold | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for threshold in (self.yellow, self.red):
            if threshold is not None and type(threshold) not in (int, Fraction):
                raise InputError(
                    f"阈值应为整数(剩余数)或 Fraction(比例),现为 {threshold!r}",
                    "a threshold must be a whole number (days or minutes left) or a "
                    f"Fraction (a share of the total), not {threshold!r}",
                )

    def light(self, left: float, total: float) -> Light:
        """The light for the time left and the total."""
        for light, threshold in ((Light.RED, self.red), (Light.YELLOW, self.yellow)):
            if threshold is None:
                continue
            if left <= (
                threshold * total if isinstance(threshold, Fraction) else threshold
            ):
                return light
        return Light.GREEN


_DEFAULT: Final = Lights()
_MOMENT: Final = dt.timedelta(microseconds=1)
_USED: Final = Text(
    "{state}:已用 {used:g}/{total:g}{unit}",
    "{state}: {used:g} of {total:g} {unit} used",
)
_OVERDUE: Final = Text(
    ",超期 {overdue:g}{unit};应于 {due} 办结", ", {overdue:g} overdue; was due {due}"
)
_LEFT: Final = Text(
    ",余 {left:g}{unit};{due}{doubt} 届满({light})",
    ", {left:g} left; due {due}{doubt} ({light})",
)
_AT_THE_EARLIEST: Final = Text("(最早)", " at the earliest")


@attrs.frozen(kw_only=True)
class ClockReading(Value):
    """Reading of a clock at an instant (计时读数).

    Args:
        at: The instant.
        state: Whether the clock is running, suspended, stopped or expired.
        unit: Unit of the following amounts: working days, calendar days or minutes.
        total: Length of the limit with its extensions.
        used: Time used up, today included.
        left: Time left after today; 0 on the last day and after the end.
        late: Whether the end had passed at the instant, or at the stop if stopped.
        overdue: Time past the end, in whole days or in minutes; 0 on the days of rest
            directly after the end.
        deadline: Deadline; for a suspended clock, the deadline if it were resumed now.
        light: Green, yellow or red.
    """

    at: dt.datetime
    state: ClockState
    unit: Unit
    total: float
    used: float
    left: float
    late: bool
    overdue: float
    deadline: Deadline
    light: Light

    def to_record(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "at": self.at.isoformat(),
            "state": self.state.value,
            "unit": self.unit.value,
            "total": self.total,
            "used": self.used,
            "left": self.left,
            "late": self.late,
            "overdue": self.overdue,
            "due": (self.deadline.at or self.deadline.date).isoformat(),
            "certain": self.deadline.certain,
            "light": self.light.value,
        }

    def explain(self, lang: Lang = "zh") -> str:
        """A single line for people, in ``"zh"`` or ``"en"``."""
        due = (self.deadline.at or self.deadline.date).isoformat()
        unit = name_unit(self.unit, lang)
        line = _USED.say(
            lang,
            state=self.state.label(lang),
            used=self.used,
            total=self.total,
            unit=unit,
        )
        if self.late:
            return line + _OVERDUE.say(lang, overdue=self.overdue, unit=unit, due=due)
        return line + _LEFT.say(
            lang,
            left=self.left,
            unit=unit,
            due=due,
            doubt="" if self.deadline.certain else _AT_THE_EARLIEST.say(lang),
            light=self.light.label(lang),
        )


def read_clock(
    clock: Clock, at: dt.date, calendar: Timekeeper, lights: Lights = _DEFAULT
) -> ClockReading:
    """Read a clock at an instant (读取计时).

    Events after the instant are ignored.

    Args:
        clock: The clock.
        at: The instant; for a limit in days also a day, which is read as its beginning.
        calendar: Working calendar of the organ; office hours for office time.
        lights: Thresholds of the warning lights.

    Raises:
        ClockError: The instant is before the start.
        CalendarRangeError: The due date is out of the calendar's coverage.
    """
    view = clock.as_of(at)
    now = view.after_start(at)
    deadline = view.due(calendar, at=now)
    ended = expires_at(deadline, calendar)
    until = view.stopped or now
    in_time = until <= ended if deadline.at is not None else until < ended
    late = not in_time and not (
        view.paused and view.stopped is None and ended >= view.suspensions[-1].start
    )
    if view.stopped is not None:
        state = ClockState.STOPPED
    elif late:
        state = ClockState.EXPIRED
    else:
        state = ClockState.PAUSED if view.paused else ClockState.RUNNING
    total = view.total(calendar)
    used = total if late else min(_compute_used(view, until, calendar), total)
    light = Light.RED if late else lights.light(total - used, total)
    if state is ClockState.STOPPED and not late:
        light = Light.GREEN
    return ClockReading(
        at=now,
        state=state,
        unit=_find_unit(view),
        total=total,
        used=used,
        left=total - used,
        late=late,
        overdue=_compute_overdue(view, ended, until, calendar) if late else 0,
        deadline=deadline,
        light=light,
    )


def expires_at(deadline: Deadline, calendar: Timekeeper) -> dt.datetime:
    """The instant at which a deadline expires (期满时刻), 24:00 or the close of business.

    The close of business decides if office hours are given (民法典 art. 203).
    """
    if not isinstance(calendar, OfficeHours) or deadline.at is not None:
        return deadline.ends_at()
    try:
        return deadline.ends_at(calendar)
    except (CalendarRangeError, InputError):  # not announced, or closed on that day
        return deadline.ends_at()


def _find_unit(clock: Clock) -> Unit:
    counting = clock.limit.counting
    if counting in (Counting.WALL_TIME, Counting.OFFICE_TIME, Counting.HALF_DAY):
        return Unit.MINUTE
    if counting in (Counting.CALENDAR_DAYS, Counting.MONTHS):
        return Unit.CALENDAR_DAY
    return Unit.WORKING_DAY


def _compute_used(clock: Clock, until: dt.datetime, calendar: Timekeeper) -> float:
    """Time that the running stretches have used up until an instant."""
    if isinstance(clock.limit, DayLimitBase):
        at, used = clock.started.date(), 0
        counter = _make_counter(clock, calendar)
        if clock.count_trigger_day and _find_unit(clock) is Unit.WORKING_DAY:
            at -= dt.timedelta(days=1)
        for halt, resumption in clock.halts(until):
            used += counter.count(at, halt)
            at = resumption
        return used + counter.count(at, until.date())
    spent, begun = 0.0, clock.started
    for suspension in clock.suspensions:
        spent += _count_minutes(clock, begun, suspension.start, calendar)
        begun = suspension.end or until
    return spent + _count_minutes(clock, begun, until, calendar)


def _make_counter(clock: Clock, calendar: Timekeeper) -> _counters.DayCounter:
    days = day_calendar(calendar)
    if _find_unit(clock) is Unit.CALENDAR_DAY:
        return _counters.CalendarDayCounter(days)
    return _counters.WorkingDayCounter(days)


def _count_minutes(
    clock: Clock, start: dt.datetime, end: dt.datetime, calendar: Timekeeper
) -> float:
    if clock.limit.counting is Counting.WALL_TIME:
        return (end - start) / dt.timedelta(minutes=1)
    return _counters.office_hours(calendar).estimate_elapsed(start, end)


def _compute_overdue(
    clock: Clock, ended: dt.datetime, until: dt.datetime, calendar: Timekeeper
) -> float:
    if isinstance(clock.limit, DayLimitBase):
        last = (ended - _MOMENT).date()
        return _make_counter(clock, calendar).count(last, until.date())
    return _count_minutes(clock, ended, until, calendar)
