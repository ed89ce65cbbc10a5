"""The place in a source file to which a finding refers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import attrs

from zhengwu._frozen import convert_or_keep
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
class SourcePart(Value):
    """Records that follow each other in one sheet of one file (出处的一段).

    Args:
        start: Number of the first record, counted from 0.
        file: Name of the file.
        sheet: Name of the sheet.
    """

    start: int
    file: str
    sheet: str


def _to_parts(value: Iterable[Any]) -> tuple[SourcePart, ...]:
    return convert_or_keep(_make_parts, value)


def _make_parts(value: Iterable[Any]) -> tuple[SourcePart, ...]:
    return tuple(
        part if isinstance(part, SourcePart) else SourcePart(*part) for part in value
    )


@attrs.frozen
class SourceMap(Value):
    """Source map (出处对照): the file and line from which each record was read.

    Args:
        file: Name of the file; empty for a file object without a name, and for several
            files.
        sheet: Name of the sheet; empty if the file has no sheets, and for several sheets.
        lines: Line or row of each record.
        parts: File and sheet of the records of several files or sheets, in order of the
            first record; empty if all records are from one sheet of one file.
    """

    file: str = ""
    sheet: str = ""
    lines: Sequence[int] = attrs.field(default=(), repr=False)
    parts: tuple[SourcePart, ...] = attrs.field(
        default=(), converter=_to_parts, repr=False
    )

    def place(self, path: Path) -> Place:
        """Place to which a path points."""
        head, *rest = path or (None,)
        row, file, sheet = 0, self.file, self.sheet
        if isinstance(head, int) and 0 <= head < len(self.lines):
            row = self.lines[head]
            if self.parts:
                index = bisect_right(self.parts, head, key=lambda part: part.start) - 1
                part = self.parts[max(index, 0)]
                file, sheet = part.file, part.sheet
        names = [step for step in rest if isinstance(step, str)]
        return Place(file, sheet, row, names[0] if names else "", path)
