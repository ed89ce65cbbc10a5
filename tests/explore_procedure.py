"""Looks for cases in which each event of a procedure happens, state by state."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from zhengwu._dates import BEIJING
from zhengwu.process import (
    ProcedureCase,
    ProcedureContext,
    Taken,
    advance,
    decide,
    list_expected,
)
from zhengwu.process.views._generate import list_possible_rows, make_event

START = dt.datetime(2026, 3, 2, 9, tzinfo=BEIJING)


def signature(case: ProcedureCase, chosen: frozenset[str]) -> tuple[Any, ...]:
    """What decides on the next events: phase, clocks, side matters and known facts."""
    return (
        case.phase,
        frozenset((timer.clock, timer.paused) for timer in case.clocks),
        frozenset((side.side, side.state) for side in case.sides),
        frozenset(
            (name, value if isinstance(value, str) and value in chosen else True)
            for name, value in case.facts.items()
            if value
        ),
    )


def explore(ctx: ProcedureContext, wanted: set[str], most: int = 6000) -> set[str]:
    """Events that happen in some case; stops when all wanted ones did, or after many tries."""
    chance = Random(7)  # noqa: S311  # no secret
    first = ProcedureCase("x")
    chosen = frozenset(name for row in ctx.procedure.fields for name in row.choices) | {
        ground.id for ground in ctx.procedure.grounds
    }
    states = {signature(first, chosen): first}
    waiting = [first]
    fired: set[str] = set()
    tries = 0
    while waiting and not wanted <= fired and tries < most:
        case = waiting.pop(
            chance.randrange(len(waiting)) if chance.random() < 0.5 else 0
        )
        for after, kinds in _follow(case, ctx, chance):
            tries += 1
            fired |= kinds
            key = signature(after, chosen)
            if key not in states and after.ended is None:
                states[key] = after
                waiting.append(after)
        if not waiting and not wanted <= fired:  # other details may lead further
            waiting = list(states.values())
    return fired


def _follow(
    case: ProcedureCase, ctx: ProcedureContext, chance: Random
) -> list[tuple[ProcedureCase, set[str]]]:
    """Cases after one more event, and after the next lapse."""
    at = case.at or START
    following: list[tuple[ProcedureCase, set[str]]] = []
    expected = list_expected(case, ctx) if case.phase else ()
    if expected:
        progress = advance(case, expected[0].at, ctx)
        if progress.lapsed:
            kinds = {lapse.kind for lapse in progress.lapsed}
            following.append((progress.case, kinds))
    for row, key in list_possible_rows(case, ctx):
        for days in (0, 0, 1, 9, 100):
            later = at + dt.timedelta(days=days)
            ruling = decide(case, make_event(case, row, key, later, ctx, chance), ctx)
            if isinstance(ruling, Taken):
                following.append((ruling.case, {e.kind for e in ruling.events}))
                break
    return following
