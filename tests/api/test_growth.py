"""No function that takes a text needs more than linear time, whatever the text."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import process_time
from typing import Any

import pytest
from public_surface import (
    class_readers,
    public_functions,
    required_parameters,
    takes_text,
)

from zhengwu.findings.errors import ZhengwuError

NASTY = {
    "digits": "1",
    "sum": "1+",
    "range": "1-",
    "thousands": "1,",
    "points": "1.",
    "numeral": "一",
    "numerals": "十二",
    "opening brackets": "(",
    "closing brackets": ")",
    "brackets": "()",
    "full-width brackets": "\uff08",
    "quotes": '"',
    "apostrophes": "'",
    "titles opened": "《",
    "titles": "《》",
    "connectives": "和",
    "commas": "、",
    "stops": "。",
    "blanks": " ",
    "lines": "\n",
    "combining marks": "e\u0301",
    "invisible": "\u200b",
    "surrogates": "\ud800",
    "nul": "\x00",
    "full width": "\uff11",
    "limits": "1个工作日",
    "within": "5日内",
    "from": "自受理",
    "excluded": "(不含听证",
    "not counted": "不计入",
    "yearly": "每年",
    "extended": "可以延长",
    "half": "半",
    "each": "每",
    "yuan": "1元",
    "articles": "第一条",
    "law": "《法》第一条",
    "law without marks": "法第一条",
    "tiers": "县级",
    "open tiers": "市级(",
    "links": "县级甲(受理)",
    "letters": "A",
    "dashes": "-",
    "dotted keys": "a.",
    "quoted keys": '"a".',
    "tables": "[a",
    "arrays": "[",
    "objects": '{"a":',
    "assignments": "a=1\n",
    "cells": "a,",
}
LENGTH = 8_000
FACTORS = (1, 2, 4)
MOST = 9  # times as long for four times the text; quadratic is 16
FAST = 0.02  # seconds, below which a ratio means nothing


def readers() -> dict[str, Callable[[str], Any]]:
    """Every public function, and every class method that reads, with a text as argument."""
    functions = {
        path: function
        for path, function in public_functions().items()
        if takes_text(function) or is_check(path, function)
    }
    return functions | class_readers()


def is_check(path: str, function: Callable[..., Any]) -> bool:
    """Whether a function checks or reads a value."""
    name = path.rpartition(".")[2]
    return (
        name.startswith(("check", "is_valid", "parse"))
        and len(required_parameters(function)) == 1
    )


def measure(function: Callable[[str], Any], text: str) -> float:
    """Processor time of a call."""
    start = process_time()
    with suppress(ZhengwuError, FileNotFoundError):
        function(text)
    return process_time() - start


def is_linear(function: Callable[[str], Any], unit: str) -> bool:
    """Whether the time for one, two and four times a text grows with the text."""
    texts = [unit * (LENGTH * factor // len(unit)) for factor in FACTORS]
    for _ in range(3):  # another program may have disturbed a measurement
        times = [measure(function, text + " " * n) for n, text in enumerate(texts)]
        if times[-1] < FAST or times[-1] < MOST * max(times[0], FAST / 10):
            return True
    return False


@pytest.mark.parametrize("path", sorted(readers()))
def test_time_grows_with_the_text(path: str):
    """Runs of digits, brackets, plus signs, quotes, connectives, numerals, blanks, marks."""
    function = readers()[path]
    slow = [name for name, unit in NASTY.items() if not is_linear(function, unit)]
    assert not slow


def test_the_surface_is_covered():
    """The two readers that were quadratic, and functions of each package."""
    covered = readers()
    assert "zhengwu.limits.parse_limit" in covered
    assert "zhengwu.items.parse_stage_chain" in covered
    packages = {path.split(".")[1] for path in covered}
    assert packages >= {"calendars", "codes", "items", "legal", "lifecycle", "limits"}


def quadratic(text: str) -> int:
    """Count the pairs of a text."""
    return sum(text.count(char) for char in text)


def test_quadratic_time_is_noticed():
    """The near miss: what is quadratic fails, what is linear passes."""
    assert not is_linear(lambda text: quadratic(text[::2]), "ab")
    assert is_linear(str.split, "a ")
