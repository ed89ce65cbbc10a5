"""Office hours: adding, counting, seasons and estimates."""

from __future__ import annotations

import pickle
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.calendars import OfficeHours, Season, Window, china_calendar
from zhengwu.findings.errors import CalendarRangeError, InputError

CN = china_calendar()
BEIJING = timezone(timedelta(hours=8))
HALL = OfficeHours(calendar=CN, regular=["09:00-12:00", "13:30-17:30"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-09-30T10:00", 120, "2026-09-30T12:00"),  # a result at closing time stays
        ("2026-09-30T10:00", 121, "2026-09-30T13:31"),
        ("2026-09-30T16:00", 90, "2026-09-30T17:30"),
        ("2026-09-30T16:00", 91, "2026-10-08T09:01"),  # across National Day
        ("2026-10-09T17:00", 60, "2026-10-10T09:30"),  # make-up Saturday
        ("2026-09-30T12:30", 30, "2026-09-30T14:00"),  # from the lunch break
        ("2026-09-30T06:00", 30, "2026-09-30T09:30"),
        ("2026-10-03T10:00", 30, "2026-10-08T09:30"),  # from a holiday
        ("2026-09-30T14:00", -30, "2026-09-30T13:30"),  # a result at opening time stays
        ("2026-09-30T14:00", -31, "2026-09-30T11:59"),
        ("2026-10-08T09:00", -420, "2026-09-30T09:00"),
        ("2026-10-08T08:00", -420, "2026-09-30T09:00"),
        ("2026-10-03T12:00", -60, "2026-09-30T16:30"),
        ("2026-09-30T10:00", 0, "2026-09-30T10:00"),
        ("2026-09-30T10:00", 0.5, "2026-09-30T10:00:30"),
    ],
)
def test_adding_minutes(start: str, minutes: float, end: str):
    """Results counted by hand with the arrangement for 2026."""
    assert HALL.add_minutes(at(start), minutes) == at(end)


def test_working_time_around_spring_festival_2025():
    """27 January, 5 to 8 and 10 February are six working days of seven hours."""
    elapsed = HALL.elapsed_minutes(at("2025-01-27T00:00"), at("2025-02-11T00:00"))
    assert elapsed == 42 * 60
    assert (
        HALL.elapsed_minutes(at("2025-02-11T00:00"), at("2025-01-27T00:00")) == -42 * 60
    )


def test_opening():
    """`is_open` and `next_opening` inside and outside the windows."""
    assert HALL.is_open(at("2026-09-30T09:00"))
    assert not HALL.is_open(at("2026-09-30T12:00"))
    assert not HALL.is_open(at("2026-10-01T10:00"))
    assert HALL.next_opening(at("2026-09-30T10:00")) == at("2026-09-30T10:00")
    assert HALL.next_opening(at("2026-09-30T12:00")) == at("2026-09-30T13:30")
    assert HALL.next_opening(at("2026-09-30T17:30")) == at("2026-10-08T09:00")


def test_other_zones_are_converted():
    """An instant in another time zone is converted to Beijing time."""
    utc = datetime(2026, 9, 30, 2, tzinfo=timezone.utc)  # noqa: UP017
    assert HALL.add_minutes(utc, 120) == at("2026-09-30T12:00")
    assert HALL.add_minutes(utc, 120).utcoffset() == timedelta(hours=8)


XINJIANG = OfficeHours(
    calendar=china_calendar("650000"),
    regular=["10:00-14:00", "15:30-19:30"],
    seasons=(
        Season(first=(5, 1), last=(9, 30), windows=["10:00-14:00", "16:00-20:00"]),
    ),
)


def test_seasons():
    """Afternoon in Xinjiang is 16:00-20:00 in summer and 15:30-19:30 in winter."""
    assert XINJIANG.windows_on(date(2026, 6, 2))[1] == Window.parse("16:00-20:00")
    assert XINJIANG.windows_on(date(2026, 12, 2))[1] == Window.parse("15:30-19:30")
    winter = Season(first=(10, 1), last=(4, 30), windows=["10:00-14:00"])
    assert winter.covers(date(2026, 1, 15))
    assert winter.covers(date(2026, 10, 1))
    assert not winter.covers(date(2026, 7, 1))
    summer = XINJIANG.add_minutes(at("2026-06-02T19:00"), 60)
    assert summer == at("2026-06-02T20:00")


def test_saturday_service_is_no_working_day():
    """Service on Saturday counts for minutes but is not a working day."""
    hall = OfficeHours(
        calendar=CN, regular=["09:00-17:00"], service={5: ["09:00-12:00"]},
        by_weekday={4: ["09:00-16:00"]}, by_date={date(2026, 3, 12): []},
    )  # fmt: skip
    saturday = date(2026, 3, 7)
    assert hall.windows_on(saturday) == (Window(time(9), time(12)),)
    assert not CN.is_working_day(saturday)
    assert hall.add_minutes(at("2026-03-06T15:30"), 60) == at("2026-03-07T09:30")
    assert hall.windows_on(date(2026, 3, 12)) == ()
    assert hall.windows_on(date(2026, 3, 13)) == (Window.parse("09:00-16:00"),)


def test_from_toml():
    """Office hours are read from TOML."""
    hall = OfficeHours.from_toml(
        """
        regular = ["09:00-12:00", "13:30-17:30"]
        [weekday]
        5 = ["09:00-12:00"]
        [service]
        6 = ["09:30-11:30"]
        [date]
        2026-12-31 = ["09:00-12:00"]
        [[season]]
        first = "07-01"
        last = "08-31"
        windows = ["08:30-11:30"]
        """,
        CN,
    )
    assert hall.windows_on(date(2026, 3, 6)) == (Window.parse("09:00-12:00"),)
    assert hall.windows_on(date(2026, 3, 7)) == (Window.parse("09:30-11:30"),)
    assert hall.windows_on(date(2026, 12, 31)) == (Window.parse("09:00-12:00"),)
    assert hall.windows_on(date(2026, 7, 2)) == (Window.parse("08:30-11:30"),)


