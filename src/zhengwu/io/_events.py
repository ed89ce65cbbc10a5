"""Logs of cases as JSON Lines, one event each, read past what cannot be used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from typing import IO, NamedTuple

import attrs

from zhengwu._errors import InputError
from zhengwu.findings import Finding, Report, SourceMap, finding
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._text import Source, writing
from zhengwu.lifecycle import (
    Event,
    EventLog,
    LogEntry,
    Upcasters,
    event_from_dict,
    event_to_dict,
)

_DIGEST = "digest"


class ReadEvent(NamedTuple):
    """What a line of a log gave (事件读入结果).

    Attributes:
        position: Which record it is, from 0.
        line: Its line, from 1.
        event: The event; None if it could not be used.
        digest: Its digest; empty if it has none.
        findings: What was wrong.
    """

    position: int
    line: int
    event: Event | None
    digest: str
    findings: tuple[Finding, ...]


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
        found, event, digest = record.findings, None, ""
        if record.value is not None:
            held = record.value.pop(_DIGEST, "")
            digest = held if isinstance(held, str) else ""
            try:
                event = event_from_dict(record.value, upcasters)
            except InputError as error:
                found = (*found, _unusable(record.position, record.line, error))
        yield ReadEvent(record.position, record.line, event, digest, found)


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
        if read.event is not None:
            case = read.event.case
            entries.setdefault(case, []).append(LogEntry(read.event, read.digest))
            at.setdefault(case, []).append(read.position)
    logs = {case: EventLog(tuple(held)) for case, held in entries.items()}
    for case, log in logs.items():
        if any(entry.digest for entry in log.entries):
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
                record = event_to_dict(entry.event)
                if entry.digest:
                    record[_DIGEST] = entry.digest
                text = json.dumps(record, ensure_ascii=False)
                file.write(text.encode("utf-8", "replace") + b"\n")
                written += 1
    return written
