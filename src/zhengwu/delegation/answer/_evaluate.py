"""Works out who acts, from the instruments that reach a place.

All other modules use this evaluation. Its order: whether the item is suspended or
abolished; who has the power, as it moved from holder to holder; who reviews before the
holder; who acts in the holder's name or together with it, at which counter, under which
mandate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from zhengwu.delegation.answer._holding import Holder, find_holders
from zhengwu.delegation.answer._lending import Lending, collect_causes
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
    """Work out who acts, from the instruments that reach the place."""
    return settle(situation, situation.active(reaching))


def settle(situation: Situation, active: Sequence[Instrument]) -> Answer:
    """Like `evaluate`, from the instruments that are already known to be in force."""
    stops = [each for each in active if isinstance(each, _STOPS)]
    if stops:
        abolitions = [stop for stop in stops if isinstance(stop, Abolition)]
        reason = Reason.ABOLISHED if abolitions else Reason.SUSPENDED
        return Answer(Outcome.NO_ONE, reason, causes=((abolitions or stops)[0],))
    void: list[Void] = []
    agents = _find_agents(situation, active, void)
    holders, lost = find_holders(situation, active, void)
    if not holders:
        causes = tuple(v.instrument for v in void if v.why is Why.NO_RECEIVER)
        reason = Reason.NO_RECEIVER if causes else Reason.NO_POWER
        return Answer(Outcome.NO_ONE, reason, causes=causes, void=tuple(void))
    lending = Lending(situation, active, holders, lost, void)
    ranked = sorted(holders.values(), key=_rank_nearest_first)
    answers = [lending.answer(holder) for holder in ranked]
    lending.note_unused()
    if len({holder.family for holder in ranked}) > 1:
        acting = tuple(a for answer in answers for a in answer.acting)
        return Answer(
            Outcome.SEVERAL,
            Reason.TWO_HOLDERS,
            acting,
            agents=agents,
            causes=collect_causes(acting),
            void=tuple(void),
        )
    first = answers[0]
    others = tuple(a for answer in answers[1:] for a in answer.acting)
    alternatives = (*first.alternatives, *others)
    return first._replace(alternatives=alternatives, agents=agents, void=tuple(void))


def _find_agents(
    situation: Situation, active: Sequence[Instrument], void: list[Void]
) -> tuple[str, ...]:
    """Ids of the agents that help at the place and on the day."""
    agents: dict[str, None] = {}
    for instrument in active:
        if isinstance(instrument, AssistedHandling):
            agent = instrument.agent
            station = situation.powers.halls.find(agent, situation.at)
            if station is None and not situation.names(instrument, (agent,)):
                void.append(Void(instrument, Why.NO_RECEIVER))
            else:
                agents[agent] = None
    return tuple(agents)


def _rank_nearest_first(holder: Holder) -> tuple[str, str]:
    """Sort key: of tiers that share a power, the tier nearest to the citizen first."""
    return (chr(ord("9") - int(holder.organ.level.value)), holder.organ.id)
