"""The world of a hall (政务世界): everything on one dated timeline, immutable.

>>> from datetime import date
>>> from zhengwu.items import ImplementingItem
>>> from zhengwu.world import World
>>> world = World.of([ImplementingItem(name="食品经营许可", organ="县市场监管局")])
>>> [one.item.name for one in world.at(date(2026, 7, 1))]
['食品经营许可']
"""

from zhengwu.world._check import check_world
from zhengwu.world._handling import (
    LIMITS,
    Channel,
    Handling,
    HandlingStep,
    Initiation,
    Standing,
    StepActor,
    StepKind,
    kind_of,
    reading_of,
)
from zhengwu.world._resources import ClosingRule, Demand, Discipline, Pool, StaffMember
from zhengwu.world._timeline import DatedValue, Timeline
from zhengwu.world._world import Resource, World, WorldView

__all__ = [
    "LIMITS",
    "Channel",
    "ClosingRule",
    "DatedValue",
    "Demand",
    "Discipline",
    "Handling",
    "HandlingStep",
    "Initiation",
    "Pool",
    "Resource",
    "StaffMember",
    "Standing",
    "StepActor",
    "StepKind",
    "Timeline",
    "World",
    "WorldView",
    "check_world",
    "kind_of",
    "reading_of",
]
