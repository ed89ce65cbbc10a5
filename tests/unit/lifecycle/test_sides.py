"""Side matters: opinions, joint steps, gaps, commitments, ratings, the licence."""

from datetime import date
from fractions import Fraction

import pytest
from lifecycle_scene import (
    ASK,
    COURIER,
    FORM,
    HEAD,
    LEAD,
    MEETING,
    MONDAY,
    OFFICER,
    PART,
    PLAN,
    REFUSING,
    VISIT,
    K,
    Scene,
    at,
    ending,
    granted,
)

from zhengwu.lifecycle import (
    Actor,
    CaseOutcome,
    Conclusion,
    Consultation,
    Decision,
    EventKind,
    ItemFeature,
    JointKind,
    JointStep,
    Materials,
    Phase,
    Pledge,
    Rating,
    Role,
    SideKind,
    advance,
)
from zhengwu.limits import CalendarDays, WorkingDays

P, F, S = Phase, ItemFeature, SideKind
AFTER = "2026-03-03"
LAST_DAY, EXPIRY = date(2026, 12, 31), "2027-01-01 00:00"


# -- opinions: 前置审查、超时默认 --------------------------------------------------------


def asking(days: int = 5) -> Scene:
    scene = Scene().to(P.REVIEWING)
    question = Consultation("环保局", WorkingDays(days), "环境影响评价法")
    scene.do(K.CONSULT, details=question)
    return scene


def test_an_organ_that_does_not_answer_in_time_is_deemed_to_agree():
    """超时默认: asked on Monday 2 March; 5 working days expire at the end of 9 March."""
    scene = asking()
    before = advance(scene.case, at("2026-03-09 23:59"), scene.ctx)
    assert not before.lapsed
    after = advance(scene.case, at("2026-03-10 00:00"), scene.ctx)
    lapses = [(lapse.kind, lapse.key) for lapse in after.lapsed]
    assert lapses == [(K.OPINION_LAPSE, ASK)]
    side = after.case.side(S.OPINION, ASK)
    assert side is not None
    assert (side.state, side.agreed) == ("defaulted", True)
    assert side.since == at("2026-03-10 00:00")


def test_the_silent_organ_stays_on_record_as_liable():
    """责任记被征求部门: the case records the consulted organ and when its time expired."""
    scene = asking()
    scene.do(K.PROPOSE, "2026-03-11")
    side = scene.side(S.OPINION, ASK)
    assert side.who == "环保局"
    (lapse,) = scene.case.lapsed
    assert (lapse.kind, lapse.key) == (K.OPINION_LAPSE, ASK)
    assert lapse.at == at("2026-03-10 00:00")
    assert lapse.certain


def test_an_answer_that_comes_too_late_changes_nothing():
    """A late answer does not undo the deemed agreement."""
    scene = asking()
    against = Conclusion("复函1号", agrees=False)
    refused = scene.refused(K.OPINION_REPLY, "2026-03-10", details=against)
    assert refused.codes == ("side_state",)
    assert "超时默认同意" in refused.reasons[0].zh


def test_an_answer_is_recorded_and_ends_the_consultation():
    """An unfavourable opinion does not decide the case; the review considers it."""
    scene = asking()
    scene.do(K.OPINION_REPLY, AFTER, details=Conclusion("复函1号", agrees=False))
    assert scene.side(S.OPINION, ASK).agreed is False
    scene.do(K.PROPOSE, AFTER)
    assert not advance(scene.case, at("2026-04-01"), scene.ctx).lapsed


def test_the_time_to_answer_is_that_of_the_consultation_else_of_the_item():
    """限期 is set by the consultation, else by the item; else there is no limit."""
    rules = {"side_times": {S.OPINION: CalendarDays(10)}}
    scene = Scene(**rules).to(P.REVIEWING)
    own = Consultation("消防队", CalendarDays(3), "消防法")
    scene.by(K.CONSULT).do(K.CONSULT, details=own, key="消防")
    lapses = advance(scene.case, at("2026-03-20"), scene.ctx).lapsed
    assert [(lapse.key, lapse.at) for lapse in lapses] == [
        ("消防", at("2026-03-06 00:00")),  # 3, 4, 5 March
        (ASK, at("2026-03-13 00:00")),  # 12 March is the tenth day, a Thursday
    ]
    free = Scene().to(P.REVIEWING).by(K.CONSULT)
    assert not advance(free.case, at("2026-12-01"), free.ctx).lapsed


