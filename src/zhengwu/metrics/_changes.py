"""Figures before and after: reductions, with base and aggregation said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu.metrics._metric import Aggregation, Base, Exclusion, Metric

_Known: TypeAlias = tuple[Fraction | int, Fraction | int, int]  # before, after, weight
_FORMULAS: Final = {
    Aggregation.RATIO_OF_SUMS: "(Σ before − Σ after) / Σ before",
    Aggregation.MEAN_OF_RATIOS: "mean((before − after) / before)",
    Aggregation.CASE_WEIGHTED: "Σ w·(before − after) / Σ w·before",
}


@attrs.frozen
class BeforeAfter:
    """Figure before and after (前后对比) of one item.

    Args:
        before: Before; None where there was none (无期限).
        after: After; None where there is none.
        weight: How many cases it counts for, where cases are weighed.
    """

    before: Fraction | int | Decimal | None
    after: Fraction | int | Decimal | None
    weight: int = 1


def reduction(
    metric_id: str,
    names: tuple[str, str],
    pairs: Iterable[BeforeAfter],
    *,
    base: Base,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
    excluded: Sequence[Exclusion] = (),
    source: str = "",
) -> Metric:
    """The share that a change took away (压缩比): never the share that remains.

    Args:
        metric_id: Name of the metric.
        names: What it measures, in Chinese and English.
        pairs: Figures before and after. One that is missing on either side is left out of
            both sums.
        base: What the figures before are.
        aggregation: How many become one.
        excluded: What was left out before.
        source: Where the formula stands.

    Raises:
        InputError: A figure below 0.

    >>> found = reduction("x", ("材料", "documents"),
    ...     [BeforeAfter(11, 7)], base=Base.PREVIOUS)
    >>> round(found.percent, 2)
    36.36
    """
    known: list[_Known] = []
    missing = 0
    for pair in pairs:
        if pair.before is None or pair.after is None:
            missing += 1
            continue
        figures = _exact(pair.before), _exact(pair.after)
        if figures[0] < 0 or figures[1] < 0 or pair.weight < 0:
            raise InputError(
                f"前 {pair.before}、后 {pair.after}、件数 {pair.weight} 不能为负",
                f"{pair.before}, {pair.after} and {pair.weight} may not be negative",
            )
        known.append((*figures, pair.weight))
    left = [*excluded]
    if missing:
        left.append(Exclusion("无期限或未写明", "no figure on either side", missing))
    top, below = _sums(known, aggregation, left)
    before, after = [b for b, _, _ in known], [a for _, a, _ in known]
    return Metric(
        id=metric_id,
        zh=names[0],
        en=names[1],
        value=top / below if below else None,
        numerator=top,
        denominator=below,
        formula=_FORMULAS[aggregation],
        excluded=tuple(left),
        base=base,
        aggregation=aggregation,
        mean=(_mean(before), _mean(after)) if known else None,
        most=(Fraction(max(before)), Fraction(max(after))) if known else None,
        source=source,
    )


def _exact(figure: Fraction | int | Decimal) -> Fraction | int:
    """As it is where it is whole: sums of fractions cost ten times as much."""
    return figure if isinstance(figure, int) else Fraction(figure)


def _mean(figures: Sequence[Fraction | int]) -> Fraction:
    return Fraction(sum(figures)) / len(figures)


def _sums(
    known: list[_Known],
    aggregation: Aggregation,
    left: list[Exclusion],
) -> tuple[Fraction, Fraction]:
    if aggregation is Aggregation.MEAN_OF_RATIOS:
        defined = [Fraction(b - a) / b for b, a, _ in known if b]
        zero = len(known) - len(defined)
        if zero:
            left.append(
                Exclusion("改革前为 0,比值无定义", "nothing before, no ratio", zero)
            )
        return sum(defined, Fraction()), Fraction(len(defined))
    weighted = aggregation is Aggregation.CASE_WEIGHTED
    if not weighted:
        before = Fraction(sum(b for b, _, _ in known))
        return before - sum(a for _, a, _ in known), before
    before = Fraction(sum(w * b for b, _, w in known))
    return before - sum(w * a for _, a, w in known), before
