"""Reforms of time: limits set or cut, items made instant, sorted by duration, warned of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import of_kind, refuse_other
from zhengwu._text import TextEnum
from zhengwu.codes import CaseKind
from zhengwu.findings import Finding, finding
from zhengwu.limits import LimitReading, OnTheSpot, ReadingStatus, Unit, WorkingDays
from zhengwu.limits.rules._book import DurationClass
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.limits.values._units import Counting
from zhengwu.metrics._metric import Base
from zhengwu.reforms._reform import SHOWN, ItemReform, items_told
from zhengwu.reforms.kinds._process import StepReform
from zhengwu.world import Handling, World
from zhengwu.world._handling import LIMITS, reading_of


class LimitOf(TextEnum):
    """Which time a limit is (何种时限)."""

    COMMITTED = "committed", "承诺办结时限", "committed limit"
    STEP = "step", "环节时限", "limit of a step"
    AGENT = "agent", "代办时限", "time of an agent"


@attrs.frozen(kw_only=True)
class SetLimit(StepReform):
    """Set a limit (设定时限): the committed one, that of steps, or that of agents.

    Args:
        limit: The limit.
        of: Which time it is.
    """

    label_zh: ClassVar[str] = "设定时限"
    label_en: ClassVar[str] = "setting a limit"

    limit: SimpleLimit = attrs.field(validator=of_kind(*LIMITS))
    of: LimitOf = attrs.field(default=LimitOf.COMMITTED, validator=of_kind(LimitOf))

    def concerns(self, handling: Handling) -> bool:
        """Every item, but for limits of steps."""
        return self.of is not LimitOf.STEP or super().concerns(handling)

    def change(self, handling: Handling) -> Handling:
        """The same with that limit."""
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
    """A share of 0 to 1, such as ``"0.5"`` or ``"1/3"``."""
    try:
        share = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    except ValueError:
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise InputError(
            f"份额 {value!r} 应在 0 与 1 之间,如 0.5 或 1/2",
            f"{value!r} is no share; write 0.5 or 1/2",
        )
    return share


@attrs.frozen(kw_only=True)
class CutLimit(ItemReform):
    """Cut the committed limit (压缩时限) to so much less than its base, in working days.

    Rounded up to whole days: never more is cut than is said. What is not counted in
    working days stays as it is.

    Args:
        by: Share that is taken away, such as ``"0.5"``.
        base: Less than what: the statutory limit, or the promise before.

    Raises:
        InputError: A share that is none, or another base.
    """

    label_zh: ClassVar[str] = "压缩时限"
    label_en: ClassVar[str] = "cutting limits"

    by: Fraction = attrs.field(converter=_to_share)
    base: Base = attrs.field(default=Base.STATUTORY, validator=of_kind(Base))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.base is Base.ACTUAL:
            raise InputError(
                "压缩的基数为法定或原承诺",
                "a limit is cut from the statutory one, or from the promise before",
            )

    def change(self, handling: Handling) -> Handling:
        """The same with a shorter promise; never a longer one."""
        item = handling.item
        before, promised = _days(item.statutory_limit), _days(item.committed_limit)
        if self.base is Base.PREVIOUS:
            before = promised
        otherwise = promised is None and _states(item.committed_limit)
        if before is None or otherwise:
            return handling
        days = ceil(before * (1 - self.by))
        if promised is not None and promised <= days:
            return handling
        limit: SimpleLimit = WorkingDays(days) if days else OnTheSpot()
        shorter = reading_of(limit, item.committed_limit)
        return handling.with_item(committed_limit=shorter)


def _states(reading: LimitReading | None) -> bool:
    """Whether a promise says anything at all: on the spot, within hours, soon."""
    return reading is not None and reading.status is not ReadingStatus.NONE


def _days(reading: LimitReading | None) -> int | None:
    """Working days that a reading states, or None."""
    limit: Any = None if reading is None else reading.limit
    if limit is None or limit.counting is not Counting.WORKING_DAYS:
        return None
    return int(limit.amount)


@attrs.frozen(kw_only=True)
class MakeInstant(ItemReform):
    """Make items instant (即来即办).

    Args:
        limit: Within what time; on the spot if not said.
    """

    label_zh: ClassVar[str] = "即来即办"
    label_en: ClassVar[str] = "instant handling"

    limit: SimpleLimit = attrs.field(factory=OnTheSpot, validator=of_kind(*LIMITS))

    def change(self, handling: Handling) -> Handling:
        """The same as an instant item."""
        return handling.with_item(
            case_kind=CaseKind.INSTANT, committed_limit=reading_of(self.limit)
        )


def minutes_of(reading: LimitReading | None, day_minutes: int | None) -> float | None:
    """Office time of a limit in minutes (办公分钟数), or None where it cannot be said.

    Args:
        reading: The limit.
        day_minutes: Office time of a working day in minutes, such as 420; None if days are
            not to be turned into minutes.
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
    made = tuple(classes)
    for one in made:
        refuse_other(one, "classes", DurationClass)
    return made


@attrs.frozen(kw_only=True)
class Classify(ItemReform):
    """Sort items by duration (办结时长分类); of classes that overlap the first.

    Those that fall into several, or none, are told.

    Args:
        classes: The classes.
        day_minutes: Office time of a working day, in minutes.
    """

    label_zh: ClassVar[str] = "时长分类"
    label_en: ClassVar[str] = "duration classes"

    classes: tuple[DurationClass, ...] = attrs.field(converter=_to_classes)
    day_minutes: int = 420

    def fitting(self, handling: Handling) -> tuple[DurationClass, ...]:
        """Classes into which an item falls, by its committed limit."""
        minutes = minutes_of(handling.item.committed_limit, self.day_minutes)
        if minutes is None:
            return ()
        return tuple(one for one in self.classes if one.holds(minutes))

    def change(self, handling: Handling) -> Handling:
        """The same in the first class that fits."""
        fits = self.fitting(handling)
        return attrs.evolve(handling, duration=fits[0]) if fits else handling

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterator[Finding]:
        """Items in several classes, and in none."""
        several: dict[tuple[str, ...], list[str]] = {}
        nowhere: list[str] = []
        for key in keys:
            one = after.line(key).at(self.since)
            if one is not None and one.live:
                names = tuple(c.name_zh for c in self.fitting(one))
                if len(names) > 1:
                    several.setdefault(names, []).append(key)
                elif not names:
                    nowhere.append(key)
        if nowhere:
            yield items_told("ZWSC006", self, nowhere)
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
    """Warn (超时预警) when so much of the time has passed.

    Args:
        share: The share, such as ``"0.8"``.
    """

    label_zh: ClassVar[str] = "超时预警"
    label_en: ClassVar[str] = "early warning"

    share: Fraction = attrs.field(converter=_to_share)

    def change(self, handling: Handling) -> Handling:
        """The same with a warning."""
        return attrs.evolve(handling, warn_at=self.share)
