"""Spreadsheets that would exhaust the memory are refused before they are parsed."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from spreadsheets import (
    cell_xml,
    ods_cell,
    ods_table,
    pack_ods,
    pack_xlsx,
    sheet_xml,
)

import zhengwu
from zhengwu.findings.errors import InputError
from zhengwu.io import Bounds, iter_records

pytest.importorskip("python_calamine")

HEADER = f'<row r="1">{cell_xml("A1", "name")}</row>'
VALUE = "<v>1</v>"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X = ods_cell("x")
HOSTILE = {
    "far": sheet_xml(f'{HEADER}<row><c s="0" r="XFD1048576">{VALUE}</c></row>'),
    "single quotes": sheet_xml(f"{HEADER}<row><c r='XFD1048576'>{VALUE}</c></row>"),
    "blanks": sheet_xml(f'{HEADER}<row><c\n r = "XFD1048576" >{VALUE}</c></row>'),
    "formula": sheet_xml(f'{HEADER}<row><c r="XFD1048576"><f>1</f></c></row>'),
    "entity": sheet_xml(f'{HEADER}<row><c r="&#88;FD1048576">{VALUE}</c></row>'),
    "row number": sheet_xml(f'{HEADER}<row r="4294967295"><c>{VALUE}</c></row>'),
    "overflow": sheet_xml(f'{HEADER}<row><c r="ZZZZZ4294967290">{VALUE}</c></row>'),
    "prefix": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c r="A1"><x:v>1</x:v>'
    '</x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "not well-formed": "junk" + sheet_xml(f'<row><c r="XFD1048576">{VALUE}</c></row>'),
    "document type": "<!DOCTYPE x>" + sheet_xml(HEADER),
}
FILES = {name: pack_xlsx([part]) for name, part in HOSTILE.items()}
FILES |= {
    "other part": pack_xlsx([HOSTILE["far"]], target="data/part{}.dat"),
    "count": pack_xlsx(
        [sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')],
        strings=f'<sst xmlns="{MAIN}" uniqueCount="4294967295"><si><t>x</t></si></sst>',
    ),
    "ods columns": pack_ods(
        ods_table(ods_cell("x", 'table:number-columns-repeated="1000000000"'))
    ),
    "ods rows": pack_ods(
        ods_table(
            f'<table:table-row table:number-rows-repeated="1000000000">{X}'
            "</table:table-row>"
        )
    ),
    "ods rectangle": pack_ods(
        ods_table(
            '<table:table-row table:number-rows-repeated="1048576">'
            + ods_cell("x", 'table:number-columns-repeated="16384"')
            + "</table:table-row>"
        )
    ),
    "ods empty columns between": pack_ods(
        ods_table(f'{X}<table:table-cell table:number-columns-repeated="99999999"/>{X}')
    ),
    "ods blanks": pack_ods(ods_table(ods_cell('a<text:s text:c="2000000000"/>b'))),
    "ods text": pack_ods(
        ods_table(ods_cell("x" * 100_000, 'table:number-columns-repeated="16384"'))
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_small_hostile_file_is_refused(name: str):
    """A few kilobytes, an `InputError`, and the process goes on."""
    assert len(FILES[name]) < 6_000
    with pytest.raises(InputError):
        [*iter_records(io.BytesIO(FILES[name]), form="xlsx")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dimension", pack_xlsx([sheet_xml(HEADER, before='<dimension ref="A1:XFD1048576"/>')])),
        ("empty far", pack_xlsx([sheet_xml(f'{HEADER}<row><c s="0" r="XFD1048576"/></row>')])),
        (
            "merged",
            pack_xlsx([sheet_xml(HEADER, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')]),
        ),
    ],
)  # fmt: skip
def test_what_only_claims_to_be_large_is_read(name: str, data: bytes):
    """Near misses: an extent without cells, an empty cell far away, a large merged cell."""
    assert [*iter_records(io.BytesIO(data), form="xlsx")] == [], name


def test_bounds_are_parameters():
    """Each bound can be lowered; the message names it."""
    rows = "".join(
        f'<row r="{i}">{cell_xml(f"A{i}", f"t{i}")}{cell_xml(f"B{i}", "u")}</row>'
        for i in range(1, 11)
    )
    data = pack_xlsx([sheet_xml(rows)])
    assert len([*iter_records(io.BytesIO(data), form="xlsx")]) == 9
    for bounds, name in (
        (Bounds(rows=9), "rows"),
        (Bounds(columns=1), "columns"),
        (Bounds(cells=19), "cells"),
        (Bounds(unpacked=100), "unpacked"),
    ):
        with pytest.raises(InputError, match=name):
            [*iter_records(io.BytesIO(data), form="xlsx", bounds=bounds)]
    with pytest.raises(InputError, match="rows"):
        Bounds(rows=0)


def test_a_long_cell_is_left_empty():
    """A finding with its place; the cells around it are read. One character less is read."""
    rows = (
        HEADER + f'<row r="2">{cell_xml("A2", "x" * 11)}</row>'
        f'<row r="3">{cell_xml("A3", "x" * 10)}</row>'
    )
    table = b"name,a\n" + b"x" * 11 + b",1\n" + b"x" * 10 + b",2\n"
    for form, data in (("xlsx", pack_xlsx([sheet_xml(rows)])), ("csv", table)):
        records = [*iter_records(io.BytesIO(data), form=form, bounds=Bounds(text=10))]
        assert [r.value and r.value["name"] for r in records] == ["", "x" * 10]
        assert [[f.code for f in r.findings] for r in records] == [["ZWIO011"], []]
        assert records[0].findings[0].path == (0, "name")


def test_memory_stays_small(tmp_path: Path):
    """The repeated rows that remain within the bounds take well below two gigabytes."""
    resource = pytest.importorskip("resource")
    assert resource is not None
    path = tmp_path / "rows.ods"
    row = f'<table:table-row table:number-rows-repeated="1000000">{X}</table:table-row>'
    path.write_bytes(pack_ods(ods_table(row)))
    program = (
        "import resource, sys; sys.path.insert(0, sys.argv[2]);"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "from zhengwu.io import iter_records;"
        "print(sum(1 for _ in iter_records(sys.argv[1])))"
    )
    source = str(Path(zhengwu.__path__[0]).parent)
    result = subprocess.run(
        [sys.executable, "-c", program, str(path), source],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "999999"
