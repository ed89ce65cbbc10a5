"""Records as they are in a file, and the report about the records of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from typing import Any, NamedTuple

from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._place import SourceMap
from zhengwu.io._text import Source


class RawRecord(NamedTuple):
    """A record as it is in the file (原始记录).

    Attributes:
        position: Number of the record, counted from 0; blank lines do not count.
        line: Line or row of the file, counted from 1.
        value: The record; None if the line cannot be read as a record.
        findings: What is wrong with the line, or with the file (empty path).
        sheet: Name of the sheet, if the file has several sheets of records.
        file: Name of the file, if several files are read.
    """

    position: int
    line: int
    value: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
    sheet: str = ""
    file: str = ""


def drop_long_cells(
    record: dict[str, Any], position: int, line: int, longest: int
) -> Iterator[Finding]:
    """Empty the cells of a record that are too long, and report each."""
    for name, cell in record.items():
        if isinstance(cell, str) and len(cell) > longest:
            record[name] = ""
            path = (position, name)
            values = {"line": line, "length": len(cell), "longest": longest}
            yield finding("ZWIO021", path, **values)


def find_repeats(names: Iterable[str]) -> list[str]:
    """Names that occur more than once, each listed once, in order of first occurrence.

    >>> find_repeats(["a", "b", "c", "b", "a"])
    ['a', 'b']
    """
    return [name for name, times in Counter(names).items() if times > 1]


def make_report(
    source: Source,
    findings: Iterable[Finding],
    lines: Sequence[int],
    *,
    loaded: int,
    sheet: str = "",
) -> Report:
    """Report about reading a file.

    Args:
        source: The file that was read.
        findings: What was wrong while reading.
        lines: Line of each record of the file.
        loaded: Number of records that could be used.
        sheet: Sheet of an Excel file.
    """
    counts = {
        "records": len(lines),
        "loaded": loaded,
        "set_aside": len(lines) - loaded,
    }
    name = fspath(source) if isinstance(source, str | PathLike) else ""
    return Report(findings, counts, SourceMap(name, sheet, lines))
