"""Enumerations of the process: phases, events, clocks, outcomes, roles."""

from __future__ import annotations

from zhengwu._text import TextEnum


class Phase(TextEnum):
    """Phase (办件阶段) of an application; an application is in one phase at a time."""

    DRAFT = "draft", "草稿", "draft"
    SUBMITTED = "submitted", "已申请待收件", "submitted"
    RECEIVED = "received", "已收件待受理", "received"
    CORRECTING = "correcting", "待补正", "awaiting correction"
    ACCEPTED = "accepted", "已受理", "accepted"
    REVIEWING = "reviewing", "审查中", "under review"
    SPECIAL = "special", "特别程序中", "in a special procedure"
    UPSTREAM = "upstream", "已转报待上级决定", "with the organ above"
    DECIDING = "deciding", "待决定", "awaiting decision"
    GRANTED = "granted", "已准予", "granted"
    # Every end without a grant; the outcome of the case tells them apart.
    NOT_GRANTED = (
        "not_granted",
        "未准予(不受理、不予许可、撤回、终止)",
        "ended without a grant",
    )
    MAKING = "making", "制证中", "certificate in production"
    DELIVERING = "delivering", "待送达", "awaiting delivery"
    DELIVERED = "delivered", "已送达", "delivered"
    CLOSED = "closed", "已办结", "closed"
    ARCHIVED = "archived", "已归档", "archived"
    VOID = "void", "作废(误录,留痕)", "void"


class EventKind(TextEnum):
    """Kind of event (事件类别) that moves an application."""

    SAVE = "save", "暂存", "save a draft"
    SUBMIT = "submit", "提交申请", "submit"
    RECEIVE = "receive", "收件", "receive"
    COUNTER_FIX = "counter_fix", "当场更正", "correct on the spot"
    NOTIFY_CORRECTION = (
        "notify_correction",
        "一次性告知补正",
        "issue the correction notice",
    )
    RESUPPLY = "resupply", "提交补正材料", "supply corrected documents"
    CORRECTION_LAPSE = (
        "correction_lapse",
        "逾期未补正",
        "correction not supplied in time",
    )
    DEEM_ACCEPTED = "deem_accepted", "逾期未告知视为受理", "deemed accepted"
    NOT_REQUIRED = (
        "not_required",
        "即时告知不受理",
        "notified that no licence is required",
    )
    NOT_ACCEPTED = "not_accepted", "不予受理", "refuse acceptance"
    ACCEPT = "accept", "受理", "accept"
    ACCEPT_DEFERRED = "accept_deferred", "容缺受理", "accept with gaps"
    ACCEPT_COMMITMENT = "accept_commitment", "告知承诺受理", "accept on a commitment"
    START_REVIEW = "start_review", "承办审查", "begin the review"
    INSTANT_DECIDE = "instant_decide", "即办件当场决定", "submit for immediate decision"
    START_SPECIAL = "start_special", "启动特别程序", "begin a special procedure"
    END_SPECIAL = "end_special", "特别程序结束", "end the special procedure"
    SPECIAL_OVERRUN = (
        "special_overrun",
        "特别程序超期恢复计时",
        "the special procedure overruns",
    )
    EXTEND = "extend", "批准延期", "extend"
    CONSULT = "consult", "征求意见", "consult another organ"
    JOINT_VISIT = "joint_visit", "联合踏勘", "joint site visit"
    MEETING = "meeting", "会商会审", "joint consultation"
    FORWARD_UP = "forward_up", "转报", "forward to the organ above"
    UPPER_GRANTED = "upper_granted", "上级准予", "granted by the organ above"
    UPPER_DENIED = "upper_denied", "上级不予", "denied by the organ above"
    UPPER_RETURN = "upper_return", "上级退回", "returned by the organ above"
    PROPOSE = "propose", "送审", "submit for decision"
    SEND_BACK = "send_back", "退回重审", "send back for review"
    GRANT = "grant", "准予", "grant"
    DENY = "deny", "不予许可", "deny"
    WITHDRAW_EARLY = "withdraw_early", "受理前撤回", "withdraw before acceptance"
    WITHDRAW = "withdraw", "撤回", "withdraw"
    TERMINATE = "terminate", "终止办理", "terminate"
    MAKE_CERT = "make_cert", "制证", "produce the certificate"
    NO_CERT = "no_cert", "无证送达", "deliver without a certificate"
    CERT_READY = "cert_ready", "证照制成", "certificate ready"
    NOTICE_READY = "notice_ready", "结果文书待送达", "notice ready"
    DELIVER = "deliver", "送达", "deliver"
    CLOSE = "close", "办结", "close"
    ARCHIVE = "archive", "归档", "archive"
    VOID = "void", "作废", "void"
    OPINION_REPLY = "opinion_reply", "答复意见", "reply with an opinion"
    OPINION_RECALL = "opinion_recall", "撤回征求意见", "recall the consultation"
    OPINION_LAPSE = "opinion_lapse", "超时默认同意", "deemed to agree"
    JOINT_DONE = "joint_done", "联合环节完成", "complete the joint step"
    JOINT_CANCEL = "joint_cancel", "取消联合环节", "cancel the joint step"
    CHILD_OPEN = "child_open", "并联子件受理", "open a part of the joint application"
    CHILD_CLOSE = "child_close", "并联子件办结", "close a part of the joint application"
    GAP_SUPPLY = "gap_supply", "补齐容缺材料", "supply a document accepted as a gap"
    GAP_LAPSE = "gap_lapse", "逾期未补齐", "gap not supplied in time"
    PLEDGE_VERIFY = "pledge_verify", "承诺核查属实", "commitment verified"
    PLEDGE_BREACH = "pledge_breach", "承诺不实", "commitment breached"
    RATE = "rate", "评价", "rate"
    RATING_LAPSE = "rating_lapse", "逾期未评", "not rated in time"
    RATING_CHECK = "rating_check", "核实差评", "check a bad rating"
    RATING_RECTIFY = "rating_rectify", "整改", "rectify"
    RATING_ANSWER = "rating_answer", "答复评价人", "answer the person who rated"
    RATING_APPEAL = "rating_appeal", "对差评申诉", "appeal against a bad rating"
    RATING_SETTLE = "rating_settle", "回访了结", "settle after a follow-up call"
    LICENCE_CHANGE = "licence_change", "变更许可", "change the licence"
    LICENCE_REVOKE = "licence_revoke", "撤销许可", "revoke the licence"
    LICENCE_RECALL = "licence_recall", "撤回许可", "recall the licence"
    LICENCE_CANCEL = "licence_cancel", "注销许可", "cancel the licence"
    LICENCE_EXPIRE = "licence_expire", "有效期届满", "licence expires"
    RENEW_APPLY = "renew_apply", "申请延续", "apply for renewal"
    RENEW_GRANT = "renew_grant", "准予延续", "grant the renewal"
    RENEW_REFUSE = "renew_refuse", "不予延续", "refuse the renewal"
    RENEW_DEEMED = "renew_deemed", "视为准予延续", "deemed renewed"


