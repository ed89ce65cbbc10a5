"""The audit itself: every rule over every item, as one report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import cast

import attrs

from zhengwu._dates import as_date
from zhengwu.audit._document_rules import DOCUMENT_RULES
from zhengwu.audit._guide_rules import GUIDE_RULES
from zhengwu.audit._item_rules import ITEM_RULES
from zhengwu.audit._law_rules import LAW_RULES
from zhengwu.audit._list_rules import LIST_RULES
from zhengwu.audit._rule import (
    AuditContext,
    ItemCheck,
    ListCheck,
    RuleSet,
    Scope,
    Subject,
)
from zhengwu.findings import Finding, Report
from zhengwu.items import ImplementingItem
from zhengwu.legal import StatuteRegister


@cache
def national_rules() -> RuleSet:
    """The rules that hold everywhere (全国通用规则)."""
    return RuleSet(
        name="national",
        rules=(
            *ITEM_RULES,
            *GUIDE_RULES,
            *DOCUMENT_RULES,
            *LAW_RULES,
            *LIST_RULES,
        ),
    )


def audit(
    subject: Iterable[ImplementingItem],
    *,
    at: date | None = None,
    rules: RuleSet | None = None,
    statutes: StatuteRegister | None = None,
) -> Report:
    """Say what is wrong with a list of items (清单检查).

    What was wrong with reading it is in the report of `zhengwu.io.read_items`; add the
    two for the whole.

    Args:
        subject: A catalogue, or any items.
        at: Day on which legal bases must hold; without it those rules are left out.
        rules: Rule set; the national one if None.
        statutes: Register of statutes; the one that ships if None.

    Returns:
        The findings, by place, worst first.

    Raises:
        InputError: `at` is no date.
    """
    if at is not None:
        at = as_date(at, "at")
    context = AuditContext(at=at)
    if statutes is not None:
        context = attrs.evolve(context, statutes=statutes)
    chosen = rules or national_rules()
    subjects = [Subject(item) for item in subject]
    found: list[Finding] = []
    for rule in chosen.rules:
        if rule.needs_date and at is None:
            continue
        if rule.scope is Scope.LIST:
            found.extend(cast("ListCheck", rule.check)(subjects, context))
            continue
        check = cast("ItemCheck", rule.check)
        for one in subjects:
            found.extend(check(one, context))
    if chosen.severities:
        found = [
            attrs.evolve(f, severity=chosen.severities.get(f.code, f.severity))
            for f in found
        ]
    return Report(found).sorted()
