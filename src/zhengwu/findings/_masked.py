"""Masks what a caller's patterns recognise in findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from zhengwu._errors import InputError
from zhengwu._masking import mask_personal_data
from zhengwu.findings._finding import Finding


def mask_findings(
    findings: Iterable[Finding], patterns: Iterable[str | re.Pattern[str]]
) -> Iterator[Finding]:
    """Mask every text of the findings.

    Raises:
        InputError: A pattern is not a regular expression.
    """
    compiled = tuple(map(_compile, patterns))
    return (_mask_finding(finding, compiled) for finding in findings)


def _compile(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise InputError(
            f"{pattern!r} 不是正则表达式:{error}",
            f"{pattern!r} is not a regular expression: {error}",
        ) from None


def _mask_finding(finding: Finding, patterns: tuple[re.Pattern[str], ...]) -> Finding:
    def mask(value: Any) -> Any:
        if isinstance(value, str):
            return mask_personal_data(value, patterns)
        if isinstance(value, list):
            return [mask(entry) for entry in value]
        if isinstance(value, tuple):
            return tuple(map(mask, value))
        if isinstance(value, dict):
            return {mask(name): mask(entry) for name, entry in value.items()}
        return value

    return attrs.evolve(
        finding,
        path=mask(finding.path),
        message_zh=mask(finding.message_zh),
        message_en=mask(finding.message_en),
        hint_zh=mask(finding.hint_zh),
        hint_en=mask(finding.hint_en),
        data=mask(dict(finding.data)),
    )
