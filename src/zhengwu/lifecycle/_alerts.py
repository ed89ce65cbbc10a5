"""Warnings about cases: due soon, overdue, or lapsed without a record."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError
from zhengwu._text import TextEnum
from zhengwu._values import Value
from zhengwu.delegation import Step
from zhengwu.lifecycle._case import Case, CaseClock, SideMatter
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import advance
from zhengwu.lifecycle._guards import WORST_BAD
from zhengwu.lifecycle._kinds import ClockKind, EventKind, SideKind
from zhengwu.lifecycle._timing import due_of
from zhengwu.limits import Clock, Light, Lights, read_clock

_LIGHTS: Final = Lights()


class AlertKind(TextEnum):
    """Kind of warning (预警类别)."""

    DUE_SOON = "due_soon", "即将到期", "due soon"
    OVERDUE = "overdue", "逾期", "overdue"
    DEEMED = "deemed", "期满已生效,尚未登记", "took effect at expiry, not recorded"
    DOUBTFUL = "doubtful", "不能确定", "doubtful"


AlertSubject: TypeAlias = ClockKind | SideKind | EventKind
"""Subject of a warning (预警对象): a clock, a side matter, or the event of a lapse."""


@attrs.frozen(kw_only=True)
class Alert(Value):
    """Warning (预警) about a case.

    Args:
        kind: Kind of warning.
        case: Id of the case.
        about: The clock or the side matter; for a lapse, its event.
        key: Name of the side matter; empty for the main line.
        due: When the time expires, or expired.
        certain: Whether `due` was computed from announced days only.
        light: Yellow or red.
        organ: Id of the responsible organ.
        step: Step of the item that is due; None if no step is due.
        person: Id of the handler.
    """

    kind: AlertKind
    case: str
    about: AlertSubject
    key: str = ""
    due: dt.datetime
    certain: bool = True
    light: Light = Light.RED
    organ: str = ""
    step: Step | None = None
    person: str = ""

    def to_record(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "kind": self.kind.value,
            "case": self.case,
            "about": self.about.value,
            "key": self.key,
            "due": self.due.isoformat(),
            "certain": self.certain,
            "light": self.light.value,
            "organ": self.organ,
            "step": None if self.step is None else self.step.value,
            "person": self.person,
        }


def alerts(
    cases: Iterable[Case],
    at: dt.datetime,
    ctx: Context,
    lights: Lights = _LIGHTS,
) -> tuple[Alert, ...]:
    """List the warnings about cases at an instant, the most urgent first (办件预警).

    Args:
        cases: Cases of one item.
        at: The instant. A case whose last event is later is read at that event.
        ctx: Rules and calendar of the item.
        lights: When the lights turn yellow and red.

    Raises:
        InputError: `at` is no datetime with a time zone.
    """
    at = as_instant(at, "at")
    now = _Reader(at, ctx, lights)
    warnings: list[Alert] = []
    for case in cases:
        later = case.at is not None and case.at > at
        reader = _Reader(case.at or at, ctx, lights) if later else now
        warnings += reader.of(case)
    warnings.sort(key=lambda alert: (alert.due, alert.case))
    return tuple(warnings)


def count_alerts(
    alerts: Iterable[Alert], by: Callable[[Alert], Any]
) -> dict[Any, dict[AlertKind, int]]:
    """Count warnings by organ, step, person or anything else (预警汇总).

    Args:
        alerts: The warnings.
        by: Returns the group of a warning, such as ``lambda alert: alert.organ``.
    """
    counters: dict[Any, Counter[AlertKind]] = {}
    for alert in alerts:
        counters.setdefault(by(alert), Counter())[alert.kind] += 1
    return {group: dict(kinds) for group, kinds in counters.items()}


class _Reader:
    """Reads the clocks of many cases at one instant.

    perf: clocks of the same kind that started on the same day have the same reading.
    """

    def __init__(self, at: dt.datetime, ctx: Context, lights: Lights) -> None:
        self._at = at
        self._ctx = ctx
        self._lights = lights
        self._states: dict[tuple[ClockKind, dt.date], _ClockState] = {}

    def of(self, case: Case) -> Iterator[Alert]:
        """Yields the warnings about a case."""
        ctx, at = self._ctx, self._at
        advanced = advance(case, at, ctx)
        case = advanced.case
        common: Mapping[str, Any] = {
            "case": case.id,
            "organ": case.organ,
            "step": ctx.phases[case.phase].step,
            "person": case.officer,
        }
        for lapsed in case.lapsed:
            if lapsed not in case.noted:
                yield Alert(
                    kind=AlertKind.DEEMED, about=lapsed.kind, key=lapsed.key,
                    due=lapsed.at, certain=lapsed.certain, **common,
                )  # fmt: skip
        for lapsed in advanced.doubtful:
            yield Alert(
                kind=AlertKind.DOUBTFUL, about=lapsed.kind, key=lapsed.key,
                due=lapsed.at, certain=False, light=Light.YELLOW, **common,
            )  # fmt: skip
        for clock in case.clocks:
            state = self._read_case_clock(clock)
            if state is None or state[0] is Light.GREEN:
                continue
            if (
                state[1] or not clock.paused
            ):  # a suspended clock is reported only if late
                yield _to_alert(clock.kind, "", state, common)
        for side in case.sides:
            state = self._read_side(case, side)
            if state is not None and state[0] is not Light.GREEN:
                liable = side.who if side.kind is SideKind.OPINION else case.organ
                yield _to_alert(side.kind, side.key, state, {**common, "organ": liable})

    def _read_case_clock(self, clock: CaseClock) -> _ClockState | None:
        simple = clock.limit is None and not clock.stood and not clock.extended
        in_days = self._ctx.timer.in_days(clock.kind)
        key = (clock.kind, clock.started.date() if in_days else clock.started)
        if simple and key in self._states:
            return self._states[key]
        limits_clock = self._ctx.timer.clock(clock)
        if limits_clock is None:
            return None
        state = self._read_clock(limits_clock)
        if simple and state is not None:
            self._states[key] = state
        return state

    def _read_clock(self, clock: Clock) -> _ClockState | None:
        try:
            reading = read_clock(clock, self._at, self._ctx.calendar, self._lights)
        except CalendarRangeError:  # the due date is beyond every calendar: no warning
            return None
        due = due_of(reading.deadline)
        return reading.light, reading.late, due.at, due.certain

    def _read_side(self, case: Case, side: SideMatter) -> _ClockState | None:
        """Reads the time limit of a side matter on which a person has to act."""
        started, limit = side.begun or side.since, side.limit
        state = self._ctx.states[side.kind][side.state]
        if side.kind is SideKind.PLEDGE and case.decided is not None:
            started = case.decided  # a pledge is checked after the decision
        elif side.kind is SideKind.RATING and side.state != "invited":
            bad = 0 < side.score <= WORST_BAD
            limit = self._ctx.rules.rectify if bad else None
        elif side.kind not in (SideKind.OPINION, SideKind.GAP):
            return None
        limit = limit or self._ctx.rules.side_times.get(side.kind.value)
        if limit is None or state.end or started > self._at:
            return None
        return self._read_clock(Clock.start(limit, started))


_ClockState: TypeAlias = tuple[Light, bool, dt.datetime, bool]
"""Light, whether the clock is late, when it is due, and whether that is certain."""


def _to_alert(
    about: AlertSubject, key: str, state: _ClockState, common: Mapping[str, Any]
) -> Alert:
    light, late, due, certain = state
    kind = AlertKind.OVERDUE if late else AlertKind.DUE_SOON
    return Alert(
        kind=kind, about=about, key=key, due=due, certain=certain, light=light, **common
    )
