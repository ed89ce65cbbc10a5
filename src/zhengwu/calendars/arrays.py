"""Calendar operations over columns of dates (批量计算); needs the extra ``array``.

Dates are NumPy ``datetime64`` arrays, Arrow arrays of dates, or sequences of
`datetime.date`. NumPy input gives a NumPy array; Arrow input gives an Arrow array and
keeps nulls.

`beyond` decides what happens to an element without an answer: a day outside the coverage,
or a day that is not announced if the calendar was created without ``projected=True``.
``beyond="raise"`` raises an error that names the first such element; ``beyond="null"``
returns a null (NaT or an Arrow null). NumPy arrays of bool and int have no null, so
operations that return them reject NaT and ``beyond="null"``; use Arrow arrays instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

from zhengwu._errors import CalendarRangeError, InputError, MissingExtraError
from zhengwu.calendars._calendar import ChinaCalendar

__all__ = ["CalendarArrays"]

BLOCK: Final = 1 << 16  # elements per block, so that a block fits into the CPU cache
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()

Beyond: TypeAlias = Literal["raise", "null"]


def _import_numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise MissingExtraError("array", "numpy") from None
    return np


def _import_pyarrow() -> Any:
    import pyarrow as pa

    return pa


class CalendarArrays:
    """A calendar compiled to NumPy tables (批量日历).

    Args:
        calendar: The calendar. The tables contain its announced days, or its whole
            coverage if it was created with ``projected=True``.

    Raises:
        MissingExtraError: NumPy is not installed.
    """

    def __init__(self, calendar: ChinaCalendar) -> None:
        np = _import_numpy()
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
        """Whether each day is a working day.

        Args:
            days: Column of days. Shape: any.
            beyond: What to do with an element without an answer.

        Returns:
            Booleans of the same shape.

        Raises:
            CalendarRangeError: An element has no answer.
            InputError: The elements are not days, or a NumPy column contains NaT.
        """
        column = self._to_column(days)
        out = self._np.empty(len(column.days), dtype=bool)
        for part, i, outside in self._split_blocks(column.days):
            self._np.take(self._flags, i, out=out[part], mode="clip")
            column.mark_unknown(part, outside)
        if len(self._doubtful):
            self._mark_doubtful(column, column.days - 1, column.days)
        return self._finish(column, out, beyond)

    def add_working_days(self, days: Any, n: Any, *, beyond: Beyond = "raise") -> Any:
        """The n-th working day after each day (before it if n < 0; itself if n is 0).

        Args:
            days: Column of days. Shape: any.
            n: A whole number, or a column of whole numbers of the same shape.
            beyond: What to do with an element without an answer.

        Returns:
            Days of the same shape; a null stays a null.

        Raises:
            CalendarRangeError: An element has no answer.
            InputError: The elements are not days, or `n` is not whole numbers.
        """
        np = self._np
        column = self._to_column(days)
        out = np.empty(len(column.days), dtype=np.int64)
        counts = self._to_counts(n, column)
        buffer = np.empty(min(len(out), BLOCK), dtype=np.int64)
        for part, i, outside in self._split_blocks(column.days):
            if counts.ndim == 0 and counts > 0:
                k = buffer[: len(i)]
                np.take(self._upto, i, out=k, mode="clip")
                k += counts - 1
                np.take(self._worked, k, out=out[part], mode="clip")
                # perf: counts increase with the day, so checking the last day is enough.
                top = self._upto[min(int(i.max(initial=0)), self._size - 1)]
                late = (
                    k >= len(self._worked) if top + counts > len(self._worked) else None
                )
            else:
                late = self._add_counts(
                    i, counts[part] if counts.ndim else counts, out, part
                )
            column.mark_unknown(part, outside)
            column.mark_unknown(part, late)
        if len(self._doubtful):
            low, high = np.minimum(column.days, out), np.maximum(column.days, out)
            self._mark_doubtful(column, low, high)
        return self._finish(column, out, beyond, dates=True)

    def _add_counts(self, i: Any, n: Any, out: Any, part: slice) -> Any:
        """Add counts of any sign; return where the result is outside the table, or None."""
        np = self._np
        if n.ndim and n.min(initial=1) > 0:  # perf: the common case, in four passes
            k = np.take(self._upto, i, mode="clip")
            k += n
            k -= 1
            np.take(self._worked, k, out=out[part], mode="clip")
            return k >= len(self._worked) if k.max() >= len(self._worked) else None
        forward = np.take(self._upto, i, mode="clip") + (n - 1)
        back = np.take(self._prior, i, mode="clip") + n
        k = np.where(n > 0, forward, back)
        result = np.take(self._worked, k, mode="clip")
        out[part] = np.where(n == 0, i + self._base, result)
        return (n != 0) & ((k < 0) | (k >= len(self._worked)))

    def count_working_days(
        self, starts: Any, ends: Any, *, beyond: Beyond = "raise"
    ) -> Any:
        """Working days in ``(start, end]`` for each pair; see the scalar method.

        Args:
            starts: Column of days.
            ends: Column of days of the same shape.
            beyond: What to do with an element without an answer.

        Raises:
            CalendarRangeError: An element has no answer.
            InputError: The elements are not days, the shapes differ, or a NumPy column
                contains NaT.
        """
        np = self._np
        column, other = self._to_column(starts), self._to_column(ends)
        if column.shape != other.shape:
            raise InputError(
                f"两列形状不同:{column.shape} 与 {other.shape}",
                f"the columns have different shapes: {column.shape} and {other.shape}",
            )
        out = np.empty(len(column.days), dtype=np.int64)
        buffer = np.empty(min(len(out), BLOCK), dtype=np.int64)
        flags = np.empty(len(buffer), dtype=bool)
        blocks = zip(
            self._split_blocks(column.days),
            self._split_blocks(other.days),
            strict=True,
        )
        for (part, i, start_outside), (_, j, end_outside) in blocks:
            np.take(self._upto, j, out=out[part], mode="clip")
            before = buffer[: len(i)]
            np.take(self._upto, i, out=before, mode="clip")
            out[part] -= before
            back = np.less(j, i, out=flags[: len(i)])
            if back.any():
                down = np.take(self._prior, j, mode="clip")
                down -= np.take(self._prior, i, mode="clip")
                out[part] = np.where(back, down, out[part])
            column.mark_unknown(part, start_outside)
            other.mark_unknown(part, end_outside)
        column.merge_nulls(other)
        if len(self._doubtful):
            low = np.minimum(column.days, other.days)
            self._mark_doubtful(column, low, np.maximum(column.days, other.days))
        return self._finish(column, out, beyond)

    def _split_blocks(self, days: Any) -> Iterator[tuple[slice, Any, Any]]:
        """Split a column into blocks of table positions; also return which are outside."""
        np = self._np
        buffer = np.empty(min(len(days), BLOCK), dtype=np.int64)
        for start in range(0, len(days), BLOCK):
            part = slice(start, start + BLOCK)
            i = buffer[: len(days) - start]
            np.subtract(days[part], self._base, out=i)
            # perf: one pass checks both ends and NaT: as uint64, negatives are huge.
            all_inside = int(i.view(np.uint64).max()) < self._size
            yield part, i, None if all_inside else (i < 0) | (i >= self._size)

    def _to_counts(self, n: Any, column: _Column) -> Any:
        """Convert `n` to int64 and clip it just outside the table."""
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
                f"两列形状不同:{column.shape} 与 {counts.shape}",
                f"the columns have different shapes: {column.shape} and {counts.shape}",
            )
        # Clip, so that no sum wraps around; a clipped count is still outside the table.
        limit = self._size + 1
        if not counts.ndim:
            return self._np.int64(max(-limit, min(int(counts), limit)))
        low, high = counts.min(initial=0), counts.max(initial=0)
        if -limit <= low and high <= limit:
            return counts.astype(self._np.int64, copy=False).reshape(-1)
        if counts.dtype.kind == "u":
            counts = self._np.minimum(counts, limit)
        return self._np.clip(counts.astype(self._np.int64), -limit, limit).reshape(-1)

    def _mark_doubtful(self, column: _Column, low: Any, high: Any) -> None:
        """Mark as unknown the elements with a doubtful day in ``(low, high]``."""
        np = self._np
        first = np.searchsorted(self._doubtful, low, side="right")
        last = np.searchsorted(self._doubtful, high, side="right")
        column.mark_unknown(slice(None), last > first)

    def _finish(
        self, column: _Column, out: Any, beyond: Beyond, *, dates: bool = False
    ) -> Any:
        """Apply `beyond`, set nulls and convert the result to the type of the input."""
        np = self._np
        if beyond not in ("raise", "null"):
            raise InputError(
                f"beyond 应为 raise 或 null,现为 {beyond!r}",
                f"beyond must be 'raise' or 'null', not {beyond!r}",
            )
        nulls = column.find_nulls()
        if nulls is not None and not (column.arrow or dates):
            at = int(np.argmax(nulls))
            raise InputError(
                f"第 {at} 个元素是 NaT;请改用 Arrow 数组或先去掉空值",
                f"element {at} is NaT; use an Arrow array or remove nulls first",
            )
        unknown = column.find_unknown()
        if unknown is not None and (beyond == "raise" or not (column.arrow or dates)):
            self._raise_range_error(column, int(np.argmax(unknown)))
        empty = nulls
        if unknown is not None:
            empty = unknown if nulls is None else nulls | unknown
        result = out.view("datetime64[D]") if dates else out
        if column.arrow:
            return _import_pyarrow().array(result, mask=empty)
        if empty is not None:
            result[empty] = np.datetime64("NaT")
        return result.reshape(column.shape)

    def _raise_range_error(self, column: _Column, at: int) -> None:
        """Raise for an element without an answer; the error names the missing day."""
        ordinal = min(max(int(column.days[at]) + _EPOCH, 1), dt.date.max.toordinal())
        start = day = dt.date.fromordinal(ordinal)
        calendar = self.calendar
        coverage = (calendar.coverage[0], calendar.published_until)
        if coverage[0] <= start <= coverage[1]:  # the missing day is a later day
            doubtful = (d for d in calendar.doubtful_days if d >= start)
            day = next(doubtful, coverage[1] + dt.timedelta(days=1))
        error = CalendarRangeError(calendar.name, day, coverage)
        error.add_note(f"element {at}: {start}")
        raise error

    def _to_column(self, days: Any) -> _Column:
        """Convert a column of any supported type to days since 1970."""
        np = self._np
        if type(days).__module__.partition(".")[0] == "pyarrow":
            return _from_arrow(np, days)
        column = np.asarray(days)
        if column.dtype.kind == "O" or column.size == 0:
            column = _from_objects(column)
        elif column.dtype.kind != "M":
            raise _not_dates_error(column.dtype)
        if column.dtype != "datetime64[D]":
            whole_days = column.astype("datetime64[D]")
            if not ((whole_days == column) | np.isnat(column)).all():
                raise InputError(
                    "列中有时刻而不是日期;请先按北京时间取日期",
                    "the column contains instants, not days; convert them to Beijing days first",
                )
            column = whole_days
        flat = np.ascontiguousarray(column).reshape(-1).view(np.int64)
        return _Column(np, flat, column.shape, None, arrow=False)


def _not_dates_error(value: object) -> InputError:
    return InputError(
        f"应为日期列(datetime64、Arrow 日期或 datetime.date),现为 {value}",
        f"a column of dates is required (datetime64, Arrow dates, datetime.date), not {value}",
    )


def _from_objects(column: Any) -> Any:
    for value in column.reshape(-1):
        if value is not None and (
            not isinstance(value, dt.date) or isinstance(value, dt.datetime)
        ):
            raise _not_dates_error(repr(value))
    return column.astype("datetime64[D]")


def _from_arrow(np: Any, days: Any) -> _Column:
    pa = _import_pyarrow()
    if isinstance(days, pa.ChunkedArray):
        days = days.combine_chunks()
    if not pa.types.is_date(days.type):
        raise _not_dates_error(days.type)
    nulls = np.asarray(days.is_null()) if days.null_count else None
    numbers = days.cast(pa.date32()).cast(pa.int32()).fill_null(0)
    flat = numbers.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Column(np, flat, flat.shape, nulls, arrow=True)


class _Column:
    """Days since 1970, with the elements that are null or have no answer."""

    def __init__(
        self, np: Any, days: Any, shape: tuple[int, ...], nulls: Any, *, arrow: bool
    ) -> None:
        self._np = np
        self.days = days
        self.shape = shape
        self.arrow = arrow
        self._nulls = nulls
        self._unknown: Any = None

    def merge_nulls(self, other: _Column) -> None:
        """Add the nulls and the unknown elements of another column."""
        nulls, other_nulls = self.find_nulls(), other.find_nulls()
        self.mark_unknown(slice(None), other.find_unknown())
        if nulls is not None and other_nulls is not None:
            self._nulls = nulls | other_nulls
        else:
            self._nulls = other_nulls if nulls is None else nulls

    def mark_unknown(self, part: slice, where: Any) -> None:
        """Mark elements of a part as having no answer; `where` may be None."""
        if where is None:
            return
        if self._unknown is None:
            self._unknown = self._np.zeros(len(self.days), dtype=bool)
        self._unknown[part] |= where

    def replace_unknown(self, rows: Any, where: Any) -> None:
        """Replace the marks of recomputed rows; `where` may be None for no marks."""
        if self._unknown is not None:
            self._unknown[rows] = False
        if where is not None:
            self.mark_unknown(rows, where)

    def find_nulls(self) -> Any:
        """Where the column is null; None if nowhere."""
        if self._nulls is None and not self.arrow and self._unknown is not None:
            nat = self.days == self._np.iinfo(self._np.int64).min
            return nat if nat.any() else None
        return self._nulls

    def find_unknown(self) -> Any:
        """Where an element is not null and has no answer; None if nowhere."""
        if self._unknown is None:
            return None
        nulls = self.find_nulls()
        unknown = self._unknown if nulls is None else self._unknown & ~nulls
        return unknown if unknown.any() else None
