"""Pairs of reforms that conflict, or whose order changes the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isclose
from typing import Any, Final

from zhengwu._errors import ZhengwuError
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of
from zhengwu.reforms._apply import (
    Reforms,
    exclude_earlier_items,
    find_new_faults,
    flatten_reforms,
)
from zhengwu.reforms._diff import WorldChange, diff_worlds
from zhengwu.reforms._reform import SHOWN, Reform
from zhengwu.world import World

_SETS: Final = frozenset({"agents", "counters", "gate", "signed"})
_Element = tuple[str, str, str]  # what, key, element
_Effect = Mapping[_Element, tuple[WorldChange, ...]]


@check_of(World)
def check_order(world: World, reforms: Reforms) -> Report:
    """Report the pairs of reforms that conflict or do not commute (改革次序核查).

    Each pair is applied in both orders to the world before the first reform of the pair.
    If the later reform simply overrides the earlier, the two conflict: both set the same
    element on the same days. If the results differ in another way, the order matters
    and must be stated.

    Args:
        world: World before the reforms.
        reforms: The reforms.
    """
    stack = flatten_reforms(reforms)
    findings: list[Finding] = []
    done: dict[str, tuple[str, ...]] = {}
    for place, stated in enumerate(stack[:-1]):
        first = exclude_earlier_items(stated, done)
        after, keys = first.run(world)
        done[first.id] = keys
        effect = _group_changes(world, after)
        later = stack[place + 1 :]
        for second in later:
            if first.id not in second.alongside:
                known = {**done, **_match_stages(later, second, after)}
                findings += _compare_orders(
                    world, (first, after, effect), exclude_earlier_items(second, known)
                )
        world = after
    return Report(findings, {"reforms": len(stack)})


def _match_stages(
    stack: tuple[Reform, ...], reform: Reform, world: World
) -> dict[str, tuple[str, ...]]:
    """Keys of the items that the earlier stages of a reform will have changed, by stage."""
    return {
        stage.id: tuple(stage.matched(world))
        for stage in stack
        if stage.id in reform.alongside
    }


def _compare_orders(
    world: World, done: tuple[Reform, World, _Effect], second: Reform
) -> Iterator[Finding]:
    """Apply two reforms in both orders, and report where the results differ.

    Args:
        world: World before both.
        done: The first reform, the world after it alone, and its changes.
        second: The second reform.
    """
    first, after_first, effect = done
    try:
        after_second = second.run(world)[0]
        as_stated = second.run(after_first)[0]
        swapped = first.run(after_second)[0]
    except ZhengwuError as error:
        yield _report_pair("ZWSC001", first, second, (), str(error))
        return
    if _breaks_powers_jointly(second, world, after_first, after_second, as_stated):
        yield _report_pair("ZWSC002", first, second, (), "职权 / powers")
    differing = [c for c in diff_worlds(as_stated, swapped) if not _is_equivalent(c)]
    alone = effect, _group_changes(world, after_second)
    both = _group_changes(world, as_stated), _group_changes(world, swapped)
    overriding: list[WorldChange] = []
    ordered: list[WorldChange] = []
    for change in differing:
        key = change.what, change.key, change.element
        on = change.since or date.min
        # The later reform wins: the result is that of the later reform alone.
        later_wins = _set_alike(both[0], alone[1], key, on) and _set_alike(
            both[1], alone[0], key, on
        )
        (overriding if later_wins else ordered).append(change)
    for code, changes in (("ZWSC002", overriding), ("ZWSC001", ordered)):
        if changes:
            elements = dict.fromkeys(c.element or c.what for c in changes)
            yield _report_pair(code, first, second, changes, "、".join(elements))


def _report_pair(
    code: str,
    first: Reform,
    second: Reform,
    changes: Iterable[WorldChange],
    elements: str,
) -> Finding:
    pair = {"one": first.id, "other": second.id}
    items = list(dict.fromkeys(change.key for change in changes))
    return finding(
        code, ("reforms", first.id), **pair, count=len(items),
        items="、".join(items[:SHOWN]) or "-", elements=elements,
    )  # fmt: skip


def _is_equivalent(change: WorldChange) -> bool:
    """Whether only the order of a set differs, or the last digit of a number."""
    before, after = change.before, change.after
    if change.element in _SETS:
        return set(before) == set(after)
    numbers = isinstance(before, float) and isinstance(after, float)
    return numbers and isclose(before, after)


def _breaks_powers_jointly(
    second: Reform,
    world: World,
    after_first: World,
    after_second: World,
    after_both: World,
) -> bool:
    """Whether both reforms together break powers that the second alone does not break."""
    if after_first.powers is world.powers or after_second.powers is world.powers:
        return False
    jointly = find_new_faults(second, after_first, after_both)
    alone = find_new_faults(second, world, after_second)
    return not set(map(_get_cause, jointly)) <= set(map(_get_cause, alone))


def _get_cause(fault: Finding) -> tuple[object, object]:
    return fault.data.get("cause"), fault.data.get("item")


def _group_changes(before: World, after: World) -> _Effect:
    """Changes between two worlds by element."""
    groups: dict[_Element, list[WorldChange]] = {}
    for change in diff_worlds(before, after):
        key = change.what, change.key, change.element
        groups.setdefault(key, []).append(change)
    return {key: tuple(changes) for key, changes in groups.items()}


def _set_alike(first: _Effect, second: _Effect, key: _Element, on: date) -> bool:
    """Whether two sets of changes give an element the same value on a day."""
    return bool(_get_value(first, key, on) == _get_value(second, key, on))


def _get_value(effect: _Effect, key: _Element, on: date) -> Any:
    """New value of an element on a day, in a tuple; None if it does not change."""
    for change in effect.get(key, ()):
        begun = change.since is None or change.since <= on
        if begun and (change.until is None or on < change.until):
            return (change.after,)
    return None
