"""Reading files that are not as they should be."""

from __future__ import annotations

import codecs
import json
from io import BytesIO
from pathlib import Path

import pytest

from zhengwu.findings.errors import InputError
from zhengwu.io import iter_jsonl, read_items

GOOD = json.dumps({"name": "取水许可"}, ensure_ascii=False)


def load(data: bytes):
    return read_items(BytesIO(data))


def names(data: bytes) -> list[str]:
    return [item.name for item in load(data).catalogue]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode() + b"\n",
        b"\n\r\n" + GOOD.encode() + b"\r\n\n",
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
    ],
    ids=["plain", "newline", "blank lines", "bom", "utf-16", "utf-16-be"],
)
def test_harmless_forms(data: bytes):
    """Read without a word."""
    loaded = load(data)
    assert [i.name for i in loaded.catalogue] == ["取水许可"]
    assert len(loaded.report) == 0
    assert loaded.report.counts == {"records": 1, "loaded": 1, "set_aside": 0}


def test_gbk_is_read_and_said():
    """The encoding is found, and the reader is told."""
    loaded = load((GOOD + "\n").encode("gb18030") * 3)
    assert [i.name for i in loaded.catalogue] == ["取水许可"] * 3
    assert [f.code for f in loaded.report] == ["ZWIO005"]
    assert loaded.report[0].path == ()


def test_encoding_given_by_the_caller():
    """Then nothing is guessed, and nothing said."""
    loaded = read_items(BytesIO(GOOD.encode("gbk")), encoding="gbk")
    assert [i.name for i in loaded.catalogue] == ["取水许可"]
    assert len(loaded.report) == 0
    with pytest.raises(InputError, match="no encoding"):
        read_items(BytesIO(b"{}"), encoding="utf-99")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (GOOD.encode("gbk"), "ZWIO001"),
        (b"\xff\xfe\xff", "ZWIO001"),
        (b"{'name': 1}", "ZWIO002"),
        (b"name,code", "ZWIO002"),
        (b'{"name": NaN}', "ZWIO002"),
        (b"[" * 100_000, "ZWIO002"),
        (b'{"name": ' + b"9" * 5000 + b"}", "ZWIO002"),
        (b'["x"]', "ZWIO003"),
        (b'"x"', "ZWIO003"),
        (b"null", "ZWIO003"),
    ],
    ids=[
        "gbk line",
        "junk",
        "quotes",
        "csv",
        "nan",
        "deep",
        "long number",
        "list",
        "text",
        "null",
    ],
)
def test_a_bad_line_does_not_lose_its_neighbours(line: bytes, code: str):
    """One finding for the line; the good records around it are read."""
    good = GOOD.encode()
    loaded = load(b"\n".join([good, line, good]))
    assert [i.name for i in loaded.catalogue] == ["取水许可"] * 2
    assert [(f.code, f.path) for f in loaded.report] == [(code, (1,))]
    assert loaded.report.counts == {"records": 3, "loaded": 2, "set_aside": 1}
    assert loaded.catalogue[1].path() == (2,)


def test_a_name_that_occurs_twice():
    """The record loads with the last value, and says so."""
    loaded = load('{"name": "甲", "name": "乙"}'.encode())
    assert [i.name for i in loaded.catalogue] == ["乙"]
    assert [(f.code, f.path) for f in loaded.report] == [("ZWIO004", (0, "name"))]


def test_ten_megabytes_in_a_field():
    """Left out with a finding; the rest of the record is kept."""
    big = json.dumps({"name": "甲", "accept_condition_raw": "长" * 10_000_000}).encode()
    loaded = load(big + b"\n" + GOOD.encode())
    assert [i.name for i in loaded.catalogue] == ["甲", "取水许可"]
    assert [f.code for f in loaded.report] == ["ZWIT008"]


def test_an_empty_file():
    """Says that there is nothing."""
    for data in (b"", b"\n\n", codecs.BOM_UTF8):
        assert [f.code for f in load(data).report] == ["ZWIO006"]


def test_a_character_cut_by_the_probe():
    """Detection looks at the first 64 KiB, which may end within a character."""
    for shift in range(4):
        name = "a" * shift + "字" * 30_000
        assert names(json.dumps({"name": name}, ensure_ascii=False).encode()) == [name]


def test_files_and_paths(tmp_path: Path):
    """Paths as text or Path; open files as they are."""
    path = tmp_path / "清单.jsonl"
    path.write_text(GOOD + "\n" + GOOD, "utf-8")
    assert len(read_items(path).catalogue) == 2
    assert len(read_items(str(path)).catalogue) == 2
    with path.open("rb") as file:
        assert len([*iter_jsonl(file)]) == 2


def test_unusable_sources(tmp_path: Path):
    """One clear error each."""
    with pytest.raises(InputError, match="cannot open"):
        read_items(tmp_path / "nowhere.jsonl")
    with pytest.raises(InputError, match="cannot open"):
        read_items(tmp_path)
    with pytest.raises(InputError, match="Excel"):
        read_items(BytesIO(b"PK\x03\x04rest"))
