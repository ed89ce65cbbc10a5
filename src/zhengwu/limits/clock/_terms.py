"""What a clock may do: who may extend it and by how much, and what suspends it."""

from __future__ import annotations

import datetime as dt

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._text import Lang
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._limit import Limit


@attrs.frozen(kw_only=True)
class Ground:
    """Ground on which a clock stands still (暂停事由), such as a hearing.

    Args:
        id: Short name, such as ``"hearing"``.
        name_zh: As people call it.
        name_en: The same in English.
        needs_notice: Whether the time needed must be told to the applicant in writing
            (行政许可法 art. 45).
        basis: Where it stands written.
    """

    id: str
    name_zh: str
    name_en: str
    needs_notice: bool = False
    basis: LegalBasis | None = None


@attrs.frozen(kw_only=True)
class WrittenNotice:
    """Written notice to the applicant (书面告知): the proof that it was given.

    Args:
        reference: Number of the document, or where it is filed.
        given_on: Day on which it was given.
        needed: Time that it says is needed, where it does.
    """

    reference: str
    given_on: dt.date = attrs.field()
    needed: Limit | None = None

    def __attrs_post_init__(self) -> None:
        as_date(self.given_on, "given_on")
        if not self.reference.strip():
            raise InputError(
                "书面告知应有文号或存档位置", "a written notice needs a reference"
            )


@attrs.frozen(kw_only=True)
class ExtensionRule:
    """Under what terms a limit may be extended (延长规则).

    Args:
        by: By how much at most, in all; None where the text says only "reasonable".
        who: Roles that may approve it, such as ``"agency_head"``.
        times: How often; None if the text sets no number.
        told: Whether the applicant must be told the reason in writing.
        basis: Where it stands written.
    """

    by: Limit | None
    who: tuple[str, ...] = ()
    times: int | None = 1
    told: bool = False
    basis: LegalBasis | None = None

    def __attrs_post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise InputError(
                f"延长次数应为正数,现为 {self.times}",
                f"an extension is granted at least once, not {self.times} times",
            )

    def label(self, lang: Lang = "zh") -> str:
        """By how much, such as ``10个工作日``."""
        if self.by is None:
            return "a reasonable time" if lang == "en" else "合理的期限"
        return self.by.label(lang)

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data, for JSON."""
        amount = None if self.by is None else self.by.amount
        return {
            "amount": amount if isinstance(amount, int | None) else float(amount),
            "unit": None if self.by is None else self.by.unit.value,
            "who": list(self.who),
            "times": self.times,
            "told": self.told,
        }


@attrs.frozen(kw_only=True)
class ClockTerms:
    """Terms of a clock (计时规则): what may extend it and what may suspend it.

    Args:
        rule: Id of the time rule they come from; empty for none.
        extension: How it may be extended; None if it may not.
        grounds: What may suspend it; anything if None.
    """

    rule: str = ""
    extension: ExtensionRule | None = None
    grounds: tuple[Ground, ...] | None = None

    def ground(self, name: str) -> Ground | None:
        """The ground of that id, if it may suspend this clock."""
        return next((g for g in self.grounds or () if g.id == name), None)
