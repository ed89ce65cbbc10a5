"""Due dates over columns of starts, amounts and units (批量届满日); extra ``array``.

Columns are the same as in `zhengwu.calendars.arrays`: NumPy ``datetime64``, Arrow dates, or
sequences of `datetime.date`. Unknown due dates are handled in the same way, by `beyond`.
Suspensions are given as three columns with an entry for each suspension, see `Halts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import InputError
from zhengwu.calendars import ChinaCalendar
from zhengwu.calendars.arrays import BLOCK, Beyond, CalendarArrays
from zhengwu.limits.values._units import Unit

__all__ = ["UNIT_CODES", "Halts", "LimitArrays"]

UNIT_CODES: Final[tuple[Unit, ...]] = (
    Unit.WORKING_DAY,
    Unit.CALENDAR_DAY,
    Unit.WEEK,
    Unit.MONTH,
    Unit.YEAR,
)
"""Units that end on a day, at the index of their number (以日计的单位编号)."""

# For each unit: the kind of its look-up table, and the step of 1 unit in that table.
_WORKING, _DAY, _MONTH = range(3)
_KIND: Final = (_WORKING, _DAY, _DAY, _MONTH, _MONTH)
_A_MONTH: Final = 32  # positions for the days of a month
_STEP: Final = (1, 1, 7, _A_MONTH, 12 * _A_MONTH)
_MOST: Final = 40_000  # an amount larger than any calendar, for every unit
_ROOM: Final = 4_096  # spare positions after each table, for steps beyond its end
_FAR: Final = 1 << 40  # marks a due date beyond the calendar


class _Lookup(NamedTuple):
    """Tables for two look-ups: the position of a start, and the end after n steps.

    Each kind of unit has its own table, followed by spare positions with the value `_FAR`.
    For a column of mixed units, the tables of all kinds are also concatenated into one
    table.
    """

    places: tuple[Any, ...]
    ends: tuple[Any, ...]
    place: Any
    end: Any
    place_at: Any
    step: Any
    most: Any


@attrs.frozen
class Halts:
    """Suspensions of many rows (批量暂停), as columns with an entry for each suspension.

    Args:
        rows: Row in the column of starts to which the suspension belongs.
        begun: Day of the suspension.
        ended: Day of the resumption.

    The suspensions of a row must not overlap.
    """

    rows: Any
    begun: Any
    ended: Any


class LimitArrays(CalendarArrays):
    """A calendar compiled for due dates (批量届满日计算).

    Args:
        calendar: The calendar. The announced days are used, or all days of the coverage if
            the calendar was created with ``projected=True``.

    Raises:
        MissingExtraError: NumPy is not installed.

    >>> import numpy as np
    >>> from zhengwu.calendars import china_calendar
    >>> starts = np.array(["2026-09-17", "2026-01-31"], dtype="datetime64[D]")
    >>> arrays = LimitArrays(china_calendar())
    >>> print(arrays.due(starts, [20, 1], ["working_day", "month"]))
    ['2026-10-21' '2026-02-28']
    """

    def __init__(self, calendar: ChinaCalendar) -> None:
        super().__init__(calendar)
        np = self._np
        # The first working day on or after each day; `_FAR` beyond the table.
        worked = np.append(self._worked, _FAR)
        self._roll: Final = worked[np.append(self._prior, len(worked) - 1)]
        self._lookups: Final[dict[tuple[bool, bool], _Lookup]] = {}

    def due(
        self,
        starts: Any,
        amounts: Any,
        units: Any,
        *,
        halts: Halts | None = None,
        count_trigger_day: bool = False,
        beyond: Beyond = "raise",
    ) -> Any:
        """The day on which each limit falls due, the same as `Deadline.date`.

        Args:
            starts: Column of days of the events. Shape: any; 1 dimension with `halts`.
            amounts: A whole number, or a column of whole numbers of the same shape.
            units: A `Unit`, or a column of units: their values as text, or their numbers
                in `UNIT_CODES`.
            halts: Suspensions; None for none.
            count_trigger_day: Whether the day of the event is the first day.
            beyond: Result for a due date that is not known: an error or a null.

        Returns:
            Days of the same shape; a null stays a null.

        Raises:
            CalendarRangeError: A due date is not known.
            InputError: A start is no day, an amount is no whole number from 0, a unit does
                not end on a day, suspensions overlap, or the row of a suspension does not
                exist.
        """
        np = self._np
        column = self._to_column(starts)
        counts = self._read_amounts(amounts, column)
        codes = self._read_codes(units, column)
        simple = halts is None and not count_trigger_day
        if simple and units is Unit.WORKING_DAY:
            self._clip_amounts(counts, 0)
            return self.add_working_days(starts, amounts, beyond=beyond)
        lookup = self._get_lookup(counted=count_trigger_day, rolled=True)
        out = np.empty(len(column.days), dtype=np.int64)
        room = np.empty((3, min(len(out), BLOCK)), dtype=np.int64)
        for part, i, outside in self._split_blocks(column.days):
            n = self._clip_amounts(counts[part] if counts.ndim else counts, part.start)
            code = codes[part] if codes.ndim else codes
            block = out[part]
            self._look_up_ends(lookup, i, n, code, block, room[:, : len(i)])
            none = n == 0
            if none.any():
                np.copyto(block, column.days[part], where=none)
            column.mark_unknown(part, outside)
            column.mark_unknown(part, self._clear_far(block))
        rows = np.empty(0, dtype=np.int64)
        if halts is not None:
            rows, due = self._compute_suspended_rows(
                column.days, counts, codes, halts, counted=count_trigger_day
            )
            lost = self._clear_far(due)
            out[rows] = due
            column.replace_unknown(rows, lost)
        if len(self._doubtful):
            low = self._find_doubt_start(
                column.days, counts, codes, counted=count_trigger_day
            )
            low[rows] = column.days[rows]
            self._mark_doubtful(column, np.minimum(low, out), np.maximum(low, out))
        return self._finish(column, out, beyond, dates=True)

    def _find_doubt_start(
        self, days: Any, counts: Any, codes: Any, *, counted: bool
    ) -> Any:
        """Find the day after which a festival could still change each due date."""
        np = self._np
        last = np.empty(len(days), dtype=np.int64)
        room = np.empty((3, len(days)), dtype=np.int64)
        lookup = self._get_lookup(counted=counted, rolled=False)
        n = self._clip_amounts(np.broadcast_to(counts, days.shape), 0)
        code = np.broadcast_to(codes, days.shape)
        self._look_up_ends(lookup, days - self._base, n, code, last, room)
        working = np.take(np.array(_KIND), code) == _WORKING
        none = n == 0
        return np.where(working | none, days, np.minimum(last, _FAR) - 1)

    def _clear_far(self, ends: Any) -> Any:
        """Set ends beyond the calendar to 0 and return where; None if there are none."""
        if ends.max(initial=0) < _FAR:
            return None
        lost = ends >= _FAR
        ends[lost] = 0
        return lost

    def _look_up_ends(
        self, lookup: _Lookup, i: Any, n: Any, code: Any, out: Any, room: Any
    ) -> None:
        """Look up ends without suspensions into `out`; amounts of 0 give no valid end."""
        np = self._np
        place, step, number = room
        if code.ndim:
            number[:] = code  # perf: cast once, for the look-ups by unit
            np.take(lookup.place_at, number, out=step, mode="clip")
            step += i
            np.take(lookup.place, step, out=place, mode="clip")
            np.take(lookup.step, number, out=step, mode="clip")
            step *= n
            place += step
            if step.max(initial=0) > _ROOM:  # a step may reach into the next table
                np.take(lookup.most, number, out=step, mode="clip")
                np.minimum(place, step, out=place)
            np.take(lookup.end, place, out=out, mode="clip")
            return
        kind = _KIND[int(code)]
        steps = n * _STEP[int(code)]
        if kind == _DAY:
            np.add(i, steps, out=place)
        else:
            np.take(lookup.places[kind], i, out=place, mode="clip")
            place += steps
        np.take(lookup.ends[kind], place, out=out, mode="clip")

    def _get_lookup(self, *, counted: bool, rolled: bool) -> _Lookup:
        """Get the tables for ends rolled forward, or for last days if not `rolled`."""
        key = (counted, rolled)
        if key not in self._lookups:
            self._lookups[key] = self._compile_lookup(counted=counted, rolled=rolled)
        return self._lookups[key]

    def _compile_lookup(self, *, counted: bool, rolled: bool) -> _Lookup:
        np = self._np
        days = np.arange(self._size) + self._base
        ends = self._roll if rolled else np.append(days, _FAR)
        before = np.arange(self._size + counted) - counted
        month, day, last = self._index_months(counted=counted)
        places = (
            self._prior if counted else self._upto,
            np.arange(self._size),
            month * _A_MONTH + day,
        )
        tables = (
            np.concatenate([[_FAR], self._worked]),
            ends[np.maximum(before, 0)],
            ends[last.reshape(-1)],
        )
        kind = np.array(_KIND)
        behind = np.full(_ROOM, _FAR)
        tables = tuple(np.append(table, behind) for table in tables)
        sizes = np.array([len(table) for table in tables])
        end_at = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        return _Lookup(
            places=places,
            ends=tables,
            place=np.concatenate(
                [p + at for p, at in zip(places, end_at, strict=True)]
            ),
            end=np.concatenate(tables),
            place_at=(np.arange(len(tables)) * self._size)[kind],
            step=np.array(_STEP),
            most=(end_at + sizes - 1)[kind],
        )

    def _index_months(self, *, counted: bool) -> tuple[Any, Any, Any]:
        """Compute month and day of each position, and the last position for month and day."""
        np = self._np
        days = (np.arange(self._size) + self._base).view("datetime64[D]")
        month = days.astype("datetime64[M]")
        firsts = np.unique(month)
        first = firsts.astype("datetime64[D]").view(np.int64) - self._base
        after = (firsts + 1).astype("datetime64[D]").view(np.int64) - self._base
        number = (month - firsts[0]).view(np.int64)
        longest = (after - first - 1)[:, None]
        day = np.arange(_A_MONTH)[None, :]
        last = first[:, None] + np.minimum(day, longest)
        # If the month has no such day, its end is the last day even if the first day counts.
        last -= counted & (day <= longest)
        return number, np.arange(self._size) - first[number], np.maximum(last, 0)

    def _roll_days(self, days: Any) -> Any:
        """Find the first working day on or after each day; `_FAR` beyond the table."""
        return self._roll.take(days - self._base, mode="clip")

    def _add_days(self, days: Any, n: Any) -> Any:
        """Find the n-th working day after each day; `_FAR` beyond the table."""
        k = self._upto.take(days - self._base, mode="clip") + n
        far = k > len(self._worked)
        return self._np.where(far, _FAR, self._worked.take(k - 1, mode="clip"))

    def _compute_suspended_rows(
        self, days: Any, counts: Any, codes: Any, halts: Halts, *, counted: bool
    ) -> tuple[Any, Any]:
        """Find the rows with suspensions, and the due date of each."""
        np = self._np
        entries, begun, ended = self._read_entries(halts, days)
        rows, first, per_row = np.unique(entries, return_index=True, return_counts=True)
        start = days[rows]
        n = self._clip_amounts(np.broadcast_to(counts, days.shape)[rows], 0)
        code = np.broadcast_to(codes, days.shape)[rows]
        working = np.take(np.array(_KIND), code) == _WORKING
        last = np.empty(len(rows), dtype=np.int64)
        lookup = self._get_lookup(counted=counted, rolled=False)
        room = np.empty((3, len(rows)), dtype=np.int64)
        self._look_up_ends(lookup, start - self._base, n, code, last, room)
        left = np.where(working | (n == 0), n, last - start)
        at = start - (counted & working & (n > 0))
        settled = np.full(len(rows), -1, dtype=np.int64)
        for turn in range(int(per_row.max(initial=0))):
            has = (per_row > turn) & (settled < 0)
            entry = first[has] + turn
            halt, resumption = begun[entry], ended[entry]
            start_here, left_here = at[has], left[has]
            working_here = working[has]
            end = self._add_left(start_here, left_here, working_here)
            due = self._roll_days(end)
            over = due < halt
            used = np.where(
                working_here,
                self._count_working(start_here, halt),
                halt - start_here,
            )
            left_here = np.where(end <= halt, 0, left_here - used)
            which = np.flatnonzero(has)
            settled[which[over]] = due[over]
            at[which[~over]] = resumption[~over]
            left[which[~over]] = left_here[~over]
        due = self._roll_days(self._add_left(at, left, working))
        due = np.where(at - self._base >= self._size, _FAR, due)
        due = np.where(settled < 0, due, settled)
        inside = (start >= self._base) & (start - self._base < self._size)
        return rows, np.where(inside, due, _FAR)

    def _add_left(self, at: Any, left: Any, working: Any) -> Any:
        """Find the last day of each period: `left` days after `at`."""
        np = self._np
        ends = np.where(working, self._add_days(at, left), at + left)
        return np.where(left == 0, at, np.minimum(ends, _FAR))

    def _count_working(self, start: Any, end: Any) -> Any:
        np = self._np
        upto = np.take(self._upto, end - self._base, mode="clip")
        return upto - np.take(self._upto, start - self._base, mode="clip")

    def _read_entries(self, halts: Halts, days: Any) -> tuple[Any, Any, Any]:
        """Check and sort the suspensions, and drop those resumed on the same day."""
        np = self._np
        if not isinstance(halts, Halts):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may have no checker
            raise InputError(
                f"暂停应为 Halts,现为 {type(halts).__name__}",
                f"suspensions are given as Halts, not {type(halts).__name__}",
            )
        rows = np.asarray(halts.rows)
        begun = self._to_column(halts.begun).days
        ended = self._to_column(halts.ended).days
        flat = rows.ndim == np.ndim(halts.begun) == np.ndim(halts.ended) == 1
        if not (flat and len(rows) == len(begun) == len(ended)) or (
            rows.dtype.kind not in "iu"
        ):
            raise InputError(
                "Halts 的三列应等长,rows 应为整数",
                "the columns of Halts must be of one length, and rows whole numbers",
            )
        if ((rows < 0) | (rows >= len(days))).any():
            raise InputError(
                "Halts 中有不存在的行", "Halts contain a row that does not exist"
            )
        order = np.lexsort((ended, begun, rows))
        rows, begun, ended = rows[order].astype(np.int64), begun[order], ended[order]
        same = rows[1:] == rows[:-1]
        wrong = (ended < begun) | (begun < days[rows])
        wrong[1:] |= same & (begun[1:] < ended[:-1])
        if wrong.any():
            at = int(rows[np.argmax(wrong)])
            raise InputError(
                f"第 {at} 行的暂停重叠、倒置或早于起算日",
                f"suspensions of row {at} overlap, end before they begin, or begin before "
                "the start",
            )
        whole = ended > begun
        return rows[whole], begun[whole], ended[whole]

    def _read_amounts(self, amounts: Any, column: Any) -> Any:
        """Convert amounts to a column of whole numbers, whose values are not checked yet."""
        np = self._np
        counts = np.asarray(amounts)
        if counts.ndim == 0 or counts.dtype.kind != "i" or counts.shape != column.shape:
            return self._to_counts(counts if counts.ndim else amounts, column)
        return counts.reshape(-1)

    def _clip_amounts(self, n: Any, first: int) -> Any:
        """Refuse negative amounts, and clip amounts to the largest that matters."""
        np = self._np
        # perf: called for each block while the block is in the cache.
        if n.min(initial=0) < 0:
            at = first + int(np.argmax(n < 0)) if n.ndim else 0
            raise InputError(
                f"第 {at} 个时限为负数", f"element {at}: a limit cannot be negative"
            )
        return n if n.max(initial=0) <= _MOST else np.minimum(n, _MOST)

    def _read_codes(self, units: Any, column: Any) -> Any:
        """Convert units to their numbers."""
        np = self._np
        if isinstance(units, Unit):
            return np.asarray(_find_code(units, 0))
        if type(units).__module__.partition(".")[0] == "pyarrow":
            units = units.to_numpy(zero_copy_only=False)
        given = np.asarray(units)
        if given.dtype.kind in "iu":
            if given.min(initial=0) < 0 or given.max(initial=0) >= len(UNIT_CODES):
                raise InputError(
                    f"单位编号应在 0 至 {len(UNIT_CODES) - 1} 之间",
                    f"the numbers of units must lie between 0 and {len(UNIT_CODES) - 1}",
                )
            codes = given.astype(np.uint8, copy=False)
        else:
            named = [_parse_unit(u, at) for u, at in _list_distinct(np, given)]
            known = dict(named)
            codes = np.fromiter(
                (known[u] for u in given.reshape(-1).tolist()), np.uint8, given.size
            )
        if given.ndim and given.size != len(column.days):
            raise InputError(
                f"单位有 {given.size} 个,而日期有 {len(column.days)} 个",
                f"{given.size} units for {len(column.days)} days",
            )
        return codes.reshape(-1) if given.ndim else codes.reshape(())


def _list_distinct(np: Any, given: Any) -> Iterator[tuple[Any, int]]:
    """Iterate over the distinct units of a column, with the position of the first."""
    firsts: dict[Any, int] = {}
    for at, unit in enumerate(np.ravel(given).tolist()):
        if not isinstance(unit, str | Unit):
            raise InputError(
                f"第 {at} 个单位 {unit!r} 不认识",
                f"element {at}: unknown unit {unit!r}",
            )
        firsts.setdefault(unit, at)
    yield from firsts.items()


def _parse_unit(unit: Any, at: int) -> tuple[Any, int]:
    try:
        return unit, _find_code(unit if isinstance(unit, Unit) else Unit(unit), at)
    except InputError:
        raise
    except (TypeError, ValueError):
        raise InputError(
            f"第 {at} 个单位 {unit!r} 不认识", f"element {at}: unknown unit {unit!r}"
        ) from None


def _find_code(unit: Unit, at: int) -> int:
    if unit in UNIT_CODES:
        return UNIT_CODES.index(unit)
    raise InputError(
        f"第 {at} 个单位 {unit.label_zh} 不以日届满;请先确定是哪种日,或逐件计算",
        f"element {at}: {unit.plural_en()} do not end on a day; decide which days are "
        "meant, or compute each due date separately",
    )
