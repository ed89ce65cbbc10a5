"""Regions, closures, notices that a user adds."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest

from zhengwu.calendars import (
    DayKind,
    DayStatus,
    Layer,
    LocalHoliday,
    Notice,
    check_notice,
    china_calendar,
    parse_notice,
    regional_rules,
)
from zhengwu.calendars._notices import DaysOff
from zhengwu.findings.errors import (
    CalendarRangeError,
    CodeFormatError,
    FindingsError,
    InputError,
    UnknownCodeError,
)

CN = china_calendar()
GUANGXI = china_calendar("450000")
REGIONS = [
    "450000",
    "640000",
    "650000",
    "540000",
    "540100",
    "513400",
    "532300",
    "532500",
]


@pytest.mark.parametrize(
    ("region", "day", "working", "kind"),
    [
        # 政府令第98号; 2017: 4/1 national make-up day off, 4/8 worked instead
        ("450000", date(2017, 4, 1), False, DayKind.REGIONAL),
        ("450000", date(2017, 4, 8), True, DayKind.MAKE_UP),
        ("450000", date(2018, 4, 15), True, DayKind.MAKE_UP),
        ("450000", date(2023, 4, 23), False, DayKind.REGIONAL),
        ("450000", date(2024, 4, 11), False, DayKind.REGIONAL),
        ("450000", date(2020, 3, 26), True, DayKind.WORKDAY),  # cancelled that year
        ("640000", date(2019, 6, 5), False, DayKind.REGIONAL),
        ("640000", date(2021, 7, 20), False, DayKind.REGIONAL),
        ("650000", date(2023, 6, 30), False, DayKind.REGIONAL),
        ("650000", date(2025, 6, 10), False, DayKind.REGIONAL),
        ("540100", date(2026, 2, 26), False, DayKind.REGIONAL),
        ("540100", date(2026, 2, 28), True, DayKind.MAKE_UP),
        ("513400", date(2024, 11, 17), True, DayKind.MAKE_UP),
        ("513400", date(2022, 7, 30), True, DayKind.MAKE_UP),
        ("532300", date(2024, 4, 15), False, DayKind.REGIONAL),
        ("532500", date(2023, 7, 28), False, DayKind.REGIONAL),
        # nested: a county of Guangxi, a county of Liangshan
        ("450103", date(2017, 4, 1), False, DayKind.REGIONAL),
        ("513401", date(2024, 11, 17), True, DayKind.MAKE_UP),
        # a province without holidays of its own
        ("330000", date(2017, 4, 1), True, DayKind.MAKE_UP),
    ],
)
def test_regional_days(region: str, day: date, working: bool, kind: DayKind):
    """As the regions announced them."""
    found = china_calendar(region).day(day)
    assert (found.working, found.kind) == (working, kind)
    assert found.status is DayStatus.PUBLISHED


def test_the_nation_knows_nothing_of_it():
    """A regional layer changes no other calendar."""
    assert CN.is_working_day(date(2017, 4, 1))
    assert GUANGXI.name == "CN-450000"
    assert GUANGXI != CN
    assert china_calendar("450000000000") == GUANGXI


def test_guangxi_gives_two_days_every_year_it_is_held():
    """Art. 2 of 政府令第98号; 2020 was cancelled."""
    for year in range(2014, 2027):
        span = date(year - 1, 12, 31), date(year, 12, 31)
        fewer = CN.count_working_days(*span) - GUANGXI.count_working_days(*span)
        assert fewer == (0 if year == 2020 else 2), year


def test_a_year_without_an_arrangement_is_not_called_published():
    """Xinjiang 2018 was not found: the days near the festival are doubtful."""
    xinjiang = china_calendar("650000")
    day = date(2018, 8, 21)
    assert xinjiang.day(day).status is DayStatus.PROJECTED
    assert xinjiang.day(day).kind is DayKind.REGIONAL
    assert day in xinjiang.doubtful_days
    for call in (
        lambda: xinjiang.is_working_day(day),
        lambda: xinjiang.add_working_days(date(2018, 8, 10), 10),
        lambda: xinjiang.add_working_days(date(2018, 9, 3), -10),
        lambda: xinjiang.count_working_days(date(2018, 8, 1), date(2018, 9, 1)),
    ):
        with pytest.raises(CalendarRangeError):
            call()
    assert xinjiang.is_working_day(date(2018, 3, 1))
    estimate = xinjiang.estimate_add(date(2018, 8, 1), 10)
    assert estimate.earliest <= estimate.date <= estimate.latest
    guess = china_calendar("650000", projected=True)
    assert guess.add_working_days(date(2018, 8, 1), 10) == estimate.date
    assert guess.is_working_day(day) is False


def test_a_festival_whose_date_nobody_knows_widens_the_bounds():
    """藏历新年 2024 was announced somewhere between January and March."""
    tibet = china_calendar("540000")
    estimate = tibet.estimate_add(date(2024, 1, 15), 30)
    assert estimate.latest > estimate.earliest
    after = tibet.estimate_add(date(2024, 4, 1), 20)
    assert after.earliest == after.latest


@pytest.mark.parametrize("region", REGIONS)
def test_estimates_agree_with_the_projected_calendar(region: str):
    """One meaning, whichever way one asks."""
    calendar, guess = china_calendar(region), china_calendar(region, projected=True)
    for i in range(0, 9000, 13):
        start = date(2008, 1, 1) + timedelta(days=i)
        for n in (1, 20, -5):
            estimate = calendar.estimate_add(start, n)
            assert estimate.earliest <= estimate.date <= estimate.latest, (start, n)
            assert guess.add_working_days(start, n) == estimate.date
            assert guess.count_working_days(start, estimate.date) == n


def test_as_of_hides_regional_notices_too():
    """The notice for 三月三 2024 is dated 22 March."""
    before = china_calendar("450000", as_of=date(2024, 3, 21))
    assert before.day(date(2024, 4, 11)).status is DayStatus.PROJECTED
    after = china_calendar("450000", as_of=date(2024, 3, 22))
    assert after.day(date(2024, 4, 11)).status is DayStatus.PUBLISHED


@pytest.mark.parametrize(
    ("region", "error"),
    [
        ("4500", CodeFormatError),
        ("", CodeFormatError),
        ("广西", CodeFormatError),
        ("990000", UnknownCodeError),
        ("810000", UnknownCodeError),
    ],
)
def test_unknown_regions(region: str, error: type[Exception]):
    """Typed errors that say what a code looks like."""
    with pytest.raises(error):
        china_calendar(region)


def test_every_rule_has_a_source_and_a_way():
    """A date, a window, or a column of dates."""
    for rule in regional_rules():
        assert rule.source
        assert bool(rule.date) != bool(rule.window)


TYPHOON = Layer.closure(
    date(2026, 9, 7), date(2026, 9, 8), name="台风停办", source="防指令"
)


def test_a_closure():
    """Two days on which nothing is counted."""
    calendar = CN.with_layer(TYPHOON)
    assert calendar.add_working_days(date(2026, 9, 4), 1) == date(2026, 9, 9)
    day = calendar.day(date(2026, 9, 7))
    assert (day.kind, day.status) == (DayKind.EMERGENCY, DayStatus.OVERRIDDEN)
    assert day.source == "防指令"
    assert calendar.revision != CN.revision
    assert CN.is_working_day(date(2026, 9, 7))
    assert len(calendar.conflicts) == 0
    assert pickle.loads(pickle.dumps(calendar)) == calendar
    assert calendar == CN.with_layer(TYPHOON)


def test_layers_nest_and_conflicts_are_said():
    """An organ works on the closure's second day: the last layer wins, and says so."""
    organ = Layer(
        name="临溪区行政审批局",
        holidays=[LocalHoliday(name="恢复办公", make_up=[date(2026, 9, 8)])],
    )
    calendar = GUANGXI.with_layer(TYPHOON, organ)
    assert calendar.is_working_day(date(2026, 9, 8))
    assert not calendar.is_working_day(date(2026, 4, 20))  # 三月三 still holds
    assert [f.code for f in calendar.conflicts] == ["ZWCA003"]
    assert "台风停办" in calendar.conflicts[0].message_zh
    assert calendar == GUANGXI.with_layer(TYPHOON).with_layer(organ)


