"""The place in a source file to which a finding refers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import attrs

from zhengwu._paths import Path
from zhengwu._values import Value


class Place(NamedTuple):
    """Place in a file (出处).

    Attributes:
        file: Name of the file; empty for a file object without a name.
        sheet: Name of the sheet; empty if the file has no sheets.
        row: Line or row, counted from 1; 0 for the whole file.
        column: Name of the column; empty for the whole record.
        path: The path of the finding.
    """

    file: str
    sheet: str
    row: int
    column: str
    path: Path


@attrs.frozen
class SourceMap(Value):
    """Source map (出处对照): the file and line from which each record was read.

    Args:
        file: Name of the file; empty for a file object without a name.
        sheet: Name of the sheet; empty if the file has no sheets.
        lines: Line or row of each record.
    """

    file: str = ""
    sheet: str = ""
    lines: Sequence[int] = attrs.field(default=(), repr=False)

    def place(self, path: Path) -> Place:
        """Place to which a path points."""
        head, *rest = path or (None,)
        row = 0
        if isinstance(head, int) and 0 <= head < len(self.lines):
            row = self.lines[head]
        names = [step for step in rest if isinstance(step, str)]
        return Place(self.file, self.sheet, row, names[0] if names else "", path)
