"""Logs of cases as JSON Lines, one event each, read past what cannot be used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from typing import IO, Any, NamedTuple

import attrs

from zhengwu._errors import InputError
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._place import SourceMap
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._text import Source, writing
from zhengwu.lifecycle import Event, EventLog, event_from_dict, event_to_dict
from zhengwu.lifecycle._log import LogEntry, canonical
from zhengwu.lifecycle._wire import Upcasters

_DIGEST = "digest"


class ReadEvent(NamedTuple):
    """What a line of a log gave (事件读入结果).

    Attributes:
        position: Which record it is, from 0.
        line: Its line, from 1.
        event: The event; None if it could not be used.
        digest: Its digest; empty if it has none.
        written: The form in which it stands in the file, where that is an older one.
        findings: What was wrong.
    """

    position: int
    line: int
    event: Event | None
    digest: str
    written: str
    findings: tuple[Finding, ...]

    @property
    def entry(self) -> LogEntry | None:
        """The entry of a log; None if it could not be used."""
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
        upcasters: How events of older versions become newer ones.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened or is no text.
    """
    for record in iter_jsonl(source, encoding=encoding):
        found, event, digest, written = record.findings, None, "", ""
        if record.value is not None:
            try:
                digest = _digest(record.value)
                event = event_from_dict(record.value, upcasters)
                if digest:
                    written = canonical(record.value)
                    if written == canonical(event_to_dict(event)):
                        written = ""
            except InputError as error:
                found = (*found, _unusable(record.position, record.line, error))
        yield ReadEvent(record.position, record.line, event, digest, written, found)


def _digest(record: dict[str, Any]) -> str:
    """Take the digest out of a record."""
    held = record.pop(_DIGEST, "")
    if not isinstance(held, str):
        raise InputError(
            f"{_DIGEST} 应为文字,现为 {type(held).__name__}",
            f"{_DIGEST} must be text, not {type(held).__name__}",
        )
    return held


def _unusable(position: int, line: int, error: InputError) -> Finding:
    return finding(
        "ZWLC012",
        (position,),
        line=line,
        problem_zh=error.message_zh,
        problem_en=error.message_en,
    )


class LoadedEvents(NamedTuple):
    """What a file of events gave (日志读入结果).

    Attributes:
        logs: The log of each case, by its id, in the order of the file.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``; where the file has digests, also what was changed since.
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

    Each line is an event as `event_to_dict` makes it, with its ``digest`` if the log was
    sealed. A line that cannot be used is left out, and the rest is read.

    Args:
        source: Path or open binary file.
        upcasters: How events of older versions become newer ones.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened or is no text.
    """
    found: list[Finding] = []
    lines: list[int] = []
    entries: dict[str, list[LogEntry]] = {}
    at: dict[str, list[int]] = {}
    for read in iter_events(source, upcasters=upcasters, encoding=encoding):
        lines.append(read.line)
        found += read.findings
        if read.event is not None and read.entry is not None:
            case = read.event.case
            entries.setdefault(case, []).append(read.entry)
            at.setdefault(case, []).append(read.position)
    logs = {case: EventLog(tuple(held)) for case, held in entries.items()}
    sealed = any(entry.digest for log in logs.values() for entry in log.entries)
    for case, log in logs.items():
        if sealed:  # where one is sealed all are: a digest that is gone is found
            positions = at[case]
            found += (
                attrs.evolve(fault, path=(positions[int(fault.path[0])],))
                for fault in log.check()
            )
    loaded = sum(map(len, logs.values()))
    counts = {
        "records": len(lines),
        "loaded": loaded,
        "set_aside": len(lines) - loaded,
    }
    name = fspath(source) if isinstance(source, str | PathLike) else ""
    return LoadedEvents(logs, Report(found, counts, SourceMap(name, "", lines)))


def write_events(
    logs: Iterable[EventLog], target: str | PathLike[str] | IO[bytes]
) -> int:
    """Write logs of cases to JSON Lines, with their digests (写出办件日志).

    Args:
        logs: The logs, one after the other.
        target: Path or open binary file.

    Returns:
        How many events were written.

    Raises:
        InputError: The file cannot be written.
    """
    written = 0
    with writing(target) as file:
        for log in logs:
            for entry in log.entries:
                record: dict[str, Any] = (
                    json.loads(entry.written)
                    if entry.written
                    else event_to_dict(entry.event)
                )
                if entry.digest:
                    record[_DIGEST] = entry.digest
                file.write(_line(record))
                written += 1
    return written


def _line(record: dict[str, Any]) -> bytes:
    """A line; half a character, which no file can hold, is written as an escape."""
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"
