"""Figures before and after: reductions, with explicit base and aggregation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._rates import Exclusion
from zhengwu._values import Value
from zhengwu.metrics._metric import Aggregation, Base, Metric

_Known: TypeAlias = tuple[Fraction | int, Fraction | int, int]  # before, after, weight
_FORMULAS: Final = {
    Aggregation.RATIO_OF_SUMS: "(Σ before − Σ after) / Σ before",
    Aggregation.MEAN_OF_RATIOS: "mean((before − after) / before)",
    Aggregation.CASE_WEIGHTED: "Σ w·(before − after) / Σ w·before",
}


@attrs.frozen
class BeforeAfter(Value):
    """Figure of an item before and after (前后对比).

    Args:
        before: Earlier figure; None if there was none (无期限).
        after: Later figure; None if there is none.
        weight: Number of cases, used as weight in a weighted aggregation.
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
    """Share by which figures were reduced (压缩比), not the share that remains.

    Args:
        metric_id: Name of the metric.
        names: Chinese and English label.
        pairs: Figures before and after; a pair with a missing figure is left out of both
            sums.
        base: Kind of the figures before.
        aggregation: How the pairs are aggregated.
        excluded: Values that the caller left out.
        source: Source of the formula.

    Raises:
        InputError: A figure is below 0.

    >>> metric = reduction("x", ("材料", "documents"),
    ...     [BeforeAfter(11, 7)], base=Base.PREVIOUS)
    >>> round(metric.percent, 2)
    36.36
    """
    known: list[_Known] = []
    missing = 0
    for pair in pairs:
        if pair.before is None or pair.after is None:
            missing += 1
            continue
        figures = _to_exact(pair.before), _to_exact(pair.after)
        if figures[0] < 0 or figures[1] < 0 or pair.weight < 0:
            raise InputError(
                f"改革前 {pair.before}、改革后 {pair.after}、件数 {pair.weight} 都不能为负",
                f"before {pair.before}, after {pair.after} and weight {pair.weight} may "
                "not be negative",
            )
        known.append((*figures, pair.weight))
    exclusions = [*excluded]
    if missing:
        exclusions.append(
            Exclusion("无期限或未写明", "figure missing before or after", missing)
        )
    top, below = _sum_up(known, aggregation, exclusions)
    before, after = [b for b, _, _ in known], [a for _, a, _ in known]
    return Metric(
        id=metric_id,
        zh=names[0],
        en=names[1],
        value=top / below if below else None,
        numerator=top,
        denominator=below,
        formula=_FORMULAS[aggregation],
        excluded=tuple(exclusions),
        base=base,
        aggregation=aggregation,
        mean=(_compute_mean(before), _compute_mean(after)) if known else None,
        most=(Fraction(max(before)), Fraction(max(after))) if known else None,
        source=source,
    )


def _to_exact(figure: Fraction | int | Decimal) -> Fraction | int:
    """Exact figure; integers are kept because sums of fractions cost ten times as much."""
    return figure if isinstance(figure, int) else Fraction(figure)


def _compute_mean(figures: Sequence[Fraction | int]) -> Fraction:
    return Fraction(sum(figures)) / len(figures)


def _sum_up(
    known: list[_Known],
    aggregation: Aggregation,
    exclusions: list[Exclusion],
) -> tuple[Fraction, Fraction]:
    """Numerator and denominator of a reduction; adds to the exclusions where needed."""
    if aggregation is Aggregation.MEAN_OF_RATIOS:
        defined = [Fraction(b - a) / b for b, a, _ in known if b]
        zero = len(known) - len(defined)
        if zero:
            exclusions.append(
                Exclusion("改革前为 0,比值无定义", "0 before, ratio undefined", zero)
            )
        return sum(defined, Fraction()), Fraction(len(defined))
    if aggregation is Aggregation.CASE_WEIGHTED:
        before = Fraction(sum(w * b for b, _, w in known))
        return before - sum(w * a for _, a, w in known), before
    before = Fraction(sum(b for b, _, _ in known))
    return before - sum(a for _, a, _ in known), before
