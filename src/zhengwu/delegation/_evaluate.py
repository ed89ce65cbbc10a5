"""Who acts, from the instruments that reach a place: the one reading that all else uses.

In order: is the item offered and not stopped; who holds the power, as it moved from holder
to holder in order of date; who reviews before the holder; who acts in the holder's name;
at which counter; by which mandate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple

import attrs

from zhengwu.codes import RegionCode
from zhengwu.delegation._instruments import (
    Abolition,
    AssistedHandling,
    Body,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    JointHandling,
    Responsibility,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Suspension,
)
from zhengwu.delegation._powers import Powers
from zhengwu.delegation._steps import COUNTER_STEPS, InProgress, Step
from zhengwu.organs import Organ


class Outcome(Enum):
    """Answer of a resolution (归属结论)."""

    ACTS = "acts"
    NO_ONE = "no_one"
    SEVERAL = "several"


class Reason(Enum):
    """Why nobody acts, or several do (归属不明的原因)."""

    UNKNOWN_ITEM = "unknown_item"
    NOT_OFFERED = "not_offered"
    UNKNOWN_PLACE = "unknown_place"
    SUSPENDED = "suspended"
    ABOLISHED = "abolished"
    NO_POWER = "no_power"
    NO_RECEIVER = "no_receiver"
    TWO_HOLDERS = "two_holders"
    TWO_TRUSTEES = "two_trustees"
    TWO_REVIEWERS = "two_reviewers"


class Why(Enum):
    """Why an instrument has no effect (文书不生效的原因)."""

    RETAINED = "retained"  # its giver gave the power away earlier
    RE_ENTRUSTED = "re_entrusted"  # its giver is itself a trustee
    EARLIER_CASE = "earlier_case"  # its giver has the power, for cases accepted later
    LAPSED = "lapsed"  # its giver's own power has ended
    NO_POWER = "no_power"  # its giver has not held the power
    NO_RECEIVER = "no_receiver"  # whoever should act by it does not stand


class Void(NamedTuple):
    """An instrument that has no effect (不生效的文书).

    Attributes:
        instrument: Which.
        why: Why not.
        because_of: The instrument that took the giver's power away, or lent it; None if
            there is none.
    """

    instrument: Instrument
    why: Why
    because_of: Instrument | None = None


@attrs.frozen
class Acting:
    """Who acts (办理主体), in whose name, and who is liable.

    Args:
        organ: Who acts.
        in_name_of: In whose name.
        liable: Who bears the consequences.
        chain: The instruments by which it does, from the statutory power on.
        counter: Id of the counter at which it is done; empty for the organ's own door.
        post: Id of the post that decides by mandate; empty if there is none.
        persons: Who holds the post on that day.
    """

    organ: Organ
    in_name_of: Organ
    liable: Organ
    chain: tuple[Instrument, ...]
    counter: str = ""
    post: str = ""
    persons: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What the instruments say (文书推定结果), before it is put into words."""

    outcome: Outcome
    reason: Reason | None = None
    acting: tuple[Acting, ...] = ()
    alternatives: tuple[Acting, ...] = ()
    causes: tuple[Instrument, ...] = ()
    void: tuple[Void, ...] = ()


class _Held(NamedTuple):
    organ: Organ
    chain: tuple[Instrument, ...]
    family: str  # holders that share the power lawfully are of one family


_MOVES: Final = (
    StatutoryAuthorization,
    Devolution,
    SharedPower,
    ConcentratedLicensing,
)
HOLDING: Final = (StatutoryPower, *_MOVES)
"""Instruments whose taker holds the power in its own name (持有权力的文书)."""
_LENDS: Final = (
    Entrustment,
    FirstReview,
    JointHandling,
    CounterAcceptance,
    ChiefRepMandate,
)
_STOPS: Final = (Suspension, Abolition)


