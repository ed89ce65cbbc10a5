"""`zhengwu replay --procedure`: replays a log of any procedure."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from zhengwu._dates import parse_instant
from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu.cli._input import open_file, read_calendar
from zhengwu.cli._output import json_line, print_text
from zhengwu.cli._procedures import load_procedure
from zhengwu.cli._replay import ON_TIME, drop_encoding, print_unusable
from zhengwu.findings import Finding
from zhengwu.io._procedure_events import OtherProcedures, iter_procedure_events
from zhengwu.limits import Light
from zhengwu.process import (
    Declined,
    ProcedureCase,
    ProcedureContext,
    ProcedureEvent,
    read_case,
    replay,
)


@attrs.define
class _CaseState:
    """Case after the last event that was taken, and each refusal."""

    case: ProcedureCase
    refusals: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])


def replay_procedure(arguments: argparse.Namespace) -> int:
    """Replay a log of the procedure that the arguments name."""
    for option in ("rules", "map"):
        if getattr(arguments, option):
            raise InputError(
                f"--{option} 只用于行政许可日志,不能与 --procedure 同用",
                f"--{option} is for logs of licences, and not used with --procedure",
            )
    table = load_procedure(arguments.procedure)
    ctx = ProcedureContext(table, read_calendar(arguments))
    until = parse_instant(arguments.at, "--at") if arguments.at else None
    states: dict[str, _CaseState] = {}
    unusable: list[Finding] = []
    notes: list[Finding] = []
    others, last, usable = OtherProcedures(table), None, False
    file = open_file(arguments.file)
    for record in iter_procedure_events(file, table, encoding=arguments.encoding):
        unusable += drop_encoding(record.findings)
        others.note(record)
        event = record.event
        if event is None:
            continue
        usable = True
        if until is None or event.at <= until:
            taken = _apply_event(states, event, record.position, ctx, notes)
            if taken and (last is None or last < event.at):
                last = event.at
    unusable += others.report()
    if not usable:
        print_unusable(unusable, arguments.lang)
        raise InputError(
            f"{arguments.file} 中没有程序 {table.id} 的可用事件",
            f"{arguments.file} has no usable event of procedure {table.id}",
        )
    refused = False
    for state in states.values():
        refused |= bool(state.refusals)
        values = _describe_case(state, until or last, ctx)
        if arguments.json:
            json_line(values)
        else:
            print_text("\n".join(_format_case(values, ctx, arguments.lang)))
    print_unusable([*unusable, *notes], arguments.lang)
    return int(refused or bool(unusable))


def _apply_event(
    states: dict[str, _CaseState],
    event: ProcedureEvent,
    position: int,
    ctx: ProcedureContext,
    notes: list[Finding],
) -> bool:
    """Apply an event to its case, and return whether it is taken.

    A refused event is noted with the case, and the case goes on without it.
    """
    state = states.get(event.case)
    if state is None:
        state = states[event.case] = _CaseState(ProcedureCase(event.case))
    checked = replay([event], ctx, state.case)
    state.case = checked.case
    notes += (attrs.evolve(note, path=(position,)) for note in checked.findings)
    for _, declined in checked.declined:
        state.refusals.append({"position": position, **_describe_refusal(declined)})
    return bool(checked.count)


def _describe_refusal(declined: Declined) -> dict[str, Any]:
    return {
        "seq": declined.event.seq,
        "kind": declined.event.kind,
        "codes": [reason.code for reason in declined.reasons],
        "message_zh": ";".join(reason.text("zh") for reason in declined.reasons),
        "message_en": "; ".join(reason.text("en") for reason in declined.reasons),
    }


def _describe_case(
    state: _CaseState, at: datetime | None, ctx: ProcedureContext
) -> dict[str, Any]:
    """The case at an instant, or at its last event if that is later."""
    instants = [when for when in (at, state.case.at) if when is not None]
    as_of = max(instants, default=ctx.coverage[0])
    return {**read_case(state.case, as_of, ctx).to_record(), "refusals": state.refusals}


def _format_case(
    values: dict[str, Any], ctx: ProcedureContext, lang: Lang
) -> Iterator[str]:
    """Lines of a case for people: the state, and each refusal."""
    phase = ctx.name("phase", values["phase"], lang)
    timely = ON_TIME[values["on_time"]].say(lang)
    light = Light(values["light"]).label(lang)
    cells = (values["case"], phase, values["due"] or "-", timely, light)
    yield "  ".join(filter(None, cells))
    for refusal in values["refusals"]:
        reason = Text(refusal["message_zh"], refusal["message_en"]).say(lang)
        kind = ctx.name("event", refusal["kind"], lang)
        yield f"  #{refusal['seq']} {kind}: {reason or ', '.join(refusal['codes'])}"
