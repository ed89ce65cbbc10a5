"""Delegation (放权与委托): who may do what, in whose name, and who answers for it."""

from typing import TYPE_CHECKING

from zhengwu.delegation.answer._may import Denied, Permission, may
from zhengwu.delegation.answer._resolution import Resolution, resolve
from zhengwu.delegation.answer._situation import Outcome, Reason
from zhengwu.delegation.answer._supervisors import supervisors
from zhengwu.delegation.answer._view import AuthorityView
from zhengwu.delegation.overview._directories import (
    Directory,
    agent_directory,
    delegation_directory,
    forwarding_directory,
    item_sites,
    share_of_time,
)
from zhengwu.delegation.overview._pictures import to_dot, to_mermaid
from zhengwu.delegation.overview._reverse import changes, duties
from zhengwu.delegation.powers._chains import powers_of_chains
from zhengwu.delegation.powers._instrument import Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    Abolition,
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    JointHandling,
    PowerSuspension,
    Recall,
    Responsibility,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
)
from zhengwu.delegation.powers._notices import read_delegation_notice
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import InProgress, Step
from zhengwu.delegation.proof._acts import Act, check_acts
from zhengwu.delegation.proof._check import check_powers

__all__ = [
    "Abolition",
    "Act",
    "AssistedHandling",
    "AuthorityView",
    "ChiefRepMandate",
    "ConcentratedLicensing",
    "CounterAcceptance",
    "Denied",
    "Devolution",
    "Directory",
    "Entrustment",
    "FirstReview",
    "InProgress",
    "Instrument",
    "JointHandling",
    "Outcome",
    "Permission",
    "PowerSuspension",
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
    "TierOrgan",
    "agent_directory",
    "changes",
    "check_acts",
    "check_powers",
    "delegation_directory",
    "duties",
    "forwarding_directory",
    "item_sites",
    "may",
    "powers_of_chains",
    "read_delegation_notice",
    "resolve",
    "share_of_time",
    "supervisors",
    "to_dot",
    "to_mermaid",
]


if not TYPE_CHECKING:  # checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
