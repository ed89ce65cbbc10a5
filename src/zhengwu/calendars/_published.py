"""What is announced: the working flag and the kind of every published day.

The flags come from chinese-calendar, corrected by `ERRATA`; the notices say who announced
each day and when. A calendar as of an earlier date is built from the notices alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from zhengwu._errors import InputError
from zhengwu.calendars._day import DayKind
from zhengwu.calendars._notices import Notice, notices
from zhengwu.calendars._statutory import (
    FESTIVALS,
    VICTORY,
    Festival,
    law_of,
    statutory_days,
)
from zhengwu.calendars._table import weekday_flags

FIRST_YEAR: Final = 2004
_SATURDAY: Final = 5
_EMERGENCY: Final = frozenset({"2020-a"})  # 延长春节假期, 国办发明电〔2020〕1号
_ONE_DAY: Final = timedelta(days=1)

# Days that chinese-calendar has wrong, with the document that proves it.
ERRATA: Final = {date(2005, 12, 31): (1, "国办发明电〔2005〕35号")}


class Mark(NamedTuple):
    """Why a day is not the plain day of its weekday (日期标注)."""

    kind: DayKind
    name_zh: str
    name_en: str
    source: str


class Published(NamedTuple):
    """Announced days (已公布日历).

    Attributes:
        first: First day.
        last: Last day.
        flags: One byte a day, 1 where worked.
        marks: Days that are not the plain day of their weekday.
        notices: Ids of the notices that it rests on, in order.
    """

    first: date
    last: date
    flags: bytes
    marks: dict[date, Mark]
    notices: tuple[str, ...]


def published(as_of: date | None) -> Published:
    """Days announced by `as_of`; all that the installed data know if None.

    Raises:
        InputError: Nothing was announced by then.
    """
    known = [n for n in notices() if as_of is None or n.known_from <= as_of]
    if not known:
        first = notices()[0]
        raise InputError(
            f"{as_of} 时还没有可用的放假通知;数据最早的通知公布于 {first.known_from}",
            f"no arrangement is known as of {as_of}; the first one in the data "
            f"appeared on {first.known_from}",
        )
    from_notices = _from_notices(known)
    if as_of is not None:
        return from_notices
    return _with_peer(from_notices)


def _from_notices(known: list[Notice]) -> Published:
    first, last = date(FIRST_YEAR, 1, 1), date(max(n.year for n in known), 12, 31)
    base = first.toordinal()
    flags = weekday_flags(first, last)
    for notice in known:
        for stretch in notice.days_off:
            for day in stretch:
                flags[day.toordinal() - base] = 0
        for day in notice.make_up:
            # A December day of the year before the first one is out of the span.
            if day >= first:
                flags[day.toordinal() - base] = 1
    ids = tuple(n.id for n in known)
    return Published(first, last, bytes(flags), _marks(known, first, flags), ids)


def _with_peer(ours: Published) -> Published:
    """Take the flags from chinese-calendar, and years that it alone has."""
    from zhengwu.calendars._adapters import chinese_calendar_days

    peer = chinese_calendar_days()
    first, last = ours.first, max(ours.last, date(peer.last_year, 12, 31))
    flags = weekday_flags(first, last)
    base = first.toordinal()
    for day in peer.off:
        flags[day.toordinal() - base] = 0
    for day in peer.worked:
        flags[day.toordinal() - base] = 1
    for day, (flag, _) in ERRATA.items():
        flags[day.toordinal() - base] = flag
    marks = dict(ours.marks)
    beyond = ours.last
    while beyond < last:
        beyond += _ONE_DAY
        name = peer.off.get(beyond) or peer.worked.get(beyond)
        worked = bool(flags[beyond.toordinal() - base])
        if name and worked == (beyond.weekday() >= _SATURDAY):
            kind = DayKind.MAKE_UP if worked else DayKind.ADJUSTED_OFF
            suffix = "补班" if worked else "假期"
            marks[beyond] = Mark(kind, name + suffix, kind.label_en, peer.source)
    return Published(first, last, bytes(flags), marks, ours.notices)


def _marks(known: list[Notice], first: date, flags: bytearray) -> dict[date, Mark]:
    marks: dict[date, Mark] = {}
    base = first.toordinal()

    def worked(day: date) -> bool:
        return bool(flags[day.toordinal() - base])

    statutory = {
        day: festival
        for year in sorted({n.year for n in known})
        for day, festival in reversed(statutory_days(year))
    }
    for notice in known:
        swapped: dict[Festival, list[date]] = {}
        for stretch in notice.days_off:
            found = _mark_stretch(notice, list(stretch), stretch.name, statutory)
            marks |= found
            swapped.setdefault(FESTIVALS[stretch.name], []).extend(
                day for day, mark in found.items() if mark.kind is DayKind.ADJUSTED_OFF
            )
        for day, festival in _swaps(notice, swapped).items():
            marks[day] = _mark(DayKind.MAKE_UP, festival, "补班", notice.document)
    for day, festival in statutory.items():
        source = law_of(day.year).source
        marks[day] = _mark(DayKind.STATUTORY, festival, "", source)
    marks.update(_victory_day(known))
    return {
        day: mark
        for day, mark in sorted(marks.items())
        if day >= first and worked(day) == (mark.kind is DayKind.MAKE_UP)
    }


def _mark_stretch(
    notice: Notice, days: list[date], name: str, statutory: dict[date, Festival]
) -> dict[date, Mark]:
    """Tell 补假 from 调休 among the days that are off without being statutory.

    The law's own days that fall on a weekend come back as 补假 on the first weekdays
    after them (art. 6); every other weekday off was swapped for a make-up day.
    """
    festival = FESTIVALS[name]
    kind_of_rest = (
        DayKind.EMERGENCY if notice.id in _EMERGENCY else DayKind.ADJUSTED_OFF
    )
    owed = 0
    marks: dict[date, Mark] = {}
    for day in days:
        weekend = day.weekday() >= _SATURDAY
        if day in statutory:
            owed += weekend
        elif weekend:
            kind = DayKind.WEEKEND
            if kind_of_rest is DayKind.EMERGENCY:
                kind = kind_of_rest
            marks[day] = _mark(kind, festival, "假期", notice.document)
        elif owed:
            owed -= 1
            marks[day] = _mark(DayKind.SUBSTITUTE, festival, "补假", notice.document)
        else:
            suffix = "调休" if kind_of_rest is DayKind.ADJUSTED_OFF else "假期延长"
            marks[day] = _mark(kind_of_rest, festival, suffix, notice.document)
    return marks


def _mark(kind: DayKind, festival: Festival, suffix: str, source: str) -> Mark:
    name_en = festival.name_en
    if kind is not DayKind.STATUTORY:
        name_en = f"{name_en} ({kind.label_en})"
    return Mark(kind, festival.name_zh + suffix, name_en, source)


def _swaps(notice: Notice, swapped: dict[Festival, list[date]]) -> dict[date, Festival]:
    """Which festival each make-up day is worked for.

    Each goes to the closest swapped day that no other make-up day has taken.
    """
    pairs = sorted(
        (abs((day - off).days), day, off, festival)
        for day in notice.make_up
        for festival, days in swapped.items()
        for off in days
    )
    taken: set[date] = set()
    result: dict[date, Festival] = {}
    for _, day, off, festival in pairs:
        if day not in result and off not in taken:
            result[day] = festival
            taken.add(off)
    return result


def _victory_day(known: list[Notice]) -> dict[date, Mark]:
    """3 September 2015, a holiday for that year alone (国发明电〔2015〕1号)."""
    return {
        stretch.first: _mark(DayKind.STATUTORY, VICTORY, "", notice.document)
        for notice in known
        for stretch in notice.days_off
        if stretch.name == VICTORY.name_zh
    }
