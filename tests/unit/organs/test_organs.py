"""Organs over time: who stands, under whom, and what a reform of the tiers leaves."""

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


def test_the_line_of_superiors_and_who_serves_a_place():
    """A town's line runs over the county to the city; a place is served by all three."""
    assert ids(REGISTER.superiors("甲所", BEFORE)) == ["县局", "市局"]
    place = region_code.parse("450103001002")
    assert ids(REGISTER.serving(place, BEFORE)) == ["市局", "县局", "甲所"]
    assert ids(REGISTER.serving(place, BEFORE, Level.TOWN)) == ["甲所"]
    nation = Organ(id="部", name="部", level=Level.NATION)
    assert nation.serves(place)
    assert not Organ(id="x", name="x", level=Level.COUNTY).serves(place)


def test_a_tier_is_abolished_and_nobody_is_orphaned():
    """Three tiers become two on 1 July: the towns come under the city."""
    after = REGISTER.abolish_tier(Level.COUNTY, REFORM)
    assert ids(after.superiors("甲所", BEFORE)) == ["县局", "市局"]
    assert ids(after.superiors("甲所", REFORM)) == ["市局"]
    assert ids(after.successors("县局", REFORM)) == ["市局"]
    assert ids(after.under("市局", REFORM)) == ["甲所", "乙所"]
    assert after.changes == (REFORM,)
    assert not check_organs(after)
    assert not REGISTER.changes


def test_a_tier_is_abolished_in_one_area_only():
    other = organ("邻县局", Level.COUNTY, "450203")
    register = OrganRegister([*REGISTER, other])
    after = register.abolish_tier(Level.COUNTY, REFORM, region_code.parse("450100"))
    assert after.find("县局", REFORM) is None
    assert after.get("邻县局", REFORM) == other


def test_communities_merge_and_the_heirs_are_found_years_later():
    """Two towns merge, and the new one merges again; old names lead to who stands now."""
    first = organ("丙所", Level.TOWN, "450103001", "县局")
    last = organ("丁所", Level.TOWN, "450103001", "县局")
    register = REGISTER.merge(["甲所", "乙所"], first, REFORM)
    later = date(2027, 7, 1)
    register = register.merge(["丙所"], last, later)
    assert ids(register.successors("乙所", BEFORE)) == ["乙所"]
    assert ids(register.successors("乙所", REFORM)) == ["丙所"]
    assert ids(register.successors("乙所", later)) == ["丁所"]


def test_one_goes_on_under_its_own_id_with_the_area_of_both():
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


def test_a_split_houses_each_by_its_area_or_asks():
    """Where areas do not decide, the reform is refused until somebody says."""
    east = organ("东局", Level.COUNTY, "450103001", "市局")
    west = organ("西局", Level.COUNTY, "450103002", "市局")
    after = REGISTER.split("县局", [east, west], REFORM)
    assert after.get("甲所", REFORM).superior == "东局"
    assert after.get("乙所", REFORM).superior == "西局"
    assert ids(after.successors("县局", REFORM)) == ["东局", "西局"]
    with pytest.raises(InputError, match="乙所 乙所 归属不明"):
        REGISTER.split("县局", [east], REFORM)
    named = REGISTER.split("县局", [east], REFORM, house={"乙所": "东局"})
    assert named.get("乙所", REFORM).superior == "东局"
    with pytest.raises(InputError, match="上级 无此局 不存在"):
        REGISTER.split("县局", [east], REFORM, house={"乙所": "无此局"})


def test_an_organ_below_takes_over_from_the_one_above():
    """The heir may be one of those under it; it then answers to the next above."""
    after = REGISTER.abolish("县局", REFORM, heir="甲所")
    assert after.get("甲所", REFORM).superior == "市局"
    assert after.get("乙所", REFORM).superior == "甲所"


def test_nobody_takes_over_from_the_topmost():
    with pytest.raises(InputError, match="撤销 市局 后无人承接"):
        REGISTER.abolish("市局", REFORM)
    with pytest.raises(InputError, match="撤销 市局 后无人承接"):
        REGISTER.abolish_tier(Level.CITY, REFORM)
    with pytest.raises(InputError, match="无人承接"):
        REGISTER.abolish("县局", REFORM, heir="县局")


def test_a_new_organ_may_not_answer_to_one_that_ends():
    wrong = organ("新局", Level.COUNTY, "450103", "县局")
    with pytest.raises(InputError, match="县局 不存在"):
        REGISTER.merge(["县局"], wrong, REFORM)
    # Nor one that goes on as it was, on the day on which a reform began it.
    begun = REGISTER.split(
        "甲所", [organ("丙所", Level.TOWN, "450103001", "县局")], REFORM
    )
    with pytest.raises(InputError, match="县局 不存在"):
        begun.merge(["县局", "丙所"], begun.get("丙所", REFORM), REFORM)


