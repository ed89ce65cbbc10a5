"""Normalise a code before it is parsed: blanks, dashes, width, invisible characters."""

from __future__ import annotations

import unicodedata

from zhengwu._errors import CodeFormatError
from zhengwu._text import quote_value


def compact_code(text: str) -> str:
    """Convert a code to half-width upper case without blanks, dashes, invisible characters.

    Raises:
        InputError: The value is not a string.

    >>> compact_code(" 1244-1500-１９６720244t\u200b")
    '12441500196720244T'
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        require_text(text)
    if not text.isascii():
        text = clean_code(text)
    if text.isalnum():  # perf: nearly always
        return text.upper()
    return "".join(text.split()).replace("-", "").upper()


def clean_code(text: str) -> str:
    """Convert a code to half width without invisible characters; blanks and dashes stay.

    >>> clean_code("\u202d Ｇ－000007－001\u202c")
    'G-000007-001'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return text.strip()


def require_text(text: object) -> str:
    """The text itself.

    Raises:
        CodeFormatError: The value is not a string.
    """
    if isinstance(text, str):
        return text
    raise CodeFormatError("code", quote_value(text), *describe_non_text(text))


def describe_non_text(value: object) -> tuple[str, str]:
    """Problem of a value that is not a string, in Chinese and in English."""
    name = type(value).__name__
    return f"应为文本,现为 {name}", f"must be text, not {name}"


def count_length(text: object) -> int:
    """Length of the normalised code; 0 for a value that is not a string."""
    return len(compact_code(text)) if isinstance(text, str) else 0
