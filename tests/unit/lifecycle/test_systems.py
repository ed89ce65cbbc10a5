"""Rows of the list of systems to reproduce that concern cases, each by its name."""

from datetime import date
from fractions import Fraction

from lifecycle_scene import (
    ASK,
    ASKED,
    CLERK,
    HEAD,
    MEETING,
    OFFICER,
    PART,
    VISIT,
    K,
    Scene,
    at,
    ending,
    granted,
)
from powers_scene import AT_COUNTY, LAW, powers

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.delegation import ChiefRepMandate
from zhengwu.lifecycle import (
    SYSTEM,
    Actor,
    CaseRules,
    ClockKind,
    Conclusion,
    Consultation,
    Context,
    EventLog,
    ExtensionGrant,
    IdentityCheck,
    ItemFeature,
    JointKind,
    JointStep,
    Phase,
    ReviewOpinion,
    Role,
    SideKind,
    Submission,
    alerts,
    deadline,
    read_case,
    replay,
    time_shares,
)
from zhengwu.lifecycle._alerts import AlertKind
from zhengwu.lifecycle._kinds import Party
from zhengwu.limits import Light, WorkingDays, WorkingHours, WrittenNotice

P, F = Phase, ItemFeature


def test_b5_a_case_without_clear_law_goes_to_joint_consultation_and_a_panel():
    """B5 会商会审, 审批委员会, 法律顾问: the panel decides by its rule, advice on file."""
    scene = Scene(panel=Fraction(2, 3)).to(P.REVIEWING)
    asked = JointStep(JointKind.PANEL, ["审批局", "住建局", "消防局"])
    scene.do(K.MEETING, details=asked)
    opinion = ReviewOpinion("审查1号", advice="法律顾问意见书3号")
    assert scene.refused(K.PROPOSE, details=opinion).codes == ("no_open_opinions",)
    undecided = Conclusion("表决1号", votes_for=4, votes_against=3)
    assert scene.refused(K.JOINT_DONE, details=undecided, key=MEETING).codes == (
        "panel_voted",
    )
    against = Conclusion("表决2号", votes_for=1, votes_against=6)
    scene.do(K.JOINT_DONE, details=against, key=MEETING)
    scene.do(K.PROPOSE, details=opinion)
    assert scene.refused(K.GRANT).codes == ("joint_agreed",)
    assert scene.log[-1].details.advice == "法律顾问意见书3号"
    scene.do(K.DENY)


def test_b6_fixed_steps_early_warning_electronic_file_full_trace():
    """B6 审管互动平台: no step skipped, a warning before the limit, every step recorded."""
    scene = Scene(times={ClockKind.PROM: WorkingDays(5)}).to(P.RECEIVED)
    assert "phase" in scene.refused(K.GRANT).codes
    scene.by(K.ACCEPT, K.START_REVIEW)
    assert alerts([scene.case], at("2026-03-03"), scene.ctx) == ()
    (warned,) = alerts([scene.case], at("2026-03-06"), scene.ctx)
    assert (warned.kind, warned.light, warned.person) == (
        AlertKind.DUE_SOON,
        Light.YELLOW,
        OFFICER.id,
    )
    log = EventLog.of(scene.log)
    assert not log.check(log.head)
    replayed = replay(log.events, scene.ctx)
    assert (replayed.case, replayed.refused) == (scene.case, ())


def test_b7_a_site_visit_by_two_organs_and_its_time():
    """B7 联合踏勘: two officers; 现场勘验 is not listed in art. 45, so the clocks run."""
    scene = Scene().to(P.REVIEWING)
    alone = JointStep(JointKind.VISIT, ["审批局", "水利局"], ["丁"])
    assert scene.refused(K.JOINT_VISIT, details=alone).codes == ("two_officers",)
    both = JointStep(JointKind.VISIT, ["审批局", "水利局"], ["丁", "子"])
    scene.do(K.JOINT_VISIT, details=both)
    assert scene.clocks == {"LAW", "PROM"}
    scene.do(K.JOINT_DONE, "2026-03-09")
    due = deadline(scene.case, ClockKind.LAW, scene.ctx)
    assert due is not None
    assert due.date == date(
        2026, 3, 30
    )  # 20 working days after 2 March, without an excluded day
    # A listed procedure suspends the clocks: an inspection, with a written notice.
    scene.do(K.START_SPECIAL, "2026-03-10")
    assert scene.clocks == {"~LAW", "~PROM", "SPEC"}


