"""Years for which no notice is out: the likeliest days, and how far they can be wrong.

The net count of a year is law, only the swaps are choice. So the running count of working
days is known except near a festival, and there it lies between the least and the most that
any plausible arrangement gives. Those two curves bound every deadline.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import accumulate
from typing import Final, NamedTuple

from zhengwu.calendars._day import DayKind
from zhengwu.calendars._practice import (
    FIRST_OBSERVED,
    Arrangement,
    arrangements,
    changes,
    choices,
    observe,
)
from zhengwu.calendars._published import Mark, Published, mark, mark_rests
from zhengwu.calendars._statutory import Festival, law_of, statutory_days
from zhengwu.calendars._table import DayTable, weekday_flags

_SATURDAY: Final = 5
_BY_PRACTICE: Final = "按历年安排推算"


class Bounds(NamedTuple):
    """Least and most working days up to and including each day (工作日数上下界).

    Neither ever falls. Positions count from the first day of the table.
    """

    least: list[int]
    most: list[int]

    def add(self, i: int, n: int) -> tuple[int, int] | None:
        """First and last position where the n-th working day from `i` can lie."""
        least, most = self.least, self.most
        if n > 0:
            first = bisect_left(most, least[i] + n, i + 1)
            last = bisect_left(least, most[i] + n, i + 1)
            return (first, last) if last < len(least) else None
        if n == 0:
            return (i, i)
        before = i - 1
        if before < 0:
            return None
        first = bisect_right(most, least[before] + n, 0, i)
        last = bisect_right(least, most[before] + n, 0, i)
        return (first, last) if least[before] + n >= 0 else None


class Far(NamedTuple):
    """Announced and estimated days together (已公布和推算日历).

    Attributes:
        best: The likeliest days.
        bounds: How far the count can be wrong.
        marks: Estimated days that are not the plain day of their weekday.
        last: Last day.
    """

    best: DayTable
    bounds: Bounds
    marks: dict[date, Mark]
    last: date


def project(announced: Published, last_year: int) -> Far:
    """Estimate the years after the last announced one, up to `last_year`."""
    base, next_year = announced.first.toordinal(), announced.last.year + 1
    last = date(last_year, 12, 31)
    flags = bytearray(announced.flags)
    flags += weekday_flags(date(next_year, 1, 1), last)
    plain = bytes(flags)
    settled = announced.final_until.toordinal() - base
    low, high = [0] * len(flags), [0] * len(flags)
    marks: dict[date, Mark] = {}

    def working(day: date) -> bool:
        i = day.toordinal() - base
        if 0 <= i < len(announced.planned):
            return announced.planned[i] == 1
        return day.weekday() < _SATURDAY

    past = observe(working, range(FIRST_OBSERVED, next_year), law_of)
    for year in range(next_year, last_year + 1):
        law = law_of(year, announced.as_of)
        ways = arrangements(year, law, past)
        for ways_of_one in choices(year, law, ways):
            _widen(ways_of_one, base, settled, low, high)
        found = _mark(year, announced.as_of, ways)
        for day, why in found.items():
            if day > announced.last and day <= last:
                flags[day.toordinal() - base] = why.kind is DayKind.MAKE_UP
                marks[day] = why
    upto = list(accumulate(plain))
    least = [n + change for n, change in zip(upto, accumulate(low), strict=True)]
    most = [n + change for n, change in zip(upto, accumulate(high), strict=True)]
    return Far(
        DayTable(base, bytes(flags)),
        Bounds(_rising(least), list(accumulate(most, max))),
        marks,
        last,
    )


def _widen(
    ways: list[Arrangement], base: int, settled: int, low: list[int], high: list[int]
) -> None:
    """Add to `low` and `high` the day-to-day changes of the extremes of one choice."""
    curves = [
        {day.toordinal() - base: change for day, change in changes(way)} for way in ways
    ]
    touched = {i for curve in curves for i in curve}
    counts = [0] * len(curves)
    least = most = 0
    for i in range(min(touched, default=0), max(touched, default=-1) + 1):
        if not settled < i < len(low):
            continue
        counts = [n + curve.get(i, 0) for n, curve in zip(counts, curves, strict=True)]
        low[i] += min(counts) - least
        high[i] += max(counts) - most
        least, most = min(counts), max(counts)


def _rising(counts: list[int]) -> list[int]:
    """The greatest curve below `counts` that never falls."""
    return list(accumulate(reversed(counts), min))[::-1]


def _mark(
    year: int, as_of: date | None, ways: dict[Festival, list[Arrangement]]
) -> dict[date, Mark]:
    """Marks of the likeliest way, for every festival of a year."""
    law = law_of(year, as_of)
    statutory = statutory_days(year, law)
    rests = {festival: sorted(found[0].rest) for festival, found in ways.items()}
    marks = mark_rests(rests, statutory, _BY_PRACTICE)
    resting = {day for days in rests.values() for day in days}
    for festival, found in ways.items():
        for day in found[0].make_up - resting:
            marks[day] = mark(DayKind.MAKE_UP, festival, "补班", _BY_PRACTICE)
    for day, festival in reversed(statutory):
        marks[day] = mark(DayKind.STATUTORY, festival, "", law.source)
    return dict(sorted(marks.items()))
