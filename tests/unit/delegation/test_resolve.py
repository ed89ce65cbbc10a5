"""Who acts, in whose name, and who answers for it."""

from datetime import date

import pytest
from powers_scene import (
    AT_CITY,
    AT_COUNTY,
    DAY,
    EVE,
    HALLS,
    LAW,
    ORGANS,
    area,
    names,
    organ,
    powers,
    who,
)

from zhengwu.codes import Level, Region, RegionTable, region_code
from zhengwu.delegation import (
    Abolition,
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Denied,
    Devolution,
    Entrustment,
    FirstReview,
    InProgress,
    JointHandling,
    Outcome,
    Powers,
    PowerSuspension,
    Reason,
    Recall,
    ServiceItem,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Step,
    TierOrgan,
    changes,
    duties,
    may,
)
from zhengwu.delegation.answer._situation import Why
from zhengwu.findings.errors import CodeFormatError, InputError
from zhengwu.limits import WorkingDays
from zhengwu.organs import OrganRegister

DEVOLVED = Devolution(
    id="下放文", items=["甲"], giver="市局", receiver="县局", since=DAY, basis=LAW
)
ENTRUSTED = Entrustment(
    id="委托书",
    items=["甲"],
    entruster="县局",
    trustee="东镇",
    since=DAY,
    until=date(2027, 7, 1),
    announced_on=EVE,
    basis=LAW,
)


def test_after_devolution_the_new_holder_acts_in_its_own_name():
    """下放:the holder changes on the day, and the former holder may no longer act."""
    held = powers(AT_CITY, DEVOLVED)
    assert names(who(held, EVE)) == [("市局", "市局")]
    found = who(held, DAY)
    assert names(found) == [("县局", "县局")]
    assert [one.id for one in found.chain] == ["法", "下放文"]
    assert found.articles == ("《行政许可法》第二十四条",)
    assert not found.alternatives
    assert not may(held, "市局", "甲", Step.DECIDE, "450103", DAY).allowed


def test_cases_accepted_before_stay_unless_the_instrument_moves_them():
    """README of the real data: cases accepted before a delegation stay with the old organ."""
    held = powers(AT_CITY, DEVOLVED)
    assert names(who(held, DAY, accepted_on=EVE)) == [("市局", "市局")]
    moved = Devolution(
        id="下放文",
        items=["甲"],
        giver="市局",
        receiver="县局",
        since=DAY,
        in_progress=InProgress.MOVE,
    )
    assert names(who(powers(AT_CITY, moved), DAY, accepted_on=EVE)) == [
        ("县局", "县局")
    ]


def test_a_trustee_acts_in_the_name_of_the_entruster_which_is_liable():
    """行政许可法 24: in the entruster's name, which bears the consequences."""
    held = powers(AT_COUNTY, ENTRUSTED)
    found = who(held)
    assert names(found) == [("东镇", "县局")]
    assert found.actor is not None
    assert found.actor.liable.id == "县局"
    assert [a.organ.id for a in found.alternatives] == ["县局"]
    assert names(who(held, place="450103002")) == [("县局", "县局")]


def test_an_entrustment_that_ended_is_no_power_for_any_case():
    """It expired after a year; what is under way goes back to the entruster."""
    held = powers(AT_COUNTY, ENTRUSTED)
    assert names(who(held, date(2027, 6, 30))) == [("东镇", "县局")]
    later = who(held, date(2027, 7, 1), accepted_on=date(2027, 6, 1))
    assert names(later) == [("县局", "县局")]


def test_re_entrustment_has_no_effect():
    again = Entrustment(
        id="再委托", items=["甲"], areas=area("450103001"), entruster="东镇",
        trustee="西镇", since=DAY,
    )  # fmt: skip
    found = who(powers(AT_COUNTY, ENTRUSTED, again))
    assert names(found) == [("东镇", "县局")]
    assert [(v.instrument.id, v.why, v.because_of) for v in found.void] == [
        ("再委托", Why.RE_ENTRUSTED, ENTRUSTED)
    ]


