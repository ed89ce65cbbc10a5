"""Records as they are in a file, and the report about the records of a file."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from typing import Any, Final, NamedTuple

from zhengwu._text import Text
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._place import SourceMap, SourcePart
from zhengwu.io.source._text import Source

FINDINGS_SHEET: Final = Text("检查发现", "Findings")
"""Sheet of a marked workbook that lists the findings; it holds no records (发现工作表)."""


class RawRecord(NamedTuple):
    """A record as it is in the file (原始记录).

    Attributes:
        position: Number of the record, counted from 0; blank lines do not count.
        line: Line or row of the file, counted from 1.
        value: The record; None if the line cannot be read as a record.
        findings: What is wrong with the line, or with the file (empty path).
        sheet: Name of the sheet; empty if the file has no sheets.
    """

    position: int
    line: int
    value: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
    sheet: str = ""


def drop_long_cells(
    record: dict[str, Any], position: int, line: int, longest: int
) -> Iterator[Finding]:
    """Empty the cells of a record that are too long, and report each."""
    for name, cell in record.items():
        if isinstance(cell, str) and len(cell) > longest:
            record[name] = ""
            path = (position, name)
            values = {"line": line, "length": len(cell), "longest": longest}
            yield finding("ZWIO011", path, **values)


def find_repeats(names: Iterable[str]) -> list[str]:
    """Names that occur more than once, each listed once, in order of first occurrence.

    >>> find_repeats(["a", "b", "c", "b", "a"])
    ['a', 'b']
    """
    return [name for name, times in Counter(names).items() if times > 1]


class SourceNotes:
    """Notes of the file, the sheet and the line of each record that is read.

    Attributes:
        lines: Line of each record.
        parts: File and sheet of the records that follow each other.
    """

    def __init__(self) -> None:
        self.lines = array("L")
        self.parts: list[SourcePart] = []

    def note(self, records: Iterator[RawRecord], file: str) -> Iterator[RawRecord]:
        """The same records; each is noted when it is read."""
        sheet: str | None = None
        for record in records:
            if record.sheet != sheet:
                sheet = record.sheet
                self.parts.append(SourcePart(len(self.lines), file, sheet))
            self.lines.append(record.line)
            yield record

    def make_map(self, file: str, sheet: str) -> SourceMap:
        """Source map of the records; `file` and `sheet` for a file without records."""
        match self.parts:
            case []:
                return SourceMap(file, sheet, self.lines)
            case [part]:
                return SourceMap(part.file, part.sheet, self.lines)
            case parts:
                files = {part.file for part in parts}
                only = files.pop() if len(files) == 1 else ""
                return SourceMap(only, "", self.lines, tuple(parts))


def name_source(source: Source) -> str:
    """Name of a file; empty for an open file."""
    return fspath(source) if isinstance(source, str | PathLike) else ""


def make_report(
    source: Source, findings: Iterable[Finding], lines: Sequence[int], *, loaded: int
) -> Report:
    """Report about reading a file.

    Args:
        source: The file that was read.
        findings: What was wrong while reading.
        lines: Line of each record of the file.
        loaded: Number of records that could be used.
    """
    counts = count_records(len(lines), loaded)
    return Report(findings, counts, SourceMap(name_source(source), "", lines))


def count_records(records: int, loaded: int) -> dict[str, int]:
    """Counts of a report about reading a file."""
    return {"records": records, "loaded": loaded, "set_aside": records - loaded}
