"""Predict how the State Council arranges each festival, from the arrangements so far.

The law fixes the days of a festival. A notice chooses the period of rest around them and
the weekend days worked in return. Since 2008 the choice has followed a few habits, whose
parameters are derived from the known arrangements:

* A festival of one day is arranged by its weekday: it joins the adjacent weekend, with or
  without a swap of days, as most often decided under the law in force.
* A long festival (春节, 国庆节, and 劳动节 since it became long) has a start and a length.
* Weekend days adjacent to the period of rest are worked first, then the Sunday before and
  the Saturday after the period, the nearer day first, so that no sequence of working days
  gets long (2024 art. 7).
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

FIRST_OBSERVED: Final = 2008  # since the law of 2007 there are festivals of one day
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_ALWAYS_LONG: Final = (SPRING, NATIONAL)
_LONG: Final = 4  # days; three days are a weekend and one day
_FADING: Final = 0.5  # weight of a year relative to the following year

# First and last day of rest relative to a festival of one day, by its weekday,
# without a swap.
_NATURAL: Final = {
    0: (-2, 0),
    1: (0, 0),
    2: (0, 0),
    3: (0, 0),
    4: (0, 2),
    5: (0, 2),
    6: (-1, 1),
}
# The same with a swap that joins a midweek day to the weekend before or after.
_JOINED: Final = ((-2, 0), (0, 2))
_MIDWEEK: Final = (1, 2, 3)
# First day of rest, by weekday, if the weekend before is included.
_WITH_WEEKEND: Final = {0: -2, _SUNDAY: -1}


class Rest(NamedTuple):
    """Consecutive days of rest, both ends included (连休)."""

    first: date
    last: date

    def days(self) -> list[date]:
        """The days of the period."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=i) for i in range(count)]