def test_a_layer_from_toml():
    """As a hall would write it."""
    layer = Layer.from_toml(
        """
        name = "临溪区"
        [[holiday]]
        name = "建区纪念日"
        days_off = ["2026-06-01", "2026-07-06..2026-07-07"]
        make_up = ["2026-07-11"]
        source = "临政办〔2026〕1号"
        """
    )
    calendar = CN.with_layer(layer)
    days = [date(2026, 6, 1), date(2026, 7, 6), date(2026, 7, 7), date(2026, 7, 11)]
    assert [calendar.is_working_day(d) for d in days] == [False, False, False, True]
    assert calendar.day(days[0]).name_zh == "建区纪念日"


@pytest.mark.parametrize(
    "text",
    [
        "name = 3",
        'name = "x"\n[[holiday]]\nname = "y"\ndays_off = ["2026-02-30"]',
        'name = "x"\n[[holiday]]\nname = "y"\ndays_off = ["2026-02-03..2026-02-01"]',
        'name = "x"\n[[holiday]]\nname = "y"\nday_off = ["2026-02-03"]',
    ],
    ids=["type", "no such day", "backwards", "unknown key"],
)
def test_a_bad_layer(text: str):
    """Every problem named."""
    with pytest.raises(InputError):
        Layer.from_toml(text)


