"""Logs of cases of any procedure as JSON Lines, one event per line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import IO, Any, Final, NamedTuple

from zhengwu._dates import BEIJING
from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu.findings import Finding, Report, finding
from zhengwu.io._events import format_line, report_unusable
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.io.source._records import make_report
from zhengwu.io.source._text import Source, open_target
from zhengwu.process import (
    Procedure,
    ProcedureActor,
    ProcedureEvent,
    read_event,
    write_event,
)
from zhengwu.process.engine._fields import compile_fields
from zhengwu.process.engine._wire import EVENT_FORMAT

_PROCEDURE = "procedure"
_LONGEST_NAME = 60  # characters of a name that a finding quotes


class ReadProcedureEvent(NamedTuple):
    """Event of a line of a log (程序事件读入结果).

    Attributes:
        position: Number of the record, counted from 0.
        line: Number of the line, counted from 1.
        event: The event; None if the line could not be used.
        other: The procedure that the line names, where it is another; None where it is
            not, or the line could not be read.
        findings: What was wrong with the line.
    """

    position: int
    line: int
    event: ProcedureEvent | None
    other: str | None
    findings: tuple[Finding, ...]


def iter_procedure_events(
    source: Source, procedure: Procedure, *, encoding: str | None = None
) -> Iterator[ReadProcedureEvent]:
    """Read a log of a procedure event by event, in constant memory (逐条读取程序事件).

    An event of another procedure has no finding of its own; see `OtherProcedures`.

    Args:
        source: Path or open binary file.
        procedure: The procedure.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened or is not text.
    """
    read_plain = _PlainReader(procedure).read
    for record in iter_jsonl(source, encoding=encoding):
        findings, event, other = record.findings, None, None
        if record.value is not None:
            named = record.value.get(_PROCEDURE)
            if named != procedure.id:
                other = named[:_LONGEST_NAME] if isinstance(named, str) else ""
            else:
                try:
                    event = read_plain(record.value) or read_event(
                        record.value, procedure
                    )
                except InputError as error:
                    findings = (*findings, report_unusable(record, error))
        yield ReadProcedureEvent(record.position, record.line, event, other, findings)


class _PlainReader:
    """Reads events that are written as `write_event` writes them.

    perf: `read_event` takes three times as long; it reads whatever this reader leaves, and
    says what is wrong with it.
    """

    def __init__(self, procedure: Procedure) -> None:
        self._fields = {
            event.id: compile_fields(procedure, event) for event in procedure.events
        }

    def read(self, data: Mapping[str, Any]) -> ProcedureEvent | None:
        """The event; None if anything about the data is unusual."""
        if not data.keys() <= _KEYS:
            return None
        kind: Any = data.get("kind")
        case: Any = data.get("case")
        seq: Any = data.get("seq")
        key, calendar = data.get("key", ""), data.get("calendar", "")
        if not (type(kind) is type(case) is type(key) is type(calendar) is str):
            return None
        fields, actor = self._fields.get(kind), _read_actor(data.get("actor"))
        at = _read_instant(data.get("at"))
        recorded_at = (
            _read_instant(data["recorded_at"]) if "recorded_at" in data else at
        )
        details = data.get("details", _NO_DETAILS)
        if (
            fields is None
            or actor is None
            or at is None
            or recorded_at is None
            or type(seq) is not int
            or data.get("version") != EVENT_FORMAT
            or type(details) not in (dict, FrozenMap)
            or "\0" in case
            or "\0" in key
        ):
            return None
        try:
            read = fields.read(details)
        except InputError:
            return None  # `read_event` lists every problem
        return ProcedureEvent.trusted(
            case=case,
            seq=seq,
            kind=kind,
            at=at,
            actor=actor,
            details=read,
            key=key,
            recorded_at=recorded_at,
            calendar=calendar,
        )


_KEYS: Final = frozenset(
    {"version", "procedure", "case", "seq", "kind", "at", "actor", "key", "recorded_at",
     "calendar", "details"}
)  # fmt: skip
_ACTOR_KEYS: Final = frozenset({"role", "id", "organ"})
_NO_DETAILS: Final[FrozenMap[Any]] = FrozenMap()
_WRITTEN: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+08:00\Z", re.ASCII
)


def _read_actor(data: Any) -> ProcedureActor | None:
    if type(data) is not dict:
        return None
    plain: dict[str, Any] = data
    if not plain.keys() <= _ACTOR_KEYS:
        return None
    role, who, organ = plain.get("role"), plain.get("id", ""), plain.get("organ", "")
    if not (type(role) is type(who) is type(organ) is str) or "\0" in who:
        return None
    return ProcedureActor.trusted(role=role, id=who, organ=organ)


def _read_instant(text: object) -> dt.datetime | None:
    """An instant as the library writes it; None for any other form."""
    if type(text) is not str or not _WRITTEN.match(text):
        return None
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    except ValueError:
        return None


class OtherProcedures:
    """Counts the lines of other procedures, so that each procedure is one finding."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._seen: dict[str, tuple[int, int, int]] = {}

    def note(self, record: ReadProcedureEvent) -> None:
        """Count a line if it is of another procedure."""
        if record.other is not None:
            first = (record.position, record.line)
            *place, count = self._seen.get(record.other, (*first, 0))
            self._seen[record.other] = (place[0], place[1], count + 1)

    def report(self) -> Iterator[Finding]:
        """A finding for each other procedure, and one for lines that name none."""
        for other, (position, line, count) in self._seen.items():
            values = {"other": other or "-", "procedure": self._procedure.id}
            path = (position,)
            yield finding("ZWIO019", path, line=line, count=count, **values)


