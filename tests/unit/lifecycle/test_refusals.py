"""Every reason for refusing an event: given in both languages, with its article."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pytest
from lifecycle_scene import (
    AGENT,
    APPLICANT,
    ASK,
    CERT,
    CHIEF,
    CLERK,
    FORM,
    HEAD,
    LEAD,
    MEETING,
    MONDAY,
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
from powers_scene import AT_CITY, AT_COUNTY, powers

from zhengwu.lifecycle import (
    SYSTEM,
    Accepted,
    Actor,
    Assignment,
    CaseRules,
    Certificate,
    ClockKind,
    Closing,
    Conclusion,
    Consultation,
    Context,
    CorrectionNotice,
    Decision,
    Delivery,
    EventKind,
    ExtensionGrant,
    Filing,
    IdentityCheck,
    ItemFeature,
    JointKind,
    JointStep,
    Materials,
    NonAcceptance,
    PaperRecord,
    Phase,
    Pledge,
    Rating,
    Reasoned,
    Refused,
    ReturnFromAbove,
    ReviewOpinion,
    Role,
    SideKind,
    SpecialProcedure,
    SpecialResult,
    SpotFix,
    Submission,
    decide,
    fold,
    national_process,
    offers,
)
from zhengwu.lifecycle._details import DETAILS_OF
from zhengwu.limits import CalendarDays, UnspecifiedDays, WorkingDays, WorkingHours

P, F, S = Phase, ItemFeature, SideKind
AFTER = "2026-03-03"
OTHER = Actor(Role.APPLICANT, "申请人寅")


class Flaw(NamedTuple):
    """An event that is valid except for a single flaw."""

    code: str
    why: str
    make: Callable[[], Refused]
    names: tuple[str, ...] = ()
    instead: tuple[EventKind, ...] = ()


def put(
    scene: Scene,
    kind: EventKind,
    details: object = None,
    when: str = AFTER,
    **more: object,
) -> Refused:
    return scene.refused(kind, when, details=details, **more)


def new(phase: Phase, *features: ItemFeature, **rules: object) -> Scene:
    return Scene(*features, **rules).to(phase)


def lacking(phase: Phase = P.RECEIVED, **rules: object) -> Scene:
    """The form was supplied; the plan was not, and may be supplied later."""
    rules = {"documents": [FORM, PLAN], "deferrable": [PLAN]} | rules
    return Scene(F.DEFERRABLE, F.COMMITMENT, **rules).to(phase)


def with_gap(**rules: object) -> Scene:
    return lacking(**rules).by(K.ACCEPT_DEFERRED, K.START_REVIEW)


def hearing() -> Scene:
    scene = new(P.REVIEWING)
    scene.do(K.START_SPECIAL, details=SpecialProcedure("hearing", NOTICE, "第四十六条"))
    return scene


def voted(votes_for: int, votes_against: int, panel: Fraction) -> Refused:
    scene = new(P.REVIEWING, panel=panel)
    scene.do(K.MEETING, details=JointStep(JointKind.PANEL, ["县局", "环保局"]))
    ended = Conclusion("票决1号", votes_for=votes_for, votes_against=votes_against)
    return put(scene, K.JOINT_DONE, ended, key=MEETING)


def forwarded(asks: list[str]) -> Refused:
    scene = new(P.UPSTREAM, F.TWO_LEVEL)
    return put(scene, K.UPPER_RETURN, ReturnFromAbove("材料不清", asks))


def agreed_by_nobody() -> Refused:
    """A part of a joint application was denied, and no joint meeting followed."""
    scene = new(P.REVIEWING).by(K.CHILD_OPEN)
    scene.do(K.CHILD_CLOSE, details=Conclusion("子件1号", agrees=False))
    return put(scene.by(K.PROPOSE), K.GRANT)


def extended_twice() -> Refused:
    scene = new(P.REVIEWING)
    scene.do(K.EXTEND, details=ExtensionGrant(WorkingDays(3), NOTICE))
    return put(scene, K.EXTEND, ExtensionGrant(WorkingDays(3), NOTICE))


def unsure_of_the_days() -> Refused:
    """Received on 1 February 2027: no notice says how long the Spring Festival lasts.

    By the best estimate the time has expired, by the latest estimate it has not. So the
    case is not deemed accepted, and a correction notice is too late.
    """
    scene = Scene().to(P.RECEIVED, "2027-02-01")
    return put(scene, K.NOTIFY_CORRECTION, when="2027-02-17")


def closed_item() -> Refused:
    scene = Scene(until=date(2026, 3, 1))
    return put(scene, K.SUBMIT, when="2026-03-02")


def with_powers(*instruments: object, **rules: object) -> Scene:
    ctx = Context(
        CaseRules(item="甲", place="450103001", **rules),  # type: ignore[arg-type]
        powers=powers(*instruments),  # type: ignore[arg-type]
    )
    return Scene(context=ctx)


def competent_itself() -> Refused:
    """The county has the power, so it may not refuse acceptance."""
    scene = with_powers(AT_COUNTY)
    scene.do(K.SUBMIT)
    scene.do(K.RECEIVE, actor=SYSTEM)
    county = Actor(Role.OFFICER, "承办丁", "县局")
    return put(scene, K.NOT_ACCEPTED, NonAcceptance("邻县局"), actor=county)


def without_power() -> Refused:
    """The city has the power, but the county receives the application."""
    scene = with_powers(AT_CITY)
    scene.do(K.SUBMIT)
    return put(scene, K.RECEIVE, actor=Actor(Role.WINDOW, "窗口丙", "县局"))


def by_other_rules() -> Refused:
    """A case under way keeps the rules under which it was submitted."""
    scene = Scene(id="2025年版").to(P.RECEIVED)
    scene.ctx = Context(CaseRules(id="2026年版"))
    return put(scene, K.ACCEPT)


def wrong_post() -> Refused:
    """A registered clerk acts as the chief representative."""
    scene = with_powers(AT_COUNTY)
    scene.do(K.SUBMIT)
    return put(scene, K.VOID, actor=Actor(Role.CHIEF, "窗员", "县局"))


def taking_back(ground: str) -> Decision:
    return Decision("撤1号", HEAD.id, ground, "查明", remedy=True)


def supplied_late() -> Refused:
    """Five working days from 2 March expire at the end of 9 March."""
    scene = new(P.RECEIVED)
    notice = CorrectionNotice([PLAN], "补1号", WorkingDays(5))
    scene.do(K.NOTIFY_CORRECTION, details=notice)
    return put(scene, K.RESUPPLY, when="2026-03-10 00:00")


def corrected_in_part() -> Scene:
    scene = new(P.RECEIVED)
    scene.do(K.NOTIFY_CORRECTION, details=CorrectionNotice([PLAN, "租约"], "补1号"))
    return scene


def everything_open() -> Scene:
    rules = {"documents": [FORM, PLAN], "deferrable": [PLAN]}
    scene = Scene(F.TWO_LEVEL, F.DEFERRABLE, **rules).to(P.RECEIVED)
    scene.by(K.ACCEPT_DEFERRED, K.START_REVIEW)
    return scene.by(K.CONSULT, K.JOINT_VISIT, K.CHILD_OPEN)


def well_rated(score: int) -> Refused:
    scene = new(P.DELIVERED)
    scene.do(K.RATE, details=Rating(score))
    return put(scene, K.RATING_CHECK)


RIGHT = Decision("准1号", "局长己")

FLAWS = [
    # reasons that are checked before the conditions
    Flaw(
        "phase", "decided before review",
        lambda: put(new(P.ACCEPTED), K.GRANT), (), (K.START_REVIEW, K.WITHDRAW),
    ),
    Flaw(
        "phase", "withdrawn after the grant",
        lambda: put(new(P.GRANTED), K.WITHDRAW), (), (K.NO_CERT, K.LICENCE_CANCEL),
    ),
    Flaw(
        "phase", "part opened after the review",
        lambda: put(new(P.DECIDING), K.CHILD_OPEN), (), (K.GRANT, K.DENY),
    ),
    Flaw(
        "lapsed", "corrections requested after five working days",
        lambda: put(new(P.RECEIVED), K.NOTIFY_CORRECTION, when="2026-03-10"),
        (), (K.START_REVIEW,),
    ),
    Flaw(
        "lapsed", "documents supplied after the time to correct",
        supplied_late, (), (K.NOTICE_READY,),
    ),
    Flaw("terminal", "void", lambda: put(new(P.VOID), K.RECEIVE)),
    Flaw("terminal", "archived", lambda: put(new(P.ARCHIVED), K.CLOSE)),
    Flaw(
        "not_for_item", "instant items have no special procedure",
        lambda: put(new(P.ACCEPTED, F.INSTANT), K.START_SPECIAL),
        (), (K.INSTANT_DECIDE,),
    ),
    Flaw(
        "not_for_item", "not an instant item",
        lambda: put(new(P.ACCEPTED), K.INSTANT_DECIDE), (), (K.START_REVIEW,),
    ),
    Flaw(
        "not_for_item", "nothing to send up",
        lambda: put(new(P.REVIEWING), K.FORWARD_UP), (), (K.PROPOSE,),
    ),
    Flaw(
        "not_for_item", "no gaps allowed",
        lambda: put(new(P.RECEIVED), K.ACCEPT_DEFERRED), (), (K.NOTIFY_CORRECTION,),
    ),
    Flaw(
        "not_for_item", "no certificate",
        lambda: put(new(P.GRANTED), K.MAKE_CERT), (), (K.NO_CERT,),
    ),
    Flaw(
        "side_missing", "nobody was asked",
        lambda: put(new(P.REVIEWING), K.OPINION_REPLY), (), (K.CONSULT,),
    ),
    Flaw(
        "side_missing", "no licence before the grant",
        lambda: put(new(P.DECIDING), K.LICENCE_REVOKE), (), (K.GRANT,),
    ),
    Flaw(
        "side_state", "answered twice",
        lambda: put(
            new(P.REVIEWING).by(K.CONSULT, K.OPINION_REPLY), K.OPINION_REPLY
        ),
        (), (K.PROPOSE,),
    ),
    Flaw(
        "side_exists", "asked twice under one name",
        lambda: put(new(P.REVIEWING).by(K.CONSULT), K.CONSULT),
        (), (K.CONSULT, K.OPINION_REPLY),
    ),
    Flaw(
        "side_exists", "part opened twice under one name",
        lambda: put(new(P.REVIEWING).by(K.CHILD_OPEN), K.CHILD_OPEN),
        (), (K.CHILD_CLOSE,),
    ),
    Flaw(
        "other_case", "of another case",
        lambda: put(new(P.RECEIVED), K.ACCEPT, case="办2"), (), (K.ACCEPT,),
    ),
    Flaw(
        "duplicate", "sent twice",
        lambda: put(new(P.RECEIVED), K.ACCEPT, seq=2), (), (K.ACCEPT,),
    ),
    Flaw(
        "skipped", "a number is missing",
        lambda: put(new(P.RECEIVED), K.ACCEPT, seq=4), (), (K.ACCEPT,),
    ),
    Flaw(
        "order", "before the last event",
        lambda: put(new(P.RECEIVED), K.ACCEPT, when="2026-03-02 08:59"),
        (), (K.ACCEPT,),
    ),
    Flaw(
        "future", "recorded before it takes effect",
        lambda: put(new(P.RECEIVED), K.ACCEPT, recorded=MONDAY), (), (K.ACCEPT,),
    ),
    Flaw(
        "role", "the applicant accepts",
        lambda: put(new(P.RECEIVED), K.ACCEPT, actor=APPLICANT), (), (K.ACCEPT,),
    ),
    Flaw(
        "role", "the officer extends",
        lambda: put(new(P.REVIEWING), K.EXTEND, actor=OFFICER), (), (K.EXTEND,),
    ),
    Flaw(
        "authority", "the window has no power to receive",
        without_power, (), (K.RECEIVE,),
    ),
    # application and acceptance: art. 29-32
    Flaw(
        "identity_ok", "not verified",
        lambda: put(Scene(), K.SUBMIT, Submission([FORM])),
    ),
    Flaw(
        "identity_ok", "not in a way that the item allows",
        lambda: put(Scene(identity=[IdentityCheck.VIDEO]), K.SUBMIT),
    ),
    Flaw("item_open", "no longer open", closed_item),
    Flaw(
        "fixable_on_spot", "cannot be corrected here",
        lambda: put(
            new(P.RECEIVED), K.COUNTER_FIX, SpotFix("缺图纸", possible=False)
        ),
        (), (K.NOTIFY_CORRECTION,),
    ),
    Flaw(
        "not_yet_notified", "a second notice",
        lambda: put(
            new(P.CORRECTING).by(K.RESUPPLY), K.NOTIFY_CORRECTION
        ),
        (), (K.ACCEPT,),
    ),
    Flaw("within_acceptance", "too late by estimate", unsure_of_the_days),
    Flaw(
        "list_complete", "an empty list",
        lambda: put(new(P.RECEIVED), K.NOTIFY_CORRECTION, CorrectionNotice([])),
    ),
    Flaw(
        "list_complete", "one document is not on the list",
        lambda: put(
            lacking(documents=[FORM, PLAN, "租约"]), K.NOTIFY_CORRECTION,
            CorrectionNotice([PLAN], "补1号"),
        ),
        ("租约",),
    ),
    Flaw(
        "covers_all_listed", "one of two documents was supplied",
        lambda: put(corrected_in_part(), K.RESUPPLY, Materials([PLAN])),
        ("租约",), (K.RESUPPLY, K.CORRECTION_LAPSE),
    ),
    Flaw(
        "same_rules", "submitted under rules that no longer apply",
        lambda: put(
            new(P.DRAFT), K.SUBMIT,
            Submission([FORM], IdentityCheck.COUNTER, rules="2025年版"),
        ),
    ),
    Flaw(
        "other_rules", "handled by a later version of the rules", by_other_rules
    ),
    Flaw(
        "correction_time_over", "ended too early",
        lambda: put(
            new(P.CORRECTING, times={ClockKind.FIX: WorkingDays(10)}),
            K.CORRECTION_LAPSE, actor=OFFICER,
        ),
    ),
    Flaw(
        "acceptance_time_over", "deemed accepted on the fourth day",
        lambda: put(new(P.RECEIVED), K.DEEM_ACCEPTED, when="2026-03-09 23:59"),
    ),
    Flaw(
        "basis_given", "no article",
        lambda: put(new(P.RECEIVED), K.NOT_REQUIRED, Reasoned("不需要")),
    ),
    Flaw("out_of_competence", "its own matter, by the powers", competent_itself),
    Flaw(
        "out_of_competence", "it names itself",
        lambda: put(
            new(P.RECEIVED), K.NOT_ACCEPTED, NonAcceptance("县局"),
            actor=Actor(Role.OFFICER, "承办丁", "县局"),
        ),
    ),
    Flaw(
        "target_named", "does not say where to go",
        lambda: put(new(P.RECEIVED), K.NOT_ACCEPTED, NonAcceptance()),
    ),
    Flaw(
        "veto_allowed", "the window sends away by itself",
        lambda: put(new(P.RECEIVED, no_veto=True), K.NOT_ACCEPTED, actor=CLERK),
    ),
    Flaw(
        "veto_allowed", "the window confirms itself",
        lambda: put(
            new(P.RECEIVED, no_veto=True), K.NOT_REQUIRED,
            Reasoned("不需要", "第十三条", CLERK.id), actor=CLERK,
        ),
    ),
    Flaw(
        "materials_complete", "a document was not supplied",
        lambda: put(lacking(), K.ACCEPT),
        (PLAN,), (K.NOTIFY_CORRECTION, K.ACCEPT_DEFERRED, K.ACCEPT_COMMITMENT),
    ),
    Flaw(
        "materials_complete", "a document is not in form",
        lambda: put(new(P.RECEIVED), K.ACCEPT, Materials(missing=["盖章"])),
        ("盖章",), (K.NOTIFY_CORRECTION,),
    ),
    Flaw(
        "main_materials_ok", "the main document may not be supplied later",
        lambda: put(
            lacking(documents=[FORM, PLAN, "租约"]), K.ACCEPT_DEFERRED,
            Pledge("承1号", [PLAN, "租约"]),
        ),
        ("租约",), (K.NOTIFY_CORRECTION,),
    ),
    Flaw(
        "main_materials_ok", "a gap that the promise does not name",
        lambda: put(lacking(), K.ACCEPT_DEFERRED, Pledge("承1号")), (PLAN,),
    ),
    Flaw(
        "pledge_signed", "gaps without a promise",
        lambda: put(lacking(), K.ACCEPT_DEFERRED, Pledge(gaps=[PLAN])),
    ),
    Flaw(
        "pledge_signed", "a commitment without a promise",
        lambda: put(lacking(), K.ACCEPT_COMMITMENT, Pledge()),
    ),
    Flaw(
        "not_dishonest", "on the list",
        lambda: put(
            lacking(), K.ACCEPT_COMMITMENT, Pledge("承2号", dishonest=True)
        ),
        (), (K.NOTIFY_CORRECTION,),
    ),
    # review: art. 34-36, 42, 45, 48
    Flaw(
        "assigned", "by nobody",
        lambda: put(new(P.ACCEPTED), K.START_REVIEW, Assignment()),
    ),
    Flaw(
        "basis_given", "a special procedure without a basis",
        lambda: put(
            new(P.REVIEWING), K.START_SPECIAL, SpecialProcedure("hearing", NOTICE)
        ),
    ),
    Flaw(
        "duration_notified", "the applicant was not notified of the duration",
        lambda: put(
            new(P.REVIEWING), K.START_SPECIAL,
            SpecialProcedure("hearing", None, "第四十六条"),
        ),
    ),
    Flaw(
        "ground_allowed", "a site visit is not among the eight procedures",
        lambda: put(
            new(P.REVIEWING), K.START_SPECIAL,
            SpecialProcedure("site_visit", NOTICE, "第三十四条"),
        ),
    ),
    Flaw(
        "result_filed", "no report",
        lambda: put(new(P.SPECIAL), K.END_SPECIAL, SpecialResult()),
    ),
    Flaw(
        "hearing_host_ok", "the handler in the chair",
        lambda: put(hearing(), K.END_SPECIAL, SpecialResult("笔录1号", OFFICER.id)),
    ),
    Flaw(
        "hearing_host_ok", "nobody in the chair",
        lambda: put(hearing(), K.END_SPECIAL, SpecialResult("笔录1号")),
    ),
    Flaw(
        "special_time_over", "still within the notified time",
        lambda: put(new(P.SPECIAL), K.SPECIAL_OVERRUN, when="2026-03-23 23:59"),
        (), (K.END_SPECIAL,),
    ),
    Flaw("not_extended", "a second time", extended_twice),
    Flaw(
        "before_due", "after the twenty days",  # 3 to 30 March
        lambda: put(new(P.REVIEWING), K.EXTEND, when="2026-03-31 00:00"),
    ),
    Flaw(
        "right_approver", "joint handling is extended by the government",
        lambda: put(new(P.REVIEWING, joint=True), K.EXTEND),
    ),
    Flaw(
        "within_extension", "more than ten working days",
        lambda: put(
            new(P.REVIEWING), K.EXTEND, ExtensionGrant(WorkingDays(11), NOTICE)
        ),
    ),
    Flaw(
        "within_extension", "in days of another kind",
        lambda: put(
            new(P.REVIEWING), K.EXTEND, ExtensionGrant(CalendarDays(3), NOTICE)
        ),
    ),
    Flaw(
        "reason_told", "the applicant was not notified",
        lambda: put(new(P.REVIEWING), K.EXTEND, ExtensionGrant(WorkingDays(5))),
    ),
    Flaw(
        "legal_precondition", "asked without a basis",
        lambda: put(new(P.REVIEWING), K.CONSULT, Consultation("环保局")),
    ),
    Flaw(
        "two_officers", "one officer, named twice",
        lambda: put(
            new(P.REVIEWING), K.JOINT_VISIT,
            JointStep(JointKind.VISIT, ["县局"], ["丁", "丁"]),
        ),
    ),
    Flaw(
        "opinion_filed", "sent up without an opinion",
        lambda: put(
            new(P.REVIEWING, F.TWO_LEVEL), K.FORWARD_UP, ReviewOpinion()
        ),
    ),
    Flaw(
        "nothing_open", "an opinion, a visit and a gap are open",
        lambda: put(everything_open(), K.FORWARD_UP),
        (
            f"容缺材料 {PLAN}(待补)", f"征求意见 {ASK}(已征求)",
            f"联合环节 {VISIT}(进行中)", f"并联子件 {PART}(办理中)",
        ),
        (K.OPINION_REPLY, K.JOINT_DONE, K.CHILD_CLOSE, K.GAP_SUPPLY),
    ),
    Flaw(
        "no_same_documents", "asks again for the form",
        lambda: forwarded([FORM, "说明"]), (FORM,),
    ),
    Flaw(
        "no_open_opinions", "an opinion is open, a gap is not looked at",
        lambda: put(with_gap().by(K.CONSULT), K.PROPOSE),
        (f"征求意见 {ASK}(已征求)",), (K.OPINION_REPLY, K.OPINION_RECALL),
    ),
    Flaw(
        "hearing_rights_told", "others have an interest",
        lambda: put(new(P.REVIEWING, hearing=True), K.PROPOSE),
    ),
    Flaw(
        "from_asked_organ", "another organ answers",
        lambda: put(
            new(P.REVIEWING).by(K.CONSULT), K.OPINION_REPLY,
            actor=Actor(Role.CONSULTED, "消防员", "消防队"),
        ),
    ),
    Flaw(
        "opinion_time_over", "within its time",
        lambda: put(
            Scene(side_times={S.OPINION: WorkingDays(5)}).to(P.REVIEWING).by(
                K.CONSULT
            ),
            K.OPINION_LAPSE, when="2026-03-09 23:59",
        ),
    ),
    Flaw(
        "record_filed", "a visit without a record",
        lambda: put(
            new(P.REVIEWING).by(K.JOINT_VISIT), K.JOINT_DONE, Conclusion()
        ),
    ),
    Flaw(
        "panel_voted", "three to three", lambda: voted(3, 3, Fraction(1, 2)),
    ),
    Flaw(
        "panel_voted", "four to two is not more than two thirds",
        lambda: voted(4, 2, Fraction(2, 3)),
    ),
    Flaw("panel_voted", "nobody voted", lambda: voted(0, 0, Fraction(1, 2))),
    Flaw(
        "gap_time_over", "within its time",
        lambda: put(
            with_gap(side_times={S.GAP: WorkingDays(5)}), K.GAP_LAPSE,
            when="2026-03-09 23:59",
        ),
    ),
    # decision: art. 38, 40, 70
    Flaw(
        "signed", "a grant without a signature",
        lambda: put(new(P.DECIDING), K.GRANT, Decision("准1号")),
    ),
    Flaw(
        "no_open_gaps", "the missing document was not supplied",
        lambda: put(with_gap().by(K.PROPOSE), K.GRANT),
        (f"容缺材料 {PLAN}(待补)",), (K.GAP_SUPPLY, K.DENY),
    ),
    Flaw(
        "joint_agreed", "a part was denied", agreed_by_nobody,
        (), (K.SEND_BACK, K.DENY),
    ),
    Flaw(
        "reason_given", "denied without a reason",
        lambda: put(
            new(P.DECIDING), K.DENY, Decision("不准1号", HEAD.id, remedy=True)
        ),
    ),
    Flaw(
        "reason_given", "sent back without a reason",
        lambda: put(new(P.DECIDING), K.SEND_BACK, Reasoned()),
    ),
    Flaw(
        "remedy_told", "denied without notice of the remedies",
        lambda: put(
            new(P.DECIDING), K.DENY, Decision("不准1号", HEAD.id, reason="不符")
        ),
    ),
    Flaw(
        "is_owner", "another applicant withdraws",
        lambda: put(new(P.REVIEWING), K.WITHDRAW, actor=OTHER),
    ),
    Flaw(
        "is_owner", "an agent whom the applicant did not name",
        lambda: put(new(P.RECEIVED), K.WITHDRAW_EARLY, actor=AGENT),
    ),
    Flaw(
        "ground_to_terminate", "not on the list",
        lambda: put(
            new(P.REVIEWING), K.TERMINATE, Decision("终1号", ground="busy", reason="忙")
        ),
    ),
    # certificate, delivery, closing: art. 39, 44, 59
    Flaw(
        "cert_checked", "not checked",
        lambda: put(
            new(P.MAKING, F.CERTIFICATE), K.CERT_READY, Certificate("证1号")
        ),
    ),
    Flaw(
        "cert_checked", "no number",
        lambda: put(
            new(P.MAKING, F.CERTIFICATE), K.CERT_READY, Certificate(checked=True)
        ),
    ),
    Flaw(
        "document_ready", "no paper",
        lambda: put(new(P.NOT_GRANTED), K.NOTICE_READY, PaperRecord()),
    ),
    Flaw(
        "proof_of_delivery", "no receipt",
        lambda: put(new(P.DELIVERING), K.DELIVER, Delivery()),
    ),
    Flaw(
        "clocks_stopped", "closed while it is reviewed",
        lambda: put(new(P.REVIEWING), K.CLOSE), ("法定办理时限", "承诺办理时限"),
    ),
    Flaw(
        "fee_settled", "not paid",
        lambda: put(new(P.DELIVERED), K.CLOSE, Closing(fee_settled=False)),
    ),
    Flaw(
        "file_complete", "the receipt is not in the file",
        lambda: put(new(P.CLOSED), K.ARCHIVE, Filing("卷1号", ["送达回证"])),
        ("送达回证",),
    ),
    Flaw(
        "error_recorded", "void without saying why",
        lambda: put(new(P.RECEIVED), K.VOID, Reasoned(second="复核员")),
    ),
    Flaw(
        "second_person", "nobody confirmed",
        lambda: put(new(P.RECEIVED), K.VOID, Reasoned("误录")),
    ),
    Flaw(
        "second_person", "confirmed by the same person",
        lambda: put(new(P.RECEIVED), K.VOID, Reasoned("误录", second=SUPERVISOR.id)),
    ),
    # afterwards: art. 8, 50, 69, 70
    Flaw(
        "rating_time_over", "within its time",
        lambda: put(
            Scene(side_times={S.RATING: WorkingDays(5)}).to(P.DELIVERED),
            K.RATING_LAPSE, when="2026-03-09 23:59",
        ),
    ),
    Flaw("is_bad_rating", "a good rating", lambda: well_rated(3)),
    Flaw(
        "ground_to_revoke", "a ground of cancellation",
        lambda: put(granted(), K.LICENCE_REVOKE, taking_back("on_request")),
    ),
    Flaw(
        "ground_to_recall", "a ground of revocation",
        lambda: put(granted(), K.LICENCE_RECALL, taking_back("fraud")),
    ),
    Flaw(
        "ground_to_cancel", "a ground of recall",
        lambda: put(granted(), K.LICENCE_CANCEL, taking_back("law_changed")),
    ),
    Flaw(
        "licence_time_over", "still in force",
        lambda: put(
            granted(date(2026, 12, 31)), K.LICENCE_EXPIRE, when="2026-12-31 23:59"
        ),
    ),
    Flaw(
        "renewal_undecided", "there is still time to decide",
        lambda: put(
            granted(date(2026, 12, 31)).by(K.RENEW_APPLY), K.RENEW_DEEMED,
            when="2026-12-31 23:59",
        ),
    ),
    Flaw(
        "term_ahead", "a licence that ended before it was granted",
        lambda: put(
            new(P.DECIDING), K.GRANT,
            Decision("准1号", HEAD.id, valid_until=date(2020, 1, 1)),
        ),
    ),
    Flaw(
        "time_countable", "days of an unstated kind",
        lambda: put(
            new(P.RECEIVED), K.NOTIFY_CORRECTION,
            CorrectionNotice([PLAN], "补1号", UnspecifiedDays(15)),
        ),
    ),
    Flaw(
        "time_countable", "office time without office hours",
        lambda: put(
            new(P.REVIEWING), K.CONSULT, Consultation("环保局", WorkingHours(4), "环评法"),
        ),
    ),
    Flaw(
        "coverage", "a year outside every calendar",
        lambda: put(Scene(), K.SUBMIT, when="2003-03-03"),
    ),
    Flaw(
        "post", "a registered clerk as the head",
        wrong_post,
    ),
    Flaw(
        "term_given", "renewed without a new term",
        lambda: put(
            granted(date(2026, 12, 31)).by(K.RENEW_APPLY), K.RENEW_GRANT, RIGHT
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS, ids=[f"{f.code}: {f.why}" for f in FLAWS])
def test_each_reason_is_given_in_both_languages_with_its_article(flaw: Flaw):
    """行政许可法 38(2): a refusal states its reason, and the events possible instead."""
    refused = flaw.make()
    assert flaw.code in refused.codes
    reason = next(r for r in refused.reasons if r.code == flaw.code)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in reason.zh)
    assert reason.en.isascii() or reason.code in _QUOTING
    assert reason.basis
    assert reason.names == flaw.names
    names_en = reason.names_en or reason.names
    for text, names in ((reason.text(), reason.names), (reason.text("en"), names_en)):
        assert "{" not in text
        assert all(name in text for name in names)
    possible = {option.kind for option in refused.possible}
    assert set(flaw.instead) <= possible
    assert possible or flaw.code == "terminal"
    assert all(option.roles for option in refused.possible)
    assert json.loads(json.dumps(refused.to_record()))["reasons"]


# These reasons quote names that the hall gave to side matters, cases and organs.
_QUOTING = {
    "side_missing", "side_state", "side_exists", "other_case", "authority", "post",
    "other_rules",
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS, ids=[f"{f.code}: {f.why}" for f in FLAWS])
def test_a_refusal_keeps_the_case_and_the_event(flaw: Flaw):
    """The refusal carries the case before the event, the event and an explanation."""
    refused = flaw.make()
    assert refused.case.seq < refused.event.seq or flaw.code == "duplicate"
    assert type(refused.event.details) is DETAILS_OF[refused.event.kind]
    assert refused.explain().startswith("不能办理:")
    assert refused.explain("en").startswith("refused: ")


def test_every_reason_of_the_process_is_produced():
    """Every condition and every refusal of the process can occur."""
    produced = {code for flaw in FLAWS for code in flaw.make().codes}
    process = national_process()
    assert {guard.id for guard in process.guards} <= produced
    assert {rule.id for rule in process.refusals} <= produced
    assert {flaw.code for flaw in FLAWS} == produced


@pytest.mark.parametrize(
    "code",
    sorted({flaw.code for flaw in FLAWS} - {"lapsed", "clocks_stopped"}),
)
def test_a_single_flaw_gives_a_single_reason(code: str):
    """For each code, at least one flaw is refused with that code alone."""
    alone = [
        flaw.why for flaw in FLAWS if flaw.code == code and flaw.make().codes == (code,)
    ]
    assert alone


# -- several at once, in one order -----------------------------------------------------


def test_reasons_are_reported_in_the_order_of_the_design():
    """Phase, sequence number, order of time, role, power, facts, open side matters."""
    scene = with_powers(
        AT_CITY, features=[F.DEFERRABLE], documents=[FORM, PLAN], deferrable=[PLAN]
    )
    city = Actor(Role.OFFICER, "承办丁", "市局")
    scene.do(K.SUBMIT)
    scene.do(K.RECEIVE, actor=SYSTEM)
    scene.do(K.ACCEPT_DEFERRED, actor=city)
    scene.do(K.START_REVIEW, AFTER, actor=city)
    refused = scene.refused(
        K.GRANT, "2026-03-02 08:00", Actor(Role.OFFICER, "窗员", "县局"), Decision(),
        seq=1, recorded="2026-03-01",
    )  # fmt: skip
    assert refused.codes == (
        "phase", "duplicate", "order", "future", "role", "authority", "signed",
        "no_open_gaps",
    )  # fmt: skip


def test_facts_are_reported_before_clocks():
    """行政许可法 42: wrong approver, second time, too late, too long, no notice."""
    scene = new(P.REVIEWING)
    scene.do(K.EXTEND, details=ExtensionGrant(WorkingDays(1), NOTICE))
    refused = scene.refused(
        K.EXTEND, "2026-04-07", OFFICER, ExtensionGrant(WorkingDays(11)), seq=9
    )
    assert refused.codes == (
        "skipped", "role", "right_approver", "reason_told", "not_extended",
        "before_due", "within_extension",
    )  # fmt: skip


def test_conditions_are_checked_even_where_the_phase_is_wrong():
    """Every failed check is reported at once, so that no second attempt is needed."""
    refused = new(P.ACCEPTED).refused(K.DENY, AFTER, details=Decision())
    assert refused.codes == ("phase", "signed", "reason_given", "remedy_told")


def test_the_longer_list_of_missing_documents_is_named_once_each_in_order():
    """行政许可法 32(4): the whole list, each document once."""
    scene = Scene(documents=[FORM, "身份证", PLAN, "租约"]).to(P.RECEIVED)
    refused = scene.refused(
        K.ACCEPT, AFTER, details=Materials(["身份证"], ["盖章", "租约"])
    )
    assert refused.reasons[0].names == ("盖章", "租约", PLAN)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("other_case", {"case": "办2"}),
        ("duplicate", {"seq": 2}),
        ("skipped", {"seq": 4}),
        ("order", {"when": "2026-03-02 08:59"}),
        ("future", {"recorded": MONDAY}),
    ],
)
def test_a_log_is_folded_up_to_the_event_that_does_not_fit(code: str, wrong):
    """Fold checks phase, sequence number and order of time as decide does."""
    scene = new(P.RECEIVED)
    event = scene.event(K.ACCEPT, **{"when": AFTER, **wrong})
    folded = fold([*scene.log, event], scene.ctx)
    assert folded.refused is not None
    assert folded.refused.codes == (code,)
    assert folded.count == 2
    assert folded.case == scene.case


# -- content of the reasons -----------------------------------------------------------


def test_a_refused_role_learns_which_roles_may_act():
    """R_WHO: 非本机关负责人; the reason names the roles that approve."""
    refused = new(P.REVIEWING).refused(K.EXTEND, AFTER, OFFICER)
    reason = refused.reasons[0]
    assert reason.code == "role"
    assert reason.zh == "承办人不能办理“批准延期”;应由机关负责人、政府负责人办理"
    assert reason.en == (
        'the role "officer" may not perform the event "extend"; permitted roles: '
        "head of the organ, head of the government"
    )


def test_a_window_without_the_power_learns_which_organ_has_it():
    """R_LEVEL: 本窗口未获授权收该事项."""
    refused = without_power()
    assert refused.codes == ("authority",)
    assert refused.reasons[0].who == ("市局",)
    assert "可由:市局" in refused.explain()


def test_names_in_english_reasons_are_english():
    """Open side matters and running clocks are named in the requested language."""
    running = new(P.REVIEWING).refused(K.CLOSE, AFTER).explain("en")
    assert "statutory time" in running
    assert "法定办理时限" not in running
    still_open = new(P.REVIEWING).by(K.CONSULT).refused(K.PROPOSE, AFTER)
    assert "opinion requested from another organ" in still_open.explain("en")


def test_a_lapse_is_reported_only_if_it_caused_the_refusal():
    """期满 explains a refusal only if it moved the case out of a phase of the event.

    A case under review cannot be closed, whether it was accepted or deemed accepted.
    """
    scene = Scene().to(P.RECEIVED)
    scene.do(K.START_REVIEW, "2026-03-12")
    assert scene.refused(K.CLOSE, "2026-03-13").codes == ("phase", "clocks_stopped")
    assert "lapsed" in scene.refused(K.NOTIFY_CORRECTION, "2026-03-13").codes


def test_a_rating_that_nobody_gave_is_no_reason_on_the_main_line():
    """好差评 does not hold up the case; its lapse causes no refusal."""
    scene = Scene(side_times={S.RATING: WorkingDays(5)}).to(P.DELIVERED)
    assert scene.refused(K.DELIVER, "2026-05-06").codes == ("phase",)


def test_a_second_part_is_possible_in_addition_to_the_first():
    """并联: several parts; the events listed as possible are accepted."""
    scene = new(P.REVIEWING).by(K.CHILD_OPEN)
    refused = scene.refused(K.GRANT, AFTER)
    assert K.CHILD_OPEN in {option.kind for option in refused.possible}
    scene.do(K.CHILD_OPEN, AFTER, key="人防")


def test_an_agent_without_a_name_withdraws_nothing():
    """行政许可法 29(2): only the applicant's own agent; this agent has no id."""
    nobody = Actor(Role.AGENT)
    assert new(P.RECEIVED).refused(K.WITHDRAW_EARLY, actor=nobody).codes == (
        "is_owner",
    )


