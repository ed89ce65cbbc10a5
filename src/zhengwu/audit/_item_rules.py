"""Rules on limits, codes and legal bases of a single item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from zhengwu.audit._rule import AuditContext, AuditSubject, item_rules, label_limit
from zhengwu.codes import CaseKind
from zhengwu.findings import Finding
from zhengwu.legal import Force, parse_citations
from zhengwu.limits import (
    Limit,
    LimitReading,
    ReadingStatus,
    Unit,
)

# A year in each unit (法定时限一般以日、月计).
_ONE_YEAR: Final = {
    Unit.WORKING_DAY: 250,
    Unit.CALENDAR_DAY: 365,
    Unit.UNSPECIFIED_DAY: 365,
    Unit.WEEK: 52,
    Unit.MONTH: 12,
    Unit.YEAR: 1,
}
_PARAGRAPH: Final = 30  # characters; a number and a unit are shorter


def _read_limit(reading: LimitReading | None) -> Limit | None:
    return reading.limit if reading is not None else None


def _is_stated(reading: LimitReading | None) -> bool:
    """Whether the text states a limit, even if the limit cannot be read."""
    return reading is not None and reading.status is not ReadingStatus.NONE


def _read_limits(subject: AuditSubject) -> tuple[Limit, Limit] | None:
    """Statutory and committed limit; None unless both can be read."""
    statutory = _read_limit(subject.item.statutory_limit)
    committed = _read_limit(subject.item.committed_limit)
    return None if statutory is None or committed is None else (statutory, committed)


def committed_limit_exceeds_statutory(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """承诺时限长于法定时限."""
    limits = _read_limits(subject)
    if limits is None:
        return
    statutory, committed = limits
    if statutory.counting is committed.counting and committed > statutory:  # type: ignore[operator]
        yield subject.finding(
            "ZWAU001", "committed_limit", **_label_limits(statutory, committed)
        )


def limit_units_differ(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """法定与承诺时限单位不同."""
    limits = _read_limits(subject)
    if limits is None or limits[0].counting is limits[1].counting:
        return
    if not limits[1].amount:
        return
    yield subject.finding("ZWAU004", "committed_limit", **_label_limits(*limits))


def _label_limits(statutory: Limit, committed: Limit) -> dict[str, str]:
    return label_limit("statutory", statutory) | label_limit("committed", committed)


def statutory_limit_missing(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """有承诺时限而无法定时限."""
    item = subject.item
    committed = _read_limit(item.committed_limit)
    if committed is None or item.statutory_limit is None:
        return
    if committed.amount and not _is_stated(item.statutory_limit):
        yield subject.finding(
            "ZWAU002",
            "statutory_limit",
            **label_limit("committed", committed),
        )


def committed_limit_missing(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """有法定时限而无承诺时限."""
    item = subject.item
    statutory = _read_limit(item.statutory_limit)
    if statutory is None or item.committed_limit is None:
        return
    if not _is_stated(item.committed_limit):
        yield subject.finding(
            "ZWAU003",
            "committed_limit",
            **label_limit("statutory", statutory),
        )


def limit_longer_than_a_year(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """时限异常长."""
    for element in ("statutory_limit", "committed_limit"):
        limit = _read_limit(getattr(subject.item, element))
        if limit is not None and limit.amount > _ONE_YEAR.get(limit.unit, limit.amount):
            yield subject.finding("ZWAU005", element, **label_limit("limit", limit))


def visits_despite_online_handling(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """可网办但仍需到现场."""
    if subject.item.online and subject.item.visits:
        yield subject.finding("ZWAU006", "visits", visits=subject.item.visits)


def organ_code_differs_from_implementing_code(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """实施编码中的机构与实施主体代码不同."""
    in_code, own = subject.code.parts.get("organ"), subject.item.organ_code
    if in_code and own and in_code.upper().replace("-", "") != own:
        yield subject.finding("ZWAU009", "organ_code", in_code=in_code, own=own)


def organ_registered_in_another_division(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """机构登记区划与事项区划不同."""
    code, area = subject.item.organ_code, subject.item.area_code
    if len(code) != _USCC_LENGTH or len(area) < _REGION.stop - _REGION.start:
        return
    region = code[_REGION]
    if region != area[: len(region)]:
        yield subject.finding(
            "ZWAU010", "organ_code", organ_region=region, area_code=area
        )


_USCC_LENGTH: Final = 18
_REGION: Final = slice(2, 8)


def level_differs_from_implementing_code(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """实施编码的层级与行使层级不同."""
    in_code, own = subject.code.parts.get("level"), subject.item.level
    if in_code and own is not None and in_code != own.value:
        yield subject.finding(
            "ZWAU011", "level", in_code=in_code, own=f"{own.value} {own.label_zh}"
        )


def basic_code_differs_from_implementing_code(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """实施编码与基本编码对不上."""
    parts = subject.code.parts
    in_code, own = parts.get("basic") or parts.get("base"), subject.item.basic_code
    if in_code and own and in_code.upper() != own:
        yield subject.finding("ZWAU012", "basic_code", in_code=in_code, own=own)


def two_implementing_codes(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """一个事项两个实施编码."""
    code, other = subject.item.implementing_code, subject.item.other_code
    if code and other and code != other:
        yield subject.finding("ZWAU013", "other_code", code=code, other=other)


def instant_item_with_time_limit(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """即办件却有办理时限."""
    committed = _read_limit(subject.item.committed_limit)
    if subject.item.case_kind is CaseKind.INSTANT and committed and committed.amount:
        yield subject.finding(
            "ZWAU014",
            "case_kind",
            **label_limit("committed", committed),
        )


def same_paragraph_in_both_limits(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """法定与承诺时限填了同一段文字."""
    statutory, committed = subject.item.statutory_limit, subject.item.committed_limit
    if statutory is None or committed is None or len(committed.text) <= _PARAGRAPH:
        return
    shared = min(len(statutory.text), len(committed.text)) // 2
    if statutory.text[:shared] == committed.text[:shared]:
        yield subject.finding("ZWAU015", "committed_limit", length=len(committed.text))


def steps_exceed_committed_limit(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """各步骤时限之和超过承诺时限."""
    committed = _read_limit(subject.item.committed_limit)
    if committed is None:
        return
    limits = [
        step.limit.limit
        for step in subject.item.steps
        if step.limit is not None and step.limit.limit is not None and not step.outside
    ]
    if not limits or any(limit.unit is not committed.unit for limit in limits):
        return
    total = sum((Decimal(limit.amount) for limit in limits), Decimal(0))
    if total > committed.amount:
        unit = committed.unit
        yield subject.finding(
            "ZWAU016",
            "steps",
            total=f"{total.normalize():f}{unit.label_zh}",
            total_en=f"{total.normalize():f} {unit.plural_en(total)}",
            **label_limit("committed", committed),
        )


_OUT_OF_FORCE: Final = {
    Force.REPEALED: "ZWAU017",
    Force.NOT_YET: "ZWAU017",
    Force.NO_SUCH_ARTICLE: "ZWAU017",
    Force.SUPERSEDED: "ZWAU018",
    Force.RENUMBERED: "ZWAU018",
}


def legal_basis_out_of_date(
    subject: AuditSubject, context: AuditContext
) -> Iterator[Finding]:
    """依据已经失效,或条文已经变动."""
    at = context.at or date.max
    for i, text in enumerate(subject.item.legal_basis):
        for basis in parse_citations(text):
            status = context.statutes.status(basis, at, topic=subject.item.name)
            code = _OUT_OF_FORCE.get(status.force)
            if code is not None:
                yield subject.finding(
                    code,
                    "legal_basis",
                    status=status.explain(),
                    status_en=status.explain("en"),
                    citation=basis.cite(),
                    force=status.force.value,
                    entry=i,
                )


ITEM_RULES: Final = item_rules(
    ("ZWAU001", committed_limit_exceeds_statutory),
    ("ZWAU002", statutory_limit_missing),
    ("ZWAU003", committed_limit_missing),
    ("ZWAU004", limit_units_differ),
    ("ZWAU005", limit_longer_than_a_year),
    ("ZWAU006", visits_despite_online_handling),
    ("ZWAU009", organ_code_differs_from_implementing_code),
    ("ZWAU010", organ_registered_in_another_division),
    ("ZWAU011", level_differs_from_implementing_code),
    ("ZWAU012", basic_code_differs_from_implementing_code),
    ("ZWAU013", two_implementing_codes),
    ("ZWAU014", instant_item_with_time_limit),
    ("ZWAU015", same_paragraph_in_both_limits),
    ("ZWAU016", steps_exceed_committed_limit),
    (("ZWAU017", "ZWAU018"), legal_basis_out_of_date),
    dated={"ZWAU017"},
)
