"""The recognition of a work injury and the assessment of working ability."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

FORM = {"materials": ("工伤认定申请表",)}
RECOGNISED = {"ground": "art14_1", "reason": "工作时受伤", "remedy_told": True}


def record(day: str) -> Driver:
    """An accident recorded on a day."""
    driver = Driver(procedure("confirmation"))
    driver.do("record", f"{day} 09:00", "agency", cause="accident", worker="职工甲")
    return driver


@pytest.fixture
def accepted() -> Driver:
    """An application that the employer made and the agency accepted on 24 September 2026."""
    driver = record("2026-09-01")
    driver.do("apply_employer", "2026-09-24 09:00", "employer", **FORM)
    driver.do("accept", "2026-09-24 10:00", "agency")
    return driver


def serve(day: str, served: str) -> Driver:
    """An injury of a day, recognised and served on another."""
    driver = record(day)
    driver.do("apply_worker", f"{served} 09:00", "worker", **FORM)
    driver.do("accept", f"{served} 10:00", "agency")
    driver.do("recognise", f"{served} 11:00", "agency", **RECOGNISED)
    driver.do("serve", f"{served} 12:00", "agency")
    return driver


def test_the_table_is_sound():
    """The table has no fault."""
    assert not check_process(procedure("confirmation")).findings


def test_the_employer_has_thirty_days_and_the_worker_a_year():
    """Art. 17(1), (2): 30 days from 1 September end on 1 October, so on the 8th."""
    driver = record("2026-09-01")
    assert driver.due("EMPLOYER", "2026-09-01 10:00") == dt.date(2026, 10, 8)
    assert driver.due("WORKER", "2026-09-01 10:00") == dt.date(2027, 9, 1)
    assert driver.refused("apply_late", "2026-10-08 09:00", "employer", **FORM) == (
        "employer_over",
    )
    assert driver.refused("apply_employer", "2026-10-09 09:00", "employer", **FORM) == (
        "employer_in_time",
    )
    driver.do("apply_late", "2026-10-09 09:00", "employer", **FORM)


def test_the_time_of_the_employer_is_extended_once():
    """Art. 17(1): 45 days from 1 September end on 16 October."""
    driver = record("2026-09-01")
    more = {"by": CalendarDays(15), "reason": "抢救中"}
    driver.do("extend_employer", "2026-09-20 09:00", "agency", **more)
    assert driver.due("EMPLOYER", "2026-09-20 10:00") == dt.date(2026, 10, 16)
    again = driver.refused("extend_employer", "2026-09-21 09:00", "agency", **more)
    assert again == ("employer_extension",)


def test_a_worker_after_the_year_states_what_stood_in_the_way():
    """Art. 17(2) and the interpretation of 2014, art. 7: the year ends on 9 September 2026."""
    driver = record("2025-09-09")
    driver.do("apply_worker", "2026-09-09 09:00", "worker", **FORM)
    late = record("2025-09-09")
    ruling = late.ask("apply_worker", "2026-09-10 09:00", "worker", **FORM)
    assert ruling.codes == ("worker_in_time",)
    assert "第十七条第二款" in ruling.text("zh")
    late.do("apply_worker", "2026-09-10 09:00", "worker", excuse="dispute", **FORM)


def test_sixty_days_through_the_holiday(accepted):
    """Art. 20(1): 6 days of September, 31 of October, 23 of November."""
    assert accepted.due("DECIDE", "2026-09-24 11:00") == dt.date(2026, 11, 23)


def test_a_clear_case_has_fifteen_days_from_acceptance(accepted):
    """Art. 20(2): found clear on 28 September, counted from the 24th."""
    accepted.do("find_clear", "2026-09-28 09:00", "agency")
    # 6 days of September and 9 of October.
    assert accepted.due("CLEAR", "2026-09-28 10:00") == dt.date(2026, 10, 9)


def test_the_time_stands_while_another_organ_has_not_concluded(accepted):
    """Art. 20(3): 13 to 26 October do not count, so 14 days after 23 November."""
    accepted.do(
        "suspend", "2026-10-12 09:00", "agency", awaits="交警大队", reason="责任认定"
    )
    assert accepted.due("DECIDE", "2026-10-13 09:00") is None
    accepted.do("resume", "2026-10-26 09:00", "agency", conclusion="非本人主要责任")
    assert accepted.due("DECIDE", "2026-10-26 10:00") == dt.date(2026, 12, 7)


def test_nothing_is_deemed_recognised(accepted):
    """Silence of the agency brings nothing by itself."""
    case = accepted.at("2026-12-31 09:00")
    assert (case.phase, case.lapsed) == ("accepted", ())


def test_materials_are_asked_for_once_and_in_writing():
    """Art. 18(3); 15 days to decide on acceptance from what was supplied."""
    driver = record("2026-09-01")
    driver.do("apply_employer", "2026-09-24 09:00", "employer", **FORM)
    assert driver.due("ACCEPT", "2026-09-24 10:00") == dt.date(2026, 10, 9)
    ask = {"missing": ("劳动关系证明",)}
    spoken = driver.refused(
        "ask_materials", "2026-09-28 09:00", "agency", written=False, **ask
    )
    assert spoken == ("in_writing",)
    driver.do("ask_materials", "2026-09-28 09:00", "agency", written=True, **ask)
    driver.do("supply", "2026-09-30 09:00", "employer", supplied=("劳动关系证明",))
    # 15 days of October.
    assert driver.due("ACCEPT", "2026-09-30 10:00") == dt.date(2026, 10, 15)
    again = driver.refused(
        "ask_materials", "2026-10-08 09:00", "agency", written=True, **ask
    )
    assert again == ("asked_once",)


def test_the_employer_who_denies_gives_proof(accepted):
    """Art. 19(2): without it the worker's proof may do."""
    accepted.do("deny", "2026-09-28 09:00", "employer", key="k-1", reason="非工作原因")
    early = accepted.refused("recognise", "2026-09-29 09:00", "agency", **RECOGNISED)
    assert early == ("proof_settled",)
    accepted.do("miss_proof", "2026-10-12 09:00", "agency", key="k-1")
    case = accepted.do("recognise", "2026-10-12 10:00", "agency", **RECOGNISED)
    assert case.outcome == "recognised"