def test_a_recalled_consultation_does_not_hold_up_the_case():
    scene = asking()
    scene.do(K.OPINION_RECALL, AFTER)
    assert scene.side(S.OPINION, ASK).agreed is None
    scene.do(K.PROPOSE, AFTER)


# -- joint steps -----------------------------------------------------------------------


def test_a_joint_visit_holds_the_decision_up_until_its_record_is_filed():
    """联合踏勘 (行政许可法 34(3)): two officers; a record."""
    scene = Scene().to(P.REVIEWING).by(K.JOINT_VISIT)
    assert scene.refused(K.PROPOSE, AFTER).codes == ("no_open_opinions",)
    scene.do(K.JOINT_DONE, AFTER)
    assert scene.side(S.JOINT, VISIT).agreed
    scene.do(K.PROPOSE, AFTER)
    scene.do(K.GRANT, AFTER)


def test_a_visit_needs_two_officers_even_when_recorded_as_a_meeting():
    """行政许可法 34(3): 两名以上工作人员; recording a visit as a meeting changes nothing."""
    scene = Scene().to(P.REVIEWING)
    alone = JointStep(JointKind.VISIT, ["县局"], ["丁"])
    assert scene.refused(K.JOINT_VISIT, details=alone).codes == ("two_officers",)
    assert "two_officers" in scene.refused(K.MEETING, details=alone).codes


def panel(votes_for: int, votes_against: int, share: Fraction) -> Scene:
    scene = Scene(panel=share).to(P.REVIEWING)
    scene.do(K.MEETING, details=JointStep(JointKind.PANEL, ["县局", "环保局"]))
    votes = Conclusion(
        "票决1号", agrees=True, votes_for=votes_for, votes_against=votes_against
    )
    scene.do(K.JOINT_DONE, key=MEETING, details=votes)
    return scene


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "share", "agreed"),
    [
        (4, 3, Fraction(1, 2), True),
        (3, 4, Fraction(1, 2), False),
        (5, 2, Fraction(2, 3), True),  # 5 of 7 is more than 4.67
        (0, 1, Fraction(2, 3), False),
        (1, 0, Fraction(1, 2), True),
    ],
)
def test_a_panel_decides_by_its_rule(votes_for, votes_against, share, agreed):
    """审批委员会: the votes decide, not the conclusion that the filing officer states."""
    scene = panel(votes_for, votes_against, share)
    assert scene.side(S.JOINT, MEETING).agreed is agreed
    scene.do(K.PROPOSE)
    if agreed:
        scene.do(K.GRANT)
    else:
        assert scene.refused(K.GRANT).codes == ("joint_agreed",)
        scene.do(K.DENY)


def test_a_rejection_by_the_panel_is_overcome_only_by_a_later_meeting():
    """须再会商: neither an earlier agreement nor the passing of time is enough."""
    scene = Scene().to(P.REVIEWING).by(K.JOINT_VISIT)
    scene.do(K.JOINT_DONE, "2026-03-02 10:00")
    scene.do(K.MEETING, "2026-03-02 11:00")
    no = Conclusion("纪要1号", agrees=False)
    scene.do(K.JOINT_DONE, "2026-03-02 12:00", key=MEETING, details=no)
    scene.do(K.PROPOSE, AFTER)
    assert scene.refused(K.GRANT, AFTER).codes == ("joint_agreed",)
    scene.do(K.SEND_BACK, AFTER)
    scene.do(K.MEETING, AFTER, key="再会商")
    scene.do(K.JOINT_DONE, AFTER, key="再会商")
    scene.do(K.PROPOSE, AFTER)
    scene.do(K.GRANT, AFTER)


# -- parts of a joint application ------------------------------------------------------


def with_parts(*keys: str, **rules: object) -> Scene:
    scene = Scene(joint=True, **rules).to(P.REVIEWING)
    for key in keys:
        scene.do(K.CHILD_OPEN, key=key)
    return scene


def test_a_joint_application_waits_for_all_its_parts():
    """联合审批: C 全 done before T27."""
    scene = with_parts(PART, "人防")
    scene.do(K.CHILD_CLOSE, AFTER)
    refused = scene.refused(K.PROPOSE, AFTER)
    assert refused.reasons[0].names == ("并联子件 人防(办理中)",)
    scene.do(K.CHILD_CLOSE, AFTER, key="人防")
    scene.do(K.PROPOSE, AFTER)
    scene.do(K.GRANT, AFTER)


