"""Every transition and every move, performed once from each phase in which it is possible.

The table of the design, written out by hand: start, target phase, document, the clocks that
run afterwards (``~`` marks suspended clocks), and the outcome.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
from lifecycle_scene import (
    AGENT,
    APPLICANT,
    ASK,
    CHIEF,
    CLERK,
    EXPERT,
    FORM,
    GOV_HEAD,
    HEAD,
    LEAD,
    MEETING,
    NOTICE,
    OFFICER,
    PART,
    PLAN,
    SUPERVISOR,
    VISIT,
    K,
    Scene,
    granted,
)

from zhengwu.lifecycle import (
    SYSTEM,
    CaseOutcome,
    ClockKind,
    Conclusion,
    CorrectionNotice,
    EventKind,
    ExtensionGrant,
    IdentityCheck,
    ItemFeature,
    Phase,
    Rating,
    SideKind,
    Submission,
    national_process,
)
from zhengwu.limits import WorkingDays

P, F, S, O = Phase, ItemFeature, SideKind, CaseOutcome  # noqa: E741  # columns
AFTER = "2026-03-03"


# -- where a transition begins ---------------------------------------------------------


def draft() -> Scene:
    return Scene()


def submitted() -> Scene:
    return Scene().to(P.SUBMITTED)


def received() -> Scene:
    return Scene().to(P.RECEIVED)


def correcting() -> Scene:
    return Scene().to(P.CORRECTING)


def correcting_five_days() -> Scene:
    """Notified on Monday 2 March to supply a missing document within 5 working days."""
    scene = Scene().to(P.RECEIVED)
    notice = CorrectionNotice([PLAN], "补1号", WorkingDays(5))
    scene.do(K.NOTIFY_CORRECTION, details=notice)
    return scene


def lacking() -> Scene:
    """The plan is missing; the item allows it to be supplied later."""
    scene = Scene(F.DEFERRABLE, documents=[FORM, PLAN], deferrable=[PLAN])
    return scene.to(P.RECEIVED)


def promising() -> Scene:
    return Scene(F.COMMITMENT).to(P.RECEIVED)


def accepted() -> Scene:
    return Scene().to(P.ACCEPTED)


def instant() -> Scene:
    return Scene(F.INSTANT).to(P.ACCEPTED)


def reviewing() -> Scene:
    return Scene().to(P.REVIEWING)


def special() -> Scene:
    """A procedure for which the applicant was notified of 15 working days."""
    return Scene().to(P.SPECIAL)


def two_tiers() -> Scene:
    return Scene(F.TWO_LEVEL).to(P.REVIEWING)


def upstream() -> Scene:
    return Scene(F.TWO_LEVEL).to(P.UPSTREAM)


def deciding() -> Scene:
    return Scene().to(P.DECIDING)


def has_been_granted() -> Scene:
    return Scene().to(P.GRANTED)


def certified() -> Scene:
    return Scene(F.CERTIFICATE).to(P.GRANTED)


def making() -> Scene:
    return Scene(F.CERTIFICATE).to(P.MAKING)


def not_granted() -> Scene:
    return Scene().to(P.NOT_GRANTED)


def delivering() -> Scene:
    return Scene().to(P.DELIVERING)


def refusal_to_deliver() -> Scene:
    return not_granted().by(K.NOTICE_READY)


def delivered() -> Scene:
    return Scene().to(P.DELIVERED)


def closed() -> Scene:
    return Scene().to(P.CLOSED)


class Row(NamedTuple):
    number: str
    begin: Callable[[], Scene]
    event: EventKind
    target: Phase
    clocks: str = ""
    paper: str = ""
    outcome: CaseOutcome | None = None
    when: str = AFTER


BOTH, HALTED = "LAW PROM", "~LAW ~PROM "
ROWS = [
    Row("T01", draft, K.SAVE, P.DRAFT),
    Row("T02", draft, K.SUBMIT, P.SUBMITTED, "RECV", "申请登记"),
    Row("T03", submitted, K.RECEIVE, P.RECEIVED, "ACPT", "收件凭证"),
    Row("T04", received, K.COUNTER_FIX, P.RECEIVED, "ACPT", "更正记录"),
    Row("T05", received, K.NOTIFY_CORRECTION, P.CORRECTING, "FIX", "补正告知书"),
    Row("T06", correcting, K.RESUPPLY, P.RECEIVED, "ACPT", "补正材料接收凭证"),
    # Notified on 2 March; 3, 4, 5, 6 and 9 March are five working days.
    Row(
        "T07", correcting_five_days, K.CORRECTION_LAPSE, P.NOT_GRANTED, "",
        "终止", O.TERMINATED, "2026-03-10 00:00",
    ),
    # Received on 2 March; art. 32: five working days, and deemed accepted.
    Row(
        "T08", received, K.DEEM_ACCEPTED, P.ACCEPTED, BOTH, "记录", None,
        "2026-03-10 00:00",
    ),
    Row(
        "T09", received, K.NOT_REQUIRED, P.NOT_GRANTED, "", "不受理告知书",
        O.NOT_REQUIRED,
    ),
    Row(
        "T10", received, K.NOT_ACCEPTED, P.NOT_GRANTED, "", "不予受理决定书",
        O.NOT_ACCEPTED,
    ),
    Row("T11", received, K.ACCEPT, P.ACCEPTED, BOTH, "受理通知书"),
    Row("T12", lacking, K.ACCEPT_DEFERRED, P.ACCEPTED, BOTH, "容缺受理单"),
    Row("T13", promising, K.ACCEPT_COMMITMENT, P.ACCEPTED, BOTH, "告知承诺书"),
    Row("T14", accepted, K.START_REVIEW, P.REVIEWING, BOTH),
    Row("T15", instant, K.INSTANT_DECIDE, P.DECIDING, BOTH),
    Row("T16", reviewing, K.START_SPECIAL, P.SPECIAL, HALTED + "SPEC", "告知书"),
    Row("T17", special, K.END_SPECIAL, P.REVIEWING, BOTH, "报告"),
    # Notified on 2 March: 15 working days, 3 to 23 March.
    Row(
        "T18", special, K.SPECIAL_OVERRUN, P.REVIEWING, BOTH, "超期记录", None,
        "2026-03-24 00:00",
    ),
    Row("T19", reviewing, K.EXTEND, P.REVIEWING, BOTH, "延期告知书"),
    Row("T20", reviewing, K.CONSULT, P.REVIEWING, BOTH, "征求意见函"),
    Row("T21", reviewing, K.JOINT_VISIT, P.REVIEWING, BOTH, "踏勘"),
    Row("T22", reviewing, K.MEETING, P.REVIEWING, BOTH, "会商纪要"),
    Row("T23", two_tiers, K.FORWARD_UP, P.UPSTREAM, HALTED + "UPPER", "初审意见"),
    Row("T24", upstream, K.UPPER_GRANTED, P.GRANTED, "SEND", "决定书"),
    Row(
        "T25", upstream, K.UPPER_DENIED, P.NOT_GRANTED, "", "不予", O.DENIED
    ),
    Row("T26", upstream, K.UPPER_RETURN, P.REVIEWING, BOTH, "退回函"),
    Row("T27", reviewing, K.PROPOSE, P.DECIDING, BOTH, "审查意见"),
    Row("T28", deciding, K.SEND_BACK, P.REVIEWING, BOTH, "退回意见"),
    Row("T29", deciding, K.GRANT, P.GRANTED, "SEND", "准予决定书"),
    Row("T30", deciding, K.DENY, P.NOT_GRANTED, "", "不予许可决定书", O.DENIED),
    *(
        Row(
            "T31", begin, K.WITHDRAW_EARLY, P.NOT_GRANTED, "", "撤回确认",
            O.WITHDRAWN,
        )
        for begin in (submitted, received, correcting)
    ),
    *(
        Row("T32", begin, K.WITHDRAW, P.NOT_GRANTED, "", "撤回确认", O.WITHDRAWN)
        for begin in (accepted, reviewing, special, deciding, upstream)
    ),
    *(
        Row("T33", begin, K.TERMINATE, P.NOT_GRANTED, "", "终止通知书", O.TERMINATED)
        for begin in (accepted, reviewing, special, deciding, upstream)
    ),
    Row("T34", certified, K.MAKE_CERT, P.MAKING, "SEND", "证照"),
    Row("T35", has_been_granted, K.NO_CERT, P.DELIVERING, "SEND", "决定书"),
    Row("T36", making, K.CERT_READY, P.DELIVERING, "SEND", "证照"),
    Row(
        "T37", not_granted, K.NOTICE_READY, P.DELIVERING, "", "结果文书", O.DENIED
    ),
    Row("T38", delivering, K.DELIVER, P.DELIVERED, "", "送达回证"),
    Row("T39", delivered, K.CLOSE, P.CLOSED, "", "办结通知"),
    Row("T40", closed, K.ARCHIVE, P.ARCHIVED, "", "一件一档"),
    *(
        Row("T41", begin, K.VOID, P.VOID, "", "作废记录")
        for begin in (draft, submitted, received)
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row.number}-{row.begin.__name__}" for row in ROWS]
)
def test_each_transition_leads_where_the_design_says(row: Row):
    """Phase, clocks and outcome after each transition, by the table of the design."""
    scene = row.begin()
    scene.do(row.event, row.when)
    assert scene.case.phase is row.target
    assert scene.clocks == set(row.clocks.split())
    assert scene.case.outcome is row.outcome
    assert scene.log[-1].kind is row.event


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row.number}-{row.begin.__name__}" for row in ROWS]
)
def test_each_transition_produces_the_document_of_the_design(row: Row):
    """行政许可法 32(2), 38, 42: in writing; no document where the design names none."""
    document = row.begin().do(row.event, row.when).document
    assert row.paper in document
    assert bool(document) is bool(row.paper)


def test_every_transition_has_a_case_from_each_of_its_phases():
    """A row of the table without a case in `ROWS`, or the reverse, is named."""
    tried = {
        f"{row.number} {row.event.value} from {row.begin().case.phase.value}"
        for row in ROWS
    }
    listed = {
        f"{row.id} {row.event.value} from {phase.value}"
        for row in national_process().transitions
        for phase in row.sources
    }
    assert listed - tried == set(), "transitions without a case in ROWS"
    assert tried - listed == set(), "cases in ROWS without a transition"


def test_a_refusal_is_delivered_as_a_grant_is():
    """行政许可法 38(2): the result is a document to deliver, without the clock of art. 44."""
    scene = refusal_to_deliver()
    assert not scene.clocks
    assert scene.do(K.DELIVER, AFTER).case.phase is P.DELIVERED


# -- side matters ----------------------------------------------------------------------


def asked() -> Scene:
    return reviewing().by(K.CONSULT)


def asked_five_days() -> Scene:
    scene = Scene(side_times={S.OPINION: WorkingDays(5)})
    return scene.to(P.REVIEWING).by(K.CONSULT)


def visiting() -> Scene:
    return reviewing().by(K.JOINT_VISIT)


def with_part() -> Scene:
    return reviewing().by(K.CHILD_OPEN)


def with_gap() -> Scene:
    scene = Scene(
        F.DEFERRABLE, documents=[FORM, PLAN], deferrable=[PLAN],
        side_times={S.GAP: WorkingDays(5)},
    )  # fmt: skip
    return scene.to(P.RECEIVED).by(K.ACCEPT_DEFERRED)


def with_lapsed_gap() -> Scene:
    scene = with_gap()
    scene.do(K.GAP_LAPSE, "2026-03-10 00:00")
    return scene


def pledged() -> Scene:
    return promising().by(K.ACCEPT_COMMITMENT)


def invited() -> Scene:
    return delivered()


def invited_five_days() -> Scene:
    return Scene(side_times={S.RATING: WorkingDays(5)}).to(P.DELIVERED)


def rated_badly() -> Scene:
    return delivered().by(K.RATE)


def rating_checked() -> Scene:
    return rated_badly().by(K.RATING_CHECK)


def rating_put_right() -> Scene:
    return rating_checked().by(K.RATING_RECTIFY)


def rating_answered() -> Scene:
    return rating_put_right().by(K.RATING_ANSWER)


def rating_appealed() -> Scene:
    return rated_badly().by(K.RATING_APPEAL)


def rated_well() -> Scene:
    scene = delivered()
    scene.do(K.RATE, details=Rating(5))
    return scene


def valid() -> Scene:
    return granted(date(2026, 12, 31))


def expired() -> Scene:
    scene = valid()
    scene.do(K.LICENCE_EXPIRE, "2027-01-01 00:00")
    return scene


def renewing() -> Scene:
    """Thirty days before 31 December 2026 is 1 December."""
    scene = valid()
    scene.do(K.RENEW_APPLY, "2026-12-01")
    return scene


def renewing_late() -> Scene:
    scene = valid()
    scene.do(K.RENEW_APPLY, "2026-12-02")
    return scene


def revoked() -> Scene:
    return valid().by(K.LICENCE_REVOKE)


def recalled() -> Scene:
    return valid().by(K.LICENCE_RECALL)


class Side(NamedTuple):
    number: str
    begin: Callable[[], Scene]
    event: EventKind
    kind: SideKind
    key: str
    state: str
    when: str = AFTER
    details: object = None


NEW_YEAR, NOVEMBER = "2027-01-01 00:00", "2026-11-02"
AGAINST = Conclusion("子件1号", agrees=False)
SIDES = [
    Side("S01", asked, K.OPINION_REPLY, S.OPINION, ASK, "replied"),
    Side("S02", asked, K.OPINION_RECALL, S.OPINION, ASK, "recalled"),
    Side(
        "S03", asked_five_days, K.OPINION_LAPSE, S.OPINION, ASK, "defaulted",
        "2026-03-10 00:00",
    ),
    Side("S04", visiting, K.JOINT_DONE, S.JOINT, VISIT, "done"),
    Side("S05", visiting, K.JOINT_CANCEL, S.JOINT, VISIT, "cancelled"),
    Side("S06", accepted, K.CHILD_OPEN, S.CHILD, PART, "handled"),
    Side("S06", reviewing, K.CHILD_OPEN, S.CHILD, PART, "handled"),
    Side("S07", with_part, K.CHILD_CLOSE, S.CHILD, PART, "granted"),
    Side("S07b", with_part, K.CHILD_CLOSE, S.CHILD, PART, "denied", AFTER, AGAINST),
    Side("S08", with_gap, K.GAP_SUPPLY, S.GAP, PLAN, "supplied"),
    Side(
        "S08", with_lapsed_gap, K.GAP_SUPPLY, S.GAP, PLAN, "supplied", "2026-03-10"
    ),
    Side("S09", with_gap, K.GAP_LAPSE, S.GAP, PLAN, "lapsed", "2026-03-10 00:00"),
    Side("S10", pledged, K.PLEDGE_VERIFY, S.PLEDGE, "", "verified"),
    Side("S11", pledged, K.PLEDGE_BREACH, S.PLEDGE, "", "breached"),
    Side("S12", invited, K.RATE, S.RATING, "", "rated"),
    Side(
        "S13", invited_five_days, K.RATING_LAPSE, S.RATING, "", "unrated",
        "2026-03-10 00:00",
    ),
    Side("S14", rated_badly, K.RATING_CHECK, S.RATING, "", "checked"),
    Side("S15", rating_checked, K.RATING_RECTIFY, S.RATING, "", "rectified"),
    Side("S16", rating_put_right, K.RATING_ANSWER, S.RATING, "", "answered"),
    Side("S17", rated_badly, K.RATING_APPEAL, S.RATING, "", "appealed"),
    Side("S17", rating_checked, K.RATING_APPEAL, S.RATING, "", "appealed"),
    Side("S18", rating_answered, K.RATING_SETTLE, S.RATING, "", "settled"),
    Side("S18", rating_appealed, K.RATING_SETTLE, S.RATING, "", "settled"),
    Side("S18", rated_well, K.RATING_SETTLE, S.RATING, "", "settled"),
    Side("S19", valid, K.LICENCE_CHANGE, S.LICENCE, "", "valid"),
    *(
        Side(number, begin, event, S.LICENCE, "", state or now, "2026-12-03")
        for number, event, state in (
            ("S19", K.LICENCE_CHANGE, ""),
            ("S20", K.LICENCE_REVOKE, "revoked"),
            ("S21", K.LICENCE_RECALL, "recalled"),
            ("S22", K.LICENCE_CANCEL, "cancelled"),
        )
        for begin, now in ((renewing, "renewing"), (renewing_late, "renewing_late"))
    ),
    *(
        Side(number, begin, event, S.LICENCE, "", state, NEW_YEAR)
        for number, event, state, begins in (
            ("S20", K.LICENCE_REVOKE, "revoked", (expired,)),
            ("S22", K.LICENCE_CANCEL, "cancelled", (expired,)),
        )
        for begin in begins
    ),
    Side("S20", valid, K.LICENCE_REVOKE, S.LICENCE, "", "revoked"),
    Side("S21", valid, K.LICENCE_RECALL, S.LICENCE, "", "recalled"),
    Side("S22", valid, K.LICENCE_CANCEL, S.LICENCE, "", "cancelled"),
    Side("S22", revoked, K.LICENCE_CANCEL, S.LICENCE, "", "cancelled"),
    Side("S22", recalled, K.LICENCE_CANCEL, S.LICENCE, "", "cancelled"),
    Side("S23", valid, K.LICENCE_EXPIRE, S.LICENCE, "", "expired", NEW_YEAR),
    Side("S23", renewing_late, K.LICENCE_EXPIRE, S.LICENCE, "", "expired", NEW_YEAR),
    Side("S24", valid, K.RENEW_APPLY, S.LICENCE, "", "renewing", NOVEMBER),
    Side("S24b", valid, K.RENEW_APPLY, S.LICENCE, "", "renewing_late", "2026-12-30"),
    Side("S25", renewing, K.RENEW_GRANT, S.LICENCE, "", "valid", "2026-12-03"),
    Side("S25", renewing_late, K.RENEW_GRANT, S.LICENCE, "", "valid", "2026-12-03"),
    Side("S26", renewing, K.RENEW_REFUSE, S.LICENCE, "", "valid", "2026-12-03"),
    Side("S26", renewing_late, K.RENEW_REFUSE, S.LICENCE, "", "valid", "2026-12-03"),
    Side("S27", renewing, K.RENEW_DEEMED, S.LICENCE, "", "valid", NEW_YEAR),
]  # fmt: skip


@pytest.mark.parametrize(
    "row", SIDES, ids=[f"{row.number}-{row.begin.__name__}" for row in SIDES]
)
def test_each_move_leads_where_the_design_says(row: Side):
    """Section 4 of the design: the state after each move; the main line does not change."""
    scene = row.begin()
    before = scene.case
    scene.do(row.event, row.when, details=row.details)
    assert scene.side(row.kind, row.key).state == row.state
    assert scene.case.phase is before.phase
    assert scene.case.clocks == before.clocks
    assert scene.case.outcome is before.outcome


def test_every_move_has_a_case_from_each_of_its_states():
    """A move of the table without a case in `SIDES`, or the reverse, is named."""
    tried = set()
    for row in SIDES:
        side = row.begin().case.side(row.kind, row.key)
        state = side.state if side else "nothing"
        tried.add(f"{row.number.rstrip('b')} {row.event.value} from {state}")
    listed = {
        f"{move.id} {move.event.value} from {state}"
        for move in national_process().moves
        for state in move.source or ["nothing"]
    }
    # Art. 50(2): what was applied for in time is deemed renewed, so it does not expire.
    listed.remove("S23 licence_expire from renewing")
    assert listed - tried == set(), "moves without a case in SIDES"
    assert tried - listed == set(), "cases in SIDES without a move"


def test_every_event_kind_is_performed_and_accepted():
    """The tables above cover every kind of event."""
    performed: set[EventKind] = set()
    for row in (*ROWS, *SIDES):
        scene = row.begin()
        details = row.details if isinstance(row, Side) else None
        scene.do(row.event, row.when, details=details)
        performed |= {event.kind for event in scene.log}
    assert set(EventKind) - performed == set(), "events without a case"


# -- other effects of the events -------------------------------------------------------


def test_an_application_from_the_counter_to_the_archive():
    """行政许可法 29-44: every instant is recorded; the licence and the rating are opened."""
    scene = Scene(F.CERTIFICATE, documents=[FORM])
    scene.do(K.SAVE, "2026-03-02 09:00")
    scene.do(K.SUBMIT, "2026-03-02 10:00")
    scene.do(K.RECEIVE, "2026-03-02 11:00")
    scene.do(K.ACCEPT, "2026-03-03 09:00")
    scene.do(K.START_REVIEW, "2026-03-04 09:00")
    scene.do(K.PROPOSE, "2026-03-10 09:00")
    scene.do(K.GRANT, "2026-03-11 16:00")
    scene.do(K.MAKE_CERT, "2026-03-12 09:00")
    scene.do(K.CERT_READY, "2026-03-13 09:00")
    scene.do(K.DELIVER, "2026-03-16 09:00")
    scene.do(K.CLOSE, "2026-03-16 10:00")
    scene.do(K.ARCHIVE, "2026-03-17 09:00")
    case = scene.case
    assert case.phase is P.ARCHIVED
    assert case.seq == 12
    assert case.applicant == APPLICANT.id
    assert case.officer == OFFICER.id
    assert set(case.supplied) == {FORM}
    instants = (
        case.submitted, case.received, case.accepted, case.decided, case.delivered,
        case.closed,
    )  # fmt: skip
    assert [f"{when:%m-%d %H}" for when in instants if when] == [
        "03-02 10", "03-02 11", "03-03 09", "03-11 16", "03-16 09", "03-16 10",
    ]  # fmt: skip
    assert [s.kind for s in case.sides] == [S.LICENCE, S.RATING]
    assert {c.kind for c in case.stopped} == {
        ClockKind.LAW, ClockKind.PROM, ClockKind.SEND,
    }  # fmt: skip


def test_a_resupply_within_the_default_is_a_new_receipt():
    """after_correction RESTART: the receipt is that of the corrections."""
    scene = correcting()
    scene.do(K.RESUPPLY, "2026-03-09")
    assert scene.case.received is not None
    assert scene.case.received.date() == date(2026, 3, 9)
    assert set(scene.case.supplied) == {FORM, PLAN}
    assert scene.case.notified
    assert not scene.case.listed


def test_the_other_roles_of_a_row_may_act_too():
    """Roles that the design names for a row in addition to the usual role."""
    scene = Scene()
    handed_in = Submission([FORM, PLAN], IdentityCheck.COUNTER, "某公司")
    scene.do(K.SUBMIT, actor=AGENT, details=handed_in)
    scene.do(K.RECEIVE, actor=SYSTEM)
    scene.do(K.COUNTER_FIX, actor=CLERK)
    scene.do(K.ACCEPT, actor=OFFICER)
    scene.do(K.START_REVIEW, actor=CHIEF)
    scene.do(K.START_SPECIAL, actor=HEAD)
    scene.do(K.END_SPECIAL, actor=EXPERT)
    scene.do(K.CONSULT, actor=LEAD)
    scene.do(K.OPINION_RECALL, actor=CHIEF)
    scene.do(K.MEETING, actor=HEAD)
    scene.do(K.JOINT_DONE, actor=HEAD, key=MEETING)
    scene.do(K.PROPOSE, actor=CHIEF)
    scene.do(K.GRANT, actor=CHIEF)
    scene.do(K.NO_CERT, actor=CHIEF)
    scene.do(K.DELIVER, actor=CLERK)
    scene.do(K.CLOSE, actor=SYSTEM)
    scene.do(K.ARCHIVE, actor=OFFICER)
    assert scene.case.phase is P.ARCHIVED


def test_a_supervisor_may_record_a_lapse():
    """T08, T18: the supervisor as well as the system."""
    for begin, event, when in (
        (received, K.DEEM_ACCEPTED, "2026-03-10"),
        (special, K.SPECIAL_OVERRUN, "2026-03-24"),
        (asked_five_days, K.OPINION_LAPSE, "2026-03-10"),
    ):
        assert begin().do(event, when, SUPERVISOR).noted


def test_joint_handling_is_extended_by_the_head_of_the_government():
    """行政许可法 42(2): 45 working days, extended by 15 by 本级人民政府负责人."""
    scene = Scene(joint=True).to(P.REVIEWING)
    by = ExtensionGrant(WorkingDays(15), NOTICE)
    scene.do(K.EXTEND, AFTER, GOV_HEAD, by)
    assert scene.clocks == {"LAW", "PROM"}
