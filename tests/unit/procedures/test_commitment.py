"""Decisions on a commitment: told, pledged, decided on the spot, checked, revoked."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import UnspecifiedDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules

TOLD = {"duty": "场地条件", "content": "符合条件", "liability": "撤销、记入信用"}


def sign(place: str = "", *features: str, within: object = None) -> Driver:
    """A pledge signed on Wednesday 2026-09-30."""
    rules = ProcedureRules(
        id="commitment/1",
        procedure=procedure("commitment", place),
        features=frozenset(features),
    )
    case = Driver(rules)
    case.do("inform", "2026-09-30 09:00", "window", **TOLD)
    given = {} if within is None else {"within": within}
    case.do("sign", "2026-09-30 10:00", "applicant", pledge="承诺书", **given)
    return case


def grant(place: str = "", **options: object) -> Driver:
    """The same, granted at once."""
    case = sign(place, **options)
    case.do("grant", "2026-09-30 10:10", "officer", papers_complete=True)
    return case


@pytest.mark.parametrize("place", ["hebei", "anyang"])
def test_decided_on_the_spot_and_checked(place):
    """河北 27(2), 安阳 26(2): on the day of the pledge; the papers follow in their time."""
    case = sign(place, within=WorkingDays(5))
    assert case.due("DECIDE", "2026-09-30 10:05") == dt.date(2026, 9, 30)
    case.do("grant", "2026-09-30 10:10", "officer", papers_complete=True)
    # 8, 9, 10 (worked Saturday), 12, 13 October.
    assert case.due("PERFORM", "2026-09-30 11:00") == dt.date(2026, 10, 13)
    case.do("perform", "2026-10-13 09:00", "applicant", result="已补交")
    done = case.do("confirm", "2026-10-20 09:00", "inspector", result="属实")
    assert (done.phase, done.outcome) == ("verified", "verified")


def test_no_time_without_local_law():
    """上海 and 北京 say directly, and no number."""
    assert sign().due("DECIDE", "2026-09-30 10:05") is None


def test_pledge_that_was_not_fulfilled_is_revoked_with_the_remedy_told():
    """安阳 27, 河北 28: not before the time of the pledge is over."""
    case = grant("anyang", within=WorkingDays(5))
    revoke = {"finding": "unmet", "reason": "未补交", "remedy_told": True}
    assert case.refused("revoke", "2026-10-13 09:00", "officer", **revoke) == (
        "may_be_revoked",
    )
    assert case.refused(
        "revoke", "2026-10-14 09:00", "officer", **{**revoke, "remedy_told": False}
    ) == ("remedy_told",)
    assert case.at("2026-12-31 09:00").phase == "granted"  # nothing by itself
    assert (
        case.do("revoke", "2026-10-14 09:00", "officer", **revoke).outcome == "revoked"
    )


def test_correction_goes_before_revocation():
    """河北 28, 上海 27(2): a limit to correct; still unmet, revoked."""
    case = grant("hebei")
    case.do(
        "order_fix", "2026-10-09 09:00", "inspector",
        finding="different", correct_in=WorkingDays(3), reason="场地不足",
    )  # fmt: skip
    # 10 (worked Saturday), 12, 13 October.
    assert case.due("FIX", "2026-10-09 10:00") == dt.date(2026, 10, 13)
    revoke = {"finding": "different", "reason": "仍不足", "remedy_told": True}
    assert case.refused("revoke", "2026-10-12 09:00", "officer", **revoke) == (
        "may_be_revoked",
    )
    case.do("fail", "2026-10-12 10:00", "inspector", reason="仍不足")
    case.do("record_credit", "2026-10-12 10:30", "inspector", reason="未履行")
    assert case.do("revoke", "2026-10-12 11:00", "officer", **revoke).phase == "revoked"


def test_false_pledge_is_revoked_at_once():
    """北京 33(1); 许可法 69(2)."""
    case = grant()
    assert case.refused(
        "order_fix", "2026-10-09 09:00", "inspector",
        finding="false", correct_in=WorkingDays(3), reason="伪造",
    ) == ("may_be_corrected",)  # fmt: skip
    case.do(
        "revoke", "2026-10-09 09:00", "officer",
        finding="false", reason="伪造", remedy_told=True,
    )  # fmt: skip


def test_false_statement_ends_a_pending_case():
    """上海 29(2): a statement in place of a proof, found false before the decision."""
    ending = {"finding": "false", "reason": "虚假", "remedy_told": True}
    case = sign("", "proof")
    assert case.do("end", "2026-09-30 11:00", "officer", **ending).outcome == "ended"
    assert sign().refused("end", "2026-09-30 11:00", "officer", **ending) == (
        "not_for_item",
    )


def test_pledge_is_withdrawn_before_the_decision_only():
    """安阳 26(3), 邢台 31(2)."""
    case = sign()
    assert case.do("withdraw", "2026-09-30 11:00", "applicant").phase == "withdrawn"
    assert grant().refused("withdraw", "2026-09-30 11:00", "applicant") == ("phase",)


def test_barred_matter_goes_the_ordinary_way():
    """安阳 25(1), 29: only the grounds of the list; a choice of the applicant too."""
    case = Driver(procedure("commitment"))
    assert case.refused(
        "bar", "2026-09-30 09:00", "officer", ground="busy", reason="忙"
    ) == ("ground_to_bar",)
    done = case.do(
        "bar", "2026-09-30 09:00", "officer", ground="credit", reason="失信未修复"
    )
    assert (done.phase, done.outcome) == ("ordinary", "as_usual")


def test_papers_and_times_are_checked():
    """消防法 15(2): complete papers; a time in days of a known kind."""
    case = sign()
    assert case.refused(
        "grant", "2026-09-30 10:10", "officer", papers_complete=False
    ) == ("papers_complete",)
    other = Driver(procedure("commitment"))
    other.do("inform", "2026-09-30 09:00", "window", **TOLD)
    assert other.refused(
        "sign", "2026-09-30 10:00", "applicant",
        pledge="承诺书", within=UnspecifiedDays(5),
    ) == ("time_countable",)  # fmt: skip
