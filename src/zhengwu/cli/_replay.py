"""`zhengwu replay`: logs of cases checked again, and what each case is then."""

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
from zhengwu._text import Lang
from zhengwu.calendars import china_calendar
from zhengwu.cli._input import add_calendar_arguments, read_text
from zhengwu.cli._output import complain, json_line
from zhengwu.findings import Finding, finding
from zhengwu.io import iter_events
from zhengwu.io._events import ReadEvent
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.lifecycle import (
    Accepted,
    Case,
    CaseRules,
    CodeMap,
    Conformance,
    Context,
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

_ON_TIME: Final = {
    True: ("按期", "in time"),
    False: ("逾期", "late"),
    None: ("", ""),
}
_TOLD: Final = 5  # unusable lines that are told one by one


@attrs.define
class _Held:
    """A case while its log is read, and what was refused."""

    case: Case
    refusals: list[dict[str, Any]] = attrs.field(factory=list[dict[str, Any]])
    digest: str = ""
    unsealed: tuple[int, int] | None = None  # the first: its position and number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwu replay`."""
    parser.add_argument("file", metavar="FILE", help="事件 JSONL / events, JSON Lines")
    parser.add_argument(
        "--rules", metavar="FILE", help="事项办件规则 / rules of the item, TOML"
    )
    parser.add_argument(
        "--map",
        metavar="NAME|FILE",
        help="状态码对照表:case、code、at 的记录 / code map, for records of codes",
    )
    parser.add_argument(
        "--at", metavar="T", help="截至时刻,默认最后一件 / as of; the last event"
    )
    parser.add_argument("--encoding", metavar="E", help="文件编码 / encoding")
    add_calendar_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """`zhengwu replay FILE`."""
    with _uncollected():
        return _replay(arguments)


@contextmanager
def _uncollected() -> Generator[None]:
    """Without the search for circles.

    perf: a case refers to nothing that refers to it, and going over all that is held again
    and again costs a tenth of the whole.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _replay(arguments: argparse.Namespace) -> int:
    ctx = _context(arguments)
    if arguments.map:
        return _foreign(arguments, ctx)
    held: dict[str, _Held] = {}
    unusable: list[Finding] = []
    last: datetime | None = None
    known = False
    until = parse_instant(arguments.at, "--at") if arguments.at else None
    for read in iter_events(arguments.file, encoding=arguments.encoding):
        if read.findings:
            unusable += (f for f in read.findings if f.code != "ZWIO005")
        if read.event is None:
            continue
        known = True
        if until is None or read.event.at <= until:
            accepted = _put(held, read, ctx)
            if accepted:
                last = read.event.at if last is None else max(last, read.event.at)
    if not known:
        raise InputError(
            f"{arguments.file} 中没有可用的事件",
            f"{arguments.file} holds no usable event",
        )
    if any(one.digest for one in held.values()):
        for one in held.values():  # where one is sealed all are: a lost digest is found
            one.refusals += _unsealed(one)
    return _tell(arguments, held.values(), unusable, until or last, ctx)


def _tell(
    arguments: argparse.Namespace,
    cases: Iterable[_Held],
    unusable: list[Finding],
    at: datetime | None,
    ctx: Context,
) -> int:
    """Print each case, and on standard error the lines that could not be used."""
    refused = False
    for one in cases:
        shown = _shown(one, at, ctx)
        refused |= bool(one.refusals)
        if arguments.json:
            json_line(shown)
        else:
            print("\n".join(_lines(shown, one, ctx, arguments.lang)))
    _complain(unusable, arguments.lang)
    return int(refused or bool(unusable))


def _complain(unusable: list[Finding], lang: Lang) -> None:
    for found in unusable[:_TOLD]:
        complain(found.message(lang))
    if len(unusable) > _TOLD:
        complain(f"… (+{len(unusable) - _TOLD})")


def _foreign(arguments: argparse.Namespace, ctx: Context) -> int:
    """Records of a hall system, one ``case``, ``code`` and ``at`` a line."""
    conformance = Conformance(_map(arguments.map))
    records: dict[str, list[StatusRecord]] = {}
    unusable: list[Finding] = []
    for raw in iter_jsonl(arguments.file, encoding=arguments.encoding):
        unusable += (found for found in raw.findings if found.code != "ZWIO005")
        if raw.value is None:
            continue
        try:
            case, record = _record(raw.value)
        except InputError as error:
            told = {"problem_zh": error.message_zh, "problem_en": error.message_en}
            unusable.append(finding("ZWLC012", (raw.position,), line=raw.line, **told))
            continue
        records.setdefault(case, []).append(record)
    if not records:
        raise InputError(
            f"{arguments.file} 中没有可用的记录",
            f"{arguments.file} holds no usable record",
        )
    until = parse_instant(arguments.at, "--at") if arguments.at else None
    read_cases = {
        case: conformance.read(
            case, [r for r in held if until is None or r.at <= until], ctx
        )
        for case, held in records.items()
    }
    last = [read.case.at for read in read_cases.values() if read.case.at is not None]
    cases: list[_Held] = []
    for read in read_cases.values():
        one = _Held(read.case)
        if read.deviation is not None:
            one.refusals.append(_told_deviation(read.deviation, conformance))
        cases.append(one)
    return _tell(arguments, cases, unusable, until or max(last, default=None), ctx)


def _map(name: str) -> CodeMap:
    return (
        parse_code_map(read_text(name), name)
        if name.endswith(".toml")
        else code_map(name)
    )


def _record(value: dict[str, Any]) -> tuple[str, StatusRecord]:
    case, code, at = (value.get(name) for name in ("case", "code", "at"))
    if not (isinstance(case, str) and isinstance(code, str) and isinstance(at, str)):
        raise InputError(
            "应有 case、code、at 三项,均为文字",
            "case, code and at are needed, as texts",
        )
    return case, StatusRecord(code, parse_instant(at, "at"))


def _told_deviation(found: Deviation, conformance: Conformance) -> dict[str, Any]:
    as_finding = conformance.finding_of(found)
    return {
        "position": found.position,
        "seq": found.position + 1,
        "kind": found.code,
        "codes": [reason.code for reason in found.reasons] or [as_finding.code],
        "message_zh": as_finding.message(),
        "message_en": as_finding.message("en"),
    }


def _context(arguments: argparse.Namespace) -> Context:
    """Rules of the item from a file; else those of the law, for any item."""
    if arguments.rules:
        rules = parse_case_rules(read_text(arguments.rules), arguments.rules)
    else:
        rules = CaseRules(features=frozenset(ItemFeature) - {ItemFeature.INSTANT})
    as_of = parse_date(arguments.as_of, "--as-of") if arguments.as_of else None
    return Context(rules, china_calendar(arguments.region, as_of))


def _unsealed(one: _Held) -> list[dict[str, Any]]:
    """That the digest of an event is gone; told once a case."""
    if one.unsealed is None:
        return []
    position, seq = one.unsealed
    return [{"position": position, "seq": seq, "codes": ["ZWLC013"]}]


def _put(held: dict[str, _Held], read: ReadEvent, ctx: Context) -> bool:
    """Put an event to its case; what is refused is told, and the case goes on."""
    event = read.event
    assert event is not None  # noqa: S101  # seen by the caller
    one = held.get(event.case)
    if one is None:
        one = held[event.case] = _Held(Case(event.case))
    if not read.digest:
        one.unsealed = one.unsealed or (read.position, event.seq)
    elif read.entry is not None:
        if read.digest != entry_digest(read.entry, one.digest):
            told = {"position": read.position, "seq": event.seq}
            one.refusals.append({**told, "codes": ["ZWLC013"]})
        one.digest = read.digest
    answer = decide(one.case, event, ctx)
    if isinstance(answer, Accepted):
        one.case = answer.case
        return True
    one.refusals.append({"position": read.position, **_told(answer)})
    one.case = left_out(one.case, event)
    return False


def _told(answer: Refused) -> dict[str, Any]:
    return {
        "seq": answer.event.seq,
        "kind": answer.event.kind.value,
        "codes": list(answer.codes),
        "message_zh": ";".join(reason.text("zh") for reason in answer.reasons),
        "message_en": "; ".join(reason.text("en") for reason in answer.reasons),
    }


def _shown(one: _Held, at: datetime | None, ctx: Context) -> dict[str, Any]:
    """The case as of an instant; of its own last event where that is later."""
    instants = [when for when in (at, one.case.at) if when is not None]
    as_of = max(instants, default=ctx.coverage[0])
    return {**read_case(one.case, as_of, ctx).to_dict(), "refusals": one.refusals}


def _lines(
    shown: dict[str, Any], one: _Held, ctx: Context, lang: Lang
) -> Iterator[str]:
    en = lang == "en"
    phase = ctx.phase_label(one.case.phase, lang)
    due = shown["due"] or "-"
    timely = _ON_TIME[shown["on_time"]][en]
    yield "  ".join(filter(None, (shown["case"], phase, due, timely, shown["light"])))
    for refusal in one.refusals:
        said = refusal.get(f"message_{lang}") or ", ".join(refusal["codes"])
        yield f"  #{refusal['seq']} {refusal.get('kind', '')}: {said}"
