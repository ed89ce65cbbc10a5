"""Who acts for a holder: by entrustment, first review, together, at a counter, by mandate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from zhengwu.delegation.answer._holding import Held, void_because
from zhengwu.delegation.answer._situation import (
    Acting,
    Answer,
    Outcome,
    Reason,
    Situation,
    Void,
    Why,
)
from zhengwu.delegation.powers._instrument import Instrument
from zhengwu.delegation.powers._instruments import (
    ChiefRepMandate,
    CounterAcceptance,
    Entrustment,
    FirstReview,
    JointHandling,
)
from zhengwu.delegation.powers._steps import COUNTER_STEPS, Step
from zhengwu.organs import Organ

_LENDS: Final = (
    Entrustment,
    FirstReview,
    JointHandling,
    CounterAcceptance,
    ChiefRepMandate,
)


class Lending:
    """Entrustments, first reviews, counters and mandates in force for one question."""

    def __init__(
        self,
        situation: Situation,
        active: Sequence[Instrument],
        held: dict[str, Held],
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

    def answer(self, held: Held) -> Answer:
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
            found: list[Organ] = []
            for body in one.named[1:]:  # who serves another place takes no part here
                found += self._situation.organs(one, body)
                if not self._situation.names(one, (body,)):
                    self._void.append(Void(one, Why.NO_RECEIVER))
            for organ in found:
                if organ.id not in names:
                    chain = (*sequence[-1].chain, one)
                    beside[organ.id] = Acting(organ, organ, organ, chain)
        return list(beside.values())

    def note_unused(self) -> None:
        """Tell which instruments have no effect, and why."""
        for instrument, givers in self._pending:
            if instrument.id in self._used or self._overtaken(instrument, givers):
                continue
            self._void.append(
                void_because(self._situation, instrument, self._gone, self._lent)
            )

    def _overtaken(self, instrument: Instrument, givers: Sequence[str]) -> bool:
        """Whether its giver has the power, and another instrument goes before it."""
        if any(name in self._held for name in givers):
            return True
        lent = any(name in self._lent for name in givers)
        return lent and not isinstance(instrument, Entrustment)

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
                attrs.evolve(acting, chain=chain, counter=counter, counter_name=name)
                for counter, name in counters
                if counter != acting.organ.id  # it has taken over its own counter
            )
        if not shown:
            return acting
        alternatives += shown[1:] if only_here else [*shown[1:], acting]
        return shown[0]

    def _counters(self, one: Instrument) -> list[tuple[str, str]]:
        """Where it is accepted: a hall or window, or an organ or who took over from it."""
        situation, counter = self._situation, str(one.taker)
        facility = situation.powers.halls.find(counter, situation.at)
        if facility is not None:
            return [(counter, facility.name)]
        return [(organ.id, organ.name) for organ in situation.organs(one, counter)]

    def _by_mandate(
        self, acting: Acting, names: tuple[str, str], alternatives: list[Acting]
    ) -> Acting:
        powers, at = self._situation.powers, self._situation.at
        shown: list[Acting] = []
        for one in self._given(ChiefRepMandate, *names):
            post = str(one.taker)
            found = powers.halls.find(post, at)
            if found is None:
                self._void.append(Void(one, Why.NO_RECEIVER))
                continue
            by_mandate = attrs.evolve(
                acting,
                chain=(*acting.chain, one),
                post=post,
                post_name=found.name,
                persons=powers.halls.holders(post, at),
            )
            shown.append(by_mandate)
        if not shown:
            return acting
        alternatives += shown[1:]
        return shown[0]


def _several(reason: Reason, acting: Sequence[Acting]) -> Answer:
    found = tuple(acting)
    return Answer(Outcome.SEVERAL, reason, found, causes=causes_of(found))


def causes_of(acting: Iterable[Acting]) -> tuple[Instrument, ...]:
    """The instruments by which several would act."""
    return tuple({i.id: i for a in acting for i in a.chain}.values())
