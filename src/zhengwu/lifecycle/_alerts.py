"""Warnings: what is about to fall due, is late, or came about by silence, and with whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError
from zhengwu._text import TextEnum
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
"""What a warning is about (预警对象): a clock, a side matter, or what time brought about."""


@attrs.frozen(kw_only=True)
class Alert:
    """Warning (预警) about a case.

    Args:
        kind: What kind.
        case: Id of the case.
        about: Which clock or side matter; the event that time brought about.
        key: Name of the side matter.
        due: When its time is over, or was.
        certain: Whether that rests on announced days only.
        light: Yellow or red.
        organ: Id of the organ with which it is.
        step: Step of the matter that is due; None if none is.
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

    def to_dict(self) -> dict[str, Any]:
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
    """Warn of cases at an instant, the most urgent first (办件预警).

    Args:
        cases: Cases of one item.
        at: When; a case whose last event is later is read at that.
        ctx: Rules and calendar of the item.
        lights: When the lights come on.

    Raises:
        InputError: `at` is no instant with a zone.
    """
    at = as_instant(at, "at")
    now = _Reader(at, ctx, lights)
    found: list[Alert] = []
    for case in cases:
        later = case.at is not None and case.at > at
        reader = _Reader(case.at or at, ctx, lights) if later else now
        found += reader.of(case)
    found.sort(key=lambda alert: (alert.due, alert.case))
    return tuple(found)


def count_alerts(
    found: Iterable[Alert], by: Callable[[Alert], Any]
) -> dict[Any, dict[AlertKind, int]]:
    """Count warnings by organ, step, person or anything else (预警汇总).

    Args:
        found: The warnings.
        by: What to count by, such as ``lambda alert: alert.organ``.
    """
    counted: dict[Any, Counter[AlertKind]] = {}
    for alert in found:
        counted.setdefault(by(alert), Counter())[alert.kind] += 1
    return {name: dict(kinds) for name, kinds in counted.items()}


class _Reader:
    """Reads the clocks of many cases at one instant.

    perf: clocks of one kind that were started on one day show the same.
    """

    def __init__(self, at: dt.datetime, ctx: Context, lights: Lights) -> None:
        self._at = at
        self._ctx = ctx
        self._lights = lights
        self._known: dict[tuple[ClockKind, dt.date], _Shown] = {}

    def of(self, case: Case) -> Iterator[Alert]:
        """Warnings about a case."""
        ctx, at = self._ctx, self._at
        moved = advance(case, at, ctx)
        case = moved.case
        held: Mapping[str, Any] = {
            "case": case.id,
            "organ": case.organ,
            "step": ctx.phases[case.phase].step,
            "person": case.officer,
        }
        for lapsed in case.lapsed:
            if lapsed not in case.noted:
                yield Alert(
                    kind=AlertKind.DEEMED, about=lapsed.kind, key=lapsed.key,
                    due=lapsed.at, certain=lapsed.certain, **held,
                )  # fmt: skip
        for lapsed in moved.doubtful:
            yield Alert(
                kind=AlertKind.DOUBTFUL, about=lapsed.kind, key=lapsed.key,
                due=lapsed.at, certain=False, light=Light.YELLOW, **held,
            )  # fmt: skip
        for clock in case.clocks:
            shown = self._clock(clock)
            if shown is None or shown[0] is Light.GREEN:
                continue
            if shown[1] or not clock.paused:  # what stands still is told only if late
                yield _alert(clock.kind, "", shown, held)
        for side in case.sides:
            shown = self._side(case, side)
            if shown is not None and shown[0] is not Light.GREEN:
                blamed = side.who if side.kind is SideKind.OPINION else case.organ
                yield _alert(side.kind, side.key, shown, {**held, "organ": blamed})

    def _clock(self, clock: CaseClock) -> _Shown | None:
        simple = clock.limit is None and not clock.stood and not clock.extended
        in_days = self._ctx.timer.in_days(clock.kind)
        key = (clock.kind, clock.started.date() if in_days else clock.started)
        if simple and key in self._known:
            return self._known[key]
        made = self._ctx.timer.clock(clock)
        if made is None:
            return None
        shown = self._read(made)
        if simple and shown is not None:
            self._known[key] = shown
        return shown

    def _read(self, clock: Clock) -> _Shown | None:
        try:
            reading = read_clock(clock, self._at, self._ctx.calendar, self._lights)
        except CalendarRangeError:  # beyond every calendar: nothing to warn of
            return None
        due = due_of(reading.deadline)
        return reading.light, reading.late, due.at, due.certain

    def _side(self, case: Case, side: SideMatter) -> _Shown | None:
        """What nobody but a person brings about, and what somebody has yet to answer."""
        begun, limit = side.begun or side.since, side.limit
        state = self._ctx.states[side.kind][side.state]
        if side.kind is SideKind.PLEDGE and case.decided is not None:
            begun = case.decided  # checked afterwards
        elif side.kind is SideKind.RATING and side.state != "invited":
            bad = 0 < side.score <= WORST_BAD
            limit = self._ctx.rules.rectify if bad else None
        elif side.kind not in (SideKind.OPINION, SideKind.GAP):
            return None
        limit = limit or self._ctx.rules.side_times.get(side.kind.value)
        if limit is None or state.end or begun > self._at:
            return None
        return self._read(Clock.start(limit, begun))


_Shown: TypeAlias = tuple[Light, bool, dt.datetime, bool]


def _alert(
    about: AlertSubject, key: str, shown: _Shown, held: Mapping[str, Any]
) -> Alert:
    light, late, due, certain = shown
    kind = AlertKind.OVERDUE if late else AlertKind.DUE_SOON
    return Alert(
        kind=kind, about=about, key=key, due=due, certain=certain, light=light, **held
    )
