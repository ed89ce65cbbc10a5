"""A petition: routing, handling, re-examination and review, and what silence ends."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

UNIT = "区住建局"
UPPER = "superior"


@pytest.fixture
def routed() -> Driver:
    """A petition that the bureau took on 17 September 2026 and sent on on the 18th."""
    driver = Driver(procedure("petition"))
    driver.do(
        "register",
        "2026-09-17 09:00",
        "bureau",
        form="letter",
        content="请求解决漏水",
        petitioner="信访人甲",
    )
    driver.do("transfer", "2026-09-18 09:00", "bureau", unit=UNIT, mode="transfer")
    driver.do("receive", "2026-09-21 09:00", "body", UNIT)
    return driver


@pytest.fixture
def answered(routed: Driver) -> Driver:
    """A petition of which the opinion was delivered on 25 November 2026."""
    routed.do("accept", "2026-09-24 09:00", "body", UNIT)
    routed.do(
        "not_support",
        "2026-11-23 09:00",
        "body",
        UNIT,
        opinion="缺乏事实根据",
        remedy_told=True,
    )
    routed.do("deliver", "2026-11-25 09:00", "body", UNIT)
    return routed


def test_the_table_is_sound():
    """The table has no fault."""
    assert not check_process(procedure("petition")).findings


def test_the_bureau_routes_in_fifteen_calendar_days():
    """Art. 22(1): 15 days from 17 September end on 2 October, a holiday; 8 October is worked."""
    driver = Driver(procedure("petition"))
    driver.do("register", "2026-09-17 09:00", "bureau", form="letter", content="漏水")
    assert driver.due("ROUTE", "2026-09-17 10:00") == dt.date(2026, 10, 8)


def test_a_transfer_is_answered_or_objected_to(routed):
    """Art. 23(3): 15 calendar days from 21 September, 5 working days to object."""
    # 21 Sept. and 15 days: 6 October, a holiday; the next working day is 8 October.
    assert routed.due("TELL_T", "2026-09-21 10:00") == dt.date(2026, 10, 8)
    # 22-24 Sept. (1-3), the 25th is a holiday, 28-29 Sept. (4-5).
    assert routed.due("OBJECT", "2026-09-21 10:00") == dt.date(2026, 9, 29)
    late = routed.refused("object", "2026-09-30 09:00", "body", UNIT, reason="非职权")
    assert late == ("objection_in_time",)
    stranger = routed.refused(
        "object", "2026-09-29 09:00", "body", "区水务局", reason="非职权"
    )
    assert stranger == ("own_matter",)


def test_an_objection_holds_only_where_the_sender_agrees(routed):
    """Art. 23(3): the matter goes back when the sender agrees, else it stays."""
    routed.do("object", "2026-09-29 09:00", "body", UNIT, reason="非职权")
    routed.do("keep", "2026-09-30 09:00", "bureau", reason="属于职权")
    again = routed.refused("object", "2026-09-30 10:00", "body", UNIT, reason="非职权")
    assert again == ("objects_once",)
    assert routed.do("accept", "2026-10-08 09:00", "body", UNIT).phase == "handling"


def test_sixty_days_and_thirty_more(routed):
    """Art. 34: 60 days from 24 September end on 23 November, 30 more on 23 December."""
    routed.do("accept", "2026-09-24 09:00", "body", UNIT)
    # 6 days of September, 31 of October, 23 of November.
    assert routed.due("FINISH", "2026-09-24 10:00") == dt.date(2026, 11, 23)
    extend = {"reason": "情况复杂", "informed": True}
    assert routed.refused(
        "extend", "2026-11-20 09:00", "head", by=CalendarDays(31), **extend
    ) == ("extension_allowed",)
    routed.do("extend", "2026-11-20 09:00", "head", by=CalendarDays(30), **extend)
    # 7 more days of November and 23 of December.
    assert routed.due("FINISH", "2026-11-20 10:00") == dt.date(2026, 12, 23)


def test_a_matter_for_another_procedure_is_led_there(routed):
    """Art. 31 items 1 to 5: the sixty days end."""
    routed.do("accept", "2026-09-24 09:00", "body", UNIT)
    wrong = routed.refused(
        "lead", "2026-09-28 09:00", "body", UNIT, ground="busy", reason="忙"
    )
    assert wrong == ("ground_to_lead",)
    case = routed.do(
        "lead",
        "2026-09-28 09:00",
        "body",
        UNIT,
        ground="arbitration",
        reason="劳动争议",
    )
    assert (case.phase, case.outcome, case.clocks) == ("led", "led", ())


def test_an_opinion_against_the_petitioner_tells_of_reexamination(routed):
    """Art. 35; the regulations do not say that it must be told."""
    routed.do("accept", "2026-09-24 09:00", "body", UNIT)
    codes = routed.refused(
        "explain",
        "2026-11-23 09:00",
        "body",
        UNIT,
        opinion="缺乏法律依据",
        remedy_told=False,
    )
    assert codes == ("reexamination_told",)


def test_who_does_not_ask_for_reexamination_ends_the_matter(answered):
    """Art. 35: 30 days from 25 November end on 25 December."""
    assert answered.due("ASK_REEX", "2026-11-25 10:00") == dt.date(2026, 12, 25)
    assert answered.at("2026-12-25 23:59").phase == "delivered"
    assert answered.at("2026-12-26 00:00").phase == "settled"
    late = answered.refused(
        "ask_reexamination", "2026-12-28 09:00", "petitioner", reason="不服"
    )
    assert "terminal" in late


def test_the_hearing_of_a_review_is_not_counted(answered):
    """Arts. 35, 36: re-examination in 30 days, review in 30 days without the hearing."""
    answered.do("ask_reexamination", "2026-11-26 09:00", "petitioner", reason="不服")
    # 4 days of November, 26 of December: Saturday 26 December, then Monday the 28th.
    assert answered.due("REEX", "2026-11-26 10:00") == dt.date(2026, 12, 28)
    answered.do(
        "reexamine", "2026-11-27 09:00", UPPER, opinion="维持", remedy_told=True
    )
    answered.do("deliver_reexamination", "2026-11-27 10:00", UPPER)
    answered.do("ask_review", "2026-11-30 09:00", "petitioner", reason="不服")
    assert answered.due("REVIEW", "2026-11-30 10:00") == dt.date(2026, 12, 30)
    answered.do("open_hearing", "2026-12-01 09:00", UPPER)
    answered.do("end_hearing", "2026-12-02 09:00", UPPER)
    # Day 1 is 1 December; 2 December is not counted; days 2 to 30 are 3-31 December.
    assert answered.due("REVIEW", "2026-12-02 10:00") == dt.date(2026, 12, 31)
    case = answered.do("review", "2026-12-30 09:00", UPPER, opinion="维持")
    assert (case.phase, case.outcome) == ("final", "reviewed")


def test_who_does_not_ask_for_review_ends_the_matter(answered):
    """Art. 36(1): 30 days from delivery on 1 December end on 31 December."""
    answered.do("ask_reexamination", "2026-11-26 09:00", "petitioner", reason="不服")
    answered.do(
        "reexamine", "2026-11-27 09:00", UPPER, opinion="维持", remedy_told=True
    )
    answered.do("deliver_reexamination", "2026-12-01 10:00", UPPER)
    assert answered.due("ASK_REVIEW", "2026-12-01 11:00") == dt.date(2026, 12, 31)
    assert answered.at("2026-12-31 23:59").phase == "redelivered"
    assert answered.at("2027-01-01 00:00").phase == "settled"


def test_the_same_matter_after_the_review_is_not_accepted():
    """Art. 36(3): no body takes the same facts and reasons again."""
    driver = Driver(procedure("petition"))
    driver.do(
        "register_direct", "2026-09-24 09:00", "body", form="visit", content="漏水"
    )
    case = driver.do(
        "reject", "2026-09-24 10:00", "body", ground="final", reason="已复核"
    )
    assert (case.phase, case.outcome) == ("not_accepted", "rejected")


def test_at_most_five_representatives():
    """Art. 20(3)."""
    driver = Driver(procedure("petition"))
    six = tuple(f"代表{n}" for n in range(6))
    codes = driver.refused(
        "register_direct",
        "2026-09-24 09:00",
        "body",
        form="visit",
        content="漏水",
        representatives=six,
    )
    assert codes == ("five_at_most",)


def test_a_settlement_needs_both_sides(routed):
    """Art. 33."""
    routed.do("accept", "2026-09-24 09:00", "body", UNIT)
    alone = routed.refused("mediate", "2026-09-28 09:00", "body", UNIT, agreed=False)
    assert alone == ("both_agree",)
    case = routed.do("mediate", "2026-09-28 09:00", "body", UNIT, agreed=True)
    assert case.outcome == "settled"


def test_two_bodies_that_disagree(routed):
    """Art. 24(1): the common superior names the body, which has its own days to answer."""
    routed.do("designate", "2026-09-22 09:00", UPPER, unit="区水务局")
    routed.do("receive", "2026-09-23 09:00", "body", "区水务局")
    # 23 Sept. and 15 days: 8 October.
    assert routed.due("TELL_T", "2026-09-23 10:00") == dt.date(2026, 10, 8)
