"""Severity of the problems of a code: at a form, and on a list that exists already."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

import attrs

from zhengwu._errors import InputError
from zhengwu.findings import Finding, Severity

Profile: TypeAlias = Literal["form", "list"]
"""Where a code is checked (检查场合): typed into a form, or on a list that exists."""

_PROFILES: Final = get_args(Profile)
_REFUSING: Final = frozenset({"ZWCD001", "ZWCD002", "ZWCD003"})
"""Codes of the findings that `is_valid` refuses and that are no errors on a list."""


def check_profile(profile: str) -> None:
    """Refuse an unknown profile.

    Raises:
        InputError: `profile` is neither ``"form"`` nor ``"list"``.
    """
    if profile not in _PROFILES:
        raise InputError(
            f"profile 应为 form(填表)或 list(已有清单),现为 {profile!r}",
            f'profile must be "form" or "list", not {profile!r}',
        )


def grade_findings(
    findings: tuple[Finding, ...], profile: Profile
) -> tuple[Finding, ...]:
    """Raise to errors, at a form, the findings of a code that `is_valid` refuses."""
    if profile == "list":  # perf: the usual profile of a list
        return findings
    check_profile(profile)
    return tuple(
        attrs.evolve(each, severity=Severity.ERROR) if each.code in _REFUSING else each
        for each in findings
    )
