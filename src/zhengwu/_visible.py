"""Shows characters that would otherwise act on a terminal, a page or the order of a text."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PICTURES: Final = 0x2400  # ␀, the picture of the first control character
_DELETE: Final = "\x7f"
_PICTURE_OF_DELETE: Final = "␡"
_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>|~]")
_SCHEME: Final = re.compile(r"\b(https?|ftp|mailto|javascript|data|www)([:.])", re.I)


def show_controls(text: str, keep: str = "") -> str:
    r"""Replace characters that cannot be seen by a picture or by their number.

    Args:
        text: The text.
        keep: Characters that stay as they are, such as the line end.

    >>> show_controls("\x1b[31m甲\u202e")
    '␛[31m甲⟨U+202E⟩'
    """
    if text.isprintable():
        return text
    return "".join(
        char if char in keep or category(char) not in _HIDDEN else _name(char)
        for char in text
    )


def _name(char: str) -> str:
    if char < " ":
        return chr(_PICTURES + ord(char))
    return _PICTURE_OF_DELETE if char == _DELETE else f"⟨U+{ord(char):04X}⟩"


def escape_markdown(text: str) -> str:
    r"""Escape a text for a cell of a Markdown table: no markup, link or column of its own.

    >>> escape_markdown("a|b <i> [x](http://y)")
    'a\\|b \\<i\\> \\[x\\](http&#58;//y)'
    """
    text = show_controls(" ".join(text.split()))
    text = _MARKDOWN.sub(r"\\\g<0>", text)
    return _SCHEME.sub(lambda m: f"{m[1]}&#{ord(m[2])};", text)
