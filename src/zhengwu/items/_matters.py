"""Parts of a matter: basic item, variant, discretion, prerequisite reviews, proofs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from zhengwu._errors import InputError, LegalBasisMissingError
from zhengwu._values import Value
from zhengwu.codes import ItemType, Level, basic_code
from zhengwu.limits import Limit


@attrs.frozen(kw_only=True)
class BasicItem(Value):
    """Basic item (基本目录事项): a matter that is the same at every tier.

    Args:
        code: Basic code (基本编码), with 12 characters.
        name: Name of the matter.
        item_type: Type of the matter.
        levels: Tiers that may exercise the matter (行使层级).
        legal_basis: Legal bases as written (设定依据).
        valid_from: First day in the catalogue.
        valid_to: Last day in the catalogue; None while listed.

    Raises:
        CodeFormatError: The code is malformed.
        LegalBasisMissingError: There is no legal basis, without which the catalogue lists
            no matter.
    """

    code: str
    name: str
    item_type: ItemType | None = None
    levels: tuple[Level, ...] = ()
    legal_basis: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        basic_code.parse(self.code)
        if not self.legal_basis:
            raise LegalBasisMissingError(self.name)

    @property
    def is_main(self) -> bool:
        """Whether the matter is a main item with sub-items (主项)."""
        return basic_code.parse(self.code).is_main

    @property
    def main_code(self) -> str:
        """Code of the main item; the own code for a main item or an item without sub-items."""
        code = basic_code.parse(self.code)
        return self.code if code.sub in ("000", "00Y") else self.code[:-3] + "00Y"


@attrs.frozen(kw_only=True)
class HandlingVariant(Value):
    """Handling variant (业务办理项) of an item: first issue, change, renewal.

    Args:
        code: Two digits that follow the implementing code.
        name: Name of the variant, such as 延续.
        implementing_code: Code of the item.
    """

    code: str
    name: str
    implementing_code: str = ""


@attrs.frozen(kw_only=True)
class DiscretionBand(Value):
    """Discretion band (裁量基准): the bounds of a decision in given circumstances.

    Args:
        case: The circumstances, in words.
        low: Lower bound, such as the smallest fine.
        high: Upper bound.
        unit: Unit of the bounds, such as 元.
        basis: Legal basis of the band.

    Raises:
        InputError: The lower bound is above the upper bound.

    >>> DiscretionBand(case="一般", low=Decimal(1000), high=Decimal(5000)).contains(Decimal(800))
    False
    """

    case: str
    low: Decimal
    high: Decimal
    unit: str = "元"
    basis: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.low > self.high:
            raise InputError(
                f"裁量基准 {self.case}:下限 {self.low} 大于上限 {self.high}",
                f"discretion band {self.case}: the lower bound {self.low} is above the upper "
                f"bound {self.high}",
            )

    def contains(self, amount: Decimal | int) -> bool:
        """Whether a decision lies within the band; both bounds belong to it."""
        return self.low <= amount <= self.high


@attrs.frozen(kw_only=True)
class PrerequisiteReview(Value):
    """Prerequisite review (前置审查) by another organ.

    Args:
        name: Subject of the review.
        organ: Organ that makes the review.
        basis: Legal basis for requiring the review; if empty, the review should be
            abolished.
        limit: Time limit for the review; None if none is set.
        asked_by_organ: Whether the deciding organ requests the review, and not the
            applicant.
    """

    name: str
    organ: str
    basis: str = ""
    limit: Limit | None = None
    asked_by_organ: bool = True

    @property
    def keeps(self) -> bool:
        """Whether the review has a legal basis and may be kept."""
        return bool(self.basis.strip())


@attrs.frozen(kw_only=True)
class Proof(Value):
    """Proof that applicants must provide (证明事项).

    Args:
        name: Name of the proof.
        purpose: Purpose of the proof.
        issuer: Issuer of the proof.
        basis: Legal basis for requiring the proof.
        kept: Whether the proof is on the list of proofs still required (保留清单).
        cancelled_on: Day of the cancellation.
        instead: Replacement for a cancelled proof, such as a commitment or shared data.
    """

    name: str
    purpose: str = ""
    issuer: str = ""
    basis: str = ""
    kept: bool = True
    cancelled_on: date | None = None
    instead: str = ""
