"""Excel files, in and out (读写 Excel); needs the extra ``excel``.

Read with python-calamine, whose parser knows no external entities; written with XlsxWriter,
all text as text, so that no cell is taken for a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.findings import Finding, Report, Severity
from zhengwu.io._csv import check_names
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, opened

if TYPE_CHECKING:
    from zhengwu.items import Catalogue

__all__ = ["iter_xlsx", "sheet_names", "write_marked_xlsx", "write_xlsx"]

_LARGEST: Final = 1 << 30  # bytes unpacked; an archive that promises more is a bomb
_STEEPEST: Final = 200  # times smaller than what it holds


def _calamine() -> Any:
    try:
        import python_calamine
    except ImportError:
        raise MissingExtraError("excel", "python-calamine") from None
    return python_calamine


def _xlsxwriter() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError("excel", "XlsxWriter") from None
    return xlsxwriter


def _workbook(source: Source) -> Any:
    with opened(source) as file:
        data = file.read()
    _check_archive(data)
    try:
        return _calamine().CalamineWorkbook.from_filelike(BytesIO(data))
    except MissingExtraError:
        raise
    except Exception as error:  # noqa: BLE001  # the library has many of its own
        raise InputError(
            f"不是可读的 Excel 文件:{error}", f"no Excel file that can be read: {error}"
        ) from None


def _check_archive(data: bytes) -> None:
    """Refuse a bomb before anything is unpacked.

    Raises:
        InputError: The archive is broken, or unpacks to more than is reasonable.
    """
    if not data.startswith(b"PK"):
        return  # an old .xls; the reader says what it thinks of it
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size <= _LARGEST:
                _check_sheets(archive)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a broken archive provokes
        raise InputError(
            f"Excel 文件已损坏:{error}", f"the Excel file is broken: {error}"
        ) from None
    if size > _LARGEST or size > _STEEPEST * len(data) + (1 << 24):
        raise InputError(
            f"Excel 文件解压后有 {size} 字节,不合理;已拒绝",
            f"the Excel file would unpack to {size} bytes, which is not reasonable; "
            "refused",
        )


def _check_sheets(archive: zipfile.ZipFile) -> None:
    """Refuse a few cells far apart, which would be laid out as a rectangle."""
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/sheet"):
            continue
        wide = tall = cells = 0
        with archive.open(entry) as sheet:
            rest = b""
            while block := sheet.read(_BLOCK):
                text = rest + block
                for match in _CELL.finditer(text):
                    cells += 1
                    wide = max(wide, _column(match[1]))
                    tall = max(tall, int(match[2]))
                rest = text[-_TAIL:]
        if wide * tall > _SPARSEST * cells + _ROOMY:
            raise InputError(
                f"工作表 {entry.filename} 只有 {cells} 格,却占 {tall} 行 {wide} 列;"
                "请删除远处的空白格",
                f"sheet {entry.filename} has {cells} cells spread over {tall} rows and "
                f"{wide} columns; delete the stray ones",
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_BLOCK: Final = 1 << 20
_TAIL: Final = 24  # bytes in which a reference may be cut
_SPARSEST: Final = 100
_ROOMY: Final = 2_000_000
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')


def sheet_names(source: Source) -> tuple[str, ...]:
    """Names of the sheets (工作表名称).

    Raises:
        InputError: No Excel file.
        MissingExtraError: python-calamine is not installed.
    """
    return tuple(_workbook(source).sheet_names)


def iter_xlsx(source: Source, *, sheet: str | None = None) -> Iterator[RawRecord]:
    """Read the rows of a sheet (逐行读取 Excel).

    The first row that holds anything names the columns. Numbers that are whole become
    whole numbers, dates ISO texts.

    Args:
        source: Path or open binary file.
        sheet: Name of the sheet; the first if None.

    Raises:
        InputError: No Excel file, no such sheet, or a bomb.
        MissingExtraError: python-calamine is not installed.
    """
    book = _workbook(source)
    if sheet is not None and sheet not in book.sheet_names:
        there = "、".join(book.sheet_names)
        raise InputError(
            f"没有工作表 {sheet!r};有 {there}", f"no sheet {sheet!r}; there are {there}"
        )
    try:
        table = (
            book.get_sheet_by_index(0)
            if sheet is None
            else book.get_sheet_by_name(sheet)
        )
        rows = table.to_python(skip_empty_area=False)
    except Exception as error:  # noqa: BLE001
        raise InputError(
            f"工作表读不了:{error}", f"the sheet cannot be read: {error}"
        ) from None
    names: list[str] | None = None
    about: list[Finding] = []
    position = 0
    for line, row in enumerate(rows, 1):
        if not any(cell not in ("", None) for cell in row):
            continue
        if names is None:
            names = [str(_cell(cell)).strip() for cell in row]
            about = [*check_names([name for name in names if name])]
            continue
        value = {
            name: "" if cell is None else _cell(cell)
            for name, cell in zip(names, row, strict=False)
            if name
        }
        yield RawRecord(position, line, value, tuple(about))
        about = []
        position += 1


def _cell(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta | float | bool):
        return str(cell)
    return cell


def write_xlsx(
    records: Iterable[Mapping[str, Any]], file: IO[bytes], columns: Iterable[str]
) -> int:
    """Write records as a sheet of text (写出 Excel).

    Args:
        records: What to write.
        file: Open binary file.
        columns: Columns, in order.

    Returns:
        How many records were written.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
    """
    names = tuple(columns)
    number = 0
    with _book(file) as book:
        sheet = book.add_worksheet("事项")
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for number, record in enumerate(records, 1):
            for column, name in enumerate(names):
                value = record.get(name)
                if value not in (None, ""):
                    _put(sheet, number, column, str(value))
        sheet.freeze_panes(1, 0)
    return number


def _put(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a text, or refuse: the library would cut it in silence."""
    if len(text) > _LONGEST_CELL or sheet.write_string(row, column, text, style) < 0:
        raise InputError(
            f"第 {row} 行第 {column + 1} 列写不进 Excel({len(text)} 字)",
            f"row {row}, column {column + 1} does not fit into Excel "
            f"({len(text)} characters)",
        )


