"""Adapters for two libraries of Chinese holidays, a function for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class PeerDays(NamedTuple):
    """Days of another library (同类库数据).

    Attributes:
        off: Days off, with the name of the festival.
        worked: Weekend days that are worked, with the name of the festival.
        last_year: Last covered year.
        source: Name of the library.
    """

    off: Mapping[date, str]
    worked: Mapping[date, str]
    last_year: int
    source: str


def chinese_calendar_days() -> PeerDays:
    """Read the tables of the library chinese-calendar."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese: dict[str, str] = {
        member.value: str(vars(member)["chinese"]) for member in Holiday
    }
    return PeerDays(
        {day: chinese[str(name)] for day, name in holidays.items()},
        {day: chinese[str(name)] for day, name in workdays.items()},
        max(day.year for day in holidays),
        "chinese-calendar",
    )


def holidays_days(first_year: int, last_year: int) -> PeerDays:
    """Read the tables of the library holidays, both statutory days and its estimates."""
    import holidays

    years = range(first_year, last_year + 1)
    table = holidays.country_holidays("CN", years=years, language="zh_CN")
    worked = {day: "" for day in table.weekend_workdays if day.year in years}
    return PeerDays(
        {day: name for day, name in table.items() if day not in worked},
        worked,
        last_year,
        "holidays",
    )
