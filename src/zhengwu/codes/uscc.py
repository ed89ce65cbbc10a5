"""Unified social credit code (统一社会信用代码), 18 characters.

Source: GB 32100-2015 with amendment 1 of 2016, modulus 31.

>>> from zhengwu.codes import uscc
>>> uscc.validate("1244-1500-196720244t")
'12441500196720244T'
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from zhengwu._check_digits import CREDIT_ALPHABET, compute_credit_digit
from zhengwu._errors import ChecksumError, CodeFormatError
from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu._values import TextValue
from zhengwu.codes._compact import compact_code, describe_non_text
from zhengwu.codes._profile import Profile, grade_findings
from zhengwu.findings import Finding, Severity, finding, finding_code

__all__ = [
    "Uscc",
    "check",
    "check_digit",
    "compact",
    "format",
    "is_valid",
    "parse",
    "validate",
]

_LENGTH: Final = 18
# Kinds of bodies by registering department: GB 32100-2015 with amendment 1 of 2016. Read in
# copies of the table that agree in every row: a page of 2020 (osuse.cn/post/10002590), the
# public repositories wanghanwanghan/someUtils, which names a county's bureau of statistics,
# and zbl1998-sdjn/usci-check, and others in Java and JavaScript.
_STANDARD: Final = {
    "1": "1239",  # 机构编制
    "2": "19",  # 外交
    "3": "123459",  # 司法行政
    "4": "19",  # 文化
    "5": "1239",  # 民政
    "6": "129",  # 旅游
    "7": "129",  # 宗教
    "8": "19",  # 工会
    "9": "123",  # 工商
    "A": "19",  # 中央军委改革和编制办公室
    "N": "1239",  # 农业
    "Y": "1",  # 其他
}
# Kinds assigned since, and issued: villagers' and residents' committees (54, 55), overseas
# NGOs (G1), owners' assemblies (J1) and others. Source: howardli/CredentialKit, which names
# no document; account forms of a bank confirm 55 and G, a second table confirms 99, a third
# the departments G, J and Q. A right code that is refused harms more than a wrong kind.
_ASSIGNED_SINCE: Final = {
    "3": "6",  # 商事调解组织
    "5": "45",  # 村民委员会、居民委员会
    "8": "2",  # 非法人工会组织
    "9": "9",  # 其他
    "G": "19",  # 公安:境外非政府组织代表机构
    "J": "19",  # 住房和城乡建设:业主大会
    "Q": "1239",  # 侨联
}
_CATEGORIES: Final = {
    registrar: _STANDARD.get(registrar, "") + _ASSIGNED_SINCE.get(registrar, "")
    for registrar in (*_STANDARD, *"GJQ")
}
_ANY: Final = f"[{CREDIT_ALPHABET}]"
_SHAPE: Final = re.compile(
    rf"({_ANY})({_ANY})(\d{{6}})({_ANY}{{9}})({_ANY})\Z", re.ASCII
)


@attrs.frozen
class Uscc(TextValue):
    """Parts of a unified social credit code (统一社会信用代码).

    The parts have the form of a code; the check digit is not verified.

    Args:
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

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        match = _SHAPE.match(str(self))
        if match is None or match.groups() != attrs.astuple(self):
            raise _refuse(str(self))

    def __str__(self) -> str:
        return "".join(attrs.astuple(self))

    @classmethod
    def from_text(cls, text: str) -> Uscc:
        """Read a code; see `parse`."""
        return parse(text)


compact = compact_code


def check_digit(body: str) -> str:
    """Check digit for the first 17 characters (校验码; GB 32100-2015, annex A).

    Raises:
        CodeFormatError: The text is not 17 characters of the alphabet.

    >>> check_digit("12441500196720244")
    'T'
    """
    code = compact(body)
    if len(code) != _LENGTH - 1 or not set(CREDIT_ALPHABET) >= set(code):
        raise CodeFormatError(
            "uscc", body, "应为前 17 位", "should be the first 17 characters"
        )
    return compute_credit_digit(code)


def parse(text: str) -> Uscc:
    """Parse the parts of a code (代码解析) without verifying the check digit.

    Raises:
        CodeFormatError: Wrong length or characters.
    """
    code = compact(text)
    match = _SHAPE.match(code)
    if match is None:
        raise CodeFormatError("uscc", text, *_describe_problem(code))
    registrar, category, region, organisation, check = match.groups()
    return Uscc.trusted(
        registrar=registrar,
        category=category,
        region=region,
        organisation=organisation,
        check=check,
    )


def _refuse(text: str) -> CodeFormatError:
    return CodeFormatError(
        "uscc",
        text,
        "各部分应依次为 1、1、6、9、1 位:数字或除 I、O、S、V、Z 外的大写字母,区划为数字",
        "the parts must have 1, 1, 6, 9 and 1 characters: digits or capitals except IOSVZ, "
        "digits alone in the division",
    )


