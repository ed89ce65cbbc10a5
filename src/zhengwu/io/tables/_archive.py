"""Checks on a spreadsheet before it is given to the parser.

The parser fills the rectangle around all cells, and cannot recover if the memory does not
suffice; so the parts of the archive are read here first, and only those are passed on.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from zhengwu._errors import InputError
from zhengwu.io.source._bounds import Bounds
from zhengwu.io.tables._biff import check_workbook
from zhengwu.io.tables._compound import COMPOUND
from zhengwu.io.tables._extent import check_extent, refuse_bomb, refuse_size
from zhengwu.io.tables._shared import check_shared

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last row and column of a merged cell, counted from 0 (合并单元格)."""

_ARCHIVE: Final = b"PK"
_PROBED: Final = 1_000
_BLANK: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_COUNT: Final = re.compile(rb"[cC]ount\s*=\s*[\"']\s*\+?(\d+)")
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,7})\$?(\d{1,10})\Z")
_FILLED: Final = frozenset(("v", "is", "f"))


class CheckedFile(NamedTuple):
    """A spreadsheet that is safe to parse (已检查的表格文件).

    Attributes:
        file: The file.
        merged: Merged cells of each table of an OpenDocument file.
    """

    file: BytesIO
    merged: tuple[tuple[Merged, ...], ...] = ()


