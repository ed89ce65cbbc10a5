"""The principles, each broken once: what is found, where, from when, and by which papers."""

from __future__ import annotations

from datetime import date
from typing import Any

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
    organ,
    powers,
)

from zhengwu.audit import audit
from zhengwu.codes import ItemType, Level, OrganNature, Region, RegionTable
from zhengwu.delegation import (
    Act,
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    Powers,
    PowerSuspension,
    Recall,
    Responsibility,
    ServiceItem,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Step,
    TierOrgan,
    check_acts,
    check_powers,
)
from zhengwu.findings import Finding
from zhengwu.findings.errors import UnknownCodeError
from zhengwu.legal import LegalBasis
from zhengwu.organs import (
    Appointment,
    HallRegister,
    OrganRegister,
    Post,
    ServiceWindow,
    WindowKind,
)

END = date(2027, 1, 1)
ALL_NAMED = {"first": "局长", "main": "分管副局长", "direct": "科长"}
DUTY_CITY = Responsibility(
    id="责市", items=["甲"], organ="市局", basis=LAW, **ALL_NAMED
)
DUTY_COUNTY = Responsibility(
    id="责县", items=["甲"], organ="县局", basis=LAW, **ALL_NAMED
)


def devolved(**more: Any) -> Devolution:
    return Devolution(
        **{
            "id": "下放",
            "items": ["甲"],
            "giver": "市局",
            "receiver": "县局",
            "since": DAY,
            "basis": LAW,
            **more,
        }
    )


def entrusted(**more: Any) -> Entrustment:
    return Entrustment(
        **{
            "id": "委托",
            "items": ["甲"],
            "entruster": "县局",
            "trustee": "东镇",
            "since": DAY,
            "until": END,
            "announced_on": EVE,
            "basis": LAW,
            **more,
        }
    )


def mandate(**more: Any) -> ChiefRepMandate:
    return ChiefRepMandate(
        **{
            "id": "授权书",
            "items": ["甲"],
            "organ": "县局",
            "post": "首席",
            "since": DAY,
            "until": END,
            "basis": LAW,
            **more,
        }
    )


def found(held: Powers, code: str) -> list[Finding]:
    return list(check_powers(held).filter(code=code))


def told(one: Finding) -> tuple[str, str, str, str]:
    data = one.data
    return data["instruments"], data["places_zh"], data["since"], data["until"]


def test_a_sound_scene_has_nothing_wrong():
    assert not check_powers(powers(AT_COUNTY, DUTY_COUNTY, entrusted()))


def test_no_vacuum():
    """Devolved to towns, and the one tier of towns has no such organ."""
    held = powers(AT_CITY, DUTY_CITY, devolved(receiver=TierOrgan(Level.TOWN, "卫健")))
    (one,) = found(held, "ZWDE001")
    assert told(one) == ("法, 下放", "450100", "2026-07-01", "")
    assert one.data["steps_zh"] == "全部环节"
    assert one.path == ("items", "甲")
    assert "食品经营许可(甲)" in one.message_zh


def test_a_vacuum_after_the_power_ended_names_what_ended():
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder="县局", until=END), DUTY_COUNTY
    )
    (one,) = found(held, "ZWDE001")
    assert told(one) == ("法", "450103", "2027-01-01", "")


def test_one_vacuum_is_told_once_whatever_else_changes_meanwhile():
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder="县局", until=END),
        PowerSuspension(
            id="停", items=["甲"], steps=[Step.CHARGE], since=date(2027, 6, 1)
        ),
        AssistedHandling(id="帮", items=["甲"], agent="站", since=date(2027, 3, 1)),
    )
    spans = {
        told(one)[2:] for one in found(held, "ZWDE001") if "决定" in one.message_zh
    }
    assert {told(one)[0] for one in found(held, "ZWDE001")} == {"法"}
    assert spans == {("2027-01-01", "")}


def test_a_vacuum_where_the_place_has_no_organ():
    """County power, and one county of the table has no such organ."""
    places = ("450103001", "450103002", "450104", "450105")
    table = RegionTable([Region(code=area(c)[0], name=c) for c in places])
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder=TierOrgan(Level.COUNTY, "卫健")),
        regions=table,
    )
    (one,) = found(held, "ZWDE001")
    assert told(one)[1] == "450105"


def test_one_matter_one_level_with_the_smallest_set_that_conflicts():
    """Two entrustments overlap for three months in one town; nothing else is named."""
    other = entrusted(
        id="另一委托", areas=area("450103001"), trustee="西镇", since=date(2026, 10, 1)
    )
    held = powers(AT_COUNTY, DUTY_COUNTY, entrusted(), other, mandate())
    (one,) = found(held, "ZWDE002")
    assert told(one) == ("法, 委托, 另一委托", "450103001", "2026-10-01", "2027-01-01")


