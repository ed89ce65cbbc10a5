"""What the State Council does with each festival, learned from the years before.

The law fixes the days of a festival; a notice chooses the stretch of rest around them and
the weekend days that are worked in return. Since 2008 that choice has followed a few
habits, and the parameters of each habit are read off the arrangements known so far:

* a festival of one day rests by the weekday it falls on (natural weekend, or a swap that
  joins the weekend), as last decided under the law in force;
* a long festival (春节, 国庆节, and 劳动节 once it became long) has a start and a length;
* weekend days that adjoin the stretch are worked, then the Sunday before and the Saturday
  after it, the nearer first: so that no run of working days gets long (2024 art. 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from zhengwu.calendars._statutory import (
    LABOUR,
    MID_AUTUMN,
    NATIONAL,
    SPRING,
    Festival,
    HolidayLaw,
    festival_dates,
)

Working: TypeAlias = Callable[[date], bool]

FIRST_OBSERVED: Final = 2008  # from the law of 2007 on, single days are festivals too
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_ALWAYS_LONG: Final = (SPRING, NATIONAL)
_LONG: Final = 4  # days; three is a weekend and a day
_FADING: Final = 0.5  # weight of a year against the one after it

# Days of rest around a single day, by its weekday, with nothing swapped: counted from it.
_NATURAL: Final = {
    0: (-2, 0),
    1: (0, 0),
    2: (0, 0),
    3: (0, 0),
    4: (0, 2),
    5: (0, 2),
    6: (-1, 1),
}
# Swaps that join a midweek day to one weekend or the other.
_JOINED: Final = ((-2, 0), (0, 2))
_MIDWEEK: Final = (1, 2, 3)
_WITH_WEEKEND: Final = {
    0: -2,
    _SUNDAY: -1,
}  # first day of rest, the weekend before taken


class Rest(NamedTuple):
    """Unbroken days of rest, both ends included (连休)."""

    first: date
    last: date

    def days(self) -> list[date]:
        """Every day."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=i) for i in range(count)]


class Observation(NamedTuple):
    """What was done with a festival in one year (历年安排).

    Attributes:
        year: The year.
        law: Label of the law that governed it.
        festival: The festival.
        weekday: Weekday of its own date.
        start: First day of rest, counted from that date.
        end: Last day of rest, likewise.
        statutory: Days that the law gives it, of both where two festivals are joined.
    """

    year: int
    law: str
    festival: Festival
    weekday: int
    start: int
    end: int
    statutory: int

    @property
    def length(self) -> int:
        """Days of rest."""
        return self.end - self.start + 1

    @property
    def is_long(self) -> bool:
        """Whether it is one of the long holidays."""
        return (
            self.festival in _ALWAYS_LONG or self.statutory > 1 or self.length >= _LONG
        )


class Arrangement(NamedTuple):
    """A way to arrange one festival (放假方案).

    Attributes:
        rest: Days of rest.
        make_up: Weekend days worked in return.
    """

    rest: frozenset[date]
    make_up: frozenset[date]


def festival_days(year: int, law: HolidayLaw) -> dict[Festival, list[date]]:
    """Days that the law gives to each festival; 中秋节 joins 国庆节 where they meet."""
    dates = festival_dates(year)
    days = {
        festival: [dates[festival] + timedelta(days=offset) for offset in offsets]
        for festival, offsets in law.days.items()
    }
    if MID_AUTUMN in days:
        low, high = date(year, 9, 29), date(year, 10, 8)
        if low <= dates[MID_AUTUMN] <= high:
            days[NATIONAL] = days[NATIONAL] + days.pop(MID_AUTUMN)
    return days


def observe(
    working: Working, years: Sequence[int], law_of: Callable[[int], HolidayLaw]
) -> list[Observation]:
    """Read off what was done with every festival, oldest year first."""
    found: list[Observation] = []
    for year in years:
        law, dates = law_of(year), festival_dates(year)
        for festival, days in festival_days(year, law).items():
            if working(min(days)):
                continue
            rest = _rest_around(working, min(days))
            own = dates[festival]
            found.append(
                Observation(
                    year,
                    law.label,
                    festival,
                    own.weekday(),
                    (rest.first - own).days,
                    (rest.last - own).days,
                    len(days),
                )
            )
    return found


