"""What a clock shows at an instant: state, used, left, light."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._text import Lang, TextEnum
from zhengwu.calendars import OfficeHours
from zhengwu.limits.clock import _counters
from zhengwu.limits.clock._clock import Clock
from zhengwu.limits.values._base import Timekeeper, day_calendar
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._units import Counting, Unit
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
"""When a light comes on (预警阈值): a share of the whole, or days or minutes left."""


@attrs.frozen(kw_only=True)
class Lights:
    """When the lights come on (预警规则); every hall sets its own.

    Args:
        yellow: Yellow when that much, or less, is left.
        red: Red when that much, or less, is left; overdue is always red.
    """

    yellow: Threshold | None = Fraction(1, 5)
    red: Threshold | None = None

    def __attrs_post_init__(self) -> None:
        for threshold in (self.yellow, self.red):
            if threshold is not None and type(threshold) not in (int, Fraction):
                raise InputError(
                    f"阈值应为整数(剩余数)或 Fraction(比例),现为 {threshold!r}",
                    "a threshold is a whole number (what is left) or a Fraction (a "
                    f"share), not {threshold!r}",
                )

    def light(self, left: float, total: float) -> Light:
        """The light, with that much left of the whole."""
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


@attrs.frozen(kw_only=True)
class ClockReading:
    """What a clock shows at an instant (计时读数).

    Args:
        at: The instant.
        state: Whether it runs, stands still, was stopped or has expired.
        unit: Working days, calendar days or minutes, in which the next are given.
        total: How long the limit is with its extensions.
        used: How much is used up, today included.
        left: How much is left after today; 0 on the last day and once it has expired.
        late: Whether the end had passed by then, or by the stop.
        overdue: By how much, in whole days or in minutes; 0 on the days of rest after it.
        deadline: When it falls due; while it stands still, if it were resumed now.
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

    def to_dict(self) -> dict[str, Any]:
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
        """One line for people, in ``"zh"`` or ``"en"``."""
        due = (self.deadline.at or self.deadline.date).isoformat()
        if lang == "en":
            unit = self.unit.plural_en()
            said = f"{self.state.value}: {self.used:g} of {self.total:g} {unit} used"
            if self.late:
                return f"{said}, {self.overdue:g} overdue; was due {due}"
            doubt = "" if self.deadline.certain else " at the earliest"
            return f"{said}, {self.left:g} left; due {due}{doubt} ({self.light.value})"
        unit = self.unit.label_zh
        said = f"{self.state.label_zh}:已用 {self.used:g}/{self.total:g}{unit}"
        if self.late:
            return f"{said},超期 {self.overdue:g}{unit};应于 {due} 办结"
        doubt = "" if self.deadline.certain else "(最早)"
        return f"{said},余 {self.left:g}{unit};{due}{doubt} 届满({self.light.label_zh})"


def read_clock(
    clock: Clock, at: dt.date, calendar: Timekeeper, lights: Lights = _DEFAULT
) -> ClockReading:
    """Read a clock at an instant (读取计时).

    What happened after that instant plays no part.

    Args:
        clock: The clock.
        at: When; for a limit in days also a day, which stands for its beginning.
        calendar: Working calendar of the organ; office hours for office time.
        lights: When the lights come on.

    Raises:
        ClockError: It had not started yet.
        CalendarRangeError: An answer is out of the calendar's coverage.
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
    used = total if late else min(_used(view, until, calendar), total)
    light = Light.RED if late else lights.light(total - used, total)
    if state is ClockState.STOPPED and not late:
        light = Light.GREEN
    return ClockReading(
        at=now,
        state=state,
        unit=_unit(view),
        total=total,
        used=used,
        left=total - used,
        late=late,
        overdue=_past(view, ended, until, calendar) if late else 0,
        deadline=deadline,
        light=light,
    )


def expires_at(deadline: Deadline, calendar: Timekeeper) -> dt.datetime:
    """The instant at which it expires (期满时刻): 24:00, or when business closes.

    Business hours count where they are given (民法典 art. 203).
    """
    if not isinstance(calendar, OfficeHours) or deadline.at is not None:
        return deadline.ends_at()
    try:
        return deadline.ends_at(calendar)
    except (CalendarRangeError, InputError):  # not announced, or closed on that day
        return deadline.ends_at()


def _unit(clock: Clock) -> Unit:
    counting = clock.limit.counting
    if counting in (Counting.WALL_TIME, Counting.OFFICE_TIME, Counting.HALF_DAY):
        return Unit.MINUTE
    if counting in (Counting.CALENDAR_DAYS, Counting.MONTHS):
        return Unit.CALENDAR_DAY
    return Unit.WORKING_DAY


def _used(clock: Clock, until: dt.datetime, calendar: Timekeeper) -> float:
    """How much the running stretches have used up by then."""
    if isinstance(clock.limit, DayLimitBase):
        at, used = clock.started.date(), 0
        counter = _counter(clock, calendar)
        if clock.count_trigger_day and _unit(clock) is Unit.WORKING_DAY:
            at -= dt.timedelta(days=1)
        for halt, again in clock.halts(until):
            used += counter.count(at, halt)
            at = again
        return used + counter.count(at, until.date())
    spent, begun = 0.0, clock.started
    for suspension in clock.suspensions:
        spent += _minutes(clock, begun, suspension.start, calendar)
        begun = suspension.end or until
    return spent + _minutes(clock, begun, until, calendar)


def _counter(clock: Clock, calendar: Timekeeper) -> _counters.DayCounter:
    days = day_calendar(calendar)
    if _unit(clock) is Unit.CALENDAR_DAY:
        return _counters.CalendarDayCounter(days)
    return _counters.WorkingDayCounter(days)


def _minutes(
    clock: Clock, start: dt.datetime, end: dt.datetime, calendar: Timekeeper
) -> float:
    if clock.limit.counting is Counting.WALL_TIME:
        return (end - start) / dt.timedelta(minutes=1)
    return _counters.office_hours(calendar).estimate_elapsed(start, end)


def _past(
    clock: Clock, ended: dt.datetime, until: dt.datetime, calendar: Timekeeper
) -> float:
    if isinstance(clock.limit, DayLimitBase):
        last = (ended - _MOMENT).date()
        return _counter(clock, calendar).count(last, until.date())
    return _minutes(clock, ended, until, calendar)
