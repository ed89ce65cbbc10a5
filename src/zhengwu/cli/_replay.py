"""`zhengwu replay`: logs of cases checked again, and what each case is then."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs

from zhengwu._dates import parse_date, parse_instant
from zhengwu._errors import InputError
from zhengwu.calendars import china_calendar
from zhengwu.cli._output import complain, json_line
from zhengwu.findings import Finding
from zhengwu.io import ReadEvent, iter_events
from zhengwu.lifecycle import (
    Accepted,
    Case,
    CaseRules,
    Context,
    ItemFeature,
    Refused,
    decide,
    parse_case_rules,
    read_case,
    seal,
)

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


def replay(arguments: argparse.Namespace) -> int:
    """`zhengwu replay FILE`."""
    ctx = _context(arguments)
    held: dict[str, _Held] = {}
    unusable: list[Finding] = []
    last: datetime | None = None
    for read in iter_events(arguments.file, encoding=arguments.encoding):
        unusable += (found for found in read.findings if found.code != "ZWIO005")
        if read.event is not None:
            _put(held, read, ctx)
            last = read.event.at if last is None else max(last, read.event.at)
    if last is None:
        raise InputError(
            f"{arguments.file} 中没有可用的事件",
            f"{arguments.file} holds no usable event",
        )
    at = parse_instant(arguments.at, "--at") if arguments.at else last
    refused = False
    for one in held.values():
        shown = _shown(one, at, ctx)
        refused |= bool(one.refusals)
        if arguments.json:
            json_line(shown)
        else:
            print("\n".join(_lines(shown, one, ctx, arguments.lang)))
    for found in unusable[:_TOLD]:
        complain(found.message(arguments.lang))
    if len(unusable) > _TOLD:
        complain(f"… (+{len(unusable) - _TOLD})")
    return int(refused or bool(unusable))


def _context(arguments: argparse.Namespace) -> Context:
    """Rules of the item from a file; else those of the law, for any item."""
    if arguments.rules:
        name = arguments.rules
        try:
            text = Path(name).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"读不了 {name}:{error}", f"cannot read {name}: {error}"
            ) from None
        rules = parse_case_rules(text, name)
    else:
        rules = CaseRules(features=frozenset(ItemFeature) - {ItemFeature.INSTANT})
    as_of = parse_date(arguments.as_of, "--as-of") if arguments.as_of else None
    return Context(rules, china_calendar(arguments.region, as_of))


def _put(held: dict[str, _Held], read: ReadEvent, ctx: Context) -> None:
    """Put an event to its case; what is refused is kept, and the case goes on."""
    event = read.event
    assert event is not None  # noqa: S101  # seen by the caller
    one = held.get(event.case)
    if one is None:
        one = held[event.case] = _Held(Case(event.case))
    if read.digest:
        if read.digest != seal(event, one.digest):
            one.refusals.append(
                {"position": read.position, "seq": event.seq, "codes": ["ZWLC013"]}
            )
        one.digest = read.digest
    answer = decide(one.case, event, ctx)
    one.case = answer.case
    if isinstance(answer, Accepted):
        return
    one.refusals.append({"position": read.position, **_told(answer)})
    if event.seq == one.case.seq + 1:  # the number is used up
        one.case = attrs.evolve(one.case, seq=event.seq)


def _told(answer: Refused) -> dict[str, Any]:
    return {
        "seq": answer.event.seq,
        "kind": answer.event.kind.value,
        "codes": list(answer.codes),
        "message_zh": ";".join(reason.text("zh") for reason in answer.reasons),
        "message_en": "; ".join(reason.text("en") for reason in answer.reasons),
    }


def _shown(one: _Held, at: datetime, ctx: Context) -> dict[str, Any]:
    last = one.case.at
    as_of = at if last is None else max(at, last)
    return {**read_case(one.case, as_of, ctx).to_dict(), "refusals": one.refusals}


def _lines(shown: dict[str, Any], one: _Held, ctx: Context, lang: str) -> Iterator[str]:
    en = lang == "en"
    phase = ctx.phase_label(one.case.phase, lang)
    due = shown["due"] or "-"
    timely = _ON_TIME[shown["on_time"]][en]
    yield "  ".join(filter(None, (shown["case"], phase, due, timely, shown["light"])))
    for refusal in one.refusals:
        said = refusal.get(f"message_{lang}") or ", ".join(refusal["codes"])
        yield f"  #{refusal['seq']} {refusal.get('kind', '')}: {said}"
