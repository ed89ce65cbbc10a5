"""A workbook that is read, marked and saved again; needs the extra ``excel``."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, time, timedelta
from io import BytesIO
from typing import IO, Any, Final, NamedTuple
from xml.sax.saxutils import escape

from zhengwu._errors import InputError, MissingExtraError
from zhengwu._text import LANGS
from zhengwu._visible import show_controls
from zhengwu.findings._rows import HEADS
from zhengwu.io.source._records import FINDINGS_SHEET

_MOST_NOTICES: Final = 8  # rows above the headings of the sheet of findings
_AUTHOR: Final = "zhengwu"
_MOST_HEADER_ROWS: Final = 40
_BLANKS: Final = re.compile(r"\s+")
_NOTE_SIZE: Final = (320, 160)  # pixels
_WIDTHS: Final = (8, 10, 16, 14, 6, 18, 26, 60, 50, 40)
_FORMULA: Final = re.compile(
    rb'<c r="(?P<cell>[A-Z]+\d+)"(?P<style>[^>]*)>'
    rb"(?P<formula><f[^<]*</f>|<f[^<]*/>)(?:<v ?/>|<v></v>)"
)
_RUN: Final = re.compile(rb"<(?:\w+:)?r[ >]")
_NAMES: Final = {
    "xl/charts/": "图表 charts",
    "xl/media/": "图片 images",
    "xl/ctrlProps/": "控件 form controls",
    "xl/activeX/": "控件 form controls",
    "xl/slicers/": "切片器 slicers",
    "xl/diagrams/": "图形 diagrams",
    "xl/vbaProject": "宏 macros",
    "xl/embeddings/": "嵌入对象 embedded objects",
    "xl/drawings/drawing": "图形 drawings",
}


class Columns(NamedTuple):
    """Columns of a sheet by the names in its header (列名对照)."""

    by_name: Mapping[str, int]
    first: int

    def find(self, name: str) -> int:
        """Number of the column with a name; the first column if there is none."""
        return self.by_name.get(_tidy(name), self.first)


class MarkedBook:
    """Workbook whose cells are marked (标注中的工作簿).

    Args:
        data: The file.

    Raises:
        InputError: The file is not a workbook.
        MissingExtraError: openpyxl is not installed.
    """

    def __init__(self, data: bytes) -> None:
        self._data: Final = data
        self._openpyxl: Final = _import_openpyxl()
        self._parts: Final = _list_parts(data)
        self._book: Final = self._load(rich_text=_has_rich_text(data))
        self._fills: dict[str, Any] = {}
        self._rows: Iterable[Sequence[str]] | None = None
        self._values: Any = None
        self._remove_old_marks()

    def _load(self, **options: Any) -> Any:
        try:
            return self._openpyxl.load_workbook(BytesIO(self._data), **options)
        except Exception as error:  # noqa: BLE001  # the library raises any error
            raise _refuse_book(error) from None

    @property
    def lost(self) -> tuple[str, ...]:
        """What the saved workbook does not have, such as charts."""
        if not any(part.startswith(tuple(_NAMES)) for part in self._parts):
            return ()
        saved = BytesIO()
        self._book.save(saved)
        missing = self._parts - _list_parts(saved.getvalue())
        names = (
            name
            for part, name in _NAMES.items()
            if any(each.startswith(part) for each in missing)
        )
        return tuple(dict.fromkeys(names))

    def find_sheet(self, name: str | None) -> str:
        """Name of the sheet; that of the first sheet if there is no such sheet."""
        titles: list[str] = self._book.sheetnames
        return name if name in titles else titles[0]

    def index_columns(self, sheet: str, first_row: int) -> Columns:
        """The columns by the texts above the first record, of one row or of two."""
        last = min(first_row - 1, _MOST_HEADER_ROWS)
        by_name: dict[str, int] = {}
        if last < 1:
            return Columns(by_name, 1)
        rows = self._book[sheet].iter_rows(max_row=last, values_only=True)
        above: list[str] = []
        for row in rows:
            texts = [_tidy(value) for value in row]
            group = ""
            for column, text in enumerate(texts, 1):
                group = above[column - 1] if above and above[column - 1] else group
                if text:
                    by_name.setdefault(text, column)
                    by_name.setdefault(f"{group}.{text}", column)
            above = texts
        filled = [column for column, text in enumerate(above, 1) if text]
        return Columns(by_name, filled[0] if filled else 1)

    def mark(self, sheet: str, row: int, column: int, colour: str, note: str) -> None:
        """Colour a cell and add a note; its value and its other formats stay."""
        cell = self._find_cell(self._book[sheet], row, column)
        if colour not in self._fills:
            fill = self._openpyxl.styles.PatternFill("solid", start_color=colour)
            self._fills[colour] = fill
        cell.fill = self._fills[colour]
        if not note:
            return
        if cell.comment is not None:
            note = f"{cell.comment.text}\n{note}"
        comment = self._openpyxl.comments.Comment(note, _AUTHOR)
        comment.width, comment.height = _NOTE_SIZE
        cell.comment = comment

    def _find_cell(self, sheet: Any, row: int, column: int) -> Any:
        """The cell; where cells are merged, the cell that has their value."""
        cell = sheet.cell(row, column)
        if isinstance(cell, self._openpyxl.cell.MergedCell):
            for merged in sheet.merged_cells.ranges:
                if cell.coordinate in merged:
                    return sheet.cell(merged.min_row, merged.min_col)
        return cell

    def _remove_old_marks(self) -> None:
        """Remove the notes and colours of an earlier check, and its sheet of findings."""
        none = self._openpyxl.styles.PatternFill()
        for sheet in [*self._book.worksheets]:
            if len(self._book.sheetnames) > 1 and self._lists_findings(sheet):
                self._book.remove(sheet)
                continue
            # Only cells that exist: a stray cell far away makes a huge rectangle.
            for cell in [*sheet._cells.values()]:  # noqa: SLF001
                comment = getattr(cell, "comment", None)
                if comment is not None and comment.author == _AUTHOR:
                    cell.comment = None
                    cell.fill = copy(none)

    def _lists_findings(self, sheet: Any) -> bool:
        """Whether a sheet is the sheet of findings that an earlier check added."""
        if not sheet.title.startswith(tuple(FINDINGS_SHEET)):
            return False
        heads = [[head.say(lang) for head in HEADS] for lang in LANGS]
        rows = sheet.iter_rows(
            max_row=_MOST_NOTICES, max_col=len(HEADS), values_only=True
        )
        return any([*row] in heads for row in rows)

    def add_sheet(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """Add the sheet of findings after the others; `save` writes its rows."""
        sheet = self._book.create_sheet(title)
        for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        self._rows = rows

    def save(self, output: IO[bytes]) -> None:
        """Save the workbook; formulas keep the values that Excel calculated.

        perf: the rows of findings are written as they come; as cells of the library they
        would take a gigabyte for 200,000 findings.
        """
        saved = BytesIO()
        self._book.save(saved)
        titles = {
            f"xl/worksheets/sheet{number}.xml": sheet.title
            for number, sheet in enumerate(self._book.worksheets, 1)
        }
        last = f"xl/worksheets/sheet{len(titles)}.xml"
        with (
            zipfile.ZipFile(saved) as archive,
            zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as copied,
        ):
            for entry in archive.infolist():
                content = archive.read(entry.filename)
                if entry.filename == last and self._rows is not None:
                    with copied.open(entry.filename, "w", force_zip64=True) as part:
                        _write_rows(content, self._rows, part)
                    continue
                title = titles.get(entry.filename)
                if title is not None and b"<f" in content:
                    content = _restore_values(content, self._read_values()[title])
                copied.writestr(entry.filename, content)

    def _read_values(self) -> Any:
        """The workbook with the values of its formulas, read once."""
        if self._values is None:
            self._values = self._load(data_only=True)
        return self._values


def _write_rows(content: bytes, rows: Iterable[Sequence[str]], part: IO[bytes]) -> None:
    """Write the rows into the empty sheet that openpyxl wrote."""
    head, _, tail = content.partition(b"<sheetData")
    part.write(head + b"<sheetData>")
    for number, cells in enumerate(rows, 1):
        texts = (escape(show_controls(text, keep="\n")) for text in cells)
        written = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{text}</t></is></c>'
            for letter, text in zip("ABCDEFGHIJ", texts, strict=False)
            if text
        )
        part.write(f'<row r="{number}">{written}</row>'.encode())
    part.write(b"</sheetData>" + tail.partition(b">")[2].removeprefix(b"</sheetData>"))


def _import_openpyxl() -> Any:
    try:
        import openpyxl
        import openpyxl.cell  # pyright: ignore[reportUnusedImport]
        import openpyxl.comments  # pyright: ignore[reportUnusedImport]
        import openpyxl.styles  # pyright: ignore[reportUnusedImport]
    except ImportError:
        raise MissingExtraError("excel", "openpyxl") from None
    return openpyxl


def _list_parts(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except zipfile.BadZipFile as error:
        raise _refuse_book(error) from None


def _refuse_book(error: Exception) -> InputError:
    return InputError(
        f"Excel 文件读不了,不能标注:{error};请用 Excel 另存为 .xlsx 后再试",
        f"the Excel file cannot be read and marked: {error}; save it as .xlsx "
        "with Excel and try again",
    )


def _has_rich_text(data: bytes) -> bool:
    """Whether a cell has several fonts; perf: the library reads such cells slowly."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(
            _RUN.search(archive.read(name)) is not None
            for name in archive.namelist()
            if name.startswith(("xl/sharedStrings", "xl/worksheets/"))
        )


def _tidy(value: object) -> str:
    return "" if value is None else _BLANKS.sub("", str(value))


def _restore_values(content: bytes, sheet: Any) -> bytes:
    """Add the calculated value to each formula of a sheet again."""

    def restore(match: re.Match[bytes]) -> bytes:
        kind, text = _write_value(sheet[match["cell"].decode()].value)
        if not text:
            return match[0]
        head = b'<c r="%b"%b%b>' % (match["cell"], match["style"], kind)
        return head + match["formula"] + b"<v>%b</v>" % escape(text).encode()

    return _FORMULA.sub(restore, content)


def _write_value(value: object) -> tuple[bytes, str]:
    """Type and text of a calculated value in the file; an empty text without a value."""
    from openpyxl.utils.datetime import to_excel

    if value is None:
        return b"", ""
    if isinstance(value, bool):
        return b' t="b"', str(int(value))
    if isinstance(value, int | float):
        return b"", repr(value)
    if isinstance(value, date | time | timedelta):
        return b"", repr(to_excel(value))
    text = str(value)
    return b' t="e"' if text in _ERRORS else b' t="str"', text


_ERRORS: Final = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
)
