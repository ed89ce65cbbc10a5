"""Every table of data that ships says its version, its source and how sure it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import zhengwu
from zhengwu._tables import read_header

ROOT = Path(zhengwu.__path__[0])
TABLES = sorted(
    path
    for path in ROOT.rglob("data/**/*")
    if path.is_file()
    and path.relative_to(ROOT).parts[0] != "samples"
    and path.name != "schemas.json"  # generated from the types, with a format in each
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


EXPLAINED = {
    "calendars/data/regional_rules.toml": "",
    "findings/data/au.toml": "",
    "legal/data/statutes.toml": "",
    "lifecycle/data/national.toml": "",
    "limits/data/days.toml": "",
    "limits/data/local_rules.toml": "limits/data/rules.toml",
    "limits/data/roles.toml": "",
    "limits/data/rules.toml": "",
}
"""Tables to which contributors add rows; the second table explains the keys that both have."""


def read_comment(name: str) -> str:
    """The comment at the top of a table."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    end = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
    return "\n".join(lines[:end])


def iter_keys(value: Any) -> Iterator[str]:
    """Keys of a table, of its rows and of the values in them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from iter_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from iter_keys(inner)


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_comment_of_a_table_explains_its_keys(name: str):
    """Contributors learn from the comment alone what a row needs."""
    comment = read_comment(name)
    if EXPLAINED[name]:
        comment += read_comment(EXPLAINED[name])
    keys = set(iter_keys(tomllib.loads((ROOT / name).read_text("utf-8"))))
    numbers = {key for key in keys if re.fullmatch(r"T\d+", key)}  # of transitions
    unexplained = {
        key for key in keys - numbers if not re.search(rf"\b{key}\b", comment)
    }
    assert not unexplained, f"{name}: explain these keys in the comment at the top"
