"""Who holds the power, as it went from holder to holder in order of date."""

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
"""Instruments whose taker holds the power in its own name (持有权力的文书)."""


def is_root(instrument: Instrument) -> bool:
    """Whether power begins with it: it comes from nobody else."""
    return isinstance(instrument, HOLDING) and not instrument.givers


def is_wanted(
    powers: Powers, item: ServiceItem, reaching: Iterable[Instrument]
) -> bool:
    """Whether somebody must have the power over an item where instruments reach.

    Where the item says no areas, they are those that its powers reach; where it has no
    power at all, every place.
    """
    if item.areas or any(map(is_root, reaching)):
        return True
    about = powers.about(item.id).values()
    return not any(is_root(one) for held in about for one in held)


class Held(NamedTuple):
    """An organ that holds the power (持有机关).

    Attributes:
        organ: The organ.
        chain: The instruments by which it does.
        family: Holders that share the power lawfully are of one family.
    """

    organ: Organ
    chain: tuple[Instrument, ...]
    family: str


class _Claim(NamedTuple):
    """Whom an instrument gave the power, whoever that is from day to day."""

    body: Body
    chain: tuple[Instrument, ...]
    family: str
    without: frozenset[str] = frozenset()  # organs of it that gave theirs away

    @property
    def by(self) -> Instrument:
        return self.chain[-1]


def holders(
    situation: Situation, active: Sequence[Instrument], void: list[Void]
) -> tuple[dict[str, Held], dict[str, Instrument]]:
    """Who holds the power, and by which instrument each former holder lost it.

    Each move is judged on its own day, by whoever stood then: that a giver is abolished
    later takes nothing from the receiver.
    """
    claims: list[_Claim] = []
    moves: list[Instrument] = []
    for one in active:
        if isinstance(one, StatutoryPower):
            claims.append(_Claim(one.holder, (one,), one.id))
        elif isinstance(one, MOVES):
            moves.append(one)
    gone: dict[str, Instrument] = {}
    moves.sort(key=_day)
    for _, batch in groupby(moves, key=_day):
        claims = _moved(situation, list(batch), claims, gone, void)
    held: dict[str, Held] = {}
    for claim in claims:
        organs = situation.organs(claim.by, claim.body)
        if not organs:
            void.append(Void(claim.by, Why.NO_RECEIVER))
        for number, organ in enumerate(o for o in organs if o.id not in claim.without):
            family = f"{claim.family}/{organ.id}" if number else claim.family
            held.setdefault(organ.id, Held(organ, claim.chain, family))
            gone.pop(organ.id, None)
    return held, gone


def _day(move: Instrument) -> date:
    return move.since or date.min


def _moved(
    situation: Situation,
    waiting: list[Instrument],
    claims: list[_Claim],
    gone: dict[str, Instrument],
    void: list[Void],
) -> list[_Claim]:
    """Apply the moves of one day: first those whose giver holds, then those that follow."""
    while waiting:
        on = waiting[0].since or situation.at
        giving = {
            move.id: {
                number: names
                for number, claim in enumerate(claims)
                if (names := _given(situation, claim, move, on)) is not None
            }
            for move in waiting
        }
        ready = [move for move in waiting if giving[move.id] or not move.givers]
        if not ready:
            break
        claims = _given_away(situation, ready, giving, claims, gone)
        waiting = [move for move in waiting if move not in ready]
    void += (void_because(situation, move, gone, {}) for move in waiting)
    return claims


def _given_away(
    situation: Situation,
    moves: Sequence[Instrument],
    giving: Mapping[str, Mapping[int, frozenset[str]]],
    claims: Sequence[_Claim],
    gone: dict[str, Instrument],
) -> list[_Claim]:
    """Givers lose the power after all have given; receivers have it."""
    left: dict[int, _Claim | None] = dict(enumerate(claims))
    takers: Counter[int] = Counter()
    for move in moves:
        if not isinstance(move, SharedPower):
            for number, names in giving[move.id].items():
                takers[number] += 1
                on = move.since or situation.at
                left[number] = _less(situation, left[number], names, on)
                gone.update(dict.fromkeys(names, move))
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
        # Whoever takes the whole of it alone shares it with whom the giver did.
        whole = takers[number] == 1 and left[number] is None
        alike = whole or isinstance(move, SharedPower)
        family = giver.family if alike else move.id
        gained.append(_Claim(taker, (*giver.chain, move), family))
    return [*(claim for claim in left.values() if claim is not None), *gained]


def _given(
    situation: Situation, claim: _Claim, move: Instrument, on: date
) -> frozenset[str] | None:
    """Organs of a claim that a move speaks of on its day; None if of none."""
    own = _names(situation, claim.body, on) - claim.without
    if claim.body in move.givers:
        return own
    given = frozenset[str]().union(
        *(_names(situation, giver, on) for giver in move.givers)
    )
    return own & given or None


def _less(
    situation: Situation, claim: _Claim | None, names: frozenset[str], on: date
) -> _Claim | None:
    """A claim without organs that gave theirs away; None if none is left."""
    if claim is None:
        return None
    without = claim.without | names
    if _names(situation, claim.body, on) <= without:
        return None
    return claim._replace(without=without)


def _names(situation: Situation, body: Body, on: date) -> frozenset[str]:
    """Ids of the organs that a body means on a day, or meant on its eve."""
    bodies, place = situation.powers.bodies, situation.place
    found = bodies(body, place, on, on, must_serve=False)
    if not found and on > date.min:
        eve = on - timedelta(days=1)
        found = bodies(body, place, eve, eve, must_serve=False)
    return frozenset(organ.id for organ in found)


def void_because(
    situation: Situation,
    instrument: Instrument,
    gone: dict[str, Instrument],
    lent: dict[str, Instrument],
) -> Void:
    """Why an instrument whose giver does not hold the power has no effect."""
    names = situation.names(instrument, instrument.givers)
    for name in names:
        if name in gone:
            return Void(instrument, Why.RETAINED, gone[name])
        if name in lent:
            return Void(instrument, Why.RE_ENTRUSTED, lent[name])
    lapsed = situation.lapsed()
    other = next((lapsed[name] for name in names if name in lapsed), None)
    if other is None:
        return Void(instrument, Why.NO_POWER)
    later = Situation(
        situation.powers,
        situation.item,
        situation.step,
        situation.place,
        situation.at,
        situation.at,
    ).in_force(other)
    return Void(instrument, Why.EARLIER_CASE if later else Why.LAPSED, other)
