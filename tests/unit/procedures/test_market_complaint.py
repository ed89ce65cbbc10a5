"""Complaints and reports to market regulators (投诉举报), under the measures of 2026."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from procedure_driver import Driver

from zhengwu.limits import WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

DAY = dt.date.fromisoformat
COMPLAINT: dict[str, Any] = {
    "consumer": "张三,某路1号",
    "business": "某超市",
    "request": "退款",
    "channel": "platform",
}
AGREED: dict[str, Any] = {"consumer_agrees": True, "business_agrees": True}


def complain(at: str) -> Driver:
    """A case with a complaint."""
    case = Driver(procedure("market_complaint"))
    case.do("complain", at, "organ", **COMPLAINT)
    return case


def mediate(at: str) -> Driver:
    """A case in mediation."""
    case = complain(at)
    case.do("accept", at, "organ")
    case.do("mediate", at, "organ", **AGREED)
    return case


def report(at: str) -> Driver:
    """A case with a report."""
    case = Driver(procedure("market_complaint"))
    facts: dict[str, Any] = {"business": "某超市", "facts": "销售过期食品"}
    case.do("report", at, "organ", channel="phone", **facts)
    return case


def test_seven_working_days_over_the_holiday_and_no_deemed_acceptance():
    """Art. 15(1): a late decision stays late, and the complaint stays to be examined."""
    case = complain("2026-09-28 09:00")
    # 29, 30 September, 8, 9, 10 (a Saturday worked), 12, 13 October
    assert case.due("ACCEPT", "2026-09-28 10:00") == DAY("2026-10-13")
    assert case.at("2026-10-14 09:00").phase == "examining"


def test_sixty_days_to_mediate_are_calendar_days_that_roll_forward():
    """Arts. 23(1):5, 45: the organ ends the mediation, and only when the time is over."""
    case = mediate("2026-08-03 09:00")
    # 28 days in August, 30 in September, 2 October, in the holiday
    assert case.due("MEDIATE", "2026-08-03 10:00") == DAY("2026-10-08")
    end: dict[str, Any] = {"ground": "sixty_days", "reason": "未达成协议"}
    early = case.refused("end", "2026-10-08 17:00", "organ", **end)
    assert early == ("sixty_days_over",)
    assert case.at("2026-10-09 09:00").phase == "mediating"
    settled = case.refused(
        "settle", "2026-10-09 09:00", "organ", agreement="退款", paper=True
    )
    assert settled == ("mediation_in_time",)
    case.do("end", "2026-10-09 10:00", "organ", **end)
    # 10, 12 to 16, 19 October
    assert case.due("TELL_END", "2026-10-09 11:00") == DAY("2026-10-19")
    case.do("tell_end", "2026-10-12 09:00", "organ")


def test_test_time_is_not_part_of_the_mediation():
    """Art. 22(3)."""
    case = mediate("2026-08-04 09:00")
    case.do("begin_test", "2026-08-10 09:00", "organ", reason="质量争议")
    case.do("end_test", "2026-08-20 09:00", "organ", result="合格")
    # sixty days from 4 August end on 3 October; ten days of the test
    assert case.due("MEDIATE", "2026-08-20 10:00") == DAY("2026-10-13")


def test_mediation_needs_the_consent_of_both():
    """Arts. 18, 19: and is entrusted once."""
    case = complain("2026-09-21 09:00")
    case.do("accept", "2026-09-21 10:00", "organ")
    at = "2026-09-22 09:00"
    refused = case.refused(
        "mediate", at, "organ", consumer_agrees=True, business_agrees=False
    )
    assert refused == ("both_agree",)
    case.do("mediate", at, "organ", **AGREED)
    case.do("entrust", at, "organ", mediator="消费者协会", **AGREED)
    again = case.refused("entrust", at, "organ", mediator="某调解委员会", **AGREED)
    assert again == ("not_entrusted",)
    case.do("ask_recusal", at, "business", reason="近亲属")
    case.do("decide_recusal", at, "organ", replaced=True)
    unpapered = case.refused("settle", at, "mediator", agreement="退款", paper=False)
    assert unpapered == ("paper_made",)
    case.do("settle", at, "mediator", agreement="退款", paper=False, fulfilled=True)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"ground": "busy"}, ("ground_to_refuse",)),
        ({"remedy_told": False}, ("remedy_told",)),
    ],
)
def test_refusals_of_a_refusal(changed: dict[str, Any], reasons: tuple[str, ...]):
    """Arts. 15(2), 16."""
    case = complain("2026-09-21 09:00")
    details = {"ground": "too_old", "reason": "超过三年", "remedy_told": True} | changed
    assert case.refused("refuse", "2026-09-22 09:00", "organ", **details) == reasons


def test_clue_found_in_the_mediation_is_checked():
    """Art. 27(1): fifteen working days, and fifteen more in special cases."""
    case = mediate("2026-09-21 09:00")
    case.do("find_clue", "2026-09-21 10:00", "organ", key="c-1", clue="过期食品")
    # 22, 23, 24, 28, 29, 30 September, 8, 9, 10, 12 to 16, 19 October
    assert case.due("clue", "2026-09-21 11:00") == DAY("2026-10-19")
    case.do("extend_clue", "2026-10-12 09:00", "head", key="c-1", reason="需检验")
    # 20 to 23, 26 to 30 October, 2 to 6, 9 November
    assert case.due("clue", "2026-10-12 10:00") == DAY("2026-11-09")
    settled: dict[str, Any] = {"agreement": "退款", "paper": True}
    assert case.refused("settle", "2026-10-13 09:00", "organ", **settled) == (
        "clues_settled",
    )
    case.do("check_clue", "2026-10-14 09:00", "organ", key="c-1", result="移交立案")
    case.do("settle", "2026-10-14 10:00", "organ", **settled)


def test_report_is_checked_in_fifteen_working_days_and_fifteen_more():
    """Rules on market penalties, art. 18."""
    case = report("2026-09-21 09:00")
    assert case.due("CHECK", "2026-09-21 10:00") == DAY("2026-10-19")
    at = "2026-10-12 09:00"
    longer: dict[str, Any] = {"reason": "案情复杂"}
    assert case.refused("extend_check", at, "head", by=WorkingDays(16), **longer) == (
        "check_extension",
    )
    case.do("extend_check", at, "head", by=WorkingDays(15), **longer)
    assert case.due("CHECK", at) == DAY("2026-11-09")
    case.do("begin_check_test", "2026-10-13 09:00", "organ", reason="抽检")
    assert case.due("CHECK", "2026-10-14 09:00") is None
    case.do("end_check_test", "2026-10-20 09:00", "organ", result="不合格")
    case.do("open_case", "2026-10-20 10:00", "head")
    assert case.case.outcome == "opened"


def test_new_facts_start_the_check_anew():
    """Art. 35(2)."""
    case = report("2026-09-21 09:00")
    case.do("report_again", "2026-09-28 09:00", "reporter", facts="另有三批")
    # 29, 30 September, 8, 9, 10, 12 to 16, 19 to 23 October
    assert case.due("CHECK", "2026-09-28 10:00") == DAY("2026-10-23")


def test_dispute_on_competence_is_solved_first():
    """Art. 33: seven working days, then the common upper regulator assigns."""
    case = report("2026-09-28 09:00")
    case.do("dispute", "2026-09-28 10:00", "organ", key="d-1", competent="甲区局")
    assert case.due("competence", "2026-09-28 11:00") == DAY("2026-10-13")
    assert case.refused("open_case", "2026-09-29 09:00", "head") == (
        "competence_settled",
    )
    case.do("refer", "2026-10-13 09:00", "organ", key="d-1")
    case.do("assign", "2026-10-14 09:00", "upper", key="d-1", competent="乙区局")
    case.do("tell_no_power", "2026-10-14 10:00", "organ", competent="乙区局")


def test_withdrawal_is_a_ground_only_when_it_was_made():
    """Art. 23(1):1."""
    case = mediate("2026-09-21 09:00")
    end: dict[str, Any] = {"ground": "withdrawn", "reason": "自行和解"}
    assert case.refused("end", "2026-09-22 09:00", "organ", **end) == ("withdrawn",)
    case.do("withdraw", "2026-09-22 10:00", "consumer")
    case.do("end", "2026-09-22 11:00", "organ", **end)


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("market_complaint")).findings
