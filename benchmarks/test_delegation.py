"""Resolving and checking powers of a province, and the growth of the cost with its size.

No other library does this: the lower bound is fetching the instruments from the index.
"""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from province import ITEMS, divisions, province

from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import Powers, Step, check_powers, resolve
from zhengwu.io import read_powers, write_powers

QUESTIONS = 2_000


@cache
def whole(instruments: int = 50_000) -> Powers:
    """The province, created once for each size."""
    return province(instruments=instruments)


def make_questions() -> list[tuple[str, Step, RegionCode, date]]:
    """Random items, steps, villages and days."""
    rng = random.Random(2)  # noqa: S311  # a sample, not a secret
    villages = divisions()[Level.VILLAGE]
    return [
        (
            f"{rng.randrange(ITEMS):012}",
            rng.choice(list(Step)),
            rng.choice(villages),
            date(2015 + rng.randrange(12), 1 + rng.randrange(12), 5),
        )
        for _ in range(QUESTIONS)
    ]


@pytest.mark.benchmark(group="resolve in a province")
def test_ours_resolve(benchmark: Any) -> None:
    """Random items, steps, villages and days."""
    powers, questions = whole(), make_questions()
    benchmark.extra_info["operations"] = QUESTIONS
    benchmark(lambda: [resolve(powers, *question) for question in questions])


@pytest.mark.benchmark(group="resolve in a province")
def test_floor_index(benchmark: Any) -> None:
    """Only fetching the instruments that apply at a place."""
    powers, questions = whole(), make_questions()
    benchmark.extra_info.update(operations=QUESTIONS, who="index alone")
    benchmark(lambda: [list(powers.at_place(item, p)) for item, _, p, _ in questions])


@pytest.mark.benchmark(group="read a province, 83,000 records")
def test_ours_read(benchmark: Any) -> None:
    """Organs, items and 50,000 instruments from JSON Lines."""
    file = BytesIO()
    write_powers(whole(), file)
    data = file.getvalue()
    benchmark.pedantic(lambda: read_powers(BytesIO(data)), rounds=3)


@pytest.mark.parametrize("instruments", [6_250, 12_500, 25_000, 50_000])
def test_ours_prove(benchmark: Any, instruments: int) -> None:
    """Check of the whole timeline at four sizes."""
    benchmark.group = f"prove {instruments:,} instruments"
    powers = whole(instruments)
    benchmark.pedantic(lambda: check_powers(powers), rounds=1)
