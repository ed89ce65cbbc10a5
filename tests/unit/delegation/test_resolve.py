"""Who acts, in whose name, and who is liable."""

from datetime import date

import pytest
from powers_scene import (
    AT_CITY,
    AT_COUNTY,
    BUREAU,
    BY_COUNTIES,
    DAY,
    END,
    EVE,
    HALLS,
    ORGANS,
    area,
    assistance,
    counter,
    devolution,
    entrustment,
    first_review,
    joint_handling,
    mandate,
    names,
    organ,
    powers,
    shared_power,
    who,
    with_organs,
)

from zhengwu.codes import Level, Region, RegionTable, region_code
from zhengwu.delegation import (
    Abolition,
    ConcentratedLicensing,
    Denied,
    InProgress,
    Outcome,
    Powers,
    PowerSuspension,
    Reason,
    Recall,
    ServiceItem,
    StatutoryAuthorization,
    Step,
    TierOrgan,
    changes,
    duties,
    may,
)
from zhengwu.delegation.answer._situation import Why
from zhengwu.findings.errors import CodeFormatError, InputError
from zhengwu.limits import WorkingDays

DEVOLVED = devolution(id="下放文")
ENTRUSTED = entrustment(id="委托书", until=date(2027, 7, 1))


def test_after_devolution_the_new_holder_acts_in_its_own_name():
    """下放:the holder changes on the day, and the former holder may no longer act."""
    scene = powers(AT_CITY, DEVOLVED)
    assert names(who(scene, EVE)) == [("市局", "市局")]
    resolution = who(scene, DAY)
    assert names(resolution) == [("县局", "县局")]
    assert [each.id for each in resolution.chain] == ["法", "下放文"]
    assert resolution.articles == ("《行政许可法》第二十四条",)
    assert not resolution.alternatives
    assert not may(scene, "市局", "甲", Step.DECIDE, "450103", DAY).allowed


def test_cases_accepted_before_stay_unless_the_instrument_moves_them():
    """README of the real data: cases accepted before a delegation stay with the old organ."""
    scene = powers(AT_CITY, DEVOLVED)
    assert names(who(scene, DAY, accepted_on=EVE)) == [("市局", "市局")]
    moved = devolution(in_progress=InProgress.MOVE)
    assert names(who(powers(AT_CITY, moved), DAY, accepted_on=EVE)) == [
        ("县局", "县局")
    ]


def test_a_trustee_acts_in_the_name_of_the_entruster_who_is_liable():
    """行政许可法 24: the entruster bears the consequences."""
    scene = powers(AT_COUNTY, ENTRUSTED)
    resolution = who(scene)
    assert names(resolution) == [("东镇", "县局")]
    assert resolution.actor is not None
    assert resolution.actor.liable.id == "县局"
    assert [a.organ.id for a in resolution.alternatives] == ["县局"]
    assert names(who(scene, place="450103002")) == [("县局", "县局")]


def test_an_entrustment_that_ended_is_no_power_for_any_case():
    """It expired after a year; cases in progress go back to the entruster."""
    scene = powers(AT_COUNTY, ENTRUSTED)
    assert names(who(scene, date(2027, 6, 30))) == [("东镇", "县局")]
    later = who(scene, date(2027, 7, 1), accepted_on=date(2027, 6, 1))
    assert names(later) == [("县局", "县局")]


def test_re_entrustment_has_no_effect():
    again = entrustment(
        id="再委托",
        areas=area("450103001"),
        entruster="东镇",
        trustee="西镇",
        until=None,
    )
    resolution = who(powers(AT_COUNTY, ENTRUSTED, again))
    assert names(resolution) == [("东镇", "县局")]
    assert [(v.instrument.id, v.why, v.because_of) for v in resolution.void] == [
        ("再委托", Why.RE_ENTRUSTED, ENTRUSTED)
    ]


def test_two_trustees_for_the_same_place_are_reported_and_none_is_chosen():
    other = entrustment(
        id="另一委托", areas=area("450103001"), trustee="西镇", until=None
    )
    resolution = who(powers(AT_COUNTY, ENTRUSTED, other))
    assert resolution.outcome is Outcome.SEVERAL
    assert resolution.reason is Reason.TWO_TRUSTEES
    assert names(resolution) == [("东镇", "县局"), ("西镇", "县局")]
    assert resolution.actor is None
    assert "委托了多个机关" in resolution.explain()


