"""Several items as one thing: one form, a lead, partners in parallel, one delivery."""

from __future__ import annotations

import datetime as dt

from procedure_driver import Driver, instant

from zhengwu.limits import WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules

PARTS = ["营业执照", "食品经营许可"]


def apply(*features: str, **times: object) -> Driver:
    """One form, handed in on Wednesday 2026-09-30."""
    rules = ProcedureRules(
        id="one/1",
        procedure=procedure("one_thing"),
        features=frozenset(features),
        times=times,
    )
    case = Driver(rules)
    case.do("apply", "2026-09-30 09:00", "applicant", form="开餐馆一件事申请表")
    return case


def split(*features: str, **times: object) -> Driver:
    """The same, accepted at once and split among two partners."""
    case = apply(*features, **times)
    case.do("accept", "2026-09-30 10:00", "window")
    case.do(
        "split", "2026-09-30 11:00", "lead", parts=PARTS, part_within=WorkingDays(5)
    )
    return case


def test_licences_together_have_forty_five_working_days_and_fifteen_more():
    """许可法 42(2), 82: extended by the head of the government, the reason told."""
    case = split("licence")
    # 8-10 October (3), 12-16 (8), 19-23 (13), 26-30 (18), 2-6 November (23), 9-13 (28),
    # 16-20 (33), 23-27 (38), 30 to 4 December (43), 7 and 8 December.
    assert case.due("JOINT", "2026-09-30 12:00") == dt.date(2026, 12, 8)
    more = {"by": WorkingDays(15), "reason": "复杂", "reason_told": True}
    assert "role" in case.refused("extend", "2026-12-07 09:00", "lead", **more)
    assert case.refused(
        "extend", "2026-12-07 09:00", "government", **{**more, "by": WorkingDays(16)}
    ) == ("extension_allowed",)
    assert case.refused(
        "extend", "2026-12-07 09:00", "government", **{**more, "reason_told": False}
    ) == ("extension_told",)
    assert case.refused("extend", "2026-12-09 09:00", "government", **more) == (
        "extension_allowed",
    )
    case.do("extend", "2026-12-07 09:00", "government", **more)
    # 9-11 December (3), 14-18 (8), 21-25 (13), 28, 29.
    assert case.due("JOINT", "2026-12-07 10:00") == dt.date(2026, 12, 29)


def test_no_statutory_joint_time_where_not_all_are_licences():
    """The promised time holds; no article 42(2), no extension by the government."""
    case = split(PROMISED=WorkingDays(10))
    # 8, 9, 10, 12-16, 19, 20 October.
    assert case.due("PROMISED", "2026-09-30 12:00") == dt.date(2026, 10, 20)
    assert case.due("JOINT", "2026-09-30 12:00") is None
    assert case.at("2027-01-05 09:00").phase == "parallel"  # nothing by itself


def test_silence_accepts_licences_from_receipt():
    """许可法 32(1):4: five working days, 13 October; the joint time runs from receipt."""
    case = apply("licence")
    late = case.at("2026-10-14 00:00")
    assert late.phase == "accepted"
    assert late.lapsed[0].at == instant("2026-10-14 00:00")
    case.do("split", "2026-10-14 09:00", "lead", parts=PARTS)
    assert case.due("JOINT", "2026-10-14 10:00") == dt.date(2026, 12, 8)
    assert apply().at("2026-12-01 00:00").phase == "received"


def test_missing_papers_are_told_once():
    """许可法 32(1):4 and 5: all at once; accepted from the last of them."""
    case = apply("licence")
    case.do("ask_correction", "2026-10-08 09:00", "window", missing=["平面图", "租约"])
    assert case.refused(
        "supply", "2026-10-09 09:00", "applicant", supplied=["租约"]
    ) == ("all_supplied",)
    case.do("supply", "2026-10-09 09:00", "applicant", supplied=["租约", "平面图"])
    assert case.refused(
        "ask_correction", "2026-10-09 10:00", "window", missing=["照片"]
    ) == ("told_once",)
    case.do("accept", "2026-10-09 10:00", "window")
    # One working day was used by then: 9 December.
    assert case.due("JOINT", "2026-10-09 11:00") == dt.date(2026, 12, 10)


def test_special_procedure_is_left_out():
    """许可法 45: notified in writing; 12 to 19 October, six working days."""
    case = split("licence")
    begin = {"ground": "experts", "notice": True}
    assert case.refused(
        "start_special", "2026-10-12 09:00", "lead", ground="site_visit", notice=True
    ) == ("special_ground",)
    assert case.refused(
        "start_special", "2026-10-12 09:00", "lead", ground="experts", notice=False
    ) == ("notice_given",)
    case.do("start_special", "2026-10-12 09:00", "lead", **begin)
    case.do(
        "finish_part", "2026-10-13 09:00", "partner", key="营业执照", result="准予"
    )  # the other items go on
    case.do("end_special", "2026-10-20 09:00", "lead", result="评审通过")
    # 9, 10, 11, 14, 15, 16 December.
    assert case.due("JOINT", "2026-10-20 10:00") == dt.date(2026, 12, 16)


def test_all_granted_are_delivered_as_one():
    """许可法 44: ten working days from the joint decision."""
    case = split("licence")
    case.do("finish_part", "2026-10-13 09:00", "partner", key="营业执照", result="准予")
    assert case.refused("join", "2026-10-28 09:00", "lead") == ("all_parts_settled",)
    case.do(
        "finish_part", "2026-10-28 09:00", "partner", key="食品经营许可", result="准予"
    )
    case.do("join", "2026-10-29 09:00", "lead")
    # 30 October, 2-6 November (6), 9-12.
    assert case.due("SEND", "2026-10-29 10:00") == dt.date(2026, 11, 12)
    done = case.do("deliver", "2026-11-02 09:00", "window", result="一次送达")
    assert (done.phase, done.outcome) == ("closed", "delivered")


def test_one_refused_item_does_not_stop_the_others():
    """No text says what follows; the rest is delivered, and the remedy told."""
    case = split("licence")
    refusal = {"key": "食品经营许可", "reason": "布局不符"}
    assert case.refused(
        "refuse_part", "2026-10-13 09:00", "partner", **refusal, remedy_told=False
    ) == ("remedy_told",)
    case.do("refuse_part", "2026-10-13 09:00", "partner", **refusal, remedy_told=True)
    case.do("finish_part", "2026-10-13 10:00", "partner", key="营业执照", result="准予")
    case.do("join", "2026-10-14 09:00", "lead")
    assert case.refused("deliver", "2026-10-14 10:00", "window", result="送达") == (
        "none_refused",
    )
    done = case.do(
        "deliver_partly", "2026-10-14 10:00", "window", result="送达", remedy_told=True
    )
    assert done.outcome == "partly"


def test_partner_that_stays_silent_does_not_consent():
    """The five working days of the lead bind nobody: the item stays open."""
    late = split("licence").at("2026-11-30 09:00")
    assert {side.state for side in late.sides} == {"asked"}
