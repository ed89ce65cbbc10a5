"""What an item belongs to and depends on: matter, variant, discretion, reviews, proofs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from zhengwu._errors import InputError, LegalBasisMissingError
from zhengwu.codes import ItemType, Level, basic_code
from zhengwu.limits import Limit


@attrs.frozen(kw_only=True)
class BasicItem:
    """Basic item (基本目录事项): a matter, the same at every tier.

    Args:
        code: Basic code (基本编码), 12 characters.
        name: Its name.
        item_type: Its type.
        levels: Tiers that may exercise it (行使层级).
        legal_basis: Legal bases as written (设定依据).
        valid_from: First day on which it is in the catalogue.
        valid_to: Last day; None while it is.

    Raises:
        CodeFormatError: The code is malformed.
        LegalBasisMissingError: No basis: a matter without one is not in the catalogue.
    """

    code: str
    name: str
    item_type: ItemType | None = None
    levels: tuple[Level, ...] = ()
    legal_basis: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def __attrs_post_init__(self) -> None:
        basic_code.parse(self.code)
        if not self.legal_basis:
            raise LegalBasisMissingError(self.name)

    @property
    def is_main(self) -> bool:
        """Whether it is a main item with sub-items (主项)."""
        return basic_code.parse(self.code).is_main

    @property
    def main_code(self) -> str:
        """Code of its main item: itself, if it is one or has none."""
        code = basic_code.parse(self.code)
        return self.code if code.sub in ("000", "00Y") else self.code[:-3] + "00Y"


@attrs.frozen(kw_only=True)
class HandlingVariant:
    """Handling variant (业务办理项) of an item: first issue, change, renewal.

    Args:
        code: Two digits behind the implementing code.
        name: Its name, such as 延续.
        implementing_code: Code of the item.
    """

    code: str
    name: str
    implementing_code: str = ""


@attrs.frozen(kw_only=True)
class DiscretionBand:
    """Discretion band (裁量基准): within which bounds a decision may lie, in which case.

    Args:
        case: The circumstances, in words.
        low: The least, such as the smallest fine.
        high: The most.
        unit: What it is counted in, such as 元.
        basis: Where it stands written.

    Raises:
        InputError: The least is more than the most.

    >>> DiscretionBand(case="一般", low=Decimal(1000), high=Decimal(5000)).holds(Decimal(800))
    False
    """

    case: str
    low: Decimal
    high: Decimal
    unit: str = "元"
    basis: str = ""

    def __attrs_post_init__(self) -> None:
        if self.low > self.high:
            raise InputError(
                f"裁量基准 {self.case}:下限 {self.low} 大于上限 {self.high}",
                f"discretion band {self.case}: {self.low} to {self.high} is empty",
            )

    def holds(self, amount: Decimal | int) -> bool:
        """Whether a decision lies within it; both ends do."""
        return self.low <= amount <= self.high


@attrs.frozen(kw_only=True)
class PrerequisiteReview:
    """Prerequisite review (前置审查) that another organ gives.

    Args:
        name: What is reviewed.
        organ: Who reviews it.
        basis: Where it stands written that it must come first; empty: it should go.
        limit: Within what time it must answer; None if none is set.
        asked_by_organ: Whether the organ asks for it itself, not the applicant.
    """

    name: str
    organ: str
    basis: str = ""
    limit: Limit | None = None
    asked_by_organ: bool = True

    @property
    def keeps(self) -> bool:
        """Whether it has a ground to stay."""
        return bool(self.basis.strip())


@attrs.frozen(kw_only=True)
class Proof:
    """Proof that an applicant is asked for (证明事项).

    Args:
        name: Its name.
        purpose: What it is for.
        issuer: Who issues it.
        basis: Where it stands written that it may be asked for.
        kept: Whether it is on the list of those that stay (保留清单).
        cancelled_on: Day on which it was cancelled.
        instead: How the fact is shown now: by commitment, by sharing data.
    """

    name: str
    purpose: str = ""
    issuer: str = ""
    basis: str = ""
    kept: bool = True
    cancelled_on: date | None = None
    instead: str = ""
