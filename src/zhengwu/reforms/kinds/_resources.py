"""Reforms of resources: windows pooled, staff, fees and parameters, hours, demand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf
from typing import Any, ClassVar, TypeVar

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap, of_kind, to_count, to_number, to_texts
from zhengwu.calendars import OfficeHours
from zhengwu.organs import LocalParameter
from zhengwu.reforms._diff import spans_of
from zhengwu.reforms._reform import ItemReform, Reform, WorldReform
from zhengwu.world import Demand, Handling, Pool, StaffMember, Timeline, World
from zhengwu.world._timeline import DatedValue

_T = TypeVar("_T")


@attrs.frozen(kw_only=True)
class PoolWindows(WorldReform):
    """Pool windows (并为综合窗口): several queues become one.

    Every step that one of the pools served is served by the new one.

    Args:
        pools: Ids of those that are pooled.
        into: Id of the new one.
        windows: How many it has; as many as they had together if None.
    """

    label_zh: ClassVar[str] = "综合窗口"
    label_en: ClassVar[str] = "pooling windows"

    of_items: ClassVar[bool] = True

    pools: tuple[str, ...] = attrs.field(converter=to_texts)
    into: str
    windows: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(to_count)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.into or not self.pools or (self.windows or 0) < 0:
            raise InputError(
                f"并窗应写明并哪些、并成什么,窗口数不为负,现为 {self.pools}、{self.into!r}、"
                f"{self.windows}",
                f"pooling needs pools, a name and no windows below 0, not {self.pools}, "
                f"{self.into!r} and {self.windows}",
            )

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with one pool, and ids of those that went into it."""
        names = tuple(dict.fromkeys((*self.pools, self.into)))
        for one in self.pools:
            _standing(world.pools, one, self, "窗口组 / pools")
        before = [world.pools[one] for one in names if one in world.pools]
        merged = world.pools.get(self.into, Timeline[Pool]())
        for since, until in spans_of(*before, self._span()):
            held = [pool for line in before if (pool := line.at(since or date.min))]
            inside = since is not None and since >= self.since
            over = self.until is not None and since is not None and since >= self.until
            if held and inside and not over:
                merged = merged.put(self._merged(held), since, until, self.id)
        lines = dict(world.pools)
        for one in self.pools:
            if one != self.into:
                line = lines[one]
                lines[one] = line.changed(_closed, self.since, self.until, self.id)
        lines[self.into] = merged
        served = _Served(
            id=self.id, since=self.since, until=self.until, where=self.where,
            pools=dict.fromkeys(self.pools, self.into),
        )  # fmt: skip
        moved, _ = served.run(world)
        return attrs.evolve(moved, pools=FrozenMap(lines)), self.pools

    def _span(self) -> Timeline[str]:
        """Its own days, so that pools are cut at them."""
        return Timeline((DatedValue("", self.since, self.until),))

    def _merged(self, held: list[Pool]) -> Pool:
        """One pool for several, with the windows that they have together."""
        total = sum(pool.windows for pool in held)
        organs = tuple(dict.fromkeys(o for pool in held for o in pool.organs))
        return attrs.evolve(
            held[0],
            id=self.into,
            name=self.into,
            windows=total if self.windows is None else self.windows,
            organs=organs if all(pool.organs for pool in held) else (),
        )


def _closed(pool: Pool) -> Pool:
    return attrs.evolve(pool, windows=0)


@attrs.frozen(kw_only=True)
class _Served(ItemReform):
    """Steps that other pools serve."""

    pools: Mapping[str, str]

    def change(self, handling: Handling) -> Handling:
        """The same, served by the new pools."""
        if all(step.pool not in self.pools for step in handling.steps):
            return handling
        return handling.with_steps(
            attrs.evolve(step, pool=self.pools.get(step.pool, step.pool))
            for step in handling.steps
        )


@attrs.frozen(kw_only=True)
class SetPool(WorldReform):
    """Set up windows or staff (配备窗口), or change how many serve and when.

    Args:
        pool: The windows as they are from now on.
    """

    label_zh: ClassVar[str] = "配备窗口"
    label_en: ClassVar[str] = "windows"

    pool: Pool = attrs.field(validator=of_kind(Pool))

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with that pool."""
        return _put(world, "pools", self.pool.id, self.pool, self)


@attrs.frozen(kw_only=True)
class AssignStaff(WorldReform):
    """Assign members of staff (配备人员), experts included.

    Args:
        members: Who.
    """

    label_zh: ClassVar[str] = "配备人员"
    label_en: ClassVar[str] = "staff"

    members: tuple[StaffMember, ...] = attrs.field(converter=tuple)

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with them."""
        for member in self.members:
            world, _ = _put(world, "staff", member.id, member, self)
        return world, tuple(member.id for member in self.members)


