"""Adjudication of a dispute over a company name (企业名称争议裁决)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from procedure_driver import Driver

from zhengwu.procedures import procedure
from zhengwu.process import check_process

DAY = dt.date.fromisoformat
REQUEST: dict[str, Any] = {
    "applicant": "甲公司",
    "respondent": "乙公司",
    "name": "乙公司名称",
    "request": "停止使用",
    "evidence": ("营业执照",),
}
DECISION: dict[str, Any] = {"reason": "造成混淆", "remedy_told": True}


def apply(at: str) -> Driver:
    """A case with a request."""
    case = Driver(procedure("adjudication"))
    case.do("apply", at, "applicant", **REQUEST)
    return case


def accept(at: str) -> Driver:
    """A case that was accepted."""
    case = apply(at)
    case.do("accept", at, "registrar")
    return case


def test_dispute_over_the_holiday():
    """Measures, arts. 37, 39: every step in working days."""
    case = apply("2026-09-21 09:00")
    # 22, 23, 24, 28, 29 September
    assert case.due("EXAMINE", "2026-09-21 10:00") == DAY("2026-09-29")
    case.do("accept", "2026-09-28 09:00", "registrar")
    # 29, 30 September, 8, 9, 10 October, a Saturday worked
    assert case.due("COPY", "2026-09-28 10:00") == DAY("2026-10-10")
    case.do("send_copy", "2026-09-29 09:00", "registrar")
    # 30 September, 8, 9, 10, 12 to 16, 19 October
    assert case.due("DEFEND", "2026-09-29 10:00") == DAY("2026-10-19")
    case.do("defend", "2026-10-09 09:00", "respondent", evidence=("登记档案",))
    # 10, 12 to 15 October
    assert case.due("PASS_ON", "2026-10-09 10:00") == DAY("2026-10-15")
    early = case.refused("dismiss", "2026-10-10 09:00", "registrar", **DECISION)
    assert early == ("both_sides",)
    case.do("pass_on", "2026-10-12 09:00", "registrar")
    case.do("dismiss", "2026-10-13 09:00", "registrar", **DECISION)
    case.do("serve_dismissal", "2026-10-14 09:00", "registrar")


def test_three_months_that_end_on_a_holiday_roll_forward():
    """Provisions, art. 21(2); Civil Code, arts. 202, 203."""
    assert accept("2026-07-03 09:00").due("DECIDE", "2026-07-03 10:00") == DAY(
        "2026-10-08"
    )


def test_silent_respondent_does_not_hinder_the_decision():
    """Measures, art. 39(4), 43; provisions, art. 23(2)."""
    case = accept("2026-08-17 09:00")
    case.do("send_copy", "2026-08-17 10:00", "registrar")
    # 18 to 21, 24 to 28, 31 August
    assert case.due("DEFEND", "2026-08-17 11:00") == DAY("2026-08-31")
    late = "2026-09-01 09:00"
    assert case.refused("defend", late, "respondent", evidence=("档案",)) == (
        "defence_runs",
    )
    case.do("decide_infringement", late, "registrar", **DECISION)
    assert case.refused("serve_dismissal", late, "registrar") == ("dismissed",)
    case.do("serve_infringement", "2026-09-07 09:00", "registrar")
    # 23 days in September, 7 October, in the holiday
    assert case.due("CHANGE", "2026-09-07 10:00") == DAY("2026-10-08")
    case.do("replace_name", "2026-09-07 11:00", "registrar")
    listing: dict[str, Any] = {"reason": "逾期未变更"}
    assert case.refused(
        "list_abnormal", "2026-10-08 17:00", "registrar", **listing
    ) == ("change_over",)
    case.do("list_abnormal", "2026-10-09 09:00", "registrar", **listing)
    case.do("change_name", "2026-10-20 09:00", "respondent", new_name="丙公司")
    assert case.case.outcome == "infringement"


def test_correction_that_does_not_come_is_a_ground_to_refuse():
    """Measures, arts. 37, 38:3: nothing is deemed withdrawn."""
    case = apply("2026-09-21 09:00")
    case.do("ask_correction", "2026-09-24 09:00", "registrar", listed=("委托书",))
    # 28, 29, 30 September, 8, 9 October
    assert case.due("CORRECT", "2026-09-24 10:00") == DAY("2026-10-09")
    refusal: dict[str, Any] = {
        "ground": "not_corrected",
        "reason": "未补正",
        "remedy_told": True,
    }
    early = case.refused("refuse", "2026-10-09 09:00", "registrar", **refusal)
    assert early == ("correction_over",)
    assert case.at("2026-10-10 09:00").phase == "correcting"
    case.do("refuse", "2026-10-10 09:00", "registrar", **refusal)


def test_corrected_request_is_examined_anew_and_not_corrected_twice():
    """Measures, art. 37: all at once."""
    case = apply("2026-09-21 09:00")
    case.do("ask_correction", "2026-09-24 09:00", "registrar", listed=("委托书",))
    case.do("correct", "2026-09-28 09:00", "applicant", supplied=("委托书",))
    # 29, 30 September, 8, 9, 10 October
    assert case.due("EXAMINE", "2026-09-28 10:00") == DAY("2026-10-10")
    again = case.refused(
        "ask_correction", "2026-09-29 09:00", "registrar", listed=("证据",)
    )
    assert again == ("asked_once",)


def test_stay_suspends_and_mediation_does_not():
    """Measures, arts. 40, 44."""
    case = accept("2026-07-06 09:00")
    case.do("send_copy", "2026-07-06 10:00", "registrar")
    case.do("stay", "2026-07-10 09:00", "registrar", ground="other_case", notified=True)
    assert case.due("DECIDE", "2026-07-11 09:00") is None
    case.do("resume", "2026-07-20 09:00", "registrar", notified=True)
    # three months from 6 July end on 6 October; ten days of stay
    assert case.due("DECIDE", "2026-07-20 10:00") == DAY("2026-10-16")
    agreed: dict[str, Any] = {"applicant_agrees": True, "respondent_agrees": True}
    one_sided = agreed | {"respondent_agrees": False}
    at = "2026-07-21 09:00"
    assert case.refused("mediate", at, "registrar", **one_sided) == ("both_agree",)
    case.do("mediate", at, "registrar", **agreed)
    assert case.due("DECIDE", at) == DAY("2026-10-16")
    case.do("sign_mediation", "2026-07-28 09:00", "registrar", agreement="更名")


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"ground": "withdrawn"}, ("withdrawal_asked",)),
        ({"ground": "tired"}, ("ground_to_end",)),
        ({"ground": "party_gone", "notified": False}, ("notified",)),
        ({"ground": "party_gone", "remedy_told": False}, ("remedy_told",)),
    ],
)
def test_refusals_of_an_end(changed: dict[str, Any], reasons: tuple[str, ...]):
    """Measures, arts. 44(3), 45."""
    case = accept("2026-09-21 09:00")
    details = {"reason": "理由", "notified": True, "remedy_told": True} | changed
    assert case.refused("end", "2026-09-22 09:00", "registrar", **details) == reasons


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("adjudication")).findings
