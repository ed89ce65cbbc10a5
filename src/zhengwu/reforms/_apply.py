"""Reforms applied to a world, one after the other, with what each changed and broke."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu.delegation import Powers, Recall, TierOrgan, check_powers
from zhengwu.delegation.powers._instrument import Body
from zhengwu.findings import Finding, Report, Severity, finding
from zhengwu.reforms._diff import WorldDiff, diff_worlds
from zhengwu.reforms._faults import new_findings, smallest_areas
from zhengwu.reforms._reform import Reform, items_told, nothing_matched
from zhengwu.reforms._where import Where, to_where
from zhengwu.world import Handling, World, check_world
from zhengwu.world._handling import LIMITS
from zhengwu.world._timeline import DatedValue

_BROKEN: Final = "ZWSC003"


@attrs.frozen(slots=False)
class AppliedReform:
    """A reform and what came of it (单项改革结果).

    Args:
        reform: The reform.
        before: The world before it.
        after: The world after it.
        keys: Keys of the items, or ids of the organs and pools, that it applied to.
        report: What it broke, and what else is to be told; faults that were there before
            are not in it.
    """

    reform: Reform
    before: World = attrs.field(repr=False)
    after: World = attrs.field(repr=False)
    keys: tuple[str, ...] = attrs.field(repr=False)
    report: Report = attrs.field(repr=False)

    @cached_property
    def diff(self) -> WorldDiff:
        """What it changed, with its legal basis."""
        return diff_worlds(self.before, self.after, self.reform.id, self.reform.basis)


@attrs.frozen(slots=False)
class Applied:
    """Reforms, applied in order (改革方案结果).

    Args:
        base: The world before them.
        steps: Each reform with what came of it.
    """

    base: World = attrs.field(repr=False)
    steps: tuple[AppliedReform, ...]

    @property
    def world(self) -> World:
        """The world after all of them."""
        return self.steps[-1].after if self.steps else self.base

    @cached_property
    def report(self) -> Report:
        """What they broke, each told with the reform that did."""
        return Report(found for step in self.steps for found in step.report)

    @property
    def sound(self) -> bool:
        """Whether nothing was broken: no vacuum, one level, responsibility named."""
        return not any(found.severity is Severity.ERROR for found in self.report)

    @cached_property
    def diff(self) -> WorldDiff:
        """What they changed, reform by reform."""
        return WorldDiff(change for step in self.steps for change in step.diff)


Reforms: TypeAlias = Reform | Iterable[Reform | Sequence[Reform]]
"""One reform, or several in order, stages of some among them (改革方案)."""


def apply_reforms(world: World, reforms: Reforms, *, check: bool = True) -> Applied:
    """Apply reforms to a world, in their order (实施改革).

    After each, the principles are checked wherever it changed something: no vacuum, one
    matter one level, responsibility follows power; and that windows, demand and steps
    meet. What was wrong before is not told again.

    Args:
        world: The world before.
        reforms: One, or several in the order in which they take effect on each other.
        check: Whether to check.

    Raises:
        InputError: One applies to nothing, and is not allowed to; two share an id.
    """
    refuse_other(world, "world", World)
    stack = in_order(reforms)
    seen: dict[str, tuple[str, ...]] = {}
    steps: list[AppliedReform] = []
    for reform in stack:
        if reform.id in seen:
            raise InputError(
                f"方案中有两项改革标识为 {reform.id};请换一个",
                f"two reforms share the id {reform.id}; give one another",
            )
        after, keys = leaving_out(reform, seen).run(world)
        seen[reform.id] = keys
        if not keys and not reform.allow_empty:
            raise nothing_matched(reform, world)
        found = [*broken_by(reform, world, after)] if check else []
        found += reform.remarks(after, keys)
        found += _unknown_keys(reform, world)
        found += _longer_than_the_law(reform, world, after)
        steps.append(AppliedReform(reform, world, after, keys, Report(found)))
        world = after
    base = steps[0].before if steps else world
    return Applied(base, tuple(steps))


def leaving_out(reform: Reform, done: Mapping[str, Iterable[str]]) -> Reform:
    """A reform that leaves alone what those it stands beside have done (剔除前几步的事项).

    Args:
        reform: The reform.
        done: Keys of the items to which each reform before it applied, by its id.
    """
    keys = [key for name in reform.beside for key in done.get(name, ())]
    return (
        attrs.evolve(reform, where=reform.where & ~Where.by_key(keys))
        if keys
        else reform
    )


def in_order(reforms: Reforms) -> tuple[Reform, ...]:
    """Reforms in one row (改革次序): one, several, or the stages of some among them.

    Raises:
        InputError: Something among them is no reform.
    """
    if isinstance(reforms, Reform):
        return (reforms,)
    found: list[Reform] = []
    for one in reforms:
        stages: Any = one if isinstance(one, tuple | list) else (one,)
        for reform in stages:
            refuse_other(reform, "reforms", Reform)
            found.append(reform)
    return tuple(found)


def _unknown_keys(reform: Reform, world: World) -> Iterator[Finding]:
    """Keys that a condition names and the world does not have."""
    missing = sorted(reform.where.keys - world.handlings.keys())
    if missing:
        yield items_told("ZWSC007", reform, missing)


def _longer_than_the_law(
    reform: Reform, before: World, after: World
) -> Iterator[Finding]:
    """Promises that became longer than the statutory limit."""
    if before.handlings is after.handlings:
        return
    longer = [
        key
        for key, line in after.handlings.items()
        if before.handlings.get(key) is not line
        and any(map(_exceeds, line))
        and not any(map(_exceeds, before.handlings.get(key, ())))
    ]
    if longer:
        yield items_told("ZWSC008", reform, longer)


def _exceeds(one: DatedValue[Handling]) -> bool:
    """Whether the promise is longer than the law, counted alike."""
    item = one.value.item
    promised: Any = item.committed_limit and item.committed_limit.limit
    statutory: Any = item.statutory_limit and item.statutory_limit.limit
    if not isinstance(promised, LIMITS) or not isinstance(statutory, LIMITS):
        return False
    return promised.counting is statutory.counting and bool(promised > statutory)


def broken_by(reform: Reform, before: World, after: World) -> Iterator[Finding]:
    """Faults that a reform brought about (改革造成的问题)."""
    for one in _new_faults(reform, before, after):
        if one.severity is Severity.ERROR:
            yield finding(
                _BROKEN, ("reforms", reform.id), reform=reform.id, cause=one.code,
                what_zh=one.message("zh"), what_en=one.message("en"),
                item=str(one.data.get("item", "")),
            )  # fmt: skip
        else:
            yield one


def _new_faults(reform: Reform, before: World, after: World) -> Iterator[Finding]:
    items, instruments = affected_powers(before.powers, after.powers)
    if items or instruments:
        asked = items & after.powers.items.keys()
        now = check_powers(
            after.powers, items=asked, instruments=instruments, since=reform.since
        )
        if len(now):
            known = check_powers(
                before.powers, items=items & before.powers.items.keys()
            )
            places = smallest_areas(before.powers, after.powers)
            yield from new_findings(known, now, reform.since, places)
    keys = affected_keys(before, after)
    if keys:
        there = [key for key in keys if key in before.handlings]
        here = [key for key in keys if key in after.handlings]
        yield from new_findings(
            check_world(before, there), check_world(after, here), reform.since
        )


def affected_powers(
    before: Powers, after: Powers
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Items whose powers may differ, and instruments that are new (受影响的权力)."""
    if before is after:
        return frozenset(), ()
    old, new = before.instruments, after.instruments
    changed = [one for name, one in new.items() if old.get(name) is not one]
    changed += [one for name, one in old.items() if new.get(name) is not one]
    items = {item for one in changed for item in one.items}
    for one in changed:
        if isinstance(one, Recall) and one.recalls in new and not one.items:
            items.update(new[one.recalls].items)
    if before.organs is not after.organs or before.halls is not after.halls:
        items |= _of_organs(before, after)
    added = tuple(name for name, one in new.items() if old.get(name) is not one)
    return frozenset(items), added


