"""A report as SARIF 2.1.0, which code review tools show next to the lines of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from zhengwu._text import Text
from zhengwu._visible import show_controls
from zhengwu.findings._finding import Finding
from zhengwu.findings._severity import Severity

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT: Final = "zhengwuFinding/v1"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_CAPPED: Final = Text(
    "共 {count} 条发现,此文件只列出最严重的 {limit} 条;全部发现见 JSON 或 CSV 报告",
    "{count} findings, of which this file lists the worst {limit}; "
    "the reports in JSON and CSV list all",
)
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]|\\\\")


def write_sarif(  # every option of the public method
    findings: Sequence[Finding],
    row_of: Callable[[Finding], int],
    *,
    uri: str,
    version: str,
    help_base: str,
    limit: int,
) -> dict[str, Any]:
    """Write the SARIF log as plain data.

    Args:
        findings: The findings.
        row_of: Gives the file line of a finding, or 0 if unknown.
        uri: Path of the examined file.
        version: Version of this library.
        help_base: Address of the page of finding codes.
        limit: Maximum number of results; the worst findings are kept.
    """
    kept = findings
    if len(findings) > limit:
        kept = sorted(findings, key=lambda f: -f.severity.rank)[:limit]
    rules = {f.code: _to_rule(f, help_base) for f in kept}
    index = {code: number for number, code in enumerate(rules)}
    location = _to_location(uri)
    seen: Counter[str] = Counter()
    results: list[dict[str, Any]] = []
    for finding in kept:
        seen[finding.fingerprint] += 1
        fingerprint = f"{finding.fingerprint}:{seen[finding.fingerprint]}"
        results.append(
            {
                **_to_result(finding, location, row_of(finding)),
                "ruleIndex": index[finding.code],
                "partialFingerprints": {_FINGERPRINT: fingerprint},
            }
        )
    driver = {"name": "zhengwu", "version": version, "rules": [*rules.values()]}
    run = {
        "tool": {"driver": driver},
        "invocations": [_describe_run(len(findings), limit)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _describe_run(count: int, limit: int) -> dict[str, Any]:
    """Describe the run, with a notice if the results are not all findings."""
    run: dict[str, Any] = {"executionSuccessful": True}
    if count > limit:
        said = (_CAPPED.say(lang, count=count, limit=limit) for lang in ("zh", "en"))
        notice = {"level": "warning", "message": {"text": " / ".join(said)}}
        run["toolExecutionNotifications"] = [notice]
    return run


def _to_location(path: str) -> dict[str, Any]:
    """Location of a file: a reference relative to the root of the sources, if it can be.

    Only the characters of a path stay as they are; a colon would start a scheme.
    """
    is_local = _DRIVE.match(path) is not None
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return {"uri": "file:" + quote(path, errors="replace")}
    if is_local or path.startswith("/"):
        return {
            "uri": "file:///" + quote(path.lstrip("/"), errors="replace", safe="/:")
        }
    plain = str(PurePosixPath(path)) if path else ""
    return {"uri": quote(plain, errors="replace")}


def _to_rule(finding: Finding, help_base: str) -> dict[str, Any]:
    from zhengwu.findings._registry import finding_title

    title = {lang: finding_title(finding.code, lang) for lang in ("zh", "en")}
    named = any(title.values())
    described = f"{title['zh']} / {title['en']}" if named else finding.code
    helps = " / ".join(filter(None, (finding.hint_zh, finding.hint_en)))
    return {
        "id": finding.code,
        "shortDescription": {"text": described},
        "help": {"text": helps or described},
        "helpUri": f"{help_base}#{quote(finding.code.lower())}",
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _to_result(finding: Finding, location: dict[str, Any], row: int) -> dict[str, Any]:
    head = finding.path[0] if finding.path else 0
    line = row or (head + 1 if isinstance(head, int) and head >= 0 else 1)
    text = show_controls(f"{finding.message_zh} / {finding.message_en}", keep="\n")
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": location,
                    "region": {"startLine": line},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": show_controls(finding.json_path)}
                ],
            }
        ],
    }