def test_a_day_both_off_and_worked():
    """In a layer and in a notice."""
    text = 'name = "x"\n[[holiday]]\nname = "y"\ndays_off = ["2026-06-01"]\nmake_up = ["2026-06-01"]'
    with pytest.raises(FindingsError, match="1 findings"):
        Layer.from_toml(text)
    day = date(2027, 1, 2)
    notice = Notice(
        id="2027",
        year=2027,
        document="",
        issued=date(2026, 11, 25),
        issued_basis="notice",
        known_from=date(2026, 11, 25),
        days_off=(DaysOff("元旦", date(2027, 1, 1), day),),
        make_up=(day, date(2027, 1, 4), date(2028, 1, 2)),
    )
    codes = check_notice(notice).by_code()
    assert codes["ZWCA001"] == codes["ZWCA002"] == codes["ZWCA004"] == 1
    assert codes["ZWCA005"] == 12  # 13 statutory days, one of them listed
    days = [date(2026, 6, 1)]
    both = Layer(
        name="x", holidays=[LocalHoliday(name="y", days_off=days, make_up=days)]
    )
    with pytest.raises(FindingsError):
        CN.with_layer(both)
    with pytest.raises(FindingsError):
        CN.with_notice(notice)


NOTICE_2027 = """
year = 2027
issued = 2026-11-25
document = "国办发明电〔2026〕9号"
make_up = ["2026-12-26", "2027-02-14"]
[days_off]
"元旦" = ["2027-01-01..2027-01-03"]
"春节" = ["2027-02-05..2027-02-12"]
"清明节" = ["2027-04-03..2027-04-05"]
"劳动节" = ["2027-05-01..2027-05-04"]
"端午节" = ["2027-06-09"]
"中秋节" = ["2027-09-15"]
"国庆节" = ["2027-10-01..2027-10-07"]
"""


def test_a_notice_the_day_it_appears():
    """No release is needed: the year is published, and the December tail settled."""
    calendar = CN.with_notice(parse_notice(NOTICE_2027))
    assert calendar.published_until == date(2027, 12, 31)
    assert calendar.is_working_day(date(2027, 2, 14))
    assert calendar.is_working_day(date(2026, 12, 26))  # a Saturday made worked
    assert calendar.day(date(2026, 12, 29)).status is DayStatus.PUBLISHED
    assert calendar.day(date(2027, 2, 5)).source.startswith("《全国年节")
    assert calendar.day(date(2027, 2, 11)).source == "国办发明电〔2026〕9号"
    then = china_calendar(as_of=date(2026, 11, 24)).with_notice(
        parse_notice(NOTICE_2027)
    )
    assert then.published_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "year = 2027",
        NOTICE_2027.replace("元旦", "双十一"),
        NOTICE_2027.replace("03", "xx"),
    ],
    ids=["incomplete", "unknown festival", "no date"],
)
def test_a_bad_notice(text: str):
    """With the reason."""
    with pytest.raises(InputError):
        parse_notice(text)


