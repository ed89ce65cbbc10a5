"""Excel files, in and out (读写 Excel); needs the extra ``excel``.

Files are read with python-calamine, whose parser ignores external entities. Files are
written with XlsxWriter, with every cell as text, so that no cell is read as a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any, Final

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.findings import Finding
from zhengwu.io._csv import check_names
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, open_source

__all__ = ["iter_xlsx", "sheet_names", "write_xlsx"]

_LARGEST: Final = 1 << 30  # bytes unpacked; a larger archive is refused as a bomb
_HIGHEST_RATIO: Final = 200  # unpacked bytes per byte of the archive
_ALLOWANCE: Final = 1 << 24  # unpacked bytes that are allowed at any ratio


def _import_calamine() -> Any:
    try:
        import python_calamine
    except ImportError:
        raise MissingExtraError("excel", "python-calamine") from None
    return python_calamine


def _import_xlsxwriter() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError("excel", "XlsxWriter") from None
    return xlsxwriter


def _read_workbook(source: Source) -> Any:
    with open_source(source) as file:
        data = file.read()
    _check_archive(data)
    try:
        return _import_calamine().CalamineWorkbook.from_filelike(BytesIO(data))
    except MissingExtraError:
        raise
    except Exception as error:  # noqa: BLE001  # the library raises errors of its own
        raise InputError(
            f"不是可读的 Excel 文件:{error}", f"not a readable Excel file: {error}"
        ) from None


def _check_archive(data: bytes) -> None:
    """Refuse a decompression bomb before anything is unpacked.

    Raises:
        InputError: The archive is broken, or would unpack to an unreasonable size.
    """
    if not data.startswith(b"PK"):
        return  # perhaps an old .xls file; the library reads or refuses it
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size <= _LARGEST:
                _check_sheets(archive)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # a broken archive may raise any error
        raise InputError(
            f"Excel 文件已损坏:{error}", f"the Excel file is broken: {error}"
        ) from None
    if size > _LARGEST or size > _HIGHEST_RATIO * len(data) + _ALLOWANCE:
        raise InputError(
            f"Excel 文件解压后将达 {size} 字节,大小异常,已拒绝读取",
            f"the Excel file would unpack to {size} bytes, which is unreasonable; refused",
        )


def _check_sheets(archive: zipfile.ZipFile) -> None:
    """Refuse a sheet with few cells far apart: the library would fill the rectangle."""
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/sheet"):
            continue
        columns = rows = cells = 0
        with archive.open(entry) as sheet:
            rest = b""
            while block := sheet.read(_BLOCK):
                text = rest + block
                for match in _CELL.finditer(text):
                    cells += 1
                    columns = max(columns, _read_column(match[1]))
                    rows = max(rows, int(match[2]))
                rest = text[-_TAIL:]
        if columns * rows > _SPARSEST * cells + _ALWAYS_ALLOWED:
            raise InputError(
                f"工作表 {entry.filename} 只有 {cells} 个单元格,却占 {rows} 行 {columns} 列;"
                "请删除远处的多余单元格",
                f"sheet {entry.filename} has {cells} cells spread over {rows} rows and "
                f"{columns} columns; delete the stray cells",
            )


def _read_column(letters: bytes) -> int:
    """Number of a column, counted from 1, from the letters of a reference."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_BLOCK: Final = 1 << 20
_TAIL: Final = 24  # bytes that are read again, since a block may cut a reference
_SPARSEST: Final = 100  # places of the rectangle per cell
_ALWAYS_ALLOWED: Final = 2_000_000  # places of a rectangle
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')


def sheet_names(source: Source) -> tuple[str, ...]:
    """Names of the sheets (工作表名称).

    Raises:
        InputError: The file is not an Excel file.
        MissingExtraError: python-calamine is not installed.
    """
    return tuple(_read_workbook(source).sheet_names)


def iter_xlsx(source: Source, *, sheet: str | None = None) -> Iterator[RawRecord]:
    """Read the rows of a sheet (逐行读取 Excel).

    The first row that is not empty names the columns. A number without a fraction is read
    as a text of digits, a date as a text in ISO 8601.

    Args:
        source: Path or open binary file.
        sheet: Name of the sheet; the first sheet if None.

    Raises:
        InputError: The file is not an Excel file, has no such sheet, or is a
            decompression bomb.
        MissingExtraError: python-calamine is not installed.
    """
    book = _read_workbook(source)
    if sheet is not None and sheet not in book.sheet_names:
        names = "、".join(book.sheet_names)
        raise InputError(
            f"没有工作表 {sheet!r};现有 {names}",
            f"no sheet {sheet!r}; the sheets are {names}",
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
    columns: list[str] | None = None
    about_file: list[Finding] = []
    position = 0
    for line, row in enumerate(rows, 1):
        if not any(cell not in ("", None) for cell in row):
            continue
        if columns is None:
            columns = [str(_read_cell(cell)).strip() for cell in row]
            about_file = [*check_names(name for name in columns if name)]
            continue
        value = {
            name: "" if cell is None else _read_cell(cell)
            for name, cell in zip(columns, row, strict=False)
            if name
        }
        yield RawRecord(position, line, value, tuple(about_file))
        about_file = []
        position += 1


def _read_cell(cell: Any) -> Any:
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
        records: Records to write.
        file: Open binary file.
        columns: Columns, in order.

    Returns:
        Number of records written.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
    """
    names = tuple(columns)
    number = 0
    with open_book(file) as book:
        sheet = add_sheet(book, "事项", names)
        for number, record in enumerate(records, 1):
            for column, name in enumerate(names):
                value = record.get(name)
                if value not in (None, ""):
                    _write_cell(sheet, number, column, str(value))
    return number


def add_sheet(book: Any, title: str, columns: Iterable[str]) -> Any:
    """Add a sheet whose first row names the columns and stays visible."""
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "text_wrap": True})
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, text: str) -> None:
    """Write a text, or refuse a text that the library would truncate silently."""
    if len(text) > _LONGEST_CELL or sheet.write_string(row, column, text) < 0:
        raise InputError(
            f"第 {row} 行第 {column + 1} 列有 {len(text)} 个字符,Excel 写不下",
            f"row {row}, column {column + 1} does not fit into Excel "
            f"({len(text)} characters)",
        )


_LONGEST_CELL: Final = 32_767


def open_book(file: IO[bytes]) -> Any:
    """Start a workbook that runs no text as a formula and makes no links."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    return _import_xlsxwriter().Workbook(file, options)