def test_a_denied_part_requires_a_meeting():
    """任一子件 denied → 牵头机关会商."""
    scene = with_parts(PART)
    scene.do(K.CHILD_CLOSE, AFTER, details=Conclusion("子件1号", agrees=False))
    assert scene.side(S.CHILD, PART).state == "denied"
    scene.do(K.PROPOSE, AFTER)
    assert scene.refused(K.GRANT, AFTER).codes == ("joint_agreed",)
    scene.do(K.SEND_BACK, AFTER)
    scene.by(K.MEETING, when=AFTER)
    scene.do(K.JOINT_DONE, AFTER, key=MEETING)
    scene.by(K.PROPOSE, K.GRANT, when=AFTER)
    assert scene.case.phase is P.GRANTED


def test_parts_opened_at_acceptance_are_done_before_an_instant_grant():
    """T29 要求 C 全 done, even where there is no review."""
    scene = Scene(F.INSTANT).to(P.ACCEPTED)
    scene.do(K.CHILD_OPEN)
    answer = scene.put(K.INSTANT_DECIDE)
    if scene.case.phase is P.DECIDING:
        answer = scene.put(K.GRANT)
    assert scene.case.phase is not P.GRANTED, answer


# -- gaps: 容缺 ------------------------------------------------------------------------


def lacking(pledge: Pledge | None = None, **rules: object) -> Scene:
    """Accepted on Monday 2 March without the plan, which is due in 5 working days."""
    rules = {"documents": [FORM, PLAN], "deferrable": [PLAN]} | rules
    scene = Scene(F.DEFERRABLE, **rules).to(P.RECEIVED)
    details = pledge or Pledge("承1号", [PLAN], WorkingDays(5))
    scene.do(K.ACCEPT_DEFERRED, details=details)
    return scene.by(K.START_REVIEW)


def test_a_gap_allows_the_review_and_must_be_supplied_before_the_grant():
    """容缺受理 (安阳市政务服务条例 24): accepted first; T29 要求 D 无 open."""
    scene = lacking().by(K.PROPOSE)
    assert scene.refused(K.GRANT, AFTER).codes == ("no_open_gaps",)
    scene.do(K.GAP_SUPPLY, AFTER, details=Materials())
    assert scene.side(S.GAP, PLAN).state == "supplied"
    assert PLAN in scene.case.supplied
    scene.do(K.GRANT, AFTER)


def test_a_gap_not_supplied_in_time_leads_to_termination_or_denial():
    """Lapsed → 可 T33 终止或 T30 不予."""
    for event, details, outcome in (
        (K.TERMINATE, ending("gap_lapsed"), CaseOutcome.TERMINATED),
        (K.DENY, REFUSING, CaseOutcome.DENIED),
    ):
        scene = lacking().by(K.PROPOSE)
        assert scene.refused(K.GRANT, "2026-03-10 00:00").codes == ("no_open_gaps",)
        (lapse,) = advance(scene.case, at("2026-03-10 00:00"), scene.ctx).lapsed
        assert (lapse.kind, lapse.key) == (K.GAP_LAPSE, PLAN)
        scene.do(event, "2026-03-10", details=details)
        assert scene.case.outcome is outcome
        assert scene.side(S.GAP, PLAN).state == "lapsed"


def test_a_gap_may_still_be_supplied_late():
    scene = lacking().by(K.PROPOSE)
    scene.do(K.GAP_SUPPLY, "2026-03-12")
    scene.do(K.GRANT, "2026-03-12")
    assert scene.case.phase is P.GRANTED


def test_each_missing_document_is_a_separate_side_matter():
    documents = [FORM, PLAN, "租约"]
    pledge = Pledge("承1号", [PLAN, "租约"])
    scene = lacking(pledge, documents=documents, deferrable=[PLAN, "租约"])
    scene.do(K.GAP_SUPPLY, details=Materials())
    scene.do(K.PROPOSE)
    assert scene.refused(K.GRANT).reasons[0].names == ("容缺材料 租约(待补)",)


def test_a_document_that_is_named_twice_is_missing_once():
    """A name is used once: two side matters with the same name are indistinguishable."""
    scene = lacking(Pledge("承1号", [PLAN, PLAN]))
    assert len([side for side in scene.case.sides if side.kind is S.GAP]) == 1