class Situation:
    """One question: a step of an item at a place on a day (归属问题).

    Args:
        powers: The powers.
        item: Id of the item.
        step: The step.
        place: The place.
        at: The day.
        accepted: Day on which the case was accepted; `at` if it is not yet.
    """

    __slots__ = ("accepted", "at", "item", "place", "powers", "step")

    def __init__(
        self,
        powers: Powers,
        item: str,
        step: Step,
        place: RegionCode,
        at: date,
        accepted: date,
    ) -> None:
        self.powers = powers
        self.item = item
        self.step = step
        self.place = place
        self.at = at
        self.accepted = accepted

    def in_force(self, instrument: Instrument) -> bool:
        """Whether an instrument holds for the case: begun, not ended, not recalled."""
        stays = instrument.in_progress is InProgress.STAY
        ref = self.accepted if stays else self.at
        since = instrument.since
        if since is not None and ref < since:
            return False
        until = instrument.until
        if until is not None and (self.at if instrument.lapses else ref) >= until:
            return False
        recalls = self.powers.recalls(instrument.id)
        return not recalls or not any(map(self._recalled, recalls))

    def active(self, reaching: Iterable[Instrument]) -> list[Instrument]:
        """Those that cover the step and hold for the case."""
        step, in_force = self.step, self.in_force
        return [i for i in reaching if step in i.steps and in_force(i)]

    def _recalled(self, recall: Instrument) -> bool:
        if recall.items and self.item not in recall.items:
            return False
        if self.step not in recall.steps:
            return False
        stays = recall.in_progress is InProgress.STAY
        return recall.in_force(self.accepted if stays else self.at)

    def organs(self, instrument: Instrument, body: Body) -> tuple[Organ, ...]:
        """The organs that a body of an instrument means here and now."""
        stays = instrument.in_progress is InProgress.STAY
        return self.powers.bodies(
            body,
            self.place,
            self.accepted if stays else self.at,
            self.at,
            must_serve=not instrument.areas,
        )

    def names(self, instrument: Instrument, bodies: Iterable[Body]) -> list[str]:
        """Ids of the organs that bodies mean, whether they serve the place or not."""
        found: list[str] = []
        for body in bodies:
            if isinstance(body, str) and self.powers.organs.find(body, self.at):
                found.append(body)
            else:
                found += (organ.id for organ in self.organs(instrument, body))
        return found


def evaluate(situation: Situation, reaching: Iterable[Instrument]) -> Answer:
    """Say who acts, from the instruments that reach the place."""
    return settle(situation, situation.active(reaching))


def settle(situation: Situation, active: Sequence[Instrument]) -> Answer:
    """As `evaluate`, from those that hold for the case already."""
    for instrument in active:
        if isinstance(instrument, _STOPS):
            stopped = isinstance(instrument, Abolition)
            reason = Reason.ABOLISHED if stopped else Reason.SUSPENDED
            return Answer(Outcome.NO_ONE, reason, causes=(instrument,))
    void: list[Void] = []
    held, gone = _holders(situation, active, void)
    if not held:
        causes = tuple(v.instrument for v in void if v.why is Why.NO_RECEIVER)
        reason = Reason.NO_RECEIVER if causes else Reason.NO_POWER
        return Answer(Outcome.NO_ONE, reason, causes=causes, void=tuple(void))
    lending = _Lending(situation, active, held, gone, void)
    answers = [lending.answer(h) for h in sorted(held.values(), key=_nearest_first)]
    lending.note_unused()
    if len({h.family for h in held.values()}) > 1:
        acting = tuple(a for answer in answers for a in answer.acting)
        return Answer(
            Outcome.SEVERAL,
            Reason.TWO_HOLDERS,
            acting,
            causes=_causes(acting),
            void=tuple(void),
        )
    first = answers[0]
    others = tuple(a for answer in answers[1:] for a in answer.acting)
    return first._replace(alternatives=(*first.alternatives, *others), void=tuple(void))


def _nearest_first(held: _Held) -> tuple[str, str]:
    """Of tiers that share a power, the one nearest to the citizen."""
    return (chr(ord("9") - int(held.organ.level.value)), held.organ.id)


def _causes(acting: Iterable[Acting]) -> tuple[Instrument, ...]:
    return tuple({i.id: i for a in acting for i in a.chain}.values())


def _holders(
    situation: Situation, active: Sequence[Instrument], void: list[Void]
) -> tuple[dict[str, _Held], dict[str, Instrument]]:
    """Who holds the power, and by which instrument each former holder lost it."""
    held: dict[str, _Held] = {}
    gone: dict[str, Instrument] = {}
    moves: list[Instrument] = []
    for instrument in active:
        if isinstance(instrument, StatutoryPower):
            found = situation.organs(instrument, instrument.holder)
            if not found:
                void.append(Void(instrument, Why.NO_RECEIVER))
            for organ in found:
                held.setdefault(organ.id, _Held(organ, (instrument,), organ.id))
        elif isinstance(instrument, _MOVES):
            moves.append(instrument)
    if moves:
        ranked = [(_rank(situation, move), move) for move in moves]
        ranked.sort(key=lambda pair: pair[0])
        for _, batch in groupby(ranked, key=lambda pair: pair[0]):
            _move(situation, [move for _, move in batch], held, gone, void)
    return held, gone


