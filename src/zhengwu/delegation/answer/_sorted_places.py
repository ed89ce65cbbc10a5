"""All places at once: divisions sorted by code, and where along them the organs change.

The codes of the divisions in an area begin with the code of the area. So in the sorted
list of codes each area is a contiguous stretch, and two areas are either nested or
disjoint. What applies to an area is evaluated once, however many villages lie in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

from zhengwu.codes import Level, RegionCode
from zhengwu.delegation.powers._powers import Powers
from zhengwu.organs import Organ

PlaceSpan: TypeAlias = tuple[int, int]  # from, until: positions in the sorted list
_OrganSpan: TypeAlias = tuple[str, date | None, date | None]  # id, since, until
State: TypeAlias = str | frozenset[_OrganSpan]  # organs of a tier and line that serve

SINGLE_LASTING_ORGAN: Final = "single lasting organ"
"""State of places served by a single organ that never changes (唯一且不变的机关).

Which organ it is does not matter: all such places are treated alike.
"""
_AFTER: Final = ":"  # sorts after every digit


class SortedPlaces:
    """Places that powers mention, sorted by code (地域序列).

    The places are the divisions of the user's table, or else the areas of the organs.
    Areas of instruments and items are added if they are smaller.
    """

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        regions = powers.regions
        if regions is not None:
            known = {region.code.stem for region in regions}
        else:
            known = {area.stem for organ in powers.organs for area in organ.areas}
        line = _keep_smallest(sorted(known))
        named = {
            area.stem
            for instrument in powers.instruments.values()
            for area in instrument.areas
        }
        named.update(area.stem for item in powers.items.values() for area in item.areas)
        smaller = [
            stem
            for stem in named
            if not _has_prefix(line, bisect_left(line, stem), stem)
        ]
        self.line: Final[list[str]] = sorted({*line, *smaller}) or [""]
        self._states: dict[tuple[Level, str], list[tuple[int, State]]] = {}

    def stretch(self, stem: str) -> PlaceSpan:
        """Positions of the places in an area."""
        if not stem:
            return 0, len(self.line)
        return bisect_left(self.line, stem), bisect_left(self.line, stem + _AFTER)

    def place(self, position: int) -> RegionCode:
        """The place at a position."""
        return RegionCode(self.line[position])

    def areas(self, stretches: Iterable[PlaceSpan]) -> list[str]:
        """The fewest areas that cover the stretches; an empty text means everywhere."""
        areas: list[str] = []
        for start, end in _join_stretches(stretches):
            at = start
            while at < end:
                stems = RegionCode(self.line[at]).stems
                widest = next(s for s in stems if self._fits(s, at, end))
                covered = self.stretch(widest)
                # Of areas that contain the same places, the smallest is most precise.
                areas.append(next(s for s in stems[::-1] if self.stretch(s) == covered))
                at = max(covered[1], at + 1)
        return areas

    def _fits(self, stem: str, start: int, end: int) -> bool:
        low, high = self.stretch(stem)
        return (low >= start and high <= end) or stem == self.line[start]

    def states(self, level: Level, function: str) -> list[tuple[int, State]]:
        """Positions at which the serving organs of a tier and line of work change."""
        key = (level, function)
        if key not in self._states:
            self._states[key] = self._compute_states(level, function)
        return self._states[key]

    def _compute_states(self, level: Level, function: str) -> list[tuple[int, State]]:
        begins: dict[int, list[Organ]] = {}
        ends: dict[int, list[Organ]] = {}
        for stem, organs in self._powers.organs.of_line(level, function).items():
            low, high = self.stretch(stem)
            if low < high:
                begins.setdefault(low, []).extend(organs)
                ends.setdefault(high, []).extend(organs)
        states: list[tuple[int, State]] = [(0, frozenset())]
        serving: list[_OrganSpan] = []  # an organ twice if two of its areas are nested
        for position in sorted(begins.keys() | ends.keys()):
            for organ in ends.get(position, ()):
                serving.remove(_to_span(organ))
            serving += map(_to_span, begins.get(position, ()))
            state = _to_state(frozenset(serving))
            if states[-1][0] == position:
                states.pop()
            if not states or states[-1][1] != state:
                states.append((position, state))
        return states

    @cached_property
    def lifetimes(self) -> dict[int, list[tuple[date | None, date | None]]]:
        """Periods in which a place is a division, by position.

        Only places that the user's table limits in time are listed.
        """
        lifetimes: dict[int, list[tuple[date | None, date | None]]] = {}
        positions = {stem: position for position, stem in enumerate(self.line)}
        for region in self._powers.regions or ():
            position = positions.get(region.code.stem)
            if position is not None and (region.since or region.until):
                spans = lifetimes.setdefault(position, [])
                spans.append((region.since, region.until))
        return lifetimes


def _to_span(organ: Organ) -> _OrganSpan:
    return organ.id, organ.since, organ.until


def _to_state(serving: frozenset[_OrganSpan]) -> State:
    if len(serving) == 1:
        _, since, until = next(iter(serving))
        if since is None and until is None:
            return SINGLE_LASTING_ORGAN
    return serving


def _has_prefix(line: Sequence[str], position: int, stem: str) -> bool:
    return position < len(line) and line[position].startswith(stem)


def _keep_smallest(stems: Sequence[str]) -> list[str]:
    """Drop areas that contain another; in order of code, contained areas follow."""
    return [
        stem
        for stem, following in pairwise((*stems, _AFTER))
        if not following.startswith(stem)
    ]


def _join_stretches(stretches: Iterable[PlaceSpan]) -> list[PlaceSpan]:
    """Sort stretches, and join those that touch or overlap."""
    joined: list[PlaceSpan] = []
    for start, end in sorted(stretches):
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
