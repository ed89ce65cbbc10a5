"""Properties that every working calendar must have."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest

from zhengwu.calendars import Layer, WorkCalendar, china_calendar

TYPHOON = Layer.closure(date(2024, 9, 16), date(2024, 9, 17), name="台风停办")
CALENDARS: dict[str, WorkCalendar] = {
    "nation": china_calendar(),
    "projected": china_calendar(projected=True),
    "as of 2020": china_calendar(as_of=date(2020, 6, 1)),
    "guangxi": china_calendar("450000"),
    "lhasa projected": china_calendar("540100", projected=True),
    "with a closure": china_calendar().with_layer(TYPHOON),
}
ONE_DAY = timedelta(days=1)
FIRST = date(2015, 1, 1)
SPAN = 1500


@pytest.fixture(params=CALENDARS, name="calendar")
def _calendar(request: pytest.FixtureRequest) -> WorkCalendar:
    return CALENDARS[request.param]


def test_satisfies_the_protocol(calendar: WorkCalendar):
    """The calendar has every member of the protocol."""
    assert isinstance(calendar, WorkCalendar)
    assert calendar.coverage[0] <= calendar.final_until < calendar.published_until
    assert calendar.published_until <= calendar.coverage[1]


def test_day_and_bare_answer_agree(calendar: WorkCalendar):
    """The kind of a day and the bool are consistent."""
    for i in range(SPAN):
        day = FIRST + i * ONE_DAY
        assert calendar.day(day).working is calendar.is_working_day(day)


def test_add_walks(calendar: WorkCalendar):
    """Adding n working days gives the same day as counting day by day."""
    for i in range(0, SPAN, 7):
        day = at = FIRST + i * ONE_DAY
        for n in range(1, 31):
            at += ONE_DAY
            while not calendar.is_working_day(at):
                at += ONE_DAY
            assert calendar.add_working_days(day, n) == at
            assert calendar.count_working_days(day, at) == n
            assert calendar.add_working_days(at + ONE_DAY, -1) == at


def test_estimates_hold_the_answer(calendar: WorkCalendar):
    """The exact answer lies within the bounds of the estimate."""
    for i in range(0, SPAN, 5):
        day = FIRST + i * ONE_DAY
        for n in (-20, -1, 0, 1, 20):
            estimate = calendar.estimate_add(day, n)
            assert estimate.earliest <= estimate.date <= estimate.latest
            assert estimate.date == calendar.add_working_days(day, n)
        rolled = calendar.estimate_roll(day).date
        assert rolled >= day
        assert calendar.is_working_day(rolled)


def test_pickles(calendar: WorkCalendar):
    """After pickling, answers and revision are the same."""
    twin = pickle.loads(pickle.dumps(calendar))
    assert twin.revision == calendar.revision
    assert twin.add_working_days(FIRST, 100) == calendar.add_working_days(FIRST, 100)
