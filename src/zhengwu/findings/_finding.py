"""A finding: a problem or an oddity in the data, written for a civil servant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import total_ordering
from typing import Any

import attrs

from zhengwu._frozen import FrozenMap, keep
from zhengwu._paths import JsonValue, Path, json_path, path_key
from zhengwu._text import Lang, Text
from zhengwu._values import Value, write_any
from zhengwu.findings._severity import Severity
from zhengwu.legal import LegalBasis


def _to_path(value: Iterable[str | int]) -> Path:
    return keep(value)


def _to_bases(value: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return keep(value)


def _to_data(value: Mapping[str, Any]) -> FrozenMap[Any]:
    return keep(value)


@total_ordering
@attrs.frozen(kw_only=True)
class Finding(Value):
    """Finding (检查发现): what is wrong, where, why it matters and what to do.

    `zhengwu.findings.finding` creates findings from the register of codes. Messages are
    for people; programs read `code` and `data`. Findings sort by path, then by severity
    (worst first), then by code.

    Args:
        code: Registered code such as ``ZWLM001``; never reused.
        severity: ERROR, WARNING or INFO.
        path: Path to the faulty value, from the root that the caller passed.
        message_zh: What is wrong, in Chinese; understandable without the English text.
        message_en: What is wrong, in English.
        basis: Laws on which the finding rests; empty only for faults of data format.
        data: The values that the messages quote.
        hint_zh: What to do, in Chinese.
        hint_en: What to do, in English.
    """

    code: str
    severity: Severity
    path: Path = attrs.field(default=(), converter=_to_path)
    message_zh: str
    message_en: str
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    data: Mapping[str, Any] = attrs.field(factory=dict[str, Any], converter=_to_data)
    hint_zh: str = ""
    hint_en: str = ""

    @property
    def json_path(self) -> str:
        """The path as JSONPath, such as ``$[3].limits.promised``."""
        return json_path(self.path)

    @property
    def area(self) -> str:
        """The two letters of the code that name its area, such as ``LM``."""
        return self.code[2:4]

    def message(self, lang: Lang = "zh") -> str:
        """The message in ``"zh"`` or ``"en"``."""
        return Text(self.message_zh, self.message_en).say(lang)

    def hint(self, lang: Lang = "zh") -> str:
        """The hint in ``"zh"`` or ``"en"``."""
        return Text(self.hint_zh, self.hint_en).say(lang)

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the finding, independent of the position of its record."""
        data: dict[str, Any] = {k: v for k, v in self.data.items() if k != "first"}
        path = [step for step in self.path if isinstance(step, str)]
        text = json.dumps([self.code, path, data], sort_keys=True, default=str)
        return f"{self.code}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def under(self, *prefix: str | int) -> Finding:
        """The same finding with `prefix` put before its path."""
        return attrs.evolve(self, path=(*prefix, *self.path))

    def to_record(self) -> dict[str, JsonValue]:
        """The finding as plain data for JSON, with the keys that the command line prints."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "path": list(self.path),
            "json_path": self.json_path,
            "message_zh": self.message_zh,
            "message_en": self.message_en,
            "basis": [dict(basis.to_record()) for basis in self.basis],
            "data": write_any(self.data),
            "hint_zh": self.hint_zh,
            "hint_en": self.hint_en,
        }

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Sort key: path, severity (worst first), code, message."""
        return (path_key(self.path), -self.severity.rank, self.code, self.message_zh)

    def __lt__(self, other: object) -> bool:
        if isinstance(other, Finding):
            return bool(self.sort_key < other.sort_key)
        return NotImplemented
