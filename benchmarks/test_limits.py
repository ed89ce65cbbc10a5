"""Due dates, clocks, wordings, and columns of due dates."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zhengwu.calendars import china_calendar
from zhengwu.calendars.arrays import CalendarArrays
from zhengwu.limits import (
    Clock,
    Unit,
    WorkingDays,
    parse_limit,
    read_clock,
)
from zhengwu.limits.arrays import UNIT_CODES, LimitArrays
from zhengwu.limits.reading import _parse

CN = china_calendar()
COUNT = 10_000_000
BEIJING = timezone(timedelta(hours=8))
HERE = Path(__file__).resolve().parent
REAL = Path(os.environ.get("ZHENGWU_REAL_DATA", HERE / "../../shared/data/real"))


@pytest.mark.parametrize("steps", [False, True], ids=["plain", "with steps"])
def test_due(benchmark: Any, steps: bool) -> None:  # noqa: FBT001
    """A due date, without and with the steps of counting."""
    limit, start = WorkingDays(20), date(2026, 9, 17)
    benchmark.group = "due in 20 working days"
    benchmark.extra_info["who"] = "with steps" if steps else "without steps"

    def run() -> object:
        deadline = limit.due(start, CN)
        return deadline.steps if steps else deadline

    assert benchmark(run)


def test_clock(benchmark: Any) -> None:
    """A clock with ten suspensions, read at an instant."""
    at = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    clock = Clock.start(WorkingDays(60), at)
    for _ in range(10):
        clock = clock.suspend(at := at + timedelta(days=4), "stay")
        clock = clock.resume(at := at + timedelta(days=3))
    when = at + timedelta(days=5)
    benchmark.group = "read a clock with ten segments"
    assert benchmark(lambda: read_clock(clock, when, CN)).used > 0


def test_distinct_wordings(benchmark: Any) -> None:
    """Wordings that are not in the cache."""
    texts = [f"自受理之日起{i}个工作日内(不含听证时间)" for i in range(1, 2001)]
    benchmark.group = "read one wording"
    benchmark.extra_info.update(who="synthetic, distinct", operations=len(texts))
    assert benchmark.pedantic(lambda: read_all(texts), rounds=9) == len(texts)


@pytest.mark.skipif(not REAL.exists(), reason="the real wordings are not here")
@pytest.mark.parametrize("weighted", [False, True], ids=["distinct", "weighted"])
def test_real_wordings(benchmark: Any, weighted: bool) -> None:  # noqa: FBT001
    """Wordings of portals and statutes, each once, or as often as it occurs."""
    rows = csv.DictReader((REAL / "time_strings.csv").read_text("utf-8").splitlines())
    texts = [
        row["string"]
        for row in rows
        for _ in range(int(row["count"] or 1) if weighted else 1)
    ]
    benchmark.group = "read one wording"
    who = "real, as often as they occur" if weighted else "real, distinct"
    benchmark.extra_info.update(who=who, operations=len(texts))
    assert benchmark.pedantic(lambda: read_all(texts), rounds=9) > 0


def read_all(texts: list[str]) -> int:
    """Read the texts with an empty cache."""
    _parse._parse_cached.cache_clear()  # noqa: SLF001  # so that reading is measured
    return sum(bool(parse_limit(text).parts) for text in texts)


RNG = np.random.default_rng(2026)
DAYS = np.datetime64("2005-01-01") + RNG.integers(0, 7_500, COUNT)
CODES = RNG.integers(0, len(UNIT_CODES), COUNT).astype(np.uint8)
AMOUNTS = RNG.integers(0, 60, COUNT) // np.array([1, 1, 7, 12, 30])[CODES]
OURS = LimitArrays(CN)
PLAIN = CalendarArrays(CN)
COLUMNS = {
    "ours": lambda: PLAIN.add_working_days(DAYS, 20),
    "due, working days": lambda: OURS.due(DAYS, 20, Unit.WORKING_DAY),
    "due, calendar days": lambda: OURS.due(DAYS, 30, Unit.CALENDAR_DAY),
    "due, months": lambda: OURS.due(DAYS, 3, Unit.MONTH),
    "due, mixed units and amounts": lambda: OURS.due(DAYS, AMOUNTS, CODES),
}


@pytest.mark.parametrize("who", COLUMNS)
def test_columns(benchmark: Any, who: str) -> None:
    """Ten million due dates, compared with adding 20 working days by the calendar."""
    benchmark.group = "ten million due dates"
    benchmark.extra_info.update(who=who, operations=COUNT)
    assert len(benchmark.pedantic(COLUMNS[who], rounds=5, warmup_rounds=1)) == COUNT
