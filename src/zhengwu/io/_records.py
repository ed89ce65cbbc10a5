"""Records as a file has them."""

from __future__ import annotations

from typing import Any, NamedTuple

from zhengwu.findings import Finding


class RawRecord(NamedTuple):
    """A record as the file has it (原始记录).

    Attributes:
        position: Counted from 0 over the records; blank lines do not count.
        line: Line or row of the file, counted from 1.
        value: The record; None if the line is no record.
        findings: What is wrong with the line, or with the file (empty path).
    """

    position: int
    line: int
    value: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
