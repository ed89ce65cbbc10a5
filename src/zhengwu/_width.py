"""Text laid out in terminal columns, two for each Chinese character."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from zhengwu._visible import show_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Number of terminal columns that `text` takes.

    >>> width("20个工作日")
    10
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def clip(text: str, places: int) -> str:
    """Truncate `text` to `places` columns, ending a truncated text with an ellipsis.

    >>> clip("行政许可决定", 7)
    '行政许…'
    """
    text = " ".join(text[: places * 2 + 1].split())
    text = show_controls(text)  # control characters could steer the terminal
    if width(text) <= places:
        return text
    kept: list[str] = []
    room = places - 1
    for char in text:
        room -= width(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"


def pad(text: str, places: int) -> str:
    """Pad `text` with blanks to `places` columns."""
    return text + " " * max(0, places - width(text))


def table(rows: Iterable[Sequence[str]], limits: Sequence[int]) -> str:
    """Lay out rows in columns, each truncated to its limit."""
    cells = [
        [clip(cell, limit) for cell, limit in zip(row, limits, strict=True)]
        for row in rows
    ]
    widths = [
        max((width(row[i]) for row in cells), default=0) for i in range(len(limits))
    ]
    return "\n".join(
        "  ".join(pad(cell, n) for cell, n in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
