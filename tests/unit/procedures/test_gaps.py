"""Acceptance with gaps: what is missing may follow; what silence means is local."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import UnspecifiedDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules

LISTED = ["验资报告", "场地证明"]
ACCEPT = {
    "main_complete": True,
    "deferrable": LISTED,
    "informed": True,
    "pledged": True,
    "within": WorkingDays(5),
}


def apply(*features: str, **times: object) -> Driver:
    """An application without its proof of premises, of Wednesday 2026-09-30."""
    rules = ProcedureRules(
        id="gaps/1",
        procedure=procedure("gaps"),
        features=frozenset(features),
        times=times,
    )
    case = Driver(rules)
    case.do("apply", "2026-09-30 09:00", "applicant", supplied=["申请表", "章程"])
    case.do("look_through", "2026-09-30 09:30", "window", missing=["场地证明"])
    return case


def accept(*features: str, **times: object) -> Driver:
    """The same, accepted with five working days to fill the gap."""
    case = apply(*features, **times)
    case.do("accept", "2026-09-30 10:00", "window", **ACCEPT)
    return case


def test_gap_is_filled_and_the_case_decided():
    """Five working days through the holiday: 8, 9, 10 (worked Saturday), 12, 13 October."""
    case = accept("deemed", DECIDE=WorkingDays(10))
    assert case.due("GAP_DEEMED", "2026-09-30 11:00") == dt.date(2026, 10, 13)
    # The promised time runs from acceptance: five more, 14 to 16, 19, 20 October.
    assert case.due("DECIDE", "2026-09-30 11:00") == dt.date(2026, 10, 20)
    assert case.refused(
        "supply", "2026-10-12 09:00", "applicant", supplied=["验资报告"]
    ) == ("all_supplied",)
    case.do("supply", "2026-10-13 16:00", "applicant", supplied=["场地证明"])
    assert case.do("grant", "2026-10-15 09:00", "officer").outcome == "granted"


def test_unfilled_gap_is_deemed_withdrawn_in_anyang():
    """安阳 24(1): at the end of the last day, 13 October."""
    case = accept("deemed")
    assert case.at("2026-10-13 23:59").phase == "accepted"
    late = case.at("2026-10-14 00:00")
    assert (late.phase, late.outcome) == ("withdrawn", "deemed_withdrawn")
    assert late.lapsed[0].at == instant("2026-10-14 00:00")


def test_unfilled_gap_is_ended_by_the_agency_in_hebei():
    """河北 25(2), 石家庄 30: nothing happens by itself; ended after the time, remedy told."""
    case = accept()
    assert case.at("2026-11-30 09:00").phase == "accepted"
    assert case.refused(
        "end", "2026-10-13 09:00", "officer", reason="逾期", remedy_told=True
    ) == ("gap_over",)
    assert case.refused(
        "end", "2026-10-14 09:00", "officer", reason="逾期", remedy_told=False
    ) == ("remedy_told",)
    ended = case.do(
        "end", "2026-10-14 09:00", "officer", reason="逾期", remedy_told=True
    )
    assert ended.outcome == "ended"


def test_nothing_ends_the_case_in_chengdu():
    """成都 39(2) says nothing of a missed time: neither deemed nor ended; late is possible."""
    case = accept("pledge")
    assert case.at("2026-11-30 09:00").phase == "accepted"
    assert case.refused(
        "end", "2026-11-30 09:00", "officer", reason="逾期", remedy_told=True
    ) == ("not_for_item",)
    case.do("supply", "2026-11-30 09:00", "applicant", supplied=["场地证明"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"main_complete": False}, "main_complete"),
        ({"deferrable": ["验资报告"]}, "only_deferrable"),
        ({"informed": False}, "told_at_once"),
        ({"pledged": False}, "is_pledged"),
        ({"within": UnspecifiedDays(5)}, "time_countable"),
    ],
)
def test_acceptance_with_gaps_is_refused(changed, code):
    """安阳 24: main papers complete, gaps on the list, told at once, pledged."""
    case = apply("deemed")
    assert case.refused(
        "accept", "2026-09-30 10:00", "window", **{**ACCEPT, **changed}
    ) == (code,)


def test_hebei_asks_for_no_pledge():
    """河北 25(2) does not speak of one."""
    case = apply()
    done = case.do(
        "accept", "2026-09-30 10:00", "window", **{**ACCEPT, "pledged": False}
    )
    assert done.seq == case.log[-1].seq
    assert case.log[-1].kind == "accept"


def test_what_may_not_be_missing_goes_the_ordinary_way():
    """许可法 32(1):4: one notice of all that is missing."""
    case = apply()
    done = case.do("go_ordinary", "2026-09-30 10:00", "window", reason="缺主要材料")
    assert done.outcome == "as_usual"
