"""Apply reforms to a world in sequence, with the changes and faults of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu._values import Value
from zhengwu.delegation import Powers, Recall, TierOrgan, check_powers
from zhengwu.delegation.powers._instrument import Body
from zhengwu.findings import Finding, Report, Severity, finding
from zhengwu.reforms._diff import WorldDiff, diff_worlds
from zhengwu.reforms._faults import list_smallest_areas, select_new_findings
from zhengwu.reforms._reform import Reform, build_no_match_error, report_items
from zhengwu.reforms._where import Where, to_where
from zhengwu.world import Handling, World, check_world
from zhengwu.world._handling import LIMITS
from zhengwu.world._timeline import DatedValue

_BROKEN: Final = "ZWSC003"


@attrs.frozen(slots=False)
class AppliedReform(Value):
    """Reform with its result (单项改革结果).

    Args:
        reform: The reform.
        before: World before the reform.
        after: World after the reform.
        keys: Keys of the items, or ids of the organs and pools, that the reform changed.
        report: Faults that the reform caused, and remarks; earlier faults are omitted.
    """

    reform: Reform
    before: World = attrs.field(repr=False)
    after: World = attrs.field(repr=False)
    keys: tuple[str, ...] = attrs.field(repr=False)
    report: Report = attrs.field(repr=False)

    @cached_property
    def diff(self) -> WorldDiff:
        """Changes by the reform, with its legal basis."""
        return diff_worlds(self.before, self.after, self.reform.id, self.reform.basis)


@attrs.frozen(slots=False)
class Applied(Value):
    """Result of reforms applied in order (改革方案结果).

    Args:
        base: World before the first reform.
        steps: Each reform with its result.
    """

    base: World = attrs.field(repr=False)
    steps: tuple[AppliedReform, ...]

    @property
    def world(self) -> World:
        """World after the last reform."""
        return self.steps[-1].after if self.steps else self.base

    @cached_property
    def report(self) -> Report:
        """Findings of all reforms; each names its reform."""
        return Report(finding for step in self.steps for finding in step.report)

    @property
    def sound(self) -> bool:
        """Whether no reform caused an error: no vacuum, one level, responsibility named."""
        return not any(finding.severity is Severity.ERROR for finding in self.report)

    @cached_property
    def diff(self) -> WorldDiff:
        """Changes of all reforms, in their order."""
        return WorldDiff(change for step in self.steps for change in step.diff)


Reforms: TypeAlias = Reform | Iterable[Reform | Sequence[Reform]]
"""A reform, or several in order; an element may be a sequence of stages (改革方案)."""


def apply_reforms(world: World, reforms: Reforms, *, check: bool = True) -> Applied:
    """Apply reforms to a world, in their order (实施改革).

    After each reform, the items, organs and windows that it changed are checked: no
    vacuum, one matter one level, responsibility follows power, and windows, demand and
    steps match. Faults that existed before the reform are not reported again.

    Args:
        world: World before the reforms.
        reforms: A reform, or several; each acts on the result of those before.
        check: Whether to check each result.

    Raises:
        InputError: A reform without `allow_empty` applies to nothing, or two reforms
            share an id.
    """
    refuse_other(world, "world", World)
    stack = flatten_reforms(reforms)
    seen: dict[str, tuple[str, ...]] = {}
    steps: list[AppliedReform] = []
    for reform in stack:
        if reform.id in seen:
            raise InputError(
                f"方案中有两项改革的标识都是 {reform.id};请改其中一项的标识",
                f"two reforms share the id {reform.id}; rename one of the two",
            )
        after, keys = exclude_earlier_items(reform, seen).run(world)
        seen[reform.id] = keys
        if not keys and not reform.allow_empty:
            raise build_no_match_error(reform, world)
        findings = [*find_new_faults(reform, world, after)] if check else []
        findings += reform.remarks(after, keys)
        findings += _check_keys(reform, world)
        findings += _check_promises(reform, world, after)
        steps.append(AppliedReform(reform, world, after, keys, Report(findings)))
        world = after
    base = steps[0].before if steps else world
    return Applied(base, tuple(steps))


def exclude_earlier_items(reform: Reform, done: Mapping[str, Iterable[str]]) -> Reform:
    """The reform without the items that its earlier stages have changed (剔除前几步的事项).

    Args:
        reform: The reform; its `alongside` names the earlier stages.
        done: Keys of the items that each earlier reform changed, by reform id.
    """
    keys = [key for name in reform.alongside for key in done.get(name, ())]
    return (
        attrs.evolve(reform, where=reform.where & ~Where.by_key(keys))
        if keys
        else reform
    )


def flatten_reforms(reforms: Reforms) -> tuple[Reform, ...]:
    """Reforms as one flat sequence, stages expanded (改革次序).

    Raises:
        InputError: An element is not a reform.
    """
    if isinstance(reforms, Reform):
        return (reforms,)
    flat: list[Reform] = []
    for element in reforms:
        stages: Any = element if isinstance(element, tuple | list) else (element,)
        for reform in stages:
            refuse_other(reform, "reforms", Reform)
            flat.append(reform)
    return tuple(flat)


def _check_keys(reform: Reform, world: World) -> Iterator[Finding]:
    """Report keys that the condition names and the world does not have."""
    missing = sorted(reform.where.keys - world.handlings.keys())
    if missing:
        yield report_items("ZWSC007", reform, missing)


def _check_promises(reform: Reform, before: World, after: World) -> Iterator[Finding]:
    """Report promises that exceed the statutory limit only since the reform."""
    if before.handlings is after.handlings:
        return
    longer = [
        key
        for key, line in after.handlings.items()
        if before.handlings.get(key) is not line
        and any(map(_exceeds_statutory, line))
        and not any(map(_exceeds_statutory, before.handlings.get(key, ())))
    ]
    if longer:
        yield report_items("ZWSC008", reform, longer)


def _exceeds_statutory(stretch: DatedValue[Handling]) -> bool:
    """Whether the promise exceeds the statutory limit; both must count time the same way."""
    item = stretch.value.item
    promised: Any = item.committed_limit and item.committed_limit.limit
    statutory: Any = item.statutory_limit and item.statutory_limit.limit
    if not isinstance(promised, LIMITS) or not isinstance(statutory, LIMITS):
        return False
    return promised.counting is statutory.counting and bool(promised > statutory)


def find_new_faults(reform: Reform, before: World, after: World) -> Iterator[Finding]:
    """Faults that a reform caused, errors under the code of the reform (改革造成的问题)."""
    for fault in _compare_checks(reform, before, after):
        if fault.severity is Severity.ERROR:
            yield finding(
                _BROKEN, ("reforms", reform.id), reform=reform.id, cause=fault.code,
                what_zh=fault.message("zh"), what_en=fault.message("en"),
                item=str(fault.data.get("item", "")),
            )  # fmt: skip
        else:
            yield fault


def _compare_checks(reform: Reform, before: World, after: World) -> Iterator[Finding]:
    """Check what the reform changed before and after, and yield the new findings."""
    items, instruments = find_affected_powers(before.powers, after.powers)
    if items or instruments:
        report = check_powers(
            after.powers,
            items=items & after.powers.items.keys(),
            instruments=instruments,
            since=reform.since,
        )
        if len(report):
            known = check_powers(
                before.powers, items=items & before.powers.items.keys()
            )
            places = list_smallest_areas(before.powers, after.powers)
            yield from select_new_findings(known, report, reform.since, places)
    keys = find_affected_keys(before, after)
    if keys:
        old_keys = [key for key in keys if key in before.handlings]
        new_keys = [key for key in keys if key in after.handlings]
        yield from select_new_findings(
            check_world(before, old_keys), check_world(after, new_keys), reform.since
        )


def find_affected_powers(
    before: Powers, after: Powers
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Items whose powers may differ, and ids of new or replaced instruments (受影响的权力)."""
    if before is after:
        return frozenset(), ()
    old, new = before.instruments, after.instruments
    added = {name: value for name, value in new.items() if old.get(name) is not value}
    gone = [value for name, value in old.items() if new.get(name) is not value]
    changed = [*added.values(), *gone]
    items = {item for instrument in changed for item in instrument.items}
    for instrument in changed:
        if isinstance(instrument, Recall) and not instrument.items:
            recalled = new.get(instrument.recalls)
            items.update(() if recalled is None else recalled.items)
    if before.organs is not after.organs or before.halls is not after.halls:
        items |= _find_items_of_bodies(before, after)
    return frozenset(items), tuple(added)


