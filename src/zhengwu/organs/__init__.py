"""Organs over time (机构): tiers, areas, superiors, and the reforms that change them."""

from zhengwu.organs._check import check_organs
from zhengwu.organs._organ import Organ
from zhengwu.organs._register import OrganRegister

__all__ = ["Organ", "OrganRegister", "check_organs"]
