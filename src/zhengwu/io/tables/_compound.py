"""Compound files (OLE), the container of old Excel files: one stream out, one stream in.

The parser of spreadsheets allocates what the header claims and follows chains of sectors
without end; so the stream of the workbook is read here, and packed again on its own.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.io.tables._extent import refuse_broken

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file (复合文件标志)."""

_HEADER: Final = 512
_LAST: Final = 0xFFFF_FFFE
_FREE: Final = 0xFFFF_FFFF
_IN_TABLE: Final = 0xFFFF_FFFD  # mark of a sector that holds the table of sectors
_RESERVED: Final = 0xFFFF_FFFA
_SHIFTS: Final = {9: 512, 12: 4096}
_SMALL: Final = 64
_LISTED: Final = 109  # sectors of the table that the header lists
_ENTRY: Final = 128
_ROOT: Final = 5
_STREAM: Final = 2
_PACKED_SECTOR: Final = 4096
_PACKED_ENTRIES: Final = _PACKED_SECTOR // 4


class _Stream(NamedTuple):
    """An entry of the directory."""

    name: str
    kind: int
    start: int
    size: int


class _Header(NamedTuple):
    """Where the tables of a compound file are."""

    sector: int
    directory: int
    cutoff: int
    small_table: int
    more: int
    listed: tuple[int, ...]


def read_stream(data: bytes, names: Sequence[str], locked: str) -> bytes:
    """The first stream that has one of the names, in linear time.

    Args:
        data: The compound file.
        names: Names of the stream, the preferred one first; their case is ignored.
        locked: Name of the stream that an encrypted file has instead.

    Raises:
        InputError: The file is broken, encrypted, or has no such stream.
    """
    file = _CompoundFile(data)
    streams = {
        stream.name.lower(): stream
        for stream in reversed(file.streams)
        if stream.kind == _STREAM
    }
    for name in names:
        if (stream := streams.get(name.lower())) is not None:
            return file.read(stream)
    if locked.lower() in streams:
        raise refuse_locked()
    raise InputError(
        "不是 Excel 文件:复合文件中没有工作簿(可能是 Word 等其他文件);"
        "请另存为 .xlsx 或 CSV",
        "not an Excel file: the compound file has no workbook (it may be a file of Word or "
        "another program); save it as .xlsx or CSV",
    )


def refuse_locked() -> InputError:
    """The error about a file with a password."""
    return InputError(
        "Excel 文件有密码,读不了;请取消密码后另存",
        "the Excel file has a password and cannot be read; save it without the password",
    )


