"""Organs and their tiers: who exists, where, under whom, and from when until when."""

from __future__ import annotations

from datetime import date

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu.codes import Level, OrganNature, RegionCode, region_code


@attrs.frozen(kw_only=True)
class Organ:
    """Organ (机关) as it stands over ``[since, until)``.

    An organ that changes name, area or superior has one value for each stretch, with the
    same id.

    Args:
        id: What the user's system calls it, such as its credit code.
        name: Its name.
        level: Its tier, from nation to village. `Level.GRADED` is no tier.
        areas: Divisions it serves; none for one that serves the whole nation.
        superior: Id of the organ it answers to; empty for the topmost.
        function: Its line of work (条线), such as 司法 or 卫生健康, as stage chains name it;
            empty if it has none.
        nature: In what quality it acts.
        zone: Whether it serves a zone (开发区), which may stand beside the tiers.
        since: First day on which it stands so; None if always.
        until: First day on which it no longer does; None while it does.
        heirs: Ids of those that take over from it at `until`.

    Raises:
        InputError: No id, no tier, or an end that is not after the beginning.
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
        if self.level is Level.GRADED:
            raise InputError(
                f"机关 {self.id} 的层级为分级管理,不是层级;请写明国家级至村级之一",
                f"organ {self.id}: by grade is no tier; state one from nation to village",
            )
        check_interval(self, "机关", "organ")

    def stands(self, on: date) -> bool:
        """Whether it stands so on that day."""
        return within(on, self.since, self.until)

    def serves(self, place: RegionCode) -> bool:
        """Whether the place lies in its areas; the nation's organs serve every place."""
        if self.level is Level.NATION and not self.areas:
            return True
        return any(area.holds(place) for area in self.areas)
