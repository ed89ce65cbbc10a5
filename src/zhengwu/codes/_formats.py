"""Every identifier with the same six questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu.codes import _item_codes, _regions, _resident_id, _uscc
from zhengwu.codes._reading import CodeKind
from zhengwu.findings import Finding, Path


@attrs.frozen(kw_only=True)
class CodeFormat:
    """Kind of identifier (代码格式), and how it is read, checked and written.

    Args:
        kind: Which identifier.
        compact: Drops blanks and separators.
        parse: Its parts; raises CodeFormatError.
        validate: The canonical form of a correct one; raises, also ChecksumError.
        is_valid: Whether it is correct; never raises.
        format: In groups, for people to read aloud.
        check: What is wrong with it, as findings; never raises.

    >>> code_format("region_code").format("450103")
    '45 01 03'
    """

    kind: CodeKind
    compact: Callable[[str], str]
    parse: Callable[[str], Any]
    validate: Callable[[str], str]
    is_valid: Callable[[str], bool]
    format: Callable[[str], str]
    check: Callable[[str, Path], tuple[Finding, ...]]


@cache
def code_formats() -> Mapping[str, CodeFormat]:
    """Every identifier by the value of its kind (全部代码格式)."""
    formats = (
        CodeFormat(
            kind=CodeKind.USCC,
            compact=_uscc.compact_uscc,
            parse=_uscc.parse_uscc,
            validate=_uscc.validate_uscc,
            is_valid=_uscc.is_valid_uscc,
            format=_uscc.format_uscc,
            check=_uscc.check_uscc,
        ),
        CodeFormat(
            kind=CodeKind.ORGANISATION,
            compact=_uscc.compact_uscc,
            parse=_uscc.validate_organisation_code,
            validate=_uscc.validate_organisation_code,
            is_valid=_uscc.is_valid_organisation_code,
            format=_uscc.format_organisation_code,
            check=_uscc.check_organisation_code,
        ),
        CodeFormat(
            kind=CodeKind.RESIDENT_ID,
            compact=_resident_id.compact_resident_id,
            parse=_resident_id.parse_resident_id,
            validate=_resident_id.validate_resident_id,
            is_valid=_resident_id.is_valid_resident_id,
            format=_resident_id.format_resident_id,
            check=_resident_id.check_resident_id,
        ),
        CodeFormat(
            kind=CodeKind.BASIC,
            compact=_uscc.compact_uscc,
            parse=_item_codes.parse_basic_code,
            validate=_item_codes.validate_basic_code,
            is_valid=_item_codes.is_valid_basic_code,
            format=_item_codes.format_basic_code,
            check=_item_codes.check_basic_code,
        ),
        CodeFormat(
            kind=CodeKind.IMPLEMENTING,
            compact=_uscc.compact_uscc,
            parse=_item_codes.parse_implementing_code,
            validate=_item_codes.validate_implementing_code,
            is_valid=_item_codes.is_valid_implementing_code,
            format=_item_codes.format_implementing_code,
            check=_item_codes.check_implementing_code,
        ),
        CodeFormat(
            kind=CodeKind.REGION,
            compact=_regions.compact_region_code,
            parse=_regions.parse_region_code,
            validate=lambda text: str(_regions.parse_region_code(text)),
            is_valid=_regions.is_valid_region_code,
            format=_regions.format_region_code,
            check=_regions.check_region_code,
        ),
    )
    return FrozenMap({f.kind.value: f for f in formats})


def code_format(kind: str | CodeKind) -> CodeFormat:
    """How an identifier of that kind is handled (查询代码格式).

    Raises:
        UnknownCodeError: No such kind, or it has no form of its own.
    """
    name = kind.value if isinstance(kind, CodeKind) else kind
    formats = code_formats()
    if name not in formats:
        raise UnknownCodeError("code formats", name, tuple(formats))
    return formats[name]
