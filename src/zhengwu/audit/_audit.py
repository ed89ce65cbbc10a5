"""The audit: rules applied to a subject, with the findings as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    AuditSubject,
    ItemCheck,
    ListCheck,
    Rule,
    RuleSet,
    Scope,
)
from zhengwu.delegation import Powers, check_powers
from zhengwu.findings import Finding, Report
from zhengwu.items import ImplementingItem
from zhengwu.legal import StatuteRegister
from zhengwu.lifecycle import CaseLogs
from zhengwu.organs import check_halls, check_organs
from zhengwu.world import World, check_world


@cache
def national_rules() -> RuleSet:
    """The rules that apply everywhere (全国通用规则)."""
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
    subject: Iterable[ImplementingItem] | Powers | CaseLogs | World,
    *,
    at: date | None = None,
    rules: RuleSet | None = None,
    statutes: StatuteRegister | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Report what is wrong with a list, powers, logs of cases, or a world (清单检查).

    The report of `zhengwu.io.read_items` says what was wrong while reading; add the two
    reports for the whole.

    Args:
        subject: A catalogue or any items; powers with their organs and halls; logs of
            cases with their rules; or a world, of which the catalogue on the day, the
            powers, and the consistency of windows, demand and steps are audited.
        at: Day on which legal bases must be in force; without a day, rules that need one
            are left out. Of powers, only problems on that day or later are reported. A
            world needs a day.
        rules: Rule set; the national rules if None.
        statutes: Register of statutes; the built-in register if None.
        progress: Called before each rule on a list, and after the last, with the number
            of rules applied and the number of all rules.

    Returns:
        The findings, ordered by place, worst first. Of a world, first the findings of the
        catalogue, then those of the powers, then those of the consistency.

    Raises:
        InputError: `at` is not a date, or is missing for a world.
    """
    if isinstance(subject, World):
        return _audit_world(subject, as_date(at, "at"), rules, statutes)
    day = None if at is None else as_date(at, "at")
    if isinstance(subject, Powers):
        return _audit_powers(subject, day, rules)
    if isinstance(subject, CaseLogs):
        return _grade(subject.check(), rules)
    return _audit_items(subject, day, rules, statutes, progress)


def _audit_world(
    world: World, at: date, rules: RuleSet | None, statutes: StatuteRegister | None
) -> Report:
    """Audit the catalogue on a day, the powers from that day on, and the consistency."""
    return (
        _audit_items(world.at(at).catalogue, at, rules, statutes)
        + _audit_powers(world.powers, at, rules)
        + _grade(check_world(world), rules)
    )


def _audit_powers(powers: Powers, at: date | None, rules: RuleSet | None) -> Report:
    """Audit organs, halls, instruments and the principles, from a day on."""
    registers = check_organs(powers.organs) + check_halls(powers.halls, powers.organs)
    if at is not None:
        day = at.isoformat()
        registers = registers.filter(where=lambda f: not "" < f.data["until"] <= day)
    return _grade(registers + check_powers(powers, since=at), rules)


def _audit_items(
    items: Iterable[ImplementingItem],
    at: date | None,
    rules: RuleSet | None,
    statutes: StatuteRegister | None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Apply every rule to the items."""
    context = AuditContext(at=at)
    if statutes is not None:
        context = attrs.evolve(context, statutes=statutes)
    subjects = [AuditSubject(item) for item in items]
    findings: list[Finding] = []
    active = (rules or national_rules()).active
    for done, rule in enumerate(active):
        if progress is not None:
            progress(done, len(active))
        if rule.needs_date and at is None:
            continue
        findings.extend(_apply_rule(rule, subjects, context))
    if progress is not None:
        progress(len(active), len(active))
    return _grade(Report(findings), rules)


def _apply_rule(
    rule: Rule, subjects: Sequence[AuditSubject], context: AuditContext
) -> Iterator[Finding]:
    """Findings of a rule of either scope."""
    if rule.scope is Scope.LIST:
        yield from cast("ListCheck", rule.check)(subjects, context)
        return
    check = cast("ItemCheck", rule.check)
    for subject in subjects:
        yield from check(subject, context)


def _grade(report: Report, rules: RuleSet | None) -> Report:
    """Apply the severities of a rule set, and order the findings."""
    chosen = rules or national_rules()
    return attrs.evolve(report, findings=chosen.grade(report)).sorted()
