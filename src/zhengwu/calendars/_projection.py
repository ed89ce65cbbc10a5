"""Years for which no notice is out: a best estimate, and how far it can be wrong.

The law fixes the days of each festival and that one falling on a weekend comes back on
a working day (art. 6); which days are swapped is known only from the notice. The estimate
therefore takes the statutory days and puts each substitute on the next working day, and
every day near a festival is held to be uncertain.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from zhengwu.calendars._day import DayKind
from zhengwu.calendars._published import Mark
from zhengwu.calendars._statutory import Festival, law_of, statutory_days
from zhengwu.calendars._table import weekday_flags

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)

# Farthest make-up days of 2004-2026: 11 days before the stretch (2026-09-20 for National
# Day), 7 after (2010-10-09 counted from 1 October's third day); one more on each side.
_BEFORE: Final = timedelta(days=12)
_AFTER: Final = timedelta(days=14)


class Projection(NamedTuple):
    """Estimated days (推算日历), from `first` on.

    Attributes:
        first: First day.
        best: Working flags of the estimate.
        most: Flags with every uncertain day worked, for the earliest date.
        least: Flags with every uncertain day off, for the latest date.
        marks: Days that are not the plain day of their weekday.
    """

    first: date
    best: bytes
    most: bytes
    least: bytes
    marks: dict[date, Mark]


def project(first_year: int, last_year: int) -> Projection:
    """Estimate whole years."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    best = weekday_flags(first, last)
    most, least = bytearray(best), bytearray(best)
    base = first.toordinal()
    marks: dict[date, Mark] = {}
    for year in range(first_year, last_year + 1):
        _project_year(year, best, base, marks)
        for day, _ in statutory_days(year):
            low = max((day - _BEFORE).toordinal() - base, 0)
            high = min((day + _AFTER).toordinal() - base, len(best) - 1)
            most[low : high + 1] = b"\x01" * (high + 1 - low)
            least[low : high + 1] = b"\x00" * (high + 1 - low)
    return Projection(first, bytes(best), bytes(most), bytes(least), marks)


def _project_year(
    year: int, flags: bytearray, base: int, marks: dict[date, Mark]
) -> None:
    source = law_of(year).source
    owed: list[tuple[date, Festival]] = []
    taken: set[date] = set()
    for day, festival in statutory_days(year):
        # A day that belongs to two festivals counts twice: 2009-10-03 and 2020-10-01
        # were each made up by one more day.
        if day in taken or day.weekday() >= _SATURDAY:
            owed.append((day, festival))
        if day not in taken:
            marks[day] = Mark(
                DayKind.STATUTORY, festival.name_zh, festival.name_en, source
            )
        taken.add(day)
        flags[day.toordinal() - base] = 0
    for day, festival in owed:
        substitute = day + _ONE_DAY
        while not flags[substitute.toordinal() - base]:
            substitute += _ONE_DAY
        flags[substitute.toordinal() - base] = 0
        marks[substitute] = Mark(
            DayKind.SUBSTITUTE,
            festival.name_zh + "补假",
            f"{festival.name_en} ({DayKind.SUBSTITUTE.label_en})",
            source,
        )
