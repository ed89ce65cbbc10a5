"""Implementing code (实施编码) of an item: which organ implements which matter.

The code has 31 characters, or 33 with the handling variant (业务办理项); this is the layout
that live systems use. Portals do not publish the 24-character layout of GB/T 39046-2020.

>>> from zhengwu.codes import implementing_code
>>> implementing_code.format("12441500196720244T3442199806003")
'12441500196720244T 3 442199806003'
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from zhengwu._errors import CodeFormatError
from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu._values import TextValue
from zhengwu.codes import basic_code, organisation_code, uscc
from zhengwu.codes._compact import (
    clean_code,
    compact_code,
    count_length,
    require_text,
)
from zhengwu.codes._lists import Level, from_code
from zhengwu.codes._profile import Profile, check_profile, grade_findings
from zhengwu.codes.basic_code import BasicCode
from zhengwu.findings import Finding, finding

__all__ = [
    "ImplementingCode",
    "check",
    "compact",
    "format",
    "is_valid",
    "match_dashed",
    "parse",
    "validate",
]

_SHAPE: Final = re.compile(
    r"(?P<organ>[0-9A-Z]{18})(?P<level>\d)"
    rf"(?P<basic>{basic_code.LAYOUT})(?P<variant>\d{{2}})?\Z",
    re.ASCII,
)
_DASHED: Final = re.compile(
    r"(?P<base>\d{3}[0-9A-Z]\d{8}(?:\d{2})?|[A-Z]-\d{6}-\d{3})"
    r"-(?P<region>\d{12})-(?P<unit>\d{3})-(?P<organ>[0-9A-Z-]+)"
    r"-(?P<serial>\d)-(?P<variant>\d{2})\Z",
    re.ASCII | re.IGNORECASE,
)
_PARTS: Final = ("organ", "level", "basic", "variant")


@attrs.frozen(kw_only=True)
class ImplementingCode(TextValue):
    """Implementing code (实施编码): organ, level and matter; 31 or 33 characters.

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

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        match = _SHAPE.match(str(self))
        parts = (self.organ, self.level, str(self.basic), self.variant or None)
        if match is None or match.group(*_PARTS) != parts:
            raise _refuse(str(self))

    @classmethod
    def from_text(cls, text: str) -> ImplementingCode:
        """Read a code; see `parse`."""
        return parse(text)

    def __str__(self) -> str:
        return f"{self.organ}{self.level}{self.basic}{self.variant}"


compact = compact_code


def parse(text: str) -> ImplementingCode:
    """Parse an implementing code of 31 or 33 characters (代码解析).

    Does not verify the check digit of the organ; `validate` does.

    Raises:
        CodeFormatError: The text does not have that layout.

    >>> str(parse("12441500196720244T3442199806003").basic)
    '442199806003'
    """
    match = _SHAPE.match(compact(text))
    if match is None:
        raise _refuse(text)
    return ImplementingCode.trusted(
        organ=match["organ"],
        level=match["level"],
        basic=basic_code.make_basic(match),
        variant=match["variant"] or "",
    )


def _refuse(text: str) -> CodeFormatError:
    return CodeFormatError(
        "implementing_code",
        text,
        "应为 31 位:统一社会信用代码 18、行使层级 1、基本编码 12;或加业务办理项 2 位共 33 位",
        "should have 31 characters: credit code 18, level 1, basic code 12; or 33 "
        "with the handling variant",
    )


def validate(text: str) -> str:
    """Return the canonical form of a code (代码校验) and verify the organ's check digit.

    Raises:
        CodeFormatError: The text does not have that layout, or the organ's code is
            malformed.
        ChecksumError: The check digit of the organ does not match.
    """
    code = parse(text)
    uscc.validate(code.organ)
    return str(code)


def is_valid(text: object) -> bool:
    """Whether the layout and the organ of a code are correct (是否有效). Never raises."""
    if not isinstance(text, str):
        return False
    match = _SHAPE.match(compact(text))
    return match is not None and uscc.is_valid(match["organ"])


def format(text: str, *, separator: str = " ") -> str:
    """Write an implementing code in groups (分段书写), for reading aloud.

    Raises:
        CodeFormatError: The text does not have that layout.
    """
    code = parse(text)
    parts = (code.organ, code.level, str(code.basic), code.variant)
    return separator.join(part for part in parts if part)


def match_code(code: str) -> re.Match[str] | None:
    """Match a canonical code of 31 or 33 characters; None if it does not match."""
    return _SHAPE.match(code)


def match_dashed(text: str) -> re.Match[str] | None:
    """Match a code with dashes (分段实施编码), as used in Sichuan; None if it does not match.

    Raises:
        CodeFormatError: The value is no text.
    """
    code = clean_code(require_text(text))
    return _DASHED.match(code) if "-" in code else None


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problems of an implementing code (代码检查). Never raises, whatever the code is.

    Args:
        text: The code; any object.
        path: Path of the code in the caller's data.
        profile: ``"form"`` for a code that a person types in: whatever `is_valid` refuses is
            an error. ``"list"`` for a list that exists already: a wrong check
            digit of the organ and an unknown layout are warnings, and the layout with
            dashes is accepted, because localities use their own layouts.

    Raises:
        InputError: The profile is unknown.

    >>> [f.severity.value for f in check("1" * 30)]
    ['error']
    >>> [f.severity.value for f in check("1" * 30, profile="list")]
    ['warning']
    """
    check_profile(profile)
    if isinstance(text, str):
        dashed = match_dashed(text) if profile == "list" else None
        if dashed is not None:
            return (
                *_check_dashed_organ(dashed["organ"], path),
                *_check_case(text, path),
            )
        code = compact(text)
        if not code:
            return (finding("ZWCD011", path),)
        match = _SHAPE.match(code)
        if match is not None:
            return grade_findings(find_problems(text, match, path), profile)
    unknown = finding(
        "ZWCD003", path, code=quote_value(text), length=count_length(text)
    )
    return grade_findings((unknown,), profile)


def find_problems(text: str, match: re.Match[str], path: Path) -> tuple[Finding, ...]:
    """Problems of a code whose layout is right, as those of a list."""
    problems = uscc.find_problems(match["organ"], path)
    if from_code(Level, match["level"]) and text == match.string:
        return problems  # perf: nearly always
    return (
        *problems,
        *_check_level(match.string, match["level"], path),
        *_check_case(text, path),
    )


def _check_level(code: str, level: str, path: Path) -> tuple[Finding, ...]:
    if from_code(Level, level):
        return ()
    return (finding("ZWCD005", path, code=code, level=level),)


def _check_dashed_organ(organ: str, path: Path) -> tuple[Finding, ...]:
    """Check the organ; a correct organisation code is outdated, but not malformed."""
    if organisation_code.is_valid(organ):
        return (finding("ZWIT009", path, code=organ),)
    return uscc.check(organ, path, profile="list")


def _check_case(text: str, path: Path) -> tuple[Finding, ...]:
    """Report lower-case letters, which case-sensitive systems do not match."""
    if text == text.upper():
        return ()
    return (finding("ZWCD010", path, code=text, canonical=text.strip().upper()),)
