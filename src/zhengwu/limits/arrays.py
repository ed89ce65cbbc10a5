"""Due dates over columns of starts, amounts and units (批量届满日); extra ``array``.

Columns as in `zhengwu.calendars.arrays`: NumPy ``datetime64``, Arrow dates, or sequences of
`datetime.date`; the same rule for what cannot be answered. Suspensions are given as three
columns, one entry a suspension, see `Halts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from zhengwu._errors import InputError
from zhengwu.calendars.arrays import BLOCK, Beyond, CalendarArrays
from zhengwu.limits.values._units import Unit

if TYPE_CHECKING:
    from zhengwu.calendars import ChinaCalendar

__all__ = ["UNIT_CODES", "Halts", "LimitArrays"]

UNIT_CODES: Final[tuple[Unit, ...]] = (
    Unit.WORKING_DAY,
    Unit.CALENDAR_DAY,
    Unit.WEEK,
    Unit.MONTH,
    Unit.YEAR,
)
"""Units in days by their number, for a column of small integers (以日计的单位编号)."""

# For each unit: the kind of table it is looked up in, and how far one of it steps there.
_WORKING, _DAY, _MONTH = range(3)
_KIND: Final = (_WORKING, _DAY, _DAY, _MONTH, _MONTH)
_A_MONTH: Final = 32  # places for the days of a month
_STEP: Final = (1, 1, 7, _A_MONTH, 12 * _A_MONTH)
_MOST: Final = 40_000  # more of any unit than a calendar holds
_ROOM: Final = 4_096  # places behind each table, for steps that lead out of it
_FAR: Final = 1 << 40  # an answer that the calendar does not hold


class _Lookup(NamedTuple):
    """Every unit is two look-ups: a place for the start, and an end for place + n steps.

    The tables of the kinds, each with an end far away behind it, also stand one behind
    the other, so that a column of mixed units is looked up in one.
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
    """Suspensions of many rows (批量暂停), one entry a suspension, in columns.

    Args:
        rows: Row of the column of starts that each belongs to.
        begun: Day on which it was suspended.
        ended: Day on which it was resumed.

    Those of one row must come in the order of time and not overlap.
    """

    rows: Any
    begun: Any
    ended: Any