def _of_organs(before: Powers, after: Powers) -> set[str]:
    """Items about which an instrument names an organ, tier, hall or post that changed."""
    names: set[str] = set()
    tiers: set[TierOrgan] = set()
    for powers, other in ((before, after), (after, before)):
        for organ in powers.organs:
            if organ not in other.organs.stretches(organ.id):
                names.add(organ.id)
                tiers.add(TierOrgan(organ.level, organ.function))
        for facility in powers.halls:
            if facility not in other.halls.stretches(facility.id):
                names.add(facility.id)
    bodies: list[Body] = [*names, *tiers]
    return {
        item
        for powers in (before, after)
        for body in bodies
        for one in powers.naming(body)
        for item in one.items
    }


def affected_keys(before: World, after: World) -> tuple[str, ...]:
    """Keys of items whose handling, windows or demand may differ (受影响的事项)."""
    changed: dict[str, None] = {}
    if before.handlings is not after.handlings:
        changed.update(dict.fromkeys(_differing(before.handlings, after.handlings)))
    if before.pools is not after.pools:
        pools = {*_differing(before.pools, after.pools)}
        changed.update(
            (key, None)
            for key, line in after.handlings.items()
            if any(s.pool in pools for one in line for s in one.value.steps)
        )
    if before.demand is not after.demand:
        changed.update(dict.fromkeys(_differing(before.demand, after.demand)))
    return tuple(changed)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key, line in new.items():
        if old.get(key) is not line:
            yield key
    yield from (key for key in old if key not in new)


def phased(
    reform: Reform, stages: Mapping[date, Callable[[Handling], bool] | Where]
) -> tuple[Reform, ...]:
    """A reform that enters into force step by step (分步实施).

    Args:
        reform: The reform; its condition holds in every stage as well.
        stages: First day of each stage, and which items join on it, of those that an
            earlier stage has not changed.

    Returns:
        One reform for each stage, in order of date, with ``/1``, ``/2`` behind its id.

    Raises:
        InputError: No stage.
    """
    if not stages:
        raise InputError("没有写明分几步实施", "no stage is stated")
    made: list[Reform] = []
    for number, day in enumerate(sorted(stages), 1):
        made.append(
            attrs.evolve(
                reform,
                id=f"{reform.id}/{number}",
                since=day,
                where=reform.where & to_where(stages[day]),
                beside=(*reform.beside, *(one.id for one in made)),
            )
        )
    return tuple(made)
