"""Directories, pictures, stage chains, and documents that delegate many items."""

from datetime import date
from io import BytesIO

import pytest
from powers_scene import (
    AT_CITY,
    AT_COUNTY,
    DAY,
    END,
    EVE,
    HALLS,
    LAW,
    ORGANS,
    assistance,
    counter,
    devolution,
    entrustment,
    first_review,
    mandate,
    names,
    powers,
    responsibility,
    who,
)

from zhengwu.codes import Level, region_code
from zhengwu.delegation import (
    Devolution,
    Entrustment,
    FirstReview,
    Recall,
    SharedPower,
    StatutoryPower,
    Step,
    TierOrgan,
    agent_directory,
    check_powers,
    delegation_directory,
    forwarding_directory,
    powers_of_chains,
    read_delegation_notice,
    share_of_time,
    to_dot,
    to_mermaid,
)
from zhengwu.delegation.powers._chains import powers_of_chain
from zhengwu.delegation.powers._instruments import INSTRUMENT_TYPES
from zhengwu.findings.errors import InputError
from zhengwu.io import read_powers, write_powers
from zhengwu.items import parse_stage_chain
from zhengwu.limits import CalendarDays, WorkingDays

DEVOLVED = devolution(id="下放文|1")
ENTRUSTED = entrustment(id="委托书")


def test_the_delegation_directory_says_in_whose_name_and_who_is_liable():
    rows = delegation_directory(powers(AT_CITY, DEVOLVED, ENTRUSTED), DAY).rows
    cells = [
        (r["kind"], r["giver"], r["taker"], r["in_name_of"], r["liable"]) for r in rows
    ]
    assert cells == [
        ("下放", "市局", "县局", "县局", "县局"),
        ("委托", "县局", "东镇", "县局", "县局"),
    ]


def test_the_directory_says_why_an_instrument_has_no_effect():
    """截留: the city entrusts a power that it has devolved."""
    kept = entrustment(id="截留书", entruster="市局")
    rows = delegation_directory(powers(AT_CITY, DEVOLVED, kept), DAY).rows
    assert {row["instrument"]: row["effect"] for row in rows} == {
        "下放文|1": "",
        "截留书": "不生效:权力已移交,不得再行使",
    }


def test_a_directory_is_of_a_day_and_two_days_can_be_compared():
    scene = powers(
        AT_CITY,
        DEVOLVED,
        ENTRUSTED,
        Recall(id="收", recalls="下放文|1", since=date(2027, 3, 1)),
    )
    eve, day, later = (
        delegation_directory(scene, d) for d in (EVE, DAY, date(2027, 3, 1))
    )
    assert (len(eve), len(day), len(later)) == (0, 2, 0)
    assert "新增 2,取消 0,变更 0" in eve.diff(day).to_text()
    assert "added 0, removed 2, changed 0" in day.diff(later).to_text("en")
    moved = powers(AT_CITY, devolution(id="下放文|1", receiver="东镇"))
    changed = delegation_directory(powers(AT_CITY, DEVOLVED), DAY).diff(
        delegation_directory(moved, DAY)
    )
    assert [(a["taker"], b["taker"]) for a, b in changed.changed] == [("县局", "东镇")]


def test_a_directory_as_a_table_and_as_records():
    directory = delegation_directory(powers(AT_CITY, DEVOLVED), DAY)
    table = directory.to_markdown()
    assert table.startswith("### 放权委托目录 (2026-07-01)")
    assert "下放文\\|1" in table
    assert "| item |" in directory.to_markdown("en")
    (record,) = directory.to_records()
    assert record["事项名称"] == "食品经营许可"
    assert "item" in directory.to_records("en")[0]
    assert "(2026-06-30)" in delegation_directory(powers(), EVE).to_markdown()


def test_shares_of_time_need_two_limits_of_the_same_unit():
    def review(own: object, above: object) -> FirstReview:
        return first_review(limit=own, upper_limit=above)

    assert share_of_time(review(WorkingDays(5), CalendarDays(5))) is None
    assert share_of_time(review(WorkingDays(5), None)) is None
    assert share_of_time(review(WorkingDays(0), WorkingDays(0))) is None
    assert share_of_time(review(WorkingDays(5), WorkingDays(5))) == 0.5
    (row,) = forwarding_directory(
        powers(AT_CITY, review(WorkingDays(5), CalendarDays(5))), DAY
    ).rows
    assert row["share"] == ""


def test_the_agent_directory_names_station_and_place():
    scene = powers(AT_COUNTY, assistance(limit=WorkingDays(3)))
    (row,) = agent_directory(scene, DAY).rows
    assert (row["agent"], row["place"]) == ("村代办站", "450103001001")


