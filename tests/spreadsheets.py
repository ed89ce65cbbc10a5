"""Spreadsheets made by hand, as programs other than offices write them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def _pack(parts: Mapping[str, str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pack_xlsx(
    sheets: Sequence[str],
    *,
    target: str = "worksheets/sheet{}.xml",
    strings: str = "",
) -> bytes:
    """An Excel file of sheets in XML, whose relationships name the parts `target`."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbers)
    related = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="{target.format(i)}"/>'
        for i in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f"{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{related}<Relationship Id="s" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        **{f"xl/{target.format(i)}": s for i, s in enumerate(sheets, 1)},
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return _pack(parts)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet in XML."""
    return (
        f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>"
    )


def cell_xml(reference: str, text: str) -> str:
    """A cell with a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def pack_ods(tables: str) -> bytes:
    """An OpenDocument spreadsheet of tables in XML."""
    names = "".join(
        f' xmlns:{n}="{_OPEN}:{n}:1.0"' for n in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _pack(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
            "content.xml": f"<office:document-content{names}><office:body>"
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def ods_table(*rows: str) -> str:
    """A table of an OpenDocument file; each row with its cells in XML."""
    inside = "".join(
        row
        if row.startswith("<table:table-row")
        else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="清单">{inside}</table:table>'


def ods_cell(text: str, attributes: str = "") -> str:
    """A cell with a text."""
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}'
        "</text:p></table:table-cell>"
    )


def make_book(fill: Callable[[Any], None]) -> bytes:
    """An Excel file that XlsxWriter writes; skips the test if it is not installed."""
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book)
    return file.getvalue()


_SECTOR = 512
_END, _FREE, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """An entry of the directory of a compound file."""
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    links = struct.pack("<III", _NONE, _NONE, child)
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _string(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def pack_xls(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of Excel 97 (BIFF8 in a compound file) with a sheet of texts."""
    bof = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6)
    start = len(_record(0x809, bof)) + len(_record(0x85, bytes(8) + b"S1")) + 4
    book = _record(0x809, bof)
    book += _record(0x85, struct.pack("<IHBB", start, 0, 2, 0) + b"S1") + _record(
        10, b""
    )
    assert len(book) == start
    book += _record(0x809, bof[:2] + b"\x10\0" + bof[4:])
    for i, row in enumerate(rows):
        for k, text in enumerate(row):
            book += _record(0x204, struct.pack("<HHH", i, k, 0) + _string(text))
    book = (book + _record(10, b"")).ljust(8 * _SECTOR, b"\0")  # 8: no short stream
    count = -(-len(book) // _SECTOR)
    chain = [*range(3, count + 2), _END]  # sectors: table, directory, the workbook
    table = [_TABLE, _END, *chain]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0)
    directory += _entry("Workbook", 2, _NONE, 2, len(book))
    directory += 2 * _entry("", 0, _NONE, 0, 0)
    sectors = struct.pack(f"<{len(table)}I", *table) + directory + book
    assert len(header) == _SECTOR
    return header + sectors.ljust((2 + count) * _SECTOR, b"\0")


def xls_record(kind: int, content: bytes = b"") -> bytes:
    """A record of an old Excel file."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_label(row: int, column: int, text: str) -> bytes:
    """A cell with a text of its own."""
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return xls_record(0x204, head + text.encode("utf-16-le"))


def xls_shared(row: int, column: int, index: int) -> bytes:
    """A cell that refers to a shared text."""
    return xls_record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def xls_texts(*texts: str) -> bytes:
    """The shared texts."""
    entries = (
        struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts
    )
    return xls_record(0xFC, struct.pack("<II", 0, 0) + b"".join(entries))


def xls_stream(*sheets: bytes, before: bytes = b"", at: int | None = None) -> bytes:
    """The stream of a workbook: records `before`, and the records of each sheet.

    Args:
        sheets: Records of each sheet.
        before: Records before those of the sheets.
        at: Place in the stream that is stated for each sheet; the true one if None.
    """
    begin, end = xls_record(0x809, struct.pack("<HH12x", 0x600, 5)), xls_record(0xA)
    names = [f"S{number}".encode() for number in range(1, len(sheets) + 1)]
    place = len(begin + before + end) + sum(12 + len(name) for name in names)
    head, body = begin + before, b""
    for name, sheet in zip(names, sheets, strict=True):
        start = place + len(body) if at is None else at
        entry = struct.pack("<IHBB", start, 0, len(name), 0) + name
        head += xls_record(0x85, entry)
        body += xls_record(0x809, struct.pack("<HH12x", 0x600, 16)) + sheet + end
    return head + end + body


def pack_compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream, in sectors of 512 bytes.

    Sector 0 is the table of sectors, sector 1 the directory; the others are the stream.
    """
    size, last = max(len(stream), 4096), 0xFFFFFFFE
    count = -(-size // 512)
    table = [0xFFFFFFFD, last, *range(3, 2 + count), last]
    assert len(table) <= 128
    header = struct.pack(
        "<8s16xHHHHH6x8I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, last, 0, last,
    )  # fmt: skip
    header += struct.pack("<110I", 0, 0, *[0xFFFFFFFF] * 108)
    none = 0xFFFFFFFF
    entries = b""
    for title, kind, child, start, length in (
        ("Root Entry", 5, 1, last, 0),
        (name, 2, none, 2, size),
    ):
        text = title.encode("utf-16-le") + b"\0\0"
        entries += struct.pack(
            "<64sHBBIII36xIQ",
            text,
            len(text),
            kind,
            1,
            none,
            none,
            child,
            start,
            length,
        )
    sectors = struct.pack("<128I", *table, *[none] * (128 - len(table)))
    return (
        header + sectors + entries.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")
    )
