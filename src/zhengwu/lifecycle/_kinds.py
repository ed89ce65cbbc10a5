"""Enumerations of the process: phases, events, clocks, outcomes, roles."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from zhengwu._text import TextEnum


class _Named(Enum):
    """Base of the enumerations that are looked up for every event; hashed by identity."""

    if not TYPE_CHECKING:
        __hash__ = object.__hash__  # perf: Enum.__hash__ is a Python function


class Phase(_Named):
    """Phase (办件阶段) of an application; an application is in one phase at a time."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    REVIEWING = "reviewing"
    SPECIAL = "special"
    UPSTREAM = "upstream"
    DECIDING = "deciding"
    GRANTED = "granted"
    NOT_GRANTED = (
        "not_granted"  # every end without a grant; the outcome tells them apart
    )
    MAKING = "making"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    CLOSED = "closed"
    ARCHIVED = "archived"
    VOID = "void"


class EventKind(_Named):
    """Kind of event (事件类别) that moves an application."""

    SAVE = "save"
    SUBMIT = "submit"
    RECEIVE = "receive"
    COUNTER_FIX = "counter_fix"
    NOTIFY_CORRECTION = "notify_correction"
    RESUPPLY = "resupply"
    CORRECTION_LAPSE = "correction_lapse"
    DEEM_ACCEPTED = "deem_accepted"
    NOT_REQUIRED = "not_required"
    NOT_ACCEPTED = "not_accepted"
    ACCEPT = "accept"
    ACCEPT_DEFERRED = "accept_deferred"
    ACCEPT_COMMITMENT = "accept_commitment"
    START_REVIEW = "start_review"
    INSTANT_DECIDE = "instant_decide"
    START_SPECIAL = "start_special"
    END_SPECIAL = "end_special"
    SPECIAL_OVERRUN = "special_overrun"
    EXTEND = "extend"
    CONSULT = "consult"
    JOINT_VISIT = "joint_visit"
    MEETING = "meeting"
    FORWARD_UP = "forward_up"
    UPPER_GRANTED = "upper_granted"
    UPPER_DENIED = "upper_denied"
    UPPER_RETURN = "upper_return"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    GRANT = "grant"
    DENY = "deny"
    WITHDRAW_EARLY = "withdraw_early"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    MAKE_CERT = "make_cert"
    NO_CERT = "no_cert"
    CERT_READY = "cert_ready"
    NOTICE_READY = "notice_ready"
    DELIVER = "deliver"
    CLOSE = "close"
    ARCHIVE = "archive"
    VOID = "void"
    OPINION_REPLY = "opinion_reply"
    OPINION_RECALL = "opinion_recall"
    OPINION_LAPSE = "opinion_lapse"
    JOINT_DONE = "joint_done"
    JOINT_CANCEL = "joint_cancel"
    CHILD_OPEN = "child_open"
    CHILD_CLOSE = "child_close"
    GAP_SUPPLY = "gap_supply"
    GAP_LAPSE = "gap_lapse"
    PLEDGE_VERIFY = "pledge_verify"
    PLEDGE_BREACH = "pledge_breach"
    RATE = "rate"
    RATING_LAPSE = "rating_lapse"
    RATING_CHECK = "rating_check"
    RATING_RECTIFY = "rating_rectify"
    RATING_ANSWER = "rating_answer"
    RATING_APPEAL = "rating_appeal"
    RATING_SETTLE = "rating_settle"
    LICENCE_CHANGE = "licence_change"
    LICENCE_REVOKE = "licence_revoke"
    LICENCE_RECALL = "licence_recall"
    LICENCE_CANCEL = "licence_cancel"
    LICENCE_EXPIRE = "licence_expire"
    RENEW_APPLY = "renew_apply"
    RENEW_GRANT = "renew_grant"
    RENEW_REFUSE = "renew_refuse"
    RENEW_DEEMED = "renew_deemed"


class ClockKind(_Named):
    """Kind of clock (时限种类) of an application."""

    RECV = "RECV"
    ACPT = "ACPT"
    FIX = "FIX"
    LAW = "LAW"
    PROM = "PROM"
    SPEC = "SPEC"
    UPPER = "UPPER"
    SEND = "SEND"


class CaseOutcome(TextEnum):
    """Outcome (办件结果) of an application that ends without a grant."""

    NOT_REQUIRED = "not_required", "不需要许可", "no licence required"
    NOT_ACCEPTED = "not_accepted", "不予受理", "not accepted"
    DENIED = "denied", "不予许可", "denied"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    TERMINATED = "terminated", "已终止", "terminated"


