"""Office hours: several windows a day, by weekday, by season, by date (办公时间)."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import BEIJING, as_date, as_instant, parse_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._tables import parse_toml, structure
from zhengwu.calendars._protocol import WorkCalendar

_MICROSECOND: Final = dt.timedelta(microseconds=1)
_MINUTE: Final = 60_000_000  # microseconds
_ONE_DAY: Final = dt.timedelta(days=1)
_SUNDAY: Final = 6
_WINDOW: Final = re.compile(r"\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*\Z", re.ASCII)


@attrs.frozen(order=True)
class Window:
    """Opening window (办公时段) of a day, from `start` up to `end`.

    Args:
        start: Opening.
        end: Closing, later on the same day.

    Raises:
        InputError: It ends before it starts, or is not given in Beijing time.

    >>> Window.parse("09:00-12:00")
    Window(start=datetime.time(9, 0), end=datetime.time(12, 0))
    """

    start: dt.time
    end: dt.time

    def __attrs_post_init__(self) -> None:
        for time in (self.start, self.end):
            if time.tzinfo is not None:
                raise InputError(
                    f"办公时段应为不带时区的北京时间,现为 {time!r}",
                    f"a window needs Beijing times without a zone, not {time!r}",
                )
        if self.start >= self.end:
            raise InputError(
                f"办公时段 {self.start:%H:%M} 至 {self.end:%H:%M}:结束应晚于开始",
                f"window {self.start:%H:%M} to {self.end:%H:%M} ends before it starts",
            )

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read ``09:00-12:00``.

        Raises:
            InputError: Another form.
        """
        match = _WINDOW.match(text)
        try:
            start, end = map(dt.time.fromisoformat, match.groups() if match else ("",))
        except ValueError:
            raise InputError(
                f"办公时段 {text!r} 应写作 09:00-12:00",
                f"window {text!r} must be written 09:00-12:00",
            ) from None
        return cls(start, end)


def _offset(time: dt.time) -> int:
    """Microseconds since midnight."""
    seconds = (time.hour * 60 + time.minute) * 60 + time.second
    return seconds * 1_000_000 + time.microsecond


def _to_windows(value: Iterable[Window | str]) -> tuple[Window, ...]:
    windows = sorted(Window.parse(w) if isinstance(w, str) else w for w in value)
    for one, other in pairwise(windows):
        if other.start < one.end:
            raise InputError(
                f"办公时段重叠:{one.start:%H:%M}-{one.end:%H:%M} 与 "
                f"{other.start:%H:%M}-{other.end:%H:%M}",
                f"windows overlap: {one.start:%H:%M}-{one.end:%H:%M} and "
                f"{other.start:%H:%M}-{other.end:%H:%M}",
            )
    return tuple(windows)


def _to_weekdays(
    value: Mapping[int, Iterable[Window | str]],
) -> Mapping[int, tuple[Window, ...]]:
    for weekday in value:
        if not 0 <= weekday <= _SUNDAY:
            raise InputError(
                f"星期应为 0(周一)至 6(周日),现为 {weekday!r}",
                f"a weekday is 0 (Monday) to 6 (Sunday), not {weekday!r}",
            )
    return {weekday: _to_windows(windows) for weekday, windows in value.items()}


def _to_dates(
    value: Mapping[dt.date, Iterable[Window | str]],
) -> Mapping[dt.date, tuple[Window, ...]]:
    return {
        as_date(day, "by_date"): _to_windows(windows) for day, windows in value.items()
    }


@attrs.frozen(kw_only=True)
class Season:
    """Seasonal hours (季节作息), from `first` to `last` of every year.

    Args:
        first: Month and day, such as ``(5, 1)``.
        last: Month and day; before `first` where the season spans New Year.
        windows: Windows of a working day in it.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    windows: tuple[Window, ...] = attrs.field(converter=_to_windows)

    def __attrs_post_init__(self) -> None:
        for month, day in (self.first, self.last):
            try:
                dt.date(2024, month, day)  # a leap year: 29 February is a day
            except ValueError:
                raise InputError(
                    f"季节的起止 {month}-{day} 不是日期", f"no day {month}-{day}"
                ) from None

    def covers(self, day: dt.date) -> bool:
        """Whether the day falls into it."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