def test_two_trustees_for_one_place_are_told_and_not_chosen_from():
    other = Entrustment(
        id="另一委托", items=["甲"], areas=area("450103001"), entruster="县局",
        trustee="西镇", since=DAY,
    )  # fmt: skip
    found = who(powers(AT_COUNTY, ENTRUSTED, other))
    assert found.outcome is Outcome.SEVERAL
    assert found.reason is Reason.TWO_TRUSTEES
    assert names(found) == [("东镇", "县局"), ("西镇", "县局")]
    assert found.actor is None
    assert "委托了多个机关" in found.explain()


def test_authorisation_by_law_makes_an_organisation_act_in_its_own_name():
    """行政许可法 23."""
    given = StatutoryAuthorization(id="授权条款", items=["甲"], organisation="东镇")
    found = who(powers(given))
    assert names(found) == [("东镇", "东镇")]
    taken = StatutoryAuthorization(
        id="授权条款", items=["甲"], organisation="东镇", former="县局"
    )
    assert names(who(powers(AT_COUNTY, taken))) == [("东镇", "东镇")]


def test_concentrated_licensing_leaves_supervision_where_it_was():
    """行政许可法 25: the bureau licenses; the department goes on supervising."""
    bureau = organ("审批局", Level.COUNTY, "450103", "市局", function="审批")
    held = powers(
        AT_COUNTY,
        ConcentratedLicensing(
            id="批复", items=["甲"], former=["县局"], bureau="审批局", since=DAY
        ),
        organs=OrganRegister([*ORGANS, bureau]),
    )
    assert names(who(held)) == [("审批局", "审批局")]
    assert names(who(held, step=Step.SUPERVISE)) == [("县局", "县局")]
    assert names(who(held, EVE)) == [("县局", "县局")]


def test_city_and_county_share_a_power_and_the_nearer_one_acts():
    """市县同权:a third way besides devolution and entrustment."""
    shared = SharedPower(
        id="同权", items=["甲"], giver="市局", receiver="县局", since=DAY
    )
    found = who(powers(AT_CITY, shared))
    assert found.outcome is Outcome.ACTS
    assert names(found) == [("县局", "县局")]
    assert [a.organ.id for a in found.alternatives] == ["市局"]


def test_first_review_below_and_decision_above():
    """初审转报 over three tiers: each reviews in its own name, the highest decides."""
    held = powers(
        AT_CITY,
        FirstReview(id="转报1", items=["甲"], reviewer="东镇", decider="县局"),
        FirstReview(id="转报2", items=["甲"], reviewer="县局", decider="市局"),
    )
    assert names(who(held, step=Step.ACCEPT)) == [("东镇", "东镇")]
    assert names(who(held, step=Step.REVIEW)) == [
        ("东镇", "东镇"),
        ("县局", "县局"),
        ("市局", "市局"),
    ]
    assert names(who(held)) == [("市局", "市局")]


def test_only_the_substantive_review_is_handed_down():
    """部分下放:one step goes, the decision stays."""
    part = Devolution(
        id="部分下放", items=["甲"], giver="市局", receiver="县局", steps=[Step.REVIEW]
    )
    held = powers(AT_CITY, part)
    assert names(who(held, step=Step.REVIEW)) == [("县局", "县局")]
    assert names(who(held)) == [("市局", "市局")]


def test_only_some_areas():
    part = Devolution(
        id="部分区域",
        items=["甲"],
        areas=area("450103002"),
        giver="市局",
        receiver="县局",
    )
    held = powers(AT_CITY, part)
    assert names(who(held, place="450103002")) == [("县局", "县局")]
    assert names(who(held, place="450103001")) == [("市局", "市局")]


def test_a_counter_accepts_in_the_name_of_the_organ():
    """窗口受理;进一个门 closes the organ's own door."""
    counter = CounterAcceptance(
        id="进驻", items=["甲"], organ="县局", counter="窗", since=DAY
    )
    found = who(powers(AT_COUNTY, counter), step=Step.ACCEPT)
    assert found.actor is not None
    assert (found.actor.counter, found.actor.in_name_of.id) == ("窗", "县局")
    assert [a.counter for a in found.alternatives] == [""]
    only = CounterAcceptance(
        id="进驻", items=["甲"], organ="县局", counter="窗", only_here=True
    )
    assert not who(powers(AT_COUNTY, only), step=Step.ACCEPT).alternatives
    with pytest.raises(InputError, match="窗口受理 x 不能含 决定"):
        CounterAcceptance(
            id="x", items=["甲"], organ="县局", counter="窗", steps=[Step.DECIDE]
        )


