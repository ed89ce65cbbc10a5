"""The header of a table: below titles and notes, in one row or in two rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from statistics import median
from typing import Final, NamedTuple

from zhengwu.items._headings import tidy_heading

PROBED: Final = 30
"""Number of rows among which the header is searched (查找表头的行数)."""

_SPACE: Final = re.compile(r"\s+")
_SCORE: Final = 2  # known headings that make a row a header


class Layout(NamedTuple):
    """Header of a table (表头).

    Attributes:
        start: Index of the first row of the header.
        stop: Index of the first row below the header.
        names: Name of each column; empty for a column without a name.
        score: Number of known headings among the names.
    """

    start: int
    stop: int
    names: tuple[str, ...]
    score: int


def find_layout(
    rows: Sequence[Sequence[str]],
    known: Collection[str],
    merged: Collection[tuple[int, int]] | None = None,
) -> Layout | None:
    """Find the header among the first rows of a table; None if all rows are empty.

    The row with the most known headings is the header. Without known headings it is the
    first row that is filled like most rows, so that titles and notes above are skipped.

    Args:
        rows: Texts of the first rows.
        known: Headings that are known, without blanks.
        merged: Row and column of each cell that is covered by a merged cell; None if the
            form has no merged cells.
    """
    layouts = [
        _read_header(rows, index, known, merged)
        for index, row in enumerate(rows)
        if any(row)
    ]
    if not layouts:
        return None
    best = max(layouts, key=lambda layout: layout.score)
    if best.score >= _SCORE:
        return best
    filled = [_count_distinct(row) for row in rows if any(row)]
    usual = median(filled)
    return next(
        (
            layout
            for layout, cells in zip(layouts, filled, strict=True)
            if cells * 2 > usual
        ),
        layouts[0],
    )


def _count_distinct(row: Iterable[str]) -> int:
    return len({cell for cell in row if cell})


def _read_header(
    rows: Sequence[Sequence[str]],
    index: int,
    known: Collection[str],
    merged: Collection[tuple[int, int]] | None,
) -> Layout:
    """The header that begins with a row."""
    top = [cell.strip() for cell in rows[index]]
    below = [cell.strip() for cell in rows[index + 1]] if index + 1 < len(rows) else []
    width = max(len(top), len(below))
    top += [""] * (width - len(top))
    below += [""] * (width - len(below))
    groups = [*_iter_groups(index, top, below, merged)]
    stop, names = index + 1, top
    if _is_second_row(groups, below, known, certain=merged is not None):
        stop, names = index + 2, _join_rows(groups, top, below, known)
    names = [_choose_spelling(name, known) for name in names]
    score = len({tidy_heading(name) for name in names if name}.intersection(known))
    return Layout(index, stop, tuple(names), score)


def _iter_groups(
    row: int,
    top: list[str],
    below: list[str],
    merged: Collection[tuple[int, int]] | None,
) -> Iterator[list[int]]:
    """Columns of each group: a cell with a text, and the empty cells merged with it.

    In a form without merged cells, the empty cells on its right that have a text below.
    """
    columns: list[int] = []
    for column, name in enumerate(top):
        joins = below[column] if merged is None else (row, column) in merged
        if columns and not name and joins:
            columns.append(column)
            continue
        if columns:
            yield columns
        columns = [column]
    if columns:
        yield columns


def _is_second_row(
    groups: list[list[int]], below: list[str], known: Collection[str], *, certain: bool
) -> bool:
    """Whether a row names the columns below the groups of the row above.

    Each column of a group has a name of its own, and no other column has a second name.

    Args:
        groups: Columns of each group.
        below: The row.
        known: Headings that are known.
        certain: Whether the groups are merged cells, and not merely empty cells.
    """
    leaves = [below[c] for columns in groups if len(columns) > 1 for c in columns]
    others = [below[columns[0]] for columns in groups if len(columns) == 1]
    if not leaves or not all(leaves) or any(others):
        return False
    if any(map(_NUMBER.match, leaves)):
        return False
    return certain or any(
        leaf in _LEAVES or tidy_heading(leaf) in known for leaf in leaves
    )


_NUMBER: Final = re.compile(r"[\d.,]+\Z")
_LEAVES: Final = frozenset(
    ("数量", "单位", "时限", "期限", "类型", "名称", "编码", "代码", "天数")
)
"""Usual names of the columns below a group."""


def _join_rows(
    groups: list[list[int]], top: list[str], below: list[str], known: Collection[str]
) -> list[str]:
    """Names of the columns of a header of two rows, such as ``承诺时限.数量``.

    The name of a column alone is used if it is known and no other column has it.
    """
    names = list(top)
    once = Counter((*top, *below))
    for columns in groups:
        if len(columns) == 1:
            continue
        group = top[columns[0]]
        for column in columns:
            leaf = below[column]
            joined = f"{group}.{leaf}" if group else leaf
            is_known = tidy_heading(leaf) in known and tidy_heading(joined) not in known
            names[column] = leaf if is_known and once[leaf] == 1 else joined
    return names


def _choose_spelling(name: str, known: Collection[str]) -> str:
    """The name, without the line ends and blanks within it if it is known so."""
    if not name or name in known:
        return name
    compact = _SPACE.sub("", name)
    return compact if compact in known else name
