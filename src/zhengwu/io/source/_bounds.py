"""Bounds on what is read from a file."""

from __future__ import annotations

import attrs

from zhengwu._errors import InputError


def _require_positive(_: object, field: attrs.Attribute[int], value: int) -> None:
    if type(value) is not int or value < 1:
        raise InputError(
            f"{field.name} 应为正整数,现为 {value!r}",
            f"{field.name} must be a positive integer, not {value!r}",
        )


@attrs.frozen(kw_only=True)
class Bounds:
    """Bounds on a file (读取上限), against files that would exhaust the memory.

    A spreadsheet beyond `rows`, `columns` or `cells` is refused before it is unpacked; a
    cell longer than `text` is left empty with a finding.

    Args:
        rows: Maximum number of rows of a sheet.
        columns: Maximum number of columns of a sheet.
        cells: Maximum number of cells of a file, counting the empty cells between them.
        text: Maximum number of characters of a cell.
        unpacked: Maximum number of bytes of an unpacked spreadsheet.

    Raises:
        InputError: A bound is not a positive integer.

    >>> Bounds(rows=1000).rows
    1000
    """

    rows: int = attrs.field(default=1_048_576, validator=_require_positive)
    columns: int = attrs.field(default=16_384, validator=_require_positive)
    cells: int = attrs.field(default=20_000_000, validator=_require_positive)
    text: int = attrs.field(default=1 << 20, validator=_require_positive)
    unpacked: int = attrs.field(default=1 << 30, validator=_require_positive)


DEFAULT_BOUNDS = Bounds()
"""Bounds of a reader to which none are passed (默认上限)."""
