"""Powers, posts, mandates and windows in the decision of events, also when powers move.

The county bureau (县局) serves the town (东镇) of the case; the city bureau (市局) is above
it. A clerk and a chief representative work at the county's window 窗, which has no veto.
"""

from datetime import date, timedelta

import pytest
from lifecycle_scene import (
    COURIER,
    EXPERT,
    GOV_HEAD,
    NOTICE,
    SUPERVISOR,
    K,
    Scene,
    at,
)
from powers_scene import AT_CITY, AT_COUNTY, DAY, EVE, HALLS, ITEM, LAW, ORGANS

from zhengwu.delegation import (
    AuthorityView,
    ChiefRepMandate,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    InProgress,
    Instrument,
    Powers,
    PowerSuspension,
    ServiceItem,
    StatutoryPower,
    Step,
    may,
)
from zhengwu.findings.errors import InputError
from zhengwu.lifecycle import (
    SYSTEM,
    Actor,
    CaseRules,
    ClockKind,
    Context,
    ExtensionGrant,
    ItemFeature,
    NonAcceptance,
    Phase,
    Role,
    advance,
    offers,
)
from zhengwu.limits import WorkingDays
from zhengwu.organs import HallRegister, Post, PostRole

P, F = Phase, ItemFeature
PLACE = "450103001"
ALL_HALLS = HallRegister(
    [
        *HALLS,
        Post(id="经办", name="经办人", organ="县局", role=PostRole.OFFICER),
        Post(id="市长", name="市局长", organ="市局", role=PostRole.HEAD),
    ],
    HALLS.appointments,
)
ITEMS = [ITEM, ServiceItem(id="乙", name="药品经营许可")]

# The county's chief representative decides item 甲 in the first half of 2026.
MANDATE = ChiefRepMandate(
    id="授权书", items=["甲"], organ="县局", post="首席", since=date(2026, 1, 1),
    until=DAY, basis=LAW,
)  # fmt: skip
COUNTER = CounterAcceptance(
    id="进驻", items=["甲"], organ="县局", counter="窗", since=date(2026, 1, 1)
)
BOTH_ITEMS = StatutoryPower(id="法乙", items=["乙"], holder="县局", basis=LAW)
DEVOLVED = Devolution(
    id="下放文", items=["甲"], giver="市局", receiver="县局", since=DAY, basis=LAW
)

CLERK = Actor(Role.WINDOW, "窗员", "县局")
OFFICER = Actor(Role.OFFICER, "经办", "县局")
CHIEF = Actor(Role.CHIEF, "首席", "县局")
HEAD = Actor(Role.HEAD, "局长", "县局")
CITY_OFFICER = Actor(Role.OFFICER, "市经办", "市局")
CITY_HEAD = Actor(Role.HEAD, "市长", "市局")


def powers_by(*instruments: Instrument) -> Powers:
    return Powers(ITEMS, instruments, ORGANS, ALL_HALLS)


def scene(
    *instruments: Instrument,
    features: tuple[ItemFeature, ...] = (),
    item: str = "甲",
    **rules: object,
) -> Scene:
    powers = powers_by(*(instruments or (AT_COUNTY, BOTH_ITEMS, MANDATE, COUNTER)))
    case_rules = CaseRules(item=item, place=PLACE, features=features, **rules)  # type: ignore[arg-type]
    return Scene(context=Context(case_rules, powers=powers))


def received(case: Scene, when: str = "2026-03-02") -> Scene:
    case.do(K.SUBMIT, when)
    case.do(K.RECEIVE, when, SYSTEM)
    return case


def reviewing(case: Scene, when: str = "2026-03-02", who: Actor = OFFICER) -> Scene:
    received(case, when)
    case.do(K.ACCEPT, when, who)
    case.do(K.START_REVIEW, when, who)
    return case


def deciding(case: Scene, when: str = "2026-03-02") -> Scene:
    reviewing(case, when)
    case.do(K.PROPOSE, when, OFFICER)
    return case


# -- the chief representative: 首席代表授权 -------------------------------------------------


def test_a_chief_representative_decides_within_the_mandate():
    """The mandate names the item and is valid from 1 January to 30 June 2026."""
    granted = deciding(scene()).do(K.GRANT, "2026-06-30", CHIEF)
    assert granted.case.phase is P.GRANTED
    denied = deciding(scene()).do(K.DENY, "2026-06-30", CHIEF)
    assert denied.case.phase is P.NOT_GRANTED


