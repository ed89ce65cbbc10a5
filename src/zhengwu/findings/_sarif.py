"""A report as SARIF 2.1.0, which code review shows beside the lines of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhengwu.findings._severity import Severity

if TYPE_CHECKING:
    from zhengwu.findings._finding import Finding
    from zhengwu.findings._report import Report

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def as_sarif(findings: Report, *, uri: str, version: str) -> dict[str, Any]:
    """The log, as plain data."""
    rules = {found.code: _rule(found) for found in findings}
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
                    _result(f, index[f.code], uri, findings.place(f).row)
                    for f in findings
                ],
            }
        ],
    }


def _rule(found: Finding) -> dict[str, Any]:
    from zhengwu.findings._registry import finding_title

    title = {lang: finding_title(found.code, lang) for lang in ("zh", "en")}
    return {
        "id": found.code,
        "shortDescription": {"text": f"{title['zh']} / {title['en']}"},
        "help": {"text": f"{found.hint_zh} / {found.hint_en}"},
    }


def _result(found: Finding, rule: int, uri: str, row: int) -> dict[str, Any]:
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
