"""The severity of a finding."""

from __future__ import annotations

from zhengwu._text import TextEnum


class Severity(TextEnum):
    """Severity (严重程度), ordered: ``INFO < WARNING < ERROR``.

    ERROR: the data break a law or cannot be used. WARNING: the data break a principle or
    likely contain a mistake. INFO: advice.
    """

    INFO = "info", "提示", "info"
    WARNING = "warning", "警告", "warning"
    ERROR = "error", "错误", "error"

    @property
    def rank(self) -> int:
        """0 for INFO, 1 for WARNING, 2 for ERROR."""
        return _RANK[self]

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Severity) else NotImplemented

    def __le__(self, other: object) -> bool:
        return (
            self.rank <= other.rank if isinstance(other, Severity) else NotImplemented
        )

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Severity) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return (
            self.rank >= other.rank if isinstance(other, Severity) else NotImplemented
        )


_RANK = {severity: rank for rank, severity in enumerate(Severity)}
