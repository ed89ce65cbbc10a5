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

from zhengwu.audit._audit import audit, national_rules
from zhengwu.audit._baseline import (
    Baseline,
    Sorted,
    Suppression,
    parse_suppressions,
    suppress,
)
from zhengwu.audit._rule import (
    AuditContext,
    ItemCheck,
    ListCheck,
    Rule,
    RuleSet,
    Scope,
    Subject,
)
from zhengwu.audit._rule_sets import choose_rules, parse_rule_set

__all__ = [
    "AuditContext",
    "Baseline",
    "ItemCheck",
    "ListCheck",
    "Rule",
    "RuleSet",
    "Scope",
    "Sorted",
    "Subject",
    "Suppression",
    "audit",
    "choose_rules",
    "national_rules",
    "parse_rule_set",
    "parse_suppressions",
    "suppress",
]
