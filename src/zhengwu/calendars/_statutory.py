"""Statutory holidays (法定节假日): the days that the law fixes in each year.

Source: 全国年节及纪念日放假办法 in its versions of 1999, 2007, 2013 and 2024. Lunar dates
come from `data/festivals.csv`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from zhengwu._errors import InputError
from zhengwu._tables import read_rows


class Festival(NamedTuple):
    """A festival (节日)."""

    name_zh: str
    name_en: str


NEW_YEAR: Final = Festival("元旦", "New Year's Day")
SPRING: Final = Festival("春节", "Spring Festival")
QINGMING: Final = Festival("清明节", "Tomb-sweeping Day")
LABOUR: Final = Festival("劳动节", "Labour Day")
DRAGON_BOAT: Final = Festival("端午节", "Dragon Boat Festival")
MID_AUTUMN: Final = Festival("中秋节", "Mid-Autumn Festival")
NATIONAL: Final = Festival("国庆节", "National Day")
VICTORY: Final = Festival("抗战胜利日", "Victory Day")

FESTIVALS: Final = {
    festival.name_zh: festival
    for festival in (
        NEW_YEAR,
        SPRING,
        QINGMING,
        LABOUR,
        DRAGON_BOAT,
        MID_AUTUMN,
        NATIONAL,
        VICTORY,
    )
}

_EVE_TO_SECOND = (-1, 0, 1)
_FIRST_TO_THIRD = (0, 1, 2)
_EVE_TO_THIRD = (-1, 0, 1, 2)


class HolidayLaw(NamedTuple):
    """A version of the holiday law (放假办法) with the days of each festival.

    Attributes:
        first_year: First year that the version governs.
        label: Year of adoption.
        known_from: Day of publication.
        days: Offsets of the days off from the date of each festival.
    """

    first_year: int
    label: str
    known_from: date
    days: dict[Festival, tuple[int, ...]]

    @property
    def source(self) -> str:
        """Citation of the version."""
        return f"《全国年节及纪念日放假办法》({self.label})第二条"


HOLIDAY_LAWS: Final = (
    HolidayLaw(
        2000,
        "1999",
        date(1999, 9, 18),
        {
            NEW_YEAR: (0,),
            SPRING: _FIRST_TO_THIRD,
            LABOUR: _FIRST_TO_THIRD,
            NATIONAL: _FIRST_TO_THIRD,
        },
    ),
    HolidayLaw(
        2008,
        "2007",
        date(2007, 12, 14),
        {
            NEW_YEAR: (0,),
            SPRING: _EVE_TO_SECOND,
            QINGMING: (0,),
            LABOUR: (0,),
            DRAGON_BOAT: (0,),
            MID_AUTUMN: (0,),
            NATIONAL: _FIRST_TO_THIRD,
        },
    ),
    HolidayLaw(
        2014,
        "2013",
        date(2013, 12, 11),
        {
            NEW_YEAR: (0,),
            SPRING: _FIRST_TO_THIRD,
            QINGMING: (0,),
            LABOUR: (0,),
            DRAGON_BOAT: (0,),
            MID_AUTUMN: (0,),
            NATIONAL: _FIRST_TO_THIRD,
        },
    ),
    HolidayLaw(
        2025,
        "2024",
        date(2024, 11, 12),
        {
            NEW_YEAR: (0,),
            SPRING: _EVE_TO_THIRD,
            QINGMING: (0,),
            LABOUR: (0, 1),
            DRAGON_BOAT: (0,),
            MID_AUTUMN: (0,),
            NATIONAL: _FIRST_TO_THIRD,
        },
    ),
)
"""Versions of the law (放假办法各版本), oldest first."""


@cache
def _load_lunar_dates() -> dict[int, dict[Festival, date]]:
    columns = {
        "spring_festival": SPRING,
        "qingming": QINGMING,
        "dragon_boat": DRAGON_BOAT,
        "mid_autumn": MID_AUTUMN,
    }
    return {
        int(row["year"]): {
            festival: date.fromisoformat(row[column])
            for column, festival in columns.items()
        }
        for row in read_rows("zhengwu.calendars", "festivals.csv")
    }


def last_festival_year() -> int:
    """Last year in the table of lunar dates."""
    return max(_load_lunar_dates())


def festival_dates(year: int) -> dict[Festival, date]:
    """Date of each festival in a year: 1 January, 初一, 清明, 1 May and so on.

    Raises:
        InputError: The table of lunar dates does not contain the year.
    """
    lunar = _load_lunar_dates()
    if year not in lunar:
        raise InputError(
            f"{year} 年的农历日期不在数据中({min(lunar)} 至 {max(lunar)})",
            f"no lunar dates for {year}; they cover {min(lunar)} to {max(lunar)}",
        )
    return {
        NEW_YEAR: date(year, 1, 1),
        **lunar[year],
        LABOUR: date(year, 5, 1),
        NATIONAL: date(year, 10, 1),
    }


def law_of(year: int, as_of: date | None = None) -> HolidayLaw:
    """The version of the law that governs a year, among the versions known on `as_of`."""
    return next(
        law
        for law in reversed(HOLIDAY_LAWS)
        if law.first_year <= year and (as_of is None or law.known_from <= as_of)
    )


def statutory_days(
    year: int, law: HolidayLaw | None = None
) -> list[tuple[date, Festival]]:
    """Days off fixed by the law, in order; a day may belong to two festivals.

    Args:
        year: The year.
        law: Version of the law; if None, the version that governs the year.
    """
    dates = festival_dates(year)
    return sorted(
        (dates[festival] + timedelta(days=offset), festival)
        for festival, offsets in (law or law_of(year)).days.items()
        for offset in offsets
    )
