"""Excel files, in and out (读写 Excel); needs the extra ``excel``.

Files are read with python-calamine, whose parser ignores external entities. Files are
written with XlsxWriter, with every cell as text, so that no cell is read as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.io.tables._sheets import iter_xlsx, sheet_names

__all__ = ["iter_xlsx", "sheet_names", "write_xlsx"]


def _import_xlsxwriter() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError("excel", "XlsxWriter") from None
    return xlsxwriter


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
