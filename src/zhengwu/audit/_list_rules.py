"""Rules on the whole list: repeated codes and names, contradictions between items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from zhengwu.audit._rule import AuditContext, AuditSubject, Rule, Scope
from zhengwu.findings import Finding
from zhengwu.items import ImplementingItem
from zhengwu.legal import parse_citations

_VARIANT: Final = re.compile(r"[(\uff08].*\Z", re.DOTALL)
_MARKS: Final = re.compile(r"[\s()\uff08\uff09《》、,\uff0c。]")


def implementing_code_repeated(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """实施编码重复."""
    first: dict[tuple[str, str, int | None], int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        if not item.implementing_code:
            continue
        code = (item.implementing_code, item.variant_code, item.version)
        if code in first:
            yield subject.finding(
                "ZWAU007",
                "implementing_code",
                code=item.implementing_code,
                first=_number_record(subjects[first[code]], first[code]),
            )
        first.setdefault(code, position)


def name_repeated_in_division(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """同一区划同一层级名称重复."""
    first: dict[tuple[str, str, str, object], int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        if not (item.name and item.area_code):
            continue
        key = (item.name, item.organ, item.area_code, item.level)
        if key in first:
            yield subject.finding(
                "ZWAU008",
                "name",
                area=item.area or item.area_code,
                level=item.level.label_zh if item.level else "",
                first=_number_record(subjects[first[key]], first[key]),
            )
        first.setdefault(key, position)


def names_differ_under_one_basic_code(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """基本编码相同而名称不同."""
    first: dict[str, int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        code = item.basic_code
        if not code or not item.name:
            continue
        other = subjects[first.setdefault(code, position)]
        names = {_strip_variant(item), _strip_variant(other.item)}
        if len(names) > 1 and item.level is not other.item.level:
            yield subject.finding(
                "ZWAU082",
                "name",
                code=code,
                other=other.item.name,
                first=_number_record(other, first[code]),
            )


def _strip_variant(item: ImplementingItem) -> str:
    """Name of an item without the variant in brackets after it, and without punctuation."""
    name = _VARIANT.sub("", item.parent or item.name)
    return _MARKS.sub("", name)


def statutory_limits_differ_under_one_name(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """同名事项法定时限不同."""
    first: dict[tuple[str, str], int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        reading = item.statutory_limit
        if not item.name or reading is None or reading.limit is None:
            continue
        if not reading.limit.amount:
            continue
        key = (item.name, item.basic_code)
        other = subjects[first.setdefault(key, position)]
        before = other.item.statutory_limit
        if before is not None and before.limit != reading.limit:
            yield subject.finding(
                "ZWAU054",
                "statutory_limit",
                limit=reading.text,
                other=before.text,
                first=_number_record(other, first[key]),
            )


def similar_names_on_one_basis(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """同一机构、同一依据、名称相近."""
    by_basis: dict[tuple[str, str, str], list[int]] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        cited = {b for text in item.legal_basis for b in parse_citations(text)}
        for basis in cited if item.name else ():
            if basis.article:
                key = (item.organ, basis.title, basis.article)
                by_basis.setdefault(key, []).append(position)
    compared: set[tuple[int, int]] = set()
    for positions in by_basis.values():
        for earlier, later in combinations(positions[:_MOST_COMPARED], 2):
            if (earlier, later) in compared:
                continue
            compared.add((earlier, later))
            first, second = subjects[earlier].item.name, subjects[later].item.name
            if first != second and _are_similar(first, second):
                yield subjects[later].finding(
                    "ZWAU055",
                    "name",
                    other=first,
                    first=_number_record(subjects[earlier], earlier),
                )


# Items of one organ on one article that are compared. Beyond that number the article covers
# a whole class of items, whose names may well be similar.
_MOST_COMPARED: Final = 50


def _are_similar(first: str, second: str) -> bool:
    """Whether two names share at least half of the character pairs of the shorter name."""
    pairs = [{a + b for a, b in pairwise(name)} for name in (first, second)]
    shared = len(pairs[0] & pairs[1])
    return shared * 2 >= min(map(len, pairs)) and shared > 0


def main_item_without_sub_items(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """主项没有子项."""
    codes = {subject.item.basic_code for subject in subjects} - {""}
    subs = {code[:-3] for code in codes if not code.endswith(("00Y", "000"))}
    for subject in subjects:
        code = subject.item.basic_code
        if code.endswith("00Y") and code[:-3] not in subs:
            yield subject.finding("ZWAU057", "basic_code", code=code)


def types_differ_under_one_basic_code(
    subjects: Sequence[AuditSubject], _: AuditContext
) -> Iterator[Finding]:
    """基本编码相同而事项类型不同."""
    first: dict[str, int] = {}
    for position, subject in enumerate(subjects):
        item = subject.item
        if not item.basic_code or item.item_type is None:
            continue
        other = subjects[first.setdefault(item.basic_code, position)]
        before = other.item.item_type
        if before is not None and before is not item.item_type:
            yield subject.finding(
                "ZWAU080",
                "item_type",
                code=item.basic_code,
                own=item.item_type.label_zh,
                other=before.label_zh,
                first=_number_record(other, first[item.basic_code]),
            )


def _number_record(subject: AuditSubject, position: int) -> int:
    """Number of a record, counted from 1, as messages quote it."""
    origin = subject.item.origin
    return (origin.position if origin is not None else position) + 1


LIST_RULES: Final = (
    Rule(codes="ZWAU007", scope=Scope.LIST, check=implementing_code_repeated),
    Rule(codes="ZWAU008", scope=Scope.LIST, check=name_repeated_in_division),
    Rule(codes="ZWAU082", scope=Scope.LIST, check=names_differ_under_one_basic_code),
    Rule(
        codes="ZWAU054", scope=Scope.LIST, check=statutory_limits_differ_under_one_name
    ),
    Rule(codes="ZWAU055", scope=Scope.LIST, check=similar_names_on_one_basis),
    Rule(codes="ZWAU057", scope=Scope.LIST, check=main_item_without_sub_items),
    Rule(codes="ZWAU080", scope=Scope.LIST, check=types_differ_under_one_basic_code),
)
