"""How bad a finding is."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering


@total_ordering
class Severity(Enum):
    """Severity (严重程度), ordered: ``INFO < WARNING < ERROR``.

    ERROR: a law is broken or the data cannot be used. WARNING: a principle is broken, or
    it is likely a mistake. INFO: advice.
    """

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for INFO, 2 for ERROR."""
        return _RANK[self]

    @property
    def label_zh(self) -> str:
        """提示、警告 or 错误."""
        return _LABELS[self]

    def __lt__(self, other: object) -> bool:
        if isinstance(other, Severity):
            return self.rank < other.rank
        return NotImplemented


_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_LABELS = {
    Severity.INFO: "提示",
    Severity.WARNING: "警告",
    Severity.ERROR: "错误",
}
