"""Identifiers and official code lists (代码).

Each identifier offers ``compact``, ``parse``, ``validate``, ``is_valid``, ``format`` and
``check``; `read_code` recognises any of them by its layout.
"""

from zhengwu.codes._item_codes import (
    BasicCode,
    ImplementingCode,
    check_basic_code,
    is_valid_basic_code,
    is_valid_implementing_code,
    parse_basic_code,
    parse_implementing_code,
)
from zhengwu.codes._lists import CaseKind, ItemType, Level, from_code
from zhengwu.codes._reading import CodeKind, CodeReading, read_code
from zhengwu.codes._uscc import (
    Uscc,
    check_uscc,
    compact_uscc,
    format_uscc,
    is_valid_organisation_code,
    is_valid_uscc,
    parse_uscc,
    uscc_check_digit,
    validate_uscc,
)

__all__ = [
    "BasicCode",
    "CaseKind",
    "CodeKind",
    "CodeReading",
    "ImplementingCode",
    "ItemType",
    "Level",
    "Uscc",
    "check_basic_code",
    "check_uscc",
    "compact_uscc",
    "format_uscc",
    "from_code",
    "is_valid_basic_code",
    "is_valid_implementing_code",
    "is_valid_organisation_code",
    "is_valid_uscc",
    "parse_basic_code",
    "parse_implementing_code",
    "parse_uscc",
    "read_code",
    "uscc_check_digit",
    "validate_uscc",
]
