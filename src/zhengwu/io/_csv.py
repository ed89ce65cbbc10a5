"""Records of a CSV file, one a row, and writing them safely."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, decoded_lines, opened

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"
_LONGEST_FIELD: Final = 1 << 20
_DELIMITERS: Final = (",", "\t", ";")


def iter_csv(
    source: Source, *, encoding: str | None = None, delimiter: str | None = None
) -> Iterator[RawRecord]:
    r"""Read a CSV file record by record, in constant memory (逐行读取 CSV).

    The first row names the columns. A row with more or fewer cells than columns is read
    as far as it goes, with a finding; empty rows are passed over. A guard that `write_csv`
    put before a formula is taken off again.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; found out if None.
        delimiter: What separates cells; a comma, a tab or a semicolon, found out if None.

    Raises:
        InputError: The file cannot be opened or is no text, or has no row of names.

    >>> from io import BytesIO
    >>> [r.value for r in iter_csv(BytesIO("name,visits\n取水许可,1\n".encode()))]
    [{'name': '取水许可', 'visits': '1'}]
    """
    with opened(source) as file:
        about: list[Finding] = []
        lines = _Lines(decoded_lines(file, encoding, about))
        head = lines.first()
        if head is None:
            return
        mark = delimiter or max(_DELIMITERS, key=head.count)
        rows = csv.reader(lines, delimiter=mark, strict=False)
        names = [name.strip() for name in next(rows)]
        about += check_names(names)
        position = 0
        while True:
            lines.problems.clear()
            try:
                row = next(rows, None)
            except csv.Error as error:
                problem = str(error)
                found = finding(
                    "ZWIO001", (position,), line=rows.line_num, problem=problem
                )
                yield RawRecord(position, rows.line_num, None, (*about, found))
                about.clear()
                position += 1
                continue
            if row is None:
                break
            found_here = lines.findings(position)
            if not any(row) and not found_here:
                continue
            value, more = _record(names, row, position, rows.line_num)
            yield RawRecord(
                position, rows.line_num, value, (*about, *found_here, *more)
            )
            about.clear()
            position += 1


class _Lines:
    """Lines for the reader of the standard library; those that do not decode are noted."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._lines = lines
        self._ahead: list[str] = []
        self.problems: list[tuple[int, str]] = []

    def first(self) -> str | None:
        """The first line that holds anything."""
        for text in self:
            if text.strip():
                self._ahead.append(text)
                return text
        return None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._ahead:
            return self._ahead.pop()
        line = next(self._lines)
        if line.text is None:
            self.problems.append((line.number, line.problem))
            return "\n"
        text: str = line.text
        return text + "\n"

    def findings(self, position: int) -> list[Finding]:
        """What did not decode since the last record."""
        return [
            finding("ZWIO001", (position,), line=number, problem=problem)
            for number, problem in self.problems
        ]


def check_names(names: list[str]) -> Iterator[Finding]:
    """Columns that come twice."""
    for name, times in Counter(names).items():
        if times > 1:
            yield finding("ZWIO004", (), key=name)


def _record(
    names: list[str], row: list[str], position: int, line: int
) -> tuple[dict[str, Any], list[Finding]]:
    found: list[Finding] = []
    if len(row) != len(names):
        numbers = {"line": line, "cells": len(row), "columns": len(names)}
        found.append(finding("ZWIO007", (position,), **numbers))
    return {
        name: _unguarded(cell) for name, cell in zip(names, row, strict=False) if name
    }, found


def _unguarded(cell: str) -> str:
    if cell[:1] == _GUARD and cell[1:2] in (*_FORMULA, _GUARD):
        return cell[1:]
    return cell


def guarded(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula (防公式注入).

    >>> guarded("=1+1"), guarded("20个工作日")
    ("'=1+1", '20个工作日')
    """
    text = "" if cell is None else str(cell)
    if text.startswith(_FORMULA) or (
        text[:1] == _GUARD and text[1:2] in (*_FORMULA, _GUARD)
    ):
        return _GUARD + text
    return text


def write_csv(
    records: Iterable[Mapping[str, Any]], file: IO[bytes], columns: Iterable[str]
) -> int:
    """Write records as CSV in UTF-8 with a mark, as spreadsheets expect (写出 CSV).

    Cells that a spreadsheet would take for a formula get an apostrophe in front, which
    `iter_csv` takes off again.

    Args:
        records: What to write; a column that a record does not have is left empty.
        file: Open binary file.
        columns: Columns, in order.

    Returns:
        How many records were written.

    Raises:
        InputError: A record has a column that is not among them, or a cell is too long.
    """
    names = tuple(columns)
    known = frozenset(names)
    number = 0
    file.write(b"\xef\xbb\xbf")
    file.write(_row(names).encode())
    for record in records:
        if extra := sorted(record.keys() - known):
            raise InputError(
                f"第 {number + 1} 条记录多出列 {'、'.join(extra)}",
                f"record {number + 1} has columns that are not written: "
                + ", ".join(extra),
            )
        file.write(_row(record.get(name) for name in names).encode())
        number += 1
    return number


def _row(cells: Iterable[Any]) -> str:
    out = _Out()
    csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return out.text


class _Out:
    """Takes what the writer of the standard library writes."""

    text = ""

    def write(self, text: str) -> int:
        """Keep it."""
        self.text = text
        return len(text)


csv.field_size_limit(_LONGEST_FIELD)
