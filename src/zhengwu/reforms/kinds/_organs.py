"""Reforms of organs and windows: a tier abolished, units merged, no veto at the window."""

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
    """Abolish a tier (撤销层级): each organ of it is taken over from above.

    Args:
        level: The tier.
        within: Division in which; None for everywhere.
    """

    label_zh: ClassVar[str] = "撤销层级"
    label_en: ClassVar[str] = "abolition of a tier"
    ends: ClassVar[bool] = False

    level: Level
    within: RegionCode | None = None

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world without the tier, and the ids of its organs."""
        before = world.powers.organs
        gone = tuple(
            organ.id
            for organ in before.at(self.since)
            if organ.level is self.level
            and (
                self.within is None
                or (organ.areas and all(map(self.within.holds, organ.areas)))
            )
        )
        if not gone:
            return world, ()
        after = before.abolish_tier(self.level, self.since, self.within)
        return _with_organs(world, after), gone


@attrs.frozen(kw_only=True)
class MergeUnits(WorldReform):
    """Merge organs (合并、整合社区) into one; those under them come under it.

    Args:
        organs: Ids of those that are merged.
        into: The new one.
    """

    label_zh: ClassVar[str] = "合并"
    label_en: ClassVar[str] = "merger"
    ends: ClassVar[bool] = False

    organs: tuple[str, ...] = attrs.field(converter=to_texts)
    into: Organ

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with one organ in place of several, and their ids."""
        after = world.powers.organs.merge(self.organs, self.into, self.since)
        return _with_organs(world, after), self.organs


def _with_organs(world: World, organs: OrganRegister) -> World:
    return _with_powers(world, organs, world.powers.halls)


def _with_powers(world: World, organs: OrganRegister, halls: HallRegister) -> World:
    old = world.powers
    powers = Powers(
        old.items.values(), old.instruments.values(), organs, halls, old.regions
    )
    return attrs.evolve(world, powers=powers)


@attrs.frozen(kw_only=True)
class NoVeto(WorldReform):
    """Take the veto from windows (窗口无否决权): clerks accept or pass on, never refuse.

    Args:
        windows: Ids of the windows; all if none.
    """

    label_zh: ClassVar[str] = "窗口无否决权"
    label_en: ClassVar[str] = "windows without veto"

    windows: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with those windows, and their ids."""
        halls = world.powers.halls
        for name in self.windows:
            if not any(isinstance(o, ServiceWindow) for o in halls.stretches(name)):
                known = [o.id for o in halls if isinstance(o, ServiceWindow)]
                raise UnknownCodeError("窗口 / windows", name, known)
        chosen = [
            one
            for one in halls
            if isinstance(one, ServiceWindow)
            and (not self.windows or one.id in self.windows)
            and (one.until is None or one.until > self.since)
        ]
        after: dict[Facility, tuple[Facility, ...]] = {
            one: self._bound(one) for one in chosen
        }
        kept = (new for one in halls for new in after.get(one, (one,)))
        if not chosen:
            return world, ()
        made = HallRegister(kept, halls.appointments)
        touched = tuple(dict.fromkeys(one.id for one in chosen))
        return _with_powers(world, world.powers.organs, made), touched

    def _bound(self, window: ServiceWindow) -> tuple[Facility, ...]:
        """A window before it, without veto while it holds, and after it."""
        line = Timeline((DatedValue(window, window.since, window.until),)).changed(
            lambda one: attrs.evolve(one, no_veto=True), self.since, self.until
        )
        return tuple(
            attrs.evolve(one.value, since=one.since, until=one.until) for one in line
        )
