"""Administrative penalty (行政处罚): inquiry, telling, hearing, decision, and on the spot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules, check_process

DAY = dt.date.fromisoformat
OFFICERS = ("王一", "李二")
FINE: dict[str, Any] = {
    "penalty": "fine",
    "amount": Decimal(5000),
    "reason": "虚假宣传",
    "rights_told": True,
    "state_within": WorkingDays(5),
}
CLOSURE: dict[str, Any] = {
    "penalty": "stop_business",
    "reason": "无证经营",
    "rights_told": True,
    "hearing_told": True,
}
DECISION: dict[str, Any] = {
    "reason": "事实清楚",
    "heavier": False,
    "needs_review": False,
    "grave": False,
    "remedy_told": True,
}


def open_case(at: str) -> Driver:
    """A case that was opened at an instant."""
    case = Driver(procedure("penalty"))
    details: dict[str, Any] = {"suspect": "某公司", "violation": "无证经营"}
    case.do("open", at, "head", source="inspection", officers=OFFICERS, **details)
    return case


def end_inquiry(at: str) -> Driver:
    """A case whose inquiry ended at an instant."""
    case = open_case(at)
    case.do("end_inquiry", at, "officer", who="王一")
    return case


def test_ninety_days_that_end_on_a_holiday_roll_forward():
    """Art. 60; Civil Code, arts. 201 and 203."""
    # 25 days in July, 31 in August, 30 in September, 4 October; the holiday ends on the 7th
    assert open_case("2026-07-06 09:00").due("DECIDE", "2026-07-06 10:00") == DAY(
        "2026-10-08"
    )


def test_registered_evidence_is_decided_on_in_seven_working_days():
    """Art. 56: and the inquiry does not end before."""
    case = open_case("2026-09-21 09:00")
    case.do("register_evidence", "2026-09-28 09:00", "head", evidence=("账册",))
    # 29, 30 September, 8, 9, 10 (a Saturday worked), 12, 13 October
    assert case.due("EVIDENCE", "2026-09-28 10:00") == DAY("2026-10-13")
    assert case.refused("end_inquiry", "2026-09-29 09:00", "officer") == (
        "evidence_settled",
    )
    case.do("settle_evidence", "2026-10-13 09:00", "organ", evidence_measure="退还")
    case.do("end_inquiry", "2026-10-13 10:00", "officer")


def test_hearing_over_the_holiday():
    """Art. 64: five working days to ask, seven working days of notice, another host."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell_with_hearing", "2026-09-28 09:00", "organ", **CLOSURE)
    # 29, 30 September, 8, 9, 10 October
    assert case.due("ASK_HEARING", "2026-09-28 10:00") == DAY("2026-10-10")
    case.do("ask_hearing", "2026-10-10 16:00", "person")
    case.do("notify_hearing", "2026-10-12 09:00", "organ", host="赵三")
    # 13 to 16 October, 19, 20, 21 October
    early = case.refused(
        "hold_hearing", "2026-10-21 09:00", "host", who="赵三", came=True
    )
    assert early == ("hearing_noticed_before",)
    same = case.refused(
        "hold_hearing", "2026-10-22 09:00", "host", who="王一", came=True
    )
    assert same == ("host_is_not_officer",)
    case.do("hold_hearing", "2026-10-22 09:00", "host", who="赵三", came=True)
    # heard cases with grave effects are reviewed before the decision, art. 58(1):2
    decision = DECISION | {"penalty": "stop_business"}
    at = "2026-10-23 09:00"
    assert case.refused("decide", at, "head", **decision) == ("reviewed",)
    case.do("review", at, "reviewer", passed=True, reason="程序合法")
    case.do("decide", at, "head", **decision)


