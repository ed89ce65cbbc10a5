"""The systems to reproduce that concern organs and power: a test per row of their table.

The rows are taken from the texts of five local reforms. Figures that a text does not give
are not asserted.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from powers_scene import (
    AT_CITY,
    AT_COUNTY,
    BY_COUNTIES,
    DAY,
    END,
    EVE,
    HALLS,
    LAW,
    ORGANS,
    area,
    assistance,
    counter,
    devolution,
    first_review,
    joint_handling,
    mandate,
    names,
    organ,
    powers,
    responsibility,
    who,
    with_organs,
)

from zhengwu.calendars import china_calendar
from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import (
    Abolition,
    Act,
    Denied,
    FirstReview,
    Outcome,
    Powers,
    ServiceItem,
    StatutoryPower,
    Step,
    agent_directory,
    check_acts,
    check_powers,
    delegation_directory,
    forwarding_directory,
    item_sites,
    may,
    share_of_time,
    supervisors,
)
from zhengwu.limits import WorkingDays, statutory_rules
from zhengwu.organs import (
    AgentStation,
    Hall,
    HallRegister,
    LocalParameter,
    Organ,
    Post,
    PostRole,
    ServiceWindow,
)

FIRE = organ("消防", Level.COUNTY, "450103", "市局", function="消防")


def test_a2_supervisors_are_named_and_a_missed_duty_leads_to_a_role():
    """管理清单: first, main and direct supervisor; joint enforcement by two departments."""
    listed = responsibility(direct="餐饮股长")
    joint = joint_handling(steps=[Step.SUPERVISE])
    scene = powers(AT_COUNTY, listed, joint)
    assert names(who(scene, step=Step.SUPERVISE)) == [
        ("县局", "县局"),
        ("东镇", "东镇"),
    ]
    (duty,) = supervisors(scene, "甲", "450103001", DAY)
    assert (duty.first, duty.main, duty.direct) == ("局长", "分管副局长", "餐饮股长")
    assert not check_powers(scene).filter(code="ZWDE012")
    assert check_powers(powers(AT_COUNTY)).filter(code="ZWDE012")


def test_b3_39_items_by_village_agents_and_at_any_counter_of_the_area():
    """代办 快办 全域通办: 39 items; no power moves; either counter takes them."""
    codes = [f"办{n:02}" for n in range(39)]
    scene = powers(
        StatutoryPower(id="法", items=codes, holder="县局"),
        assistance(items=codes, limit=WorkingDays(3)),
        counter(id="通办1", items=codes),
        counter(id="通办2", items=codes, counter="东窗"),
        items=[ServiceItem(id=code) for code in codes],
    )
    assert len(agent_directory(scene, DAY)) == 39
    for code in codes:
        resolution = who(scene, step=Step.ACCEPT, item=code, place="450103001001")
        counters = {a.counter for a in (*resolution.acting, *resolution.alternatives)}
        assert counters == {"窗", "东窗", ""}
        assert resolution.agents == ("站",)
        assert names(who(scene, item=code)) == [("县局", "县局")]


def test_b7_a_site_visit_by_two_organs():
    """联合踏勘: both visit, the lead decides alone."""
    joint = joint_handling(others=["消防", "东镇"])
    scene = powers(AT_COUNTY, joint, organs=with_organs(FIRE))
    assert len(who(scene, step=Step.VISIT).acting) == 3
    in_the_west = who(scene, step=Step.VISIT, place="450103002")
    assert names(in_the_west) == [("县局", "县局"), ("消防", "消防")]
    assert not in_the_west.void
    assert names(who(scene)) == [("县局", "县局")]


def test_c2_the_three_principles_at_every_instant():
    """No vacuum, one matter one level, responsibility follows power."""
    scene = powers(
        AT_CITY,
        responsibility(organ="市局"),
        devolution(id="一批"),
        devolution(id="二批", receiver="东镇"),
        Abolition(id="取消", items=["甲"], since=date(2028, 1, 1), basis=LAW),
    )
    codes = check_powers(scene).by_code()
    assert codes["ZWDE002"] >= 1  # both batches reach the east town
    assert codes["ZWDE003"] >= 1  # the supervisors are still those of the city
    assert "ZWDE001" not in codes  # an abolished item is no vacuum


def test_c4_a_tier_is_abolished_and_every_item_has_a_new_holder():
    """三级变两级: no counties, towns directly under the city, no item without a holder."""
    after = ORGANS.abolish_tier(Level.COUNTY, DAY)
    scene = powers(BY_COUNTIES, organs=after)
    assert names(who(scene, EVE)) == [("县局", "县局")]
    assert names(who(scene, DAY)) == [("市局", "市局")]
    assert not check_powers(scene).filter(code="ZWDE001")


def test_c6_parameters_by_tier_and_referral_cancelled_except_for_a_list():
    """新农合: shares by tier with exceptions; no referral except for a list."""
    deposit = LocalParameter(
        id="押金比例",
        by_level={Level.CITY: 50, Level.COUNTY: 30, Level.TOWN: 20},
        by_area={"450103001": 10},
    )
    assert deposit.get(Level.COUNTY) == 30
    assert deposit.get(Level.TOWN, RegionCode("450103001002")) == 10
    assert deposit.get(Level.TOWN, RegionCode("450103002001")) == 20
    kept, dropped = ServiceItem(id="特病"), ServiceItem(id="普通病")
    scene = powers(
        StatutoryPower(id="法", items=["特病", "普通病"], holder="县局"),
        Abolition(id="取消转诊", items=["普通病"], steps=[Step.REVIEW], since=DAY),
        items=[kept, dropped],
    )
    assert who(scene, step=Step.REVIEW, item="特病").outcome is Outcome.ACTS
    assert who(scene, step=Step.REVIEW, item="普通病").outcome is Outcome.NO_ONE
    assert who(scene, item="普通病").outcome is Outcome.ACTS


def test_d4_forwarding_directory_with_each_organs_own_share_of_time():
    """转外 上报目录: the city's own share is compressed."""
    review = first_review(limit=WorkingDays(3), upper_limit=WorkingDays(9))
    directory = forwarding_directory(powers(AT_CITY, review), DAY)
    (row,) = directory.rows
    assert share_of_time(review) == Fraction(1, 4)
    assert (row["limit"], row["upper_limit"], row["share"]) == (
        "3个工作日",
        "9个工作日",
        "25.0%",
    )
    assert "| 本级占时 |" in directory.to_markdown()


