"""Rule sets that a locality writes: which rules it leaves out, what it takes more seriously."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date  # at run time: cattrs resolves it

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, structure
from zhengwu.audit._rule import RuleSet
from zhengwu.findings import Severity


@attrs.frozen
class _Table:
    name: str
    region: str = ""
    since: date | None = None
    until: date | None = None
    without: list[str] = attrs.field(factory=list)
    severity: dict[str, str] = attrs.field(factory=dict)


def parse_rule_set(text: str, base: RuleSet, source: str = "rule set") -> RuleSet:
    """Read a rule set that changes another one (读取规则集).

    Keys: ``name``, ``region``, ``since``, ``until``, ``without`` (codes to leave out) and
    the table ``severity`` (``error``, ``warning`` or ``info`` by code).

    Raises:
        InputError: Every problem of the table, with its path.
        UnknownCodeError: A code that the base does not have, or no severity.
    """
    table = structure(parse_toml(text, source), _Table, source)
    codes = {rule.code for rule in base.rules}
    for code in (*table.without, *table.severity):
        if code not in codes:
            raise UnknownCodeError(f"{source}: rules", code, sorted(codes))
    known = {severity.value: severity for severity in Severity}
    for name in table.severity.values():
        if name not in known:
            raise UnknownCodeError(f"{source}: severity", name, tuple(known))
    severities = {code: known[name] for code, name in table.severity.items()}
    return attrs.evolve(
        base.without(*table.without),
        name=table.name,
        severities={**base.severities, **severities},
        region=table.region,
        since=table.since,
        until=table.until,
    )


def choose_rules(sets: Iterable[RuleSet], region: str, on: date) -> RuleSet:
    """The set that applies in a division on a day; of several the narrowest (选用规则集).

    Args:
        sets: The sets to choose from.
        region: Division code.
        on: Day of the audit.

    Raises:
        InputError: None applies.
    """
    fitting = [rules for rules in sets if rules.applies(region, on)]
    if not fitting:
        raise InputError(
            f"没有适用于 {region} 在 {on} 的规则集",
            f"no rule set applies in {region} on {on}",
        )
    return max(fitting, key=lambda rules: len(rules.stem))
