"""Excel files, in and out (读写 Excel); needs the extra ``excel``.

Files are read with python-calamine, whose parser ignores external entities. Files are
written with XlsxWriter, with every cell as text, so that no cell is read as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Final

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.findings import Finding, Report, Severity
from zhengwu.io._sheets import iter_xlsx, sheet_names

if TYPE_CHECKING:
    from zhengwu.items import Catalogue

__all__ = ["iter_xlsx", "sheet_names", "write_marked_xlsx", "write_xlsx"]


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
    with _open_book(file) as book:
        sheet = _add_sheet(book, "事项", names)
        for number, record in enumerate(records, 1):
            for column, name in enumerate(names):
                value = record.get(name)
                if value not in (None, ""):
                    _write_cell(sheet, number, column, str(value))
    return number


def _add_sheet(book: Any, title: str, columns: Iterable[str]) -> Any:
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


def _open_book(file: IO[bytes]) -> Any:
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    return _import_xlsxwriter().Workbook(file, options)


_COLOURS: Final = {
    Severity.ERROR: "#F8CBAD",
    Severity.WARNING: "#FFE699",
    Severity.INFO: "#DDEBF7",
}


def write_marked_xlsx(catalogue: Catalogue, report: Report, file: IO[bytes]) -> int:
    """Write the list as it came, with every cell marked that has a finding (退回标注表).

    This is the workbook that is returned to the department: one row per record, with the
    original columns. Marked cells are coloured and have the messages as a note; the last
    column repeats all messages of the row.

    Args:
        catalogue: Items as they were read.
        report: The findings.
        file: Open binary file.

    Returns:
        Number of marked cells.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
    """
    from zhengwu.items._writing import flat

    by_record: dict[object, list[Finding]] = {}
    for each in report:
        by_record.setdefault(each.path[0] if each.path else None, []).append(each)
    rows = [_restore_record(item) for item in catalogue]
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    marked = 0
    with _open_book(file) as book:
        sheet = _add_sheet(book, "退回修改", [*names, "检查发现"])
        colours = {
            severity: book.add_format({"bg_color": colour, "text_wrap": True})
            for severity, colour in _COLOURS.items()
        }
        for line, (position, row) in enumerate(rows, 1):
            texts = flat(row)
            of_record = by_record.get(position, [])
            for column, name in enumerate(names):
                text = str(texts.get(name, ""))[:_LONGEST_CELL]
                of_cell = [
                    f for f in of_record if len(f.path) > 1 and f.path[1] == name
                ]
                if not of_cell:
                    sheet.write_string(line, column, text)
                    continue
                worst = max(of_cell, key=lambda f: f.severity.rank).severity
                sheet.write_string(line, column, text, colours[worst])
                note = "\n".join(
                    f"{f.code} {f.message_zh};{f.hint_zh}" for f in of_cell
                )
                sheet.write_comment(line, column, note[:_LONGEST_NOTE])
                marked += 1
            summary = "\n".join(f"{f.code} {f.message_zh}" for f in of_record)
            sheet.write_string(line, len(names), summary[:_LONGEST_NOTE])
    return marked


_LONGEST_NOTE: Final = 32_000


def _restore_record(item: Any) -> tuple[object, dict[str, Any]]:
    """Position of the record of an item, and the record with its original columns."""
    from zhengwu.items import FieldMap
    from zhengwu.items._writing import RecordWriter

    columns = dict(item.origin.columns) if item.origin is not None else {}
    if not columns:
        columns = {"name": "name"}
    writer = RecordWriter(FieldMap(name="origin", columns=columns))
    position = item.origin.position if item.origin is not None else None
    return position, writer.write(item, partial=True)
