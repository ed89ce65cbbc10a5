"""Checks on an old Excel file (.xls, BIFF) before it is given to the parser.

The parser allocates what a record claims, repeats a shared text for each of its cells and
reads overlapping sheets again and again; so the records are counted here first, and only
those that state values are passed on.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.io.source._bounds import Bounds
from zhengwu.io.tables._biff_texts import measure_texts
from zhengwu.io.tables._compound import pack_stream, read_stream, refuse_locked
from zhengwu.io.tables._extent import check_extent, refuse_bomb, refuse_broken

_STREAMS: Final = ("Workbook", "Book")
_LOCKED: Final = "EncryptedPackage"

_EOF: Final = 0x000A
_FORMULA: Final = 0x0006
_FILE_PASS: Final = 0x002F
_CONTINUE: Final = 0x003C
_SHEET: Final = 0x0085
_MANY_NUMBERS: Final = 0x00BD
_MERGED: Final = 0x00E5
_STRINGS: Final = 0x00FC
_SHARED: Final = 0x00FD
_NUMBER: Final = 0x0203
_LABEL: Final = 0x0204
_TRUTH: Final = 0x0205
_TEXT: Final = 0x0207
_BOF: Final = 0x0809

_LENGTHS: Final = {  # shortest content of the records that are passed on
    0x0022: 2,  # system of dates
    0x0042: 2,  # code page
    0x00E0: 4,  # format of a cell
    0x041E: 0,  # format of a number; the parser skips what it cannot read
    _SHEET: 8,
    _STRINGS: 8,
    _BOF: 4,
}
_CELLS: Final = {
    0x00D6: 8,  # text with fonts
    0x027E: 10,  # number
    _MANY_NUMBERS: 12,
    _NUMBER: 14,
    _LABEL: 8,
    _TRUTH: 8,
    _SHARED: 10,
}
_WITH_CELLS: Final = (0, 1)
_KINDS: Final = (0, 1, 2, 6)  # worksheet, macro sheet, chart, module
_STATES: Final = (0, 1, 2)  # visible, hidden, very hidden
_PLACE: Final = 8  # bytes of a merged cell
_CONTINUED: Final = 2_000  # least mean length of the parts of the shared texts
_MOST_PARTS: Final = 100  # parts of any length
_OF_TEXT: Final = 0  # values of a formula
_OF_TRUTH: Final = 1


class _Record(NamedTuple):
    """A record, and the records that continue it."""

    kind: int
    content: memoryview
    continued: tuple[memoryview, ...]


def check_workbook(data: bytes, bounds: Bounds) -> BytesIO:
    """Check an old Excel file, and pack again the records that state values.

    A formula is passed on as the value that it had when the file was saved.

    Raises:
        InputError: The file is broken, has a password, or is beyond the bounds.
    """
    stream = read_stream(data, _STREAMS, _LOCKED)
    return BytesIO(pack_stream(_STREAMS[0], _Workbook(stream, bounds).rewrite()))


class _Workbook:
    """The records of a workbook, which are counted and copied."""

    def __init__(self, stream: bytes, bounds: Bounds) -> None:
        self._stream: Final = memoryview(stream)
        self._bounds: Final = bounds
        self._copy: Final = bytearray()
        self._lengths: array[int] = array("H")  # of the shared texts
        self._text = 0  # characters of all cells with a shared text
        self._places = 0  # of the rectangles of all sheets
        self._left = 2 * len(stream)  # bytes of all sheets together

    def rewrite(self) -> bytes:
        """The stream with the records that state values.

        Raises:
            InputError: The workbook is broken, has a password, or is beyond the bounds.
        """
        sheets = self._copy_globals()
        for number, (start, place) in enumerate(sheets, 1):
            struct.pack_into("<I", self._copy, place, len(self._copy))
            self._add(_BOF, struct.pack("<HH12x", 0x0600, 0x10))
            if start >= 0:
                self._copy_sheet(start, str(number))
            self._add(_EOF, b"")
        return bytes(self._copy)

    def _copy_globals(self) -> list[tuple[int, int]]:
        """Copy the records before the sheets.

        Returns:
            For each sheet its place in the stream, -1 if it has no cells, and the place in
            the copy that states it.
        """
        sheets: list[tuple[int, int]] = []
        for record in self._iter_records(0):
            kind, content = record.kind, record.content
            if kind == _EOF:
                break
            if kind == _FILE_PASS:
                raise refuse_locked()
            if kind not in _LENGTHS:
                continue
            if len(content) < _LENGTHS[kind]:
                raise refuse_broken(
                    Text(f"记录 {kind:#06x} 太短", f"record {kind:#06x} is too short")
                )
            if kind == _SHEET:
                sheets.append((_find_sheet(content), len(self._copy) + 4))
            self._add(kind, content)
            if kind == _STRINGS:
                self._copy_strings(record)
        self._add(_EOF, b"")
        return sheets

    def _copy_strings(self, record: _Record) -> None:
        """Measure the shared texts, and copy the records that continue them."""
        self._check_parts(record)
        parts = (record.content[8:], *record.continued)
        self._lengths = measure_texts(parts, self._bounds.cells)
        for part in record.continued:
            self._add(_CONTINUE, part)

    def _add(self, kind: int, content: bytes | memoryview) -> None:
        self._copy.extend(struct.pack("<HH", kind, len(content)))
        self._copy.extend(content)

    def _check_parts(self, record: _Record) -> None:
        """Refuse texts in many tiny parts; the parser takes quadratic time for them."""
        size = sum(map(len, record.continued))
        if len(record.continued) > _MOST_PARTS + size // _CONTINUED:
            raise refuse_broken(
                Text(
                    f"共享字符串分成 {len(record.continued)} 段",
                    f"its shared texts are in {len(record.continued)} parts",
                )
            )

    def _copy_sheet(self, start: int, name: str) -> None:
        """Copy the cells and the merged cells of a sheet, and count the cells."""
        rows = columns = cells = 0
        for kind, content in _iter_cells(self._iter_records(start)):
            if kind == _MERGED:
                self._copy_merged(content)
                continue
            if len(content) < _CELLS[kind]:
                raise refuse_broken(
                    Text(
                        f"工作表 {name} 有不完整的单元格",
                        f"a cell of sheet {name} is cut off",
                    )
                )
            row, column = struct.unpack_from("<HH", content)
            count = 1
            if kind == _SHARED:
                (index,) = struct.unpack_from("<I", content, 6)
                if index < len(self._lengths):
                    self._text += self._lengths[index]
            elif kind == _MANY_NUMBERS:
                (last,) = struct.unpack_from("<H", content, len(content) - 2)
                count, column = last - column + 1, last
                if len(content) != 6 + 6 * count:
                    raise refuse_broken(
                        Text(
                            f"工作表 {name} 第 {row + 1} 行的数字个数不符",
                            f"row {row + 1} of sheet {name} has other numbers than it states",
                        )
                    )
            cells += count
            if row >= rows:
                rows = row + 1
            if column >= columns:
                columns = column + 1
            self._add(kind, content)
        check_extent(name, rows, columns, cells, self._bounds)
        refuse_bomb(self._text, len(self._stream), self._bounds)
        self._check_places(rows * columns)

    def _check_places(self, places: int) -> None:
        """Refuse many sheets that are large together; the parser reads all of them."""
        self._places += places
        if self._places > self._bounds.cells:
            raise InputError(
                f"各工作表共占 {self._places} 格以上,超过上限 {self._bounds.cells};"
                "请拆分文件,或提高 Bounds(cells=…)",
                f"the sheets take {self._places} cells or more, beyond the bound of "
                f"{self._bounds.cells}; split the file, or raise Bounds(cells=…)",
            )

    def _copy_merged(self, content: memoryview) -> None:
        """Copy merged cells, but none that the record only claims."""
        places = content[2 : 2 + (len(content) - 2) // _PLACE * _PLACE]
        if places:
            (claimed,) = struct.unpack_from("<H", content)
            count = min(claimed, len(places) // _PLACE)
            self._add(_MERGED, struct.pack("<H", count) + places)

    def _iter_records(self, place: int) -> Iterator[_Record]:
        """The records from a place in the stream.

        Raises:
            InputError: The stream ends within a record, or the sheets overlap.
        """
        stream, size = self._stream, len(self._stream)
        if place > size:
            raise refuse_broken(Text("工作表不在文件中", "a sheet is not in the file"))
        while place < size:
            start = place
            kind, content, place = _read_record(stream, place)
            continued: list[memoryview] = []
            while place + 4 < size and stream[place] == _CONTINUE:
                if stream[place + 1]:
                    break
                _, part, place = _read_record(stream, place)
                continued.append(part)
            self._left -= place - start
            if self._left < 0:
                raise refuse_broken(Text("工作表相互重叠", "its sheets overlap"))
            yield _Record(kind, content, tuple(continued))


def _read_record(stream: memoryview, place: int) -> tuple[int, memoryview, int]:
    """Kind and content of the record at a place, and the place after it."""
    if place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        end: int = place + 4 + length
        if end <= len(stream):
            return kind, stream[place + 4 : end], end
    raise refuse_broken(Text("文件不完整", "it is cut off"))


def _find_sheet(content: memoryview) -> int:
    """Place of a sheet in the stream; -1 if it is a chart or a module."""
    if content[5] not in _KINDS or content[4] & 0x3F not in _STATES:
        raise refuse_broken(
            Text("有类型不明的工作表", "it has a sheet of an unknown kind")
        )
    if content[5] not in _WITH_CELLS:
        return -1
    return int.from_bytes(content[:4], "little")


def _iter_cells(records: Iterator[_Record]) -> Iterator[tuple[int, memoryview]]:
    """Kind and content of the cells and merged cells of a sheet.

    The text of a formula is a record after that of the formula; the records of an embedded
    chart are skipped.
    """
    formula = b""
    for kind, content in _iter_outside_charts(records):
        if kind in _CELLS or kind == _MERGED:
            if kind != _TRUTH or len(content) < _CELLS[_TRUTH] or not content[7]:
                yield kind, content  # an error is no value
        elif kind == _FORMULA and len(content) >= _CELLS[_NUMBER]:
            formula = b""
            if bytes(content[12:14]) != b"\xff\xff":
                yield _NUMBER, content[:14]
            elif content[6] == _OF_TRUTH:
                yield _TRUTH, memoryview(bytes((*content[:6], content[8], 0)))
            elif content[6] == _OF_TEXT:
                formula = bytes(content[:6])
        elif kind == _TEXT and formula:
            yield _LABEL, memoryview(formula + content)
            formula = b""


def _iter_outside_charts(
    records: Iterator[_Record],
) -> Iterator[tuple[int, memoryview]]:
    """Kind and content of the records of a sheet up to its end, without those of charts."""
    depth = 0
    for kind, content, _ in records:
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth < 1:
                return
        elif depth <= 1:
            yield kind, content
