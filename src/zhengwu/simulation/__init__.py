"""Simulation of applications that pass through windows in working time (仿真)."""

from typing import TYPE_CHECKING

from zhengwu.simulation._erlang import erlang_c
from zhengwu.simulation._events import simulation_codes, status_records
from zhengwu.simulation._hall import (
    Arrivals,
    CaseStream,
    HallModel,
    ServiceStation,
    Spread,
    StreamStep,
)
from zhengwu.simulation._replicate import replicate, replicate_by_step
from zhengwu.simulation._simulate import Engine, simulate
from zhengwu.simulation._worktime import WorkTimeline
from zhengwu.simulation._world_hall import simulate_world

__all__ = [
    "Arrivals",
    "CaseStream",
    "Engine",
    "HallModel",
    "ServiceStation",
    "Spread",
    "StreamStep",
    "WorkTimeline",
    "erlang_c",
    "replicate",
    "replicate_by_step",
    "simulate",
    "simulate_world",
    "simulation_codes",
    "status_records",
]


if not TYPE_CHECKING:  # checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
