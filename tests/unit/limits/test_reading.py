"""Reading the words of portals and statutes."""

from __future__ import annotations

import pytest
from conftest_helpers import case_id, load_cases

from zhengwu.findings.errors import InputError
from zhengwu.limits import (
    CalendarDays,
    HalfDay,
    Hours,
    LimitRange,
    LimitSteps,
    Months,
    OnTheSpot,
    ReadingStatus,
    SameDay,
    Unit,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    Years,
    day_rule,
    parse_limit,
)


@pytest.mark.parametrize("case", load_cases("limits.toml"), ids=case_id)
def test_reading(case: dict):
    """Status, amounts and units, start and exclusions."""
    reading = parse_limit(case["text"])
    plain = reading.to_record()
    assert plain["status"] == case["status"]
    assert [[p["amount"], p["unit"]] for p in plain["parts"]] == case["parts"]
    assert plain["starts_from"] == case.get("starts_from")
    assert plain["exclusions"] == case.get("exclusions", [])
    assert reading.text == case["text"]
    if len(case["parts"]) == 1:
        assert [plain["amount"], plain["unit"]] == case["parts"][0]
    elif case["status"] != "needs_default":
        assert plain["amount"] is plain["unit"] is None


def test_a_bare_number_takes_the_unit_that_the_caller_gives():
    """A list that keeps its unit elsewhere can still be read."""
    reading = parse_limit("20")
    assert reading.amount == 20
    read = reading.with_unit(Unit.WORKING_DAY)
    assert read.limit == WorkingDays(20)
    assert read.status is ReadingStatus.OK
    assert parse_limit("3个月").with_unit(Unit.WORKING_DAY).limit != WorkingDays(3)


def test_absurd_numbers_are_not_limits():
    """A serial number in front of a unit is no amount."""
    assert parse_limit("123456789012345678901天").status is ReadingStatus.UNPARSEABLE
    assert parse_limit("99999999年").limit is None


@pytest.mark.parametrize(
    "text",
    [part * 50_000 for part in ("1", "一", "(", "自受理", "不含", ",", "半")],
    ids=["digits", "numerals", "brackets", "starts", "exclusions", "commas", "halves"],
)  # fmt: skip
def test_long_texts_are_read_in_time(text: str):
    """No pattern goes wrong on a hundred thousand characters."""
    assert parse_limit(text).text == text


def test_a_bare_number_that_makes_no_sense_in_a_unit():
    """Unparseable, not an exception."""
    assert parse_limit("2000").with_unit(Unit.YEAR).status is ReadingStatus.UNPARSEABLE
    assert parse_limit("1.5").with_unit(Unit.MONTH).status is ReadingStatus.UNPARSEABLE


def test_one_limit_where_the_text_means_one():
    """A range and a sum are one limit each; other compounds are several."""
    assert parse_limit("5-20个工作日").limit == LimitRange(
        WorkingDays(5), WorkingDays(20)
    )
    assert parse_limit("13+7个工作日").limit == LimitSteps(
        (WorkingDays(13), WorkingDays(7))
    )
    assert (
        parse_limit("13个工作日+7个工作日").limit == parse_limit("13+7个工作日").limit
    )
    assert parse_limit("24小时内(农村可在72小时内)").limit is None
    assert parse_limit("20-5个工作日").limit is None
    assert parse_limit("5个工作日+1个月").limit is None
    assert parse_limit("半日").limit == HalfDay()
    assert parse_limit("当日").limit == SameDay()
    assert parse_limit("当场").limit == OnTheSpot()
    assert parse_limit("3个工作小时").limit == WorkingHours(3)
    assert parse_limit("无").limit is None


@pytest.mark.parametrize(
    ("text", "limit", "extension"),
    [
        (
            "自受理之日起二十个工作日内作出决定,经本行政机关负责人批准,可以延长十个工作日",
            WorkingDays(20),
            WorkingDays(10),
        ),
        ("确需延长的,延长期限不得超过六个月", None, Months(6)),
        ("时限从二十四小时延长至四十八小时", Hours(24), None),
        ("有效期届满三十日前提出,每次延长期限不得超过一年", None, Years(1)),
        (
            "六十日内无法作出决定的,可以延长三十日",
            UnspecifiedDays(60),
            UnspecifiedDays(30),
        ),
    ],
    ids=["both", "extension", "extended to", "before", "days"],
)
def test_extensions(text: str, limit: object, extension: object):
    """What is extended, and by how much."""
    reading = parse_limit(text)
    assert reading.status is ReadingStatus.COMPOUND
    assert (reading.limit, reading.extension) == (limit, extension)


def test_days_wait_for_a_decision():
    """By the caller, or by the statute and the number."""
    reading = parse_limit("五日内通知,六十日内作出决定")
    assert {part.unit for part in reading.parts} == {Unit.UNSPECIFIED_DAY}
    decided = reading.with_days(day_rule("行政复议法"))
    assert decided.parts == (WorkingDays(5), CalendarDays(60))
    assert parse_limit("3至5日").limit is None
    assert parse_limit("3至5日").with_days(Unit.WORKING_DAY).limit == LimitRange(
        WorkingDays(3), WorkingDays(5)
    )
    extended = parse_limit("六十日内作出决定,可以延长三十日").with_days(day_rule("arl"))
    assert (extended.limit, extended.extension) == (CalendarDays(60), CalendarDays(30))
    assert parse_limit("20个工作日").with_days(Unit.CALENDAR_DAY).limit == WorkingDays(
        20
    )
    with pytest.raises(InputError, match="working or calendar"):
        parse_limit("3日").with_days(Unit.HOUR)


def test_counted_back():
    """届满三十日前 is no period from an event."""
    assert parse_limit("有效期届满30日前").backward
    assert parse_limit("举行听证的七日前").backward
    assert not parse_limit("30日内").backward


def test_what_was_ignored():
    """Words that play no part in the limit are there to be looked at."""
    assert parse_limit("法定办结时限:20个工作日内").ignored == ""
    assert parse_limit("20个工作日,特殊情况另行通知").ignored == "特殊情况另行通知"
    assert parse_limit("尽快").ignored == "尽快"
