"""Rules on the handling guide: result, visits, fees, contacts, hours, address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from zhengwu.audit._rule import AuditContext, AuditSubject, item_rules
from zhengwu.codes import CaseKind, ItemType
from zhengwu.findings import Finding
from zhengwu.items import EIGHT_PUBLISHED, FeeKind, Guide
from zhengwu.items._guide import GUIDE_ELEMENTS
from zhengwu.limits.values._units import Counting

_AT_ONCE: Final = (Counting.AT_ONCE, Counting.SAME_DAY)
_FULLY_ONLINE: Final = ("Ⅳ", "全程网办", "互联网办理结果信息反馈", "互联网电子证照反馈")
_CERTIFICATE: Final = re.compile(r"证(?:书|照|件)?[》\"」)]*\Z")
_DOCUMENT: Final = re.compile(r"(?:批复|批文|决定书|通知书|意见书|函)[》\"」)]*\Z")
_PHONE: Final = re.compile(
    r"(?<!\d)(?:\(?0\d{2,3}\)?[-\s]?)?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1\d{4}(?!\d)"
)
_NO_AREA_CODE: Final = re.compile(r"(?<![\d)\-\u2014\uff09])\d{7,8}(?!\d)")
_SHORT_NUMBER: Final = re.compile(r"(?<!\d)1\d{4}(?!\d)")
_WORKDAYS: Final = re.compile(r"工作日|周一|星期一|节假日|休息日")
_WINDOW: Final = re.compile(r"窗口|室|柜台|楼|层|\d号窗")
_AFTERNOON: Final = re.compile(r"下午\s*(?P<hour>\d{1,2}):")
_CITATION: Final = re.compile(r"《|[\[(\u3014\uff08]\d{4}[\])\u3015\uff09]\s*第?\d+号")
_MORNING_FROM: Final = 7
_NOON: Final = 12
_STAGES: Final = ("受理", "审核", "审批", "办结", "送达")
_SYNONYMS: Final = {
    "审核": ("审核", "审查"),
    "审批": ("审批", "决定", "批准", "核准", "审定"),
    "办结": ("办结", "制证", "发证"),
    "送达": ("送达", "颁发", "领取"),
}


def committed_item_completed_same_day(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """承诺件却当场或当日办结."""
    reading = subject.item.committed_limit
    if subject.item.case_kind is not CaseKind.COMMITTED or reading is None:
        return
    limit = reading.limit
    if limit is not None and (limit.counting in _AT_ONCE or not limit.amount):
        yield subject.finding("ZWAU019", "case_kind", committed=reading.text)


def result_type_contradicts_name(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """结果名称与结果类型不符."""
    item = subject.item
    name, kind = item.result_name, item.result_type
    if not (name and kind) or "或" in name:
        return
    wrong = (_CERTIFICATE.search(name) and not re.search("证", kind)) or (
        _DOCUMENT.search(name) and re.search("证", kind)
    )
    if wrong:
        yield subject.finding("ZWAU020", "result_type", result=name, kind=kind)


def result_type_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """有结果名称而无结果类型."""
    item = subject.item
    if item.result_name and not item.result_type and subject.has("result_type"):
        yield subject.finding("ZWAU021", "result_type", result=item.result_name)


def result_sample_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """有结果名称而无结果样本."""
    item = subject.item
    if item.result_name and not item.result_sample and subject.has("result_sample"):
        yield subject.finding("ZWAU022", "result_sample", result=item.result_name)


def visit_reason_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """到现场而无理由."""
    item = subject.item
    if item.visits and not item.visit_reason and subject.has("visit_reason"):
        yield subject.finding("ZWAU023", "visit_reason", visits=item.visits)


def visit_reason_without_visits(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """不到现场却写了理由."""
    item = subject.item
    if item.visits == 0 and item.visit_reason:
        yield subject.finding("ZWAU024", "visit_reason", reason=item.visit_reason)


def no_visits_but_neither_online_nor_courier(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """0 次到现场,却既不网办也不快递."""
    item = subject.item
    only_counter = item.online is False and item.courier is False
    if item.visits == 0 and only_counter and item.documents:
        yield subject.finding("ZWAU025", "courier")


def visits_despite_full_online_handling(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """全程网办却要到现场."""
    item = subject.item
    depth = "、".join(item.online_depth)
    if item.visits and any(word in depth for word in _FULLY_ONLINE):
        yield subject.finding("ZWAU026", "visits", visits=item.visits, depth=depth)


def fee_basis_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """收费而无依据."""
    item = subject.item
    expected = item.charged or subject.has("fee_basis")
    stated = item.fee_basis or _CITATION.search(item.fee)
    if expected and subject.charged and not stated:
        yield subject.finding("ZWAU027", "fee_basis", fee=item.fee or "是")


def fee_standard_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """收费而无标准."""
    item = subject.item
    stated = item.fee_standard or item.fee_reading.rates or item.fee_reading.multipliers
    if subject.charged and not stated:
        yield subject.finding("ZWAU028", "fee_standard", fee=item.fee or "是")


def fee_not_payable_online(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """收费而不能网上支付."""
    if subject.charged and subject.item.online_payment is False:
        yield subject.finding("ZWAU029", "online_payment")


def payment_stated_for_free_item(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """不收费却有收费内容或网上支付."""
    item = subject.item
    if item.charged is not False:
        return
    kind = item.fee_reading.kind
    if item.online_payment or kind in (FeeKind.FIXED, FeeKind.TIERED):
        shown = item.fee or item.fee_standard or "网上支付"
        yield subject.finding("ZWAU030", "charged", shown=shown)


def same_phone_for_contact_and_complaints(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """咨询与投诉是同一个电话."""
    item = subject.item
    contact, complaints = (
        {re.sub(r"\D", "", phone) for phone in _PHONE.findall(text)}
        for text in (item.contact, item.complaints)
    )
    if shared := sorted(contact & complaints):
        yield subject.finding("ZWAU031", "complaints", phone=shared[0])


def phone_without_area_code(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """电话没有区号."""
    for element in ("contact", "complaints"):
        text = getattr(subject.item, element)
        match = _NO_AREA_CODE.search(text)
        if match and not _SHORT_NUMBER.search(text):
            yield subject.finding("ZWAU032", element, phone=match.group())


def themes_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """有服务对象而无主题分类."""
    item = subject.item
    if item.service_targets and not item.themes and subject.has("themes"):
        targets = "、".join(item.service_targets)
        yield subject.finding("ZWAU033", "themes", targets=targets)


def faq_missing_for_licence(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """行政许可没有常见问题."""
    item = subject.item
    if item.item_type is ItemType.LICENSING and not item.faq and subject.has("faq"):
        yield subject.finding("ZWAU034", "faq")


def stages_missing_in_flow(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """许可的流程缺环节."""
    item = subject.item
    text = item.flow + "、".join(map(str, item.steps))
    if item.item_type is not ItemType.LICENSING or not text:
        return
    missing = [
        stage
        for stage in _STAGES
        if not any(word in text for word in _SYNONYMS.get(stage, (stage,)))
    ]
    if missing:
        element = "steps" if item.steps else "flow"
        yield subject.finding("ZWAU035", element, missing="、".join(missing))


def working_days_missing_in_hours(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """办理时间没有说明工作日."""
    hours = subject.item.hours
    if hours and not _WORKDAYS.search(hours):
        yield subject.finding("ZWAU036", "hours", hours=hours)


def morning_and_afternoon_swapped(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """办理时间上午、下午写反."""
    hours = unicodedata.normalize("NFKC", subject.item.hours)
    for match in _AFTERNOON.finditer(hours):
        if _MORNING_FROM <= int(match["hour"]) < _NOON:
            yield subject.finding("ZWAU037", "hours", hours=match.group() + "…")
            return
    afternoon = re.search(r"上午\s*(?:1[3-9]|2\d):", hours)
    if afternoon:
        yield subject.finding("ZWAU037", "hours", hours=afternoon.group() + "…")


def window_missing_in_address(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """办理地点没有到窗口或房间."""
    address = subject.item.address
    if address and not _WINDOW.search(address):
        yield subject.finding("ZWAU038", "address", address=address)


def guide_elements_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """应公开的要素缺失."""
    missing = [
        name
        for name in Guide(subject.item).missing(EIGHT_PUBLISHED)
        if any(subject.has(field) for field in GUIDE_ELEMENTS[name].fields)
    ]
    if missing:
        yield subject.finding(
            "ZWAU052",
            None,
            missing="、".join(GUIDE_ELEMENTS[name].name_zh for name in missing),
            missing_en=", ".join(GUIDE_ELEMENTS[name].name_en for name in missing),
        )


def service_targets_missing(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """没有服务对象."""
    if not subject.item.service_targets and subject.has("service_targets"):
        yield subject.finding("ZWAU069", "service_targets")


def online_channel_missing(subject: AuditSubject, _: AuditContext) -> Iterator[Finding]:
    """可网办,办理形式中却没有网上."""
    item = subject.item
    channels = "、".join(item.channels)
    if item.online and channels and "网上" not in channels:
        yield subject.finding("ZWAU079", "channels", channels=channels)


def quantity_limit_not_specified(
    subject: AuditSubject, _: AuditContext
) -> Iterator[Finding]:
    """有数量限制而未写明."""
    if subject.item.quantity_limit.strip() in ("有", "是", "1"):
        yield subject.finding("ZWAU078", "quantity_limit")


GUIDE_RULES: Final = item_rules(
    ("ZWAU019", committed_item_completed_same_day),
    ("ZWAU020", result_type_contradicts_name),
    ("ZWAU021", result_type_missing),
    ("ZWAU022", result_sample_missing),
    ("ZWAU023", visit_reason_missing),
    ("ZWAU024", visit_reason_without_visits),
    ("ZWAU025", no_visits_but_neither_online_nor_courier),
    ("ZWAU026", visits_despite_full_online_handling),
    ("ZWAU027", fee_basis_missing),
    ("ZWAU028", fee_standard_missing),
    ("ZWAU029", fee_not_payable_online),
    ("ZWAU030", payment_stated_for_free_item),
    ("ZWAU031", same_phone_for_contact_and_complaints),
    ("ZWAU032", phone_without_area_code),
    ("ZWAU033", themes_missing),
    ("ZWAU034", faq_missing_for_licence),
    ("ZWAU035", stages_missing_in_flow),
    ("ZWAU036", working_days_missing_in_hours),
    ("ZWAU037", morning_and_afternoon_swapped),
    ("ZWAU038", window_missing_in_address),
    ("ZWAU052", guide_elements_missing),
    ("ZWAU069", service_targets_missing),
    ("ZWAU078", quantity_limit_not_specified),
    ("ZWAU079", online_channel_missing),
)