def test_authorisation_by_law_makes_an_organisation_act_in_its_own_name():
    """行政许可法 23."""
    given = StatutoryAuthorization(id="授权条款", items=["甲"], organisation="东镇")
    resolution = who(powers(given))
    assert names(resolution) == [("东镇", "东镇")]
    taken = StatutoryAuthorization(
        id="授权条款", items=["甲"], organisation="东镇", former="县局"
    )
    assert names(who(powers(AT_COUNTY, taken))) == [("东镇", "东镇")]


def test_concentrated_licensing_leaves_supervision_where_it_was():
    """行政许可法 25: the bureau licenses; the department goes on supervising."""
    bureau = organ("审批局", Level.COUNTY, "450103", "市局", function="审批")
    scene = powers(
        AT_COUNTY,
        ConcentratedLicensing(
            id="批复", items=["甲"], former=["县局"], bureau="审批局", since=DAY
        ),
        organs=with_organs(bureau),
    )
    assert names(who(scene)) == [("审批局", "审批局")]
    assert names(who(scene, step=Step.SUPERVISE)) == [("县局", "县局")]
    assert names(who(scene, EVE)) == [("县局", "县局")]


def test_city_and_county_share_a_power_and_the_nearer_one_acts():
    """市县同权: a third way, neither devolution nor entrustment."""
    resolution = who(powers(AT_CITY, shared_power()))
    assert resolution.outcome is Outcome.ACTS
    assert names(resolution) == [("县局", "县局")]
    assert [a.organ.id for a in resolution.alternatives] == ["市局"]


def test_first_review_below_and_decision_above():
    """初审转报 over three tiers: each reviews in its own name, the highest decides."""
    scene = powers(
        AT_CITY,
        first_review(id="转报1", reviewer="东镇", decider="县局"),
        first_review(id="转报2"),
    )
    assert names(who(scene, step=Step.ACCEPT)) == [("东镇", "东镇")]
    assert names(who(scene, step=Step.REVIEW)) == [
        ("东镇", "东镇"),
        ("县局", "县局"),
        ("市局", "市局"),
    ]
    assert names(who(scene)) == [("市局", "市局")]


def test_only_the_substantive_review_is_devolved():
    """部分下放:a single step is devolved, the decision stays."""
    scene = powers(AT_CITY, devolution(steps=[Step.REVIEW]))
    assert names(who(scene, step=Step.REVIEW)) == [("县局", "县局")]
    assert names(who(scene)) == [("市局", "市局")]


def test_only_some_areas():
    scene = powers(AT_CITY, devolution(areas=area("450103002")))
    assert names(who(scene, place="450103002")) == [("县局", "县局")]
    assert names(who(scene, place="450103001")) == [("市局", "市局")]


def test_a_counter_accepts_in_the_name_of_the_organ():
    """窗口受理;进一个门 means that applicants no longer go to the organ itself."""
    resolution = who(powers(AT_COUNTY, counter()), step=Step.ACCEPT)
    assert resolution.actor is not None
    assert (resolution.actor.counter, resolution.actor.in_name_of.id) == ("窗", "县局")
    assert [a.counter for a in resolution.alternatives] == [""]
    only = powers(AT_COUNTY, counter(only_here=True))
    assert not who(only, step=Step.ACCEPT).alternatives
    with pytest.raises(InputError, match="窗口受理 x 不能含 决定"):
        counter(id="x", steps=[Step.DECIDE])


def test_assisted_handling_moves_no_power():
    scene = powers(AT_COUNTY, assistance(limit=WorkingDays(3)))
    resolution = who(scene, step=Step.ACCEPT, place="450103001001")
    assert names(resolution) == [("县局", "县局")]
    assert resolution.agents == ("站",)
    assert not who(scene, step=Step.ACCEPT, place="450103002001").agents


def test_both_organs_take_part_in_a_joint_visit():
    """联合踏勘:both act, each in its own name, the lead first."""
    scene = powers(AT_COUNTY, joint_handling())
    resolution = who(scene, step=Step.VISIT)
    assert resolution.outcome is Outcome.ACTS
    assert names(resolution) == [("县局", "县局"), ("东镇", "东镇")]
    assert names(who(scene)) == [("县局", "县局")]
    assert "承担责任;由 东镇" in resolution.explain()
    assert {s for d in duties(scene, "东镇", DAY) for s in d.steps} == {Step.VISIT}