class LoadedProcedureEvents(NamedTuple):
    """Logs of a file of a procedure, and what was wrong while reading (程序日志读入结果).

    Attributes:
        logs: Events of each case by the id of the case, in the order of the file.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    logs: dict[str, tuple[ProcedureEvent, ...]]
    report: Report


def read_procedure_events(
    source: Source, procedure: Procedure, *, encoding: str | None = None
) -> LoadedProcedureEvents:
    """Read the logs of cases of a procedure from JSON Lines (读取程序日志).

    Each line is an event as `zhengwu.process.write_event` returns it. A line that cannot be
    used is left out; the other lines are read. Lines of another procedure are reported
    together.

    Args:
        source: Path or open binary file.
        procedure: The procedure.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened or is not text.

    >>> from io import BytesIO
    >>> from zhengwu.procedures import procedure
    >>> from zhengwu.process import ProcedureContext, generate_log
    >>> hotline = procedure("hotline")
    >>> log, file = generate_log(ProcedureContext(hotline), 1), BytesIO()
    >>> written = write_procedure_events([log], file, hotline)
    >>> read_procedure_events(BytesIO(file.getvalue()), hotline).logs == {log[0].case: log}
    True
    """
    findings: list[Finding] = []
    lines: list[int] = []
    logs: dict[str, list[ProcedureEvent]] = {}
    others, loaded = OtherProcedures(procedure), 0
    for record in iter_procedure_events(source, procedure, encoding=encoding):
        lines.append(record.line)
        findings += record.findings
        others.note(record)
        if record.event is not None:
            logs.setdefault(record.event.case, []).append(record.event)
            loaded += 1
    findings += others.report()
    return LoadedProcedureEvents(
        {case: tuple(events) for case, events in logs.items()},
        make_report(source, findings, lines, loaded=loaded),
    )


def write_procedure_events(
    logs: Iterable[Iterable[ProcedureEvent]] | Mapping[str, Iterable[ProcedureEvent]],
    target: str | PathLike[str] | IO[bytes],
    procedure: Procedure,
) -> int:
    """Write logs of cases of a procedure to JSON Lines (写出程序日志).

    Args:
        logs: The events of each case, or these by the id of the case, in the order in which
            they are written.
        target: Path or open binary file.
        procedure: The procedure.

    Returns:
        Number of events written.

    Raises:
        InputError: The file cannot be written, or an event is none of the procedure; the
            events before it are written.
    """
    of_cases: Iterable[Any] = logs.values() if isinstance(logs, Mapping) else logs
    written = 0
    with open_target(target) as file:
        for events in of_cases:
            for event in events:
                file.write(format_line(write_event(event, procedure)))
                written += 1
    return written
