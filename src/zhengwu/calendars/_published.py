"""Announced days: the working flag and the kind of every published day.

The State Council's notices are authoritative; chinese-calendar adds complete years after
the last shipped notice. A calendar as of an earlier date uses notices only.
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

# Notices have changed days from 29 December of the year before (2006, 2007, 2018). New
# Year's Day is joined with days of its week, so the week before it is not final.
_TAIL_FIRST_DAY: Final = 25


class Mark(NamedTuple):
    """Reason why a day differs from a plain week (日期标注)."""

    kind: DayKind
    name_zh: str
    name_en: str
    source: str


class Published(NamedTuple):
    """Announced days (已公布日历).

    Attributes:
        first: First day.
        last: Last day.
        flags: A byte per day; 1 for a working day.
        planned: Flags without emergency changes, which set no precedent.
        marks: Days that differ from a plain week.
        notices: Ids of the notices used, in order.
        as_of: Day up to which notices are used; None for all notices.
        statuses: Days whose status does not follow from their date.
        likely_flags: Most likely flags of days that a regional festival without an
            arrangement may take; not contained in `flags`.
    """

    first: date
    last: date
    flags: bytes
    planned: bytes
    marks: dict[date, Mark]
    notices: tuple[str, ...]
    as_of: date | None
    statuses: Mapping[date, DayStatus] = MappingProxyType({})
    likely_flags: Mapping[date, int] = MappingProxyType({})

    @property
    def combined_flags(self) -> bytes:
        """The flags, overwritten by `likely_flags`."""
        if not self.likely_flags:
            return self.flags
        flags, base = bytearray(self.flags), self.first.toordinal()
        for day, flag in self.likely_flags.items():
            flags[day.toordinal() - base] = flag
        return bytes(flags)

    @property
    def final_until(self) -> date:
        """Last day that a notice for the next year cannot change."""
        return self.last.replace(day=_TAIL_FIRST_DAY) - _ONE_DAY


def load_published(as_of: date | None, extra: Iterable[Notice] = ()) -> Published:
    """Load the days announced by `as_of`.

    Args:
        as_of: Use notices published by that day; None for all installed data.
        extra: Notices that the installed data do not contain yet.

    Raises:
        InputError: `as_of` is before the first notice, or the notices leave out a year.
    """
    known = [n for n in (*notices(), *extra) if as_of is None or n.known_from <= as_of]
    known.sort(key=lambda n: (n.known_from, n.year))
    _check_years(known)
    if not known:
        first = notices()[0]
        raise InputError(
            f"{as_of} 时还没有可用的放假通知;数据最早的通知公布于 {first.known_from}",
            f"no arrangement is known as of {as_of}; the first notice in the data "
            f"was published on {first.known_from}",
        )
    announced = _read_notices(known, as_of)
    return announced if as_of is not None else _add_peer_years(announced)


def _read_notices(known: list[Notice], as_of: date | None) -> Published:
    """Convert notices to announced days."""
    first, last = date(FIRST_YEAR, 1, 1), date(max(n.year for n in known), 12, 31)
    flags = _build_flags(known, first, last)
    planned = _build_flags([n for n in known if n.id not in _EMERGENCY], first, last)
    ids = tuple(n.id for n in known)
    marks = _build_marks(known, first, flags)
    return Published(first, last, bytes(flags), bytes(planned), marks, ids, as_of)


def _build_flags(known: list[Notice], first: date, last: date) -> bytearray:
    base = first.toordinal()
    flags = weekday_flags(first, last)
    for notice in known:
        _apply_notice(notice, flags, base)
    return flags


def _apply_notice(notice: Notice, flags: bytearray, base: int) -> None:
    days = {day: 0 for period in notice.days_off for day in period}
    days |= dict.fromkeys(notice.make_up, 1)
    for day, flag in days.items():
        # The first notice may list a December day before the first year.
        if 0 <= day.toordinal() - base < len(flags):
            flags[day.toordinal() - base] = flag


def _check_years(known: list[Notice]) -> None:
    years = {notice.year for notice in known if not notice.is_amendment}
    missing = sorted(set(range(min(years, default=0), max(years, default=0))) - years)
    if missing:
        raise InputError(
            f"缺少 {missing[0]} 年的放假通知;各年应当连续",
            f"the notice for {missing[0]} is missing; years must be consecutive",
        )


def _add_peer_years(ours: Published) -> Published:
    """Append the complete years that only chinese-calendar contains.

    A year is complete if it contains every statutory day. For years with a notice, the
    notice is authoritative (docs/decisions/0011).
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
    """Whether a table contains every statutory day of a year."""
    if year > last_festival_year():
        return False
    return all(day in off for day, _ in statutory_days(year))


def _build_marks(
    known: list[Notice], first: date, flags: bytearray
) -> dict[date, Mark]:
    """Mark the days that differ from a plain week."""
    marks: dict[date, Mark] = {}
    base = first.toordinal()

    def is_worked(day: date) -> bool:
        return bool(flags[day.toordinal() - base])

    years = sorted({n.year for n in known})
    statutory = [entry for year in years for entry in statutory_days(year)]
    for notice in known:
        rests = mark_rests(
            _group_days_off(notice),
            statutory,
            notice.document,
            emergency=notice.id in _EMERGENCY,
        )
        marks |= rests
        for day, festival in _assign_make_ups(notice, rests).items():
            marks[day] = make_mark(DayKind.MAKE_UP, festival, "补班", notice.document)
    for day, festival in reversed(statutory):
        source = law_of(day.year).source
        marks[day] = make_mark(DayKind.STATUTORY, festival, "", source)
    marks.update(_mark_victory_day(known))
    return {
        day: mark
        for day, mark in sorted(marks.items())
        if day >= first and is_worked(day) == (mark.kind is DayKind.MAKE_UP)
    }


