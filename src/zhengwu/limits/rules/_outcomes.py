"""What follows when a period ends and nothing was done."""

from __future__ import annotations

from enum import Enum


class ExpiryOutcome(Enum):
    """What happens at expiry (期满后果)."""

    DEEMED_ACCEPTED_FROM_RECEIPT = "deemed_accepted_from_receipt"
    DEEMED_ACCEPTED_AT_END = "deemed_accepted_at_end"
    DEEMED_CONSENT = "deemed_consent"
    DEEMED_RENEWED = "deemed_renewed"
    DEEMED_NO_OBJECTION = "deemed_no_objection"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    DEEMED_ABANDONED = "deemed_abandoned"
    LIABILITY_ONLY = "liability_only"
    MAY_SUE = "may_sue"
    RIGHT_LAPSES = "right_lapses"
    DECIDED_WITHOUT = "decided_without"
    NO_EVIDENCE = "no_evidence"
    NO_PENALTY = "no_penalty"
    SURCHARGE = "surcharge"
    PROCEDURAL_DEFECT = "procedural_defect"
    REFUSED = "refused"
    TERMINATED = "terminated"
    FINAL = "final"

    @property
    def label_zh(self) -> str:
        """In Chinese, such as 视为准予延续."""
        return _LABELS[self][0]

    @property
    def label_en(self) -> str:
        """In English."""
        return _LABELS[self][1]


_LABELS = {
    ExpiryOutcome.DEEMED_ACCEPTED_FROM_RECEIPT: (
        "自收到材料之日起视为受理",
        "deemed accepted from the day of receipt",
    ),
    ExpiryOutcome.DEEMED_ACCEPTED_AT_END: (
        "期限届满之日起视为受理",
        "deemed accepted from the end of the period",
    ),
    ExpiryOutcome.DEEMED_CONSENT: ("视为同意", "deemed consent"),
    ExpiryOutcome.DEEMED_RENEWED: ("视为准予延续", "deemed renewed"),
    ExpiryOutcome.DEEMED_NO_OBJECTION: ("视为无异议", "deemed no objection"),
    ExpiryOutcome.DEEMED_WITHDRAWN: ("视为撤回申请", "deemed withdrawn"),
    ExpiryOutcome.DEEMED_ABANDONED: ("视为放弃申请", "deemed abandoned"),
    ExpiryOutcome.LIABILITY_ONLY: ("责任追究,不视为同意", "liability only, no consent"),
    ExpiryOutcome.MAY_SUE: ("可以起诉", "one may sue"),
    ExpiryOutcome.RIGHT_LAPSES: ("权利丧失", "the right lapses"),
    ExpiryOutcome.DECIDED_WITHOUT: ("由机关自行决定", "the agency decides without it"),
    ExpiryOutcome.NO_EVIDENCE: (
        "视为没有证据、依据",
        "deemed to have no evidence and no ground",
    ),
    ExpiryOutcome.NO_PENALTY: ("不再给予处罚", "no penalty any more"),
    ExpiryOutcome.SURCHARGE: ("加处罚款", "surcharge"),
    ExpiryOutcome.PROCEDURAL_DEFECT: ("程序违法", "procedural defect"),
    ExpiryOutcome.REFUSED: ("不予延续", "not renewed"),
    ExpiryOutcome.TERMINATED: ("终止", "terminated"),
    ExpiryOutcome.FINAL: ("终结", "final"),
}
