"""Pairs of reforms that get in each other's way: order matters, or one overrides the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isclose
from typing import Any, Final

from zhengwu._errors import ZhengwuError
from zhengwu.findings import Finding, Report, finding
from zhengwu.reforms._apply import Reforms, broken_by, in_order, leaving_out
from zhengwu.reforms._diff import WorldChange, diff_worlds
from zhengwu.reforms._reform import SHOWN, Reform
from zhengwu.world import World

_SETS: Final = frozenset({"agents", "counters", "gate", "signed"})
_Effect = Mapping[tuple[str, str, str], tuple[WorldChange, ...]]


def check_order(world: World, reforms: Reforms) -> Report:
    """Say which pairs of reforms are in conflict, or do not commute (改革次序核查).

    Each pair is applied both ways, to the world in which the first of them takes effect.
    Where the last one simply wins, they are in conflict: both set the same element in
    the same days. Where the results differ in another way, the order matters and must
    be stated.

    Args:
        world: The world before them.
        reforms: The reforms.
    """
    stack = in_order(reforms)
    found: list[Finding] = []
    done: dict[str, tuple[str, ...]] = {}
    for place, raw in enumerate(stack[:-1]):
        one = leaving_out(raw, done)
        after, keys = one.run(world)
        done[one.id] = keys
        alone = _effects(world, after)
        for other in stack[place + 1 :]:
            if one.id not in other.beside:
                known = {**done, **_reached(stack[place + 1 :], other, after)}
                found += _pair(world, (one, after, alone), leaving_out(other, known))
        world = after
    return Report(found, {"reforms": len(stack)})


def _reached(
    stack: tuple[Reform, ...], other: Reform, world: World
) -> dict[str, tuple[str, ...]]:
    """What those that another stands beside will have reached before it."""
    return {
        one.id: tuple(one.matched(world)) for one in stack if one.id in other.beside
    }


def _pair(
    world: World, done: tuple[Reform, World, _Effect], other: Reform
) -> Iterator[Finding]:
    one, first, effect = done
    try:
        second = other.run(world)[0]
        there, back = other.run(first)[0], one.run(second)[0]
    except ZhengwuError as error:
        yield _told("ZWSC001", one, other, (), str(error))
        return
    if _two_masters(other, world, first, second, there):
        yield _told("ZWSC002", one, other, (), "职权 / powers")
    differing = [c for c in diff_worlds(there, back) if not _alike(c)]
    alone = effect, _effects(world, second)
    both = _effects(world, there), _effects(world, back)
    overriding: list[WorldChange] = []
    ordered: list[WorldChange] = []
    for change in differing:
        key = change.what, change.key, change.element
        wins = _same(both[0], alone[1], key, change) and _same(
            both[1], alone[0], key, change
        )
        (overriding if wins else ordered).append(change)
    for code, changes in (("ZWSC002", overriding), ("ZWSC001", ordered)):
        if changes:
            elements = dict.fromkeys(c.element or c.what for c in changes)
            yield _told(code, one, other, changes, "、".join(elements))


def _told(
    code: str,
    one: Reform,
    other: Reform,
    changes: Iterable[WorldChange],
    elements: str,
) -> Finding:
    items = list(dict.fromkeys(change.key for change in changes))
    return finding(
        code, ("reforms", one.id), one=one.id, other=other.id, count=len(items),
        items="、".join(items[:SHOWN]) or "-", elements=elements,
    )  # fmt: skip


def _alike(change: WorldChange) -> bool:
    """Whether only the order of a set differs, or the last digit of a number."""
    one, other = change.before, change.after
    if change.element in _SETS:
        return set(one) == set(other)
    numbers = isinstance(one, float) and isinstance(other, float)
    return numbers and isclose(one, other)


def _two_masters(
    other: Reform, world: World, first: World, second: World, there: World
) -> bool:
    """Whether powers that each may move alone have two masters, or none, by both."""
    if first.powers is world.powers or second.powers is world.powers:
        return False
    by_both = {_fault(one) for one in broken_by(other, first, there)}
    return bool(by_both - {_fault(one) for one in broken_by(other, world, second)})


def _fault(one: Finding) -> tuple[object, object]:
    return one.data.get("cause"), one.data.get("item")


def _effects(before: World, after: World) -> _Effect:
    found: dict[tuple[str, str, str], list[WorldChange]] = {}
    for change in diff_worlds(before, after):
        key = change.what, change.key, change.element
        found.setdefault(key, []).append(change)
    return {key: tuple(changes) for key, changes in found.items()}


def _same(
    one: _Effect, other: _Effect, key: tuple[str, str, str], at: WorldChange
) -> bool:
    """Whether both leave an element alike at the days in question."""
    on = at.since or date.min
    return bool(_value(one, key, on) == _value(other, key, on))


def _value(effect: _Effect, key: tuple[str, str, str], on: date) -> Any:
    for change in effect.get(key, ()):
        begun = change.since is None or change.since <= on
        if begun and (change.until is None or on < change.until):
            return (change.after,)
    return None