def test_suspension_is_dated_and_reversible():
    stopped = PowerSuspension(
        id="暂停", items=["甲"], since=DAY, until=date(2026, 9, 1)
    )
    scene = powers(AT_COUNTY, stopped)
    assert who(scene).reason is Reason.SUSPENDED
    assert names(who(scene, date(2026, 9, 1))) == [("县局", "县局")]
    assert names(who(scene, DAY, accepted_on=EVE)) == [("县局", "县局")]


def test_after_abolition_nobody_decides_whatever_was_accepted():
    scene = powers(AT_COUNTY, Abolition(id="取消", items=["甲"], since=DAY))
    assert who(scene).reason is Reason.ABOLISHED
    assert who(scene, DAY, accepted_on=EVE).reason is Reason.ABOLISHED
    assert names(who(scene, EVE)) == [("县局", "县局")]


def test_a_recall_gives_the_power_back_and_cases_in_progress_are_finished():
    """收回13项,已受理的继续完成 (falv.cc, delegations.jsonl)."""
    back = Recall(id="收回", recalls="下放文", since=date(2026, 9, 1))
    scene = powers(AT_CITY, DEVOLVED, back)
    assert names(who(scene, date(2026, 8, 31))) == [("县局", "县局")]
    assert names(who(scene, date(2026, 9, 1))) == [("市局", "市局")]
    pending = who(scene, date(2026, 9, 1), accepted_on=date(2026, 8, 31))
    assert names(pending) == [("县局", "县局")]


def test_devolved_to_a_tier_that_has_no_such_organ_is_a_vacuum():
    to_towns = devolution(receiver=TierOrgan(Level.TOWN, "卫健"))
    resolution = who(powers(AT_CITY, to_towns))
    assert resolution.outcome is Outcome.NO_ONE
    assert resolution.reason is Reason.NO_RECEIVER
    assert [each.id for each in resolution.causes] == ["下放"]
    assert "权力真空" in resolution.explain()
    assert "vacuum" in resolution.explain("en")


def test_the_heir_of_an_abolished_organ_continues():
    """The county is abolished; the city takes over its power and its cases."""
    organs = ORGANS.abolish("县局", DAY)
    scene = powers(AT_COUNTY, organs=organs)
    assert names(who(scene, EVE)) == [("县局", "县局")]
    assert names(who(scene, DAY, accepted_on=EVE)) == [("市局", "市局")]


def test_an_organ_of_a_tier_is_the_organ_that_serves_the_place():
    scene = powers(BY_COUNTIES)
    assert names(who(scene)) == [("县局", "县局")]
    assert who(scene, place="450105001").reason is Reason.NO_RECEIVER


def test_two_organs_of_the_same_line_at_the_same_place_are_two_holders():
    twin = organ("县二局", Level.COUNTY, "450103", "市局", function="卫健")
    scene = powers(BY_COUNTIES, organs=with_organs(twin))
    assert who(scene).reason is Reason.TWO_HOLDERS


def test_unknown_items_places_and_days_out_of_range_are_answers():
    table = RegionTable([Region(code=COUNTY_CODE, name="青秀区")])
    scene = powers(AT_COUNTY, regions=table)
    assert who(scene, item="无").reason is Reason.UNKNOWN_ITEM
    assert who(scene, place="450199").reason is Reason.UNKNOWN_PLACE
    ended = ServiceItem(id="甲", until=DAY)
    assert who(powers(AT_COUNTY, items=[ended])).reason is Reason.NOT_OFFERED
    elsewhere = ServiceItem(id="甲", areas=area("450200"))
    assert who(powers(AT_COUNTY, items=[elsewhere])).reason is Reason.NOT_OFFERED
    with pytest.raises(CodeFormatError):
        who(scene, place="45010")
    with pytest.raises(InputError, match="晚于"):
        who(scene, EVE, accepted_on=DAY)


COUNTY_CODE = region_code.parse("450103")


