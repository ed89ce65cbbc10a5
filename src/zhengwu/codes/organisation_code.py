"""Organisation code (组织机构代码): 8 characters and a check character.

Source: GB 11714-1997, modulus 11. The check character is often preceded by a dash.

>>> from zhengwu.codes import organisation_code
>>> organisation_code.validate("68236467-9")
'682364679'
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from zhengwu._check_digits import compute_organisation_digit
from zhengwu._errors import ChecksumError, CodeFormatError
from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu._values import TextValue
from zhengwu.codes._compact import compact_code
from zhengwu.codes._profile import Profile, check_profile
from zhengwu.findings import Finding, finding

__all__ = [
    "OrganisationCode",
    "check",
    "compact",
    "format",
    "is_valid",
    "parse",
    "validate",
]

_SHAPE: Final = re.compile(r"([0-9A-Z]{8})([0-9X])\Z", re.ASCII)


@attrs.frozen
class OrganisationCode(TextValue):
    """Parts of an organisation code (组织机构代码).

    The parts have the form of a code; the check character is not verified.

    Args:
        body: 8 characters (本体代码).
        check: Check character.
    """

    body: str
    check: str

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        match = _SHAPE.match(str(self))
        if match is None or match.groups() != (self.body, self.check):
            raise _refuse(str(self), str(self))

    @classmethod
    def from_text(cls, text: str) -> OrganisationCode:
        """Read a code; see `parse`."""
        return parse(text)

    def __str__(self) -> str:
        return self.body + self.check


compact = compact_code


def parse(text: str) -> OrganisationCode:
    """Parse the parts of a code (代码解析) without verifying the check character.

    Raises:
        CodeFormatError: Wrong length or characters.
    """
    code = compact(text)
    if not _SHAPE.match(code):
        raise _refuse(text, code)
    return OrganisationCode.trusted(body=code[:-1], check=code[-1])


def _refuse(text: str, code: str) -> CodeFormatError:
    return CodeFormatError(
        "organisation_code",
        text,
        f"应为 8 位数字或大写字母和 1 位校验码,现为 {len(code)} 位",
        "should have 8 digits or upper-case letters and a check character, "
        f"has {len(code)} characters",
    )


def validate(text: str) -> str:
    """Return the canonical 9 characters of a correct code (代码校验).

    Raises:
        CodeFormatError: Wrong length or characters.
        ChecksumError: The check character does not match.
    """
    code = parse(text)
    expected = compute_organisation_digit(code.body)
    if code.check != expected:
        raise ChecksumError("organisation_code", str(code), expected)
    return str(code)


def is_valid(text: object) -> bool:
    """Whether the form and the check character of a code are correct (是否有效). Never raises.

    >>> is_valid("68236467-9")
    True
    """
    if not isinstance(text, str):
        return False
    code = compact(text)
    return _SHAPE.match(code) is not None and code[-1] == compute_organisation_digit(
        code[:-1]
    )


def format(text: str) -> str:
    """Write a code with the dash (分段书写).

    Raises:
        CodeFormatError: Wrong length or characters.
        ChecksumError: The check character does not match.

    >>> format("682364679")
    '68236467-9'
    """
    code = validate(text)
    return f"{code[:-1]}-{code[-1]}"


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problem of a code (代码检查). Never raises, whatever the code is.

    Args:
        text: The code; any object.
        path: Path of the code in the caller's data.
        profile: ``"form"`` or ``"list"``; the problems are errors in both.

    Raises:
        InputError: The profile is unknown.
    """
    check_profile(profile)
    if is_valid(text):
        return ()
    zh = "9 位组织机构代码的位数、字符或校验码有误"
    en = "not a correct organisation code"
    return (
        finding("ZWCD001", path, code=quote_value(text), problem_zh=zh, problem_en=en),
    )
