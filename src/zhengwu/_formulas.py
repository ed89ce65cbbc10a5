"""Keeps spreadsheets from running the text of a cell as a formula."""

from __future__ import annotations

from typing import Any, Final

GUARD: Final = "'"
# Excel in a Chinese or Japanese system also reads the signs of double width.
SIGNS: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")


def guard_formula(cell: Any) -> str:
    """Text of a cell that no spreadsheet reads as a formula (防公式注入).

    >>> guard_formula("=1+1"), guard_formula("＝1+1"), guard_formula("20个工作日")
    ("'=1+1", "'＝1+1", '20个工作日')
    """
    text = "" if cell is None else str(cell)
    if text.startswith(SIGNS) or (text[:1] == GUARD and text[1:2] in (*SIGNS, GUARD)):
        return GUARD + text
    return text


def remove_guard(cell: str) -> str:
    """Remove the apostrophe that `guard_formula` puts before a cell."""
    if cell[:1] == GUARD and cell[1:2] in (*SIGNS, GUARD):
        return cell[1:]
    return cell