def test_b8_five_sections_hand_over_without_a_gap():
    """B8: pre-check, review, site visit, certificate, archive; no time is unattributed."""
    scene = Scene(F.CERTIFICATE).to(P.RECEIVED)
    scene.do(K.ACCEPT, "2026-03-03")
    scene.do(K.START_REVIEW, "2026-03-04")
    scene.do(K.JOINT_VISIT, "2026-03-05")
    scene.do(K.JOINT_DONE, "2026-03-06")
    scene.do(K.PROPOSE, "2026-03-09")
    scene.do(K.GRANT, "2026-03-10")
    scene.do(K.MAKE_CERT, "2026-03-10 11:00")
    scene.do(K.CERT_READY, "2026-03-11")
    scene.do(K.DELIVER, "2026-03-12")
    scene.do(K.CLOSE, "2026-03-12 10:00")
    scene.do(K.ARCHIVE, "2026-03-13")
    shares = time_shares(scene.log, scene.ctx)
    main = [share for share in shares if not share.key]
    assert [s.until for s in main[:-1]] == [s.since for s in main[1:]]
    assert {s.phase for s in main} >= {
        P.RECEIVED, P.REVIEWING, P.DECIDING, P.MAKING, P.DELIVERING, P.CLOSED,
    }  # fmt: skip
    assert all(s.party is Party.AGENCY for s in main[:-2])


def test_b9_a_commitment_in_place_of_proof_checked_and_revoked_when_false():
    """B9 告知承诺, 证照分离: accepted without proof, checked afterwards, revoked if breached."""
    scene = Scene(F.COMMITMENT, documents=["申请书", "场地证明"]).to(P.RECEIVED)
    assert scene.refused(K.ACCEPT).codes == ("materials_complete",)
    scene.by(K.ACCEPT_COMMITMENT, K.START_REVIEW, K.PROPOSE, K.GRANT)
    assert scene.side(SideKind.PLEDGE).state == "pledged"
    scene.do(K.PLEDGE_BREACH, "2026-06-01")
    scene.do(K.LICENCE_REVOKE, "2026-06-02", details=ending("fraud"))
    assert scene.side(SideKind.LICENCE).state == "revoked"


def test_d2_the_silent_organ_is_deemed_to_agree_and_answers_for_it():
    """D2 前置审查, 超时默认: the lead sets the limit; a consultation needs a legal basis."""
    scene = Scene().to(P.REVIEWING)
    baseless = Consultation("环保局", WorkingDays(3))
    assert scene.refused(K.CONSULT, details=baseless).codes == ("legal_precondition",)
    scene.do(K.CONSULT, details=Consultation("环保局", WorkingDays(3), "环评法"))
    # Three working days after 2 March expire at the end of the 5th.
    late = scene.refused(K.OPINION_REPLY, "2026-03-06", ASKED)
    assert late.codes == ("side_state",)
    assert scene.put(K.PROPOSE, "2026-03-06")
    side = scene.side(SideKind.OPINION, ASK)
    assert (side.state, side.agreed, side.who) == ("defaulted", True, "环保局")
    (waited,) = (
        s for s in time_shares(scene.log, scene.ctx) if s.party is Party.CONSULTED
    )
    assert (waited.organ, waited.working_days) == ("环保局", 4)


def test_d3_decided_at_once_and_one_review_one_approval():
    """D3 即来即办, 一审一核: formal review at the window; general items in two steps."""
    instant = Scene(F.INSTANT).to(P.RECEIVED)
    instant.by(K.ACCEPT, K.INSTANT_DECIDE, K.GRANT, K.NO_CERT, K.DELIVER)
    assert instant.case.phase is P.DELIVERED
    assert instant.refused(K.EXTEND).codes[0] == "not_for_item"
    general = Scene().to(P.ACCEPTED)
    reviewed = [general.do(kind) for kind in (K.START_REVIEW, K.PROPOSE, K.GRANT)]
    assert reviewed[-1].case.phase is P.GRANTED
    # Departments of an organ are consulted in parallel, not in sequence.
    parallel = Scene().to(P.REVIEWING)
    parallel.do(
        K.CONSULT, key="法规股", details=Consultation("区局法规股", None, "三定")
    )
    parallel.do(
        K.CONSULT, key="财务股", details=Consultation("区局财务股", None, "三定")
    )
    assert len([s for s in parallel.case.sides if s.state == "asked"]) == 2


def test_e2_accepted_at_either_tier_and_issued_at_either():
    """E2 综合窗口: any window with the power receives; the chief representative approves."""
    mandate = ChiefRepMandate(
        id="授权书", items=["甲"], organ="县局", post="首席", since=date(2026, 1, 1),
        basis=LAW,
    )  # fmt: skip
    ctx = Context(
        CaseRules(item="甲", place="450103001"), powers=powers(AT_COUNTY, mandate)
    )
    scene = Scene(context=ctx)
    scene.do(K.SUBMIT)
    scene.do(K.RECEIVE, actor=SYSTEM)
    county = Actor(Role.OFFICER, "新人", "县局")
    scene.do(K.ACCEPT, actor=county)
    scene.do(K.START_REVIEW, actor=county)
    scene.do(K.PROPOSE, actor=county)
    scene.do(K.GRANT, actor=Actor(Role.CHIEF, "首席", "县局"))
    scene.do(K.NO_CERT, actor=Actor(Role.WINDOW, "新人", "县局"))
    scene.do(K.DELIVER)
    assert scene.case.phase is P.DELIVERED


