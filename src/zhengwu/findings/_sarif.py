"""A report as SARIF 2.1.0, which code review shows beside the lines of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from zhengwu.findings._finding import Finding
from zhengwu.findings._severity import Severity

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def write_sarif(
    findings: Sequence[Finding], rows: Sequence[int], *, uri: str, version: str
) -> dict[str, Any]:
    """The log, as plain data; `rows` are the lines of the findings, or 0."""
    rules = {found.code: _to_rule(found) for found in findings}
    index = {code: number for number, code in enumerate(rules)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "zhengwu",
                        "version": version,
                        "rules": [*rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _to_result(f, index[f.code], uri, row)
                    for f, row in zip(findings, rows, strict=True)
                ],
            }
        ],
    }


def _to_rule(found: Finding) -> dict[str, Any]:
    from zhengwu.findings._registry import finding_title

    title = {lang: finding_title(found.code, lang) for lang in ("zh", "en")}
    return {
        "id": found.code,
        "shortDescription": {"text": f"{title['zh']} / {title['en']}"},
        "help": {"text": f"{found.hint_zh} / {found.hint_en}"},
    }


def _to_result(found: Finding, rule: int, uri: str, row: int) -> dict[str, Any]:
    head = found.path[0] if found.path else 0
    line = row or (head + 1 if isinstance(head, int) else 1)
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.message_zh} / {found.message_en}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": line},
                },
                "logicalLocations": [{"fullyQualifiedName": found.json_path}],
            }
        ],
    }
