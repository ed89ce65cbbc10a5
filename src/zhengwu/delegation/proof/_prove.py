"""The principles, proved for every item, step, place and moment.

Nothing is sampled. Places where the same instruments reach, and where the same organs serve,
are one case; days between two changes are one case; each case is evaluated once, and what
is wrong with it is told with the whole of its places and days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from zhengwu._dates import change_days
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._case import Case, Fault, Span, recalls_of
from zhengwu.delegation.answer._territory import ONE, PlaceSpan, State, Territory
from zhengwu.delegation.powers._instrument import Instrument, TierOrgan
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import Step
from zhengwu.organs import Organ


class Proved(NamedTuple):
    """A fault with its whole extent (问题及其范围).

    Attributes:
        fault: The fault.
        item: The item.
        steps: Steps at which it shows.
        areas: Digits of the areas; an empty text is everywhere.
        span: First day, and first day on which it no longer shows; None is no bound.
    """

    fault: Fault
    item: ServiceItem
    steps: frozenset[Step]
    areas: tuple[str, ...]
    span: Span


class Sweep:
    """Proof over the places and days of powers (全程核查)."""

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        self._ground = Territory(powers)

    def faults(self, item: ServiceItem) -> Iterator[Proved]:
        """What is wrong with an item, anywhere, ever."""
        found: dict[tuple[Fault, Span, Step], list[PlaceSpan]] = {}
        for case, stretches in self.cases(item).items():
            for key in case.faults():
                found.setdefault(key, []).extend(stretches)
        together: dict[tuple[Fault, Span, tuple[str, ...]], set[Step]] = {}
        for (fault, span, step), stretches in found.items():
            areas = self.areas(stretches)
            together.setdefault((fault, span, areas), set()).add(step)
        for (fault, span, areas), steps in together.items():
            yield Proved(fault, item, frozenset(steps), areas, span)

    def areas(self, stretches: Iterable[PlaceSpan]) -> tuple[str, ...]:
        """The fewest areas that make up stretches of the line; an empty text is all."""
        return tuple(self._ground.areas(stretches))

    def cases(
        self, item: ServiceItem, within: Iterable[RegionCode] | None = None
    ) -> Mapping[Case, list[PlaceSpan]]:
        """Places that differ in nothing, together; only those in areas, if given."""
        ground = self._ground
        about = self._powers.about(item.id)
        named = _Named(self._powers, (i for held in about.values() for i in held))
        lines = [ground.states(t.level, t.function) for t in named.tiers]
        cuts = {0, len(ground.line)}
        bounds = [
            [ground.stretch(area.stem) for area in areas]
            for areas in (item.areas, within)
            if areas
        ]
        cuts.update(end for inside in bounds for low_high in inside for end in low_high)
        for stem in (*about, *named.areas):
            cuts.update(ground.stretch(stem))
        for states in lines:
            cuts.update(position for position, _ in states)
        for position in ground.lives:
            cuts.update((position, position + 1))
        cases: dict[tuple[object, ...], tuple[Case, list[PlaceSpan]]] = {}
        cursors = [0] * len(lines)
        for start, end in pairwise(sorted(cuts)):
            for n, states in enumerate(lines):
                while (
                    cursors[n] + 1 < len(states) and states[cursors[n] + 1][0] <= start
                ):
                    cursors[n] += 1
            if not all(_inside(start, inside) for inside in bounds):
                continue
            place = ground.place(start)
            stems = place.stems
            reached = tuple(stem for stem in stems if stem in about)
            states_here = tuple(
                states[cursor][1] for states, cursor in zip(lines, cursors, strict=True)
            )
            served = tuple(stem for stem in stems if stem in named.areas)
            lives = tuple(ground.lives.get(start, ()))
            key = (reached, states_here, served, lives)
            if key not in cases:
                records = [one for stem in reached for one in about[stem]]
                dates = named.dates | _dates_of_states(self._powers, states_here)
                cases[key] = (
                    Case(self._powers, item, start, ground, records, dates, lives),
                    [],
                )
            cases[key][1].append((start, end))
        return dict(cases.values())


def _inside(position: int, stretches: Iterable[PlaceSpan]) -> bool:
    return any(low <= position < high for low, high in stretches)


def _dates_of_states(powers: Powers, states: Iterable[State]) -> set[date]:
    organs = {value[0] for state in states if state != ONE for value in state}
    return _dates_of_organs(powers, organs)


def _dates_of_organs(powers: Powers, organs: Iterable[str]) -> set[date]:
    """Days on which organs change, or those that took over from them."""
    return change_days(_and_heirs(powers, organs))


def _and_heirs(powers: Powers, organs: Iterable[str]) -> Iterator[Organ]:
    """Every value of organs, and of those that took over from them."""
    pending, seen = list(organs), set[str]()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            for organ in powers.organs.stretches(name):
                yield organ
                pending += organ.heirs


class _Named:
    """Whom the instruments about an item name."""

    def __init__(self, powers: Powers, instruments: Iterable[Instrument]) -> None:
        tiers: dict[TierOrgan, None] = {}
        names: dict[str, None] = {}
        spoken = list(instruments)
        for one in spoken:
            for body in one.named:
                if isinstance(body, TierOrgan):
                    tiers[body] = None
                else:
                    names[body] = None
        self.tiers: Final = tuple(tiers)
        ended = (
            organ.id
            for tier in tiers
            for line in powers.organs.of_line(tier.level, tier.function).values()
            for organ in line
            if organ.heirs
        )
        areas = {a for o in _and_heirs(powers, (*names, *ended)) for a in o.areas}
        for one in spoken:
            areas.update(a for r in recalls_of(powers, one.id) for a in r.areas)
        self.areas: Final = frozenset(area.stem for area in areas)
        self.dates: Final = _dates_of_organs(powers, names)
