"""Recognise the kind of a code by its layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import attrs

from zhengwu._frozen import FrozenMap, keep
from zhengwu._masking import mask_personal_data
from zhengwu._paths import JsonValue, Path
from zhengwu._text import TextEnum, quote_value
from zhengwu._values import Value
from zhengwu.codes import (
    basic_code,
    implementing_code,
    organisation_code,
    region_code,
    resident_id,
    uscc,
)
from zhengwu.codes._compact import clean_code, compact_code
from zhengwu.codes._profile import Profile, grade_findings
from zhengwu.findings import Finding, Severity, finding


class CodeKind(TextEnum):
    """Kind of a code (代码种类)."""

    USCC = "uscc", "统一社会信用代码", "unified social credit code"
    ORGANISATION = "organisation_code", "组织机构代码", "organisation code"
    BASIC = "basic_code", "基本编码", "basic code"
    IMPLEMENTING = "implementing_code", "实施编码", "implementing code"
    HANDLING_VARIANT = (
        "handling_variant",
        "业务办理项编码",
        "code of a handling variant",
    )
    IMPLEMENTING_DASHED = (
        "implementing_code_dashed",
        "实施编码(分段)",
        "implementing code with dashes",
    )
    BASIC_LOCAL = "basic_code_local", "地方基本编码", "local basic code"
    BASIC_LETTERS = "basic_code_letters", "字母基本编码", "basic code with letters"
    RESIDENT_ID = "resident_id", "公民身份号码", "resident number"
    REGION = "region_code", "行政区划代码", "division code"
    UNKNOWN = "unknown", "未识别", "unknown"


def _to_parts(value: Mapping[str, str]) -> FrozenMap[str]:
    return keep(value)


_NO_PARTS: Final[FrozenMap[str]] = FrozenMap()


@attrs.frozen(kw_only=True)
class CodeReading(Value):
    """Result of recognising a code (代码识读结果).

    Args:
        text: The input text; personal data in it are masked.
        kind: Kind of code.
        canonical: The code in upper case, without blanks.
        parts: Parts of the code by name.
        findings: Problems of the code.
    """

    text: str
    kind: CodeKind
    canonical: str
    parts: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=_to_parts)
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool | None:
        """Whether the code has no problems; None for an unknown layout."""
        if self.kind is CodeKind.UNKNOWN:
            return None
        return all(f.severity is Severity.INFO for f in self.findings)

    def to_record(self) -> dict[str, JsonValue]:
        """The result as plain data for JSON, with the keys that the command line prints."""
        return {
            "code": self.text,
            "kind": self.kind.value,
            "valid": self.valid,
            "parts": dict(self.parts),
            "findings": [f.to_record() for f in self.findings],
        }


def read_code(
    text: object, path: Path = (), *, profile: Profile = "list"
) -> CodeReading:
    """Recognise a code by its layout and report its problems (代码识读). Never raises.

    Args:
        text: The code; an object that is no text is read by its representation.
        path: Path of the code in the caller's data.
        profile: ``"list"`` for a list that exists already: a wrong check digit and an
            unknown layout are warnings. ``"form"`` for a code that a person types in: both
            are errors. A wrong length or alphabet and an empty code are always errors.

    Raises:
        InputError: The profile is unknown.

    >>> reading = read_code("12441500196720244T3442199806003")
    >>> reading.kind.value, reading.valid, reading.parts["level"]
    ('implementing_code', True, '3')
    """
    reading = _recognise(quote_value(text), path)
    graded = grade_findings(reading.findings, profile)
    if graded is reading.findings:
        return reading
    return attrs.evolve(reading, findings=graded)


def _make_reading(
    *,
    text: str,
    kind: CodeKind,
    canonical: str,
    parts: Mapping[str, str] = _NO_PARTS,
    findings: tuple[Finding, ...] = (),
) -> CodeReading:
    """A reading whose parts are of the right types."""
    return CodeReading.trusted(
        text=text,
        kind=kind,
        canonical=canonical,
        parts=FrozenMap(parts),
        findings=findings,
    )


def _recognise(text: str, path: Path) -> CodeReading:
    """Recognise a code, and report its problems as those of a list."""
    if dashed := implementing_code.match_dashed(text):
        return _read_dashed(text, dashed, path)
    code = compact_code(text)
    for recognise in _BY_LENGTH.get(len(code), ()):
        reading = recognise(text, code, path)
        if reading is not None:
            return reading
    for pattern, kind in _LOCAL_LAYOUTS:
        if match := pattern.match(clean_code(text).upper()):
            return _make_reading(
                text=text, kind=kind, canonical=match.group(), parts=match.groupdict()
            )
    problem = (
        finding("ZWCD003", path, code=text, length=len(code))
        if code
        else finding("ZWCD011", path)
    )
    return _make_reading(
        text=mask_personal_data(text),
        kind=CodeKind.UNKNOWN,
        canonical=mask_personal_data(code),
        findings=(problem,),
    )


def _read_resident_id(text: str, code: str, path: Path) -> CodeReading | None:
    """Read a resident number; mask it even if its check character is wrong.

    One resident number in 31 passes the check of a credit code as well. A correct resident
    number is read as such: a credit code hardly ever has a date and a second check digit.
    """
    del text  # the result must not contain the unmasked number
    if not resident_id.looks_like(code):
        return None
    if uscc.is_valid(code) and not resident_id.is_valid(code):
        return None
    number = resident_id.parse(code)
    return _make_reading(
        text=str(number),
        kind=CodeKind.RESIDENT_ID,
        canonical=str(number),
        parts={"region": number.region, "document": number.kind.value},
        findings=resident_id.check(code, path),
    )


def _read_region(text: str, code: str, _: Path) -> CodeReading | None:
    if not region_code.is_valid(code):
        return None
    region = region_code.parse(code)
    return _make_reading(
        text=text,
        kind=CodeKind.REGION,
        canonical=str(region),
        parts={"region": region.stem, "level": region.level},
    )


def _read_uscc(text: str, code: str, path: Path) -> CodeReading:
    return _make_reading(
        text=text,
        kind=CodeKind.USCC,
        canonical=code,
        parts={
            "registrar": code[0],
            "category": code[1],
            "region": code[2:8],
            "organisation": code[8:17],
            "check": code[17],
        },
        findings=uscc.check(text, path, profile="list"),
    )


def _read_organisation(text: str, code: str, _: Path) -> CodeReading | None:
    if not organisation_code.is_valid(code):
        return None
    return _make_reading(
        text=text,
        kind=CodeKind.ORGANISATION,
        canonical=code,
        parts={"body": code[:8], "check": code[8]},
    )


def _read_basic(text: str, code: str, _: Path) -> CodeReading | None:
    try:
        basic = basic_code.parse(code)
    except ValueError:
        return None
    return _make_reading(
        text=text,
        kind=CodeKind.BASIC,
        canonical=code,
        parts=attrs.asdict(basic),
    )


def _read_implementing(text: str, code: str, path: Path) -> CodeReading | None:
    match = implementing_code.match_code(code)
    if match is None:
        return None
    organ, level, basic, variant = match.group("organ", "level", "basic", "variant")
    parts = {"organ": organ, "level": level, "basic": basic}
    if variant:
        parts["variant"] = variant
    return _make_reading(
        text=text,
        kind=CodeKind.HANDLING_VARIANT if variant else CodeKind.IMPLEMENTING,
        canonical=code,
        parts=parts,
        findings=implementing_code.find_problems(text, match, path),
    )


def _read_dashed(text: str, match: re.Match[str], path: Path) -> CodeReading:
    return _make_reading(
        text=text,
        kind=CodeKind.IMPLEMENTING_DASHED,
        canonical=clean_code(text).upper(),
        parts=match.groupdict(),
        findings=implementing_code.check(text, path, profile="list"),
    )


# Local layouts of basic codes: 511A0138000000 and G-000007-001 (with dashes) in Sichuan;
# a type in letters, such as XK, and 8 characters (DB52/T 1264-2018).
_LOCAL_LAYOUTS: Final = (
    (
        re.compile(
            r"(?P<province>\d{2})(?P<type>\d[0-9A-Z])(?P<main>\d{8})(?P<variant>\d{2})\Z",
            re.ASCII,
        ),
        CodeKind.BASIC_LOCAL,
    ),
    (
        re.compile(r"(?P<type>[A-Z])-(?P<main>\d{6})-(?P<sub>\d{3})\Z", re.ASCII),
        CodeKind.BASIC_LOCAL,
    ),
    (
        re.compile(
            r"(?P<type>XK|CF|QZ|ZS|JF|JC|QR|JL|CJ|QT|GG)(?P<main>\d{5})"
            r"(?P<sub>\d{3}|\d{2}Y)\Z",
            re.ASCII,
        ),
        CodeKind.BASIC_LETTERS,
    ),
)

_Recognise: TypeAlias = Callable[[str, str, Path], CodeReading | None]
_BY_LENGTH: Final[Mapping[int, tuple[_Recognise, ...]]] = {
    6: (_read_region,),
    9: (_read_organisation, _read_region),
    12: (_read_basic, _read_region),
    15: (_read_resident_id,),
    18: (_read_resident_id, _read_uscc),
    31: (_read_implementing,),
    33: (_read_implementing,),
}
