"""Bound on the texts that the cells of an Excel file share.

The parser repeats a shared text for each of its cells, so that a small file with one long
text takes any amount of memory.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from zhengwu._errors import InputError
from zhengwu.io.source._bounds import Bounds
from zhengwu.io.tables._extent import limit_size, refuse_bomb

_SHARED: Final = re.compile(rb"<(?:[^\s<>/:]*:)?si(?=[\s/>])")


def check_shared(
    parts: Mapping[str, bytes], cells: int, packed: int, bounds: Bounds
) -> None:
    """Refuse an Excel file whose cells have too much text.

    perf: the texts are counted cell by cell only if all cells together could have too much
    text, each of them the longest.

    Args:
        parts: Well-formed parts of the file.
        cells: Number of cells with a value.
        packed: Number of bytes of the file.
        bounds: Bounds on the file.

    Raises:
        InputError: There is too much text, or a part is broken.
    """
    shared = [content for content in parts.values() if _SHARED.search(content)]
    longest = max(map(_limit_text, shared), default=0)
    if cells * longest <= limit_size(packed, bounds):
        return
    lengths = array("L")
    for content in shared:
        _TextScan(lengths).parse(content)
    total = 0
    for content in parts.values():
        if b"sheetData" in content:
            scan = _ReferenceScan(lengths)
            scan.parse(content)
            total += scan.text
    refuse_bomb(total, packed, bounds)


def _limit_text(content: bytes) -> int:
    """Upper bound on the characters of the longest shared text of a part."""
    if b"<!" in content:  # a mark within a comment begins no text
        return len(content)
    return max(map(len, _SHARED.split(content)))


class _Scan:
    """Parser of a part."""

    def __init__(self, lengths: array[int]) -> None:
        self._lengths: Final = lengths
        self._parser: Final = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text

    def parse(self, content: bytes) -> None:
        """Parse the part.

        Raises:
            InputError: The part is not well-formed, or refers to no shared text.
        """
        try:
            self._parser.Parse(content, True)  # noqa: FBT003  # takes no names
        except (expat.ExpatError, ValueError) as error:
            raise InputError(
                f"Excel 文件的共享字符串已损坏:{error};请用表格软件打开后另存",
                f"the shared texts of the Excel file are broken: {error}; open it in a "
                "spreadsheet and save it again",
            ) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError

    def _add_text(self, text: str) -> None:
        raise NotImplementedError


class _TextScan(_Scan):
    """Adds the length of each shared text."""

    _length = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if name.rpartition(":")[2] == "si":
            self._length = 0

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "si":
            self._lengths.append(self._length)

    def _add_text(self, text: str) -> None:
        self._length += len(text)


class _ReferenceScan(_Scan):
    """Counts the characters of the cells that refer to a shared text.

    Attributes:
        text: Number of characters.
    """

    text = 0
    _is_shared = False
    _index = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._is_shared = attributes.get("t") == "s"
        self._index = ""

    def _end(self, name: str) -> None:
        if self._is_shared and name.rpartition(":")[2] == "v":
            index = int(self._index)
            if 0 <= index < len(self._lengths):
                self.text += self._lengths[index]

    def _add_text(self, text: str) -> None:
        self._index += text
