"""The ledger of problems: pushed and fixed the same day, verified by another, answered."""

from __future__ import annotations

import datetime as dt

from procedure_driver import Driver

from zhengwu.limits import CalendarDays, UnspecifiedDays, WorkingDays
from zhengwu.procedures import procedure


def find(place: str = "", lead: str = "self_check") -> Driver:
    """An entry of the ledger, recorded on Wednesday 2026-09-30 and pushed at ten."""
    entry = Driver(procedure("rectification", place))
    kind = "register_complaint" if lead == "complaint" else "register"
    entry.do(kind, "2026-09-30 09:00", "liaison", lead=lead, problem="指南未更新")
    entry.do("push", "2026-09-30 10:00", "liaison", unit="u-1", person="王某")
    return entry


def test_problem_is_pushed_and_fixed_on_the_day():
    """Practice: found, pushed, fixed and struck off on one day, then reported back."""
    entry = Driver(procedure("rectification"))
    entry.do(
        "register", "2026-09-30 09:00", "liaison", lead="rating", problem="指南未更新"
    )
    assert entry.due("PUSH", "2026-09-30 09:30") == dt.date(2026, 9, 30)
    entry.do("push", "2026-09-30 10:00", "liaison", unit="u-1", person="王某")
    assert entry.due("FIX", "2026-09-30 10:30") == dt.date(2026, 9, 30)
    entry.do("fix", "2026-09-30 16:00", "unit", "u-1", result="已更新")
    entry.do("strike_off", "2026-09-30 17:00", "manager")
    entry.do("tell", "2026-09-30 17:30", "unit", "u-1", answer="已更新")
    case = entry.do("close", "2026-10-08 09:00", "liaison")
    assert (case.phase, case.outcome) == ("closed", "struck_off")


def test_entry_is_struck_off_only_when_verified_by_another_and_closed_when_told():
    """Who fixed does not verify; without an answer nothing is closed."""
    entry = find()
    entry.do("fix", "2026-09-30 16:00", "unit", "u-1", result="已更新")
    assert entry.refused("strike_off", "2026-09-30 17:00", "manager", "u-1") == (
        "verified_by_another",
    )
    entry.do("strike_off", "2026-09-30 17:00", "manager")
    assert entry.refused("close", "2026-09-30 17:10", "manager") == ("phase",)


def test_what_is_not_fixed_is_sent_back():
    """A new time in working days: 8, 9, 10 (worked Saturday) October."""
    entry = find()
    assert entry.refused(
        "set_limit", "2026-09-30 11:00", "manager",
        within=UnspecifiedDays(3), reason="须改系统",
    ) == ("limit_countable",)  # fmt: skip
    entry.do(
        "set_limit", "2026-09-30 11:00", "manager",
        within=WorkingDays(3), reason="须改系统",
    )  # fmt: skip
    assert entry.due("LIMIT", "2026-09-30 12:00") == dt.date(2026, 10, 10)
    entry.do("fix", "2026-10-09 16:00", "unit", "u-1", result="已更新")
    case = entry.do(
        "send_back", "2026-10-10 09:00", "manager",
        within=CalendarDays(2), reason="仍有错",
    )  # fmt: skip
    assert (case.phase, case.facts["sent_back"]) == ("fixing", 1)
    assert entry.due("LIMIT", "2026-10-10 10:00") == dt.date(2026, 10, 12)


def test_late_entry_stays_open():
    """Nothing is struck off by lapse of time."""
    entry = find()
    assert entry.at("2026-12-01 09:00").phase == "pushed"
    assert (
        entry.do("urge", "2026-12-01 09:00", "manager", reason="超期").facts["urged"]
        == 1
    )


def test_complaint_in_jinan_is_answered_in_five_working_days():
    """济南 62: five working days, ten more with the consent of the head."""
    entry = find("jinan", "complaint")
    # 8, 9, 10 (worked Saturday), 12, 13 October.
    assert entry.due("ANSWER", "2026-09-30 11:00") == dt.date(2026, 10, 13)
    more = {"by": WorkingDays(10), "reason": "情况复杂"}
    assert "role" in entry.refused("extend", "2026-10-09 09:00", "manager", **more)
    entry.do("extend", "2026-10-09 09:00", "head", **more)
    # 14, 15, 16, 19 to 23, 26, 27 October.
    assert entry.due("ANSWER", "2026-10-09 10:00") == dt.date(2026, 10, 27)
    assert entry.refused("extend", "2026-10-12 09:00", "head", **more) == (
        "extension_allowed",
    )


def test_complaint_in_henan_has_thirty_days():
    """河南 78(3): thirty calendar days end on 30 October; passed on in five days."""
    entry = Driver(procedure("rectification", "henan"))
    entry.do(
        "register_complaint", "2026-09-30 09:00", "manager",
        lead="complaint", problem="乱收费", complainant="赵某",
    )  # fmt: skip
    assert entry.due("ANSWER", "2026-09-30 11:00") == dt.date(2026, 10, 30)
    # The fifth day, 5 October, is a holiday: 民法典 203(1) moves it to the 8th.
    assert entry.due("REFER", "2026-09-30 11:00") == dt.date(2026, 10, 8)
    case = entry.do(
        "refer", "2026-10-08 11:00", "manager", way="市场监管局", reason="无权处理"
    )
    assert case.outcome == "referred"


def test_complaint_in_dazhou_is_answered_in_five_working_days():
    """达州 7, with no extension."""
    entry = find("dazhou", "complaint")
    assert entry.due("ANSWER", "2026-09-30 11:00") == dt.date(2026, 10, 13)
    assert entry.refused(
        "extend", "2026-10-09 09:00", "head", by=WorkingDays(1), reason="复杂"
    ) == ("extension_allowed",)