def test_responsibility_follows_power():
    """The power went to the county, the supervisors are still the city's."""
    held = powers(AT_CITY, DUTY_CITY, devolved())
    (one,) = found(held, "ZWDE003")
    assert told(one) == ("责市", "450103", "2026-07-01", "")
    assert one.data["note"] == "县局"


def test_no_re_entrustment():
    again = entrusted(
        id="再委托", areas=area("450103001"), entruster="东镇", trustee="西镇"
    )
    (one,) = found(powers(AT_COUNTY, DUTY_COUNTY, entrusted(), again), "ZWDE004")
    assert told(one) == ("再委托, 委托", "450103001", "2026-07-01", "2027-01-01")


def test_no_act_after_expiry():
    """The entrustment ended, and the trustee's window still has a mandate of it."""
    late = mandate(organ="东镇", until=date(2027, 7, 1))
    (one,) = found(powers(AT_COUNTY, DUTY_COUNTY, entrusted(), late), "ZWDE005")
    assert told(one) == ("授权书, 委托", "450103001", "2027-01-01", "2027-07-01")


def test_no_retained_power_after_devolution():
    """截留:the city devolved it, and its chief representative still has a mandate."""
    kept = mandate(organ="市局", since=EVE)
    (one,) = found(powers(AT_CITY, DUTY_CITY, devolved(), kept), "ZWDE006")
    assert told(one) == ("授权书, 下放", "450103", "2026-07-01", "2027-01-01")


def test_nobody_gives_what_they_do_not_hold():
    (one,) = found(powers(AT_CITY, DUTY_CITY, entrusted(entruster="县局")), "ZWDE007")
    assert told(one)[0] == "委托"


def test_a_trustee_that_was_abolished():
    ended = organ("东镇", Level.TOWN, "450103001", "县局", until=date(2026, 9, 1))
    organs = OrganRegister([*(o for o in ORGANS if o.id != "东镇"), ended])
    held = powers(AT_COUNTY, DUTY_COUNTY, entrusted(), organs=organs)
    (one,) = found(held, "ZWDE008")
    assert told(one) == ("委托", "450103001", "2026-09-01", "2027-01-01")


def test_a_mandate_covers_what_is_decided_at_the_counter():
    """The mandate ends on 31 December and the next begins in February."""
    at_counter = CounterAcceptance(
        id="进驻",
        items=["甲"],
        organ="县局",
        counter="窗",
        decided_here=True,
        basis=LAW,
    )
    renewed = mandate(id="续授权", since=date(2027, 2, 1), until=date(2028, 1, 1))
    held = powers(AT_COUNTY, DUTY_COUNTY, at_counter, mandate(), renewed)
    spans = [told(one)[2:] for one in found(held, "ZWDE009")]
    assert spans == [
        ("", "2026-07-01"),
        ("2027-01-01", "2027-02-01"),
        ("2028-01-01", ""),
    ]


def test_a_vacant_post_and_overlapping_mandates():
    halls = HallRegister(
        [*HALLS, Post(id="二首席", name="二首席", organ="县局")],
        [
            Appointment(post="首席", person="王某", until=date(2026, 9, 1)),
            Appointment(post="二首席", person="李某"),
        ],
    )
    held = powers(AT_COUNTY, DUTY_COUNTY, mandate(), halls=halls)
    (one,) = found(held, "ZWDE010")
    assert told(one)[2:] == ("2026-09-01", "2027-01-01")
    second = mandate(id="二授权", post="二首席", since=date(2026, 12, 1))
    held = powers(AT_COUNTY, DUTY_COUNTY, mandate(), second, halls=halls)
    (one,) = found(held, "ZWDE011")
    assert told(one) == ("授权书, 二授权", "450103", "2026-12-01", "2027-01-01")


def test_first_main_and_direct_supervisors():
    part = Responsibility(
        id="责县", items=["甲"], organ="县局", first="局长", until=END, basis=LAW
    )
    one, other = found(powers(AT_COUNTY, part), "ZWDE012")
    assert one.data["note"] == "县局: main, direct"
    assert (told(one)[3], other.data["note"]) == (
        "2027-01-01",
        "县局: first, main, direct",
    )


def test_cases_under_way_that_nobody_would_finish():
    """The old holder is abolished without an heir that serves the place."""
    organs = OrganRegister(
        [
            *ORGANS,
            organ("旧局", Level.COUNTY, "450103", "市局", until=date(2026, 9, 1)),
        ]
    )
    held = powers(
        StatutoryPower(id="法", items=["甲"], holder="旧局", basis=LAW),
        Devolution(
            id="下放", items=["甲"], giver="旧局", receiver="东镇", since=DAY, basis=LAW,
            areas=area("450103"),
        ),
        organs=organs,
    )  # fmt: skip
    (one,) = found(held, "ZWDE013")
    assert told(one)[2:] == ("2026-09-01", "")
    assert one.data["note"] == "/2026-07-01"