class LimitArrays(CalendarArrays):
    """A calendar compiled for due dates (批量届满日计算).

    Args:
        calendar: The calendar; its announced days, and all of its coverage if it was
            made with ``projected=True``.

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
        # The first working day on or after each day; far away beyond the table.
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
        """The day on which each limit falls due, as `Deadline.date` says.

        Args:
            starts: Column of days of the events. Shape: any; one dimension with `halts`.
            amounts: A whole number, or a column of them of the same shape.
            units: A `Unit`, or a column: their values as text, or their numbers in
                `UNIT_CODES`.
            halts: Suspensions.
            count_trigger_day: Whether the day of the event is the first day.
            beyond: What to do with an answer that is not known.

        Returns:
            Days of the same shape; a null stays a null.

        Raises:
            CalendarRangeError: An answer is not known.
            InputError: Not days, or not whole numbers from 0; a unit that does not end on
                a day; suspensions that overlap, or of a row that does not exist.
        """
        np = self._np
        column = self._column(starts)
        counts = self._amounts(amounts, column)
        codes = self._codes(units, column)
        plain = halts is None and not count_trigger_day
        if plain and units is Unit.WORKING_DAY:
            self._checked(counts, 0)
            return self.add_working_days(starts, amounts, beyond=beyond)
        lookup = self._lookup(counted=count_trigger_day, rolled=True)
        out = np.empty(len(column.days), dtype=np.int64)
        room = np.empty((3, min(len(out), BLOCK)), dtype=np.int64)
        for part, i, outside in self._blocks(column.days):
            n = self._checked(counts[part] if counts.ndim else counts, part.start)
            code = codes[part] if codes.ndim else codes
            block = out[part]
            self._ends(lookup, i, n, code, block, room[:, : len(i)])
            none = n == 0
            if none.any():
                np.copyto(block, column.days[part], where=none)
            column.lose(part, outside)
            column.lose(part, self._clear(block))
        rows = np.empty(0, dtype=np.int64)
        if halts is not None:
            rows, due = self._halted(
                column.days, counts, codes, halts, counted=count_trigger_day
            )
            lost = self._clear(due)
            out[rows] = due
            column.settle(rows, lost)
        if len(self._doubtful):
            low = self._rests_on(column.days, counts, codes, counted=count_trigger_day)
            low[rows] = column.days[rows]
            self._doubt(column, np.minimum(low, out), np.maximum(low, out))
        return self._finish(column, out, beyond, dates=True)

    def _rests_on(self, days: Any, counts: Any, codes: Any, *, counted: bool) -> Any:
        """The day after which a festival could still move the answer."""
        np = self._np
        last = np.empty(len(days), dtype=np.int64)
        room = np.empty((3, len(days)), dtype=np.int64)
        lookup = self._lookup(counted=counted, rolled=False)
        n = self._checked(np.broadcast_to(counts, days.shape), 0)
        code = np.broadcast_to(codes, days.shape)
        self._ends(lookup, days - self._base, n, code, last, room)
        working = np.take(np.array(_KIND), code) == _WORKING
        none = n == 0
        return np.where(working | none, days, np.minimum(last, _FAR) - 1)

    def _clear(self, ends: Any) -> Any:
        """Where an end is far away, which it then no longer is; None if nowhere."""
        if ends.max(initial=0) < _FAR:
            return None
        lost = ends >= _FAR
        ends[lost] = 0
        return lost

    def _ends(
        self, lookup: _Lookup, i: Any, n: Any, code: Any, out: Any, room: Any
    ) -> None:
        """Without suspensions, from positions in the table; not for 0."""
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
            if step.max(initial=0) > _ROOM:  # it could reach into the next table
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

    def _lookup(self, *, counted: bool, rolled: bool) -> _Lookup:
        """Tables for ends that rolled to a working day, or for the last days themselves."""
        key = (counted, rolled)
        if key not in self._lookups:
            self._lookups[key] = self._compile(counted=counted, rolled=rolled)
        return self._lookups[key]

    def _compile(self, *, counted: bool, rolled: bool) -> _Lookup:
        np = self._np
        days = np.arange(self._size) + self._base
        ends = self._roll if rolled else np.append(days, _FAR)
        before = np.arange(self._size + counted) - counted
        month, day, last = self._months(counted=counted)
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

    def _months(self, *, counted: bool) -> tuple[Any, Any, Any]:
        """Month and day of each position; the last position for each month and day."""
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
        # A day cut off by the month's end stays, also where the first day counts.
        last -= counted & (day <= longest)
        return number, np.arange(self._size) - first[number], np.maximum(last, 0)

    def _rolled(self, days: Any) -> Any:
        """The first working day on or after each day; far away beyond the table."""
        return self._roll.take(days - self._base, mode="clip")

    def _add(self, days: Any, n: Any) -> Any:
        """The n-th working day after each; far away beyond the table."""
        k = self._upto.take(days - self._base, mode="clip") + n
        far = k > len(self._worked)
        return self._np.where(far, _FAR, self._worked.take(k - 1, mode="clip"))

    def _halted(
        self, days: Any, counts: Any, codes: Any, halts: Halts, *, counted: bool
    ) -> tuple[Any, Any]:
        """Rows with suspensions, and when each falls due."""
        np = self._np
        entries, begun, ended = self._entries(halts, days)
        rows, first, per_row = np.unique(entries, return_index=True, return_counts=True)
        start = days[rows]
        n = self._checked(np.broadcast_to(counts, days.shape)[rows], 0)
        code = np.broadcast_to(codes, days.shape)[rows]
        working = np.take(np.array(_KIND), code) == _WORKING
        last = np.empty(len(rows), dtype=np.int64)
        lookup = self._lookup(counted=counted, rolled=False)
        room = np.empty((3, len(rows)), dtype=np.int64)
        self._ends(lookup, start - self._base, n, code, last, room)
        left = np.where(working | (n == 0), n, last - start)
        at = start - (counted & working & (n > 0))
        settled = np.full(len(rows), -1, dtype=np.int64)
        for turn in range(int(per_row.max(initial=0))):
            has = (per_row > turn) & (settled < 0)
            entry = first[has] + turn
            halt, again = begun[entry], ended[entry]
            some, more = at[has], left[has]
            by_day = working[has]
            end = self._after(some, more, by_day)
            due = self._rolled(end)
            over = due < halt
            used = np.where(by_day, self._between(some, halt), halt - some)
            more = np.where(end <= halt, 0, more - used)
            which = np.flatnonzero(has)
            settled[which[over]] = due[over]
            at[which[~over]], left[which[~over]] = again[~over], more[~over]
        due = self._rolled(self._after(at, left, working))
        due = np.where(at - self._base >= self._size, _FAR, due)
        due = np.where(settled < 0, due, settled)
        inside = (start >= self._base) & (start - self._base < self._size)
        return rows, np.where(inside, due, _FAR)

    def _after(self, at: Any, left: Any, working: Any) -> Any:
        np = self._np
        some = np.where(working, self._add(at, left), at + left)
        return np.where(left == 0, at, np.minimum(some, _FAR))

    def _between(self, start: Any, end: Any) -> Any:
        np = self._np
        upto = np.take(self._upto, end - self._base, mode="clip")
        return upto - np.take(self._upto, start - self._base, mode="clip")

    def _entries(self, halts: Halts, days: Any) -> tuple[Any, Any, Any]:
        """The suspensions in order, checked; those of less than a day are left out."""
        np = self._np
        if not isinstance(halts, Halts):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may have no checker
            raise InputError(
                f"暂停应为 Halts,现为 {type(halts).__name__}",
                f"suspensions are given as Halts, not {type(halts).__name__}",
            )
        rows = np.asarray(halts.rows)
        begun = self._column(halts.begun).days
        ended = self._column(halts.ended).days
        one = rows.ndim == np.ndim(halts.begun) == np.ndim(halts.ended) == 1
        if not (one and len(rows) == len(begun) == len(ended)) or (
            rows.dtype.kind not in "iu"
        ):
            raise InputError(
                "Halts 的三列应等长,rows 应为整数",
                "the columns of Halts must be of one length, and rows whole numbers",
            )
        if ((rows < 0) | (rows >= len(days))).any():
            raise InputError(
                "Halts 中有不存在的行", "Halts name a row that does not exist"
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
                f"suspensions of row {at} overlap, end before they begin, or come before "
                "the start",
            )
        whole = ended > begun
        return rows[whole], begun[whole], ended[whole]

    def _amounts(self, amounts: Any, column: Any) -> Any:
        """A column of whole numbers, not looked into yet."""
        np = self._np
        counts = np.asarray(amounts)
        if counts.ndim == 0 or counts.dtype.kind != "i" or counts.shape != column.shape:
            return self._whole(counts if counts.ndim else amounts, column)
        return counts.reshape(-1)

    def _checked(self, n: Any, first: int) -> Any:
        """Amounts that are not negative, and no larger than any calendar holds."""
        np = self._np
        # perf: a block at a time, while it is in the cache.
        if n.min(initial=0) < 0:
            at = first + int(np.argmax(n < 0)) if n.ndim else 0
            raise InputError(
                f"第 {at} 个时限为负数", f"element {at}: a limit cannot be negative"
            )
        return n if n.max(initial=0) <= _MOST else np.minimum(n, _MOST)

    def _codes(self, units: Any, column: Any) -> Any:
        """Numbers of units."""
        np = self._np
        if isinstance(units, Unit):
            return np.asarray(_code(units, 0))
        if type(units).__module__.partition(".")[0] == "pyarrow":
            units = units.to_numpy(zero_copy_only=False)
        given = np.asarray(units)
        if given.dtype.kind in "iu":
            if given.min(initial=0) < 0 or given.max(initial=0) >= len(UNIT_CODES):
                raise InputError(
                    f"单位编号应在 0 至 {len(UNIT_CODES) - 1} 之间",
                    f"numbers of units lie between 0 and {len(UNIT_CODES) - 1}",
                )
            codes = given.astype(np.uint8, copy=False)
        else:
            named = [_unit(u, at) for u, at in _first_of_each(np, given)]
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


def _first_of_each(np: Any, given: Any) -> Iterator[tuple[Any, int]]:
    seen: dict[Any, int] = {}
    for at, unit in enumerate(np.ravel(given).tolist()):
        if not isinstance(unit, str | Unit):
            raise InputError(
                f"第 {at} 个单位 {unit!r} 不认识",
                f"element {at}: unknown unit {unit!r}",
            )
        seen.setdefault(unit, at)
    yield from seen.items()


def _unit(unit: Any, at: int) -> tuple[Any, int]:
    try:
        return unit, _code(unit if isinstance(unit, Unit) else Unit(unit), at)
    except InputError:
        raise
    except (TypeError, ValueError):
        raise InputError(
            f"第 {at} 个单位 {unit!r} 不认识", f"element {at}: unknown unit {unit!r}"
        ) from None


def _code(unit: Unit, at: int) -> int:
    if unit in UNIT_CODES:
        return UNIT_CODES.index(unit)
    raise InputError(
        f"第 {at} 个单位 {unit.label_zh} 不以日届满;请先确定是哪种日,或逐件计算",
        f"element {at}: {unit.plural_en()} do not end on a day; decide which days are "
        "meant, or compute one by one",
    )
