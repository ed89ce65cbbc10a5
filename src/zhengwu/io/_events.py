"""Logs of cases as JSON Lines, one event per line; unusable lines are skipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from os import PathLike
from typing import IO, Any, NamedTuple, cast, get_args, get_type_hints

import attrs

from zhengwu._errors import InputError
from zhengwu._masking import mask_personal_data
from zhengwu.findings import Finding, Report, finding
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.io.source._records import RawRecord, make_report
from zhengwu.io.source._text import Source, open_target
from zhengwu.lifecycle import Event, EventLog, event_from_dict, event_to_dict
from zhengwu.lifecycle._log import LogEntry, canonical
from zhengwu.lifecycle._wire import Upcaster, Upcasters

_DIGEST = "digest"


class ReadEvent(NamedTuple):
    """Event of a line of a log (事件读入结果).

    Attributes:
        position: Number of the record, counted from 0.
        line: Number of the line, counted from 1.
        event: The event; None if the line could not be used.
        digest: Digest of the event; empty if the event has none.
        written: The event as it is in the file, if it is in an older version there.
        findings: What was wrong with the line.
    """

    position: int
    line: int
    event: Event | None
    digest: str
    written: str
    findings: tuple[Finding, ...]

    @property
    def entry(self) -> LogEntry | None:
        """The entry of a log; None if the line could not be used."""
        if self.event is None:
            return None
        return LogEntry(self.event, self.digest, self.written)


def iter_events(
    source: Source,
    *,
    upcasters: Upcasters | None = None,
    encoding: str | None = None,
) -> Iterator[ReadEvent]:
    """Read a log event by event, in constant memory (逐条读取事件).

    Args:
        source: Path or open binary file.
        upcasters: Functions that convert events of older versions to newer versions.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened or is not text.
    """
    guarded = _guard_upcasters(upcasters or {})
    for record in iter_jsonl(source, encoding=encoding):
        findings, event, digest, written = record.findings, None, "", ""
        if record.value is not None:
            try:
                digest = _pop_digest(record.value)
                event = _read_event(record.value, guarded)
                if digest:
                    written = canonical(record.value)
                    if written == canonical(event_to_dict(event)):
                        written = ""
            except InputError as error:
                findings = (*findings, report_unusable(record, error))
        yield ReadEvent(record.position, record.line, event, digest, written, findings)


def _guard_upcasters(upcasters: Upcasters) -> Upcasters:
    """Upcasters whose errors concern one event, and not the file."""

    def guard(name: str, version: int, upcast: Upcaster) -> Upcaster:
        def convert(data: dict[str, Any]) -> dict[str, Any]:
            try:
                return upcast(data)
            except InputError:
                raise
            except Exception as error:  # code of the caller
                shown = mask_personal_data(f"{type(error).__name__}: {error}")
                raise InputError(
                    f"事件 {name!r} 版本 {version} 的 upcaster 出错({shown})",
                    f"the upcaster of version {version} of event {name!r} failed ({shown})",
                ) from error

        return convert

    return {key: guard(*key, upcast) for key, upcast in upcasters.items()}


def _read_event(data: dict[str, Any], upcasters: Upcasters) -> Event:
    """Read an event; whatever is wrong with its data is an `InputError`."""
    try:
        event = event_from_dict(data, upcasters)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # no event may lose the others
        name = type(error).__name__
        raise InputError(
            f"事件的数据读不了({name})",
            f"the data of the event cannot be read ({name})",
        ) from None
    details = event.details
    names, read = _list_required(cast("Hashable", type(details)))
    if read is not None and None in read(details):
        empty = next(name for name in names if getattr(details, name) is None)
        raise InputError(
            f"event 不合要求:不能为 null @ details.{empty}",
            f"event is unusable: must not be null @ details.{empty}",
        )
    return event


@cache
def _list_required(
    details: Hashable,
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]] | None]:
    """Fields of details that may not be null, and a function that reads their values."""
    names = tuple(
        name
        for name, hint in get_type_hints(details).items()
        if type(None) not in get_args(hint) and hint is not Any
    )
    match names:
        case ():
            return names, None
        case (name,):
            return names, lambda value: (getattr(value, name),)
        case _:
            return names, attrgetter(*names)


def _pop_digest(record: dict[str, Any]) -> str:
    """Remove the digest from a record and return it."""
    digest = record.pop(_DIGEST, "")
    if not isinstance(digest, str):
        raise InputError(
            f"{_DIGEST} 应为文字,现为 {type(digest).__name__}",
            f"{_DIGEST} must be text, not {type(digest).__name__}",
        )
    return digest


def report_unusable(record: RawRecord, error: InputError) -> Finding:
    """Finding about a record that cannot be read as an event or a status."""
    return finding(
        "ZWLC012",
        (record.position,),
        line=record.line,
        problem_zh=error.message_zh,
        problem_en=error.message_en,
    )


class LoadedEvents(NamedTuple):
    """Logs of a file of events, and what was wrong while reading (日志读入结果).

    Attributes:
        logs: The log of each case by the id of the case, in the order of the file.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``; if the file has digests, also what was changed after sealing.
    """

    logs: dict[str, EventLog]
    report: Report


def read_events(
    source: Source,
    *,
    upcasters: Upcasters | None = None,
    encoding: str | None = None,
) -> LoadedEvents:
    """Read the logs of cases from JSON Lines (读取办件日志).

    Each line is an event as `event_to_dict` returns it, with a ``digest`` if the log was
    sealed. A line that cannot be used is left out; the other lines are read.

    Args:
        source: Path or open binary file.
        upcasters: Functions that convert events of older versions to newer versions.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened or is not text.
    """
    findings: list[Finding] = []
    lines: list[int] = []
    entries: dict[str, list[LogEntry]] = {}
    positions: dict[str, list[int]] = {}
    for record in iter_events(source, upcasters=upcasters, encoding=encoding):
        lines.append(record.line)
        findings += record.findings
        if record.event is not None and record.entry is not None:
            case = record.event.case
            entries.setdefault(case, []).append(record.entry)
            positions.setdefault(case, []).append(record.position)
    logs = {case: EventLog(tuple(of_case)) for case, of_case in entries.items()}
    sealed = any(entry.digest for log in logs.values() for entry in log.entries)
    for case, log in logs.items():
        if sealed:  # then every log is sealed, so that a removed digest is reported
            findings += (
                attrs.evolve(fault, path=(positions[case][int(fault.path[0])],))
                for fault in log.check()
            )
    loaded = sum(map(len, logs.values()))
    return LoadedEvents(logs, make_report(source, findings, lines, loaded=loaded))


def write_events(
    logs: Iterable[EventLog], target: str | PathLike[str] | IO[bytes]
) -> int:
    """Write logs of cases to JSON Lines, with their digests (写出办件日志).

    Args:
        logs: The logs, in the order in which they are written.
        target: Path or open binary file.

    Returns:
        Number of events written.

    Raises:
        InputError: The file cannot be written.
    """
    written = 0
    with open_target(target) as file:
        for log in logs:
            for entry in log.entries:
                record: dict[str, Any] = (
                    json.loads(entry.written)
                    if entry.written
                    else event_to_dict(entry.event)
                )
                if entry.digest:
                    record[_DIGEST] = entry.digest
                file.write(format_line(record))
                written += 1
    return written


def format_line(record: dict[str, Any]) -> bytes:
    """Line of a record; a lone surrogate, which no file can hold, becomes an escape."""
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"