def test_a_refusal_has_a_ground_and_tells_the_remedy(accepted):
    """Arts. 16 and 55; 复议法实施条例 art. 25."""
    codes = accepted.refused(
        "refuse",
        "2026-12-01 09:00",
        "agency",
        ground="careless",
        reason="本人疏忽",
        remedy_told=False,
    )
    assert codes == ("ground_to_deny", "remedy_told")
    accepted.do(
        "refuse",
        "2026-12-01 09:00",
        "agency",
        ground="drunk",
        reason="醉酒",
        remedy_told=True,
    )
    # 工伤认定办法 art. 22: 20 days after 1 December.
    assert accepted.due("SERVE", "2026-12-01 10:00") == dt.date(2026, 12, 21)
    case = accepted.do("serve", "2026-12-02 09:00", "agency")
    assert (case.phase, case.outcome) == ("closed", "not_recognised")


def test_working_ability_is_assessed_in_sixty_days():
    """Art. 25: 60 days from 24 September, 30 more where needed, three or five experts."""
    driver = serve("2026-07-01", "2026-07-20")
    driver.do("ask_ability", "2026-09-24 09:00", "worker", **FORM)
    assert driver.due("ABILITY", "2026-09-24 10:00") == dt.date(2026, 11, 23)
    driver.do(
        "extend_ability",
        "2026-11-20 09:00",
        "committee",
        by=CalendarDays(30),
        reason="需要会诊",
    )
    assert driver.due("ABILITY", "2026-11-20 10:00") == dt.date(2026, 12, 23)
    four = driver.refused(
        "assess", "2026-11-23 09:00", "committee", experts=4, grade="九级"
    )
    assert four == ("experts",)


@pytest.fixture
def delivered() -> Driver:
    """An assessment that was delivered on 23 November 2026."""
    driver = serve("2026-07-01", "2026-07-20")
    driver.do("ask_ability", "2026-09-24 09:00", "worker", **FORM)
    driver.do("assess", "2026-11-20 09:00", "committee", experts=3, grade="九级")
    driver.do("deliver", "2026-11-23 09:00", "committee")
    return driver


def test_who_does_not_ask_again_settles_the_assessment(delivered):
    """Art. 26: 15 days from 23 November end on 8 December."""
    assert delivered.due("AGAIN", "2026-11-23 10:00") == dt.date(2026, 12, 8)
    assert delivered.refused("no_second", "2026-12-08 09:00", "committee") == ("early",)
    assert delivered.at("2026-12-08 23:00").phase == "delivered"
    assert delivered.at("2026-12-09 00:00").phase == "settled"


def test_the_province_assesses_again_and_finally(delivered):
    """Arts. 26, 29: 60 days from 30 November end on 29 January 2027."""
    delivered.do("ask_second", "2026-11-30 09:00", "worker", reason="偏低")
    # 31 days of December and 29 of January.
    assert delivered.due("ABILITY2", "2026-11-30 10:00") == dt.date(2027, 1, 29)
    city = {"experts": 5, "grade": "八级"}
    assert delivered.refused(
        "assess_again", "2026-12-15 09:00", "committee", **city
    ) == ("role",)
    case = delivered.do("assess_again", "2026-12-15 09:00", "province", **city)
    assert case.phase == "settled"


def test_a_later_review_waits_a_year():
    """Art. 28: not before a year after the assessment of 3 March 2025."""
    driver = serve("2024-07-01", "2024-07-22")
    driver.do("ask_ability", "2025-02-05 09:00", "worker", **FORM)
    driver.do("assess", "2025-03-03 09:00", "committee", experts=3, grade="九级")
    driver.do("deliver", "2025-03-04 09:00", "committee")
    early = driver.refused("ask_review", "2026-03-03 09:00", "worker", reason="加重")
    assert early == ("year_over",)
    driver.do("ask_review", "2026-03-04 09:00", "worker", reason="加重")
    case = driver.do("review", "2026-04-01 09:00", "committee", experts=3, grade="八级")
    assert case.phase == "settled"
    assert driver.do("close", "2026-04-02 09:00", "agency").phase == "closed"
