"""Several runs as one figure, with the interval in which the true one lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import cos, fsum, pi, sin, sqrt, tan
from statistics import fmean, stdev
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu.simulation._simulate import Simulated


@attrs.frozen
class Replicated:
    """Mean over several runs, and where the true one lies (重复仿真).

    Args:
        mean: The mean.
        half: Half the width of the interval.
        runs: How many runs.
    """

    mean: float
    half: float
    runs: int

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return abs(value - self.mean) <= self.half


def replicate(
    run: Callable[[int], float], seeds: Iterable[int], level: float = 0.95
) -> Replicated:
    """The mean of a figure over several runs, with its interval (重复仿真取均值).

    Args:
        run: The figure of one run, by its seed.
        seeds: The seeds.
        level: Confidence.

    Raises:
        InputError: Fewer than two runs, or one seed twice.
    """
    chosen = list(seeds)
    if len(chosen) < 2 or len(set(chosen)) < len(chosen):  # noqa: PLR2004  # a spread
        raise InputError(
            "至少用两个不同的种子才有区间",
            "an interval needs two different seeds at least",
        )
    values = [run(seed) for seed in chosen]
    half = student(len(values) - 1, level) * stdev(values) / sqrt(len(values))
    return Replicated(fmean(values), half, len(values))


def student(freedom: int, level: float = 0.95) -> float:
    """Student's quantile for an interval (学生氏分位数), to nine digits.

    The probability that lies within ``t = tan(a) * sqrt(freedom)`` is a finite sum of
    powers of ``cos(a)`` (Abramowitz and Stegun 26.7.3 and 26.7.4); `a` is bisected.

    Args:
        freedom: Degrees of freedom, 1 or more.
        level: Probability within plus and minus the quantile, between 0 and 1.

    >>> round(student(1), 3), round(student(7), 3), round(student(1000), 3)
    (12.706, 2.365, 1.962)
    """
    low, high = 0.0, pi / 2
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _measure_within(middle, freedom) < level:
            low = middle
        else:
            high = middle
    return tan(low) * sqrt(freedom)


_BISECTIONS: Final = 60  # halves an angle to less than the last digit of a float


def _measure_within(angle: float, freedom: int) -> float:
    """Probability within an angle, by the finite series for whole degrees of freedom."""
    cosine = cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    terms = [term] if freedom > 1 else []
    for step in range(3 if odd else 2, freedom - 1, 2):
        term *= (step - 1) / step * cosine * cosine
        terms.append(term)
    series = sin(angle) * fsum(terms)
    return (angle + series) * 2 / pi if odd else series


def replicate_by_step(
    runs: Iterable[Simulated], figure: str = "wait", *, by_organ: bool = False
) -> dict[str, Replicated]:
    """A figure of each step, or organ, over several runs, with its interval (分环节区间).

    Args:
        runs: The runs, of different seeds.
        figure: Name of a field of `StationResult`, such as ``"wait"`` or ``"busy"``.
        by_organ: By organ instead of step.

    Raises:
        InputError: Fewer than two runs; no figure of that name.
    """
    if figure not in _FIGURES:
        raise InputError(
            f"没有指标 {figure};可用:{'、'.join(_FIGURES)}",
            f"there is no figure {figure}; there are: {', '.join(_FIGURES)}",
        )
    values: dict[str, list[float]] = {}
    for run in runs:
        held = run.by_organ.values() if by_organ else run.stations
        for one in held:
            name = one.organ if by_organ else one.name
            values.setdefault(name, []).append(float(getattr(one, figure)))
    return {
        name: replicate(found.__getitem__, range(len(found)))
        for name, found in values.items()
    }


_FIGURES: Final = (
    "served", "wait", "waited", "longest", "sojourn", "busy", "queue", "deemed",
)  # fmt: skip
