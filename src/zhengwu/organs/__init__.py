"""Organs over time (机构): tiers, areas, halls and posts, and the reforms that change them."""

from zhengwu.organs._check import check_halls, check_organs
from zhengwu.organs._halls import (
    AgentStation,
    Appointment,
    Facility,
    Hall,
    HallRegister,
    Post,
    PostRole,
    ServiceWindow,
    WindowKind,
)
from zhengwu.organs._organ import Organ
from zhengwu.organs._parameters import LocalParameter
from zhengwu.organs._register import OrganRegister

__all__ = [
    "AgentStation",
    "Appointment",
    "Facility",
    "Hall",
    "HallRegister",
    "LocalParameter",
    "Organ",
    "OrganRegister",
    "Post",
    "PostRole",
    "ServiceWindow",
    "WindowKind",
    "check_halls",
    "check_organs",
]
