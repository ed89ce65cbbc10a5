"""Reads a case at an instant: when what is due, in which colour, and whether it is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.limits import Deadline, Light, Lights, read_clock
from zhengwu.process.engine._case import CaseTimer, Draft, ProcedureCase
from zhengwu.process.engine._context import ProcedureContext, list_pending
from zhengwu.process.engine._decide import advance

_LIGHTS: Final = Lights()
_WORST: Final = (Light.GREEN, Light.YELLOW, Light.RED)


def deadline(
    case: ProcedureCase,
    clock: str,
    ctx: ProcedureContext,
    at: dt.datetime | None = None,
) -> Deadline | None:
    """Deadline of a clock of a case (届满日), computed and explained.

    Args:
        case: The case.
        clock: Name of the clock.
        ctx: The context.
        at: For a suspended clock, the instant at which it is assumed to resume; with None
            a suspended clock has no deadline.

    Returns:
        None if the case has no such clock, the clock has no length, or it is suspended.

    Raises:
        InputError: `at` is no datetime with a time zone.
    """
    if at is not None:
        at = as_instant(at, "at")
    timer = case.clock(clock)
    return None if timer is None else ctx.timer.deadline(timer, at)


@attrs.frozen(kw_only=True)
class Due(Value):
    """What is due next (下一期限): of a clock or a side matter.

    Args:
        name: Name of the clock, or of the kind of side matter.
        key: Name of the side matter; empty for a clock.
        zh: Name in Chinese.
        en: Name in English.
        day: Last day.
        at: Instant at which the time is over.
        certain: Whether it was computed from announced days only.
        light: Green, yellow or red.
        lapse: Event that takes effect at expiry; empty if none does.
        judged: Whether the timeliness of the case is judged by it.
    """

    name: str
    key: str = ""
    zh: str
    en: str
    day: dt.date
    at: dt.datetime
    certain: bool
    light: Light
    lapse: str = ""
    judged: bool = False

    def text(self, lang: Lang = "zh") -> str:
        """A line for people; the last day, and the hour where it is not the end of a day."""
        shown = self.day.isoformat()
        if self.at.time() != dt.time.min:
            shown = self.at.strftime("%Y-%m-%d %H:%M")
        name = Text(self.zh, self.en).say(lang)
        doubt = "" if self.certain else _UNSURE.say(lang)
        return _DUE.say(
            lang, name=name, day=shown, doubt=doubt, light=self.light.label(lang)
        )


_DUE: Final = Text(
    "{name}:{day} 届满{doubt}({light})", "{name}: due {day}{doubt} ({light})"
)
_UNSURE: Final = Text(",尚待放假通知", ", subject to the holiday notice")


@attrs.frozen(kw_only=True)
class CaseStatus(Value):
    """Status of a case at an instant (办件状态).

    Args:
        case: The case, after the lapses due by then.
        at: The instant.
        due: What is due, the earliest first.
        paused: Names of the clocks that are suspended, which have no due day.
        on_time: True if the case was decided in time; False if it is or was late; None
            while it is open and not late, or ended without a decision.
        light: The worst colour.
    """

    case: ProcedureCase
    at: dt.datetime
    due: tuple[Due, ...] = ()
    paused: tuple[str, ...] = ()
    on_time: bool | None = None
    light: Light = Light.GREEN

    @property
    def next_due(self) -> Due | None:
        """What is due first; None if nothing is."""
        return self.due[0] if self.due else None

    def to_record(self) -> dict[str, object]:
        """Plain data, with the keys of the command line's JSON output."""
        case, first = self.case, self.next_due
        return {
            "case": case.id,
            "phase": case.phase,
            "outcome": case.outcome or None,
            "decided_at": None if case.decided is None else case.decided.isoformat(),
            "due": None if first is None else first.day.isoformat(),
            "on_time": self.on_time,
            "light": self.light.value,
        }


def read_case(
    case: ProcedureCase,
    at: dt.datetime,
    ctx: ProcedureContext,
    lights: Lights = _LIGHTS,
) -> CaseStatus:
    """Read a case at an instant, after the lapses due by then (读取办件).

    Each clock is judged by itself: an extension of one heals no other.

    Args:
        case: The case.
        at: The instant, not before the last event.
        ctx: The context.
        lights: When the lights turn yellow and red.

    Raises:
        InputError: `at` has no time zone, or is before the last event; the case is handled
            under other rules.
    """
    at = as_instant(at, "at")
    if case.rules and case.rules != ctx.rules.id:
        raise InputError(
            f"办件 {case.id} 按规则 {case.rules} 办理,不能按 {ctx.rules.id} 读取",
            f"case {case.id} is handled under the rules {case.rules}; it cannot be read "
            f"under {ctx.rules.id}",
        )
    if case.at is not None and at < case.at:
        raise InputError(
            f"{at.isoformat()} 早于办件 {case.id} 的最后事件 {case.at.isoformat()};请用该时刻"
            "以前的事件还原办件",
            f"{at.isoformat()} is before the last event of case {case.id} at "
            f"{case.at.isoformat()}; fold only the events up to that instant",
        )
    case = advance(case, at, ctx).case
    due = sorted(_iter_due(case, at, ctx, lights), key=lambda each: each.at)
    judged = {row.id for row in ctx.procedure.clocks if row.judged}
    late = any(
        each.judged and each.light is Light.RED and each.at <= at for each in due
    )
    timers = [
        timer
        for timer in (*case.stopped, *case.clocks)
        if timer.clock in judged and ctx.timer.clock(timer) is not None
    ]
    late = late or any(_was_late(timer, at, ctx) for timer in timers)
    on_time: bool | None = None
    if late:
        on_time = False
    elif case.decided is not None and timers:
        running = any(timer.stopped is None for timer in timers)
        on_time = None if running else True
    light = max((each.light for each in due), key=_WORST.index, default=Light.GREEN)
    return CaseStatus(
        case=case,
        at=at,
        due=tuple(due),
        paused=tuple(timer.clock for timer in case.clocks if timer.paused),
        on_time=on_time,
        light=Light.RED if late else light,
    )


