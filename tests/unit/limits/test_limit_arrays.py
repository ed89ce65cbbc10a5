"""Due dates over columns are the same as scalar due dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from zhengwu.calendars import china_calendar
from zhengwu.findings.errors import CalendarRangeError, InputError
from zhengwu.limits import Clock, Unit, make_limit

np = pytest.importorskip("numpy")

from zhengwu.limits.arrays import UNIT_CODES, Halts, LimitArrays  # noqa: E402

CN = china_calendar()
OURS = LimitArrays(CN)
FUTURE = LimitArrays(china_calendar(projected=True))
BEIJING = timezone(timedelta(hours=8))
RNG = np.random.default_rng(20261122)
COUNT = 4_000
STARTS = np.datetime64("2004-01-02") + RNG.integers(0, 7_900, COUNT)
CODES = RNG.integers(0, len(UNIT_CODES), COUNT)
AMOUNTS = RNG.integers(0, 60, COUNT) // np.array([1, 1, 7, 12, 30])[CODES]


def scalar(i: int, *, counted: bool = False) -> date:
    limit: Any = make_limit(int(AMOUNTS[i]), UNIT_CODES[CODES[i]])
    due: date = limit.due(STARTS[i].item(), CN, count_trigger_day=counted).date
    return due


@pytest.mark.parametrize("counted", [False, True], ids=["excluded", "counted"])
def test_every_row_is_as_one_by_one(counted: bool):
    """All units mixed, from 2004 to 2025."""
    got = OURS.due(STARTS, AMOUNTS, CODES, count_trigger_day=counted)
    expected = [scalar(i, counted=counted) for i in range(COUNT)]
    assert got.tolist() == expected


@pytest.mark.parametrize("unit", UNIT_CODES, ids=lambda u: u.value)
def test_one_unit(unit: Unit):
    """A single amount and a column of amounts."""
    for amount in (0, 1, 3):
        limit: Any = make_limit(amount, unit)
        expected = [limit.due(s.item(), CN).date for s in STARTS[:300]]
        assert FUTURE.due(STARTS[:300], amount, unit).tolist() == expected
        column = np.full(300, amount)
        assert FUTURE.due(STARTS[:300], column, unit.value).tolist() == expected


def halted() -> tuple[list[Clock], Halts]:
    clocks, rows, begun, ended = [], [], [], []
    for i in range(0, COUNT, 3):
        limit: Any = make_limit(int(AMOUNTS[i]), UNIT_CODES[CODES[i]])
        day = STARTS[i].item()
        clock = Clock.start(limit, datetime.combine(day, datetime.min.time(), BEIJING))
        for gap, length in RNG.integers(0, 12, (RNG.integers(0, 5), 2)).tolist():
            first = day + timedelta(days=gap)
            day = first + timedelta(days=length)
            clock = clock.suspend(first, "stay").resume(day)
            rows.append(i)
            begun.append(first)
            ended.append(day)
        clocks.append(clock)
    order = RNG.permutation(len(rows))
    dates = (
        np.array(begun, dtype="datetime64[D]"),
        np.array(ended, dtype="datetime64[D]"),
    )
    return clocks, Halts(np.array(rows)[order], dates[0][order], dates[1][order])


def test_suspensions_are_as_one_by_one():
    """Up to four a row, some of them within a day, some touching, in any order."""
    clocks, halts = halted()
    got = OURS.due(STARTS, AMOUNTS, CODES, halts=halts)
    expected = [clock.due(CN).date for clock in clocks]
    assert got[::3].tolist() == expected
    plain = OURS.due(STARTS, AMOUNTS, CODES)
    assert (
        np.delete(got, np.arange(0, COUNT, 3))
        == np.delete(plain, np.arange(0, COUNT, 3))
    ).all()


def test_beyond_the_notices():
    """The rule of the calendar's own columns; all is answered where estimates are taken."""
    starts = np.array(["2026-12-20", "2026-03-02", "NaT"], dtype="datetime64[D]")
    for unit, amount in (
        (Unit.WORKING_DAY, 20),
        (Unit.CALENDAR_DAY, 30),
        (Unit.MONTH, 1),
    ):
        with pytest.raises(CalendarRangeError):
            OURS.due(starts[:2], amount, unit)
        got = OURS.due(starts, amount, unit, beyond="null")
        assert np.isnat(got).tolist() == [True, False, True]
        far = LimitArrays(china_calendar(projected=True)).due(starts[:2], amount, unit)
        limit: Any = make_limit(amount, unit)
        assert far.tolist() == [limit.due(s.item(), CN).date for s in starts[:2]]
    with pytest.raises(CalendarRangeError):
        OURS.due(np.array(["1999-01-01"], dtype="datetime64[D]"), 1, Unit.WEEK)
    with pytest.raises(CalendarRangeError):
        OURS.due(starts[1:2], 10**9, Unit.YEAR)


