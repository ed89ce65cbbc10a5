"""What the law asks of each instrument by itself, wherever and whenever it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, Final, TypeAlias

from zhengwu._dates import span_data
from zhengwu.codes import ItemType, OrganNature
from zhengwu.delegation.answer._holding import HOLDING
from zhengwu.delegation.powers._instrument import Body, Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    Recall,
    SharedPower,
    StatutoryAuthorization,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.findings import Finding, finding
from zhengwu.organs import AgentStation, Organ, Post, ServiceWindow

_Told: TypeAlias = tuple[str, dict[str, Any]]
_Check: TypeAlias = Callable[[Powers, Any], Iterable[_Told]]

_MOST_SIGNATURES: Final = 2  # 北京市优化营商环境条例 (2024) art. 35
# 法律、法规: a law, a code, regulations; 国务院 makes some that are called 规定 or 办法.
_LAW: Final = re.compile(
    r"(国务院.*(规定|办法|决定)|.*((?<!办)法|法典|条例))([(\uff08].*[)\uff09])?\Z"
)


def check_instrument(powers: Powers, instrument: Instrument) -> Iterator[Finding]:
    """Say what the law asks of an instrument and it does not have."""
    path = ("instruments", instrument.id)
    for kind, checks in _CHECKS.items():
        if isinstance(instrument, kind):
            for check in checks:
                for code, data in check(powers, instrument):
                    yield finding(
                        code,
                        path,
                        instrument=instrument.id,
                        kind_zh=instrument.label_zh,
                        kind_en=instrument.label_en,
                        **span_data(instrument.since, instrument.until),
                        **data,
                    )


def _items_known(powers: Powers, one: Instrument) -> Iterator[_Told]:
    if not one.items and not isinstance(one, Recall):
        yield "ZWDE015", {"item": ""}
    for item in one.items:
        if item not in powers.items:
            yield "ZWDE015", {"item": item}


def _places_known(powers: Powers, one: Instrument) -> Iterator[_Told]:
    if powers.regions is None or not one.areas:
        return
    known = {region.code for region in powers.regions}
    for area in sorted(one.areas):
        if area not in known:
            yield "ZWDE014", {"place": str(area)}


def _basis_given(_: Powers, one: Instrument) -> Iterator[_Told]:
    if not one.basis:
        yield "ZWDE016", {}


def _bodies_known(powers: Powers, one: Instrument) -> Iterator[_Told]:
    taker = one.taker
    for body in one.named:
        if isinstance(body, str) and body != taker and body not in powers.organs:
            yield "ZWDE017", {"body": body}
    if isinstance(taker, str) and not _stands_in_register(powers, one, taker):
        yield "ZWDE017", {"body": taker}


def _stands_in_register(powers: Powers, one: Instrument, taker: str) -> bool:
    if isinstance(one, ChiefRepMandate):
        return any(isinstance(f, Post) for f in powers.halls.stretches(taker))
    if isinstance(one, CounterAcceptance):
        return taker in powers.halls or taker in powers.organs
    if isinstance(one, AssistedHandling):
        stations = powers.halls.stretches(taker)
        return any(isinstance(f, AgentStation) for f in stations) or (
            taker in powers.organs
        )
    return taker in powers.organs


def _organs(powers: Powers, body: Body | None) -> tuple[Organ, ...]:
    """Every value of the organs that a body means anywhere, ever."""
    if body is None:
        return ()
    if isinstance(body, str):
        return powers.organs.stretches(body)
    line = powers.organs.of_line(body.level, body.function)
    return tuple({id(o): o for organs in line.values() for o in organs}.values())


def _agency(powers: Powers, one: Entrustment) -> Iterator[_Told]:
    others = {
        organ.id
        for organ in _organs(powers, one.trustee)
        if organ.nature is not OrganNature.AGENCY
    }
    for organ in sorted(others):
        yield "ZWDE018", {"body": organ}


def _announced(_: Powers, one: Entrustment) -> Iterator[_Told]:
    if one.announced_on is None or (one.since and one.announced_on > one.since):
        yield "ZWDE019", {"announced": str(one.announced_on or "-")}


def _bounded(_: Powers, one: ChiefRepMandate) -> Iterator[_Told]:
    if one.since is None or one.until is None:
        yield "ZWDE020", {}


def _signatures(_: Powers, one: ChiefRepMandate) -> Iterator[_Told]:
    if not 1 <= one.signatures <= _MOST_SIGNATURES:
        yield "ZWDE021", {"signatures": one.signatures}


def _by_law(_: Powers, one: StatutoryAuthorization) -> Iterator[_Told]:
    if one.basis and not any(_LAW.match(basis.title) for basis in one.basis):
        yield "ZWDE022", {"title": one.basis[0].title}


def _approved(_: Powers, one: ConcentratedLicensing) -> Iterator[_Told]:
    if one.approved_by is None:
        yield "ZWDE023", {}


def _licensing_only(powers: Powers, one: ConcentratedLicensing) -> Iterator[_Told]:
    for item in one.items:
        known = powers.items.get(item)
        kind = None if known is None else known.item_type
        if kind is not None and kind is not ItemType.LICENSING:
            yield "ZWDE024", {"item": item, "type": kind.label_zh}


def _tiers(powers: Powers, body: Body) -> set[int]:
    if isinstance(body, TierOrgan):
        return {int(body.level.value)}
    return {int(organ.level.value) for organ in powers.organs.stretches(body)}


def _downwards(powers: Powers, one: Devolution | SharedPower) -> Iterator[_Told]:
    above, below = _tiers(powers, one.giver), _tiers(powers, one.receiver)
    if not above or not below:
        return
    zone = any(organ.zone for organ in _organs(powers, one.receiver))
    if max(above) >= min(below) and not zone:
        yield "ZWDE025", {"giver": str(one.giver), "receiver": str(one.receiver)}
    elif min(below) - max(above) > 1 and not zone and not _in_municipality(powers, one):
        yield "ZWDE026", {"giver": str(one.giver), "receiver": str(one.receiver)}


def _in_municipality(powers: Powers, one: Devolution | SharedPower) -> bool:
    """Whether it stays within a municipality, which has no tier of cities."""
    areas = [a for organ in _organs(powers, one.receiver) for a in organ.areas]
    return bool(areas) and all(area.stem[:2] in _MUNICIPALITIES for area in areas)


_MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})


def _window_serves(powers: Powers, one: CounterAcceptance) -> Iterator[_Told]:
    if not isinstance(one.organ, str):
        return
    for window in powers.halls.stretches(one.counter):
        if isinstance(window, ServiceWindow) and not window.serves(one.organ):
            yield "ZWDE036", {"counter": one.counter, "body": one.organ}
            return


def _post_of_organ(powers: Powers, one: ChiefRepMandate) -> Iterator[_Told]:
    if not isinstance(one.organ, str):
        return
    for post in powers.halls.stretches(one.post):
        if isinstance(post, Post) and post.organ != one.organ:
            yield "ZWDE037", {"post": one.post, "other": post.organ, "body": one.organ}
            return


def _related(powers: Powers, one: Instrument) -> Iterator[_Told]:
    """Giver and taker, where both are named, serve places that touch."""
    taker = one.taker
    if not isinstance(taker, str):
        return
    taken = _stems(powers, taker)
    stated = [area.stem for area in one.areas]
    if taken and stated and isinstance(one, HOLDING) and not _touch(stated, taken):
        yield (
            "ZWDE027",
            {"giver": ", ".join(map(str, sorted(one.areas))), "receiver": taker},
        )
    for giver in one.givers:
        given = _stems(powers, giver) if isinstance(giver, str) else None
        if given and taken and not _touch(given, taken):
            yield "ZWDE027", {"giver": str(giver), "receiver": taker}


def _stems(powers: Powers, organ: str) -> list[str]:
    return [a.stem for o in powers.organs.stretches(organ) for a in o.areas]


def _touch(one: Iterable[str], other: Iterable[str]) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a, b in product(one, other))


def _recalls_something(powers: Powers, one: Recall) -> Iterator[_Told]:
    if one.recalls not in powers.instruments:
        yield "ZWDE028", {"recalled": one.recalls}


_CHECKS: Final[dict[type[Instrument], tuple[_Check, ...]]] = {
    Instrument: (_items_known, _places_known, _basis_given, _bodies_known, _related),
    Entrustment: (_agency, _announced),
    ChiefRepMandate: (_bounded, _signatures, _post_of_organ),
    CounterAcceptance: (_window_serves,),
    StatutoryAuthorization: (_by_law,),
    ConcentratedLicensing: (_approved, _licensing_only),
    Devolution: (_downwards,),
    SharedPower: (_downwards,),
    Recall: (_recalls_something,),
}
