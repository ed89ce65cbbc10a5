"""Rules of the audit: typed functions in tables."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from zhengwu._dates import within
from zhengwu._frozen import FrozenMap, convert_or_keep, keep, to_texts
from zhengwu._text import TextEnum
from zhengwu._values import Value
from zhengwu.codes import CodeReading, read_code, region_code
from zhengwu.findings import Finding, FindingCode, Severity, finding, finding_code
from zhengwu.items import ImplementingItem
from zhengwu.legal import StatuteRegister, statute_register
from zhengwu.limits import Limit


@attrs.frozen(kw_only=True)
class AuditContext(Value):
    """Data that the rules use in addition to the items (检查环境).

    Args:
        at: Day of the audit; if None, rules that need a day are left out.
        statutes: Register in which the validity of legal bases is looked up.
    """

    at: date | None = None
    statutes: StatuteRegister = attrs.field(factory=statute_register, repr=False)


class AuditSubject:
    """An item under audit, with values that several rules derive from it (被检查事项)."""

    def __init__(self, item: ImplementingItem) -> None:
        self.item = item

    @cached_property
    def code(self) -> CodeReading:
        """Reading of the implementing code."""
        return read_code(self.item.implementing_code)

    @cached_property
    def charged(self) -> bool:
        """Whether a fee is charged: by the flag, else by the wording of the fee."""
        item = self.item
        if item.charged is not None:
            return item.charged
        return item.fee_reading.charged is True

    def has(self, element: str) -> bool:
        """Whether the record has a column for the element, filled or empty.

        An element for which the source has no column is not reported as missing.
        """
        origin = self.item.origin
        return origin is not None and origin.states(element)

    def finding(self, code: str, element: str | None, /, **data: Any) -> Finding:
        """Finding about the item or an element of the item; ``item`` is filled in."""
        return finding(code, self.item.path(element), item=self.item.label, **data)


ItemCheck: TypeAlias = Callable[[AuditSubject, AuditContext], Iterator[Finding]]
"""A check of a single item (单项检查)."""

ListCheck: TypeAlias = Callable[
    [Sequence[AuditSubject], AuditContext], Iterator[Finding]
]
"""A check of the whole list (全表检查)."""


class Scope(TextEnum):
    """Whether a rule checks each item or the whole list (检查范围)."""

    ITEM = "item", "单个事项", "each item"
    LIST = "list", "整个清单", "the whole list"


@attrs.frozen(kw_only=True)
class Rule(Value):
    """Audit rule (检查规则): a check and the codes of its findings.

    Args:
        codes: Codes of the findings; each code can be muted and graded separately.
        scope: Whether `check` takes a single item or the whole list.
        check: The check.
        needs_date: Whether the rule is left out of an audit without a date.
    """

    codes: tuple[str, ...] = attrs.field(converter=to_texts)
    scope: Scope
    check: ItemCheck | ListCheck
    needs_date: bool = False

    @property
    def meanings(self) -> tuple[FindingCode, ...]:
        """Meaning of each code: title, basis, severity, remedy."""
        return tuple(map(finding_code, self.codes))


def item_rules(
    *checks: tuple[str | tuple[str, ...], ItemCheck], dated: Container[str] = ()
) -> tuple[Rule, ...]:
    """Make the rules that check a single item, from pairs of codes and check.

    Args:
        checks: The pairs, in the order in which findings are reported.
        dated: Codes whose rules need the day of the audit.
    """
    rules = (
        Rule(codes=to_texts(codes), scope=Scope.ITEM, check=check)
        for codes, check in checks
    )
    return tuple(
        attrs.evolve(rule, needs_date=any(code in dated for code in rule.codes))
        for rule in rules
    )


def label_limit(name: str, limit: Limit) -> dict[str, str]:
    """Label of a limit in both languages, as data of a finding.

    >>> from zhengwu.limits import WorkingDays
    >>> label_limit("limit", WorkingDays(5))
    {'limit': '5个工作日', 'limit_en': '5 working days'}
    """
    return {name: limit.label(), f"{name}_en": limit.label("en")}


def _to_codes(codes: Iterable[str]) -> frozenset[str]:
    """Check that codes are registered; codes of a user's rules do not begin with ZW."""
    return convert_or_keep(_convert_codes, codes)


def _convert_codes(codes: Iterable[str]) -> frozenset[str]:
    chosen = frozenset(to_texts(codes))
    for code in sorted(chosen):
        if code.startswith("ZW"):
            finding_code(code)
    return chosen


def _to_severities(value: Mapping[str, Severity]) -> FrozenMap[Severity]:
    return convert_or_keep(_convert_severities, value)


def _convert_severities(value: Mapping[str, Severity]) -> FrozenMap[Severity]:
    _to_codes(value)
    return FrozenMap(value)


def _to_rules(value: Sequence[Rule]) -> tuple[Rule, ...]:
    return keep(value)


@attrs.frozen(kw_only=True)
class RuleSet(Value):
    """Rule set (规则集): which rules apply here, and how severe each is.

    Args:
        name: Name of the set.
        rules: The rules.
        severities: Severity by code of any area, if it differs from the default severity.
        muted: Codes of any area whose findings are left out.
        region: Code of the division in which the set applies; empty if it applies
            everywhere.
        since: First day on which the set applies; None if it has no first day.
        until: First day on which the set no longer applies; None if it has no end.
    """

    name: str
    rules: tuple[Rule, ...] = attrs.field(converter=_to_rules)
    severities: Mapping[str, Severity] = attrs.field(
        factory=dict[str, Severity], converter=_to_severities
    )
    muted: frozenset[str] = attrs.field(default=frozenset(), converter=_to_codes)
    region: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def stem(self) -> str:
        """Digits with which the codes of the divisions begin; empty for everywhere."""
        return region_code.parse(self.region).stem if self.region else ""

    def applies(self, region: str, on: date) -> bool:
        """Whether the set applies in a division on a day."""
        return region.startswith(self.stem) and within(on, self.since, self.until)

    def without(self, *codes: str) -> RuleSet:
        """The same set without the findings of some codes.

        Raises:
            UnknownCodeError: A code is not registered.
        """
        return attrs.evolve(self, muted=self.muted | _to_codes(codes))

    def with_severity(self, code: str, severity: Severity) -> RuleSet:
        """The same set with another severity for a code.

        Raises:
            UnknownCodeError: A code is not registered.
        """
        return attrs.evolve(self, severities={**self.severities, code: severity})

    def grade(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Leave out muted findings, and give the others the severities of this set."""
        for each in findings:
            if each.code not in self.muted:
                severity = self.severities.get(each.code, each.severity)
                same = severity is each.severity
                yield each if same else attrs.evolve(each, severity=severity)

    @property
    def active(self) -> tuple[Rule, ...]:
        """Rules that have at least one code that is not muted."""
        return tuple(
            rule for rule in self.rules if not self.muted.issuperset(rule.codes)
        )