def test_shipped_notices_are_sound():
    """No day twice, none out of its year, no statutory day left out."""
    from zhengwu.calendars import notices

    # 31 December 2004-2007 arrangements name the law's days; later ones all of them.
    for notice in notices():
        assert set(check_notice(notice).by_code()) == set(), notice.id


def test_an_amendment_that_a_user_adds():
    """As in 2015, 2019 and 2020: the days change and their kinds with them."""
    amendment = parse_notice(
        """
        year = 2026
        id = "2026-a"
        issued = 2026-05-01
        supersedes = "2026"
        document = "国办发明电〔2026〕3号"
        make_up = ["2026-09-06"]
        [days_off]
        "抗战胜利日" = ["2026-09-03..2026-09-04"]
        """
    )
    for calendar in (CN, GUANGXI, china_calendar(as_of=date(2026, 6, 1))):
        changed = calendar.with_notice(amendment)
        assert not changed.is_working_day(date(2026, 9, 3))
        assert changed.is_working_day(date(2026, 9, 6))
        assert changed.day(date(2026, 9, 6)).kind is DayKind.MAKE_UP
    before = china_calendar(as_of=date(2026, 4, 30)).with_notice(amendment)
    assert before.is_working_day(date(2026, 9, 3))


def test_years_must_follow_each_other():
    """2028 without 2027 would leave a year of plain weeks."""
    later = NOTICE_2027.replace("2027", "2028").replace("2026", "2027")
    with pytest.raises((InputError, FindingsError)):
        CN.with_notice(parse_notice(later.replace("02-05..", "01-25..")))


def test_layers_and_time():
    """What was not known then is not used; what is not announced yet is said."""
    late = Layer(
        name="x",
        holidays=[
            LocalHoliday(
                name="y", days_off=[date(2026, 9, 7)], known_from=date(2026, 9, 1)
            )
        ],
    )
    then = china_calendar(as_of=date(2026, 1, 1)).with_layer(late)
    assert then.is_working_day(date(2026, 9, 7))
    assert not CN.with_layer(late).is_working_day(date(2026, 9, 7))
    ahead = Layer.closure(date(2027, 3, 3), date(2027, 3, 3), name="停办")
    assert [f.code for f in CN.with_layer(ahead).conflicts] == ["ZWCA006"]


def test_a_user_settles_a_regional_festival():
    """An arrangement that we do not have, given as a layer, ends the doubt."""
    liangshan = china_calendar("513400")
    assert any(d.year == 2026 for d in liangshan.doubtful_days)
    given = Layer(
        name="凉山州",
        holidays=[
            LocalHoliday(name=name, days_off=[date(2026, month, day)])
            for name, month, day in (
                ("火把节", 8, 6),
                ("彝族年", 11, 20),
                ("州庆", 10, 8),
            )
        ],
    )
    settled = liangshan.with_layer(given)
    assert not any(d.year == 2026 for d in settled.doubtful_days)
    assert not settled.is_working_day(date(2026, 8, 6))


@pytest.mark.parametrize(
    "days", ["2026-09-07", date(2026, 9, 7), [date(2026, 9, 7), "x"]]
)
def test_days_that_are_no_days(days: object):
    """Typed errors at once, not later."""
    with pytest.raises(InputError):
        LocalHoliday(name="x", days_off=days)  # type: ignore[arg-type]


def test_a_text_where_a_list_belongs():
    """Named with its path, not read letter by letter."""
    with pytest.raises(InputError, match="expected a list"):
        Layer.from_toml('name = "x"\n[[holiday]]\nname = "y"\ndays_off = "2026-09-07"')
