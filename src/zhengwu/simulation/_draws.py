"""What chance decides, drawn before anything is simulated.

Each stream and each step has its own source of chance, named after it, so that two halls
that differ in windows or steps share everything else: the same applications come at the
same minutes and take as long.
"""

from __future__ import annotations

import random
from math import log
from typing import NamedTuple

from zhengwu.simulation._hall import CaseStream, HallModel, Spread, StreamStep
from zhengwu.simulation._worktime import WorkTimeline


class Again(NamedTuple):
    """Once more after a correction (补正再来): the time away, and the work."""

    away: float
    work: float


class StreamDraws(NamedTuple):
    """What chance decides for one stream (一个办件流的抽样).

    Attributes:
        arrived: Working minute at which each application comes.
        work: For each step, the working time of each application.
        again: For each step, what comes after corrections; empty where there are none.
    """

    arrived: list[float]
    work: list[list[float]]
    again: list[list[tuple[Again, ...]]]


def draw(model: HallModel, line: WorkTimeline, seed: int) -> list[StreamDraws]:
    """Draw all that chance decides (抽样)."""
    return [_stream(stream, line, seed) for stream in model.streams]


def _source(seed: int, *names: str) -> random.Random:
    return random.Random("/".join((str(seed), *names)))  # noqa: S311  # no secret


def _stream(stream: CaseStream, line: WorkTimeline, seed: int) -> StreamDraws:
    arrived = stream.arrivals.times(line, _source(seed, stream.id))
    count = len(arrived)
    turns: dict[str, int] = {}
    work: list[list[float]] = []
    again: list[list[tuple[Again, ...]]] = []
    for step in stream.steps:
        turns[step.name] = turn = turns.get(step.name, 0) + 1
        name = f"{step.name}#{turn}"
        work.append(_times(step, count, _source(seed, stream.id, name)))
        rng = _source(seed, stream.id, name, "correction")
        often = range(count if step.correction else 0)
        again.append([_corrections(step, rng) for _ in often])
    return StreamDraws(arrived, work, again)


def _times(step: StreamStep, count: int, rng: random.Random) -> list[float]:
    if step.spread is Spread.CONSTANT or not step.minutes:
        return [step.minutes] * count
    draw_one, mean = rng.random, -step.minutes  # perf: what `expovariate` does, inlined
    return [mean * log(1.0 - draw_one()) for _ in range(count)]


def _corrections(step: StreamStep, rng: random.Random) -> tuple[Again, ...]:
    found: list[Again] = []
    while rng.random() < step.correction:
        away = rng.expovariate(1 / step.away) if step.away else 0.0
        (work,) = _times(step, 1, rng)
        found.append(Again(away, work))
    return tuple(found)