def _describe_problem(code: str) -> tuple[str, str]:
    if len(code) != _LENGTH:
        return (
            f"应为 18 位,现为 {len(code)} 位",
            f"should have 18 characters, has {len(code)}",
        )
    if _SHAPE.match(code):
        return _describe_unknown_part(code)
    zh = "第 3 至 8 位应为数字,其余为数字或除 I、O、S、V、Z 外的大写字母"
    en = "characters 3 to 8 must be digits, the others digits or capitals except IOSVZ"
    return zh, en


def _describe_unknown_part(code: str) -> tuple[str, str]:
    """Problem of a code whose registrar, category or division does not exist."""
    if code[2] == "0":
        zh = f"没有登记机关行政区划 {code[2:8]}"
        return zh, f"division {code[2:8]} of the registrar does not exist"
    if code[0] not in _CATEGORIES:
        zh = f"没有登记管理部门 {code[0]}(GB 32100-2015 及第 1 号修改单)"
        en = (
            f"there is no registering department {code[0]} (GB 32100-2015, amendment 1)"
        )
        return zh, en
    zh = (
        f"登记管理部门 {code[0]} 没有机构类别 {code[1]},只有 "
        f"{'、'.join(_CATEGORIES[code[0]])}(GB 32100-2015 及第 1 号修改单)"
    )
    en = (
        f"registering department {code[0]} has no category {code[1]}, only "
        f"{', '.join(_CATEGORIES[code[0]])} (GB 32100-2015, amendment 1)"
    )
    return zh, en


def _is_possible(code: str) -> bool:
    """Whether form, registrar and category of a code are those of the standard."""
    return (
        _SHAPE.match(code) is not None
        and code[1] in _CATEGORIES.get(code[0], "")
        and code[2] != "0"
    )


def validate(text: str) -> str:
    """Return the canonical form of a correct code (代码校验).

    Raises:
        CodeFormatError: Wrong length or characters, or an unknown registrar or category.
        ChecksumError: The check digit does not match.

    >>> validate("12441500196720244t")
    '12441500196720244T'
    """
    code = str(parse(text))
    if not _is_possible(code):
        raise CodeFormatError("uscc", text, *_describe_problem(code))
    expected = compute_credit_digit(code[:-1])
    if code[-1] != expected:
        raise ChecksumError("uscc", code, expected)
    return code


def is_valid(text: object) -> bool:
    """Whether form, registrar, category and check digit are correct (是否有效). Never raises."""
    if not isinstance(text, str):
        return False
    code = compact(text)
    return _is_possible(code) and code[-1] == compute_credit_digit(code[:-1])


def format(text: str, *, separator: str = " ") -> str:
    """Write a code in groups (分段书写), for reading aloud.

    Raises:
        CodeFormatError: Wrong length or characters.

    >>> format("12441500196720244T")
    '12 441500 196720244 T'
    """
    code = parse(text)
    return separator.join(
        (code.registrar + code.category, code.region, code.organisation, code.check)
    )


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problems of a code (代码检查). Never raises, whatever the code is.

    Args:
        text: The code; any object.
        path: Path of the code in the caller's data.
        profile: ``"form"`` for a code that a person types in: whatever `is_valid` refuses is
            an error. ``"list"`` for a list that exists already: a wrong check digit and an
            unknown category are warnings, because some organs were issued such codes.

    Raises:
        InputError: The profile is unknown.

    >>> [f.severity.value for f in check("11440300007542785T")]
    ['error']
    >>> [f.severity.value for f in check("11440300007542785T", profile="list")]
    ['warning']
    """
    return grade_findings(_find_problems(text, path), profile)


def find_problems(code: str, path: Path) -> tuple[Finding, ...]:
    """Problems of a canonical code, as those of a list."""
    if _is_possible(code) and code[-1] == compute_credit_digit(code[:-1]):
        return ()  # perf: nearly always
    return _find_problems(code, path)


def _find_problems(text: object, path: Path) -> tuple[Finding, ...]:
    if not isinstance(text, str):
        zh, en = describe_non_text(text)
        return (
            finding(
                "ZWCD001", path, code=quote_value(text), problem_zh=zh, problem_en=en
            ),
        )
    code = compact(text)
    if not _is_possible(code):
        zh, en = _describe_problem(code)
        values = {"code": text, "problem_zh": zh, "problem_en": en}
        if not _SHAPE.match(code):
            return (finding("ZWCD001", path, **values),)
        # An unknown part: lists hold codes that were issued before the standard or outside it.
        problem = finding_code("ZWCD001").at(
            path, severity=Severity.WARNING, data=values
        )
        return (problem,)
    expected = compute_credit_digit(code[:-1])
    if code[-1] != expected:
        return (
            finding("ZWCD002", path, code=code, expected=expected, actual=code[-1]),
        )
    return ()