def test_e5_a_window_clerk_accepts_or_passes_on_and_does_not_refuse():
    """E5 窗口无否决权."""
    scene = Scene(no_veto=True).to(P.RECEIVED)
    for kind in (K.NOT_ACCEPTED, K.NOT_REQUIRED):
        refused = scene.refused(kind, actor=CLERK)
        assert refused.codes == ("veto_allowed",)
        assert "无否决权" in refused.reasons[0].zh
    assert scene.put(K.NOTIFY_CORRECTION, actor=CLERK).case.phase is P.CORRECTING


def test_e6_a_decision_outside_the_mandate_names_who_can():
    """E6 首席代表授权: the mandate is limited in time and scope."""
    mandate = ChiefRepMandate(
        id="授权书", items=["甲"], organ="县局", post="首席", since=date(2026, 1, 1),
        until=date(2026, 3, 10), basis=LAW,
    )  # fmt: skip
    ctx = Context(
        CaseRules(item="甲", place="450103001"), powers=powers(AT_COUNTY, mandate)
    )
    scene = Scene(context=ctx)
    scene.do(K.SUBMIT)
    scene.do(K.RECEIVE, actor=SYSTEM)
    county = Actor(Role.OFFICER, "新人", "县局")
    for kind in (K.ACCEPT, K.START_REVIEW, K.PROPOSE):
        scene.do(kind, actor=county)
    chief = Actor(Role.CHIEF, "首席", "县局")
    refused = scene.refused(K.GRANT, "2026-03-10", chief)
    assert refused.codes == ("authority",)
    assert refused.reasons[0].who == ("县局",)
    scene.do(K.GRANT, "2026-03-09", chief)


def test_e7_one_project_several_approvals_one_clock_of_45_and_15():
    """E7 联合审批: 行政许可法 42(2), extended by the head of the government."""
    scene = Scene(joint=True).to(P.REVIEWING)
    due = deadline(scene.case, ClockKind.LAW, scene.ctx)
    assert due is not None
    # 45 working days after 2 March 2026, counted day by day on the published calendar.
    day, left = date(2026, 3, 2), 45
    calendar = china_calendar()
    while left:
        day = date.fromordinal(day.toordinal() + 1)
        left -= calendar.is_working_day(day)
    assert due.date == day
    assert scene.refused(K.EXTEND).codes[0] == "right_approver"
    notice = WrittenNotice(reference="告知", given_on=date(2026, 3, 2))
    grant = ExtensionGrant(WorkingDays(15), notice)
    scene.do(K.EXTEND, actor=Actor(Role.GOV_HEAD, "县长"), details=grant)
    scene.do(K.CHILD_OPEN)
    assert scene.refused(K.PROPOSE).codes == ("no_open_opinions",)
    scene.do(K.CHILD_CLOSE, details=Conclusion("子件1号", agrees=True))
    assert scene.side(SideKind.CHILD, PART).state == "granted"
    scene.by(K.PROPOSE, K.GRANT)


def test_e9_identity_by_video_instead_of_a_visit():
    """E9 远程视频认证."""
    by_video = Submission(["申请书"], IdentityCheck.VIDEO)
    Scene(identity=[IdentityCheck.VIDEO]).do(K.SUBMIT, details=by_video)
    Scene().do(K.SUBMIT, details=by_video)
    strict = Scene(identity=[IdentityCheck.COUNTER])
    assert strict.refused(K.SUBMIT, details=by_video).codes == ("identity_ok",)
    nobody = Submission(["申请书"])
    assert Scene().refused(K.SUBMIT, details=nobody).codes == ("identity_ok",)


def test_e4_an_instant_item_is_timed_in_office_hours():
    """E4 即时办结: two hours of office time; the lunch break does not count."""
    hours = OfficeHours(
        calendar=china_calendar(),
        regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
    )
    rules = CaseRules(features={F.INSTANT}, times={ClockKind.LAW: WorkingHours(2)})
    scene = Scene(context=Context(rules, hours))
    scene.do(K.SUBMIT, "2026-03-02 11:00")
    scene.do(K.RECEIVE, "2026-03-02 11:00")
    scene.do(K.ACCEPT, "2026-03-02 11:00")
    due = deadline(scene.case, ClockKind.LAW, scene.ctx)
    assert due is not None
    assert due.at == at("2026-03-02 14:30")
    scene.do(K.INSTANT_DECIDE, "2026-03-02 11:30")
    scene.do(K.GRANT, "2026-03-02 14:31", HEAD)
    assert read_case(scene.case, at("2026-03-03"), scene.ctx).on_time is False


def test_a_licence_after_the_archiving_of_its_case():
    """照后: the licence can still be renewed after the case is archived."""
    scene = granted(date(2026, 12, 31))
    scene.by(K.NO_CERT, K.DELIVER, K.CLOSE, K.ARCHIVE)
    scene.do(K.RENEW_APPLY, "2026-11-01")
    assert scene.side(SideKind.LICENCE).state == "renewing"
    assert scene.refused(K.WITHDRAW, "2026-11-02").codes[0] == "terminal"
    assert VISIT != MEETING
