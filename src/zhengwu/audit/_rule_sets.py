"""Rule sets of a locality: rules that it leaves out, and severities that it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date  # at run time: cattrs resolves it

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, structure
from zhengwu.audit._rule import RuleSet
from zhengwu.findings import Severity, finding_codes


@attrs.frozen
class _Table:
    name: str
    region: str = ""
    since: date | None = None
    until: date | None = None
    without: list[str] = attrs.field(factory=list)
    severity: dict[str, Severity] = attrs.field(factory=dict)


def parse_rule_set(text: str, base: RuleSet, source: str = "rule set") -> RuleSet:
    """Read a rule set that changes another rule set (读取规则集).

    Keys: ``name``, ``region``, ``since``, ``until``, ``without`` (codes to leave out) and
    the table ``severity`` (``error``, ``warning`` or ``info`` by code). Codes may belong to
    any area: the list, powers, case logs or reading.

    Raises:
        InputError: The table is wrong; every problem is listed with its path.
        UnknownCodeError: A code is not registered.
    """
    table = structure(parse_toml(text, source), _Table, source)
    registered = [code.code for code in finding_codes()]
    for code in (*table.without, *table.severity):
        if code not in registered:
            raise UnknownCodeError(f"{source}: findings", code, registered)
    return attrs.evolve(
        base.without(*table.without),
        name=table.name,
        severities={**base.severities, **table.severity},
        region=table.region,
        since=table.since,
        until=table.until,
    )


def choose_rules(sets: Iterable[RuleSet], region: str, on: date) -> RuleSet:
    """The narrowest rule set that applies in a division on a day (选用规则集).

    Args:
        sets: The sets to choose from.
        region: Division code.
        on: Day of the audit.

    Raises:
        InputError: No set applies.
    """
    applicable = [rules for rules in sets if rules.applies(region, on)]
    if not applicable:
        raise InputError(
            f"没有适用于 {region} 在 {on} 的规则集",
            f"no rule set applies in {region} on {on}",
        )
    return max(applicable, key=lambda rules: len(rules.stem))
