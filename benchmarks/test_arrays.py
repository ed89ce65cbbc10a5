"""Columns of dates compared with plain NumPy and its business days; office hours."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.calendars.arrays import CalendarArrays

CN = china_calendar()
OURS = CalendarArrays(CN)
COUNT = 2_000_000
RNG = np.random.default_rng(2026)
DAYS = np.datetime64("2005-01-01") + RNG.integers(0, 7_500, COUNT)
ENDS = DAYS + RNG.integers(0, 300, COUNT)
N = 20

TABLE = CN.kernel()
BASE = TABLE.base - 719_163  # 1970-01-01
UPTO = np.array(TABLE.upto, dtype=np.int64)
WORKED = np.array([d.toordinal() - 719_163 for d in TABLE.worked], dtype=np.int64)
OFF = np.flatnonzero(np.frombuffer(TABLE.flags, dtype=np.uint8) == 0) + BASE
BUSDAYS = np.busdaycalendar(weekmask="1111111", holidays=OFF.astype("datetime64[D]"))


def gather_add(days: Any, n: int) -> Any:
    """The fastest plain NumPy code: two gathers over blocks that fit into the cache."""
    raw, out = days.view(np.int64), np.empty(len(days), dtype=np.int64)
    for start in range(0, len(days), 1 << 16):
        part = slice(start, start + (1 << 16))
        k = np.take(UPTO, raw[part] - BASE, mode="clip")
        k += n - 1
        np.take(WORKED, k, out=out[part], mode="clip")
    return out.view("datetime64[D]")


def gather_count(starts: Any, ends: Any) -> Any:
    """The fastest plain NumPy code for counting, over the same blocks."""
    a, b, out = (
        starts.view(np.int64),
        ends.view(np.int64),
        np.empty(len(starts), np.int64),
    )
    for start in range(0, len(starts), 1 << 16):
        part = slice(start, start + (1 << 16))
        np.take(UPTO, b[part] - BASE, out=out[part], mode="clip")
        out[part] -= np.take(UPTO, a[part] - BASE, mode="clip")
    return out


ADD = {
    "ours": lambda: OURS.add_working_days(DAYS, N),
    "plain NumPy double gather": lambda: gather_add(DAYS, N),
    "numpy busday_offset": lambda: np.busday_offset(
        DAYS, N, roll="backward", busdaycal=BUSDAYS
    ),
}
COUNTS = {
    "ours": lambda: OURS.count_working_days(DAYS, ENDS),
    "plain NumPy double gather": lambda: gather_count(DAYS, ENDS),
    "numpy busday_count": lambda: np.busday_count(
        DAYS + 1, ENDS + 1, busdaycal=BUSDAYS
    ),
}
IS = {
    "ours": lambda: OURS.is_working_day(DAYS),
    "numpy is_busday": lambda: np.is_busday(DAYS, busdaycal=BUSDAYS),
}


@pytest.mark.parametrize("who", ADD)
def test_add(benchmark: Any, who: str) -> None:
    """Two million dates per run."""
    benchmark.group = "array: add 20 working days"
    benchmark.extra_info.update(who=who, operations=COUNT)
    answer = benchmark.pedantic(ADD[who], rounds=15, warmup_rounds=3)
    if who != "numpy busday_offset":  # rolls days off back first
        assert (answer == gather_add(DAYS, N)).all()


@pytest.mark.parametrize("who", COUNTS)
def test_count(benchmark: Any, who: str) -> None:
    """Two million pairs of dates per run."""
    benchmark.group = "array: count working days"
    benchmark.extra_info.update(who=who, operations=COUNT)
    answer = benchmark.pedantic(COUNTS[who], rounds=15, warmup_rounds=3)
    assert (answer == gather_count(DAYS, ENDS)).all()


@pytest.mark.parametrize("who", IS)
def test_is(benchmark: Any, who: str) -> None:
    """Two million dates per run."""
    benchmark.group = "array: is it a working day"
    benchmark.extra_info.update(who=who, operations=COUNT)
    answer = benchmark.pedantic(IS[who], rounds=15, warmup_rounds=3)
    assert answer.sum() > 0


def test_ours_office_hours(benchmark: Any) -> None:
    """Two working hours from instants throughout 2026."""
    hours = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])
    first = datetime(2026, 1, 5, 9, 10, tzinfo=timezone(timedelta(hours=8)))
    starts = [first + timedelta(hours=17 * i) for i in range(400)]
    benchmark.group = "office hours: add 2 hours"
    benchmark.extra_info["operations"] = len(starts)

    def run() -> list[datetime]:
        return [hours.add_minutes(at, 120) for at in starts]

    assert len(benchmark.pedantic(run, rounds=9, warmup_rounds=1)) == len(starts)


def test_ours_ready(benchmark: Any) -> None:
    """Building a national calendar without a cache."""
    from zhengwu.calendars import _calendar

    def run() -> object:
        _calendar._build_calendar.cache_clear()  # noqa: SLF001  # so that building is measured
        return china_calendar()

    benchmark.group = "national calendar built"
    assert benchmark.pedantic(run, rounds=9, warmup_rounds=1)
