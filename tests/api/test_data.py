"""Every table of data that ships says its version, its source and how sure it is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import zhengwu
from zhengwu._tables import read_header

ROOT = Path(zhengwu.__path__[0])
TABLES = sorted(
    path
    for path in ROOT.rglob("data/**/*")
    if path.is_file() and path.relative_to(ROOT).parts[0] != "samples"
)


def test_there_are_tables():
    assert len(TABLES) > 25


@pytest.mark.parametrize(
    "path", TABLES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_table_says_what_it_is(path: Path):
    """``# data_version``, ``# source``, ``# confidence`` in its first lines."""
    package, _, name = path.relative_to(ROOT.parent).as_posix().partition("/data/")
    header = read_header(package.replace("/", "."), name)
    assert date.fromisoformat(header["data_version"]) <= date(2100, 1, 1)
    assert re.search(r"[\u4e00-\u9fff]", header["source"])
    assert header["confidence"] in ("read", "memory", "by row")
