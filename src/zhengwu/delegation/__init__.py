"""Delegation (放权与委托): who may do what, in whose name, and who answers for it."""

from zhengwu.delegation._check import check_powers
from zhengwu.delegation._evaluate import Acting, Outcome, Reason, Void, Why
from zhengwu.delegation._instruments import (
    INSTRUMENT_TYPES,
    Abolition,
    AssistedHandling,
    Body,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    Recall,
    Responsibility,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Suspension,
    TierOrgan,
)
from zhengwu.delegation._powers import Powers, ServiceItem
from zhengwu.delegation._resolution import Resolution, resolve
from zhengwu.delegation._steps import (
    ALL_STEPS,
    COUNTER_STEPS,
    HANDLING_STEPS,
    InProgress,
    Step,
)

__all__ = [
    "ALL_STEPS",
    "COUNTER_STEPS",
    "HANDLING_STEPS",
    "INSTRUMENT_TYPES",
    "Abolition",
    "Acting",
    "AssistedHandling",
    "Body",
    "ChiefRepMandate",
    "ConcentratedLicensing",
    "CounterAcceptance",
    "Devolution",
    "Entrustment",
    "FirstReview",
    "InProgress",
    "Instrument",
    "Outcome",
    "Powers",
    "Reason",
    "Recall",
    "Resolution",
    "Responsibility",
    "ServiceItem",
    "SharedPower",
    "StatutoryAuthorization",
    "StatutoryPower",
    "Step",
    "Suspension",
    "TierOrgan",
    "Void",
    "Why",
    "check_powers",
    "resolve",
]
