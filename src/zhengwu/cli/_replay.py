"""`zhengwu replay`: replays logs of cases and prints the state of each case."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import attrs

from zhengwu._dates import parse_date, parse_instant
from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu.calendars import china_calendar
from zhengwu.cli._input import add_calendar_arguments, open_file, read_text
from zhengwu.cli._output import complain, json_line, print_text
from zhengwu.findings import Finding
from zhengwu.io import iter_events
from zhengwu.io._events import ReadEvent, report_unusable
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.lifecycle import (
    Accepted,
    Case,
    CaseRules,
    CodeMap,
    Conformance,
    Context,
    EventKind,
    ItemFeature,
    Refused,
    StatusRecord,
    code_map,
    decide,
    parse_case_rules,
    parse_code_map,
    read_case,
)
from zhengwu.lifecycle._fold import left_out
from zhengwu.lifecycle._foreign import Deviation
from zhengwu.lifecycle._log import entry_digest
from zhengwu.limits import Light

ON_TIME: Final = {
    True: Text("按期", "in time"),
    False: Text("逾期", "late"),
    None: Text("", ""),
}
_MOST_LISTED: Final = 5  # unusable lines that are printed


@attrs.define
class _CaseState:
    """State of a case while the log is replayed.

    Attributes:
        case: The case after the last accepted event.
        refusals: Description of each refused event.
        digest: Digest of the last event.
        unsealed: Position and sequence number of the first event without a digest.
    """

    case: Case
    refusals: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    digest: str = ""
    unsealed: tuple[int, int] | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu replay`."""
    parser.add_argument(
        "file", metavar="FILE", help="事件 JSONL,- 为标准输入 / events, or -"
    )
    parser.add_argument(
        "--rules", metavar="FILE", help="事项办件规则 / rules of the item, TOML"
    )
    parser.add_argument(
        "--procedure",
        metavar="NAME[.PLACE]|FILE",
        help="其他程序的日志:程序名、加地方时限或程序表 / log of another procedure: its name, "
        "with a place, or its table, TOML",
    )
    parser.add_argument(
        "--map",
        metavar="NAME|FILE",
        help="状态码对照表:case、code、at 的记录 / code map, for records of codes",
    )
    parser.add_argument(
        "--at",
        metavar="T",
        help="截至时刻,默认最后一个事件 / instant, by default of the last event",
    )
    parser.add_argument("--encoding", metavar="E", help="文件编码 / encoding")
    add_calendar_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu replay FILE`."""
    with _pause_collection():
        if arguments.procedure:
            from zhengwu.cli._replay_procedure import replay_procedure

            return replay_procedure(arguments)
        ctx = _make_context(arguments)
        if arguments.map:
            return _replay_codes(arguments, ctx)
        return _replay_events(arguments, ctx)


@contextmanager
def _pause_collection() -> Generator[None]:
    """Pause the collection of reference cycles.

    perf: cases have no reference cycles, and repeated scans of all objects in memory take
    a tenth of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _replay_events(arguments: argparse.Namespace, ctx: Context) -> int:
    """Replay a file of events."""
    states: dict[str, _CaseState] = {}
    unusable: list[Finding] = []
    last: datetime | None = None
    usable = False
    until = _read_until(arguments)
    for record in iter_events(open_file(arguments.file), encoding=arguments.encoding):
        unusable += drop_encoding(record.findings)
        if record.event is None:
            continue
        usable = True
        at = record.event.at
        if (until is None or at <= until) and _apply_event(states, record, ctx):
            last = at if last is None else max(last, at)
    if not usable:
        raise InputError(
            f"{arguments.file} 中没有可用的事件",
            f"{arguments.file} has no usable event",
        )
    if any(state.digest for state in states.values()):
        # Then every log is sealed, so that a removed digest is reported.
        for state in states.values():
            state.refusals += _report_unsealed(state)
    return _print_cases(arguments, states.values(), unusable, until or last, ctx)


def _read_until(arguments: argparse.Namespace) -> datetime | None:
    return parse_instant(arguments.at, "--at") if arguments.at else None


def drop_encoding(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without the note that the encoding was detected."""
    return (f for f in findings if f.code != "ZWIO005")


def _print_cases(
    arguments: argparse.Namespace,
    states: Iterable[_CaseState],
    unusable: list[Finding],
    at: datetime | None,
    ctx: Context,
) -> int:
    """Print each case, and on standard error the lines that could not be used."""
    refused = False
    for state in states:
        values = _describe_case(state, at, ctx)
        refused |= bool(state.refusals)
        if arguments.json:
            json_line(values)
        else:
            print_text("\n".join(_format_case(values, state, ctx, arguments.lang)))
    print_unusable(unusable, arguments.lang)
    return int(refused or bool(unusable))


def print_unusable(unusable: list[Finding], lang: Lang) -> None:
    """Print on standard error what could not be used, the first few."""
    for each in unusable[:_MOST_LISTED]:
        complain(each.message(lang))
    if len(unusable) > _MOST_LISTED:
        complain(f"… (+{len(unusable) - _MOST_LISTED})")


def _replay_codes(arguments: argparse.Namespace, ctx: Context) -> int:
    """Replay records of a hall system: one ``case``, ``code`` and ``at`` per line."""
    conformance = Conformance(_read_map(arguments.map))
    records: dict[str, list[StatusRecord]] = {}
    unusable: list[Finding] = []
    for raw in iter_jsonl(open_file(arguments.file), encoding=arguments.encoding):
        unusable += drop_encoding(raw.findings)
        if raw.value is None:
            continue
        try:
            case, record = _read_record(raw.value)
        except InputError as error:
            unusable.append(report_unusable(raw, error))
            continue
        records.setdefault(case, []).append(record)
    if not records:
        raise InputError(
            f"{arguments.file} 中没有可用的记录",
            f"{arguments.file} has no usable record",
        )
    until = _read_until(arguments)
    readings = [
        conformance.read(
            case, [r for r in of_case if until is None or r.at <= until], ctx
        )
        for case, of_case in records.items()
    ]
    states: list[_CaseState] = []
    for reading in readings:
        state = _CaseState(reading.case)
        if reading.deviation is not None:
            state.refusals.append(_describe_deviation(reading.deviation, conformance))
        states.append(state)
    instants = [state.case.at for state in states if state.case.at is not None]
    last = max(instants, default=None)
    return _print_cases(arguments, states, unusable, until or last, ctx)


def _read_map(name: str) -> CodeMap:
    return (
        parse_code_map(read_text(name), name)
        if name.endswith(".toml")
        else code_map(name)
    )


def _read_record(value: dict[str, Any]) -> tuple[str, StatusRecord]:
    """Id of the case, and the status that a record states."""
    case, code, at = (value.get(name) for name in ("case", "code", "at"))
    if not (isinstance(case, str) and isinstance(code, str) and isinstance(at, str)):
        raise InputError(
            "应有 case、code、at 三项,均为文字",
            "case, code and at are required and must be texts",
        )
    return case, StatusRecord(code, parse_instant(at, "at"))


def _describe_deviation(
    deviation: Deviation, conformance: Conformance
) -> dict[str, Any]:
    as_finding = conformance.finding_of(deviation)
    return {
        "position": deviation.position,
        "seq": deviation.position + 1,
        "kind": deviation.code,
        "codes": [reason.code for reason in deviation.reasons] or [as_finding.code],
        "message_zh": as_finding.message(),
        "message_en": as_finding.message("en"),
    }


def _make_context(arguments: argparse.Namespace) -> Context:
    """Context with the rules of an item from a file, else with the rules of the law."""
    if arguments.rules:
        rules = parse_case_rules(read_text(arguments.rules), arguments.rules)
    else:
        rules = CaseRules(features=frozenset(ItemFeature) - {ItemFeature.INSTANT})
    as_of = parse_date(arguments.as_of, "--as-of") if arguments.as_of else None
    return Context(rules, china_calendar(arguments.region, as_of))


def _report_unsealed(state: _CaseState) -> list[dict[str, Any]]:
    """Report once per case that an event has no digest."""
    if state.unsealed is None:
        return []
    position, seq = state.unsealed
    return [{"position": position, "seq": seq, "codes": ["ZWLC013"]}]


def _apply_event(
    states: dict[str, _CaseState], record: ReadEvent, ctx: Context
) -> bool:
    """Apply an event to its case, and return whether the event is accepted.

    A refused event is noted with the case, and the case continues without it.
    """
    event = record.event
    assert event is not None  # noqa: S101  # checked by the caller
    state = states.get(event.case)
    if state is None:
        state = states[event.case] = _CaseState(Case(event.case))
    if not record.digest:
        state.unsealed = state.unsealed or (record.position, event.seq)
    elif record.entry is not None:
        if record.digest != entry_digest(record.entry, state.digest):
            place = {"position": record.position, "seq": event.seq}
            state.refusals.append({**place, "codes": ["ZWLC013"]})
        state.digest = record.digest
    answer = decide(state.case, event, ctx)
    if isinstance(answer, Accepted):
        state.case = answer.case
        return True
    state.refusals.append({"position": record.position, **_describe_refusal(answer)})
    state.case = left_out(state.case, event)
    return False


def _describe_refusal(answer: Refused) -> dict[str, Any]:
    return {
        "seq": answer.event.seq,
        "kind": answer.event.kind.value,
        "codes": list(answer.codes),
        "message_zh": ";".join(reason.text("zh") for reason in answer.reasons),
        "message_en": "; ".join(reason.text("en") for reason in answer.reasons),
    }


def _describe_case(
    state: _CaseState, at: datetime | None, ctx: Context
) -> dict[str, Any]:
    """The case at an instant, or at the last event of the case if that is later."""
    instants = [when for when in (at, state.case.at) if when is not None]
    as_of = max(instants, default=ctx.coverage[0])
    return {**read_case(state.case, as_of, ctx).to_record(), "refusals": state.refusals}


def _format_case(
    values: dict[str, Any], state: _CaseState, ctx: Context, lang: Lang
) -> Iterator[str]:
    """Lines of a case for people: the state, and each refusal."""
    phase = ctx.phase_label(state.case.phase, lang)
    due = values["due"] or "-"
    timely = ON_TIME[values["on_time"]].say(lang)
    light = Light(values["light"]).label(lang) if values["light"] else ""
    cells = (values["case"], phase, due, timely, light)
    yield "  ".join(filter(None, cells))
    for refusal in state.refusals:
        message = Text(refusal.get("message_zh", ""), refusal.get("message_en", ""))
        reason = message.say(lang) or ", ".join(refusal["codes"])
        kind = (
            ctx.event_label(EventKind(refusal["kind"]), lang)
            if "kind" in refusal
            else ""
        )
        yield f"  #{refusal['seq']} {kind}: {reason}"
