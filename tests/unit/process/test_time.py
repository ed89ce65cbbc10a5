"""Time that was acted on is history; time that nobody acted on is computed."""

from __future__ import annotations

import datetime as dt

import pytest
from procedure_driver import Driver, instant
from visit_table import SOUND, changed

from zhengwu.calendars import ChinaCalendar, Layer, china_calendar
from zhengwu.findings.errors import InputError
from zhengwu.process import (
    Declined,
    ProcedureActor,
    ProcedureCase,
    ProcedureContext,
    ProcedureEvent,
    ProcedureRules,
    Taken,
    advance,
    alerts,
    decide,
    fold,
    list_expected,
    offers,
    parse_process,
    read_case,
    replay,
)

VISIT = parse_process(SOUND)
AFTER = parse_process(
    changed(
        ('[[move]]\nid = "S1"', '[[event]]\nid = "appeal"\nzh = "申诉"\nen = "appeal"\n\n[[transition]]\nid = "T8"\nevent = "appeal"\nsource = ["ended"]\ntarget = "done"\nwho = ["clerk"]\nforce = "practice"\n\n[[move]]\nid = "S1"'),
        ('[[phase]]\nid = "done"', '[[phase]]\nid = "ended"\nzh = "已终止"\nen = "ended"\n\n[[phase]]\nid = "done"'),
        ('target = "done"\nwho = ["system"]', 'target = "ended"\nwho = ["system"]'),
    )
)  # fmt: skip
"""The visit lapses after five working days; after that the applicant may appeal."""


def closed(*days: str) -> ChinaCalendar:
    """The national calendar, with a local closure of some days."""
    first, last = map(dt.date.fromisoformat, days)
    closure = Layer.closure(first, last, name="台风停办", source="防指令")
    return china_calendar().with_layer(closure)


def driver(case: str = "c-1") -> Driver:
    made = Driver(AFTER, case)
    made.do("begin", "2026-11-02 09:00", "clerk")
    return made


def test_the_lapse_on_which_an_event_rests_is_written_down_before_it() -> None:
    # 2 November + 5 working days: 3, 4, 5, 6, 9 November; over at 24:00 on the 9th.
    made = driver()
    ruling = made.ask("appeal", "2026-11-10 10:00", "clerk")
    assert isinstance(ruling, Taken)
    lapse, appeal = ruling.events
    assert (lapse.kind, lapse.seq, lapse.at) == (
        "give_up",
        2,
        instant("2026-11-10 00:00"),
    )
    assert (appeal.kind, appeal.seq) == ("appeal", 3)
    assert lapse.calendar == appeal.calendar == china_calendar().revision
    assert lapse.actor.role == "system"


def test_a_closure_that_is_told_later_moves_no_history() -> None:
    made = driver()
    made.do("appeal", "2026-11-10 10:00", "clerk")
    later = ProcedureContext(AFTER, closed("2026-11-05", "2026-11-06"))
    folded = fold(made.log, later)
    assert folded.declined is None
    assert folded.case.phase == "done"
    assert folded.case.lapsed[0].at == instant("2026-11-10 00:00")
    again = replay(made.log, later)
    assert again.declined == ()
    assert [f.code for f in again.findings] == ["ZWPR020"]
    assert "2026-11-12" in again.findings[0].message_en  # two days later
    # A second event 3 is not taken beside the first.
    second = ProcedureEvent(
        "c-1", 3, "appeal", instant("2026-11-12 09:00"), ProcedureActor("clerk", "x")
    )
    ruling = decide(folded.case, second, later)
    assert isinstance(ruling, Declined)
    assert "duplicate" in ruling.codes


def test_on_the_same_calendar_nothing_is_found() -> None:
    made = driver()
    made.do("appeal", "2026-11-10 10:00", "clerk")
    assert replay(made.log, made.ctx).findings == ()


def test_a_closure_moves_what_is_still_open() -> None:
    made = driver()
    moved = ProcedureContext(AFTER, closed("2026-11-05", "2026-11-06"))
    at = instant("2026-11-05 09:00")
    assert read_case(made.case, at, made.ctx).due[0].day == dt.date(2026, 11, 9)
    assert read_case(made.case, at, moved).due[0].day == dt.date(2026, 11, 11)


def test_a_clerk_after_the_nightly_run_is_taken_or_told_what_happened() -> None:
    made = driver()
    nightly = advance(made.case, instant("2026-11-10 02:00"), made.ctx)
    assert [event.kind for event in nightly.events] == ["give_up"]
    stored = fold([*made.log, *nightly.events], made.ctx).case
    assert stored.seq == 2
    # The clerk's screen still shows the case of yesterday, whose next number is 2.
    clerk = ProcedureActor("clerk", "clerk-1")
    late = ProcedureEvent("c-1", 2, "visit", instant("2026-11-10 09:00"), clerk)
    ruling = decide(stored, late, made.ctx)
    assert isinstance(ruling, Declined)
    assert ruling.codes == ("lapsed",)
    assert "逾期终止" in ruling.text("zh")
    # What is possible after the lapse is taken, with the number after it.
    appeal = ProcedureEvent("c-1", 2, "appeal", instant("2026-11-10 09:00"), clerk)
    taken = decide(stored, appeal, made.ctx)
    assert isinstance(taken, Taken)
    assert [event.seq for event in taken.events] == [3]


