"""The world of a hall: built from a list, viewed on a day, and checked for consistency."""

import pickle
from datetime import date

import attrs
import pytest
from reform_scene import DAY, EVE, HOURS, handling, item, organs, several, world

from zhengwu.audit import audit
from zhengwu.codes import Level
from zhengwu.delegation import Step
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.items import ImplementingItem, ProcedureStep
from zhengwu.limits import WorkingDays, parse_limit
from zhengwu.organs import LocalParameter
from zhengwu.world import (
    Demand,
    Handling,
    HandlingStep,
    Pool,
    StaffMember,
    StepKind,
    Timeline,
    World,
    check_world,
)
from zhengwu.world._handling import kind_of, reading_of


def codes(report):
    return [
        (finding.code, finding.data["since"], finding.data["until"])
        for finding in report
    ]


def test_a_handling_publishes_its_steps_in_the_list():
    from_list = Handling.of(item(1, steps=["受理:1个工作日", "现场踏勘", "归档"]))
    assert [step.kind for step in from_list.steps] == [
        StepKind.ACCEPT, StepKind.SURVEY, StepKind.OTHER,
    ]  # fmt: skip
    assert from_list.steps[0].limit == WorkingDays(1)
    fewer = from_list.with_steps(from_list.steps[:1])
    assert fewer.item.steps == (ProcedureStep.parse("受理:1个工作日"),)
    assert len(from_list.item.steps) == 3


def test_the_steps_given_to_the_handling_are_published_in_the_list():
    steps = [HandlingStep(name="审查", limit=WorkingDays(3))]
    given = Handling(key="甲", item=item(1), steps=steps)
    steps.append(HandlingStep(name="后加"))
    assert [step.text for step in given.item.steps] == ["审查:3个工作日"]
    assert given.item.steps[0].limit == parse_limit("3个工作日")
    assert hash(given.steps)


def test_items_with_the_same_key_get_different_keys():
    rows = [attrs.evolve(item(1), implementing_code=code) for code in ("A", "A", "A#2")]
    assert list(World.of(rows).handlings) == ["A", "A#2", "A#2#2"]


def test_an_item_with_neither_name_nor_code():
    with pytest.raises(InputError, match="第 2 项"):
        World.of([item(1), ImplementingItem()])


def test_two_pools_with_the_same_id():
    with pytest.raises(InputError):
        World.of([], resources=[Pool(id="窗"), Pool(id="窗", windows=3)])


def test_a_parameter_is_valid_on_its_own_days():
    fee = [
        LocalParameter(id="费", by_level={Level.TOWN: 6}, until=DAY),
        LocalParameter(id="费", by_level={Level.TOWN: 5}, since=DAY),
    ]
    town = World.of([], resources=fee)
    assert town.at(EVE).parameter("费").get(Level.TOWN) == 6
    assert town.at(DAY).parameter("费").get(Level.TOWN) == 5


def test_a_view_lists_the_items_in_use():
    rows = [
        handling(1), handling(2, valid_from=DAY), handling(3, valid_to=EVE),
    ]  # fmt: skip
    hall = world(*rows, owned=False)
    assert list(hall.at(EVE).live) == ["事项1", "事项3"]
    assert list(hall.at(DAY).live) == ["事项1", "事项2"]
    assert len(hall.at(DAY).catalogue) == 2
    assert DAY in hall.changes
    with pytest.raises(TypeError):
        hall.at(DAY).live["x"] = rows[0]


def test_a_view_resolves_the_organ_that_handles_an_item():
    hall = world(*several(2))
    resolution = hall.at(DAY).resolve("事项1", Step.DECIDE, "620981")
    assert resolution.acting[0].organ.id == "区局"
    with pytest.raises(UnknownCodeError):
        hall.at(DAY).handling("没有")


