"""Delegation (放权与委托): who may do what, in whose name, and who answers for it."""

from zhengwu.delegation._acts import Act, check_acts
from zhengwu.delegation._chains import powers_of_chain, powers_of_chains
from zhengwu.delegation._check import check_powers
from zhengwu.delegation._directories import (
    Directory,
    DirectoryDiff,
    agent_directory,
    delegation_directory,
    forwarding_directory,
    item_sites,
    share_of_time,
    steps_left,
)
from zhengwu.delegation._instrument import Body, Instrument, TierOrgan
from zhengwu.delegation._instruments import (
    INSTRUMENT_TYPES,
    Abolition,
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    JointHandling,
    Recall,
    Responsibility,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Suspension,
)
from zhengwu.delegation._may import Denied, Permission, may
from zhengwu.delegation._notices import (
    DelegationNotice,
    NoticeReading,
    read_delegation_notice,
)
from zhengwu.delegation._pictures import to_dot, to_mermaid
from zhengwu.delegation._powers import Powers, ServiceItem
from zhengwu.delegation._resolution import Resolution, resolve
from zhengwu.delegation._reverse import Duty, PowerChange, changes, duties
from zhengwu.delegation._situation import Acting, Outcome, Reason, Void, Why
from zhengwu.delegation._steps import (
    ALL_STEPS,
    COUNTER_STEPS,
    HANDLING_STEPS,
    InProgress,
    Step,
    steps_label,
)
from zhengwu.delegation._supervisors import supervisors
from zhengwu.delegation._view import AuthorityView

__all__ = [
    "ALL_STEPS",
    "COUNTER_STEPS",
    "HANDLING_STEPS",
    "INSTRUMENT_TYPES",
    "Abolition",
    "Act",
    "Acting",
    "AssistedHandling",
    "AuthorityView",
    "Body",
    "ChiefRepMandate",
    "ConcentratedLicensing",
    "CounterAcceptance",
    "DelegationNotice",
    "Denied",
    "Devolution",
    "Directory",
    "DirectoryDiff",
    "Duty",
    "Entrustment",
    "FirstReview",
    "InProgress",
    "Instrument",
    "JointHandling",
    "NoticeReading",
    "Outcome",
    "Permission",
    "PowerChange",
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
    "agent_directory",
    "changes",
    "check_acts",
    "check_powers",
    "delegation_directory",
    "duties",
    "forwarding_directory",
    "item_sites",
    "may",
    "powers_of_chain",
    "powers_of_chains",
    "read_delegation_notice",
    "resolve",
    "share_of_time",
    "steps_label",
    "steps_left",
    "supervisors",
    "to_dot",
    "to_mermaid",
]
