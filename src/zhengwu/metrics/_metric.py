"""A metric: a figure with numerator, denominator, exclusions and formula."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

import attrs

from zhengwu._rates import Exclusion, Interval, Rate, format_number
from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value

_FIGURE: Final = Text("{name}:{value}", "{name}: {value}")
_LEFT_OUT: Final = Text("  剔除: {reason} ({count})", "  left out: {reason} ({count})")
_BASE: Final = Text("  基数: {base}", "  base: {base}")
_AGGREGATION: Final = Text("  汇总: {aggregation}", "  aggregation: {aggregation}")
_SOURCE: Final = Text("  来源: {source}", "  source: {source}")


class Base(TextEnum):
    """Base against which a change is measured (比较基数)."""

    STATUTORY = "statutory", "法定", "statutory"
    PREVIOUS = "previous", "改革前", "previous"
    ACTUAL = "actual", "实际", "actual"


class Aggregation(TextEnum):
    """Aggregation of several figures (汇总方式)."""

    RATIO_OF_SUMS = "ratio_of_sums", "合计之比", "ratio of sums"
    MEAN_OF_RATIOS = "mean_of_ratios", "比的平均", "mean of ratios"
    CASE_WEIGHTED = "case_weighted", "按办件量加权", "weighted by cases"


@attrs.frozen(kw_only=True)
class Metric(Value):
    """Metric (指标): a figure with numerator, denominator, exclusions and formula.

    The figure is an exact fraction and is rounded only for display.

    Args:
        id: Name of the metric, such as ``"time_compression"``.
        zh: Chinese label.
        en: English label.
        value: The figure; None if it is undefined, such as 0 of 0.
        numerator: Numerator.
        denominator: Denominator.
        formula: Text of the formula.
        unit: ``%`` for a share; else a unit, such as ``days``; empty for a plain number.
        excluded: Values left out.
        base: Base of a change; None if the metric is not a change.
        aggregation: How several figures were aggregated; None for a single figure.
        mean: Means of the figures before and after, if there are any.
        most: Maxima of the figures before and after, if there are any.
        interval: Confidence interval of a proportion of a sample; else None.
        source: Source of the formula.
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
    def rate(self) -> Rate:
        """Numerator, denominator and what was left out."""
        return Rate(self.numerator, self.denominator, self.excluded)

    @property
    def percent(self) -> float | None:
        """The figure in percent."""
        return None if self.value is None else float(self.value * 100)

    @property
    def shown(self) -> float | None:
        """The figure for display: a share in percent, any other figure as it is."""
        if self.value is None:
            return None
        return self.percent if self.unit == "%" else float(self.value)

    @property
    def left_out(self) -> int:
        """Number of values left out."""
        return self.rate.left_out

    def explain(self, lang: Lang = "zh") -> str:
        """Figure, formula, division, exclusions, base, aggregation and source as text."""
        name = Text(self.zh, self.en).say(lang)
        shown = "-" if self.shown is None else f"{self.shown:.2f} {self.unit}".strip()
        lines = [_FIGURE.say(lang, name=name, value=shown)]
        lines.append(
            f"  {self.formula}: {format_number(self.numerator)}"
            f" / {format_number(self.denominator)}"
        )
        for exclusion in self.excluded:
            reason = Text(exclusion.zh, exclusion.en).say(lang)
            lines.append(_LEFT_OUT.say(lang, reason=reason, count=exclusion.count))
        if self.base is not None:
            lines.append(_BASE.say(lang, base=self.base.label(lang)))
        if self.aggregation is not None:
            lines.append(
                _AGGREGATION.say(lang, aggregation=self.aggregation.label(lang))
            )
        if self.source:
            lines.append(_SOURCE.say(lang, source=self.source))
        return "\n".join(lines)

    def to_record(self) -> dict[str, Any]:
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
    """Share of a whole (占比), with a confidence interval if it is of a sample."""
    rate = Rate.count(hits, of, excluded)
    return Metric(
        id=metric_id,
        zh=names[0],
        en=names[1],
        value=rate.value,
        numerator=rate.numerator,
        denominator=rate.denominator,
        formula=formula,
        excluded=rate.excluded,
        interval=rate.interval() if sample and of else None,
        source=source,
    )
