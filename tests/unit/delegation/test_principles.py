"""The principles, each broken once: finding, places, days, and instruments."""

from __future__ import annotations

from datetime import date
from typing import Any

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
    area,
    assistance,
    counter,
    devolution,
    entrustment,
    first_review,
    mandate,
    organ,
    powers,
    responsibility,
    shared_power,
    with_organs,
)

from zhengwu.audit import audit
from zhengwu.codes import ItemType, Level, OrganNature, Region, RegionTable
from zhengwu.delegation import (
    Act,
    ConcentratedLicensing,
    Instrument,
    Powers,
    PowerSuspension,
    Recall,
    Responsibility,
    ServiceItem,
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
    Post,
    ServiceWindow,
    WindowKind,
)

DUTY_CITY = responsibility(id="责市", organ="市局")
DUTY_COUNTY = responsibility()


def findings(scene: Powers, code: str) -> list[Finding]:
    return list(check_powers(scene).filter(code=code))


def extent(finding: Finding) -> tuple[str, str, str, str]:
    """Instruments, places, first day, and day after the last."""
    data = finding.data
    return data["instruments"], data["places_zh"], data["since"], data["until"]


def test_a_sound_scene_has_nothing_wrong():
    assert not check_powers(powers(AT_COUNTY, DUTY_COUNTY, entrustment()))


def test_no_vacuum():
    """Devolved to towns, and the tier of towns has no such organ."""
    scene = powers(
        AT_CITY, DUTY_CITY, devolution(receiver=TierOrgan(Level.TOWN, "卫健"))
    )
    (finding,) = findings(scene, "ZWDE001")
    assert extent(finding) == ("法, 下放", "450100", "2026-07-01", "")
    assert finding.data["steps_zh"] == "全部环节"
    assert finding.path == ("items", "甲")
    assert "食品经营许可(甲)" in finding.message_zh


def test_a_vacuum_after_the_power_ended_names_what_ended():
    scene = powers(
        StatutoryPower(id="法", items=["甲"], holder="县局", until=END), DUTY_COUNTY
    )
    (finding,) = findings(scene, "ZWDE001")
    assert extent(finding) == ("法", "450103", "2027-01-01", "")


def test_a_vacuum_is_reported_once_whatever_else_changes_meanwhile():
    scene = powers(
        StatutoryPower(id="法", items=["甲"], holder="县局", until=END),
        PowerSuspension(
            id="停", items=["甲"], steps=[Step.CHARGE], since=date(2027, 6, 1)
        ),
        assistance(since=date(2027, 3, 1)),
    )
    spans = {
        extent(finding)[2:]
        for finding in findings(scene, "ZWDE001")
        if "决定" in finding.message_zh
    }
    assert {extent(finding)[0] for finding in findings(scene, "ZWDE001")} == {"法"}
    assert spans == {("2027-01-01", "")}


def test_a_vacuum_where_the_place_has_no_organ():
    """Power of the counties, and a county of the table has no such organ."""
    places = ("450103001", "450103002", "450104", "450105")
    table = RegionTable([Region(code=area(c)[0], name=c) for c in places])
    scene = powers(BY_COUNTIES, regions=table)
    (finding,) = findings(scene, "ZWDE001")
    assert extent(finding)[1] == "450105"


def test_several_levels_with_the_smallest_set_of_instruments_in_conflict():
    """Two entrustments overlap for three months in a town; nothing else is named."""
    other = entrustment(
        id="另一委托", areas=area("450103001"), trustee="西镇", since=date(2026, 10, 1)
    )
    scene = powers(AT_COUNTY, DUTY_COUNTY, entrustment(), other, mandate())
    (finding,) = findings(scene, "ZWDE002")
    assert extent(finding) == (
        "法, 委托, 另一委托",
        "450103001",
        "2026-10-01",
        "2027-01-01",
    )


def test_responsibility_follows_power():
    """The power moved to the county, but the supervisors are still those of the city."""
    scene = powers(AT_CITY, DUTY_CITY, devolution())
    (finding,) = findings(scene, "ZWDE003")
    assert extent(finding) == ("责市", "450103", "2026-07-01", "")
    assert finding.data["note"] == "县局"


def test_no_re_entrustment():
    again = entrustment(
        id="再委托", areas=area("450103001"), entruster="东镇", trustee="西镇"
    )
    (finding,) = findings(
        powers(AT_COUNTY, DUTY_COUNTY, entrustment(), again), "ZWDE004"
    )
    assert extent(finding) == ("再委托, 委托", "450103001", "2026-07-01", "2027-01-01")


def test_no_act_after_expiry():
    """The entrustment ended, but a mandate of the trustee is still in force."""
    late = mandate(organ="东镇", until=date(2027, 7, 1))
    (finding,) = findings(
        powers(AT_COUNTY, DUTY_COUNTY, entrustment(), late), "ZWDE005"
    )
    assert extent(finding) == ("授权书, 委托", "450103001", "2027-01-01", "2027-07-01")


