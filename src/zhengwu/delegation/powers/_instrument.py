"""Base class of instruments: items, areas, steps, days, basis, and the bodies named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, TypeAlias

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu._frozen import keep, to_texts
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.codes import Level, RegionCode, region_code
from zhengwu.delegation.powers._steps import (
    ALL_STEPS,
    InProgress,
    Step,
    to_steps,
)
from zhengwu.legal import LegalBasis


@attrs.frozen
class TierOrgan(Value):
    """Organ of a tier and line of work (层级机关) that serves the place in question.

    Args:
        level: Its tier.
        function: Its line of work, as in `zhengwu.organs.Organ.function`.
    """

    level: Level
    function: str = ""

    def __str__(self) -> str:
        return f"{self.level.label_zh}{self.function}"


Body: TypeAlias = str | TierOrgan
"""Body named in an instrument (主体): id of an organ, or organ of a tier and line of work."""


def _to_basis(basis: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return keep(basis)


@attrs.frozen(kw_only=True)
class Instrument(Value):
    """Instrument (权力文书) about items, areas and steps, in force over ``[since, until)``.

    Args:
        id: Document number, or an identifier of the user's own.
        items: Ids of the items.
        areas: Divisions in which the instrument applies; if empty, wherever its organs
            serve.
        steps: Steps that it covers.
        since: First day; None if there is no first day.
        until: First day on which it is no longer in force; None while it is.
        basis: Legal basis.
        in_progress: Treatment of cases accepted before it took effect.

    Raises:
        InputError: No id or no step, or an end that is not after the beginning.
    """

    label_zh: ClassVar[str] = "文书"
    label_en: ClassVar[str] = "instrument"
    lapses: ClassVar[bool] = False
    """Whether the end of the instrument also ends it for cases in progress."""

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
        super().__attrs_post_init__()
        check_interval(self, Text(self.label_zh, self.label_en))
        if not self.steps:
            raise InputError(
                f"{self.label_zh} {self.id} 没有环节;请至少写明一个",
                f"{self.label_en} {self.id} covers no step; state at least one step",
            )

    def in_force(self, at: date) -> bool:
        """Whether the instrument is in force on that day, if nothing recalls it."""
        return within(at, self.since, self.until)

    def label(self, lang: Lang = "zh") -> str:
        """Name of the type of instrument, in ``"zh"`` or ``"en"``."""
        return Text(self.label_zh, self.label_en).say(lang)

    @property
    def givers(self) -> tuple[Body, ...]:
        """Bodies whose power it transfers; empty if it transfers nothing."""
        return ()

    @property
    def taker(self) -> Body | None:
        """Body that acts under it; None if nobody does."""
        return None

    @property
    def named(self) -> tuple[Body, ...]:
        """All bodies that it names."""
        taker = self.taker
        return self.givers if taker is None else (*self.givers, taker)
