"""Values of any type that are nested deeply or strangely: refused, with place and remedy."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from zhengwu._frozen import FrozenMap
from zhengwu.findings import Finding, Severity, finding
from zhengwu.findings.errors import InputError
from zhengwu.io import read_items
from zhengwu.items import ImplementingItem, field_map
from zhengwu.reforms import Where

WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "list": lambda value: [value],
    "tuple": lambda value: (value,),
    "dict": lambda value: {"a": value},
    "dict with numbers": lambda value: {1: value},
    "read-only map": lambda value: FrozenMap({"a": value}),
    "set": lambda value: frozenset([value]),
}
MOST = 100


def nest(kind: str, depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = WRAPPERS[kind](value)
    return value


def make_finding(value: Any) -> Finding:
    return Finding(
        code="ZWLM001",
        severity="error",  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        message_zh="甲",
        message_en="a",
        data={"value": value},
    )


@pytest.mark.parametrize("kind", WRAPPERS)
@pytest.mark.parametrize("depth", [MOST + 1, 100_000])
def test_a_deep_value_is_refused_where_it_is_constructed(kind: str, depth: int):
    """The message says which field, how deep, and what to do."""
    for construct, field in (
        (make_finding, "Finding.data.value"),
        (lambda value: ImplementingItem(name="x", extra={"栏": value}), "extra.栏"),
    ):
        with pytest.raises(InputError) as caught:
            construct(nest(kind, depth))
        message = str(caught.value)
        assert field in message
        assert f"嵌套超过 {MOST} 层" in message
        assert f"more than {MOST} levels" in message
        assert "改为文字保存" in message
        assert "store it as text" in message
        assert len(message) < 300
        assert caught.value.problems[0].path[-1] in ("value", "栏")


@pytest.mark.parametrize("kind", WRAPPERS)
def test_a_value_within_the_bound_is_kept(kind: str):
    """Near miss: the deepest value that is allowed is written and read back equal."""
    made = make_finding(nest(kind, MOST))
    written = json.loads(json.dumps(made.to_dict()))
    assert Finding.from_dict(written) == made


@pytest.mark.parametrize("kind", ["list", "dict"])
def test_a_deep_written_form_is_refused(kind: str):
    written = make_finding(1).to_dict()
    for depth in (MOST + 1, 100_000):
        deep = written | {"data": {"value": nest(kind, depth)}}
        with pytest.raises(InputError, match=r"data\.value.*levels deep"):
            Finding.from_dict(deep)


@pytest.mark.parametrize(
    "data",
    [
        {"$pairs": 5},
        {"$pairs": [[1]]},
        {"$pairs": [5]},
        {"$set": 5},
        {"$number": "abc"},
        {"$number": [1]},
        {"$date": [1]},
        {"$fraction": "1/0"},
        {"$bytes": "é"},
        {"$time": {}},
        {"format": 1},
        {"format": 1, "kind": "Nobody"},
    ],
    ids=repr,
)
def test_a_tag_without_its_value_is_refused(data: Any):
    """Strange objects in a place of any type give the place, and no error of Python."""
    written = make_finding(1).to_dict() | {"data": {"value": data}}
    with pytest.raises(InputError, match=r"data\.value"):
        Finding.from_dict(written)


def test_values_within_values_are_refused():
    """Conditions nested in conditions, written and read."""
    where = Where.everything()
    for _ in range(1_500):
        where = ~where
    with pytest.raises(InputError, match="nested too deeply"):
        where.to_dict()
    written = Where.everything().to_dict()
    for _ in range(1_500):
        written = {**written, "condition": ["not", written]}
    with pytest.raises(InputError, match="nested too deeply"):
        Where.from_dict(written)
    with pytest.raises(InputError, match="condition"):
        Where.from_dict({**written, "condition": []})


@pytest.mark.parametrize("kind", ["list", "dict", "dict with numbers"])
def test_a_deep_column_of_a_record_is_a_finding(kind: str):
    """A record from a program: the column is left out with a finding, the item is read."""
    record = {"name": "取水许可", "栏": nest(kind, 100_000), "名": "甲"}
    reading = field_map("canonical").reader().read(record, 0)
    assert reading.item is not None
    assert reading.item.extra == {"名": "甲"}
    assert [(f.code, f.path) for f in reading.findings] == [("ZWIT004", (0, "栏"))]


def test_the_deepest_record_of_a_file_is_read():
    """A record of a file has at most 100 levels, so each of its values is allowed."""
    inside = "[" * (MOST - 1) + "]" * (MOST - 1)
    line = f'{{"name": "取水许可", "栏": {inside}}}'
    catalogue, report = read_items(io.BytesIO(line.encode()))
    assert len(catalogue) == 1
    assert "栏" in catalogue[0].extra
    assert all(f.severity is not Severity.ERROR for f in report)


def test_a_finding_quotes_a_deep_value_briefly():
    """A check that meets a deep value still reports it."""
    for kind in ("list", "tuple", "dict"):
        about = finding("ZWIT004", (), type=kind, value=nest(kind, 100_000))
        assert "…" in about.message_en
        assert len(about.message_en) < 400
