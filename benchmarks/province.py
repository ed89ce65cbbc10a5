"""A synthetic province for measurements: organs, items and instruments of a given size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, TypeAlias

from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import (
    ChiefRepMandate,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    Powers,
    PowerSuspension,
    Responsibility,
    ServiceItem,
    StatutoryPower,
    TierOrgan,
)
from zhengwu.legal import LegalBasis
from zhengwu.organs import Hall, HallRegister, Organ, OrganRegister, Post, ServiceWindow

CITIES, COUNTIES, TOWNS, VILLAGES = 15, 150, 1_800, 20_000
ITEMS, INSTRUMENTS = 1_500, 50_000
LINES = tuple(f"线{n:02}" for n in range(30))
_FIRST = date(2015, 1, 1)
Places: TypeAlias = dict[Level, list[RegionCode]]
Parts: TypeAlias = tuple[type[Instrument], dict[str, Any]]
_LAW = LegalBasis(title="行政许可法", article="24")


def divisions() -> Places:
    """Codes of the divisions of the province by tier."""
    codes: dict[Level, list[RegionCode]] = {
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
        parents = codes[above]
        for n in range(number):
            parent = parents[n % len(parents)].stem
            codes[level].append(RegionCode(f"{parent}{n // len(parents) + 1:0{width}}"))
    return codes


def organs(places: dict[Level, list[RegionCode]]) -> Iterator[Organ]:
    """An organ per line in each division down to counties, one per town and village."""
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
    halls = HallRegister(_make_facilities(places[Level.COUNTY]))
    catalogue = [ServiceItem(id=f"{n:012}", name=f"事项{n}") for n in range(items)]
    created = list(_make_roots(catalogue, rng))
    holders = {
        root.items[0]: root.holder for root in created if hasattr(root, "holder")
    }
    makers = (
        _make_devolution,
        _make_entrustment,
        _make_review,
        _make_counter,
        _make_mandate,
        _make_suspension,
    )
    weights = (20, 35, 10, 20, 14, 1)
    for n in range(instruments - len(created)):
        item = rng.choice(catalogue).id
        holder = holders[item]
        (make,) = rng.choices(makers, weights)
        kind, parts = make(holder, places, rng)
        since, until = _choose_span(rng)
        dates = {"since": since, "until": until, "basis": [_LAW]}
        created.append(kind(id=f"文{n}", items=[item], **{**dates, **parts}))
    return Powers(catalogue, created, register, halls)


def _make_facilities(
    counties: list[RegionCode],
) -> Iterator[Hall | ServiceWindow | Post]:
    for area in counties:
        yield Hall(id=f"厅{area}", name=f"厅{area}", organ=area.stem, place=area)
        yield ServiceWindow(id=f"窗{area}", name=f"窗{area}", hall=f"厅{area}")
        for line in LINES:
            post = f"代{area}{line}"
            yield Post(id=post, name=post, organ=f"{area.stem}{line}")


def _make_roots(
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


def _choose_span(rng: random.Random) -> tuple[date, date]:
    since = _FIRST + timedelta(days=rng.randrange(4_000))
    return since, since + timedelta(days=rng.randrange(365, 1_100))


def _choose_below(
    holder: TierOrgan, places: dict[Level, list[RegionCode]], rng: random.Random
) -> tuple[str, RegionCode]:
    """An organ of the tier below the holder, and its area."""
    level = Level(str(min(int(holder.level.value) + 1, 6)))
    area = rng.choice(places[level])
    low = level in (Level.TOWN, Level.VILLAGE)
    return area.stem + ("" if low else holder.function), area


def _make_devolution(holder: TierOrgan, places: Places, rng: random.Random) -> Parts:
    receiver, _ = _choose_below(holder, places, rng)
    return Devolution, {"giver": holder, "receiver": receiver, "until": None}


def _make_entrustment(holder: TierOrgan, places: Places, rng: random.Random) -> Parts:
    receiver, _ = _choose_below(holder, places, rng)
    parts = {"entruster": holder, "trustee": receiver, "announced_on": _FIRST}
    return Entrustment, parts


def _make_review(holder: TierOrgan, places: Places, rng: random.Random) -> Parts:
    receiver, _ = _choose_below(holder, places, rng)
    return FirstReview, {"reviewer": receiver, "decider": holder}


def _make_counter(holder: TierOrgan, places: Places, rng: random.Random) -> Parts:
    area = rng.choice(places[Level.COUNTY])
    counter = {"counter": f"窗{area}", "until": None}
    return CounterAcceptance, {"areas": [area], "organ": holder, **counter}


def _make_mandate(holder: TierOrgan, places: Places, rng: random.Random) -> Parts:
    area = rng.choice(places[Level.COUNTY])
    post = f"代{area}{holder.function or LINES[0]}"
    return ChiefRepMandate, {"areas": [area], "organ": holder, "post": post}


def _make_suspension(_: TierOrgan, __: Places, ___: random.Random) -> Parts:
    return PowerSuspension, {}
