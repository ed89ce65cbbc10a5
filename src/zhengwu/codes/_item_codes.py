"""Codes of items: basic, implementing, handling variant (基本编码、实施编码、业务办理项编码).

Layouts as live systems use them; the lengths in GB/T 39046-2020 (10 and 24) are not
what portals publish, so nothing is validated against them.
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from zhengwu._errors import CodeFormatError
from zhengwu.codes._uscc import compact_uscc, validate_uscc
from zhengwu.findings import Finding, Path, finding

_BASIC: Final = (
    r"(?P<region>\d{2})(?P<type>\d{2})(?P<department>[0-9A-Z]{2})"
    r"(?P<main>[0-9A-Z]{3})(?P<sub>\d{3}|\d{2}Y)"
)
_BASIC_SHAPE: Final = re.compile(_BASIC + r"\Z", re.ASCII)
_IMPLEMENTING_SHAPE: Final = re.compile(
    r"(?P<organ>[0-9A-Z]{18})(?P<level>\d)(?P<basic>[0-9A-Z]{12})(?P<variant>\d{2})?\Z",
    re.ASCII,
)


@attrs.frozen(kw_only=True)
class BasicCode:
    """Basic code (基本编码): what the matter is, the same at every tier; 12 characters.

    Args:
        region: ``00`` for the nation, else the first two digits of the province.
        type: Type of the item.
        department: Department that guides it.
        main: Main item.
        sub: Sub-item; ``000`` for none, ``00Y`` for a main item that has sub-items.
    """

    region: str
    type: str
    department: str
    main: str
    sub: str

    def __str__(self) -> str:
        return self.region + self.type + self.department + self.main + self.sub

    @property
    def is_main(self) -> bool:
        """Whether it is a main item with sub-items (主项)."""
        return self.sub.endswith("Y")


@attrs.frozen(kw_only=True)
class ImplementingCode:
    """Implementing code (实施编码): who does what; 31 characters, 33 with a variant.

    Args:
        organ: Unified social credit code of the implementing body.
        level: Exercise level, one digit.
        basic: Basic code.
        variant: Handling variant (业务办理项), two digits, or empty.
    """

    organ: str
    level: str
    basic: BasicCode
    variant: str = ""

    def __str__(self) -> str:
        return f"{self.organ}{self.level}{self.basic}{self.variant}"


def parse_basic_code(text: str) -> BasicCode:
    """Read a basic code.

    Raises:
        CodeFormatError: Not 12 characters of that layout.

    >>> parse_basic_code("44010401200y").is_main
    True
    """
    match = _BASIC_SHAPE.match(compact_uscc(text))
    if match is None:
        raise CodeFormatError(
            "basic_code",
            text,
            "应为 12 位:区划 2、类型 2、部门 2、主项 3、子项 3(或 00Y)",
            "should have 12 characters: region 2, type 2, department 2, main item 3, "
            "sub-item 3 (or 00Y)",
        )
    return BasicCode(**match.groupdict())


def is_valid_basic_code(text: str) -> bool:
    """Whether the text has the layout of a basic code. Never raises."""
    return _BASIC_SHAPE.match(compact_uscc(text)) is not None


def parse_implementing_code(text: str) -> ImplementingCode:
    """Read an implementing code of 31 or 33 characters.

    The organ's own check digit is not looked at; see `check_uscc`.

    Raises:
        CodeFormatError: Another layout.

    >>> str(parse_implementing_code("12441500196720244T3442199806003").basic)
    '442199806003'
    """
    match = _IMPLEMENTING_SHAPE.match(compact_uscc(text))
    if match is None or not is_valid_basic_code(match["basic"]):
        raise CodeFormatError(
            "implementing_code",
            text,
            "应为 31 位:统一社会信用代码 18、行使层级 1、基本编码 12;或加业务办理项 2 位共 33 位",
            "should have 31 characters: credit code 18, level 1, basic code 12; or 33 "
            "with the handling variant",
        )
    return ImplementingCode(
        organ=match["organ"],
        level=match["level"],
        basic=parse_basic_code(match["basic"]),
        variant=match["variant"] or "",
    )


def is_valid_implementing_code(text: str) -> bool:
    """Whether the text has the layout of an implementing code. Never raises."""
    match = _IMPLEMENTING_SHAPE.match(compact_uscc(text))
    return match is not None and is_valid_basic_code(match["basic"])


def check_basic_code(text: str, path: Path = ()) -> tuple[Finding, ...]:
    """Say what is wrong with a basic code; nothing if it is right. Never raises."""
    if is_valid_basic_code(text):
        return ()
    return (finding("ZWCD004", path, code=text, length=len(compact_uscc(text))),)


def validate_basic_code(text: str) -> str:
    """Return the canonical form of a basic code.

    Raises:
        CodeFormatError: Not 12 characters of that layout.
    """
    return str(parse_basic_code(text))


def format_basic_code(text: str, *, separator: str = " ") -> str:
    """Write a basic code in its groups, for people to read aloud.

    Raises:
        CodeFormatError: Not 12 characters of that layout.

    >>> format_basic_code("442199806003")
    '44 21 99 806 003'
    """
    code = parse_basic_code(text)
    return separator.join(
        (code.region, code.type, code.department, code.main, code.sub)
    )


def validate_implementing_code(text: str) -> str:
    """Return the canonical form of an implementing code, its organ's check included.

    Raises:
        CodeFormatError: Another layout, or the organ's code is malformed.
        ChecksumError: The organ's check digit does not match.
    """
    code = parse_implementing_code(text)
    validate_uscc(code.organ)
    return str(code)


def format_implementing_code(text: str, *, separator: str = " ") -> str:
    """Write an implementing code in its groups, for people to read aloud.

    Raises:
        CodeFormatError: Another layout.

    >>> format_implementing_code("12441500196720244T3442199806003")
    '12441500196720244T 3 442199806003'
    """
    code = parse_implementing_code(text)
    parts = (code.organ, code.level, str(code.basic), code.variant)
    return separator.join(part for part in parts if part)


def check_implementing_code(text: str, path: Path = ()) -> tuple[Finding, ...]:
    """Say what is wrong with an implementing code. Never raises.

    A failed check digit of its organ is a warning; another layout is information, as
    localities have layouts of their own.
    """
    from zhengwu.codes._reading import read_code

    return read_code(text, path).findings
