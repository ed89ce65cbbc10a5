"""A calendar put together: the nation, a region, the caller's layers."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import partial
from typing import NamedTuple

import attrs

from zhengwu.calendars._day import DayKind, DayStatus
from zhengwu.calendars._layers import Layer
from zhengwu.calendars._notices import Notice
from zhengwu.calendars._projection import Local, likely_marks
from zhengwu.calendars._published import Published, overlay, published
from zhengwu.calendars._regional import Uncertain, regional_layer, uncertain
from zhengwu.findings import Finding


class Args(NamedTuple):
    """What a calendar was asked for (日历参数)."""

    region: str | None = None
    as_of: date | None = None
    projected: bool = False
    layers: tuple[Layer, ...] = ()
    notices: tuple[Notice, ...] = ()


def local_festivals(args: Args, last_year: int) -> Local | None:
    """Gives the regional festivals without an arrangement; None for the nation."""
    if args.region is None:
        return None
    given = {
        (holiday.name, day.year)
        for layer in args.layers
        for holiday in _as_known(layer, args.as_of).holidays
        for day in holiday.days_off
    }
    return partial(uncertain, args.region, args.as_of, last_year, frozenset(given))


def _as_known(layer: Layer, as_of: date | None) -> Layer:
    """The layer without what was not known by then."""
    if as_of is None:
        return layer
    known = [h for h in layer.holidays if h.known_from is None or h.known_from <= as_of]
    return attrs.evolve(layer, holidays=known)


def assemble(args: Args) -> tuple[Published, list[Finding]]:
    """National days, then what the region is known to give, then the caller's layers."""
    announced = published(args.as_of, args.notices)
    if args.region is not None:
        announced, _ = overlay(announced, regional_layer(args.region, args.as_of))
    conflicts: list[Finding] = []
    for layer in args.layers:
        announced, found = overlay(announced, _as_known(layer, args.as_of))
        conflicts += found
    settled = announced

    def working(day: date) -> bool:
        i = day.toordinal() - settled.first.toordinal()
        return settled.flags[i] == 1 if 0 <= i < len(settled.flags) else True

    local = local_festivals(args, announced.last.year)
    for festival in local(working) if local is not None else ():
        announced = _leave_open(announced, festival)
    return announced, conflicts


def _leave_open(announced: Published, festival: Uncertain) -> Published:
    """Mark the days that an unknown regional festival may take."""

    def inside(day: date) -> bool:
        return announced.first <= day <= announced.last

    likely = {
        day: why
        for day, why in likely_marks(festival).items()
        if inside(day)
        and announced.statuses.get(day) is not DayStatus.OVERRIDDEN
        and (day not in announced.marks or announced.marks[day].kind is DayKind.MAKE_UP)
    }
    flags = {day: int(why.kind is DayKind.MAKE_UP) for day, why in likely.items()}
    doubtful = {day: DayStatus.PROJECTED for day in festival.days if inside(day)}
    return announced._replace(
        marks={**announced.marks, **likely},
        statuses={**doubtful, **announced.statuses},
        open={**announced.open, **flags},
    )


def revision(announced: Published) -> str:
    """Hash of the content: equal content, equal revision."""
    digest = hashlib.sha256()
    digest.update(f"{announced.first} {announced.last}".encode())
    digest.update(announced.likely)
    for day, mark in announced.marks.items():
        digest.update(f"{day} {mark.kind.value} {mark.name_zh}".encode())
    for day, status in sorted(announced.statuses.items()):
        digest.update(f"{day} {status.value}".encode())
    return f"cn-{announced.last.year}-{digest.hexdigest()[:12]}"
