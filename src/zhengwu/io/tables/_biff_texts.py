"""Lengths of the texts that the cells of an old Excel file share."""

from __future__ import annotations

import struct
from array import array
from typing import Final

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.io.tables._extent import refuse_broken

_LONG: Final = 1
_EXTENDED: Final = 4
_RICH: Final = 8


def measure_texts(parts: tuple[memoryview, ...], most: int) -> array[int]:
    """Number of characters of each shared text.

    Args:
        parts: Contents of the record of the texts and of the records that continue it.
        most: Maximum number of texts.

    Raises:
        InputError: There are more texts, or they are cut off.
    """
    cursor = _Cursor(parts)
    lengths = array("H")
    while cursor.find_text():
        if len(lengths) >= most:
            raise InputError(
                f"Excel 文件有超过 {most} 个共享字符串;请拆分文件,"
                "或提高 Bounds(cells=…)",
                f"the Excel file has more than {most} shared texts; split it, or raise "
                "Bounds(cells=…)",
            )
        lengths.append(cursor.skip_text())
    return lengths


class _Cursor:
    """A place in the parts of the shared texts."""

    def __init__(self, parts: tuple[memoryview, ...]) -> None:
        self._parts: Final = iter(parts)
        self._part = next(self._parts)
        self._place = 0

    def find_text(self) -> bool:
        """Step to the next part at the end of a part; False after the last part."""
        return self._place < len(self._part) or self._step()

    def _step(self) -> bool:
        part = next(self._parts, None)
        if part is None:
            return False
        self._part, self._place = part, 0
        return True

    def skip_text(self) -> int:
        """Number of characters of the next text."""
        if not len(self._part):
            return 0
        length, flags = self._read_fields("<HB")
        (runs,) = self._read_fields("<H") if flags & _RICH else (0,)
        (extended,) = self._read_fields("<I") if flags & _EXTENDED else (0,)
        left, width = length, 1 + (flags & _LONG)
        while left:
            taken = min(left, (len(self._part) - self._place) // width)
            left -= taken
            self._place += taken * width
            if left:
                if not self._step() or not len(self._part):
                    raise _refuse_texts()
                width, self._place = 1 + (self._part[0] & _LONG), 1
        self._skip(4 * runs + extended)
        return int(length)

    def _read_fields(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(form)
        if self._place + size > len(self._part):
            raise _refuse_texts()
        values = struct.unpack_from(form, self._part, self._place)
        self._place += size
        return values

    def _skip(self, size: int) -> None:
        while size:
            step = min(size, len(self._part) - self._place)
            self._place += step
            size -= step
            if size and not self._step():
                raise _refuse_texts()


def _refuse_texts() -> InputError:
    return refuse_broken(Text("共享字符串不完整", "its shared texts are cut off"))
