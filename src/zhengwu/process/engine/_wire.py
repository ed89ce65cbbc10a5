"""Converts events of a procedure to and from plain data for JSON, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import attrs

from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._text import Text
from zhengwu._values import (
    Value,
    as_object,
    choose_schema,
    join_problems,
    nest,
    plan_of,
)
from zhengwu._values._schema import describe_all
from zhengwu.findings._elements import element_label
from zhengwu.process.engine._case import ProcedureEvent
from zhengwu.process.engine._fields import compile_fields, schema_of
from zhengwu.process.table._procedure import Procedure

EVENT_FORMAT: Final = 2
"""Version of the written form of events (事件格式版本), the same for every procedure."""

_DETAILS: Final = "details"
_PROCEDURE: Final = "procedure"
_VERSION: Final = "version"


def write_event(event: ProcedureEvent, procedure: Procedure) -> dict[str, Any]:
    """Convert an event to plain data for JSON (事件转为数据). Default values are left out.

    Raises:
        InputError: The procedure has no such event, or the details are not those that the
            table declares.
    """
    fields = compile_fields(procedure, _find_event(procedure, event.kind))
    details = fields.write(fields.check(event.details))
    data: dict[str, Any] = attrs.evolve(event, details=FrozenMap()).to_data()
    data.pop("kind", None)
    data.pop("record", None)
    data.pop(_DETAILS, None)
    if event.recorded_at == event.at:
        data.pop("recorded_at", None)
    written = {
        _VERSION: EVENT_FORMAT,
        _PROCEDURE: procedure.id,
        **{name: data.pop(name) for name in ("case", "seq")},
        "kind": event.kind,
        **data,
    }
    return written | ({_DETAILS: details} if details else {})


def read_event(data: object, procedure: Procedure) -> ProcedureEvent:
    """Read an event of a procedure from plain data, strictly: nothing coerced, no key ignored (读取事件).

    Raises:
        InputError: The data is no event of this procedure; every problem is listed with
            its path, and personal values are not repeated.
    """
    plain = dict(as_object(data))
    version, of = plain.pop(_VERSION, EVENT_FORMAT), plain.pop(_PROCEDURE, None)
    if version != EVENT_FORMAT:
        raise InputError(
            f"无法识别事件的格式版本 {version!r};本库读取版本 {EVENT_FORMAT}",
            f"format {version!r} of an event is unknown; this library reads "
            f"{EVENT_FORMAT}",
        )
    if of != procedure.id:
        raise InputError(
            f"事件属于程序 {of!r},不属于 {procedure.id!r};请用该程序读取",
            f"the event belongs to procedure {of!r}, not to {procedure.id!r}; read it "
            "with that procedure",
        )
    problems: list[Problem] = []
    details: Mapping[str, Any] = FrozenMap()
    given = plain.pop(_DETAILS, None)
    kind = plain.get("kind")
    try:
        event = _find_event(procedure, kind)
        details = compile_fields(procedure, event).read(
            {} if given is None else as_object(given)
        )
    except InputError as error:
        at = (
            (_DETAILS,)
            if isinstance(kind, str) and kind in procedure.event_by_id
            else ()
        )
        problems += nest(error, *at) if at else error.problems
    frame: Any = None
    try:
        frame = _read_frame(plain)
    except InputError as error:
        problems += error.problems
    if problems:
        raise join_problems(problems)
    read: ProcedureEvent = attrs.evolve(frame, details=details)
    return read


def _read_frame(plain: dict[str, Any]) -> Value:
    """The event without its details; a missing recording time is that of the event."""
    if plain.get("recorded_at") is None and "at" in plain:
        plain["recorded_at"] = plain["at"]
    kind = plain.pop("kind", None)
    tag = plan_of(ProcedureEvent).tag
    named = {tag: "ProcedureEvent"} if tag != "kind" else {}
    return ProcedureEvent.from_data({**named, **plain, "kind": kind})


def _find_event(procedure: Procedure, kind: Any) -> Any:
    event = procedure.event_by_id.get(kind) if isinstance(kind, str) else None
    if event is None:
        known = ", ".join(procedure.event_by_id)
        problem = Problem(
            ("kind",),
            f"程序 {procedure.id} 没有事件 {kind!r};有:{known}",
            f"procedure {procedure.id} has no event {kind!r}; it has {known}",
        )
        raise join_problems([problem])
    return event


def event_schema(procedure: Procedure) -> dict[str, Any]:
    """JSON Schema (2020-12) of the events of a procedure (事件数据模式)."""
    frame: dict[str, Any] = {
        _VERSION: {"const": EVENT_FORMAT},
        _PROCEDURE: {"const": procedure.id},
        "case": {"type": "string"},
        "seq": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "actor": {
            "type": "object",
            "properties": {
                "role": {"enum": [row.id for row in procedure.roles] + ["system"]},
                "id": {"type": "string"},
                "organ": {"type": "string"},
            },
            "required": ["role"],
            "additionalProperties": False,
        },
        "key": {"type": "string"},
        "recorded_at": {"type": "string", "format": "date-time"},
        "calendar": {"type": "string"},
    }
    kinds: list[dict[str, Any]] = []
    for event in procedure.events:
        details = {
            "type": "object",
            "properties": {name: schema_of(procedure, name) for name in event.fields},
            "required": list(event.requires),
            "additionalProperties": False,
        }
        required = ["case", "seq", "kind", "at", "procedure", "version"]
        kinds.append(
            {
                "title": f"{event.zh} / {event.en}",
                "type": "object",
                "properties": {
                    **frame,
                    "kind": {"const": event.id},
                    _DETAILS: details,
                },
                "required": required + ([_DETAILS] if event.requires else []),
                "additionalProperties": False,
            }
        )
    title = f"{procedure.title_zh} / {procedure.title_en}"
    name = f"{procedure.id}.event"
    return choose_schema(
        {**_describe_values(), name: {"title": title, "oneOf": kinds}}, name
    )


@cache
def _describe_values() -> Mapping[str, Any]:
    """Schemas of the values that a field may hold, such as limits."""
    definitions: Mapping[str, Any] = describe_all(
        lambda name: Text(element_label(name), element_label(name, "en"))
    )
    return definitions
