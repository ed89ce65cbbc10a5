"""Mutated files: a reader returns records or raises `InputError`, in bounded memory.

The session `fuzz` runs each reader for as many seconds as ``ZHENGWU_FUZZ`` says.
"""

from __future__ import annotations

import io
import json
import os
import random
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from spreadsheets import (
    cell_xml,
    ods_cell,
    ods_table,
    pack_compound,
    pack_ods,
    pack_xlsx,
    sheet_xml,
    xls_label,
    xls_record,
    xls_shared,
    xls_stream,
    xls_texts,
)

from zhengwu.findings.errors import ZhengwuError
from zhengwu.io import (
    Bounds,
    iter_records,
    read_events,
    read_items,
    read_powers,
    write_items,
)

SECONDS = float(os.environ.get("ZHENGWU_FUZZ", "0.7"))
_OF_STREAM = 0.7
SMALL = Bounds(rows=5_000, columns=500, cells=100_000, unpacked=5_000_000)

_ROWS = "".join(
    f'<row r="{i}">{cell_xml(f"A{i}", f"事项{i}")}{cell_xml(f"B{i}", "5个工作日")}'
    f'<c r="C{i}"><v>{i}</v></c></row>'
    for i in range(1, 9)
)
_MERGED = '<mergeCells><mergeCell ref="B2:B4"/><mergeCell ref="A5:C5"/></mergeCells>'
_OLD_ROWS = b"".join(
    xls_label(i, 0, f"事项{i}")
    + xls_shared(i, 1, i % 3)
    + xls_record(0x203, struct.pack("<HHHd", i, 2, 0, i))
    for i in range(8)
)
_OLD_MERGED = xls_record(0xE5, struct.pack("<HHHHH", 1, 1, 3, 1, 1))
_OLD_SHEETS = (_OLD_ROWS + _OLD_MERGED, _OLD_ROWS)
_OLD_TEXTS = xls_texts("5个工作日", "", "乙") + xls_record(0x3C, b"\0\0\0")
_EVENT: dict[str, Any] = {
    "version": 1,
    "case": "c1",
    "seq": 1,
    "kind": "extend",
    "at": "2026-01-05T09:00:00+08:00",
    "actor": {"role": "officer", "id": "o"},
    "details": {"by": {"type": "WorkingDays", "amount": 5}, "notice": None},
}
_POWER = {
    "kind": "organ",
    "id": "a",
    "name": "水利局",
    "level": "4",
    "since": "2020-01-01",
}
SEEDS: dict[str, list[bytes]] = {
    "csv": [
        '清单,,\n事项名称,承诺时限,\n,数量,单位\n"甲\n乙",5,"工作""日"\n\'=1,2\n'.encode(),
        "name;visits\r\n甲;1\r\n".encode("gbk"),
        "name\tvisits\n甲\t1\n".encode("utf-16"),
    ],
    "jsonl": [
        '{"name": "甲", "materials_raw": ["a", {"name": "b"}], "visits_raw": 1e5}\n'
        '{"事项": {"名称": "\\ud800乙"}, "law": [[[]]], "n": -0.0}\n'.encode(),
    ],
    "json": [
        '{"data": {"DataList": [{"name": "甲", "fee": null}, {"name": "\\u4e59"}]}}'.encode()
    ],
    "events": ["\n".join([json.dumps(_EVENT)] * 3).encode()],
    "powers": ["\n".join([json.dumps(_POWER)] * 3).encode()],
    "xlsx": [
        pack_xlsx([sheet_xml(_ROWS, after=_MERGED), sheet_xml(_ROWS)]),
        pack_xlsx([sheet_xml(_ROWS)], target="data/part{}.xml"),
    ],
    "xls": [xls_stream(*_OLD_SHEETS, before=_OLD_TEXTS)],
    "ods": [
        pack_ods(
            ods_table(
                ods_cell("事项名称")
                + ods_cell("x", 'table:number-columns-repeated="3"'),
                ods_cell("甲", 'table:number-rows-spanned="2"') + "<table:table-cell/>",
                f'<table:table-row table:number-rows-repeated="7">{ods_cell("乙")}'
                "</table:table-row>",
            )
        )
    ],
}
_TOKENS = [
    b'"', b"'", b"\n", b"\r", b",", b"\t", b"\x00", b"\xff", b"[", b"]", b"{", b"}", b"null",
    b"NaN", b"1e999", b"-1", b"9" * 40, b"\\ud800", b"4294967295", b"XFD1048576", b"<c>",
    b"<row r='99999'>", b"</row>", b"<v>1</v>", b"&amp;", b"]]>", b"<!--", b"A1:XFD9",
    b"true", "甲".encode(), "\u202e".encode(), b"\xef\xbb\xbf", b"[" * 200, b"s", b't="s"',
]  # fmt: skip


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A few bytes removed, repeated, changed or inserted."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(content))
        stop = min(len(content), start + chance.choice((1, 2, 8, 40)))
        match chance.randrange(4):
            case 0:
                del content[start:stop]
            case 1:
                content[start:start] = content[start:stop]
            case 2:
                content[start:start] = chance.choice(_TOKENS)
            case _:
                content[start:stop] = bytes(
                    chance.randrange(256) for _ in range(stop - start)
                )
    return bytes(content)


