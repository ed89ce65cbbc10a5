"""The calendar interface that time limits use."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, TypeAlias, runtime_checkable

import attrs

from zhengwu._errors import InputError
from zhengwu._values import CODECS, Codec, Value, unwritable
from zhengwu.calendars._day import Day

_Date: TypeAlias = date  # for the field named `date`


@attrs.frozen
class Estimate(Value):
    """An estimated date with bounds (日期估计).

    Args:
        date: Best estimate.
        earliest: Earliest possible day.
        latest: Latest possible day.
    """

    date: _Date
    earliest: _Date
    latest: _Date

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.earliest <= self.date <= self.latest:
            raise InputError(
                f"Estimate.date {self.date} 应在 earliest {self.earliest} 与 latest "
                f"{self.latest} 之间",
                f"Estimate.date {self.date} must be between earliest {self.earliest} and "
                f"latest {self.latest}",
            )


@runtime_checkable
class WorkCalendar(Protocol):
    """Working calendar (工作日历): the interface that time limits use.

    Any object with these members can serve as a calendar; `china_calendar` creates the
    calendar of China.
    """

    @property
    def name(self) -> str:
        """Short name, used in messages."""
        ...

    @property
    def coverage(self) -> tuple[date, date]:
        """First and last day for which `day` and the estimates have an answer."""
        ...

    @property
    def published_until(self) -> date:
        """Last announced day."""
        ...

    @property
    def final_until(self) -> date:
        """Last day that no later notice may change."""
        ...

    @property
    def revision(self) -> str:
        """Hash of the content; equal content gives an equal revision."""
        ...

    def is_working_day(self, day: date, /) -> bool:
        """Whether offices work on that day."""
        ...

    def day(self, day: date, /) -> Day:
        """Kind, status and source of a day."""
        ...

    def add_working_days(self, day: date, n: int, /) -> date:
        """The n-th working day after `day`; before it, if n < 0."""
        ...

    def count_working_days(self, start: date, end: date, /) -> int:
        """Working days in ``(start, end]``."""
        ...

    def estimate_add(self, day: date, n: int, /) -> Estimate:
        """Like `add_working_days`, with bounds if days are not final."""
        ...

    def estimate_roll(self, day: date, /) -> Estimate:
        """The first working day on or after `day`, with bounds."""
        ...


def _write_calendar(calendar: Any) -> Any:
    """The arguments of a calendar of China, with the revision for people."""
    arguments = getattr(calendar, "arguments", None)
    if arguments is None:
        raise unwritable(calendar)
    return arguments()


def _read_calendar(data: Any) -> WorkCalendar:
    from zhengwu.calendars._calendar import ChinaCalendar

    return ChinaCalendar.from_arguments(data)


CODECS[WorkCalendar] = Codec(_write_calendar, _read_calendar, {"type": "object"})