def test_silence_gives_the_hearing_up():
    """Art. 64:1: the right is over when the fifth working day is."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell_with_hearing", "2026-09-28 09:00", "organ", **CLOSURE)
    decision = DECISION | {"penalty": "stop_business"}
    early = case.refused("decide", "2026-10-10 09:00", "head", **decision)
    assert early == ("person_heard", "hearing_answered")
    assert case.at("2026-10-11 00:00").facts["hearing_lost"] is True
    assert case.refused("ask_hearing", "2026-10-12 09:00", "person") == (
        "hearing_open",
    )
    case.do("decide", "2026-10-12 09:00", "head", **decision)


def test_time_to_state_is_the_one_of_the_notice():
    """Arts. 45, 62: the law sets no time; nobody is punished unheard before it is over."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell", "2026-09-28 09:00", "organ", **FINE)
    fine = DECISION | {"penalty": "fine", "amount": Decimal(5000)}
    assert case.due("STATE", "2026-09-28 10:00") == DAY("2026-10-10")
    assert case.refused("decide", "2026-09-29 09:00", "head", **fine) == (
        "person_heard",
    )
    case.do("state", "2026-09-29 10:00", "person", statement="情节轻微")
    assert case.refused("decide", "2026-09-30 09:00", "head", **fine) == (
        "statement_settled",
        "person_heard",
    )
    case.do("consider", "2026-09-30 10:00", "organ", upheld=False, reason="不成立")
    heavier = case.refused(
        "decide", "2026-09-30 11:00", "head", **(fine | {"heavier": True})
    )
    assert heavier == ("not_heavier",)
    case.do("decide", "2026-09-30 11:00", "head", **fine)


def test_nothing_said_until_the_time_of_the_notice_is_over():
    """The decision may follow when the time to state is over."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell", "2026-09-28 09:00", "organ", **FINE)
    fine = DECISION | {"penalty": "fine", "amount": Decimal(5000)}
    case.do("decide", "2026-10-12 09:00", "head", **fine)
    # 13 to 16 October, 19, 20, 21 October
    assert case.due("SERVE", "2026-10-12 10:00") == DAY("2026-10-21")


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"penalty": "warning"}, ("same_kind",)),
        ({"grave": True}, ("collective",)),
        ({"needs_review": True}, ("reviewed",)),
        ({"remedy_told": False}, ("remedy_told",)),
        ({"amount": None}, ("fine_has_amount",)),
    ],
)
def test_refusals_of_a_decision(changed: dict[str, Any], reasons: tuple[str, ...]):
    """Arts. 44, 57(2), 58, 59, 62."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell", "2026-09-21 10:00", "organ", **FINE)
    case.do("waive", "2026-09-21 11:00", "person")
    details = DECISION | {"penalty": "fine", "amount": Decimal(5000)} | changed
    details = {name: value for name, value in details.items() if value is not None}
    assert case.refused("decide", "2026-09-22 09:00", "head", **details) == reasons


def test_scope_of_hearings_is_told_with_the_right():
    """Art. 63(1)."""
    case = end_inquiry("2026-09-21 09:00")
    told = FINE | {"penalty": "revocation"}
    assert case.refused("tell", "2026-09-21 10:00", "organ", **told) == (
        "no_hearing_scope",
    )


def serve_fine(at: str) -> Driver:
    """A case whose fine was served at an instant."""
    case = end_inquiry(at)
    case.do("tell", at, "organ", **FINE)
    case.do("waive", at, "person")
    case.do("decide", at, "head", **DECISION, penalty="fine", amount=Decimal(5000))
    case.do("serve", at, "organ")
    return case


def test_fine_that_is_not_paid_is_demanded():
    """Arts. 67, 72; Administrative Compulsion Law, arts. 53, 54."""
    case = serve_fine("2026-09-18 09:00")
    # 12 days in September, 3 October, in the holiday
    assert case.due("PAY", "2026-09-18 10:00") == DAY("2026-10-08")
    assert case.refused("default", "2026-10-08 17:00", "organ") == ("pay_over",)
    case.do("default", "2026-10-09 09:00", "organ")
    case.do("demand", "2026-10-09 10:00", "organ")
    # 10, 12 to 16, 19 to 22 October
    assert case.due("DEMAND", "2026-10-09 11:00") == DAY("2026-10-22")
    early = case.refused("ask_court", "2026-10-22 09:00", "organ")
    assert early == ("court_time_runs", "demand_over")


