"""What is wrong, where, why it matters and what to do (检查发现).

Every finding is created from a registered code. A `Report` collects findings; it filters,
groups, prints and raises them. The error classes are in `zhengwu.findings.errors`.
"""

from typing import TYPE_CHECKING

from zhengwu.findings._finding import Finding
from zhengwu.findings._place import Place
from zhengwu.findings._registry import FindingCode, finding, finding_code, finding_codes
from zhengwu.findings._report import Report
from zhengwu.findings._severity import Severity

__all__ = [
    "Finding",
    "FindingCode",
    "Place",
    "Report",
    "Severity",
    "finding",
    "finding_code",
    "finding_codes",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