def _find_items_of_bodies(before: Powers, after: Powers) -> set[str]:
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
        for instrument in powers.naming(body)
        for item in instrument.items
    }


def find_affected_keys(before: World, after: World) -> tuple[str, ...]:
    """Keys of items whose handling, windows or demand may differ (受影响的事项)."""
    changed: dict[str, None] = {}
    if before.handlings is not after.handlings:
        changed.update(dict.fromkeys(_compare_keys(before.handlings, after.handlings)))
    if before.pools is not after.pools:
        pools = {*_compare_keys(before.pools, after.pools)}
        changed.update(
            (key, None)
            for key, line in after.handlings.items()
            if any(s.pool in pools for stretch in line for s in stretch.value.steps)
        )
    if before.demand is not after.demand:
        changed.update(dict.fromkeys(_compare_keys(before.demand, after.demand)))
    return tuple(changed)


def _compare_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Keys whose values are not the same object in both mappings."""
    for key, line in new.items():
        if old.get(key) is not line:
            yield key
    yield from (key for key in old if key not in new)


def phased(
    reform: Reform, stages: Mapping[date, Callable[[Handling], bool] | Where]
) -> tuple[Reform, ...]:
    """Stages of a reform that takes effect step by step (分步实施).

    Args:
        reform: The reform; its own condition applies to every stage as well.
        stages: First day of each stage, and the condition on the items of that stage;
            items of earlier stages are excluded.

    Returns:
        A reform for each stage, in order of date, with ``/1``, ``/2`` appended to the id.

    Raises:
        InputError: No stage is given.
    """
    if not stages:
        raise InputError("没有给出实施步骤", "no stage is given")
    staged: list[Reform] = []
    for number, day in enumerate(sorted(stages), 1):
        staged.append(
            attrs.evolve(
                reform,
                id=f"{reform.id}/{number}",
                since=day,
                where=reform.where & to_where(stages[day]),
                alongside=(*reform.alongside, *(stage.id for stage in staged)),
            )
        )
    return tuple(staged)
