"""Applications through windows in working time (仿真)."""

from zhengwu.simulation._erlang import Waiting, erlang_c
from zhengwu.simulation._events import simulation_codes, status_records
from zhengwu.simulation._hall import (
    Arrivals,
    CaseStream,
    HallModel,
    ServiceStation,
    Spread,
    StreamStep,
    beyond_fifo,
    reason_label,
)
from zhengwu.simulation._replicate import (
    Replicated,
    replicate,
    replicate_by_step,
    student,
)
from zhengwu.simulation._simulate import (
    Engine,
    Simulated,
    StationResult,
    at_instants,
    simulate,
)
from zhengwu.simulation._worktime import WorkTimeline
from zhengwu.simulation._world_hall import hall_model, simulate_world
from zhengwu.simulation.engines._fifo import Passed, Visits

__all__ = [
    "Arrivals",
    "CaseStream",
    "Engine",
    "HallModel",
    "Passed",
    "Replicated",
    "ServiceStation",
    "Simulated",
    "Spread",
    "StationResult",
    "StreamStep",
    "Visits",
    "Waiting",
    "WorkTimeline",
    "at_instants",
    "beyond_fifo",
    "erlang_c",
    "hall_model",
    "reason_label",
    "replicate",
    "replicate_by_step",
    "simulate",
    "simulate_world",
    "simulation_codes",
    "status_records",
    "student",
]
