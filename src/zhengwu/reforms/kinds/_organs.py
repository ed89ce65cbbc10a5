"""Reforms of organs and windows: abolish a tier, merge units, remove the veto of windows."""

from __future__ import annotations

from typing import ClassVar

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import to_texts
from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import Powers
from zhengwu.organs import HallRegister, Organ, OrganRegister, ServiceWindow
from zhengwu.organs._halls import Facility
from zhengwu.reforms._reform import WorldReform
from zhengwu.world import Timeline, World
from zhengwu.world._timeline import DatedValue


@attrs.frozen(kw_only=True)
class AbolishTier(WorldReform):
    """Abolish a tier (撤销层级): the superior of each of its organs takes over.

    Args:
        level: The tier.
        within: Division in which the tier is abolished; None for all divisions.
    """

    label_zh: ClassVar[str] = "撤销层级"
    label_en: ClassVar[str] = "abolition of a tier"
    ends: ClassVar[bool] = False

    level: Level
    within: RegionCode | None = None

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World without the tier, and the ids of the abolished organs."""
        before = world.powers.organs
        gone = tuple(
            organ.id
            for organ in before.at(self.since)
            if organ.level is self.level
            and (
                self.within is None
                or (organ.areas and all(map(self.within.contains, organ.areas)))
            )
        )
        if not gone:
            return world, ()
        after = before.abolish_tier(self.level, self.since, self.within)
        return _replace_registers(world, organs=after), gone


@attrs.frozen(kw_only=True)
class MergeUnits(WorldReform):
    """Merge organs (合并、整合社区); their subordinates come under the new organ.

    Args:
        organs: Ids of the organs that are merged.
        into: The new organ.
    """

    label_zh: ClassVar[str] = "合并"
    label_en: ClassVar[str] = "merger"
    ends: ClassVar[bool] = False

    organs: tuple[str, ...] = attrs.field(converter=to_texts)
    into: Organ

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the merged organ, and the ids of the organs that were merged."""
        after = world.powers.organs.merge(self.organs, self.into, self.since)
        return _replace_registers(world, organs=after), self.organs


def _replace_registers(
    world: World,
    *,
    organs: OrganRegister | None = None,
    halls: HallRegister | None = None,
) -> World:
    """World whose powers use other registers of organs or halls."""
    old = world.powers
    powers = Powers(
        old.items.values(),
        old.instruments.values(),
        old.organs if organs is None else organs,
        old.halls if halls is None else halls,
        old.regions,
    )
    return attrs.evolve(world, powers=powers)


@attrs.frozen(kw_only=True)
class NoVeto(WorldReform):
    """Remove the veto of windows (窗口无否决权): clerks accept or pass on, never refuse.

    Args:
        windows: Ids of the windows; all windows if empty.
    """

    label_zh: ClassVar[str] = "窗口无否决权"
    label_en: ClassVar[str] = "windows without veto"

    windows: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World whose windows have no veto, and the ids of the windows."""
        halls = world.powers.halls
        for name in self.windows:
            if not any(isinstance(o, ServiceWindow) for o in halls.stretches(name)):
                known = [o.id for o in halls if isinstance(o, ServiceWindow)]
                raise UnknownCodeError("窗口 / windows", name, known)
        replaced: dict[Facility, tuple[Facility, ...]] = {
            facility: self._divide_window(facility)
            for facility in halls
            if isinstance(facility, ServiceWindow)
            and (not self.windows or facility.id in self.windows)
            and (facility.until is None or facility.until > self.since)
        }
        if not replaced:
            return world, ()
        facilities = (new for old in halls for new in replaced.get(old, (old,)))
        register = HallRegister(facilities, halls.appointments)
        names = tuple(dict.fromkeys(facility.id for facility in replaced))
        return _replace_registers(world, halls=register), names

    def _divide_window(self, window: ServiceWindow) -> tuple[Facility, ...]:
        """A window before the reform, without veto during the reform, and after it."""
        line = Timeline((DatedValue(window, window.since, window.until),)).changed(
            lambda value: attrs.evolve(value, no_veto=True), self.since, self.until
        )
        return tuple(
            attrs.evolve(stretch.value, since=stretch.since, until=stretch.until)
            for stretch in line
        )
