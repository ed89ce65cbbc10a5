"""Rules that turn a list into a report (清单检查).

>>> from zhengwu.audit import audit
>>> from zhengwu.items import ImplementingItem
>>> from zhengwu.limits import parse_limit
>>> item = ImplementingItem(
...     name="食品经营许可",
...     statutory_limit=parse_limit("20个工作日"),
...     committed_limit=parse_limit("25个工作日"),
... )
>>> [f.code for f in audit([item])]
['ZWAU001']
"""

from typing import TYPE_CHECKING

from zhengwu.audit._audit import audit, national_rules
from zhengwu.audit._baseline import Baseline, Suppression, parse_suppressions, suppress
from zhengwu.audit._rule import AuditContext, Rule, RuleSet
from zhengwu.audit._rule_sets import choose_rules, parse_rule_set

__all__ = [
    "AuditContext",
    "Baseline",
    "Rule",
    "RuleSet",
    "Suppression",
    "audit",
    "choose_rules",
    "national_rules",
    "parse_rule_set",
    "parse_suppressions",
    "suppress",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
