"""What is announced: the working flag and the kind of every published day.

The notices of the State Council decide; chinese-calendar adds whole years that come after
the last notice that ships. A calendar as of an earlier date is built from notices alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from zhengwu._errors import InputError
from zhengwu.calendars._day import DayKind, DayStatus
from zhengwu.calendars._layers import Layer, LocalHoliday
from zhengwu.calendars._notices import Notice, notices
from zhengwu.calendars._statutory import (
    FESTIVALS,
    NATIONAL,
    VICTORY,
    Festival,
    last_festival_year,
    law_of,
    statutory_days,
)
from zhengwu.calendars._table import weekday_flags
from zhengwu.findings import Finding, finding

FIRST_YEAR: Final = 2004
_SATURDAY: Final = 5
_EMERGENCY: Final = frozenset({"2020-a"})  # 延长春节假期, 国办发明电〔2020〕1号
_ONE_DAY: Final = timedelta(days=1)

# A notice for the next year has set days from 29 December on (2006, 2007, 2018). New
# Year's Day is joined by days of its own week, so the week before it stays open.
_TAIL_FIRST_DAY: Final = 25


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
        planned: The same without emergency changes, which set no precedent.
        marks: Days that are not the plain day of their weekday.
        notices: Ids of the notices that it rests on, in order.
        as_of: Day whose knowledge it holds; None for all that is known.
        statuses: Status of days that is not the usual one.
        open: Flags that a regional festival without an arrangement most likely changes;
            `flags` are without them.
    """

    first: date
    last: date
    flags: bytes
    planned: bytes
    marks: dict[date, Mark]
    notices: tuple[str, ...]
    as_of: date | None
    statuses: Mapping[date, DayStatus] = MappingProxyType({})
    open: Mapping[date, int] = MappingProxyType({})

    @property
    def likely(self) -> bytes:
        """The flags with what is most likely of regional festivals."""
        if not self.open:
            return self.flags
        flags, base = bytearray(self.flags), self.first.toordinal()
        for day, flag in self.open.items():
            flags[day.toordinal() - base] = flag
        return bytes(flags)

    @property
    def final_until(self) -> date:
        """Last day that no notice for the next year may change."""
        return self.last.replace(day=_TAIL_FIRST_DAY) - _ONE_DAY


def published(as_of: date | None, extra: Iterable[Notice] = ()) -> Published:
    """Days announced by `as_of`; all that the installed data know if None.

    Args:
        as_of: Day whose knowledge is wanted.
        extra: Notices that the installed data do not have yet.

    Raises:
        InputError: Nothing was announced by then, or a year in between is missing.
    """
    known = [n for n in (*notices(), *extra) if as_of is None or n.known_from <= as_of]
    known.sort(key=lambda n: (n.known_from, n.year))
    _check_years(known)
    if not known:
        first = notices()[0]
        raise InputError(
            f"{as_of} 时还没有可用的放假通知;数据最早的通知公布于 {first.known_from}",
            f"no arrangement is known as of {as_of}; the first one in the data "
            f"appeared on {first.known_from}",
        )
    announced = _read_notices(known, as_of)
    return announced if as_of is not None else _add_peer_years(announced)


def _read_notices(known: list[Notice], as_of: date | None) -> Published:
    first, last = date(FIRST_YEAR, 1, 1), date(max(n.year for n in known), 12, 31)
    flags = _flags(known, first, last)
    planned = _flags([n for n in known if n.id not in _EMERGENCY], first, last)
    ids = tuple(n.id for n in known)
    marks = _marks(known, first, flags)
    return Published(first, last, bytes(flags), bytes(planned), marks, ids, as_of)


def _flags(known: list[Notice], first: date, last: date) -> bytearray:
    base = first.toordinal()
    flags = weekday_flags(first, last)
    for notice in known:
        _apply(notice, flags, base)
    return flags


def _apply(notice: Notice, flags: bytearray, base: int) -> None:
    days = {day: 0 for stretch in notice.days_off for day in stretch}
    days |= dict.fromkeys(notice.make_up, 1)
    for day, flag in days.items():
        # A December day of the year before the first one is out of the span.
        if 0 <= day.toordinal() - base < len(flags):
            flags[day.toordinal() - base] = flag