def _group_days_off(notice: Notice) -> dict[Festival, list[date]]:
    """Days off of each festival, in order."""
    groups: dict[Festival, set[date]] = {}
    for period in notice.days_off:
        groups.setdefault(FESTIVALS[period.name], set()).update(period)
    return {festival: sorted(days) for festival, days in groups.items()}


def mark_rests(
    rests: dict[Festival, list[date]],
    statutory: Iterable[tuple[date, Festival]],
    source: str,
    *,
    emergency: bool = False,
) -> dict[date, Mark]:
    """Mark days of rest; tell 补假 from 调休 among the days that are not statutory.

    Art. 6: a statutory day on a weekend is substituted by a working day, and so is a
    statutory day shared by two festivals (as in 2009 and 2020). These substitutes (补假)
    are the first weekdays of rest after such a day; if there are none, weekdays before
    it; otherwise weekdays of the next festival (中秋节 substituted within 国庆节). Every
    other weekday of rest was swapped for a make-up day (调休).

    Args:
        rests: Days of rest of each festival.
        statutory: Statutory days with their festival.
        source: Document for the marks.
        emergency: Whether the arrangement is an emergency change.
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
            is_weekend = day.weekday() >= _SATURDAY
            if emergency:
                kind, suffix = DayKind.EMERGENCY, "假期" if is_weekend else "假期延长"
            elif is_weekend:
                kind, suffix = DayKind.WEEKEND, "假期"
            elif day in substitutes:
                kind, suffix = DayKind.SUBSTITUTE, "补假"
            else:
                kind, suffix = DayKind.ADJUSTED_OFF, "调休"
            marks.setdefault(day, make_mark(kind, festival, suffix, source))
    return marks


def make_mark(kind: DayKind, festival: Festival, suffix: str, source: str) -> Mark:
    """Create a mark named after a festival."""
    name_en = festival.name_en
    if kind is not DayKind.STATUTORY:
        name_en = f"{name_en} ({kind.label_en})"
    return Mark(kind, festival.name_zh + suffix, name_en, source)


def _assign_make_ups(notice: Notice, marks: dict[date, Mark]) -> dict[date, Festival]:
    """The festival for which each make-up day is worked.

    A make-up day is assigned to the nearest swapped day without another make-up day.
    """
    pairs = sorted(
        (abs((day - off).days), day, off, festival)
        for day in notice.make_up
        for festival, days in _group_days_off(notice).items()
        for off in days
        if off in marks and marks[off].kind is DayKind.ADJUSTED_OFF
    )
    taken: set[date] = set()
    assigned: dict[date, Festival] = {}
    for _, day, off, festival in pairs:
        if day not in assigned and off not in taken:
            assigned[day] = festival
            taken.add(off)
    return assigned


def _mark_victory_day(known: list[Notice]) -> dict[date, Mark]:
    """Mark 3 September 2015, a holiday in that year only (国发明电〔2015〕1号)."""
    return {
        period.first: make_mark(DayKind.STATUTORY, VICTORY, "", notice.document)
        for notice in known
        for period in notice.days_off
        if period.name == VICTORY.name_zh
    }


def apply_layer(below: Published, layer: Layer) -> tuple[Published, list[Finding]]:
    """Apply a layer to announced days and report where it overrules lower layers.

    Days outside the announced years are ignored, with a finding; they take effect when
    their year is announced.
    """
    base = below.first.toordinal()
    flags = bytearray(below.flags)
    marks, statuses = dict(below.marks), dict(below.statuses)
    findings: list[Finding] = []
    for holiday in layer.holidays:
        changes = dict.fromkeys(holiday.days_off, False)
        changes |= dict.fromkeys(holiday.make_up, True)
        for day, working in sorted(changes.items()):
            if not below.first <= day <= below.last:
                findings.append(finding("ZWCA006", (), name=layer.name, day=f"{day}"))
                continue
            i = day.toordinal() - base
            if flags[i] == working:
                if layer.status is DayStatus.OVERRIDDEN:
                    statuses[day] = layer.status  # no longer uncertain, if it was
                continue
            before = marks.get(day)
            if before is not None:
                findings.append(_report_overruled(layer, day, before, working=working))
            flags[i] = working
            statuses[day] = layer.status
            marks[day] = _make_local_mark(holiday, working=working)
    result = below._replace(flags=bytes(flags), marks=marks, statuses=statuses)
    return result, findings


def _make_local_mark(holiday: LocalHoliday, *, working: bool) -> Mark:
    name_en = holiday.name_en or holiday.name
    if not working:
        return Mark(holiday.kind, holiday.name, name_en, holiday.source)
    kind = DayKind.MAKE_UP
    return Mark(
        kind, holiday.name + "补班", f"{name_en} ({kind.label_en})", holiday.source
    )


def _report_overruled(
    layer: Layer, day: date, before: Mark, *, working: bool
) -> Finding:
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
