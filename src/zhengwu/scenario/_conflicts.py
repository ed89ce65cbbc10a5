"""Pairs of reforms that get in each other's way: order matters, or one overrides the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, Final

import attrs

from zhengwu.findings import Finding, Report, finding
from zhengwu.scenario._diff import WorldChange, diff_worlds
from zhengwu.scenario._reform import Reform
from zhengwu.world import World

_SHOWN: Final = 12
_Effect = Mapping[tuple[str, str, str], tuple[WorldChange, ...]]


def check_order(world: World, reforms: Iterable[Reform]) -> Report:
    """Say which pairs of reforms are in conflict, or do not commute (改革次序核查).

    Each pair is applied to the world both ways. Where the last one simply wins, they are
    in conflict: both set the same element in the same days. Where the results differ in
    another way, the order matters and must be stated.

    Args:
        world: The world before them.
        reforms: The reforms.
    """
    stack = tuple(reforms)
    found: list[Finding] = []
    for one, other in combinations(stack, 2):
        there = other.matched(world)
        shared = [key for key in one.matched(world) if key in there]
        found += _pair(_only(world, shared), one, other)
    return Report(found, {"reforms": len(stack)})


def _only(world: World, keys: Iterable[str]) -> World:
    """The world with these items only."""
    return attrs.evolve(world, handlings={key: world.line(key) for key in keys})


def _pair(world: World, one: Reform, other: Reform) -> Iterator[Finding]:
    first, _ = one.run(world)
    second, _ = other.run(world)
    there, back = other.run(first)[0], one.run(second)[0]
    differing = list(diff_worlds(there, back))
    if not differing:
        return
    alone = _effects(world, first), _effects(world, second)
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
            items = list(dict.fromkeys(change.key for change in changes))
            elements = dict.fromkeys(c.element or c.what for c in changes)
            yield finding(
                code,
                ("reforms", one.id),
                one=one.id,
                other=other.id,
                items="、".join(items[:_SHOWN]),
                count=len(items),
                elements="、".join(elements),
            )


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
