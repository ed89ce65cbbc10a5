"""Logs of cases for process-mining tools: XES (IEEE 1849) and OCEL 2.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from os import PathLike
from typing import IO, Any, Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from zhengwu._text import Lang
from zhengwu.io._text import writing
from zhengwu.lifecycle import (
    Actor,
    Event,
    EventLog,
    Pledge,
    Process,
    Role,
    SideKind,
    national_process,
)

_EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
_OUTSIDE: Final = frozenset({Role.APPLICANT, Role.AGENT})


def write_xes(
    logs: Iterable[EventLog],
    target: str | PathLike[str] | IO[bytes],
    *,
    process: Process | None = None,
    lang: Lang = "zh",
    masked: bool = True,
) -> int:
    """Write logs of cases as XES (IEEE 1849), a trace a case (导出 XES).

    Args:
        logs: The logs.
        target: Path or open binary file.
        process: Where the names of events stand; the national one if None.
        lang: Language of the names, ``"zh"`` or ``"en"``.
        masked: Whether ids of applicants and their agents are replaced by numbers.

    Returns:
        How many events were written.

    Raises:
        InputError: The file cannot be written.
    """
    names, persons = _names(process, lang), _Persons(masked=masked)
    written = 0
    with writing(target) as file:
        text: Any = TextIOWrapper(file, "utf-8", write_through=True)
        xml = XMLGenerator(text, "utf-8", short_empty_elements=True)
        xml.startDocument()
        _begin(xml, "log", **{"xes.version": "1849-2016", "xes.features": ""})
        for name, prefix, uri in _EXTENSIONS:
            _empty(xml, "extension", name=name, prefix=prefix, uri=uri)
        for scope in ("trace", "event"):
            _begin(xml, "global", scope=scope)
            _empty(xml, "string", key="concept:name", value="-")
            xml.endElement("global")
        _empty(xml, "classifier", name="Activity", keys="concept:name")
        for log in logs:
            if not log.entries:
                continue
            _begin(xml, "trace")
            _empty(xml, "string", key="concept:name", value=log.entries[0].event.case)
            for event in log.events:
                _xes_event(xml, event, names[event.kind.value], persons)
                written += 1
            xml.endElement("trace")
        xml.endElement("log")
        xml.endDocument()
        text.detach()
    return written


# Characters that XML cannot hold, and halves of characters.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _begin(xml: XMLGenerator, tag: str, /, **attributes: str) -> None:
    clean = {name: _NO_XML.sub("\ufffd", text) for name, text in attributes.items()}
    xml.startElement(tag, AttributesImpl(clean))


def _empty(xml: XMLGenerator, tag: str, /, **attributes: str) -> None:
    _begin(xml, tag, **attributes)
    xml.endElement(tag)


def _xes_event(xml: XMLGenerator, event: Event, name: str, persons: _Persons) -> None:
    _begin(xml, "event")
    _empty(xml, "string", key="concept:name", value=name)
    _empty(xml, "date", key="time:timestamp", value=event.at.isoformat())
    _empty(xml, "string", key="lifecycle:transition", value="complete")
    _empty(xml, "string", key="org:role", value=event.actor.role.value)
    who = persons.name(event.actor)
    if who:
        _empty(xml, "string", key="org:resource", value=who)
    if event.actor.organ and event.actor.role not in _OUTSIDE:
        _empty(xml, "string", key="org:group", value=event.actor.organ)
    _empty(xml, "string", key="zhengwu:kind", value=event.kind.value)
    _empty(xml, "int", key="zhengwu:seq", value=str(event.seq))
    if event.key:
        _empty(xml, "string", key="zhengwu:key", value=event.key)
    xml.endElement("event")


def _names(process: Process | None, lang: Lang) -> dict[str, str]:
    rules = national_process() if process is None else process
    en = lang == "en"
    rows = {row.event.value: row.en if en else row.zh for row in rules.transitions}
    return rows | {move.event.value: move.en if en else move.zh for move in rules.moves}


class _Persons:
    """Who acted; an applicant by a number of this file, which tells nothing elsewhere."""

    def __init__(self, *, masked: bool) -> None:
        self._masked = masked
        self._numbers: dict[str, int] = {}

    def name(self, actor: Actor) -> str:
        """The id, or what stands for it; empty where there is none."""
        if not self._masked or actor.role not in _OUTSIDE or not actor.id:
            return actor.id
        number = self._numbers.setdefault(actor.id, len(self._numbers) + 1)
        return f"applicant-{number}"


def write_ocel(
    logs: Iterable[EventLog],
    target: str | PathLike[str] | IO[bytes],
    *,
    process: Process | None = None,
    lang: Lang = "zh",
    masked: bool = True,
) -> int:
    """Write logs of cases as OCEL 2.0 in JSON (导出 OCEL 2.0).

    Objects are cases, organs, persons who acted, and side matters; an event is tied to
    each that it concerns.

    Args:
        logs: The logs.
        target: Path or open binary file.
        process: Where the names of events stand; the national one if None.
        lang: Language of the names, ``"zh"`` or ``"en"``.
        masked: Whether ids of applicants and their agents are replaced by numbers.

    Returns:
        How many events were written.

    Raises:
        InputError: The file cannot be written.
    """
    rules = national_process() if process is None else process
    names, persons = _names(rules, lang), _Persons(masked=masked)
    sides = {move.event: move.side for move in rules.moves}
    sides |= {row.event: row.opens for row in rules.transitions if row.opens}
    objects: dict[tuple[str, str], dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    for event in (event for log in logs for event in log.events):
        tied: list[dict[str, str]] = []
        for kind, name, how in _tied(event, sides.get(event.kind), persons):
            made = {"id": f"{kind}:{name}", "type": kind}
            objects.setdefault((kind, name), {**made, "attributes": []})
            tied.append({"objectId": made["id"], "qualifier": how})
        events.append(
            {
                "id": f"{event.case}#{event.seq}",
                "type": names[event.kind.value],
                "time": event.at.isoformat(),
                "attributes": [
                    {"name": "role", "value": event.actor.role.value},
                    {"name": "seq", "value": str(event.seq)},
                ],
                "relationships": tied,
            }
        )
    types = dict.fromkeys(event["type"] for event in events)
    whole = {
        "objectTypes": [
            {"name": name, "attributes": []}
            for name in dict.fromkeys(kind for kind, _ in objects)
        ],
        "eventTypes": [{"name": name, "attributes": _ATTRIBUTES} for name in types],
        "objects": list(objects.values()),
        "events": events,
    }
    with writing(target) as file:
        file.write(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace"))
    return len(events)


_ATTRIBUTES: Final = [
    {"name": "role", "type": "string"},
    {"name": "seq", "type": "integer"},
]


def _tied(
    event: Event, side: SideKind | None, persons: _Persons
) -> Iterator[tuple[str, str, str]]:
    """Type, name and part of each object that an event concerns."""
    yield "case", event.case, "of"
    if event.actor.organ and event.actor.role not in _OUTSIDE:
        yield "organ", event.actor.organ, "for"
    who = persons.name(event.actor)
    if who:
        yield "person", who, "by"
    if isinstance(event.details, Pledge) and side is SideKind.GAP:
        for gap in dict.fromkeys(event.details.gaps):
            yield side.value, f"{event.case}/{gap}", "about"
    elif side is not None:
        yield side.value, f"{event.case}/{event.key}", "about"
