"""Registration of market entities: review, dormancy, simple deregistration, revocation."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver

from zhengwu.limits import CalendarDays, Months, WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules, check_process

FORM = {"registration": "setup", "materials": ("申请书",), "verified": True}


def make(*features: str) -> Driver:
    """A driver for an item with these features."""
    table = procedure("registration")
    rules = ProcedureRules(id="r", procedure=table, features=frozenset(features))
    return Driver(rules)


@pytest.fixture
def reviewed() -> Driver:
    """An application with a receipt of 29 September 2026."""
    driver = make()
    driver.do("submit", "2026-09-29 09:00", "applicant", **FORM)
    driver.do("give_receipt", "2026-09-29 10:00", "registrar")
    return driver


def register(driver: Driver, day: str) -> Driver:
    """Register an entity on the spot."""
    driver.do("submit", f"{day} 09:00", "applicant", **FORM)
    driver.do("register", f"{day} 09:30", "registrar")
    return driver


def test_the_table_is_sound():
    """The table has no fault, for any features."""
    assert not check_process(procedure("registration")).findings


def test_registered_on_the_spot():
    """Art. 19(1): no clock is needed."""
    driver = register(make(), "2026-09-29")
    assert (driver.case.outcome, driver.case.clocks) == ("registered", ())


def test_three_working_days_and_three_more(reviewed):
    """Rules art. 18(2): from the receipt of 29 September through the holiday."""
    # 30 Sept. (1), 8 and 9 October (2-3).
    assert reviewed.due("REVIEW", "2026-09-29 11:00") == dt.date(2026, 10, 9)
    more = {"informed": True, "reason": "情形复杂"}
    own = reviewed.refused(
        "extend", "2026-10-08 09:00", "registrar", by=WorkingDays(3), **more
    )
    assert own == ("role",)
    long = reviewed.refused(
        "extend", "2026-10-08 09:00", "head", by=WorkingDays(4), **more
    )
    assert long == ("extension_allowed",)
    reviewed.do("extend", "2026-10-08 09:00", "head", by=WorkingDays(3), **more)
    # 10 October (4, a worked Saturday), 12 and 13 October (5-6).
    assert reviewed.due("REVIEW", "2026-10-08 10:00") == dt.date(2026, 10, 13)


def test_nothing_is_deemed_registered(reviewed):
    """Silence of the registrar brings nothing by itself."""
    case = reviewed.at("2026-12-31 09:00")
    assert (case.phase, case.lapsed) == ("reviewing", ())


def test_returned_materials_are_a_new_submission(reviewed):
    """Rules art. 18(3): the case ends, and the clock of the next one is new."""
    reviewed.do("return_file", "2026-09-30 09:00", "registrar", missing=("章程",))
    assert reviewed.case.outcome == "returned"
    again = reviewed.refused("submit", "2026-10-08 09:00", "applicant", **FORM)
    assert again == ("terminal",)


def test_identity_is_verified():
    """Art. 15 and rules art. 16."""
    ruling = make().ask(
        "submit", "2026-09-29 09:00", "applicant", **FORM | {"verified": False}
    )
    assert ruling.codes == ("verified",)
    assert "第十五条" in ruling.text("zh")


def test_a_refusal_has_a_ground_and_tells_the_remedy(reviewed):
    """Art. 20; 复议法实施条例 art. 25."""
    codes = reviewed.refused(
        "refuse",
        "2026-10-08 09:00",
        "registrar",
        ground="unwelcome",
        reason="不欢迎",
        remedy_told=False,
    )
    assert codes == ("ground_to_refuse", "remedy_told")


def test_a_reserved_name_becomes_free():
    """企业名称规定 art. 18(1): two months from 3 August end on 3 October, so on the 8th."""
    driver = make()
    driver.do("hold_name", "2026-08-03 09:00", "applicant", name="某某商贸")
    assert driver.due("NAME", "2026-08-03 10:00") == dt.date(2026, 10, 8)
    early = driver.refused("free_name", "2026-10-08 09:00", "registrar")
    assert early == ("early",)
    assert driver.at("2026-10-09 00:00").phase == "prepared"


def test_a_name_is_reserved_for_a_year_where_approval_is_needed():
    """企业名称规定 art. 18(1)."""
    driver = make("approval")
    driver.do("hold_name", "2026-03-02 09:00", "applicant", name="某某商贸")
    assert driver.due("NAME_LONG", "2026-03-02 10:00") == dt.date(2027, 3, 2)
    assert driver.at("2027-03-03 00:00").phase == "prepared"


def test_simple_deregistration_through_the_holiday():
    """Art. 33(2): 20 days of notice, then 20 days to apply."""
    driver = register(make(), "2026-09-10")
    driver.do("pledge", "2026-09-14 09:00", "applicant", pledged=True)
    # 16 days of September and 4 of October: a holiday, so 8 October.
    assert driver.due("SIMPLE", "2026-09-14 10:00") == dt.date(2026, 10, 8)
    assert driver.at("2026-10-09 00:00").phase == "simple_ready"
    # 20 days after 8 October.
    assert driver.due("SIMPLE_APPLY", "2026-10-09 00:00") == dt.date(2026, 10, 28)
    assert driver.at("2026-10-29 00:00").phase == "on_register"
    driver.do("apply_simple", "2026-10-20 09:00", "applicant")
    case = driver.do("deregister", "2026-10-21 09:00", "registrar")
    assert (case.phase, case.outcome) == ("deregistered", "deregistered")


def test_an_objection_ends_the_simple_way():
    """Art. 33(2)."""
    driver = register(make(), "2026-09-10")
    driver.do("pledge", "2026-09-14 09:00", "applicant", pledged=True)
    driver.do("object", "2026-09-28 09:00", "third_party", reason="有欠款")
    late = driver.refused("apply_simple", "2026-10-12 09:00", "applicant")
    assert late == ("phase",)


def test_what_bars_the_simple_way():
    """Art. 33(1), 33(4) and rules art. 48."""
    driver = register(make(), "2026-09-10")
    codes = driver.refused(
        "pledge", "2026-09-14 09:00", "applicant", pledged=False, bars=("股权被冻结",)
    )
    assert codes == ("all_pledged", "nothing_bars")


def test_silence_of_the_departments_on_a_sole_trader():
    """Art. 33(3): ten days from 24 September end on 4 October, so on the 8th."""
    driver = register(make("sole_trader"), "2026-09-10")
    driver.do("push", "2026-09-24 09:00", "registrar")
    assert driver.due("DEPARTMENTS", "2026-09-24 10:00") == dt.date(2026, 10, 8)
    assert driver.at("2026-10-08 23:00").phase == "pushed"
    assert driver.at("2026-10-09 00:00").phase == "cleared"
    assert driver.refused("pledge", "2026-09-25 09:00", "applicant", pledged=True) == (
        "not_for_item",
    )


def test_business_is_deemed_resumed_when_a_dormancy_ends():
    """Rules art. 42(3): 20 days from 8 October."""
    driver = register(make(), "2026-09-10")
    driver.do("file_dormancy", "2026-10-08 09:00", "applicant", period=CalendarDays(20))
    assert driver.due("DORMANT", "2026-10-08 10:00") == dt.date(2026, 10, 28)
    case = driver.at("2026-10-29 00:00")
    assert (case.phase, case.clocks) == ("on_register", ())


def test_the_end_of_a_dormancy_is_published():
    """Rules art. 42(1): 30 days from 12 October."""
    driver = register(make(), "2026-09-10")
    driver.do("file_dormancy", "2026-10-08 09:00", "applicant", period=Months(6))
    driver.do("resume", "2026-10-12 09:00", "applicant")
    assert driver.due("PUBLISH_END", "2026-10-12 10:00") == dt.date(2026, 11, 11)


def test_a_dormancy_never_lasts_longer_than_three_years():
    """Art. 30(4) and rules art. 42(3): a longer filing ends after three years."""
    driver = register(make(), "2022-09-15")
    driver.do("file_dormancy", "2022-09-30 09:00", "applicant", period=Months(48))
    # Three years from 30 September 2022: 30 September 2025, a working Tuesday.
    assert driver.at("2025-09-30 23:00").phase == "dormant"
    case = driver.at("2025-10-01 00:00")
    assert case.phase == "on_register"
    assert [lapse.kind for lapse in case.lapsed] == ["end_dormancy_max"]


@pytest.fixture
def investigated() -> Driver:
    """A request for revocation of 28 September that was accepted on 8 October."""
    driver = register(make(), "2026-09-10")
    driver.do(
        "claim", "2026-09-28 09:00", "third_party", claimant="被冒用人", reason="冒用"
    )
    # 29-30 Sept. (1-2), 8 October (3).
    assert driver.due("CLAIM", "2026-09-28 10:00") == dt.date(2026, 10, 8)
    driver.do("accept_claim", "2026-10-08 09:00", "registrar")
    return driver


def test_a_fake_registration_is_investigated_in_three_months(investigated):
    """Rules art. 53(1): three months, and three more by the head."""
    assert investigated.due("INVESTIGATE", "2026-10-08 10:00") == dt.date(2027, 1, 8)
    by = {"reason": "情形复杂"}
    investigated.do("extend_inquiry", "2026-12-30 09:00", "head", by=Months(3), **by)
    assert investigated.due("INVESTIGATE", "2026-12-30 10:00") == dt.date(2027, 4, 8)
    assert investigated.refused(
        "extend_inquiry", "2026-12-30 11:00", "head", by=Months(1), **by
    ) == ("inquiry_extension",)


def test_a_suspended_investigation_goes_on_later(investigated):
    """Rules art. 54: suspended on 12 October, resumed on the 16th, four days later."""
    wrong = investigated.refused(
        "halt", "2026-10-12 09:00", "registrar", ground="busy", reason="忙"
    )
    assert wrong == ("ground_to_halt",)
    investigated.do("halt", "2026-10-12 09:00", "registrar", ground="suit", reason="诉")
    investigated.do("go_on", "2026-10-16 09:00", "registrar")
    # 13 to 16 October do not count: 8 January and four days.
    assert investigated.due("INVESTIGATE", "2026-10-16 10:00") == dt.date(2027, 1, 12)


def test_silence_on_the_notice_of_a_fake_registration(investigated):
    """Art. 40(2): 45 days from 12 October; the registrar may then revoke, and undo it."""
    investigated.do("publish_fake", "2026-10-12 09:00", "registrar")
    # 19 days of October and 26 of November.
    assert investigated.due("FAKE", "2026-10-12 10:00") == dt.date(2026, 11, 26)
    assert investigated.at("2026-11-27 00:00").facts["published"] is True
    case = investigated.do(
        "revoke", "2026-11-27 09:00", "registrar", reason="虚假登记", remedy_told=True
    )
    assert (case.phase, case.outcome) == ("revoked", "revoked")
    case = investigated.do("restore", "2026-12-15 09:00", "upper", reason="认定错误")
    assert (case.phase, case.outcome) == ("on_register", "restored")
