"""Who acts, from the instruments that reach a place: the one reading that all else uses.

In order: is the item stopped; who holds the power, as it moved from holder to holder; who
reviews before the holder; who acts in the holder's name, together with it, at which
counter, by which mandate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from zhengwu.delegation.answer._holding import Held, holders
from zhengwu.delegation.answer._lending import Lending, causes_of
from zhengwu.delegation.answer._situation import (
    Answer,
    Outcome,
    Reason,
    Situation,
    Void,
    Why,
)
from zhengwu.delegation.powers._instrument import Instrument
from zhengwu.delegation.powers._instruments import (
    Abolition,
    AssistedHandling,
    PowerSuspension,
)

_STOPS: Final = (PowerSuspension, Abolition)


def evaluate(situation: Situation, reaching: Iterable[Instrument]) -> Answer:
    """Say who acts, from the instruments that reach the place."""
    return settle(situation, situation.active(reaching))


def settle(situation: Situation, active: Sequence[Instrument]) -> Answer:
    """As `evaluate`, from those that hold for the case already."""
    stops = [one for one in active if isinstance(one, _STOPS)]
    if stops:
        ended = [one for one in stops if isinstance(one, Abolition)]
        reason = Reason.ABOLISHED if ended else Reason.SUSPENDED
        return Answer(Outcome.NO_ONE, reason, causes=((ended or stops)[0],))
    void: list[Void] = []
    agents = _agents(situation, active, void)
    held, gone = holders(situation, active, void)
    if not held:
        causes = tuple(v.instrument for v in void if v.why is Why.NO_RECEIVER)
        reason = Reason.NO_RECEIVER if causes else Reason.NO_POWER
        return Answer(Outcome.NO_ONE, reason, causes=causes, void=tuple(void))
    lending = Lending(situation, active, held, gone, void)
    answers = [lending.answer(h) for h in sorted(held.values(), key=_nearest_first)]
    lending.note_unused()
    if len({h.family for h in held.values()}) > 1:
        acting = tuple(a for answer in answers for a in answer.acting)
        return Answer(
            Outcome.SEVERAL,
            Reason.TWO_HOLDERS,
            acting,
            agents=agents,
            causes=causes_of(acting),
            void=tuple(void),
        )
    first = answers[0]
    others = tuple(a for answer in answers[1:] for a in answer.acting)
    alternatives = (*first.alternatives, *others)
    return first._replace(alternatives=alternatives, agents=agents, void=tuple(void))


def _agents(
    situation: Situation, active: Sequence[Instrument], void: list[Void]
) -> tuple[str, ...]:
    """Agents that help there and then."""
    found: dict[str, None] = {}
    for one in active:
        if isinstance(one, AssistedHandling):
            standing = situation.powers.halls.find(one.agent, situation.at)
            if standing is None and not situation.names(one, (one.agent,)):
                void.append(Void(one, Why.NO_RECEIVER))
            else:
                found[one.agent] = None
    return tuple(found)


def _nearest_first(held: Held) -> tuple[str, str]:
    """Of tiers that share a power, the one nearest to the citizen."""
    return (chr(ord("9") - int(held.organ.level.value)), held.organ.id)
