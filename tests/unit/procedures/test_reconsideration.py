"""Reconsideration (行政复议): deemed acceptance, stays, the two procedures, the decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

DAY = dt.date.fromisoformat
APPLICATION: dict[str, Any] = {
    "act": "罚款决定",
    "request": "撤销罚款决定",
    "channel": "counter",
}


def apply(at: str) -> Driver:
    """A case with an application received at an instant."""
    case = Driver(procedure("reconsideration"))
    case.do("apply", at, "organ", **APPLICATION)
    return case


def accept(at: str) -> Driver:
    """A case that was accepted at an instant."""
    case = apply(at)
    case.do("accept", at, "organ")
    return case


def test_silence_of_the_organ_accepts_on_the_last_day():
    """Art. 30(3): not from receipt; the sixty days run from the last day of examination."""
    case = apply("2026-09-28 10:00")
    # 29 and 30 September, then 8, 9 October and Saturday 10 October, a make-up working day
    assert case.due("EXAMINE", "2026-09-28 11:00") == DAY("2026-10-10")
    assert case.at("2026-10-10 23:59").phase == "examining"
    assert case.at("2026-10-11 00:00").phase == "reviewing"
    # 10 October and sixty calendar days: 21 to 31 October, 30 in November, 9 in December
    assert case.due("DECIDE", "2026-10-12 09:00") == DAY("2026-12-09")
    # 12 to 16 October are five working days, 19 and 20 October the last two
    assert case.due("COPY", "2026-10-12 09:00") == DAY("2026-10-20")


def test_silence_of_the_respondent_leaves_the_act_without_evidence():
    """Art. 70: ten working days from the copy; the act can then not be upheld."""
    case = accept("2026-09-21 09:00")
    case.do("send_copy", "2026-09-24 09:00", "office")
    # 28, 29, 30 September; 8, 9, 10, 12, 13, 14, 15 October
    assert case.due("REPLY", "2026-09-24 10:00") == DAY("2026-10-15")
    late = "2026-10-16 09:00"
    assert case.at(late).facts["no_evidence"] is True
    assert case.refused("reply", late, "respondent", evidence=("笔录",)) == (
        "reply_in_time",
    )
    case.do("hear_views", late, "office", manner="phone")
    upheld = case.refused(
        "decide_uphold", late, "organ", reason="事实清楚", remedy_told=True
    )
    assert upheld == ("has_evidence",)
    case.do("decide_annul", late, "organ", reason="视为没有证据", redo=False)
    assert case.case.outcome == "annulled"


def test_correction_that_never_comes_gives_the_application_up():
    """Art. 31: ten working days from the notice, which is given once."""
    case = apply("2026-09-21 09:00")
    case.do("ask_correction", "2026-09-23 09:00", "organ", listed=("身份证明",))
    # 24, 28, 29, 30 September; 8, 9, 10, 12, 13, 14 October
    assert case.due("CORRECT", "2026-09-23 10:00") == DAY("2026-10-14")
    assert case.at("2026-10-15 00:00").outcome == "given_up"


def test_corrected_application_is_examined_anew_and_no_second_correction_is_asked():
    """Art. 31(1), (3): all at once; the five days run from the corrected papers."""
    case = apply("2026-09-21 09:00")
    case.do("ask_correction", "2026-09-23 09:00", "organ", listed=("身份证明",))
    case.do(
        "extend_correction",
        "2026-09-24 09:00",
        "organ",
        by=WorkingDays(5),
        reason="住院",
    )
    case.do("correct", "2026-09-30 09:00", "applicant", supplied=("身份证明",))
    # 8, 9, 10, 12, 13 October
    assert case.due("EXAMINE", "2026-09-30 10:00") == DAY("2026-10-13")
    again = case.refused(
        "ask_correction", "2026-10-08 09:00", "organ", listed=("委托书",)
    )
    assert again == ("asked_once",)


def test_sixty_days_that_end_on_a_holiday_roll_forward():
    """Art. 88(1) and Civil Procedure Law, art. 85."""
    # 28 days in August, 30 in September, 2 October; the holiday ends on 7 October
    assert accept("2026-08-03 09:00").due("DECIDE", "2026-08-03 10:00") == DAY(
        "2026-10-08"
    )


def test_extension_by_the_head_of_the_office():
    """Art. 62(1): at most thirty days, once; the organ itself does not extend."""
    case = accept("2026-08-04 09:00")
    at = "2026-09-21 09:00"
    by: dict[str, Any] = {"reason": "案情复杂", "notified": True}
    assert case.refused("extend", at, "organ", by=CalendarDays(30), **by) == ("role",)
    assert case.refused("extend", at, "office_head", by=CalendarDays(31), **by) == (
        "extension_allowed",
    )
    untold = case.refused(
        "extend",
        at,
        "office_head",
        by=CalendarDays(30),
        reason="案情复杂",
        notified=False,
    )
    assert untold == ("notified",)
    case.do("extend", at, "office_head", by=CalendarDays(30), **by)
    # ninety days from 4 August: 27 in August, 30 in September, 31 in October, 2 November
    assert case.due("DECIDE", at) == DAY("2026-11-02")


def test_simple_procedure_counts_from_acceptance_and_is_not_extended():
    """Arts. 53, 54, 62(2): thirty days, three working days for the copy, five for the reply."""
    case = accept("2026-08-03 09:00")
    case.do("use_simple", "2026-08-05 09:00", "office", ground="warning")
    assert case.due("DECIDE_S", "2026-08-05 10:00") == DAY("2026-09-02")
    assert case.due("COPY_S", "2026-08-05 10:00") == DAY("2026-08-06")
    assert case.due("DECIDE", "2026-08-05 10:00") is None
    case.do("send_copy_simple", "2026-08-06 09:00", "office")
    assert case.due("REPLY_S", "2026-08-06 10:00") == DAY("2026-08-13")
    extended = case.refused(
        "extend",
        "2026-08-07 09:00",
        "office_head",
        by=CalendarDays(30),
        reason="案情复杂",
        notified=True,
    )
    assert extended == ("extension_allowed",)
    case.do("reply", "2026-08-12 09:00", "respondent", evidence=("笔录",))
    case.do("use_ordinary", "2026-08-20 09:00", "office_head", reason="不宜适用")
    assert case.due("DECIDE", "2026-08-20 10:00") == DAY("2026-10-08")


def test_stay_suspends_the_review_and_ends_the_case_only_after_sixty_days():
    """Arts. 39, 41:5: grounds 1, 2 and 4; the end is decided and not automatic."""
    case = accept("2026-08-04 09:00")
    case.do(
        "stay_for_successor", "2026-08-10 09:00", "organ", ground="death", notified=True
    )
    # sixty days from 10 August: 21 in August, 30 in September, 9 October
    assert case.due("SUCCESSOR", "2026-08-11 09:00") == DAY("2026-10-09")
    end: dict[str, Any] = {"reason": "无人参加", "remedy_told": True}
    early = case.refused("end_after_stay", "2026-10-09 17:00", "organ", **end)
    assert early == ("sixty_days_stayed",)
    assert case.at("2026-10-10 09:00").phase == "awaiting_successor"
    case.do("end_after_stay", "2026-10-10 09:00", "organ", **end)
    assert case.case.outcome == "ended"


def test_stay_moves_the_last_day():
    """Art. 39: the days of the stay are not counted."""
    case = accept("2026-08-04 09:00")
    case.do("stay", "2026-08-10 09:00", "organ", ground="settling", notified=True)
    assert case.due("DECIDE", "2026-08-11 09:00") is None
    case.do("resume", "2026-08-20 09:00", "organ", notified=True)
    # 3 October (sixty days from 4 August) and ten days of stay
    assert case.due("DECIDE", "2026-08-20 10:00") == DAY("2026-10-13")


def test_upper_organ_that_takes_over_has_the_whole_time_anew():
    """Regulation, art. 40: the request is not counted; sixty days from receipt of the file."""
    case = accept("2026-08-03 09:00")
    case.do("ask_lift", "2026-08-10 09:00", "organ", ground="new_kind")
    case.do("lift", "2026-08-17 09:00", "upper", ground="new_kind", notified=True)
    # 18, 19, 20, 21, 24 August
    assert case.due("HANDOVER", "2026-08-17 10:00") == DAY("2026-08-24")
    case.do("receive_file", "2026-08-20 09:00", "upper")
    # sixty days from 20 August: 11 in August, 30 in September, 19 October
    assert case.due("DECIDE", "2026-08-20 10:00") == DAY("2026-10-19")


def test_penalty_organ_corrects_itself_and_the_time_to_apply_goes_on():
    """Regulation, art. 38: the days at the penalty organ are not counted to the applicant."""
    case = Driver(procedure("reconsideration"))
    case.do("learn", "2026-08-03 09:00", "applicant", act="罚款决定")
    assert case.due("APPLY", "2026-08-03 10:00") == DAY("2026-10-08")
    case.do(
        "apply_via_organ",
        "2026-09-28 09:00",
        "applicant",
        act="罚款决定",
        request="撤销",
    )
    # 29, 30 September, 8, 9, 10 October
    assert case.due("FORWARD", "2026-09-28 10:00") == DAY("2026-10-10")
    case.do("correct_itself", "2026-09-30 09:00", "respondent", result="变更为警告")
    # 2 October and the two days at the organ, rolled over the holiday
    assert case.due("APPLY", "2026-09-30 10:00") == DAY("2026-10-08")
    assert case.case.phase == "may_apply"


def test_order_to_act_anew_and_opinion_paper_are_answered_before_the_case_closes():
    """Arts. 64, 76, 77; Regulation, art. 58: sixty days where nothing else is set."""
    case = accept("2026-08-03 09:00")
    case.do("hear_views", "2026-08-05 09:00", "office", manner="in_person")
    case.do("decide_annul", "2026-08-10 09:00", "organ", reason="程序违法", redo=True)
    case.do("issue_opinion", "2026-08-10 10:00", "organ", key="o-1", subject="类似处罚")
    assert case.refused("serve", "2026-08-11 09:00", "organ") == ("orders_nothing",)
    case.do("serve_order", "2026-08-11 09:00", "organ")
    assert case.due("SUE", "2026-08-11 10:00") == DAY("2026-08-26")
    # sixty days from 11 August: 20 in August, 30 in September, 10 October
    assert case.due("PERFORM", "2026-08-11 10:00") == DAY("2026-10-10")
    open_matters = case.refused("close", "2026-09-01 09:00", "organ")
    assert open_matters == ("performed", "papers_settled")
    case.do("report_performance", "2026-09-02 09:00", "respondent", result="已重新作出")
    case.do(
        "report_correction", "2026-09-02 09:10", "respondent", key="o-1", result="改"
    )
    case.do("close", "2026-09-03 09:00", "organ")


@pytest.mark.parametrize(
    ("details", "reasons"),
    [
        ({"ground": "disliked"}, ("ground_to_refuse",)),
        ({"ground": "jurisdiction"}, ("competent_named",)),
        ({"ground": "late", "remedy_told": False}, ("remedy_told",)),
    ],
)
def test_refusals_of_a_refusal(details: dict[str, Any], reasons: tuple[str, ...]):
    """Arts. 30(2), 34: grounds of the law, the competent organ, the way to sue."""
    case = apply("2026-09-21 09:00")
    details = {"reason": "理由", "remedy_told": True} | details
    assert case.refused("refuse", "2026-09-22 09:00", "organ", **details) == reasons


def test_hearing_needs_five_working_days_of_notice():
    """Art. 51(1)."""
    case = accept("2026-09-21 09:00")
    case.do("notify_hearing", "2026-09-28 09:00", "office", held_on=DAY("2026-10-12"))
    held: dict[str, Any] = {"applicant_came": True}
    # 29, 30 September, 8, 9, 10 October
    early = case.refused("hold_hearing", "2026-10-10 09:00", "office", **held)
    assert early == ("hearing_noticed_before",)
    case.do("hold_hearing", "2026-10-12 09:00", "office", **held)


def test_change_may_not_be_worse():
    """Art. 63(2)."""
    case = accept("2026-08-03 09:00")
    case.do("hear_views", "2026-08-05 09:00", "office", manner="in_person")
    change: dict[str, Any] = {"reason": "内容不适当", "worse": True}
    at = "2026-08-10 09:00"
    assert case.refused("decide_change", at, "organ", **change) == ("not_worse",)
    case.do("decide_change", at, "organ", **change, third_asked=True)


def test_norm_that_the_organ_handles_itself():
    """Arts. 39(1):9, 56, 58; Regulation, art. 53(2): the times run from the stay."""
    case = accept("2026-09-21 09:00")
    stay: dict[str, Any] = {"ground": "attached", "notified": True}
    case.do("stay_for_norm", "2026-09-28 09:00", "organ", **stay)
    assert case.due("NORM", "2026-09-28 10:00") == DAY("2026-10-28")
    # 29, 30 September, 8 October
    assert case.due("NORM_ASK", "2026-09-28 10:00") == DAY("2026-10-08")
    case.do("ask_maker", "2026-10-08 09:00", "office")
    # 9, 10, 12 to 16, 19, 20, 21 October
    assert case.due("NORM_ANSWER", "2026-10-08 10:00") == DAY("2026-10-21")
    case.do("maker_answers", "2026-10-20 09:00", "maker", result="条款合法")
    case.do("resume", "2026-10-28 09:00", "organ", notified=True)
    # thirty days between the stay and the end of it: 20 November and thirty days
    assert case.due("DECIDE", "2026-10-28 10:00") == DAY("2026-12-21")


def test_norm_that_is_forwarded():
    """Arts. 56, 60: seven working days to forward, sixty days to answer."""
    case = accept("2026-09-21 09:00")
    stay: dict[str, Any] = {"ground": "own_motion", "notified": True}
    case.do("stay_to_forward_norm", "2026-09-28 09:00", "organ", **stay)
    # 29, 30 September, 8, 9, 10, 12, 13 October
    assert case.due("NORM_FORWARD", "2026-09-28 10:00") == DAY("2026-10-13")
    case.do("forward_norm", "2026-10-08 09:00", "organ", competent="市人民政府")
    assert case.due("NORM_RESULT", "2026-10-08 10:00") == DAY("2026-12-07")


def test_request_is_rejected_on_a_ground_of_the_law():
    """Art. 69; Regulation, art. 61."""
    case = accept("2026-08-03 09:00")
    case.do("hear_views", "2026-08-05 09:00", "office", manner="online")
    rejected: dict[str, Any] = {"reason": "已履行", "remedy_told": True}
    at = "2026-08-10 09:00"
    assert case.refused("decide_reject", at, "organ", ground="late", **rejected) == (
        "ground_to_reject",
    )
    case.do("decide_reject", at, "organ", ground="no_duty", **rejected)


def test_simple_procedure_after_deemed_acceptance_counts_from_the_last_day():
    """Arts. 30(3), 62(2): thirty days from 10 October."""
    case = apply("2026-09-28 10:00")
    case.do("use_simple", "2026-10-12 09:00", "office", ground="warning")
    assert case.due("DECIDE_S", "2026-10-12 10:00") == DAY("2026-11-09")


def test_act_is_upheld_when_the_respondent_replied():
    """Arts. 49, 61, 68, 75."""
    case = accept("2026-08-03 09:00")
    case.do("send_copy", "2026-08-04 09:00", "office")
    case.do("reply", "2026-08-10 09:00", "respondent", evidence=("笔录",))
    upheld: dict[str, Any] = {"reason": "事实清楚", "remedy_told": True}
    at = "2026-08-20 09:00"
    assert case.refused("decide_uphold", at, "organ", **upheld) == ("views_heard",)
    case.do("hear_views", at, "office", manner="phone")
    case.do("decide_uphold", at, "organ", **upheld)
    case.do("serve", at, "organ")
    case.do("close", at, "organ")
    assert case.case.outcome == "upheld"


def test_accepted_application_that_should_not_have_been_is_dismissed():
    """Art. 33; Regulation, art. 37."""
    case = accept("2026-08-03 09:00")
    dismissed: dict[str, Any] = {"ground": "interest", "reason": "无利害关系"}
    at = "2026-08-10 09:00"
    untold = case.refused("dismiss", at, "organ", **dismissed, remedy_told=False)
    assert untold == ("remedy_told",)
    case.do("dismiss", at, "organ", **dismissed, remedy_told=True)


def test_performance_is_ordered_when_its_time_is_over():
    """Arts. 66, 77(2)."""
    case = accept("2026-08-03 09:00")
    case.do("hear_views", "2026-08-05 09:00", "office", manner="in_person")
    case.do("decide_performance", "2026-08-10 09:00", "organ", reason="未履职")
    case.do("serve_order", "2026-08-11 09:00", "organ", redo_within=CalendarDays(30))
    # 20 days in August, 10 September
    assert case.due("PERFORM", "2026-08-11 10:00") == DAY("2026-09-10")
    urged: dict[str, Any] = {"reason": "逾期未履行"}
    early = case.refused("order_performance", "2026-09-10 09:00", "upper", **urged)
    assert early == ("perform_over",)
    case.do("order_performance", "2026-09-11 09:00", "upper", **urged)
    assert case.case.facts["urged"] == 1


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("reconsideration")).findings
