"""How a period was counted: its facts, day by day and run by run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import attrs

from zhengwu._paths import JsonValue
from zhengwu._text import TextEnum
from zhengwu.calendars import Day, WorkCalendar
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._base import AnyLimit
from zhengwu.limits.values._units import Counting

_ONE_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class CountedDay:
    """One day on the way to a deadline (计算步骤).

    Args:
        day: The day of the calendar.
        number: Which day of the period it is; None if it is not counted.
        suspended: Whether it is not counted because the clock stood still.
    """

    day: Day
    number: int | None
    suspended: bool = False

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data: the day's own keys, ``number`` and ``suspended``."""
        return {
            **self.day.to_dict(), "number": self.number, "suspended": self.suspended
        }  # fmt: skip


class StretchKind(TextEnum):
    """Why a run of days counts or does not (计入与否)."""

    COUNTED = "counted", "计入", "counted"
    TRIGGER = "trigger", "起算当日,不计入", "day of the event, not counted"
    REST = "rest", "不计入", "not counted"
    SUSPENDED = "suspended", "暂停计时,不计入", "suspended, not counted"
    ROLLED = "rolled", "期满后顺延", "moved on from the last day"


@attrs.frozen(kw_only=True)
class Stretch:
    """Run of days that count, or are skipped for one reason (计算区段).

    Args:
        kind: Why they count or do not.
        first: First day.
        last: Last day.
        numbers: First and last number, where they count.
        day: What the calendar says of the first day; of all of them, in kind and name.
    """

    kind: StretchKind
    first: dt.date
    last: dt.date
    numbers: tuple[int, int] | None
    day: Day

    def to_dict(self) -> dict[str, JsonValue]:
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
class Count:
    """Count of a period (期限计算): from the event to the day on which it falls due.

    Args:
        start: Day or instant of the event that set it running; of the event before which
            something must be done, where it is counted back.
        limit: The limit, with its extensions.
        date: Day on which it falls due; the best estimate where not certain.
        nominal: Last day of the period before it gave way to a working day.
        at: Instant, for limits in hours and minutes; otherwise it is the end of `date`.
        certain: Whether every day that it rests on is announced and settled. Only an
            amendment in mid-year, such as that of January 2020, could still move it.
        earliest: It cannot fall before this day.
        latest: It cannot fall after this day.
        revision: Revision of the calendar on which it rests.
        count_trigger_day: Whether `start` was counted as the first day.
        backward: Whether it was counted back from `start`.
        halts: Suspensions. In days: the days after the first, up to the second, did not
            count; for a limit in hours, the instants.
        extensions: Extensions that `limit` does not hold, as they have another unit.
        basis: The articles that set the limit and say how it is counted, where known.
        calendar: The calendar; not compared.
    """

    start: dt.date
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
    halts: tuple[tuple[dt.date, dt.date], ...] = ()
    extensions: tuple[AnyLimit, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    calendar: WorkCalendar = attrs.field(eq=False, repr=False)

    @property
    def steps(self) -> tuple[CountedDay, ...]:
        """Every day from the start to the end, counted or skipped; made when asked for.

        The start comes first, with no number unless it was counted; counted back, the
        days still come in their order, and the numbers fall. A limit in hours has none.
        """
        if self.at is not None:
            return ()
        if self.backward:
            return tuple(reversed([*self._back()]))
        return tuple(self._forward())

    def _forward(self) -> Iterator[CountedDay]:
        by_working_day = self.limit.counting is Counting.WORKING_DAYS
        number, day, first = 0, self.start, self.start
        halts = iter((*self.halts, (dt.date.max, dt.date.max)))
        begin, end = next(halts)
        while day <= self.date:
            while day > end:
                begin, end = next(halts)
            what = self.calendar.day(day)
            halted = begin < day
            counts = day != first or (self.count_trigger_day and self.limit.amount > 0)
            counts &= day <= self.nominal and (what.working or not by_working_day)
            counts &= not halted
            number += counts
            yield CountedDay(
                day=what, number=number if counts else None, suspended=halted
            )
            day += _ONE_DAY

    def _back(self) -> Iterator[CountedDay]:
        by_working_day = self.limit.counting is Counting.WORKING_DAYS
        number, day = 0, self.start
        while day >= self.date:
            what = self.calendar.day(day)
            counts = day != self.start and day >= self.nominal
            counts &= what.working or not by_working_day
            number += counts
            yield CountedDay(day=what, number=number if counts else None)
            day -= _ONE_DAY

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The steps in runs of days that count, or are skipped for one reason."""

        def likeness(step: CountedDay) -> tuple[StretchKind, str, str, str]:
            day = step.day
            return (self._kind(step), day.name_zh, day.status.value, day.source)

        runs = ((kind, [*days]) for (kind, *_), days in groupby(self.steps, likeness))
        return tuple(_to_stretch(kind, days) for kind, days in runs)

    def _kind(self, step: CountedDay) -> StretchKind:
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
