"""A measured figure, with how it came about: what was divided by what, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._text import Lang, TextEnum

_HUNDRED: Final = 100


class Base(TextEnum):
    """What a change is measured against (比较基数)."""

    STATUTORY = "statutory", "法定", "statutory"
    PREVIOUS = "previous", "改革前", "previous"
    ACTUAL = "actual", "实际", "actual"


class Aggregation(TextEnum):
    """How many figures become one (汇总方式)."""

    RATIO_OF_SUMS = "ratio_of_sums", "合计之比", "ratio of sums"
    MEAN_OF_RATIOS = "mean_of_ratios", "比的平均", "mean of ratios"
    CASE_WEIGHTED = "case_weighted", "按办件量加权", "weighted by cases"


@attrs.frozen
class Exclusion:
    """What was left out of a figure (剔除), and how much of it.

    Args:
        zh: Why, in Chinese.
        en: The same in English.
        count: How many.
    """

    zh: str
    en: str
    count: int


@attrs.frozen
class Interval:
    """Confidence interval (置信区间) of a proportion, by Wilson's score.

    Args:
        low: Lower end.
        high: Upper end.
        level: Confidence, such as 0.95.
    """

    low: float
    high: float
    level: float

    def holds(self, value: Fraction | float) -> bool:
        """Whether a value lies in it."""
        return self.low <= float(value) <= self.high


def wilson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """The interval in which a proportion lies (威尔逊区间).

    Args:
        successes: How many of them.
        trials: Of how many.
        level: Confidence.

    Raises:
        InputError: No trial, or more successes than trials.

    >>> found = wilson(98, 100)
    >>> round(found.low, 4), round(found.high, 4)
    (0.93, 0.9945)
    """
    if not 0 <= successes <= trials or not trials:
        raise InputError(
            f"{trials} 次中有 {successes} 次,算不出比例",
            f"{successes} of {trials} is no proportion",
        )
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, more = successes / trials, z * z / trials
    middle = (share + more / 2) / (1 + more)
    half = z * sqrt(share * (1 - share) / trials + more / trials / 4) / (1 + more)
    return Interval(max(0.0, middle - half), min(1.0, middle + half), level)


@attrs.frozen(kw_only=True)
class Metric:
    """Metric (指标): a figure with numerator, denominator, what was left out and formula.

    Exact: a fraction, never rounded before it is shown.

    Args:
        id: Its name, such as ``"time_compression"``.
        zh: What it measures, in Chinese.
        en: The same in English.
        value: The figure; None where it is not defined, such as 0 of 0.
        numerator: What was divided.
        denominator: By what.
        formula: How, in words of a formula.
        unit: ``%`` for a share; else what it counts, such as ``days``; empty for a number.
        excluded: What was left out.
        base: What a change is measured against; None where it is no change.
        aggregation: How many figures became one; None where there was one.
        mean: Mean of the figures before and after, where there are such.
        most: Largest of the figures before and after.
        interval: Where a proportion lies, if it is one of a sample.
        source: Where the formula stands.
    """

    id: str
    zh: str
    en: str
    value: Fraction | None
    numerator: Fraction
    denominator: Fraction
    formula: str
    unit: str = "%"
    excluded: tuple[Exclusion, ...] = ()
    base: Base | None = None
    aggregation: Aggregation | None = None
    mean: tuple[Fraction, Fraction] | None = None
    most: tuple[Fraction, Fraction] | None = None
    interval: Interval | None = None
    source: str = ""

    @property
    def percent(self) -> float | None:
        """The figure in percent."""
        return None if self.value is None else float(self.value * _HUNDRED)

    @property
    def shown(self) -> float | None:
        """The figure as it is shown: in percent where it is a share."""
        if self.value is None:
            return None
        return self.percent if self.unit == "%" else float(self.value)

    @property
    def left_out(self) -> int:
        """How many were left out."""
        return sum(one.count for one in self.excluded)

    def explain(self, lang: Lang = "zh") -> str:
        """Figure, division, formula, what was left out, base and source."""
        en = lang == "en"
        shown = "-" if self.shown is None else f"{self.shown:.2f} {self.unit}".strip()
        lines = [f"{self.en if en else self.zh}: {shown}"]
        if not en:
            lines = [f"{self.zh}:{shown}"]
        lines.append(
            f"  {self.formula}: {_short(self.numerator)} / {_short(self.denominator)}"
        )
        for one in self.excluded:
            said = one.en if en else one.zh
            lines.append(f"  {'left out' if en else '剔除'}: {said} ({one.count})")
        if self.base is not None:
            lines.append(f"  {'base' if en else '基数'}: {self.base.value}")
        if self.aggregation is not None:
            lines.append(
                f"  {'aggregation' if en else '汇总'}: {self.aggregation.value}"
            )
        if self.source:
            lines.append(f"  {'source' if en else '来源'}: {self.source}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "id": self.id,
            "value": None if self.value is None else float(self.value),
            "unit": self.unit,
            "numerator": float(self.numerator),
            "denominator": float(self.denominator),
            "left_out": self.left_out,
            "formula": self.formula,
            "base": None if self.base is None else self.base.value,
            "aggregation": None if self.aggregation is None else self.aggregation.value,
            "source": self.source,
        }


def _short(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):g}"


def proportion(
    metric_id: str,
    names: tuple[str, str],
    hits: int,
    of: int,
    *,
    formula: str,
    excluded: Iterable[Exclusion] = (),
    source: str = "",
    sample: bool = False,
) -> Metric:
    """A share of a whole (占比)."""
    return Metric(
        id=metric_id,
        zh=names[0],
        en=names[1],
        value=Fraction(hits, of) if of else None,
        numerator=Fraction(hits),
        denominator=Fraction(of),
        formula=formula,
        excluded=tuple(one for one in excluded if one.count),
        interval=wilson(hits, of) if sample and of else None,
        source=source,
    )
