"""Rules that look at the whole list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from zhengwu.audit._rule import AuditContext, Rule, Scope, Subject
from zhengwu.findings import Finding


def repeated_codes(subjects: Sequence[Subject], _: AuditContext) -> Iterator[Finding]:
    """实施编码重复."""
    first: dict[str, int] = {}
    for position, subject in enumerate(subjects):
        code = subject.item.implementing_code
        if not code:
            continue
        if code in first:
            yield subject.finding(
                "ZWAU007",
                "implementing_code",
                code=code,
                first=_number(subjects[first[code]], first[code]),
            )
        first.setdefault(code, position)


def repeated_names(subjects: Sequence[Subject], _: AuditContext) -> Iterator[Finding]:
    """同一区划同一层级名称重复."""
    first: dict[tuple[str, str, object], int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        if not (item.name and item.area_code):
            continue
        key = (item.name, item.area_code, item.level)
        if key in first:
            yield subject.finding(
                "ZWAU008",
                "name",
                area=item.area or item.area_code,
                level=item.level.label_zh if item.level else "",
                first=_number(subjects[first[key]], first[key]),
            )
        first.setdefault(key, position)


def _number(subject: Subject, position: int) -> int:
    """Number of a record for people, counted from 1."""
    origin = subject.item.origin
    return (origin.position if origin is not None else position) + 1


LIST_RULES: Final = (
    Rule(code="ZWAU007", scope=Scope.LIST, check=repeated_codes),
    Rule(code="ZWAU008", scope=Scope.LIST, check=repeated_names),
)