def test_suspensions_beyond_the_notices():
    """A row resumed next year is not known; a row that ends before its suspension is."""
    starts = np.array(["2026-11-02", "2026-11-02"], dtype="datetime64[D]")
    begun = np.array(["2026-11-05", "2026-12-30"], dtype="datetime64[D]")
    ended = np.array(["2027-02-01", "2027-02-01"], dtype="datetime64[D]")
    halts = Halts(np.array([0, 1]), begun, ended)
    got = OURS.due(starts, 5, Unit.WORKING_DAY, halts=halts, beyond="null")
    assert np.isnat(got).tolist() == [True, False]
    assert got[1].item() == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"amounts": -1}, "negative"),
        ({"amounts": 1.5}, "whole"),
        ({"amounts": [1, 2, 3]}, "shape"),
        ({"units": Unit.HOUR}, "end on a day"),
        ({"units": ["working_day", "unspecified_day"]}, "element 1"),
        ({"units": ["working_day", "fortnight"]}, "fortnight"),
        ({"units": [0, 9]}, "between 0"),
        ({"units": ["week"] * 3}, "3 units"),
    ],
    ids=[
        "negative",
        "part",
        "shape",
        "hours",
        "undecided",
        "unknown",
        "number",
        "length",
    ],
)
def test_what_cannot_be_counted(options: dict[str, Any], problem: str):
    """Typed errors that name the element."""
    starts = np.array(["2026-03-02", "2026-03-03"], dtype="datetime64[D]")
    given: dict[str, Any] = {"amounts": 5, "units": Unit.WORKING_DAY, **options}
    with pytest.raises(InputError, match=problem):
        OURS.due(starts, **given)


@pytest.mark.parametrize(
    ("rows", "begun", "ended", "problem"),
    [
        ([0, 0], [4, 6], [7, 8], "overlap"),
        ([0], [5], [4], "overlap"),
        ([0], [1], [4], "overlap"),
        ([2], [4], [5], "does not exist"),
        ([0.5], [4], [5], "whole"),
        ([0], [4, 5], [6, 7], "one length"),
    ],
    ids=["overlap", "backward", "before", "row", "part", "length"],
)
def test_suspensions_that_make_no_sense(
    rows: Any, begun: Any, ended: Any, problem: str
):
    """Typed errors that name the row."""
    starts = np.array(["2026-03-02", "2026-03-03"], dtype="datetime64[D]")
    first = np.datetime64("2026-03-01")
    halts = Halts(
        np.array(rows), first + np.array(begun) - 1, first + np.array(ended) - 1
    )
    with pytest.raises(InputError, match=problem):
        OURS.due(starts, 5, Unit.WORKING_DAY, halts=halts)


def test_arrow():
    """Columns from Arrow, with their nulls."""
    pa = pytest.importorskip("pyarrow")
    starts = pa.array([date(2026, 9, 17), None, date(2026, 1, 31)])
    got = OURS.due(starts, [20, 1, 1], pa.array(["working_day", "week", "month"]))
    assert got.to_pylist() == [date(2026, 10, 21), None, date(2026, 2, 28)]


def test_a_regional_calendar():
    """Guangxi in March, and years in which a festival may still move."""
    region = china_calendar("450000")
    arrays = LimitArrays(region)
    starts = np.datetime64("2026-03-01") + np.arange(60)
    for unit, amount in ((Unit.WORKING_DAY, 20), (Unit.CALENDAR_DAY, 30)):
        limit: Any = make_limit(amount, unit)
        expected = [limit.due(s.item(), region).date for s in starts]
        assert arrays.due(starts, amount, unit).tolist() == expected


def test_a_start_beyond_the_notices_is_not_known():
    """With suspensions as without."""
    day = lambda text: np.array([text], dtype="datetime64[D]")  # noqa: E731
    halts = Halts(np.array([0]), day("2027-01-29"), day("2027-02-08"))
    with pytest.raises(CalendarRangeError):
        OURS.due(day("2027-01-21"), [2], Unit.CALENDAR_DAY, halts=halts)
    got = OURS.due(
        day("2027-01-21"), [2], Unit.CALENDAR_DAY, halts=halts, beyond="null"
    )
    assert np.isnat(got).all()


def test_festivals_that_are_not_settled():
    """Xinjiang: a due date is known where the scalar due date is certain."""
    region = china_calendar("650000")
    arrays = LimitArrays(region)
    starts = np.datetime64("2018-01-02") + np.arange(0, 1_200, 3)
    for unit, amount in (
        (Unit.CALENDAR_DAY, 5),
        (Unit.MONTH, 5),
        (Unit.WORKING_DAY, 3),
    ):
        limit: Any = make_limit(amount, unit)
        due = [limit.due(s.item(), region) for s in starts]
        got = arrays.due(starts, amount, unit, beyond="null")
        known = ~np.isnat(got)
        assert known.sum() > 300
        for deadline, answer, is_known in zip(
            due, got.tolist(), known.tolist(), strict=True
        ):
            if is_known:
                assert deadline.date == answer
                assert deadline.certain
