"""What is wrong with a register of organs or halls, and from when until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from zhengwu._dates import span_label
from zhengwu.findings import Finding, Report, finding
from zhengwu.organs._halls import (
    AgentStation,
    Appointment,
    Facility,
    Hall,
    HallRegister,
    Post,
    ServiceWindow,
)
from zhengwu.organs._register import OrganRegister

_Fault: TypeAlias = tuple[str, str, str]  # code, who, and whom it concerns


def check_organs(register: OrganRegister) -> Report:
    """Say what is wrong with a register of organs (机构名录检查). Never raises.

    Every stretch between two changes is looked at, none is sampled. A fault that lasts
    over several stretches is told once, with its first and last day.
    """
    return Report(_over_time(register.changes, lambda on: _faults(register, on)))


def check_halls(halls: HallRegister, organs: OrganRegister) -> Report:
    """Say what is wrong with a register of halls (大厅名录检查). Never raises.

    What a hall, window, station, post or appointment refers to must stand as long as it
    does; each fault is told with its first and last day.
    """
    values = (*halls, *halls.appointments)
    days = {day for value in values for day in (value.since, value.until)}
    known = {day for day in days if day is not None}
    changes = sorted(known.union(organs.changes))

    def faults(on: date) -> Iterator[_Fault]:
        for value in values:
            if (value.since or date.min) <= on < (value.until or date.max):
                yield from _missing(value, halls, organs, on)

    return Report(_over_time(changes, faults))


def _missing(
    value: Facility | Appointment,
    halls: HallRegister,
    organs: OrganRegister,
    on: date,
) -> Iterator[_Fault]:
    match value:
        case Appointment():
            if not isinstance(halls.find(value.post, on), Post):
                yield "ZWOR006", value.person, value.post
            return
        case ServiceWindow():
            wanted: tuple[str, ...] = value.organs
            if not isinstance(halls.find(value.hall, on), Hall):
                yield "ZWOR005", value.id, value.hall
        case Post():
            wanted = (value.organ,)
            at_window = not value.window or isinstance(
                halls.find(value.window, on), ServiceWindow
            )
            if not at_window:
                yield "ZWOR005", value.id, value.window
        case Hall() | AgentStation():
            wanted = (value.organ,)
    for organ in wanted:
        if organs.find(organ, on) is None:
            yield "ZWOR005", value.id, organ


def _over_time(
    changes: Iterable[date], faults: Callable[[date], Iterable[_Fault]]
) -> Iterator[Finding]:
    spans: dict[_Fault, list[list[date | None]]] = {}
    for since, until in pairwise((None, *changes, None)):
        for fault in faults(since or date.min):
            known = spans.setdefault(fault, [])
            if known and known[-1][1] == since:
                known[-1][1] = until
            else:
                known.append([since, until])
    for fault, stretches in spans.items():
        for stretch in stretches:
            yield _told(*fault, stretch)


def _faults(register: OrganRegister, on: date) -> Iterator[_Fault]:
    """Code, organ and superior of what is wrong on a day."""
    for organ in register.at(on):
        if not organ.superior:
            continue
        above = register.find(organ.superior, on)
        if above is None:
            yield "ZWOR001", organ.id, organ.superior
            continue
        if not organ.zone and above.level.value > organ.level.value:
            yield "ZWOR002", organ.id, above.id
        if not all(map(above.serves, organ.areas)):
            yield "ZWOR003", organ.id, above.id
        if register.in_circle(organ.id, on):
            yield "ZWOR004", organ.id, above.id


def _told(code: str, organ: str, other: str, span: list[date | None]) -> Finding:
    since, until = span
    return finding(
        code,
        (organ,),
        organ=organ,
        superior=other,
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        when_zh=span_label(since, until),
        when_en=span_label(since, until, "en"),
    )