def test_assisted_handling_moves_no_power():
    helped = AssistedHandling(id="代办", items=["甲"], agent="站", limit=WorkingDays(3))
    held = powers(AT_COUNTY, helped)
    found = who(held, step=Step.ACCEPT, place="450103001001")
    assert names(found) == [("县局", "县局")]
    assert found.agents == ("站",)
    assert not who(held, step=Step.ACCEPT, place="450103002001").agents


def test_a_joint_visit_is_made_by_both():
    """联合踏勘:both act, each in its own name, the lead first."""
    joint = JointHandling(id="联勘", items=["甲"], lead="县局", others=["东镇"])
    found = who(powers(AT_COUNTY, joint), step=Step.VISIT)
    assert found.outcome is Outcome.ACTS
    assert names(found) == [("县局", "县局"), ("东镇", "东镇")]
    assert names(who(powers(AT_COUNTY, joint))) == [("县局", "县局")]
    assert "承担责任;由 东镇" in found.explain()
    assert {
        s for d in duties(powers(AT_COUNTY, joint), "东镇", DAY) for s in d.steps
    } == {Step.VISIT}


def test_suspension_is_dated_and_reversible():
    stopped = PowerSuspension(
        id="暂停", items=["甲"], since=DAY, until=date(2026, 9, 1)
    )
    held = powers(AT_COUNTY, stopped)
    assert who(held).reason is Reason.SUSPENDED
    assert names(who(held, date(2026, 9, 1))) == [("县局", "县局")]
    assert names(who(held, DAY, accepted_on=EVE)) == [("县局", "县局")]


def test_after_abolition_nobody_decides_whatever_was_accepted():
    held = powers(AT_COUNTY, Abolition(id="取消", items=["甲"], since=DAY))
    assert who(held).reason is Reason.ABOLISHED
    assert who(held, DAY, accepted_on=EVE).reason is Reason.ABOLISHED
    assert names(who(held, EVE)) == [("县局", "县局")]


def test_a_recall_gives_the_power_back_and_cases_under_way_are_finished():
    """收回13项,已受理的继续完成 (falv.cc, delegations.jsonl)."""
    back = Recall(id="收回", recalls="下放文", since=date(2026, 9, 1))
    held = powers(AT_CITY, DEVOLVED, back)
    assert names(who(held, date(2026, 8, 31))) == [("县局", "县局")]
    assert names(who(held, date(2026, 9, 1))) == [("市局", "市局")]
    pending = who(held, date(2026, 9, 1), accepted_on=date(2026, 8, 31))
    assert names(pending) == [("县局", "县局")]


def test_devolved_to_a_tier_that_has_no_such_organ_is_a_vacuum():
    gone = Devolution(
        id="下放文", items=["甲"], giver="市局", receiver=TierOrgan(Level.TOWN, "卫健")
    )
    found = who(powers(AT_CITY, gone))
    assert found.outcome is Outcome.NO_ONE
    assert found.reason is Reason.NO_RECEIVER
    assert [one.id for one in found.causes] == ["下放文"]
    assert "权力真空" in found.explain()
    assert "vacuum" in found.explain("en")


def test_the_heir_of_an_abolished_organ_goes_on():
    """The county is abolished; the city takes over its power and its cases."""
    organs = ORGANS.abolish("县局", DAY)
    held = powers(AT_COUNTY, organs=organs)
    assert names(who(held, EVE)) == [("县局", "县局")]
    assert names(who(held, DAY, accepted_on=EVE)) == [("市局", "市局")]


def test_an_organ_of_a_tier_is_the_one_of_the_place():
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder=TierOrgan(Level.COUNTY, "卫健"))
    )
    assert names(who(held)) == [("县局", "县局")]
    assert who(held, place="450105001").reason is Reason.NO_RECEIVER


