"""Number of a resident (公民身份号码), masked in every output.

Source: GB 11643-1999 (18 characters, check character by ISO 7064 MOD 11-2). The module also
reads the earlier 15-digit numbers, residence permits for residents of Hong Kong, Macao and
Taiwan (divisions 810000, 820000, 830000), and the permanent residence card for foreigners
of 2023 (first character 9).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import attrs

from zhengwu._check_digits import PROVINCES, compute_resident_digit
from zhengwu._errors import ChecksumError, CodeFormatError
from zhengwu._paths import Path
from zhengwu._text import TextEnum
from zhengwu._values import TextValue
from zhengwu.codes._compact import compact_code, describe_non_text
from zhengwu.codes._profile import Profile, check_profile
from zhengwu.findings import Finding, finding

__all__ = [
    "ResidentId",
    "ResidentIdKind",
    "check",
    "check_digit",
    "compact",
    "format",
    "is_valid",
    "looks_like",
    "mask",
    "parse",
    "upgrade",
    "validate",
]

_SHAPE: Final = re.compile(r"[1-9]\d{16}[0-9X]\Z|[1-9]\d{14}\Z", re.ASCII)
_OLD_LENGTH: Final = 15
_VISIBLE: Final = 6  # digits that a masked number shows
_EARLIEST_BIRTH_YEAR: Final = 1880
_BODY: Final = 17  # digits before the check character
_KIND: Final = "resident_id"


class ResidentIdKind(TextEnum):
    """Kind of document of a resident number (居民证件种类)."""

    RESIDENT = "resident", "居民身份证", "resident identity card"
    HONG_KONG = "hong_kong", "港澳台居民居住证(香港)", "residence permit, Hong Kong"
    MACAO = "macao", "港澳台居民居住证(澳门)", "residence permit, Macao"
    TAIWAN = "taiwan", "港澳台居民居住证(台湾)", "residence permit, Taiwan"
    FOREIGN = "foreign", "外国人永久居留身份证", "permanent residence card"


_SPECIAL: Final = {
    "81": ResidentIdKind.HONG_KONG,
    "82": ResidentIdKind.MACAO,
    "83": ResidentIdKind.TAIWAN,
}


@attrs.frozen(repr=False, str=False)
class ResidentId(TextValue):
    """Number of a resident (公民身份号码) that shows only its division.

    ``repr``, ``str`` and findings are masked; `reveal` returns the full number.

    Args:
        number: The number in canonical form; 18 or 15 characters.

    >>> ResidentId("11010519491231002X")
    <ResidentId 110105************>
    """

    _number: str = attrs.field(alias="number")

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        problem = _describe_problem(self._number)
        if problem is not None:
            raise CodeFormatError(_KIND, mask(self._number), *problem)

    def reveal(self) -> str:
        """The full number."""
        return self._number

    @property
    def kind(self) -> ResidentIdKind:
        """Kind of document that carries the number."""
        if self._number[0] == "9":
            return ResidentIdKind.FOREIGN
        return _SPECIAL.get(self._number[:2], ResidentIdKind.RESIDENT)

    @property
    def region(self) -> str:
        """Issuing division, 6 digits; the province for a foreigner's card."""
        if self.kind is ResidentIdKind.FOREIGN:
            return self._number[1:3] + "0000"
        return self._number[:6]

    @property
    def birth(self) -> date:
        """Date of birth."""
        return _read_birth(self._number)

    @property
    def is_female(self) -> bool:
        """Whether the number is that of a woman."""
        digit = self._number[-1 if len(self._number) == _OLD_LENGTH else -2]
        return int(digit) % 2 == 0

    def to_data(self) -> str:
        """The number in full, to store it; ``str`` and ``repr`` mask it."""
        return self._number

    @classmethod
    def from_text(cls, text: str) -> ResidentId:
        """Read a number; see `parse`."""
        return parse(text)

    def __str__(self) -> str:
        return mask(self._number)

    def __repr__(self) -> str:
        return f"<ResidentId {self}>"


compact = compact_code


def mask(text: str) -> str:
    """Show the division and hide the rest (号码脱敏).

    >>> mask("11010519491231002X")
    '110105************'
    """
    code = compact(text)
    return code[:_VISIBLE] + "*" * max(0, len(code) - _VISIBLE)