def test_recorded_or_not_the_case_is_the_same() -> None:
    made = driver()
    nightly = advance(made.case, instant("2026-11-10 02:00"), made.ctx)
    clerk = ProcedureActor("clerk", "clerk-1")
    at = instant("2026-11-12 09:00")
    unrecorded = decide(
        made.case, ProcedureEvent("c-1", 2, "appeal", at, clerk), made.ctx
    )
    stored = fold([*made.log, *nightly.events], made.ctx).case
    recorded = decide(stored, ProcedureEvent("c-1", 3, "appeal", at, clerk), made.ctx)
    assert isinstance(unrecorded, Taken)
    assert isinstance(recorded, Taken)
    assert unrecorded.case == recorded.case


def test_a_second_writer_with_the_same_number_is_declined() -> None:
    made = driver()
    made.do("visit", "2026-11-03 09:00", "clerk")
    second = ProcedureEvent(
        "c-1", 2, "visit", instant("2026-11-03 10:00"), ProcedureActor("clerk", "b")
    )
    ruling = decide(made.case, second, made.ctx)
    assert isinstance(ruling, Declined)
    assert ruling.codes == ("duplicate",)


def test_a_log_of_other_rules_is_refused_unless_the_caller_says_so() -> None:
    made = driver()
    newer = ProcedureContext(ProcedureRules(id="visit/2", procedure=AFTER))
    refused = fold(made.log + made.log, newer, made.case)
    assert refused.declined is not None
    assert "other_rules" in refused.declined.codes
    more = ProcedureEvent(
        "c-1", 2, "visit", instant("2026-11-03 09:00"), ProcedureActor("clerk", "c")
    )
    assert fold([more], newer, made.case).declined is not None
    assert fold([more], newer, made.case, any_rules=True).declined is None


def test_alerts_over_several_versions_of_rules() -> None:
    first, second = driver("a"), driver("b")
    other = ProcedureRules(id="visit/2", procedure=AFTER, times={"VISIT": "1个工作日"})
    ctx = ProcedureContext(other)
    begin = ProcedureEvent(
        "b", 1, "begin", instant("2026-11-02 09:00"), ProcedureActor("clerk", "c")
    )
    taken = decide(ProcedureCase("b"), begin, ctx)
    assert isinstance(taken, Taken)
    contexts = {first.ctx.rules.id: first.ctx, "visit/2": ctx}
    told = alerts([first.case, taken.case], instant("2026-11-03 15:00"), contexts)
    assert [(alert.case, alert.due.day) for alert in told] == [
        ("b", dt.date(2026, 11, 3))
    ]
    with pytest.raises(InputError, match="no context"):
        alerts([taken.case], instant("2026-11-03 15:00"), {"other": first.ctx})
    del second


def test_a_suspended_clock_shows_no_day() -> None:
    paused = parse_process(
        changed(
            ('stamp = ["visited"]\n', 'stamp = ["visited"]\nclocks = ["~VISIT?"]\n'),
            ('clocks = ["*VISIT"]', 'clocks = [">VISIT?", "*VISIT?"]'),
        ).replace('conditions = ["may_extend"]\n', "").replace(
            'holds = { known = ["visited"] }',
            'holds = { any = [{ known = ["visited"] }, { extends = "VISIT", by = "by" }] }',
        ).replace('[[event]]\nid = "finish"\nzh = "办结"\nen = "finish"', '[[event]]\nid = "finish"\nzh = "办结"\nen = "finish"\nbrings = ["by"]').replace(
            SOUND[SOUND.index('[[condition]]\nid = "may_extend"') : SOUND.index("[[side]]")], ""
        )
    )  # fmt: skip
    made = Driver(paused)
    made.do("begin", "2026-11-02 09:00", "clerk")
    made.do("visit", "2026-11-03 09:00", "clerk")
    status = read_case(made.case, instant("2026-12-31 09:00"), made.ctx)
    assert status.paused == ("VISIT",)
    assert status.due == ()
    assert list_expected(made.case, made.ctx) == ()


def test_offers_and_decide_agree() -> None:
    made = driver()
    clerk = ProcedureActor("clerk", "c")
    at = instant("2026-11-03 09:00")
    for offering in offers(made.case, clerk, at, made.ctx):
        event = ProcedureEvent("c-1", 2, offering.event, at, clerk, {}, offering.key)
        taken = isinstance(decide(made.case, event, made.ctx), Taken)
        if not offering.needs and not offering.requires:
            assert taken == offering.possible, offering.event
        elif taken:
            assert offering.possible


def test_another_class_is_a_mistake_in_the_program() -> None:
    made = driver()
    with pytest.raises(InputError, match="ProcedureEvent"):
        decide(made.case, {}, made.ctx)  # type: ignore[arg-type]


@pytest.mark.parametrize("details", [{"by": "soon"}, {"by": None}, {"zz": 1}, {}])
def test_unusable_details_are_declined_and_not_raised(
    details: dict[str, object],
) -> None:
    made = driver()
    ruling = made.ask("extend", "2026-11-03 09:00", "clerk", **details)
    assert isinstance(ruling, Declined)
    assert ruling.codes == ("details",)
