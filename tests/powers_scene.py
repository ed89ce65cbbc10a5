"""One city with two counties and two towns, for tests to change."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhengwu.codes import Level, region_code
from zhengwu.delegation import (
    Instrument,
    Powers,
    Resolution,
    ServiceItem,
    StatutoryPower,
    Step,
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

EVE, DAY = date(2026, 6, 30), date(2026, 7, 1)
LAW = [LegalBasis(title="行政许可法", article="24")]


def area(code: str) -> list[Any]:
    return [region_code.parse(code)]


def organ(name: str, level: Level, code: str, above: str = "", **more: Any) -> Organ:
    return Organ(
        id=name, name=name, level=level, areas=area(code), superior=above, **more
    )


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


def powers(*instruments: Instrument, **more: Any) -> Powers:
    items = more.pop("items", [ITEM])
    organs = more.pop("organs", ORGANS)
    return Powers(items, instruments, organs, more.pop("halls", HALLS), **more)


def who(
    held: Powers,
    at: date = DAY,
    step: Step = Step.DECIDE,
    place: str = "450103001",
    accepted_on: date | None = None,
    item: str = "甲",
) -> Resolution:
    return resolve(held, item, step, place, at, accepted_on)


def names(found: Resolution) -> list[tuple[str, str]]:
    """Who acts, and in whose name."""
    return [(a.organ.id, a.in_name_of.id) for a in found.acting]