class Observation(NamedTuple):
    """Arrangement of a festival in a past year (历年安排).

    Attributes:
        year: The year.
        law: Label of the law in force that year.
        festival: The festival.
        weekday: Weekday of the date of the festival.
        start: First day of rest, relative to the date of the festival.
        end: Last day of rest, relative to the date of the festival.
        statutory: Number of statutory days; of both festivals if two are joined.
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
        """Number of days of rest."""
        return self.end - self.start + 1

    @property
    def is_long(self) -> bool:
        """Whether the arrangement is a long holiday."""
        return (
            self.festival in _ALWAYS_LONG or self.statutory > 1 or self.length >= _LONG
        )


class Arrangement(NamedTuple):
    """A possible arrangement of a festival (放假方案).

    Attributes:
        rest: Days of rest.
        make_up: Weekend days worked in return.
    """

    rest: frozenset[date]
    make_up: frozenset[date]


def festival_days(year: int, law: HolidayLaw) -> dict[Festival, list[date]]:
    """Statutory days of each festival; 中秋节 is joined to 国庆节 if they are adjacent."""
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
    """List the past arrangements of every festival, oldest year first."""
    observations: list[Observation] = []
    for year in years:
        law, dates = law_of(year), festival_dates(year)
        for festival, days in festival_days(year, law).items():
            if working(min(days)):
                continue
            rest = _find_rest(working, min(days))
            own = dates[festival]
            observations.append(
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
    return observations


def _find_rest(working: Working, day: date) -> Rest:
    """The period of rest around a day off."""
    first = last = day
    while not working(first - _ONE_DAY):
        first -= _ONE_DAY
    while not working(last + _ONE_DAY):
        last += _ONE_DAY
    return Rest(first, last)


def list_arrangements(
    year: int, law: HolidayLaw, past: Sequence[Observation]
) -> dict[Festival, list[Arrangement]]:
    """Possible arrangements of each festival of a year, the likeliest first."""
    groups = festival_days(year, law)
    rests = {
        festival: _list_rests(festival, year, days, law, past)
        for festival, days in groups.items()
    }
    likely = {name: set(candidates[0].days()) for name, candidates in rests.items()}
    ways: dict[Festival, list[Arrangement]] = {}
    for festival, candidates in rests.items():
        taken = {d for other, days in likely.items() if other != festival for d in days}
        ways[festival] = [
            Arrangement(frozenset(rest.days()), make_up)
            for rest in candidates
            for make_up in list_make_ups(rest, len(groups[festival]), taken)
        ] or [Arrangement(frozenset(groups[festival]), frozenset())]
    return ways


def list_choices(
    year: int, law: HolidayLaw, ways: dict[Festival, list[Arrangement]]
) -> list[list[Arrangement]]:
    """The independent choices of a year, each with its possible arrangements.

    Usually every festival is a choice. If 中秋节 falls on the weekend before 国庆节, its
    substitute day may lie within 国庆节, as in 2015; the two festivals are then a single
    choice.
    """
    groups = festival_days(year, law)
    day = groups.get(MID_AUTUMN, [date(year, 1, 1)])[0]
    gap = (date(year, 10, 1) - day).days
    if not (0 < gap <= _DAYS_A_WEEK and day.weekday() >= _SATURDAY):
        return list(ways.values())
    separate = [group for festival, group in ways.items() if festival not in _AUTUMN]
    only_mid_autumn = Arrangement(frozenset({day}), frozenset())
    joint = [
        _join(first, second) for first in ways[MID_AUTUMN] for second in ways[NATIONAL]
    ]
    joint += [
        _join(only_mid_autumn, Arrangement(way.rest, way.make_up - {substitute}))
        for way in ways[NATIONAL]
        for substitute in way.make_up
    ]
    return [*separate, joint]


_AUTUMN: Final = (MID_AUTUMN, NATIONAL)
_DAYS_A_WEEK: Final = 7


def _join(first: Arrangement, second: Arrangement) -> Arrangement:
    return Arrangement(first.rest | second.rest, first.make_up | second.make_up)


def _list_rests(
    festival: Festival,
    year: int,
    days: list[date],
    law: HolidayLaw,
    past: Sequence[Observation],
) -> list[Rest]:
    """Possible periods of rest of a festival, the likeliest first."""
    own = festival_dates(year)[festival]
    earlier = [o for o in past if o.festival == festival and o.is_long]
    last_year = max((o.year for o in past), default=0)
    if earlier and (festival in _ALWAYS_LONG or earlier[-1].year == last_year):
        spans = _list_long_spans(festival, own, days, earlier)
    else:
        spans = _list_short_spans(own.weekday(), law.label, past)
        if festival == LABOUR:  # long until 2007, and again since 2019
            start = _WITH_WEEKEND.get(own.weekday(), 0)
            spans += [(start, start + length - 1) for length in (_LONG, _LONG + 1)]
    rests = [
        Rest(own + timedelta(days=start), own + timedelta(days=end))
        for start, end in spans
    ]
    low, high = min(days), max(days)
    return [r for r in rests if r.first <= low and r.last >= high] or [Rest(low, high)]


def _list_short_spans(
    weekday: int, law: str, past: Sequence[Observation]
) -> list[tuple[int, int]]:
    """Spans of a short holiday on a weekday, the most frequent in the past first.

    Counts the arrangements under the same law; if there are none, all arrangements.
    """
    same_weekday = [o for o in past if not o.is_long and o.weekday == weekday]
    relevant = [o for o in same_weekday if o.law == law] or same_weekday
    votes = Counter((o.start, o.end) for o in relevant)
    latest = {(o.start, o.end): o.year for o in relevant}
    ranked = sorted(votes, key=lambda span: (-votes[span], -latest[span]))
    others = [_NATURAL[weekday], *(_JOINED if weekday in _MIDWEEK else ())]
    return [*ranked, *(span for span in others if span not in ranked)]


def _list_long_spans(
    festival: Festival, own: date, days: list[date], earlier: list[Observation]
) -> list[tuple[int, int]]:
    """Spans of a long holiday: recent start and length, give or take a day or two."""
    latest = earlier[-1]
    # 国庆节 is a day longer if 中秋节 is joined to it.
    extra_days = (len(days) > _NATIONAL_DAYS) - (latest.statutory > _NATIONAL_DAYS)
    length = latest.length + (extra_days if festival == NATIONAL else 0)
    if festival == NATIONAL:
        starts = [(min(days) - own).days - back for back in range(3)]
    elif festival == LABOUR:
        # 劳动节 includes the weekend before it.
        likely = _WITH_WEEKEND.get(own.weekday(), 0)
        starts = [likely, *(s for s in (-1, 0) if s != likely)]
    else:
        weights: dict[int, float] = {}
        for observation in earlier:
            weight = _FADING ** (latest.year - observation.year)
            start = observation.start
            weights[start] = weights.get(start, 0) + weight
        bound = (min(days) - own).days
        possible = [start for start in weights if start <= bound] or [bound]
        likely = max(possible, key=lambda start: weights[start])
        starts = [likely, likely - 1, *([likely + 1] if likely < bound else ())]
        starts.append(likely - 2)
    lengths = (length, length + 1, length - 1, length + 2)
    return [(start, start + span - 1) for start in starts for span in lengths]


_NATIONAL_DAYS: Final = 3  # 10月1日至3日


def list_make_ups(
    rest: Rest, statutory: int, taken: set[date]
) -> list[frozenset[date]]:
    """Possible sets of make-up days for a period of rest, the likeliest first.

    Art. 6: the number of make-up days is the number of weekdays of rest minus the number
    of statutory days. The result is empty if the period cannot be arranged.

    Args:
        rest: The period of rest.
        statutory: Number of statutory days.
        taken: Days of rest of other festivals.
    """
    weekdays = sum(day.weekday() < _SATURDAY for day in rest.days())
    owed = weekdays - statutory
    before, after = _list_free(rest, taken, -1), _list_free(rest, taken, 1)
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
        next_day = day + step
        if day in chosen and len(chosen) < owed and _is_free(next_day, taken):
            chosen.append(next_day)
    sides = {-1: before, 1: after}
    adjoining = len(chosen)
    while len(chosen) < owed:
        side = _choose_side(rest, chosen, sides)
        chosen.append(next(d for d in sides[side] if d not in chosen))
    choices = [frozenset(chosen)]
    if owed == 1 and not adjoining:
        choices += [frozenset({side[0]}) for side in (before, after)]
    return list(dict.fromkeys(choices))


def _list_free(rest: Rest, taken: set[date], step: int) -> list[date]:
    """Weekend days before or after a period outside other festivals, nearest first."""
    start = rest.first if step < 0 else rest.last
    nearby = (start + timedelta(days=step * i) for i in range(1, 29))
    return [day for day in nearby if _is_free(day, taken)]


def _is_free(day: date, taken: set[date]) -> bool:
    return day.weekday() >= _SATURDAY and day not in taken


def _choose_side(rest: Rest, chosen: list[date], sides: dict[int, list[date]]) -> int:
    """The side with fewer make-up days; on a tie, the side of the nearer weekend."""
    early = sum(day < rest.first for day in chosen)
    late = len(chosen) - early
    if early != late:
        return 1 if late < early else -1
    next_before = next(d for d in sides[-1] if d not in chosen)
    next_after = next(d for d in sides[1] if d not in chosen)
    return -1 if rest.first - next_before <= next_after - rest.last else 1


def iter_changes(way: Arrangement) -> Iterator[tuple[date, int]]:
    """Days that differ from a plain week: 1 for a make-up day, -1 for a weekday off."""
    for day in way.make_up:
        yield day, 1
    for day in way.rest:
        if day.weekday() < _SATURDAY:
            yield day, -1
