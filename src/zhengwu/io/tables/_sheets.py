"""Rows of Excel and OpenDocument spreadsheets; needs the extra ``excel``."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import IO, Any, Final, NamedTuple

from zhengwu._errors import InputError, MissingExtraError
from zhengwu._text import Text
from zhengwu.findings import Finding, finding
from zhengwu.io.source._bounds import DEFAULT_BOUNDS, Bounds
from zhengwu.io.source._records import FINDINGS_SHEET, RawRecord, drop_long_cells
from zhengwu.io.source._text import Source, open_source
from zhengwu.io.tables._archive import Merged, check_archive
from zhengwu.io.tables._csv import check_names
from zhengwu.io.tables._layout import PROBED, Layout, find_layout
from zhengwu.items._headings import known_headings

_PART: Final = 1 << 20
_SHOWN: Final = 6
_EXACT: Final = 10**15  # a spreadsheet keeps 15 digits of a number


def sheet_names(source: Source) -> tuple[str, ...]:
    """Names of the sheets (工作表名称).

    Raises:
        InputError: The file is not a spreadsheet.
        MissingExtraError: python-calamine is not installed.
    """
    return tuple(_open_book(source, DEFAULT_BOUNDS).names)


def iter_xlsx(
    source: Source,
    *,
    sheet: str | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
    known: Collection[str] | None = None,
) -> Iterator[RawRecord]:
    """Read the rows of the sheets of a spreadsheet (逐行读取 Excel).

    The header names the columns; titles and notes above it are skipped, and it may have
    two rows. Of several sheets, those with the header of the list are read, and a finding
    names the others. The value of a cell merged over several rows holds for each of them.
    A number is read as a text of at most 15 digits, a date as a text in ISO 8601.

    Args:
        source: Path or open binary file.
        sheet: Name of the sheet to read.
        bounds: Bounds on rows, columns, cells and texts.
        known: Headings that mark the header; the usual headings if None.

    Raises:
        InputError: The file is not a spreadsheet, has no such sheet, or is beyond the
            bounds.
        MissingExtraError: python-calamine is not installed.
    """
    book = _open_book(source, bounds)
    names: Sequence[str] = [
        name for name in book.names if not name.startswith(tuple(FINDINGS_SHEET))
    ]
    if sheet is not None:
        if sheet not in book.names:
            listed = "、".join(book.names)
            raise InputError(
                f"没有工作表 {sheet!r};现有 {listed}",
                f"no sheet {sheet!r}; the sheets are {listed}",
            )
        names = (sheet,)
    headings = known_headings() if known is None else known
    tables = [*_load_tables(book, names, headings, bounds)]
    if not tables:
        return
    main = max(tables, key=lambda table: table.layout.score)  # the first of equals
    columns = frozenset(main.layout.names)
    chosen = [table for table in tables if frozenset(table.layout.names) == columns]
    about_file = [*check_names(name for name in main.layout.names if name)]
    unread = [table.name for table in tables if table not in chosen]
    if unread:
        read = "、".join(table.name for table in chosen)
        about_file.append(finding("ZWIO013", (), sheets="、".join(unread), read=read))
    position = 0
    for table in chosen:
        for line, value, findings in _iter_rows(table, position, bounds):
            known_problems = (*about_file, *findings)
            yield RawRecord(position, line, value, known_problems, table.name)
            about_file.clear()
            position += 1


class _Book(NamedTuple):
    """An open spreadsheet."""

    book: Any
    names: tuple[str, ...]
    merged: tuple[tuple[Merged, ...], ...]


class _Table(NamedTuple):
    """A sheet with its header."""

    name: str
    sheet: Any
    layout: Layout
    merged: tuple[Merged, ...]


def import_calamine() -> Any:
    """The parser of spreadsheets.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import python_calamine
    except ImportError:
        raise MissingExtraError("excel", "python-calamine") from None
    return python_calamine


@contextmanager
def _translate_errors(problem: Text, **values: str) -> Generator[None]:
    """Raise every error of the parser as an `InputError` with the problem."""
    try:
        yield
    except (InputError, MissingExtraError):
        raise
    except BaseException as error:
        panicked = type(error).__name__ == "PanicException"  # no subclass of Exception
        if not isinstance(error, Exception) and not panicked:
            raise
        raise InputError(
            f"{problem.say('zh', **values)}:{error}",
            f"{problem.say('en', **values)}: {error}",
        ) from None


_UNREADABLE_FILE: Final = Text(
    "不是可读的 Excel 文件(可用表格软件打开后另存为 .xlsx)",
    "not a readable Excel file (open it in a spreadsheet and save it as .xlsx)",
)
_UNREADABLE_SHEET: Final = Text("工作表 {name} 读不了", "sheet {name} cannot be read")


def _open_book(source: Source, bounds: Bounds) -> _Book:
    calamine = import_calamine()
    with open_source(source) as file:
        checked = check_archive(_read_bounded(file, bounds.unpacked), bounds)
    with _translate_errors(_UNREADABLE_FILE):
        book = calamine.CalamineWorkbook.from_filelike(checked.file)
        return _Book(book, tuple(book.sheet_names), checked.merged)