def test_two_organs_of_one_line_at_one_place_are_two_masters():
    twin = organ("县二局", Level.COUNTY, "450103", "市局", function="卫健")
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder=TierOrgan(Level.COUNTY, "卫健")),
        organs=OrganRegister([*ORGANS, twin]),
    )
    assert who(held).reason is Reason.TWO_HOLDERS


def test_unknown_items_places_and_days_out_of_range_are_answers():
    table = RegionTable([Region(code=COUNTY_CODE, name="青秀区")])
    held = powers(AT_COUNTY, regions=table)
    assert who(held, item="无").reason is Reason.UNKNOWN_ITEM
    assert who(held, place="450199").reason is Reason.UNKNOWN_PLACE
    ended = ServiceItem(id="甲", until=DAY)
    assert who(powers(AT_COUNTY, items=[ended])).reason is Reason.NOT_OFFERED
    elsewhere = ServiceItem(id="甲", areas=area("450200"))
    assert who(powers(AT_COUNTY, items=[elsewhere])).reason is Reason.NOT_OFFERED
    with pytest.raises(CodeFormatError):
        who(held, place="45010")
    with pytest.raises(InputError, match="晚于"):
        who(held, EVE, accepted_on=DAY)


COUNTY_CODE = region_code.parse("450103")


def test_a_person_by_mandate_a_clerk_at_the_counter_and_the_head():
    """首席代表授权 and 窗口无否决权."""
    held = powers(
        AT_COUNTY,
        CounterAcceptance(id="进驻", items=["甲"], organ="县局", counter="窗"),
        ChiefRepMandate(
            id="授权书",
            items=["甲"],
            organ="县局",
            post="首席",
            since=DAY,
            until=date(2027, 1, 1),
        ),
    )

    def allowed(name: str, step: Step, at: date = DAY, **more: bool) -> object:
        found = may(held, name, "甲", step, "450103001", at, **more)
        return found.denied or "可"

    assert allowed("王某", Step.DECIDE) == "可"
    assert allowed("首席", Step.DECIDE) == "可"
    assert allowed("首席", Step.DECIDE, EVE) is Denied.NO_MANDATE
    assert allowed("首席", Step.DECIDE, date(2027, 1, 1)) is Denied.NO_MANDATE
    assert allowed("局长", Step.DECIDE, EVE) == "可"
    assert allowed("窗员", Step.ACCEPT) == "可"
    assert allowed("窗员", Step.ACCEPT, refuse=True) is Denied.NO_VETO
    assert allowed("窗", Step.ACCEPT, refuse=True) is Denied.NO_VETO
    assert allowed("首席", Step.DECIDE, refuse=True) == "可"
    assert allowed("窗员", Step.DECIDE) is Denied.NO_MANDATE
    assert allowed("市局", Step.DECIDE) is Denied.OTHER_ORGAN
    assert allowed("无此人", Step.DECIDE) is Denied.UNKNOWN
    assert allowed("窗", Step.ACCEPT) == "可"
    found = may(held, "窗员", "甲", Step.DECIDE, "450103001", DAY)
    assert [a.post or a.organ.id for a in found.who_can] == ["首席"]
    assert "首席代表/王某" in found.explain()
    assert "may not" in found.explain("en")


def test_what_an_organ_window_or_person_may_do_today():
    """Reverse question: duties of an organ, a counter, a post, a person."""
    held = powers(
        AT_CITY,
        DEVOLVED,
        ENTRUSTED,
        CounterAcceptance(id="进驻", items=["甲"], organ="县局", counter="窗"),
        ChiefRepMandate(id="授权书", items=["甲"], organ="县局", post="首席"),
    )
    assert {d.areas for d in duties(held, "市局", DAY)} == {("450104",)}
    for east in duties(held, "东镇", DAY):
        assert east.areas == ("450103001",)
        assert east.acting.in_name_of.id == "县局"
    assert {s for d in duties(held, "窗", DAY) for s in d.steps} == {
        Step.ACCEPT,
        Step.DELIVER,
    }
    by_mandate = {d.item for d in duties(held, "王某", DAY) if Step.DECIDE in d.steps}
    assert by_mandate == {"甲"}
    assert {d.item for d in duties(held, "局长", DAY)} == {"甲"}
    assert not [d for d in duties(held, "窗员", DAY) if Step.DECIDE in d.steps]
    assert {d.item for d in duties(held, "首席", DAY)} == {"甲"}
    assert not duties(held, "东镇", EVE)