@attrs.frozen(kw_only=True)
class SetParameter(WorldReform):
    """Set a value by tier or area (分级参数): a fee, a deposit, a budget, a limit.

    Args:
        parameter: The value from now on.
    """

    label_zh: ClassVar[str] = "设定参数"
    label_en: ClassVar[str] = "setting a parameter"

    parameter: LocalParameter[Any]

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with that value."""
        return _put(world, "parameters", self.parameter.id, self.parameter, self)


@attrs.frozen(kw_only=True)
class SetFee(ItemReform):
    """Set the fee (调整收费) of items, or take none any more.

    Args:
        standard: The fee as the list states it, such as ``"每本10元"``; empty for none.
        charged_by: Where it stands written that it may be taken.
    """

    label_zh: ClassVar[str] = "调整收费"
    label_en: ClassVar[str] = "fees"

    standard: str = ""
    charged_by: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.standard and not self.charged_by:
            raise InputError(
                f"收费 {self.standard} 没有依据;请写明 charged_by",
                f"the fee {self.standard} has no basis; state charged_by",
            )

    def change(self, handling: Handling) -> Handling:
        """The same with that fee."""
        charged = bool(self.standard)
        return handling.with_item(
            fee=self.standard or "不收费", fee_standard=self.standard, charged=charged,
            fee_basis=self.charged_by,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class SetHours(WorldReform):
    """Set office hours (调整办公时间).

    Args:
        hours: The hours from now on.
    """

    label_zh: ClassVar[str] = "调整办公时间"
    label_en: ClassVar[str] = "office hours"

    hours: OfficeHours = attrs.field(validator=of_kind(OfficeHours))

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with those hours."""
        line = world.hours or Timeline[OfficeHours]()
        put = line.put(self.hours, self.since, self.until, self.id)
        return attrs.evolve(world, hours=put), ("hours",)


@attrs.frozen(kw_only=True)
class SetDemand(Reform):
    """Set the applications that come (设定办件量) for each item.

    Args:
        demand: How many come.
    """

    label_zh: ClassVar[str] = "办件量"
    label_en: ClassVar[str] = "demand"

    demand: Demand = attrs.field(validator=of_kind(Demand))

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with that demand for every item that it applies to."""
        lines = self.matched(world)
        changed = dict(world.demand)
        for key in lines:
            changed[key] = changed.get(key, Timeline[Demand]()).put(
                self.demand, self.since, self.until, self.id
            )
        return attrs.evolve(world, demand=FrozenMap(changed)), tuple(lines)


@attrs.frozen(kw_only=True)
class ScaleDemand(Reform):
    """Scale the applications that come (办件量增减), by a factor.

    Args:
        factor: The factor, such as 1.2.

    Raises:
        InputError: A factor below 0.
    """

    label_zh: ClassVar[str] = "办件量增减"
    label_en: ClassVar[str] = "more or less demand"

    factor: float = attrs.field(converter=to_number)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not 0 <= self.factor < inf:
            raise InputError(
                f"系数 {self.factor} 应为非负数",
                f"the factor {self.factor} must be a number, and not below 0",
            )

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world with so much more or less demand."""
        lines = [key for key in self.matched(world) if key in world.demand]
        changed = dict(world.demand)
        for key in lines:
            changed[key] = changed[key].changed(
                self._scaled, self.since, self.until, self.id
            )
        touched = tuple(
            key
            for key in lines
            if self.factor == 1 or changed[key] != world.demand[key]
        )
        return attrs.evolve(world, demand=FrozenMap(changed)), touched

    def _scaled(self, demand: Demand) -> Demand:
        return attrs.evolve(demand, per_day=demand.per_day * self.factor)


@attrs.frozen(kw_only=True)
class SetService(ItemReform):
    """Set how long steps take and who serves them (办理用时), where that is modelled.

    Args:
        minutes: Mean working time of each step, in minutes, by name.
        pools: Id of the pool of each step, by name.
    """

    label_zh: ClassVar[str] = "办理用时"
    label_en: ClassVar[str] = "service times"

    minutes: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=FrozenMap
    )
    pools: FrozenMap[str] = attrs.field(factory=FrozenMap[str], converter=FrozenMap)

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Items that it applies to and that have such a step."""
        names = {*self.minutes, *self.pools}
        return {
            key: line
            for key, line in super().matched(world).items()
            if any(step.name in names for one in line for step in one.value.steps)
        }

    def change(self, handling: Handling) -> Handling:
        """The same with those times and pools."""
        return handling.with_steps(
            attrs.evolve(
                step,
                minutes=self.minutes.get(step.name, step.minutes),
                pool=self.pools.get(step.name, step.pool),
            )
            for step in handling.steps
        )


def _standing(
    lines: Mapping[str, Timeline[_T]], name: str, reform: Reform, what: str
) -> _T:
    line = lines.get(name)
    found = None if line is None else line.at(reform.since)
    if found is None:
        raise UnknownCodeError(f"{reform.since} 的{what}", name, list(lines))
    return found


def _put(
    world: World, field: str, name: str, value: Any, reform: Reform
) -> tuple[World, tuple[str, ...]]:
    lines: Mapping[str, Timeline[Any]] = getattr(world, field)
    line = lines.get(name, Timeline[Any]())
    put = line.put(value, reform.since, reform.until, reform.id)
    changed: dict[str, Any] = {field: FrozenMap({**lines, name: put})}
    return attrs.evolve(world, **changed), (name,)