def _check_years(known: list[Notice]) -> None:
    years = {notice.year for notice in known if not notice.is_amendment}
    missing = sorted(set(range(min(years, default=0), max(years, default=0))) - years)
    if missing:
        raise InputError(
            f"缺少 {missing[0]} 年的放假通知;各年应当连续",
            f"the arrangement for {missing[0]} is missing; years must follow each other",
        )


def _add_peer_years(ours: Published) -> Published:
    """Years that only chinese-calendar has, each with every statutory day of its law.

    Where both have a day, the State Council's paper stands (docs/decisions/0011).
    """
    from zhengwu.calendars._adapters import chinese_calendar_days

    peer = chinese_calendar_days()
    year = ours.last.year
    while _has_statutory_days(peer.off, year + 1):
        year += 1
    if year == ours.last.year:
        return ours
    first, last = ours.last + _ONE_DAY, date(year, 12, 31)
    flags, marks = weekday_flags(first, last), dict(ours.marks)
    names = {**peer.off, **peer.worked}
    for day in sorted(day for day in names if first <= day <= last):
        worked = day in peer.worked
        flags[(day - first).days] = worked
        if worked == (day.weekday() >= _SATURDAY):
            kind = DayKind.MAKE_UP if worked else DayKind.ADJUSTED_OFF
            suffix = "补班" if worked else "假期"
            marks[day] = Mark(kind, names[day] + suffix, kind.label_en, peer.source)
    return ours._replace(
        last=last,
        flags=ours.flags + bytes(flags),
        planned=ours.planned + bytes(flags),
        marks=marks,
    )


def _has_statutory_days(off: Mapping[date, str], year: int) -> bool:
    """Whether a table holds a whole year, and not the first days of one."""
    if year > last_festival_year():
        return False
    return all(day in off for day, _ in statutory_days(year))


def _marks(known: list[Notice], first: date, flags: bytearray) -> dict[date, Mark]:
    marks: dict[date, Mark] = {}
    base = first.toordinal()

    def worked(day: date) -> bool:
        return bool(flags[day.toordinal() - base])

    years = sorted({n.year for n in known})
    statutory = [entry for year in years for entry in statutory_days(year)]
    for notice in known:
        found = mark_rests(
            _stretches(notice),
            statutory,
            notice.document,
            emergency=notice.id in _EMERGENCY,
        )
        marks |= found
        for day, festival in _swaps(notice, found).items():
            marks[day] = mark(DayKind.MAKE_UP, festival, "补班", notice.document)
    for day, festival in reversed(statutory):
        source = law_of(day.year).source
        marks[day] = mark(DayKind.STATUTORY, festival, "", source)
    marks.update(_victory_day(known))
    return {
        day: found
        for day, found in sorted(marks.items())
        if day >= first and worked(day) == (found.kind is DayKind.MAKE_UP)
    }


def _stretches(notice: Notice) -> dict[Festival, list[date]]:
    """Days off of each festival, in order; a festival may have several stretches."""
    found: dict[Festival, set[date]] = {}
    for stretch in notice.days_off:
        found.setdefault(FESTIVALS[stretch.name], set()).update(stretch)
    return {festival: sorted(days) for festival, days in found.items()}


