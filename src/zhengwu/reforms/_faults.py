"""Which faults are new: compared by item, step, place and day, however they are grouped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any, Final, NamedTuple

from zhengwu.delegation import Powers
from zhengwu.findings import Finding

_END: Final = ":"  # sorts behind every digit


class _Extent(NamedTuple):
    """Where and when a fault shows: an area by its digits, and days."""

    stem: str
    since: date
    until: date


def new_findings(
    before: Iterable[Finding],
    after: Iterable[Finding],
    since: date,
    places: Sequence[str] = (),
) -> Iterator[Finding]:
    """Findings that show, on a day from `since` on, what did not show before (新增问题).

    A fault is told in other groups of steps, places and days whenever something near it
    changes. So what is compared is each step at each place on each day.

    Args:
        before: Findings of the world before.
        after: Findings of the world after.
        since: First day that counts.
        places: Digits of the smallest areas that are told apart, sorted.
    """
    known: dict[tuple[Any, ...], list[_Extent]] = {}
    for one in before:
        for key in _keys(one):
            known.setdefault(key, []).extend(_extents(one))
    for one in after:
        if any(
            not _covered(extent, known.get(key, ()), since, places)
            for key in _keys(one)
            for extent in _extents(one)
        ):
            yield one


def _keys(one: Finding) -> Iterator[tuple[Any, ...]]:
    """Code, item and step; what else it is about where it is about no step."""
    data = one.data
    item = data.get("item")
    steps = data.get("steps")
    if isinstance(steps, list | tuple):
        yield from ((one.code, item, step) for step in steps)
        return
    rest = (data.get(name) for name in ("id", "step", "pool", "hall"))
    yield one.code, item, one.path[:2], *map(str, rest)


def _extents(one: Finding) -> list[_Extent]:
    data = one.data
    since = date.fromisoformat(data["since"]) if data.get("since") else date.min
    until = date.fromisoformat(data["until"]) if data.get("until") else date.max
    places = data.get("places")
    stems = places if isinstance(places, list | tuple) else [""]
    return [_Extent(str(stem), since, until) for stem in stems]


def _covered(
    extent: _Extent, known: Iterable[_Extent], since: date, places: Sequence[str]
) -> bool:
    """Whether what is known covers all of an extent from a day on."""
    start, end = max(extent.since, since), extent.until
    if end <= start:
        return True
    near = [one for one in known if one.since < end and start < one.until]
    days = {start, end}
    for one in near:
        days |= {day for day in (one.since, one.until) if start < day < end}
    return all(
        _everywhere(
            extent.stem,
            [one.stem for one in near if one.since <= begin and until <= one.until],
            places,
        )
        for begin, until in pairwise(sorted(days))
    )


def _everywhere(stem: str, known: Sequence[str], places: Sequence[str]) -> bool:
    """Whether areas hold one: one of them does, or all of its smallest parts lie in them."""
    if stem.startswith(tuple(known)):
        return True
    parts = places[bisect_left(places, stem) : bisect_left(places, stem + _END)]
    return bool(parts) and all(part.startswith(tuple(known)) for part in parts)


def smallest_areas(*all_powers: Powers) -> list[str]:
    """Digits of the smallest areas that powers speak of, sorted (最小地域)."""
    stems = {
        area.stem
        for powers in all_powers
        for group in (
            powers.organs, powers.instruments.values(), powers.items.values(),
        )
        for one in group
        for area in one.areas
    }  # fmt: skip
    for powers in all_powers:
        stems.update(region.code.stem for region in powers.regions or ())
    line = sorted(stems)
    return [
        one
        for one, after in zip_longest(line, line[1:], fillvalue="")
        if not after.startswith(one)
    ]
