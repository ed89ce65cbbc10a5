"""The day or instant on which a limit falls due."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

import attrs

from zhengwu._dates import BEIJING
from zhengwu._errors import InputError
from zhengwu._text import Lang
from zhengwu.calendars import Estimate, OfficeHours, WorkCalendar
from zhengwu.calendars._hours import TimeEstimate
from zhengwu.legal import LegalBasis  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
from zhengwu.limits.values._base import AnyLimit
from zhengwu.limits.values._count import Count
from zhengwu.limits.values._explain import Form, explain
from zhengwu.limits.values._recorded import read_recorded
from zhengwu.limits.values._units import Counting

_ONE_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class Deadline(Count):
    """Deadline (届满日): the day or instant on which a time limit falls due.

    Created by the methods `due` and `before` of a limit, by clocks and by rules. The fields
    are those of `Count`, such as `date`, `certain`, `earliest`, `latest` and `steps`.
    """

    derived_keys: ClassVar[frozenset[str]] = frozenset(
        {"due", "amount", "unit", "steps"}
    )
    unwritten: ClassVar[frozenset[str]] = frozenset({"calendar"})

    def derive(self) -> dict[str, Any]:
        """The end, the amount and the unit, and the days from which `steps` is read."""
        record = self.to_record()
        return {key: record[key] for key in ("due", "amount", "unit", "steps")}

    @classmethod
    def complete(cls, values: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The calendar that the written steps hold."""
        return {"calendar": read_recorded(data.get("steps", []), values)}

    def __str__(self) -> str:
        when = self.date if self.at is None else self.at
        if self.certain:
            return f"{when}(确定)"
        if self.earliest == self.latest:
            return f"{when}(未定)"
        return f"{when}(未定,最早 {self.earliest},最晚 {self.latest})"

    @classmethod
    def of_days(
        cls,
        limit: AnyLimit,
        start: dt.date,
        end: Estimate,
        calendar: WorkCalendar,
        *,
        nominal: dt.date,
        count_trigger_day: bool = False,
        backward: bool = False,
        halts: tuple[tuple[dt.date, dt.date], ...] = (),
    ) -> Deadline:
        """A deadline at the end of a day, certain if no later notice can move it."""
        furthest = end.latest
        # Counting back needs the calendar up to `start` for working days only.
        if backward:
            in_working_days = limit.counting is Counting.WORKING_DAYS
            furthest = start if in_working_days else nominal
        return cls.trusted(
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
        limit: AnyLimit,
        start: dt.datetime,
        at: dt.datetime,
        calendar: WorkCalendar,
        end: TimeEstimate | None = None,
        *,
        halts: tuple[tuple[dt.datetime, dt.datetime], ...] = (),
        extensions: tuple[Any, ...] = (),
    ) -> Deadline:
        """A deadline at an instant; a deadline in wall-clock time is always certain."""
        day = at.date()
        return cls.trusted(
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

    def ends_at(self, hours: OfficeHours | None = None) -> dt.datetime:
        """The instant at which the limit expires, in Beijing time.

        Args:
            hours: Office hours of the organ. If given, a period of days ends when the
                office closes on the last day, otherwise at 24:00 (民法典 art. 203).

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
                f"the office is closed on {self.date}; use 24:00 instead",
            )
        return dt.datetime.combine(self.date, windows[-1].end, BEIJING)

    def explain(self, lang: Lang = "zh", *, form: Form = "long") -> str:
        """Explain the count for people, in ``"zh"`` or ``"en"``.

        Args:
            lang: ``"zh"`` or ``"en"``.
            form: ``"long"`` with every stretch of days, its reason, the notice and the
                articles; ``"short"`` for a single line to print on a receipt.
        """
        return explain(self, lang, form)

    def to_record(self) -> dict[str, Any]:
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
            "steps": [step.to_record() for step in self.steps],
        }
