"""The life of an application (办件全过程): its process as checked data.

>>> from zhengwu.lifecycle import EventKind, Phase, national_process
>>> row = national_process().by_event[Phase.RECEIVED, EventKind.ACCEPT]
>>> row.zh, [str(step) for step in row.clocks]
('受理', ['-ACPT', '+LAW', '+PROM'])
"""

from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockAct,
    ClockKind,
    EventKind,
    ItemFeature,
    Phase,
    Role,
)
from zhengwu.lifecycle._print import process_dot, process_mermaid, process_page
from zhengwu.lifecycle._process import (
    ClockRule,
    ClockStep,
    Guard,
    PhaseRule,
    Process,
    Transition,
    national_process,
    read_process,
)
from zhengwu.lifecycle._soundness import (
    Configuration,
    Running,
    check_process,
    configurations,
    parse_process,
)

__all__ = [
    "CaseOutcome",
    "ClockAct",
    "ClockKind",
    "ClockRule",
    "ClockStep",
    "Configuration",
    "EventKind",
    "Guard",
    "ItemFeature",
    "Phase",
    "PhaseRule",
    "Process",
    "Role",
    "Running",
    "Transition",
    "check_process",
    "configurations",
    "national_process",
    "parse_process",
    "process_dot",
    "process_mermaid",
    "process_page",
    "read_process",
]
