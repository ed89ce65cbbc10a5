"""Export of case logs for process-mining tools: XES (IEEE 1849) and OCEL 2.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from os import PathLike
from typing import IO, Any, Final, NamedTuple
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from zhengwu._text import Lang, Text
from zhengwu.io.source._text import open_target
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
from zhengwu.lifecycle._process import Move, Transition

_EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
_OUTSIDE: Final = frozenset({Role.APPLICANT, Role.AGENT})


class _Activity(NamedTuple):
    """Facts of an event that both formats record.

    Attributes:
        event: The event.
        name: Name of the event in the language of the export.
        time: Instant of the event in ISO 8601.
        role: Role of the actor.
        organ: Organ of the actor; empty for applicants and their agents.
        person: Id of the actor, or the number that replaces it; empty without an id.
        seq: Sequence number of the event.
    """

    event: Event
    name: str
    time: str
    role: str
    organ: str
    person: str
    seq: str


class _Describer:
    """Turns events into activities; ids are masked the same way in the whole file."""

    def __init__(self, process: Process | None, lang: Lang, *, masked: bool) -> None:
        self.process = national_process() if process is None else process
        self._names = _name_events(self.process, lang)
        self._masked = masked
        self._numbers: dict[str, int] = {}

    def describe(self, event: Event) -> _Activity:
        """The activity of an event."""
        actor = event.actor
        return _Activity(
            event=event,
            name=self._names[event.kind.value],
            time=event.at.isoformat(),
            role=actor.role.value,
            organ="" if actor.role in _OUTSIDE else actor.organ,
            person=self._name_person(actor),
            seq=str(event.seq),
        )

    def _name_person(self, actor: Actor) -> str:
        """The id; for applicants and agents a number that has no meaning elsewhere."""
        if not self._masked or actor.role not in _OUTSIDE or not actor.id:
            return actor.id
        number = self._numbers.setdefault(actor.id, len(self._numbers) + 1)
        return f"applicant-{number}"


def _name_events(process: Process, lang: Lang) -> dict[str, str]:
    """Name of each kind of event."""
    steps: list[Transition | Move] = [*process.transitions, *process.moves]
    return {step.event.value: Text(step.zh, step.en).say(lang) for step in steps}


def write_xes(
    logs: Iterable[EventLog],
    target: str | PathLike[str] | IO[bytes],
    *,
    process: Process | None = None,
    lang: Lang = "zh",
    masked: bool = True,
) -> int:
    """Write logs of cases as XES (IEEE 1849), one trace per case (导出 XES).

    Args:
        logs: The logs.
        target: Path or open binary file.
        process: Process that names the events; the national process if None.
        lang: Language of the names, ``"zh"`` or ``"en"``.
        masked: Whether ids of applicants and their agents are replaced by numbers.

    Returns:
        Number of events written.

    Raises:
        InputError: The file cannot be written.
    """
    describer = _Describer(process, lang, masked=masked)
    written = 0
    with open_target(target) as file:
        text: Any = TextIOWrapper(file, "utf-8", write_through=True)
        xml = XMLGenerator(text, "utf-8", short_empty_elements=True)
        xml.startDocument()
        _write_xes_header(xml)
        for log in logs:
            if not log.entries:
                continue
            _begin_element(xml, "trace")
            _write_string(xml, "concept:name", log.entries[0].event.case)
            for event in log.events:
                _write_xes_event(xml, describer.describe(event))
                written += 1
            xml.endElement("trace")
        xml.endElement("log")
        xml.endDocument()
        text.detach()
    return written


def _write_xes_header(xml: XMLGenerator) -> None:
    _begin_element(xml, "log", **{"xes.version": "1849-2016", "xes.features": ""})
    for name, prefix, uri in _EXTENSIONS:
        _write_empty(xml, "extension", name=name, prefix=prefix, uri=uri)
    for scope in ("trace", "event"):
        _begin_element(xml, "global", scope=scope)
        _write_string(xml, "concept:name", "-")
        xml.endElement("global")
    _write_empty(xml, "classifier", name="Activity", keys="concept:name")


def _write_xes_event(xml: XMLGenerator, activity: _Activity) -> None:
    event = activity.event
    _begin_element(xml, "event")
    _write_string(xml, "concept:name", activity.name)
    _write_empty(xml, "date", key="time:timestamp", value=activity.time)
    _write_string(xml, "lifecycle:transition", "complete")
    _write_string(xml, "org:role", activity.role)
    if activity.person:
        _write_string(xml, "org:resource", activity.person)
    if activity.organ:
        _write_string(xml, "org:group", activity.organ)
    _write_string(xml, "zhengwu:kind", event.kind.value)
    _write_empty(xml, "int", key="zhengwu:seq", value=activity.seq)
    if event.key:
        _write_string(xml, "zhengwu:key", event.key)
    xml.endElement("event")


# Characters that XML cannot hold, and lone surrogates.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _begin_element(xml: XMLGenerator, tag: str, /, **attributes: str) -> None:
    clean = {name: _NO_XML.sub("\ufffd", text) for name, text in attributes.items()}
    xml.startElement(tag, AttributesImpl(clean))


def _write_empty(xml: XMLGenerator, tag: str, /, **attributes: str) -> None:
    _begin_element(xml, tag, **attributes)
    xml.endElement(tag)


def _write_string(xml: XMLGenerator, key: str, value: str) -> None:
    _write_empty(xml, "string", key=key, value=value)


def write_ocel(
    logs: Iterable[EventLog],
    target: str | PathLike[str] | IO[bytes],
    *,
    process: Process | None = None,
    lang: Lang = "zh",
    masked: bool = True,
) -> int:
    """Write logs of cases as OCEL 2.0 in JSON (导出 OCEL 2.0).

    Objects are cases, organs, persons who acted, and side matters. An event has a
    relationship to each object that it concerns.

    Args:
        logs: The logs.
        target: Path or open binary file.
        process: Process that names the events; the national process if None.
        lang: Language of the names, ``"zh"`` or ``"en"``.
        masked: Whether ids of applicants and their agents are replaced by numbers.

    Returns:
        Number of events written.

    Raises:
        InputError: The file cannot be written.
    """
    describer = _Describer(process, lang, masked=masked)
    sides = {move.event: move.side for move in describer.process.moves}
    sides |= {
        row.event: row.opens for row in describer.process.transitions if row.opens
    }
    objects: dict[tuple[str, str], dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    for event in (event for log in logs for event in log.events):
        activity = describer.describe(event)
        relationships: list[dict[str, str]] = []
        for kind, name, qualifier in _list_objects(activity, sides.get(event.kind)):
            entry = {"id": f"{kind}:{name}", "type": kind}
            objects.setdefault((kind, name), {**entry, "attributes": []})
            relationships.append({"objectId": entry["id"], "qualifier": qualifier})
        events.append(
            {
                "id": f"{event.case}#{event.seq}",
                "type": activity.name,
                "time": activity.time,
                "attributes": [
                    {"name": "role", "value": activity.role},
                    {"name": "seq", "value": activity.seq},
                ],
                "relationships": relationships,
            }
        )
    types = dict.fromkeys(event["type"] for event in events)
    document = {
        "objectTypes": [
            {"name": name, "attributes": []}
            for name in dict.fromkeys(kind for kind, _ in objects)
        ],
        "eventTypes": [{"name": name, "attributes": _ATTRIBUTES} for name in types],
        "objects": list(objects.values()),
        "events": events,
    }
    text = json.dumps(document, ensure_ascii=False)
    with open_target(target) as file:
        file.write(text.encode("utf-8", "replace"))
    return len(events)


_ATTRIBUTES: Final = [
    {"name": "role", "type": "string"},
    {"name": "seq", "type": "integer"},
]


def _list_objects(
    activity: _Activity, side: SideKind | None
) -> Iterator[tuple[str, str, str]]:
    """Type, name and qualifier of each object that an event concerns."""
    event = activity.event
    yield "case", event.case, "of"
    if activity.organ:
        yield "organ", activity.organ, "for"
    if activity.person:
        yield "person", activity.person, "by"
    if isinstance(event.details, Pledge) and side is SideKind.GAP:
        for gap in dict.fromkeys(event.details.gaps):
            yield side.value, f"{event.case}/{gap}", "about"
    elif side is not None:
        yield side.value, f"{event.case}/{event.key}", "about"