@pytest.mark.parametrize(
    "text",
    [
        'regular = ["12:00-09:00"]',
        'regular = ["09:00-12:00", "11:00-13:00"]',
        'regular = ["nine to five"]',
        'regular = ["09:00-12:00"]\n[weekday]\n9 = []',
        'regular = ["09:00-12:00"]\n[date]\nsoon = []',
        'regular = ["09:00-12:00"]\n[[season]]\nfirst = "13-01"\nlast = "08-31"\nwindows = []',
        'regular = ["09:00-12:00"]\n[[season]]\nfirst = "spring"\nlast = "08-31"\nwindows = []',
        "regular = 3",
    ],
    ids=["backwards", "overlap", "words", "weekday", "date", "month", "season", "type"],
)
def test_bad_hours(text: str):
    """Invalid office hours are rejected with an InputError."""
    with pytest.raises(InputError):
        OfficeHours.from_toml(text, CN)


def test_bad_input():
    """Wrong types, missing windows and uncovered days are rejected."""
    naive: Any = datetime(2026, 1, 5, 9)
    day: Any = datetime(2026, 1, 5, 9, tzinfo=BEIJING)
    for call in (
        lambda: HALL.add_minutes(naive, 1),
        lambda: HALL.elapsed_minutes(naive, naive),
        lambda: HALL.next_opening(naive),
        lambda: HALL.is_open(naive),
        lambda: HALL.windows_on(day),
        lambda: OfficeHours(calendar=CN, regular=[]).add_minutes(
            at("2026-01-05T09:00"), 1
        ),
        lambda: OfficeHours(calendar=CN, regular=[], service={7: []}),
        lambda: Window(time(9, tzinfo=BEIJING), time(10)),
    ):
        with pytest.raises(InputError):
            call()
    for call in (
        lambda: HALL.add_minutes(at("2026-12-31T17:00"), 60),
        lambda: HALL.add_minutes(at("2004-01-02T09:00"), -600),
        lambda: HALL.add_minutes(at("1999-01-02T09:00"), 1),
        lambda: HALL.next_opening(at("2026-12-31T18:00")),
        lambda: HALL.elapsed_minutes(at("2026-12-31T17:00"), at("2027-01-04T10:00")),
    ):
        with pytest.raises(CalendarRangeError):
            call()


def test_projected_hours():
    """With a projected calendar, minutes are added across days not announced."""
    hall = OfficeHours(calendar=china_calendar(projected=True), regular=["09:00-12:00"])
    assert hall.add_minutes(at("2026-12-31T11:00"), 120) == at("2027-01-04T10:00")
    assert pickle.loads(pickle.dumps(hall)).add_minutes(
        at("2026-12-31T11:00"), 60
    ) == at("2026-12-31T12:00")


instants = st.datetimes(datetime(2024, 1, 1), datetime(2026, 10, 1)).map(
    lambda t: t.replace(tzinfo=BEIJING, second=0, microsecond=0)
)


def naive_elapsed(start: datetime, end: datetime) -> int:
    """Count the open minutes in steps of a minute."""
    minutes, now = 0, start
    while now < end:
        minutes += HALL.is_open(now)
        now += timedelta(minutes=1)
    return minutes


@given(instants, st.integers(0, 3000))
def test_elapsed_against_a_naive_count(start: datetime, ahead: int):
    """`elapsed_minutes` agrees with a count minute by minute."""
    end = start + timedelta(minutes=ahead)
    assert HALL.elapsed_minutes(start, end) == naive_elapsed(start, end)


@given(instants, st.integers(1, 5000))
def test_elapsed_inverts_add(start: datetime, minutes: int):
    """`elapsed_minutes` inverts `add_minutes`."""
    end = HALL.add_minutes(start, minutes)
    assert HALL.elapsed_minutes(start, end) == minutes
    assert HALL.elapsed_minutes(start, end - timedelta(minutes=1)) == minutes - 1
    back = HALL.add_minutes(end, -minutes)
    assert HALL.elapsed_minutes(back, end) == minutes
    assert HALL.is_open(back)


def test_doubtful_regional_days_are_rejected():
    """Hours across a festival without a known arrangement cannot be counted."""
    with pytest.raises(CalendarRangeError):
        XINJIANG.add_minutes(at("2018-08-16T10:00"), 6000)
    assert XINJIANG.add_minutes(at("2018-03-01T10:00"), 60) == at("2018-03-01T11:00")


def test_only_seasons_or_dates():
    """Office hours may consist of seasons only."""
    projected = china_calendar(projected=True)
    all_year = Season(first=(1, 1), last=(12, 31), windows=["09:00-17:30"])
    hall = OfficeHours(calendar=projected, regular=[], seasons=(all_year,))
    assert hall.add_minutes(at("2026-12-31T17:00"), 60) == at("2027-01-04T09:30")


def test_range_errors_name_the_missing_day():
    """The error names the first day not announced and the coverage."""
    with pytest.raises(CalendarRangeError) as caught:
        HALL.add_minutes(at("2026-12-31T17:00"), 60)
    assert caught.value.day == date(2027, 1, 1)
    assert caught.value.coverage == (date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("minutes", [float("nan"), float("inf"), "1", None, True])
def test_invalid_minutes(minutes: Any):
    """Minutes must be a finite number."""
    with pytest.raises(InputError):
        HALL.add_minutes(at("2026-09-30T10:00"), minutes)
