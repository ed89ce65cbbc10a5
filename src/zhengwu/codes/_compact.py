"""Blanks, dashes, widths and invisible characters folded before a code is read."""

from __future__ import annotations

import unicodedata

from zhengwu._errors import CodeFormatError


def compact_code(text: str) -> str:
    """A code in half-width capitals, without blanks, dashes and invisible characters.

    Raises:
        InputError: It is no text.

    >>> compact_code(" 1244-1500-１９６720244t\u200b")
    '12441500196720244T'
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may have no checker
        raise CodeFormatError("code", repr(text), *not_text(text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return "".join(text.split()).replace("-", "").upper()


def not_text(value: object) -> tuple[str, str]:
    """What to say of a value that is no text, in Chinese and in English."""
    kind = type(value).__name__
    return f"应为文本,现为 {kind}", f"must be text, not {kind}"


def count_length(text: object) -> int:
    """Length of the code; 0 for a value that is no text."""
    return len(compact_code(text)) if isinstance(text, str) else 0
