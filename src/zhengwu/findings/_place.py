"""Where a finding stands in the file that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import attrs

from zhengwu._paths import Path


class Place(NamedTuple):
    """Place in a file (出处).

    Attributes:
        file: Name of the file; empty for an open one.
        sheet: Name of the sheet; empty where there is none.
        row: Line or row, counted from 1; 0 if it is about the whole file.
        column: Name of the column; empty if it is about the whole record.
        path: The path of the finding.
    """

    file: str
    sheet: str
    row: int
    column: str
    path: Path


@attrs.frozen
class SourceMap:
    """Source map (出处对照): on which line of which file each record stands.

    Args:
        file: Name of the file; empty for an open one.
        sheet: Name of the sheet; empty where there is none.
        lines: Line or row of each record.
    """

    file: str = ""
    sheet: str = ""
    lines: Sequence[int] = attrs.field(default=(), repr=False)

    def place(self, path: Path) -> Place:
        """The place that a path points to."""
        head, *rest = path or (None,)
        row = 0
        if isinstance(head, int) and 0 <= head < len(self.lines):
            row = self.lines[head]
        names = [step for step in rest if isinstance(step, str)]
        return Place(self.file, self.sheet, row, names[0] if names else "", path)
