"""Office hours: several windows a day, by weekday, by season, by date (办公时间)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate
from math import ceil, isfinite
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import BEIJING, as_date, as_instant, parse_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._tables import parse_toml, structure
from zhengwu.calendars._protocol import WorkCalendar
from zhengwu.calendars._windows import (
    HoursTable,
    Season,
    Window,
    numbered,
    offset,
    to_dates,
    to_weekdays,
    to_windows,
)

_MICROSECOND: Final = dt.timedelta(microseconds=1)
_MINUTE: Final = 60_000_000  # microseconds
_ONE_DAY: Final = dt.timedelta(days=1)


class TimeEstimate(NamedTuple):
    """An instant and how far it can move (时刻估计).

    Attributes:
        at: Best estimate.
        earliest: It cannot come before this day.
        latest: It cannot come after this day.
    """

    at: dt.datetime
    earliest: dt.date
    latest: dt.date


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
    regular: tuple[Window, ...] = attrs.field(converter=to_windows)
    by_weekday: Mapping[int, tuple[Window, ...]] = attrs.field(
        factory=dict[int, tuple[Window, ...]], converter=to_weekdays
    )
    seasons: tuple[Season, ...] = ()
    by_date: Mapping[dt.date, tuple[Window, ...]] = attrs.field(
        factory=dict[dt.date, tuple[Window, ...]],
        converter=to_dates,
    )
    service: Mapping[int, tuple[Window, ...]] = attrs.field(
        factory=dict[int, tuple[Window, ...]], converter=to_weekdays
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
        table = structure(parse_toml(text, source), HoursTable, source)
        return cls(
            calendar=calendar,
            regular=to_windows(table.regular),
            by_weekday=numbered(table.weekday, source),
            seasons=tuple(season.season() for season in table.season),
            by_date={parse_date(day): to_windows(w) for day, w in table.date.items()},
            service=numbered(table.service, source),
        )

    def windows_on(self, day: dt.date) -> tuple[Window, ...]:
        """Windows of a day, in order; none if closed.

        Raises:
            CalendarRangeError: The calendar cannot say whether the day is worked.
        """
        day = as_date(day, "day")
        if day in self.by_date:
            return self.by_date[day]
        return self._windows(day, working=self.calendar.is_working_day(day))

    def _windows(self, day: dt.date, *, working: bool) -> tuple[Window, ...]:
        if day in self.by_date:
            return self.by_date[day]
        if not working:
            return self.service.get(day.weekday(), ())
        season = next((s for s in self.seasons if s.covers(day)), None)
        if season is not None:
            return season.windows
        return self.by_weekday.get(day.weekday(), self.regular)

    def open_minutes(self, day: dt.date) -> float:
        """For how many minutes it is open on a day.

        Days that are not announced are taken as the calendar estimates them.

        Raises:
            CalendarRangeError: The day is out of the calendar's coverage.
        """
        working = self.calendar.day(as_date(day, "day")).working
        return _length(self._windows(day, working=working)) / _MINUTE

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

    def opening_day(self, at: dt.datetime) -> dt.date:
        """The day on which it is open next: today, if it still will be.

        Days that are not announced are taken as the calendar estimates them.

        Raises:
            InputError: `at` is no aware instant, or there are no open hours at all.
            CalendarRangeError: The answer is out of the calendar's coverage.
        """
        at = as_instant(at, "at")
        self._check_hours()
        day = at.date()
        working = self.calendar.day(day).working
        if any(_after(w, at) for w in self._windows(day, working=working)):
            return day
        day += _ONE_DAY
        while not self.open_minutes(day):
            day += _ONE_DAY
        return day

    def estimate_minutes(self, at: dt.datetime, minutes: float) -> TimeEstimate:
        """As `add_minutes`, and between which days it lies.

        Days that are merely not announced do not raise.

        Raises:
            InputError: `at` is no aware instant, minutes are negative, or there are no
                open hours at all.
            CalendarRangeError: The answer is out of the calendar's coverage.
        """
        at = as_instant(at, "at")
        _check_minutes(minutes)
        if minutes < 0:
            raise InputError(
                f"分钟数 {minutes} 不能为负", f"{minutes} minutes: not negative"
            )
        try:
            found = self.add_minutes(at, minutes)
        except CalendarRangeError:
            found = None
        if found is not None and found.date() <= self.calendar.final_until:
            return TimeEstimate(found, found.date(), found.date())
        best = found or self._walk(at, minutes)
        earliest, latest = self._bounds(at, minutes)
        return TimeEstimate(best, earliest, latest)

    def estimate_elapsed(self, start: dt.datetime, end: dt.datetime) -> float:
        """As `elapsed_minutes`, from an earlier to a later instant.

        Days that are not announced are taken as the calendar estimates them.
        """
        start, end = as_instant(start, "start"), as_instant(end, "end")
        try:
            return self.elapsed_minutes(start, end)
        except CalendarRangeError:
            pass
        total, day = 0, start.date()
        while day <= end.date():
            low = offset(start.time()) if day == start.date() else 0
            high = offset(end.time()) if day == end.date() else 24 * 60 * _MINUTE
            working = self.calendar.day(day).working
            for window in self._windows(day, working=working):
                inside = min(high, offset(window.end)) - max(low, offset(window.start))
                total += max(0, inside)
            day += _ONE_DAY
        return total / _MINUTE

    def _walk(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """Day by day, as the calendar estimates each."""
        left, day, now = round(minutes * _MINUTE), at.date(), offset(at.time())
        while True:
            working = self.calendar.day(day).working
            for window in self._windows(day, working=working):
                start = max(now, offset(window.start))
                if left <= offset(window.end) - start:
                    midnight = dt.datetime.combine(day, dt.time.min, BEIJING)
                    return midnight + (start + left) * _MICROSECOND
                left -= max(0, offset(window.end) - start)
            day, now = day + _ONE_DAY, 0

    def _bounds(self, at: dt.datetime, minutes: float) -> tuple[dt.date, dt.date]:
        """Days between which it ends, however the days not final turn out."""
        day, total = at.date(), round(minutes * _MINUTE)
        ways = [self._windows(day, working=w) for w in (True, False)]
        today = max(sum(_after(w, at) for w in windows) for windows in ways)
        work = [_length(w) for w in (self.regular, *self.by_weekday.values())]
        work += [_length(season.windows) for season in self.seasons]
        others = [*map(_length, (*self.service.values(), *self.by_date.values()))]
        fewest = max(0, ceil((total - today) / max(*work, *others, 1)))
        earliest = day + fewest * _ONE_DAY
        if not others:
            earliest = self.calendar.estimate_add(day, fewest).earliest
        last = self.calendar.coverage[1]
        if not min(work):
            return earliest, last
        most = ceil(total / min(work))
        closed = sorted(other for other in self.by_date if other > day)
        try:
            latest = self.calendar.estimate_add(day, most).latest
            while closed and closed[0] <= latest:  # a day of its own may count nothing
                most, closed = most + 1, closed[1:]
                latest = self.calendar.estimate_add(day, most).latest
        except CalendarRangeError:
            return earliest, last
        return earliest, latest

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
        return _Line(base, windows, [0, *accumulate(map(_length, windows))], unknown)

    def _position(self, line: _Line, at: dt.datetime) -> tuple[int, int]:
        """Day of an instant, and the working time that has passed by then."""
        i = at.toordinal() - line.base
        if not 0 <= i < len(line.windows):
            raise self._range_error(at.date())
        now = offset(at.time())
        passed = line.before[i]
        for window in line.windows[i]:
            start = offset(window.start)
            if now <= start:
                break
            passed += min(now, offset(window.end)) - start
        return i, passed

    def _instant(
        self, line: _Line, day: int, target: int, *, back: bool
    ) -> dt.datetime:
        left = target - line.before[day]
        date = dt.date.fromordinal(line.base + day)
        for window in line.windows[day]:
            start, end = offset(window.start), offset(window.end)
            if left < end - start or (left == end - start and not back):
                midnight = dt.datetime.combine(date, dt.time.min, BEIJING)
                return midnight + (start + left) * _MICROSECOND
            left -= end - start
        # Going back to the very end of a day: the next opening is where it began.
        return self.next_opening(
            dt.datetime.combine(date + _ONE_DAY, dt.time.min, BEIJING)
        )

    def _check_hours(self) -> None:
        seasons = (season.windows for season in self.seasons)
        tables = (self.by_weekday, self.by_date, self.service)
        given = (windows for table in tables for windows in table.values())
        if not any((self.regular, *seasons, *given)):
            raise InputError(
                "没有任何办公时段,无法计算", "there are no open hours to count"
            )

    def _beyond(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """Look further ahead where the calendar allows it."""
        self._check_hours()
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


def _length(windows: tuple[Window, ...]) -> int:
    """Microseconds that they are open."""
    return sum(offset(w.end) - offset(w.start) for w in windows)


def _after(window: Window, at: dt.datetime) -> int:
    """Microseconds of it that lie after an instant of its day."""
    return max(0, offset(window.end) - max(offset(window.start), offset(at.time())))


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