def test_charts_of_tiers_and_instruments():
    scene = powers(
        StatutoryPower(id="法", items=["甲"], holder=TierOrgan(Level.CITY, "卫健")),
        devolution(giver=TierOrgan(Level.CITY, "卫健"), since=None),
        ENTRUSTED,
        counter(counter='窗"1'),
    )
    drawn = to_mermaid(scene, DAY)
    assert drawn.startswith("flowchart TD")
    assert '["市级"]' in drawn
    assert '["市级卫健"]' in drawn
    assert '-->|"下放 1"|' in drawn
    assert '-.->|"窗口受理 1"|' in drawn
    assert "窗#quot;1" in drawn
    dot = to_dot(scene, DAY, lang="en")
    assert 'label="entrustment 1"' in dot
    assert '"窗\\"1"' in dot
    assert dot.count("{") == dot.count("}")
    assert "委托" not in to_mermaid(scene, EVE)
    assert "下放" not in to_mermaid(scene, DAY, items=["乙"])


CITY_FIRST = "市级司法(受理,审核)、省级司法(审核,决定与公开,证件制定与送达)"


def test_a_stage_chain_is_read_as_first_review_and_decision():
    scene = powers_of_chains({"律所": parse_stage_chain(CITY_FIRST)})
    place = region_code.parse("110101001001")

    def acts(step: Step) -> list[str]:
        return [
            a for a, _ in names(who(scene, step=step, item="律所", place=str(place)))
        ]

    assert acts(Step.ACCEPT) == ["市级司法"]
    assert acts(Step.REVIEW) == ["市级司法", "省级司法"]
    assert acts(Step.DECIDE) == acts(Step.CERTIFY) == ["省级司法"]
    assert set(check_powers(scene).by_code()) == {"ZWDE016"}  # a chain cites no law


def test_chains_without_a_decision_or_with_two_decisions_are_reported():
    scene = powers_of_chains(
        {
            "无决定": parse_stage_chain("省级司法(审核)、市级司法(受理,审核)"),
            "双决定": parse_stage_chain("市级(受理,决定)、县级(受理,决定)"),
            "无": parse_stage_chain("随便写写"),
        }
    )
    report = check_powers(scene).filter(where=lambda f: f.code != "ZWDE016")
    assert [(f.code, f.data["item"]) for f in report] == [
        ("ZWDE001", "无决定"),
        ("ZWDE002", "双决定"),
    ]
    assert report[0].data["steps"] == ("decide",)


def test_an_organ_that_only_makes_certificates_may_only_do_that():
    chain = parse_stage_chain("市级(受理,审核,决定)、县级(制证,送达)")
    kinds = {type(each) for each in powers_of_chain("证", chain)}
    assert kinds == {StatutoryPower}
    both = parse_stage_chain("市级(受理,决定,制证)、县级(制证)")
    assert SharedPower in {type(each) for each in powers_of_chain("证", both)}
    with pytest.raises(InputError, match="不是村"):
        powers_of_chains({"证": chain}, region_code.parse("450103"))


def test_a_document_that_delegates_many_items():
    """Giver, receivers, types of instrument, and whether the total matches the counts."""
    notice, findings = read_delegation_notice(
        {
            "doc": "某市政府令",
            "from_level": "市级",
            "to_level": "县市区",
            "counts": {"下放": 22, "委托": 165, "收回": 13},
            "total_stated": 187,
            "modes": ["下放", "委托", "收回"],
        }
    )
    assert not findings  # the total does not include the recalled items
    assert (notice.giver, notice.receivers) == (Level.CITY, (Level.COUNTY,))
    assert notice.kinds == (Devolution, Entrustment, Recall)
    assert notice.total == 200
    _, findings = read_delegation_notice(
        {"doc": "x", "modes": ["赋能"], "counts": {"a": 1}, "total_stated": 2}, (3,)
    )
    assert [(f.code, f.path) for f in findings] == [
        ("ZWDE031", (3, "modes")),
        ("ZWDE032", (3,)),
        ("ZWDE030", (3, "total_stated")),
    ]
    zone, _ = read_delegation_notice(
        {
            "doc": "x",
            "from_level": "省级",
            "to_level": "自贸片区管委会",
            "modes": ["下放"],
        }
    )
    assert zone.to_zone


