"""Scenarios side by side (情景比较): compare, decompose, sweep, render."""

from zhengwu.scenario._compare import (
    BASELINE,
    FIGURES,
    Compared,
    ScenarioComparison,
    SimulatedFigure,
    SimulatedRow,
    SimulationPlan,
    compare,
)
from zhengwu.scenario._decompose import (
    Attribution,
    Contribution,
    Decomposition,
    decompose,
)
from zhengwu.scenario._render import chinese_font
from zhengwu.scenario._sweep import SensitivityRow, sensitivity, sweep

__all__ = [
    "BASELINE",
    "FIGURES",
    "Attribution",
    "Compared",
    "Contribution",
    "Decomposition",
    "ScenarioComparison",
    "SensitivityRow",
    "SimulatedFigure",
    "SimulatedRow",
    "SimulationPlan",
    "chinese_font",
    "compare",
    "decompose",
    "sensitivity",
    "sweep",
]
