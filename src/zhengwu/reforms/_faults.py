"""Select new faults: compared by item, step, place and day, regardless of grouping."""

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
    """Area of a fault, by its leading digits, and its days."""

    stem: str
    since: date
    until: date


def select_new_findings(
    before: Iterable[Finding],
    after: Iterable[Finding],
    since: date,
    places: Sequence[str] = (),
) -> Iterator[Finding]:
    """Findings of `after` that report a fault not in `before`, from `since` on (新增问题).

    The same fault may be grouped into other steps, places and days when something near
    it changes. Therefore each step at each place on each day is compared.

    Args:
        before: Findings of the world before.
        after: Findings of the world after.
        since: First day that is compared.
        places: Leading digits of the smallest distinguished areas, sorted.
    """
    known: dict[tuple[Any, ...], list[_Extent]] = {}
    for fault in before:
        for key in _iter_keys(fault):
            known.setdefault(key, []).extend(_list_extents(fault))
    for fault in after:
        if any(
            not _covers(known.get(key, ()), extent, since, places)
            for key in _iter_keys(fault)
            for extent in _list_extents(fault)
        ):
            yield fault


def _iter_keys(fault: Finding) -> Iterator[tuple[Any, ...]]:
    """Code, item and step of each step; without steps, the other subjects of the finding."""
    data = fault.data
    item = data.get("item")
    steps = data.get("steps")
    if isinstance(steps, list | tuple):
        yield from ((fault.code, item, step) for step in steps)
        return
    rest = (data.get(name) for name in ("id", "step", "pool", "hall"))
    yield fault.code, item, fault.path[:2], *map(str, rest)


def _list_extents(fault: Finding) -> list[_Extent]:
    """Areas and days of a finding; everywhere and always if the finding names none."""
    data = fault.data
    since = date.fromisoformat(data["since"]) if data.get("since") else date.min
    until = date.fromisoformat(data["until"]) if data.get("until") else date.max
    places = data.get("places")
    stems = places if isinstance(places, list | tuple) else [""]
    return [_Extent(str(stem), since, until) for stem in stems]


def _covers(
    known: Iterable[_Extent], extent: _Extent, since: date, places: Sequence[str]
) -> bool:
    """Whether known extents cover all of an extent from a day on."""
    start, end = max(extent.since, since), extent.until
    if end <= start:
        return True
    near = [other for other in known if other.since < end and start < other.until]
    days = {start, end}
    for other in near:
        days |= {day for day in (other.since, other.until) if start < day < end}
    return all(
        _covers_area(
            [e.stem for e in near if e.since <= begin and until <= e.until],
            extent.stem,
            places,
        )
        for begin, until in pairwise(sorted(days))
    )


def _covers_area(known: Sequence[str], stem: str, places: Sequence[str]) -> bool:
    """Whether known areas contain an area, as a whole or in all its smallest parts."""
    if stem.startswith(tuple(known)):
        return True
    parts = places[bisect_left(places, stem) : bisect_left(places, stem + _END)]
    return bool(parts) and all(part.startswith(tuple(known)) for part in parts)


def list_smallest_areas(*all_powers: Powers) -> list[str]:
    """Leading digits of the smallest areas that powers mention, sorted (最小地域)."""
    stems = {
        area.stem
        for powers in all_powers
        for group in (
            powers.organs, powers.instruments.values(), powers.items.values(),
        )
        for value in group
        for area in value.areas
    }  # fmt: skip
    for powers in all_powers:
        stems.update(region.code.stem for region in powers.regions or ())
    line = sorted(stems)
    return [
        stem
        for stem, following in zip_longest(line, line[1:], fillvalue="")
        if not following.startswith(stem)
    ]
