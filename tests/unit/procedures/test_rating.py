"""Ratings of public services: the contact within a working day, correction, call-back."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import UnspecifiedDays, WorkingDays
from zhengwu.procedures import procedure


def rate(place: str, at: str = "2026-09-30 15:00", **details: object) -> Driver:
    """A bad rating with a name, pushed to the unit u-3."""
    rating = Driver(procedure("rating", place))
    rating.do(
        "rate_badly", at, "person",
        grade="very_bad", person="李某", unit="u-3", **details,
    )  # fmt: skip
    return rating


@pytest.mark.parametrize("place", ["shanghai", "anyang"])
def test_named_rating_is_followed_up_in_a_working_day(place):
    """上海 30(2), 安阳 52(2): one working day; here it falls behind the National Day."""
    rating = rate(place)
    # 1 to 7 October are holidays; the first working day after 30 September is the 8th.
    assert rating.due("CONTACT", "2026-09-30 16:00") == dt.date(2026, 10, 8)
    rating.do(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="clear", contacted=True
    )
    rating.do("fix_now", "2026-10-08 11:00", "unit", "u-3", result="已退还收费")
    rating.do("tell", "2026-10-08 11:30", "unit", "u-3", result="已退还收费")
    assert rating.refused("close", "2026-10-08 12:00", "unit", "u-3") == (
        "called_back_if_named",
    )
    rating.do("call_back", "2026-10-09 09:00", "manager", satisfied=True)
    case = rating.do("close", "2026-10-09 09:05", "manager")
    assert (case.phase, case.outcome) == ("closed", "corrected")


def test_no_time_runs_without_local_law():
    """No national number was read; a rating without a name starts no clock at all."""
    assert rate("").due("CONTACT", "2026-09-30 16:00") is None
    rating = Driver(procedure("rating", "shanghai"))
    rating.do("rate_anonymous", "2026-09-30 15:00", "person", grade="bad", unit="u-3")
    assert rating.case.clocks == ()
    rating.do("check", "2026-10-12 10:00", "unit", "u-3", finding="no_basis")
    rating.do("explain", "2026-10-12 10:00", "unit", "u-3", reason="法律要求该材料")
    rating.do("tell", "2026-10-12 10:00", "unit", "u-3", result="已说明")
    assert rating.do("close", "2026-10-12 10:00", "unit", "u-3").outcome == "explained"


def test_named_rating_is_not_checked_without_contact():
    """上海 30(2): the person is contacted; another unit may not do it."""
    rating = rate("shanghai")
    assert rating.refused(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="clear", contacted=False
    ) == ("named_contacted",)
    assert rating.refused(
        "check", "2026-10-08 10:00", "unit", "u-9", finding="clear", contacted=True
    ) == ("own_rating",)


def test_complex_matter_is_corrected_within_a_limit():
    """A clear one at once; a complex one within a time that the unit states."""
    rating = rate("anyang")
    rating.do(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="complex", contacted=True
    )
    assert rating.refused(
        "set_limit", "2026-10-08 11:00", "unit", "u-3",
        within=UnspecifiedDays(5), reason="须改系统",
    ) == ("time_countable",)  # fmt: skip
    rating.do(
        "set_limit", "2026-10-08 11:00", "unit", "u-3",
        within=WorkingDays(5), reason="须改系统",
    )  # fmt: skip
    # 9, 10 (worked Saturday), 12, 13, 14 October.
    assert rating.due("FIX", "2026-10-08 12:00") == dt.date(2026, 10, 14)
    clear = rate("anyang")
    clear.do(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="clear", contacted=True
    )
    assert clear.refused(
        "set_limit", "2026-10-08 11:00", "unit", "u-3",
        within=WorkingDays(5), reason="须改系统",
    ) == ("is_complex",)  # fmt: skip


def test_rejected_correction_is_done_again():
    """The unit corrects again; the case is not closed."""
    rating = rate("shanghai")
    rating.do(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="clear", contacted=True
    )
    rating.do("fix_now", "2026-10-08 11:00", "unit", "u-3", result="已说明")
    rating.do("tell", "2026-10-08 11:00", "unit", "u-3", result="已说明")
    rating.do("call_back", "2026-10-09 09:00", "manager", satisfied=False)
    assert rating.refused("close", "2026-10-09 09:05", "manager") == ("is_accepted",)
    case = rating.do(
        "redo", "2026-10-09 09:10", "manager", reason="未解决", finding="clear"
    )
    assert (case.phase, case.facts["redone"]) == ("checked", 1)


def test_only_a_mistaken_or_malicious_rating_is_struck():
    """The unit appeals; a rating that was justified stays."""
    rating = rate("shanghai")
    rating.do(
        "check", "2026-10-08 10:00", "unit", "u-3", finding="clear", contacted=True
    )
    rating.do("appeal", "2026-10-08 11:00", "unit", "u-3", reason="并非本单位")
    assert rating.refused("strike", "2026-10-09 09:00", "manager", reason="属实") == (
        "is_mistaken",
    )
    assert rating.do("uphold", "2026-10-09 09:00", "manager", reason="属实").phase == (
        "checked"
    )


def test_silence_rates_nothing():
    """No text that was read in full deems a missing rating good."""
    rating = Driver(procedure("rating", "shanghai"))
    case = rating.do("pass_by", "2026-10-30 00:00", "platform")
    assert case.outcome == "unrated"
