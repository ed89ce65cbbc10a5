"""Reading the words of portals and statutes."""

from __future__ import annotations

import pytest
from conftest_helpers import case_id, load_cases

from zhengwu.limits import ReadingStatus, Unit, WorkingDays, parse_limit


@pytest.mark.parametrize("case", load_cases("limits.toml"), ids=case_id)
def test_reading(case: dict):
    """Status, amounts and units, start and exclusions."""
    reading = parse_limit(case["text"])
    plain = reading.to_dict()
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
