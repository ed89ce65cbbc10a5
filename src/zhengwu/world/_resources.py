"""Who serves, and who comes: pools of windows and staff, yearly ratings, demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, of_kind, to_count, to_number, to_texts
from zhengwu._text import TextEnum
from zhengwu.calendars import OfficeHours


class Discipline(TextEnum):
    """Whose turn it is (排队规则)."""

    FIFO = "fifo", "先到先办", "first come, first served"
    PRIORITY = "priority", "优先", "priority"


class ClosingRule(TextEnum):
    """Closing rule (下班规则): what becomes of a service that runs into closing time."""

    PAUSE = "pause", "次日接着办", "paused until opening"
    FINISH = "finish", "办完再下班", "finished after closing"
    REQUEUE = "requeue", "次日重新排队", "queued again"


@attrs.frozen(kw_only=True)
class Pool:
    """Windows or staff that serve one queue (窗口组).

    Args:
        id: What the world knows it by.
        name: Its name.
        windows: How many serve at once.
        organs: Ids of the organs that they serve; none for any.
        hall: Id of the hall in which they are.
        hours: When they serve; None for the hours of the world.
        discipline: Whose turn it is.
        closing: What becomes of a service at closing time.

    Raises:
        InputError: No id, or fewer than no windows.
    """

    id: str
    name: str = ""
    windows: int = attrs.field(default=1, converter=to_count)
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    hall: str = ""
    hours: OfficeHours | None = attrs.field(
        default=None, validator=of_kind(OfficeHours, type(None))
    )
    discipline: Discipline = attrs.field(
        default=Discipline.FIFO, validator=of_kind(Discipline)
    )
    closing: ClosingRule = attrs.field(
        default=ClosingRule.PAUSE, validator=of_kind(ClosingRule)
    )

    def __attrs_post_init__(self) -> None:
        if not self.id or self.windows < 0:
            raise InputError(
                f"窗口组 {self.id!r} 应有标识,窗口数不为负,现为 {self.windows}",
                f"pool {self.id!r} needs an id and no fewer than 0 windows, not "
                f"{self.windows}",
            )


def _to_ratings(value: Mapping[int, str]) -> FrozenMap[str]:
    return FrozenMap({str(year): grade for year, grade in value.items()})


@attrs.frozen(kw_only=True)
class StaffMember:
    """Member of staff (工作人员), with yearly ratings.

    Args:
        id: What the user's system calls them.
        post: Id of the post that they hold; empty if none.
        organ: Id of the organ that sends them.
        roles: What they are charged with, such as 清单汇总 or 专家.
        since_year: First year at a window; None if not at one.
        ratings: Grade of each year, such as ``{2023: "优秀"}``.

    >>> clerk = StaffMember(id="王某", ratings={2021: "优秀", 2022: "优秀", 2023: "优秀"})
    >>> clerk.streak("优秀", 2023)
    3
    """

    id: str
    post: str = ""
    organ: str = ""
    roles: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    since_year: int | None = None
    ratings: FrozenMap[str] = attrs.field(factory=FrozenMap[str], converter=_to_ratings)

    def streak(self, grade: str, year: int) -> int:
        """Years in a row, up to that year, with that grade (连续年数)."""
        count = 0
        while self.ratings.get(str(year - count)) == grade:
            count += 1
        return count


def _to_profile(value: Mapping[int | str, float]) -> FrozenMap[float]:
    return FrozenMap({str(hour): weight for hour, weight in value.items()})


@attrs.frozen(kw_only=True)
class Demand:
    """Applications that come for an item (办件量).

    Args:
        per_day: How many on a working day, on average over the year.
        hours: Weight of an hour of the day, where it differs; 1 for others.
        months: Weight of a month among the twelve, where it differs; 1 for others.
        weekdays: Weight of a weekday, 0 for Monday, where it differs; 1 for others. A
            make-up Saturday is a Saturday.
        correction: Share that is sent back for correction once or more (补正).
        away: Mean working days that the applicant takes for a correction.
        priority: Smaller goes first where windows serve by priority.

    Raises:
        InputError: A number below 0, or a share that is none.
    """

    per_day: float = attrs.field(converter=to_number)
    hours: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )
    months: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )
    weekdays: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )
    correction: float = attrs.field(default=0.0, converter=to_number)
    away: float = attrs.field(default=0.0, converter=to_number)
    priority: int = 0

    def __attrs_post_init__(self) -> None:
        numbers: Iterable[float] = (
            self.per_day, self.away, *self.hours.values(), *self.months.values(),
            *self.weekdays.values(),
        )  # fmt: skip
        for what, profile, last in (
            ("时", self.hours, 23), ("月", self.months, 12), ("星期", self.weekdays, 6),
        ):  # fmt: skip
            wrong = [
                name for name in profile if not (name.isdigit() and int(name) <= last)
            ]
            if wrong or "0" in self.months:
                raise InputError(
                    f"办件量的{what}份权重写了 {'、'.join(wrong)};请用 0 至 23 时、1 至 12 月、0(周一)至 6",
                    f"no such hour, month or weekday: {', '.join(wrong)}; hours are 0 to 23, "
                    "months 1 to 12, weekdays 0 (Monday) to 6",
                )
        bad = any(not 0 <= number < inf for number in numbers)
        if bad or not 0 <= self.correction < 1:
            raise InputError(
                f"办件量 {self.per_day}、补正率 {self.correction} 有误:不能为负,补正率须小于 1",
                f"demand {self.per_day} with corrections {self.correction}: nothing below 0, "
                "and a share of corrections below 1",
            )
