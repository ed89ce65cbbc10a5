"""Delegation (放权与委托): who may do what, in whose name, and who is liable."""

from typing import TYPE_CHECKING

from zhengwu._moved import lazy_names

if TYPE_CHECKING:
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

_HOMES = {
    "answer._may": "Denied Permission may",
    "answer._resolution": "Resolution resolve",
    "answer._situation": "Outcome Reason",
    "answer._supervisors": "supervisors",
    "answer._view": "AuthorityView",
    "overview._directories": (
        "Directory agent_directory delegation_directory forwarding_directory "
        "item_sites share_of_time"
    ),
    "overview._pictures": "to_dot to_mermaid",
    "overview._reverse": "changes duties",
    "powers._chains": "powers_of_chains",
    "powers._instrument": "Instrument TierOrgan",
    "powers._instruments": (
        "Abolition AssistedHandling ChiefRepMandate ConcentratedLicensing "
        "CounterAcceptance Devolution Entrustment FirstReview JointHandling "
        "PowerSuspension Recall Responsibility SharedPower StatutoryAuthorization "
        "StatutoryPower"
    ),
    "powers._notices": "read_delegation_notice",
    "powers._powers": "Powers ServiceItem",
    "powers._steps": "InProgress Step",
    "proof._acts": "Act check_acts",
    "proof._check": "check_powers",
}

if not TYPE_CHECKING:  # checkers see only the names above
    __getattr__ = lazy_names(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