def test_no_retained_power_after_devolution():
    """截留:the city devolved its power, but its chief representative still has a mandate."""
    kept = mandate(organ="市局", since=EVE)
    (finding,) = findings(powers(AT_CITY, DUTY_CITY, devolution(), kept), "ZWDE006")
    assert extent(finding) == ("授权书, 下放", "450103", "2026-07-01", "2027-01-01")


def test_nobody_gives_what_they_do_not_hold():
    (finding,) = findings(
        powers(AT_CITY, DUTY_CITY, entrustment(entruster="县局")), "ZWDE007"
    )
    assert extent(finding)[0] == "委托"


def test_a_receiver_that_was_abolished():
    ended = organ("东镇", Level.TOWN, "450103001", "县局", until=date(2026, 9, 1))
    scene = powers(AT_COUNTY, DUTY_COUNTY, entrustment(), organs=with_organs(ended))
    (finding,) = findings(scene, "ZWDE008")
    assert extent(finding) == ("委托", "450103001", "2026-09-01", "2027-01-01")


def test_a_mandate_covers_what_is_decided_at_the_counter():
    """The mandate ends on 31 December and the next begins in February."""
    at_counter = counter(decided_here=True, basis=LAW)
    renewed = mandate(id="续授权", since=date(2027, 2, 1), until=date(2028, 1, 1))
    scene = powers(AT_COUNTY, DUTY_COUNTY, at_counter, mandate(), renewed)
    spans = [extent(finding)[2:] for finding in findings(scene, "ZWDE009")]
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
    scene = powers(AT_COUNTY, DUTY_COUNTY, mandate(), halls=halls)
    (finding,) = findings(scene, "ZWDE010")
    assert extent(finding)[2:] == ("2026-09-01", "2027-01-01")
    second = mandate(id="二授权", post="二首席", since=date(2026, 12, 1))
    scene = powers(AT_COUNTY, DUTY_COUNTY, mandate(), second, halls=halls)
    (finding,) = findings(scene, "ZWDE011")
    assert extent(finding) == ("授权书, 二授权", "450103", "2026-12-01", "2027-01-01")


def test_first_main_and_direct_supervisors():
    part = Responsibility(
        id="责县", items=["甲"], organ="县局", first="局长", until=END, basis=LAW
    )
    finding, other = findings(powers(AT_COUNTY, part), "ZWDE012")
    assert finding.data["note"] == "县局: main, direct"
    assert (extent(finding)[3], other.data["note"]) == (
        "2027-01-01",
        "县局: first, main, direct",
    )


def test_cases_in_progress_that_nobody_would_finish():
    """The former holder is abolished without an heir that serves the place."""
    former = organ("旧局", Level.COUNTY, "450103", "市局", until=date(2026, 9, 1))
    scene = powers(
        StatutoryPower(id="法", items=["甲"], holder="旧局", basis=LAW),
        devolution(giver="旧局", receiver="东镇", areas=area("450103")),
        organs=with_organs(former),
    )
    (finding,) = findings(scene, "ZWDE013")
    assert extent(finding)[2:] == ("2026-09-01", "")
    assert finding.data["note"] == "/2026-07-01"


FIRM = organ("公司", Level.COUNTY, "450103", "市局", nature=OrganNature.OTHER)
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
    "ZWDE017": (entrustment(trustee="无"), entrustment()),
    "ZWDE018": (entrustment(trustee="公司"), entrustment(trustee="东镇")),
    "ZWDE019": (entrustment(announced_on=None), entrustment(announced_on=DAY)),
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
    "ZWDE025": (devolution(giver="县局", receiver="市局"), devolution()),
    "ZWDE026": (devolution(receiver="东镇"), devolution()),
    "ZWDE027": (
        shared_power(giver="邻县局", receiver="东镇"),
        shared_power(giver="县局", receiver="东镇"),
    ),
    "ZWDE036": (
        counter(counter="专窗"),
        counter(organ="市局", counter="专窗"),
    ),
    "ZWDE037": (mandate(post="外岗"), mandate(post="外岗", organ="市局")),
    "ZWDE028": (
        Recall(id="收", recalls="无此文", basis=LAW),
        Recall(id="收", recalls="法0", basis=LAW),
    ),
}


@pytest.mark.parametrize("code", CONDITIONS)
def test_the_requirements_of_the_law_on_each_instrument(code: str):
    """A breach is reported, and an instrument that just meets the requirement is not."""
    wrong, right = CONDITIONS[code]
    root = StatutoryPower(id="法0", items=["甲"], holder="市局", basis=LAW)
    regions = TABLE if code == "ZWDE014" else None

    def codes(instrument: Instrument) -> set[str]:
        scene = powers(
            root,
            instrument,
            items=[LICENCE, PENALTY],
            organs=with_organs(FIRM),
            regions=regions,
            halls=HALL_WITH_POLICE,
        )
        report = check_powers(scene).filter(under=("instruments", instrument.id))
        return {f.code for f in report}

    assert code in codes(wrong)
    assert code not in codes(right)