def test_gaps_hold_up_the_forwarding_to_the_organ_above():
    """T23: no_open(B,C,D)."""
    rules = {"documents": [FORM, PLAN], "deferrable": [PLAN]}
    scene = Scene(F.DEFERRABLE, F.TWO_LEVEL, **rules).to(P.RECEIVED)
    scene.by(K.ACCEPT_DEFERRED, K.START_REVIEW)
    assert scene.refused(K.FORWARD_UP).codes == ("nothing_open",)
    scene.do(K.GAP_SUPPLY)
    scene.do(K.FORWARD_UP)


# -- commitments: 告知承诺 --------------------------------------------------------------


def promised() -> Scene:
    scene = Scene(F.COMMITMENT, documents=[FORM, PLAN]).to(P.RECEIVED)
    return scene.by(K.ACCEPT_COMMITMENT)


def test_a_commitment_is_checked_after_the_grant_and_holds_nothing_up():
    """告知承诺: granted first (告知承诺不受此限), checked afterwards."""
    scene = promised().by(K.START_REVIEW, K.PROPOSE, K.GRANT)
    assert scene.side(S.PLEDGE).state == "pledged"
    scene.do(K.PLEDGE_VERIFY, "2026-05-06")
    assert scene.side(S.PLEDGE).state == "verified"
    assert scene.refused(K.PLEDGE_BREACH, "2026-05-07").codes == ("side_state",)


def test_a_false_commitment_leads_to_revocation():
    """Breached → 撤销 (行政许可法 69(2)): by the head, with reason and remedies."""
    scene = promised().by(K.START_REVIEW, K.PROPOSE, K.GRANT)
    scene.do(K.PLEDGE_BREACH, "2026-05-06")
    assert scene.side(S.PLEDGE).state == "breached"
    assert scene.side(S.LICENCE).state == "valid"  # until it is revoked
    scene.do(K.LICENCE_REVOKE, "2026-05-08")
    assert scene.side(S.LICENCE).state == "revoked"


# -- ratings: 好差评 -------------------------------------------------------------------


def rated(score: int, **rules: object) -> Scene:
    scene = Scene(**rules).to(P.DELIVERED)
    scene.do(K.RATE, AFTER, details=Rating(score))
    return scene


@pytest.mark.parametrize("score", [1, 2])
def test_a_bad_rating_is_checked_rectified_answered_and_settled(score: int):
    """不满意、非常不满意 are bad: 核实、整改、答复、回访."""
    scene = rated(score)
    scene.do(K.RATING_CHECK, "2026-03-04")
    assert scene.refused(K.RATING_SETTLE, "2026-03-05").codes == ("side_state",)
    scene.do(K.RATING_RECTIFY, "2026-03-05")
    scene.do(K.RATING_ANSWER, "2026-03-06")
    scene.do(K.RATING_SETTLE, "2026-03-09")
    side = scene.side(S.RATING)
    assert (side.state, side.score) == ("settled", score)


@pytest.mark.parametrize("score", [3, 4, 5])
def test_a_good_rating_is_neither_checked_nor_appealed(score: int):
    """基本满意、满意、非常满意."""
    scene = rated(score)
    for event in (K.RATING_CHECK, K.RATING_APPEAL):
        assert scene.refused(event, "2026-03-04").codes == ("is_bad_rating",)


def test_a_bad_rating_may_be_appealed_against():
    scene = rated(1)
    scene.do(K.RATING_APPEAL, "2026-03-04")
    scene.do(K.RATING_SETTLE, "2026-03-05")
    assert scene.side(S.RATING).state == "settled"


def test_a_case_is_rated_at_most_once():
    assert rated(5).refused(K.RATE, "2026-03-04").codes == ("side_state",)


def test_a_rating_holds_up_neither_closing_nor_filing():
    """从 delivered 起开,不阻塞 close/archive; an archived case may still be rated."""
    scene = Scene().to(P.DELIVERED).by(K.CLOSE, K.ARCHIVE)
    scene.do(K.RATE, AFTER)
    scene.do(K.RATING_CHECK, AFTER)
    assert scene.case.phase is P.ARCHIVED


def test_the_invitation_to_rate_expires():
    """逾期未评=默认不计: no score."""
    scene = Scene(side_times={S.RATING: WorkingDays(5)}).to(P.DELIVERED)
    case = advance(scene.case, at("2026-03-10 00:00"), scene.ctx).case
    side = case.side(S.RATING)
    assert side is not None
    assert (side.state, side.score) == ("unrated", 0)
    assert scene.refused(K.RATE, "2026-03-10").codes == ("side_state",)


