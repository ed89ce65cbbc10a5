"""Means over several runs, with confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import cos, fsum, pi, sin, sqrt, tan
from statistics import fmean, stdev
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu.simulation._simulate import Simulated


@attrs.frozen
class Replicated(Value):
    """Mean over several runs, with its confidence interval (重复仿真).

    Args:
        mean: The mean.
        half: Half the width of the interval.
        runs: Number of runs.
    """

    mean: float
    half: float
    runs: int

    def contains(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return abs(value - self.mean) <= self.half


def replicate(
    run: Callable[[int], float], seeds: Iterable[int], level: float = 0.95
) -> Replicated:
    """Mean of a figure over several runs, with its interval (重复仿真取均值).

    Args:
        run: Function from a seed to the figure of its run.
        seeds: The seeds.
        level: Confidence.

    Raises:
        InputError: There are fewer than two seeds, or a seed is repeated.
    """
    chosen = list(seeds)
    if len(chosen) < 2 or len(set(chosen)) < len(chosen):  # noqa: PLR2004  # a spread
        raise InputError(
            "至少要两个不同的种子才有置信区间",
            "an interval needs at least two different seeds",
        )
    values = [run(seed) for seed in chosen]
    half = student(len(values) - 1, level) * stdev(values) / sqrt(len(values))
    return Replicated(fmean(values), half, len(values))


def student(freedom: int, level: float = 0.95) -> float:
    """Student's quantile for an interval (学生氏分位数), to nine digits.

    The probability within ``t = tan(a) * sqrt(freedom)`` is a finite sum of powers of
    ``cos(a)`` (Abramowitz and Stegun 26.7.3 and 26.7.4); `a` is determined by bisection.

    Args:
        freedom: Degrees of freedom, 1 or more.
        level: Probability within plus and minus the quantile, between 0 and 1.

    >>> round(student(1), 3), round(student(7), 3), round(student(1000), 3)
    (12.706, 2.365, 1.962)
    """
    low, high = 0.0, pi / 2
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _compute_probability(middle, freedom) < level:
            low = middle
        else:
            high = middle
    return tan(low) * sqrt(freedom)


_BISECTIONS: Final = 60  # the angle is then exact to the last digit of a float


def _compute_probability(angle: float, freedom: int) -> float:
    """Probability within an angle, by the finite series for integer degrees of freedom."""
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
    """Figure of each step or organ over several runs, with its interval (分环节区间).

    Args:
        runs: Runs with different seeds.
        figure: Name of a field of `StationResult`, such as ``"wait"`` or ``"busy"``.
        by_organ: Whether to group by organ instead of by step.

    Raises:
        InputError: There are fewer than two runs, or no figure has that name.
    """
    if figure not in _FIGURES:
        raise InputError(
            f"没有指标 {figure};可用:{'、'.join(_FIGURES)}",
            f"there is no figure {figure}; available: {', '.join(_FIGURES)}",
        )
    values: dict[str, list[float]] = {}
    for run in runs:
        results = run.by_organ.values() if by_organ else run.stations
        for result in results:
            name = result.organ if by_organ else result.name
            values.setdefault(name, []).append(float(getattr(result, figure)))
    return {
        name: replicate(figures.__getitem__, range(len(figures)))
        for name, figures in values.items()
    }


_FIGURES: Final = (
    "served", "wait", "waited", "longest", "sojourn", "busy", "queue", "deemed",
)  # fmt: skip
