"""The part of the tour that follows one application through the hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import as_file, files
from typing import Any, Final

from zhengwu._text import Lang
from zhengwu.calendars import china_calendar
from zhengwu.io import read_events
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
    parse_case_rules,
    read_case,
    time_shares,
)
from zhengwu.lifecycle._kinds import Party

_TEXT: Final[dict[str, tuple[str, str]]] = {
    "case": ("六、一件申请的一生", "6. The life of one application"),
    "follows": ("{name} {case},逐步:", "{name} {case}, step by step:"),
    "due": ("      {clock}:{due}", "      {clock}: {due}"),
    "stands": ("      {clock}:停止计时", "      {clock}: stands still"),
    "counted": ("{clock}是这样数出来的:", "How the {clock} was counted:"),
    "again": (
        "受理之后,窗口想再发一次补正告知:",
        "After acceptance the window would like to send a second correction notice:",
    ),
    "shares": ("用时(工作日):{shares}", "Working days it took: {shares}"),
}
_PARTIES: Final = {
    Party.APPLICANT: ("申请人", "the applicant"),
    Party.AGENCY: ("本机关", "the organ"),
    Party.SPECIAL: ("特别程序", "the special procedure"),
}
_AFTER_ACCEPTANCE: Final = 6


def followed() -> tuple[Context, list[Event]]:
    """The rules of the item, and what happened to one application for it."""
    data = files("zhengwu.cli").joinpath("data")
    rules = parse_case_rules(data.joinpath("case.toml").read_text("utf-8"), "case.toml")
    with as_file(data.joinpath("case.jsonl")) as path:
        logs, report = read_events(path)
    report.raise_for()
    (log,) = logs.values()
    return Context(rules, china_calendar()), list(log.events)


def steps(ctx: Context, events: list[Event]) -> Iterator[tuple[Event, Case]]:
    """Each event, and the case after it."""
    case = Case(events[0].case)
    for event in events:
        answer = decide(case, event, ctx)
        assert isinstance(answer, Accepted), answer.explain("en")  # noqa: S101
        case = answer.case
        yield event, case


def second_notice(ctx: Context, events: list[Event]) -> Refused:
    """What a window hears that asks for corrections after acceptance."""
    *_, (last, case) = steps(ctx, events[:_AFTER_ACCEPTANCE])
    notice = Event(
        case.id,
        case.seq + 1,
        EventKind.NOTIFY_CORRECTION,
        last.at + timedelta(hours=1),
        events[2].actor,
        CorrectionNotice(("排水方案",), "补正〔2026〕35号"),
    )
    answer = decide(case, notice, ctx)
    assert isinstance(answer, Refused)  # noqa: S101  # there is no second notice
    return answer


def of_case(lang: Lang) -> list[str]:
    """The lines of this part."""
    en = lang == "en"
    ctx, events = followed()

    def say(key: str, **values: Any) -> str:
        return _TEXT[key][en].format(**values)

    told = list(steps(ctx, events))
    lines = [
        "",
        say("case"),
        say("follows", name=ctx.rules.name, case=events[0].case),
    ]
    for event, case in told:
        lines.append(_step(ctx, event, case, lang))
        for clock in case.clocks:
            name = ctx.clock_label(clock.kind, lang)
            due = deadline(case, clock.kind, ctx)
            if due is not None:
                lines.append(
                    say("due", clock=name, due=due.explain(lang, form="short"))
                )
            elif clock.paused:
                lines.append(say("stands", clock=name))
    last = told[-1][1]
    law = deadline(last, ClockKind.LAW, ctx)
    assert law is not None  # noqa: S101  # it was accepted
    counted = say("counted", clock=ctx.clock_label(ClockKind.LAW, lang))
    lines += ["", counted, law.explain(lang), "", say("again")]
    lines += [second_notice(ctx, events).explain(lang), ""]
    lines.append(_shares(ctx, events, lang))
    return lines


def _step(ctx: Context, event: Event, case: Case, lang: Lang) -> str:
    name = ctx.event_label(event.kind, lang)
    role = ctx.role_label(event.actor.role, lang)
    phase = ctx.phase_label(case.phase, lang)
    when = f"{event.at:%Y-%m-%d %H:%M}"
    if lang == "en":
        return f"  {when}  {name} ({role}) -> {phase}"
    return f"  {when}  {name}({role})→ {phase}"


def _shares(ctx: Context, events: list[Event], lang: Lang) -> str:
    en = lang == "en"
    days: dict[Party, int] = {}
    for share in time_shares(events, ctx):
        if share.party in _PARTIES:
            known = share.working_days or 0
            days[share.party] = days.get(share.party, 0) + known
    shares = (", " if en else "、").join(
        f"{_PARTIES[party][en]} {number}" for party, number in days.items()
    )
    return _TEXT["shares"][en].format(shares=shares)


def case_json() -> Iterator[dict[str, Any]]:
    """The same as data: one object an event, with the due date of each clock."""
    ctx, events = followed()
    for event, case in steps(ctx, events):
        dues = {
            clock.kind.value: None if due is None else due.date.isoformat()
            for clock in case.clocks
            for due in [deadline(case, clock.kind, ctx)]
        }
        shown = read_case(case, event.at, ctx).to_dict()
        yield {**shown, "kind": event.kind.value, "dues": dues}