def test_court_is_asked_within_three_months_of_the_end_of_the_time_to_sue():
    """Administrative Compulsion Law, arts. 53, 54; six months to sue end on 7 September."""
    case = serve_fine("2026-03-05 09:00")
    case.do("default", "2026-09-08 09:00", "organ")
    case.do("demand", "2026-09-08 10:00", "organ")
    over = instant("2026-09-07 23:59")
    case.do("start_court_time", "2026-09-08 11:00", "organ", suit_over=over)
    assert case.due("COURT", "2026-09-08 12:00") == DAY("2026-12-07")
    assert case.refused("ask_court", "2026-12-08 09:00", "organ") == ("court_in_time",)
    case.do("ask_court", "2026-12-07 10:00", "organ")
    case.do("enforced", "2026-12-20 10:00", "court", result="已划拨")


def test_other_penalty_is_performed_in_the_time_of_the_decision():
    """Art. 66(1): no fine, so no fifteen days."""
    case = end_inquiry("2026-09-21 09:00")
    case.do("tell_with_hearing", "2026-09-21 10:00", "organ", **CLOSURE)
    case.do("decide", "2026-10-12 09:00", "head", **DECISION, penalty="stop_business")
    assert case.refused("serve", "2026-10-12 10:00", "organ") == ("is_fine",)
    case.do("serve_other", "2026-10-12 10:00", "organ", within=CalendarDays(7))
    assert case.due("PERFORM", "2026-10-12 11:00") == DAY("2026-10-19")


def test_deferral_gives_the_time_that_was_granted():
    """Art. 66(2)."""
    case = serve_fine("2026-09-18 09:00")
    case.do(
        "defer", "2026-09-21 09:00", "head", within=CalendarDays(60), reason="经济困难"
    )
    # 9 days in September, 31 in October, 20 November
    assert case.due("PAY", "2026-09-21 10:00") == DAY("2026-11-20")


def test_overturned_decision_is_taken_back_in_three_working_days():
    """Art. 48(2)."""
    case = serve_fine("2026-09-18 09:00")
    assert case.refused("overturned", "2026-09-29 09:00", "organ", reason="撤销") == (
        "published",
    )
    case.do("publish", "2026-09-29 09:00", "organ")
    case.do("overturned", "2026-09-29 10:00", "organ", reason="撤销")
    # 30 September, 8, 9 October
    assert case.due("RETRACT", "2026-09-29 11:00") == DAY("2026-10-09")
    case.do("retract", "2026-10-09 09:00", "organ", reason="复议撤销")


SPOT: dict[str, Any] = {
    "suspect": "张三",
    "violation": "占道经营",
    "unit": False,
    "officers": OFFICERS,
    "id_shown": True,
    "rights_told": True,
    "remedy_told": True,
}


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"amount": Decimal(201)}, ("small_penalty",)),
        ({"amount": Decimal(3001), "unit": True}, ("small_penalty",)),
        ({"officers": ("王一",)}, ("two_officers",)),
        ({"remedy_told": False}, ("remedy_told",)),
    ],
)
def test_refusals_on_the_spot(changed: dict[str, Any], reasons: tuple[str, ...]):
    """Arts. 42, 51, 52."""
    case = Driver(procedure("penalty"))
    details = SPOT | {"amount": Decimal(100)} | changed
    refused = case.refused("fine_on_spot", "2026-09-28 09:00", "officer", **details)
    assert refused == reasons


def test_cash_is_handed_in_and_paid_to_the_bank():
    """Arts. 68 to 71: two working days each; the case is reported and closed afterwards."""
    case = Driver(procedure("penalty"))
    case.do("fine_on_spot", "2026-09-29 09:00", "officer", **SPOT, amount=Decimal(100))
    case.do(
        "collect_cash",
        "2026-09-29 09:05",
        "officer",
        ground="small_fine",
        receipt="0001",
        paid=Decimal(100),
    )
    # 30 September, 8 October
    assert case.due("CASH", "2026-09-29 10:00") == DAY("2026-10-08")
    assert case.refused("report_on_spot", "2026-09-30 09:00", "officer") == (
        "cash_settled",
    )
    case.do("hand_cash_in", "2026-10-08 09:00", "officer")
    assert case.due("BANK", "2026-10-08 10:00") == DAY("2026-10-10")
    case.do("pay_cash_to_bank", "2026-10-09 09:00", "organ")
    case.do("report_on_spot", "2026-10-09 10:00", "officer")
    case.do("pay", "2026-10-09 11:00", "organ", result="已缴清")
    assert case.case.outcome == "on_spot"


MARKET = ProcedureRules(
    id="market", procedure=procedure("penalty"), features=frozenset({"market"})
)


