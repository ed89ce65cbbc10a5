"""Outcomes at the end of a period in which the required act was not done."""

from __future__ import annotations

from zhengwu._text import TextEnum


class ExpiryOutcome(TextEnum):
    """Outcome at expiry (期满后果)."""

    DEEMED_ACCEPTED_FROM_RECEIPT = (
        "deemed_accepted_from_receipt",
        "自收到材料之日起视为受理",
        "deemed accepted from the day of receipt",
    )
    DEEMED_ACCEPTED_AT_END = (
        "deemed_accepted_at_end",
        "期限届满之日起视为受理",
        "deemed accepted from the end of the period",
    )
    DEEMED_CONSENT = "deemed_consent", "视为同意", "deemed consent"
    DEEMED_RENEWED = "deemed_renewed", "视为准予延续", "deemed renewed"
    DEEMED_NO_OBJECTION = "deemed_no_objection", "视为无异议", "deemed no objection"
    DEEMED_WITHDRAWN = "deemed_withdrawn", "视为撤回申请", "deemed withdrawn"
    DEEMED_ABANDONED = "deemed_abandoned", "视为放弃申请", "deemed abandoned"
    LIABILITY_ONLY = (
        "liability_only",
        "责任追究,不视为同意",
        "liability only, no consent",
    )
    MAY_SUE = "may_sue", "可以起诉", "an action may be brought"
    RIGHT_LAPSES = "right_lapses", "权利丧失", "the right lapses"
    DECIDED_WITHOUT = (
        "decided_without",
        "由机关自行决定",
        "the agency decides on its own",
    )
    NO_EVIDENCE = (
        "no_evidence",
        "视为没有证据、依据",
        "deemed to have no evidence or legal ground",
    )
    NO_PENALTY = "no_penalty", "不再给予处罚", "no penalty may be imposed any more"
    SURCHARGE = "surcharge", "加处罚款", "surcharge"
    PROCEDURAL_DEFECT = "procedural_defect", "程序违法", "procedural defect"
    REFUSED = "refused", "不予延续", "not renewed"
    TERMINATED = "terminated", "终止", "terminated"
    FINAL = "final", "终结", "final"