def mutate_archive(data: bytes, chance: random.Random) -> bytes:
    """A part of an archive is mutated, or the archive itself."""
    if chance.random() < 0.2:
        return mutate(data, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = chance.choice([*parts])
    parts[chosen] = mutate(parts[chosen], chance)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def mutate_compound(data: bytes, chance: random.Random) -> bytes:
    """The stream of an old Excel file is mutated, or the file itself."""
    if chance.random() < _OF_STREAM:
        return pack_compound(mutate(data, chance))
    return mutate(pack_compound(data), chance)


def use_list(form: str) -> Callable[[bytes], None]:
    """Read a list, write it, and read it again."""

    def use(data: bytes) -> None:
        catalogue, report = read_items(io.BytesIO(data), form=form, bounds=SMALL)
        assert report.counts["records"] == len(
            report.source.lines if report.source else ()
        )
        for each in report:
            report.place(each)
        report.to_json()
        file = io.BytesIO()
        write_items(catalogue, file)
        again = read_items(io.BytesIO(file.getvalue()), "canonical").catalogue
        assert len(again) == len(catalogue)
        [*iter_records(io.BytesIO(data), form=form, bounds=SMALL)]

    return use


USES: dict[str, Callable[[bytes], Any]] = {
    **{form: use_list(form) for form in ("csv", "jsonl", "json", "xlsx")},
    "ods": use_list("xlsx"),
    "xls": use_list("xlsx"),
    "events": lambda data: read_events(io.BytesIO(data)),
    "powers": lambda data: read_powers(io.BytesIO(data)),
}


CHANGES = {"xlsx": mutate_archive, "ods": mutate_archive, "xls": mutate_compound}


def iter_mutations(name: str, seed: int) -> Iterator[bytes]:
    chance = random.Random(f"{name} {seed}")  # noqa: S311
    change = CHANGES.get(name, mutate)
    while True:
        yield change(chance.choice(SEEDS[name]), chance)


@pytest.mark.parametrize("name", USES)
def test_mutated_files(name: str):
    """Whatever is in a file, it is read, or the error is one of ours."""
    if name in CHANGES:
        pytest.importorskip("python_calamine")
    first = SEEDS[name][0]
    USES[name](pack_compound(first) if name == "xls" else first)
    end = time.monotonic() + SECONDS
    seed = int(end) if SECONDS > 1 else 0
    for number, data in enumerate(iter_mutations(name, seed)):
        if time.monotonic() > end:
            assert number
            break
        try:
            USES[name](data)
        except ZhengwuError:
            continue
        except BaseException as error:
            error.add_note(repr(data))
            raise