def _was_late(timer: CaseTimer, at: dt.datetime, ctx: ProcedureContext) -> bool:
    if timer.paused and timer.stopped is None:
        return False
    ends = ctx.timer.due(timer)
    return ends is not None and (timer.stopped or at) >= ends.closing


def _iter_due(
    case: ProcedureCase, at: dt.datetime, ctx: ProcedureContext, lights: Lights
) -> Iterator[Due]:
    rows = ctx.procedure.clock_by_id
    for timer in case.clocks:
        is_due = rows[timer.clock].duty and not timer.paused
        clock = ctx.timer.clock(timer) if is_due else None
        ends = None if clock is None else ctx.timer.due(timer)
        if clock is None or ends is None:
            continue
        light = Light.RED if at >= ends.closing else Light.GREEN
        with suppress(CalendarRangeError):
            light = read_clock(clock, at, ctx.calendar, lights).light
        row = rows[timer.clock]
        yield Due(
            name=row.id,
            zh=row.zh,
            en=row.en,
            day=ends.day,
            at=ends.at,
            certain=ends.certain,
            light=light,
            lapse=row.lapse,
            judged=row.judged,
        )
    for side in case.sides:
        ends = ctx.side_due(side)
        state = ctx.side_state(side)
        if ends is None or state.end:
            continue
        side_row = ctx.procedure.side_by_id[side.side]
        yield Due(
            name=side.side,
            key=side.key,
            zh=f"{side_row.zh}({state.zh})",
            en=f"{side_row.en} ({state.en})",
            day=ends.day,
            at=ends.at,
            certain=ends.certain,
            light=Light.RED if at >= ends.at else Light.GREEN,
            lapse=state.lapse,
        )


@attrs.frozen(kw_only=True)
class CaseAlert(Value):
    """Alert about a case (预警): something is due soon, or over.

    Args:
        case: Id of the case.
        procedure: Id of its procedure.
        owner: Who has the case in hand.
        due: What is due.
    """

    case: str
    procedure: str
    owner: str
    due: Due


def alerts(
    cases: Iterable[ProcedureCase],
    at: dt.datetime,
    contexts: ProcedureContext | Mapping[str, ProcedureContext],
    lights: Lights = _LIGHTS,
) -> tuple[CaseAlert, ...]:
    """What is yellow or red in many cases, the earliest first (预警清单).

    Args:
        cases: The cases; of several procedures or versions of the rules.
        at: The instant.
        contexts: The context, or the contexts by the id of their rules.
        lights: When the lights turn yellow and red.

    Raises:
        InputError: A case has rules for which there is no context.
    """
    at = as_instant(at, "at")
    listed: list[CaseAlert] = []
    for case in cases:
        status = read_case(case, at, _choose(case, contexts), lights)
        listed += [
            CaseAlert(case=case.id, procedure=case.procedure, owner=case.owner, due=due)
            for due in status.due
            if due.light is not Light.GREEN
        ]
    return tuple(sorted(listed, key=lambda alert: (alert.due.at, alert.case)))


def _choose(
    case: ProcedureCase, contexts: ProcedureContext | Mapping[str, ProcedureContext]
) -> ProcedureContext:
    if isinstance(contexts, ProcedureContext):
        return contexts
    ctx = contexts.get(case.rules)
    if ctx is None:
        known = ", ".join(contexts)
        raise InputError(
            f"办件 {case.id} 按规则 {case.rules!r} 办理,没有给出它的环境;有:{known}",
            f"case {case.id} is handled under rules {case.rules!r}, for which there is no "
            f"context; there are {known}",
        )
    return ctx


def list_expected(case: ProcedureCase, ctx: ProcedureContext) -> tuple[Due, ...]:
    """The lapses that lie ahead of a case (将要届满的期限), the earliest first."""
    pending = list_pending(Draft(case), ctx)
    events = ctx.procedure.event_by_id
    listed = [
        Due(
            name=row.event,
            key=key,
            zh=events[row.event].zh,
            en=events[row.event].en,
            day=ends.day,
            at=ends.at,
            certain=ends.certain,
            light=Light.GREEN,
            lapse=row.event,
        )
        for ends, row, key in pending
    ]
    return tuple(sorted(listed, key=lambda due: due.at))
