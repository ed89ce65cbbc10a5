"""Checking logs of millions of cases in foreign codes by one table (批量核对); extra ``array``.

A log of many cases is two columns: the codes of all records, those of a case one after
the other, and where each case begins. `ReplayTable.number` turns codes into numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhengwu._errors import InputError, MissingExtraError
from zhengwu.lifecycle._foreign import Conformance, Deviation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ReplayTable", "TableReplay"]

_BLOCK: Final = (
    1 << 14
)  # cases that are walked together: their states stay in the cache


class TableReplay(NamedTuple):
    """What a walk through the table gave (批量核对结果).

    Attributes:
        states: State of each case after its last record; 0 where it left the process.
        first_bad: For each case, the position of the first record that does not fit, from
            0 in the case; -1 where all do.
    """

    states: NDArray[np.uint16]
    first_bad: NDArray[np.int32]

    @property
    def bad(self) -> NDArray[np.intp]:
        """Positions of the cases that left the process."""
        found: NDArray[np.intp] = _numpy().flatnonzero(self.first_bad >= 0)
        return found


class ReplayTable:
    """Table (核对表) of states and codes, by which cases are walked side by side.

    Args:
        conformance: The code map and the process.

    Raises:
        MissingExtraError: NumPy is not installed.
    """

    def __init__(self, conformance: Conformance) -> None:
        np = _numpy()
        automaton = conformance.automaton
        self.conformance: Final = conformance
        self._count: Final = len(automaton.symbols) + 1  # the last: not in the map
        table = np.zeros((len(automaton.table), self._count), dtype=np.int64)
        table[:, : len(automaton.symbols)] = automaton.table
        # The table holds where a row begins, so that a step is one sum and one look-up.
        self._table: Final[NDArray[Any]] = (table * self._count).astype(np.intp).ravel()
        self._start: Final = automaton.start * self._count

    def number(self, codes: Iterable[str]) -> NDArray[Any]:
        """Numbers of codes; one that the map does not hold has the last number."""
        np = _numpy()
        symbols = self.conformance.automaton.symbols
        unknown = self._count - 1
        numbers = (symbols.get(code, unknown) for code in codes)
        found: NDArray[Any] = np.fromiter(numbers, np.uint16)
        return found

    def replay(self, codes: ArrayLike, starts: ArrayLike) -> TableReplay:
        """Walk many cases through the table.

        Args:
            codes: Numbers of the codes of all records, those of a case one after the
                other, in the order of time.
            starts: For each case, where its records begin; it ends where the next one
                begins, the last with the column.

        Raises:
            InputError: Columns that are no whole numbers, a start beyond the end or before
                the one before it, or a number that is no code.
        """
        np = _numpy()
        numbers, begins = np.asarray(codes), np.asarray(starts)
        self._check(numbers, begins)
        ends = np.append(begins[1:], len(numbers)).astype(np.int64)
        begins = begins.astype(np.int64)
        states = np.empty(len(begins), dtype=np.intp)
        bad = np.full(len(begins), -1, dtype=np.int32)
        for low in range(0, len(begins), _BLOCK):
            part = slice(low, low + _BLOCK)
            self._walk(numbers, begins[part], ends[part], states[part], bad[part])
        return TableReplay((states // self._count).astype(np.uint16), bad)

    def _check(self, numbers: NDArray[Any], begins: NDArray[Any]) -> None:
        np = _numpy()
        whole = numbers.dtype.kind in "ui" and begins.dtype.kind in "ui"
        if not whole or numbers.ndim != 1 or begins.ndim != 1:
            raise InputError(
                "codes 和 starts 应为一维整数列;文字代码请先用 number()",
                "codes and starts must be columns of whole numbers; number() makes them",
            )
        edges = np.append(begins, len(numbers)).astype(np.int64)
        if len(begins) and (begins[0] != 0 or np.any(np.diff(edges) < 0)):
            raise InputError(
                "starts 应从 0 起、不减、不超过记录数",
                "starts must begin with 0, not fall, and stay within the records",
            )
        if numbers.size and (numbers.max() >= self._count or numbers.min() < 0):
            raise InputError(
                f"代码编号应小于 {self._count};请用 number()",
                f"numbers of codes must be below {self._count}; use number()",
            )

    def _walk(
        self,
        numbers: NDArray[Any],
        begins: NDArray[np.int64],
        ends: NDArray[np.int64],
        states: NDArray[np.intp],
        bad: NDArray[np.int32],
    ) -> None:
        """One record of every case at a time, the long cases last."""
        np = _numpy()
        lengths = ends - begins
        order = np.argsort(-lengths, kind="stable")
        at = begins[order]
        held = np.full(len(at), self._start, dtype=np.intp)
        first = np.full(len(at), -1, dtype=np.int32)
        falling = lengths[order]
        longest = int(falling[0]) if len(falling) else 0
        # How many cases have more than so many records.
        counts = np.searchsorted(-falling, -np.arange(longest), side="left")
        for step, count in enumerate(counts.tolist()):
            now = held[:count]
            now += numbers[at[:count] + step]
            np.take(self._table, now, out=now, mode="clip")
            fell = (now == 0) & (first[:count] < 0)
            first[:count][fell] = step
        states[order] = held
        bad[order] = first

    def deviations(
        self, result: TableReplay, cases: Sequence[str], logs: Sequence[Sequence[str]]
    ) -> list[Deviation]:
        """Full reasons for the cases that left the process (偏差说明).

        Args:
            result: What `replay` gave.
            cases: Id of each case.
            logs: Codes of each case, as the system writes them; looked at for the bad
                ones only.
        """
        bad: list[int] = result.bad.tolist()
        explain = self.conformance.explain
        return [explain(cases[n], logs[n], int(result.first_bad[n])) for n in bad]


def _numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise MissingExtraError("array", "numpy") from None
    return np
