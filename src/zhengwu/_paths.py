"""Plain data, and paths into the data: tuples of field names and positions."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

JsonValue: TypeAlias = (
    str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
)
"""Plain data that JSON can represent (JSON 值)."""

Path: TypeAlias = tuple[str | int, ...]
"""Path (位置): field names and 0-based positions from the root that the caller passed."""

_NAME: Final = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


def json_path(path: Path) -> str:
    """Write a path as JSONPath (RFC 9535).

    >>> json_path((3, "limits", "promised"))
    '$[3].limits.promised'
    >>> json_path(("承诺时限",))
    "$['承诺时限']"
    """
    parts = ["$"]
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.match(step):
            parts.append(f".{step}")
        else:
            quoted = step.replace("\\", "\\\\").replace("'", "\\'")
            parts.append(f"['{quoted}']")
    return "".join(parts)


def path_key(path: Path) -> tuple[tuple[int, int, str], ...]:
    """Order paths: positions by number before names by spelling."""
    return tuple((0, s, "") if isinstance(s, int) else (1, 0, s) for s in path)
