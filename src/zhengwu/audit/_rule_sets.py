"""Rule sets that a locality writes: which rules it leaves out, what it takes more seriously."""

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
    """Read a rule set that changes another one (读取规则集).

    Keys: ``name``, ``region``, ``since``, ``until``, ``without`` (codes to leave out) and
    the table ``severity`` (``error``, ``warning`` or ``info`` by code). Codes may be of any
    area: those of the list, of powers, of case logs and of reading.

    Raises:
        InputError: Every problem of the table, with its path.
        UnknownCodeError: A code that is not registered.
    """
    table = structure(parse_toml(text, source), _Table, source)
    known = [code.code for code in finding_codes()]
    for code in (*table.without, *table.severity):
        if code not in known:
            raise UnknownCodeError(f"{source}: findings", code, known)
    return attrs.evolve(
        base.without(*table.without),
        name=table.name,
        severities={**base.severities, **table.severity},
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