BUREAU = organ("公司", Level.COUNTY, "450103", "市局", nature=OrganNature.OTHER)
WITH_FIRM = OrganRegister([*ORGANS, BUREAU])
PENALTY = ServiceItem(id="罚", item_type=ItemType.PENALTY)
LICENCE = ServiceItem(id="甲", item_type=ItemType.LICENSING)
RULE = LegalBasis(title="某部通知")
TABLE = RegionTable([Region(code=area("450103")[0], name="青秀区")])

HALL_WITH_POLICE = HallRegister(
    [
        *HALLS,
        ServiceWindow(
            id="专窗",
            name="专窗",
            hall="县厅",
            kind=WindowKind.DEPARTMENTAL,
            organs="市局",
        ),
        Post(id="外岗", name="外岗", organ="市局"),
    ]
)

CONDITIONS: dict[str, tuple[Instrument, Instrument]] = {
    "ZWDE014": (
        StatutoryPower(id="法", items=["甲"], holder="县局", areas=area("450199")),
        StatutoryPower(id="法", items=["甲"], holder="县局", areas=area("450103")),
    ),
    "ZWDE015": (
        PowerSuspension(id="停", items=["无"]),
        PowerSuspension(id="停", items=["甲"]),
    ),
    "ZWDE016": (
        PowerSuspension(id="停", items=["甲"]),
        PowerSuspension(id="停", items=["甲"], basis=LAW),
    ),
    "ZWDE017": (entrusted(trustee="无"), entrusted()),
    "ZWDE018": (entrusted(trustee="公司"), entrusted(trustee="东镇")),
    "ZWDE019": (entrusted(announced_on=None), entrusted(announced_on=DAY)),
    "ZWDE020": (mandate(until=None), mandate()),
    "ZWDE021": (mandate(signatures=3), mandate(signatures=2)),
    "ZWDE022": (
        StatutoryAuthorization(
            id="授", items=["甲"], organisation="东镇", basis=[RULE]
        ),
        StatutoryAuthorization(id="授", items=["甲"], organisation="东镇", basis=LAW),
    ),
    "ZWDE023": (
        ConcentratedLicensing(id="集", items=["甲"], former=["县局"], bureau="东镇"),
        ConcentratedLicensing(
            id="集", items=["甲"], former=["县局"], bureau="东镇", approved_by=RULE
        ),
    ),
    "ZWDE024": (
        ConcentratedLicensing(id="集", items=["罚"], former=["县局"], bureau="东镇"),
        ConcentratedLicensing(id="集", items=["甲"], former=["县局"], bureau="东镇"),
    ),
    "ZWDE025": (devolved(giver="县局", receiver="市局"), devolved()),
    "ZWDE026": (devolved(receiver="东镇"), devolved()),
    "ZWDE027": (
        SharedPower(id="同", items=["甲"], giver="邻县局", receiver="东镇"),
        SharedPower(id="同", items=["甲"], giver="县局", receiver="东镇"),
    ),
    "ZWDE036": (
        CounterAcceptance(id="进", items=["甲"], organ="县局", counter="专窗"),
        CounterAcceptance(id="进", items=["甲"], organ="市局", counter="专窗"),
    ),
    "ZWDE037": (mandate(post="外岗"), mandate(post="外岗", organ="市局")),
    "ZWDE028": (
        Recall(id="收", recalls="无此文", basis=LAW),
        Recall(id="收", recalls="法0", basis=LAW),
    ),
}


@pytest.mark.parametrize("code", CONDITIONS)
def test_what_the_law_asks_of_each_instrument(code: str):
    """Each condition fires, and a near miss does not."""
    wrong, right = CONDITIONS[code]
    root = StatutoryPower(id="法0", items=["甲"], holder="市局", basis=LAW)
    regions = TABLE if code == "ZWDE014" else None

    def codes(one: Instrument) -> set[str]:
        held = powers(
            root,
            one,
            items=[LICENCE, PENALTY],
            organs=WITH_FIRM,
            regions=regions,
            halls=HALL_WITH_POLICE,
        )
        report = check_powers(held).filter(under=("instruments", one.id))
        return {f.code for f in report}

    assert code in codes(wrong)
    assert code not in codes(right)


