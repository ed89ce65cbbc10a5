"""Assemble a calendar from national days, regional days and the caller's layers."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import partial
from typing import NamedTuple

import attrs

from zhengwu.calendars._day import DayKind, DayStatus
from zhengwu.calendars._layers import Layer
from zhengwu.calendars._notices import Notice
from zhengwu.calendars._projection import FindLocal, mark_likely_days
from zhengwu.calendars._published import Published, apply_layer, load_published
from zhengwu.calendars._regional import (
    UncertainFestival,
    find_uncertain,
    regional_layer,
)
from zhengwu.findings import Finding


class Args(NamedTuple):
    """Arguments from which a calendar is built (日历参数)."""

    region: str | None = None
    as_of: date | None = None
    projected: bool = False
    layers: tuple[Layer, ...] = ()
    notices: tuple[Notice, ...] = ()


def make_local_finder(args: Args, last_year: int) -> FindLocal | None:
    """Make the function that finds regional festivals without an arrangement.

    Returns None for the national calendar.
    """
    if args.region is None:
        return None
    given = {
        (holiday.name, day.year)
        for layer in args.layers
        for holiday in _drop_unknown(layer, args.as_of).holidays
        for day in holiday.days_off
    }
    return partial(find_uncertain, args.region, args.as_of, last_year, frozenset(given))


def _drop_unknown(layer: Layer, as_of: date | None) -> Layer:
    """Remove the holidays that were not yet known on `as_of`."""
    if as_of is None:
        return layer
    known = [h for h in layer.holidays if h.known_from is None or h.known_from <= as_of]
    return attrs.evolve(layer, holidays=known)


def assemble(args: Args) -> tuple[Published, list[Finding]]:
    """Combine national days, known regional arrangements and the caller's layers.

    Returns the announced days and the findings about contradicting layers.
    """
    announced = load_published(args.as_of, args.notices)
    if args.region is not None:
        announced, _ = apply_layer(announced, regional_layer(args.region, args.as_of))
    conflicts: list[Finding] = []
    for layer in args.layers:
        announced, overruled = apply_layer(announced, _drop_unknown(layer, args.as_of))
        conflicts += overruled
    settled = announced

    def working(day: date) -> bool:
        i = day.toordinal() - settled.first.toordinal()
        return settled.flags[i] == 1 if 0 <= i < len(settled.flags) else True

    find_local = make_local_finder(args, announced.last.year)
    for festival in find_local(working) if find_local is not None else ():
        announced = _mark_uncertain(announced, festival)
    return announced, conflicts


def _mark_uncertain(announced: Published, festival: UncertainFestival) -> Published:
    """Mark the days that a regional festival without an arrangement may take."""

    def is_covered(day: date) -> bool:
        return announced.first <= day <= announced.last

    likely = {
        day: mark
        for day, mark in mark_likely_days(festival).items()
        if is_covered(day)
        and announced.statuses.get(day) is not DayStatus.OVERRIDDEN
        and (day not in announced.marks or announced.marks[day].kind is DayKind.MAKE_UP)
    }
    flags = {day: int(mark.kind is DayKind.MAKE_UP) for day, mark in likely.items()}
    doubtful = {day: DayStatus.PROJECTED for day in festival.days if is_covered(day)}
    return announced._replace(
        marks={**announced.marks, **likely},
        statuses={**doubtful, **announced.statuses},
        likely_flags={**announced.likely_flags, **flags},
    )


def compute_revision(announced: Published) -> str:
    """Hash of the content; equal content gives an equal revision."""
    digest = hashlib.sha256()
    digest.update(f"{announced.first} {announced.last}".encode())
    digest.update(announced.combined_flags)
    for day, mark in announced.marks.items():
        digest.update(f"{day} {mark.kind.value} {mark.name_zh}".encode())
    for day, status in sorted(announced.statuses.items()):
        digest.update(f"{day} {status.value}".encode())
    return f"cn-{announced.last.year}-{digest.hexdigest()[:12]}"
