"""Unified social credit code and organisation code (统一社会信用代码、组织机构代码).

Source: GB 32100-2015 (18 characters, modulus 31) and GB 11714-1997 (8 + 1, modulus 11).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from zhengwu._errors import ChecksumError, CodeFormatError
from zhengwu.findings import Finding, Path, finding

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I O S V Z
_VALUES: Final = {char: value for value, char in enumerate(_ALPHABET)}
_LENGTH: Final = 18
_MODULUS: Final = 31
_WEIGHTS: Final = tuple(pow(3, i, _MODULUS) for i in range(_LENGTH - 1))
_SHAPE: Final = re.compile(rf"[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}\Z", re.ASCII)

_ORGAN_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGAN_MODULUS: Final = 11
_ORGAN_SHAPE: Final = re.compile(r"[0-9A-Z]{8}[0-9X]\Z", re.ASCII)


class Uscc(NamedTuple):
    """Parts of a unified social credit code (统一社会信用代码).

    Attributes:
        registrar: Registering department, 1 character (登记管理部门).
        category: Kind of body, 1 character (机构类别).
        region: Division where it was registered, 6 digits (登记管理机关行政区划).
        organisation: Organisation code, 9 characters (主体标识码).
        check: Check digit, 1 character.
    """

    registrar: str
    category: str
    region: str
    organisation: str
    check: str

    def __str__(self) -> str:
        return "".join(self)


def compact_uscc(text: str) -> str:
    """Drop blanks and separators and write letters large.

    >>> compact_uscc(" 1244-1500-196720244t ")
    '12441500196720244T'
    """
    return "".join(text.split()).replace("-", "").upper()


def uscc_check_digit(body: str) -> str:
    """Check digit for the first 17 characters (GB 32100-2015, annex A).

    Raises:
        CodeFormatError: Not 17 characters of the alphabet.

    >>> uscc_check_digit("12441500196720244")
    'T'
    """
    code = compact_uscc(body)
    if len(code) != _LENGTH - 1 or not _VALUES.keys() >= set(code):
        raise CodeFormatError(
            "uscc", body, "应为前 17 位", "should be the first 17 characters"
        )
    return _check_digit(code)


@lru_cache(maxsize=1024)  # perf: a list names few organs, many times each
def _check_digit(body: str) -> str:
    total = sum(_VALUES[c] * w for c, w in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % _MODULUS]


def parse_uscc(text: str) -> Uscc:
    """Read the parts of a code, without a look at the check digit.

    Raises:
        CodeFormatError: Wrong length or characters.
    """
    code = compact_uscc(text)
    if not _SHAPE.match(code):
        raise CodeFormatError("uscc", text, *_problem(code))
    return Uscc(code[0], code[1], code[2:8], code[8:17], code[17])


def _problem(code: str) -> tuple[str, str]:
    if len(code) != _LENGTH:
        return (
            f"应为 18 位,现为 {len(code)} 位",
            f"should have 18 characters, has {len(code)}",
        )
    zh = "第 3 至 8 位应为数字,其余为数字或除 I、O、S、V、Z 外的大写字母"
    en = "characters 3 to 8 must be digits, the others digits or capitals but IOSVZ"
    return zh, en


def validate_uscc(text: str) -> str:
    """Return the canonical form of a correct code.

    Raises:
        CodeFormatError: Wrong length or characters.
        ChecksumError: The check digit does not match.

    >>> validate_uscc("12441500196720244t")
    '12441500196720244T'
    """
    code = str(parse_uscc(text))
    expected = _check_digit(code[:-1])
    if code[-1] != expected:
        raise ChecksumError("uscc", code, expected)
    return code


def is_valid_uscc(text: str) -> bool:
    """Whether the code has the right form and check digit. Never raises."""
    code = compact_uscc(text)
    return bool(_SHAPE.match(code)) and code[-1] == _check_digit(code[:-1])


def format_uscc(text: str, *, separator: str = " ") -> str:
    """Write a code in its groups, for people to read aloud.

    >>> format_uscc("12441500196720244T")
    '12 441500 196720244 T'
    """
    code = parse_uscc(text)
    return separator.join(
        (code.registrar + code.category, code.region, code.organisation, code.check)
    )


def check_uscc(text: str, path: Path = ()) -> tuple[Finding, ...]:
    """Say what is wrong with a code; nothing if it is right. Never raises.

    A wrong length or alphabet is an error. A check digit that does not match is a
    warning: real organs have been given such codes.
    """
    code = compact_uscc(text)
    if not _SHAPE.match(code):
        zh, en = _problem(code)
        return (finding("ZWCD001", path, code=text, problem_zh=zh, problem_en=en),)
    expected = _check_digit(code[:-1])
    if code[-1] != expected:
        return (finding("ZWCD002", path, code=code, expected=expected, found=code[-1]),)
    return ()


def validate_organisation_code(text: str) -> str:
    """Return the canonical 9 characters of a correct organisation code (组织机构代码).

    Raises:
        CodeFormatError: Wrong length or characters.
        ChecksumError: The check digit does not match.
    """
    code = compact_uscc(text)
    if not _ORGAN_SHAPE.match(code):
        raise CodeFormatError(
            "organisation_code",
            text,
            f"应为 8 位数字或大写字母和 1 位校验码,现为 {len(code)} 位",
            f"should have 8 digits or capitals and a check character, has {len(code)}",
        )
    expected = _organ_check(code)
    if code[-1] != expected:
        raise ChecksumError("organisation_code", code, expected)
    return code


def check_organisation_code(text: str, path: Path = ()) -> tuple[Finding, ...]:
    """Say that an organisation code is wrong; nothing if it is right. Never raises."""
    if is_valid_organisation_code(text):
        return ()
    zh, en = (
        "9 位组织机构代码的位数、字符或校验码有误",
        "not a correct organisation code",
    )
    return (finding("ZWCD001", path, code=text, problem_zh=zh, problem_en=en),)


def format_organisation_code(text: str) -> str:
    """Write an organisation code with its dash.

    Raises:
        CodeFormatError: Wrong length or characters.
        ChecksumError: The check digit does not match.

    >>> format_organisation_code("682364679")
    '68236467-9'
    """
    code = validate_organisation_code(text)
    return f"{code[:-1]}-{code[-1]}"


def _organ_check(code: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGAN_WEIGHTS, strict=False))
    check = _ORGAN_MODULUS - total % _ORGAN_MODULUS
    return {10: "X", 11: "0"}.get(check, str(check))


def is_valid_organisation_code(text: str) -> bool:
    """Whether an organisation code (组织机构代码) has the right form and check digit.

    The 9 characters may be written with a dash before the last.

    >>> is_valid_organisation_code("68236467-9")
    True
    """
    code = compact_uscc(text)
    if not _ORGAN_SHAPE.match(code):
        return False
    return code[-1] == _organ_check(code)
