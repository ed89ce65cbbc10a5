"""Groups of places that always get the same answer: what is wrong with them, and when."""

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
from zhengwu.delegation.answer._holding import HOLDING, needs_holder
from zhengwu.delegation.answer._situation import (
    Acting,
    Answer,
    Outcome,
    Reason,
    Situation,
    Why,
)
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
    """What is wrong with an item, in some places and on some days (权力配置问题).

    Attributes:
        code: The finding code.
        instruments: Ids of the smallest set of instruments that causes the fault.
        note: What else distinguishes two faults: an organ, a role, days of acceptance.
        reason: Why several organs would act; None for other faults.
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
_ALWAYS_SEPARATE: Final = frozenset({Step.ACCEPT, Step.SUPERVISE})
_ROLES: Final = ("first", "main", "direct")


class PlaceGroup:
    """Places that always get the same answer, over time (同一归属的地域组).

    Args:
        powers: The powers.
        item: The item.
        place: Any place of the group; it represents all of them.
        instruments: Instruments about the item that reach the places.
        organ_days: Days on which the organs named in the instruments change.
        lifetimes: Periods in which the place is a division; empty if always.
    """

    def __init__(
        self,
        powers: Powers,
        item: ServiceItem,
        place: RegionCode,
        instruments: Sequence[Instrument],
        organ_days: set[date],
        lifetimes: Sequence[Span],
    ) -> None:
        self._powers = powers
        self._item = item
        self._place = place
        self._instruments = instruments
        facilities = {
            str(instrument.taker)
            for instrument in instruments
            if isinstance(instrument, CounterAcceptance | ChiefRepMandate)
        }
        self._organ_days = sorted(organ_days)
        self._body_days = sorted(
            organ_days.union(*(_list_facility_days(powers, f) for f in facilities))
        )
        self._lifetimes = lifetimes
        self._answers: dict[object, Answer] = {}

    def answers(self, on: date) -> Iterator[tuple[Step, Answer]]:
        """Who acts at each step on a day; empty while item or place does not exist."""
        if self._item.offered(on) and self._place_exists(on):
            for steps in self._step_groups:
                answer = self._find_answer(steps[0], on, on)
                for step in steps:
                    yield step, answer

    def faults(self) -> Iterator[tuple[Fault, Span, Step]]:
        """What is wrong, over which days, at which step."""
        for steps in self._step_groups:
            by_fault = self._find_faults(steps[0])
            for fault, spans in by_fault.items():
                for span in spans:
                    for step in steps:
                        yield fault, span, step

    def _find_faults(self, step: Step) -> dict[Fault, list[Span]]:
        """Faults at a step, each with the stretches of days on which it occurs.

        They are in order of their first day. Faults of the same day are sorted: the order
        of a set would differ from run to run.
        """
        by_fault: dict[Fault, list[Span]] = {}
        accepting: dict[object, Span] = {}
        for span in self._spans:
            day, exists = _get_first_day(span), self._exists(span)
            answer = self._find_answer(step, day, day)
            pending = self._check_pending(step, day, answer, accepting, exists=exists)
            faults = {*pending}
            if exists:
                faults.update(self._check_answer(step, day, answer))
                if answer.outcome is Outcome.ACTS:
                    accepting.setdefault(self._to_acceptance_key(step, day), span)
            for fault in sorted(faults, key=_to_sort_key) if faults else ():
                _append_span(by_fault.setdefault(fault, []), span)
        return by_fault

    @cached_property
    def _all_recalls(self) -> tuple[Recall, ...]:
        """Recalls of the instruments, recalls of those recalls, and so on."""
        return tuple(
            recall
            for instrument in self._instruments
            for recall in list_all_recalls(self._powers, instrument.id)
        )

    @cached_property
    def _spans(self) -> list[Span]:
        """Stretches of days between two changes, from the first day that matters on."""
        dated: tuple[ServiceItem | Instrument, ...] = (
            self._item,
            *self._instruments,
            *self._all_recalls,
        )
        days = change_days(dated).union(self._body_days)
        bounds = {day for life in self._lifetimes for day in life if day is not None}
        spans = list(pairwise((None, *sorted(days | bounds), None)))
        while spans and not self._exists(spans[0]):
            spans.pop(0)
        return spans

    def _exists(self, span: Span) -> bool:
        """Whether the item is offered and the place is a division in a stretch of days."""
        return self._item.offered(_get_first_day(span)) and self._place_exists(span[0])

    def _place_exists(self, since: date | None) -> bool:
        on = since or date.min
        return not self._lifetimes or any(within(on, *life) for life in self._lifetimes)

    @cached_property
    def _must_be_held(self) -> bool:
        """Whether somebody must have the power at these places."""
        return needs_holder(self._powers, self._item, self._instruments)

    @cached_property
    def _special_steps(self) -> frozenset[Step]:
        """Steps to which a rule of their own applies at these places."""
        kinds = {type(instrument) for instrument in self._instruments}
        special = {Step.REVIEW} if FirstReview in kinds else set[Step]()
        if ChiefRepMandate in kinds or CounterAcceptance in kinds:
            special.add(Step.DECIDE)
        return frozenset(special)

    @property
    def _step_groups(self) -> Iterable[list[Step]]:
        """Steps of the item, grouped if the same instruments apply to them."""
        instruments = (*self._instruments, *self._all_recalls)
        groups: dict[object, list[Step]] = {}
        for step in Step:
            if step in self._item.steps:
                separate = step in self._special_steps or step in _ALWAYS_SEPARATE
                key = (
                    tuple(step in instrument.steps for instrument in instruments),
                    step in COUNTER_STEPS,
                    step if separate else None,
                )
                groups.setdefault(key, []).append(step)
        return groups.values()

    def _build_situation(self, step: Step, at: date, accepted: date) -> Situation:
        return Situation(self._powers, self._item.id, step, self._place, at, accepted)

    def _find_answer(self, step: Step, at: date, accepted: date) -> Answer:
        """The answer on a day, computed once for the same instruments and organs."""
        situation = self._build_situation(step, at, accepted)
        active = situation.active(self._instruments)
        key = (
            step if step in self._special_steps else step in COUNTER_STEPS,
            tuple(instrument.id for instrument in active),
            bisect_right(self._body_days, at),
            bisect_right(self._organ_days, accepted),
        )
        answer = self._answers.get(key)
        # The reason why an instrument has no effect may depend on the day.
        if answer is None or answer.void:
            answer = self._answers[key] = settle(situation, active)
        return answer

    def _check_answer(self, step: Step, on: date, answer: Answer) -> Iterator[Fault]:
        if answer.reason in _VACUUM and self._must_be_held:
            yield Fault("ZWDE001", self._minimise_causes(step, on, answer))
        elif answer.outcome is Outcome.SEVERAL:
            causes = self._minimise_causes(step, on, answer)
            yield Fault("ZWDE002", causes, _write_note(answer), answer.reason)
        yield from self._find_circles(step, on)
        reported = answer.causes if answer.reason is Reason.NO_RECEIVER else ()
        for void in answer.void:
            if void.instrument not in reported and void.why in _VOID_CODES:
                because = (void.because_of.id,) if void.because_of else ()
                yield Fault(_VOID_CODES[void.why], (void.instrument.id, *because))
        if answer.outcome is Outcome.ACTS:
            if step is Step.DECIDE:
                yield from self._check_mandates(on, answer)
            if step is Step.SUPERVISE:
                yield from self._check_supervisors(on, answer)

    def _minimise_causes(self, step: Step, on: date, answer: Answer) -> tuple[str, ...]:
        """Ids of instruments that cause a fault; without any of them it disappears."""
        if answer.reason is Reason.NO_POWER:
            return self._find_last_ended(step, on)
        situation = self._build_situation(step, on, on)
        kept = situation.active(self._instruments)
        before = 0
        # Repeated, because a removal can make a further instrument dispensable.
        while before != len(kept):
            before = len(kept)
            for instrument in tuple(kept):
                without = [other for other in kept if other is not instrument]
                if settle(situation, without).reason is answer.reason:
                    kept = without
        return tuple(instrument.id for instrument in kept)

    def _find_last_ended(self, step: Step, on: date) -> tuple[str, ...]:
        """Ids of the instruments that gave power and ended last, up to a day."""
        ends: dict[str, date] = {}
        for instrument in self._instruments:
            if step in instrument.steps and isinstance(instrument, HOLDING):
                recalls = list_all_recalls(self._powers, instrument.id)
                days = (instrument.until, *(recall.since for recall in recalls))
                passed = [day for day in days if day is not None and day <= on]
                if passed:
                    ends[instrument.id] = min(passed)
        last = max(ends.values(), default=None)
        return tuple(name for name, day in ends.items() if day == last)

    def _find_circles(self, step: Step, on: date) -> Iterator[Fault]:
        """Entrustments, or first reviews, that lead back to where they began."""
        situation = self._build_situation(step, on, on)
        for kind in (Entrustment, FirstReview):
            active = situation.active(self._instruments)
            lending = [each for each in active if isinstance(each, kind)]
            if len(lending) > 1:
                circle = _find_circle(situation, lending)
                if circle:
                    yield Fault("ZWDE029", circle)

    def _check_mandates(self, on: date, answer: Answer) -> Iterator[Fault]:
        acting = answer.acting[0]
        if not acting.post:
            yield from self._find_missing_mandates(on, acting)
            return
        others = [a for a in answer.alternatives if a.post and a.post != acting.post]
        if others:
            mandates = (acting.chain[-1].id, *(a.chain[-1].id for a in others))
            yield Fault("ZWDE011", mandates)
        if not acting.persons and self._powers.halls.appointed(acting.post):
            yield Fault("ZWDE010", (acting.chain[-1].id,), acting.post)

    def _find_missing_mandates(self, on: date, acting: Acting) -> Iterator[Fault]:
        """Counters at which a decision is promised, although nobody has a mandate."""
        situation = self._build_situation(Step.DECIDE, on, on)
        names = {acting.organ.id, acting.in_name_of.id}
        for instrument in self._instruments:
            promised = (
                isinstance(instrument, CounterAcceptance)
                and instrument.decided_here
                and situation.in_force(instrument)
                and not names.isdisjoint(situation.names(instrument, instrument.givers))
            )
            if promised:
                yield Fault("ZWDE009", (instrument.id,))

    def _check_supervisors(self, on: date, answer: Answer) -> Iterator[Fault]:
        """Check that the liable organ names a first, main and direct responsible."""
        situation = self._build_situation(Step.SUPERVISE, on, on)
        active = situation.active(self._instruments)
        duties = [each for each in active if isinstance(each, Responsibility)]
        holder, liable = _name_holder(answer.acting[0]), answer.acting[0].liable.id
        own = [
            duty for duty in duties if liable in situation.names(duty, (duty.organ,))
        ]
        if duties and not own:
            yield Fault("ZWDE003", tuple(duty.id for duty in duties), holder)
            return
        named = {role for duty in own for role in _ROLES if getattr(duty, role)}
        missing = [role for role in _ROLES if role not in named]
        if missing:
            ids = tuple(duty.id for duty in own)
            yield Fault("ZWDE012", ids, f"{holder}: {', '.join(missing)}")

    def _to_acceptance_key(self, step: Step, on: date) -> object:
        """Key of a day of acceptance; days of equal keys lead to equal later answers."""
        active = self._build_situation(step, on, on).active(self._instruments)
        staying = tuple(i.id for i in active if i.in_progress is InProgress.STAY)
        return staying, bisect_right(self._organ_days, on)

    def _check_pending(
        self,
        step: Step,
        on: date,
        answer: Answer,
        earlier: Mapping[object, Span],
        *,
        exists: bool,
    ) -> Iterator[Fault]:
        """Find cases accepted earlier that nobody, or several organs, would finish."""
        if step is Step.ACCEPT:
            return
        for accepted in earlier.values():
            now = self._find_answer(step, on, _get_first_day(accepted))
            vacuum = now.reason in _VACUUM and self._must_be_held
            wrong = vacuum or now.outcome is Outcome.SEVERAL
            if wrong and not (exists and now.reason is answer.reason):
                since, until = (day.isoformat() if day else "" for day in accepted)
                causes = tuple(instrument.id for instrument in now.causes)
                yield Fault("ZWDE013", causes, f"{since}/{until}")


def _to_sort_key(fault: Fault) -> tuple[str, tuple[str, ...], str, str]:
    reason = "" if fault.reason is None else fault.reason.value
    return fault.code, fault.instruments, fault.note, reason


def _get_first_day(span: Span) -> date:
    return span[0] or date.min


def _find_circle(
    situation: Situation, lending: Sequence[Instrument]
) -> tuple[str, ...]:
    """Ids of instruments that form a circle; empty if none do."""
    edges: dict[tuple[str, str], str] = {}
    graph: dict[str, set[str]] = {}
    for instrument in lending:
        taker = instrument.taker
        takers = situation.names(instrument, () if taker is None else (taker,))
        for giver in situation.names(instrument, instrument.givers):
            graph.setdefault(giver, set()).update(takers)
            edges.update({(giver, name): instrument.id for name in takers})
    try:
        # Sorted, so that of several circles the same circle is reported in every run.
        TopologicalSorter({g: sorted(takers) for g, takers in graph.items()}).prepare()
    except CycleError as error:
        # The error lists each organ next to the organ that gives to it.
        line: list[str] = error.args[1]
        circle = {edges.get((a, b)) or edges.get((b, a)) for a, b in pairwise(line)}
        return tuple(each.id for each in lending if each.id in circle)
    return ()


def _write_note(answer: Answer) -> str:
    several_holders = answer.reason is Reason.TWO_HOLDERS
    name_body = _name_holder if several_holders else _name_last_taker
    return ", ".join(dict.fromkeys(name_body(acting) for acting in answer.acting))


def _name_last_taker(acting: Acting) -> str:
    return str(acting.chain[-1].taker)


def _name_holder(acting: Acting) -> str:
    """Holder of the power as the instruments name it, which is the same in all places."""
    takers = [each.taker for each in acting.chain if isinstance(each, HOLDING)]
    return str(takers[-1])


def _append_span(spans: list[Span], span: Span) -> None:
    """Append a stretch of days, or extend the last stretch if they touch."""
    if spans and spans[-1][1] == span[0] and spans[-1][1] is not None:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)


def _list_facility_days(powers: Powers, facility: str) -> set[date]:
    """Days on which a counter or post, or who is appointed to it, changes."""
    dated = (
        *powers.halls.stretches(facility),
        *powers.halls.appointed(facility),
        *powers.organs.stretches(facility),
    )
    return change_days(dated)


def list_all_recalls(powers: Powers, instrument: str) -> list[Recall]:
    """Recalls of an instrument, recalls of those recalls, and so on."""
    recalls: dict[str, Recall] = {}
    pending = [instrument]
    while pending:
        for recall in powers.recalls(pending.pop()):
            if recall.id not in recalls:
                recalls[recall.id] = recall
                pending.append(recall.id)
    return list(recalls.values())
