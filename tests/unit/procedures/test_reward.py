"""Reward for a report on state security (举报奖励)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from procedure_driver import Driver

from zhengwu.limits import Months
from zhengwu.procedures import procedure
from zhengwu.process import check_process

DAY = dt.date.fromisoformat
GRANT: dict[str, Any] = {
    "form": "money",
    "grade": "important",
    "amount": Decimal(20000),
    "first": True,
}


def verify(at: str, *, duty: bool = False) -> Driver:
    """A case whose report was verified and acted upon."""
    case = Driver(procedure("reward"))
    case.do("report", at, "organ", reporter="某人", lead="线索", named=True, duty=duty)
    case.do("deal_with", at, "organ", result="查证属实")
    return case


def tell(at: str) -> Driver:
    """A case whose reporter was told of the reward."""
    case = verify(at)
    case.do("open_procedure", at, "city_organ")
    case.do("grant", at, "city_organ", **GRANT)
    case.do("tell", at, "organ")
    return case


def test_reward_over_the_holiday():
    """Arts. 13, 15: thirty and ten working days; an organ of city level opens and grants."""
    case = verify("2026-09-01 09:00")
    # 13 working days to 18 September, Sunday the 20th worked, 21 to 24, 28 to 30 (21 in
    # all), then 8, 9, 10 October, 12 to 16 and 19 October
    assert case.due("OPEN", "2026-09-01 10:00") == DAY("2026-10-19")
    assert case.refused("open_procedure", "2026-09-21 09:00", "organ") == ("role",)
    case.do("open_procedure", "2026-09-21 09:00", "city_organ")
    case.do("grant", "2026-09-28 09:00", "city_organ", **GRANT)
    # 29, 30 September, 8, 9, 10, 12 to 16 October
    assert case.due("TELL", "2026-09-28 10:00") == DAY("2026-10-16")
    case.do("tell", "2026-10-09 09:00", "organ")
    case.do("claim", "2026-10-12 09:00", "reporter")
    case.do("archive", "2026-10-12 10:00", "organ")
    assert case.case.outcome == "paid"


def test_reward_that_is_not_claimed_is_given_up():
    """Art. 16(2): six months from the telling, rolled over the holiday."""
    case = tell("2026-04-07 09:00")
    assert case.due("CLAIM", "2026-04-07 10:00") == DAY("2026-10-08")
    assert case.at("2026-10-08 23:59").phase == "notified"
    assert case.at("2026-10-09 00:00").outcome == "given_up"
    assert case.refused("claim", "2026-10-09 09:00", "reporter") == ("terminal",)


def test_time_to_claim_is_extended_to_three_years_at_most():
    """Art. 16(2): thirty months beside the six, once."""
    case = tell("2023-09-28 09:00")
    at = "2024-01-10 09:00"
    why: dict[str, Any] = {"reason": "在境外"}
    assert case.refused("extend_claim", at, "organ", by=Months(31), **why) == (
        "claim_extension",
    )
    case.do("extend_claim", at, "organ", by=Months(30), **why)
    assert case.due("CLAIM", at) == DAY("2026-09-28")
    assert case.refused("extend_claim", at, "organ", by=Months(1), **why) == (
        "claim_extension",
    )


@pytest.mark.parametrize(
    ("grade", "amount", "fits"),
    [
        ("some", 10_000, True),
        ("some", 10_001, False),
        ("important", 30_000, True),
        ("important", 9_999, False),
        ("great", 100_001, False),
        ("very_great", 99_999, False),
        ("very_great", 500_000, True),
        ("some", None, False),
    ],
)
def test_money_fits_the_grade(grade: str, amount: int | None, fits: bool):
    """Art. 12."""
    case = verify("2026-09-01 09:00")
    case.do("open_procedure", "2026-09-01 10:00", "city_organ")
    details: dict[str, Any] = {"form": "money", "grade": grade, "first": True}
    if amount is not None:
        details["amount"] = Decimal(amount)
    if fits:
        case.do("grant", "2026-09-02 09:00", "city_organ", **details)
    else:
        refused = case.refused("grant", "2026-09-02 09:00", "city_organ", **details)
        assert refused == ("grade_fits",)


def test_duty_to_report_earns_no_reward():
    """Art. 9:1: and the refusal names a ground and the remedy."""
    case = verify("2026-09-01 09:00", duty=True)
    at = "2026-09-02 09:00"
    assert case.refused("open_procedure", at, "city_organ") == ("no_duty",)
    details: dict[str, Any] = {"reason": "职责所在"}
    wrong = case.refused(
        "decline", at, "organ", ground="budget", remedy_told=False, **details
    )
    assert wrong == ("ground_of_none", "remedy_told")
    case.do("decline", at, "organ", ground="staff", remedy_told=True, **details)


def test_fraud_revokes_the_reward():
    """Art. 21(2): before and after it was claimed."""
    case = tell("2026-09-01 09:00")
    case.do("claim", "2026-09-02 09:00", "reporter", proxy="代领人")
    details: dict[str, Any] = {"reason": "骗取奖金", "remedy_told": True}
    at = "2026-09-28 09:00"
    assert case.refused("revoke", at, "city_organ", ground="regret", **details) == (
        "ground_to_revoke",
    )
    case.do("revoke", at, "city_organ", ground="fraud", **details)
    assert case.case.outcome == "revoked"


def test_ceremony_needs_the_consent_of_the_reporter():
    """Art. 17."""
    case = tell("2026-09-01 09:00")
    at = "2026-09-02 09:00"
    assert case.refused("hold_ceremony", at, "organ", agreed=False) == (
        "reporter_agrees",
    )
    case.do("hold_ceremony", at, "organ", agreed=True)


def test_table_is_sound():
    """No fault on any way, with any features."""
    assert not check_process(procedure("reward")).findings
