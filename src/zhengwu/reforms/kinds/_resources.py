"""Reforms of resources: windows, staff, parameters, fees, hours, demand, service times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any, ClassVar

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap, keep, to_count, to_number, to_texts
from zhengwu._hints import resolve_hints
from zhengwu.calendars import OfficeHours
from zhengwu.organs import LocalParameter
from zhengwu.reforms._reform import ItemReform, Reform, WorldReform
from zhengwu.world import Demand, Handling, Pool, StaffMember, Timeline, World
from zhengwu.world._timeline import DatedValue, iter_spans


@attrs.frozen(kw_only=True)
class PoolWindows(WorldReform):
    """Pool windows (并为综合窗口): several queues are merged into one queue.

    The new pool serves all steps of the merged pools.

    Args:
        pools: Ids of the pools that are merged.
        into: Id of the new pool.
        windows: Number of windows of the new pool; the sum of the merged pools if None.
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
                f"并窗应写明被并的窗口组和新窗口组,窗口数不能为负;现为 {self.pools}、"
                f"{self.into!r}、{self.windows}",
                f"pooling needs pools, a new id and a number of windows from 0, not "
                f"{self.pools}, {self.into!r} and {self.windows}",
            )

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the merged pool, and the ids of the pools that were merged."""
        names = tuple(dict.fromkeys((*self.pools, self.into)))
        for name in self.pools:
            _require_value(world.pools, name, self, "窗口组 / pools")
        before = [world.pools[name] for name in names if name in world.pools]
        merged = world.pools.get(self.into, Timeline[Pool]())
        own_days = Timeline((DatedValue("", self.since, self.until),))
        for since, until in iter_spans(*before, own_days):
            if since is None or own_days.at(since) is None:
                continue
            pools = [pool for line in before if (pool := line.at(since))]
            if pools:
                merged = merged.put(self._merge_pools(pools), since, until, self.id)
        lines = dict(world.pools)
        for name in self.pools:
            if name != self.into:
                line = lines[name]
                lines[name] = line.changed(
                    _close_windows, self.since, self.until, self.id
                )
        lines[self.into] = merged
        moving = _MoveSteps(
            id=self.id, since=self.since, until=self.until, where=self.where,
            pools=dict.fromkeys(self.pools, self.into),
        )  # fmt: skip
        moved, _ = moving.run(world)
        return attrs.evolve(moved, pools=FrozenMap(lines)), self.pools

    def _merge_pools(self, pools: list[Pool]) -> Pool:
        """The new pool with the windows of all pools, or with the stated number."""
        total = sum(pool.windows for pool in pools)
        organs = tuple(dict.fromkeys(o for pool in pools for o in pool.organs))
        return attrs.evolve(
            pools[0],
            id=self.into,
            name=self.into,
            windows=total if self.windows is None else self.windows,
            organs=organs if all(pool.organs for pool in pools) else (),
        )


def _close_windows(pool: Pool) -> Pool:
    return attrs.evolve(pool, windows=0)


@attrs.frozen(kw_only=True)
class _MoveSteps(ItemReform):
    """Move steps to other pools, by pool id."""

    pools: Mapping[str, str]

    def change(self, handling: Handling) -> Handling:
        """Handling whose steps are served by the new pools."""
        if all(step.pool not in self.pools for step in handling.steps):
            return handling
        return handling.with_steps(
            attrs.evolve(step, pool=self.pools.get(step.pool, step.pool))
            for step in handling.steps
        )


resolve_hints(_MoveSteps)


@attrs.frozen(kw_only=True)
class SetPool(WorldReform):
    """Set up a pool of windows (配备窗口), or replace it.

    Args:
        pool: The pool from the first day on.
    """

    label_zh: ClassVar[str] = "配备窗口"
    label_en: ClassVar[str] = "windows"

    pool: Pool

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the pool, and its id."""
        return _put_value(world, "pools", self.pool.id, self.pool, self)


def _to_members(members: Iterable[StaffMember]) -> tuple[StaffMember, ...]:
    return keep(members)


@attrs.frozen(kw_only=True)
class AssignStaff(WorldReform):
    """Assign members of staff (配备人员), experts included.

    Args:
        members: The members of staff.
    """

    label_zh: ClassVar[str] = "配备人员"
    label_en: ClassVar[str] = "staff"

    members: tuple[StaffMember, ...] = attrs.field(converter=_to_members)

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with these members of staff, and their ids."""
        for member in self.members:
            world, _ = _put_value(world, "staff", member.id, member, self)
        return world, tuple(member.id for member in self.members)


@attrs.frozen(kw_only=True)
class SetParameter(WorldReform):
    """Set a parameter by tier or area (分级参数): a fee, a deposit, a budget, a limit.

    Args:
        parameter: The parameter from the first day on.
    """

    label_zh: ClassVar[str] = "设定参数"
    label_en: ClassVar[str] = "setting a parameter"

    parameter: LocalParameter[Any]

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the parameter, and its id."""
        return _put_value(world, "parameters", self.parameter.id, self.parameter, self)


