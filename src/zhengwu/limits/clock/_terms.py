"""Terms of a clock: the grounds that suspend it, and the rule that may extend it."""

from __future__ import annotations

import datetime as dt
from typing import Final

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._limit import Limit

_REASONABLE: Final = Text("合理的期限", "a reasonable time")


@attrs.frozen(kw_only=True)
class Ground(Value):
    """Ground on which a clock may be suspended (暂停事由), such as a hearing.

    Args:
        id: Short name, such as ``"hearing"``.
        name_zh: Name in Chinese.
        name_en: Name in English.
        needs_notice: Whether the applicant must be notified in writing of the time needed
            (行政许可法 art. 45).
        basis: Article that states the ground.
    """

    id: str
    name_zh: str
    name_en: str
    needs_notice: bool = False
    basis: LegalBasis | None = None


@attrs.frozen(kw_only=True)
class WrittenNotice(Value):
    """Written notice to the applicant (书面告知), as proof that the applicant was notified.

    Args:
        reference: Number of the document, or the place where it is filed.
        given_on: Day on which the notice was given.
        needed: Time needed as stated in the notice; None if not stated.
    """

    reference: str
    given_on: dt.date
    needed: Limit | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        as_date(self.given_on, "given_on")
        if not self.reference.strip():
            raise InputError(
                "书面告知应有文号或存档位置",
                "a written notice needs a reference: its document number or file",
            )


@attrs.frozen(kw_only=True)
class ExtensionRule(Value):
    """Conditions for the extension of a limit (延长规则).

    Args:
        by: Maximum length of all extensions together; None where the text says only
            "reasonable".
        who: Roles that may approve an extension, such as ``"agency_head"``.
        times: Maximum number of extensions; None if the text sets no number.
        must_inform: Whether the applicant must be informed of the reason.
        basis: Article that allows the extension.
    """

    by: Limit | None
    who: tuple[str, ...] = ()
    times: int | None = 1
    must_inform: bool = False
    basis: LegalBasis | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.times is not None and self.times < 1:
            raise InputError(
                f"延长次数应为正数,现为 {self.times}",
                f"the number of extensions must be positive, not {self.times}",
            )

    def __str__(self) -> str:
        return self.label()

    def label(self, lang: Lang = "zh") -> str:
        """Text of the maximum length, such as ``10个工作日``."""
        if self.by is None:
            return _REASONABLE.say(lang)
        return self.by.label(lang)

    def to_record(self) -> dict[str, JsonValue]:
        """Plain data, for JSON."""
        amount = None if self.by is None else self.by.amount
        return {
            "amount": amount if isinstance(amount, int | None) else float(amount),
            "unit": None if self.by is None else self.by.unit.value,
            "who": list(self.who),
            "times": self.times,
            "must_inform": self.must_inform,
        }


@attrs.frozen(kw_only=True)
class ClockTerms(Value):
    """Terms of a clock (计时规则): whether and how it may be extended and suspended.

    Args:
        rule: Id of the time rule that sets the terms; empty if there is none.
        extension: Conditions for an extension; None if the limit cannot be extended.
        grounds: Grounds on which the clock may be suspended; any ground if None.
    """

    rule: str = ""
    extension: ExtensionRule | None = None
    grounds: tuple[Ground, ...] | None = None

    def ground(self, name: str) -> Ground | None:
        """The ground with that id; None if the ground may not suspend this clock."""
        return next((g for g in self.grounds or () if g.id == name), None)
