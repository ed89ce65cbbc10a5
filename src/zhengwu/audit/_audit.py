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
    AuditSubject,
    ItemCheck,
    ListCheck,
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
    subject: Iterable[ImplementingItem] | Powers | CaseLogs | World,
    *,
    at: date | None = None,
    rules: RuleSet | None = None,
    statutes: StatuteRegister | None = None,
) -> Report:
    """Say what is wrong with a list, powers, logs of cases, or a world (清单检查).

    What was wrong with reading it is in the report of `zhengwu.io.read_items`; add the
    two for the whole.

    Args:
        subject: A catalogue, any items, powers with their organs and halls, logs of
            cases with their rules, or a world: its powers, its list on the day, and
            whether windows, demand and steps meet.
        at: Day on which legal bases must hold; without it those rules are left out. Of
            powers, only what is wrong on that day or later. A world needs it.
        rules: Rule set; the national one if None.
        statutes: Register of statutes; the one that ships if None.

    Returns:
        The findings, by place, worst first.

    Raises:
        InputError: `at` is no date, or missing for a world.
    """
    if isinstance(subject, World):
        return _audit_world(subject, as_date(at, "at"), rules, statutes)
    if at is not None:
        at = as_date(at, "at")
    chosen = rules or national_rules()
    if isinstance(subject, Powers):
        return _grade(_check_registers_and_powers(subject, at), chosen)
    if isinstance(subject, CaseLogs):
        return _grade(subject.check(), chosen)
    context = AuditContext(at=at)
    if statutes is not None:
        context = attrs.evolve(context, statutes=statutes)
    subjects = [AuditSubject(item) for item in subject]
    found: list[Finding] = []
    for rule in chosen.active:
        if rule.needs_date and at is None:
            continue
        if rule.scope is Scope.LIST:
            found.extend(cast("ListCheck", rule.check)(subjects, context))
            continue
        check = cast("ItemCheck", rule.check)
        for one in subjects:
            found.extend(check(one, context))
    return _grade(Report(found), chosen)


def _audit_world(
    world: World,
    at: date,
    rules: RuleSet | None,
    statutes: StatuteRegister | None,
) -> Report:
    """Its list on the day, its powers from the day on, and whether all of it meets."""
    catalogue = world.at(at).catalogue
    listed = audit(catalogue, at=at, rules=rules, statutes=statutes)
    powers = audit(world.powers, at=at, rules=rules)
    beside = _grade(check_world(world), rules or national_rules())
    return listed + powers + beside


def _check_registers_and_powers(powers: Powers, at: date | None) -> Report:
    """Organs, halls, instruments and the principles, from a day on."""
    registers = check_organs(powers.organs) + check_halls(powers.halls, powers.organs)
    if at is not None:
        day = at.isoformat()
        registers = registers.filter(where=lambda f: not "" < f.data["until"] <= day)
    return registers + check_powers(powers, since=at)


def _grade(report: Report, rules: RuleSet) -> Report:
    return attrs.evolve(report, findings=rules.grade(report)).sorted()
