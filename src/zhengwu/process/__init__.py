"""The engine for any procedure: a checked table, and what may happen to a case (办理程序).

>>> from zhengwu.procedures import procedure
>>> hotline = procedure("hotline")
>>> hotline.initial, hotline.name("event", "dispatch")
('called', '派单')
"""

from zhengwu._rates import Rate
from zhengwu.process.engine._case import (
    SYSTEM_ACTOR,
    CaseLapse,
    CaseSide,
    CaseTimer,
    ProcedureActor,
    ProcedureCase,
    ProcedureEvent,
)
from zhengwu.process.engine._context import ProcedureContext, ProcedureRules
from zhengwu.process.engine._decide import Progress, Taken, advance, decide
from zhengwu.process.engine._fold import Rechecked, Restored, fold, replay
from zhengwu.process.engine._offers import Offering, offers
from zhengwu.process.engine._reasons import Declined, DeclineReason
from zhengwu.process.engine._wire import event_schema, read_event, write_event
from zhengwu.process.table._check import check_process, parse_process
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.views._generate import generate_log
from zhengwu.process.views._ledger import Ledger, LedgerDue, LedgerRow
from zhengwu.process.views._print import (
    procedure_dot,
    procedure_mermaid,
    procedure_page,
)
from zhengwu.process.views._reading import (
    CaseAlert,
    CaseStatus,
    Due,
    alerts,
    deadline,
    list_expected,
    read_case,
)
from zhengwu.process.views._shares import time_shares

__all__ = [
    "SYSTEM_ACTOR",
    "CaseAlert",
    "CaseLapse",
    "CaseSide",
    "CaseStatus",
    "CaseTimer",
    "DeclineReason",
    "Declined",
    "Due",
    "Ledger",
    "LedgerDue",
    "LedgerRow",
    "Offering",
    "Procedure",
    "ProcedureActor",
    "ProcedureCase",
    "ProcedureContext",
    "ProcedureEvent",
    "ProcedureRules",
    "Progress",
    "Rate",
    "Rechecked",
    "Restored",
    "Taken",
    "advance",
    "alerts",
    "check_process",
    "deadline",
    "decide",
    "event_schema",
    "fold",
    "generate_log",
    "list_expected",
    "offers",
    "parse_process",
    "procedure_dot",
    "procedure_mermaid",
    "procedure_page",
    "read_case",
    "read_event",
    "replay",
    "time_shares",
    "write_event",
]