# -- offers ----------------------------------------------------------------------------


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize(
    "actor", [APPLICANT, CLERK, OFFICER, CHIEF, HEAD, LEAD, CERT, SYSTEM], ids=str
)
def test_a_valid_event_is_accepted_if_and_only_if_it_is_offered(
    phase: Phase, actor: Actor
):
    """Offers and decide read the same table."""
    features = [F.CERTIFICATE] if phase is P.MAKING else []
    if phase is P.UPSTREAM:
        features = [F.TWO_LEVEL]
    scene = Scene(*features).to(phase)
    offered = offers(scene.case, actor, scene.event(K.SAVE, AFTER).at, scene.ctx)
    assert len({(offer.kind, offer.key) for offer in offered}) == len(offered)
    for offer in offered:
        key = offer.key or None
        event = scene.event(offer.kind, AFTER, actor, key=key)
        answer = decide(scene.case, event, scene.ctx)
        assert offer.possible is isinstance(answer, Accepted), offer.kind
        if not offer.possible:
            assert isinstance(answer, Refused)
            assert {r.code for r in offer.reasons} <= set(answer.codes)


def test_an_offer_states_the_conditions_on_the_details():
    """An offer lists the conditions on the event's details, and its document."""
    scene = new(P.DECIDING)
    when = scene.event(K.DENY, AFTER).at
    deny = next(
        o for o in offers(scene.case, HEAD, when, scene.ctx) if o.kind is K.DENY
    )
    assert deny.possible
    assert deny.document == "不予许可决定书"
    assert [guard.id for guard in deny.needs] == [
        "signed", "reason_given", "remedy_told",
    ]  # fmt: skip