def test_circles_of_entrustments_and_of_reviews():
    back = entrustment(id="回委托", entruster="东镇", trustee="县局")
    (finding,) = findings(powers(AT_COUNTY, entrustment(), back), "ZWDE029")
    assert (finding.data["instruments"], finding.data["since"]) == (
        "委托, 回委托",
        "2026-07-01",
    )
    apart = entrustment(
        id="回委托", entruster="东镇", trustee="县局", since=END, until=None
    )
    assert not findings(powers(AT_COUNTY, entrustment(), apart), "ZWDE029")
    reviews = [
        first_review(id="初1", reviewer="东镇", decider="县局"),
        first_review(id="初2", reviewer="县局", decider="东镇"),
    ]
    scene = powers(AT_COUNTY, *reviews)
    assert len(findings(scene, "ZWDE029")) == 1


def test_acts_without_power_outside_the_hall_and_refused_at_the_window():
    """D6 体外循环, E5 窗口无否决权, E6 授权之外的决定."""
    scene = powers(
        AT_COUNTY,
        counter(only_here=True),
        mandate(),
        assistance(),
    )
    place = area("450103001")[0]

    def act(case: str, step: Step, at: date, by: str, **more: Any) -> Act:
        return Act(case=case, item="甲", step=step, place=place, at=at, by=by, **more)

    report = check_acts(
        scene,
        [
            act("1", Step.ACCEPT, DAY, "窗"),
            act("2", Step.ACCEPT, DAY, "县局"),
            act("3", Step.ACCEPT, DAY, "窗员", refused=True),
            act("4", Step.DECIDE, END, "首席", accepted_on=DAY),
            act("5", Step.DECIDE, DAY, "首席"),
            act("6", Step.ACCEPT, DAY, "站"),
        ],
    )
    codes = [(f.path[0], f.code) for f in report]
    assert codes == [
        (1, "ZWDE034"),
        (2, "ZWDE035"),
        (3, "ZWDE033"),
        (5, "ZWDE033"),
    ]
    assert report.counts == {"acts": 6, "at_counter": 1, "outside": 1}
    assert "可由 县局 办理" in report[2].message_zh
    assert "can" in report[2].message_en


def test_audit_of_powers_also_checks_organs_and_halls():
    lost = organ("丢", Level.TOWN, "450103003", "无此局")
    short = entrustment(until=DAY.replace(day=2))
    scene = powers(AT_COUNTY, DUTY_COUNTY, short, organs=with_organs(lost))
    codes = {f.code for f in audit(scene)}
    assert "ZWOR001" in codes
    assert "ZWOR001" in {f.code for f in audit(scene, at=END)}
    early = powers(AT_COUNTY, DUTY_COUNTY, entrustment(announced_on=None, until=END))
    assert [f.code for f in audit(early, at=EVE)] == ["ZWDE019"]
    assert not audit(early, at=END)


def test_only_some_items_and_only_some_days():
    scene = powers(AT_CITY, DUTY_CITY, devolution())
    assert not check_powers(scene, until=EVE)
    with pytest.raises(UnknownCodeError, match="没有 '无'"):
        check_powers(scene, items=["无"])
    assert [f.code for f in check_powers(scene, items=["甲"], since=END)] == ["ZWDE003"]


def test_the_legal_basis_of_an_authorisation():
    """Laws and regulations in any edition are a basis; local measures are not."""

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


def test_an_act_before_acceptance_is_a_finding_and_the_other_acts_are_checked():
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
    former = organ("旧局", Level.COUNTY, "450103", "市局", until=DAY)
    scene = powers(AT_COUNTY, organs=with_organs(former))
    report = check_acts(scene, acts)
    assert [f.code for f in report] == ["ZWDE038", "ZWDE033", "ZWDE033"]
    assert "该日已不存在" in report[2].message_zh


@pytest.mark.parametrize(
    "instrument",
    [
        entrustment(trustee="县局"),
        devolution(receiver="市局"),
        shared_power(receiver="市局"),
    ],
    ids=lambda instrument: instrument.label("en"),
)
def test_a_body_that_gives_power_to_itself(instrument: Instrument):
    """The instrument has no effect; the near miss names another body."""
    codes = [f.code for f in check_powers(powers(AT_COUNTY, instrument))]
    assert "ZWDE039" in codes
    other = powers(AT_COUNTY, entrustment(), devolution(), shared_power())
    assert "ZWDE039" not in [f.code for f in check_powers(other)]