def _read_bounded(file: IO[bytes], most: int) -> bytes:
    """The content of a file; of a larger file a beginning of more than `most` bytes."""
    parts: list[bytes] = []
    size = 0
    while size <= most and (part := file.read(_PART)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _load_tables(
    book: _Book, names: Sequence[str], known: Collection[str], bounds: Bounds
) -> Iterator[_Table]:
    """The sheets that are not empty, each with its header."""
    places = 0
    for name in names:
        with _translate_errors(_UNREADABLE_SHEET, name=name):
            sheet = book.book.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        places += (sheet.end[0] + 1) * (sheet.end[1] + 1)
        if places > bounds.cells:
            raise InputError(
                f"各工作表共占 {places} 格以上,超过上限 {bounds.cells};"
                "请用 sheet= 逐个读取,或提高 Bounds(cells=…)",
                f"the sheets take {places} cells or more, beyond the bound of "
                f"{bounds.cells}; read them one by one with sheet=, or raise "
                "Bounds(cells=…)",
            )
        index = book.names.index(name)
        merged = (
            book.merged[index]
            if index < len(book.merged)
            else tuple(getattr(sheet, "merged_cell_ranges", None) or ())
        )
        rows = sheet.to_python(skip_empty_area=False, nrows=PROBED + sheet.start[0])
        texts = [[str(_read_cell(cell)).strip() for cell in row] for row in rows]
        layout = find_layout(texts, known, _list_covered(merged, texts, bounds))
        if layout is not None:
            yield _Table(name, sheet, layout, merged)


def _list_covered(
    merged: Sequence[Merged], rows: Sequence[Sequence[str]], bounds: Bounds
) -> set[tuple[int, int]]:
    """Cells of the first rows that are covered by a cell on their left."""
    covered: set[tuple[int, int]] = set()
    height, width = len(rows), max(map(len, rows), default=0)
    spent = 0
    for (top, left), (bottom, right) in merged:
        stop, end = min(bottom + 1, height), min(right + 1, width)
        spent += max(0, stop - top) * max(0, end - left)
        _check_overlap(spent, bounds)
        covered.update(
            (row, column) for row in range(top, stop) for column in range(left + 1, end)
        )
    return covered


def _check_overlap(spent: int, bounds: Bounds) -> None:
    if spent > bounds.cells:
        raise InputError(
            f"合并单元格相互重叠,共超过 {bounds.cells} 格;请取消合并后另存",
            f"merged cells overlap, beyond {bounds.cells} cells in all; unmerge them and "
            "save the file again",
        )


def _fill_merged(rows: list[list[Any]], table: _Table, bounds: Bounds) -> None:
    """Repeat the value of a cell merged over several rows in each of the rows."""
    spent = 0
    for (top, left), (bottom, _) in table.merged:
        if top < table.layout.stop or bottom == top or top >= len(rows):
            continue
        stop = min(bottom + 1, len(rows))
        spent += stop - top
        _check_overlap(spent, bounds)
        if left < len(rows[top]):
            value = rows[top][left]
            for row in rows[top + 1 : stop]:
                row[left] = value


def _iter_rows(
    table: _Table, position: int, bounds: Bounds
) -> Iterator[tuple[int, dict[str, Any], list[Finding]]]:
    """Row, record and findings of each row below the header that is not empty."""
    with _translate_errors(_UNREADABLE_SHEET, name=table.name):
        rows = table.sheet.to_python(skip_empty_area=False)
    _fill_merged(rows, table, bounds)
    layout = table.layout
    columns = [(i, name) for i, name in enumerate(layout.names) if name]
    longest = bounds.text
    for index in range(layout.stop, len(rows)):
        row = rows[index]
        if not any(cell not in ("", None) for cell in row):
            continue
        line, findings = index + 1, list[Finding]()
        value: dict[str, Any] = {}
        for column, name in columns:
            cell = row[column]
            if type(cell) is not str:  # perf: nearly all cells are texts
                if type(cell) is float and abs(cell) >= _EXACT and cell.is_integer():
                    findings.append(_report_digits(cell, (position, name)))
                cell = _read_cell(cell)
            elif len(cell) > longest:
                findings += drop_long_cells({name: cell}, position, line, longest)
                cell = ""
            value[name] = cell
        yield line, value, findings
        position += 1


def _report_digits(number: float, path: tuple[int, str]) -> Finding:
    """Finding about a number of which a spreadsheet dropped digits."""
    text = _read_cell(number)
    shown = f"{text[:_SHOWN]}…"  # it may be the number of a resident
    return finding("ZWIO012", path, value=shown, digits=len(text.lstrip("-")))


def _read_cell(cell: Any) -> Any:
    """The text of a cell."""
    if isinstance(cell, float):
        return _format_number(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _format_number(number: float) -> str:
    """A number as a spreadsheet shows it; empty if it is none."""
    if not isfinite(number):
        return ""
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    text = format(number, ".15g")
    return str(int(Decimal(text))) if number.is_integer() else text
