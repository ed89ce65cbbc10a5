"""A city with two counties and two towns, and its instruments, for tests to change."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhengwu.codes import Level, region_code
from zhengwu.delegation import (
    AssistedHandling,
    ChiefRepMandate,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    JointHandling,
    Powers,
    Resolution,
    Responsibility,
    ServiceItem,
    SharedPower,
    StatutoryPower,
    Step,
    TierOrgan,
    resolve,
)
from zhengwu.legal import LegalBasis
from zhengwu.organs import (
    AgentStation,
    Appointment,
    Hall,
    HallRegister,
    Organ,
    OrganRegister,
    Post,
    PostRole,
    ServiceWindow,
)

EVE, DAY, END = date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1)
LAW = [LegalBasis(title="行政许可法", article="24")]


def area(code: str) -> list[Any]:
    return [region_code.parse(code)]


def organ(name: str, level: Level, code: str, above: str = "", **more: Any) -> Organ:
    """An organ whose name is its id."""
    return Organ(
        id=name, name=name, level=level, areas=area(code), superior=above, **more
    )


def with_organs(*changed: Organ) -> OrganRegister:
    """The organs of the scene with further organs; those of the same id are replaced."""
    ids = {each.id for each in changed}
    return OrganRegister([*(each for each in ORGANS if each.id not in ids), *changed])


CITY = organ("市局", Level.CITY, "450100", function="卫健")
COUNTY = organ("县局", Level.COUNTY, "450103", "市局", function="卫健")
EAST = organ("东镇", Level.TOWN, "450103001", "县局")
WEST = organ("西镇", Level.TOWN, "450103002", "县局")
NEXT = organ("邻县局", Level.COUNTY, "450104", "市局", function="卫健")
ORGANS = OrganRegister([CITY, COUNTY, NEXT, EAST, WEST])
HALLS = HallRegister(
    [
        Hall(id="县厅", name="县政务大厅", organ="县局", place=area("450103")[0]),
        ServiceWindow(id="窗", name="综合窗口", hall="县厅", no_veto=True),
        ServiceWindow(id="东窗", name="东镇窗口", hall="县厅"),
        Post(
            id="窗员", name="窗口人员", organ="县局", role=PostRole.CLERK, window="窗"
        ),
        Post(
            id="首席",
            name="首席代表",
            organ="县局",
            role=PostRole.CHIEF_REPRESENTATIVE,
            window="窗",
        ),
        Post(id="局长", name="局长", organ="县局", role=PostRole.HEAD),
        AgentStation(
            id="站", name="村代办站", organ="东镇", place=area("450103001001")[0]
        ),
    ],
    [Appointment(post="首席", person="王某", since=date(2026, 1, 1))],
)
ITEM = ServiceItem(id="甲", name="食品经营许可")
AT_CITY = StatutoryPower(id="法", items=["甲"], holder="市局", basis=LAW)
AT_COUNTY = StatutoryPower(id="法", items=["甲"], holder="县局", basis=LAW)


BUREAU = organ("审批局", Level.CITY, "450100", function="审批")
BY_COUNTIES = StatutoryPower(
    id="法", items=["甲"], holder=TierOrgan(Level.COUNTY, "卫健")
)


def devolution(**changes: Any) -> Devolution:
    """The city devolves its power to the county on the day."""
    defaults: dict[str, Any] = {
        "id": "下放",
        "items": ["甲"],
        "giver": "市局",
        "receiver": "县局",
        "since": DAY,
        "basis": LAW,
    }
    return Devolution(**{**defaults, **changes})


def shared_power(**changes: Any) -> SharedPower:
    """The city shares its power with the county."""
    defaults: dict[str, Any] = {
        "id": "同权",
        "items": ["甲"],
        "giver": "市局",
        "receiver": "县局",
    }
    return SharedPower(**{**defaults, **changes})


def entrustment(**changes: Any) -> Entrustment:
    """The county entrusts the east town for half a year, as the law asks."""
    defaults: dict[str, Any] = {
        "id": "委托",
        "items": ["甲"],
        "entruster": "县局",
        "trustee": "东镇",
        "since": DAY,
        "until": END,
        "announced_on": EVE,
        "basis": LAW,
    }
    return Entrustment(**{**defaults, **changes})


def mandate(**changes: Any) -> ChiefRepMandate:
    """The county gives its chief representative a mandate for half a year."""
    defaults: dict[str, Any] = {
        "id": "授权书",
        "items": ["甲"],
        "organ": "县局",
        "post": "首席",
        "since": DAY,
        "until": END,
        "basis": LAW,
    }
    return ChiefRepMandate(**{**defaults, **changes})


def counter(**changes: Any) -> CounterAcceptance:
    """The window accepts for the county."""
    defaults: dict[str, Any] = {
        "id": "进驻",
        "items": ["甲"],
        "organ": "县局",
        "counter": "窗",
    }
    return CounterAcceptance(**{**defaults, **changes})


def first_review(**changes: Any) -> FirstReview:
    """The county reviews first and forwards to the city."""
    defaults: dict[str, Any] = {
        "id": "初审",
        "items": ["甲"],
        "reviewer": "县局",
        "decider": "市局",
    }
    return FirstReview(**{**defaults, **changes})


def joint_handling(**changes: Any) -> JointHandling:
    """The county leads, and the east town acts together with it."""
    defaults: dict[str, Any] = {
        "id": "联办",
        "items": ["甲"],
        "lead": "县局",
        "others": ["东镇"],
    }
    return JointHandling(**{**defaults, **changes})


def assistance(**changes: Any) -> AssistedHandling:
    """The agent station of the village helps applicants."""
    defaults: dict[str, Any] = {"id": "代办", "items": ["甲"], "agent": "站"}
    return AssistedHandling(**{**defaults, **changes})


def responsibility(**changes: Any) -> Responsibility:
    """The county names its first, main and direct supervisors."""
    defaults: dict[str, Any] = {
        "id": "责县",
        "items": ["甲"],
        "organ": "县局",
        "basis": LAW,
        "first": "局长",
        "main": "分管副局长",
        "direct": "科长",
    }
    return Responsibility(**{**defaults, **changes})


def powers(*instruments: Instrument, **changes: Any) -> Powers:
    """Powers over the item 甲, with the organs and halls of the scene."""
    defaults: dict[str, Any] = {"items": [ITEM], "organs": ORGANS, "halls": HALLS}
    return Powers(instruments=instruments, **{**defaults, **changes})


def who(
    scene: Powers,
    at: date = DAY,
    step: Step = Step.DECIDE,
    place: str = "450103001",
    accepted_on: date | None = None,
    item: str = "甲",
) -> Resolution:
    """Who handles a step of the item in the east town."""
    return resolve(scene, item, step, place, at, accepted_on)


def names(resolution: Resolution) -> list[tuple[str, str]]:
    """Ids of who acts, and in whose name."""
    return [(a.organ.id, a.in_name_of.id) for a in resolution.acting]
