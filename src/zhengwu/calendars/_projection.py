"""Years for which no notice is out: the likeliest days, and how far they can be wrong.

The net count of a year is law, only the swaps are choice. So the running count of working
days is known except near a festival, and there it lies between the least and the most that
any plausible arrangement gives. Those two curves bound every deadline.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from zhengwu.calendars._day import DayKind
from zhengwu.calendars._practice import (
    FIRST_OBSERVED,
    Arrangement,
    Working,
    arrangements,
    changes,
    choices,
    observe,
)
from zhengwu.calendars._published import Mark, Published, mark, mark_rests
from zhengwu.calendars._regional import Uncertain
from zhengwu.calendars._statutory import Festival, law_of, statutory_days
from zhengwu.calendars._table import DayTable, weekday_flags

_SATURDAY: Final = 5
_BY_PRACTICE: Final = "按历年安排推算"


class Spread(NamedTuple):
    """A stretch that may bring more or fewer working days on the whole (不定天数).

    Attributes:
        first: Its first position.
        last: Its last position.
        less: How many fewer than estimated.
        more: How many more.
    """

    first: int
    last: int
    less: int
    more: int


class Bounds(NamedTuple):
    """Least and most working days up to and including each day (工作日数上下界).

    Neither ever falls. Positions count from the first day of the table. Near a festival
    the two part and then meet again; where the total itself is open, a spread says so.
    """

    least: list[int]
    most: list[int]
    spreads: list[Spread]

    def add(self, i: int, n: int) -> tuple[int, int] | None:
        """First and last position where the n-th working day from `i` can lie."""
        less = more = 0
        while True:
            found = self._search(i, n, less, more)
            if found is None or not self.spreads:
                return found
            low, high = min(i, found[0]), max(i, found[1])
            met = [s for s in self.spreads if s.last >= low and s.first <= high]
            wider = sum(s.less for s in met), sum(s.more for s in met)
            if wider == (less, more):
                return found
            less, more = wider

    def _search(self, i: int, n: int, less: int, more: int) -> tuple[int, int] | None:
        least, most = self.least, self.most
        if n > 0:
            first = bisect_left(most, least[i] + n - more, i + 1)
            last = bisect_left(least, most[i] + n + less, i + 1)
            return (first, last) if last < len(least) else None
        if n == 0:
            return (i, i)
        before = i - 1
        if before < 0 or least[before] + n - less < 0:
            return None
        first = bisect_right(most, least[before] + n - less, 0, i)
        last = bisect_right(least, most[before] + n + more, 0, i)
        return (first, min(last, before))


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


def project(announced: Published, last_year: int, local: Local | None = None) -> Far:
    """Estimate the years after the last announced one, up to `last_year`.

    Args:
        announced: Announced days.
        last_year: Last year to estimate.
        local: Gives the regional festivals without an arrangement, from what is worked.
    """
    base, next_year = announced.first.toordinal(), announced.last.year + 1
    last = date(last_year, 12, 31)
    flags = bytearray(announced.flags)
    flags += weekday_flags(date(next_year, 1, 1), last)
    plain = bytes(flags)
    settled = announced.final_until.toordinal() - base
    low, high = [0] * len(flags), [0] * len(flags)
    marks: dict[date, Mark] = {}
    spreads: list[Spread] = []

    for year, ways in _national(announced, next_year, last_year):
        for ways_of_one in choices(year, law_of(year, announced.as_of), ways):
            spreads += _widen(ways_of_one, base, settled, low, high)
        marks |= _mark(year, announced.as_of, ways)
    marks = {day: why for day, why in marks.items() if announced.last < day <= last}
    _apply(marks, flags, base)

    def working(day: date) -> bool:
        i = day.toordinal() - base
        return flags[i] == 1 if 0 <= i < len(flags) else day.weekday() < _SATURDAY

    for festival in local(working) if local is not None else ():
        spreads += _widen(festival.ways, base, -1, low, high)
        for day, why in likely_marks(festival).items():
            if announced.last < day <= last and (day not in marks or working(day)):
                marks[day] = why
    _apply(marks, flags, base)
    for day, flag in announced.open.items():
        flags[day.toordinal() - base] = flag
    upto = list(accumulate(plain))
    least = [n + change for n, change in zip(upto, accumulate(low), strict=True)]
    most = [n + change for n, change in zip(upto, accumulate(high), strict=True)]
    return Far(
        DayTable(base, bytes(flags)),
        Bounds(_rising(least), list(accumulate(most, max)), spreads),
        marks,
        last,
    )


Local: TypeAlias = Callable[[Working], list[Uncertain]]


def _apply(marks: dict[date, Mark], flags: bytearray, base: int) -> None:
    for day, why in marks.items():
        flags[day.toordinal() - base] = why.kind is DayKind.MAKE_UP


def _national(
    announced: Published, first_year: int, last_year: int
) -> Iterator[tuple[int, dict[Festival, list[Arrangement]]]]:
    """Ways in which the festivals of each year may be arranged."""
    base = announced.first.toordinal()

    def working(day: date) -> bool:
        i = day.toordinal() - base
        if 0 <= i < len(announced.planned):
            return announced.planned[i] == 1
        return day.weekday() < _SATURDAY

    past = observe(working, range(FIRST_OBSERVED, first_year), law_of)
    for year in range(first_year, last_year + 1):
        yield year, arrangements(year, law_of(year, announced.as_of), past)


def _widen(
    ways: list[Arrangement], base: int, settled: int, low: list[int], high: list[int]
) -> list[Spread]:
    """Add to `low` and `high` the day-to-day changes of the extremes of one choice.

    Behind the last day that any way touches both go on with the likeliest total.
    """
    curves = [
        {day.toordinal() - base: change for day, change in changes(way)} for way in ways
    ]
    touched = {i for curve in curves for i in curve if settled < i < len(low) - 1}
    if not touched:
        return []
    counts = [0] * len(curves)
    least = most = 0
    first, last = min(touched), max(touched)
    for i in range(max(first, settled + 1), last + 1):
        counts = [n + curve.get(i, 0) for n, curve in zip(counts, curves, strict=True)]
        low[i] += min(counts) - least
        high[i] += max(counts) - most
        least, most = min(counts), max(counts)
    total = counts[0]
    low[last + 1] += total - least
    high[last + 1] += total - most
    spread = Spread(first, last, total - least, most - total)
    return [spread] if spread.less or spread.more else []


def likely_marks(festival: Uncertain) -> dict[date, Mark]:
    """Marks of a regional festival where it most likely falls."""
    rule, way = festival.rule, festival.ways[0]
    kind = DayKind.REGIONAL
    marks = {
        day: Mark(kind, rule.festival, rule.name_en, rule.source)
        for day in way.rest
        if day.weekday() < _SATURDAY
    }
    for day in way.make_up:
        name_en = f"{rule.name_en} ({DayKind.MAKE_UP.label_en})"
        marks[day] = Mark(DayKind.MAKE_UP, rule.festival + "补班", name_en, rule.source)
    return marks


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
