"""Office hours: windows per day, by weekday, season and date (办公时间)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import (
    Iterable,  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
    Mapping,
)
from itertools import accumulate
from math import ceil, isfinite
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import BEIJING, as_date, as_instant, parse_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._tables import parse_toml, structure
from zhengwu._values import Value
from zhengwu.calendars._protocol import WorkCalendar
from zhengwu.calendars._windows import (
    HoursTable,
    Season,
    Window,
    offset,
    parse_weekdays,
    to_dates,
    to_weekdays,
    to_windows,
)

_MICROSECOND: Final = dt.timedelta(microseconds=1)
_MINUTE: Final = 60_000_000  # microseconds
_ONE_DAY: Final = dt.timedelta(days=1)


class TimeEstimate(NamedTuple):
    """An estimated instant with bounds (时刻估计).

    Attributes:
        at: Best estimate.
        earliest: Earliest possible day.
        latest: Latest possible day.
    """

    at: dt.datetime
    earliest: dt.date
    latest: dt.date


class _Timeline(NamedTuple):
    """Windows of every day, and the working time before each day.

    Attributes:
        base: Ordinal of the first day.
        windows: Windows of each day.
        before: Working time in microseconds before each day, and after the last day.
        unknown: Positions of days for which the calendar has no answer.
    """

    base: int
    windows: list[tuple[Window, ...]]
    before: list[int]
    unknown: list[int]


_FIELDS: Final = ("calendar", "regular", "by_weekday", "seasons", "by_date", "service")


@attrs.frozen(kw_only=True, eq=False)
class OfficeHours(Value):
    """Office hours (办公时间) on a working calendar.

    The windows of a working day are those of its date, otherwise of its season, otherwise
    of its weekday, otherwise the regular windows. A day of rest has only the windows of
    `by_date` and `service`. `service` opens a counter on a day of rest, which does not
    become a working day.

    Args:
        calendar: Calendar of working days.
        regular: Windows of a working day.
        by_weekday: Windows by weekday, 0 for Monday.
        seasons: Seasonal hours; the first season that includes a day applies.
        by_date: Windows of single days; empty if closed.
        service: Windows by weekday on days of rest.

    >>> from zhengwu.calendars import china_calendar
    >>> hours = OfficeHours(calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"])
    >>> ten = dt.datetime(2026, 9, 30, 10, tzinfo=BEIJING)
    >>> print(hours.add_minutes(ten, 120))  # closing time, not the next opening
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
    _timelines: list[_Timeline] = attrs.field(
        factory=list[_Timeline], init=False, repr=False, eq=False
    )

    @classmethod
    def from_toml(
        cls, text: str, calendar: WorkCalendar, source: str = "office hours"
    ) -> OfficeHours:
        """Read office hours from TOML.

        Keys: ``regular`` (a list such as ``["09:00-12:00", "13:30-17:30"]``), tables
        ``weekday`` and ``service`` by number (``1`` Monday to ``7`` Sunday), ``date`` by
        day, and ``[[season]]`` with ``first`` and ``last`` (``"05-01"``) and ``windows``.

        Raises:
            InputError: The table has errors; the message lists each with its path.
        """
        table = structure(parse_toml(text, source), HoursTable, source)
        return cls(
            calendar=calendar,
            regular=to_windows(table.regular),
            by_weekday=parse_weekdays(table.weekday, source),
            seasons=tuple(season.to_season() for season in table.season),
            by_date={parse_date(day): to_windows(w) for day, w in table.date.items()},
            service=parse_weekdays(table.service, source),
        )

    def windows_on(self, day: dt.date) -> tuple[Window, ...]:
        """Windows of a day, in order; empty if closed.

        Raises:
            CalendarRangeError: The calendar does not know whether the day is a working
                day.
        """
        day = as_date(day, "day")
        if day in self.by_date:
            return self.by_date[day]
        return self._find_windows(day, working=self.calendar.is_working_day(day))

    def _find_windows(self, day: dt.date, *, working: bool) -> tuple[Window, ...]:
        if day in self.by_date:
            return self.by_date[day]
        if not working:
            return self.service.get(day.weekday(), ())
        season = next((s for s in self.seasons if s.covers(day)), None)
        if season is not None:
            return season.windows
        return self.by_weekday.get(day.weekday(), self.regular)

    def open_minutes(self, day: dt.date) -> float:
        """Minutes that the office is open on a day.

        For a day that is not announced, the estimate of the calendar applies.

        Raises:
            CalendarRangeError: The day is outside the coverage of the calendar.
        """
        return _sum_lengths(self._estimate_windows(as_date(day, "day"))) / _MINUTE

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the office is open at an instant; it is closed at closing time."""
        at = as_instant(at, "at")
        time = at.time()
        return any(w.start <= time < w.end for w in self.windows_on(at.date()))

    def add_minutes(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """The instant after a number of working minutes.

        A result at closing time is not moved to the next opening. Negative minutes go
        back; a result at opening time is not moved to the previous closing. 0 gives `at`.

        Args:
            at: Aware instant; other time zones are converted to Beijing time.
            minutes: Working minutes.

        Raises:
            InputError: `at` is not an aware instant, or there are no open hours at all.
            CalendarRangeError: The result is outside the announced days.
        """
        at = as_instant(at, "at")
        _check_minutes(minutes)
        if not minutes:
            return at
        timeline = self._load_timeline(at.date())
        i, elapsed = self._locate(timeline, at)
        target = elapsed + round(minutes * _MINUTE)
        if minutes > 0:
            day = bisect_left(timeline.before, target, i + 1) - 1
        else:
            day = bisect_right(timeline.before, target, 0, i + 1) - 1
        if not (day >= 0 and target <= timeline.before[-1]) or target < 0:
            return self._extend_and_add(at, minutes)
        self._reject_unknown(timeline, min(i, day), max(i, day))
        return self._to_instant(timeline, day, target, back=minutes < 0)

    def _reject_unknown(self, timeline: _Timeline, first: int, last: int) -> None:
        """Raise if the calendar has no answer for a day from `first` to `last`."""
        k = bisect_left(timeline.unknown, first)
        if k < len(timeline.unknown) and timeline.unknown[k] <= last:
            day = dt.date.fromordinal(timeline.base + timeline.unknown[k])
            raise self._build_range_error(day)

    def elapsed_minutes(self, start: dt.datetime, end: dt.datetime) -> float:
        """Working minutes between two instants; negative if the end is earlier.

        Raises:
            InputError: An instant is not aware.
            CalendarRangeError: A day is not announced.
        """
        start, end = as_instant(start, "start"), as_instant(end, "end")
        timeline = self._load_timeline(max(start, end).date())
        i, before_start = self._locate(timeline, start)
        j, before_end = self._locate(timeline, end)
        self._reject_unknown(timeline, min(i, j), max(i, j))
        return (before_end - before_start) / _MINUTE

    def opening_day(self, at: dt.datetime) -> dt.date:
        """The first day, from the day of `at`, with open hours left.

        For days that are not announced, the estimate of the calendar applies.

        Raises:
            InputError: `at` is not an aware instant, or there are no open hours at all.
            CalendarRangeError: The result is outside the coverage of the calendar.
        """
        at = as_instant(at, "at")
        self._check_hours()
        day = at.date()
        if any(_count_remaining(w, at) for w in self._estimate_windows(day)):
            return day
        day += _ONE_DAY
        while not self.open_minutes(day):
            day += _ONE_DAY
        return day

    def estimate_minutes(self, at: dt.datetime, minutes: float) -> TimeEstimate:
        """Like `add_minutes`, with the earliest and latest possible day.

        Days that are not announced do not raise.

        Raises:
            InputError: `at` is not an aware instant, minutes are negative, or there are
                no open hours at all.
            CalendarRangeError: The result is outside the coverage of the calendar.
        """
        at = as_instant(at, "at")
        _check_minutes(minutes)
        if minutes < 0:
            raise InputError(
                f"分钟数不能为负,现为 {minutes}",
                f"minutes must not be negative, but are {minutes}",
            )
        try:
            result = self.add_minutes(at, minutes)
        except CalendarRangeError:
            result = None
        if result is not None and result.date() <= self.calendar.final_until:
            return TimeEstimate(result, result.date(), result.date())
        best = result or self._add_day_by_day(at, minutes)
        earliest, latest = self._find_bounds(at, minutes)
        return TimeEstimate(best, earliest, latest)

    def estimate_elapsed(self, start: dt.datetime, end: dt.datetime) -> float:
        """Like `elapsed_minutes`, for a start before the end.

        For days that are not announced, the estimate of the calendar applies.
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
            for window in self._estimate_windows(day):
                overlap = min(high, offset(window.end)) - max(low, offset(window.start))
                total += max(0, overlap)
            day += _ONE_DAY
        return total / _MINUTE

    def _estimate_windows(self, day: dt.date) -> tuple[Window, ...]:
        """Windows of a day; uses the estimate of the calendar if not announced."""
        return self._find_windows(day, working=self.calendar.day(day).working)

    def _add_day_by_day(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """Add minutes day by day, with the estimate of the calendar for each day."""
        left, day, now = round(minutes * _MINUTE), at.date(), offset(at.time())
        while True:
            for window in self._estimate_windows(day):
                start = max(now, offset(window.start))
                if left <= offset(window.end) - start:
                    midnight = dt.datetime.combine(day, dt.time.min, BEIJING)
                    return midnight + (start + left) * _MICROSECOND
                left -= max(0, offset(window.end) - start)
            day, now = day + _ONE_DAY, 0

    def _find_bounds(self, at: dt.datetime, minutes: float) -> tuple[dt.date, dt.date]:
        """Earliest and latest day of the result, whatever the days not final become."""
        day, total = at.date(), round(minutes * _MINUTE)
        variants = [self._find_windows(day, working=w) for w in (True, False)]
        today = max(sum(_count_remaining(w, at) for w in v) for v in variants)
        work = [_sum_lengths(w) for w in (self.regular, *self.by_weekday.values())]
        work += [_sum_lengths(season.windows) for season in self.seasons]
        others = [*map(_sum_lengths, (*self.service.values(), *self.by_date.values()))]
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
            # A day of `by_date` may have no hours.
            while closed and closed[0] <= latest:
                most, closed = most + 1, closed[1:]
                latest = self.calendar.estimate_add(day, most).latest
        except CalendarRangeError:
            return earliest, last
        return earliest, latest

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """`at` itself if the office is open, otherwise the next opening.

        Raises:
            InputError: `at` is not an aware instant.
            CalendarRangeError: There is no opening before the end of the announced days.
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

    def _load_timeline(self, day: dt.date) -> _Timeline:
        """The timeline with `day`; builds or extends it if necessary."""
        first, last = self.calendar.coverage
        if not first <= day <= last:
            raise CalendarRangeError(self.calendar.name, day, (first, last))
        if not self._timelines:
            published_until = self.calendar.published_until
            self._timelines.append(self._build_timeline(first, published_until))
        timeline = self._timelines[-1]
        if day.toordinal() - timeline.base >= len(timeline.windows):
            timeline = self._build_timeline(first, min(last, day + 366 * _ONE_DAY))
            self._timelines[:] = [timeline]
        return timeline

    def _build_timeline(self, first: dt.date, last: dt.date) -> _Timeline:
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
        before = [0, *accumulate(map(_sum_lengths, windows))]
        return _Timeline(base, windows, before, unknown)

    def _locate(self, timeline: _Timeline, at: dt.datetime) -> tuple[int, int]:
        """Position of the day of an instant, and the working time before the instant."""
        i = at.toordinal() - timeline.base
        if not 0 <= i < len(timeline.windows):
            raise self._build_range_error(at.date())
        now = offset(at.time())
        elapsed = timeline.before[i]
        for window in timeline.windows[i]:
            start = offset(window.start)
            if now <= start:
                break
            elapsed += min(now, offset(window.end)) - start
        return i, elapsed

    def _to_instant(
        self, timeline: _Timeline, day: int, target: int, *, back: bool
    ) -> dt.datetime:
        """The instant with `target` working time before it, on a day of the timeline."""
        left = target - timeline.before[day]
        date = dt.date.fromordinal(timeline.base + day)
        for window in timeline.windows[day]:
            start, end = offset(window.start), offset(window.end)
            if left < end - start or (left == end - start and not back):
                midnight = dt.datetime.combine(date, dt.time.min, BEIJING)
                return midnight + (start + left) * _MICROSECOND
            left -= end - start
        # Going back ends at the end of a day: the result is the next opening.
        return self.next_opening(
            dt.datetime.combine(date + _ONE_DAY, dt.time.min, BEIJING)
        )

    def _check_hours(self) -> None:
        seasons = (season.windows for season in self.seasons)
        tables = (self.by_weekday, self.by_date, self.service)
        windows = (group for table in tables for group in table.values())
        if not any((self.regular, *seasons, *windows)):
            raise InputError(
                "没有任何办公时段,无法计算", "there are no office hours to count"
            )

    def _extend_and_add(self, at: dt.datetime, minutes: float) -> dt.datetime:
        """Extend the timeline if the calendar allows it, then add the minutes."""
        self._check_hours()
        timeline, (first, last) = self._timelines[-1], self.calendar.coverage
        covered = dt.date.fromordinal(timeline.base + len(timeline.windows) - 1)
        k = bisect_left(timeline.unknown, at.toordinal() - timeline.base)
        if minutes > 0 and k < len(timeline.unknown):
            unknown = dt.date.fromordinal(timeline.base + timeline.unknown[k])
            raise self._build_range_error(unknown)
        if minutes < 0:
            raise self._build_range_error(first - _ONE_DAY)
        if covered >= last:
            raise self._build_range_error(last + _ONE_DAY)
        try:
            self.calendar.is_working_day(covered + _ONE_DAY)
        except CalendarRangeError:
            raise self._build_range_error(covered + _ONE_DAY) from None
        self._load_timeline(min(last, covered + 366 * _ONE_DAY))
        return self.add_minutes(at, minutes)

    def _build_range_error(self, day: dt.date) -> CalendarRangeError:
        coverage = (self.calendar.coverage[0], self.calendar.published_until)
        return CalendarRangeError(self.calendar.name, day, coverage)

    def __eq__(self, other: object) -> bool:
        """Whether the calendar and all hours are equal."""
        if not isinstance(other, OfficeHours):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    def __hash__(self) -> int:
        return hash((self.calendar.revision, self.regular))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_hours, ({name: getattr(self, name) for name in _FIELDS},)


def _sum_lengths(windows: tuple[Window, ...]) -> int:
    """Total length of windows in microseconds."""
    return sum(offset(w.end) - offset(w.start) for w in windows)


def _count_remaining(window: Window, at: dt.datetime) -> int:
    """Microseconds of a window after an instant of the same day."""
    return max(0, offset(window.end) - max(offset(window.start), offset(at.time())))


def _check_minutes(minutes: Any) -> None:
    if isinstance(minutes, bool) or not isinstance(minutes, int | float):
        raise InputError(
            f"分钟数应为数字,现为 {minutes!r}",
            f"minutes must be a number, not {minutes!r}",
        )
    if not isfinite(minutes):
        raise InputError(
            f"分钟数应为有限的数,现为 {minutes}",
            f"minutes must be a finite number, not {minutes}",
        )


def _rebuild_hours(fields: dict[str, Any]) -> OfficeHours:
    return OfficeHours(**fields)