_LONGEST_CELL: Final = 32_767


def _book(file: IO[bytes]) -> Any:
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    return _xlsxwriter().Workbook(file, options)


_COLOURS: Final = {
    Severity.ERROR: "#F8CBAD",
    Severity.WARNING: "#FFE699",
    Severity.INFO: "#DDEBF7",
}


def write_marked_xlsx(catalogue: Catalogue, report: Report, file: IO[bytes]) -> int:
    """The list as it came, each cell with a finding coloured and annotated (退回标注表).

    What goes back to the department: one row a record, its columns as they were, the
    messages as notes on the cells and once more in the last column.

    Args:
        catalogue: Items as they were read.
        report: What was found.
        file: Open binary file.

    Returns:
        How many cells were marked.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
    """
    from zhengwu.items._writing import flat

    by_row: dict[object, list[Finding]] = {}
    for found in report:
        by_row.setdefault(found.path[0] if found.path else None, []).append(found)
    rows = [_original(item) for item in catalogue]
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    marked = 0
    with _book(file) as book:
        sheet = book.add_worksheet("退回修改")
        bold = book.add_format({"bold": True, "text_wrap": True})
        colours = {
            severity: book.add_format({"bg_color": colour, "text_wrap": True})
            for severity, colour in _COLOURS.items()
        }
        for column, name in enumerate([*names, "检查发现"]):
            sheet.write_string(0, column, name, bold)
        for line, (position, row) in enumerate(rows, 1):
            shown = flat(row)
            found_here = by_row.get(position, [])
            for column, name in enumerate(names):
                here = [f for f in found_here if len(f.path) > 1 and f.path[1] == name]
                text = str(shown.get(name, ""))
                if not here:
                    sheet.write_string(line, column, text[:_LONGEST_CELL])
                    continue
                worst = max(here, key=lambda f: f.severity.rank).severity
                sheet.write_string(line, column, text[:_LONGEST_CELL], colours[worst])
                said = "\n".join(f"{f.code} {f.message_zh};{f.hint_zh}" for f in here)
                sheet.write_comment(line, column, said[:_LONGEST_NOTE])
                marked += 1
            said = "\n".join(f"{f.code} {f.message_zh}" for f in found_here)
            sheet.write_string(line, len(names), said[:_LONGEST_NOTE])
        sheet.freeze_panes(1, 0)
    return marked


_LONGEST_NOTE: Final = 32_000


def _original(item: Any) -> tuple[object, dict[str, Any]]:
    """Position of the record, and its columns as they were."""
    from zhengwu.items import FieldMap
    from zhengwu.items._writing import RecordWriter

    columns = dict(item.origin.columns) if item.origin is not None else {}
    if not columns:
        columns = {"name": "name"}
    writer = RecordWriter(FieldMap(name="origin", columns=columns))
    position = item.origin.position if item.origin is not None else None
    return position, writer.write(item, partial=True)
