"""The filing of an investment project: it is filed when all is received, and never refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

ALL = {
    "enterprise": "某某公司",
    "project": "某某厂房,某地,一万平方米",
    "investment": Decimal(30_000_000),
    "declared": True,
}
ORDER = {
    "ground": "change_not_told",
    "reason": "规模扩大一倍未告知",
    "within": WorkingDays(10),
    "remedy_told": True,
}


@pytest.fixture
def filed() -> Driver:
    """A project filed on 24 September 2026."""
    driver = Driver(procedure("filing"))
    driver.do("inform", "2026-09-24 09:00", "enterprise", **ALL)
    return driver


def test_the_table_is_sound():
    """The table has no fault."""
    assert not check_process(procedure("filing")).findings


def test_filed_at_the_moment_of_receipt(filed):
    """Art. 13(3): nobody accepts or decides anything."""
    case = filed.case
    assert (case.phase, case.outcome, case.clocks) == ("filed", "filed", ())
    assert case.facts["filed_at"] == instant("2026-09-24 09:00")


def test_there_is_no_acceptance_and_no_refusal(filed):
    """优化营商环境条例 art. 39: a filing is no approval."""
    for kind in ("accept", "approve", "refuse"):
        codes = filed.refused(kind, "2026-09-25 09:00", "agency")
        assert codes == ("unknown_event",)
    for event in procedure("filing").events:
        assert "不予备案" not in event.zh


def test_without_the_declaration_nothing_is_filed():
    """Art. 13(1) item 4."""
    driver = Driver(procedure("filing"))
    ruling = driver.ask(
        "inform", "2026-09-24 09:00", "enterprise", **ALL | {"declared": False}
    )
    assert ruling.codes == ("declared",)
    assert "第十三条" in ruling.text("zh")


def test_incomplete_information_is_guided_and_filed_when_complete():
    """Art. 13(3): filed when the last piece is received, also through the holiday."""
    driver = Driver(procedure("filing"))
    missing = ("项目总投资额", "符合产业政策的声明")
    driver.do("inform_part", "2026-09-24 09:00", "enterprise", missing=missing)
    driver.do("guide", "2026-09-28 09:00", "agency", guidance="请填写总投资额")
    part = driver.ask(
        "supplement", "2026-10-03 09:00", "enterprise", supplied=missing[:1]
    )
    assert part.codes == ("all_supplied",)
    assert part.reasons[0].names == missing[1:]
    case = driver.do("supplement", "2026-10-03 10:00", "platform", supplied=missing)
    assert case.facts["filed_at"] == instant("2026-10-03 10:00")


def test_silence_of_the_organ_changes_nothing():
    """An incomplete filing is not deemed filed or dropped."""
    driver = Driver(procedure("filing"))
    driver.do("inform_part", "2026-09-24 09:00", "enterprise", missing=("总投资额",))
    case = driver.at("2027-09-24 09:00")
    assert (case.phase, case.lapsed) == ("incomplete", ())


def test_proof_and_change(filed):
    """Arts. 13(4) and 14: a proof is printed; a major change is told."""
    filed.do("prove", "2026-09-24 10:00", "enterprise")
    small = filed.refused(
        "change", "2026-10-08 09:00", "enterprise", change="门牌号", major=False
    )
    assert small == ("major_change",)
    case = filed.do(
        "change", "2026-10-08 09:00", "enterprise", change="规模扩大一倍", major=True
    )
    assert (case.phase, case.facts["changes"], case.facts["proofs"]) == ("filed", 1, 1)


def test_a_barred_project_is_told_and_the_departments_too(filed):
    """Art. 15: two grounds, and it may go on as an approval."""
    told = {"reason": "目录内项目", "departments": ("自然资源局",)}
    assert filed.refused(
        "tell_barred", "2026-10-08 09:00", "agency", ground="ugly", **told
    ) == ("ground_to_correct",)
    filed.do(
        "tell_barred", "2026-10-08 09:00", "agency", ground="approval_bound", **told
    )
    case = filed.do("seek_approval", "2026-10-12 09:00", "enterprise")
    assert (case.phase, case.outcome) == ("approval", "approval")


def test_an_order_that_is_not_obeyed_goes_on_as_a_penalty_case(filed):
    """Art. 19: ten working days that the organ set on 24 September."""
    bare = filed.refused(
        "order", "2026-09-24 10:00", "agency", **ORDER | {"remedy_told": False}
    )
    assert bare == ("remedy_told",)
    filed.do("order", "2026-09-24 10:00", "agency", **ORDER)
    # 28-30 Sept. (1-3), 8-10 Oct. (4-6, the 10th is worked), 12-15 October (7-10).
    assert filed.due("CORRECT", "2026-09-24 11:00") == dt.date(2026, 10, 15)
    early = filed.refused("miss_order", "2026-10-15 09:00", "agency")
    assert early == ("early",)
    assert filed.at("2026-10-15 23:00").phase == "ordered"
    assert filed.at("2026-10-16 00:00").phase == "overdue"
    case = filed.do("penalise", "2026-10-16 09:00", "agency", reason="逾期不改正")
    assert (case.phase, case.outcome) == ("penalised", "penalised")


def test_an_order_that_is_obeyed(filed):
    """Art. 19."""
    filed.do(
        "order", "2026-09-24 10:00", "agency", **ORDER | {"within": CalendarDays(10)}
    )
    case = filed.do("obey", "2026-09-30 09:00", "enterprise")
    assert (case.phase, case.outcome, case.clocks) == ("filed", "filed", ())


def test_works_are_reported_to_the_end(filed):
    """Art. 16(2)."""
    early = filed.refused("complete", "2026-10-08 09:00", "enterprise")
    assert early == ("works_started",)
    filed.do("start", "2026-10-12 09:00", "enterprise")
    filed.do("progress", "2026-11-12 09:00", "enterprise")
    assert filed.do("complete", "2026-12-15 09:00", "enterprise").phase == "completed"


def test_who_does_not_tell_a_project_is_ordered_to():
    """Art. 19: the project is filed when it is told, and only then."""
    driver = Driver(procedure("filing"))
    order = {key: value for key, value in ORDER.items() if key != "ground"}
    driver.do("order_to_file", "2026-09-24 10:00", "agency", **order)
    assert driver.due("CORRECT", "2026-09-24 11:00") == dt.date(2026, 10, 15)
    assert driver.refused("obey", "2026-10-09 09:00", "enterprise") == ("phase",)
    case = driver.do("inform", "2026-10-09 09:00", "enterprise", **ALL)
    assert (case.phase, case.clocks) == ("filed", ())
