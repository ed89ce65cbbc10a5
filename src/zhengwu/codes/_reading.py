"""Any code, recognised by its layout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, TypeAlias

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu.codes._item_codes import parse_basic_code, parse_implementing_code
from zhengwu.codes._lists import Level, from_code
from zhengwu.codes._regions import is_valid_region_code, parse_region_code
from zhengwu.codes._resident_id import (
    check_resident_id,
    looks_like_resident_id,
    parse_resident_id,
)
from zhengwu.codes._uscc import (
    check_uscc,
    compact_uscc,
    is_valid_organisation_code,
    is_valid_uscc,
)
from zhengwu.findings import Finding, JsonValue, Path, Severity, finding

_DASHED: Final = re.compile(
    r"(?P<base>\d{3}[0-9A-Z]\d{8}(?:\d{2})?|[A-Z]-\d{6}-\d{3})"
    r"-(?P<region>\d{12})-(?P<unit>\d{3})-(?P<organ>[0-9A-Z-]+)"
    r"-(?P<serial>\d)-(?P<variant>\d{2})\Z",
    re.ASCII | re.IGNORECASE,
)


class CodeKind(Enum):
    """Kind of a code (代码种类)."""

    USCC = "uscc"
    ORGANISATION = "organisation_code"
    BASIC = "basic_code"
    IMPLEMENTING = "implementing_code"
    HANDLING_VARIANT = "handling_variant"
    IMPLEMENTING_DASHED = "implementing_code_dashed"
    BASIC_LOCAL = "basic_code_local"
    BASIC_LETTERS = "basic_code_letters"
    RESIDENT_ID = "resident_id"
    REGION = "region_code"
    UNKNOWN = "unknown"


def _to_parts(value: Mapping[str, str]) -> FrozenMap[str]:
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


@attrs.frozen(kw_only=True)
class CodeReading:
    """What a text was recognised as (代码识读结果).

    Args:
        text: The text as it was given.
        kind: The kind of code.
        canonical: The code without blanks, letters large.
        parts: Its parts by name.
        findings: What is wrong with it.
    """

    text: str
    kind: CodeKind
    canonical: str
    parts: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=_to_parts)
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool | None:
        """True if nothing is wrong, False if something is, None for an unknown layout."""
        if self.kind is CodeKind.UNKNOWN:
            return None
        return all(f.severity is Severity.INFO for f in self.findings)

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data with the keys of the command line's JSON."""
        return {
            "code": self.text,
            "kind": self.kind.value,
            "valid": self.valid,
            "parts": dict(self.parts),
            "findings": [f.to_dict() for f in self.findings],
        }


def read_code(text: str, path: Path = ()) -> CodeReading:
    """Recognise a code by its layout and say what is wrong with it. Never raises.

    A failed check digit is a warning, a broken length or alphabet an error, an unknown
    layout information.

    >>> reading = read_code("12441500196720244T3442199806003")
    >>> reading.kind.value, reading.valid, reading.parts["level"]
    ('implementing_code', True, '3')
    """
    if dashed := _DASHED.match(text.strip()):
        return _dashed(text, dashed, path)
    code = compact_uscc(unicodedata.normalize("NFKC", text))
    for recognise in _BY_LENGTH.get(len(code), ()):
        reading = recognise(text, code, path)
        if reading is not None:
            return reading
    for pattern, kind in _LOCAL:
        if local := pattern.match(text.strip().upper()):
            return CodeReading(
                text=text, kind=kind, canonical=local.group(), parts=local.groupdict()
            )
    unknown = finding("ZWCD003", path, code=text, length=len(code))
    return CodeReading(
        text=text, kind=CodeKind.UNKNOWN, canonical=code, findings=(unknown,)
    )


def _resident(text: str, code: str, path: Path) -> CodeReading | None:
    """What looks like a resident number is not shown, whether it checks or not."""
    del text
    if not looks_like_resident_id(code) or is_valid_uscc(code):
        return None
    number = parse_resident_id(code)
    return CodeReading(
        text=str(number),
        kind=CodeKind.RESIDENT_ID,
        canonical=str(number),
        parts={"region": number.region, "document": number.kind.value},
        findings=check_resident_id(code, path),
    )


def _region(text: str, code: str, _: Path) -> CodeReading | None:
    if not is_valid_region_code(code):
        return None
    region = parse_region_code(code)
    return CodeReading(
        text=text,
        kind=CodeKind.REGION,
        canonical=str(region),
        parts={"region": region.stem, "level": region.level},
    )


def _uscc(text: str, code: str, path: Path) -> CodeReading:
    return CodeReading(
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
        findings=check_uscc(text, path),
    )


def _organisation(text: str, code: str, _: Path) -> CodeReading | None:
    if not is_valid_organisation_code(code):
        return None
    return CodeReading(
        text=text,
        kind=CodeKind.ORGANISATION,
        canonical=code,
        parts={"body": code[:8], "check": code[8]},
    )


def _basic(text: str, code: str, _: Path) -> CodeReading | None:
    try:
        basic = parse_basic_code(code)
    except ValueError:
        return None
    return CodeReading(
        text=text,
        kind=CodeKind.BASIC,
        canonical=code,
        parts=attrs.asdict(basic),
    )


def _implementing(text: str, code: str, path: Path) -> CodeReading | None:
    try:
        parsed = parse_implementing_code(code)
    except ValueError:
        return None
    parts = {"organ": parsed.organ, "level": parsed.level, "basic": str(parsed.basic)}
    if parsed.variant:
        parts["variant"] = parsed.variant
    level = (
        ()
        if from_code(Level, parsed.level)
        else (finding("ZWCD005", path, code=code, level=parsed.level),)
    )
    return CodeReading(
        text=text,
        kind=CodeKind.HANDLING_VARIANT if parsed.variant else CodeKind.IMPLEMENTING,
        canonical=code,
        parts=parts,
        findings=(*check_uscc(parsed.organ, path), *level, *_small(text, path)),
    )


def _dashed(text: str, match: re.Match[str], path: Path) -> CodeReading:
    return CodeReading(
        text=text,
        kind=CodeKind.IMPLEMENTING_DASHED,
        canonical=text.strip().upper(),
        parts=match.groupdict(),
        findings=(*_organ(match["organ"], path), *_small(text, path)),
    )


def _organ(organ: str, path: Path) -> tuple[Finding, ...]:
    """A correct organisation code is an old one, not a wrong one."""
    if is_valid_organisation_code(organ):
        return (finding("ZWIT009", path, code=organ),)
    return check_uscc(organ, path)


def _small(text: str, path: Path) -> tuple[Finding, ...]:
    """Small letters, which systems that compare codes do not match."""
    if text == text.upper():
        return ()
    return (finding("ZWCD010", path, code=text, canonical=text.strip().upper()),)


# Layouts of basic codes that localities use: Sichuan 511A0138000000, with dashes G-000007-001;
# the letters of DB52/T 1264-2018: XK and 8 characters.
_LOCAL: Final = (
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
    6: (_region,),
    9: (_organisation, _region),
    12: (_basic, _region),
    15: (_resident,),
    18: (_resident, _uscc),
    31: (_implementing,),
    33: (_implementing,),
}