def mark_rests(
    rests: dict[Festival, list[date]],
    statutory: Iterable[tuple[date, Festival]],
    source: str,
    *,
    emergency: bool = False,
) -> dict[date, Mark]:
    """Tell 补假 from 调休 among the days that are off without being statutory.

    Art. 6: a statutory day on a weekend comes back on a working day, and so does one that
    two festivals share (as in 2009 and 2020). Those are 补假: the first weekdays of rest
    after such a day, else before it, else of the festival that follows (中秋节 made up
    within 国庆节). Every other weekday of rest was swapped for a make-up day.
    """
    law: dict[date, list[Festival]] = {}
    for day, festival in statutory:
        law.setdefault(day, []).append(festival)
    marks: dict[date, Mark] = {}
    carried = 0
    in_order = sorted(rests.items(), key=lambda entry: entry[0] == NATIONAL)
    for festival, days in in_order:
        lost = [day for day in days if festival in law.get(day, ())]
        lost = [d for d in lost if d.weekday() >= _SATURDAY or law[d][0] != festival]
        spare = [d for d in days if d not in law and d.weekday() < _SATURDAY]
        first = lost[0] if lost else days[0]
        spare.sort(key=lambda d: (d < first, d))
        owed = carried + len(lost)
        substitutes = set(spare[:owed])
        carried = max(0, owed - len(spare))
        for day in days:
            if day in law:
                continue
            weekend = day.weekday() >= _SATURDAY
            if emergency:
                kind, suffix = DayKind.EMERGENCY, "假期" if weekend else "假期延长"
            elif weekend:
                kind, suffix = DayKind.WEEKEND, "假期"
            elif day in substitutes:
                kind, suffix = DayKind.SUBSTITUTE, "补假"
            else:
                kind, suffix = DayKind.ADJUSTED_OFF, "调休"
            marks.setdefault(day, mark(kind, festival, suffix, source))
    return marks


def mark(kind: DayKind, festival: Festival, suffix: str, source: str) -> Mark:
    """A mark named after a festival."""
    name_en = festival.name_en
    if kind is not DayKind.STATUTORY:
        name_en = f"{name_en} ({kind.label_en})"
    return Mark(kind, festival.name_zh + suffix, name_en, source)


def _swaps(notice: Notice, marks: dict[date, Mark]) -> dict[date, Festival]:
    """Which festival each make-up day is worked for.

    Each goes to the closest swapped day that no other make-up day has taken.
    """
    pairs = sorted(
        (abs((day - off).days), day, off, festival)
        for day in notice.make_up
        for festival, days in _stretches(notice).items()
        for off in days
        if off in marks and marks[off].kind is DayKind.ADJUSTED_OFF
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
        stretch.first: mark(DayKind.STATUTORY, VICTORY, "", notice.document)
        for notice in known
        for stretch in notice.days_off
        if stretch.name == VICTORY.name_zh
    }


def overlay(below: Published, layer: Layer) -> tuple[Published, list[Finding]]:
    """Lay a layer over the calendar; say where it overrules an earlier one.

    Days outside the announced years are left out, with a finding: they come in when the
    year is announced.
    """
    base = below.first.toordinal()
    flags = bytearray(below.flags)
    marks, statuses = dict(below.marks), dict(below.statuses)
    found: list[Finding] = []
    for holiday in layer.holidays:
        changes = dict.fromkeys(holiday.days_off, False)
        changes |= dict.fromkeys(holiday.make_up, True)
        for day, working in sorted(changes.items()):
            if not below.first <= day <= below.last:
                found.append(finding("ZWCA006", (), name=layer.name, day=f"{day}"))
                continue
            i = day.toordinal() - base
            if flags[i] == working:
                if layer.status is DayStatus.OVERRIDDEN:
                    statuses[day] = layer.status  # settled, should it be in doubt
                continue
            before = marks.get(day)
            if before is not None:
                found.append(_overruled(layer, day, before, working=working))
            flags[i] = working
            statuses[day] = layer.status
            marks[day] = _local_mark(holiday, working=working)
    laid = below._replace(flags=bytes(flags), marks=marks, statuses=statuses)
    return laid, found


def _local_mark(holiday: LocalHoliday, *, working: bool) -> Mark:
    name_en = holiday.name_en or holiday.name
    if not working:
        return Mark(holiday.kind, holiday.name, name_en, holiday.source)
    kind = DayKind.MAKE_UP
    return Mark(
        kind, holiday.name + "补班", f"{name_en} ({kind.label_en})", holiday.source
    )


def _overruled(layer: Layer, day: date, before: Mark, *, working: bool) -> Finding:
    now, then = ("工作", "休息") if working else ("休息", "工作")
    now_en, then_en = ("worked", "off") if working else ("off", "worked")
    return finding(
        "ZWCA003",
        (day.isoformat(),),
        day=day.isoformat(),
        name=layer.name,
        now=now,
        now_en=now_en,
        before_name=before.name_zh,
        before=then,
        before_en=then_en,
    )
