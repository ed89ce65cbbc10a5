"""Dated organs, their superiors, reforms of the tiers, and the checks of registers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.codes import Level, OrganNature, region_code
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.organs import (
    AgentStation,
    Appointment,
    Hall,
    HallRegister,
    LocalParameter,
    Organ,
    OrganRegister,
    Post,
    ServiceWindow,
    check_halls,
    check_organs,
)

BEFORE, REFORM = date(2026, 6, 30), date(2026, 7, 1)


def organ(
    name: str, level: Level, area: str, superior: str = "", **more: object
) -> Organ:
    return Organ(
        id=name,
        name=name,
        level=level,
        areas=[region_code.parse(area)],
        superior=superior,
        **more,  # type: ignore[arg-type]
    )


CITY = organ("市局", Level.CITY, "450100")
COUNTY = organ("县局", Level.COUNTY, "450103", "市局")
TOWNS = (
    organ("甲所", Level.TOWN, "450103001", "县局"),
    organ("乙所", Level.TOWN, "450103002", "县局"),
)
REGISTER = OrganRegister([CITY, COUNTY, *TOWNS])


def ids(organs: object) -> list[str]:
    return [o.id for o in organs]  # type: ignore[attr-defined]


def test_superiors_and_organs_serving_a_place():
    """The superiors of a town are county and city; all three serve a place in the town."""
    assert ids(REGISTER.superiors("甲所", BEFORE)) == ["县局", "市局"]
    place = region_code.parse("450103001002")
    assert ids(REGISTER.serving(place, BEFORE)) == ["市局", "县局", "甲所"]
    assert ids(REGISTER.serving(place, BEFORE, Level.TOWN)) == ["甲所"]
    nation = Organ(id="部", name="部", level=Level.NATION)
    assert nation.serves(place)
    assert not Organ(id="x", name="x", level=Level.COUNTY).serves(place)


def test_abolished_tier_leaves_no_organ_without_a_superior():
    """Abolishing the county tier on 1 July moves the towns under the city."""
    after = REGISTER.abolish_tier(Level.COUNTY, REFORM)
    assert ids(after.superiors("甲所", BEFORE)) == ["县局", "市局"]
    assert ids(after.superiors("甲所", REFORM)) == ["市局"]
    assert ids(after.successors("县局", REFORM)) == ["市局"]
    assert ids(after.under("市局", REFORM)) == ["甲所", "乙所"]
    assert after.changes == (REFORM,)
    assert not check_organs(after)
    assert not REGISTER.changes


def test_a_tier_is_abolished_in_one_area_only():
    """Abolishing a tier in an area leaves organs outside the area unchanged."""
    other = organ("邻县局", Level.COUNTY, "450203")
    register = OrganRegister([*REGISTER, other])
    after = register.abolish_tier(Level.COUNTY, REFORM, region_code.parse("450100"))
    assert after.find("县局", REFORM) is None
    assert after.get("邻县局", REFORM) == other


def test_successors_after_repeated_mergers():
    """`successors` follows the heirs through two mergers."""
    first = organ("丙所", Level.TOWN, "450103001", "县局")
    last = organ("丁所", Level.TOWN, "450103001", "县局")
    register = REGISTER.merge(["甲所", "乙所"], first, REFORM)
    later = date(2027, 7, 1)
    register = register.merge(["丙所"], last, later)
    assert ids(register.successors("乙所", BEFORE)) == ["乙所"]
    assert ids(register.successors("乙所", REFORM)) == ["丙所"]
    assert ids(register.successors("乙所", later)) == ["丁所"]


def test_merged_organ_may_keep_an_id():
    """The organ that results from a merger may keep the id of a merged organ."""
    grown = Organ(
        id="甲所",
        name="甲中心所",
        level=Level.TOWN,
        areas=TOWNS[0].areas | TOWNS[1].areas,
        superior="县局",
    )
    after = REGISTER.merge(["甲所", "乙所"], grown, REFORM)
    assert after.get("甲所", BEFORE).name == "甲所"
    assert after.get("甲所", REFORM).name == "甲中心所"
    assert after.get("甲所", BEFORE).heirs == ()
    assert ids(after.successors("乙所", REFORM)) == ["甲所"]


def test_split_assigns_subordinates_by_area_or_by_house():
    """A split is rejected while neither area nor `house` assigns a subordinate."""
    east = organ("东局", Level.COUNTY, "450103001", "市局")
    west = organ("西局", Level.COUNTY, "450103002", "市局")
    after = REGISTER.split("县局", [east, west], REFORM)
    assert after.get("甲所", REFORM).superior == "东局"
    assert after.get("乙所", REFORM).superior == "西局"
    assert ids(after.successors("县局", REFORM)) == ["东局", "西局"]
    with pytest.raises(InputError, match="乙所 乙所 归属不明"):
        REGISTER.split("县局", [east], REFORM)
    assigned = REGISTER.split("县局", [east], REFORM, house={"乙所": "东局"})
    assert assigned.get("乙所", REFORM).superior == "东局"
    with pytest.raises(InputError, match="上级 无此局 不存在"):
        REGISTER.split("县局", [east], REFORM, house={"乙所": "无此局"})


def test_a_subordinate_may_be_the_heir():
    """A subordinate that takes over gets the superior of the abolished organ."""
    after = REGISTER.abolish("县局", REFORM, heir="甲所")
    assert after.get("甲所", REFORM).superior == "市局"
    assert after.get("乙所", REFORM).superior == "甲所"


def test_abolishing_without_an_heir_is_rejected():
    """An organ cannot be abolished without a superior or another heir."""
    with pytest.raises(InputError, match="撤销 市局 后无人承接"):
        REGISTER.abolish("市局", REFORM)
    with pytest.raises(InputError, match="撤销 市局 后无人承接"):
        REGISTER.abolish_tier(Level.CITY, REFORM)
    with pytest.raises(InputError, match="无人承接"):
        REGISTER.abolish("县局", REFORM, heir="县局")


def test_an_ended_organ_is_no_superior():
    """A reform that leaves an organ under an ended superior is rejected."""
    wrong = organ("新局", Level.COUNTY, "450103", "县局")
    with pytest.raises(InputError, match="县局 不存在"):
        REGISTER.merge(["县局"], wrong, REFORM)
    # The same holds for an organ that an earlier reform of the same day started.
    after_split = REGISTER.split(
        "甲所", [organ("丙所", Level.TOWN, "450103001", "县局")], REFORM
    )
    with pytest.raises(InputError, match="县局 不存在"):
        after_split.merge(["县局", "丙所"], after_split.get("丙所", REFORM), REFORM)


def test_a_reform_may_not_form_a_cycle():
    """An heir two tiers below would form a cycle with the organ between."""
    station = organ("村站", Level.VILLAGE, "450103001001", "甲所")
    register = OrganRegister([*REGISTER, station])
    with pytest.raises(InputError, match="又回到自身"):
        register.abolish("县局", REFORM, heir="村站")
    with pytest.raises(InputError, match="又回到自身"):
        register.merge(["县局"], organ("县局", Level.COUNTY, "450103", "村站"), REFORM)


def test_reforms_are_recorded_in_order_of_date():
    """A change before an already recorded change is rejected."""
    register = REGISTER.abolish("县局", REFORM)
    with pytest.raises(InputError, match="另有变更"):
        register.abolish("县局", date(2026, 1, 1))
    with pytest.raises(UnknownCodeError):
        register.abolish("县局", date(2026, 8, 1))
    # The change of the town on 1 July is recorded too, so no earlier merger is possible.
    with pytest.raises(InputError, match="另有变更"):
        register.merge(["甲所"], CITY, date(2026, 1, 1))


def test_two_reforms_on_one_day():
    """Two reforms on the same day leave no empty period between them."""
    whole = organ("总所", Level.TOWN, "450103", "市局")
    after = REGISTER.abolish("县局", REFORM).merge(["甲所", "乙所"], whole, REFORM)
    assert ids(after.under("市局", REFORM)) == ["总所"]
    assert ids(after.successors("甲所", REFORM)) == ["总所"]
    assert not check_organs(after)
    last = organ("新所", Level.TOWN, "450103", "市局")
    twice = after.merge(["总所"], last, REFORM)
    assert "总所" not in twice
    assert ids(twice.successors("甲所", REFORM)) == ["新所"]


def test_an_organ_with_a_recorded_end_cannot_end_earlier():
    """An organ with a recorded end is not abolished before that end."""
    station = organ("站", Level.TOWN, "450103001", "县局", until=date(2027, 1, 1))
    with pytest.raises(InputError, match="另有变更"):
        OrganRegister([CITY, COUNTY, station]).abolish("站", REFORM)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": ""}, "没有标识"),
        ({"level": Level.GRADED}, "分级管理"),
        ({"since": REFORM, "until": REFORM}, "不晚于"),
    ],
)
def test_invalid_organs_are_rejected(fields: dict[str, object], message: str):
    """An organ needs an id, a tier, and an end after its start."""
    valid: dict[str, object] = {"id": "a", "name": "a", "level": Level.TOWN}
    with pytest.raises(InputError, match=message):
        Organ(**(valid | fields))  # type: ignore[arg-type]


def test_overlapping_records_and_unknown_organs():
    """Overlapping records of an organ and unknown organs are rejected."""
    with pytest.raises(InputError, match="两条记录"):
        OrganRegister([CITY, CITY])
    with pytest.raises(UnknownCodeError, match="无"):
        REGISTER.get("无", BEFORE)
    with pytest.raises(UnknownCodeError):
        REGISTER.successors("无", BEFORE)


def test_natures_have_official_labels():
    """The labels of `OrganNature` are those of the official list."""
    assert OrganNature("3").label_zh == "受委托组织"


def codes(register: OrganRegister) -> list[tuple[str, object, object, object]]:
    return [
        (f.code, f.data["organ"], f.data["since"], f.data["until"])
        for f in check_organs(register)
    ]


def test_an_ended_superior_is_reported_with_its_days():
    """A fault over several periods is reported once with its first and last day."""
    county = organ("县局", Level.COUNTY, "450103", until=REFORM)
    town = organ("甲所", Level.TOWN, "450103001", "县局", until=date(2027, 1, 1))
    other = organ("乙所", Level.TOWN, "450103002", since=date(2026, 9, 1))
    assert codes(OrganRegister([county, town, other])) == [
        ("ZWOR001", "甲所", "2026-07-01", "2027-01-01")
    ]


def test_wrong_tier_area_and_cycles():
    """A superior of a lower tier, outside the area or in a cycle is reported."""
    town = organ("甲所", Level.TOWN, "450103001", "县局")
    low = organ("县局", Level.COUNTY, "450103", "甲所")
    assert sorted(c[:2] for c in codes(OrganRegister([town, low]))) == [
        ("ZWOR002", "县局"),
        ("ZWOR003", "县局"),
        ("ZWOR004", "县局"),
        ("ZWOR004", "甲所"),
    ]
    zone = organ("开发区", Level.COUNTY, "450103", "县处", zone=True)
    assert not codes(OrganRegister([zone, organ("县处", Level.TOWN, "450103")]))
    itself = organ("甲所", Level.TOWN, "450103001", "甲所")
    assert codes(OrganRegister([itself])) == [("ZWOR004", "甲所", "", "")]


@given(
    st.lists(st.sampled_from(["丙", "丁", "戊", "己", "庚"]), max_size=5, unique=True),
    st.data(),
)
def test_every_organ_keeps_a_superior_however_counties_are_abolished(
    order: list[str], data: st.DataObject
):
    """The register agrees with a parent table in which each abolition moves the children."""
    names = ["丙", "丁", "戊", "己", "庚"]
    parents = {"顶": ""}
    for name in names:
        parents[name] = data.draw(st.sampled_from(sorted(parents)))
    register = OrganRegister(
        organ(n, Level.COUNTY, "450100", above) for n, above in parents.items()
    )
    day = REFORM
    for name in order:
        day = day.replace(day=data.draw(st.integers(day.day, min(day.day + 5, 31))))
        register = register.abolish(name, day)
        above = parents.pop(name)
        parents = {n: above if p == name else p for n, p in parents.items()}
    assert {o.id: o.superior for o in register.at(day)} == parents
    assert not check_organs(register)
    assert {o.id for o in register.at(BEFORE)} == {"顶", *names}


def test_references_of_halls_must_exist():
    """An ended organ, a missing hall, window and post are reported with their days."""
    place = region_code.parse("450103")
    halls = HallRegister(
        [
            Hall(id="厅", name="厅", organ="县局", place=place),
            ServiceWindow(id="窗", name="窗", hall="无厅", organs=["市局"]),
            Post(id="岗", name="岗", organ="市局", window="无窗"),
            AgentStation(id="站", name="站", organ="甲所", place=place),
        ],
        [Appointment(post="无岗", person="王某", until=REFORM)],
    )
    after = REGISTER.abolish("县局", REFORM)
    reported = {
        (f.code, f.data["organ"], f.data["superior"], f.data["since"], f.data["until"])
        for f in check_halls(halls, after)
    }
    assert reported == {
        ("ZWOR005", "厅", "县局", "2026-07-01", ""),
        ("ZWOR005", "窗", "无厅", "", ""),
        ("ZWOR005", "岗", "无窗", "", ""),
        ("ZWOR006", "王某", "无岗", "", "2026-07-01"),
    }


def test_hall_register_rejects_overlaps_and_lists_periods():
    """Overlapping records are rejected; an unknown-code error lists the periods."""
    place = region_code.parse("450103")
    hall = Hall(id="厅", name="厅", organ="县局", place=place, until=REFORM)
    with pytest.raises(InputError, match="设施 厅 在"):
        HallRegister([hall, Post(id="厅", name="厅", organ="县局")])
    with pytest.raises(UnknownCodeError, match="/2026-07-01"):
        HallRegister([hall]).get("厅", REFORM)
    with pytest.raises(InputError, match="任职 没有标识"):
        Appointment(post="岗", person="")
    assert "厅" in HallRegister([hall])
    assert len(HallRegister([hall])) == 1


def test_a_parameter_without_a_value_for_the_tier():
    """Asking for a tier without a value is an error."""
    share = LocalParameter(id="比例", by_level={Level.CITY: 50}, until=REFORM)
    assert share.is_valid_on(BEFORE)
    assert not share.is_valid_on(REFORM)
    with pytest.raises(UnknownCodeError, match="分级参数 比例"):
        share.get(Level.TOWN)