def test_a_person_by_mandate_a_clerk_at_the_counter_and_the_head():
    """首席代表授权 and 窗口无否决权."""
    scene = powers(AT_COUNTY, counter(), mandate())

    def allowed(name: str, step: Step, at: date = DAY, **more: bool) -> object:
        permission = may(scene, name, "甲", step, "450103001", at, **more)
        return permission.denied or "可"

    assert allowed("王某", Step.DECIDE) == "可"
    assert allowed("首席", Step.DECIDE) == "可"
    assert allowed("首席", Step.DECIDE, EVE) is Denied.NO_MANDATE
    assert allowed("首席", Step.DECIDE, END) is Denied.NO_MANDATE
    assert allowed("局长", Step.DECIDE, EVE) == "可"
    assert allowed("窗员", Step.ACCEPT) == "可"
    assert allowed("窗员", Step.ACCEPT, refuse=True) is Denied.NO_VETO
    assert allowed("窗", Step.ACCEPT, refuse=True) is Denied.NO_VETO
    assert allowed("首席", Step.DECIDE, refuse=True) == "可"
    assert allowed("窗员", Step.DECIDE) is Denied.NO_MANDATE
    assert allowed("市局", Step.DECIDE) is Denied.OTHER_ORGAN
    assert allowed("无此人", Step.DECIDE) is Denied.UNKNOWN
    assert allowed("窗", Step.ACCEPT) == "可"
    permission = may(scene, "窗员", "甲", Step.DECIDE, "450103001", DAY)
    assert [a.post or a.organ.id for a in permission.who_can] == ["首席"]
    assert "首席代表/王某" in permission.explain()
    assert "may not" in permission.explain("en")


def test_what_an_organ_window_or_person_may_do_today():
    """Reverse question: duties of an organ, a counter, a post, a person."""
    scene = powers(
        AT_CITY, DEVOLVED, ENTRUSTED, counter(), mandate(since=None, until=None)
    )
    assert {d.areas for d in duties(scene, "市局", DAY)} == {("450104",)}
    for east in duties(scene, "东镇", DAY):
        assert east.areas == ("450103001",)
        assert east.acting.in_name_of.id == "县局"
    assert {s for d in duties(scene, "窗", DAY) for s in d.steps} == {
        Step.ACCEPT,
        Step.DELIVER,
    }
    by_mandate = {d.item for d in duties(scene, "王某", DAY) if Step.DECIDE in d.steps}
    assert by_mandate == {"甲"}
    assert {d.item for d in duties(scene, "局长", DAY)} == {"甲"}
    assert not [d for d in duties(scene, "窗员", DAY) if Step.DECIDE in d.steps]
    assert {d.item for d in duties(scene, "首席", DAY)} == {"甲"}
    assert not duties(scene, "东镇", EVE)


def test_what_changes_on_the_first_of_july():
    scene = powers(AT_CITY, DEVOLVED)
    (change,) = changes(scene, DAY)
    assert change.areas == ("450103",)
    assert (change.before, change.after) == ((("市局", "市局"),), (("县局", "县局"),))
    assert change.label() == "甲:全部环节:市局 → 县局"
    assert change.label("en") == "甲: all steps: 市局 → 县局"
    assert not changes(scene, EVE)
    ended = powers(AT_COUNTY, organs=ORGANS.abolish("县局", DAY))
    (change,) = changes(ended, DAY)
    assert change.after == (("市局", "市局"),)


def test_the_answer_as_data():
    data = who(powers(AT_CITY, DEVOLVED)).to_record()
    assert data["outcome"] == "acts"
    assert data["acting"][0]["chain"] == ["法", "下放文"]
    assert data["place"] == "450103001"


def test_powers_are_values():
    scene = powers(AT_CITY)
    more = scene.with_instruments(DEVOLVED)
    assert names(who(scene)) == [("市局", "市局")]
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
    scene = powers(AT_CITY, DEVOLVED, back)
    assert names(who(scene, place="450103001")) == [("县局", "县局")]
    assert names(who(scene, place="450103002")) == [("市局", "市局")]
    again = Recall(id="撤销收回", recalls="收回", since=date(2026, 9, 1))
    scene = powers(AT_CITY, DEVOLVED, back, again)
    assert names(who(scene, date(2026, 9, 1), place="450103002")) == [("县局", "县局")]


def test_a_recalled_mandate_or_entrustment_is_no_power_for_any_case():
    back = Recall(id="收回", recalls="委托书", since=date(2026, 9, 1))
    scene = powers(AT_COUNTY, ENTRUSTED, back)
    pending = who(scene, date(2026, 9, 1), accepted_on=DAY)
    assert names(pending) == [("县局", "县局")]


def test_the_trustee_of_a_renewed_entrustment_finishes_what_it_accepted():
    """Renewed to the day: cases accepted under the first document stay with the trustee."""
    renewed = entrustment(id="续委托", since=date(2027, 7, 1), until=None)
    scene = powers(AT_COUNTY, ENTRUSTED, renewed)
    later = who(scene, date(2027, 7, 5), accepted_on=date(2027, 6, 20))
    assert names(later) == [("东镇", "县局")]
    before = who(scene, date(2027, 7, 5), accepted_on=EVE)
    assert names(before) == [("县局", "县局")]


