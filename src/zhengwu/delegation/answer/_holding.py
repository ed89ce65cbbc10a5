"""Finds who has the power, by applying the moves from holder to holder in order of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from zhengwu.delegation.answer._situation import Situation, Void, Why
from zhengwu.delegation.powers._instrument import Body, Instrument
from zhengwu.delegation.powers._instruments import (
    ConcentratedLicensing,
    Devolution,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
)
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.organs import Organ

MOVES: Final = (
    StatutoryAuthorization,
    Devolution,
    SharedPower,
    ConcentratedLicensing,
)
HOLDING: Final = (StatutoryPower, *MOVES)
"""Instruments whose taker has the power in its own name (持有权力的文书)."""


def is_root(instrument: Instrument) -> bool:
    """Whether power begins with an instrument, because it comes from no other body."""
    return isinstance(instrument, HOLDING) and not instrument.givers


def needs_holder(
    powers: Powers, item: ServiceItem, reaching: Iterable[Instrument]
) -> bool:
    """Whether somebody must have the power over an item at a place.

    If the item states areas, its places are those areas. If not, they are the places that
    its power reaches; without any power, every place.

    Args:
        powers: The powers.
        item: The item.
        reaching: Instruments about the item that reach the place.
    """
    if item.areas or any(map(is_root, reaching)):
        return True
    about = powers.about(item.id).values()
    return not any(is_root(each) for instruments in about for each in instruments)


class Holder(NamedTuple):
    """Organ that has the power (持有机关).

    Attributes:
        organ: The organ.
        chain: The instruments by which it has the power.
        family: Holders that share the power lawfully are of the same family.
    """

    organ: Organ
    chain: tuple[Instrument, ...]
    family: str


class _Claim(NamedTuple):
    """Body that has the power; the organs that it means are resolved per day."""

    body: Body
    chain: tuple[Instrument, ...]
    family: str
    without: frozenset[str] = (
        frozenset()
    )  # ids of its organs that gave their power away

    @property
    def by(self) -> Instrument:
        return self.chain[-1]


def find_holders(
    situation: Situation, active: Sequence[Instrument], void: list[Void]
) -> tuple[dict[str, Holder], dict[str, Instrument]]:
    """Find who has the power, and by which instrument each former holder lost it.

    Each move is evaluated on its own first day, with the organs of that day: if a giver is
    abolished later, the receiver keeps the power.

    Args:
        situation: The question.
        active: Instruments that apply to the case.
        void: List to which instruments without effect are added.
    """
    claims: list[_Claim] = []
    moves: list[Instrument] = []
    for instrument in active:
        if isinstance(instrument, StatutoryPower):
            claims.append(_Claim(instrument.holder, (instrument,), instrument.id))
        elif isinstance(instrument, MOVES):
            moves.append(instrument)
    lost: dict[str, Instrument] = {}
    moves.sort(key=_get_first_day)
    for _, batch in groupby(moves, key=_get_first_day):
        claims = _apply_moves(situation, list(batch), claims, lost, void)
    holders: dict[str, Holder] = {}
    for claim in claims:
        organs = situation.organs(claim.by, claim.body)
        if not organs:
            void.append(Void(claim.by, Why.NO_RECEIVER))
        for number, organ in enumerate(o for o in organs if o.id not in claim.without):
            family = f"{claim.family}/{organ.id}" if number else claim.family
            holders.setdefault(organ.id, Holder(organ, claim.chain, family))
            lost.pop(organ.id, None)
    return holders, lost


def _get_first_day(move: Instrument) -> date:
    return move.since or date.min


def _apply_moves(
    situation: Situation,
    waiting: list[Instrument],
    claims: list[_Claim],
    lost: dict[str, Instrument],
    void: list[Void],
) -> list[_Claim]:
    """Apply the moves of a day: first those whose giver has power, then their successors."""
    while waiting:
        on = waiting[0].since or situation.at
        giving = {
            move.id: {
                number: names
                for number, claim in enumerate(claims)
                if (names := _select_givers(situation, claim, move, on)) is not None
            }
            for move in waiting
        }
        ready = [move for move in waiting if giving[move.id] or not move.givers]
        if not ready:
            break
        claims = _transfer_claims(situation, ready, giving, claims, lost)
        waiting = [move for move in waiting if move not in ready]
    void += (explain_void(situation, move, lost, {}) for move in waiting)
    return claims


def _transfer_claims(
    situation: Situation,
    moves: Sequence[Instrument],
    giving: Mapping[str, Mapping[int, frozenset[str]]],
    claims: Sequence[_Claim],
    lost: dict[str, Instrument],
) -> list[_Claim]:
    """Claims after moves: givers lose power once all have given, receivers gain it.

    Args:
        situation: The question.
        moves: Moves of the same day.
        giving: Ids of the organs that give, by id of the move and number of the claim.
        claims: Claims before the moves.
        lost: Mapping to which each giver is added, with its move.
    """
    remaining: dict[int, _Claim | None] = dict(enumerate(claims))
    takers: Counter[int] = Counter()
    for move in moves:
        if not isinstance(move, SharedPower):
            for number, names in giving[move.id].items():
                takers[number] += 1
                on = move.since or situation.at
                remaining[number] = _reduce_claim(
                    situation, remaining[number], names, on
                )
                lost.update(dict.fromkeys(names, move))
    gained: list[_Claim] = []
    for move in moves:
        taker = move.taker
        if taker is None:
            continue
        if not giving[move.id]:
            gained.append(_Claim(taker, (move,), move.id))
            continue
        number = min(giving[move.id])
        giver = claims[number]
        # A single taker of the whole claim shares the power with those who shared it
        # with the giver.
        takes_all = takers[number] == 1 and remaining[number] is None
        shares = takes_all or isinstance(move, SharedPower)
        family = giver.family if shares else move.id
        gained.append(_Claim(taker, (*giver.chain, move), family))
    return [*(claim for claim in remaining.values() if claim is not None), *gained]


def _select_givers(
    situation: Situation, claim: _Claim, move: Instrument, on: date
) -> frozenset[str] | None:
    """Ids of the organs of a claim that a move names as givers; None if there are none."""
    own = _resolve_ids(situation, claim.body, on) - claim.without
    if claim.body in move.givers:
        return own
    givers = frozenset[str]().union(
        *(_resolve_ids(situation, giver, on) for giver in move.givers)
    )
    return own & givers or None


def _reduce_claim(
    situation: Situation, claim: _Claim | None, names: frozenset[str], on: date
) -> _Claim | None:
    """Remove organs that gave their power away; None if no organ remains."""
    if claim is None:
        return None
    without = claim.without | names
    if _resolve_ids(situation, claim.body, on) <= without:
        return None
    return claim._replace(without=without)


def _resolve_ids(situation: Situation, body: Body, on: date) -> frozenset[str]:
    """Ids of the organs that a body means on a day, or else on the day before."""
    bodies, place = situation.powers.bodies, situation.place
    organs = bodies(body, place, on, on, must_serve=False)
    if not organs and on > date.min:
        eve = on - timedelta(days=1)
        organs = bodies(body, place, eve, eve, must_serve=False)
    return frozenset(organ.id for organ in organs)


def explain_void(
    situation: Situation,
    instrument: Instrument,
    lost: Mapping[str, Instrument],
    lent: Mapping[str, Instrument],
) -> Void:
    """Say why an instrument has no effect whose giver does not have the power.

    Args:
        situation: The question.
        instrument: The instrument.
        lost: Instruments by which former holders lost the power, by id of the holder.
        lent: Entrustments, by id of the trustee.
    """
    names = situation.names(instrument, instrument.givers)
    for name in names:
        if name in lost:
            return Void(instrument, Why.RETAINED, lost[name])
        if name in lent:
            return Void(instrument, Why.RE_ENTRUSTED, lent[name])
    lapsed = situation.lapsed()
    basis = next((lapsed[name] for name in names if name in lapsed), None)
    if basis is None:
        return Void(instrument, Why.NO_POWER)
    for_new_cases = Situation(
        situation.powers,
        situation.item,
        situation.step,
        situation.place,
        situation.at,
        situation.at,
    ).in_force(basis)
    return Void(instrument, Why.EARLIER_CASE if for_new_cases else Why.LAPSED, basis)
