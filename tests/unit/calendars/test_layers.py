"""Regional calendars, layers, and notices that a user adds."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest

from zhengwu._tables import read_rows
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
ARRANGEMENTS = list(read_rows("zhengwu.calendars", "regional.csv"))
REGIONS = sorted({row["region"] for row in ARRANGEMENTS})
NATIONAL = {"春节", "中秋节", "国庆节"}  # arranged together with a regional festival
ONCE = {("513400", "民族团结进步节")}  # no rule is known; on other days every year


def days_of(row: dict[str, str]) -> tuple[list[date], list[date]]:
    """Days off and make-up days of a row of `regional.csv`."""
    off: list[date] = []
    for text in row["days_off"].split():
        first, _, last = text.partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        off += [day + timedelta(days=i) for i in range((end - day).days + 1)]
    return off, [date.fromisoformat(text) for text in row["make_up"].split()]


REGIONAL_DAYS = [
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
    ("540000", date(2009, 2, 27), False, DayKind.REGIONAL),
    ("540302", date(2019, 2, 13), False, DayKind.REGIONAL),
    ("532900", date(2024, 4, 25), False, DayKind.REGIONAL),
    ("532800", date(2025, 4, 16), False, DayKind.REGIONAL),
    ("533100", date(2025, 4, 11), False, DayKind.REGIONAL),
    # counties of Guangxi and Liangshan inherit the days
    ("450103", date(2017, 4, 1), False, DayKind.REGIONAL),
    ("513401", date(2024, 11, 17), True, DayKind.MAKE_UP),
    # a province without regional holidays
    ("330000", date(2017, 4, 1), True, DayKind.MAKE_UP),
]
"""Days as the announcements state them: region, day, whether it is worked, kind."""


@pytest.mark.parametrize(("region", "day", "working", "kind"), REGIONAL_DAYS)
def test_regional_days(region: str, day: date, working: bool, kind: DayKind):
    """Regional days follow the announcements of the regions."""
    result = china_calendar(region).day(day)
    assert (result.working, result.kind) == (working, kind)
    assert result.status is DayStatus.PUBLISHED


@pytest.mark.parametrize("region", REGIONS)
def test_every_row_reaches_the_calendar_of_its_region(region: str):
    """No other row of the region, and no national notice, overrules a row.

    A row takes effect once the national notice of its year is published.
    """
    calendar = china_calendar(region)
    for row in ARRANGEMENTS:
        if row["region"] == region:
            off, make_up = days_of(row)
            assert not [day for day in off if calendar.day(day).working], row
            assert not [day for day in make_up if not calendar.day(day).working], row


def test_every_region_and_every_new_row_has_a_case():
    """A notice published after November 2026 needs a case in `REGIONAL_DAYS`."""
    tried = {(region, day) for region, day, *_ in REGIONAL_DAYS}
    assert set(REGIONS) - {region for region, _ in tried} == set()
    for row in ARRANGEMENTS:
        if row["known_from"] >= "2026-12-01":
            off, make_up = days_of(row)
            days = {(row["region"], day) for day in [*off, *make_up]}
            assert days & tried or not days, (row["region"], row["festival"])


@pytest.mark.parametrize(
    "row",
    ARRANGEMENTS,
    ids=lambda row: f"{row['region']}-{row['year']}-{row['festival']}",
)
def test_a_row_says_what_it_is(row: dict[str, str]):
    """Each festival has a rule of the region or of the division above it.

    The calendar would otherwise add the festival of the rule to that of the row.
    """
    above = {row["region"][:2] + "0000", row["region"][:4] + "00", row["region"]}
    names = {
        name
        for rule in regional_rules()
        if rule.region in above
        for name in (rule.festival, *rule.also)
    }
    for name in row["festival"].split("、"):
        once = (row["region"], name) in ONCE
        assert name in names | NATIONAL or once, "no rule in regional_rules.toml"
    assert row["known_basis"] in ("notice", "latest")
    assert row["complete"] in ("yes", "no")
    off, make_up = days_of(row)
    if row["known_basis"] == "latest" and off:
        assert row["known_from"] == str(min([*off, *make_up]))


def test_moving_dates_are_known_for_every_year():
    """A year without a date in a column would have no festival, without a warning."""
    for row in read_rows("zhengwu.calendars", "regional_dates.csv"):
        assert "" not in row.values(), row
        for rule in regional_rules():
            is_column = "_" in rule.date
            assert not is_column or rule.date in row, (rule.festival, rule.date)


def test_regional_days_do_not_change_the_national_calendar():
    """A regional calendar leaves the national calendar unchanged."""
    assert CN.is_working_day(date(2017, 4, 1))
    assert GUANGXI.name == "CN-450000"
    assert GUANGXI != CN
    assert china_calendar("450000000000") == GUANGXI


def test_guangxi_has_two_days_every_year():
    """Art. 2 of 政府令第98号 gives two days; the holiday of 2020 was cancelled."""
    for year in range(2014, 2027):
        span = date(year - 1, 12, 31), date(year, 12, 31)
        fewer = CN.count_working_days(*span) - GUANGXI.count_working_days(*span)
        assert fewer == (0 if year == 2020 else 2), year


def test_a_year_without_an_arrangement_is_not_published():
    """The data lack Xinjiang 2018, so the days near the festival are doubtful."""
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
    projected = china_calendar("650000", projected=True)
    assert projected.add_working_days(date(2018, 8, 1), 10) == estimate.date
    assert projected.is_working_day(day) is False


def test_a_festival_of_unknown_date_widens_the_bounds():
    """藏历新年 2024 lies between January and March; its date is not in the data."""
    tibet = china_calendar("540000")
    estimate = tibet.estimate_add(date(2024, 1, 15), 30)
    assert estimate.latest > estimate.earliest
    after = tibet.estimate_add(date(2024, 4, 1), 20)
    assert after.earliest == after.latest


@pytest.mark.parametrize("region", REGIONS)
def test_estimates_agree_with_the_projected_calendar(region: str):
    """The estimate of a calendar equals the result of the projected calendar."""
    calendar, projected = china_calendar(region), china_calendar(region, projected=True)
    for i in range(0, 9000, 13):
        start = date(2008, 1, 1) + timedelta(days=i)
        for n in (1, 20, -5):
            estimate = calendar.estimate_add(start, n)
            assert estimate.earliest <= estimate.date <= estimate.latest, (start, n)
            assert projected.add_working_days(start, n) == estimate.date
            assert projected.count_working_days(start, estimate.date) == n


def test_as_of_applies_to_regional_notices():
    """The notice for 三月三 2024 was published on 22 March."""
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
    """Malformed and unknown division codes are rejected."""
    with pytest.raises(error):
        china_calendar(region)


def test_every_rule_has_a_source_and_a_date():
    """Every rule has a source, and either a date or a window."""
    for rule in regional_rules():
        assert rule.source
        assert bool(rule.date) != bool(rule.window)


TYPHOON = Layer.closure(
    date(2026, 9, 7), date(2026, 9, 8), name="台风停办", source="防指令"
)


def test_a_closure():
    """The two days of a closure are not working days."""
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


def test_layers_stack_and_conflicts_are_reported():
    """The last layer prevails: an organ works on the second day of the closure."""
    organ = Layer(
        name="临溪区行政审批局",
        holidays=[LocalHoliday(name="恢复办公", make_up=[date(2026, 9, 8)])],
    )
    calendar = GUANGXI.with_layer(TYPHOON, organ)
    assert calendar.is_working_day(date(2026, 9, 8))
    assert not calendar.is_working_day(date(2026, 4, 20))  # 三月三 is still a day off
    assert [f.code for f in calendar.conflicts] == ["ZWCA003"]
    assert "台风停办" in calendar.conflicts[0].message_zh
    assert calendar == GUANGXI.with_layer(TYPHOON).with_layer(organ)


def test_a_layer_from_toml():
    """A layer is read from TOML."""
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
    """An invalid layer is rejected with an InputError."""
    with pytest.raises(InputError):
        Layer.from_toml(text)


def test_a_day_both_off_and_worked():
    """A day both off and worked is rejected in a layer and in a notice."""
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
    contradictory = Layer(
        name="x", holidays=[LocalHoliday(name="y", days_off=days, make_up=days)]
    )
    with pytest.raises(FindingsError):
        CN.with_layer(contradictory)
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


def test_a_user_adds_a_new_notice():
    """The new year is published and the end of December becomes final."""
    calendar = CN.with_notice(parse_notice(NOTICE_2027))
    assert calendar.published_until == date(2027, 12, 31)
    assert calendar.is_working_day(date(2027, 2, 14))
    assert calendar.is_working_day(date(2026, 12, 26))  # a Saturday, make-up day
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
    """An invalid notice is rejected with an InputError."""
    with pytest.raises(InputError):
        parse_notice(text)


def test_shipped_notices_are_sound():
    """No shipped notice has a finding."""
    from zhengwu.calendars import notices

    for notice in notices():
        assert set(check_notice(notice).by_code()) == set(), notice.id


def test_an_amendment_that_a_user_adds():
    """An amendment changes days and their kinds, as in 2015, 2019 and 2020."""
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


def test_years_must_be_consecutive():
    """A notice for 2028 without a notice for 2027 is rejected."""
    later = NOTICE_2027.replace("2027", "2028").replace("2026", "2027")
    with pytest.raises((InputError, FindingsError)):
        CN.with_notice(parse_notice(later.replace("02-05..", "01-25..")))


def test_layers_and_time():
    """Later known days are ignored; days of an unannounced year give a finding."""
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
    """A layer with the missing arrangement removes the doubtful days."""
    liangshan = china_calendar("513400")
    assert any(d.year == 2026 for d in liangshan.doubtful_days)
    arrangement = Layer(
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
    settled = liangshan.with_layer(arrangement)
    assert not any(d.year == 2026 for d in settled.doubtful_days)
    assert not settled.is_working_day(date(2026, 8, 6))


@pytest.mark.parametrize(
    "days", ["2026-09-07", date(2026, 9, 7), [date(2026, 9, 7), "x"]]
)
def test_invalid_days_are_rejected(days: object):
    """`days_off` must be a list of dates."""
    with pytest.raises(InputError):
        LocalHoliday(name="x", days_off=days)  # type: ignore[arg-type]


def test_a_text_where_a_list_belongs():
    """A text instead of a list is rejected with its path."""
    with pytest.raises(InputError, match="expected a list"):
        Layer.from_toml('name = "x"\n[[holiday]]\nname = "y"\ndays_off = "2026-09-07"')
