"""Administrative compulsion (行政强制): seizure, freezing, enforcement, the court."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

DAY = dt.date.fromisoformat
ON_SITE: dict[str, Any] = {
    "officers": ("王一", "李二"),
    "id_shown": True,
    "rights_told": True,
    "heard": True,
    "present": True,
    "remedy_told": True,
    "items": ("机器一台",),
}
TOLD: dict[str, Any] = {"reason": "情况复杂", "notified": True}
DEMAND: dict[str, Any] = {
    "decision": "责令拆除",
    "duty": "act",
    "within": WorkingDays(10),
    "manner": "自行恢复原状",
    "rights_told": True,
}
ORDER: dict[str, Any] = {
    "reason": "逾期不履行",
    "manner": "强制恢复",
    "remedy_told": True,
}


def approve(measure: str, at: str) -> Driver:
    """A case with an approved measure."""
    case = Driver(procedure("compulsion"))
    case.do("approve", at, "head", measure=measure, reason="防止证据损毁")
    return case


def seize(at: str) -> Driver:
    """A case with a seizure."""
    case = approve("seize", at)
    case.do("seize", at, "officer", **ON_SITE)
    return case


def freeze(at: str) -> Driver:
    """A case with a freezing."""
    case = approve("freeze", at)
    details: dict[str, Any] = {"officers": ("王一", "李二"), "id_shown": True}
    case.do("freeze", at, "officer", bank="某银行", account="1234,5万元", **details)
    return case


def demand(at: str, **changed: Any) -> Driver:
    """A case with a demand."""
    case = Driver(procedure("compulsion"))
    case.do("demand", at, "organ", **(DEMAND | changed))
    return case


def test_freezing_ends_by_itself_when_nothing_was_decided():
    """Arts. 31, 32, 33(3): three working days for the order; the bank lifts at expiry."""
    case = freeze("2026-09-10 09:00")
    # 11, 14, 15 September
    assert case.due("DELIVER", "2026-09-10 10:00") == DAY("2026-09-15")
    # 20 days in September, 10 October, a Saturday worked
    assert case.due("FREEZE", "2026-09-10 10:00") == DAY("2026-10-10")
    case.do("deliver_order", "2026-09-15 09:00", "organ", remedy_told=True)
    assert case.at("2026-10-10 23:59").phase == "frozen"
    over = case.at("2026-10-11 00:00")
    assert (over.phase, over.outcome) == ("lifted", "lapsed")
    late = case.refused(
        "handle", "2026-10-12 09:00", "organ", reason="划拨", remedy_told=True
    )
    assert late == ("terminal",)


def test_freezing_is_extended_once_by_thirty_days():
    """Art. 32: the head approves, the person is told in writing."""
    case = freeze("2026-09-10 09:00")
    at = "2026-09-28 09:00"
    assert case.refused(
        "extend_freezing", at, "organ", by=CalendarDays(30), **TOLD
    ) == ("role",)
    assert case.refused("extend_freezing", at, "head", by=CalendarDays(31), **TOLD) == (
        "freezing_extension",
    )
    case.do("extend_freezing", at, "head", by=CalendarDays(30), **TOLD)
    # sixty days from 10 September: 20 in September, 31 in October, 9 November
    assert case.due("FREEZE", at) == DAY("2026-11-09")
    assert case.refused("extend_freezing", at, "head", by=CalendarDays(1), **TOLD) == (
        "freezing_extension",
    )
    case.do("handle", "2026-11-09 09:00", "organ", reason="划拨", remedy_told=True)


def test_seizure_over_the_holiday_does_not_end_by_itself():
    """Arts. 25, 28(1):4: the organ has to lift it, and decides nothing else any more."""
    case = seize("2026-09-07 09:00")
    # 23 days in September, 7 October, in the holiday
    assert case.due("SEIZE", "2026-09-07 10:00") == DAY("2026-10-08")
    late = "2026-10-09 09:00"
    assert case.at(late).phase == "seized"
    disposed = case.refused("dispose", late, "organ", reason="没收", remedy_told=True)
    assert disposed == ("seizure_in_time",)
    assert case.refused(
        "extend_seizure", late, "head", by=CalendarDays(30), **TOLD
    ) == ("seizure_extension",)
    case.do("lift", late, "organ", ground="expired")


def test_expiry_is_no_ground_before_the_time_is_over():
    """Art. 28(1):4."""
    case = seize("2026-09-07 09:00")
    at = "2026-09-10 09:00"
    assert case.refused("lift", at, "organ", ground="expired") == ("expired",)
    assert case.refused("lift", at, "organ", ground="tired") == ("ground_to_lift",)
    case.do("lift", at, "organ", ground="unrelated")


def test_test_time_is_not_part_of_the_seizure():
    """Art. 25(3): the time of the test is definite and told in writing."""
    case = seize("2026-09-10 09:00")
    at = "2026-09-14 09:00"
    untold = case.refused(
        "begin_test", at, "organ", test_within=CalendarDays(10), notified=False
    )
    assert untold == ("notified",)
    case.do("begin_test", at, "organ", test_within=CalendarDays(10), notified=True)
    assert case.due("TEST", at) == DAY("2026-09-24")
    case.do("end_test", "2026-09-24 09:00", "organ", result="不合格")
    # 10 October and the ten days of the test
    assert case.due("SEIZE", "2026-09-24 10:00") == DAY("2026-10-20")
    case.do("dispose", "2026-10-20 09:00", "organ", reason="没收", remedy_told=True)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"officers": ("王一", "王一")}, ("two_officers",)),
        ({"id_shown": False}, ("id_shown",)),
        ({"present": False}, ("present_or_witness",)),
        ({"heard": False, "remedy_told": False}, ("heard", "remedy_told")),
    ],
)
def test_refusals_of_a_seizure(changed: dict[str, Any], reasons: tuple[str, ...]):
    """Arts. 18, 24."""
    case = approve("seize", "2026-09-07 09:00")
    details = ON_SITE | changed
    assert case.refused("seize", "2026-09-07 10:00", "officer", **details) == reasons


def test_urgent_seizure_is_reported_within_a_day():
    """Art. 19: twenty-four hours run over the holiday."""
    case = Driver(procedure("compulsion"))
    urgent = ON_SITE | {"reason": "正在转移"}
    case.do("seize_at_once", "2026-09-30 16:00", "officer", **urgent)
    assert case.due("REPORT", "2026-09-30 17:00") == DAY("2026-10-01")
    case.do("disapprove", "2026-10-01 10:00", "head", reason="情节显著轻微")
    assert case.case.outcome == "lifted"


def test_enforcement_follows_the_demand():
    """Arts. 35 to 38, 43."""
    case = demand("2026-09-28 09:00")
    # 29, 30 September, 8, 9, 10, 12 to 16 October
    assert case.due("COMPLY", "2026-09-28 10:00") == DAY("2026-10-16")
    case.do("state", "2026-09-29 09:00", "person", statement="已部分拆除")
    early = case.refused("order", "2026-10-16 09:00", "organ", **ORDER)
    assert early == ("statement_settled", "comply_over")
    case.do("consider", "2026-10-16 10:00", "organ", upheld=False, reason="不成立")
    case.do("order", "2026-10-19 09:00", "organ", **ORDER)
    night: dict[str, Any] = {"manner": "拆除", "at_night": True, "cuts_supply": False}
    at = "2026-10-20 21:00"
    assert case.refused("enforce", at, "organ", **night) == ("order_served", "by_day")
    case.do("serve_order", at, "organ")
    case.do("enforce", at, "organ", **night, is_urgent=True)
    case.do("finish", "2026-10-21 09:00", "organ", result="已拆除")


def test_assets_that_move_are_seized_during_the_demand():
    """Art. 37(3): with evidence, and only while the demand runs."""
    case = demand("2026-09-28 09:00")
    evidence: dict[str, Any] = {"evidence": ("转账记录",)}
    late = case.refused(
        "order_at_once", "2026-10-19 09:00", "organ", **ORDER, **evidence
    )
    assert late == ("comply_running",)
    case.do("order_at_once", "2026-09-29 09:00", "organ", **ORDER, **evidence)


def test_surcharge_lasts_thirty_days_and_never_exceeds_the_principal():
    """Arts. 45, 46(1)."""
    case = demand("2026-09-01 09:00", duty="money", amount=Decimal(5000))
    case.do("surcharge", "2026-09-03 09:00", "organ", rate_told=True)
    # 27 days in September, 3 October, in the holiday
    assert case.due("SURCHARGE", "2026-09-03 10:00") == DAY("2026-10-08")
    fee: dict[str, Any] = {"fee": Decimal(5001), "principal": Decimal(5000)}
    early = case.refused("order", "2026-10-08 09:00", "organ", **ORDER, **fee)
    assert early == ("fee_capped", "surcharge_over")
    fee["fee"] = Decimal(5000)
    case.do("order", "2026-10-09 09:00", "organ", **ORDER, **fee)


def test_building_is_demolished_only_after_notice_and_the_time_to_sue():
    """Art. 44."""
    case = demand("2026-03-02 09:00", duty="building")
    at = "2026-10-12 09:00"
    assert case.refused("order", at, "organ", **ORDER) == ("building_announced",)
    over: dict[str, Any] = {"announced": True, "suit_over": instant("2026-10-12 23:59")}
    assert case.refused("order", at, "organ", **ORDER, **over) == (
        "building_announced",
    )
    over["suit_over"] = instant("2026-09-02 23:59")
    case.do("order", at, "organ", **ORDER, **over)


def test_stay_of_three_years_ends_the_enforcement():
    """Art. 39(2): only without harm and where the person cannot perform."""
    case = demand("2023-09-01 09:00")
    case.do("order", "2023-10-09 09:00", "organ", **ORDER)
    case.do("serve_order", "2023-10-09 10:00", "organ")
    case.do("stay", "2023-10-09 11:00", "organ", ground="hardship", reason="无财产")
    assert case.due("STAY", "2023-10-10 09:00") == DAY("2026-10-09")
    give_up: dict[str, Any] = {"unharmful": True, "reason": "确无能力"}
    assert case.refused("give_up", "2026-10-09 09:00", "organ", **give_up) == (
        "three_years",
    )
    case.do("give_up", "2026-10-10 09:00", "organ", **give_up)


def test_agreement_that_is_broken_resumes_the_enforcement():
    """Art. 42."""
    case = demand("2026-09-01 09:00")
    case.do("order", "2026-09-21 09:00", "organ", **ORDER)
    case.do("serve_order", "2026-09-21 10:00", "organ")
    case.do("agree", "2026-09-22 09:00", "organ", manner="分三期")
    case.do("breach", "2026-09-28 09:00", "organ", reason="第一期未履行")
    assert case.case.phase == "enforcing"


def test_substitute_performance_needs_a_demand_three_working_days_before():
    """Arts. 50, 51."""
    case = demand("2026-09-01 09:00")
    decision: dict[str, Any] = {
        "ground": "environment",
        "reason": "污染河道",
        "performer": "某环保公司",
        "cost": Decimal(20000),
        "remedy_told": True,
    }
    case.do("order_substitute", "2026-09-21 09:00", "organ", **decision)
    case.do("demand_substitute", "2026-09-29 09:00", "organ")
    # 30 September, 8, 9 October
    assert case.due("SUBSTITUTE", "2026-09-29 10:00") == DAY("2026-10-09")
    done: dict[str, Any] = {"supervised": True, "cost": Decimal(19000)}
    early = case.refused("substitute", "2026-10-09 09:00", "organ", **done)
    assert early == ("substitute_demand_over",)
    case.do("substitute", "2026-10-10 09:00", "organ", **done)


def ask_court() -> Driver:
    """A case that the court was asked to enforce."""
    case = Driver(procedure("compulsion"))
    details = {name: value for name, value in DEMAND.items() if name != "within"}
    case.do("demand_for_court", "2026-09-28 09:00", "organ", **details)
    # 29, 30 September, 8, 9, 10, 12 to 16 October
    assert case.due("COURT_DEMAND", "2026-09-28 10:00") == DAY("2026-10-16")
    over = instant("2026-09-07 23:59")
    case.do("note_suit_over", "2026-09-28 10:00", "organ", suit_over=over)
    assert case.due("COURT_ASK", "2026-09-28 11:00") == DAY("2026-12-07")
    assert case.refused("ask_court", "2026-10-16 09:00", "organ") == (
        "court_demand_over",
    )
    case.do("ask_court", "2026-10-19 09:00", "organ")
    return case


def test_court_that_refuses_and_is_overruled():
    """Arts. 53 to 58."""
    case = ask_court()
    # 20 to 23, 26 October
    assert case.due("COURT_ACCEPT", "2026-10-19 10:00") == DAY("2026-10-26")
    case.do("court_accepts", "2026-10-26 09:00", "court")
    # 27 to 30 October, 2, 3, 4 November
    assert case.due("COURT_RULE", "2026-10-26 10:00") == DAY("2026-11-04")
    case.do("court_hears", "2026-11-02 09:00", "court", ground="no_facts")
    # thirty days from acceptance: 5 in October, 25 November
    assert case.due("COURT_RULE_HEARD", "2026-11-02 10:00") == DAY("2026-11-25")
    case.do("court_refuses", "2026-11-10 09:00", "court", reason="缺乏事实根据")
    # 11, 12, 13, 16, 17 November
    assert case.due("COURT_SERVE", "2026-11-10 10:00") == DAY("2026-11-17")
    assert case.refused("object", "2026-11-11 09:00", "organ") == ("refusal_served",)
    case.do("serve_refusal", "2026-11-12 09:00", "court")
    assert case.due("OBJECT", "2026-11-12 10:00") == DAY("2026-11-27")
    assert case.refused("object", "2026-11-28 09:00", "organ") == ("object_in_time",)
    case.do("object", "2026-11-20 09:00", "organ")
    assert case.due("UPPER_RULE", "2026-11-20 10:00") == DAY("2026-12-21")
    case.do("upper_orders", "2026-12-10 09:00", "upper_court")
    case.do("court_finishes", "2026-12-20 09:00", "court", result="已执行")


def test_court_that_does_not_accept():
    """Art. 56(2): fifteen days each."""
    case = ask_court()
    case.do("court_declines", "2026-10-21 09:00", "court", reason="材料不全")
    assert case.due("OBJECT", "2026-10-21 10:00") == DAY("2026-11-05")
    case.do("object_to_non_acceptance", "2026-10-26 09:00", "organ")
    assert case.due("UPPER_ACCEPT", "2026-10-26 10:00") == DAY("2026-11-10")
    case.do("upper_accepts", "2026-11-02 09:00", "upper_court")
    case.do("court_orders_at_once", "2026-11-03 09:00", "court")
    # 4, 5, 6, 9, 10 November
    assert case.due("URGENT_RULE", "2026-11-03 10:00") == DAY("2026-11-10")


def test_stay_that_is_over_resumes_the_enforcement():
    """Art. 39."""
    case = demand("2026-09-01 09:00")
    case.do("order", "2026-09-21 09:00", "organ", **ORDER)
    case.do("serve_order", "2026-09-21 10:00", "organ")
    reason: dict[str, Any] = {"reason": "第三人主张"}
    at = "2026-09-22 09:00"
    assert case.refused("stay", at, "organ", ground="busy", **reason) == (
        "ground_to_stay",
    )
    case.do("stay", at, "organ", ground="third_claim", **reason)
    case.do("resume", "2026-09-28 09:00", "organ")
    assert (case.case.phase, case.due("STAY", "2026-09-28 10:00")) == (
        "enforcing",
        None,
    )


def test_court_orders_enforcement():
    """Art. 57."""
    case = ask_court()
    case.do("court_accepts", "2026-10-26 09:00", "court")
    case.do("court_orders", "2026-11-02 09:00", "court")
    case.do("court_finishes", "2026-11-30 09:00", "court", result="已执行")
    assert case.case.outcome == "enforced"


def test_refusal_that_stands():
    """Arts. 56(2), 58(3): accepted by the organ, or upheld above."""
    case = ask_court()
    case.do("court_declines", "2026-10-21 09:00", "court", reason="材料不全")
    accepted = case.ask("accept_no_enforcement", "2026-10-26 09:00", "organ")
    assert accepted.case.outcome == "not_enforced"
    case.do("object_to_non_acceptance", "2026-10-26 09:00", "organ")
    case.do("upper_refuses", "2026-11-02 09:00", "upper_court", reason="维持")
    assert case.case.outcome == "not_enforced"


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("compulsion")).findings