def check_archive(data: bytes, bounds: Bounds) -> CheckedFile:
    """Check a spreadsheet, and pack again exactly the parts that were checked.

    Raises:
        InputError: The file is no spreadsheet, is broken, or beyond the bounds.
    """
    refuse_size(data, bounds)
    if data.startswith(COMPOUND):
        return CheckedFile(check_workbook(data, bounds))
    if not data.startswith(_ARCHIVE):
        raise _refuse_form(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            size = sum(entry.file_size for entry in entries.values())
            refuse_bomb(size, len(data), bounds)
            parts = {name: archive.read(entry) for name, entry in entries.items()}
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # a broken archive may raise any error
        raise InputError(
            f"Excel 文件已损坏:{error}", f"the Excel file is broken: {error}"
        ) from None
    merged = _check_parts(parts, len(data), bounds)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    file.seek(0)
    return CheckedFile(file, merged)


def _refuse_form(data: bytes) -> InputError:
    """The error about a file that is no spreadsheet, whatever its name."""
    if data[:_PROBED].lstrip(_BLANK).startswith(b"<"):
        return InputError(
            "不是可读的 Excel 文件:内容是网页或 XML;请用表格软件打开后另存为 .xlsx",
            "not a readable Excel file: its content is a web page or XML; open it in a "
            "spreadsheet and save it as .xlsx",
        )
    return InputError(
        "不是可读的 Excel 文件:内容不是 .xlsx、.ods 或 .xls;请用表格软件打开后另存为 "
        ".xlsx,文本文件用 CSV 读取",
        "not a readable Excel file: its content is neither .xlsx nor .ods nor .xls; open it "
        "in a spreadsheet and save it as .xlsx, and read a text file as CSV",
    )


def _check_parts(
    parts: dict[str, bytes], packed: int, bounds: Bounds
) -> tuple[tuple[Merged, ...], ...]:
    """Check each part of a spreadsheet; merged cells of the tables of OpenDocument.

    Every part that may be a sheet is checked, whatever its name.
    """
    merged: tuple[tuple[Merged, ...], ...] = ()
    cells = 0
    for name, content in parts.items():
        if name.lower().endswith("workbook.bin"):
            raise InputError(
                "这是 .xlsb(二进制)文件;请另存为 .xlsx 或 CSV",
                "this is an .xlsb (binary) file; save it as .xlsx or CSV",
            )
        for match in _COUNT.finditer(content):
            if int(match[1][:20]) > bounds.cells:
                raise InputError(
                    f"{name} 声称有 {match[1].decode()[:20]} 项,超过上限 {bounds.cells}",
                    f"{name} claims {match[1].decode()[:20]} entries, more than the bound "
                    f"of {bounds.cells}",
                )
        if b"sheetData" in content:
            scan = _SheetScan(name, bounds)
            scan.parse(content)
            scan.check()
            cells += scan.cells
        if name == "content.xml":
            document = _DocumentScan(name, bounds)
            document.parse(content)
            refuse_bomb(document.text, packed, bounds)
            merged = tuple(map(tuple, document.merged))
    check_shared(parts, cells, packed, bounds)
    return merged


class _Scan:
    """Parser of a part that counts rows, columns and cells.

    Attributes:
        name: Name of the part.
        bounds: Bounds on the part.
        rows: Number of the last row with a value.
        columns: Number of the last column with a value.
        cells: Number of cells with a value.
    """

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self.rows = self.columns = 0
        self.cells: int = 0

    def prepare(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of the parser."""
        raise NotImplementedError

    def parse(self, content: bytes) -> None:
        """Parse the part.

        Raises:
            InputError: The part is not well-formed, or has a document type.
        """
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_type
        self.prepare(parser)
        try:
            parser.Parse(content, True)  # noqa: FBT003  # takes no names
        except (expat.ExpatError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(
                f"{self.name} 已损坏:{error};请用表格软件打开后另存",
                f"{self.name} is broken: {error}; open it in a spreadsheet and save it "
                "again",
            ) from None

    def _refuse_type(self, *_: object) -> None:
        raise InputError(
            f"{self.name} 含文档类型声明(DOCTYPE),已拒绝读取",
            f"{self.name} has a document type (DOCTYPE) and was refused",
        )

    def check(self) -> None:
        """Refuse a sheet beyond the bounds, or with few cells far apart."""
        check_extent(self.name, self.rows, self.columns, self.cells, self.bounds)


class _SheetScan(_Scan):
    """Counts the cells of a sheet of an Excel file."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self._row = self._column = 0
        self._of_cell = 0  # row that the reference of the cell states

    def prepare(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of the parser."""
        parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            if reference is None:
                self._column += 1
            else:
                self._column, self._of_cell = _read_reference(reference)
        elif name in _FILLED:
            self.cells += 1
            self.columns = max(self.columns, self._column)
            if (row := max(self._row, self._of_cell)) > self.rows:
                self.rows = row
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = self._of_cell = 0
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)


def _read_reference(reference: str) -> tuple[int, int]:
    """Column and row of a reference such as ``B7``, counted from 1."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(match[2])


class _DocumentScan(_Scan):
    """Counts the cells of the tables of an OpenDocument file.

    Attributes:
        text: Number of characters, counting the repetitions of each cell.
        merged: Merged cells of each table.
    """

    def __init__(self, name: str, bounds: Bounds) -> None:
        super().__init__(name, bounds)
        self.text = 0
        self.merged: list[list[Merged]] = []
        self._row = self._column = 0
        self._repeated = self._width = 0  # of the row
        self._times = self._length = 0  # of the cell
        self._of_row = 0  # characters of the row
        self._filled = False

    def prepare(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of the parser."""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            values = {key.rpartition(":")[2]: v for key, v in attributes.items()}
            self._times = int(values.get("number-columns-repeated", "1"))
            self._filled = "value-type" in values or "formula" in values
            self._length = 0
            down = int(values.get("number-rows-spanned", "1"))
            right = int(values.get("number-columns-spanned", "1"))
            if (down > 1 or right > 1) and self.merged:
                first = (self._row, self._column)
                last = (self._row + down - 1, self._column + right - 1)
                self.merged[-1].append((first, last))
        elif kind == "table-row":
            self._repeated = _read_number(attributes, "number-rows-repeated")
            self._column = self._width = self._of_row = 0
        elif kind == "table":
            self.merged.append([])
            self.rows = self.columns = self.cells = self._row = 0
        elif kind == "s":
            self._length += _read_number(attributes, "c")
            self._filled = True

    def _add_text(self, text: str) -> None:
        if not self._filled and text.strip():
            self._filled = True
        self._length += len(text)

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self._column += self._times
            if self._filled:
                self._width = self._column
                self.cells += 1
                self._of_row += self._length * self._times
        elif kind == "table-row":
            self._row += self._repeated
            if self._width:
                self.rows = self._row
                self.columns = max(self.columns, self._width)
                self.text += self._of_row * self._repeated
        elif kind == "table":
            self.check()


def _read_number(attributes: dict[str, Any], name: str) -> int:
    """A number of an attribute, whatever its prefix; 1 if it is absent."""
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return int(value)
    return 1
