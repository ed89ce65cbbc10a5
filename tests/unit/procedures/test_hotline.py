"""Tickets of the government hotline, by the law of five cities."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import Hours, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules

PLACES = ("tangshan", "jinan", "weifang", "anyang", "baoding")


def make_ticket(place: str, request: str = "help", **options: object) -> Driver:
    """A ticket recorded on Thursday 2026-09-24 at nine."""
    ticket = Driver(procedure("hotline", place), **options)
    ticket.do(
        "record", "2026-09-24 09:00", "centre", request=request, content="路灯不亮"
    )
    return ticket


def dispatch(ticket: Driver, at: str = "2026-09-24 10:00", **details: object) -> None:
    """Send the ticket to the unit u-7, which signs for it at once."""
    question = ticket.case.facts["request"] == "consult"
    kind = "dispatch_question" if question else "dispatch"
    ticket.do(kind, at, "centre", unit="u-7", **details)
    ticket.do("sign", at, "unit", "u-7")


def test_ticket_of_tangshan_goes_through_the_holiday():
    """Two hours to dispatch, five working days to answer, called back, closed."""
    ticket = make_ticket("tangshan")
    assert ticket.due("DISPATCH", "2026-09-24 09:30") == dt.date(2026, 9, 24)
    dispatch(ticket)
    # 唐山 24(1): five working days from dispatch on 24 September. The 25th is the
    # Mid-Autumn holiday: 28, 29, 30 September, 8, 9 October.
    assert ticket.due("ANSWER", "2026-09-24 11:00") == dt.date(2026, 10, 9)
    ticket.do("answer", "2026-10-09 16:00", "unit", "u-7", answer="已修好")
    ticket.do("call_back", "2026-10-10 09:00", "centre", satisfied=True)
    ticket.do("close", "2026-10-10 09:05", "centre")
    case = ticket.do("archive", "2026-10-12 09:00", "centre")
    assert (case.phase, case.outcome) == ("archived", "answered")


def test_question_has_two_working_days_in_tangshan():
    """唐山 24(1): 28 and 29 September."""
    ticket = make_ticket("tangshan", "consult")
    assert ticket.refused("dispatch", "2026-09-24 10:00", "centre", unit="u-7") == (
        "is_no_question",
    )
    dispatch(ticket)
    assert ticket.due("ANSWER_Q", "2026-09-24 11:00") == dt.date(2026, 9, 29)


@pytest.mark.parametrize("place", ["jinan", "weifang", "anyang", "baoding"])
@pytest.mark.parametrize("request_", ["consult", "complaint"])
def test_other_cities_have_five_working_days_for_every_kind(place, request_):
    """济南 24(1), 潍坊 20(1):1, 安阳 50(1), 保定 19:2."""
    ticket = make_ticket(place, request_)
    dispatch(ticket)
    clock = "ANSWER_Q" if request_ == "consult" else "ANSWER"
    assert ticket.due(clock, "2026-09-24 11:00") == dt.date(2026, 10, 9)


def test_grade_of_baoding_is_stated_on_dispatch():
    """保定 19:2: a ticket of the grade of three working days; one of two hours."""
    ticket = make_ticket("baoding")
    dispatch(ticket, within=WorkingDays(3))
    assert ticket.due("ANSWER", "2026-09-24 11:00") == dt.date(2026, 9, 30)
    # 19:3: up to five working days more: 8, 9, 10 (worked Saturday), 12, 13 October.
    ticket.do(
        "extend", "2026-09-30 09:00", "centre", by=WorkingDays(5), reason="须停电作业"
    )
    assert ticket.due("ANSWER", "2026-09-30 11:00") == dt.date(2026, 10, 13)
    urgent = make_ticket("baoding")
    dispatch(urgent, within=Hours(2))
    assert urgent.due("ANSWER", "2026-09-24 11:00") == dt.date(2026, 9, 24)


def test_centre_extends_in_tangshan_before_the_time_is_over():
    """唐山 24(2) sets no length; a time that is over is not extended."""
    ticket = make_ticket("tangshan")
    dispatch(ticket)
    more = {"by": WorkingDays(2), "reason": "备件未到"}
    assert ticket.refused("extend", "2026-10-10 09:00", "centre", **more) == (
        "extension_allowed",
    )
    ticket.do("extend", "2026-10-09 09:00", "centre", **more)
    # 10 October is a worked Saturday, the 11th a Sunday.
    assert ticket.due("ANSWER", "2026-10-09 10:00") == dt.date(2026, 10, 12)


def test_head_of_the_unit_extends_in_anyang_by_five_working_days():
    """安阳 50(1): the head of the unit, once, five working days; the centre does not."""
    rules = ProcedureRules(
        id="anyang/1",
        procedure=procedure("hotline", "anyang"),
        features=frozenset({"own_extension"}),
    )
    ticket = Driver(rules)
    ticket.do(
        "record", "2026-09-24 09:00", "centre", request="help", content="路灯不亮"
    )
    dispatch(ticket)
    more = {"by": WorkingDays(5), "reason": "特别复杂"}
    assert "role" in ticket.refused("extend", "2026-09-29 09:00", "centre", **more)
    too_long = {"by": WorkingDays(6), "reason": "特别复杂"}
    assert ticket.refused(
        "extend", "2026-09-29 09:00", "unit_head", "u-7", **too_long
    ) == ("extension_allowed",)
    ticket.do("extend", "2026-09-29 09:00", "unit_head", "u-7", **more)
    # From 9 October on: 10 (worked), 12, 13, 14, 15 October.
    assert ticket.due("ANSWER", "2026-09-29 10:00") == dt.date(2026, 10, 15)


def test_no_extension_where_no_local_rule_allows_one():
    """济南 has no extension, but a time of its own for what cannot be solved soon."""
    ticket = make_ticket("jinan")
    dispatch(ticket)
    assert ticket.refused(
        "extend", "2026-09-28 09:00", "centre", by=WorkingDays(1), reason="复杂"
    ) == ("extension_allowed",)
    ticket.do(
        "set_time", "2026-09-28 09:00", "unit", "u-7",
        ground="not_soon", within=WorkingDays(10), measures="列入下月检修",
    )  # fmt: skip
    # 29, 30 September, 8, 9, 10, 12, 13, 14, 15, 16 October.
    assert ticket.due("SOLVE", "2026-09-28 10:00") == dt.date(2026, 10, 16)
    assert ticket.due("ANSWER", "2026-09-28 10:00") is None


def test_unit_returns_a_ticket_in_time_only():
    """唐山 23(3): one working day, 28 September; 安阳 50(2): 24 hours."""
    reasons = {
        "reason": "非本单位职责",
        "legal_basis": "三定规定",
        "proposal": "城管局",
    }
    ticket = make_ticket("tangshan")
    dispatch(ticket)
    assert ticket.due("RETURN", "2026-09-24 11:00") == dt.date(2026, 9, 28)
    assert ticket.refused(
        "ask_return", "2026-09-29 09:00", "unit", "u-7", **reasons
    ) == ("return_in_time",)
    ticket.do(
        "extend_return", "2026-09-28 09:00", "centre", by=WorkingDays(2), reason="疑难"
    )
    ticket.do("ask_return", "2026-09-30 09:00", "unit", "u-7", **reasons)
    ticket.do("refuse_return", "2026-09-30 15:00", "centre", reason="属本单位职责")
    assert ticket.refused(
        "ask_return", "2026-09-30 16:00", "unit", "u-7", **reasons
    ) == ("return_in_time",)
    other = make_ticket("anyang")
    dispatch(other)
    assert other.refused("ask_return", "2026-09-25 10:00", "unit", "u-7", **reasons)
    other.do("ask_return", "2026-09-25 09:59", "unit", "u-7", **reasons)
    case = other.do("approve_return", "2026-09-25 11:00", "centre")
    assert (case.phase, case.facts["returns"]) == ("recorded", 1)


def test_suspended_days_are_not_counted():
    """唐山 26: suspended on 28 September, resumed on 9 October."""
    ticket = make_ticket("tangshan")
    dispatch(ticket)
    assert ticket.refused("suspend", "2026-09-28 09:00", "centre", ground="busy") == (
        "ground_to_suspend",
    )
    ticket.do("suspend", "2026-09-28 09:00", "centre", ground="force_majeure")
    assert ticket.due("ANSWER", "2026-10-08 09:00") is None
    ticket.do("resume", "2026-10-09 09:00", "centre")
    # The day of resumption counts: 9, 10 (worked Saturday), 12, 13, 14 October.
    assert ticket.due("ANSWER", "2026-10-09 10:00") == dt.date(2026, 10, 14)


def test_shelved_ticket_keeps_its_time():
    """保定 19:4: shelved on 28 September, taken up on 9 October."""
    ticket = make_ticket("baoding")
    dispatch(ticket)
    ticket.do("add_helpers", "2026-09-24 12:00", "centre", helpers=["u-8", "u-9"])
    ticket.do("shelve", "2026-09-28 09:00", "centre", reason="须待财政预算")
    ticket.do("urge", "2026-09-30 09:00", "supervisor", reason="多次反映")
    case = ticket.do("resume", "2026-10-09 09:00", "centre")
    assert ticket.due("ANSWER", "2026-10-09 10:00") == dt.date(2026, 10, 14)
    assert case.facts["helpers"] == ("u-8", "u-9")


def test_unsatisfied_caller_has_the_ticket_handled_again():
    """唐山 38: redone or explained, not closed; the time starts anew."""
    ticket = make_ticket("tangshan")
    dispatch(ticket)
    ticket.do("answer", "2026-09-28 16:00", "unit", "u-7", answer="已修好")
    assert ticket.refused("close", "2026-09-29 09:00", "centre") == ("was_called_back",)
    ticket.do("call_back", "2026-09-29 09:00", "centre", satisfied=False)
    assert ticket.refused("close", "2026-09-29 09:30", "centre") == ("is_content",)
    ticket.do("reopen", "2026-09-29 10:00", "centre", reason="仍不亮")
    # 30 September, 8, 9, 10 (worked Saturday), 12 October.
    assert ticket.due("ANSWER", "2026-09-29 11:00") == dt.date(2026, 10, 12)


def test_late_ticket_stays_open():
    """No law deems a late ticket done; it is urged."""
    ticket = make_ticket("tangshan")
    dispatch(ticket)
    assert ticket.at("2026-12-01 09:00").phase == "handling"
    ticket.do("urge", "2026-12-01 09:00", "centre", reason="超期")


def test_request_for_another_procedure_is_told_the_way():
    """潍坊 19: grounds of the list only, and the way told."""
    ticket = Driver(procedure("hotline", "weifang"))
    asked = {"ground": "other_procedure", "reason": "已提起诉讼"}
    assert ticket.refused("decline", "2026-09-24 09:00", "centre", **asked) == (
        "way_told",
    )
    case = ticket.do(
        "decline", "2026-09-24 09:00", "centre", **asked, way="向人民法院提出"
    )
    assert case.outcome == "not_taken"


@pytest.mark.parametrize("place", PLACES)
def test_lengths_rest_on_local_law(place):
    """Every length that a place sets cites its own statute."""
    for clock in procedure("hotline", place).clocks:
        if clock.limit is not None:
            assert clock.basis
            assert clock.force == "local"