@pytest.mark.parametrize(
    ("item", "when"),
    [("甲", "2026-07-01"), ("甲", "2025-12-31"), ("乙", "2026-06-30")],
    ids=["after it ended", "before it began", "another item"],
)
def test_outside_the_mandate_the_answer_names_who_can(item: str, when: str):
    """R_AUTH: 首席代表授权书不含该事项/已过期; 县局 itself decides."""
    case = deciding(scene(item=item), "2025-12-01")
    refused = case.refused(K.GRANT, when, CHIEF)
    assert refused.codes == ("authority",)
    (reason,) = refused.reasons
    assert "没有覆盖此事项、此环节的有效授权" in reason.zh
    assert "no mandate in force" in reason.en
    assert any(name in ("县局", "局长") for name in reason.who)
    assert "首席代表" not in reason.who
    case.do(K.GRANT, when, HEAD)


def test_the_person_in_the_post_acts_by_its_mandate():
    """王某 holds the post from 1 January 2026; another person does not."""
    person = Actor(Role.CHIEF, "王某", "县局")
    deciding(scene()).do(K.GRANT, "2026-06-30", person)
    stranger = Actor(Role.CHIEF, "李某", "县局")
    refused = deciding(scene()).refused(K.GRANT, "2026-06-30", stranger)
    assert refused.codes == ("authority",)


# -- posts and roles ---------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CHIEF, Role.HEAD])
def test_a_clerk_does_not_act_as_somebody_else(role: Role):
    """A registered clerk is a clerk, whatever the message says; and may not decide."""
    clerk = Actor(role, "窗员", "县局")
    refused = deciding(scene()).refused(K.GRANT, "2026-03-03", clerk)
    assert refused.codes == ("post", "authority")


def test_the_reason_for_a_wrong_post_does_not_contradict_itself():
    """The message blames the post; it does not say that the head may not grant."""
    clerk = Actor(Role.HEAD, "窗员", "县局")
    refused = deciding(scene()).refused(K.GRANT, "2026-03-03", clerk)
    assert not refused.reasons[0].zh.startswith("机关负责人不能办理“准予”")


def test_a_chief_representative_is_not_the_head():
    """行政许可法 42(1): 经本行政机关负责人批准; 69: revocation."""
    as_head = Actor(Role.HEAD, "首席", "县局")
    assert "post" in reviewing(scene()).refused(K.EXTEND, "2026-03-03", as_head).codes
    reviewing(scene()).do(K.EXTEND, "2026-03-03", HEAD)


def test_the_refusal_of_an_extension_names_only_those_whose_role_may_extend():
    """It names 本行政机关负责人, not the chief representative with a mandate to decide."""
    other = Actor(Role.HEAD, "邻局长", "邻县局")
    refused = reviewing(scene()).refused(K.EXTEND, "2026-03-03", other)
    assert refused.codes == ("authority",)
    assert refused.reasons[0].who
    assert "首席代表" not in refused.reasons[0].who


def test_recording_a_lapse_needs_the_role_too():
    """T07: officer, chief or the system; a clerk may not record a lapse as the chief."""
    case = scene(times={ClockKind.FIX: WorkingDays(5)})
    received(case).do(K.NOTIFY_CORRECTION, "2026-03-02", OFFICER)
    clerk = Actor(Role.CHIEF, "窗员", "县局")
    assert "post" in case.refused(K.CORRECTION_LAPSE, "2026-05-06", clerk).codes
    assert case.case.seq == 3
    assert case.do(K.CORRECTION_LAPSE, "2026-05-06", OFFICER).noted


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.CHIEF, Role.HEAD], ids=lambda role: role.value
)
def test_an_unregistered_person_acts_for_the_organ(role: Role):
    """Unregistered staff act by the organ's power; a chief decides by mandate only."""
    case = deciding(scene())
    who = Actor(role, "新人", "县局")
    if role is Role.HEAD:
        case.do(K.GRANT, "2026-03-03", who)
    else:
        assert case.refused(K.GRANT, "2026-03-03", who)
        case.do(K.SEND_BACK, "2026-03-03", HEAD)
        case.do(K.PROPOSE, "2026-03-03", who)


# -- the window without a veto -----------------------------------------------------------


def test_a_window_without_veto_accepts_and_asks_but_does_not_refuse():
    """窗口无否决权: the window accepts or passes on; only the organ refuses."""
    received(scene()).do(K.ACCEPT, "2026-03-03", CLERK)
    received(scene()).do(K.NOTIFY_CORRECTION, "2026-03-03", CLERK)
    case = received(scene())
    refused = case.refused(K.NOT_REQUIRED, "2026-03-03", CLERK)
    assert refused.codes == ("veto_allowed",)
    assert "无否决权" in refused.reasons[0].zh
    instead = {option.kind: option.roles for option in refused.possible}
    assert Role.OFFICER in instead[K.NOT_REQUIRED]
    case.do(K.NOT_REQUIRED, "2026-03-03", OFFICER)