def _rank(situation: Situation, move: Instrument) -> tuple[date, str]:
    """Moves go in order of date; on one day those from the highest tier first."""
    levels = ["9"]
    for giver in move.givers:
        if isinstance(giver, str):
            stretches = situation.powers.organs.stretches(giver)
            levels += (organ.level.value for organ in stretches[:1])
        else:
            levels.append(giver.level.value)
    return move.since or date.min, min(levels)


def _move(
    situation: Situation,
    batch: Sequence[Instrument],
    held: dict[str, _Held],
    gone: dict[str, Instrument],
    void: list[Void],
) -> None:
    """Apply instruments of one day and tier: givers lose the power after all have given."""
    lost: dict[str, Instrument] = {}
    gained: list[_Held] = []
    for move in batch:
        givers = [n for n in situation.names(move, move.givers) if n in held]
        if not givers and move.givers:
            void.append(_void(situation, move, gone, {}))
            continue
        shared = isinstance(move, SharedPower)
        if not shared:
            lost.update(dict.fromkeys(givers, move))
        taker = move.taker
        receivers = situation.organs(move, taker) if taker is not None else ()
        if not receivers:
            void.append(Void(move, Why.NO_RECEIVER))
        chain = held[givers[0]].chain if givers else ()
        for organ in receivers:
            family = held[givers[0]].family if shared and givers else organ.id
            gained.append(_Held(organ, (*chain, move), family))
    for name, move in lost.items():
        del held[name]
        gone[name] = move
    for one in gained:
        held.setdefault(one.organ.id, one)
        gone.pop(one.organ.id, None)


