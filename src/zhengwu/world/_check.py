"""What is wrong with a world beside its powers: windows, demand and steps that do not meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from zhengwu._dates import span_data
from zhengwu.findings import Finding, Report, finding
from zhengwu.world._handling import Handling
from zhengwu.world._resources import Demand, Pool
from zhengwu.world._timeline import DatedValue, Timeline
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
            for days in _not_offered(world, key, asked):
                found.append(
                    finding(
                        "ZWWO003",
                        ("demand", key),
                        item=key,
                        per_day=asked.value.per_day,
                        **span_data(*days),
                    )
                )
    return Report(found, {"items": len(chosen)})


def _of_handling(
    world: World, key: str, one: DatedValue[Handling]
) -> Iterator[Finding]:
    handling = one.value
    span = span_data(one.since, one.until)
    for place, step in enumerate(handling.steps):
        if not step.pool:
            continue
        path = ("handlings", key, "steps", place)
        data = {"item": handling.item.label, "step": step.name, "pool": step.pool}
        line = world.pools.get(step.pool, Timeline[Pool]())
        for code, days in _unserved(line, one):
            yield finding(code, path, **data, **span_data(*days))
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


def _unserved(
    pools: Timeline[Pool], asked: DatedValue[Any]
) -> Iterator[tuple[str, tuple[date | None, date | None]]]:
    """When nobody serves: no such pool, or one without windows; touching days together."""
    days = {d for one in (*pools, asked) for d in (one.since, one.until) if d}
    edges = [None, *sorted(days), None]
    found: list[tuple[str, tuple[date | None, date | None]]] = []
    for since, until in pairwise(edges):
        if not asked.holds(since or date.min):
            continue
        pool = pools.at(since or date.min)
        if pool is not None and pool.windows:
            continue
        code = "ZWWO001" if pool is None else "ZWWO002"
        if found and found[-1][0] == code and found[-1][1][1] == since:
            found[-1] = code, (found[-1][1][0], until)
        else:
            found.append((code, (since, until)))
    yield from found


def _not_offered(
    world: World, key: str, asked: DatedValue[Demand]
) -> Iterator[tuple[date | None, date | None]]:
    """When an item is asked for and not offered; touching days together."""
    if not asked.value.per_day:
        return
    line = world.handlings.get(key, Timeline[Handling]())
    days = {d for one in (*line, asked) for d in (one.since, one.until) if d}
    found: list[tuple[date | None, date | None]] = []
    for since, until in pairwise([None, *sorted(days), None]):
        on = since or date.min
        one = line.at(on)
        if not asked.holds(on) or (one is not None and one.live):
            continue
        if found and found[-1][1] == since:
            found[-1] = found[-1][0], until
        else:
            found.append((since, until))
    yield from found
