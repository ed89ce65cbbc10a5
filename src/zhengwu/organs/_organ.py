"""An organ over time: its tier, areas and superior."""

from __future__ import annotations

from collections.abc import Iterable  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
from datetime import date
from typing import Final

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu._text import Text
from zhengwu._values import Value
from zhengwu.codes import Level, OrganNature, RegionCode, region_code

ORGAN: Final = Text("机关", "organ")
"""What messages call a record of an organ."""


@attrs.frozen(kw_only=True)
class Organ(Value):
    """Organ (机关), a record valid over ``[since, until)``.

    An organ that changes its name, areas or superior has a record for each period; all
    records have the same id.

    Args:
        id: Id in the user's system, such as the credit code of the organ.
        name: Name of the organ.
        level: Tier, from nation to village. `Level.GRADED` is not a tier.
        areas: Divisions that the organ serves; empty if it serves the whole nation.
        superior: Id of the superior organ; empty for the topmost organ.
        function: Line of work (条线), such as 司法 or 卫生健康, with the word that stage
            chains use; empty without a line of work.
        nature: Legal nature of the organ.
        zone: Whether the organ serves a zone (开发区), which may lie outside the tiers.
        since: First day of the record; None for no start.
        until: First day on which the record is no longer valid; None for no end.
        heirs: Ids of the organs that take over at `until`.

    Raises:
        InputError: The id is empty, the level is not a tier, or `until` is not after
            `since`.
    """

    id: str
    name: str
    level: Level
    areas: frozenset[RegionCode] = attrs.field(
        default=frozenset(), converter=region_code.to_regions
    )
    superior: str = ""
    function: str = ""
    nature: OrganNature = OrganNature.AGENCY
    zone: bool = False
    since: date | None = None
    until: date | None = None
    heirs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.level is Level.GRADED:
            raise InputError(
                f"机关 {self.id} 的层级填为分级管理;请写明国家级至村级中的一级",
                f"organ {self.id}: GRADED is not a tier; state a tier from nation to village",
            )
        check_interval(self, ORGAN)

    def is_valid_on(self, on: date) -> bool:
        """Whether the record is valid on that day."""
        return within(on, self.since, self.until)

    def serves(self, place: RegionCode) -> bool:
        """Whether the organ serves a place; a national organ without areas serves every place."""
        if self.level is Level.NATION and not self.areas:
            return True
        return any(area.contains(place) for area in self.areas)
