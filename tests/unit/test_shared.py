"""The small shared modules."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from zhengwu._dates import as_instant, parse_date, parse_instant
from zhengwu._frozen import FrozenMap
from zhengwu._numerals import format_chinese, parse_number
from zhengwu._width import clip, table, width
from zhengwu.findings.errors import InputError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20),
        ("1.5", Decimal("1.5")),
        ("2.0", 2),
        ("\uff12\uff10", 20),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("二百零五", 205),
        ("一千二百六十", 1260),
        ("一万二千", 12_000),
        ("两", 2),
        ("廿五", 25),
        ("卅", 30),
        ("〇", 0),
        ("二〇二六", 2026),
        ("壹佰贰拾", 120),
        ("半", Decimal("0.5")),
        ("", None),
        ("十八百", None),
        ("二三十", None),
        ("x", None),
        ("1.", None),
        ("-1", None),
        ("9" * 30, None),
        ("一" * 30, None),
    ],
)
def test_numbers(text: str, value: object):
    """Arabic, full-width, Chinese, capital and positional."""
    assert parse_number(text) == value


@pytest.mark.parametrize("value", [*range(130), 201, 999, 1000, 1001, 1010, 9999])
def test_numbers_round_trip(value: int):
    """What is written is read back."""
    assert parse_number(format_chinese(value)) == value


def test_large_numbers_are_written_in_digits():
    """Laws have no ten thousand articles."""
    assert format_chinese(10_000) == "10000"


def test_dates():
    """ISO 8601, days that exist, zones that are stated."""
    assert parse_date(" 2026-02-28 ") == date(2026, 2, 28)
    for text in (
        "2026-02-30",
        "2026-2-3",
        "20260203",
        "２０２６-01-01",
        "2026-01-01T00:00",
    ):
        with pytest.raises(InputError):
            parse_date(text)
    assert parse_instant("2026-01-01T01:00Z").isoformat() == "2026-01-01T09:00:00+08:00"
    for text in ("2026-01-01T01:00", "soon"):
        with pytest.raises(InputError):
            parse_instant(text)
    utc = datetime(2026, 1, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
    assert as_instant(utc, "x").hour == 9


def test_frozen_map():
    """Read-only, hashable, equal by content, picklable."""
    frozen = FrozenMap({"a": [1]})
    assert frozen == {"a": [1]}
    assert hash(frozen) == hash(FrozenMap({"a": [2]}))
    assert frozen != FrozenMap({"a": [2]})
    assert frozen != 3
    assert pickle.loads(pickle.dumps(frozen)) == frozen
    assert repr(frozen) == "FrozenMap({'a': [1]})"
    with pytest.raises(AttributeError, match="read-only"):
        frozen.x = 3  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        frozen["a"] = 3  # type: ignore[index]


def test_columns_of_chinese():
    """A Chinese character takes two columns."""
    assert width("20个工作日") == 10
    assert clip("行政许可", 8) == "行政许可"
    assert width(clip("行政许可决定书", 8)) <= 8
    assert table([("甲", "x"), ("ab", "y")], (4, 4)) == "甲  x\nab  y"