def open_market_case(at: str) -> Driver:
    """A case of a market regulator."""
    case = Driver(MARKET)
    details: dict[str, Any] = {"suspect": "某公司", "violation": "虚假宣传"}
    case.do("open", at, "head", source="report", officers=OFFICERS, **details)
    return case


def test_market_lead_is_checked_before_the_case_is_opened():
    """Rules on market penalties, art. 18(1): fifteen working days and fifteen more."""
    case = Driver(MARKET)
    case.do("find_lead", "2026-09-21 09:00", "organ", source="report")
    # 22, 23, 24, 28, 29, 30 September, 8, 9, 10, 12 to 16, 19 October
    assert case.due("CHECK", "2026-09-21 10:00") == DAY("2026-10-19")
    case.do(
        "extend_check", "2026-10-12 09:00", "head", by=WorkingDays(15), reason="复杂"
    )
    # 20 to 23, 26 to 30 October, 2 to 6, 9 November
    assert case.due("CHECK", "2026-10-12 10:00") == DAY("2026-11-09")


def test_market_case_is_extended_and_does_not_count_tests_and_hearings():
    """Rules on market penalties, art. 64."""
    case = open_market_case("2026-07-06 09:00")
    assert case.due("DECIDE_MARKET", "2026-07-06 10:00") == DAY("2026-10-08")
    case.do("begin_excluded", "2026-07-13 09:00", "organ", ground="test")
    assert case.due("DECIDE_MARKET", "2026-07-14 09:00") is None
    case.do("end_excluded", "2026-07-23 09:00", "organ")
    # ninety days from 6 July end on 4 October; ten days of the test
    assert case.due("DECIDE_MARKET", "2026-07-23 10:00") == DAY("2026-10-14")
    longer: dict[str, Any] = {"reason": "案情复杂"}
    at = "2026-09-01 09:00"
    too_long = case.refused("extend", at, "head", by=CalendarDays(31), **longer)
    assert too_long == ("decide_extension",)
    case.do("extend", at, "head", by=CalendarDays(30), **longer)
    # 14 October and thirty days
    assert case.due("DECIDE_MARKET", at) == DAY("2026-11-13")
    case.do("end_inquiry", at, "officer", who="王一")
    case.do("tell_with_hearing", at, "organ", **CLOSURE)
    case.do("ask_hearing", "2026-09-02 09:00", "person")
    assert case.due("DECIDE_MARKET", "2026-09-03 09:00") is None
    case.do("end_hearing_early", "2026-09-12 09:00", "organ")
    # ten days of the hearing; 23 November is a Monday
    assert case.due("DECIDE_MARKET", "2026-09-12 10:00") == DAY("2026-11-23")


def test_market_evidence_is_released_by_itself():
    """Rules on market penalties, art. 35(2); the statute does not say so."""
    case = open_market_case("2026-09-21 09:00")
    case.do("register_evidence", "2026-09-28 09:00", "head", evidence=("账册",))
    # 29, 30 September, 8, 9, 10, 12, 13 October
    assert case.due("EVIDENCE_MARKET", "2026-09-28 10:00") == DAY("2026-10-13")
    released = case.at("2026-10-14 00:00")
    assert [lapse.kind for lapse in released.lapsed] == ["evidence_released"]
    late = "2026-10-14 09:00"
    settled = case.refused("settle_evidence", late, "organ", evidence_measure="退还")
    assert settled == ("evidence_held",)


def test_extension_is_of_the_rules_and_not_of_the_statute():
    """Art. 60 has no extension."""
    case = open_case("2026-07-06 09:00")
    extended = case.refused(
        "extend", "2026-09-01 09:00", "head", by=CalendarDays(30), reason="复杂"
    )
    assert extended == ("not_for_item",)


def test_market_inquiry_that_is_suspended():
    """Rules on market penalties, arts. 46, 64(2)."""
    case = open_market_case("2026-07-06 09:00")
    case.do("suspend", "2026-07-13 09:00", "head", ground="other_case")
    assert case.due("DECIDE_MARKET", "2026-07-14 09:00") is None
    case.do("resume", "2026-07-23 09:00", "organ")
    assert case.due("DECIDE_MARKET", "2026-07-23 10:00") == DAY("2026-10-14")


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("penalty")).findings
