"""Taken in at one place, decided at another."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules

TAKEN = {
    "intake_place": "深圳",
    "business_place": "赣州",
    "way": "elsewhere",
    "identity_checked": True,
    "form_checked": True,
}


def start(*features: str, **times: object) -> Driver:
    """A case without an event."""
    rules = ProcedureRules(
        id="cross/1",
        procedure=procedure("cross_region"),
        features=frozenset(features),
        times=times,
    )
    return Driver(rules)


def send(*features: str, **times: object) -> Driver:
    """Taken in on Monday 2026-09-28 and sent on the next day."""
    case = start(*features, **times)
    case.do("take_in", "2026-09-28 09:00", "intake", **TAKEN)
    case.do("send_on", "2026-09-29 09:00", "intake", parcel="EMS-1")
    return case


def receive(*features: str, **times: object) -> Driver:
    """The same, received at the place of business on Friday 2026-10-09."""
    case = send(*features, **times)
    case.do("receive", "2026-10-09 09:00", "officer")
    return case


def test_licence_is_decided_from_acceptance_at_the_place_of_business():
    """许可法 42(1), 44, 82: twenty working days from acceptance, ten to deliver."""
    case = receive("licence")
    case.do("accept", "2026-10-12 09:00", "officer")
    # 13-16 October (4), 19-23 (9), 26-30 (14), 2-6 November (19), 9 November.
    assert case.due("DECIDE", "2026-10-12 10:00") == dt.date(2026, 11, 9)
    case.do("grant", "2026-10-20 09:00", "head")
    # 21-23 October (3), 26-30 (8), 2, 3 November.
    assert case.due("SEND", "2026-10-20 10:00") == dt.date(2026, 11, 3)
    done = case.do("deliver", "2026-10-26 09:00", "intake", result="寄达")
    assert (done.phase, done.outcome) == ("closed", "granted")


def test_silence_accepts_from_receipt_at_the_place_of_business():
    """许可法 32(1):4: 10 (worked Saturday), 12 to 15 October; counted from the 9th."""
    case = receive("licence")
    assert case.due("NOTICE", "2026-10-09 10:00") == dt.date(2026, 10, 15)
    late = case.at("2026-10-16 00:00")
    assert (late.phase, late.lapsed[0].at) == ("reviewing", instant("2026-10-16 00:00"))
    more = {"by": WorkingDays(10), "reason": "复杂", "reason_told": True}
    case.do("extend", "2026-10-16 09:00", "head", **more)
    # Twenty: 10, 12-16 (6), 19-23 (11), 26-30 (16), 2-5 November. Ten more: 6, 9-13 (6),
    # 16-19 November.
    assert case.due("DECIDE", "2026-10-16 10:00") == dt.date(2026, 11, 19)
    assert case.refused("extend", "2026-10-19 09:00", "head", **more) == (
        "extension_allowed",
    )


def test_silence_accepts_from_the_intake_by_the_other_reading():
    """Contested: 29, 30 September, 8 to 10 October; counted from 28 September."""
    case = send("licence", "intake_is_receipt")
    assert case.due("NOTICE", "2026-09-29 10:00") == dt.date(2026, 10, 10)
    case.do("receive", "2026-10-12 09:00", "officer")  # accepted since the 11th
    assert case.case.phase == "reviewing"
    # 29, 30 September (2), 8-10 October (5), 12-16 (10), 19-23 (15), 26-30.
    assert case.due("DECIDE", "2026-10-12 10:00") == dt.date(2026, 10, 30)


def test_other_items_have_no_statutory_time():
    """Nothing is deemed; the promised time counts from acceptance."""
    case = receive(PROMISED=WorkingDays(5))
    assert case.at("2026-11-30 09:00").phase == "arrived"
    case.do("accept", "2026-10-09 10:00", "officer")
    # 10 (worked Saturday), 12 to 15 October.
    assert case.due("PROMISED", "2026-10-09 11:00") == dt.date(2026, 10, 15)
    assert case.due("DECIDE", "2026-10-09 11:00") is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"identity_checked": False}, "identity_checked"),
        ({"form_checked": False}, "form_checked"),
        ({"business_place": "深圳"}, "other_place"),
    ],
)
def test_intake_checks_identity_and_form(changed, code):
    """Nothing more: the place of intake does not accept or refuse."""
    case = start("licence")
    assert case.refused(
        "take_in", "2026-09-28 09:00", "intake", **{**TAKEN, **changed}
    ) == (code,)


def test_intake_refuses_nothing():
    """Only the place of business does, with the remedy and the competent organ."""
    case = receive("licence")
    refusal = {"reason": "无权", "competent": "某局", "remedy_told": True}
    assert case.refused(
        "refuse_acceptance", "2026-10-09 10:00", "intake", **refusal
    ) == ("role",)
    assert case.refused(
        "refuse_acceptance", "2026-10-09 10:00", "officer",
        **{**refusal, "remedy_told": False},
    ) == ("remedy_told",)  # fmt: skip
    done = case.do("refuse_acceptance", "2026-10-09 10:00", "officer", **refusal)
    assert done.outcome == "not_accepted"


def test_papers_are_supplied_through_the_intake():
    """许可法 32(1):4: told once; the time of the applicant is not counted."""
    case = receive("licence")
    case.do("ask_correction", "2026-10-12 09:00", "officer", missing=["照片"])
    assert case.at("2026-11-30 09:00").phase == "correcting"
    case.do("supply", "2026-10-19 09:00", "intake", supplied=["照片"])
    assert case.refused(
        "ask_correction", "2026-10-19 10:00", "officer", missing=["证明"]
    ) == ("told_once",)
    case.do("accept", "2026-10-19 11:00", "officer")


def test_special_procedure_is_left_out():
    """许可法 45: an appraisal from 13 to 20 October, five working days."""
    case = receive("licence")
    case.do("accept", "2026-10-12 09:00", "officer")
    case.do(
        "start_special", "2026-10-13 09:00", "officer", ground="appraisal", notice=True
    )
    case.do("end_special", "2026-10-20 09:00", "officer", result="合格")
    # 13-16 and 19 October are left out: 10-13 and 16 November follow the 9th.
    assert case.due("DECIDE", "2026-10-20 10:00") == dt.date(2026, 11, 16)


def test_online_application_skips_the_intake():
    """It arrives at the place of business when it enters the system."""
    case = start("licence")
    case.do("apply_online", "2026-09-30 22:00", "applicant", business_place="赣州")
    # 8, 9, 10 (worked Saturday), 12, 13 October.
    assert case.due("NOTICE", "2026-09-30 23:00") == dt.date(2026, 10, 13)
