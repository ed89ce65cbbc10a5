"""Dated operations on a world, their diff, conflicts and faults (改革)."""

from typing import TYPE_CHECKING

from zhengwu.reforms._apply import Applied, apply_reforms, phased
from zhengwu.reforms._conflicts import check_order
from zhengwu.reforms._diff import WorldDiff, diff_worlds
from zhengwu.reforms._reform import ItemReform, PowerReform, Reform, WorldReform
from zhengwu.reforms._where import Where
from zhengwu.reforms.kinds._catalogue import (
    Cancel,
    CancelProofs,
    KeepProofs,
    Select,
    Sign,
    Suspend,
    Unify,
)
from zhengwu.reforms.kinds._organs import AbolishTier, MergeUnits, NoVeto
from zhengwu.reforms.kinds._powers import (
    AddAgent,
    AnyPlace,
    AssignResponsibility,
    Authorise,
    Devolve,
    Entrust,
    Escalate,
    HandleJointly,
    MoveIn,
    Restore,
    Transfer,
)
from zhengwu.reforms.kinds._process import (
    AskPanel,
    CleanPrerequisites,
    DeemConsent,
    DropSteps,
    Internalise,
    MergeSteps,
    OneReviewOneApproval,
    Parallelise,
    PassOnOnly,
    Route,
    StepReform,
    SwitchChannel,
)
from zhengwu.reforms.kinds._resources import (
    AssignStaff,
    PoolWindows,
    ScaleDemand,
    SetDemand,
    SetFee,
    SetHours,
    SetParameter,
    SetPool,
    SetService,
)
from zhengwu.reforms.kinds._time import (
    Classify,
    CutLimit,
    LimitOf,
    MakeInstant,
    SetLimit,
    WarnAt,
)

__all__ = [
    "AbolishTier",
    "AddAgent",
    "AnyPlace",
    "Applied",
    "AskPanel",
    "AssignResponsibility",
    "AssignStaff",
    "Authorise",
    "Cancel",
    "CancelProofs",
    "Classify",
    "CleanPrerequisites",
    "CutLimit",
    "DeemConsent",
    "Devolve",
    "DropSteps",
    "Entrust",
    "Escalate",
    "HandleJointly",
    "Internalise",
    "ItemReform",
    "KeepProofs",
    "LimitOf",
    "MakeInstant",
    "MergeSteps",
    "MergeUnits",
    "MoveIn",
    "NoVeto",
    "OneReviewOneApproval",
    "Parallelise",
    "PassOnOnly",
    "PoolWindows",
    "PowerReform",
    "Reform",
    "Restore",
    "Route",
    "ScaleDemand",
    "Select",
    "SetDemand",
    "SetFee",
    "SetHours",
    "SetLimit",
    "SetParameter",
    "SetPool",
    "SetService",
    "Sign",
    "StepReform",
    "Suspend",
    "SwitchChannel",
    "Transfer",
    "Unify",
    "WarnAt",
    "Where",
    "WorldDiff",
    "WorldReform",
    "apply_reforms",
    "check_order",
    "diff_worlds",
    "phased",
]


if not TYPE_CHECKING:  # checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
