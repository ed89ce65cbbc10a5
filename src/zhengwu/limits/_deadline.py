"""The day or instant on which a limit falls due, and how it was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from zhengwu.calendars import Day, WorkCalendar
from zhengwu.findings import JsonValue
from zhengwu.limits._units import Unit

if TYPE_CHECKING:
    from zhengwu.limits._values import Limit

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class Step:
    """One day on the way to a deadline (计算步骤).

    Args:
        day: The day of the calendar.
        number: Which day of the period it is; None if it is not counted.
    """

    day: Day
    number: int | None

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data: the day's own keys, and ``number``."""
        return {**self.day.to_dict(), "number": self.number}


@attrs.frozen(kw_only=True)
class Deadline:
    """Deadline (届满日): when a time limit falls due.

    Args:
        start: Day or instant of the event that set it running.
        limit: The limit.
        date: Day on which it falls due; the best estimate where not certain.
        nominal: Last day of the period before it gave way to a working day.
        at: Instant, for limits in hours and minutes; otherwise it is the end of `date`.
        certain: Whether every day that it rests on is announced and settled. Only an
            amendment in mid-year, such as that of January 2020, could still move it.
        earliest: It cannot fall before this day.
        latest: It cannot fall after this day.
        revision: Revision of the calendar on which it rests.
        count_trigger_day: Whether `start` was counted as the first day.
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
    calendar: WorkCalendar = attrs.field(eq=False, repr=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every day from the start to the end, counted or skipped; made when asked for.

        The start comes first, with no number unless it was counted. A limit in hours has
        none.
        """
        return tuple(self._steps()) if self.at is None else ()

    def _steps(self) -> Iterator[Step]:
        by_working_day = self.limit.unit is Unit.WORKING_DAY
        number = 0
        day = self.start
        while day <= self.date:
            what = self.calendar.day(day)
            counts = day != self.start or (
                self.count_trigger_day and self.limit.amount > 0
            )
            counts &= day <= self.nominal and (what.working or not by_working_day)
            number += counts
            yield Step(day=what, number=number if counts else None)
            day += _ONE_DAY

    def explain(self, lang: str = "zh") -> str:
        """Say how it was counted, for people, in ``"zh"`` or ``"en"``."""
        from zhengwu.limits._explain import explain

        return explain(self, lang)

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
