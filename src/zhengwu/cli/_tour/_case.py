"""The section of the tour that follows an application through the hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from zhengwu._text import JOINED, Lang, Text
from zhengwu.calendars import china_calendar
from zhengwu.lifecycle import (
    Accepted,
    Case,
    ClockKind,
    Context,
    CorrectionNotice,
    Event,
    EventKind,
    Refused,
    deadline,
    decide,
    read_case,
    time_shares,
)
from zhengwu.lifecycle._kinds import Party
from zhengwu.samples import case_rules, events

_TEXT: Final[dict[str, Text]] = {
    "case": Text(
        "六、一件申请的全过程", "6. An application from submission to delivery"
    ),
    "follows": Text("{name} {case},逐步:", "{name} {case}, step by step:"),
    "step": Text(
        "  {when}  {event}({role})→ {phase}", "  {when}  {event} ({role}) -> {phase}"
    ),
    "due": Text("      {clock}:{due}", "      {clock}: {due}"),
    "suspended": Text("      {clock}:暂停计时", "      {clock}: suspended"),
    "counted": Text("{clock}的计算过程:", "How the {clock} is counted:"),
    "again": Text(
        "受理以后,窗口再发一次补正告知:",
        "After acceptance, the window sends a second correction notice:",
    ),
    "shares": Text("用时(工作日):{shares}", "Working days used: {shares}"),
}
_PARTIES: Final = {
    Party.APPLICANT: Text("申请人", "the applicant"),
    Party.AGENCY: Text("本机关", "the organ"),
    Party.SPECIAL: Text("特别程序", "the special procedure"),
}
_AFTER_ACCEPTANCE: Final = 6


def read_case_data() -> tuple[Context, list[Event]]:
    """The rules of the item, and the events of an application for the item."""
    return Context(case_rules(), china_calendar()), list(events())


def iter_steps(ctx: Context, events: list[Event]) -> Iterator[tuple[Event, Case]]:
    """Each event, and the case after the event."""
    case = Case(events[0].case)
    for event in events:
        answer = decide(case, event, ctx)
        assert isinstance(answer, Accepted), answer.explain("en")  # noqa: S101
        case = answer.case
        yield event, case


def refuse_second_notice(ctx: Context, events: list[Event]) -> Refused:
    """Answer to a window that sends a correction notice after acceptance."""
    *_, (last, case) = iter_steps(ctx, events[:_AFTER_ACCEPTANCE])
    notice = Event(
        case.id,
        case.seq + 1,
        EventKind.NOTIFY_CORRECTION,
        last.at + timedelta(hours=1),
        events[2].actor,
        CorrectionNotice(("排水方案",), "补正〔2026〕35号"),
    )
    answer = decide(case, notice, ctx)
    assert isinstance(answer, Refused)  # noqa: S101  # the law allows one notice
    return answer


def describe_case(lang: Lang) -> list[str]:
    """The section as text."""
    ctx, events = read_case_data()

    steps = list(iter_steps(ctx, events))
    lines = ["", _TEXT["case"].say(lang)]
    lines.append(_TEXT["follows"].say(lang, name=ctx.rules.name, case=events[0].case))
    for event, case in steps:
        lines.append(_describe_step(ctx, event, case, lang))
        lines += _describe_clocks(ctx, case, lang)
    last = steps[-1][1]
    law = deadline(last, ClockKind.LAW, ctx)
    assert law is not None  # noqa: S101  # the application was accepted
    name = ctx.clock_label(ClockKind.LAW, lang)
    return [
        *lines,
        "",
        _TEXT["counted"].say(lang, clock=name),
        law.explain(lang),
        "",
        _TEXT["again"].say(lang),
        refuse_second_notice(ctx, events).explain(lang),
        "",
        _describe_shares(ctx, events, lang),
    ]


def _describe_clocks(ctx: Context, case: Case, lang: Lang) -> Iterator[str]:
    """Due day of each clock, or that the clock is suspended."""
    for clock in case.clocks:
        name = ctx.clock_label(clock.kind, lang)
        due = deadline(case, clock.kind, ctx)
        if due is not None:
            text = due.explain(lang, form="short")
            yield _TEXT["due"].say(lang, clock=name, due=text)
        elif clock.paused:
            yield _TEXT["suspended"].say(lang, clock=name)


def _describe_step(ctx: Context, event: Event, case: Case, lang: Lang) -> str:
    name = ctx.event_label(event.kind, lang)
    role = ctx.role_label(event.actor.role, lang)
    phase = ctx.phase_label(case.phase, lang)
    when = f"{event.at:%Y-%m-%d %H:%M}"
    return _TEXT["step"].say(lang, when=when, event=name, role=role, phase=phase)


def _describe_shares(ctx: Context, events: list[Event], lang: Lang) -> str:
    """Working days that each party used."""
    days: dict[Party, int] = {}
    for share in time_shares(events, ctx):
        if share.party in _PARTIES:
            used = share.working_days or 0
            days[share.party] = days.get(share.party, 0) + used
    shares = JOINED.say(lang).join(
        f"{_PARTIES[party].say(lang)} {number}" for party, number in days.items()
    )
    return _TEXT["shares"].say(lang, shares=shares)


def list_steps() -> Iterator[dict[str, Any]]:
    """The section as data: one object per event, with the due date of each clock."""
    ctx, events = read_case_data()
    for event, case in iter_steps(ctx, events):
        dues = {
            clock.kind.value: None if due is None else due.date.isoformat()
            for clock in case.clocks
            for due in [deadline(case, clock.kind, ctx)]
        }
        values = read_case(case, event.at, ctx).to_record()
        yield {**values, "kind": event.kind.value, "dues": dues}