def check_digit(body: str) -> str:
    """Check character for the first 17 digits (校验码; GB 11643-1999).

    Raises:
        CodeFormatError: The text is not 17 digits.

    >>> check_digit("11010519491231002")
    'X'
    """
    body = compact(body)
    if not (len(body) == _BODY and body.isascii() and body.isdigit()):
        raise CodeFormatError(
            _KIND,
            mask(body),
            "应为前 17 位",
            "should be the first 17 digits",
        )
    return compute_resident_digit(body)


def parse(text: str) -> ResidentId:
    """Parse a number (号码解析) without verifying the check character.

    Raises:
        CodeFormatError: Wrong length, characters or date; the message is masked.
    """
    return ResidentId(compact(text))


def _read_birth(code: str) -> date:
    text = "19" + code[6:12] if len(code) == _OLD_LENGTH else code[6:14]
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _describe_problem(code: str) -> tuple[str, str] | None:
    if not _SHAPE.match(code):
        return (
            f"应为 18 位(前 17 位数字,末位数字或 X)或 15 位数字,现为 {len(code)} 位",
            f"should have 17 digits and a digit or X, or 15 digits; has {len(code)}",
        )
    try:
        birth = _read_birth(code)
    except ValueError:
        return ("出生日期不存在", "the date of birth does not exist")
    if birth.year < _EARLIEST_BIRTH_YEAR:
        return ("出生日期过早", "the date of birth is too early")
    return None


def _describe_province(code: str) -> tuple[str, str] | None:
    """Problem of the province of a number whose form is correct; None without a problem."""
    province = code[1:3] if code[0] == "9" else code[:2]
    if province not in PROVINCES:
        return (
            f"没有省级代码 {province}(GB/T 2260)",
            f"no province has code {province} (GB/T 2260)",
        )
    return None


def looks_like(code: object) -> bool:
    """Whether form and date are those of a number (形似号码), whatever the check character.

    Never raises; an object that is no text does not look like a number.
    """
    if not isinstance(code, str) or not _SHAPE.match(code):
        return False
    return _describe_problem(code) is None


def validate(text: str) -> str:
    """Return the canonical form of a correct number (号码校验).

    Raises:
        CodeFormatError: Wrong length, characters or date.
        ChecksumError: The check character does not match. Both messages are masked.
    """
    code = parse(text).reveal()
    if (problem := _describe_province(code)) is not None:
        raise CodeFormatError(_KIND, mask(code), *problem)
    if len(code) != _OLD_LENGTH and code[-1] != compute_resident_digit(code[:-1]):
        # The expected character would reveal part of what the mask hides.
        raise ChecksumError(_KIND, mask(code), "?")
    return code


def is_valid(text: object) -> bool:
    """Whether form, date and check character are correct (是否有效). Never raises."""
    if not isinstance(text, str):
        return False
    code = compact(text)
    if not _SHAPE.match(code):  # perf: most codes of a list are no number of a person
        return False
    if _describe_problem(code) is not None or _describe_province(code) is not None:
        return False
    return len(code) == _OLD_LENGTH or code[-1] == compute_resident_digit(code[:-1])


def format(text: str, *, separator: str = " ") -> str:
    """Write a number in groups (分段书写), for reading aloud; not masked.

    >>> format("11010519491231002x")
    '110105 19491231 002X'
    """
    code = parse(text).reveal()
    end = 12 if len(code) == _OLD_LENGTH else 14
    return separator.join((code[:6], code[6:end], code[end:]))


def upgrade(text: str) -> str:
    """Convert a 15-digit number to 18 characters (号码升位): add century and check character.

    Raises:
        CodeFormatError: Wrong length, characters or date.

    >>> upgrade("110105491231002")
    '11010519491231002X'
    """
    code = parse(text).reveal()
    if len(code) != _OLD_LENGTH:
        return code
    body = code[:6] + "19" + code[6:]
    return body + compute_resident_digit(body)


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problems of a number (号码检查). Never raises, whatever the code is.

    The findings are masked.

    Args:
        text: The code; any object.
        path: Path of the code in the caller's data.
        profile: ``"form"`` or ``"list"``; the problems are errors in both.

    Raises:
        InputError: The profile is unknown.
    """
    check_profile(profile)
    if not isinstance(text, str):
        zh, en = describe_non_text(text)
        return (finding("ZWCD006", path, code="?", problem_zh=zh, problem_en=en),)
    code = compact(text)
    masked = mask(code)
    problem = _describe_problem(code) or _describe_province(code)
    if problem is not None:
        zh, en = problem
        return (finding("ZWCD006", path, code=masked, problem_zh=zh, problem_en=en),)
    if is_valid(code):
        return ()
    return (finding("ZWCD007", path, code=masked),)