def test_circles_of_entrustments_and_of_reviews():
    back = entrusted(id="回委托", entruster="东镇", trustee="县局")
    (one,) = found(powers(AT_COUNTY, entrusted(), back), "ZWDE029")
    assert (one.data["instruments"], one.data["since"]) == (
        "委托, 回委托",
        "2026-07-01",
    )
    apart = entrusted(
        id="回委托", entruster="东镇", trustee="县局", since=END, until=None
    )
    assert not found(powers(AT_COUNTY, entrusted(), apart), "ZWDE029")
    reviews = [
        FirstReview(id="初1", items=["甲"], reviewer="东镇", decider="县局"),
        FirstReview(id="初2", items=["甲"], reviewer="县局", decider="东镇"),
    ]
    held = powers(AT_COUNTY, *reviews)
    assert len(found(held, "ZWDE029")) == 1


def test_acts_without_power_outside_the_hall_and_refused_at_the_window():
    """D6 体外循环, E5 窗口无否决权, E6 授权之外的决定."""
    held = powers(
        AT_COUNTY,
        CounterAcceptance(
            id="进驻", items=["甲"], organ="县局", counter="窗", only_here=True
        ),
        mandate(),
        AssistedHandling(id="代办", items=["甲"], agent="站"),
    )
    place = area("450103001")[0]

    def act(case: str, step: Step, at: date, by: str, **more: Any) -> Act:
        return Act(case=case, item="甲", step=step, place=place, at=at, by=by, **more)

    report = check_acts(
        held,
        [
            act("1", Step.ACCEPT, DAY, "窗"),
            act("2", Step.ACCEPT, DAY, "县局"),
            act("3", Step.ACCEPT, DAY, "窗员", refused=True),
            act("4", Step.DECIDE, END, "首席", accepted_on=DAY),
            act("5", Step.DECIDE, DAY, "首席"),
            act("6", Step.ACCEPT, DAY, "站"),
        ],
    )
    told_codes = [(f.path[0], f.code) for f in report]
    assert told_codes == [
        (1, "ZWDE034"),
        (2, "ZWDE035"),
        (3, "ZWDE033"),
        (5, "ZWDE033"),
    ]
    assert report.counts == {"acts": 6, "at_counter": 1, "outside": 1}
    assert "可由 县局 办理" in report[2].message_zh
    assert "can" in report[2].message_en


def test_audit_takes_powers_and_looks_at_organs_and_halls_too():
    lost = OrganRegister([*ORGANS, organ("丢", Level.TOWN, "450103003", "无此局")])
    held = powers(
        AT_COUNTY, DUTY_COUNTY, entrusted(until=DAY.replace(day=2)), organs=lost
    )
    codes = {f.code for f in audit(held)}
    assert "ZWOR001" in codes
    assert "ZWOR001" in {f.code for f in audit(held, at=END)}
    early = powers(AT_COUNTY, DUTY_COUNTY, entrusted(announced_on=None, until=END))
    assert [f.code for f in audit(early, at=EVE)] == ["ZWDE019"]
    assert not audit(early, at=END)


def test_only_some_items_and_only_some_days():
    held = powers(AT_CITY, DUTY_CITY, devolved())
    assert not check_powers(held, until=EVE)
    with pytest.raises(UnknownCodeError, match="没有 '无'"):
        check_powers(held, items=["无"])
    assert [f.code for f in check_powers(held, items=["甲"], since=END)] == ["ZWDE003"]


def test_what_an_authorisation_may_rest_on():
    """Laws and regulations, whatever edition is noted; not a locality's measures."""

    def codes(title: str) -> set[str]:
        given = StatutoryAuthorization(
            id="授", items=["甲"], organisation="县局", basis=[LegalBasis(title=title)]
        )
        return {f.code for f in check_powers(powers(given))}

    for law in (
        "行政许可法",
        "行政许可法(2019修正)",
        "某省物业管理条例",
        "国务院关于特大安全事故行政责任追究的规定",
    ):
        assert "ZWDE022" not in codes(law), law
    assert "ZWDE022" in codes("某市政务服务管理办法")


def test_an_act_before_acceptance_is_a_finding_and_the_rest_is_read():
    place = area("450103001")[0]
    acts = [
        Act(
            case="1",
            item="甲",
            step=Step.DECIDE,
            place=place,
            at=EVE,
            by="县局",
            accepted_on=DAY,
        ),
        Act(case="2", item="甲", step=Step.DECIDE, place=place, at=DAY, by="东镇"),
        Act(case="3", item="甲", step=Step.DECIDE, place=place, at=END, by="旧局"),
    ]
    gone = organ("旧局", Level.COUNTY, "450103", "市局", until=DAY)
    held = powers(AT_COUNTY, organs=OrganRegister([*ORGANS, gone]))
    report = check_acts(held, acts)
    assert [f.code for f in report] == ["ZWDE038", "ZWDE033", "ZWDE033"]
    assert "该日已不存在" in report[2].message_zh
