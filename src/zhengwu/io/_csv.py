"""Records of a CSV file, one a row, and writing them safely."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, decoded_lines, opened

_QUOTE: Final = '"'
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
        names = _names(lines, mark)
        about += check_names(names)
        position = 0
        while True:
            row, problem = _next_row(lines, mark)
            if row is None and not problem:
                break
            found = lines.findings(position)
            if problem:
                numbers = {"line": lines.begun, "problem": problem}
                found.append(finding("ZWIO008", (position,), **numbers))
            cells = row or []
            if not found and not any(cell.strip() for cell in cells):
                continue
            value: dict[str, Any] | None = None
            if row is not None and not lines.problems:
                value, more = _record(names, row, position, lines.begun)
                found += more
            yield RawRecord(position, lines.begun, value, (*about, *found))
            about.clear()
            position += 1


def _names(lines: _Lines, mark: str) -> list[str]:
    row, problem = _next_row(lines, mark)
    if row is None:
        raise InputError(
            f"表头读不了:{problem};请检查引号和换行",
            f"the row of names cannot be read: {problem}; check quotes and line ends",
        )
    return [_unguarded(name.strip()) for name in row]


def _next_row(lines: _Lines, mark: str) -> tuple[list[str] | None, str]:
    """The next row and what is wrong with it; None and nothing at the end.

    A quote that is never closed takes one line, not the rest of the file.
    """
    lines.begin()
    try:
        row = next(csv.reader(lines, delimiter=mark), None)
    except csv.Error as error:
        return None, str(error)
    if row is None or lines.quotes() % 2 == 0 or len(lines.taken) == 1:
        return row, ""
    first = lines.keep_first()
    try:
        return next(csv.reader([first], delimiter=mark), []), "unclosed quote"
    except csv.Error as error:
        return None, str(error)


class _Lines:
    """Lines for the reader of the standard library; those that do not decode are noted."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._lines = lines
        self._ahead: deque[tuple[int, str]] = deque()
        self.problems: list[tuple[int, str]] = []
        self.taken: list[tuple[int, str]] = []

    @property
    def begun(self) -> int:
        """Line on which the record begins."""
        return self.taken[0][0] if self.taken else 0

    def begin(self) -> None:
        """A new record begins."""
        self.taken.clear()
        self.problems.clear()

    def quotes(self) -> int:
        """How many quotes the record holds so far."""
        return sum(text.count(_QUOTE) for _, text in self.taken)

    def keep_first(self) -> str:
        """Keep the first line of the record; the others are read again."""
        self._ahead.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.taken[0][1]

    def first(self) -> str | None:
        """The first line that holds anything."""
        for text in self:
            if text.strip():
                self._ahead.append(self.taken[-1])
                return text
        return None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._ahead:
            number, text = self._ahead.popleft()
        else:
            line = next(self._lines)
            number, text = line.number, (line.text or "") + "\n"
            if line.text is None:
                self.problems.append((line.number, line.problem))
        self.taken.append((number, text))
        return text

    def findings(self, position: int) -> list[Finding]:
        """What did not decode in the record."""
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
        _check_length(record, number)
        if extra := sorted(record.keys() - known):
            raise InputError(
                f"第 {number + 1} 条记录多出列 {'、'.join(extra)}",
                f"record {number + 1} has columns that are not written: "
                + ", ".join(extra),
            )
        file.write(_row(record.get(name) for name in names).encode())
        number += 1
    return number


def _check_length(record: Mapping[str, Any], number: int) -> None:
    for name, cell in record.items():
        if isinstance(cell, str) and len(cell) >= _LONGEST_FIELD:
            raise InputError(
                f"第 {number + 1} 条记录的 {name} 有 {len(cell)} 个字符,CSV 写不下",
                f"{name} of record {number + 1} has {len(cell)} characters, more than "
                "CSV takes",
            )


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
