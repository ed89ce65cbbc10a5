"""Requirements of the law on each instrument by itself, in all places and on all days."""

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

_Problem: TypeAlias = tuple[str, dict[str, Any]]  # finding code, values for the message
_Check: TypeAlias = Callable[[Powers, Any], Iterable[_Problem]]

_MAX_SIGNATURES: Final = 2  # 北京市优化营商环境条例 (2024) art. 35
# 法律、法规: a law, a code, regulations. The State Council calls some regulations 规定,
# 办法 or 决定.
_LAW: Final = re.compile(
    r"(国务院.*(规定|办法|决定)|.*((?<!办)法|法典|条例))([(\uff08].*[)\uff09])?\Z"
)


def check_instrument(powers: Powers, instrument: Instrument) -> Iterator[Finding]:
    """Report the requirements of the law that an instrument does not meet."""
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


def _check_items(powers: Powers, instrument: Instrument) -> Iterator[_Problem]:
    if not instrument.items and not isinstance(instrument, Recall):
        yield "ZWDE015", {"item": ""}
    for item in instrument.items:
        if item not in powers.items:
            yield "ZWDE015", {"item": item}


def _check_places(powers: Powers, instrument: Instrument) -> Iterator[_Problem]:
    if powers.regions is None or not instrument.areas:
        return
    known = {region.code for region in powers.regions}
    for area in sorted(instrument.areas):
        if area not in known:
            yield "ZWDE014", {"place": str(area)}


def _check_basis(_: Powers, instrument: Instrument) -> Iterator[_Problem]:
    if not instrument.basis:
        yield "ZWDE016", {}


def _check_bodies(powers: Powers, instrument: Instrument) -> Iterator[_Problem]:
    taker = instrument.taker
    for body in instrument.named:
        if isinstance(body, str) and body != taker and body not in powers.organs:
            yield "ZWDE017", {"body": body}
    if isinstance(taker, str) and not _is_registered(powers, instrument, taker):
        yield "ZWDE017", {"body": taker}


def _is_registered(powers: Powers, instrument: Instrument, taker: str) -> bool:
    """Whether a register has the taker, as the kind of body that the instrument needs."""
    if isinstance(instrument, ChiefRepMandate):
        return any(isinstance(f, Post) for f in powers.halls.stretches(taker))
    if isinstance(instrument, CounterAcceptance):
        return taker in powers.halls or taker in powers.organs
    if isinstance(instrument, AssistedHandling):
        stations = powers.halls.stretches(taker)
        return any(isinstance(f, AgentStation) for f in stations) or (
            taker in powers.organs
        )
    return taker in powers.organs


def _check_transfer(_: Powers, instrument: Instrument) -> Iterator[_Problem]:
    taker = instrument.taker
    if taker is not None and taker in instrument.givers:
        yield "ZWDE039", {"body": str(taker)}


def _list_organs(powers: Powers, body: Body | None) -> tuple[Organ, ...]:
    """All values over time of the organs that a body means, in all places."""
    if body is None:
        return ()
    if isinstance(body, str):
        return powers.organs.stretches(body)
    line = powers.organs.of_line(body.level, body.function)
    return tuple({id(o): o for organs in line.values() for o in organs}.values())


def _check_agency(powers: Powers, entrustment: Entrustment) -> Iterator[_Problem]:
    others = {
        organ.id
        for organ in _list_organs(powers, entrustment.trustee)
        if organ.nature is not OrganNature.AGENCY
    }
    for organ in sorted(others):
        yield "ZWDE018", {"body": organ}


def _check_announcement(_: Powers, entrustment: Entrustment) -> Iterator[_Problem]:
    announced, since = entrustment.announced_on, entrustment.since
    if announced is None or (since and announced > since):
        yield "ZWDE019", {"announced": str(announced or "-")}


def _check_dates(_: Powers, mandate: ChiefRepMandate) -> Iterator[_Problem]:
    if mandate.since is None or mandate.until is None:
        yield "ZWDE020", {}


def _check_signatures(_: Powers, mandate: ChiefRepMandate) -> Iterator[_Problem]:
    if not 1 <= mandate.signatures <= _MAX_SIGNATURES:
        yield "ZWDE021", {"signatures": mandate.signatures}


def _check_legal_basis(
    _: Powers, authorization: StatutoryAuthorization
) -> Iterator[_Problem]:
    bases = authorization.basis
    if bases and not any(_LAW.match(basis.title) for basis in bases):
        yield "ZWDE022", {"title": bases[0].title}


