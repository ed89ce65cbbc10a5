"""The world of a hall (政务世界): immutable values on one dated timeline.

>>> from datetime import date
>>> from zhengwu.items import ImplementingItem
>>> from zhengwu.world import World
>>> world = World.of([ImplementingItem(name="食品经营许可", organ="县市场监管局")])
>>> [handling.item.name for handling in world.at(date(2026, 7, 1))]
['食品经营许可']
"""

from typing import TYPE_CHECKING

from zhengwu.world._check import check_world
from zhengwu.world._handling import (
    Channel,
    Handling,
    HandlingStep,
    Initiation,
    Standing,
    StepActor,
    StepKind,
)
from zhengwu.world._resources import ClosingRule, Demand, Discipline, Pool, StaffMember
from zhengwu.world._timeline import Timeline
from zhengwu.world._world import World, WorldView

__all__ = [
    "Channel",
    "ClosingRule",
    "Demand",
    "Discipline",
    "Handling",
    "HandlingStep",
    "Initiation",
    "Pool",
    "StaffMember",
    "Standing",
    "StepActor",
    "StepKind",
    "Timeline",
    "World",
    "WorldView",
    "check_world",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
