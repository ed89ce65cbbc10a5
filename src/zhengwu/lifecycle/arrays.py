"""Checks logs of millions of cases in foreign codes by one table (批量核对); extra ``array``.

The logs of many cases are two columns. The first has the codes of all records, case after
case; the second has the position at which each case begins. `ReplayTable.number` converts
codes to numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.lifecycle._foreign import Conformance, Deviation

with suppress(ImportError):  # `_import_numpy` names the extra on use
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ReplayTable", "TableReplay"]

_BLOCK: Final = 1 << 14  # cases per block, so that their states stay in the CPU cache


class TableReplay(NamedTuple):
    """Result of checking many cases by the table (批量核对结果).

    Attributes:
        states: State of each case after its last record; 0 where the case left the process.
        first_bad: Position of the first record of each case that does not fit, from 0 in
            the case; -1 where all records fit.
    """

    states: NDArray[np.uint16]
    first_bad: NDArray[np.int32]

    @property
    def bad(self) -> NDArray[np.intp]:
        """Positions of the cases that left the process."""
        positions: NDArray[np.intp] = _import_numpy().flatnonzero(self.first_bad >= 0)
        return positions


class ReplayTable:
    """Table (核对表) of states and codes, by which many cases are checked in parallel.

    Args:
        conformance: The code map and the process.

    Raises:
        MissingExtraError: NumPy is not installed.
    """

    def __init__(self, conformance: Conformance) -> None:
        np = _import_numpy()
        automaton = conformance.automaton
        self.conformance: Final = conformance
        self._count: Final = (
            len(automaton.symbols) + 1
        )  # the last: codes not in the map
        table = np.zeros((len(automaton.table), self._count), dtype=np.int64)
        table[:, : len(automaton.symbols)] = automaton.table
        # The table stores the start of the next row, so a step is an addition and a look-up.
        self._table: Final[NDArray[Any]] = (table * self._count).astype(np.intp).ravel()
        self._start: Final = automaton.start * self._count

    def number(self, codes: Iterable[str]) -> NDArray[Any]:
        """Convert codes to numbers; codes that are not in the map get the last number."""
        np = _import_numpy()
        symbols = self.conformance.automaton.symbols
        unknown = self._count - 1
        numbers = (symbols.get(code, unknown) for code in codes)
        column: NDArray[Any] = np.fromiter(numbers, np.uint16)
        return column

    def replay(self, codes: ArrayLike, starts: ArrayLike) -> TableReplay:
        """Check many cases by the table.

        Args:
            codes: Numbers of the codes of all records, case after case, in the order of
                time within each case.
            starts: Position at which the records of each case begin. They end where the
                next case begins; the last case ends with the column.

        Raises:
            InputError: A column has no integers, a start is beyond the end or before the
                previous start, or a number is no code.
        """
        np = _import_numpy()
        numbers, begins = np.asarray(codes), np.asarray(starts)
        self._check_columns(numbers, begins)
        ends = np.append(begins[1:], len(numbers)).astype(np.int64)
        begins = begins.astype(np.int64)
        states = np.empty(len(begins), dtype=np.intp)
        bad = np.full(len(begins), -1, dtype=np.int32)
        for low in range(0, len(begins), _BLOCK):
            part = slice(low, low + _BLOCK)
            self._walk_cases(numbers, begins[part], ends[part], states[part], bad[part])
        return TableReplay((states // self._count).astype(np.uint16), bad)

    def _check_columns(self, numbers: NDArray[Any], begins: NDArray[Any]) -> None:
        np = _import_numpy()
        whole = numbers.dtype.kind in "ui" and begins.dtype.kind in "ui"
        if not whole or numbers.ndim != 1 or begins.ndim != 1:
            raise InputError(
                "codes 和 starts 应为一维整数列;文字代码请先用 number() 转换",
                "codes and starts must be one-dimensional columns of integers; convert codes "
                "with number()",
            )
        edges = np.append(begins, len(numbers)).astype(np.int64)
        if len(begins) and (begins[0] != 0 or np.any(np.diff(edges) < 0)):
            raise InputError(
                "starts 应从 0 开始、不递减、不超过记录数",
                "starts must begin with 0, must not decrease, and must not exceed the number "
                "of records",
            )
        if numbers.size and (numbers.max() >= self._count or numbers.min() < 0):
            raise InputError(
                f"代码编号应不小于 0 且小于 {self._count};请用 number() 转换",
                f"numbers of codes must be at least 0 and below {self._count}; convert codes "
                "with number()",
            )

    def _walk_cases(
        self,
        numbers: NDArray[Any],
        begins: NDArray[np.int64],
        ends: NDArray[np.int64],
        states: NDArray[np.intp],
        bad: NDArray[np.int32],
    ) -> None:
        """Advances all cases in parallel, a record at a time; cases drop out as they end."""
        np = _import_numpy()
        lengths = ends - begins
        order = np.argsort(-lengths, kind="stable")
        at = begins[order]
        row_starts = np.full(len(at), self._start, dtype=np.intp)
        first_bad = np.full(len(at), -1, dtype=np.int32)
        descending = lengths[order]
        longest = int(descending[0]) if len(descending) else 0
        # By step: the number of cases that have a record at that step.
        counts = np.searchsorted(-descending, -np.arange(longest), side="left")
        for step, count in enumerate(counts.tolist()):
            now = row_starts[:count]
            now += numbers[at[:count] + step]
            np.take(self._table, now, out=now, mode="clip")
            left_process = (now == 0) & (first_bad[:count] < 0)
            first_bad[:count][left_process] = step
        states[order] = row_starts
        bad[order] = first_bad

    def deviations(
        self, result: TableReplay, cases: Sequence[str], logs: Sequence[Sequence[str]]
    ) -> list[Deviation]:
        """Explain why cases left the process (偏差说明).

        Args:
            result: Result of `replay`.
            cases: Id of each case.
            logs: Codes of each case, as the system writes them; read only for the cases
                that left the process.
        """
        bad: list[int] = result.bad.tolist()
        explain = self.conformance.explain
        return [explain(cases[n], logs[n], int(result.first_bad[n])) for n in bad]


def _import_numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise MissingExtraError("array", "numpy") from None
    return np
