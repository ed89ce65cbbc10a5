"""The error classes (错误类).

Everything that a civil servant should read is a Finding. Errors are for programs that
passed an unusable value. Every error stores `message_zh`, `message_en` and the values
quoted in them, and can be pickled and copied::

    ZhengwuError(Exception)
        CalendarRangeError(LookupError)
        ClockError(RuntimeError)
        FindingError(ValueError)
        FindingsError(ExceptionGroup)
        InputError(ValueError)
            ChecksumError
            CodeFormatError
            UnknownCodeError
        LegalBasisMissingError(LookupError)
        MissingExtraError(ImportError)
    ZhengwuWarning(UserWarning)
        ZhengwuDeprecationWarning(DeprecationWarning)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from zhengwu._errors import (
    CalendarRangeError,
    ChecksumError,
    ClockError,
    CodeFormatError,
    InputError,
    LegalBasisMissingError,
    MissingExtraError,
    Problem,
    UnknownCodeError,
    ZhengwuDeprecationWarning,
    ZhengwuError,
    ZhengwuWarning,
    rebuild_error,
)
from zhengwu.findings._finding import Finding

__all__ = [
    "CalendarRangeError",
    "ChecksumError",
    "ClockError",
    "CodeFormatError",
    "FindingError",
    "FindingsError",
    "InputError",
    "LegalBasisMissingError",
    "MissingExtraError",
    "Problem",
    "UnknownCodeError",
    "ZhengwuDeprecationWarning",
    "ZhengwuError",
    "ZhengwuWarning",
]


class FindingError(ZhengwuError, ValueError):
    """A finding raised as an error (检查发现异常).

    Attributes:
        finding: The finding.
    """

    def __init__(self, finding: Finding) -> None:
        where = finding.json_path
        super().__init__(
            f"{finding.code} {where}:{finding.message_zh}",
            f"{finding.code} {where}: {finding.message_en}",
        )
        self.args: tuple[Any, ...] = (finding,)
        self.finding = finding


class FindingsError(ExceptionGroup[FindingError], ZhengwuError):
    """Several findings that `Report.raise_for` raises together (多项检查发现).

    Attributes:
        exceptions: A FindingError for each finding, so that ``except*`` works.
        findings: The findings.
    """

    message_zh: str
    message_en: str

    def __new__(cls, findings: Sequence[Finding]) -> Self:
        """Create the group from at least one finding."""
        return cls._group([FindingError(f) for f in findings])

    @classmethod
    def _group(cls, errors: Sequence[FindingError]) -> Self:
        zh, en = f"{len(errors)} 项检查发现", f"{len(errors)} findings"
        group = super().__new__(cls, f"{zh} / {en}", errors)
        group.message_zh, group.message_en = zh, en
        return group

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.args: tuple[Any, ...] = (tuple(findings),)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that were raised."""
        return tuple(error.finding for error in self.exceptions)  # type: ignore[union-attr]  # every leaf is a FindingError

    def derive(self, excs: Sequence[Any], /) -> FindingsError:  # type: ignore[override]  # groups FindingErrors only
        """Create a group of some of the errors, for ``except*``."""
        # Keep the same error objects: Python matches the unhandled rest by identity.
        group = FindingsError._group(excs)
        group.args = (group.findings,)
        return group

    def __str__(self) -> str:
        return f"{self.message_zh} / {self.message_en}"

    def __reduce__(self) -> tuple[Any, ...]:
        return rebuild_error, (FindingsError, (self.findings,), dict(self.__dict__))
