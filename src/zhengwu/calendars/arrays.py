"""The same three questions over columns of dates (批量计算); needs the extra ``array``.

Dates come as NumPy ``datetime64`` arrays, as Arrow arrays of dates, or as sequences of
`datetime.date`. A NumPy answer is a NumPy array, an Arrow answer an Arrow array with its
nulls kept.

One rule for what cannot be answered (a day out of range, or one that is not announced
while the calendar was not made with ``projected=True``): ``beyond="raise"`` names the
first such element, ``beyond="null"`` leaves a null there: NaT, or an Arrow null. Questions
whose NumPy answer has no null (bool, int) refuse NaT and ``beyond="null"``; ask in Arrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from zhengwu._errors import CalendarRangeError, InputError, MissingExtraError

if TYPE_CHECKING:
    from zhengwu.calendars._calendar import ChinaCalendar

__all__ = ["CalendarArrays"]

BLOCK: Final = 1 << 16  # elements; small types stay in the cache
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()

Beyond: TypeAlias = Literal["raise", "null"]


def _numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise MissingExtraError("array", "numpy") from None
    return np


def _pyarrow() -> Any:
    import pyarrow as pa

    return pa


class CalendarArrays:
    """A calendar compiled to tables (批量日历).

    Args:
        calendar: The calendar; its announced days, and all of its coverage if it was
            made with ``projected=True``.

    Raises:
        MissingExtraError: NumPy is not installed.
    """

    def __init__(self, calendar: ChinaCalendar) -> None:
        np = _numpy()
        table = calendar.kernel()
        self.calendar: Final = calendar
        self._np: Final = np
        self._base: Final = table.base - _EPOCH
        self._size: Final = table.size
        flags = np.frombuffer(table.flags, dtype=np.uint8)
        self._flags: Final = flags.astype(bool)
        self._upto: Final = np.array(table.upto, dtype=np.int64)
        self._prior: Final = self._upto - flags
        worked = [day.toordinal() - _EPOCH for day in table.worked]
        self._worked: Final = np.array(worked, dtype=np.int64)
        doubtful = [day.toordinal() - _EPOCH for day in calendar.doubtful_days]
        self._doubtful: Final = np.array(doubtful, dtype=np.int64)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.calendar,)

    def is_working_day(self, days: Any, *, beyond: Beyond = "raise") -> Any:
        """Whether each day is worked.

        Args:
            days: Column of days. Shape: any.
            beyond: What to do with a day that cannot be answered.

        Returns:
            Booleans of the same shape.

        Raises:
            CalendarRangeError: A day cannot be answered.
            InputError: Not days; NaT in a NumPy column.
        """
        column = self._column(days)
        out = self._np.empty(len(column.days), dtype=bool)
        for part, i, outside in self._blocks(column.days):
            self._np.take(self._flags, i, out=out[part], mode="clip")
            column.lose(part, outside)
        if len(self._doubtful):
            self._doubt(column, column.days - 1, column.days)
        return self._finish(column, out, beyond)

    def add_working_days(self, days: Any, n: Any, *, beyond: Beyond = "raise") -> Any:
        """The n-th working day after each day; before it, where n < 0; itself for 0.

        Args:
            days: Column of days. Shape: any.
            n: A whole number, or a column of them of the same shape.
            beyond: What to do with an answer that is not known.

        Returns:
            Days of the same shape; a null stays a null.

        Raises:
            CalendarRangeError: An answer is not known.
            InputError: Not days, or not whole numbers.
        """
        np = self._np
        column = self._column(days)
        out = np.empty(len(column.days), dtype=np.int64)
        counts = self._whole(n, column)
        room = np.empty(min(len(out), BLOCK), dtype=np.int64)
        for part, i, outside in self._blocks(column.days):
            if counts.ndim == 0 and counts > 0:
                k = room[: len(i)]
                np.take(self._upto, i, out=k, mode="clip")
                k += counts - 1
                np.take(self._worked, k, out=out[part], mode="clip")
                # perf: the count rises with the day, so the last day tells for all.
                top = self._upto[min(int(i.max(initial=0)), self._size - 1)]
                late = (
                    k >= len(self._worked) if top + counts > len(self._worked) else None
                )
            else:
                late = self._add_any(
                    i, counts[part] if counts.ndim else counts, out, part
                )
            column.lose(part, outside)
            column.lose(part, late)
        if len(self._doubtful):
            low, high = np.minimum(column.days, out), np.maximum(column.days, out)
            self._doubt(column, low, high)
        return self._finish(column, out, beyond, dates=True)

    def _add_any(self, i: Any, n: Any, out: Any, part: slice) -> Any:
        """Any sign of n; tells where the answer is beyond the table."""
        np = self._np
        if n.ndim and n.min(initial=1) > 0:  # perf: the common column, in four passes
            k = np.take(self._upto, i, mode="clip")
            k += n
            k -= 1
            np.take(self._worked, k, out=out[part], mode="clip")
            return k >= len(self._worked) if k.max() >= len(self._worked) else None
        forward = np.take(self._upto, i, mode="clip") + (n - 1)
        back = np.take(self._prior, i, mode="clip") + n
        k = np.where(n > 0, forward, back)
        found = np.take(self._worked, k, mode="clip")
        out[part] = np.where(n == 0, i + self._base, found)
        return (n != 0) & ((k < 0) | (k >= len(self._worked)))

    def count_working_days(
        self, starts: Any, ends: Any, *, beyond: Beyond = "raise"
    ) -> Any:
        """Working days in ``(start, end]`` for each pair; see the scalar method.

        Args:
            starts: Column of days.
            ends: Column of days of the same shape.
            beyond: What to do with a day that cannot be answered.

        Raises:
            CalendarRangeError: A day cannot be answered.
            InputError: Not days; different shapes; NaT in a NumPy column.
        """
        np = self._np
        column, other = self._column(starts), self._column(ends)
        if column.shape != other.shape:
            raise InputError(
                f"两列长度不同:{column.shape} 与 {other.shape}",
                f"columns of different shape: {column.shape} and {other.shape}",
            )
        out = np.empty(len(column.days), dtype=np.int64)
        room = np.empty(min(len(out), BLOCK), dtype=np.int64)
        flags = np.empty(len(room), dtype=bool)
        blocks = zip(self._blocks(column.days), self._blocks(other.days), strict=True)
        for (part, i, outside), (_, j, also_outside) in blocks:
            np.take(self._upto, j, out=out[part], mode="clip")
            before = room[: len(i)]
            np.take(self._upto, i, out=before, mode="clip")
            out[part] -= before
            back = np.less(j, i, out=flags[: len(i)])
            if back.any():
                down = np.take(self._prior, j, mode="clip")
                down -= np.take(self._prior, i, mode="clip")
                out[part] = np.where(back, down, out[part])
            column.lose(part, outside)
            other.lose(part, also_outside)
        column.join(other)
        if len(self._doubtful):
            low = np.minimum(column.days, other.days)
            self._doubt(column, low, np.maximum(column.days, other.days))
        return self._finish(column, out, beyond)

    def _blocks(self, days: Any) -> Iterator[tuple[slice, Any, Any]]:
        """Stretches of a column as positions in the table, and which are outside it."""
        np = self._np
        room = np.empty(min(len(days), BLOCK), dtype=np.int64)
        for start in range(0, len(days), BLOCK):
            part = slice(start, start + BLOCK)
            i = room[: len(days) - start]
            np.subtract(days[part], self._base, out=i)
            # perf: one pass finds both ends and NaT, as negative numbers turn huge.
            inside = int(i.view(np.uint64).max()) < self._size
            yield part, i, None if inside else (i < 0) | (i >= self._size)

    def _whole(self, n: Any, column: _Column) -> Any:
        counts = self._np.asarray(
            max(-(2**63), min(n, 2**63 - 1)) if type(n) is int else n
        )
        if counts.dtype.kind not in "iu":
            raise InputError(
                f"工作日数应为整数,现为 {counts.dtype}",
                f"working days must be whole numbers, not {counts.dtype}",
            )
        if counts.ndim and counts.shape != column.shape:
            raise InputError(
                f"两列长度不同:{column.shape} 与 {counts.shape}",
                f"columns of different shape: {column.shape} and {counts.shape}",
            )
        # Beyond the table is beyond it, however far; and no number wraps around.
        most = self._size + 1
        if not counts.ndim:
            return self._np.int64(max(-most, min(int(counts), most)))
        low, high = counts.min(initial=0), counts.max(initial=0)
        if -most <= low and high <= most:
            return counts.astype(self._np.int64, copy=False).reshape(-1)
        if counts.dtype.kind == "u":
            counts = self._np.minimum(counts, most)
        return self._np.clip(counts.astype(self._np.int64), -most, most).reshape(-1)

    def _doubt(self, column: _Column, low: Any, high: Any) -> None:
        """Lose the answers that rest on a day which a regional festival may take."""
        np = self._np
        first = np.searchsorted(self._doubtful, low, side="right")
        last = np.searchsorted(self._doubtful, high, side="right")
        column.lose(slice(None), last > first)

    def _finish(
        self, column: _Column, out: Any, beyond: Beyond, *, dates: bool = False
    ) -> Any:
        np = self._np
        if beyond not in ("raise", "null"):
            raise InputError(
                f"beyond 应为 raise 或 null,现为 {beyond!r}",
                f"beyond must be 'raise' or 'null', not {beyond!r}",
            )
        nulls = column.nulls()
        if nulls is not None and not (column.arrow or dates):
            at = int(np.argmax(nulls))
            raise InputError(
                f"第 {at} 个元素是 NaT;请改用 Arrow 数组或先去掉空值",
                f"element {at} is NaT; use an Arrow array or drop nulls first",
            )
        unknown = column.unknown()
        if unknown is not None and (beyond == "raise" or not (column.arrow or dates)):
            self._refuse(column, int(np.argmax(unknown)))
        empty = nulls
        if unknown is not None:
            empty = unknown if nulls is None else nulls | unknown
        result = out.view("datetime64[D]") if dates else out
        if column.arrow:
            return _pyarrow().array(result, mask=empty)
        if empty is not None:
            result[empty] = np.datetime64("NaT")
        return result.reshape(column.shape)

    def _refuse(self, column: _Column, at: int) -> None:
        ordinal = min(max(int(column.days[at]) + _EPOCH, 1), dt.date.max.toordinal())
        start = day = dt.date.fromordinal(ordinal)
        calendar = self.calendar
        coverage = (calendar.coverage[0], calendar.published_until)
        if coverage[0] <= start <= coverage[1]:  # the answer rests on a later day
            doubtful = (d for d in calendar.doubtful_days if d >= start)
            day = next(doubtful, coverage[1] + dt.timedelta(days=1))
        error = CalendarRangeError(calendar.name, day, coverage)
        error.add_note(f"element {at}: {start}")
        raise error

    def _column(self, days: Any) -> _Column:
        """Take a column in, whatever it is."""
        np = self._np
        if type(days).__module__.partition(".")[0] == "pyarrow":
            return _from_arrow(np, days)
        column = np.asarray(days)
        if column.dtype.kind == "O" or column.size == 0:
            column = _from_objects(column)
        elif column.dtype.kind != "M":
            raise _no_dates(column.dtype)
        if column.dtype != "datetime64[D]":
            whole = column.astype("datetime64[D]")
            if not ((whole == column) | np.isnat(column)).all():
                raise InputError(
                    "列中有时刻而不是日期;请先按北京时间取日期",
                    "the column holds instants, not days; take the day in Beijing first",
                )
            column = whole
        flat = np.ascontiguousarray(column).reshape(-1).view(np.int64)
        return _Column(np, flat, column.shape, None, arrow=False)


def _no_dates(what: object) -> InputError:
    return InputError(
        f"应为日期列(datetime64、Arrow 日期或 datetime.date),现为 {what}",
        f"a column of dates is needed (datetime64, Arrow dates, datetime.date), not {what}",
    )


def _from_objects(column: Any) -> Any:
    for value in column.reshape(-1):
        if value is not None and (
            not isinstance(value, dt.date) or isinstance(value, dt.datetime)
        ):
            raise _no_dates(repr(value))
    return column.astype("datetime64[D]")


def _from_arrow(np: Any, days: Any) -> _Column:
    pa = _pyarrow()
    if isinstance(days, pa.ChunkedArray):
        days = days.combine_chunks()
    if not pa.types.is_date(days.type):
        raise _no_dates(days.type)
    nulls = np.asarray(days.is_null()) if days.null_count else None
    numbers = days.cast(pa.date32()).cast(pa.int32()).fill_null(0)
    flat = numbers.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Column(np, flat, flat.shape, nulls, arrow=True)


class _Column:
    """Days since 1970, where they are null, and where no answer is known."""

    def __init__(
        self, np: Any, days: Any, shape: tuple[int, ...], nulls: Any, *, arrow: bool
    ) -> None:
        self._np = np
        self.days = days
        self.shape = shape
        self.arrow = arrow
        self._nulls = nulls
        self._lost: Any = None

    def join(self, other: _Column) -> None:
        """A pair is null where either day is."""
        mine, theirs = self.nulls(), other.nulls()
        self.lose(slice(None), other.unknown())
        if mine is not None and theirs is not None:
            self._nulls = mine | theirs
        else:
            self._nulls = theirs if mine is None else mine

    def lose(self, part: slice, where: Any) -> None:
        """Note that no answer is known there."""
        if where is None:
            return
        if self._lost is None:
            self._lost = self._np.zeros(len(self.days), dtype=bool)
        self._lost[part] |= where

    def settle(self, rows: Any, lost: Any) -> None:
        """Those rows were answered again: only where `lost` is no answer known."""
        if self._lost is not None:
            self._lost[rows] = False
        if lost is not None:
            self.lose(rows, lost)

    def nulls(self) -> Any:
        """Where the column is null; None if nowhere."""
        if self._nulls is None and not self.arrow and self._lost is not None:
            nat = self.days == self._np.iinfo(self._np.int64).min
            return nat if nat.any() else None
        return self._nulls

    def unknown(self) -> Any:
        """Where a day is given and no answer is known; None if nowhere."""
        if self._lost is None:
            return None
        nulls = self.nulls()
        lost = self._lost if nulls is None else self._lost & ~nulls
        return lost if lost.any() else None
