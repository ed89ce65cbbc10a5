"""What is wrong with powers: the law's conditions, and the principles over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final

from zhengwu._dates import as_date, span_data
from zhengwu._errors import UnknownCodeError
from zhengwu.delegation.answer._case import Span
from zhengwu.delegation.answer._resolution import said_of
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import steps_label
from zhengwu.delegation.proof._conditions import check_instrument
from zhengwu.delegation.proof._prove import Proved, Sweep
from zhengwu.findings import Finding, Report, finding

_SHOWN: Final = 12  # areas that a message names


def check_powers(
    powers: Powers,
    *,
    items: Iterable[str] | None = None,
    instruments: Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Prove the principles, and say where they fail (权力配置核查). Never guesses.

    No vacuum, one matter one level, responsibility follows power, no re-entrustment, no
    act after expiry, nothing retained after devolution, mandates cover what is decided,
    supervisors are named; and what the law asks of each instrument. Every item, step,
    place and day is covered, found by the changes and not by sampling.

    Args:
        powers: The powers.
        items: Only these; all if None.
        instruments: Conditions of the law on these only. All if None, and none where
            `items` are given.
        since: Only what shows on this day or later.
        until: Only what shows before this day.

    Returns:
        One finding a fault, with its steps, places and days, and the smallest set of
        instruments that brings it about; counted in ``items`` and ``instruments``.

    Raises:
        InputError: A bound is no date.
        UnknownCodeError: There is no such item.
    """
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            as_date(day, name)
    wanted = powers.items if items is None else items
    chosen = [wanted] if isinstance(wanted, str) else list(wanted)
    for item in chosen:
        if item not in powers.items:
            raise UnknownCodeError("事项 / items", item, list(powers.items)[:_SHOWN])
    sweep = Sweep(powers)
    found: list[Finding] = []
    for item in chosen:
        found += (
            _told(fault)
            for fault in sweep.faults(powers.items[item])
            if _meets(fault.span, since, until)
        )
    counts = {"items": len(chosen)}
    if items is None or instruments is not None:
        spoken = (
            powers.instruments.values()
            if instruments is None
            else (powers.instruments[name] for name in instruments)
        )
        held = [*spoken]
        counts["instruments"] = len(held)
        for instrument in held:
            if _meets((instrument.since, instrument.until), since, until):
                found += check_instrument(powers, instrument)
    return Report(found, counts)


def _meets(span: Span, since: date | None, until: date | None) -> bool:
    begins, ends = span
    return (since is None or ends is None or ends > since) and (
        until is None or begins is None or begins < until
    )


def _told(proved: Proved) -> Finding:
    fault, item, steps, areas, span = proved
    return finding(
        fault.code,
        ("items", item.id),
        item=item.id,
        label=item.label if item.label == item.id else f"{item.label}({item.id})",
        steps=sorted(step.value for step in steps),
        steps_zh=steps_label(steps),
        steps_en=steps_label(steps, "en"),
        places=list(areas),
        places_zh=_places(areas, "各地", "等"),
        places_en=_places(areas, "everywhere", "…"),
        instruments=", ".join(fault.instruments) or "-",
        note=fault.note,
        reason_zh=said_of(fault.reason, "zh"),
        reason_en=said_of(fault.reason, "en"),
        **span_data(*span),
    )


def _places(areas: tuple[str, ...], everywhere: str, more: str) -> str:
    if "" in areas:
        return everywhere
    shown = ", ".join(_codes(islice(areas, _SHOWN)))
    return shown if len(areas) <= _SHOWN else f"{shown} {more} {len(areas)}"


def _codes(areas: Iterable[str]) -> Iterator[str]:
    return (area.ljust(6, "0") for area in areas)
