"""A request for government information: counting, silence, extension and refusals."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver, instant

from zhengwu.limits import CalendarDays, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import check_process

OFFICE = "agency"


@pytest.fixture
def handed_in() -> Driver:
    """A request handed in on Thursday 24 September 2026; the 25th and 1 to 7 October are off."""
    driver = Driver(procedure("disclosure"))
    driver.do(
        "receive",
        "2026-09-24 09:00",
        OFFICE,
        channel="in_person",
        content="某道路工程的预算",
        applicant="申请人甲",
    )
    return driver


def test_the_table_is_sound():
    """The table has no fault."""
    assert not check_process(procedure("disclosure")).findings


def test_twenty_working_days_through_the_holiday(handed_in):
    """Twenty working days of art. 33(2) end on 29 October."""
    # 28-30 Sept. (1-3), 8-10 Oct. (4-6, the 10th is worked), 12-16 (7-11), 19-23 (12-16),
    # 26-29 Oct. (17-20).
    assert handed_in.due("REPLY", "2026-09-24 10:00") == dt.date(2026, 10, 29)
    # Art. 30: 28-30 Sept. (1-3), 8-10 Oct. (4-6), 12 Oct. (7).
    assert handed_in.due("CORRECTION", "2026-09-24 10:00") == dt.date(2026, 10, 12)


def test_answered_and_archived(handed_in):
    """An answer ends every clock."""
    case = handed_in.do("provide", "2026-10-29 16:00", OFFICE, reply="预算表")
    assert (case.outcome, case.clocks) == ("provided", ())
    assert handed_in.do("archive", "2026-10-30 09:00", OFFICE).phase == "archived"


def test_extension_is_told_and_goes_on_from_the_last_day(handed_in):
    """Art. 33(2): days 21 to 40 are 30 Oct., 2-6, 9-13, 16-20 and 23-26 November."""
    ask = handed_in.ask
    own = ask("extend", "2026-10-28 09:00", OFFICE, by=WorkingDays(20), informed=True)
    assert own.codes == ("role",)  # the head of the office extends
    more = handed_in.refused(
        "extend", "2026-10-28 09:00", "foi_head", by=WorkingDays(21), informed=True
    )
    assert more == ("extension_allowed",)
    untold = handed_in.refused(
        "extend", "2026-10-28 09:00", "foi_head", by=WorkingDays(20), informed=False
    )
    assert untold == ("applicant_told",)
    handed_in.do(
        "extend", "2026-10-28 09:00", "foi_head", by=WorkingDays(20), informed=True
    )
    assert handed_in.due("REPLY", "2026-10-28 10:00") == dt.date(2026, 11, 26)
    again = handed_in.refused(
        "extend", "2026-10-29 09:00", "foi_head", by=WorkingDays(1), informed=True
    )
    assert again == ("extension_allowed",)


def test_correction_starts_the_reply_anew(handed_in):
    """Art. 30: 20 working days from the corrected request of 13 October."""
    # 14-16 (1-3), 19-23 (4-8), 26-30 Oct. (9-13), 2-6 Nov. (14-18), 9-10 Nov. (19-20).
    handed_in.do(
        "ask_correction",
        "2026-10-12 16:00",
        OFFICE,
        items=("年度",),
        within=CalendarDays(15),
    )
    handed_in.do("correct", "2026-10-13 09:00", "applicant", content="2025年预算")
    assert handed_in.due("REPLY", "2026-10-13 10:00") == dt.date(2026, 11, 10)
    again = handed_in.refused(
        "ask_correction",
        "2026-10-14 09:00",
        OFFICE,
        items=("用途",),
        within=CalendarDays(15),
    )
    assert again == ("asked_once",)


def test_correction_is_asked_for_in_seven_working_days(handed_in):
    """Art. 30: after 12 October it is too late."""
    late = handed_in.refused(
        "ask_correction",
        "2026-10-13 09:00",
        OFFICE,
        items=("年度",),
        within=CalendarDays(15),
    )
    assert late == ("correction_in_time",)


def test_silence_of_the_applicant_abandons_the_request(handed_in):
    """Art. 30: fifteen calendar days from 28 September end on 13 October."""
    handed_in.do(
        "ask_correction",
        "2026-09-28 09:00",
        OFFICE,
        items=("年度",),
        within=CalendarDays(15),
    )
    assert handed_in.at("2026-10-13 23:00").phase == "correcting"
    after = handed_in.at("2026-10-14 00:00")
    assert (after.phase, after.outcome) == ("abandoned", "abandoned")
    taken_up = handed_in.do(
        "reinstate", "2026-10-15 09:00", OFFICE, reason="申请人住院"
    )
    assert taken_up.phase == "received"


def test_time_of_a_third_party_is_not_counted(handed_in):
    """Arts. 32, 33(3): asked on 28 September (day 1), answered on 12 October."""
    # Days 2 to 20: 13-16 (2-5), 19-23 (6-10), 26-30 Oct. (11-15), 2-6 Nov. (16-20).
    handed_in.do("ask_third", "2026-09-28 10:00", OFFICE, parties=("乙公司",))
    assert handed_in.due("REPLY", "2026-09-29 10:00") is None
    handed_in.do("third_serve", "2026-09-29 10:00", OFFICE, key="乙公司")
    early = handed_in.refused("end_consultation", "2026-10-12 09:00", OFFICE)
    assert early == ("views_in",)
    handed_in.do(
        "third_object",
        "2026-10-12 10:00",
        "third_party",
        key="乙公司",
        reason="商业秘密",
    )
    handed_in.do("end_consultation", "2026-10-12 10:00", OFFICE)
    assert handed_in.due("REPLY", "2026-10-12 11:00") == dt.date(2026, 11, 6)
    bare = handed_in.refused("provide", "2026-10-13 09:00", OFFICE, reply="合同")
    assert bare == ("objection_answered",)
    untold = handed_in.refused(
        "provide", "2026-10-13 09:00", OFFICE, reply="合同", despite="public_interest"
    )
    assert untold == ("third_party_told",)
    case = handed_in.do(
        "provide", "2026-10-13 09:00", OFFICE, reply="合同", despite="unreasonable"
    )
    assert case.outcome == "provided"


def test_silence_of_a_third_party_leaves_the_decision_to_the_agency(handed_in):
    """Art. 32: fifteen working days from 29 September end on 26 October."""
    # 30 Sept. (1), 8-10 Oct. (2-4), 12-16 (5-9), 19-23 (10-14), 26 Oct. (15).
    handed_in.do("ask_third", "2026-09-28 10:00", OFFICE, parties=("乙公司",))
    handed_in.do("third_serve", "2026-09-29 10:00", OFFICE, key="乙公司")
    assert handed_in.due("third_party", "2026-09-29 11:00") == dt.date(2026, 10, 26)
    assert handed_in.at("2026-10-26 23:00").sides[0].state == "served"
    assert handed_in.at("2026-10-27 00:00").sides[0].state == "silent"
    handed_in.do("end_consultation", "2026-10-27 09:00", OFFICE)
    case = handed_in.do("provide", "2026-10-27 10:00", OFFICE, reply="合同")
    assert case.outcome == "provided"  # silence is no objection


def test_silence_of_a_joint_maker_is_consent(handed_in):
    """Art. 34: the same fifteen working days, and silence is deemed consent."""
    handed_in.do("ask_coauthor", "2026-09-28 10:00", OFFICE, organs=("某局",))
    handed_in.do("coauthor_serve", "2026-09-29 10:00", OFFICE, key="某局")
    assert handed_in.at("2026-10-27 00:00").sides[0].state == "consented"


def test_day_of_receipt_follows_the_channel():
    """Art. 31: a fax is received on the day that both sides confirm, not on arrival."""
    driver = Driver(procedure("disclosure"))
    wrong = driver.refused(
        "receive", "2026-09-24 09:00", OFFICE, channel="fax", content="预算"
    )
    assert wrong == ("by_hand",)
    driver.do(
        "arrive_online", "2026-09-24 09:00", OFFICE, channel="fax", content="预算"
    )
    driver.do("confirm", "2026-09-28 09:00", OFFICE)
    # 29-30 Sept. (1-2), 8-10 Oct. (3-5), 12-16 (6-10), 19-23 (11-15), 26-30 Oct. (16-20).
    assert driver.due("REPLY", "2026-09-28 10:00") == dt.date(2026, 10, 30)


def test_ordinary_mail_is_confirmed_on_the_same_day():
    """Art. 31:2: the office confirms on the day on which the letter arrives."""
    driver = Driver(procedure("disclosure"))
    driver.do("arrive_mail", "2026-09-24 09:00", OFFICE, content="预算")
    assert driver.due("CONFIRM", "2026-09-24 10:00") == dt.date(2026, 9, 24)


def test_an_excessive_request(handed_in):
    """Art. 35: reasons are asked for before it is refused or delayed."""
    details = {"reason": "数量过多", "remedy_told": True}
    bare = handed_in.refused("refuse_excess", "2026-09-28 09:00", OFFICE, **details)
    assert bare == ("reason_was_asked",)
    handed_in.do("ask_reason", "2026-09-28 09:00", OFFICE, reason="数量过多")
    handed_in.do("give_reason", "2026-09-29 09:00", "applicant", reason="学术研究")
    handed_in.do(
        "delay", "2026-09-30 09:00", OFFICE, within=WorkingDays(60), informed=True
    )
    assert handed_in.due("REPLY", "2026-09-30 10:00") is None
    # 8-10 Oct. (1-3), 15 days to 30 Oct. (18), 21 in November (39), 21 by 29 December.
    assert handed_in.due("DELAYED", "2026-09-30 10:00") == dt.date(2026, 12, 29)


def test_a_refusal_tells_the_remedy_and_that_reconsideration_comes_first(handed_in):
    """复议法实施条例 art. 25 and 复议法 art. 23(2)."""
    details = {"ground": "state_secret", "reason": "涉密"}
    codes = handed_in.refused(
        "refuse",
        "2026-10-09 09:00",
        OFFICE,
        remedy_told=False,
        review_first_told=False,
        **details,
    )
    assert codes == ("remedy_told", "review_first_told")
    other = handed_in.ask(
        "refuse",
        "2026-10-09 09:00",
        OFFICE,
        ground="inconvenient",
        reason="不便",
        remedy_told=True,
        review_first_told=True,
    )
    assert other.codes == ("ground_to_withhold",)
    assert "第三十六条" in other.text("zh")
    case = handed_in.do(
        "refuse",
        "2026-10-09 09:00",
        OFFICE,
        remedy_told=True,
        review_first_told=True,
        **details,
    )
    assert case.outcome == "refused"


def test_the_agency_is_never_deemed_to_have_answered(handed_in):
    """Silence of the agency brings nothing by itself."""
    case = handed_in.at("2026-12-31 09:00")
    assert (case.phase, case.lapsed) == ("received", ())
    assert instant("2026-12-31 09:00") > case.at


def test_silence_cannot_be_recorded_before_it_is_due(handed_in):
    """Art. 30: a request is not abandoned while the time to correct runs."""
    handed_in.do(
        "ask_correction",
        "2026-09-28 09:00",
        OFFICE,
        items=("年度",),
        within=CalendarDays(15),
    )
    early = handed_in.refused("abandon", "2026-10-09 09:00", OFFICE)
    assert early == ("early",)


def test_an_applicant_who_gives_no_reasons_is_answered_all_the_same(handed_in):
    """Art. 35 says nothing of this; the reply clock runs on."""
    handed_in.do("ask_reason", "2026-09-28 09:00", OFFICE, reason="数量过多")
    handed_in.do("lack_reason", "2026-10-12 09:00", OFFICE)
    assert handed_in.due("REPLY", "2026-10-12 10:00") == dt.date(2026, 10, 29)
