"""Pools of windows and staff, members of staff with yearly ratings, and demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, convert_or_keep, to_count, to_number, to_texts
from zhengwu._text import TextEnum
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours


class Discipline(TextEnum):
    """Queue discipline of a pool (排队规则)."""

    FIFO = "fifo", "先到先办", "first come, first served"
    PRIORITY = "priority", "优先", "priority"


class ClosingRule(TextEnum):
    """Closing rule (下班规则) for a service that is under way at closing time."""

    PAUSE = "pause", "次日接着办", "paused until opening"
    FINISH = "finish", "办完再下班", "finished after closing"
    REQUEUE = "requeue", "次日重新排队", "queued again"


@attrs.frozen(kw_only=True)
class Pool(Value):
    """Windows or staff that serve one queue (窗口组).

    Args:
        id: Id of the pool in the world.
        name: Name of the pool.
        windows: Number of windows that serve at the same time.
        organs: Ids of the organs for which the pool serves; empty for all organs.
        hall: Id of the hall of the pool.
        hours: Office hours of the pool; None for the hours of the world.
        discipline: Queue discipline.
        closing: Rule for a service that is under way at closing time.

    Raises:
        InputError: The id is empty, or the number of windows is negative.
    """

    id: str
    name: str = ""
    windows: int = attrs.field(default=1, converter=to_count)
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    hall: str = ""
    hours: OfficeHours | None = attrs.field(default=None)
    discipline: Discipline = attrs.field(default=Discipline.FIFO)
    closing: ClosingRule = attrs.field(default=ClosingRule.PAUSE)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.id or self.windows < 0:
            raise InputError(
                f"窗口组 {self.id!r} 须有标识,窗口数不能为负,现为 {self.windows}",
                f"pool {self.id!r} must have an id, and its number of windows must not be "
                f"negative; the number is {self.windows}",
            )


def _to_ratings(value: Mapping[int, str]) -> FrozenMap[str]:
    return convert_or_keep(_convert_ratings, value)


def _convert_ratings(value: Mapping[int, str]) -> FrozenMap[str]:
    return FrozenMap({str(year): grade for year, grade in value.items()})


@attrs.frozen(kw_only=True)
class StaffMember(Value):
    """Member of staff (工作人员), with yearly ratings.

    Args:
        id: Id of the member of staff in the user's system.
        post: Id of the post of the member; empty if the member has no post.
        organ: Id of the organ that assigned the member to the hall.
        roles: Duties of the member, such as 清单汇总 or 专家.
        since_year: First year of service at a window; None for a member without a window.
        ratings: Grade by year, such as ``{2023: "优秀"}``.

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
        """Number of consecutive years with a grade, up to and including a year (连续年数)."""
        count = 0
        while self.ratings.get(str(year - count)) == grade:
            count += 1
        return count


def _to_profile(value: Mapping[int | str, float]) -> FrozenMap[float]:
    return convert_or_keep(_convert_profile, value)


def _convert_profile(value: Mapping[int | str, float]) -> FrozenMap[float]:
    return FrozenMap({str(hour): weight for hour, weight in value.items()})


@attrs.frozen(kw_only=True)
class Demand(Value):
    """Demand for an item: the applications that arrive (办件量).

    Args:
        per_day: Mean number of applications on a working day, over the year.
        hours: Weight by hour of the day; hours that are not listed have weight 1.
        months: Weight by month; months that are not listed have weight 1.
        weekdays: Weight by weekday, 0 for Monday; weekdays that are not listed have weight 1.
            A make-up Saturday counts as a Saturday.
        correction: Share of the applications sent back for correction at least once (补正).
        away: Mean number of working days that the applicant takes for a correction.
        priority: Priority where windows serve by priority; a smaller number goes first.

    Raises:
        InputError: A number is negative or infinite, the share of corrections is 1 or more,
            or an hour, month or weekday does not exist.
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
        super().__attrs_post_init__()
        numbers: Iterable[float] = (
            self.per_day, self.away, *self.hours.values(), *self.months.values(),
            *self.weekdays.values(),
        )  # fmt: skip
        for what, profile, last in (
            ("小时", self.hours, 23), ("月份", self.months, 12), ("星期", self.weekdays, 6),
        ):  # fmt: skip
            unknown = [
                name
                for name in profile
                if not (name.isdigit() and int(name) <= last)
                or (profile is self.months and name == "0")
            ]
            if unknown:
                raise InputError(
                    f"办件量的{what}权重写了不存在的 {'、'.join(unknown)};可用 0 至 23 时、"
                    "1 至 12 月、0(周一)至 6",
                    f"no such hour, month or weekday: {', '.join(unknown)}; hours are 0 to 23, "
                    "months 1 to 12, weekdays 0 (Monday) to 6",
                )
        bad = any(not 0 <= number < inf for number in numbers)
        if bad or not 0 <= self.correction < 1:
            raise InputError(
                f"办件量 {self.per_day}、补正率 {self.correction} 有误:各数须为非负的有限数,"
                "补正率须小于 1",
                f"demand of {self.per_day} a day with a share of corrections of "
                f"{self.correction} is wrong: all numbers must be finite and not negative, and "
                "the share of corrections below 1",
            )