def every_kind() -> list[object]:
    """An instrument of each type, with its own fields."""
    instruments: list[object] = []
    for number, kind in enumerate(INSTRUMENT_TYPES):
        own = {
            "StatutoryPower": {"holder": TierOrgan(Level.CITY, "卫健")},
            "StatutoryAuthorization": {"organisation": "东镇", "former": "县局"},
            "Devolution": {"giver": "市局", "receiver": "县局"},
            "SharedPower": {"giver": "市局", "receiver": "县局"},
            "ConcentratedLicensing": {
                "former": ["县局"],
                "bureau": "东镇",
                "approved_by": LAW[0],
            },
            "Entrustment": {
                "entruster": "县局",
                "trustee": "东镇",
                "announced_on": EVE,
            },
            "FirstReview": {
                "reviewer": "县局",
                "decider": "市局",
                "limit": WorkingDays(3),
            },
            "JointHandling": {
                "lead": "县局",
                "others": ["东镇", TierOrgan(Level.CITY)],
            },
            "CounterAcceptance": {"organ": "县局", "counter": "窗", "only_here": True},
            "ChiefRepMandate": {"organ": "县局", "post": "首席", "signatures": 1},
            "AssistedHandling": {"agent": "站", "limit": WorkingDays(3)},
            "Recall": {"recalls": "0"},
            "Responsibility": {"organ": "县局", "first": "局长"},
        }.get(kind.__name__, {})
        areas = [region_code.parse("450103001")]
        instruments.append(
            kind(id=str(number), items=["甲"], areas=areas, since=DAY, basis=LAW, **own)
        )
    return instruments


def test_powers_are_read_back_as_they_were_written():
    scene = powers(*every_kind())  # type: ignore[arg-type]
    assert {type(each) for each in scene.instruments.values()} == set(INSTRUMENT_TYPES)
    file = BytesIO()
    records = write_powers(scene, file)
    file.seek(0)
    again, report = read_powers(file)
    assert not report
    assert report.counts == {"records": records, "loaded": records, "set_aside": 0}
    assert dict(again.instruments) == dict(scene.instruments)
    assert dict(again.items) == dict(scene.items)
    assert list(again.organs) == list(ORGANS)
    assert list(again.halls) == list(HALLS)
    assert again.halls.appointments == HALLS.appointments


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "vow"}', "kind 为 'vow'"),
        ('{"kind": "item"}', "id"),
        ('{"kind": "item", "id": "甲", "stepz": []}', "stepz"),
        ('{"kind": "item", "id": "甲", "steps": "accept"}', "应为列表"),
        ('{"kind": "item", "id": "甲", "since": "2026-02-30"}', "不存在"),
        ('{"kind": "item", "id": "甲", "areas": ["4501"]}', "应为 6、9 或 12 位"),
        ('{"kind": "organ", "id": "甲", "name": "x", "level": "园区级"}', "应为"),
        ('{"kind": "suspension", "id": 5}', "5"),
        ('{"kind": "assisted_handling", "id": "x", "agent": "a", "limit": "很快"}', "很快"),
        ('{"kind": "entrustment", "id": "x", "entruster": {"level": "4", "x": 1}}', "x"),
        ('{"kind": "organ", "id": "县局", "name": "又一个", "level": "4"}', "两条记录"),
    ],
    ids=str,
)  # fmt: skip
def test_a_record_that_cannot_be_used_is_set_aside_and_the_rest_read(
    line: str, says: str
):
    good = '{"kind": "organ", "id": "县局", "name": "县局", "level": "县级"}\n'
    scene, report = read_powers(BytesIO((good + line + "\n").encode()))
    assert len(scene.organs) == 1
    assert [(f.code, f.path) for f in report] == [("ZWIO010", (1,))]
    assert says in report[0].message_zh
    assert report.counts["set_aside"] == 1


def test_a_responsibility_of_a_tier_lasts_until_its_last_day():
    duty = responsibility(organ=TierOrgan(Level.COUNTY, "卫健"), until=END)
    report = check_powers(powers(AT_COUNTY, duty, mandate()))
    (finding,) = report.filter(code="ZWDE012")
    assert finding.data["since"] == "2027-01-01"


@pytest.mark.parametrize(
    "odd", [{"counts": [1]}, {"counts": 5}, {"modes": 5}, {"modes": None}]
)
def test_a_document_with_unusable_values_is_read_nevertheless(odd: dict[str, object]):
    notice, _ = read_delegation_notice({"doc": "x", **odd})
    assert notice.document == "x"


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("设区市", [Level.CITY]),
        ("不设区的市", [Level.COUNTY]),
        ("市、县级", [Level.CITY, Level.COUNTY]),
        ("县级(灵宝市)", [Level.COUNTY]),
        ("经济技术开发区", [Level.COUNTY]),
        ("乡镇街道", [Level.TOWN]),
        ("社区", [Level.VILLAGE]),
    ],
)
def test_the_tiers_of_a_document(words: str, levels: list[Level]):
    notice, _ = read_delegation_notice({"doc": "x", "to_level": words})
    assert list(notice.receivers) == levels
