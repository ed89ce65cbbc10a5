"""A rate: numerator, denominator and what was left out, for every package that counts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu._values import Value

_HUNDRED: Final = 100
_FIGURE: Final = Text("{shown}({of})", "{shown} ({of})")
_LEFT_OUT: Final = Text(",剔除:{reasons}", ", left out: {reasons}")
_SEPARATOR: Final = Text(";", "; ")
_REASON: Final = Text("{reason} {count} 件", "{reason} {count}")


@attrs.frozen
class Exclusion(Value):
    """Values left out of a figure (剔除), with the reason.

    Args:
        zh: Reason in Chinese.
        en: Reason in English.
        count: Number of values left out.
    """

    zh: str
    en: str
    count: int


@attrs.frozen
class Interval(Value):
    """Confidence interval (置信区间) of a proportion, by Wilson's score.

    Args:
        low: Lower end.
        high: Upper end.
        level: Confidence, such as 0.95.
    """

    low: float
    high: float
    level: float

    def contains(self, value: Fraction | float) -> bool:
        """Whether a value lies in the interval."""
        return self.low <= float(value) <= self.high


def wilson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """Confidence interval of a proportion (威尔逊区间).

    Args:
        successes: Number of successes.
        trials: Number of trials.
        level: Confidence.

    Raises:
        InputError: No trial, or more successes than trials.

    >>> interval = wilson(98, 100)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.93, 0.9945)
    """
    if not 0 <= successes <= trials or not trials:
        raise InputError(
            f"{trials} 次中有 {successes} 次,无法计算比例",
            f"no proportion can be computed from {successes} of {trials}",
        )
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, more = successes / trials, z * z / trials
    middle = (share + more / 2) / (1 + more)
    half = z * sqrt(share * (1 - share) / trials + more / trials / 4) / (1 + more)
    return Interval(max(0.0, middle - half), min(1.0, middle + half), level)


@attrs.frozen
class Rate(Value):
    """Rate (比率): numerator, denominator, and what was left out of both.

    The figure is an exact fraction and is rounded only for display.

    Args:
        numerator: Numerator.
        denominator: Denominator.
        excluded: Values left out, each with its reason.

    >>> Rate.count(19, 20, [Exclusion("仍在办理", "still open", 3)]).text()
    '95.00%(19/20),剔除:仍在办理 3 件'
    """

    numerator: Fraction
    denominator: Fraction
    excluded: tuple[Exclusion, ...] = ()

    @classmethod
    def count(cls, hits: int, of: int, excluded: Iterable[Exclusion] = ()) -> Rate:
        """Rate of two counts; exclusions that concern nothing are dropped.

        Raises:
            InputError: There are more hits than cases.
        """
        if not 0 <= hits <= of:
            raise InputError(
                f"分子 {hits} 应在 0 与分母 {of} 之间",
                f"numerator {hits} must lie between 0 and denominator {of}",
            )
        left_out = tuple(exclusion for exclusion in excluded if exclusion.count)
        return cls(Fraction(hits), Fraction(of), left_out)

    @property
    def value(self) -> Fraction | None:
        """The figure; None if it is undefined, such as 0 of 0."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> float | None:
        """The figure in percent; None if it is undefined."""
        return None if self.value is None else float(self.value * _HUNDRED)

    @property
    def left_out(self) -> int:
        """Number of values left out."""
        return sum(exclusion.count for exclusion in self.excluded)

    def interval(self, level: float = 0.95) -> Interval:
        """Confidence interval, where the denominator is a sample.

        Raises:
            InputError: The denominator is 0, or a part is no whole number.
        """
        parts = (self.numerator, self.denominator)
        if any(part.denominator != 1 for part in parts):
            raise InputError(
                f"{parts[0]}/{parts[1]} 不是计数之比,没有置信区间",
                f"{parts[0]}/{parts[1]} is no ratio of counts and has no interval",
            )
        return wilson(int(self.numerator), int(self.denominator), level)

    def text(self, lang: Lang = "zh") -> str:
        """Figure, division and what was left out, in a line for people."""
        shown = "-" if self.percent is None else f"{self.percent:.2f}%"
        of = f"{format_number(self.numerator)}/{format_number(self.denominator)}"
        line = _FIGURE.say(lang, shown=shown, of=of)
        if self.excluded:
            parts = (
                _REASON.say(lang, reason=Text(e.zh, e.en).say(lang), count=e.count)
                for e in self.excluded
            )
            line += _LEFT_OUT.say(lang, reasons=_SEPARATOR.say(lang).join(parts))
        return line

    def to_record(self) -> dict[str, Any]:
        """Plain data, for JSON and for the columns of a table."""
        return {
            "value": None if self.value is None else float(self.value),
            "numerator": plain_number(self.numerator),
            "denominator": plain_number(self.denominator),
            "left_out": self.left_out,
        }


def format_number(number: Fraction) -> str:
    """Text of a number: exact if it is whole, else short."""
    return str(number) if number.denominator == 1 else f"{float(number):g}"


def plain_number(number: Fraction) -> int | float:
    """A whole number as it is, any other number as a float."""
    return int(number) if number.denominator == 1 else float(number)
