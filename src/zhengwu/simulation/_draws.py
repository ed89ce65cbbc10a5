"""Random draws, all taken before the simulation starts.

Each stream and each step has its own random generator, seeded with its name. Two halls
that differ in windows or steps therefore share all other draws: the same applications
arrive at the same minutes and need the same working time.
"""

from __future__ import annotations

import random
from math import log
from typing import NamedTuple

from zhengwu.simulation._hall import CaseStream, HallModel, Spread, StreamStep
from zhengwu.simulation._worktime import WorkTimeline


class Again(NamedTuple):
    """Repetition of a step after a correction (补正再来): time away, and working time."""

    away: float
    work: float


class StreamDraws(NamedTuple):
    """Random draws of a stream (一个办件流的抽样).

    Attributes:
        arrived: Working minute at which each application arrives.
        work: For each step, the working time of each application.
        again: For each step, the repetitions of each application; empty if there are none.
    """

    arrived: list[float]
    work: list[list[float]]
    again: list[list[tuple[Again, ...]]]


def draw(model: HallModel, line: WorkTimeline, seed: int) -> list[StreamDraws]:
    """Take the random draws of every stream (抽样)."""
    return [_draw_stream(stream, line, seed) for stream in model.streams]


def _create_generator(seed: int, *names: str) -> random.Random:
    return random.Random("/".join((str(seed), *names)))  # noqa: S311  # no secret


def _draw_stream(stream: CaseStream, line: WorkTimeline, seed: int) -> StreamDraws:
    arrived = stream.arrivals.times(line, _create_generator(seed, stream.id))
    count = len(arrived)
    turns: dict[str, int] = {}
    work: list[list[float]] = []
    again: list[list[tuple[Again, ...]]] = []
    for step in stream.steps:
        turns[step.name] = turn = turns.get(step.name, 0) + 1
        name = f"{step.name}#{turn}"
        work.append(_draw_times(step, count, _create_generator(seed, stream.id, name)))
        rng = _create_generator(seed, stream.id, name, "correction")
        repeated = count if step.correction else 0
        again.append([_draw_corrections(step, rng) for _ in range(repeated)])
    return StreamDraws(arrived, work, again)


def _draw_times(step: StreamStep, count: int, rng: random.Random) -> list[float]:
    if step.spread is Spread.CONSTANT or not step.minutes:
        return [step.minutes] * count
    uniform, mean = rng.random, -step.minutes  # perf: `expovariate`, inlined
    return [mean * log(1.0 - uniform()) for _ in range(count)]


def _draw_corrections(step: StreamStep, rng: random.Random) -> tuple[Again, ...]:
    repetitions: list[Again] = []
    while rng.random() < step.correction:
        away = rng.expovariate(1 / step.away) if step.away else 0.0
        (work,) = _draw_times(step, 1, rng)
        repetitions.append(Again(away, work))
    return tuple(repetitions)