def test_a_window_without_veto_does_not_send_the_applicant_away():
    """T10, R_COMMIT: 窗口无否决权(须逐级复核), even where another organ has the power."""
    case = received(scene(AT_CITY))
    away = NonAcceptance("市局", "不属于本机关职权")
    refused = case.refused(K.NOT_ACCEPTED, "2026-03-03", CLERK, away)
    assert set(refused.codes) & {"authority", "veto_allowed"}
    case.do(K.NOT_ACCEPTED, "2026-03-03", OFFICER, away)


def test_an_item_may_bind_every_window():
    """no_veto of the item: a window needs a second person; the officer does not."""
    for event in (K.NOT_REQUIRED, K.NOT_ACCEPTED):
        case = Scene(no_veto=True).to(P.RECEIVED)
        window = Actor(Role.WINDOW, "窗口丙")
        assert case.refused(event, actor=window).codes == ("veto_allowed",)
        case.do(event)


# -- those outside the powers --------------------------------------------------------------


def test_an_expert_files_the_result_of_the_review():
    """T17: officer, chief or expert; an expert has no power and needs no power."""
    case = reviewing(scene())
    case.do(K.START_SPECIAL, "2026-03-03", OFFICER)
    case.do(K.END_SPECIAL, "2026-03-04", EXPERT)
    assert case.case.phase is P.REVIEWING


def test_a_courier_delivers():
    """T38: courier, window or applicant."""
    case = deciding(scene())
    case.do(K.GRANT, "2026-03-03", HEAD)
    case.do(K.NO_CERT, "2026-03-03", CLERK)
    case.do(K.DELIVER, "2026-03-04", COURIER)
    assert case.case.phase is P.DELIVERED


def test_a_supervisor_voids_what_was_recorded_in_error():
    """T41: chief or supervisor."""
    voided = received(scene()).do(K.VOID, "2026-03-03", SUPERVISOR)
    assert voided.case.phase is P.VOID


@pytest.mark.parametrize("organ", ["", "县政府"])
def test_the_head_of_the_government_extends_joint_handling(organ: str):
    """行政许可法 42(2): 经本级人民政府负责人批准; the power to decide is the bureau's."""
    case = reviewing(scene(joint=True))
    leader = Actor(Role.GOV_HEAD, GOV_HEAD.id, organ)
    by = ExtensionGrant(WorkingDays(15), NOTICE)
    case.do(K.EXTEND, "2026-03-03", leader, by)
    extended = {clock.kind for clock in case.case.clocks if clock.extended}
    assert ClockKind.LAW in extended


# -- powers that move ----------------------------------------------------------------------


def test_a_case_accepted_before_a_devolution_stays_with_the_old_organ():
    """已受理的继续完成: accepted on 30 June, devolved from the city on 1 July."""
    case = received(scene(AT_CITY, DEVOLVED), EVE.isoformat())
    case.do(K.ACCEPT, "2026-06-30", CITY_OFFICER)
    refused = case.refused(K.START_REVIEW, "2026-07-01", OFFICER)
    assert refused.codes == ("authority",)
    assert refused.reasons[0].who == ("市局",)
    case.do(K.START_REVIEW, "2026-07-01", CITY_OFFICER)
    case.do(K.PROPOSE, "2026-07-02", CITY_OFFICER)
    case.do(K.GRANT, "2026-07-03", CITY_HEAD)


def test_a_case_accepted_after_a_devolution_is_the_new_organs():
    case = received(scene(AT_CITY, DEVOLVED), EVE.isoformat())
    assert case.refused(K.ACCEPT, "2026-07-01", CITY_OFFICER).codes == ("authority",)
    case.do(K.ACCEPT, "2026-07-01", OFFICER)
    case.do(K.START_REVIEW, "2026-07-01", OFFICER)


def test_a_case_deemed_accepted_belongs_to_the_organ_of_the_day_of_receipt():
    """Received on 30 June; the time expires on 7 July; deemed accepted as of 30 June."""
    case = received(scene(AT_CITY, DEVOLVED), EVE.isoformat())
    assert advance(case.case, at("2026-07-08"), case.ctx).case.accepted == at(
        "2026-06-30"
    )
    assert case.refused(K.START_REVIEW, "2026-07-08", OFFICER).codes == ("authority",)
    case.do(K.START_REVIEW, "2026-07-08", CITY_OFFICER)


def test_cases_move_along_where_the_instrument_says_so():
    moved = Devolution(
        id="下放文", items=["甲"], giver="市局", receiver="县局", since=DAY,
        in_progress=InProgress.MOVE,
    )  # fmt: skip
    case = received(scene(AT_CITY, moved), EVE.isoformat())
    case.do(K.ACCEPT, "2026-06-30", CITY_OFFICER)
    case.do(K.START_REVIEW, "2026-07-01", OFFICER)
    assert case.case.phase is P.REVIEWING


