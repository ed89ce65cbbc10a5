"""The file that came, as a workbook with its faults marked, to send back.

A workbook keeps its sheets, columns, rows, values and formats (openpyxl); a file of any
other form becomes a sheet with its records as they are (XlsxWriter).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from os import PathLike
from typing import IO, Any, Final, NamedTuple, TypeAlias

from zhengwu._text import Lang, Text, check_lang
from zhengwu._visible import show_controls
from zhengwu.findings import Finding, Report, Severity
from zhengwu.findings._print import write_totals
from zhengwu.findings._rows import HEADS, list_cells
from zhengwu.io._items import detect_form, iter_records
from zhengwu.io.source._records import FINDINGS_SHEET
from zhengwu.io.source._text import Source, open_source, open_target
from zhengwu.io.tables._workbook import MarkedBook
from zhengwu.items._writing import flat

COLOURS: Final = {
    Severity.ERROR: "F8CBAD",
    Severity.WARNING: "FFE699",
    Severity.INFO: "DDEBF7",
}
_RECORDS_SHEET: Final = Text("事项", "Records")
_MOST_NOTES: Final = 10_000  # a workbook with more notes takes minutes to open
_MOST_ROWS: Final = 1_000_000  # findings on a sheet, of 1,048,576 rows
_LONGEST_NOTE: Final = 2_000
_LONGEST_CELL: Final = 32_767
_SOME_NOTES: Final = Text(
    "批注只加在最严重的 {most:,} 格上;其余各格只着色,发现见下表",
    "only the worst {most:,} cells have notes; the others are coloured, and listed below",
)
_SOME_ROWS: Final = Text(
    "共 {count:,} 条,下表列出最严重的 {most:,} 条",
    "{count:,} findings, of which the worst {most:,} are listed below",
)
_LOST: Final = Text(
    "原文件中有些内容不能保留:{parts}",
    "parts of the original that are not kept: {parts}",
)
_UNREADABLE: Final = Text("第 {row} 行读不了", "row {row} cannot be read")
_CUT: Final = Text("…(共 {length:,} 字)", "… ({length:,} characters)")
_NO_XML: Final = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
_ZIP: Final = b"PK"

Cell: TypeAlias = tuple[int, int]
"""Row and column of a cell, both counted from 0 (单元格)."""


class Mark(NamedTuple):
    """Mark on a cell (标注): its colour, and its note or an empty text."""

    colour: str
    note: str


def write_marked(  # the options of the reader, and the language
    source: Source,
    report: Report,
    target: str | PathLike[str] | IO[bytes],
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    lang: Lang = "zh",
) -> int:
    """Write the file that was examined as a workbook with its faults marked (退回标注表).

    A workbook stays what it is: sheets, columns, order, values and formats. Every cell with
    a finding is coloured, keeps its value and has the findings in a note. A finding about a
    record marks the first cell of the record. All findings are on a last sheet 检查发现.
    Files of another form become a sheet with their records, values as text.

    Args:
        source: The file that was examined: a path, or an open binary file at its start.
        report: The findings, with the source that `read_items` gave them.
        target: Path or open binary file; nothing is written if the source is unreadable.
        form: Form of the source; see `iter_records`.
        encoding: Encoding of the source; detected if None.
        sheet: Sheet of a workbook that was examined; the first sheet if None.
        lang: Language of the notes and of the findings.

    Returns:
        Number of marked cells.

    Raises:
        InputError: The source cannot be read, or the target cannot be written.
        MissingExtraError: openpyxl or XlsxWriter is not installed.
    """
    check_lang(lang)
    chosen = form or detect_form(source)
    with open_source(source) as file:
        data = file.read()
    output = BytesIO()
    records = iter_records(BytesIO(data), form=chosen, encoding=encoding, sheet=sheet)
    if chosen == "xlsx" and data.startswith(_ZIP):
        next(records, None)  # the reader refuses what is broken or unreasonably large
        marked = _mark_book(data, report, output, sheet, lang)
    else:
        values = [(record.line, record.value) for record in records]
        marked = _write_records(values, report, output, lang)
    with open_target(target) as file:
        file.write(output.getvalue())
    return marked


def _mark_book(
    data: bytes, report: Report, output: IO[bytes], sheet: str | None, lang: Lang
) -> int:
    """Mark the cells of a workbook, and add the sheet of findings."""
    book = MarkedBook(data)
    first = report.source.lines[0] if report.source and report.source.lines else 0
    by_sheet: dict[str, list[Finding]] = {}
    for finding in report:
        place = report.place(finding)
        if place.row:
            name = book.find_sheet(place.sheet or sheet)
            by_sheet.setdefault(name, []).append(finding)
    by_cell: dict[tuple[str, int, int], list[Finding]] = {}
    for name, findings in by_sheet.items():
        places = [report.place(finding) for finding in findings]
        top = min(place.row for place in places)
        columns = book.index_columns(name, min(first or top, top))
        for finding, place in zip(findings, places, strict=True):
            column = columns.find(place.column)
            by_cell.setdefault((name, place.row, column), []).append(finding)
    marks, notices = _make_marks(by_cell, lang)
    for (name, row, column), mark in marks.items():
        book.mark(name, row, column, mark.colour, mark.note)
    if book.lost:
        notices.append(_LOST.say(lang, parts=", ".join(book.lost)))
    rows = _iter_rows(report, notices, lang)
    book.add_sheet(FINDINGS_SHEET.say(lang), rows)
    book.save(output)
    return len(marks)


_Key: TypeAlias = Any


def _make_marks(
    by_cell: dict[_Key, list[Finding]], lang: Lang
) -> tuple[dict[_Key, Mark], list[str]]:
    """Make the mark of each cell, and the notice that some cells have no note."""
    worst = {
        key: max(finding.severity for finding in findings)
        for key, findings in by_cell.items()
    }
    order = sorted(by_cell, key=lambda key: -worst[key].rank)
    marks = {
        key: Mark(
            COLOURS[worst[key]],
            _write_note(by_cell[key], lang) if number < _MOST_NOTES else "",
        )
        for number, key in enumerate(order)
    }
    notices: list[str] = []
    if len(marks) > _MOST_NOTES:
        notices.append(_SOME_NOTES.say(lang, most=_MOST_NOTES))
    return marks, notices


def _write_note(findings: Iterable[Finding], lang: Lang) -> str:
    lines = (f"{f.code} {f.message(lang)};{f.hint(lang)}" for f in findings)
    note = show_controls("\n".join(lines), keep="\n")
    return note if len(note) <= _LONGEST_NOTE else note[: _LONGEST_NOTE - 1] + "…"


def _iter_rows(
    report: Report, notices: Sequence[str], lang: Lang
) -> Iterator[Sequence[str]]:
    """Rows of the sheet of findings: totals and notices, the headings, the findings."""
    yield (write_totals(report, report.counts, lang),)
    yield from ((show_controls(notice),) for notice in notices)
    listed: Sequence[Finding] = report
    if len(report) > _MOST_ROWS:
        listed = sorted(report, key=lambda f: -f.severity.rank)[:_MOST_ROWS]
        yield (_SOME_ROWS.say(lang, count=len(report), most=_MOST_ROWS),)
    yield [head.say(lang) for head in HEADS]
    for finding in listed:
        yield list_cells(finding, report.place(finding), lang)


def _write_records(
    records: Sequence[tuple[int, dict[str, Any] | None]],
    report: Report,
    output: IO[bytes],
    lang: Lang,
) -> int:
    """Write the records as a sheet of text with marked cells, and the sheet of findings.

    A line that cannot be read is an empty row whose note says so; where no line can be
    read, the sheet has the message of each line.
    """
    from zhengwu.io.xlsx import add_sheet, open_book

    names = list(dict.fromkeys(name for _, record in records for name in record or ()))
    column_of = {name: column for column, name in enumerate(names)}
    marks, notices = _make_marks(_find_cells(report, len(records), column_of), lang)
    with open_book(output) as book:
        heads = names or [FINDINGS_SHEET.say(lang)]
        sheet = add_sheet(book, _RECORDS_SHEET.say(lang), heads)
        for number, (line, record) in enumerate(records, 1):
            if record is None and not names:
                sheet.write_string(number, 0, _UNREADABLE.say(lang, row=line))
                continue
            for name in record or ():
                if text := _write_value(record, name, lang):
                    sheet.write_string(number, column_of[name], text)
        formats = {
            colour: book.add_format({"bg_color": f"#{colour}", "text_wrap": True})
            for colour in COLOURS.values()
        }
        for (row, column), mark in marks.items():
            text, shown = mark.note, formats[mark.colour]
            if names:
                text = _write_value(records[row - 1][1], names[column], lang)
                if mark.note:
                    sheet.write_comment(row, column, mark.note)
            if text:
                sheet.write_string(row, column, text, shown)
            else:
                sheet.write_blank(row, column, None, shown)
        _write_findings(book, report, notices, lang)
    return len(marks)


def _find_cells(
    report: Report, count: int, column_of: dict[str, int]
) -> dict[Cell, list[Finding]]:
    """Cell of each finding about a record; the first cell where no column is named."""
    by_cell: dict[Cell, list[Finding]] = {}
    for finding in report:
        position = finding.path[0] if finding.path else None
        if isinstance(position, int) and 0 <= position < count:
            column = column_of.get(report.place(finding).column, 0)
            by_cell.setdefault((position + 1, column), []).append(finding)
    return by_cell


def _write_findings(
    book: Any, report: Report, notices: Sequence[str], lang: Lang
) -> None:
    sheet = book.add_worksheet(FINDINGS_SHEET.say(lang))
    bold = book.add_format({"bold": True})
    heads = [head.say(lang) for head in HEADS]
    for row, cells in enumerate(_iter_rows(report, notices, lang)):
        for column, text in enumerate(cells):
            shown = bold if [*cells] == heads else None
            sheet.write_string(row, column, _fit_cell(text, lang), shown)


def _write_value(record: dict[str, Any] | None, name: str, lang: Lang) -> str:
    """The text of a value of a record; a list or an object as JSON."""
    value = (record or {}).get(name)
    return "" if value is None else _fit_cell(str(flat({name: value})[name]), lang)


def _fit_cell(text: str, lang: Lang) -> str:
    """The text of a cell; a longer text than Excel takes ends with its length."""
    if not text.isprintable():
        text = text.translate(_NO_XML)
    if len(text) <= _LONGEST_CELL:
        return text
    end = _CUT.say(lang, length=len(text))
    return text[: _LONGEST_CELL - len(end)] + end
