"""Published figures, and their reproduction from known figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, to_texts
from zhengwu._tables import shipped, structure
from zhengwu._text import JOINED, Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._metric import Aggregation, Base, Metric

_HALF: Final = Fraction(1, 2)
_PUBLISHED: Final = Text("{name}:{figure}", "{name}: {figure}")
_IMPLIED: Final = Text("  隐含基数:{base}", "  the base would have to be {base}")
_MISSING: Final = Text("  缺:{names}", "  missing: {names}")
_SOURCE: Final = Text("  来源:{source}", "  source: {source}")
_FIGURE: Final = re.compile(r"(?:\d+(?:\.\d+)?)?", re.ASCII)


class Bound(TextEnum):
    """Bound that a published figure states (公布数的界限)."""

    EXACTLY = "=", "等于", "exactly"
    AT_LEAST = ">=", "不少于", "at least"
    AT_MOST = "<=", "不超过", "at most"
    ABOUT = "~", "约", "about"


class Reproduced(TextEnum):
    """Outcome of reproducing a published figure (复算结论)."""

    MATCH = "match", "可复算", "reproduced"
    MISMATCH = "mismatch", "复算不符", "not reproduced"
    NOT_DERIVABLE = "not_derivable", "无法复算", "cannot be derived"


def _require_figure(_: object, __: object, value: object) -> None:
    """Refuse a figure that is not digits with an optional point, without a unit."""
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        raise InputError(
            f"公布数 {value!r} 应为数字文本,如 '36.36';单位请写在 unit 中",
            f"the figure {value!r} must be text such as '36.36'; put the unit in unit",
        )


@attrs.frozen(kw_only=True)
class Claim(Value):
    """Published figure (公布数), as its source prints it.

    Args:
        id: Name of the claim, such as ``"huainan-2020/town/documents"``.
        zh: Chinese label.
        en: English label.
        value: The figure as printed, such as ``"36.36"``; empty if the text lacks it.
        unit: Unit, such as ``%``, ``items`` or ``days``.
        bound: Whether the figure is exact, a bound, or approximate.
        base: Base of the change, if the source states it.
        as_of: Date of publication.
        source: Source of the figure.
        given: Figures that the same source states, by name.
        missing: Figures that a reproduction needs and the source does not state.
    """

    id: str
    zh: str
    en: str
    value: str = attrs.field(default="", validator=_require_figure)
    unit: str = "%"
    bound: Bound = attrs.field(default=Bound.EXACTLY)
    base: Base | None = attrs.field(default=None)
    as_of: str = ""
    source: str = ""
    given: FrozenMap[str] = attrs.field(factory=FrozenMap[str])
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    @property
    def figure(self) -> Fraction | None:
        """The printed figure, a percentage as a share; None if the text lacks it."""
        if not self.value:
            return None
        printed = Fraction(self.value)
        return printed / 100 if self.unit == "%" else printed

    @property
    def rounding(self) -> Fraction:
        """Half of the last printed digit: closer figures print the same."""
        digits = len(self.value.partition(".")[2])
        step = Fraction(1, 10**digits) / (100 if self.unit == "%" else 1)
        return step * _HALF

    def fits(self, value: Fraction) -> bool:
        """Whether a computed figure prints as the published figure, or meets its bound."""
        figure = self.figure
        if figure is None:
            return False
        if self.bound is Bound.AT_LEAST:
            return value >= figure
        if self.bound is Bound.AT_MOST:
            return value <= figure
        room = self.rounding * (10 if self.bound is Bound.ABOUT else 1)
        return abs(value - figure) <= room


@attrs.frozen(kw_only=True)
class Reproduction(Value):
    """Result of reproducing a published figure (复算结果).

    Args:
        claim: The published figure.
        outcome: Match, mismatch, or not derivable.
        metric: Computed figure; None if nothing could be computed.
        tried: Figures under other bases and aggregations.
        missing: Figures that would be needed.
    """

    claim: Claim
    outcome: Reproduced
    metric: Metric | None = None
    tried: tuple[Metric, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def implied_base(self) -> Fraction | None:
        """Base for which the published figure would be correct (隐含基数)."""
        figure = self.claim.figure
        if self.metric is None or not figure or self.outcome is not Reproduced.MISMATCH:
            return None
        return self.metric.numerator / figure

    def explain(self, lang: Lang = "zh") -> str:
        """Published and computed figures, other readings, and missing figures as text."""
        claim = self.claim
        name = Text(claim.zh, claim.en).say(lang)
        bound = "" if claim.bound is Bound.EXACTLY else claim.bound.value
        figure = f"{bound}{claim.value or '?'} {claim.unit}"
        lines = [
            _PUBLISHED.say(lang, name=name, figure=figure),
            f"  {self.outcome.label(lang)}",
        ]
        if self.metric is not None:
            lines.append("  " + self.metric.explain(lang).replace("\n", "\n  "))
        for metric in self.tried:
            percent = "-" if metric.percent is None else f"{metric.percent:.2f} %"
            base = metric.base.label(lang) if metric.base else "-"
            how = metric.aggregation.label(lang) if metric.aggregation else "-"
            lines.append(f"  {base}, {how}: {percent}")
        if self.implied_base is not None:
            implied = f"{float(self.implied_base):.0f}"
            lines.append(_IMPLIED.say(lang, base=implied))
        if self.missing:
            names = JOINED.say(lang).join(self.missing)
            lines.append(_MISSING.say(lang, names=names))
        if claim.source:
            lines.append(_SOURCE.say(lang, source=claim.source))
        return "\n".join(lines)


def reproduce(claim: Claim, metrics: Metric | Iterable[Metric] = ()) -> Reproduction:
    """Reproduce a published figure (公布数复算).

    Args:
        claim: The published figure, with the figures that its source states.
        metrics: Computed metrics, the most likely reading first; if empty, they are
            computed from the figures of the claim.

    Returns:
        Match with the first metric that prints as the published figure; mismatch if no
        metric does; not derivable if figures are missing.
    """
    tried = (metrics,) if isinstance(metrics, Metric) else tuple(metrics)
    if not tried:
        tried = tuple(_compute_from_given(claim))
    known = [metric for metric in tried if metric.value is not None]
    from_means = _reproduce_from_means(claim)
    if from_means is not None:
        return from_means
    if claim.figure is None or not known:
        return Reproduction(
            claim=claim,
            outcome=Reproduced.NOT_DERIVABLE,
            metric=known[0] if known else None,
            missing=claim.missing or (claim.zh,),
        )
    for metric in known:
        if metric.value is not None and claim.fits(metric.value):
            others = tuple(other for other in known if other is not metric)
            return Reproduction(
                claim=claim, outcome=Reproduced.MATCH, metric=metric, tried=others
            )
    return Reproduction(
        claim=claim,
        outcome=Reproduced.MISMATCH,
        metric=known[0],
        tried=tuple(known[1:]),
        missing=claim.missing,
    )


def _reproduce_from_means(claim: Claim) -> Reproduction | None:
    """Reproduce from rounded means, or None without them.

    Rounded means give only a range; a figure outside the range is a mismatch.
    """
    given, figure = claim.given, claim.figure
    if figure is None or not {"mean_before", "mean_after"} <= set(given):
        return None
    before, after = Fraction(given["mean_before"]), Fraction(given["mean_after"])
    room = _get_rounding(given["mean_before"]), _get_rounding(given["mean_after"])
    low = 1 - (after + room[1]) / (before - room[0])
    high = 1 - (after - room[1]) / (before + room[0])
    base = claim.base or Base.STATUTORY
    names = (claim.zh, claim.en)
    metric = reduction(
        claim.id, names, [BeforeAfter(before, after)], base=base, source=claim.source
    )
    inside = low - claim.rounding <= figure <= high + claim.rounding
    outcome = Reproduced.NOT_DERIVABLE if inside else Reproduced.MISMATCH
    return Reproduction(
        claim=claim, outcome=outcome, metric=metric, missing=claim.missing
    )


def _get_rounding(text: str) -> Fraction:
    """Half of the last printed digit."""
    return Fraction(1, 2 * 10 ** len(text.partition(".")[2]))


def _compute_from_given(claim: Claim) -> list[Metric]:
    """Metrics that the figures of the source allow: a reduction of sums, or a quotient."""
    given = {name: Fraction(text) for name, text in claim.given.items()}
    metrics: list[Metric] = []
    names = (claim.zh, claim.en)
    before, after, cut = (given.get(name) for name in ("before", "after", "cut"))
    if before is not None and after is None and cut is not None:
        after = before - cut
    if before is not None and after is not None:
        pair = BeforeAfter(before, after)
        base = claim.base or Base.STATUTORY
        metrics.append(
            reduction(
                claim.id, names, [pair], base=base,
                aggregation=Aggregation.RATIO_OF_SUMS, source=claim.source,
            )
        )  # fmt: skip
    items, centres = given.get("items"), given.get("centres")
    if items is not None and centres is not None:
        metrics.append(_build_quotient(claim, items * centres, Fraction(1)))
    part, whole = given.get("part"), given.get("whole")
    if part is not None and whole is not None:
        metrics.append(_build_quotient(claim, part, whole))
    return metrics


def _build_quotient(claim: Claim, part: Fraction, whole: Fraction) -> Metric:
    return Metric(
        id=claim.id,
        zh=claim.zh,
        en=claim.en,
        value=part / whole if whole else None,
        numerator=part,
        denominator=whole,
        formula="part / whole",
        unit=claim.unit,
        source=claim.source,
    )


@attrs.frozen
class _Row:
    id: str
    zh: str
    en: str
    value: str = ""
    unit: str = "%"
    bound: Bound = Bound.EXACTLY
    base: Base | None = None
    as_of: str = ""
    source: str = ""
    given: dict[str, str] = attrs.field(factory=dict[str, str])
    missing: list[str] = attrs.field(factory=list[str])


@attrs.frozen
class _Table:
    claim: list[_Row]


@cache
def published_claims() -> Mapping[str, Claim]:
    """Figures that localities have published about their reforms (已公布的改革数字), by id."""
    table = structure(shipped("zhengwu.metrics", "claims.toml"), _Table, "claims.toml")
    return {row.id: _to_claim(row) for row in table.claim}


def _to_claim(row: _Row) -> Claim:
    fields = attrs.asdict(row, recurse=False)
    fields["given"] = FrozenMap[str](row.given)
    return Claim(**fields)
