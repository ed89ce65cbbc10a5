"""Old Excel files (.xls): read as new ones, and refused before they exhaust the memory."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from spreadsheets import (
    cell_xml,
    pack_compound,
    pack_xlsx,
    sheet_xml,
    xls_label,
    xls_record,
    xls_shared,
    xls_stream,
    xls_texts,
)

from zhengwu.findings.errors import InputError
from zhengwu.io import Bounds, iter_records

pytest.importorskip("python_calamine")

HEADER = xls_label(0, 0, "name") + xls_label(0, 1, "n")
HEAD = struct.Struct("<HHH")
MERGED = xls_record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))


def read(data: bytes, **options: Any) -> list[Any]:
    return [r.value for r in iter_records(io.BytesIO(data), form="xlsx", **options)]


def number(row: int, column: int, value: float = 0) -> bytes:
    return xls_record(0x203, struct.pack("<HHHd", row, column, 0, value))


def formula(row: int, column: int, value: bytes) -> bytes:
    """A formula (1+1) with the value that it had when the file was saved."""
    tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
    head = HEAD.pack(row, column, 0) + value + bytes(6)
    return xls_record(6, head + struct.pack("<H", len(tokens)) + tokens)


def test_each_kind_of_cell():
    """Texts, numbers, truth values, the saved values of formulas; an error is no value."""
    third = struct.pack("<HI", 0, 3 << 2 | 2)
    text = struct.pack("<HB", 2, 1) + "视同".encode("utf-16-le")
    sheet = (
        HEADER
        + xls_shared(1, 0, 1)
        + number(1, 1, 1.5)
        + xls_label(2, 0, "乙")
        + xls_record(0x27E, HEAD.pack(2, 1, 0)[:4] + third)
        + xls_record(0xBD, struct.pack("<HH", 3, 0) + third * 2 + struct.pack("<H", 1))
        + formula(4, 0, b"\x00\x00\x00\x00\x00\x00\xff\xff")
        + xls_record(0x207, text)
        + formula(4, 1, struct.pack("<d", 1.5))
        + xls_record(0x205, HEAD.pack(5, 0, 0) + b"\x01\x00")
        + formula(5, 1, b"\x01\x00\x00\x00\x00\x00\xff\xff")
        + formula(6, 0, b"\x02\x00\x07\x00\x00\x00\xff\xff")
        + xls_record(0x205, HEAD.pack(7, 0, 0) + b"\x99\x01")
        + number(7, 1, 7)
    )
    stream = xls_stream(sheet, before=xls_texts("甲", "丙"))
    assert [(r["name"], r["n"]) for r in read(pack_compound(stream))] == [
        ("丙", "1.5"),
        ("乙", "3"),
        ("3", "3"),
        ("视同", "1.5"),
        ("True", "False"),
        ("", "7"),
    ]


def test_a_date_is_a_date():
    """Day 46,350 of Excel is 24 November 2026: 1900-01-01 is day 1, and Excel counts 1900-02-29."""
    formats = xls_record(0xE0, bytes(20)) + xls_record(
        0xE0, struct.pack("<HH16x", 0, 14)
    )
    cell = xls_record(0x203, struct.pack("<HHHd", 1, 1, 1, 46350))
    stream = xls_stream(HEADER + xls_label(1, 0, "甲") + cell, before=formats)
    assert read(pack_compound(stream)) == [{"name": "甲", "n": "2026-11-24"}]


def test_merged_cells_and_charts():
    """A merged cell holds for each row; the cells of an embedded chart are no rows."""
    chart = xls_record(0x809, struct.pack("<HH12x", 0x600, 32))
    chart += xls_label(9, 0, "chart") + xls_record(0xA)
    rows = xls_label(1, 0, "甲") + xls_label(1, 1, "1") + xls_label(2, 1, "2")
    stream = xls_stream(HEADER + chart + rows + MERGED)
    assert read(pack_compound(stream)) == [
        {"name": "甲", "n": "1"},
        {"name": "甲", "n": "2"},
    ]


def test_a_sheet_of_a_chart_has_no_rows():
    assert read(pack_compound(kind_of_sheet(2))) == []
    assert read(pack_compound(kind_of_sheet(1))) == []


def test_shared_texts_continue_over_records():
    """A text may continue in another width; runs of fonts after it are skipped."""
    rich = struct.pack("<HBH", 4, 1 | 8, 1) + "取水".encode("utf-16-le")
    texts = xls_record(0xFC, bytes(8) + rich)
    texts += xls_record(0x3C, b"\x00OK" + bytes(4) + struct.pack("<HB", 1, 0) + b"x")
    sheet = HEADER + xls_shared(1, 0, 0) + xls_shared(1, 1, 1)
    assert read(pack_compound(xls_stream(sheet, before=texts))) == [
        {"name": "取水OK", "n": "x"}
    ]


def test_several_sheets_and_a_stream_of_the_older_name():
    sheets = HEADER + xls_label(1, 0, "甲"), HEADER + xls_label(1, 0, "乙")
    data = pack_compound(xls_stream(*sheets), name="BOOK")
    assert [r["name"] for r in read(data)] == ["甲", "乙"]
    assert [r["name"] for r in read(data, sheet="S2")] == ["乙"]


def change(place: int, form: str, *values: int) -> Callable[[bytes], bytes]:
    """Numbers at a place of the file are replaced."""

    def apply(data: bytes) -> bytes:
        changed = bytearray(data)
        struct.pack_into(form, changed, place, *values)
        return bytes(changed)

    return apply


def kind_of_sheet(kind: int) -> bytes:
    """A workbook whose sheet is of another kind."""
    stream = bytearray(xls_stream(HEADER))
    stream[20 + 4 + 5] = kind
    return bytes(stream)


GOOD = pack_compound(xls_stream(HEADER + xls_label(1, 0, "甲")))
TABLE, DIRECTORY = 512, 1024  # places of the sectors 0 and 1
FAR = xls_label(65535, 65535, "x")
LONG = xls_record(0xFC, struct.pack("<8xHB", 30_000, 0) + b"x" * 30_000)
SHARED = b"".join(xls_shared(row, 0, 0) for row in range(1, 1_500))
FIRST_SHEET = 20 + 9 * 14 + 40 * 15 + 4  # after the records that name 49 sheets
BROKEN = {
    "directory in a circle": (change(TABLE + 4, "<I", 1)(GOOD), "no end"),
    "stream beyond the file": (change(TABLE + 8, "<I", 9_999_999)(GOOD), "no sector"),
    "table in a circle": (change(68, "<I", 1)(GOOD), "no sector"),
    "header cut off": (GOOD[:300], "cut off"),
    "table cut off": (GOOD[:700], "no sector"),
    "stream cut off": (GOOD[:1600], "no sector"),
    "unknown sectors": (change(30, "<H", 31)(GOOD), "size"),
    "no directory": (change(48, "<I", 0xFFFFFFFE)(GOOD), "no workbook"),
    **{
        name: (pack_compound(stream), problem)
        for name, stream, problem in (
            ("far cell", xls_stream(HEADER + FAR), "65536 columns"),
            ("far number", xls_stream(HEADER + number(65535, 255)), "spread"),
            ("far formula", xls_stream(HEADER + formula(65535, 255, bytes(8))), "spread"),
            (
                "numbers that end before they begin",
                xls_stream(HEADER + xls_record(0xBD, struct.pack("<HH6xH", 1, 9, 3))),
                "other numbers",
            ),
            ("short cell", xls_stream(HEADER + xls_record(0x203, b"123")), "cut off"),
            ("sheet beyond the file", xls_stream(HEADER, at=4_000_000_000), "not in the"),
            ("sheets overlap", xls_stream(HEADER * 9, *[b""] * 48, at=FIRST_SHEET), "overlap"),
            ("unknown kind of sheet", kind_of_sheet(9), "unknown kind"),
            (
                "texts in many parts",
                xls_stream(before=xls_texts("x") + xls_record(0x3C, b"\x00") * 200),
                "200 parts",
            ),
            (
                "texts cut off",
                xls_stream(before=xls_record(0xFC, bytes(8) + b"\xff\xff\x01x")),
                "texts are cut off",
            ),
            (
                "text with a long appendix",
                xls_stream(before=xls_record(0xFC, bytes(8) + b"\0\0\x04" + b"\xff" * 4)),
                "texts are cut off",
            ),
            (
                "text repeated",
                xls_stream(HEADER + SHARED, before=LONG),
                "unpack",
            ),
            (
                "many large sheets",
                xls_stream(*[xls_label(7000, 255, "x") + HEADER] * 15),
                "split the file",
            ),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_file_is_refused(name: str):
    """At most 64 kilobytes, an `InputError`, and the process goes on."""
    data, problem = BROKEN[name]
    assert len(data) < 64_000
    with pytest.raises(InputError, match=problem):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        change(44, "<I", 0xFFFFFFFF)(GOOD),
        change(64, "<I", 0xFFFFFFFF)(GOOD),
        change(72, "<I", 0xFFFFFFFF)(GOOD),
        change(DIRECTORY + 128 + 120, "<I", 0xFFFFFFFF)(GOOD),
        pack_compound(
            xls_stream(
                xls_record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
                + HEADER
                + xls_label(1, 0, "甲")
            )
        ),
        pack_compound(
            xls_stream(
                HEADER
                + xls_label(1, 0, "甲")
                + xls_record(0xE5, b"\xff\xff" + bytes(8))
            )
        ),
    ],
    ids=["table", "small table", "lists", "stream", "dimensions", "merged"],
)
def test_what_only_claims_to_be_large_is_read(data: bytes):
    """Near misses: counts of the header and of records that the file does not have."""
    assert read(data) == [{"name": "甲", "n": ""}]


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (pack_compound(xls_stream(before=xls_record(0x2F, bytes(6)))), "密码", "password"),
        (pack_compound(b"", name="EncryptedPackage"), "密码", "password"),
        (pack_compound(b"", name="WordDocument"), "Word", "no workbook"),
        (b"\xef\xbb\xbf\r\n <html><table>", "网页", "web page"),
        ("事项名称\t时限\n".encode("gbk"), "CSV", "CSV"),
        (GOOD[:300], "不完整", "cut off"),
    ],
    ids=["password", "new file with a password", "Word", "web page", "text", "cut off"],
)  # fmt: skip
def test_the_message_names_what_the_file_is(data: bytes, zh: str, en: str):
    with pytest.raises(InputError) as caught:
        read(data)
    message = str(caught.value)
    assert zh in message
    assert en in message
    assert "另存" in message
    assert "save it" in message


def test_a_file_cut_off_anywhere():
    """Each beginning of a file is read or refused."""
    refused = 0
    for stop in range(0, len(GOOD), 37):
        try:
            read(GOOD[:stop])
        except InputError:
            refused += 1
    assert refused


def test_bounds_are_parameters():
    """Each bound can be lowered; the message names it."""
    rows = b"".join(xls_shared(i, j, i % 2) for i in range(10) for j in range(2))
    data = pack_compound(xls_stream(rows, before=xls_texts("a", "b")))
    assert len(read(data)) == 9
    for bounds, name in (
        (Bounds(rows=9), "rows"),
        (Bounds(columns=1), "columns"),
        (Bounds(cells=19), "cells"),
        (Bounds(cells=1), "cells"),
        (Bounds(unpacked=100), "unpacked"),
    ):
        with pytest.raises(InputError, match=name):
            read(data, bounds=bounds)


def test_a_long_text_that_many_cells_share():
    """An .xlsx file repeats a text as well: 30 kB times 20,000 is refused, 400 is read."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{main}"><si><t>{"x" * 30_000}</t></si><si><t>b</t></si></sst>'

    def pack(times: int, short: int) -> bytes:
        cells = "".join(
            f'<row r="{i}"><c r="A{i}" t="s"><v>{int(i > times + 1)}</v></c></row>'
            for i in range(2, times + short + 2)
        )
        header = f'<row r="1">{cell_xml("A1", "name")}</row>'
        return pack_xlsx([sheet_xml(header + cells)], strings=texts)

    assert len(pack(20_000, 0)) < 200_000
    with pytest.raises(InputError, match="unpack"):
        read(pack(20_000, 0))
    assert len(read(pack(400, 0))) == 400
    records = read(pack(3, 4_000))
    assert [len(r["name"]) for r in records[:4]] == [30_000, 30_000, 30_000, 1]
