"""Reforms of time: limits, instant handling, duration classes and early warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import convert_or_keep, keep
from zhengwu._text import TextEnum
from zhengwu.codes import CaseKind
from zhengwu.findings import Finding, finding
from zhengwu.limits import LimitReading, OnTheSpot, ReadingStatus, Unit, WorkingDays
from zhengwu.limits.rules._book import DurationClass
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.limits.values._units import Counting
from zhengwu.metrics._metric import Base
from zhengwu.reforms._reform import SHOWN, ItemReform, report_items
from zhengwu.reforms.kinds._process import StepReform
from zhengwu.world import Handling, World
from zhengwu.world._handling import reading_of


class LimitOf(TextEnum):
    """Kind of time that a limit governs (何种时限)."""

    COMMITTED = "committed", "承诺办结时限", "committed limit"
    STEP = "step", "环节时限", "limit of a step"
    AGENT = "agent", "代办时限", "limit of an agent"


@attrs.frozen(kw_only=True)
class SetLimit(StepReform):
    """Set a limit (设定时限): the committed limit, or the limit of steps or agents.

    Args:
        limit: The limit.
        of: Kind of time that the limit governs.
    """

    label_zh: ClassVar[str] = "设定时限"
    label_en: ClassVar[str] = "setting a limit"

    limit: SimpleLimit
    of: LimitOf = attrs.field(default=LimitOf.COMMITTED)

    def concerns(self, handling: Handling) -> bool:
        """Whether an item is concerned: for limits of steps by its steps, else always."""
        return self.of is not LimitOf.STEP or super().concerns(handling)

    def change(self, handling: Handling) -> Handling:
        """Handling with the limit."""
        if self.of is LimitOf.COMMITTED:
            limit = reading_of(self.limit, handling.item.committed_limit)
            return handling.with_item(committed_limit=limit)
        if self.of is LimitOf.AGENT:
            return attrs.evolve(handling, agent_limit=self.limit)
        return self.each(
            handling,
            lambda step: attrs.evolve(step, limit=self.limit, published=None),
        )


def _to_share(value: Fraction | float | str) -> Fraction:
    """Share from 0 to 1, such as ``"0.5"`` or ``"1/3"``."""
    return convert_or_keep(_convert_share, value)


def _convert_share(value: Fraction | float | str) -> Fraction:
    try:
        share = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    except ValueError:
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise InputError(
            f"份额 {value!r} 应在 0 与 1 之间,如 0.5 或 1/2",
            f"the share {value!r} must be from 0 to 1, such as 0.5 or 1/2",
        )
    return share


@attrs.frozen(kw_only=True)
class CutLimit(ItemReform):
    """Cut the committed limit (压缩时限), in working days, by a share of its base.

    The result is rounded up to whole days, so that the cut never exceeds the share.
    Limits that are not in working days stay unchanged.

    Args:
        by: Share of the base to cut, such as ``"0.5"``.
        base: Base of the cut: the statutory limit, or the earlier promise.

    Raises:
        InputError: `by` is not a share, or `base` is another base.
    """

    label_zh: ClassVar[str] = "压缩时限"
    label_en: ClassVar[str] = "cutting limits"

    by: Fraction = attrs.field(converter=_to_share)
    base: Base = attrs.field(default=Base.STATUTORY)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.base is Base.ACTUAL:
            raise InputError(
                "压缩时限的基数只能是法定时限或原承诺时限",
                "a limit is cut from the statutory limit or from the earlier promise",
            )

    def change(self, handling: Handling) -> Handling:
        """Handling with a shorter promise; the same handling if it would be longer."""
        item = handling.item
        statutory = _get_working_days(item.statutory_limit)
        promised = _get_working_days(item.committed_limit)
        before = promised if self.base is Base.PREVIOUS else statutory
        in_other_units = promised is None and _states_limit(item.committed_limit)
        if before is None or in_other_units:
            return handling
        days = ceil(before * (1 - self.by))
        if promised is not None and promised <= days:
            return handling
        limit: SimpleLimit = WorkingDays(days) if days else OnTheSpot()
        shorter = reading_of(limit, item.committed_limit)
        return handling.with_item(committed_limit=shorter)


def _states_limit(reading: LimitReading | None) -> bool:
    """Whether a reading states any limit, such as on the spot or within hours."""
    return reading is not None and reading.status is not ReadingStatus.NONE


def _get_working_days(reading: LimitReading | None) -> int | None:
    """Working days that a reading states; None if it states no such limit."""
    limit: Any = None if reading is None else reading.limit
    if limit is None or limit.counting is not Counting.WORKING_DAYS:
        return None
    return int(limit.amount)


@attrs.frozen(kw_only=True)
class MakeInstant(ItemReform):
    """Make items instant (即来即办).

    Args:
        limit: Limit of the instant item; on the spot by default.
    """

    label_zh: ClassVar[str] = "即来即办"
    label_en: ClassVar[str] = "instant handling"

    limit: SimpleLimit = attrs.field(factory=OnTheSpot)

    def change(self, handling: Handling) -> Handling:
        """Handling as an instant item with the limit."""
        return handling.with_item(
            case_kind=CaseKind.INSTANT, committed_limit=reading_of(self.limit)
        )


def to_office_minutes(
    reading: LimitReading | None, day_minutes: int | None
) -> float | None:
    """Office time of a limit in minutes (办公分钟数); None if it cannot be converted.

    Args:
        reading: The limit.
        day_minutes: Office time of a working day in minutes, such as 420; None if days are
            not converted.
    """
    limit: Any = None if reading is None else reading.limit
    if limit is None:
        return None
    if limit.counting is Counting.AT_ONCE:
        return 0.0
    per = {Unit.MINUTE: 1.0, Unit.HOUR: 60.0}.get(limit.unit)
    if per is None and day_minutes is not None:
        whole = (Counting.WORKING_DAYS, Counting.SAME_DAY)
        per = float(day_minutes) if limit.counting in whole else None
    if per is None:
        return None
    return per * float(1 if limit.amount is None else limit.amount)


def _to_classes(classes: Iterable[DurationClass]) -> tuple[DurationClass, ...]:
    return keep(classes)


@attrs.frozen(kw_only=True)
class Classify(ItemReform):
    """Classify items by duration (办结时长分类); where classes overlap, the first applies.

    Items that fall into several classes, or into none, are reported.

    Args:
        classes: The classes.
        day_minutes: Office time of a working day, in minutes.
    """

    label_zh: ClassVar[str] = "时长分类"
    label_en: ClassVar[str] = "duration classes"

    classes: tuple[DurationClass, ...] = attrs.field(converter=_to_classes)
    day_minutes: int = 420

    def fitting(self, handling: Handling) -> tuple[DurationClass, ...]:
        """Classes that contain the committed limit of an item."""
        minutes = to_office_minutes(handling.item.committed_limit, self.day_minutes)
        if minutes is None:
            return ()
        return tuple(c for c in self.classes if c.contains(minutes))

    def change(self, handling: Handling) -> Handling:
        """Handling in the first class that contains its committed limit."""
        fits = self.fitting(handling)
        return attrs.evolve(handling, duration=fits[0]) if fits else handling

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterator[Finding]:
        """Report items in several classes, and items in none."""
        several: dict[tuple[str, ...], list[str]] = {}
        unclassified: list[str] = []
        for key in keys:
            handling = after.line(key).at(self.since)
            if handling is not None and handling.live:
                names = tuple(c.name_zh for c in self.fitting(handling))
                if len(names) > 1:
                    several.setdefault(names, []).append(key)
                elif not names:
                    unclassified.append(key)
        if unclassified:
            yield report_items("ZWSC006", self, unclassified)
        for names, items in several.items():
            yield finding(
                "ZWSC004",
                ("reforms", self.id),
                reform=self.id,
                count=len(items),
                items=items[:SHOWN],
                classes_zh="、".join(names),
                classes_en=", ".join(names),
            )


@attrs.frozen(kw_only=True)
class WarnAt(ItemReform):
    """Warn (超时预警) when a share of the limit has passed.

    Args:
        share: Share of the limit, such as ``"0.8"``.
    """

    label_zh: ClassVar[str] = "超时预警"
    label_en: ClassVar[str] = "early warning"

    share: Fraction = attrs.field(converter=_to_share)

    def change(self, handling: Handling) -> Handling:
        """Handling with the warning."""
        return attrs.evolve(handling, warn_at=self.share)
