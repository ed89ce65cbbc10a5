"""Columns of dates: the same results as the scalar calendar, element by element."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.calendars import china_calendar
from zhengwu.findings.errors import CalendarRangeError, InputError

np: Any = pytest.importorskip("numpy")
from zhengwu.calendars.arrays import CalendarArrays  # noqa: E402

CN = china_calendar()
COLUMNS = CalendarArrays(CN)
days = st.lists(st.dates(date(2004, 1, 1), date(2026, 12, 31)), max_size=30)
D = "datetime64[D]"


def call_or_none(call: Any) -> Any:
    try:
        return call()
    except CalendarRangeError:
        return None


@given(days)
def test_is_working_day(column: list[date]):
    """`is_working_day` agrees with the scalar calendar."""
    result = COLUMNS.is_working_day(np.array(column, dtype=D))
    assert result.tolist() == [CN.is_working_day(day) for day in column]


@given(days, st.integers(-400, 400))
def test_add(column: list[date], n: int):
    """`add_working_days` agrees with the scalar calendar."""
    result = COLUMNS.add_working_days(np.array(column, dtype=D), n, beyond="null")
    assert result.tolist() == [
        call_or_none(lambda d=d: CN.add_working_days(d, n)) for d in column
    ]


@given(
    st.lists(
        st.tuples(st.dates(date(2004, 1, 1), date(2026, 12, 31)), st.integers(-50, 50)),
        min_size=1,
    )
)
def test_add_a_column_of_amounts(pairs: list[tuple[date, int]]):
    """`add_working_days` accepts a column of amounts."""
    column = np.array([d for d, _ in pairs], dtype=D)
    result = COLUMNS.add_working_days(
        column, np.array([n for _, n in pairs]), beyond="null"
    )
    assert result.tolist() == [
        call_or_none(lambda d=d, n=n: CN.add_working_days(d, n)) for d, n in pairs
    ]


@given(days, days)
def test_count(first: list[date], second: list[date]):
    """`count_working_days` agrees with the scalar calendar."""
    size = min(len(first), len(second))
    starts, ends = np.array(first[:size], dtype=D), np.array(second[:size], dtype=D)
    result = COLUMNS.count_working_days(starts, ends)
    expected = [
        CN.count_working_days(a, b) for a, b in zip(first, second, strict=False)
    ]
    assert result.tolist() == expected


def test_many_blocks():
    """A column longer than a block gives correct results."""
    column = np.datetime64("2005-01-03") + (np.arange(200_000) % 7000)
    result = COLUMNS.add_working_days(column, 20)
    for i in range(0, 200_000, 9973):
        assert result[i].astype(object) == CN.add_working_days(
            column[i].astype(object), 20
        )


def test_shapes_and_sequences():
    """The result has the shape of the input; a list of dates is a column."""
    matrix = np.array(
        [["2026-10-09", "2026-10-10"], ["2026-10-11", "2026-10-12"]], dtype=D
    )
    assert COLUMNS.is_working_day(matrix).tolist() == [[True, True], [False, True]]
    assert COLUMNS.add_working_days(matrix, 1).shape == (2, 2)
    assert COLUMNS.is_working_day([date(2026, 10, 10)]).tolist() == [True]
    assert COLUMNS.is_working_day([]).tolist() == []
    nanoseconds = matrix.astype("datetime64[ns]")
    assert COLUMNS.is_working_day(nanoseconds).tolist() == [[True, True], [False, True]]


def test_nulls_are_kept():
    """NaT gives NaT; operations whose result has no null reject NaT."""
    column = np.array(["2026-10-09", "NaT"], dtype=D)
    result = COLUMNS.add_working_days(column, 1)
    assert result[0] == np.datetime64("2026-10-10")
    assert np.isnat(result[1])
    with pytest.raises(InputError, match="element 1 is NaT"):
        COLUMNS.is_working_day(column)
    with pytest.raises(InputError, match="element 1 is NaT"):
        COLUMNS.count_working_days(column[:1].repeat(2), column)


def test_elements_without_an_answer():
    """`beyond` decides between an error that names the element and a null."""
    column = np.array(["2026-10-09", "2026-12-31", "1999-01-01"], dtype=D)
    with pytest.raises(CalendarRangeError) as caught:
        COLUMNS.add_working_days(column, 5)
    assert caught.value.__notes__ == ["element 1: 2026-12-31"]
    assert caught.value.day == date(2027, 1, 1)
    result = COLUMNS.add_working_days(column, 5, beyond="null")
    assert np.isnat(result).tolist() == [False, True, True]
    for call in (
        lambda: COLUMNS.is_working_day(column),
        lambda: COLUMNS.is_working_day(column, beyond="null"),
        lambda: COLUMNS.count_working_days(column, column),
    ):
        with pytest.raises(CalendarRangeError):
            call()


def test_projected_and_regional_columns():
    """Projected and regional columns agree with the scalar calendar."""
    projected = CalendarArrays(china_calendar(projected=True))
    assert projected.is_working_day(np.array(["2027-01-04"], dtype=D)).tolist() == [
        True
    ]
    xinjiang = china_calendar("650000")
    columns = CalendarArrays(xinjiang)
    column = np.arange("2018-08-01", "2018-09-30", dtype=D)
    result = columns.add_working_days(column, 3, beyond="null").tolist()
    assert result == [
        call_or_none(lambda d=d: xinjiang.add_working_days(d, 3))
        for d in column.tolist()
    ]
    assert None in result
    with pytest.raises(CalendarRangeError):
        columns.is_working_day(column)
    with pytest.raises(CalendarRangeError):
        columns.count_working_days(column, column + 10)


@pytest.mark.parametrize(
    "column",
    [[1, 2], ["2026-01-01"], [datetime(2026, 1, 1, 9)], 3.5],
    ids=["numbers", "text", "datetimes", "scalar"],
)
def test_columns_without_dates_are_rejected(column: Any):
    """A column of anything but dates is rejected with an InputError."""
    with pytest.raises(InputError):
        COLUMNS.is_working_day(column)


def test_other_bad_input():
    """Instants, fractions and different shapes are rejected."""
    column = np.array(["2026-10-09"], dtype=D)
    for call in (
        lambda: COLUMNS.is_working_day(
            np.array(["2026-10-09T09"], dtype="datetime64[h]")
        ),
        lambda: COLUMNS.add_working_days(column, 1.5),
        lambda: COLUMNS.add_working_days(column, [1, 2]),
        lambda: COLUMNS.count_working_days(column, column.repeat(2)),
    ):
        with pytest.raises(InputError):
            call()


def test_arrow():
    """Arrow input gives Arrow output and keeps nulls."""
    pa: Any = pytest.importorskip("pyarrow")
    column = pa.array([date(2026, 10, 9), None, date(2026, 12, 31)])
    result = COLUMNS.add_working_days(column, 1, beyond="null")
    assert result.to_pylist() == [date(2026, 10, 10), None, None]
    assert COLUMNS.is_working_day(column).to_pylist() == [True, None, True]
    chunks = pa.chunked_array([column, column])
    assert COLUMNS.count_working_days(chunks, chunks).to_pylist() == [0, None, 0] * 2
    with pytest.raises(CalendarRangeError):
        COLUMNS.add_working_days(column, 1)
    with pytest.raises(InputError):
        COLUMNS.is_working_day(pa.array([1, 2]))


def test_missing_extra(monkeypatch: pytest.MonkeyPatch):
    """Without NumPy the error names the extra."""
    import sys

    from zhengwu.findings.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtraError, match=r"zhengwu\[array\]"):
        CalendarArrays(CN)


@pytest.mark.parametrize("n", [2**63 - 1, 2**64 - 1, -(2**63), 2**40, 10**30])
def test_huge_amounts_do_not_wrap_around(n: int):
    """A huge amount is out of range; sums do not overflow."""
    column = np.array(["2026-10-09"], dtype=D)
    assert np.isnat(COLUMNS.add_working_days(column, n, beyond="null")).all()
    with pytest.raises(CalendarRangeError):
        COLUMNS.add_working_days(column, n)
    if n > 0:
        unsigned = np.array([min(n, 2**64 - 1)], dtype=np.uint64)
        assert np.isnat(COLUMNS.add_working_days(column, unsigned, beyond="null")).all()


def test_unknown_value_of_beyond():
    """`beyond` accepts only "raise" and "null"."""
    with pytest.raises(InputError, match="beyond"):
        COLUMNS.is_working_day(np.array(["2026-10-09"], dtype=D), beyond="bad")  # type: ignore[arg-type]
