"""Errands: claimed, papers collected and handed in, done in three working days, free."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from procedure_driver import Driver

from zhengwu.procedures import procedure
from zhengwu.process import ProcedureRules


def claim(*choices: str) -> Driver:
    """An errand that the agent a-1 claims on Wednesday 2026-09-30."""
    rules = ProcedureRules(
        id="errand/1", procedure=procedure("errand"), choices=frozenset(choices)
    )
    errand = Driver(rules)
    errand.do(
        "register", "2026-09-30 09:00", "station", item="医保参保", group="elderly"
    )
    errand.do("claim", "2026-09-30 10:00", "agent", "a-1")
    return errand


def hand_in(errand: Driver, day: str) -> None:
    """Collect the papers and hand them in."""
    errand.do(
        "collect", f"{day} 09:00", "agent", "a-1", papers=["户口簿"], authority="委托书"
    )
    errand.do("hand_in", f"{day} 10:00", "agent", "a-1", receipt="受理凭证1号")


def test_errand_is_done_in_three_working_days():
    """Practice of Yumen: 8, 9 and 10 (worked Saturday) October after the holiday."""
    errand = claim()
    assert errand.due("ERRAND", "2026-09-30 11:00") == dt.date(2026, 10, 10)
    hand_in(errand, "2026-10-08")
    errand.do("obtain", "2026-10-09 09:00", "window", done=True, document="参保证明")
    assert errand.refused(
        "deliver", "2026-10-10 09:00", "agent", "a-1", charged=True
    ) == ("is_free",)
    errand.do(
        "deliver", "2026-10-10 09:00", "agent", "a-1",
        charged=False, postage=Decimal(6),
    )  # fmt: skip
    errand.do("rate", "2026-10-10 10:00", "person", satisfied=True)
    case = errand.do("close", "2026-10-10 10:05", "station")
    assert (case.phase, case.outcome) == ("closed", "done")


def test_time_of_the_authority_is_left_out_where_a_place_says_so():
    """Handed in on 8 October, result on the 14th: one day used before, two after."""
    errand = claim("agency_time_excluded")
    hand_in(errand, "2026-10-09")
    assert errand.due("ERRAND", "2026-10-10 09:00") is None
    errand.do("obtain", "2026-10-14 09:00", "window", done=False, document="决定书")
    # The 8th was used; the day of resumption counts: the 14th and the 15th.
    assert errand.due("ERRAND", "2026-10-14 10:00") == dt.date(2026, 10, 15)
    assert errand.refused(
        "deliver", "2026-10-15 09:00", "agent", "a-1", charged=False
    ) == ("is_granted",)
    case = errand.do(
        "deliver_refusal", "2026-10-15 09:00", "agent", "a-1", charged=False
    )
    assert case.outcome == "refused"


def test_only_the_agent_who_claimed_goes_on():
    """Another agent may not; after giving up somebody else claims, and the time restarts."""
    errand = claim()
    asked = {"papers": ["户口簿"], "authority": "委托书"}
    assert errand.refused("collect", "2026-10-08 09:00", "agent", "a-2", **asked) == (
        "own_errand",
    )
    errand.do("give_up", "2026-10-08 10:00", "agent", "a-1", reason="住院")
    errand.do("claim", "2026-10-09 10:00", "agent", "a-2")
    # 10 (worked Saturday), 12, 13 October.
    assert errand.due("ERRAND", "2026-10-09 11:00") == dt.date(2026, 10, 13)


def test_missing_papers_are_collected_again():
    """许可法 32(1):4: told at once what is missing."""
    errand = claim()
    hand_in(errand, "2026-10-08")
    case = errand.do("ask_more", "2026-10-08 11:00", "window", missing=["照片"])
    assert case.phase == "claimed"
    hand_in(errand, "2026-10-09")
    assert errand.case.facts["supplemented"] == 1


def test_late_errand_has_no_effect_of_its_own():
    """Nothing is deemed; and the three days do not pose as a statute."""
    errand = claim()
    assert errand.at("2026-11-30 09:00").phase == "claimed"
    assert procedure("errand").clock_by_id["ERRAND"].force == "practice"


def test_what_needs_the_person_is_declined():
    """The way is told."""
    errand = Driver(procedure("errand"))
    errand.do("register", "2026-09-30 09:00", "person", item="身份证指纹采集")
    assert errand.refused(
        "decline", "2026-09-30 09:30", "station", reason="须本人"
    ) == ("details",)
    case = errand.do(
        "decline", "2026-09-30 09:30", "station", reason="须本人", way="派出所"
    )
    assert case.outcome == "not_possible"