def _void(
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
    wanted = set(names)
    for other in situation.powers.at_place(situation.item, situation.place):
        taker = other.taker
        ended = (
            taker is not None
            and other is not instrument
            and situation.step in other.steps
            and not isinstance(other, Responsibility | AssistedHandling)
            and (other.since is None or other.since <= situation.at)
            and not situation.in_force(other)
        )
        if ended and wanted.intersection(situation.names(other, (taker,))):  # type: ignore[arg-type]
            later = Situation(
                situation.powers,
                situation.item,
                situation.step,
                situation.place,
                situation.at,
                situation.at,
            ).in_force(other)
            return Void(instrument, Why.EARLIER_CASE if later else Why.LAPSED, other)
    return Void(instrument, Why.NO_POWER)


class _Lending:
    """Entrustments, first reviews, counters and mandates in force for one question."""

    def __init__(
        self,
        situation: Situation,
        active: Sequence[Instrument],
        held: dict[str, _Held],
        gone: dict[str, Instrument],
        void: list[Void],
    ) -> None:
        self._situation = situation
        self._gone = gone
        self._void = void
        self._held = held
        self._lent: dict[str, Instrument] = {}  # trustee to entrustment
        self._pending: list[tuple[Instrument, list[str]]] = []
        for instrument in active:
            if isinstance(instrument, _LENDS):
                givers = situation.names(instrument, instrument.givers)
                self._pending.append((instrument, givers))
        self._used: set[str] = set()

    def answer(self, held: _Held) -> Answer:
        """Who acts for one holder."""
        holder = held.organ
        own = Acting(holder, holder, holder, held.chain)
        trustees = self._trustees(own)
        if len({a.organ.id for a in trustees}) > 1:
            return _several(Reason.TWO_TRUSTEES, trustees)
        acting = trustees[0] if trustees else own
        alternatives = [own] if trustees else []
        line = [acting]
        while True:
            reviewers = self._reviewers(line[0], line)
            if len({a.organ.id for a in reviewers}) > 1:
                return _several(Reason.TWO_REVIEWERS, reviewers)
            if not reviewers:
                break
            line.insert(0, reviewers[0])
        sequence = line if self._situation.step is Step.REVIEW else line[:1]
        if len(line) > 1:
            alternatives = []
        shown = [self._at_window(a, alternatives) for a in sequence]
        shown += self._beside(sequence)
        return Answer(Outcome.ACTS, None, tuple(shown), tuple(alternatives))

    def _beside(self, sequence: Sequence[Acting]) -> list[Acting]:
        """Those that act together with whoever leads."""
        if not self._pending:
            return []
        names = {name for a in sequence for name in (a.organ.id, a.in_name_of.id)}
        beside: dict[str, Acting] = {}
        for one in self._given(JointHandling, *names):
            others = one.named[1:]
            found = [o for body in others for o in self._situation.organs(one, body)]
            if len(found) < len(others):
                self._void.append(Void(one, Why.NO_RECEIVER))
            for organ in found:
                if organ.id not in names:
                    chain = (*sequence[-1].chain, one)
                    beside[organ.id] = Acting(organ, organ, organ, chain)
        return list(beside.values())

    def note_unused(self) -> None:
        """Tell which instruments have no effect, and why."""
        for instrument, _ in self._pending:
            if instrument.id not in self._used:
                found = _void(self._situation, instrument, self._gone, self._lent)
                self._void.append(found)

    def _given(self, kind: type[Instrument], *names: str) -> Iterator[Instrument]:
        for instrument, givers in self._pending:
            if isinstance(instrument, kind) and any(name in givers for name in names):
                self._used.add(instrument.id)
                yield instrument

    def _trustees(self, own: Acting) -> list[Acting]:
        if not self._pending:
            return []
        found: list[Acting] = []
        for one in self._given(Entrustment, own.organ.id):
            taker = one.taker
            receivers = self._situation.organs(one, taker) if taker is not None else ()
            if not receivers:
                self._void.append(Void(one, Why.NO_RECEIVER))
            for organ in receivers:
                self._lent[organ.id] = one
                chain = (*own.chain, one)
                found.append(Acting(organ, own.organ, own.organ, chain))
        return found

    def _reviewers(self, first: Acting, line: Sequence[Acting]) -> list[Acting]:
        if not self._pending:
            return []
        known = {a.organ.id for a in line}
        found: list[Acting] = []
        for one in self._given(FirstReview, first.organ.id, first.in_name_of.id):
            taker = one.taker
            receivers = self._situation.organs(one, taker) if taker is not None else ()
            if not receivers:
                self._void.append(Void(one, Why.NO_RECEIVER))
            found += (
                Acting(organ, organ, organ, (*first.chain, one))
                for organ in receivers
                if organ.id not in known
            )
        return found

    def _at_window(self, acting: Acting, alternatives: list[Acting]) -> Acting:
        """The same, at the counter and by the mandate that there are for it."""
        if not self._pending:
            return acting
        names = (acting.organ.id, acting.in_name_of.id)
        shown = acting
        if self._situation.step in COUNTER_STEPS:
            shown = self._at_counter(acting, names, alternatives)
        return self._by_mandate(shown, names, alternatives)

    def _at_counter(
        self, acting: Acting, names: tuple[str, str], alternatives: list[Acting]
    ) -> Acting:
        shown: list[Acting] = []
        only_here = False
        for one in self._given(CounterAcceptance, *names):
            counters = self._counters(one)
            if not counters:
                self._void.append(Void(one, Why.NO_RECEIVER))
                continue
            only_here |= isinstance(one, CounterAcceptance) and one.only_here
            chain = (*acting.chain, one)
            shown += (
                attrs.evolve(acting, chain=chain, counter=counter)
                for counter in counters
                if counter != acting.organ.id  # it has taken over its own counter
            )
        if not shown:
            return acting
        alternatives += shown[1:] if only_here else [*shown[1:], acting]
        return shown[0]

    def _counters(self, one: Instrument) -> list[str]:
        """Where it is accepted: a hall or window, or an organ or who took over from it."""
        situation, counter = self._situation, str(one.taker)
        if situation.powers.halls.find(counter, situation.at) is not None:
            return [counter]
        return [organ.id for organ in situation.organs(one, counter)]

    def _by_mandate(
        self, acting: Acting, names: tuple[str, str], alternatives: list[Acting]
    ) -> Acting:
        powers, at = self._situation.powers, self._situation.at
        shown: list[Acting] = []
        for one in self._given(ChiefRepMandate, *names):
            post = str(one.taker)
            if powers.halls.find(post, at) is None:
                self._void.append(Void(one, Why.NO_RECEIVER))
                continue
            chain = (*acting.chain, one)
            persons = powers.halls.holders(post, at)
            shown.append(attrs.evolve(acting, chain=chain, post=post, persons=persons))
        if not shown:
            return acting
        alternatives += shown[1:]
        return shown[0]


def _several(reason: Reason, acting: Sequence[Acting]) -> Answer:
    found = tuple(acting)
    return Answer(Outcome.SEVERAL, reason, found, causes=_causes(found))
