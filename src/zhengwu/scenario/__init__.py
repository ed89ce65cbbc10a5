"""Comparison of scenarios (情景比较): compare, decompose, sweep, render."""

from typing import TYPE_CHECKING

from zhengwu.scenario._compare import ScenarioComparison, SimulationPlan, compare
from zhengwu.scenario._decompose import Attribution, decompose
from zhengwu.scenario._render import Plot
from zhengwu.scenario._sweep import sensitivity, sweep

__all__ = [
    "Attribution",
    "Plot",
    "ScenarioComparison",
    "SimulationPlan",
    "compare",
    "decompose",
    "sensitivity",
    "sweep",
]


if not TYPE_CHECKING:  # checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