def test_d6_case_records_show_handling_outside_the_hall():
    """三集中三到位: how many of the acts were done at the counter, and which were not."""
    scene = powers(AT_COUNTY, counter(only_here=True))
    acts = [
        Act(
            case=str(n),
            item="甲",
            step=Step.ACCEPT,
            place=RegionCode("450103001"),
            at=DAY,
            by="窗" if n % 4 else "县局",
        )
        for n in range(8)
    ]
    report = check_acts(scene, acts)
    assert report.counts == {"acts": 8, "at_counter": 6, "outside": 2}
    assert [f.path for f in report.filter(code="ZWDE034")] == [(0,), (4,)]


def test_d7_agents_and_joint_handling_over_three_tiers():
    """代办 and 三级联动: three tiers act together on a matter, agents help."""
    scene = powers(
        AT_COUNTY,
        joint_handling(others=["市局", "东镇"], steps=[Step.REVIEW]),
        assistance(),
    )
    resolution = who(scene, step=Step.REVIEW, place="450103001001")
    tiers = {a.organ.level for a in resolution.acting}
    assert tiers == {Level.CITY, Level.COUNTY, Level.TOWN}
    assert resolution.agents == ("站",)


CENTRES = [
    organ(f"{n:02}镇", Level.TOWN, f"450103{n:03}", "县局") for n in range(11, 25)
]


def test_e1_41_items_to_14_centres_are_at_most_574_item_sites():
    """一处跑 跑一次: counted before and after; one visit each, at the centre of the town."""
    codes = [f"事{n:02}" for n in range(41)]
    scene = powers(
        StatutoryPower(id="法", items=codes, holder="市局"),
        *(
            devolution(id=f"下放{centre.id}", items=codes, receiver=centre.id)
            for centre in CENTRES
        ),
        items=[ServiceItem(id=code) for code in codes],
        organs=with_organs(*CENTRES),
    )
    assert not list(item_sites(scene, EVE))
    assert len(list(item_sites(scene, DAY))) == 41 * 14 == 574
    assert len(delegation_directory(scene, DAY)) == 574
    for centre in CENTRES:
        (place,) = centre.areas
        assert names(who(scene, place=str(place), item="事07")) == [
            (centre.id, centre.id)
        ]
    diff = delegation_directory(scene, EVE).diff(delegation_directory(scene, DAY))
    assert (len(diff.added), len(diff.removed), len(diff.changed)) == (574, 0, 0)


def test_e2_accepted_and_issued_at_either_tier_approved_by_the_chief_representative():
    """综合窗口: 两级受理, 首席代表审批, 两级出件."""
    steps = [Step.ACCEPT, Step.DELIVER]
    scene = powers(
        AT_COUNTY,
        counter(id="县", steps=steps),
        counter(id="镇", counter="东窗", steps=steps),
        mandate(),
    )
    for step in steps:
        resolution = who(scene, step=step)
        assert {a.counter for a in (*resolution.acting, *resolution.alternatives)} >= {
            "窗",
            "东窗",
        }
    decided = who(scene)
    assert decided.actor is not None
    assert (decided.actor.post, decided.actor.persons) == ("首席", ("王某",))


