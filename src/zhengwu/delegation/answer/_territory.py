"""Every place at once: divisions in order of code, and where on that line things change.

Codes of the divisions in one area begin with its own, so on the line of sorted codes each
area is one stretch, and two areas are nested or apart. What holds over an area is looked
at once, however many villages it has.
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

PlaceSpan: TypeAlias = tuple[int, int]  # from, until: positions on the line
_Value: TypeAlias = tuple[str, date | None, date | None]  # an organ as it stands then
State: TypeAlias = str | frozenset[_Value]  # who serves there, of one tier and line

ONE: Final = "one"  # one organ, and always the same
_AFTER: Final = ":"  # sorts behind every digit


class Territory:
    """The line of places (地域序列) that powers speak of.

    The divisions of the user's table, or else the areas of the organs; areas of
    instruments and items cut them where they are smaller.
    """

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        regions = powers.regions
        if regions is not None:
            known = {region.code.stem for region in regions}
        else:
            known = {area.stem for organ in powers.organs for area in organ.areas}
        line = _leaves(sorted(known))
        named = {area.stem for one in powers.instruments.values() for area in one.areas}
        named.update(area.stem for item in powers.items.values() for area in item.areas)
        cuts = [
            stem for stem in named if not _begins(line, bisect_left(line, stem), stem)
        ]
        self.line: Final[list[str]] = sorted({*line, *cuts}) or [""]
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
        """The fewest areas that make up stretches; an empty text is everywhere."""
        found: list[str] = []
        for start, end in _joined(stretches):
            at = start
            while at < end:
                stems = RegionCode(self.line[at]).stems
                widest = next(s for s in stems if self._fits(s, at, end))
                whole = self.stretch(widest)
                # Of areas with the same places, the smallest says most.
                found.append(next(s for s in stems[::-1] if self.stretch(s) == whole))
                at = max(whole[1], at + 1)
        return found

    def _fits(self, stem: str, start: int, end: int) -> bool:
        low, high = self.stretch(stem)
        return (low >= start and high <= end) or stem == self.line[start]

    def states(self, level: Level, function: str) -> list[tuple[int, State]]:
        """Where on the line it changes who serves, of one tier and line of work."""
        key = (level, function)
        if key not in self._states:
            self._states[key] = self._who_serves(level, function)
        return self._states[key]

    def _who_serves(self, level: Level, function: str) -> list[tuple[int, State]]:
        begins: dict[int, list[Organ]] = {}
        ends: dict[int, list[Organ]] = {}
        for stem, organs in self._powers.organs.of_line(level, function).items():
            low, high = self.stretch(stem)
            if low < high:
                begins.setdefault(low, []).extend(organs)
                ends.setdefault(high, []).extend(organs)
        states: list[tuple[int, State]] = [(0, frozenset())]
        serving: list[_Value] = []  # an organ twice, where two of its areas are nested
        for position in sorted(begins.keys() | ends.keys()):
            for organ in ends.get(position, ()):
                serving.remove(_value(organ))
            serving += map(_value, begins.get(position, ()))
            state = _state(frozenset(serving))
            if states[-1][0] == position:
                states.pop()
            if not states or states[-1][1] != state:
                states.append((position, state))
        return states

    @cached_property
    def lives(self) -> dict[int, list[tuple[date | None, date | None]]]:
        """When a place is a division, by the user's table, if it is not always one."""
        found: dict[int, list[tuple[date | None, date | None]]] = {}
        present = {stem: position for position, stem in enumerate(self.line)}
        for region in self._powers.regions or ():
            position = present.get(region.code.stem)
            if position is not None and (region.since or region.until):
                spans = found.setdefault(position, [])
                spans.append((region.since, region.until))
        return found


def _value(organ: Organ) -> _Value:
    return organ.id, organ.since, organ.until


def _state(serving: frozenset[_Value]) -> State:
    if len(serving) == 1:
        _, since, until = next(iter(serving))
        if since is None and until is None:
            return ONE
    return serving


def _begins(line: Sequence[str], position: int, stem: str) -> bool:
    return position < len(line) and line[position].startswith(stem)


def _leaves(stems: Sequence[str]) -> list[str]:
    """Those that no other lies in; those in an area follow it in order of code."""
    return [
        stem
        for stem, following in pairwise((*stems, _AFTER))
        if not following.startswith(stem)
    ]


def _joined(stretches: Iterable[PlaceSpan]) -> list[PlaceSpan]:
    found: list[PlaceSpan] = []
    for start, end in sorted(stretches):
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
