"""Application handling from submission to archive (办件全过程), with the process as checked data.

>>> from zhengwu.lifecycle import EventKind, Phase, national_process
>>> row = national_process().by_event[Phase.RECEIVED, EventKind.ACCEPT]
>>> row.zh, [str(step) for step in row.clocks]
('受理', ['-ACPT', '+LAW', '+PROM'])
"""

from typing import TYPE_CHECKING

from zhengwu.lifecycle._alerts import Alert, alerts, count_alerts
from zhengwu.lifecycle._case import Case
from zhengwu.lifecycle._codemap import CodeMap, code_map, code_maps, parse_code_map
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, advance, decide
from zhengwu.lifecycle._details import (
    Assignment,
    Certificate,
    Closing,
    Conclusion,
    Consultation,
    CorrectionNotice,
    Decision,
    Delivery,
    Details,
    ExtensionGrant,
    Filing,
    JointStep,
    Materials,
    NoDetails,
    NonAcceptance,
    PaperRecord,
    Pledge,
    Rating,
    Reasoned,
    ReturnFromAbove,
    ReviewOpinion,
    SpecialProcedure,
    SpecialResult,
    SpotFix,
    Submission,
)
from zhengwu.lifecycle._event import SYSTEM, Actor, Event
from zhengwu.lifecycle._fold import fold, replay
from zhengwu.lifecycle._foreign import Conformance, StatusRecord
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockKind,
    DeliveryMethod,
    EventKind,
    IdentityCheck,
    ItemFeature,
    JointKind,
    Phase,
    ProcessOption,
    Role,
    SideKind,
)
from zhengwu.lifecycle._log import CaseLogs, EventLog
from zhengwu.lifecycle._offers import offers
from zhengwu.lifecycle._print import process_dot, process_mermaid, process_page
from zhengwu.lifecycle._process import Process
from zhengwu.lifecycle._process_data import national_process
from zhengwu.lifecycle._reading import deadline, read_case
from zhengwu.lifecycle._reasons import Refused
from zhengwu.lifecycle._rules import CaseRules, parse_case_rules
from zhengwu.lifecycle._shares import time_shares
from zhengwu.lifecycle._snapshot import CaseSnapshot
from zhengwu.lifecycle._soundness import check_process, parse_process
from zhengwu.lifecycle._wire import event_from_dict, event_to_dict

__all__ = [
    "SYSTEM",
    "Accepted",
    "Actor",
    "Alert",
    "Assignment",
    "Case",
    "CaseLogs",
    "CaseOutcome",
    "CaseRules",
    "CaseSnapshot",
    "Certificate",
    "ClockKind",
    "Closing",
    "CodeMap",
    "Conclusion",
    "Conformance",
    "Consultation",
    "Context",
    "CorrectionNotice",
    "Decision",
    "Delivery",
    "DeliveryMethod",
    "Details",
    "Event",
    "EventKind",
    "EventLog",
    "ExtensionGrant",
    "Filing",
    "IdentityCheck",
    "ItemFeature",
    "JointKind",
    "JointStep",
    "Materials",
    "NoDetails",
    "NonAcceptance",
    "PaperRecord",
    "Phase",
    "Pledge",
    "Process",
    "ProcessOption",
    "Rating",
    "Reasoned",
    "Refused",
    "ReturnFromAbove",
    "ReviewOpinion",
    "Role",
    "SideKind",
    "SpecialProcedure",
    "SpecialResult",
    "SpotFix",
    "StatusRecord",
    "Submission",
    "advance",
    "alerts",
    "check_process",
    "code_map",
    "code_maps",
    "count_alerts",
    "deadline",
    "decide",
    "event_from_dict",
    "event_to_dict",
    "fold",
    "national_process",
    "offers",
    "parse_case_rules",
    "parse_code_map",
    "parse_process",
    "process_dot",
    "process_mermaid",
    "process_page",
    "read_case",
    "replay",
    "time_shares",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
