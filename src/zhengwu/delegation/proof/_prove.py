"""Proves the principles for every item, step, place and moment.

Nothing is sampled. Places with the same instruments and the same organs form a group, and
days between two changes form a stretch. Each group and stretch is evaluated once, and a
fault is reported with all its places and days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from zhengwu._dates import change_days
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._place_group import (
    Fault,
    PlaceGroup,
    Span,
    list_all_recalls,
)
from zhengwu.delegation.answer._sorted_places import (
    SINGLE_LASTING_ORGAN,
    PlaceSpan,
    SortedPlaces,
    State,
)
from zhengwu.delegation.powers._instrument import Instrument, TierOrgan
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import Step
from zhengwu.organs import Organ

_Bounds: TypeAlias = list[list[PlaceSpan]]  # a place must lie within each list
_Line: TypeAlias = list[tuple[int, State]]  # of a tier and line of work, by position


class LocatedFault(NamedTuple):
    """Fault with all its places and days (问题及其范围).

    Attributes:
        fault: The fault.
        item: The item.
        steps: Steps at which the fault occurs.
        areas: Digits of the areas; an empty text means everywhere.
        span: First day, and first day on which it no longer occurs; None is no bound.
    """

    fault: Fault
    item: ServiceItem
    steps: frozenset[Step]
    areas: tuple[str, ...]
    span: Span


class PowerProof:
    """Proof of the principles over all places and days of powers (全程核查)."""

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        self._places = SortedPlaces(powers)

    def faults(self, item: ServiceItem) -> Iterator[LocatedFault]:
        """What is wrong with an item, in all places and on all days."""
        stretches_of: dict[tuple[Fault, Span, Step], list[PlaceSpan]] = {}
        for group, stretches in self.group_places(item).items():
            for key in group.faults():
                stretches_of.setdefault(key, []).extend(stretches)
        steps_of: dict[tuple[Fault, Span, tuple[str, ...]], set[Step]] = {}
        for (fault, span, step), stretches in stretches_of.items():
            areas = self.areas(stretches)
            steps_of.setdefault((fault, span, areas), set()).add(step)
        for (fault, span, areas), steps in steps_of.items():
            yield LocatedFault(fault, item, frozenset(steps), areas, span)

    def areas(self, stretches: Iterable[PlaceSpan]) -> tuple[str, ...]:
        """The fewest areas that cover the stretches; an empty text means everywhere."""
        return tuple(self._places.areas(stretches))

    def group_places(
        self, item: ServiceItem, within: Iterable[RegionCode] | None = None
    ) -> Mapping[PlaceGroup, list[PlaceSpan]]:
        """Group the places that always get the same answer.

        Args:
            item: The item.
            within: Only places in these areas; all places if None or empty.

        Returns:
            Each group, with the stretches of its places.
        """
        places, about = self._places, self._powers.about(item.id)
        named = _NamedBodies(
            self._powers, (i for group in about.values() for i in group)
        )
        lines = [places.states(tier.level, tier.function) for tier in named.tiers]
        bounds = [
            [places.stretch(area.stem) for area in areas]
            for areas in (item.areas, within)
            if areas
        ]
        cuts = self._find_cuts((*about, *named.areas), lines, bounds)
        groups: dict[object, tuple[PlaceGroup, list[PlaceSpan]]] = {}
        for (start, end), states in _iter_stretches(cuts, lines):
            if not all(_is_inside(start, inside) for inside in bounds):
                continue
            place = places.place(start)
            stems = place.stems
            reaching = tuple(stem for stem in stems if stem in about)
            served = tuple(stem for stem in stems if stem in named.areas)
            lifetimes = tuple(places.lifetimes.get(start, ()))
            key = (reaching, states, served, lifetimes)
            if key not in groups:
                instruments = [i for stem in reaching for i in about[stem]]
                days = named.days | _list_state_days(self._powers, states)
                group = PlaceGroup(
                    self._powers, item, place, instruments, days, lifetimes
                )
                groups[key] = (group, [])
            groups[key][1].append((start, end))
        return dict(groups.values())

    def _find_cuts(
        self, stems: Iterable[str], lines: Iterable[_Line], bounds: _Bounds
    ) -> list[int]:
        """Sorted positions between which all places are alike.

        Args:
            stems: Digits of the areas of the instruments and of the organs named in them.
            lines: Serving organs of each tier and line of work.
            bounds: Stretches to which the places are limited.
        """
        places = self._places
        cuts = {0, len(places.line)}
        cuts.update(end for inside in bounds for stretch in inside for end in stretch)
        for stem in stems:
            cuts.update(places.stretch(stem))
        for states in lines:
            cuts.update(position for position, _ in states)
        for position in places.lifetimes:
            cuts.update((position, position + 1))
        return sorted(cuts)


def _iter_stretches(
    cuts: Iterable[int], lines: Sequence[_Line]
) -> Iterator[tuple[PlaceSpan, tuple[State, ...]]]:
    """Iterate the stretches between cuts, with the state of each line."""
    cursors = [0] * len(lines)
    for start, end in pairwise(cuts):
        for number, states in enumerate(lines):
            cursor = cursors[number]
            while cursor + 1 < len(states) and states[cursor + 1][0] <= start:
                cursor += 1
            cursors[number] = cursor
        yield (
            (start, end),
            tuple(states[c][1] for states, c in zip(lines, cursors, strict=True)),
        )


def _is_inside(position: int, stretches: Iterable[PlaceSpan]) -> bool:
    return any(low <= position < high for low, high in stretches)


def _list_state_days(powers: Powers, states: Iterable[State]) -> set[date]:
    spans = (span for s in states if s != SINGLE_LASTING_ORGAN for span in s)
    return _list_organ_days(powers, {span[0] for span in spans})


def _list_organ_days(powers: Powers, organs: Iterable[str]) -> set[date]:
    """Days on which organs or their successors change."""
    return change_days(_iter_with_heirs(powers, organs))


def _iter_with_heirs(powers: Powers, organs: Iterable[str]) -> Iterator[Organ]:
    """Iterate all values over time of organs and of their successors."""
    pending, seen = list(organs), set[str]()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            for organ in powers.organs.stretches(name):
                yield organ
                pending += organ.heirs


class _NamedBodies:
    """Bodies named in the instruments about an item.

    Attributes:
        tiers: Organs named by tier and line of work.
        areas: Digits of the areas of organs named by id, of successors and of recalls.
        days: Days on which organs named by id or their successors change.
    """

    def __init__(self, powers: Powers, instruments: Iterable[Instrument]) -> None:
        tiers: dict[TierOrgan, None] = {}
        names: dict[str, None] = {}
        about = list(instruments)
        for instrument in about:
            for body in instrument.named:
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
        areas = {a for o in _iter_with_heirs(powers, (*names, *ended)) for a in o.areas}
        for instrument in about:
            recalls = list_all_recalls(powers, instrument.id)
            areas.update(area for recall in recalls for area in recall.areas)
        self.areas: Final = frozenset(area.stem for area in areas)
        self.days: Final = _list_organ_days(powers, names)