def test_what_changes_on_the_first_of_july():
    held = powers(AT_CITY, DEVOLVED)
    (change,) = changes(held, DAY)
    assert change.areas == ("450103",)
    assert (change.before, change.after) == ((("市局", "市局"),), (("县局", "县局"),))
    assert change.label() == "甲:全部环节:市局 → 县局"
    assert change.label("en") == "甲: all steps: 市局 → 县局"
    assert not changes(held, EVE)
    ended = powers(AT_COUNTY, organs=ORGANS.abolish("县局", DAY))
    (change,) = changes(ended, DAY)
    assert change.after == (("市局", "市局"),)


def test_the_answer_as_data():
    found = who(powers(AT_CITY, DEVOLVED)).to_dict()
    assert found["outcome"] == "acts"
    assert found["acting"][0]["chain"] == ["法", "下放文"]
    assert found["place"] == "450103001"


def test_powers_are_values():
    held = powers(AT_CITY)
    more = held.with_instruments(DEVOLVED)
    assert names(who(held)) == [("市局", "市局")]
    assert names(who(more)) == [("县局", "县局")]
    assert names(who(more.with_instruments(without=["下放文"]))) == [("市局", "市局")]
    with pytest.raises(InputError, match="文书 法 有两条"):
        powers(AT_CITY, AT_COUNTY)
    with pytest.raises(InputError, match="事项 甲 有两条"):
        Powers([ServiceItem(id="甲"), ServiceItem(id="甲")], [], ORGANS, HALLS)


def test_what_cannot_be_is_refused():
    """No id, no step, an end that is not after the beginning."""
    for wrong in (
        {"id": ""},
        {"id": "停", "since": DAY, "until": DAY},
        {"id": "停", "steps": []},
    ):
        with pytest.raises(InputError):
            PowerSuspension(**{"items": ["甲"], **wrong})
        with pytest.raises(InputError):
            ServiceItem(**wrong)


def test_a_recall_of_some_areas_and_a_recall_that_is_recalled():
    back = Recall(id="收回", recalls="下放文", areas=area("450103002"), since=DAY)
    held = powers(AT_CITY, DEVOLVED, back)
    assert names(who(held, place="450103001")) == [("县局", "县局")]
    assert names(who(held, place="450103002")) == [("市局", "市局")]
    again = Recall(id="撤销收回", recalls="收回", since=date(2026, 9, 1))
    held = powers(AT_CITY, DEVOLVED, back, again)
    assert names(who(held, date(2026, 9, 1), place="450103002")) == [("县局", "县局")]


def test_a_recalled_mandate_or_entrustment_is_no_power_for_any_case():
    back = Recall(id="收回", recalls="委托书", since=date(2026, 9, 1))
    held = powers(AT_COUNTY, ENTRUSTED, back)
    pending = who(held, date(2026, 9, 1), accepted_on=DAY)
    assert names(pending) == [("县局", "县局")]


def test_a_renewed_entrustment_goes_on_with_what_was_accepted():
    """Renewed to the day: the trustee finishes what it accepted under the first paper."""
    renewed = Entrustment(
        id="续委托",
        items=["甲"],
        entruster="县局",
        trustee="东镇",
        since=date(2027, 7, 1),
    )
    held = powers(AT_COUNTY, ENTRUSTED, renewed)
    later = who(held, date(2027, 7, 5), accepted_on=date(2027, 6, 20))
    assert names(later) == [("东镇", "县局")]
    before = who(held, date(2027, 7, 5), accepted_on=EVE)
    assert names(before) == [("县局", "县局")]


def test_a_suspension_that_ended_blocks_nothing():
    stopped = PowerSuspension(
        id="停", items=["甲"], steps=[Step.DECIDE], since=DAY, until=date(2026, 9, 1)
    )
    held = powers(AT_COUNTY, stopped)
    assert names(who(held, date(2026, 9, 1), accepted_on=DAY)) == [("县局", "县局")]
    both = powers(AT_COUNTY, stopped, Abolition(id="废", items=["甲"], since=DAY))
    assert who(both).reason is Reason.ABOLISHED
    assert who(both, step=Step.SUPERVISE).outcome is Outcome.ACTS


