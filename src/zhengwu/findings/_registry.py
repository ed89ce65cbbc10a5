"""The register of finding codes; each code is defined once, in `data/<area>.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._masking import mask_number, mask_personal_data
from zhengwu._paths import Path
from zhengwu._tables import shipped
from zhengwu._text import Lang, Text
from zhengwu._values import Value, freeze
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
    "PR": ("办理程序", "procedures"),
    "AU": ("清单检查", "audit of a list"),
    "WO": ("政务世界", "world of a hall"),
    "SC": ("改革情景", "reform scenarios"),
}
"""Areas of finding codes (检查代码分区): letters, Chinese name, English name."""

_NO_TITLE: Final = Text("", "")
_CODE: Final = re.compile(r"ZW(?P<area>[A-Z]{2})\d{3}\Z")
_LONGEST_QUOTE: Final = 120  # characters of an input value that a message quotes
_LONGEST_MASKED: Final = 20 * _LONGEST_QUOTE  # masking may shorten a value
_LONGEST_LIST: Final = 20  # entries of an input list that a message quotes
_DEEPEST: Final = 20  # levels of a value that a message quotes
_SMALLEST_PERSONAL: Final = 10**10  # a mobile telephone as a number
_LONGEST_NUMBER: Final = 10**18
_LARGEST_FLOAT: Final = 10**300  # a larger integer cannot be written as a float


@attrs.frozen(kw_only=True)
class FindingCode(Value):
    """Finding code (检查代码): the meaning of a code and the templates of its messages.

    Args:
        code: ``ZW``, two letters of the area, three digits.
        severity: Severity unless a rule set says otherwise.
        since: Version of this library that introduced the code.
        title_zh: Short title in Chinese.
        title_en: Short title in English.
        message_zh: Message template in Chinese; names in braces stand for values.
        message_en: Message template in English.
        why_zh: Why the problem matters, in Chinese.
        why_en: Why the problem matters, in English.
        fix_zh: What to do, in Chinese; the hint of the finding.
        fix_en: What to do, in English.
        example: Input that causes the finding.
        basis: Laws on which the finding rests.
    """

    code: str
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

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not _CODE.match(self.code):
            raise InputError(
                f"发现代码应形如 ZWAU001,现为 {self.code!r}",
                f"the code of a finding must look like ZWAU001, not {self.code!r}",
            )

    @property
    def area(self) -> str:
        """The two letters of the code that name its area."""
        return self.code[2:4]

    def at(
        self,
        path: Path = (),
        *,
        severity: Severity | None = None,
        basis: tuple[LegalBasis, ...] = (),
        data: dict[str, Any] | None = None,
    ) -> Finding:
        """Create a finding with this code.

        Args:
            path: Path to the faulty value.
            severity: Severity of this finding; that of the code if None.
            basis: Laws to cite in addition to those of the code.
            data: The values that the messages quote.
        """
        values = {name: _shorten_value(value) for name, value in (data or {}).items()}
        return Finding.trusted(
            code=self.code,
            severity=severity or self.severity,
            path=_mask_path(path),
            message_zh=self.message_zh.format_map(values),
            message_en=self.message_en.format_map(values),
            basis=(*self.basis, *basis),
            data=freeze(values),
            hint_zh=self.fix_zh,
            hint_en=self.fix_en,
        )


def _mask_path(path: Path) -> Path:
    """The path, masked where a row of data was read as the names of the columns."""
    return tuple(_mask_name(step) if isinstance(step, str) else step for step in path)


_mask_name = lru_cache(maxsize=1024)(mask_personal_data)  # perf: a list has few columns


def _shorten_value(value: Any, depth: int = 0) -> Any:
    """Shorten, mask and clean an input value so that a message can quote it."""
    if type(value) is str:  # perf: nearly always
        return _shorten_text(value)
    if isinstance(value, list | tuple | dict):
        return "…" if depth >= _DEEPEST else _shorten_entries(value, depth + 1)
    if isinstance(value, int | float) and abs(value) >= _SMALLEST_PERSONAL:
        value = mask_number(value)
    if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER:
        value = f"{value:.3e}" if abs(value) < _LARGEST_FLOAT else "…"
    return _shorten_text(value) if isinstance(value, str) else value


def _shorten_entries(
    value: list[Any] | tuple[Any, ...] | dict[Any, Any], depth: int
) -> Any:
    if isinstance(value, dict):
        pairs = islice(value.items(), _LONGEST_LIST)
        return {_shorten_value(n, depth): _shorten_value(e, depth) for n, e in pairs}
    entries = [_shorten_value(entry, depth) for entry in value[:_LONGEST_LIST]]
    return entries if isinstance(value, list) else tuple(entries)


def _shorten_text(text: str) -> str:
    text = mask_personal_data(text[:_LONGEST_MASKED])[: _LONGEST_QUOTE + 1]
    if not text.isascii():  # a surrogate cannot be written
        text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def finding(code: str, path: Path = (), /, **data: Any) -> Finding:
    """Create a finding from its code, its path and the values that it quotes.

    >>> finding("ZWLM001", (3, "时限"), text="尽快").message_en
    "no time limit could be read from '尽快'"
    """
    return finding_code(code).at(path, data=data)


def finding_code(code: str) -> FindingCode:
    """Look up a code.

    Raises:
        UnknownCodeError: The code is not registered.
    """
    table = _load_area(code[2:4]) if code[2:4] in AREAS else {}
    try:
        return table[code]
    except KeyError:
        raise UnknownCodeError("finding codes", code, sorted(table)) from None


def finding_title(code: str, lang: Lang = "zh") -> str:
    """Title of a code; empty for the code of a rule that a user registered."""
    definition = _load_area(code[2:4]).get(code) if code[2:4] in AREAS else None
    title = _NO_TITLE
    if definition is not None:
        title = Text(definition.title_zh, definition.title_en)
    return title.say(lang)


def finding_codes() -> tuple[FindingCode, ...]:
    """Every registered code, in the order of the areas."""
    return tuple(code for area in AREAS for code in _load_area(area).values())


@cache
def _load_area(area: str) -> dict[str, FindingCode]:
    rows = shipped("zhengwu.findings", f"{area.lower()}.toml")["finding"]
    return {row["code"]: _to_finding_code(row) for row in rows}


def _to_finding_code(row: dict[str, Any]) -> FindingCode:
    fields: dict[str, Any] = {
        **row,
        "severity": Severity(row["severity"]),
        "basis": tuple(LegalBasis(**basis) for basis in row.get("basis", ())),
    }
    return FindingCode(**fields)
