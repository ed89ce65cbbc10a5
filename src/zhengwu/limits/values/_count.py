"""The count of a period: its result, each day, and runs of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._text import TextEnum
from zhengwu._values import Value
from zhengwu.calendars import Day, WorkCalendar
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._base import AnyLimit
from zhengwu.limits.values._units import Counting

_ONE_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class CountedDay(Value):
    """A day between the start and the deadline (计算步骤).

    Args:
        day: The day of the calendar.
        number: Number of the day within the period; None if the day is not counted.
        suspended: Whether the day is not counted because the clock was suspended.
    """

    day: Day
    number: int | None
    suspended: bool = False

    def to_record(self) -> dict[str, JsonValue]:
        """Plain data: the keys of the day, ``number`` and ``suspended``."""
        return {
            **self.day.to_record(), "number": self.number, "suspended": self.suspended
        }  # fmt: skip


class StretchKind(TextEnum):
    """Why a run of days counts or does not (计入与否)."""

    COUNTED = "counted", "计入", "counted"
    TRIGGER = "trigger", "起算当日,不计入", "day of the event, not counted"
    REST = "rest", "不计入", "not counted"
    SUSPENDED = "suspended", "暂停计时,不计入", "suspended, not counted"
    ROLLED = "rolled", "期满后顺延", "rolled forward after the last day"


@attrs.frozen(kw_only=True)
class Stretch(Value):
    """Run of days that are all counted, or all skipped for the same reason (计算区段).

    Args:
        kind: Why the days are counted or skipped.
        first: First day.
        last: Last day.
        numbers: Numbers of the first and the last day; None if the days are skipped.
        day: Calendar entry of the first day; the other days have the same kind and name.
    """

    kind: StretchKind
    first: dt.date
    last: dt.date
    numbers: tuple[int, int] | None
    day: Day

    def to_record(self) -> dict[str, JsonValue]:
        """Plain data, for JSON."""
        return {
            "kind": self.kind.value,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "numbers": list(self.numbers) if self.numbers else None,
            "name_zh": self.day.name_zh,
            "name_en": self.day.name_en,
            "status": self.day.status.value,
            "source": self.day.source,
        }


@attrs.frozen(kw_only=True)
class Count(Value):
    """Count of a period (期限计算) from the event to the day on which the period ends.

    Args:
        start: Day or instant of the event from which the period runs. For a period counted
            back: of the event before which the act must be done.
        limit: The limit, with its extensions.
        date: Day on which the period ends; the best estimate if not certain.
        nominal: Last day of the period before it rolls forward to a working day.
        at: Instant of the end, for limits in hours and minutes; None if the period ends
            with `date`.
        certain: Whether all days of the count are announced and settled. After that, only
            an amendment in mid-year, such as that of January 2020, can change `date`.
        earliest: Earliest day on which the period can end.
        latest: Latest day on which the period can end.
        revision: Revision of the calendar used for the count.
        count_trigger_day: Whether `start` was counted as the first day.
        backward: Whether the period was counted back from `start`.
        halts: Suspensions, as pairs of start and end. For a period in days, the days after
            the first, up to and including the second, were not counted. For a limit in
            hours, the pairs are instants.
        extensions: Extensions in another unit than `limit`, which are not part of `limit`.
        basis: The articles that set the limit and its way of counting, where known.
        calendar: The calendar; ignored by ``==``.
    """

    start: dt.date | dt.datetime
    limit: AnyLimit
    date: dt.date
    nominal: dt.date
    at: dt.datetime | None = None
    certain: bool
    earliest: dt.date
    latest: dt.date
    revision: str
    count_trigger_day: bool = False
    backward: bool = False
    halts: tuple[tuple[dt.date | dt.datetime, dt.date | dt.datetime], ...] = ()
    extensions: tuple[AnyLimit, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    calendar: WorkCalendar = attrs.field(eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        is_instant = isinstance(self.start, dt.datetime)
        halts = {isinstance(day, dt.datetime) for pair in self.halts for day in pair}
        if is_instant != (self.at is not None) or not halts <= {is_instant}:
            raise InputError(
                "start、at 与 halts 应同为时刻;按日计的期限 start、halts 为日期,at 为 None",
                "start, at and halts must all be instants; for a period in days start and "
                "halts are dates and at is None",
            )

    @property
    def steps(self) -> tuple[CountedDay, ...]:
        """Every day from the start to the end, counted or skipped; computed on access.

        The start is the first step and has no number unless it was counted. In a period
        counted back, the days are in calendar order and the numbers descend. A limit in
        hours has no steps.
        """
        if self.at is not None:
            return ()
        if self.backward:
            return tuple(reversed([*self._count_back()]))
        return tuple(self._count_forward())

    def _count_forward(self) -> Iterator[CountedDay]:
        by_working_day = self.limit.counting is Counting.WORKING_DAYS
        number, day, first = 0, self.start, self.start
        halts = iter((*self.halts, (dt.date.max, dt.date.max)))
        begin, end = next(halts)
        while day <= self.date:
            while day > end:
                begin, end = next(halts)
            entry = self.calendar.day(day)
            halted = begin < day
            counts = day != first or (self.count_trigger_day and self.limit.amount > 0)
            counts &= day <= self.nominal and (entry.working or not by_working_day)
            counts &= not halted
            number += counts
            yield CountedDay(
                day=entry, number=number if counts else None, suspended=halted
            )
            day += _ONE_DAY

    def _count_back(self) -> Iterator[CountedDay]:
        by_working_day = self.limit.counting is Counting.WORKING_DAYS
        number, day = 0, self.start
        while day >= self.date:
            entry = self.calendar.day(day)
            counts = day != self.start and day >= self.nominal
            counts &= entry.working or not by_working_day
            number += counts
            yield CountedDay(day=entry, number=number if counts else None)
            day -= _ONE_DAY

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Runs of steps that are all counted, or all skipped for the same reason."""

        def group_key(step: CountedDay) -> tuple[StretchKind, str, str, str]:
            day = step.day
            return (self._find_kind(step), day.name_zh, day.status.value, day.source)

        runs = ((kind, [*days]) for (kind, *_), days in groupby(self.steps, group_key))
        return tuple(_to_stretch(kind, days) for kind, days in runs)

    def _find_kind(self, step: CountedDay) -> StretchKind:
        day = step.day.date
        if step.number is not None:
            return StretchKind.COUNTED
        if day == self.start:
            return StretchKind.TRIGGER
        if step.suspended:
            return StretchKind.SUSPENDED
        past = day < self.nominal if self.backward else day > self.nominal
        return StretchKind.ROLLED if past else StretchKind.REST


def _to_stretch(kind: StretchKind, days: Sequence[CountedDay]) -> Stretch:
    first, last = days[0], days[-1]
    numbers = None
    if first.number is not None and last.number is not None:
        numbers = (first.number, last.number)
    return Stretch(
        kind=kind,
        first=first.day.date,
        last=last.day.date,
        numbers=numbers,
        day=first.day,
    )