def test_e3_first_review_and_forwarding_within_3_working_days():
    """初审转报 3 个工作日: received on 30 September, over the National Day holiday."""
    review = first_review(reviewer="东镇", decider="县局", limit=WorkingDays(3))
    resolution = who(powers(AT_COUNTY, review), step=Step.REVIEW)
    assert [a.organ.id for a in resolution.acting] == ["东镇", "县局"]
    used = resolution.acting[0].chain[-1]
    assert isinstance(used, FirstReview)
    assert used.limit is not None
    # 8, 9 and 10 October 2026; the 10th is a make-up Saturday.
    due = used.limit.due(date(2026, 9, 30), china_calendar())
    assert due.date == date(2026, 10, 10)


def test_e5_a_window_clerk_accepts_or_passes_on_and_does_not_refuse():
    """窗口无否决权."""
    scene = powers(AT_COUNTY, counter())
    question = (scene, "窗员", "甲", Step.ACCEPT, "450103001", DAY)
    assert may(*question).allowed
    assert may(*question, refuse=True).denied is Denied.NO_VETO


@pytest.mark.parametrize(
    ("item", "on", "allowed"),
    [
        ("甲", DAY, True),
        ("甲", EVE, False),
        ("甲", END, False),
        ("乙", DAY, False),
    ],
)
def test_e6_a_decision_outside_the_mandate_is_refused_with_who_can(item, on, allowed):
    """首席代表授权: limited in items and days; outside these limits the head decides."""
    scene = powers(
        StatutoryPower(id="法", items=["甲", "乙"], holder="县局"),
        mandate(),
        items=[ServiceItem(id="甲"), ServiceItem(id="乙")],
    )
    permission = may(scene, "首席", item, Step.DECIDE, "450103001", on)
    assert permission.allowed is allowed
    if not allowed:
        assert permission.denied is Denied.NO_MANDATE
        assert [a.organ.id for a in permission.who_can] == ["县局"]
        assert may(scene, "局长", item, Step.DECIDE, "450103001", on).allowed


def test_e7_several_approvals_of_a_project_under_a_common_clock_of_45_and_15():
    """联合审批: 行政许可法 42(2); each decides its own, the lead runs the clock."""
    rule = statutory_rules().get("pal.joint", DAY)
    joint = joint_handling(
        items=["项目"],
        others=["消防", "东镇"],
        steps=[Step.REVIEW, Step.DECIDE],
        limit=WorkingDays(45),
    )
    scene = powers(
        StatutoryPower(id="法", items=["项目"], holder="县局"),
        joint,
        items=[ServiceItem(id="项目")],
        organs=with_organs(FIRE),
    )
    assert len(who(scene, item="项目").acting) == 3
    assert rule.limit == joint.limit
    assert rule.extension is not None
    assert rule.extension.by == WorkingDays(15)


def test_e8_agents_within_3_working_days_and_courier_fees_by_zone():
    """帮办代办 3 个工作日;专递 4、6、8 元 (市区、乡镇、酒泉)."""
    scene = powers(AT_COUNTY, assistance(limit=WorkingDays(3)))
    (row,) = agent_directory(scene, DAY).rows
    assert (row["agent"], row["limit"]) == ("村代办站", "3个工作日")
    fee = LocalParameter(
        id="专递", by_level={Level.COUNTY: 4, Level.TOWN: 6}, by_area={"620900": 8}
    )
    assert fee.get(Level.COUNTY) == 4
    assert fee.get(Level.TOWN) == 6
    assert fee.get(Level.CITY, RegionCode("6209")) == 8


def test_halls_windows_stations_posts_and_holders_over_time():
    """Registers used by all systems above: a renamed hall, a window for two organs."""
    place = area("450103")[0]
    halls = HallRegister(
        [
            Hall(id="厅", name="旧厅", organ="县局", place=place, until=DAY),
            Hall(id="厅", name="新厅", organ="县局", place=place, since=DAY),
            ServiceWindow(id="专窗", name="专窗", hall="厅", organs=["县局", "东镇"]),
            Post(id="岗", name="岗", organ="县局", role=PostRole.CLERK, window="专窗"),
            AgentStation(id="站", name="站", organ="东镇", place=place),
        ]
    )
    hall = halls.hall_of("岗", EVE)
    assert hall is not None
    assert hall.name == "旧厅"
    assert halls.get("厅", DAY).name == "新厅"
    window = halls.get("专窗", DAY)
    assert isinstance(window, ServiceWindow)
    assert [window.serves(o) for o in ("县局", "东镇", "市局")] == [True, True, False]
    assert isinstance(HALLS, HallRegister)
    assert isinstance(ORGANS.get("市局", DAY), Organ)
    assert isinstance(powers(), Powers)
