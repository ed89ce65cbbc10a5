"""Rows of the TOML tables of time rules, with the keys of the tables."""

from __future__ import annotations

import attrs

from zhengwu.legal import statute_register
from zhengwu.limits.clock._terms import Ground
from zhengwu.limits.rules._book import DurationClass


@attrs.frozen
class TermRow:
    id: str
    zh: str
    en: str


@attrs.frozen
class GroundRow:
    id: str
    zh: str
    en: str
    statute: str
    article: str
    notice: bool = False

    def value(self) -> Ground:
        """Convert the row to a ground with its article."""
        return Ground(
            id=self.id,
            name_zh=self.zh,
            name_en=self.en,
            needs_notice=self.notice,
            basis=statute_register().get(self.statute).basis(self.article),
        )


@attrs.frozen
class ExtensionRow:
    amount: int | None = None
    unit: str = ""
    who: list[str] = attrs.field(factory=list)
    times: int | None = None
    must_inform: bool = False


@attrs.frozen
class RuleRow:
    id: str
    zh: str
    en: str
    trigger: str
    party: str = "agency"
    amount: int | None = None
    unit: str = ""
    office: bool = False
    says: str = ""
    counted_by: str = ""
    direction: str = "after"
    extension: ExtensionRow | None = None
    excluded: list[str] = attrs.field(factory=list)
    at_expiry: list[str] = attrs.field(factory=list)
    statute: str = ""
    article: str = ""
    since: str = ""
    until: str = ""
    contested: list[str] = attrs.field(factory=list)
    replaces: str = ""
    confidence: str = "read"
    note_zh: str = ""
    note_en: str = ""


@attrs.frozen
class ClassRow:
    id: str
    zh: str
    en: str
    low: int = 0
    high: int | None = None
    note_zh: str = ""
    note_en: str = ""

    def value(self) -> DurationClass:
        """Convert the row to a duration class."""
        return DurationClass(
            id=self.id,
            name_zh=self.zh,
            name_en=self.en,
            low=self.low,
            high=self.high,
            note_zh=self.note_zh,
            note_en=self.note_en,
        )


@attrs.frozen
class BookRow:
    event: list[TermRow]
    ground: list[GroundRow]
    rule: list[RuleRow]


@attrs.frozen
class SetRow:
    id: str
    zh: str
    en: str
    region: str = ""
    statute: str = ""
    source: str = ""
    rule: list[RuleRow] = attrs.field(factory=list)
    duration_class: list[ClassRow] = attrs.field(factory=list)


@attrs.frozen
class SetsRow:
    data_version: str = ""
    rule_set: list[SetRow] = attrs.field(factory=list)