def _check_approval(
    _: Powers, concentration: ConcentratedLicensing
) -> Iterator[_Problem]:
    if concentration.approved_by is None:
        yield "ZWDE023", {}


def _check_item_types(
    powers: Powers, concentration: ConcentratedLicensing
) -> Iterator[_Problem]:
    for name in concentration.items:
        item = powers.items.get(name)
        item_type = None if item is None else item.item_type
        if item_type is not None and item_type is not ItemType.LICENSING:
            yield "ZWDE024", {"item": name, "type": item_type.label_zh}


def _list_tiers(powers: Powers, body: Body) -> set[int]:
    if isinstance(body, TierOrgan):
        return {int(body.level.value)}
    return {int(organ.level.value) for organ in powers.organs.stretches(body)}


def _check_direction(
    powers: Powers, transfer: Devolution | SharedPower
) -> Iterator[_Problem]:
    giver, receiver = transfer.giver, transfer.receiver
    above, below = _list_tiers(powers, giver), _list_tiers(powers, receiver)
    if not above or not below:
        return
    to_zone = any(organ.zone for organ in _list_organs(powers, receiver))
    data = {"giver": str(giver), "receiver": str(receiver)}
    if max(above) >= min(below) and not to_zone:
        yield "ZWDE025", data
    elif (
        min(below) - max(above) > 1
        and not to_zone
        and not _stays_in_municipality(powers, receiver)
    ):
        yield "ZWDE026", data


def _stays_in_municipality(powers: Powers, receiver: Body) -> bool:
    """Whether a receiver serves only municipalities, which have no tier of cities."""
    areas = [a for organ in _list_organs(powers, receiver) for a in organ.areas]
    return bool(areas) and all(area.stem[:2] in _MUNICIPALITIES for area in areas)


_MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})


def _check_window(powers: Powers, acceptance: CounterAcceptance) -> Iterator[_Problem]:
    organ, counter = acceptance.organ, acceptance.counter
    if not isinstance(organ, str):
        return
    for window in powers.halls.stretches(counter):
        if isinstance(window, ServiceWindow) and not window.serves(organ):
            yield "ZWDE036", {"counter": counter, "body": organ}
            return


def _check_post(powers: Powers, mandate: ChiefRepMandate) -> Iterator[_Problem]:
    organ = mandate.organ
    if not isinstance(organ, str):
        return
    for post in powers.halls.stretches(mandate.post):
        if isinstance(post, Post) and post.organ != organ:
            data = {"post": mandate.post, "other": post.organ, "body": organ}
            yield "ZWDE037", data
            return


def _check_areas(powers: Powers, instrument: Instrument) -> Iterator[_Problem]:
    """Check that giver and taker, if both are named by id, serve overlapping areas."""
    taker = instrument.taker
    if not isinstance(taker, str):
        return
    taken = _list_stems(powers, taker)
    stated = [area.stem for area in instrument.areas]
    holds = isinstance(instrument, HOLDING)
    if taken and stated and holds and not _overlap(stated, taken):
        areas = ", ".join(map(str, sorted(instrument.areas)))
        yield "ZWDE027", {"giver": areas, "receiver": taker}
    for giver in instrument.givers:
        given = _list_stems(powers, giver) if isinstance(giver, str) else None
        if given and taken and not _overlap(given, taken):
            yield "ZWDE027", {"giver": str(giver), "receiver": taker}


def _list_stems(powers: Powers, organ: str) -> list[str]:
    return [a.stem for o in powers.organs.stretches(organ) for a in o.areas]


def _overlap(left: Iterable[str], right: Iterable[str]) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a, b in product(left, right))


def _check_recalled(powers: Powers, recall: Recall) -> Iterator[_Problem]:
    if recall.recalls not in powers.instruments:
        yield "ZWDE028", {"recalled": recall.recalls}


_CHECKS: Final[dict[type[Instrument], tuple[_Check, ...]]] = {
    Instrument: (
        _check_items,
        _check_places,
        _check_basis,
        _check_bodies,
        _check_areas,
        _check_transfer,
    ),
    Entrustment: (_check_agency, _check_announcement),
    ChiefRepMandate: (_check_dates, _check_signatures, _check_post),
    CounterAcceptance: (_check_window,),
    StatutoryAuthorization: (_check_legal_basis,),
    ConcentratedLicensing: (_check_approval, _check_item_types),
    Devolution: (_check_direction,),
    SharedPower: (_check_direction,),
    Recall: (_check_recalled,),
}
