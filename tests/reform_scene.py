"""Scene for the tests of reforms: a district, fourteen towns and their villages."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.codes import ItemType, Level, RegionCode, region_code
from zhengwu.delegation import Instrument, Responsibility, StatutoryPower
from zhengwu.items import ImplementingItem
from zhengwu.legal import LegalBasis
from zhengwu.limits import LimitReading, parse_limit
from zhengwu.organs import (
    AgentStation,
    Hall,
    HallRegister,
    Organ,
    OrganRegister,
    Post,
    PostRole,
    ServiceWindow,
)
from zhengwu.world import Handling, HandlingStep, World

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
LAW = LegalBasis(title="行政许可法", article="24")
TOWNS = 14
HOURS = OfficeHours(
    calendar=china_calendar(),
    regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
)


def area(code: str) -> list[RegionCode]:
    return [region_code.parse(code)]


def town(number: int) -> str:
    return f"镇{number}"


def organs() -> OrganRegister:
    """A district with its bureau, fourteen towns, and a village under each town."""
    district = Organ(id="区局", name="区局", level=Level.COUNTY, areas=area("620981"))
    bureau = Organ(
        id="审批局", name="区行政审批局", level=Level.COUNTY, areas=area("620981"),
        superior="区局",
    )  # fmt: skip
    towns = [
        Organ(
            id=town(n), name=town(n), level=Level.TOWN, superior="区局",
            areas=area(f"620981{n:03}"), function="便民",
        )
        for n in range(1, TOWNS + 1)
    ]  # fmt: skip
    villages = [
        Organ(
            id=f"村{n}", name=f"村{n}", level=Level.VILLAGE, superior=town(n),
            areas=area(f"620981{n:03}201"),
        )
        for n in range(1, TOWNS + 1)
    ]  # fmt: skip
    return OrganRegister([district, bureau, *towns, *villages])


def halls() -> HallRegister:
    """The hall of the district, its window, its chief representative, a village agent."""
    return HallRegister(
        [
            Hall(id="中心", name="政务服务中心", organ="区局", place=area("620981")[0]),
            ServiceWindow(id="窗", name="综合窗口", hall="中心"),
            Post(
                id="首席", name="首席代表", organ="区局", window="窗",
                role=PostRole.CHIEF_REPRESENTATIVE,
            ),
            AgentStation(
                id="代办站", name="村代办站", organ="村1", place=area("620981001201")[0]
            ),
        ]
    )  # fmt: skip


def limit(text: str) -> LimitReading | None:
    return parse_limit(text) if text else None


def item(
    number: int, statutory: str = "", promised: str = "", **more: Any
) -> ImplementingItem:
    given: dict[str, Any] = {
        "name": f"事项{number}",
        "basic_code": f"000{number:06}000",
        "item_type": ItemType.LICENSING,
        "level": Level.COUNTY,
        "organ": "区局",
        "area_code": "620981",
    }
    return ImplementingItem(
        statutory_limit=limit(statutory),
        committed_limit=limit(promised),
        **{**given, **more},
    )


def handling(number: int, *steps: HandlingStep, **more: Any) -> Handling:
    """Handling of an item, from its number, its elements and its steps."""
    own = {k: more.pop(k) for k in [*more] if k in _OF_HANDLING}
    bare = Handling(key=f"事项{number}", item=item(number, **more), **own)
    return bare.with_steps(steps) if steps else bare


_OF_HANDLING = frozenset(
    {"initiation", "general", "form_only", "proofs", "reviews", "counters", "standing"}
)


def world(*handlings: Handling, owned: bool = True, **more: Any) -> World:
    """World; with `owned` the district has the power and responsibility for all items."""
    instruments: list[Instrument] = list(more.pop("instruments", ()))
    if owned:
        ids = list(dict.fromkeys(h.power for h in handlings))
        instruments += [
            StatutoryPower(id="法", items=ids, holder="区局", basis=[LAW]),
            Responsibility(
                id="责", items=ids, organ="区局", first="局长", main="副局长",
                direct="科员", basis=[LAW],
            ),
        ]  # fmt: skip
    return World.of(
        handlings,
        organs=more.pop("organs", organs()),
        halls=more.pop("halls", halls()),
        instruments=instruments,
        hours=HOURS,
        **more,
    )


def several(count: int, **more: Any) -> list[Handling]:
    return [handling(n, **more) for n in range(1, count + 1)]
