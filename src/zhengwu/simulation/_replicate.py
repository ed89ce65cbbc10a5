"""Several runs as one figure, with the interval in which the true one lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import fsum, pi, sqrt, tan
from statistics import NormalDist, fmean, stdev
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
    """Student's quantile for an interval (学生氏分位数), to three digits and better.

    Exact for one and two degrees of freedom, by Cornish and Fisher's expansion for more.

    >>> round(student(1), 3), round(student(7), 3), round(student(1000), 3)
    (12.706, 2.365, 1.962)
    """
    p = (1 + level) / 2
    if freedom == 1:
        return float(tan(pi * (p - 0.5)))
    if freedom == 2:  # noqa: PLR2004  # has a closed form
        return (2 * p - 1) / sqrt(2 * p * (1 - p))
    z = NormalDist().inv_cdf(p)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + fsum(term / freedom**n for n, term in enumerate(terms, 1))


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
