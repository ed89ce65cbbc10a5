"""Regional festivals: published arrangements, and rules for the other years.

`data/regional.csv` contains the known arrangements, `data/regional_rules.toml` the rules.
In a year without a known arrangement the days near the festival are uncertain and never
have the status PUBLISHED.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import CodeFormatError, InputError, UnknownCodeError
from zhengwu._tables import read_rows, shipped
from zhengwu._values import Value
from zhengwu.calendars._day import DayStatus
from zhengwu.calendars._layers import Layer, LocalHoliday, parse_days
from zhengwu.calendars._practice import Arrangement, Rest, Working, list_make_ups

# Ranges of the first two digits of GB/T 2260, mainland provinces.
_PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65))
    for code in range(first, last + 1)
)
_LENGTHS: Final = (6, 9, 12)
_SATURDAY: Final = 5
_SHIFT: Final = 3  # days by which a festival may be shifted to join a weekend


@attrs.frozen(kw_only=True)
class RegionalRule(Value):
    """Rule of a regional festival (地方假日规则).

    Args:
        region: Division that grants the festival.
        festival: Name of the festival.
        days: Number of weekdays off, minus the number of make-up days.
        first_year: First year for which the rule is assumed to apply.
        source: Document that contains the rule.
        name_en: English name of the festival.
        also: Other names in notices.
        date: Column of `regional_dates.csv`, or month and day.
        window: First and last month and day on which the festival may start, if its date
            is unknown.
        span: Length of the whole period of rest, if weekdays are swapped to form it.
        lapses: Whether a festival day on a weekend is not substituted.
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


class UncertainFestival(NamedTuple):
    """A regional festival in a year without a known arrangement (未知地方假日).

    Attributes:
        rule: Rule of the festival.
        year: The year.
        ways: Possible arrangements, the likeliest first; if all are equally likely, the
            middle of the window first.
    """

    rule: RegionalRule
    year: int
    ways: list[Arrangement]

    @property
    def days(self) -> list[date]:
        """Days that a possible arrangement changes."""
        return sorted({d for way in self.ways for d in (*way.rest, *way.make_up)})


@cache
def regional_rules() -> tuple[RegionalRule, ...]:
    """Every rule that the library ships."""
    rows = shipped("zhengwu.calendars", "regional_rules.toml")["rule"]
    return tuple(_to_rule(row) for row in rows)


def _to_rule(row: dict[str, Any]) -> RegionalRule:
    fields: dict[str, Any] = dict(row)
    fields.update({name: tuple(row.get(name, ())) for name in ("also", "window")})
    return RegionalRule(**fields)


class _Row(NamedTuple):
    region: str
    year: int
    holiday: LocalHoliday


@cache
def _load_rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            row["region"],
            int(row["year"]),
            LocalHoliday(
                name=row["festival"],
                days_off=[d for t in row["days_off"].split() for d in parse_days(t)],
                make_up=[date.fromisoformat(t) for t in row["make_up"].split()],
                name_en=_translate_names(row["festival"]),
                source=row["document"] or row["source"],
                known_from=date.fromisoformat(row["known_from"]),
            ),
        )
        for row in read_rows("zhengwu.calendars", "regional.csv")
    )


def _translate_names(festival: str) -> str:
    """English names of festivals joined by 、."""
    names = {n: r.name_en for r in regional_rules() for n in (r.festival, *r.also)}
    return ", ".join(names.get(name, name) for name in festival.split("、"))


def list_regions(region: str) -> tuple[str, ...]:
    """Division codes from the province down to the region, 6 digits each.

    Raises:
        CodeFormatError: The code does not have 6, 9 or 12 digits.
        UnknownCodeError: No province of mainland China has the first two digits.
    """
    if not isinstance(region, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError(
            f"行政区划代码应为文字,现为 {region!r}",
            f"a division code must be text, not {region!r}",
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
    """Layer with the known arrangements of a region and of the divisions above it."""
    codes = list_regions(region)
    known = [
        row.holiday
        for code in codes
        for row in _load_rows()
        if row.region == code and (as_of is None or _is_known(row, as_of))
    ]
    return Layer(name=region, holidays=known, status=DayStatus.PUBLISHED)


def _is_known(row: _Row, as_of: date) -> bool:
    return row.holiday.known_from is None or row.holiday.known_from <= as_of


def find_uncertain(
    region: str,
    as_of: date | None,
    last_year: int,
    given: frozenset[tuple[str, int]],
    working: Working,
) -> list[UncertainFestival]:
    """Find the festivals of a region without a known arrangement, up to a year.

    Args:
        region: Division code.
        as_of: Use arrangements published by that day; None for all installed data.
        last_year: Last year of the result.
        given: Names and years of festivals that the caller's layers arrange.
        working: Whether a day is worked without the regional festivals; a festival takes
            only such days.
    """
    codes = list_regions(region)
    rows = [
        row
        for row in _load_rows()
        if row.region in codes and (as_of is None or _is_known(row, as_of))
    ]
    festivals: list[UncertainFestival] = []
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
                festivals += _list_ways(rule, year, working)
    return festivals


@cache
def _load_dates() -> dict[str, dict[str, str]]:
    return {
        row["year"]: row for row in read_rows("zhengwu.calendars", "regional_dates.csv")
    }


def _list_ways(
    rule: RegionalRule, year: int, working: Working
) -> Iterator[UncertainFestival]:
    """Yield a festival for each date in the year; there may be none or two dates."""
    if rule.window:
        first, last = (date.fromisoformat(f"{year}-{text}") for text in rule.window)
        starts = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        middle = first + (last - first) / 2
        starts.sort(key=lambda start: abs(start - middle))
        ways = [way for start in starts for way in _arrange(rule, start, working)]
        yield UncertainFestival(rule, year, ways)
        return
    texts = _load_dates()[str(year)].get(rule.date, f"{year}-{rule.date}").split()
    for text in texts:
        own = date.fromisoformat(text)
        order = sorted(range(-_SHIFT - max(rule.span, 1) + 1, _SHIFT + 1), key=abs)
        starts = [own + timedelta(days=i) for i in order]
        ways = [way for start in starts for way in _arrange(rule, start, working)]
        yield UncertainFestival(rule, year, ways)


def _arrange(
    rule: RegionalRule, start: date, working: Working
) -> Iterator[Arrangement]:
    """Possible arrangements of a festival with rest from a day on."""
    if rule.span:
        rest = Rest(start, start + timedelta(days=rule.span - 1))
        for make_up in list_make_ups(rest, rule.days, set()):
            yield Arrangement(frozenset(rest.days()), make_up)
        return
    days: list[date] = []
    used, day = 0, start
    while used < rule.days:
        # A festival day on a day of rest moves to the next day, unless it lapses.
        is_worked = working(day)
        if is_worked:
            days.append(day)
        used += is_worked or rule.lapses
        day += timedelta(days=1)
    yield Arrangement(frozenset(days), frozenset())
    if not rule.lapses and days:
        # One more weekday, for a weekend day worked in return (Guangxi 2018, 2021).
        while not working(day):
            day += timedelta(days=1)
        rest = Rest(days[0], day)
        for make_up in list_make_ups(rest, _count_weekdays(rest) - 1, set()):
            yield Arrangement(frozenset({*days, day}), make_up)


def _count_weekdays(rest: Rest) -> int:
    return sum(day.weekday() < _SATURDAY for day in rest.days())