def _rest_around(working: Working, day: date) -> Rest:
    first = last = day
    while not working(first - _ONE_DAY):
        first -= _ONE_DAY
    while not working(last + _ONE_DAY):
        last += _ONE_DAY
    return Rest(first, last)


def arrangements(
    year: int, law: HolidayLaw, past: Sequence[Observation]
) -> dict[Festival, list[Arrangement]]:
    """Ways in which each festival of a year may be arranged, the likeliest first."""
    groups = festival_days(year, law)
    rests = {
        festival: _rests(festival, year, days, law, past)
        for festival, days in groups.items()
    }
    likely = {festival: set(found[0].days()) for festival, found in rests.items()}
    ways: dict[Festival, list[Arrangement]] = {}
    for festival, found in rests.items():
        taken = {d for other, days in likely.items() if other != festival for d in days}
        ways[festival] = [
            Arrangement(frozenset(rest.days()), worked)
            for rest in found
            for worked in make_ups(rest, len(groups[festival]), taken)
        ] or [Arrangement(frozenset(groups[festival]), frozenset())]
    return ways


def choices(
    year: int, law: HolidayLaw, ways: dict[Festival, list[Arrangement]]
) -> list[list[Arrangement]]:
    """What is chosen independently: for each choice, the ways it can fall out.

    A choice is a festival, but for 中秋节 on the weekend before 国庆节, which may be made
    up within the latter, as in 2015; those two are one choice.
    """
    groups = festival_days(year, law)
    day = groups.get(MID_AUTUMN, [date(year, 1, 1)])[0]
    gap = (date(year, 10, 1) - day).days
    if not (0 < gap <= _DAYS_A_WEEK and day.weekday() >= _SATURDAY):
        return list(ways.values())
    apart = [found for festival, found in ways.items() if festival not in _AUTUMN]
    owed = Arrangement(frozenset({day}), frozenset())
    together = [
        _union(first, second) for first in ways[MID_AUTUMN] for second in ways[NATIONAL]
    ]
    together += [
        _union(owed, Arrangement(way.rest, way.make_up - {spared}))
        for way in ways[NATIONAL]
        for spared in way.make_up
    ]
    return [*apart, together]


_AUTUMN: Final = (MID_AUTUMN, NATIONAL)
_DAYS_A_WEEK: Final = 7


def _union(one: Arrangement, other: Arrangement) -> Arrangement:
    return Arrangement(one.rest | other.rest, one.make_up | other.make_up)


def _rests(
    festival: Festival,
    year: int,
    days: list[date],
    law: HolidayLaw,
    past: Sequence[Observation],
) -> list[Rest]:
    """Stretches of rest that a festival may get, the likeliest first."""
    own = festival_dates(year)[festival]
    mine = [seen for seen in past if seen.festival == festival and seen.is_long]
    last_year = max((seen.year for seen in past), default=0)
    if mine and (festival in _ALWAYS_LONG or mine[-1].year == last_year):
        spans = _long_spans(festival, own, days, mine)
    else:
        spans = _short_spans(own.weekday(), law.label, past)
        if festival == LABOUR:  # long until 2007, and again since 2019
            start = _WITH_WEEKEND.get(own.weekday(), 0)
            spans += [(start, start + length - 1) for length in (_LONG, _LONG + 1)]
    rests = [
        Rest(own + timedelta(days=start), own + timedelta(days=end))
        for start, end in spans
    ]
    low, high = min(days), max(days)
    return [r for r in rests if r.first <= low and r.last >= high] or [Rest(low, high)]


def _short_spans(
    weekday: int, law: str, past: Sequence[Observation]
) -> list[tuple[int, int]]:
    """By weekday: as decided most often under this law, else under the one before."""
    same_day = [p for p in past if not p.is_long and p.weekday == weekday]
    seen = [p for p in same_day if p.law == law] or same_day
    votes = Counter((p.start, p.end) for p in seen)
    latest = {(p.start, p.end): p.year for p in seen}
    ranked = sorted(votes, key=lambda span: (-votes[span], -latest[span]))
    others = [_NATURAL[weekday], *(_JOINED if weekday in _MIDWEEK else ())]
    return [*ranked, *(span for span in others if span not in ranked)]


