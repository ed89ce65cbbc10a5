"""A province made up for measurements: organs, items and instruments of a given size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import (
    ChiefRepMandate,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    Powers,
    Responsibility,
    ServiceItem,
    StatutoryPower,
    Suspension,
    TierOrgan,
)
from zhengwu.legal import LegalBasis
from zhengwu.organs import Hall, HallRegister, Organ, OrganRegister, Post, ServiceWindow

CITIES, COUNTIES, TOWNS, VILLAGES = 15, 150, 1_800, 20_000
ITEMS, INSTRUMENTS = 1_500, 50_000
LINES = tuple(f"线{n:02}" for n in range(30))
_FIRST = date(2015, 1, 1)
_LAW = LegalBasis(title="行政许可法", article="24")


def divisions() -> dict[Level, list[RegionCode]]:
    """Codes of the province's divisions, tier by tier."""
    found: dict[Level, list[RegionCode]] = {
        Level.PROVINCE: [RegionCode("45")],
        Level.CITY: [RegionCode(f"45{n + 1:02}") for n in range(CITIES)],
        Level.COUNTY: [],
        Level.TOWN: [],
        Level.VILLAGE: [],
    }
    for level, above, number, width in (
        (Level.COUNTY, Level.CITY, COUNTIES, 2),
        (Level.TOWN, Level.COUNTY, TOWNS, 3),
        (Level.VILLAGE, Level.TOWN, VILLAGES, 3),
    ):
        parents = found[above]
        for n in range(number):
            parent = parents[n % len(parents)].stem
            found[level].append(RegionCode(f"{parent}{n // len(parents) + 1:0{width}}"))
    return found


def organs(places: dict[Level, list[RegionCode]]) -> Iterator[Organ]:
    """An organ of each line down to the counties, one for each town and village."""
    above = {Level.CITY: 2, Level.COUNTY: 4, Level.TOWN: 6, Level.VILLAGE: 9}
    for level, areas in places.items():
        lines = ("",) if level in (Level.TOWN, Level.VILLAGE) else LINES
        for area in areas:
            for line in lines:
                superior = ""
                if level in above:
                    stem = area.stem[: above[level]]
                    superior = (
                        f"{stem}{LINES[0] if level is Level.TOWN else line}"
                        if level is not Level.VILLAGE
                        else stem
                    )
                yield Organ(
                    id=f"{area.stem}{line}",
                    name=f"{area.stem}{line}",
                    level=level,
                    areas=[area],
                    superior=superior,
                    function=line,
                )


def province(
    items: int = ITEMS, instruments: int = INSTRUMENTS, seed: int = 1
) -> Powers:
    """The whole province."""
    rng = random.Random(seed)  # noqa: S311  # a sample, not a secret
    places = divisions()
    register = OrganRegister(organs(places))
    halls = HallRegister(_facilities(places[Level.COUNTY]))
    catalogue = [ServiceItem(id=f"{n:012}", name=f"事项{n}") for n in range(items)]
    made = list(_roots(catalogue, rng))
    holders = {one.items[0]: one.holder for one in made if hasattr(one, "holder")}
    makers = (_devolution, _entrustment, _review, _counter, _mandate, _suspension)
    weights = (20, 35, 10, 20, 14, 1)
    for n in range(instruments - len(made)):
        item = rng.choice(catalogue).id
        holder = holders[item]
        (make,) = rng.choices(makers, weights)
        made.append(make(f"文{n}", item, holder, places, rng))
    return Powers(catalogue, made, register, halls)


def _facilities(counties: list[RegionCode]) -> Iterator[Hall | ServiceWindow | Post]:
    for area in counties:
        yield Hall(id=f"厅{area}", name=f"厅{area}", organ=area.stem, place=area)
        yield ServiceWindow(id=f"窗{area}", name=f"窗{area}", hall=f"厅{area}")
        for line in LINES:
            post = f"代{area}{line}"
            yield Post(id=post, name=post, organ=f"{area.stem}{line}")


def _roots(
    catalogue: list[ServiceItem], rng: random.Random
) -> Iterator[StatutoryPower | Responsibility]:
    levels = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN, Level.VILLAGE)
    for item in catalogue:
        (level,) = rng.choices(levels, (13, 20, 60, 5, 2))
        low = level in (Level.TOWN, Level.VILLAGE)
        holder = TierOrgan(level, "" if low else rng.choice(LINES))
        yield StatutoryPower(
            id=f"法{item.id}", items=[item.id], holder=holder, basis=[_LAW]
        )
        yield Responsibility(
            id=f"责{item.id}",
            items=[item.id],
            organ=holder,
            first="局长",
            main="分管副局长",
            direct="科长",
        )


def _span(rng: random.Random) -> tuple[date, date]:
    since = _FIRST + timedelta(days=rng.randrange(4_000))
    return since, since + timedelta(days=rng.randrange(365, 1_100))


def _below(
    holder: TierOrgan, places: dict[Level, list[RegionCode]], rng: random.Random
) -> tuple[str, RegionCode]:
    """An organ of the tier below the holder, and its area."""
    level = Level(str(min(int(holder.level.value) + 1, 6)))
    area = rng.choice(places[level])
    low = level in (Level.TOWN, Level.VILLAGE)
    return area.stem + ("" if low else holder.function), area


def _devolution(
    name: str,
    item: str,
    holder: TierOrgan,
    places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    taker, _ = _below(holder, places, rng)
    since, _ = _span(rng)
    return Devolution(
        id=name, items=[item], giver=holder, receiver=taker, since=since, basis=[_LAW]
    )


def _entrustment(
    name: str,
    item: str,
    holder: TierOrgan,
    places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    taker, _ = _below(holder, places, rng)
    since, until = _span(rng)
    return Entrustment(
        id=name,
        items=[item],
        entruster=holder,
        trustee=taker,
        since=since,
        until=until,
        announced_on=since,
        basis=[_LAW],
    )


def _review(
    name: str,
    item: str,
    holder: TierOrgan,
    places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    taker, _ = _below(holder, places, rng)
    since, until = _span(rng)
    return FirstReview(
        id=name,
        items=[item],
        reviewer=taker,
        decider=holder,
        since=since,
        until=until,
        basis=[_LAW],
    )


def _counter(
    name: str,
    item: str,
    holder: TierOrgan,
    places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    area = rng.choice(places[Level.COUNTY])
    return CounterAcceptance(
        id=name,
        items=[item],
        areas=[area],
        organ=holder,
        counter=f"窗{area}",
        since=_span(rng)[0],
        basis=[_LAW],
    )


def _mandate(
    name: str,
    item: str,
    holder: TierOrgan,
    places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    area = rng.choice(places[Level.COUNTY])
    since, until = _span(rng)
    line = holder.function or LINES[0]
    return ChiefRepMandate(
        id=name,
        items=[item],
        areas=[area],
        organ=holder,
        post=f"代{area}{line}",
        since=since,
        until=until,
        basis=[_LAW],
    )


def _suspension(
    name: str,
    item: str,
    _holder: TierOrgan,
    _places: dict[Level, list[RegionCode]],
    rng: random.Random,
) -> Instrument:
    since, until = _span(rng)
    return Suspension(id=name, items=[item], since=since, until=until, basis=[_LAW])
