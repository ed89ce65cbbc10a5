"""Delegation (放权与委托): who may do what, in whose name, and who answers for it."""

from zhengwu.delegation.answer._may import Denied, Permission, may
from zhengwu.delegation.answer._resolution import Resolution, resolve
from zhengwu.delegation.answer._situation import Acting, Outcome, Reason, Void, Why
from zhengwu.delegation.answer._supervisors import supervisors
from zhengwu.delegation.answer._view import AuthorityView
from zhengwu.delegation.overview._directories import (
    Directory,
    DirectoryDiff,
    agent_directory,
    delegation_directory,
    forwarding_directory,
    item_sites,
    share_of_time,
    steps_left,
)
from zhengwu.delegation.overview._pictures import to_dot, to_mermaid
from zhengwu.delegation.overview._reverse import Duty, PowerChange, changes, duties
from zhengwu.delegation.powers._chains import powers_of_chain, powers_of_chains
from zhengwu.delegation.powers._instrument import Body, Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
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
from zhengwu.delegation.powers._notices import (
    DelegationNotice,
    NoticeReading,
    read_delegation_notice,
)
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import (
    ALL_STEPS,
    COUNTER_STEPS,
    HANDLING_STEPS,
    InProgress,
    Step,
    steps_label,
)
from zhengwu.delegation.proof._acts import Act, check_acts
from zhengwu.delegation.proof._check import check_powers

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