def test_a_suspended_item_takes_no_new_application_and_finishes_the_old():
    """R_ITEM: 事项未开放; suspended from 1 July to 31 August."""
    stopped = PowerSuspension(
        id="暂停", items=["甲"], since=DAY, until=date(2026, 9, 1)
    )
    new = scene(AT_COUNTY, stopped)
    assert new.refused(K.SUBMIT, "2026-07-01").codes == ("item_open",)
    new.do(K.SUBMIT, "2026-09-01")
    old = reviewing(scene(AT_COUNTY, stopped), "2026-06-30")
    old.do(K.PROPOSE, "2026-07-02", OFFICER)


def test_a_trustee_handles_and_the_case_goes_back_when_the_trust_ends():
    """委托 (行政许可法 24): the town acts in the county's name until the entrustment ends."""
    trust = Entrustment(
        id="委托书", items=["甲"], entruster="县局", trustee="东镇", until=DAY,
        announced_on=date(2026, 1, 1), basis=LAW,
    )  # fmt: skip
    town = Actor(Role.OFFICER, "镇办", "东镇")
    case = reviewing(scene(AT_COUNTY, trust), "2026-06-29", town)
    assert case.refused(K.PROPOSE, "2026-07-01", town).codes == ("authority",)
    case.do(K.PROPOSE, "2026-07-01", OFFICER)


def test_the_county_reviews_first_and_the_city_decides():
    """初审转报 (行政许可法 35): only the organ above decides."""
    first = FirstReview(id="转报", items=["甲"], reviewer="县局", decider="市局")
    case = reviewing(scene(AT_CITY, first, features=(F.TWO_LEVEL,)))
    case.do(K.FORWARD_UP, "2026-03-03", OFFICER)
    county = Actor(Role.UPPER, "局长", "县局")
    refused = case.refused(K.UPPER_GRANTED, "2026-03-04", county)
    assert refused.codes == ("authority",)
    assert any("市局" in name for name in refused.reasons[0].who)
    case.do(K.UPPER_GRANTED, "2026-03-04", Actor(Role.UPPER, "市长", "市局"))


def test_powers_need_the_item_and_the_place():
    with pytest.raises(InputError, match="item 和 place"):
        Context(CaseRules(), powers=powers_by(AT_COUNTY))
    view = AuthorityView(powers_by(AT_COUNTY), "甲", PLACE)
    assert Context(CaseRules(), powers=view).authority is view


def test_offers_check_the_powers_too():
    """Offers to the chief representative, before and after the end of the mandate."""
    case = deciding(scene())
    for when, possible in (("2026-06-30", True), ("2026-07-01", False)):
        by_kind = {
            offer.kind: offer for offer in offers(case.case, CHIEF, at(when), case.ctx)
        }
        assert by_kind[K.GRANT].possible is possible
    assert [reason.code for reason in by_kind[K.GRANT].reasons] == ["authority"]


# -- the view agrees with the powers -----------------------------------------------------


WORLDS = {
    "mandate": (AT_COUNTY, MANDATE, COUNTER),
    "devolution": (AT_CITY, DEVOLVED, MANDATE, COUNTER),
    "trust": (
        AT_COUNTY,
        Entrustment(
            id="委托书", items=["甲"], entruster="县局", trustee="东镇",
            since=date(2026, 3, 1), until=date(2026, 9, 1),
            announced_on=date(2026, 2, 1), basis=LAW,
        ),
        PowerSuspension(
            id="暂停", items=["甲"], since=date(2026, 10, 1), until=date(2026, 11, 1)
        ),
    ),
}  # fmt: skip
WHO = [
    *(organ.id for organ in ORGANS),
    *(facility.id for facility in ALL_HALLS),
    "王某",
    "无此人",
]


@pytest.mark.parametrize("world", WORLDS)
def test_the_view_says_what_the_powers_say_on_every_day_of_a_year(world: str):
    """Every organ, window, post and person, every step, every day of 2026."""
    powers = powers_by(*WORLDS[world])
    view = AuthorityView(powers, "甲", PLACE)
    day = date(2026, 1, 1)
    while day.year == 2026:
        refuse = day.day % 2 == 0
        accepted = (None, EVE, date(2025, 12, 31))[day.toordinal() % 3]
        since = None if accepted is None else min(accepted, day)
        for who in WHO:
            for step in Step:
                by_powers = may(
                    powers, who, "甲", step, PLACE, day, since, refuse=refuse
                ).allowed
                by_view = view.allows(who, step, day, since, refuse=refuse)
                assert by_view is by_powers, (who, step, day, since, refuse)
        day += timedelta(days=1)