class _CompoundFile:
    """The sectors and the directory of a compound file."""

    def __init__(self, data: bytes) -> None:
        self._data: Final = memoryview(data)
        self._header: Final = _read_header(data)
        self._table: Final = self._read_table()
        directory = self._follow(self._header.directory, None)
        self.streams: Final = [*_iter_streams(directory)]

    def read(self, stream: _Stream) -> bytes:
        """Content of a stream."""
        if stream.size >= self._header.cutoff:
            return self._follow(stream.start, stream.size)
        root = next((each for each in self.streams if each.kind == _ROOT), None)
        if root is None:
            raise refuse_broken(Text("没有根目录", "it has no root entry"))
        small = memoryview(self._follow(root.start, root.size))
        length = 4 * (len(small) // _SMALL + 1)
        table = _read_numbers(self._follow(self._header.small_table, length))
        return _join_chain(small, 0, _SMALL, table, stream.start, stream.size)

    def _read_table(self) -> Sequence[int]:
        """For each sector the next sector of its chain."""
        size, listed = self._header.sector, array("I", self._header.listed)
        most = len(self._data) // size + 1
        more = self._header.more
        for _ in range(most):
            if more >= _RESERVED:
                break
            numbers = _read_numbers(self._read_sector(more))
            if len(numbers) < size // 4:
                raise refuse_broken(
                    Text("扇区表不完整", "the table of sectors is cut off")
                )
            listed += numbers[:-1]
            if len(listed) > most + _LISTED:
                break
            more = numbers[-1]
        table = bytearray()
        for number in listed[: most + _LISTED]:
            if number < _RESERVED:
                table += self._read_sector(number)
        return _read_numbers(bytes(table))

    def _read_sector(self, number: int) -> memoryview:
        size = self._header.sector
        start = (number + 1) * size
        if start >= len(self._data):
            raise refuse_broken(
                Text(f"扇区 {number} 不存在", f"there is no sector {number}")
            )
        return self._data[start : start + size]

    def _follow(self, start: int, length: int | None) -> bytes:
        size = self._header.sector
        return _join_chain(self._data, size, size, self._table, start, length)


def _join_chain(
    data: memoryview,
    offset: int,
    size: int,
    table: Sequence[int],
    start: int,
    length: int | None,
) -> bytes:
    """The sectors of a chain, up to a length; to the end of the chain if None."""
    joined = bytearray()
    most = len(data) if length is None else min(length, len(data))
    number = start
    while number != _LAST and len(joined) < most:
        place = offset + number * size
        if place >= len(data) or number >= len(table):
            raise refuse_broken(
                Text(f"扇区 {number} 不存在", f"there is no sector {number}")
            )
        joined += data[place : place + size]
        number = table[number]
    if number != _LAST and length is None:
        raise refuse_broken(Text("扇区链循环", "a chain of sectors has no end"))
    return bytes(joined[:length])


def _read_header(data: bytes) -> _Header:
    if len(data) < _HEADER:
        raise refuse_broken(Text("文件不完整", "it is cut off"))
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    directory, _, cutoff, small_table, _, more, _ = struct.unpack_from("<7I", data, 48)
    if shift not in _SHIFTS or 1 << small_shift != _SMALL:
        raise refuse_broken(Text("扇区大小不对", "its sectors have an unknown size"))
    listed = struct.unpack_from(f"<{_LISTED}I", data, 76)
    return _Header(_SHIFTS[shift], directory, cutoff, small_table, more, listed)


def _read_numbers(data: bytes | memoryview) -> array[int]:
    numbers = array("I", bytes(data[: len(data) // 4 * 4]))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _iter_streams(directory: bytes) -> Iterator[_Stream]:
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[start : start + _ENTRY]
        name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
        first, size = struct.unpack_from("<II", entry, 116)
        yield _Stream(name, entry[66], first, size)


def pack_stream(name: str, stream: bytes) -> bytes:
    """A compound file with one stream, of which the header claims nothing untrue.

    Raises:
        InputError: The stream has more than 456 megabytes.
    """
    stream += bytes(-len(stream) % _PACKED_SECTOR or _PACKED_SECTOR)
    count = len(stream) // _PACKED_SECTOR
    tables = -(-(count + 1) // (_PACKED_ENTRIES - 1))
    if tables > _LISTED:
        raise InputError(
            f"工作簿有 {len(stream)} 字节,读不了;请另存为 .xlsx 或 CSV",
            f"the workbook of {len(stream)} bytes is too large; save it as .xlsx or CSV",
        )
    numbers = [_LAST, *[_IN_TABLE] * tables, *range(tables + 2, tables + 1 + count)]
    numbers.append(_LAST)
    numbers += [_FREE] * (tables * _PACKED_ENTRIES - len(numbers))
    listed = [*range(1, tables + 1), *[_FREE] * (_LISTED - tables)]
    header = struct.pack("<8s16x5H6x", COMPOUND, 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<8I", 1, tables, 0, 0, 4096, _LAST, 0, _LAST)
    header += struct.pack(f"<{_LISTED + 1}I", 0, *listed)
    directory = _pack_entry("Root Entry", _ROOT, 0, 0, child=1)
    directory += _pack_entry(name, _STREAM, tables + 1, len(stream))
    return b"".join(
        (
            header.ljust(_PACKED_SECTOR, b"\0"),
            directory.ljust(_PACKED_SECTOR, b"\0"),
            struct.pack(f"<{len(numbers)}I", *numbers),
            stream,
        )
    )


def _pack_entry(
    name: str, kind: int, first: int, size: int, *, child: int = _FREE
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ",
        text, len(text), kind, 1, _FREE, _FREE, child, first, size,
    )  # fmt: skip
