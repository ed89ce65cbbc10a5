"""Layers over the national calendar: a region, an organ, a closure (日历层).

A layer adds days off, adds make-up days and cancels make-up days of lower layers. The
upper layer prevails; a finding reports where it overrules a lower layer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, parse_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import convert_or_keep, keep
from zhengwu._tables import parse_toml, structure
from zhengwu._values import Value
from zhengwu.calendars._day import DayKind, DayStatus
from zhengwu.calendars._notices import DaysOff, Notice
from zhengwu.calendars._statutory import FESTIVALS, statutory_days
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of

_LONGEST: Final = 366  # days; in a longer period the year is mistyped


def _to_days(value: Iterable[date]) -> tuple[date, ...]:
    return convert_or_keep(_convert_days, value)


def _convert_days(value: Iterable[date]) -> tuple[date, ...]:
    if isinstance(value, str | date):
        raise InputError(
            f"应为日期的列表,现为 {value!r}",
            f"a list of dates is required, not {value!r}",
        )
    return tuple(as_date(day, "day") for day in value)


@attrs.frozen(kw_only=True)
class LocalHoliday(Value):
    """Days of a festival or event (地方假日安排).

    Args:
        name: Name, such as 壮族三月三.
        days_off: Days off; they cancel make-up days of lower layers.
        make_up: Days worked in return.
        kind: REGIONAL, or EMERGENCY for a closure.
        name_en: Name in English.
        source: Document on which the arrangement rests.
        known_from: Day of publication; None for always known.
    """

    name: str
    days_off: tuple[date, ...] = attrs.field(default=(), converter=_to_days)
    make_up: tuple[date, ...] = attrs.field(default=(), converter=_to_days)
    kind: DayKind = DayKind.REGIONAL
    name_en: str = ""
    source: str = ""
    known_from: date | None = None


def _to_holidays(value: Iterable[LocalHoliday]) -> tuple[LocalHoliday, ...]:
    return keep(value)


@attrs.frozen(kw_only=True)
class Layer(Value):
    """Layer (日历层) over the national calendar.

    Args:
        name: Name of the owner, such as 广西壮族自治区 or 临溪区行政审批局.
        holidays: Festivals and closures.
        status: Status of the days that the layer sets.
    """

    name: str
    holidays: tuple[LocalHoliday, ...] = attrs.field(converter=_to_holidays)
    status: DayStatus = DayStatus.OVERRIDDEN

    def check(self) -> Report:
        """Report days that the layer lists both as off and as worked."""
        off = {day for holiday in self.holidays for day in holiday.days_off}
        worked = {day for holiday in self.holidays for day in holiday.make_up}
        return Report(
            finding("ZWCA001", (), name=self.name, day=day.isoformat())
            for day in sorted(off & worked)
        )

    @classmethod
    def closure(
        cls, first: date, last: date, *, name: str, source: str = "", name_en: str = ""
    ) -> Layer:
        """Create a layer for a closure (临时停止办公) from `first` to `last`, both included.

        >>> Layer.closure(date(2026, 9, 7), date(2026, 9, 8), name="台风停办").name
        '台风停办'
        """
        day_off = LocalHoliday(
            name=name,
            days_off=_list_days(first, last, name),
            kind=DayKind.EMERGENCY,
            name_en=name_en,
            source=source,
        )
        return cls(name=name, holidays=[day_off])

    @classmethod
    def from_toml(cls, text: str, source: str = "layer") -> Layer:
        """Read a layer from TOML.

        Raises:
            InputError: The table has errors; the message lists each with its path.
            FindingsError: A day is listed both as off and as worked.
        """
        table = structure(parse_toml(text, source), _LayerTable, source)
        layer = cls(name=table.name, holidays=[h.to_holiday() for h in table.holiday])
        layer.check().raise_for()
        return layer


@attrs.frozen
class _HolidayTable:
    name: str
    days_off: list[str] = attrs.field(factory=list)
    make_up: list[str] = attrs.field(factory=list)
    emergency: bool = False
    name_en: str = ""
    source: str = ""
    known_from: date | None = None

    def to_holiday(self) -> LocalHoliday:
        """Convert the table to a LocalHoliday."""
        return LocalHoliday(
            name=self.name,
            days_off=[day for text in self.days_off for day in parse_days(text)],
            make_up=[parse_date(text) for text in self.make_up],
            kind=DayKind.EMERGENCY if self.emergency else DayKind.REGIONAL,
            name_en=self.name_en,
            source=self.source,
            known_from=self.known_from,
        )


@attrs.frozen
class _LayerTable:
    name: str
    holiday: list[_HolidayTable]


@attrs.frozen
class _NoticeTable:
    year: int
    issued: date
    days_off: dict[str, list[str]]
    make_up: list[str] = attrs.field(factory=list)
    document: str = ""
    known_from: date | None = None
    supersedes: str = ""
    source: str = ""
    id: str = ""


def parse_days(text: str) -> tuple[date, ...]:
    """Parse ``2026-10-01`` or ``2026-10-01..2026-10-07``.

    Raises:
        InputError: The text has another form, or the end is before the start.
    """
    first, dots, last = text.partition("..")
    start = parse_date(first)
    return _list_days(start, parse_date(last) if dots else start, text)


def _list_days(first: date, last: date, name: str) -> tuple[date, ...]:
    count = (last - first).days + 1
    if not 0 < count <= _LONGEST:
        raise InputError(
            f"{name}:{first} 至 {last} 不是有效的起止日期;末日不得早于首日,最长 {_LONGEST} 天",
            f"{name}: {first} to {last} is not a valid period; the end must not be before "
            f"the start, and a period has at most {_LONGEST} days",
        )
    return tuple(first + timedelta(days=i) for i in range(count))


def parse_notice(text: str, source: str = "notice") -> Notice:
    """Read a State Council arrangement from TOML, for example that of a new year.

    The keys are those of `Notice`; ``days_off`` is a table of festival names (元旦, 春节,
    清明节, 劳动节, 端午节, 中秋节, 国庆节) with periods such as
    ``["2027-01-01..2027-01-03"]``.

    Raises:
        InputError: The table has errors or an unknown festival; the message lists each
            error with its path.
        FindingsError: The notice contradicts itself or the law.
    """
    table = structure(parse_toml(text, source), _NoticeTable, source)
    _check_festivals(table.days_off)
    days_off = tuple(
        DaysOff(name, days[0], days[-1])
        for name, periods in table.days_off.items()
        for days in map(parse_days, periods)
    )
    notice = Notice(
        id=table.id or str(table.year),
        year=table.year,
        document=table.document,
        issued=table.issued,
        issued_basis="notice",
        known_from=table.known_from or table.issued,
        days_off=days_off,
        make_up=tuple(map(parse_date, table.make_up)),
        supersedes=table.supersedes,
        source=table.source or source,
    )
    check_notice(notice).raise_for()
    return notice


def _check_festivals(names: Iterable[str]) -> None:
    for name in names:
        if name not in FESTIVALS:
            raise UnknownCodeError("节日 / festivals", name, list(FESTIVALS))


@check_of(Notice)
def check_notice(notice: Notice) -> Report:
    """Report contradictions in a notice and differences from the law.

    Raises:
        UnknownCodeError: A festival has an unknown name.
        InputError: The table of lunar dates does not contain the year.
    """
    _check_festivals(period.name for period in notice.days_off)
    name = notice.document or notice.id
    off = {day for period in notice.days_off for day in period}
    first, last = date(notice.year - 1, 12, _TAIL_FIRST_DAY), date(notice.year, 12, 31)
    findings: list[Finding] = []

    def add(code: str, day: date, **values: Any) -> None:
        findings.append(finding(code, (), name=name, day=day.isoformat(), **values))

    for day in notice.make_up:
        if day in off:
            add("ZWCA001", day)
        elif day.weekday() < _SATURDAY:
            add("ZWCA002", day)
    for day in sorted(off.union(notice.make_up)):
        if not first <= day <= last:
            add("ZWCA004", day, year=notice.year)
    if not notice.is_amendment:
        for day, festival in statutory_days(notice.year):
            if day not in off:
                names = {"festival": festival.name_zh, "festival_en": festival.name_en}
                add("ZWCA005", day, **names)
    return Report(findings)


_SATURDAY: Final = 5
_TAIL_FIRST_DAY: Final = 25  # of December
