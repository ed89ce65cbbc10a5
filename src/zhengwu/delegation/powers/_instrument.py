"""What every instrument has: items, areas, steps, days, a basis, and whom it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypeAlias

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu._text import Lang
from zhengwu.codes import Level, RegionCode, region_code
from zhengwu.delegation.powers._steps import (
    ALL_STEPS,
    InProgress,
    Step,
    to_steps,
)
from zhengwu.legal import LegalBasis


@attrs.frozen
class TierOrgan:
    """Organ of a tier and line of work (层级机关): the one that serves the place in question.

    Args:
        level: Its tier.
        function: Its line of work, as `zhengwu.organs.Organ.function` states it.
    """

    level: Level
    function: str = ""

    def __str__(self) -> str:
        return f"{self.level.label_zh}{self.function}"


Body: TypeAlias = str | TierOrgan
"""Who an instrument names (主体): the id of an organ, or an organ of a tier and line."""


def _to_basis(basis: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return tuple(basis)


@attrs.frozen(kw_only=True)
class Instrument:
    """Instrument (权力文书) about items, in an area, for some steps, over ``[since, until)``.

    Args:
        id: Document number, or a number of the user's.
        items: Ids of the items.
        areas: Divisions in which it holds; none for wherever its organs serve.
        steps: Steps that it covers.
        since: First day; None if always.
        until: First day on which it no longer holds; None while it does.
        basis: Where it stands written.
        in_progress: What becomes of cases accepted before it took effect.

    Raises:
        InputError: No id or no step, or an end that is not after the beginning.
    """

    label_zh: ClassVar[str] = "文书"
    label_en: ClassVar[str] = "instrument"
    lapses: ClassVar[bool] = False
    """Whether its end is the end for cases under way too."""

    id: str
    items: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    areas: frozenset[RegionCode] = attrs.field(
        default=frozenset(), converter=region_code.to_regions
    )
    steps: frozenset[Step] = attrs.field(default=ALL_STEPS, converter=to_steps)
    since: date | None = None
    until: date | None = None
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_basis)
    in_progress: InProgress = InProgress.STAY

    def __attrs_post_init__(self) -> None:
        check_interval(self, self.label_zh, self.label_en)
        if not self.steps:
            raise InputError(
                f"{self.label_zh} {self.id} 没有环节;请至少写明一个",
                f"{self.label_en} {self.id} covers no step; name one at least",
            )

    def in_force(self, at: date) -> bool:
        """Whether it holds on that day, recall aside."""
        return within(at, self.since, self.until)

    def label(self, lang: Lang = "zh") -> str:
        """What it is called, in ``"zh"`` or ``"en"``."""
        return self.label_en if lang == "en" else self.label_zh

    @property
    def givers(self) -> tuple[Body, ...]:
        """Whose power it concerns; none where it is no transfer."""
        return ()

    @property
    def taker(self) -> Body | None:
        """Who acts by it; None where nobody does."""
        return None

    @property
    def named(self) -> tuple[Body, ...]:
        """Everybody it names."""
        taker = self.taker
        return self.givers if taker is None else (*self.givers, taker)
