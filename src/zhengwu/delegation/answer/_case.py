"""Places that differ in nothing, over time: what is wrong with them, and when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from zhengwu._dates import change_days, within
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._evaluate import settle
from zhengwu.delegation.answer._holding import HOLDING, is_wanted
from zhengwu.delegation.answer._situation import (
    Acting,
    Answer,
    Outcome,
    Reason,
    Situation,
    Why,
)
from zhengwu.delegation.answer._territory import Territory
from zhengwu.delegation.powers._instrument import Instrument
from zhengwu.delegation.powers._instruments import (
    ChiefRepMandate,
    CounterAcceptance,
    Entrustment,
    FirstReview,
    Recall,
    Responsibility,
)
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import COUNTER_STEPS, InProgress, Step

Span: TypeAlias = tuple[date | None, date | None]


class Fault(NamedTuple):
    """What is wrong with an item somewhere, some time (权力配置问题).

    Attributes:
        code: Its finding code.
        instruments: Ids of the smallest set of instruments that brings it about.
        note: What else tells two faults apart: an organ, a role, days of acceptance.
        reason: Why several would act; None for other faults.
    """

    code: str
    instruments: tuple[str, ...] = ()
    note: str = ""
    reason: Reason | None = None


_VOID_CODES: Final = {
    Why.RE_ENTRUSTED: "ZWDE004",
    Why.LAPSED: "ZWDE005",
    Why.RETAINED: "ZWDE006",
    Why.NO_POWER: "ZWDE007",
    Why.NO_RECEIVER: "ZWDE008",
}
_VACUUM: Final = frozenset({Reason.NO_POWER, Reason.NO_RECEIVER})
_ALWAYS_APART: Final = frozenset({Step.ACCEPT, Step.SUPERVISE})
_ROLES: Final = ("first", "main", "direct")


class Case:
    """Places that differ in nothing, over time."""

    def __init__(
        self,
        powers: Powers,
        item: ServiceItem,
        position: int,
        ground: Territory,
        records: Sequence[Instrument],
        dates: set[date],
        lives: Sequence[Span],
    ) -> None:
        self._powers = powers
        self._item = item
        self._place = ground.place(position)
        self._records = records
        facilities = {
            str(one.taker)
            for one in records
            if isinstance(one, CounterAcceptance | ChiefRepMandate)
        }
        self._organ_days = sorted(dates)
        self._days = sorted(
            dates.union(*(_dates_of_facility(powers, f) for f in facilities))
        )
        self._divisions = lives
        self._known: dict[object, Answer] = {}

    @property
    def place(self) -> RegionCode:
        """One of the places, that stands for all."""
        return self._place

    def answers(self, on: date) -> Iterator[tuple[Step, Answer]]:
        """Who acts at each step on a day; none while item or place does not exist."""
        if self._item.offered(on) and self._lives_on(on):
            for steps in self._alike:
                answer = self._answer(steps[0], on, on)
                for step in steps:
                    yield step, answer

    def faults(self) -> Iterator[tuple[Fault, Span, Step]]:
        """What is wrong, from when until when, at which step."""
        spans = self._spans
        for steps in self._alike:
            known: dict[Fault, list[Span]] = {}
            step = steps[0]
            accepting: dict[object, Span] = {}
            for span in spans:
                now = self._answer(step, _day(span), _day(span))
                lives = self._lives(span)
                here = {*self._of_pending(step, span, now, accepting, lives=lives)}
                if lives:
                    here.update(self._of_answer(step, _day(span), now))
                    if now.outcome is Outcome.ACTS:
                        accepting.setdefault(self._staying(step, span), span)
                for fault in here:
                    _extend(known.setdefault(fault, []), span)
            for fault, stretches in known.items():
                for span in stretches:
                    for each in steps:
                        yield fault, span, each

    @cached_property
    def _spans(self) -> list[Span]:
        """Stretches of days between two changes, from the first on which one can apply."""
        recalls = [r for one in self._records for r in recalls_of(self._powers, one.id)]
        days = change_days((self._item, *self._records, *recalls)).union(self._days)
        ends = {day for life in self._divisions for day in life if day is not None}
        cuts = (None, *sorted(days | ends), None)
        spans = list(pairwise(cuts))
        while spans and not self._lives(spans[0]):
            spans.pop(0)
        return spans

    def _lives(self, span: Span) -> bool:
        """Whether the item is offered, and the place is a division."""
        return self._item.offered(_day(span)) and self._lives_on(span[0])

    def _lives_on(self, since: date | None) -> bool:
        on = since or date.min
        return not self._divisions or any(within(on, *life) for life in self._divisions)

    @cached_property
    def _wanted(self) -> bool:
        """Whether somebody must have the power here."""
        return is_wanted(self._powers, self._item, self._records)

    @cached_property
    def _apart(self) -> frozenset[Step]:
        """Steps that have a rule of their own here."""
        kinds = {type(one) for one in self._records}
        apart = {Step.REVIEW} if FirstReview in kinds else set[Step]()
        if ChiefRepMandate in kinds or CounterAcceptance in kinds:
            apart.add(Step.DECIDE)
        return frozenset(apart)

    @property
    def _alike(self) -> Iterable[list[Step]]:
        """Steps of the item at which the same instruments speak."""
        recalls = (r for one in self._records for r in recalls_of(self._powers, one.id))
        speaking = (*self._records, *recalls)
        alike: dict[object, list[Step]] = {}
        for step in Step:
            if step in self._item.steps:
                key = (
                    tuple(step in one.steps for one in speaking),
                    step in COUNTER_STEPS,
                    step if step in self._apart or step in _ALWAYS_APART else None,
                )
                alike.setdefault(key, []).append(step)
        return alike.values()

    def _situation(self, step: Step, at: date, accepted: date) -> Situation:
        return Situation(self._powers, self._item.id, step, self._place, at, accepted)

    def _answer(self, step: Step, at: date, accepted: date) -> Answer:
        """The answer; the same instruments and organs give the same one."""
        situation = self._situation(step, at, accepted)
        active = situation.active(self._records)
        key = (
            step if step in self._apart else step in COUNTER_STEPS,
            tuple(one.id for one in active),
            bisect_right(self._days, at),
            bisect_right(self._organ_days, accepted),
        )
        answer = self._known.get(key)
        if answer is None or answer.void:  # why it is void may depend on the day
            answer = self._known[key] = settle(situation, active)
        return answer

    def _of_answer(self, step: Step, on: date, answer: Answer) -> Iterator[Fault]:
        if answer.reason in _VACUUM and self._wanted:
            yield Fault("ZWDE001", self._smallest(step, on, answer))
        elif answer.outcome is Outcome.SEVERAL:
            smallest = self._smallest(step, on, answer)
            yield Fault("ZWDE002", smallest, _note(answer), answer.reason)
        yield from self._circles(step, on)
        told = answer.causes if answer.reason is Reason.NO_RECEIVER else ()
        for void in answer.void:
            if void.instrument not in told and void.why in _VOID_CODES:
                because = (void.because_of.id,) if void.because_of else ()
                yield Fault(_VOID_CODES[void.why], (void.instrument.id, *because))
        if answer.outcome is Outcome.ACTS:
            if step is Step.DECIDE:
                yield from self._of_mandates(on, answer)
            if step is Step.SUPERVISE:
                yield from self._of_supervisors(on, answer)

    def _smallest(self, step: Step, on: date, answer: Answer) -> tuple[str, ...]:
        """Ids of instruments that bring it about; without any one of them it is gone."""
        if answer.reason is Reason.NO_POWER:
            return self._last_ended(step, on)
        situation = self._situation(step, on, on)
        kept = situation.active(self._records)
        before = 0
        while before != len(kept):  # one that goes may let an earlier one go
            before = len(kept)
            for one in tuple(kept):
                without = [other for other in kept if other is not one]
                if settle(situation, without).reason is answer.reason:
                    kept = without
        return tuple(one.id for one in kept)

    def _last_ended(self, step: Step, on: date) -> tuple[str, ...]:
        """Whatever gave power and ended last, by that day."""
        ends = {
            one.id: min(days)
            for one in self._records
            if step in one.steps and isinstance(one, HOLDING)
            if (
                days := [
                    day
                    for day in (
                        one.until,
                        *(r.since for r in recalls_of(self._powers, one.id)),
                    )
                    if day is not None and day <= on
                ]
            )
        }
        last = max(ends.values(), default=None)
        return tuple(name for name, day in ends.items() if day == last)

    def _circles(self, step: Step, on: date) -> Iterator[Fault]:
        """Entrustments, or first reviews, that lead back to where they began."""
        situation = self._situation(step, on, on)
        for kind in (Entrustment, FirstReview):
            active = situation.active(self._records)
            lending = [one for one in active if isinstance(one, kind)]
            if len(lending) > 1:
                circle = _circle(situation, lending)
                if circle:
                    yield Fault("ZWDE029", circle)

    def _of_mandates(self, on: date, answer: Answer) -> Iterator[Fault]:
        acting = answer.acting[0]
        situation = self._situation(Step.DECIDE, on, on)
        if not acting.post:
            names = {acting.organ.id, acting.in_name_of.id}
            for one in self._records:
                promised = (
                    isinstance(one, CounterAcceptance)
                    and one.decided_here
                    and situation.in_force(one)
                    and not names.isdisjoint(situation.names(one, one.givers))
                )
                if promised:
                    yield Fault("ZWDE009", (one.id,))
            return
        others = [a for a in answer.alternatives if a.post and a.post != acting.post]
        if others:
            mandates = (acting.chain[-1].id, *(a.chain[-1].id for a in others))
            yield Fault("ZWDE011", mandates)
        if not acting.persons and self._powers.halls.appointed(acting.post):
            yield Fault("ZWDE010", (acting.chain[-1].id,), acting.post)

    def _of_supervisors(self, on: date, answer: Answer) -> Iterator[Fault]:
        """First, main and direct responsible, with the organ that has the duty."""
        situation = self._situation(Step.SUPERVISE, on, on)
        active = situation.active(self._records)
        duties = [one for one in active if isinstance(one, Responsibility)]
        holder, liable = _holder(answer.acting[0]), answer.acting[0].liable.id
        own = [one for one in duties if liable in situation.names(one, (one.organ,))]
        if duties and not own:
            yield Fault("ZWDE003", tuple(one.id for one in duties), holder)
            return
        named = {role for one in own for role in _ROLES if getattr(one, role)}
        missing = [role for role in _ROLES if role not in named]
        if missing:
            ids = tuple(one.id for one in own)
            yield Fault("ZWDE012", ids, f"{holder}: {', '.join(missing)}")

    def _staying(self, step: Step, span: Span) -> object:
        """What of a day of acceptance matters later: the same of it, the same answers."""
        active = self._situation(step, _day(span), _day(span)).active(self._records)
        staying = tuple(o.id for o in active if o.in_progress is InProgress.STAY)
        return staying, bisect_right(self._organ_days, _day(span))

    def _of_pending(
        self,
        step: Step,
        span: Span,
        answer: Answer,
        earlier: Mapping[object, Span],
        *,
        lives: bool,
    ) -> Iterator[Fault]:
        """Cases accepted earlier that nobody, or several, would go on with."""
        if step is Step.ACCEPT:
            return
        today = _day(span)
        for accepted in earlier.values():
            now = self._answer(step, today, _day(accepted))
            vacuum = now.reason in _VACUUM and self._wanted
            wrong = vacuum or now.outcome is Outcome.SEVERAL
            if wrong and not (lives and now.reason is answer.reason):
                since, until = (day.isoformat() if day else "" for day in accepted)
                causes = tuple(one.id for one in now.causes)
                yield Fault("ZWDE013", causes, f"{since}/{until}")


def _day(span: Span) -> date:
    return span[0] or date.min


def _circle(situation: Situation, lending: Sequence[Instrument]) -> tuple[str, ...]:
    """Ids of instruments that form a circle, if any do."""
    edges: dict[tuple[str, str], str] = {}
    graph: dict[str, set[str]] = {}
    for one in lending:
        taker = one.taker
        takers = situation.names(one, () if taker is None else (taker,))
        for giver in situation.names(one, one.givers):
            graph.setdefault(giver, set()).update(takers)
            edges.update({(giver, name): one.id for name in takers})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # Sorted by who comes before whom, so each stands before the one it gives to.
        line: list[str] = error.args[1]
        found = {edges.get((a, b)) or edges.get((b, a)) for a, b in pairwise(line)}
        return tuple(one.id for one in lending if one.id in found)
    return ()


def _note(answer: Answer) -> str:
    named = _holder if answer.reason is Reason.TWO_HOLDERS else _last_taker
    return ", ".join(dict.fromkeys(named(acting) for acting in answer.acting))


def _last_taker(acting: Acting) -> str:
    return str(acting.chain[-1].taker)


def _holder(acting: Acting) -> str:
    """Who holds the power, as the instruments call it: one name for all places alike."""
    holders = (one.taker for one in acting.chain if isinstance(one, HOLDING))
    return str(list(holders)[-1])


def _extend(spans: list[Span], span: Span) -> None:
    if spans and spans[-1][1] == span[0] and spans[-1][1] is not None:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)


def _dates_of_facility(powers: Powers, facility: str) -> set[date]:
    dated = (
        *powers.halls.stretches(facility),
        *powers.halls.appointed(facility),
        *powers.organs.stretches(facility),
    )
    return change_days(dated)


def recalls_of(powers: Powers, instrument: str) -> list[Recall]:
    """What recalls an instrument, what recalls that, and so on."""
    found: dict[str, Recall] = {}
    pending = [instrument]
    while pending:
        for recall in powers.recalls(pending.pop()):
            if recall.id not in found:
                found[recall.id] = recall
                pending.append(recall.id)
    return list(found.values())
