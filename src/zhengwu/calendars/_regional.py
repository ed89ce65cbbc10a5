"""What regions give by themselves: published years, and rules for the others.

`data/regional.csv` holds the arrangements that could be read, `data/regional_rules.toml`
the rules. A year without an arrangement is uncertain near the festival; nothing there is
called published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import CodeFormatError, InputError, UnknownCodeError
from zhengwu._tables import read_rows, shipped
from zhengwu.calendars._day import DayStatus
from zhengwu.calendars._layers import Layer, LocalHoliday, parse_stretch
from zhengwu.calendars._practice import Arrangement, Rest, Working, make_ups

# Ranges of the first two digits of GB/T 2260, mainland provinces.
_PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65))
    for code in range(first, last + 1)
)
_LENGTHS: Final = (6, 9, 12)
_SATURDAY: Final = 5
_SHIFT: Final = 3  # days by which a festival may be moved to join a weekend


@attrs.frozen(kw_only=True)
class RegionalRule:
    """Rule of a regional festival (地方假日规则).

    Args:
        region: Division that gives it.
        festival: Its name.
        days: Weekdays of rest that it brings, net of make-up days.
        first_year: First year for which it is held to apply.
        source: Where it stands.
        name_en: Its English name.
        also: Other names that notices give it.
        date: Column of `regional_dates.csv`, or month and day.
        window: Month and day between which it may fall, where no date is known.
        span: Days of the whole rest, where weekdays are swapped to make one.
        lapses: Whether a festival on a weekend is not made up.
    """

    region: str
    festival: str
    days: int
    first_year: int
    source: str
    name_en: str
    also: tuple[str, ...] = ()
    date: str = ""
    window: tuple[str, ...] = ()
    span: int = 0
    lapses: bool = False


class Uncertain(NamedTuple):
    """A regional festival of a year for which no arrangement is known (未知地方假日).

    Attributes:
        rule: Its rule.
        year: The year.
        ways: Ways in which it may fall; the likeliest first, the middle one where none is.
    """

    rule: RegionalRule
    year: int
    ways: list[Arrangement]

    @property
    def days(self) -> list[date]:
        """Days that may turn out to be off or worked."""
        touched = {d for way in self.ways for d in (*way.rest, *way.make_up)}
        return sorted(touched)


@cache
def regional_rules() -> tuple[RegionalRule, ...]:
    """Every rule that ships."""
    rows = shipped("zhengwu.calendars", "regional_rules.toml")["rule"]
    return tuple(_rule(row) for row in rows)


def _rule(row: dict[str, Any]) -> RegionalRule:
    fields: dict[str, Any] = dict(row)
    fields.update({name: tuple(row.get(name, ())) for name in ("also", "window")})
    return RegionalRule(**fields)


class _Row(NamedTuple):
    region: str
    year: int
    holiday: LocalHoliday


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            row["region"],
            int(row["year"]),
            LocalHoliday(
                name=row["festival"],
                days_off=[d for t in row["days_off"].split() for d in parse_stretch(t)],
                make_up=[date.fromisoformat(t) for t in row["make_up"].split()],
                name_en=_english(row["festival"]),
                source=row["document"] or row["source"],
                known_from=date.fromisoformat(row["known_from"]),
            ),
        )
        for row in read_rows("zhengwu.calendars", "regional.csv")
    )


def _english(festival: str) -> str:
    names = {n: r.name_en for r in regional_rules() for n in (r.festival, *r.also)}
    return ", ".join(names.get(name, name) for name in festival.split("、"))


def chain(region: str) -> tuple[str, ...]:
    """Division codes from the province down to the region itself, 6 digits each.

    Raises:
        CodeFormatError: Not 6, 9 or 12 digits.
        UnknownCodeError: No division of mainland China begins so.
    """
    if not isinstance(region, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError(
            f"行政区划代码应为文字,现为 {region!r}",
            f"a division code is text, not {region!r}",
        )
    if not (region.isascii() and region.isdigit() and len(region) in _LENGTHS):
        raise CodeFormatError(
            "region",
            region,
            "行政区划代码应为 6、9 或 12 位数字,如 450000",
            "a division code has 6, 9 or 12 digits, such as 450000",
        )
    if region[:2] not in _PROVINCES:
        raise UnknownCodeError("省级行政区划 / provinces", region, sorted(_PROVINCES))
    codes = (region[:2] + "0000", region[:4] + "00", region[:6])
    return tuple(dict.fromkeys(codes))


def regional_layer(region: str, as_of: date | None) -> Layer:
    """The arrangements known for a region and the divisions above it."""
    codes = chain(region)
    known = [
        row.holiday
        for code in codes
        for row in _rows()
        if row.region == code and (as_of is None or _known(row, as_of))
    ]
    return Layer(name=region, holidays=known, status=DayStatus.PUBLISHED)


def _known(row: _Row, as_of: date) -> bool:
    return row.holiday.known_from is None or row.holiday.known_from <= as_of


def uncertain(
    region: str,
    as_of: date | None,
    last_year: int,
    given: frozenset[tuple[str, int]],
    working: Working,
) -> list[Uncertain]:
    """Festivals of a region for which no arrangement is known, up to a year.

    Args:
        region: Division code.
        as_of: Day whose knowledge is wanted.
        last_year: Last year wanted.
        given: Names and years of festivals that the caller's layers give.
        working: Days that are worked without them; a festival takes only such days.
    """
    codes = chain(region)
    rows = [
        row
        for row in _rows()
        if row.region in codes and (as_of is None or _known(row, as_of))
    ]
    found: list[Uncertain] = []
    for rule in regional_rules():
        if rule.region not in codes:
            continue
        names = (rule.festival, *rule.also)
        settled = {
            row.year for row in rows if any(n in row.holiday.name for n in names)
        }
        settled |= {year for text, year in given if any(n in text for n in names)}
        for year in range(rule.first_year, last_year + 1):
            if year not in settled:
                found += _ways(rule, year, working)
    return found


@cache
def _dates() -> dict[str, dict[str, str]]:
    return {
        row["year"]: row for row in read_rows("zhengwu.calendars", "regional_dates.csv")
    }


def _ways(rule: RegionalRule, year: int, working: Working) -> Iterator[Uncertain]:
    """One for each time that the festival falls in the year: twice or never happen."""
    if rule.window:
        first, last = (date.fromisoformat(f"{year}-{text}") for text in rule.window)
        starts = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        middle = first + (last - first) / 2
        starts.sort(key=lambda start: abs(start - middle))
        ways = [way for start in starts for way in _rest(rule, start, working)]
        yield Uncertain(rule, year, ways)
        return
    texts = _dates()[str(year)].get(rule.date, f"{year}-{rule.date}").split()
    for text in texts:
        own = date.fromisoformat(text)
        order = sorted(range(-_SHIFT - max(rule.span, 1) + 1, _SHIFT + 1), key=abs)
        starts = [own + timedelta(days=i) for i in order]
        ways = [way for start in starts for way in _rest(rule, start, working)]
        yield Uncertain(rule, year, ways)


def _rest(rule: RegionalRule, start: date, working: Working) -> Iterator[Arrangement]:
    if rule.span:
        rest = Rest(start, start + timedelta(days=rule.span - 1))
        for worked in make_ups(rest, rule.days, set()):
            yield Arrangement(frozenset(rest.days()), worked)
        return
    days: list[date] = []
    taken, day = 0, start
    while taken < rule.days:
        # A day of rest anyway is made up on another day, unless it lapses.
        takes = working(day)
        if takes:
            days.append(day)
        taken += takes or rule.lapses
        day += timedelta(days=1)
    yield Arrangement(frozenset(days), frozenset())
    if not rule.lapses and days:
        # One weekday more, for a weekend day worked in return (Guangxi 2018, 2021).
        while not working(day):
            day += timedelta(days=1)
        rest = Rest(days[0], day)
        for worked in make_ups(rest, _weekdays(rest) - 1, set()):
            yield Arrangement(frozenset({*days, day}), worked)


def _weekdays(rest: Rest) -> int:
    return sum(day.weekday() < _SATURDAY for day in rest.days())