def test_a_reform_may_not_close_a_circle():
    """The heir lies two tiers below: those between would be above and below it."""
    station = organ("村站", Level.VILLAGE, "450103001001", "甲所")
    register = OrganRegister([*REGISTER, station])
    with pytest.raises(InputError, match="又回到自身"):
        register.abolish("县局", REFORM, heir="村站")
    with pytest.raises(InputError, match="又回到自身"):
        register.merge(["县局"], organ("县局", Level.COUNTY, "450103", "村站"), REFORM)


def test_reforms_are_recorded_in_order_of_date():
    """A change before one that is known already is refused, not guessed."""
    register = REGISTER.abolish("县局", REFORM)
    with pytest.raises(InputError, match="另有变更"):
        register.abolish("县局", date(2026, 1, 1))
    with pytest.raises(UnknownCodeError):
        register.abolish("县局", date(2026, 8, 1))
    # The town's move on 1 July is known too, so it cannot be merged away before.
    with pytest.raises(InputError, match="另有变更"):
        register.merge(["甲所"], CITY, date(2026, 1, 1))


def test_two_reforms_on_one_day():
    """County abolished and towns merged on the same 1 July: one stretch, not an empty one."""
    whole = organ("总所", Level.TOWN, "450103", "市局")
    after = REGISTER.abolish("县局", REFORM).merge(["甲所", "乙所"], whole, REFORM)
    assert ids(after.under("市局", REFORM)) == ["总所"]
    assert ids(after.successors("甲所", REFORM)) == ["总所"]
    assert not check_organs(after)
    last = organ("新所", Level.TOWN, "450103", "市局")
    twice = after.merge(["总所"], last, REFORM)
    assert "总所" not in twice
    assert ids(twice.successors("甲所", REFORM)) == ["新所"]


def test_an_organ_with_a_known_end_is_not_ended_again_before():
    ends = organ("站", Level.TOWN, "450103001", "县局", until=date(2027, 1, 1))
    with pytest.raises(InputError, match="另有变更"):
        OrganRegister([CITY, COUNTY, ends]).abolish("站", REFORM)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": ""}, "没有标识"),
        ({"level": Level.GRADED}, "分级管理"),
        ({"since": REFORM, "until": REFORM}, "不晚于"),
    ],
)
def test_what_is_no_organ(wrong: dict[str, object], says: str):
    known: dict[str, object] = {"id": "a", "name": "a", "level": Level.TOWN}
    with pytest.raises(InputError, match=says):
        Organ(**(known | wrong))  # type: ignore[arg-type]


def test_one_organ_does_not_stand_twice():
    with pytest.raises(InputError, match="两条记录"):
        OrganRegister([CITY, CITY])
    with pytest.raises(UnknownCodeError, match="无"):
        REGISTER.get("无", BEFORE)
    with pytest.raises(UnknownCodeError):
        REGISTER.successors("无", BEFORE)


def test_natures_have_the_words_of_the_lists():
    assert OrganNature("3").label_zh == "受委托组织"


def codes(register: OrganRegister) -> list[tuple[str, object, object, object]]:
    return [
        (f.code, f.data["organ"], f.data["since"], f.data["until"])
        for f in check_organs(register)
    ]


def test_a_superior_that_ended_is_told_with_its_days():
    """Two changes lie between; the fault is told once, over the whole stretch."""
    ends = organ("县局", Level.COUNTY, "450103", until=REFORM)
    town = organ("甲所", Level.TOWN, "450103001", "县局", until=date(2027, 1, 1))
    other = organ("乙所", Level.TOWN, "450103002", since=date(2026, 9, 1))
    assert codes(OrganRegister([ends, town, other])) == [
        ("ZWOR001", "甲所", "2026-07-01", "2027-01-01")
    ]


def test_wrong_tier_area_and_circles():
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
def test_however_counties_are_abolished_every_organ_keeps_a_superior(
    order: list[str], data: st.DataObject
):
    """Against the plain model: a parent table in which each abolition moves the children."""
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


def test_what_halls_refer_to_must_stand_as_long_as_they_do():
    """A hall whose organ ended, a window in no hall, an appointment to no post."""
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
    found = {
        (f.code, f.data["organ"], f.data["superior"], f.data["since"], f.data["until"])
        for f in check_halls(halls, after)
    }
    assert found == {
        ("ZWOR005", "厅", "县局", "2026-07-01", ""),
        ("ZWOR005", "窗", "无厅", "", ""),
        ("ZWOR005", "岗", "无窗", "", ""),
        ("ZWOR006", "王某", "无岗", "", "2026-07-01"),
    }


def test_a_register_of_halls_refuses_two_values_on_one_day_and_says_when_it_stood():
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


def test_a_parameter_that_no_tier_has():
    share = LocalParameter(id="比例", by_level={Level.CITY: 50}, until=REFORM)
    assert share.holds(BEFORE)
    assert not share.holds(REFORM)
    with pytest.raises(UnknownCodeError, match="分级参数 比例"):
        share.get(Level.TOWN)
