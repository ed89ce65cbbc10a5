"""Working-day arithmetic compared with the libraries in common use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import holidays
import numpy as np
import pytest

from zhengwu.calendars import china_calendar

CN = china_calendar()
DAYS = [date(2015, 1, 1) + timedelta(days=37 * i) for i in range(100)]
N = 20

PEER = holidays.country_holidays("CN", years=range(2014, 2027))
WEEKMASK = "1111111"  # the only mask with which make-up Saturdays count
OFF = [
    d
    for d in (date(2004, 1, 1) + timedelta(days=i) for i in range(8401))
    if not CN.is_working_day(d)
]
BUSDAYS = np.busdaycalendar(weekmask=WEEKMASK, holidays=OFF)


def holidays_add(day: date, n: int) -> date:
    """The function that `holidays` offers for the n-th working day."""
    return PEER.get_nth_working_day(day, n)


def chinese_calendar_add(day: date, n: int) -> date:
    """The library only lists days, so users count day by day."""
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


def numpy_add(day: date, n: int) -> Any:
    """Scalar use of busday_offset; a day off is first rolled back to a working day."""
    return np.busday_offset(day, n, roll="backward", busdaycal=BUSDAYS)


ADDERS = {
    "ours": CN.add_working_days,
    "holidays": holidays_add,
    "chinese_calendar": chinese_calendar_add,
    "numpy busday_offset": numpy_add,
}


@pytest.mark.parametrize("who", ADDERS)
def test_add_20(benchmark: Any, who: str) -> None:
    """The n-th working day from a hundred days per round."""
    add = ADDERS[who]
    expected = [CN.add_working_days(day, N) for day in DAYS]

    def run() -> list[Any]:
        return [add(day, N) for day in DAYS]

    benchmark.group = "add 20 working days"
    benchmark.extra_info.update(who=who, operations=len(DAYS))
    answers = benchmark.pedantic(run, rounds=9 if who != "chinese_calendar" else 3)
    if who != "numpy busday_offset":
        assert answers == expected


CHECKERS = {
    "ours": CN.is_working_day,
    "holidays": PEER.is_working_day,
    "chinese_calendar": chinese_calendar.is_workday,
    "numpy is_busday": lambda day: bool(np.is_busday(day, busdaycal=BUSDAYS)),
}


@pytest.mark.parametrize("who", CHECKERS)
def test_is_working_day(benchmark: Any, who: str) -> None:
    """Whether a day is a working day, for a hundred days per round."""
    check = CHECKERS[who]
    benchmark.group = "is it a working day"
    benchmark.extra_info.update(who=who, operations=len(DAYS))
    answers = benchmark.pedantic(lambda: [check(day) for day in DAYS], rounds=30)
    assert answers == [CN.is_working_day(day) for day in DAYS]


COUNTERS = {
    "ours": CN.count_working_days,
    "holidays": lambda a, b: PEER.get_working_days_count(a + timedelta(days=1), b),
    "numpy busday_count": lambda a, b: int(
        np.busday_count(a + timedelta(days=1), b + timedelta(days=1), busdaycal=BUSDAYS)
    ),
}


@pytest.mark.parametrize("who", COUNTERS)
def test_count_60(benchmark: Any, who: str) -> None:
    """Number of working days within sixty days."""
    count = COUNTERS[who]
    pairs = [(day, day + timedelta(days=60)) for day in DAYS]
    benchmark.group = "count over 60 days"
    benchmark.extra_info.update(who=who, operations=len(DAYS))
    answers = benchmark.pedantic(lambda: [count(a, b) for a, b in pairs], rounds=9)
    assert answers == [CN.count_working_days(a, b) for a, b in pairs]