def _long_spans(
    festival: Festival, own: date, days: list[date], mine: list[Observation]
) -> list[tuple[int, int]]:
    """Start and length as of late; each may be a day or two more or less."""
    latest = mine[-1]
    # A festival that 中秋节 has joined is a day longer.
    joined = (len(days) > _NATIONAL_DAYS) - (latest.statutory > _NATIONAL_DAYS)
    length = latest.length + (joined if festival == NATIONAL else 0)
    if festival == NATIONAL:
        starts = [(min(days) - own).days - back for back in range(3)]
    elif festival == LABOUR:
        # It takes the weekend before along.
        likely = _WITH_WEEKEND.get(own.weekday(), 0)
        starts = [likely, *(s for s in (-1, 0) if s != likely)]
    else:
        weights: dict[int, float] = {}
        for seen in mine:
            weight = _FADING ** (latest.year - seen.year)
            weights[seen.start] = weights.get(seen.start, 0) + weight
        bound = (min(days) - own).days
        possible = [start for start in weights if start <= bound] or [bound]
        likely = max(possible, key=lambda start: weights[start])
        starts = [likely, likely - 1, *([likely + 1] if likely < bound else ())]
        starts.append(likely - 2)
    lengths = (length, length + 1, length - 1, length + 2)
    return [(start, start + span - 1) for start in starts for span in lengths]


_NATIONAL_DAYS: Final = 3  # 10月1日至3日


def make_ups(rest: Rest, statutory: int, taken: set[date]) -> list[frozenset[date]]:
    """Weekend days worked in return, the likeliest choice first; none if it cannot be.

    Art. 6: as many as the weekdays of rest exceed the statutory days.
    """
    weekdays = sum(day.weekday() < _SATURDAY for day in rest.days())
    owed = weekdays - statutory
    before, after = _free(rest, taken, -1), _free(rest, taken, 1)
    chosen = [
        day
        for day in (rest.first - _ONE_DAY, rest.last + _ONE_DAY)
        if day.weekday() >= _SATURDAY and day not in taken
    ]
    if owed < len(chosen):
        return []
    for day, step in (
        (rest.first - _ONE_DAY, -_ONE_DAY),
        (rest.last + _ONE_DAY, _ONE_DAY),
    ):
        beyond = day + step
        if day in chosen and len(chosen) < owed and _is_free(beyond, taken):
            chosen.append(beyond)
    sides = {-1: before, 1: after}
    adjoining = len(chosen)
    while len(chosen) < owed:
        side = _side(rest, chosen, sides)
        chosen.append(next(d for d in sides[side] if d not in chosen))
    choices = [frozenset(chosen)]
    if owed == 1 and not adjoining:
        choices += [frozenset({side[0]}) for side in (before, after)]
    return list(dict.fromkeys(choices))


def _free(rest: Rest, taken: set[date], step: int) -> list[date]:
    """Weekend days on one side that no festival rests on, the nearest first."""
    start = rest.first if step < 0 else rest.last
    near = (start + timedelta(days=step * i) for i in range(1, 29))
    return [day for day in near if _is_free(day, taken)]


def _is_free(day: date, taken: set[date]) -> bool:
    return day.weekday() >= _SATURDAY and day not in taken


def _side(rest: Rest, chosen: list[date], sides: dict[int, list[date]]) -> int:
    """The side with fewer make-up days; the nearer weekend if they are even."""
    early = sum(day < rest.first for day in chosen)
    late = len(chosen) - early
    if early != late:
        return 1 if late < early else -1
    next_before = next(d for d in sides[-1] if d not in chosen)
    next_after = next(d for d in sides[1] if d not in chosen)
    return -1 if rest.first - next_before <= next_after - rest.last else 1


def changes(way: Arrangement) -> Iterator[tuple[date, int]]:
    """Days that a way changes against Monday to Friday: 1 worked more, -1 less."""
    for day in way.make_up:
        yield day, 1
    for day in way.rest:
        if day.weekday() < _SATURDAY:
            yield day, -1
