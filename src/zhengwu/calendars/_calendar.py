"""The working calendar: which days are worked, and the n-th working day from a day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from zhengwu._dates import as_date
from zhengwu._errors import CalendarRangeError, InputError
from zhengwu.calendars._assemble import Args, assemble, local_festivals, revision
from zhengwu.calendars._day import Day, DayKind, DayStatus
from zhengwu.calendars._layers import Layer, check_notice
from zhengwu.calendars._month import MonthView
from zhengwu.calendars._notices import Notice
from zhengwu.calendars._projection import Far, project
from zhengwu.calendars._protocol import Estimate
from zhengwu.calendars._published import Mark
from zhengwu.calendars._regional import chain
from zhengwu.calendars._statutory import last_festival_year
from zhengwu.calendars._table import DayTable
from zhengwu.findings import Report

_ONE_DAY: Final = timedelta(days=1)

_MONTHS: Final = 12
_YEARS_AHEAD: Final = 4  # estimated at first; more when a question needs them


class ChinaCalendar:
    """Working calendar of mainland China (中国工作日历), made by `china_calendar`.

    Immutable, hashable and safe to share between threads. Two calendars are equal if
    their content is.

    Attributes:
        coverage: First published day, last day for which an estimate can be made.
        published_until: Last announced day.
        final_until: Last day that no notice for the next year may change.
        revision: Hash of the content: equal content, equal revision.
        name: ``CN``, with the division for a regional calendar.
        conflicts: Where the caller's layers overrule what lies below them.
    """

    __slots__ = (
        "_announced",
        "_args",
        "_base",
        "_doubtful",
        "_far",
        "_marks",
        "_projected",
        "_seen",
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
        self._projected: Final = args.projected
        self._marks: Final = announced.marks
        self._statuses: Final = announced.statuses
        self._table: Final = DayTable(announced.first.toordinal(), announced.likely)
        # Days of the announced years that a regional festival may still take.
        self._doubtful: Final = sorted(
            day.toordinal()
            for day, status in announced.statuses.items()
            if status is DayStatus.PROJECTED
        )
        self.name: Final = "CN" if args.region is None else f"CN-{args.region}"
        self.conflicts: Final = Report(conflicts)
        self._base: Final = self._table.base
        # Empty where days are doubtful, so that the quick path finds nothing.
        self._upto: Final = [] if self._doubtful else self._table.upto
        self._worked: Final = self._table.worked
        self._seen: Final[dict[date, Day]] = {}
        self._far: Far | None = None
        self._announced: Final = announced
        self.coverage: Final = (announced.first, date(last_festival_year(), 12, 31))
        self.published_until: Final = announced.last
        self.final_until: Final = announced.final_until
        self.revision: Final = revision(announced)

    def is_working_day(self, day: date, /) -> bool:
        """Whether offices work on that day.

        Raises:
            CalendarRangeError: The day is not announced (unless the calendar was made
                with ``projected=True``) or out of `coverage`.

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
        self._require(ordinal - 1, ordinal)
        if 0 <= i < table.size:
            return table.flags[i] == 1
        best = self._beyond(day, day).best
        return best.flags[ordinal - best.base] == 1

    def add_working_days(self, day: date, n: int, /) -> date:
        """The n-th working day after `day`; before it, if n < 0; `day` itself, if 0.

        `day` is never counted, whether it is worked or not, so that
        ``count_working_days(d, add_working_days(d, n)) == n``.

        Args:
            day: Any day.
            n: Whole number of working days.

        Raises:
            CalendarRangeError: The answer lies beyond the announced days.

        >>> china_calendar().add_working_days(date(2026, 9, 28), 5)
        datetime.date(2026, 10, 10)
        """
        # perf: measured, the common case without a call (0.2 us against 0.33).
        if day.__class__ is date and n.__class__ is int and n > 0:
            i = day.toordinal() - self._base
            if i >= 0:
                try:
                    return self._worked[self._upto[i] + n - 1]
                except IndexError:  # beyond the announced days
                    pass
        return self._add_any(day, n)

    def _add_any(self, day: date, n: int) -> date:
        """`add_working_days` for every case."""
        day, n = as_date(day, "day"), _whole(n)
        found = self._table.add(day.toordinal(), n)
        if found is not None:
            self._require(*sorted((day.toordinal(), found.toordinal())))
            return found
        if day > self.published_until:
            needed = day
        elif n > 0:
            needed = self.published_until + _ONE_DAY
        else:
            needed = self.coverage[0] - _ONE_DAY
        self._beyond(day, needed)
        return self._search(day, n).date

    def count_working_days(self, start: date, end: date, /) -> int:
        """Working days in ``(start, end]``.

        Where `end` comes first, minus the working days in ``[end, start)``: the start is
        never counted, the end always.

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
                self._require(min(a, b), max(a, b))
            return table.count(a, b)
        for one in (start, end):
            if not self.coverage[0] <= one <= self.published_until:
                self._beyond(one, one)
        return self._reach(max(start, end)).best.count(a, b)

    def day(self, day: date, /) -> Day:
        """What kind of day it is, how sure that is and who says so.

        Answers beyond the announced days too, with the status PROJECTED.

        Raises:
            CalendarRangeError: The day is out of `coverage`.

        >>> china_calendar().day(date(2026, 10, 5)).name_zh
        '国庆节补假'
        """
        if day.__class__ is date and (known := self._seen.get(day)) is not None:
            return known
        day = as_date(day, "day")
        self._check(day)
        if day <= self.published_until:
            table, marks = self._table, self._marks
        else:
            far = self._reach(day)
            table, marks = far.best, far.marks
        working = table.flags[day.toordinal() - table.base] == 1
        kind, name_zh, name_en, source = marks.get(day) or _plain(working=working)
        # perf: days are asked for again and again; one value each is enough.
        found = self._seen[day] = Day(
            date=day,
            working=working,
            kind=kind,
            name_zh=name_zh,
            name_en=name_en,
            status=self._status(day),
            source=source,
        )
        return found

    def estimate_add(self, day: date, n: int, /) -> Estimate:
        """As `add_working_days`, and between which days it lies.

        Days that are merely not announced do not raise.

        Raises:
            CalendarRangeError: The answer is out of `coverage`.
        """
        if day.__class__ is not date:
            day = as_date(day, "day")
        if n.__class__ is not int:
            n = _whole(n)
        ordinal = day.toordinal()
        found = self._table.add(ordinal, n)
        if (
            found is not None
            and found <= self.final_until
            and day <= self.final_until
            and not self._doubts(*sorted((ordinal, found.toordinal())))
        ):
            return Estimate(found, found, found)
        self._check(day)
        return self._search(day, n)

    def estimate_roll(self, day: date, /) -> Estimate:
        """The first working day on or after `day`, with the interval."""
        self._check(as_date(day, "day"))
        if day == self.coverage[0]:
            day += (
                _ONE_DAY  # 1 January, a holiday: the first working day comes after it
            )
        return self.estimate_add(day - _ONE_DAY, 1)

    def with_layer(self, *layers: Layer) -> ChinaCalendar:
        """The same calendar with more layers on top; the last one wins.

        Where a layer overrules what lies below it, `conflicts` says so.

        Raises:
            FindingsError: A layer that names a day both off and worked.

        >>> typhoon = Layer.closure(date(2026, 9, 7), date(2026, 9, 8), name="台风停办")
        >>> china_calendar().with_layer(typhoon).add_working_days(date(2026, 9, 4), 1)
        datetime.date(2026, 9, 9)
        """
        for layer in layers:
            layer.check().raise_for()
        return _make(self._args._replace(layers=(*self._args.layers, *layers)))

    def with_notice(self, *added: Notice) -> ChinaCalendar:
        """The same calendar with notices that the installed data do not have yet.

        Raises:
            FindingsError: A notice that contradicts itself or leaves out a festival.
            InputError: A year in between is missing.
        """
        for notice in added:
            check_notice(notice).raise_for()
        return _make(self._args._replace(notices=(*self._args.notices, *added)))

    def days(self, first: date, last: date, /) -> Iterator[Day]:
        """Every day from `first` to `last`, both included.

        Raises:
            CalendarRangeError: A day is out of `coverage`.
        """
        for ordinal in _span(first, last):
            yield self.day(date.fromordinal(ordinal))

    def working_days(self, first: date, last: date, /) -> Iterator[date]:
        """Working days from `first` to `last`, both included.

        Raises:
            CalendarRangeError: A day is not announced.
        """
        for ordinal in _span(first, last):
            day = date.fromordinal(ordinal)
            if self.is_working_day(day):
                yield day

    def month(self, year: int, month: int) -> MonthView:
        """A month to look at: text when printed, coloured in a notebook.

        Raises:
            InputError: No such month.
            CalendarRangeError: The month is out of `coverage`.
        """
        year, month = _whole(year), _whole(month)
        if not (dt.MINYEAR <= year <= dt.MAXYEAR and 1 <= month <= _MONTHS):
            raise InputError(f"没有 {year} 年 {month} 月", f"no month {year}-{month}")
        return MonthView.of(self, year, month)

    @property
    def doubtful_days(self) -> tuple[date, ...]:
        """Announced days that a regional festival without an arrangement may take."""
        return tuple(
            map(date.fromordinal, self._doubtful if not self._projected else ())
        )

    def kernel(self) -> DayTable:
        """The table behind bare answers, for computing over columns."""
        if not self._projected:
            return self._table
        return self._reach(self.coverage[1]).best

    def _doubts(self, after: int, upto: int) -> int | None:
        """First doubtful ordinal in ``(after, upto]``."""
        i = bisect_right(self._doubtful, after)
        found = i < len(self._doubtful) and self._doubtful[i] <= upto
        return self._doubtful[i] if found else None

    def _require(self, after: int, upto: int) -> None:
        """Refuse a bare answer that rests on a doubtful day."""
        doubtful = None if self._projected else self._doubts(after, upto)
        if doubtful is not None:
            day = date.fromordinal(doubtful)
            coverage = (self.coverage[0], self.published_until)
            raise CalendarRangeError(self.name, day, coverage)

    def _status(self, day: date) -> DayStatus:
        if day in self._statuses:
            return self._statuses[day]
        if day > self.published_until:
            return DayStatus.PROJECTED
        return DayStatus.PUBLISHED if day <= self.final_until else DayStatus.PROVISIONAL

    def _check(self, day: date) -> None:
        first, last = self.coverage
        if not first <= day <= last:
            raise CalendarRangeError(self.name, day, (first, last))

    def _beyond(self, day: date, needed: date) -> Far:
        """The tables beyond the announced days, if the caller accepts projections."""
        self._check(day)
        if not self._projected or needed < self.coverage[0]:
            coverage = (self.coverage[0], self.published_until)
            raise CalendarRangeError(self.name, needed, coverage)
        return self._reach(needed)

    def _reach(self, day: date) -> Far:
        """Announced and estimated days, at least up to the year after `day`."""
        far, last = self._far, last_festival_year()
        if far is None or (far.last.year <= day.year and far.last.year < last):
            year = max(day.year + 1, self.published_until.year + _YEARS_AHEAD)
            # Two threads may both build it; they build the same and either may stay.
            local = local_festivals(self._args, min(year, last))
            far = self._far = project(self._announced, min(year, last), local)
        return far

    def _search(self, day: date, n: int) -> Estimate:
        """`estimate_add` over estimated days, looking further ahead until it is found."""
        ordinal = day.toordinal()
        far = self._reach(day)
        while True:
            best = far.best.add(ordinal, n)
            bounds = far.bounds.add(ordinal - far.best.base, n)
            if best is not None and bounds is not None:
                low, high = (date.fromordinal(far.best.base + i) for i in bounds)
                return Estimate(best, low, high)
            first, last = self.coverage
            if n < 0 or far.last == last:
                beyond = last + _ONE_DAY if n > 0 else first - _ONE_DAY
                raise CalendarRangeError(self.name, beyond, self.coverage)
            # Twice as far each time: a rebuild costs as much as the years it holds.
            ahead = far.last.year - self.published_until.year
            far = self._reach(date(min(far.last.year + ahead, last.year), 1, 1))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ChinaCalendar):
            return (self.revision, self._projected) == (
                other.revision,
                other._projected,
            )
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.revision, self._projected))

    def __reduce__(self) -> tuple[object, ...]:
        return _make, (self._args,)

    def __repr__(self) -> str:
        return (
            f"<ChinaCalendar {self.name} {self.revision} until {self.published_until}>"
        )


def _span(first: date, last: date) -> range:
    first, last = as_date(first, "first"), as_date(last, "last")
    return range(first.toordinal(), last.toordinal() + 1)


def _plain(*, working: bool) -> Mark:
    kind = DayKind.WORKDAY if working else DayKind.WEEKEND
    return Mark(kind, kind.label_zh, kind.label_en, "")


def _whole(n: object) -> int:
    if isinstance(n, int) and not isinstance(n, bool):
        return int(n)
    raise InputError(f"应为整数,现为 {n!r}", f"a whole number is needed, not {n!r}")


@lru_cache(maxsize=64)
def _make(args: Args) -> ChinaCalendar:
    return ChinaCalendar(args)


def china_calendar(
    region: str | None = None, as_of: date | None = None, *, projected: bool = False
) -> ChinaCalendar:
    """Make the working calendar of mainland China (中国工作日历).

    Args:
        region: Division code of 6, 9 or 12 digits such as ``"450000"``: its own holidays
            and those of the divisions above it. None for the nation alone.
        as_of: Answer with what was announced by that day; None for all that the
            installed data know.
        projected: Let bare answers (bool, date, int) rest on estimated days; otherwise
            they raise there. `ChinaCalendar.day` and deadlines never raise there.

    Raises:
        CodeFormatError: `region` is no division code.
        UnknownCodeError: No division of mainland China begins so.
        InputError: `as_of` is no date, or nothing was announced by then.

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
        region = chain(region)[-1]
    return _make(Args(region, as_of, projected))
