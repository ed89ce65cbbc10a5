"""The day or instant on which a limit falls due, and how it was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import attrs

from zhengwu._dates import BEIJING
from zhengwu._errors import InputError
from zhengwu.calendars import Day, Estimate, OfficeHours, TimeEstimate, WorkCalendar
from zhengwu.findings import JsonValue
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._units import Counting

if TYPE_CHECKING:
    from zhengwu.limits.values._explain import Stretch
    from zhengwu.limits.values._limit import Limit

_ONE_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class Step:
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


@attrs.frozen(kw_only=True)
class Deadline:
    """Deadline (届满日): when a time limit falls due.

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
    limit: Limit
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
    extensions: tuple[Limit, ...] = ()
    basis: tuple[LegalBasis, ...] = ()
    calendar: WorkCalendar = attrs.field(eq=False, repr=False)

    @classmethod
    def of_days(
        cls,
        limit: Limit,
        start: dt.date,
        end: Estimate,
        calendar: WorkCalendar,
        *,
        nominal: dt.date,
        count_trigger_day: bool = False,
        backward: bool = False,
        halts: tuple[tuple[dt.date, dt.date], ...] = (),
    ) -> Deadline:
        """A deadline at the end of a day, certain if no later notice may move it."""
        furthest = end.latest
        if (
            backward
        ):  # counted days reach up to the start; calendar days need no calendar
            by_day = limit.counting is Counting.WORKING_DAYS
            furthest = start if by_day else nominal
        return cls(
            start=start,
            limit=limit,
            date=end.date,
            nominal=nominal,
            certain=furthest <= calendar.final_until and end.earliest == end.latest,
            earliest=end.earliest,
            latest=end.latest,
            revision=calendar.revision,
            count_trigger_day=count_trigger_day,
            backward=backward,
            halts=halts,
            calendar=calendar,
        )

    @classmethod
    def of_time(
        cls,
        limit: Limit,
        start: dt.datetime,
        at: dt.datetime,
        calendar: WorkCalendar,
        end: TimeEstimate | None = None,
        *,
        halts: tuple[tuple[dt.datetime, dt.datetime], ...] = (),
        extensions: tuple[Any, ...] = (),
    ) -> Deadline:
        """A deadline at an instant; by the clock on the wall it is always certain."""
        day = at.date()
        return cls(
            start=start,
            limit=limit,
            date=day,
            nominal=day,
            at=at,
            certain=end is None
            or (end.latest <= calendar.final_until and end.earliest == end.latest),
            earliest=end.earliest if end else day,
            latest=end.latest if end else day,
            revision=calendar.revision,
            halts=halts,
            extensions=extensions,
            calendar=calendar,
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every day from the start to the end, counted or skipped; made when asked for.

        The start comes first, with no number unless it was counted; counted back, the
        days still come in their order, and the numbers fall. A limit in hours has none.
        """
        if self.at is not None:
            return ()
        if self.backward:
            return tuple(reversed([*self._back()]))
        return tuple(self._forward())

    def _forward(self) -> Iterator[Step]:
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
            yield Step(day=what, number=number if counts else None, suspended=halted)
            day += _ONE_DAY

    def _back(self) -> Iterator[Step]:
        by_working_day = self.limit.counting is Counting.WORKING_DAYS
        number, day = 0, self.start
        while day >= self.date:
            what = self.calendar.day(day)
            counts = day != self.start and day >= self.nominal
            counts &= what.working or not by_working_day
            number += counts
            yield Step(day=what, number=number if counts else None)
            day -= _ONE_DAY

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The steps put together: runs of days that count, or are skipped for one reason.

        What `explain` writes out, as data.
        """
        from zhengwu.limits.values._explain import stretches

        return stretches(self)

    def ends_at(self, hours: OfficeHours | None = None) -> dt.datetime:
        """The instant at which it expires, in Beijing time.

        Args:
            hours: Office hours of the organ; with them a period of days ends when the
                office closes on the last day, else at 24:00 (民法典 art. 203).

        Raises:
            InputError: The office is closed on the last day.
        """
        if self.at is not None:
            return self.at
        if hours is None:
            midnight = dt.datetime.combine(self.date, dt.time.min, BEIJING)
            return midnight + _ONE_DAY
        windows = hours.windows_on(self.date)
        if not windows:
            raise InputError(
                f"{self.date} 不办公,没有停止办公的时刻;请按 24:00 计算",
                f"the office is closed on {self.date}; take 24:00 instead",
            )
        return dt.datetime.combine(self.date, windows[-1].end, BEIJING)

    def explain(self, lang: str = "zh", *, form: str = "long") -> str:
        """Say how it was counted, for people, in ``"zh"`` or ``"en"``.

        Args:
            lang: ``"zh"`` or ``"en"``.
            form: ``"long"`` with every stretch of days, its reason, the notice and the
                articles; ``"short"`` for one line to print on a receipt.
        """
        from zhengwu.limits.values._explain import explain

        return explain(self, lang, form)

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the command line's JSON."""
        amount = self.limit.amount
        return {
            "start": self.start.isoformat(),
            "amount": amount if isinstance(amount, int) else float(amount),
            "unit": self.limit.unit.value,
            "due": (self.at or self.date).isoformat(),
            "certain": self.certain,
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "revision": self.revision,
            "steps": [step.to_dict() for step in self.steps],
        }
