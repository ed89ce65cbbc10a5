"""The working calendar: kinds of days, adding and counting working days."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from zhengwu._dates import as_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu._values import Row, as_object, shapes_of
from zhengwu.calendars._assemble import (
    Args,
    assemble,
    compute_revision,
    make_local_finder,
)
from zhengwu.calendars._day import Day, DayKind, DayStatus
from zhengwu.calendars._layers import Layer, check_notice
from zhengwu.calendars._month import MonthView
from zhengwu.calendars._notices import Notice
from zhengwu.calendars._projection import Projection, project
from zhengwu.calendars._protocol import Estimate
from zhengwu.calendars._published import Mark
from zhengwu.calendars._regional import list_regions
from zhengwu.calendars._statutory import last_festival_year
from zhengwu.calendars._table import DayTable
from zhengwu.findings import Report

_ONE_DAY: Final = timedelta(days=1)

_MONTHS: Final = 12
_YEARS_AHEAD: Final = 4  # years estimated at first; more are added when needed


class ChinaCalendar:
    """Working calendar of mainland China (中国工作日历), created by `china_calendar`.

    Immutable, hashable and safe to share between threads. Calendars with the same content
    are equal.

    Attributes:
        coverage: First published day, and last day with an estimate.
        published_until: Last announced day.
        final_until: Last day that a notice for the next year cannot change.
        revision: Hash of the content; equal content gives an equal revision.
        name: ``CN``, followed by the division for a regional calendar.
        conflicts: Findings about layers of the caller that overrule lower layers.
    """

    __slots__ = (
        "_announced",
        "_args",
        "_base",
        "_days",
        "_doubtful",
        "_is_projected",
        "_marks",
        "_projection",
        "_statuses",
        "_table",
        "_upto",
        "_worked",
        "conflicts",
        "coverage",
        "final_until",
        "name",
        "published_until",
        "revision",
    )

    def __init__(self, args: Args) -> None:
        announced, conflicts = assemble(args)
        self._args: Final = args
        self._is_projected: Final = args.projected
        self._marks: Final = announced.marks
        self._statuses: Final = announced.statuses
        self._table: Final = DayTable(
            announced.first.toordinal(), announced.combined_flags
        )
        # Days of the announced years that a regional festival may still take.
        self._doubtful: Final = sorted(
            day.toordinal()
            for day, status in announced.statuses.items()
            if status is DayStatus.PROJECTED
        )
        self.name: Final = "CN" if args.region is None else f"CN-{args.region}"
        self.conflicts: Final = Report(conflicts)
        self._base: Final = self._table.base
        # Empty if days are doubtful, so that the fast path is never taken.
        self._upto: Final = [] if self._doubtful else self._table.upto
        self._worked: Final = self._table.worked
        self._days: Final[dict[date, Day]] = {}
        self._projection: Projection | None = None
        self._announced: Final = announced
        self.coverage: Final = (announced.first, date(last_festival_year(), 12, 31))
        self.published_until: Final = announced.last
        self.final_until: Final = announced.final_until
        self.revision: Final = compute_revision(announced)

    def is_working_day(self, day: date, /) -> bool:
        """Whether offices work on that day.

        Raises:
            CalendarRangeError: The day is outside `coverage`, or it is not announced and
                the calendar was created without ``projected=True``.

        >>> china_calendar().is_working_day(date(2026, 10, 10))  # a Saturday, 补班
        True
        """
        if day.__class__ is not date:
            day = as_date(day, "day")
        table = self._table
        ordinal = day.toordinal()
        i = ordinal - table.base
        if 0 <= i < table.size and not self._doubtful:
            return table.flags[i] == 1
        self._reject_doubtful(ordinal - 1, ordinal)
        if 0 <= i < table.size:
            return table.flags[i] == 1
        estimated = self._require_projection(day, day).table
        return estimated.flags[ordinal - estimated.base] == 1

    def add_working_days(self, day: date, n: int, /) -> date:
        """The n-th working day after `day` (before it if n < 0; `day` itself if n is 0).

        `day` itself is never counted, so that
        ``count_working_days(d, add_working_days(d, n)) == n``.

        Args:
            day: Any day.
            n: Number of working days.

        Raises:
            CalendarRangeError: The result lies outside the announced days.

        >>> china_calendar().add_working_days(date(2026, 9, 28), 5)
        datetime.date(2026, 10, 10)
        """
        # perf: measured; the common case inline, without a call (0.2 us against 0.33).
        if day.__class__ is date and n.__class__ is int and n > 0:
            i = day.toordinal() - self._base
            if i >= 0:
                try:
                    return self._worked[self._upto[i] + n - 1]
                except IndexError:  # outside the announced days
                    pass
        return self._add_generally(day, n)

    def _add_generally(self, day: date, n: int) -> date:
        """`add_working_days` for every case, including errors."""
        day, n = as_date(day, "day"), _check_whole_number(n)
        result = self._table.add(day.toordinal(), n)
        if result is not None:
            self._reject_doubtful(*sorted((day.toordinal(), result.toordinal())))
            return result
        if day > self.published_until:
            needed = day
        elif n > 0:
            needed = self.published_until + _ONE_DAY
        else:
            needed = self.coverage[0] - _ONE_DAY
        self._require_projection(day, needed)
        return self._search_estimate(day, n).date

    def count_working_days(self, start: date, end: date, /) -> int:
        """Working days in ``(start, end]``.

        If `end` is earlier, the result is minus the working days in ``[end, start)``: the
        start is never counted, the end always.

        Raises:
            CalendarRangeError: A day is not announced.

        >>> china_calendar().count_working_days(date(2026, 9, 28), date(2026, 10, 10))
        5
        """
        if start.__class__ is not date:
            start = as_date(start, "start")
        if end.__class__ is not date:
            end = as_date(end, "end")
        table = self._table
        a, b = start.toordinal(), end.toordinal()
        if 0 <= a - table.base < table.size and 0 <= b - table.base < table.size:
            if self._doubtful:
                self._reject_doubtful(min(a, b), max(a, b))
            return table.count(a, b)
        for day in (start, end):
            if not self.coverage[0] <= day <= self.published_until:
                self._require_projection(day, day)
        return self._project_to(max(start, end)).table.count(a, b)

    def day(self, day: date, /) -> Day:
        """Kind, status and source of a day.

        Days after the announced days have the status PROJECTED.

        Raises:
            CalendarRangeError: The day is outside `coverage`.

        >>> china_calendar().day(date(2026, 10, 5)).name_zh
        '国庆节补假'
        """
        if day.__class__ is date and (known := self._days.get(day)) is not None:
            return known
        day = as_date(day, "day")
        self._check_coverage(day)
        if day <= self.published_until:
            table, marks = self._table, self._marks
        else:
            projection = self._project_to(day)
            table, marks = projection.table, projection.marks
        working = table.flags[day.toordinal() - table.base] == 1
        kind, name_zh, name_en, source = marks.get(day) or _make_plain_mark(
            working=working
        )
        # perf: the same days are requested many times, so every Day is stored.
        result = self._days[day] = Day(
            date=day,
            working=working,
            kind=kind,
            name_zh=name_zh,
            name_en=name_en,
            status=self._find_status(day),
            source=source,
        )
        return result

    def estimate_add(self, day: date, n: int, /) -> Estimate:
        """Like `add_working_days`, with the earliest and latest possible day.

        Days that are not announced do not raise.

        Raises:
            CalendarRangeError: The result is outside `coverage`.
        """
        if day.__class__ is not date:
            day = as_date(day, "day")
        if n.__class__ is not int:
            n = _check_whole_number(n)
        ordinal = day.toordinal()
        result = self._table.add(ordinal, n)
        if (
            result is not None
            and result <= self.final_until
            and day <= self.final_until
            and not self._find_doubtful(*sorted((ordinal, result.toordinal())))
        ):
            return Estimate.trusted(date=result, earliest=result, latest=result)
        self._check_coverage(day)
        return self._search_estimate(day, n)

    def estimate_roll(self, day: date, /) -> Estimate:
        """The first working day on or after `day`, with the earliest and latest day."""
        self._check_coverage(as_date(day, "day"))
        if day == self.coverage[0]:
            day += _ONE_DAY  # 1 January is a holiday; the day before is not covered
        return self.estimate_add(day - _ONE_DAY, 1)

    def with_layer(self, *layers: Layer) -> ChinaCalendar:
        """The same calendar with more layers on top; the last layer prevails.

        `conflicts` reports where a layer overrules a lower layer.

        Raises:
            FindingsError: A layer lists a day both as off and as worked.

        >>> typhoon = Layer.closure(date(2026, 9, 7), date(2026, 9, 8), name="台风停办")
        >>> china_calendar().with_layer(typhoon).add_working_days(date(2026, 9, 4), 1)
        datetime.date(2026, 9, 9)
        """
        for layer in layers:
            layer.check().raise_for()
        return _build_calendar(
            self._args._replace(layers=(*self._args.layers, *layers))
        )

    def with_notice(self, *added: Notice) -> ChinaCalendar:
        """The same calendar with notices that the installed data do not contain yet.

        Raises:
            FindingsError: A notice contradicts itself or omits a festival.
            InputError: The notices leave out a year.
        """
        for notice in added:
            check_notice(notice).raise_for()
        return _build_calendar(
            self._args._replace(notices=(*self._args.notices, *added))
        )

    def days(self, first: date, last: date, /) -> Iterator[Day]:
        """Every day from `first` to `last`, both included.

        Raises:
            CalendarRangeError: A day is outside `coverage`.
        """
        for ordinal in _to_ordinals(first, last):
            yield self.day(date.fromordinal(ordinal))

    def working_days(self, first: date, last: date, /) -> Iterator[date]:
        """Working days from `first` to `last`, both included.

        Raises:
            CalendarRangeError: A day is not announced.
        """
        for ordinal in _to_ordinals(first, last):
            day = date.fromordinal(ordinal)
            if self.is_working_day(day):
                yield day

    def month(self, year: int, month: int) -> MonthView:
        """A view of a month: text when printed, coloured HTML in a notebook.

        Raises:
            InputError: The month does not exist.
            CalendarRangeError: The month is outside `coverage`.
        """
        year, month = _check_whole_number(year), _check_whole_number(month)
        if not (dt.MINYEAR <= year <= dt.MAXYEAR and 1 <= month <= _MONTHS):
            raise InputError(
                f"没有 {year} 年 {month} 月", f"there is no month {year}-{month}"
            )
        return MonthView.of(self, year, month)

    @property
    def doubtful_days(self) -> tuple[date, ...]:
        """Announced days that a regional festival without an arrangement may take."""
        return tuple(
            map(date.fromordinal, self._doubtful if not self._is_projected else ())
        )

    def kernel(self) -> DayTable:
        """The table of all days that have an answer without bounds, for array operations."""
        if not self._is_projected:
            return self._table
        return self._project_to(self.coverage[1]).table

    def _find_doubtful(self, after: int, upto: int) -> int | None:
        """First doubtful ordinal in ``(after, upto]``, or None."""
        i = bisect_right(self._doubtful, after)
        is_inside = i < len(self._doubtful) and self._doubtful[i] <= upto
        return self._doubtful[i] if is_inside else None

    def _reject_doubtful(self, after: int, upto: int) -> None:
        """Raise if ``(after, upto]`` contains a doubtful day, unless projected."""
        doubtful = None if self._is_projected else self._find_doubtful(after, upto)
        if doubtful is not None:
            day = date.fromordinal(doubtful)
            coverage = (self.coverage[0], self.published_until)
            raise CalendarRangeError(self.name, day, coverage)

    def _find_status(self, day: date) -> DayStatus:
        if day in self._statuses:
            return self._statuses[day]
        if day > self.published_until:
            return DayStatus.PROJECTED
        return DayStatus.PUBLISHED if day <= self.final_until else DayStatus.PROVISIONAL

    def _check_coverage(self, day: date) -> None:
        first, last = self.coverage
        if not first <= day <= last:
            raise CalendarRangeError(self.name, day, (first, last))

    def _require_projection(self, day: date, needed: date) -> Projection:
        """Projection up to `needed`; raise if the calendar does not allow projections."""
        self._check_coverage(day)
        if not self._is_projected or needed < self.coverage[0]:
            coverage = (self.coverage[0], self.published_until)
            raise CalendarRangeError(self.name, needed, coverage)
        return self._project_to(needed)

    def _project_to(self, day: date) -> Projection:
        """Announced and estimated days, at least up to the year after `day`."""
        projection, last_year = self._projection, last_festival_year()
        if projection is None or (
            projection.last.year <= day.year and projection.last.year < last_year
        ):
            year = max(day.year + 1, self.published_until.year + _YEARS_AHEAD)
            year = min(year, last_year)
            # Two threads may both build the projection; the results are equal.
            find_local = make_local_finder(self._args, year)
            projection = project(self._announced, year, find_local)
            self._projection = projection
        return projection

    def _search_estimate(self, day: date, n: int) -> Estimate:
        """`estimate_add` over estimated days; project further until there is a result."""
        ordinal = day.toordinal()
        projection = self._project_to(day)
        while True:
            base = projection.table.base
            best = projection.table.add(ordinal, n)
            bounds = projection.bounds.add(ordinal - base, n)
            if best is not None and bounds is not None:
                low, high = (date.fromordinal(base + i) for i in bounds)
                return Estimate.trusted(date=best, earliest=low, latest=high)
            first, last = self.coverage
            if n < 0 or projection.last == last:
                uncovered = last + _ONE_DAY if n > 0 else first - _ONE_DAY
                raise CalendarRangeError(self.name, uncovered, self.coverage)
            # Double the projected years each time: the cost grows with their number.
            ahead = projection.last.year - self.published_until.year
            year = min(projection.last.year + ahead, last.year)
            projection = self._project_to(date(year, 1, 1))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ChinaCalendar):
            return (self.revision, self._is_projected) == (
                other.revision,
                other._is_projected,
            )
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.revision, self._is_projected))

    def arguments(self) -> dict[str, Any]:
        """The arguments of the calendar as plain data, with its revision."""
        shapes = shapes_of(Args)
        return {
            "revision": self.revision,
            **{
                name: shape.write(getattr(self._args, name))
                for name, shape in shapes.items()
                if getattr(self._args, name)
            },
        }

    @classmethod
    def from_arguments(cls, data: object) -> ChinaCalendar:
        """Build the calendar that `arguments` wrote, on the data installed here.

        Raises:
            InputError: The data states no calendar, or the installed data give the days
                of another revision.
        """
        plain = dict(as_object(data))
        revision = plain.pop("revision", "")
        calendar = _build_calendar(Row(Args, shapes_of(Args)).read(plain))
        if revision not in ("", calendar.revision):
            raise InputError(
                f"日历修订号为 {revision},而现有数据得出 {calendar.revision};请安装当时的数据,"
                "或用 as_of 指定已知日",
                f"the calendar has revision {revision}, and the installed data give "
                f"{calendar.revision}; install the data of that time, or state as_of",
            )
        return calendar

    def __reduce__(self) -> tuple[object, ...]:
        return _build_calendar, (self._args,)

    def __repr__(self) -> str:
        return (
            f"<ChinaCalendar {self.name} {self.revision} until {self.published_until}>"
        )


def _to_ordinals(first: date, last: date) -> range:
    first, last = as_date(first, "first"), as_date(last, "last")
    return range(first.toordinal(), last.toordinal() + 1)


def _make_plain_mark(*, working: bool) -> Mark:
    kind = DayKind.WORKDAY if working else DayKind.WEEKEND
    return Mark(kind, kind.label_zh, kind.label_en, "")


def _check_whole_number(n: object) -> int:
    if isinstance(n, int) and not isinstance(n, bool):
        return int(n)
    raise InputError(f"应为整数,现为 {n!r}", f"a whole number is needed, not {n!r}")


@lru_cache(maxsize=64)
def _build_calendar(args: Args) -> ChinaCalendar:
    return ChinaCalendar(args)


def china_calendar(
    region: str | None = None, as_of: date | None = None, *, projected: bool = False
) -> ChinaCalendar:
    """Create the working calendar of mainland China (中国工作日历).

    Args:
        region: Division code of 6, 9 or 12 digits, such as ``"450000"``. The calendar then
            includes the holidays of this division and of the divisions above it. None
            for national holidays only.
        as_of: Use only notices published by that day; None uses all installed data.
        projected: Whether answers without bounds (bool, date, int) may use estimated
            days; if false, they raise. `ChinaCalendar.day` and deadlines never raise
            because of an estimated day.

    Raises:
        CodeFormatError: `region` is not a division code.
        UnknownCodeError: No province of mainland China has the first two digits.
        InputError: `as_of` is not a date, or is before the first notice.

    >>> china_calendar().published_until
    datetime.date(2026, 12, 31)
    >>> china_calendar(as_of=date(2020, 1, 20)).is_working_day(date(2020, 2, 1))
    True
    >>> china_calendar("450000").day(date(2017, 4, 1)).name_zh  # a national make-up day
    '壮族三月三'
    """
    if as_of is not None:
        as_of = as_date(as_of, "as_of")
    if region is not None:
        region = list_regions(region)[-1]
    return _build_calendar(Args(region, as_of, projected))
