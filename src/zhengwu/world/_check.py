"""Checks a world for unserved steps, demand without an item, and unregistered halls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from zhengwu._dates import span_data
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of
from zhengwu.world._handling import Handling
from zhengwu.world._resources import Demand, Pool
from zhengwu.world._timeline import (
    DatedValue,
    Days,
    Timeline,
    iter_spans,
    join_spans,
)
from zhengwu.world._world import World


@check_of(World)
def check_world(world: World, keys: Iterable[str] | None = None) -> Report:
    """Check the items of a world, apart from its powers (世界核查).

    Reports steps that no window serves, demand for an item that is not offered, and halls
    that are not in the register. `zhengwu.delegation.check_powers` checks the powers.

    Args:
        world: The world.
        keys: Keys of the items to check; all items if None.

    Raises:
        UnknownCodeError: The world has no item with one of the keys.
    """
    chosen = world.handlings if keys is None else {k: world.line(k) for k in keys}
    findings: list[Finding] = []
    for key, line in chosen.items():
        for stretch in line:
            if stretch.value.live:
                findings += _check_handling(world, key, stretch)
    for key, demand_line in world.demand.items():
        if keys is not None and key not in chosen:
            continue
        for demand in demand_line:
            for days in _find_not_offered(world, key, demand):
                findings.append(
                    finding(
                        "ZWWO003",
                        ("demand", key),
                        item=key,
                        per_day=demand.value.per_day,
                        **span_data(*days),
                    )
                )
    return Report(findings, {"items": len(chosen)})


def _check_handling(
    world: World, key: str, stretch: DatedValue[Handling]
) -> Iterator[Finding]:
    handling = stretch.value
    span = span_data(stretch.since, stretch.until)
    for position, step in enumerate(handling.steps):
        if not step.pool:
            continue
        path = ("handlings", key, "steps", position)
        data = {"item": handling.item.label, "step": step.name, "pool": step.pool}
        line = world.pools.get(step.pool, Timeline[Pool]())
        for code, days in _find_unserved(line, stretch):
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


def _find_unserved(
    pools: Timeline[Pool], stretch: DatedValue[Any]
) -> list[tuple[str, Days]]:
    """Code and days of the spans without a pool or without a window, adjacent ones joined."""
    unserved: list[tuple[str, Days]] = []
    for since, until in iter_spans(pools, (stretch,)):
        on = since or date.min
        pool = pools.at(on)
        if stretch.is_valid_on(on) and (pool is None or not pool.windows):
            code = "ZWWO001" if pool is None else "ZWWO002"
            unserved.append((code, (since, until)))
    return join_spans(unserved)


def _find_not_offered(world: World, key: str, demand: DatedValue[Demand]) -> list[Days]:
    """Spans with demand while the item is not offered, adjacent spans joined."""
    if not demand.value.per_day:
        return []
    line = world.handlings.get(key, Timeline[Handling]())
    spans: list[tuple[str, Days]] = []
    for since, until in iter_spans(line, (demand,)):
        on = since or date.min
        handling = line.at(on)
        if demand.is_valid_on(on) and (handling is None or not handling.live):
            spans.append((key, (since, until)))
    return [days for _, days in join_spans(spans)]
