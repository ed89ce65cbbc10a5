"""A report as SARIF 2.1.0, which code review tools show next to the lines of a file."""

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
    """Write the SARIF log as plain data; `rows` gives the file line of each finding, or 0."""
    rules = {finding.code: _to_rule(finding) for finding in findings}
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


def _to_rule(finding: Finding) -> dict[str, Any]:
    from zhengwu.findings._registry import finding_title

    title = {lang: finding_title(finding.code, lang) for lang in ("zh", "en")}
    return {
        "id": finding.code,
        "shortDescription": {"text": f"{title['zh']} / {title['en']}"},
        "help": {"text": f"{finding.hint_zh} / {finding.hint_en}"},
    }


def _to_result(finding: Finding, rule: int, uri: str, row: int) -> dict[str, Any]:
    head = finding.path[0] if finding.path else 0
    line = row or (head + 1 if isinstance(head, int) else 1)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message_zh} / {finding.message_en}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": line},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.json_path}],
            }
        ],
    }
