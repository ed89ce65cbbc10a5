"""The names of the application's life: phases, events, clocks, outcomes, roles."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING


class _Named(Enum):
    """A name that is looked up for every event: hashed by what it is."""

    if not TYPE_CHECKING:
        __hash__ = object.__hash__  # perf: that of Enum is Python, run at each look-up


class Phase(_Named):
    """Phase (办件阶段) of an application, one at a time."""

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
    NOT_GRANTED = "not_granted"  # whatever ends without a grant: the outcome says which
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
    """Kind of clock (时限种类) that an application runs."""

    RECV = "RECV"
    ACPT = "ACPT"
    FIX = "FIX"
    LAW = "LAW"
    PROM = "PROM"
    SPEC = "SPEC"
    UPPER = "UPPER"
    SEND = "SEND"


class CaseOutcome(Enum):
    """Outcome (办件结果) of an application that ends without a grant."""

    NOT_REQUIRED = "not_required"
    NOT_ACCEPTED = "not_accepted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Role(_Named):
    """Role (办理角色) in which somebody acts on an application."""

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


class ItemFeature(Enum):
    """Feature of an item (事项特征) by which rows of the process apply or not."""

    INSTANT = "instant"  # 即办件
    TWO_LEVEL = "two_level"  # 初审转报
    COMMITMENT = "commitment"  # 告知承诺
    DEFERRABLE = "deferrable"  # 容缺受理
    CERTIFICATE = "certificate"  # 有证照


class ClockAct(Enum):
    """What an event does to a clock (计时操作)."""

    START = "+"
    PAUSE = "~"
    RESUME = ">"
    STOP = "-"
    EXTEND = "*"
    STOP_IF_RUNNING = "-?"
    STOP_ALL = "-all"


class SideKind(_Named):
    """Kind of side matter (并行事项类别)."""

    OPINION = "opinion"
    JOINT = "joint"
    CHILD = "child"
    GAP = "gap"
    PLEDGE = "pledge"
    RATING = "rating"
    LICENCE = "licence"


class ProcessOption(Enum):
    """Choice of an item (办理规程选项) that the law leaves open."""

    CORRECTION_CONTINUES = "correction_continues"  # 补正后受理时限续算
    RETURN_RESTARTS = "return_restarts"  # 上级退回后重新起算
    PROMISE_TO_DELIVERY = "promise_to_delivery"  # 承诺时限计至送达


class GuardAbout(Enum):
    """What a condition is about (条件类别): its place in the order of reasons."""

    FACTS = "facts"  # what the event must bring, or the case must hold
    CLOCKS = "clocks"  # time
    OPEN = "open"  # side matters that are still open


class GroundUse(Enum):
    """What a ground is for (事由用途)."""

    TERMINATE = "terminate"
    REVOKE = "revoke"
    RECALL = "recall"
    CANCEL = "cancel"


class IdentityCheck(Enum):
    """How the applicant's identity was verified (身份核验方式)."""

    COUNTER = "counter"  # 现场核验
    ONLINE = "online"  # 网上实名
    VIDEO = "video"  # 远程视频


class JointKind(Enum):
    """Kind of joint step (联合环节类别)."""

    VISIT = "visit"  # 联合踏勘
    MEETING = "meeting"  # 会商会审
    PANEL = "panel"  # 审批委员会


class DeliveryMethod(Enum):
    """How a result is delivered (送达方式)."""

    COUNTER = "counter"  # 窗口领取
    MAIL = "mail"  # 邮寄
    ELECTRONIC = "electronic"  # 电子送达


class Party(Enum):
    """Whose time it is (用时主体) while a case is in a phase."""

    APPLICANT = "applicant"  # 申请人
    AGENCY = "agency"  # 本机关
    UPPER = "upper"  # 上级机关
    SPECIAL = "special"  # 特别程序
    CONSULTED = "consulted"  # 被征求意见单位
    NOBODY = "nobody"  # 已送达、已办结
