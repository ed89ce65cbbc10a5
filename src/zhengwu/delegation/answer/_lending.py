"""Who acts for a holder: trustees, reviewers, partners, counters and mandated posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from zhengwu.delegation.answer._holding import Holder, explain_void
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
    """Entrustments, reviews, counters and mandates that apply to a single question.

    Args:
        situation: The question.
        active: Instruments that apply to the case.
        holders: Holders of the power, by id.
        lost: Instruments by which former holders lost the power, by id of the holder.
        void: List to which instruments without effect are added.
    """

    def __init__(
        self,
        situation: Situation,
        active: Sequence[Instrument],
        holders: Mapping[str, Holder],
        lost: Mapping[str, Instrument],
        void: list[Void],
    ) -> None:
        self._situation = situation
        self._lost = lost
        self._void = void
        self._holders = holders
        self._lent: dict[str, Instrument] = {}  # entrustments, by id of the trustee
        # Lending instruments, each with the ids of its givers.
        self._lending: list[tuple[Instrument, list[str]]] = []
        for instrument in active:
            if isinstance(instrument, _LENDS):
                givers = situation.names(instrument, instrument.givers)
                self._lending.append((instrument, givers))
        self._used: set[str] = set()

    def answer(self, holder: Holder) -> Answer:
        """Work out who acts for a holder."""
        organ = holder.organ
        own = Acting(organ, organ, organ, holder.chain)
        trustees = self._find_trustees(own)
        if len({a.organ.id for a in trustees}) > 1:
            return _answer_several(Reason.TWO_TRUSTEES, trustees)
        acting = trustees[0] if trustees else own
        alternatives = [own] if trustees else []
        line = [acting]
        while True:
            reviewers = self._find_reviewers(line[0], line)
            if len({a.organ.id for a in reviewers}) > 1:
                return _answer_several(Reason.TWO_REVIEWERS, reviewers)
            if not reviewers:
                break
            line.insert(0, reviewers[0])
        sequence = line if self._situation.step is Step.REVIEW else line[:1]
        if len(line) > 1:
            alternatives = []
        shown = [self._add_counter_and_mandate(a, alternatives) for a in sequence]
        shown += self._find_partners(sequence)
        return Answer(Outcome.ACTS, None, tuple(shown), tuple(alternatives))

    def _find_partners(self, sequence: Sequence[Acting]) -> list[Acting]:
        """Organs that act together with the lead."""
        if not self._lending:
            return []
        names = {name for a in sequence for name in (a.organ.id, a.in_name_of.id)}
        partners: dict[str, Acting] = {}
        for instrument in self._use_given(JointHandling, *names):
            organs: list[Organ] = []
            for body in instrument.named[1:]:
                # An organ that serves another place takes no part at this place.
                organs += self._situation.organs(instrument, body)
                if not self._situation.names(instrument, (body,)):
                    self._void.append(Void(instrument, Why.NO_RECEIVER))
            for organ in organs:
                if organ.id not in names:
                    chain = (*sequence[-1].chain, instrument)
                    partners[organ.id] = Acting(organ, organ, organ, chain)
        return list(partners.values())

    def note_unused(self) -> None:
        """Add the lending instruments without effect to the void list, with the reason."""
        for instrument, givers in self._lending:
            if instrument.id in self._used or self._is_overtaken(instrument, givers):
                continue
            self._void.append(
                explain_void(self._situation, instrument, self._lost, self._lent)
            )

    def _is_overtaken(self, instrument: Instrument, givers: Sequence[str]) -> bool:
        """Whether the giver has the power, and another instrument takes precedence."""
        if any(name in self._holders for name in givers):
            return True
        lent = any(name in self._lent for name in givers)
        return lent and not isinstance(instrument, Entrustment)

    def _use_given(self, kind: type[Instrument], *names: str) -> Iterator[Instrument]:
        """Iterate instruments of a type given by any of the organs, and mark them used."""
        for instrument, givers in self._lending:
            if isinstance(instrument, kind) and any(name in givers for name in names):
                self._used.add(instrument.id)
                yield instrument

    def _find_receivers(self, instrument: Instrument) -> tuple[Organ, ...]:
        """Organs that the taker means; without any, the instrument is noted as void."""
        taker = instrument.taker
        organs = () if taker is None else self._situation.organs(instrument, taker)
        if not organs:
            self._void.append(Void(instrument, Why.NO_RECEIVER))
        return organs

    def _find_trustees(self, own: Acting) -> list[Acting]:
        if not self._lending:
            return []
        trustees: list[Acting] = []
        for instrument in self._use_given(Entrustment, own.organ.id):
            for organ in self._find_receivers(instrument):
                self._lent[organ.id] = instrument
                chain = (*own.chain, instrument)
                trustees.append(Acting(organ, own.organ, own.organ, chain))
        return trustees

    def _find_reviewers(self, first: Acting, line: Sequence[Acting]) -> list[Acting]:
        if not self._lending:
            return []
        in_line = {a.organ.id for a in line}
        names = (first.organ.id, first.in_name_of.id)
        return [
            Acting(organ, organ, organ, (*first.chain, instrument))
            for instrument in self._use_given(FirstReview, *names)
            for organ in self._find_receivers(instrument)
            if organ.id not in in_line
        ]

    def _add_counter_and_mandate(
        self, acting: Acting, alternatives: list[Acting]
    ) -> Acting:
        """Add the counter and the mandate to who acts, if there are any.

        Further counters and mandates are added to the alternatives.
        """
        if not self._lending:
            return acting
        names = (acting.organ.id, acting.in_name_of.id)
        shown = acting
        if self._situation.step in COUNTER_STEPS:
            shown = self._add_counter(acting, names, alternatives)
        return self._add_mandate(shown, names, alternatives)

    def _add_counter(
        self, acting: Acting, names: tuple[str, str], alternatives: list[Acting]
    ) -> Acting:
        shown: list[Acting] = []
        only_here = False
        for instrument in self._use_given(CounterAcceptance, *names):
            counters = self._find_counters(instrument)
            if not counters:
                self._void.append(Void(instrument, Why.NO_RECEIVER))
                continue
            only_here |= (
                isinstance(instrument, CounterAcceptance) and instrument.only_here
            )
            chain = (*acting.chain, instrument)
            shown += (
                attrs.evolve(acting, chain=chain, counter=counter, counter_name=name)
                for counter, name in counters
                if counter != acting.organ.id  # an organ is no counter of itself
            )
        if not shown:
            return acting
        alternatives += shown[1:] if only_here else [*shown[1:], acting]
        return shown[0]

    def _find_counters(self, instrument: Instrument) -> list[tuple[str, str]]:
        """Id and name of the counter: a hall or window, an organ, or its successors."""
        situation, counter = self._situation, str(instrument.taker)
        facility = situation.powers.halls.find(counter, situation.at)
        if facility is not None:
            return [(counter, facility.name)]
        organs = situation.organs(instrument, counter)
        return [(organ.id, organ.name) for organ in organs]

    def _add_mandate(
        self, acting: Acting, names: tuple[str, str], alternatives: list[Acting]
    ) -> Acting:
        powers, at = self._situation.powers, self._situation.at
        shown: list[Acting] = []
        for instrument in self._use_given(ChiefRepMandate, *names):
            post = str(instrument.taker)
            facility = powers.halls.find(post, at)
            if facility is None:
                self._void.append(Void(instrument, Why.NO_RECEIVER))
                continue
            by_mandate = attrs.evolve(
                acting,
                chain=(*acting.chain, instrument),
                post=post,
                post_name=facility.name,
                persons=powers.halls.holders(post, at),
            )
            shown.append(by_mandate)
        if not shown:
            return acting
        alternatives += shown[1:]
        return shown[0]


def _answer_several(reason: Reason, acting: Sequence[Acting]) -> Answer:
    actors = tuple(acting)
    return Answer(Outcome.SEVERAL, reason, actors, causes=collect_causes(actors))


def collect_causes(acting: Iterable[Acting]) -> tuple[Instrument, ...]:
    """The instruments under which several would act, without repetition."""
    return tuple({i.id: i for a in acting for i in a.chain}.values())
