"""Reading malformed JSON Lines files."""

from __future__ import annotations

import codecs
import json
from io import BytesIO
from pathlib import Path

import pytest

from zhengwu.findings.errors import InputError
from zhengwu.io import read_items
from zhengwu.io.json._jsonl import iter_jsonl

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
    """Every harmless form is read without findings."""
    loaded = load(data)
    assert [i.name for i in loaded.catalogue] == ["取水许可"]
    assert len(loaded.report) == 0
    assert loaded.report.counts == {"records": 1, "loaded": 1, "set_aside": 0}


def test_gbk_is_read_and_reported():
    """The encoding is detected, and reported in a finding."""
    loaded = load((GOOD + "\n").encode("gb18030") * 3)
    assert [i.name for i in loaded.catalogue] == ["取水许可"] * 3
    assert [f.code for f in loaded.report] == ["ZWIO005"]
    assert loaded.report[0].path == ()


def test_encoding_given_by_the_caller():
    """An encoding of the caller is used without detection and without a finding."""
    loaded = read_items(BytesIO(GOOD.encode("gbk")), encoding="gbk")
    assert [i.name for i in loaded.catalogue] == ["取水许可"]
    assert len(loaded.report) == 0
    with pytest.raises(InputError, match="no text encoding"):
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
    """A bad line gives one finding; the good records before and after are read."""
    good = GOOD.encode()
    loaded = load(b"\n".join([good, line, good]))
    assert [i.name for i in loaded.catalogue] == ["取水许可"] * 2
    assert [(f.code, f.path) for f in loaded.report] == [(code, (1,))]
    assert loaded.report.counts == {"records": 3, "loaded": 2, "set_aside": 1}
    assert loaded.catalogue[1].path() == (2,)


def test_a_key_that_occurs_twice():
    """The record is loaded with the last value, and a finding reports the key."""
    loaded = load('{"name": "甲", "name": "乙"}'.encode())
    assert [i.name for i in loaded.catalogue] == ["乙"]
    assert [(f.code, f.path) for f in loaded.report] == [("ZWIO004", (0, "name"))]


def test_ten_megabytes_in_a_field():
    """The field is left out with a finding; the other fields are kept."""
    big = json.dumps({"name": "甲", "accept_condition_raw": "长" * 10_000_000}).encode()
    loaded = load(big + b"\n" + GOOD.encode())
    assert [i.name for i in loaded.catalogue] == ["甲", "取水许可"]
    assert [f.code for f in loaded.report] == ["ZWIT008"]


def test_an_empty_file():
    """A file without records is reported."""
    for data in (b"", b"\n\n", codecs.BOM_UTF8):
        assert [f.code for f in load(data).report] == ["ZWIO006"]


def test_a_character_cut_by_the_probe():
    """Detection reads the first 64 KiB, which may end within a character."""
    for shift in range(4):
        name = "a" * shift + "字" * 30_000
        assert names(json.dumps({"name": name}, ensure_ascii=False).encode()) == [name]


def test_files_and_paths(tmp_path: Path):
    """Paths may be texts or Path objects; open files are used as they are."""
    path = tmp_path / "清单.jsonl"
    path.write_text(GOOD + "\n" + GOOD, "utf-8")
    assert len(read_items(path).catalogue) == 2
    assert len(read_items(str(path)).catalogue) == 2
    with path.open("rb") as file:
        assert len([*iter_jsonl(file)]) == 2


def test_unusable_sources(tmp_path: Path):
    """Every unusable source raises an error that names the reason."""
    with pytest.raises(InputError, match="cannot read"):
        read_items(tmp_path / "nowhere.jsonl")
    with pytest.raises(InputError, match="cannot read"):
        read_items(tmp_path)
    with pytest.raises(InputError, match="Excel"):
        read_items(BytesIO(b"PK\x03\x04rest"))


class Trickle:
    """A stream that returns few bytes per read, as a pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = BytesIO(data), size

    def read(self, count: int = -1) -> bytes:
        return self.data.read(self.size if count < 0 else min(count, self.size))


def test_short_reads_lose_nothing():
    """The result does not depend on the number of bytes per read."""
    data = "\n".join([GOOD] * 5000).encode()
    for size in (7, 1000, 70_000):
        loaded = read_items(Trickle(data, size))  # type: ignore[arg-type]
        assert len(loaded.catalogue) == 5000
        assert len(loaded.report) == 0


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"]
)
def test_wide_encodings(codec: str):
    """Lines end on whole code units; other line separators are part of the text."""
    rows = [{"name": "食品\u2028经营\u0a0a"}, {"name": "乙"}]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    loaded = read_items(BytesIO(text.encode(codec)), encoding=codec)
    assert [i.name for i in loaded.catalogue] == ["食品\u2028经营\u0a0a", "乙"]
    if codec in ("utf-16", "utf-32", "utf-8-sig"):  # has a byte order mark
        assert names(text.encode(codec))[1] == "乙"


def test_a_broken_code_unit_in_utf_16_gives_one_finding():
    """The broken line is reported, not replaced silently."""
    good = (GOOD + "\n").encode("utf-16-le")
    loaded = load(codecs.BOM_UTF16_LE + good + b"\x00\xd8" + good + good)
    assert [f.code for f in loaded.report] == ["ZWIO001"]
    assert len(loaded.catalogue) == 2


def test_utf8_lines_in_a_gbk_file_are_reported():
    """The lines are not decoded as GBK, which would give garbage."""
    gbk = (GOOD + "\n").encode("gbk")
    loaded = load(gbk + GOOD.encode() + b"\n" + gbk + gbk)
    assert [i.name for i in loaded.catalogue] == ["取水许可"] * 3
    assert [(f.code, f.path) for f in loaded.report] == [
        ("ZWIO005", ()),
        ("ZWIO001", (1,)),
    ]


def test_repeated_keys_are_reported_once_in_order():
    """Thirty thousand keys are read in linear time; keys of nested objects are separate."""
    body = ",".join(f'"k{i}": 1' for i in range(30_000))
    line = f'{{"name": "甲", {body}, "k7": 2, "k3": 2, "x": {{"a": 1, "a": 2}}}}'
    report = load(line.encode()).report
    assert [(f.path, f.data["key"]) for f in report] == [
        ((0,), "a"),
        ((0, "k3"), "k3"),
        ((0, "k7"), "k7"),
    ]


@pytest.mark.parametrize(
    "encoding", ["rot13", "base64", "zip", "undefined", "\xff", "a\0b"]
)
def test_names_that_are_not_encodings(encoding: str):
    """Codecs that do not encode text, and unknown names, are refused."""
    with pytest.raises(InputError):
        read_items(BytesIO(GOOD.encode()), encoding=encoding)


def test_a_path_with_a_nul():
    """The error is an InputError, not an error of the operating system."""
    with pytest.raises(InputError):
        read_items("a\0b")


def test_infinity_is_not_a_json_number():
    """1e999 is refused, because it would be printed as Infinity."""
    assert [f.code for f in load(b'{"name": 1e999}').report] == ["ZWIO002"]


def test_old_line_ends():
    """Lines may end with carriage returns alone."""
    assert names(GOOD.encode() + b"\r" + GOOD.encode()) == ["取水许可"] * 2
