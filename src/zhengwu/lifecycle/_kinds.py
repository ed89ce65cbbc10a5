"""The names of the application's life: phases, events, clocks, outcomes, roles."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
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


class EventKind(Enum):
    """Kind of event (办件事件) that moves an application."""

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


class ClockKind(Enum):
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


class Role(Enum):
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