# -- the licence after the grant -------------------------------------------------------


def test_only_a_grant_opens_a_licence():
    for phase in (P.DECIDING, P.NOT_GRANTED):
        assert Scene().to(phase).case.side(S.LICENCE) is None
    above = Scene(F.TWO_LEVEL).to(P.UPSTREAM)
    decision = Decision("准1号", "市局长", valid_until=LAST_DAY)
    above.do(K.UPPER_GRANTED, details=decision)
    assert above.side(S.LICENCE).until == LAST_DAY


@pytest.mark.parametrize(
    ("last", "applied", "state"),
    [
        ("2026-12-31", "2026-12-01 23:59", "renewing"),
        ("2026-12-31", "2026-12-02 00:00", "renewing_late"),
        ("2026-12-31", "2026-12-31 23:59", "renewing_late"),
        ("2028-03-30", "2028-02-29", "renewing"),  # thirty days over a leap day
        ("2028-03-30", "2028-03-01", "renewing_late"),
        ("2026-11-02", "2026-10-03", "renewing"),  # the National Day holiday
        ("2026-11-02", "2026-10-04", "renewing_late"),
    ],
)
def test_renewal_is_applied_for_thirty_days_before(last, applied, state):
    """行政许可法 50(1): 有效期届满三十日前, in calendar days."""
    scene = granted(date.fromisoformat(last))
    scene.do(K.RENEW_APPLY, applied)
    assert scene.side(S.LICENCE).state == state


def test_a_renewal_that_is_not_decided_by_the_expiry_is_deemed_granted():
    """行政许可法 50(2): 逾期未作决定的,视为准予延续; at 24:00 of the last day."""
    scene = granted(LAST_DAY)
    scene.do(K.RENEW_APPLY, "2026-11-02")
    assert not advance(scene.case, at("2026-12-31 23:59"), scene.ctx).lapsed
    after = advance(scene.case, at(EXPIRY), scene.ctx)
    lapses = [(lapse.kind, lapse.at) for lapse in after.lapsed]
    assert lapses == [(K.RENEW_DEEMED, at(EXPIRY))]
    side = after.case.side(S.LICENCE)
    assert side is not None
    assert side.state == "valid"
    assert side.until != LAST_DAY
    much_later = advance(scene.case, at("2027-12-31"), scene.ctx).case.side(S.LICENCE)
    assert much_later is not None
    assert much_later.state == "valid"


def test_a_renewal_applied_for_late_is_not_deemed_granted():
    """Silence grants a renewal only if it was applied for in time."""
    scene = granted(LAST_DAY)
    scene.do(K.RENEW_APPLY, "2026-12-02")
    after = advance(scene.case, at(EXPIRY), scene.ctx)
    assert [lapse.kind for lapse in after.lapsed] == [K.LICENCE_EXPIRE]


def test_a_renewal_is_granted_with_a_new_term():
    scene = granted(LAST_DAY)
    scene.do(K.RENEW_APPLY, "2026-11-02")
    scene.do(K.RENEW_GRANT, "2026-12-01")
    side = scene.side(S.LICENCE)
    assert (side.state, side.until) == ("valid", date(2031, 12, 31))
    assert not advance(scene.case, at(EXPIRY), scene.ctx).lapsed


def test_a_refused_renewal_leaves_the_licence_valid_until_its_end():
    scene = granted(LAST_DAY)
    scene.do(K.RENEW_APPLY, "2026-11-02")
    scene.do(K.RENEW_REFUSE, "2026-12-01")
    assert scene.side(S.LICENCE).state == "valid"
    after = advance(scene.case, at(EXPIRY), scene.ctx)
    assert [lapse.kind for lapse in after.lapsed] == [K.LICENCE_EXPIRE]


@pytest.mark.parametrize("applied", ["2026-11-02", "2026-12-02"])
def test_a_change_of_the_licence_does_not_decide_its_renewal(applied: str):
    """行政许可法 49, 50(2): the renewal stays under way; it is deemed granted only if in time."""
    scene = granted(LAST_DAY)
    scene.do(K.RENEW_APPLY, applied)
    before = scene.side(S.LICENCE).state
    scene.do(K.LICENCE_CHANGE, "2026-12-10")
    assert scene.side(S.LICENCE).state == before
    after = advance(scene.case, at(EXPIRY), scene.ctx)
    deemed = applied == "2026-11-02"
    expected = K.RENEW_DEEMED if deemed else K.LICENCE_EXPIRE
    assert [lapse.kind for lapse in after.lapsed] == [expected]


