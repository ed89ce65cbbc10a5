"""Records of a CSV file, one record per row, and safe writing of CSV."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from zhengwu._errors import InputError
from zhengwu._formulas import guard_formula, remove_guard
from zhengwu.findings import Finding, finding
from zhengwu.io._records import RawRecord, find_repeats
from zhengwu.io._text import Line, Source, decode_lines, open_source

_QUOTE: Final = '"'
_LONGEST_FIELD: Final = 1 << 20
_DELIMITERS: Final = (",", "\t", ";")


def iter_csv(
    source: Source, *, encoding: str | None = None, delimiter: str | None = None
) -> Iterator[RawRecord]:
    r"""Read a CSV file record by record, in constant memory (逐行读取 CSV).

    The first row names the columns. A row with more or fewer cells than columns is read as
    far as cells and columns match, and gets a finding. Empty rows are skipped. The
    apostrophe that `write_csv` puts before a formula is removed.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; detected if None.
        delimiter: Character between cells; if None, a comma, a tab or a semicolon is
            detected.

    Raises:
        InputError: The file cannot be opened, is not text, or has no row of names.

    >>> from io import BytesIO
    >>> [r.value for r in iter_csv(BytesIO("name,visits\n取水许可,1\n".encode()))]
    [{'name': '取水许可', 'visits': '1'}]
    """
    with open_source(source) as file:
        about_file: list[Finding] = []
        lines = _Lines(decode_lines(file, encoding, about_file))
        header = lines.peek_header()
        if header is None:
            return
        separator = delimiter or max(_DELIMITERS, key=header.count)
        names = _read_names(lines, separator)
        about_file += check_names(names)
        position = 0
        while True:
            row, problem = _read_row(lines, separator)
            if row is None and not problem:
                break
            findings = lines.list_undecoded(position)
            if problem:
                values = {"line": lines.first_line, "problem": problem}
                findings.append(finding("ZWIO008", (position,), **values))
            if not findings and not any(cell.strip() for cell in row or []):
                continue
            value: dict[str, Any] | None = None
            if row is not None and not lines.undecoded:
                value = _to_record(names, row)
                if len(row) != len(names):
                    counts = {"cells": len(row), "columns": len(names)}
                    findings.append(
                        finding("ZWIO007", (position,), line=lines.first_line, **counts)
                    )
            yield RawRecord(position, lines.first_line, value, (*about_file, *findings))
            about_file.clear()
            position += 1


def _read_names(lines: _Lines, delimiter: str) -> list[str]:
    row, problem = _read_row(lines, delimiter)
    if row is None:
        raise InputError(
            f"表头读不了:{problem};请检查引号和换行",
            f"the row of names cannot be read: {problem}; check quotes and line ends",
        )
    return [remove_guard(name.strip()) for name in row]


def _read_row(lines: _Lines, delimiter: str) -> tuple[list[str] | None, str]:
    """The next row and what is wrong with it; None and an empty text at the end.

    A row whose quote is never closed ends with its first line, not with the file.
    """
    lines.start_record()
    try:
        row = next(csv.reader(lines, delimiter=delimiter), None)
    except csv.Error as error:
        return None, str(error)
    if row is None or lines.count_quotes() % 2 == 0 or len(lines.of_record) == 1:
        return row, ""
    first = lines.keep_first()
    try:
        return next(csv.reader([first], delimiter=delimiter), []), "unclosed quote"
    except csv.Error as error:
        return None, str(error)


class _Lines:
    """Lines for the reader of the standard library.

    Attributes:
        of_record: Number and text of each line of the current record.
        undecoded: Number and problem of each line of the record that is not decoded.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._returned: deque[tuple[int, str]] = deque()
        self.of_record: list[tuple[int, str]] = []
        self.undecoded: list[tuple[int, str]] = []

    @property
    def first_line(self) -> int:
        """Number of the first line of the record; 0 before the first record."""
        return self.of_record[0][0] if self.of_record else 0

    def start_record(self) -> None:
        """Start a new record."""
        self.of_record.clear()
        self.undecoded.clear()

    def count_quotes(self) -> int:
        """Number of quotes in the lines of the record."""
        return sum(text.count(_QUOTE) for _, text in self.of_record)

    def keep_first(self) -> str:
        """Keep only the first line of the record; the others will be read again."""
        self._returned.extendleft(reversed(self.of_record[1:]))
        del self.of_record[1:]
        return self.of_record[0][1]

    def peek_header(self) -> str | None:
        """The first line that is not blank, which will be read again; None if all are."""
        for text in self:
            if text.strip():
                self._returned.append(self.of_record[-1])
                return text
        return None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._returned:
            number, text = self._returned.popleft()
        else:
            line = next(self._lines)
            number, text = line.number, (line.text or "") + "\n"
            if line.text is None:
                self.undecoded.append((line.number, line.problem))
        self.of_record.append((number, text))
        return text

    def list_undecoded(self, position: int) -> list[Finding]:
        """A finding for each line of the record that is not decoded."""
        return [
            finding("ZWIO001", (position,), line=number, problem=problem)
            for number, problem in self.undecoded
        ]


def check_names(names: Iterable[str]) -> Iterator[Finding]:
    """Report the names of columns that occur more than once."""
    for name in find_repeats(names):
        yield finding("ZWIO004", (), key=name)


def _to_record(names: list[str], row: list[str]) -> dict[str, Any]:
    pairs = zip(names, row, strict=False)
    return {name: remove_guard(cell) for name, cell in pairs if name}


def write_csv(
    records: Iterable[Mapping[str, Any]], file: IO[bytes], columns: Iterable[str]
) -> int:
    """Write records as CSV in UTF-8 with a byte order mark, for spreadsheets (写出 CSV).

    A cell that a spreadsheet would read as a formula gets an apostrophe in front, which
    `iter_csv` removes.

    Args:
        records: Records to write; a column that a record does not have stays empty.
        file: Open binary file.
        columns: Columns, in order.

    Returns:
        Number of records written.

    Raises:
        InputError: A record has a column that is not in `columns`, or a cell is too long.
    """
    names = tuple(columns)
    known = frozenset(names)
    number = 0
    file.write(b"\xef\xbb\xbf")
    file.write(_format_row(names).encode())
    for record in records:
        _check_length(record, number)
        if extra := sorted(record.keys() - known):
            raise InputError(
                f"第 {number + 1} 条记录多出列 {'、'.join(extra)}",
                f"record {number + 1} has columns that are not written: "
                + ", ".join(extra),
            )
        file.write(_format_row(record.get(name) for name in names).encode())
        number += 1
    return number


def _check_length(record: Mapping[str, Any], number: int) -> None:
    for name, cell in record.items():
        if isinstance(cell, str) and len(cell) >= _LONGEST_FIELD:
            raise InputError(
                f"第 {number + 1} 条记录的 {name} 有 {len(cell)} 个字符,CSV 写不下",
                f"{name} of record {number + 1} has {len(cell)} characters, more than "
                "fit into a CSV cell",
            )


def _format_row(cells: Iterable[Any]) -> str:
    output = _Output()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([guard_formula(cell) for cell in cells])
    return output.text


class _Output:
    """Receives the text of a row from the writer of the standard library."""

    text = ""

    def write(self, text: str) -> int:
        """Keep the text."""
        self.text = text
        return len(text)


csv.field_size_limit(_LONGEST_FIELD)
