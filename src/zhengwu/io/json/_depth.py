"""Bounds on the nesting of JSON, on which every later step would run out of stack."""

from __future__ import annotations

import re
from typing import Any, Final

DEEPEST: Final = 100
"""Maximum nesting of a record (嵌套层数上限)."""

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def may_be_deep(text: str) -> bool:
    """Whether a JSON text has enough brackets to be nested too deeply."""
    return text.count("[") + text.count("{") > DEEPEST


def is_deep(value: Any) -> bool:
    """Whether a value is nested more than `DEEPEST` levels deep."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def prune(text: str, deepest: int) -> str:
    """A JSON text in which every value below a nesting of `deepest` is null.

    The decoder of the standard library fails on the whole text where one value is nested
    too deeply.
    """
    parts: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
            if depth == deepest + 1:
                parts.append(text[start : token.start()])
        elif mark in "]}":
            if depth == deepest + 1:
                parts.append("null")
                start = token.end()
            depth -= 1
    if depth <= deepest:
        parts.append(text[start:])
    return "".join(parts)
