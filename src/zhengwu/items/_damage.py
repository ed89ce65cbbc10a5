"""Codes that a spreadsheet took for numbers."""

from __future__ import annotations

import re
from typing import Final

from zhengwu._paths import Path
from zhengwu.codes import ItemType, organisation_code
from zhengwu.findings import Finding, finding

_SCIENTIFIC: Final = re.compile(
    r"\d(?:\.\d{1,20})?E\+?\d{1,3}\Z", re.ASCII | re.IGNORECASE
)
_SHORTEST: Final = 9
_LENGTH: Final = 12  # characters of a basic code
_TYPES: Final = frozenset(kind.value for kind in ItemType)


def find_damage(code: str, path: Path) -> Finding | None:
    """Find a code in scientific notation, or a basic code without its leading zeros.

    A basic code of the nation is 00, the type of the item and 8 digits: as a number, it has
    9 digits, or 10 for a type from 10. An organisation code of 9 digits is no such number.
    """
    code = code.strip()
    if len(code) >= _LENGTH and code.isalnum():
        return None  # perf: nearly always
    if _SCIENTIFIC.match(code):
        zh = "科学计数法,后面的数字已丢失"
        en = "scientific notation, whose last digits are lost"
        return finding("ZWIT014", path, code=code, problem_zh=zh, problem_en=en)
    if not _SHORTEST <= len(code) < _LENGTH - 1 or code[0] == "0":
        return None
    whole = code.zfill(_LENGTH)
    if not (whole.isascii() and whole.isdigit() and whole[2:4] in _TYPES):
        return None
    if organisation_code.is_valid(code):
        return None
    zh = f"丢了前导零,原来可能是 {whole}"
    en = f"its leading zeros are lost; it may have been {whole}"
    return finding("ZWIT014", path, code=code, problem_zh=zh, problem_en=en)
