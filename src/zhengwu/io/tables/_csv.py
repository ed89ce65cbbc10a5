"""Records of a CSV file, one record per row, and safe writing of CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import IO, Any, Final

from zhengwu._errors import InputError
from zhengwu._formulas import guard_formula, remove_guard
from zhengwu.findings import Finding, finding
from zhengwu.io.source._bounds import DEFAULT_BOUNDS, Bounds
from zhengwu.io.source._records import RawRecord, drop_long_cells, find_repeats
from zhengwu.io.source._text import Line, Source, decode_lines, open_source
from zhengwu.io.tables._layout import PROBED, find_layout
from zhengwu.io.tables._rows import Row, RowReader
from zhengwu.items._headings import known_headings

_QUOTE: Final = '"'
_DELIMITERS: Final = (",", "\t", ";")


def iter_csv(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
    known: Collection[str] | None = None,
) -> Iterator[RawRecord]:
    r"""Read a CSV file record by record, in constant memory (逐行读取 CSV).

    The header names the columns; titles and notes above it are skipped, and it may have
    two rows. A row with more or fewer cells than columns is read as far as cells and
    columns match, and gets a finding. Empty rows are skipped. The apostrophe that
    `write_csv` puts before a formula is removed.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; detected if None.
        delimiter: Character between cells; if None, a comma, a tab or a semicolon is
            detected.
        bounds: Bounds on the text of a cell.
        known: Headings that mark the header; the usual headings if None.

    Raises:
        InputError: The file cannot be opened, is not text, or has no row of names.

    >>> from io import BytesIO
    >>> [r.value for r in iter_csv(BytesIO("name,visits\n取水许可,1\n".encode()))]
    [{'name': '取水许可', 'visits': '1'}]
    """
    headings = known_headings() if known is None else known
    with open_source(source) as file:
        about_file: list[Finding] = []
        lines = decode_lines(file, encoding, about_file)
        first = [*islice(lines, PROBED)]
        separator = delimiter or _detect_delimiter(first, headings)
        rows = iter(RowReader(chain(first, lines), separator, bounds.text))
        probed = [*islice(rows, PROBED)]
        layout = find_layout([_strip_cells(row) for row in probed], headings)
        if layout is None:
            yield from _report_undecoded(probed, about_file)
            return
        header = probed[layout.start]
        if header.problem is not None:
            raise InputError(
                f"表头(第 {header.line} 行)读不了:{header.problem.zh};请检查引号和换行",
                f"the row of names (line {header.line}) cannot be read: "
                f"{header.problem.en}; check quotes and line ends",
            )
        names = layout.names
        about_file += check_names(name for name in names if name)
        undecoded = (row for row in probed[: layout.start] if row.undecoded)
        records = chain(undecoded, probed[layout.stop :], rows)
        yield from _iter_records(records, names, about_file, bounds)


def _detect_delimiter(lines: Iterable[Line], headings: Collection[str]) -> str:
    """The delimiter that separates the most known headings of a line.

    Without known headings, the delimiter that occurs equally often in the most lines.
    """
    texts = [line.text for line in lines if line.text and line.text.strip()]

    def rate(delimiter: str) -> tuple[int, int, int]:
        counts = [text.count(delimiter) for text in texts]
        usual = Counter(filter(None, counts)).most_common(1)
        known = (
            sum(
                cell.strip().strip(_QUOTE) in headings for cell in text.split(delimiter)
            )
            for text in texts
        )
        return max(known, default=0), usual[0][1] if usual else 0, sum(counts[:1])

    return max(_DELIMITERS, key=rate)


def _strip_cells(row: Row) -> list[str]:
    return [remove_guard(cell.strip()) for cell in row.cells]


def _report_undecoded(
    rows: Iterable[Row], about_file: list[Finding]
) -> Iterator[RawRecord]:
    """Records without a value for a file in which no row can be read."""
    undecoded = (row for row in rows if row.undecoded)
    return _iter_records(undecoded, (), about_file, DEFAULT_BOUNDS)


def _iter_records(
    rows: Iterable[Row],
    names: Sequence[str],
    about_file: list[Finding],
    bounds: Bounds,
) -> Iterator[RawRecord]:
    position, width, longest = 0, len(names), bounds.text
    for row in rows:
        line, cells, problem, undecoded = row
        if not problem and not undecoded and not any(map(str.strip, cells)):
            continue
        findings = about_file  # those about the file belong to its first record
        value: dict[str, Any] | None = None
        if undecoded:
            findings += (_report_line(position, each) for each in undecoded)
        else:
            value = _to_record(names, cells)
            if len(cells) != width:
                counts = {"cells": len(cells), "columns": width}
                findings.append(finding("ZWIO007", (position,), line=line, **counts))
            if max(map(len, cells)) > longest:
                findings += drop_long_cells(value, position, line, longest)
        if problem:
            values = {"problem_zh": problem.zh, "problem_en": problem.en}
            findings.append(finding("ZWIO008", (position,), line=line, **values))
        yield RawRecord(position, line, value, tuple(findings))
        about_file.clear()
        position += 1


def _report_line(position: int, line: Line) -> Finding:
    """Finding about a line that could not be decoded."""
    return finding("ZWIO001", (position,), line=line.number, problem=line.problem)


def check_names(names: Iterable[str]) -> Iterator[Finding]:
    """Report the names of columns that occur more than once."""
    for name in find_repeats(names):
        yield finding("ZWIO004", (), key=name)


def _to_record(names: Sequence[str], row: list[str]) -> dict[str, Any]:
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
        if isinstance(cell, str) and len(cell) >= DEFAULT_BOUNDS.text:
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
