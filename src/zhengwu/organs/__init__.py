"""Dated organs (机构), their halls and posts, and the reforms that change them."""

from typing import TYPE_CHECKING

from zhengwu.organs._check import check_halls, check_organs
from zhengwu.organs._halls import (
    AgentStation,
    Appointment,
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


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
