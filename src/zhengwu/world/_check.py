"""What is wrong with a world beside its powers: windows, demand and steps that do not meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zhengwu._dates import span_data
from zhengwu.findings import Finding, Report, finding
from zhengwu.world._handling import Handling
from zhengwu.world._timeline import Stretch
from zhengwu.world._world import World


def check_world(world: World, keys: Iterable[str] | None = None) -> Report:
    """Say what is wrong with a world beside its powers (世界核查). Never raises.

    A step that nobody serves, windows that nobody holds open, demand for what is not
    offered, a hall that is not in the register. Powers: `zhengwu.delegation.check_powers`.

    Args:
        world: The world.
        keys: Only these items; all if None.
    """
    chosen = world.handlings if keys is None else {k: world.line(k) for k in keys}
    found: list[Finding] = []
    for key, line in chosen.items():
        for one in line:
            if one.value.live:
                found += _of_handling(world, key, one)
    for key, wanted in world.demand.items():
        if keys is not None and key not in chosen:
            continue
        for asked in wanted:
            if asked.value.per_day and not _offered(world, key, asked):
                found.append(
                    finding(
                        "ZWWO003",
                        ("demand", key),
                        item=key,
                        per_day=asked.value.per_day,
                        **span_data(asked.since, asked.until),
                    )
                )
    return Report(found, {"items": len(chosen)})


def _of_handling(world: World, key: str, one: Stretch[Handling]) -> Iterator[Finding]:
    handling = one.value
    span = span_data(one.since, one.until)
    for place, step in enumerate(handling.steps):
        if not step.pool:
            continue
        path = ("handlings", key, "steps", place)
        data = {"item": handling.item.label, "step": step.name, "pool": step.pool}
        pools = world.pools.get(step.pool)
        if pools is None:
            yield finding("ZWWO001", path, **data, **span)
        elif any(not pool.value.windows and _overlap(pool, one) for pool in pools):
            yield finding("ZWWO002", path, **data, **span)
    halls = world.powers.halls
    for hall in handling.counters:
        if len(halls) and hall not in halls:
            yield finding(
                "ZWWO004",
                ("handlings", key, "counters"),
                item=handling.item.label,
                hall=hall,
                **span,
            )


def _overlap(one: Stretch[Any], other: Stretch[Any]) -> bool:
    before = one.until and other.since and one.until <= other.since
    after = other.until and one.since and other.until <= one.since
    return not (before or after)


def _offered(world: World, key: str, asked: Stretch[Any]) -> bool:
    """Whether the item is offered at any time at which it is asked for."""
    line = world.handlings.get(key)
    return line is not None and any(
        one.value.live and _overlap(one, asked) for one in line
    )