@attrs.frozen(kw_only=True)
class SetFee(ItemReform):
    """Set the fee (调整收费) of items, or abolish it.

    Args:
        standard: Fee as the list states it, such as ``"每本10元"``; empty for no fee.
        charged_by: Legal basis of the fee.
    """

    label_zh: ClassVar[str] = "调整收费"
    label_en: ClassVar[str] = "fees"

    standard: str = ""
    charged_by: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.standard and not self.charged_by:
            raise InputError(
                f"收费 {self.standard} 没有依据;请在 charged_by 中写明",
                f"the fee {self.standard} has no basis; state it in charged_by",
            )

    def change(self, handling: Handling) -> Handling:
        """Handling with the fee."""
        charged = bool(self.standard)
        return handling.with_item(
            fee=self.standard or "不收费", fee_standard=self.standard, charged=charged,
            fee_basis=self.charged_by,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class SetHours(WorldReform):
    """Set office hours (调整办公时间).

    Args:
        hours: Office hours from the first day on.
    """

    label_zh: ClassVar[str] = "调整办公时间"
    label_en: ClassVar[str] = "office hours"

    hours: OfficeHours

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the office hours."""
        line = world.hours or Timeline[OfficeHours]()
        changed = line.put(self.hours, self.since, self.until, self.id)
        return attrs.evolve(world, hours=changed), ("hours",)


@attrs.frozen(kw_only=True)
class SetDemand(Reform):
    """Set the demand (设定办件量) of each item.

    Args:
        demand: Number and distribution of the applications.
    """

    label_zh: ClassVar[str] = "办件量"
    label_en: ClassVar[str] = "demand"

    demand: Demand

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the demand for every item that matches, and the keys of the items."""
        lines = self.matched(world)
        changed = dict(world.demand)
        for key in lines:
            changed[key] = changed.get(key, Timeline[Demand]()).put(
                self.demand, self.since, self.until, self.id
            )
        return attrs.evolve(world, demand=FrozenMap(changed)), tuple(lines)


@attrs.frozen(kw_only=True)
class ScaleDemand(Reform):
    """Scale the demand of items (办件量增减) by a factor.

    Args:
        factor: The factor, such as 1.2.

    Raises:
        InputError: The factor is below 0 or not finite.
    """

    label_zh: ClassVar[str] = "办件量增减"
    label_en: ClassVar[str] = "scaling demand"

    factor: float = attrs.field(converter=to_number)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not 0 <= self.factor < inf:
            raise InputError(
                f"系数 {self.factor} 应为非负的有限数",
                f"the factor {self.factor} must be a finite number from 0",
            )

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World with the scaled demand, and the keys of the items whose demand changed."""
        lines = [key for key in self.matched(world) if key in world.demand]
        changed = dict(world.demand)
        for key in lines:
            changed[key] = changed[key].changed(
                self._scale, self.since, self.until, self.id
            )
        touched = tuple(
            key
            for key in lines
            if self.factor == 1 or changed[key] != world.demand[key]
        )
        return attrs.evolve(world, demand=FrozenMap(changed)), touched

    def _scale(self, demand: Demand) -> Demand:
        return attrs.evolve(demand, per_day=demand.per_day * self.factor)


def _to_minutes(value: Mapping[str, float]) -> FrozenMap[float]:
    return keep(value)


def _to_pools(value: Mapping[str, str]) -> FrozenMap[str]:
    return keep(value)


@attrs.frozen(kw_only=True)
class SetService(ItemReform):
    """Set the working time of steps and the pools that serve them (办理用时).

    Args:
        minutes: Mean working time of each step, in minutes, by step name.
        pools: Id of the pool that serves each step, by step name.
    """

    label_zh: ClassVar[str] = "办理用时"
    label_en: ClassVar[str] = "service times"

    minutes: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_minutes
    )
    pools: FrozenMap[str] = attrs.field(factory=FrozenMap[str], converter=_to_pools)

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Timelines of matching items that have a step of one of these names."""
        names = {*self.minutes, *self.pools}
        return {
            key: line
            for key, line in super().matched(world).items()
            if any(s.name in names for stretch in line for s in stretch.value.steps)
        }

    def change(self, handling: Handling) -> Handling:
        """Handling with these working times and pools."""
        return handling.with_steps(
            attrs.evolve(
                step,
                minutes=self.minutes.get(step.name, step.minutes),
                pool=self.pools.get(step.name, step.pool),
            )
            for step in handling.steps
        )


def _require_value(
    lines: Mapping[str, Timeline[Any]], name: str, reform: Reform, what: str
) -> None:
    """Refuse a name without a value on the first day of a reform."""
    line = lines.get(name)
    if line is None or line.at(reform.since) is None:
        raise UnknownCodeError(f"{reform.since} 的{what}", name, list(lines))


def _put_value(
    world: World, field: str, name: str, value: Any, reform: Reform
) -> tuple[World, tuple[str, ...]]:
    """World with a value under a name on the days of a reform, and the name."""
    lines: Mapping[str, Timeline[Any]] = getattr(world, field)
    line = lines.get(name, Timeline[Any]())
    changed = line.put(value, reform.since, reform.until, reform.id)
    fields: dict[str, Any] = {field: FrozenMap({**lines, name: changed})}
    return attrs.evolve(world, **fields), (name,)
