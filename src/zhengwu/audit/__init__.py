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
from zhengwu.audit._rule import (
    AuditContext,
    ItemCheck,
    ListCheck,
    Rule,
    RuleSet,
    Scope,
    Subject,
)

__all__ = [
    "AuditContext",
    "ItemCheck",
    "ListCheck",
    "Rule",
    "RuleSet",
    "Scope",
    "Subject",
    "audit",
    "national_rules",
]
