"""Published figures, and whether they can be reproduced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, of_kind, to_texts
from zhengwu._tables import shipped, structure
from zhengwu._text import Lang, TextEnum
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._metric import Aggregation, Base, Metric

_HALF: Final = Fraction(1, 2)
_FIGURE: Final = re.compile(r"(?:\d+(?:\.\d+)?)?", re.ASCII)


class Bound(TextEnum):
    """How a published figure is meant (公布数的界限)."""

    EXACTLY = "=", "等于", "exactly"
    AT_LEAST = ">=", "不少于", "at least"
    AT_MOST = "<=", "不超过", "at most"
    ABOUT = "~", "约", "about"


class Reproduced(TextEnum):
    """Whether a published figure can be reproduced (复算结论)."""

    MATCH = "match", "可复算", "reproduced"
    MISMATCH = "mismatch", "复算不符", "does not come out"
    NOT_DERIVABLE = "not_derivable", "无法复算", "cannot be derived"


def _is_number(_: object, __: object, value: object) -> None:
    """The figure as it is printed: digits and a point, its unit apart."""
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        raise InputError(
            f"公布数 {value!r} 应写作文字形式的数,如 '36.36';单位另写在 unit",
            f"the figure {value!r} must be a text such as '36.36', its unit in unit",
        )


@attrs.frozen(kw_only=True)
class Claim:
    """Published figure (公布数), as its source has it.

    Args:
        id: Its name, such as ``"huainan-2020/town/documents"``.
        zh: What it says, in Chinese.
        en: The same in English.
        value: The figure as printed, such as ``"36.36"``; empty where the text lost it.
        unit: ``%``, ``items``, ``days`` and so on.
        bound: Whether it is exact, a bound, or rough.
        base: What it is measured against, where the text says so.
        as_of: When it was published.
        source: Where it stands.
        given: Figures that the same source gives, by name.
        missing: What it does not give and would have to.
    """

    id: str
    zh: str
    en: str
    value: str = attrs.field(default="", validator=_is_number)
    unit: str = "%"
    bound: Bound = attrs.field(default=Bound.EXACTLY, validator=of_kind(Bound))
    base: Base | None = attrs.field(default=None, validator=of_kind(Base, type(None)))
    as_of: str = ""
    source: str = ""
    given: FrozenMap[str] = attrs.field(factory=FrozenMap[str])
    missing: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    @property
    def figure(self) -> Fraction | None:
        """The printed figure; a percentage as the share it is. None where it was lost."""
        if not self.value:
            return None
        held = Fraction(self.value)
        return held / 100 if self.unit == "%" else held

    @property
    def rounding(self) -> Fraction:
        """Half of the last printed digit: a figure that near prints the same."""
        digits = len(self.value.partition(".")[2])
        step = Fraction(1, 10**digits) / (100 if self.unit == "%" else 1)
        return step * _HALF

    def fits(self, value: Fraction) -> bool:
        """Whether a computed figure prints as the published one, or keeps its bound."""
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
class Reproduction:
    """What came of reproducing a published figure (复算结果).

    Args:
        claim: The figure.
        outcome: Match, mismatch, or not derivable.
        metric: What was computed; None where nothing could be.
        tried: What other readings of base and aggregation give.
        missing: What would be needed.
    """

    claim: Claim
    outcome: Reproduced
    metric: Metric | None = None
    tried: tuple[Metric, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def implied_base(self) -> Fraction | None:
        """What would have to be divided by for the figure to come out (隐含基数)."""
        figure = self.claim.figure
        if self.metric is None or not figure or self.outcome is not Reproduced.MISMATCH:
            return None
        return self.metric.numerator / figure

    def explain(self, lang: Lang = "zh") -> str:
        """The published figure, the computed one, and what stands in the way."""
        en = lang == "en"
        claim = self.claim
        said = f"{claim.bound.value if claim.bound is not Bound.EXACTLY else ''}"
        shown = f"{said}{claim.value or '?'} {claim.unit}"
        lines = [f"{claim.en}: {shown}" if en else f"{claim.zh}:{shown}"]
        words = _WORDS[self.outcome][en]
        lines.append(f"  {words}")
        if self.metric is not None:
            lines.append("  " + self.metric.explain(lang).replace("\n", "\n  "))
        for one in self.tried:
            percent = "-" if one.percent is None else f"{one.percent:.2f} %"
            base = one.base.value if one.base else "-"
            how = one.aggregation.value if one.aggregation else "-"
            lines.append(f"  {base}, {how}: {percent}")
        if self.implied_base is not None:
            implied = f"{float(self.implied_base):.0f}"
            lines.append(
                f"  the base would have to be {implied}"
                if en
                else f"  隐含基数:{implied}"
            )
        if self.missing:
            joint = ", " if en else "、"
            lines.append(f"  {'missing: ' if en else '缺:'}{joint.join(self.missing)}")
        if claim.source:
            lines.append(f"  {'source: ' if en else '来源:'}{claim.source}")
        return "\n".join(lines)


_WORDS: Final = {
    Reproduced.MATCH: ("可复算", "reproduced"),
    Reproduced.MISMATCH: ("复算不符", "does not come out"),
    Reproduced.NOT_DERIVABLE: ("推不出", "not derivable"),
}


def reproduce(claim: Claim, metrics: Metric | Iterable[Metric] = ()) -> Reproduction:
    """Say whether a published figure comes out (公布数复算).

    Args:
        claim: The figure, with what its source gives.
        metrics: What was computed, in the order in which it is most likely meant; if none,
            what the claim's own figures allow is computed.

    Returns:
        Match with the first metric that prints as the published figure; mismatch if none
        does; not derivable where figures are missing.
    """
    tried = (metrics,) if isinstance(metrics, Metric) else tuple(metrics)
    if not tried:
        tried = tuple(_from_given(claim))
    known = [metric for metric in tried if metric.value is not None]
    rounded = _from_means(claim)
    if rounded is not None:
        return rounded
    if claim.figure is None or not known:
        wanted = claim.missing or (claim.zh,)
        return Reproduction(
            claim=claim,
            outcome=Reproduced.NOT_DERIVABLE,
            metric=known[0] if known else None,
            missing=wanted,
        )
    for metric in known:
        if metric.value is not None and claim.fits(metric.value):
            others = tuple(one for one in known if one is not metric)
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


def _from_means(claim: Claim) -> Reproduction | None:
    """From means that were rounded only a range can be had: it may rule the figure out."""
    given, figure = claim.given, claim.figure
    if figure is None or not {"mean_before", "mean_after"} <= set(given):
        return None
    before, after = Fraction(given["mean_before"]), Fraction(given["mean_after"])
    room = _last_digit(given["mean_before"]), _last_digit(given["mean_after"])
    low = 1 - (after + room[1]) / (before - room[0])
    high = 1 - (after - room[1]) / (before + room[0])
    base = claim.base or Base.STATUTORY
    names = (claim.zh, claim.en)
    made = reduction(
        claim.id, names, [BeforeAfter(before, after)], base=base, source=claim.source
    )
    inside = low - claim.rounding <= figure <= high + claim.rounding
    outcome = Reproduced.NOT_DERIVABLE if inside else Reproduced.MISMATCH
    return Reproduction(
        claim=claim, outcome=outcome, metric=made, missing=claim.missing
    )


def _last_digit(text: str) -> Fraction:
    """Half of the last printed digit."""
    return Fraction(1, 2 * 10 ** len(text.partition(".")[2]))


def _from_given(claim: Claim) -> list[Metric]:
    """What the figures of the source itself allow: sums before and after, or a cut of a sum."""
    given = {name: Fraction(text) for name, text in claim.given.items()}
    found: list[Metric] = []
    names = (claim.zh, claim.en)
    before, after, cut = (given.get(name) for name in ("before", "after", "cut"))
    if before is not None and after is None and cut is not None:
        after = before - cut
    if before is not None and after is not None:
        pair = BeforeAfter(before, after)
        base = claim.base or Base.STATUTORY
        found.append(
            reduction(
                claim.id, names, [pair], base=base,
                aggregation=Aggregation.RATIO_OF_SUMS, source=claim.source,
            )
        )  # fmt: skip
    items, centres = given.get("items"), given.get("centres")
    if items is not None and centres is not None:
        found.append(_quotient(claim, items * centres, Fraction(1)))
    part, whole = given.get("part"), given.get("whole")
    if part is not None and whole is not None:
        found.append(_quotient(claim, part, whole))
    return found


def _quotient(claim: Claim, part: Fraction, whole: Fraction) -> Metric:
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
    """Figures that localities published about their reforms (已公布的改革数字), by id."""
    table = structure(shipped("zhengwu.metrics", "claims.toml"), _Table, "claims.toml")
    return {row.id: _claim(row) for row in table.claim}


def _claim(row: _Row) -> Claim:
    fields = attrs.asdict(row, recurse=False)
    fields["given"] = FrozenMap[str](row.given)
    return Claim(**fields)