class ClockKind(TextEnum):
    """Kind of clock (时限种类) of an application."""

    RECV = "RECV", "收件时限", "time to receive"
    ACPT = "ACPT", "受理告知时限", "time to accept or request corrections"
    FIX = "FIX", "补正时限", "time to correct"
    LAW = "LAW", "法定办理时限", "statutory time"
    PROM = "PROM", "承诺办理时限", "promised time"
    SPEC = "SPEC", "特别程序时限", "time of the special procedure"
    UPPER = "UPPER", "上级办理时限", "time of the organ above"
    SEND = "SEND", "颁发送达时限", "time to deliver"


class CaseOutcome(TextEnum):
    """Outcome (办件结果) of an application that ends without a grant."""

    NOT_REQUIRED = "not_required", "不需要许可", "no licence required"
    NOT_ACCEPTED = "not_accepted", "不予受理", "not accepted"
    DENIED = "denied", "不予许可", "denied"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    TERMINATED = "terminated", "已终止", "terminated"


class Role(TextEnum):
    """Role (办理角色) in which an actor acts on an application."""

    APPLICANT = "applicant", "申请人", "applicant"
    AGENT = "agent", "代办人", "agent of the applicant"
    WINDOW = "window", "窗口人员", "window clerk"
    OFFICER = "officer", "承办人", "officer"
    CHIEF = "chief", "首席代表", "chief representative"
    HEAD = "head", "机关负责人", "head of the organ"
    GOV_HEAD = "gov_head", "政府负责人", "head of the government"
    LEAD = "lead", "牵头部门", "lead organ"
    UPPER = "upper", "上级机关", "organ above"
    EXPERT = "expert", "专家", "expert"
    CERT = "cert", "制证人员", "certificate clerk"
    COURIER = "courier", "投递人员", "courier"
    ARCHIVE = "archive", "档案人员", "archivist"
    SUPERVISOR = "supervisor", "监察人员", "supervisor"
    SERVICE_OFFICE = "service_office", "政务服务管理机构", "government-service office"
    CONSULTED = "consulted", "被征求意见单位", "consulted organ"
    SYSTEM = "system", "系统", "system"


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


class SideKind(TextEnum):
    """Kind of side matter (并行事项类别)."""

    OPINION = "opinion", "征求意见", "opinion requested from another organ"
    JOINT = "joint", "联合环节", "joint step"
    CHILD = "child", "并联子件", "part of a joint application"
    GAP = "gap", "容缺材料", "document accepted as a gap"
    PLEDGE = "pledge", "告知承诺", "commitment"
    RATING = "rating", "好差评", "rating of the service"
    LICENCE = "licence", "许可存续", "licence after the grant"


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
