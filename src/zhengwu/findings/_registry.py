"""The register of finding codes: each is defined once, in `data/<area>.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._masking import mask_resident_numbers
from zhengwu._paths import Path
from zhengwu._tables import shipped
from zhengwu._text import Lang
from zhengwu.findings._finding import Finding
from zhengwu.findings._severity import Severity
from zhengwu.legal import LegalBasis

AREAS: Final = {
    "IO": ("读取文件", "reading files"),
    "CD": ("代码", "codes"),
    "CA": ("日历", "calendars"),
    "LM": ("办理时限", "time limits"),
    "OR": ("机构", "organs"),
    "IT": ("事项", "items"),
    "DE": ("放权与委托", "delegation"),
    "LC": ("办件规程", "process of an application"),
    "AU": ("清单检查", "audit of a list"),
    "WO": ("政务世界", "world of a hall"),
    "SC": ("改革情景", "reform scenarios"),
}
"""Areas of finding codes (检查代码分区): letters, Chinese name, English name."""

_CODE: Final = re.compile(r"ZW(?P<area>[A-Z]{2})\d{3}\Z")
_QUOTED: Final = 120  # characters of a foreign value that a message repeats
_LISTED: Final = 20  # entries of a foreign list, likewise
_LONGEST_NUMBER: Final = 10**18
_FLOATABLE: Final = 10**300


@attrs.frozen(kw_only=True)
class FindingCode:
    """Finding code (检查代码): what a code means and how its message is made.

    Args:
        code: ``ZW``, two letters of the area, three digits.
        severity: Severity unless a rule set says otherwise.
        since: Version of this library that brought it.
        title_zh: Name in a few Chinese characters.
        title_en: Name in a few English words.
        message_zh: Message; names in braces stand for values.
        message_en: The same in English.
        why_zh: Why it matters.
        why_en: The same in English.
        fix_zh: What to do; the hint of the finding.
        fix_en: The same in English.
        example: Input that causes it.
        basis: Laws on which it rests.
    """

    code: str = attrs.field(validator=attrs.validators.matches_re(_CODE))
    severity: Severity
    since: str
    title_zh: str
    title_en: str
    message_zh: str
    message_en: str
    why_zh: str
    why_en: str
    fix_zh: str
    fix_en: str
    example: str
    basis: tuple[LegalBasis, ...] = ()

    @property
    def area(self) -> str:
        """Two letters that name the area."""
        return self.code[2:4]

    def at(
        self,
        path: Path = (),
        *,
        severity: Severity | None = None,
        basis: tuple[LegalBasis, ...] = (),
        data: dict[str, Any] | None = None,
    ) -> Finding:
        """Make a finding with this code."""
        values = {name: _quotable(value) for name, value in (data or {}).items()}
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            path=path,
            message_zh=self.message_zh.format_map(values),
            message_en=self.message_en.format_map(values),
            basis=(*self.basis, *basis),
            data=values,
            hint_zh=self.fix_zh,
            hint_en=self.fix_en,
        )


def _quotable(value: Any) -> Any:
    """Keep a message short and printable, whatever the source held."""
    if isinstance(value, list):
        return [_quotable(entry) for entry in value[:_LISTED]]
    if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER:
        value = f"{value:.3e}" if abs(value) < _FLOATABLE else "…"
    if not isinstance(value, str):
        return value
    value = mask_resident_numbers(value)
    value = value[: _QUOTED + 1].encode("utf-8", "replace").decode()
    return value if len(value) <= _QUOTED else value[: _QUOTED - 1] + "…"


def finding(code: str, path: Path = (), /, **data: Any) -> Finding:
    """Make a finding from its code, its path and the values that it quotes.

    >>> finding("ZWLM001", (3, "时限"), text="尽快").message_en
    "no time limit could be read from '尽快'"
    """
    return finding_code(code).at(path, data=data)


def finding_code(code: str) -> FindingCode:
    """Look a code up.

    Raises:
        UnknownCodeError: It is not registered.
    """
    table = _area(code[2:4]) if code[2:4] in AREAS else {}
    try:
        return table[code]
    except KeyError:
        raise UnknownCodeError("finding codes", code, sorted(table)) from None


def finding_title(code: str, lang: Lang = "zh") -> str:
    """Title of a code; empty for a code that someone else's rule brought."""
    known = _area(code[2:4]).get(code) if code[2:4] in AREAS else None
    if known is None:
        return ""
    return known.title_en if lang == "en" else known.title_zh


def finding_codes() -> tuple[FindingCode, ...]:
    """Every registered code, in the order of the areas."""
    return tuple(code for area in AREAS for code in _area(area).values())


@cache
def _area(area: str) -> dict[str, FindingCode]:
    rows = shipped("zhengwu.findings", f"{area.lower()}.toml")["finding"]
    return {row["code"]: _finding_code(row) for row in rows}


def _finding_code(row: dict[str, Any]) -> FindingCode:
    fields: dict[str, Any] = {
        **row,
        "severity": Severity(row["severity"]),
        "basis": tuple(LegalBasis(**basis) for basis in row.get("basis", ())),
    }
    return FindingCode(**fields)