def test_a_change_keeps_the_term_unless_it_states_another():
    """行政许可法 49."""
    scene = granted(LAST_DAY)
    scene.do(K.LICENCE_CHANGE, "2026-05-06")
    assert scene.side(S.LICENCE).until == LAST_DAY
    shorter = Decision("变1号", HEAD.id, valid_until=date(2026, 9, 30))
    scene.do(K.LICENCE_CHANGE, "2026-05-07", details=shorter)
    assert scene.side(S.LICENCE).until == date(2026, 9, 30)


def test_a_licence_without_end_never_expires():
    scene = granted()
    assert not advance(scene.case, at("2058-01-01"), scene.ctx).lapsed


def test_a_term_until_the_last_day_of_the_calendar_raises_nothing():
    """长期有效 is often written as 9999-12-31."""
    scene = granted(date(9999, 12, 31))
    scene.do(K.NO_CERT, AFTER)
    assert not advance(scene.case, at("2058-01-01"), scene.ctx).lapsed


def test_an_expired_licence_is_cancelled_and_not_renewed():
    """expired→应注销 (行政许可法 70(1):1)."""
    scene = granted(LAST_DAY)
    assert scene.refused(K.RENEW_APPLY, EXPIRY).codes == ("side_state",)
    scene.do(K.LICENCE_CANCEL, "2027-01-05", details=ending("expired"))
    assert scene.side(S.LICENCE).state == "cancelled"


GROUNDS = [
    # 行政许可法 69
    *(
        (K.LICENCE_REVOKE, ground, "revoked")
        for ground in (
            "abuse", "overstep", "procedure", "unqualified", "other_law", "fraud",
        )
    ),
    # 行政许可法 8(2)
    (K.LICENCE_RECALL, "law_changed", "recalled"),
    (K.LICENCE_RECALL, "facts_changed", "recalled"),
    # 行政许可法 70
    *(
        (K.LICENCE_CANCEL, ground, "cancelled")
        for ground in (
            "expired", "dead", "ended", "taken_back", "impossible", "other_law",
            "on_request",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("event", "ground", "state"), GROUNDS)
def test_a_licence_ends_on_the_grounds_of_the_law_only(event, ground, state):
    """Five grounds and fraud for revocation, two for recall, six and a request for cancellation."""
    scene = granted(LAST_DAY)
    scene.do(event, "2026-05-06", details=ending(ground))
    assert scene.side(S.LICENCE).state == state
    other = granted(LAST_DAY)
    uses = {g: {e for e, h, _ in GROUNDS if h == g} for _, g, _ in GROUNDS}
    for wrong in {K.LICENCE_REVOKE, K.LICENCE_RECALL, K.LICENCE_CANCEL} - uses[ground]:
        assert len(other.refused(wrong, details=ending(ground)).codes) == 1


def test_a_revoked_or_recalled_licence_can_only_be_cancelled():
    """行政许可法 70(1):4; no event follows the cancellation."""
    for event in (K.LICENCE_REVOKE, K.LICENCE_RECALL):
        scene = granted(LAST_DAY).by(event)
        for other in (K.LICENCE_CHANGE, K.RENEW_APPLY, K.LICENCE_EXPIRE):
            assert "side_state" in scene.refused(other, AFTER).codes
        scene.do(K.LICENCE_CANCEL, AFTER, details=ending("taken_back"))
        licence_events = [k for k in EventKind if k.value.startswith("licence_")]
        for other in licence_events:
            assert "side_state" in scene.refused(other, "2027-01-05").codes
        assert not advance(scene.case, at("2027-01-05"), scene.ctx).lapsed


def test_only_the_head_revokes():
    """行政许可法 69: 作出决定的行政机关."""
    chief = Actor(Role.CHIEF, "首席戊")
    assert granted().refused(K.LICENCE_REVOKE, actor=chief).codes == ("role",)
    for who in (LEAD, OFFICER, COURIER):
        assert "role" in granted().refused(K.LICENCE_CANCEL, MONDAY, who).codes
