"""Rules from the law on powers: who decides, legal basis, dates, time limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

from zhengwu.audit._rule import AuditContext, AuditSubject, item_rules, label_limit
from zhengwu.calendars import china_calendar
from zhengwu.codes import ItemType, basic_code, organisation_code
from zhengwu.findings import Finding
from zhengwu.items import Stage
from zhengwu.legal import parse_citations
from zhengwu.legal._register import StatuteKind
from zhengwu.limits import (
    CalendarDays,
    Limit,
    UnspecifiedDays,
    WorkingDays,
    compare_limits,
)
from zhengwu.limits.values._compare import LimitComparison

_POWERS: Final = frozenset(ItemType) - {ItemType.PUBLIC_SERVICE}
_LICENCE_SOURCES: Final = frozenset(
    {
        StatuteKind.LAW,
        StatuteKind.ADMINISTRATIVE_REGULATION,
        StatuteKind.LOCAL_REGULATION,
    }
)
# Types above 09 are numbered by each locality: in Guangdong 20 is another power, 21 a
# public service.
_TYPES: Final = frozenset(f"0{number}" for number in range(1, 10))
_LONGEST_LICENCE: Final = 45
_PROCEDURES: Final = (
    "听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审", "无", "延长",
)  # fmt: skip
_BRACKETS: Final = {"(": ")", "\uff08": "\uff09", "《": "》", "【": "】", "“": "”"}
_NO_CONTENT: Final = re.compile(
    r"\A(?:无|/|-+|按需(?:申请|办理)?|详见.*|见附件|待定|同上|略)\Z"
)


def deciding_stage_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """没有决定环节."""
    chain = subject.item.chain
    if chain.links and not chain.organs_deciding and not chain.unread:
        yield subject.finding("ZWAU039", "stage_chain", chain=chain.text)


def several_levels_decide(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """两级以上决定."""
    levels = subject.item.chain.levels(Stage.DECIDE)
    if len(levels) > 1:
        names = "、".join(level.label_zh for level in levels)
        yield subject.finding("ZWAU040", "stage_chain", levels=names)


def several_levels_accept(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """两级以上受理."""
    levels = subject.item.chain.levels(Stage.ACCEPT)
    if len(levels) > 1:
        names = "、".join(level.label_zh for level in levels)
        yield subject.finding("ZWAU041", "stage_chain", levels=names)


def accepting_stage_missing(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """没有受理环节."""
    chain = subject.item.chain
    if chain.links and not chain.levels(Stage.ACCEPT):
        yield subject.finding("ZWAU042", "stage_chain", chain=chain.text)


def decision_at_another_level(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """决定层级与行使层级不同."""
    own, levels = subject.item.level, subject.item.chain.levels(Stage.DECIDE)
    if own is not None and len(levels) == 1 and levels[0] is not own:
        yield subject.finding(
            "ZWAU043", "stage_chain", decides=levels[0].label_zh, own=own.label_zh
        )


def stage_chain_not_readable(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """办理层级链有读不懂的部分."""
    unread = subject.item.chain.unread
    if unread:
        yield subject.finding("ZWAU044", "stage_chain", parts="、".join(unread))


def organ_codes_of_two_generations(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """实施主体代码与实施编码不是同一代."""
    own, in_code = subject.item.organ_code, subject.code.parts.get("organ", "")
    in_code = in_code.replace("-", "")
    if organisation_code.is_valid(own) and len(in_code) > len(own):
        yield subject.finding("ZWAU056", "organ_code", own=own, in_code=in_code)


def item_type_differs_from_basic_code(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """基本编码中的类型与事项类型不同."""
    own, code = subject.item.item_type, subject.item.basic_code
    in_code = code[2:4] if basic_code.is_valid(code) else ""
    if own is not None and in_code in _TYPES and in_code != own.value:
        yield subject.finding(
            "ZWAU058", "item_type", in_code=in_code, own=f"{own.value} {own.label_zh}"
        )


def cancelled_before_taking_effect(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """取消日期早于生效日期."""
    item = subject.item
    if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
        begun, ended = item.valid_from.isoformat(), item.valid_to.isoformat()
        yield subject.finding("ZWAU060", "valid_to", begun=begun, ended=ended)


def in_use_after_cancellation(
    subject: AuditSubject, context: AuditContext
) -> Iterator[Finding]:
    """已到取消日期仍在用."""
    item, at = subject.item, context.at or date.max
    if item.valid_to and item.valid_to < at and item.state in ("", "在用", "1"):
        yield subject.finding(
            "ZWAU061", "valid_to", ended=item.valid_to.isoformat(), at=at.isoformat()
        )


def published_after_taking_effect(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """先实施后公布."""
    item = subject.item
    if item.published_on and item.valid_from and item.published_on > item.valid_from:
        published, begun = item.published_on.isoformat(), item.valid_from.isoformat()
        yield subject.finding(
            "ZWAU062", "published_on", published=published, begun=begun
        )


def name_brackets_unbalanced(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """名称括号不配对."""
    name = subject.item.name
    opening = sum(name.count(mark) for mark in _BRACKETS)
    closing = sum(name.count(mark) for mark in set(_BRACKETS.values()))
    if opening != closing:
        yield subject.finding("ZWAU063", "name", name=name)


def name_with_stray_whitespace(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """名称中有换行或多余空白."""
    name = subject.item.name
    if re.search(r"[\n\r\t]|\s{2,}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff]", name):
        yield subject.finding("ZWAU064", "name", name=name)


def conditions_without_content(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """受理条件等于没写."""
    conditions = subject.item.conditions.strip()
    if conditions and _NO_CONTENT.match(conditions):
        yield subject.finding("ZWAU065", "conditions", conditions=conditions)


def legal_basis_not_readable(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """依据没有写明名称."""
    for i, text in enumerate(subject.item.legal_basis):
        if text.strip() and not parse_citations(text):
            yield subject.finding("ZWAU066", "legal_basis", text=text, entry=i)


def legal_basis_without_article(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """依据没有写明条款."""
    cited = [b for text in subject.item.legal_basis for b in parse_citations(text)]
    if cited and not any(basis.article for basis in cited):
        yield subject.finding("ZWAU059", "legal_basis", cited=cited[0].cite())


def power_without_legal_basis(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """行政权力没有依据."""
    item = subject.item
    is_power = item.item_type in _POWERS
    if is_power and not item.legal_basis and subject.has("legal_basis"):
        yield subject.finding("ZWAU067", "legal_basis", kind=item.item_type.label_zh)  # type: ignore[union-attr]


def licence_not_created_by_statute(
    subject: AuditSubject, context: AuditContext
) -> Iterator[Finding]:
    """以规章或文件设定许可."""
    if subject.item.item_type is not ItemType.LICENSING:
        return
    kinds: set[Any] = set()
    for text in subject.item.legal_basis:
        for basis in parse_citations(text):
            statute = context.statutes.find(basis.title)
            kinds.add(statute.kind if statute is not None else None)
    if kinds and None not in kinds and not kinds & _LICENCE_SOURCES:
        yield subject.finding("ZWAU068", "legal_basis")


def entrusting_organ_missing(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """委托行使而无委托机关."""
    item = subject.item
    if "委托" in item.power_source and not item.entruster and subject.has("entruster"):
        yield subject.finding("ZWAU070", "entruster", source=item.power_source)


def body_nature_contradicts_power_source(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """实施主体性质与权力来源不符."""
    item = subject.item
    entrusted = "受委托" in item.body_nature
    if (
        item.power_source
        and item.body_nature
        and (entrusted != ("委托" in item.power_source))
    ):
        yield subject.finding(
            "ZWAU071", "body_nature", nature=item.body_nature, source=item.power_source
        )


def licence_limit_exceeds_legal_maximum(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """许可的法定时限超过四十五日而无依据."""
    item = subject.item
    reading = item.statutory_limit
    if item.item_type is not ItemType.LICENSING or reading is None or item.legal_basis:
        return
    limit = reading.limit
    if isinstance(limit, WorkingDays) and limit.amount > _LONGEST_LICENCE:
        yield subject.finding("ZWAU072", "statutory_limit", limit=reading.text)


def licence_limit_in_calendar_days(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """许可的时限用自然日."""
    item = subject.item
    if item.item_type is not ItemType.LICENSING:
        return
    for element in ("statutory_limit", "committed_limit"):
        reading = getattr(item, element)
        if reading is not None and isinstance(reading.limit, CalendarDays):
            yield subject.finding("ZWAU073", element, limit=reading.text)


def committed_limit_not_reduced(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """承诺时限没有压减."""
    statutory, committed = subject.item.statutory_limit, subject.item.committed_limit
    if statutory is None or committed is None:
        return
    limit = statutory.limit
    if limit is not None and limit.amount and limit == committed.limit:
        yield subject.finding("ZWAU074", "committed_limit", limit=limit.label())


def committed_limit_may_end_later(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """换算后承诺可能晚于法定."""
    statutory, committed = subject.item.statutory_limit, subject.item.committed_limit
    if statutory is None or committed is None:
        return
    promise, law = committed.limit, statutory.limit
    if promise is None or law is None or promise.counting is law.counting:
        return
    if not promise.amount or not law.amount:
        return
    comparison = _compare_limits(promise, law)
    if comparison is not None and not comparison.within:
        yield subject.finding(
            "ZWAU081",
            "committed_limit",
            **label_limit("committed", promise),
            **label_limit("statutory", law),
            worst=comparison.worst.date().isoformat(),
            days=comparison.worst_by.days,
            share=round(100 * comparison.later / comparison.starts, 1),
        )


@lru_cache(maxsize=512)  # perf: a list has few different pairs of limits
def _compare_limits(promise: Limit, law: Limit) -> LimitComparison | None:
    """Compare two limits over the announced years; None if they cannot be compared."""
    if isinstance(promise, UnspecifiedDays) or isinstance(law, UnspecifiedDays):
        return None
    try:
        return compare_limits(promise, law, china_calendar(), first=_SINCE)
    except (LookupError, ValueError):
        return None  # a limit in office time, or beyond the announced days


_SINCE: Final = date(2020, 1, 1)  # the year with the longest Spring Festival so far


def intermediary_service_without_basis(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """中介服务没有依据."""
    text = subject.item.intermediary.strip()
    if text and not _NO_CONTENT.match(text) and "《" not in text and text != "否":
        yield subject.finding("ZWAU075", "intermediary", text=text)


def prerequisite_review_without_basis(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """前置审查没有依据."""
    for i, text in enumerate(subject.item.prerequisites):
        if "《" not in text and not _NO_CONTENT.match(text):
            yield subject.finding("ZWAU076", "prerequisites", text=text, entry=i)


def special_procedure_not_in_law(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """特别程序不在法定之列."""
    item = subject.item
    text = item.special_procedure.strip()
    if item.item_type is not ItemType.LICENSING or not text:
        return
    if not any(name in text for name in _PROCEDURES):
        yield subject.finding("ZWAU077", "special_procedure", text=text)


LAW_RULES: Final = item_rules(
    ("ZWAU039", deciding_stage_missing),
    ("ZWAU040", several_levels_decide),
    ("ZWAU041", several_levels_accept),
    ("ZWAU042", accepting_stage_missing),
    ("ZWAU043", decision_at_another_level),
    ("ZWAU044", stage_chain_not_readable),
    ("ZWAU056", organ_codes_of_two_generations),
    ("ZWAU058", item_type_differs_from_basic_code),
    ("ZWAU059", legal_basis_without_article),
    ("ZWAU060", cancelled_before_taking_effect),
    ("ZWAU061", in_use_after_cancellation),
    ("ZWAU062", published_after_taking_effect),
    ("ZWAU063", name_brackets_unbalanced),
    ("ZWAU064", name_with_stray_whitespace),
    ("ZWAU065", conditions_without_content),
    ("ZWAU066", legal_basis_not_readable),
    ("ZWAU067", power_without_legal_basis),
    ("ZWAU068", licence_not_created_by_statute),
    ("ZWAU070", entrusting_organ_missing),
    ("ZWAU071", body_nature_contradicts_power_source),
    ("ZWAU072", licence_limit_exceeds_legal_maximum),
    ("ZWAU073", licence_limit_in_calendar_days),
    ("ZWAU074", committed_limit_not_reduced),
    ("ZWAU075", intermediary_service_without_basis),
    ("ZWAU076", prerequisite_review_without_basis),
    ("ZWAU077", special_procedure_not_in_law),
    ("ZWAU081", committed_limit_may_end_later),
    dated={"ZWAU061"},
)