def test_a_suspension_that_ended_blocks_nothing():
    stopped = PowerSuspension(
        id="停", items=["甲"], steps=[Step.DECIDE], since=DAY, until=date(2026, 9, 1)
    )
    scene = powers(AT_COUNTY, stopped)
    assert names(who(scene, date(2026, 9, 1), accepted_on=DAY)) == [("县局", "县局")]
    both = powers(AT_COUNTY, stopped, Abolition(id="废", items=["甲"], since=DAY))
    assert who(both).reason is Reason.ABOLISHED
    assert who(both, step=Step.SUPERVISE).outcome is Outcome.ACTS


def test_sharing_continues_when_the_city_transfers_its_part():
    """市县同权, and the power of the city moves to its approval bureau."""
    scene = powers(
        AT_CITY,
        shared_power(since=EVE),
        ConcentratedLicensing(
            id="集", items=["甲"], former="市局", bureau="审批局", since=DAY
        ),
        organs=with_organs(BUREAU),
    )
    resolution = who(scene)
    assert names(resolution) == [("县局", "县局")]
    assert [a.organ.id for a in resolution.alternatives] == ["审批局"]


def test_moves_of_the_same_day_follow_each_other():
    """Concentrated and devolved on the same day: the last receiver has the power."""
    scene = powers(
        devolution(giver="审批局"),
        ConcentratedLicensing(
            id="集", items=["甲"], former="市局", bureau="审批局", since=DAY
        ),
        AT_CITY,
        organs=with_organs(BUREAU),
    )
    assert names(who(scene)) == [("县局", "县局")]
    assert not who(scene).void


def test_a_giver_abolished_later_takes_nothing_from_the_receiver():
    ended = organ("市局", Level.CITY, "450100", until=END)
    scene = powers(AT_CITY, DEVOLVED, organs=with_organs(ended))
    assert names(who(scene, date(2027, 6, 1))) == [("县局", "县局")]


def test_a_merged_county_finishes_the_cases_of_its_old_code():
    """The place has another code now; the single heir has the cases."""
    new = organ("新县局", Level.COUNTY, "450104", "市局", function="卫健")
    merged = ORGANS.merge(["县局", "邻县局"], new, DAY)
    codes = {"450103001": DAY, "450104": None}
    table = RegionTable(
        Region(code=region_code.parse(c), name=c, until=d) for c, d in codes.items()
    )
    scene = powers(BY_COUNTIES, organs=merged, regions=table)
    assert names(who(scene, date(2026, 8, 1), accepted_on=EVE)) == [
        ("新县局", "新县局")
    ]
    assert who(scene, date(2026, 8, 1)).reason is Reason.UNKNOWN_PLACE


def test_a_place_of_which_only_a_part_is_devolved():
    """For the code of a county, the answer names the instruments of parts of the county."""
    part = devolution(id="放镇", giver="县局", receiver="东镇")
    resolution = who(powers(AT_COUNTY, part), place="450103")
    assert [each.id for each in resolution.in_parts] == ["放镇"]
    assert "请按具体地方再问" in resolution.explain()
    assert "ask again for the exact place" in resolution.explain("en")


def test_a_county_item_is_not_offered_next_door():
    assert who(powers(AT_COUNTY), place="450104").reason is Reason.NOT_OFFERED


def test_a_town_that_accepts_for_the_county_and_a_hall_that_serves_its_county_only():
    scene = powers(AT_COUNTY, counter(counter="东镇"))
    assert may(scene, "东镇", "甲", Step.ACCEPT, "450103001", DAY).allowed
    scene = powers(AT_CITY, counter(organ="市局", counter="县厅"))
    assert who(scene, step=Step.ACCEPT).acting[0].counter == "县厅"
    assert who(scene, step=Step.ACCEPT, place="450104").acting[0].counter == ""


def test_a_step_must_be_a_step_and_days_in_order():
    with pytest.raises(InputError, match=r"Step\.DECIDE"):
        who(powers(AT_COUNTY), step="decide")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="对调"):
        changes(powers(AT_COUNTY), EVE, before=DAY)
    assert not changes(powers(AT_COUNTY), date.min)
