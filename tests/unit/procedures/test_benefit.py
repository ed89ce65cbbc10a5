"""The minimum living allowance: inquiry, notice, confirmation, payment and changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

TWO = ("甲", "乙")


def apply_for(driver: Driver) -> Driver:
    """A household that applies on 23 September 2026 and is accepted on the 24th."""
    driver.do(
        "apply",
        "2026-09-23 09:00",
        "household",
        applicant="申请人甲",
        authorised=True,
        truthful=True,
    )
    driver.do("accept", "2026-09-24 09:00", "town", relative=False)
    return driver


@pytest.fixture
def accepted() -> Driver:
    """An accepted application."""
    return apply_for(Driver(procedure("benefit")))


@pytest.fixture
def on_notice(accepted: Driver) -> Driver:
    """An application whose first opinion is published on 30 September."""
    accepted.do("start_inquiry", "2026-09-28 09:00", "town", method="visit")
    accepted.do("request_check", "2026-09-28 10:00", "town", key="k-1")
    accepted.do(
        "inquire", "2026-09-29 09:00", "town", investigators=TWO, method="visit"
    )
    accepted.do("start_check", "2026-09-29 10:00", "county", key="k-1")
    accepted.do("pass_check", "2026-09-30 09:00", "county", key="k-1")
    accepted.do(
        "give_opinion", "2026-09-30 10:00", "town", opinion="符合条件", passes=True
    )
    accepted.do("publish", "2026-09-30 11:00", "town")
    return accepted


@pytest.fixture
def confirming(on_notice: Driver) -> Driver:
    """An application that the confirming organ received on 9 October."""
    on_notice.do("send_up", "2026-10-09 09:00", "town")
    on_notice.do("receive_file", "2026-10-09 10:00", "county")
    return on_notice


@pytest.fixture
def paid(confirming: Driver) -> Driver:
    """A household that receives the allowance."""
    confirming.do("confirm", "2026-10-22 09:00", "county", amount=Decimal(600))
    return confirming


def test_the_table_is_sound():
    """The table has no fault."""
    assert not check_process(procedure("benefit")).findings


def test_times_from_acceptance_through_the_holiday(accepted):
    """Art. 15: 3 working days; art. 22: 30 working days."""
    # 28-30 September.
    assert accepted.due("INQUIRY", "2026-09-24 10:00") == dt.date(2026, 9, 30)
    # 28-30 Sept. (1-3), 8-10 Oct. (4-6), 12-16 (7-11), 19-23 (12-16), 26-30 (17-21),
    # 2-6 Nov. (22-26), 9-12 Nov. (27-30).
    assert accepted.due("WHOLE", "2026-09-24 10:00") == dt.date(2026, 11, 12)


def test_special_cases_have_45_working_days(accepted):
    """Art. 22: 13 Nov. (31), 16-20 (36), 23-27 (41), 30 Nov. (42), 1-3 December (45)."""
    too_long = accepted.refused(
        "extend", "2026-11-10 09:00", "county", by=WorkingDays(16), reason="情况特殊"
    )
    assert too_long == ("extension_allowed",)
    accepted.do(
        "extend", "2026-11-10 09:00", "county", by=WorkingDays(15), reason="情况特殊"
    )
    assert accepted.due("WHOLE", "2026-11-10 10:00") == dt.date(2026, 12, 3)


def test_the_data_check_starts_in_three_working_days(accepted):
    """Art. 17: asked for on 28 September; 29, 30 September and 8 October."""
    accepted.do("start_inquiry", "2026-09-28 09:00", "town", method="visit")
    accepted.do("request_check", "2026-09-28 10:00", "town", key="k-1")
    assert accepted.due("check", "2026-09-28 11:00") == dt.date(2026, 10, 8)


def test_a_negative_data_check_is_told_and_checked_again(accepted):
    """Art. 18: the first opinion waits until it is settled."""
    accepted.do("start_inquiry", "2026-09-28 09:00", "town", method="visit")
    accepted.do("request_check", "2026-09-28 10:00", "town", key="k-1")
    accepted.do(
        "inquire", "2026-09-29 09:00", "town", investigators=TWO, method="visit"
    )
    accepted.do("start_check", "2026-09-29 10:00", "county", key="k-1")
    accepted.do("fail_check", "2026-09-30 09:00", "county", key="k-1")
    accepted.do("tell_check", "2026-09-30 10:00", "town", key="k-1")
    accepted.do("dispute_check", "2026-10-08 09:00", "household", key="k-1", proof=TWO)
    opinion = {"opinion": "符合条件", "passes": True}
    early = accepted.refused("give_opinion", "2026-10-08 10:00", "town", **opinion)
    assert early == ("checks_done",)
    accepted.do("recheck_data", "2026-10-09 09:00", "town", key="k-1", passes=True)
    case = accepted.do("give_opinion", "2026-10-09 10:00", "town", **opinion)
    assert case.phase == "opined"


def test_materials_are_asked_for_once():
    """Art. 10: the list is told once, and the application goes on when it is complete."""
    driver = Driver(procedure("benefit"))
    driver.do(
        "apply",
        "2026-09-23 09:00",
        "household",
        applicant="申请人甲",
        authorised=True,
        truthful=True,
    )
    driver.do("ask_materials", "2026-09-23 10:00", "town", missing=("病历", "房产证"))
    part = driver.refused("supply", "2026-09-24 09:00", "household", supplied=("病历",))
    assert part == ("all_supplied",)
    driver.do("supply", "2026-09-24 09:00", "household", supplied=("病历", "房产证"))
    again = driver.refused(
        "ask_materials", "2026-09-24 10:00", "town", missing=("户口簿",)
    )
    assert again == ("asked_once",)


def test_the_check_of_means_must_be_authorised():
    """Art. 9 items 2 and 3."""
    driver = Driver(procedure("benefit"))
    codes = driver.refused(
        "apply",
        "2026-09-23 09:00",
        "household",
        applicant="申请人甲",
        authorised=False,
        truthful=False,
    )
    assert codes == ("authorised", "truthful")


def test_two_persons_make_the_inquiry(accepted):
    """Art. 16(1)."""
    accepted.do("start_inquiry", "2026-09-28 09:00", "town", method="visit")
    alone = accepted.ask(
        "inquire", "2026-09-29 09:00", "town", investigators=("甲",), method="visit"
    )
    assert alone.codes == ("two_persons",)
    assert "第十六条" in alone.text("zh")


def test_seven_days_of_notice_without_objection(on_notice):
    """Art. 19(1): seven days from 30 September end in the holiday, so on 8 October."""
    assert on_notice.due("NOTICE", "2026-09-30 12:00") == dt.date(2026, 10, 8)
    early = on_notice.refused("notice_over", "2026-10-08 09:00", "town")
    assert early == ("early",)
    assert on_notice.at("2026-10-08 23:00").phase == "notice"
    assert on_notice.at("2026-10-09 00:00").phase == "noticed"


def test_an_objection_brings_a_new_opinion_and_no_second_notice(on_notice):
    """Art. 19(2)."""
    on_notice.do("object", "2026-10-08 09:00", "public", reason="有车")
    case = on_notice.do(
        "new_opinion",
        "2026-10-12 09:00",
        "town",
        opinion="符合条件",
        passes=True,
        how="appraisal",
    )
    assert case.phase == "sent"


def test_confirmation_in_ten_working_days(confirming):
    """Art. 20(1): 10 Oct. (1, a worked Saturday), 12-16 (2-6), 19-22 October (7-10)."""
    assert confirming.due("CONFIRM", "2026-10-09 11:00") == dt.date(2026, 10, 22)


def test_a_household_complained_of_is_visited(confirming):
    """Art. 20(2)."""
    confirming.do("complain", "2026-10-12 09:00", "county", reason="隐瞒收入")
    amount = Decimal(600)
    codes = confirming.refused("confirm", "2026-10-12 10:00", "county", amount=amount)
    assert codes == ("county_visited",)
    confirming.do("visit", "2026-10-13 09:00", "county", investigators=TWO)
    case = confirming.do("confirm", "2026-10-13 10:00", "county", amount=amount)
    assert (case.phase, case.outcome) == ("paying", "confirmed")


def test_a_refusal_is_told_in_three_working_days(confirming):
    """Art. 21: decided on 22 October; 23, 26, 27 October."""
    bare = confirming.refused(
        "refuse", "2026-10-22 09:00", "county", reason="超过标准", remedy_told=False
    )
    assert bare == ("remedy_told",)
    confirming.do(
        "refuse", "2026-10-22 09:00", "county", reason="超过标准", remedy_told=True
    )
    assert confirming.due("TELL", "2026-10-22 10:00") == dt.date(2026, 10, 27)
    case = confirming.do("tell_refusal", "2026-10-26 09:00", "town")
    assert (case.phase, case.outcome) == ("notified", "refused")


def test_nothing_is_deemed_confirmed(confirming):
    """When the time is over the case is late and stays where it is."""
    case = confirming.at("2026-12-31 09:00")
    assert case.phase == "confirming"
    assert [lapse.kind for lapse in case.lapsed] == ["notice_over"]


def test_yearly_and_half_yearly_recheck(paid):
    """Art. 31(2): a year from the confirmation, or half a year from the last re-check."""
    assert paid.due("RECHECK_Y", "2026-10-22 10:00") == dt.date(2027, 10, 22)
    paid.do("recheck_half", "2026-11-20 09:00", "town", reason="收入来源不固定")
    assert paid.due("RECHECK_Y", "2026-11-20 10:00") is None
    assert paid.due("RECHECK_H", "2026-11-20 10:00") == dt.date(2027, 5, 20)


def test_three_refusals_of_work_in_a_row(paid):
    """暂行办法 art. 45: only the member's own share, and only after three in a row."""
    own = {
        "whom": "成员乙",
        "amount": Decimal(300),
        "reason": "连续拒绝",
        "remedy_told": True,
    }
    refusal = {"whom": "成员乙", "reason": "不愿意"}
    assert paid.refused("cut_own", "2026-11-02 09:00", "county", **own) == (
        "three_refusals",
    )
    paid.do("refuse_work", "2026-11-02 09:00", "town", **refusal)
    paid.do("refuse_work", "2026-11-03 09:00", "town", **refusal)
    paid.do("take_work", "2026-11-04 09:00", "town", whom="成员乙")
    paid.do("refuse_work", "2026-11-05 09:00", "town", **refusal)
    assert paid.refused("cut_own", "2026-11-05 10:00", "county", **own) == (
        "three_refusals",
    )
    paid.do("refuse_work", "2026-11-06 09:00", "town", **refusal)
    paid.do("refuse_work", "2026-11-09 09:00", "town", **refusal)
    assert paid.do("cut_own", "2026-11-10 09:00", "county", **own).phase == "paying"


def test_paid_phased_out_and_stopped(paid):
    """Arts. 25, 33, 32: the household is paid, phased out and told why it is stopped."""
    paid.do("pay", "2026-11-10 09:00", "county", month="2026-11", amount=Decimal(600))
    paid.do(
        "phase_out",
        "2026-11-20 09:00",
        "county",
        within=CalendarDays(20),
        reason="就业",
    )
    assert paid.due("PHASE_OUT", "2026-11-20 10:00") == dt.date(2026, 12, 10)
    case = paid.do(
        "stop", "2026-12-11 09:00", "county", reason="超过标准", remedy_told=True
    )
    assert (case.phase, case.outcome, case.clocks) == ("stopped", "stopped", ())


def test_zhejiang_counts_from_the_application():
    """浙江省社会救助条例 art. 11: 15 working days to the opinion, 5 to confirm."""
    driver = apply_for(Driver(procedure("benefit", "zhejiang")))
    # From 23 Sept.: 24 (1), 28-30 (2-4), 8-10 Oct. (5-7), 12-16 (8-12), 19-21 (13-15).
    assert driver.due("LOCAL", "2026-09-24 10:00") == dt.date(2026, 10, 21)
