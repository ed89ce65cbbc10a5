"""Fees as portals write them: no fee, a unit price, tiers, multiples."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._patterns import Pattern
from zhengwu._text import TextEnum, as_text, quote_value
from zhengwu._values import Value


class FeeKind(TextEnum):
    """Kind of fee that a text states (收费识读结果)."""

    FREE = "free", "不收费", "free"
    FIXED = "fixed", "定额", "fixed"
    TIERED = "tiered", "分档", "tiered"
    MULTIPLIER = "multiplier", "按倍数或比例", "by a multiple or share"
    NAMED = "named", "只列名称", "name only"
    NONE = "none", "未写明", "none stated"


@attrs.frozen
class FeeRate(Value):
    """Rate of a fee (收费标准).

    Args:
        yuan: Amount in yuan.
        per: Unit to which the rate applies, such as 平方米 or 本; empty for a whole case.
        what: Subject of the rate, in the words of the text.
    """

    yuan: Decimal
    per: str = ""
    what: str = ""


@attrs.frozen(kw_only=True)
class FeeReading(Value):
    """Fee as read from a text (收费).

    Args:
        text: The original text.
        kind: Kind of fee.
        rates: The rates, in the order of the text.
        multipliers: Factors that multiply the rates in some cases.

    >>> parse_fee("每平方米10元").cost(3)
    Decimal('30')
    """

    text: str
    kind: FeeKind
    rates: tuple[FeeRate, ...] = ()
    multipliers: tuple[Decimal, ...] = ()

    @property
    def charged(self) -> bool | None:
        """Whether a fee is charged; None if the text does not say."""
        return None if self.kind is FeeKind.NONE else self.kind is not FeeKind.FREE

    def cost(
        self,
        quantity: Decimal | int = 1,
        *,
        tier: int = 0,
        multiplier: Decimal | int = 1,
    ) -> Decimal:
        """Cost of a quantity, in yuan.

        Args:
            quantity: Number of units.
            tier: Index of the rate, from 0.
            multiplier: Factor that multiplies the rate.

        Raises:
            InputError: The text states no rate with this index.
        """
        if self.kind is FeeKind.FREE:
            return Decimal(0)
        if not 0 <= tier < len(self.rates):
            raise InputError(
                f"收费文字 {self.text!r} 没有第 {tier + 1} 档标准",
                f"the fee text {self.text!r} states no rate number {tier + 1}",
            )
        return self.rates[tier].yuan * quantity * multiplier


_FREE: Final = Pattern(
    r"不收费|免费|不涉及|无收费|零收费|暂不收取|不予收取|免征|停征|免收|取消收费|^否$|^0\s*元?$"
)
_MONEY: Final = r"(?P<yuan{n}>\d{{1,9}}(?:\.\d{{1,4}})?)\s*元"
_RATE: Final = Pattern(
    rf"(?P<each>每)(?P<per>[^\d,;。\s]{{1,6}}?){_MONEY.format(n=1)}"
    rf"|{_MONEY.format(n=2)}(?:\s*/\s*(?P<unit>[^\d,;。;,\s()()]{{1,6}}))?"
)
_SUBJECT: Final = Pattern(r"[^;。;,,每\d]{0,60}(?=[,,]?\s*\Z)")
_LONGEST_SUBJECT: Final = 100  # characters before 每, with the comma and blanks
_TIMES: Final = Pattern(r"(\d{1,3}(?:\.\d{1,2})?)\s*倍")


def parse_fee(text: object) -> FeeReading:
    """Read the text of a fee (识读收费). Never raises.

    None is a fee that is not stated; another object that is no text is not understood.

    >>> parse_fee("不收费").charged, parse_fee("").charged
    (False, None)
    >>> parse_fee("证书工本费10元/本").rates[0].per
    '本'
    """
    words = as_text(text)
    if words is None:
        return FeeReading(text=quote_value(text), kind=FeeKind.NONE)
    return read_fee(words)


@lru_cache(maxsize=1024)  # perf: a list has few distinct fees
def read_fee(text: str) -> FeeReading:
    """Read the text of a fee."""
    clean = text.strip().replace("\uff0c", ",").replace("\uff1b", ";")
    if not clean or clean in ("无", "-", "/"):
        return FeeReading.trusted(text=text, kind=FeeKind.NONE)
    multipliers = tuple(Decimal(m) for m in _TIMES.findall(clean))
    rates = tuple(_iter_rates(clean))
    if rates and not any(rate.yuan for rate in rates):
        kind = FeeKind.FREE
    elif rates:
        kind = FeeKind.TIERED if len(rates) > 1 else FeeKind.FIXED
    elif multipliers:
        kind = FeeKind.MULTIPLIER
    else:
        kind = FeeKind.FREE if _FREE.search(clean) else FeeKind.NAMED
    return FeeReading.trusted(
        text=text, kind=kind, rates=rates, multipliers=multipliers
    )


def _iter_rates(text: str) -> Iterator[FeeRate]:
    """Read the rates of a text; the words before 每 are the subject of the rate."""
    end = 0
    for match in _RATE.finditer(text):
        start = max(end, match.start() - _LONGEST_SUBJECT)
        before = text[start : match.start()] if match["each"] else ""
        subject = _SUBJECT.search(before)
        yield FeeRate(
            Decimal(match["yuan1"] or match["yuan2"]),
            match["per"] or match["unit"] or "",
            (subject.group() if subject else "").strip("…. "),
        )
        end = match.end()