class _Line(NamedTuple):
    """Working time as one line: what each day has, and what has passed before it."""

    base: int
    windows: list[tuple[Window, ...]]
    before: list[int]
    unknown: list[int]


@attrs.frozen(kw_only=True, eq=False)
class OfficeHours:
    """Office hours (办公时间) on a working calendar.

    The windows of a day are those of its date, else of its season, else of its weekday,
    else the regular ones; a day of rest has only what `by_date` and `service` give it.
    `service` opens a counter on a weekday of rest without making it a working day.

    Args:
        calendar: Which days are worked.
        regular: Windows of a working day.
        by_weekday: Windows by weekday, 0 for Monday.
        seasons: Seasonal hours; the first that covers a day holds.
        by_date: Windows of single days; empty for closed.
        service: Windows by weekday on days of rest.

    >>> from zhengwu.calendars import china_calendar
    >>> hours = OfficeHours(calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"])
    >>> ten = dt.datetime(2026, 9, 30, 10, tzinfo=BEIJING)
    >>> print(hours.add_minutes(ten, 120))  # the closing edge, not the next opening
    2026-09-30 12:00:00+08:00
    >>> print(hours.add_minutes(ten, 121))
    2026-09-30 13:31:00+08:00
    """

    calendar: WorkCalendar
    regular: tuple[Window, ...] = attrs.field(converter=_to_windows)
    by_weekday: Mapping[int, tuple[Window, ...]] = attrs.field(
        factory=dict[int, tuple[Window, ...]], converter=_to_weekdays
    )
    seasons: tuple[Season, ...] = ()
    by_date: Mapping[dt.date, tuple[Window, ...]] = attrs.field(
        factory=dict[dt.date, tuple[Window, ...]],
        converter=_to_dates,
    )
    service: Mapping[int, tuple[Window, ...]] = attrs.field(
        factory=dict[int, tuple[Window, ...]], converter=_to_weekdays
    )
    _lines: list[_Line] = attrs.field(factory=list[_Line], init=False, repr=False)

    @classmethod
    def from_toml(
        cls, text: str, calendar: WorkCalendar, source: str = "office hours"
    ) -> OfficeHours:
        """Read hours.

        Keys: ``regular`` (a list such as ``["09:00-12:00", "13:30-17:30"]``), tables
        ``weekday`` and ``service`` by number (``1`` Monday to ``7`` Sunday), ``date`` by
        day, and ``[[season]]`` with ``first`` and ``last`` (``"05-01"``) and ``windows``.

        Raises:
            InputError: Every problem of the table, with its path.
        """
        table = structure(parse_toml(text, source), _Table, source)
        return cls(
            calendar=calendar,
            regular=_to_windows(table.regular),
            by_weekday=_numbered(table.weekday, source),
            seasons=tuple(season.season() for season in table.season),
            by_date={parse_date(day): _to_windows(w) for day, w in table.date.items()},
            service=_numbered(table.service, source),
        )

    def windows_on(self, day: dt.date) -> tuple[Window, ...]:
        """Windows of a day, in order; none if closed.

        Raises:
            CalendarRangeError: The calendar cannot say whether the day is worked.
        """
        day = as_date(day, "day")
        if day in self.by_date:
            return self.by_date[day]
        if not self.calendar.is_working_day(day):
            return self.service.get(day.weekday(), ())
        season = next((s for s in self.seasons if s.covers(day)), None)
        if season is not None:
            return season.windows
        return self.by_weekday.get(day.weekday(), self.regular)

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it is open at an instant; the closing edge is closed."""
        at = as_instant(at, "at")
        time = at.time()
        return any(w.start <= time < w.end for w in self.windows_on(at.date()))

    def add_minutes(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """The instant by which so many working minutes have passed.

        A result on a closing edge stays there. Negative minutes go back, and stay on an
        opening edge. 0 gives `at` itself.

        Args:
            at: Aware instant; other zones are converted to Beijing time.
            minutes: Working minutes.

        Raises:
            InputError: `at` is no aware instant, or there are no open hours at all.
            CalendarRangeError: The result is beyond the announced days.
        """
        at = as_instant(at, "at")
        _check_minutes(minutes)
        if not minutes:
            return at
        line = self._line(at.date())
        i, passed = self._position(line, at)
        target = passed + round(minutes * _MINUTE)
        if minutes > 0:
            day = bisect_left(line.before, target, i + 1) - 1
        else:
            day = bisect_right(line.before, target, 0, i + 1) - 1
        if not (day >= 0 and target <= line.before[-1]) or target < 0:
            return self._beyond(at, minutes)
        self._require(line, min(i, day), max(i, day))
        return self._instant(line, day, target, back=minutes < 0)

    def _require(self, line: _Line, first: int, last: int) -> None:
        """Refuse an answer that rests on a day of which the calendar cannot say."""
        k = bisect_left(line.unknown, first)
        if k < len(line.unknown) and line.unknown[k] <= last:
            day = dt.date.fromordinal(line.base + line.unknown[k])
            raise self._range_error(day)

    def elapsed_minutes(self, start: dt.datetime, end: dt.datetime) -> float:
        """Working minutes between two instants; negative if the end comes first.

        Raises:
            InputError: Not aware instants.
            CalendarRangeError: A day is not announced.
        """
        start, end = as_instant(start, "start"), as_instant(end, "end")
        line = self._line(max(start, end).date())
        i, before = self._position(line, start)
        j, after = self._position(line, end)
        self._require(line, min(i, j), max(i, j))
        return (after - before) / _MINUTE

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """`at` itself if open, else the next instant at which it opens.

        Raises:
            InputError: `at` is no aware instant.
            CalendarRangeError: It does not open again before the announced days end.
        """
        at = as_instant(at, "at")
        if self.is_open(at):
            return at
        day = at.date()
        after = at.time()
        while True:
            for window in self.windows_on(day):
                if window.start >= after:
                    return dt.datetime.combine(day, window.start, BEIJING)
            day, after = day + _ONE_DAY, dt.time.min

    def _line(self, day: dt.date) -> _Line:
        """Working time up to the end of what the calendar answers for."""
        first, last = self.calendar.coverage
        if not first <= day <= last:
            raise CalendarRangeError(self.calendar.name, day, (first, last))
        if not self._lines:
            self._lines.append(self._build(first, self.calendar.published_until))
        line = self._lines[-1]
        if day.toordinal() - line.base >= len(line.windows):
            line = self._build(first, min(last, day + 366 * _ONE_DAY))
            self._lines[:] = [line]
        return line

    def _build(self, first: dt.date, last: dt.date) -> _Line:
        base = first.toordinal()
        days = (dt.date.fromordinal(i) for i in range(base, last.toordinal() + 1))
        windows: list[tuple[Window, ...]] = []
        unknown: list[int] = []
        for i, day in enumerate(days):
            try:
                windows.append(self.windows_on(day))
            except CalendarRangeError:  # a regional festival without an arrangement
                windows.append(())
                unknown.append(i)
        lengths = [sum(_offset(w.end) - _offset(w.start) for w in ws) for ws in windows]
        return _Line(base, windows, [0, *accumulate(lengths)], unknown)

    def _position(self, line: _Line, at: dt.datetime) -> tuple[int, int]:
        """Day of an instant, and the working time that has passed by then."""
        i = at.toordinal() - line.base
        if not 0 <= i < len(line.windows):
            raise self._range_error(at.date())
        now = _offset(at.time())
        passed = line.before[i]
        for window in line.windows[i]:
            start = _offset(window.start)
            if now <= start:
                break
            passed += min(now, _offset(window.end)) - start
        return i, passed

    def _instant(
        self, line: _Line, day: int, target: int, *, back: bool
    ) -> dt.datetime:
        left = target - line.before[day]
        date = dt.date.fromordinal(line.base + day)
        for window in line.windows[day]:
            start, end = _offset(window.start), _offset(window.end)
            if left < end - start or (left == end - start and not back):
                midnight = dt.datetime.combine(date, dt.time.min, BEIJING)
                return midnight + (start + left) * _MICROSECOND
            left -= end - start
        # Going back to the very end of a day: the next opening is where it began.
        return self.next_opening(
            dt.datetime.combine(date + _ONE_DAY, dt.time.min, BEIJING)
        )

    def _beyond(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """Look further ahead where the calendar allows it."""
        seasons = (season.windows for season in self.seasons)
        tables = (self.by_weekday, self.by_date, self.service)
        given = (windows for table in tables for windows in table.values())
        if not any((self.regular, *seasons, *given)):
            raise InputError(
                "没有任何办公时段,无法计算", "there are no open hours to count"
            )
        line, (first, last) = self._lines[-1], self.calendar.coverage
        covered = dt.date.fromordinal(line.base + len(line.windows) - 1)
        ahead = bisect_left(line.unknown, at.toordinal() - line.base)
        if minutes > 0 and ahead < len(line.unknown):
            unknown = dt.date.fromordinal(line.base + line.unknown[ahead])
            raise self._range_error(unknown)
        if minutes < 0:
            raise self._range_error(first - _ONE_DAY)
        if covered >= last:
            raise self._range_error(last + _ONE_DAY)
        try:
            self.calendar.is_working_day(covered + _ONE_DAY)
        except CalendarRangeError:
            raise self._range_error(covered + _ONE_DAY) from None
        self._line(min(last, covered + 366 * _ONE_DAY))
        return self.add_minutes(at, minutes)

    def _range_error(self, day: dt.date) -> CalendarRangeError:
        coverage = (self.calendar.coverage[0], self.calendar.published_until)
        return CalendarRangeError(self.calendar.name, day, coverage)

    def __reduce__(self) -> tuple[Any, ...]:
        fields = ("calendar", "regular", "by_weekday", "seasons", "by_date", "service")
        return _again, ({name: getattr(self, name) for name in fields},)


def _check_minutes(minutes: Any) -> None:
    if isinstance(minutes, bool) or not isinstance(minutes, int | float):
        raise InputError(
            f"分钟数应为数字,现为 {minutes!r}",
            f"minutes must be a number, not {minutes!r}",
        )
    if not isfinite(minutes):
        raise InputError(f"分钟数 {minutes} 无意义", f"{minutes} minutes make no sense")


def _again(fields: dict[str, Any]) -> OfficeHours:
    return OfficeHours(**fields)


@attrs.frozen
class _SeasonTable:
    first: str
    last: str
    windows: list[str]

    def season(self) -> Season:
        """The value."""
        return Season(
            first=_month_day(self.first),
            last=_month_day(self.last),
            windows=_to_windows(self.windows),
        )


@attrs.frozen
class _Table:
    regular: list[str]
    weekday: dict[str, list[str]] = attrs.field(factory=dict)
    service: dict[str, list[str]] = attrs.field(factory=dict)
    date: dict[str, list[str]] = attrs.field(factory=dict)
    season: list[_SeasonTable] = attrs.field(factory=list)


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    if not (text.isascii() and month.isdigit() and day.isdigit()):
        raise InputError(
            f"季节的起止 {text!r} 应写作 05-01", f"{text!r} must be written 05-01"
        )
    return int(month), int(day)


def _numbered(
    table: dict[str, list[str]], source: str
) -> dict[int, tuple[Window, ...]]:
    for name in table:
        if name not in tuple("1234567"):
            raise InputError(
                f"{source}:星期 {name!r} 应为 1(周一)至 7(周日)",
                f"{source}: weekday {name!r} must be 1 (Monday) to 7 (Sunday)",
            )
    return {int(name) - 1: _to_windows(w) for name, w in table.items()}
