"""Project years without a notice: the likeliest days, and bounds of the count.

The law fixes the number of working days of a year; a notice only chooses the swaps.
Therefore the cumulative number of working days is known except near a festival, where it
lies between the minimum and the maximum over all plausible arrangements. These two curves
bound every deadline.
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
    iter_changes,
    list_arrangements,
    list_choices,
    observe,
)
from zhengwu.calendars._published import Mark, Published, make_mark, mark_rests
from zhengwu.calendars._regional import UncertainFestival
from zhengwu.calendars._statutory import Festival, law_of, statutory_days
from zhengwu.calendars._table import DayTable, weekday_flags

_SATURDAY: Final = 5
_BY_PRACTICE: Final = "按历年安排推算"


class Spread(NamedTuple):
    """A period whose total number of working days is uncertain (不定天数).

    Attributes:
        first: First position.
        last: Last position.
        less: Maximum number of working days fewer than estimated.
        more: Maximum number of working days more than estimated.
    """

    first: int
    last: int
    less: int
    more: int


class Bounds(NamedTuple):
    """Bounds of the number of working days up to and including each day (工作日数上下界).

    Both bounds are non-decreasing. Positions count from the first day of the table. Near
    a festival the bounds diverge, then converge. A spread records where the total number
    itself is uncertain.
    """

    least: list[int]
    most: list[int]
    spreads: list[Spread]

    def add(self, i: int, n: int) -> tuple[int, int] | None:
        """First and last possible position of the n-th working day from `i`."""
        less = more = 0
        while True:
            result = self._search(i, n, less, more)
            if result is None or not self.spreads:
                return result
            low, high = min(i, result[0]), max(i, result[1])
            crossed = [s for s in self.spreads if s.last >= low and s.first <= high]
            wider = sum(s.less for s in crossed), sum(s.more for s in crossed)
            if wider == (less, more):
                return result
            less, more = wider

    def _search(self, i: int, n: int, less: int, more: int) -> tuple[int, int] | None:
        """`add` if the spreads bring up to `less` fewer or `more` more working days."""
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


class Projection(NamedTuple):
    """Announced days followed by estimated days (已公布和推算日历).

    Attributes:
        table: The likeliest days.
        bounds: Bounds of the number of working days.
        marks: Estimated days that differ from a plain week.
        last: Last day.
    """

    table: DayTable
    bounds: Bounds
    marks: dict[date, Mark]
    last: date


def project(
    announced: Published, last_year: int, find_local: FindLocal | None = None
) -> Projection:
    """Estimate the years after the announced years, up to `last_year`.

    Args:
        announced: Announced days.
        last_year: Last year to estimate.
        find_local: Finds the regional festivals without an arrangement.
    """
    base, next_year = announced.first.toordinal(), announced.last.year + 1
    last = date(last_year, 12, 31)
    flags = bytearray(announced.flags)
    flags += weekday_flags(date(next_year, 1, 1), last)
    plain_flags = bytes(flags)
    settled = announced.final_until.toordinal() - base
    low, high = [0] * len(flags), [0] * len(flags)
    marks: dict[date, Mark] = {}
    spreads: list[Spread] = []

    for year, ways in _list_national(announced, next_year, last_year):
        for choice in list_choices(year, law_of(year, announced.as_of), ways):
            spreads += _widen_bounds(choice, base, settled, low, high)
        marks |= _mark_year(year, announced.as_of, ways)
    marks = {day: mark for day, mark in marks.items() if announced.last < day <= last}
    _set_flags(marks, flags, base)

    def working(day: date) -> bool:
        i = day.toordinal() - base
        return flags[i] == 1 if 0 <= i < len(flags) else day.weekday() < _SATURDAY

    for festival in find_local(working) if find_local is not None else ():
        spreads += _widen_bounds(festival.ways, base, -1, low, high)
        for day, mark in mark_likely_days(festival).items():
            if announced.last < day <= last and (day not in marks or working(day)):
                marks[day] = mark
    _set_flags(marks, flags, base)
    for day, flag in announced.likely_flags.items():
        flags[day.toordinal() - base] = flag
    upto = list(accumulate(plain_flags))
    least = [n + change for n, change in zip(upto, accumulate(low), strict=True)]
    most = [n + change for n, change in zip(upto, accumulate(high), strict=True)]
    return Projection(
        DayTable(base, bytes(flags)),
        Bounds(_lower_to_nondecreasing(least), list(accumulate(most, max)), spreads),
        marks,
        last,
    )


FindLocal: TypeAlias = Callable[[Working], list[UncertainFestival]]


def _set_flags(marks: dict[date, Mark], flags: bytearray, base: int) -> None:
    """Set the flags of the marked days."""
    for day, mark in marks.items():
        flags[day.toordinal() - base] = mark.kind is DayKind.MAKE_UP


def _list_national(
    announced: Published, first_year: int, last_year: int
) -> Iterator[tuple[int, dict[Festival, list[Arrangement]]]]:
    """Possible arrangements of the national festivals of each year."""
    base = announced.first.toordinal()

    def working(day: date) -> bool:
        i = day.toordinal() - base
        if 0 <= i < len(announced.planned):
            return announced.planned[i] == 1
        return day.weekday() < _SATURDAY

    past = observe(working, range(FIRST_OBSERVED, first_year), law_of)
    for year in range(first_year, last_year + 1):
        yield year, list_arrangements(year, law_of(year, announced.as_of), past)


def _widen_bounds(
    ways: list[Arrangement], base: int, settled: int, low: list[int], high: list[int]
) -> list[Spread]:
    """Add the changes of the minimum and the maximum over a choice to the bounds.

    After the last day that an arrangement changes, both bounds continue with the total of
    the likeliest arrangement.

    Args:
        ways: Possible arrangements, the likeliest first.
        base: Ordinal of the first day of the table.
        settled: Position of the last final day; earlier changes are ignored.
        low: Daily changes of the lower bound; changed in place.
        high: Daily changes of the upper bound; changed in place.

    Returns:
        The spread of the choice, if its total is uncertain.
    """
    curves = [
        {day.toordinal() - base: change for day, change in iter_changes(way)}
        for way in ways
    ]
    changed = {i for curve in curves for i in curve if settled < i < len(low) - 1}
    if not changed:
        return []
    counts = [0] * len(curves)
    least = most = 0
    first, last = min(changed), max(changed)
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


def mark_likely_days(festival: UncertainFestival) -> dict[date, Mark]:
    """Mark the days that a regional festival most likely takes."""
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


def _lower_to_nondecreasing(counts: list[int]) -> list[int]:
    """The greatest non-decreasing curve that is nowhere above `counts`."""
    return list(accumulate(reversed(counts), min))[::-1]


def _mark_year(
    year: int, as_of: date | None, ways: dict[Festival, list[Arrangement]]
) -> dict[date, Mark]:
    """Mark the likeliest arrangement of every festival of a year."""
    law = law_of(year, as_of)
    statutory = statutory_days(year, law)
    likeliest = {festival: group[0] for festival, group in ways.items()}
    rests = {festival: sorted(way.rest) for festival, way in likeliest.items()}
    marks = mark_rests(rests, statutory, _BY_PRACTICE)
    resting = {day for days in rests.values() for day in days}
    for festival, way in likeliest.items():
        for day in way.make_up - resting:
            marks[day] = make_mark(DayKind.MAKE_UP, festival, "补班", _BY_PRACTICE)
    for day, festival in reversed(statutory):
        marks[day] = make_mark(DayKind.STATUTORY, festival, "", law.source)
    return dict(sorted(marks.items()))