class Role(_Named):
    """Role (办理角色) in which an actor acts on an application."""

    APPLICANT = "applicant"
    AGENT = "agent"
    WINDOW = "window"
    OFFICER = "officer"
    CHIEF = "chief"
    HEAD = "head"
    GOV_HEAD = "gov_head"
    LEAD = "lead"
    UPPER = "upper"
    EXPERT = "expert"
    CERT = "cert"
    COURIER = "courier"
    ARCHIVE = "archive"
    SUPERVISOR = "supervisor"
    SERVICE_OFFICE = "service_office"
    CONSULTED = "consulted"
    SYSTEM = "system"


class ItemFeature(TextEnum):
    """Feature of an item (事项特征) that decides which rows of the process apply."""

    INSTANT = "instant", "即办", "instant"
    TWO_LEVEL = "two_level", "初审转报", "first review, decision by the organ above"
    COMMITMENT = "commitment", "告知承诺", "by commitment"
    DEFERRABLE = "deferrable", "容缺受理", "acceptance with gaps"
    CERTIFICATE = "certificate", "制发证件", "with a certificate"


class ClockAct(TextEnum):
    """Operation of an event on a clock (计时操作)."""

    START = "+", "启动", "start"
    PAUSE = "~", "暂停", "suspend"
    RESUME = ">", "恢复", "resume"
    STOP = "-", "停止", "stop"
    EXTEND = "*", "延长", "extend"
    STOP_IF_RUNNING = "-?", "如在计时则停止", "stop if running"
    STOP_ALL = "-all", "全部停止", "stop all"


class SideKind(_Named):
    """Kind of side matter (并行事项类别)."""

    OPINION = "opinion"
    JOINT = "joint"
    CHILD = "child"
    GAP = "gap"
    PLEDGE = "pledge"
    RATING = "rating"
    LICENCE = "licence"


class ProcessOption(TextEnum):
    """Choice of an item (办理规程选项) that the law leaves open."""

    CORRECTION_CONTINUES = (
        "correction_continues",
        "补正后受理时限续算",
        "time to accept resumes after a correction",
    )
    RETURN_RESTARTS = (
        "return_restarts",
        "上级退回后重新起算",
        "time starts again after a return from above",
    )
    PROMISE_TO_DELIVERY = (
        "promise_to_delivery",
        "承诺时限算至送达",
        "promised time runs until delivery",
    )


class GuardAbout(TextEnum):
    """Subject of a condition (条件类别), which gives its place in the order of reasons."""

    FACTS = "facts", "事实", "facts"
    CLOCKS = "clocks", "时限", "clocks"
    OPEN = "open", "并行事项", "side matters"


class GroundUse(TextEnum):
    """Purpose of a ground (事由用途)."""

    TERMINATE = "terminate", "终止", "terminate"
    REVOKE = "revoke", "撤销", "revoke"
    RECALL = "recall", "撤回", "recall"
    CANCEL = "cancel", "注销", "cancel"


class IdentityCheck(TextEnum):
    """Way in which the applicant's identity was verified (身份核验方式)."""

    COUNTER = "counter", "现场核验", "at the counter"
    ONLINE = "online", "网上实名", "online"
    VIDEO = "video", "远程视频", "by video"


class JointKind(TextEnum):
    """Kind of joint step (联合环节类别)."""

    VISIT = "visit", "联合踏勘", "joint visit"
    MEETING = "meeting", "会商会审", "joint meeting"
    PANEL = "panel", "专家评审", "panel"


class DeliveryMethod(TextEnum):
    """Method of delivery of a result (送达方式)."""

    COUNTER = "counter", "窗口领取", "at the counter"
    MAIL = "mail", "邮寄", "by mail"
    ELECTRONIC = "electronic", "电子送达", "electronic"


class Party(TextEnum):
    """Party to whom the time of a phase is attributed (用时主体)."""

    APPLICANT = "applicant", "申请人", "the applicant"
    AGENCY = "agency", "本机关", "the organ"
    UPPER = "upper", "上级机关", "the organ above"
    SPECIAL = "special", "特别程序", "the special procedure"
    CONSULTED = "consulted", "被征求意见单位", "the consulted body"
    NOBODY = "nobody", "无", "nobody"
