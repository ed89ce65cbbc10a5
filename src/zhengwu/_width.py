"""Columns of text in which a Chinese character takes two places."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Places that `text` takes in a terminal.

    >>> width("20个工作日")
    10
    """
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def clip(text: str, places: int) -> str:
    """Cut `text` so that it takes at most `places`, with an ellipsis where cut.

    >>> clip("行政许可决定", 7)
    '行政许…'
    """
    text = " ".join(text[: places * 2 + 1].split())
    if not text.isprintable():  # control characters could steer the terminal
        text = "".join(
            char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text
        )
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
    """Fill `text` with blanks to `places`."""
    return text + " " * max(0, places - width(text))


def table(rows: Iterable[Sequence[str]], limits: Sequence[int]) -> str:
    """Lay out rows in columns, none wider than its limit."""
    cut = [[clip(c, m) for c, m in zip(row, limits, strict=True)] for row in rows]
    wide = [max((width(row[i]) for row in cut), default=0) for i in range(len(limits))]
    return "\n".join(
        "  ".join(pad(c, w) for c, w in zip(row, wide, strict=True)).rstrip()
        for row in cut
    )