def test_a_step_that_nobody_serves_is_reported_with_its_days():
    step = HandlingStep(name="受理", pool="窗", minutes=5)
    later = date(2025, 9, 1)
    pools = Timeline[Pool]().put(Pool(id="窗"), DAY, later)
    hall = world(handling(1, step), owned=False)
    assert codes(check_world(hall)) == [("ZWWO001", "", "")]
    hall = attrs.evolve(hall, pools={"窗": pools})
    assert codes(check_world(hall)) == [
        ("ZWWO001", "", "2025-07-01"), ("ZWWO001", "2025-09-01", ""),
    ]  # fmt: skip
    closed = pools.put(Pool(id="窗", windows=0), None, DAY).put(
        Pool(id="窗", windows=0), later
    )
    hall = attrs.evolve(hall, pools={"窗": closed})
    assert {code for code, _, _ in codes(check_world(hall))} == {"ZWWO002"}
    assert not check_world(hall, keys=[])


def test_demand_for_an_unknown_item_and_an_unregistered_hall():
    hall = world(
        handling(1, counters="乌有厅"), owned=False, demand={"事项1": Demand(per_day=3)}
    )
    hall = attrs.evolve(hall, demand={"没有": hall.demand["事项1"]})
    with pytest.raises(UnknownCodeError, match=r"名称不是键.*已有:事项1"):
        World.of([handling(1, name="甲的名")], demand={"甲的名": Demand(per_day=1)})
    assert {finding.code for finding in check_world(hall)} == {"ZWWO003", "ZWWO004"}


def test_the_audit_accepts_a_world():
    """A report covers the list, the powers and the consistency of the world."""
    hall = world(handling(1, HandlingStep(name="受理", pool="没有")), owned=False)
    reported = {finding.code for finding in audit(hall, at=DAY)}
    assert {"ZWWO001", "ZWDE001"} <= reported
    with pytest.raises(InputError):
        audit(hall)


def test_a_world_can_be_sent_to_another_process():
    hall = world(*several(3), demand={"事项1": Demand(per_day=3, hours={9: 2})})
    copy = pickle.loads(pickle.dumps(hall))
    assert copy.at(DAY).live == hall.at(DAY).live
    assert copy.at(DAY).demand == hall.at(DAY).demand
    assert copy.powers.organs.at(DAY) == organs().at(DAY)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Demand(per_day=-1),
        lambda: Demand(per_day=float("nan")),
        lambda: Demand(per_day=1, correction=1),
        lambda: Demand(per_day=1, months={13: 2}),
        lambda: Demand(per_day=1, hours={24: 2}),
        lambda: Pool(id=""),
        lambda: Pool(id="窗", windows=-1),
        lambda: HandlingStep(name="审", minutes=-1),
        lambda: HandlingStep(name="审", deemed=True),
    ],
    ids=[
        "below 0", "no number", "all corrected", "month 13", "hour 24", "no id",
        "fewer than none", "negative time", "silence without limit",
    ],
)  # fmt: skip
def test_invalid_values_are_rejected(make):
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("专家论证", StepKind.EXPERT), ("检验检疫", StepKind.INSPECTION),
        ("现场勘察", StepKind.SURVEY), ("评估认证", StepKind.EVALUATION),
        ("会签", StepKind.COUNTERSIGN), ("初审", StepKind.FIRST_REVIEW),
        ("审核", StepKind.REVIEW), ("审批", StepKind.DECIDE), ("送达", StepKind.DELIVER),
        ("转报", StepKind.FORWARD), ("归档", StepKind.OTHER),
    ],
)  # fmt: skip
def test_kinds_by_the_words_of_the_list(name, kind):
    assert kind_of(name) is kind


def test_a_rewritten_limit_keeps_its_exclusions():
    before = parse_limit("自受理之日起20个工作日(不含听证时间)")
    after = reading_of(WorkingDays(5), before)
    assert after.exclusions == before.exclusions
    again = parse_limit(after.text)
    assert (again.limit, again.exclusions) == (WorkingDays(5), before.exclusions)
    assert again.starts_from == before.starts_from


def test_years_in_a_row():
    clerk = StaffMember(id="甲", ratings={2019: "优秀", 2021: "优秀", 2022: "优秀"})
    assert [clerk.streak("优秀", year) for year in (2019, 2020, 2021, 2022)] == [
        1,
        0,
        1,
        2,
    ]


def test_the_hours_of_a_world():
    assert world(handling(1), owned=False).at(DAY).hours is HOURS
    assert World.of([]).at(DAY).hours is None
