"""Supervision: inspection, correction within a limit, formal talk, accountability."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import local_times, procedure
from zhengwu.process import ProcedureRules

ORDER = {"paper": "opinion", "ground": "late", "facts": "超期未决定三件"}


def inspect(place: str = "", **within: object) -> Driver:
    """A correction ordered on Tuesday 2026-09-01."""
    case = Driver(procedure("supervision", place))
    case.do(
        "begin", "2026-08-24 09:00", "supervisor", plan="窗口超期专项", organ="organ-1"
    )
    case.do("order", "2026-09-01 09:00", "supervisor", **ORDER, **within)
    return case


def inspect_for_government() -> Driver:
    """A conclusion of an inspection by a government, of 2026-09-01."""
    rules = ProcedureRules(
        id="inspection/1",
        procedure=procedure("supervision"),
        features=frozenset({"inspection"}),
    )
    case = Driver(rules)
    case.do("begin", "2026-08-24 09:00", "supervisor", plan="督查方案", organ="organ-1")
    case.do(
        "conclude", "2026-09-01 09:00", "supervisor", "d-1",
        facts="超期三件", within=WorkingDays(10),
    )  # fmt: skip
    return case


def test_ladder_from_inspection_to_accountability():
    """执法监督 28, 22:5, 31, 32: corrected late, talked to, circular, accountable."""
    case = inspect(within=WorkingDays(20))
    # 2 September is the first day; the worked Sunday 20 September counts, the holiday of
    # the 25th does not: 2-4, 7-11, 14-18, 20-24 are 18, 28 and 29 September are 19, 20.
    assert case.due("CORRECT", "2026-09-02 09:00") == dt.date(2026, 9, 29)
    assert case.refused(
        "propose", "2026-09-30 09:00", "supervisor",
        persons=["钱某"], measure="criticism", facts="未改",
    ) == ("talked_before", "still_not_corrected")  # fmt: skip
    case.do(
        "talk", "2026-09-30 09:00", "supervisor",
        persons=["钱某"], reason="逾期未纠正", within=WorkingDays(5),
    )  # fmt: skip
    # 8, 9, 10 (worked Saturday), 12, 13 October.
    assert case.due("AFTER_TALK", "2026-09-30 10:00") == dt.date(2026, 10, 13)
    case.do("publish", "2026-10-14 09:00", "supervisor", reason="约谈后仍未纠正")
    case.do(
        "propose", "2026-10-14 10:00", "supervisor",
        persons=["钱某"], measure="criticism", facts="未改",
    )  # fmt: skip
    case.do("hand_over", "2026-10-15 09:00", "supervisor")
    closed = case.do("hold", "2026-10-30 09:00", "competent", result="批评教育")
    assert (closed.outcome, closed.facts["circulars"]) == ("accountable", 1)


def test_no_national_number_of_days():
    """执法监督 28(2) says only in the time set; the paper or local law sets it."""
    assert inspect().due("CORRECT", "2026-09-02 09:00") is None


@pytest.mark.parametrize("place", ["sichuan", "hebei", "shandong", "tangshan"])
def test_local_law_gives_thirty_days(place):
    """四川 34(1), 河北 21(1), 山东 28, 唐山 33: the thirtieth day is 1 October.

    A holiday: 民法典 203(1) moves it to the 8th.
    """
    assert inspect(place).due("CORRECT", "2026-09-02 09:00") == dt.date(2026, 10, 8)


@pytest.mark.parametrize(
    ("place", "last", "answer"),
    [
        # 四川 34(2), 河北 21(2): fifteen calendar days; the fifteenth for the answer,
        # 25 September, is the Mid-Autumn holiday before a weekend.
        ("sichuan", dt.date(2026, 9, 16), dt.date(2026, 9, 28)),
        ("hebei", dt.date(2026, 9, 16), dt.date(2026, 9, 28)),
        # 重庆 21: ten working days, 2-4, 7-11, 14, 15; fifteen: 11, 14-18, 20-24, 28-30,
        # 8 October.
        ("chongqing", dt.date(2026, 9, 15), dt.date(2026, 10, 8)),
    ],
)
def test_organ_objects_in_time(place, last, answer):
    """An objection of 10 September; a second is refused; the correction runs on."""
    case = inspect(place)
    assert case.due("OBJECT", "2026-09-02 09:00") == last
    reason = {"reason": "事实有误"}
    assert case.refused("object", "2026-09-17 09:00", "organ", **reason) == (
        "object_in_time",
    )
    case.do("object", "2026-09-10 09:00", "organ", **reason)
    assert case.due("ANSWER_OBJ", "2026-09-10 10:00") == answer
    assert case.refused("object", "2026-09-11 09:00", "organ", **reason) == (
        "object_in_time",
    )
    case.do("report", "2026-09-14 09:00", "organ", result="已纠正")
    assert case.refused("pass", "2026-09-14 10:00", "supervisor", facts="属实") == (
        "no_objection",
    )
    case.do("keep", "2026-09-15 09:00", "supervisor", reason="事实清楚")
    assert case.do("pass", "2026-09-15 10:00", "supervisor", facts="属实").outcome == (
        "corrected"
    )


def test_review_of_a_government_inspection():
    """督查 17: thirty days to ask, thirty to decide, by somebody else."""
    case = inspect_for_government()
    # The thirtieth day, 1 October, is a holiday.
    assert case.due("ASK_REVIEW", "2026-09-02 09:00") == dt.date(2026, 10, 8)
    case.do("object", "2026-09-10 09:00", "organ", reason="事实有误")
    assert case.due("REVIEW", "2026-09-10 10:00") == dt.date(2026, 10, 10)
    assert case.refused(
        "withdraw", "2026-09-20 09:00", "government", "d-1", reason="事实不清"
    ) == ("reviewer_is_another",)
    closed = case.do(
        "withdraw", "2026-09-20 09:00", "government", "d-2", reason="事实不清"
    )
    assert closed.outcome == "withdrawn"
    assert "decide" not in {row.event for row in case.ctx.procedure.transitions}


def test_decision_follows_a_missed_correction():
    """执法监督 29: the government decides when the time is over, not before."""
    case = inspect("sichuan")
    decision = {"ground": "late", "facts": "未纠正"}
    assert case.refused("decide", "2026-10-08 09:00", "government", **decision) == (
        "not_corrected",
    )
    case.do("decide", "2026-10-09 09:00", "government", **decision)
    # 四川 34(3): thirty days end on Sunday 8 November, moved to Monday.
    assert case.due("DECISION", "2026-10-09 10:00") == dt.date(2026, 11, 9)


def test_correction_is_not_deemed():
    """The time is over; the case stays where it is."""
    assert inspect("hebei").at("2027-01-04 09:00").phase == "correcting"


def test_failed_check_starts_the_correction_again():
    """督查 18: the check finds it lacking; a new time."""
    case = inspect(within=CalendarDays(20))
    case.do("report", "2026-09-14 09:00", "organ", result="已纠正")
    case.do(
        "fail",
        "2026-09-15 09:00",
        "supervisor",
        reason="仍超期",
        within=CalendarDays(3),
    )
    assert case.due("CORRECT", "2026-09-15 10:00") == dt.date(2026, 9, 18)


def test_local_limits_ship():
    """Five places."""
    places = [name for name in local_times() if name.startswith("supervision.")]
    assert len(places) == 5