def test_sharing_goes_on_when_one_side_hands_its_part_on():
    """市县同权, and the city's side moves to its approval bureau."""
    bureau = organ("审批局", Level.CITY, "450100", function="审批")
    held = powers(
        AT_CITY,
        SharedPower(id="同", items=["甲"], giver="市局", receiver="县局", since=EVE),
        ConcentratedLicensing(
            id="集", items=["甲"], former="市局", bureau="审批局", since=DAY
        ),
        organs=OrganRegister([*ORGANS, bureau]),
    )
    found = who(held)
    assert names(found) == [("县局", "县局")]
    assert [a.organ.id for a in found.alternatives] == ["审批局"]


def test_moves_of_one_day_follow_each_other():
    """Concentrated and handed down on one day: the last in the line holds."""
    bureau = organ("审批局", Level.CITY, "450100", function="审批")
    held = powers(
        Devolution(id="放", items=["甲"], giver="审批局", receiver="县局", since=DAY),
        ConcentratedLicensing(
            id="集", items=["甲"], former="市局", bureau="审批局", since=DAY
        ),
        AT_CITY,
        organs=OrganRegister([*ORGANS, bureau]),
    )
    assert names(who(held)) == [("县局", "县局")]
    assert not who(held).void


def test_a_giver_abolished_later_takes_nothing_from_the_receiver():
    ended = OrganRegister(
        [
            *(o for o in ORGANS if o.id != "市局"),
            organ("市局", Level.CITY, "450100", until=date(2027, 1, 1)),
        ]
    )
    held = powers(AT_CITY, DEVOLVED, organs=ended)
    assert names(who(held, date(2027, 6, 1))) == [("县局", "县局")]


def test_a_merged_county_finishes_the_cases_of_its_old_code():
    """The place has another code now; the one heir has the cases."""
    new = organ("新县局", Level.COUNTY, "450104", "市局", function="卫健")
    merged = ORGANS.merge(["县局", "邻县局"], new, DAY)
    codes = {"450103001": DAY, "450104": None}
    table = RegionTable(
        Region(code=region_code.parse(c), name=c, until=d) for c, d in codes.items()
    )
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder=TierOrgan(Level.COUNTY, "卫健")),
        organs=merged,
        regions=table,
    )
    assert names(who(held, date(2026, 8, 1), accepted_on=EVE)) == [("新县局", "新县局")]
    assert who(held, date(2026, 8, 1)).reason is Reason.UNKNOWN_PLACE


def test_a_place_of_which_only_a_part_is_handed_down():
    """A county's code where the town's is asked for: the answer says what it leaves aside."""
    part = Devolution(id="放镇", items=["甲"], giver="县局", receiver="东镇", since=DAY)
    found = who(powers(AT_COUNTY, part), place="450103")
    assert [one.id for one in found.in_parts] == ["放镇"]
    assert "请按具体地方再问" in found.explain()
    assert "ask for the part" in found.explain("en")


def test_a_county_item_is_not_offered_next_door():
    assert who(powers(AT_COUNTY), place="450104").reason is Reason.NOT_OFFERED


def test_a_town_that_accepts_for_the_county_and_a_hall_that_serves_its_county_only():
    for_county = CounterAcceptance(
        id="代收", items=["甲"], organ="县局", counter="东镇"
    )
    held = powers(AT_COUNTY, for_county)
    assert may(held, "东镇", "甲", Step.ACCEPT, "450103001", DAY).allowed
    in_hall = CounterAcceptance(id="进驻", items=["甲"], organ="市局", counter="县厅")
    held = powers(AT_CITY, in_hall)
    assert who(held, step=Step.ACCEPT).acting[0].counter == "县厅"
    assert who(held, step=Step.ACCEPT, place="450104").acting[0].counter == ""


def test_a_step_must_be_a_step_and_days_in_order():
    with pytest.raises(InputError, match=r"Step\.DECIDE"):
        who(powers(AT_COUNTY), step="decide")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="对调"):
        changes(powers(AT_COUNTY), EVE, before=DAY)
    assert not changes(powers(AT_COUNTY), date.min)
