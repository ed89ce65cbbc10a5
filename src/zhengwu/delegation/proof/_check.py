"""Checks powers: the principles over time, and the requirements of the law."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from zhengwu._dates import as_date, span_data
from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import to_texts
from zhengwu.delegation.answer._place_group import Span
from zhengwu.delegation.answer._resolution import describe_reason
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import steps_label
from zhengwu.delegation.proof._conditions import check_instrument
from zhengwu.delegation.proof._prove import LocatedFault, PowerProof
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of

_MAX_SHOWN: Final = 12  # maximum number of areas or items in a message


@check_of(Powers)
def check_powers(
    powers: Powers,
    *,
    items: Iterable[str] | None = None,
    instruments: Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Prove the principles, and report where they fail (权力配置核查). Never guesses.

    The principles: no vacuum; one matter, one level; responsibility follows power; no
    re-entrustment; no act after expiry; no power retained after devolution; mandates cover
    the decisions; supervisors are named. The requirements of the law on each instrument
    are checked as well. Every item, step, place and day is covered: the check follows the
    changes and samples nothing.

    Args:
        powers: The powers.
        items: Ids of the items to check; all items if None.
        instruments: Ids of the instruments whose legal requirements are checked. If None,
            all instruments; but none if `items` are given.
        since: Only faults that occur on this day or later.
        until: Only faults that occur before this day.

    Returns:
        A finding per fault, with its steps, places and days, and the smallest set of
        instruments that causes it. Counts: ``items`` and ``instruments`` checked.

    Raises:
        InputError: A bound is no date.
        UnknownCodeError: There is no such item.
    """
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            as_date(day, name)
    requested = powers.items if items is None else items
    chosen = _put_in_order(requested)
    for item in chosen:
        if item not in powers.items:
            known = list(powers.items)[:_MAX_SHOWN]
            raise UnknownCodeError("事项 / items", item, known)
    proof = PowerProof(powers)
    findings: list[Finding] = []
    for item in chosen:
        findings += (
            _to_finding(fault)
            for fault in proof.faults(powers.items[item])
            if _overlaps(fault.span, since, until)
        )
    counts = {"items": len(chosen)}
    if items is None or instruments is not None:
        checked = (
            list(powers.instruments.values())
            if instruments is None
            else [powers.instruments[name] for name in _put_in_order(instruments)]
        )
        counts["instruments"] = len(checked)
        for instrument in checked:
            if _overlaps((instrument.since, instrument.until), since, until):
                findings += check_instrument(powers, instrument)
    return Report(findings, counts)


def _put_in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they come, or sorted where they come in a set, which has no order."""
    return tuple(sorted(names)) if isinstance(names, AbstractSet) else to_texts(names)


def _overlaps(span: Span, since: date | None, until: date | None) -> bool:
    """Whether a stretch of days has a day in ``[since, until)``."""
    begins, ends = span
    return (since is None or ends is None or ends > since) and (
        until is None or begins is None or begins < until
    )


def _to_finding(located: LocatedFault) -> Finding:
    fault, item, steps, areas, span = located
    return finding(
        fault.code,
        ("items", item.id),
        item=item.id,
        label=item.label if item.label == item.id else f"{item.label}({item.id})",
        steps=sorted(step.value for step in steps),
        steps_zh=steps_label(steps),
        steps_en=steps_label(steps, "en"),
        places=list(areas),
        places_zh=_list_places(areas, "各地", "等"),
        places_en=_list_places(areas, "everywhere", "…"),
        instruments=", ".join(fault.instruments) or "-",
        note=fault.note,
        reason_zh=describe_reason(fault.reason, "zh"),
        reason_en=describe_reason(fault.reason, "en"),
        **span_data(*span),
    )


def _list_places(areas: tuple[str, ...], everywhere: str, more: str) -> str:
    """Codes of the first areas, and the number of all areas if some are left out."""
    if "" in areas:
        return everywhere
    shown = ", ".join(area.ljust(6, "0") for area in areas[:_MAX_SHOWN])
    return shown if len(areas) <= _MAX_SHOWN else f"{shown} {more} {len(areas)}"
