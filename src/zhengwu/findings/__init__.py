"""What is wrong, where, why it matters and what to do (检查发现).

Findings are made from registered codes and gathered in a `Report`, which filters, groups,
prints and raises. The error classes are in `zhengwu.findings.errors`.
"""

from zhengwu.findings._finding import Finding, JsonValue
from zhengwu.findings._path import Path, json_path
from zhengwu.findings._place import Place, SourceMap
from zhengwu.findings._registry import (
    AREAS,
    FindingCode,
    finding,
    finding_code,
    finding_codes,
)
from zhengwu.findings._report import Report
from zhengwu.findings._severity import Severity
from zhengwu.findings.errors import FindingError, FindingsError

__all__ = [
    "AREAS",
    "Finding",
    "FindingCode",
    "FindingError",
    "FindingsError",
    "JsonValue",
    "Path",
    "Place",
    "Report",
    "Severity",
    "SourceMap",
    "finding",
    "finding_code",
    "finding_codes",
    "json_path",
]
