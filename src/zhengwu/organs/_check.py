"""What is wrong with a register of organs or halls, and from when until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from zhengwu._dates import Dated, span_label, within
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
    return Report(
        found
        for organ in register.ids
        for found in _over_time(
            _days(register.stretches(name) for name in _line(register, organ)),
            partial(_faults, register, organ),
        )
    )


def _line(register: OrganRegister, organ: str) -> list[str]:
    """Ids of an organ and of all that ever stood above it."""
    line = [organ]
    for name in line:
        above = {stretch.superior for stretch in register.stretches(name)}
        line += sorted(above.difference(line, {""}))
    return line


def _days(stretches: Iterable[Iterable[Dated]]) -> list[date]:
    """Days on which any of them begins or ends."""
    dated = (value for values in stretches for value in values)
    days = {day for value in dated for day in (value.since, value.until)}
    return sorted(day for day in days if day is not None)


def check_halls(halls: HallRegister, organs: OrganRegister) -> Report:
    """Say what is wrong with a register of halls (大厅名录检查). Never raises.

    What a hall, window, station, post or appointment refers to must stand as long as it
    does; each fault is told with its first and last day.
    """

    def found(value: Facility | Appointment) -> Iterator[Finding]:
        named = _named(value)
        concerned = [
            (value,),
            *map(halls.stretches, named),
            *map(organs.stretches, named),
        ]

        def faults(on: date) -> Iterator[_Fault]:
            if within(on, value.since, value.until):
                yield from _missing(value, halls, organs, on)

        return _over_time(_days(concerned), faults)

    values = (*halls, *halls.appointments)
    return Report(fault for value in values for fault in found(value))


def _named(value: Facility | Appointment) -> tuple[str, ...]:
    """Ids to which it refers."""
    match value:
        case Appointment():
            return (value.post,)
        case ServiceWindow():
            return (value.hall, *value.organs)
        case Post():
            return (value.organ, value.window)
        case Hall() | AgentStation():
            return (value.organ,)


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


def _faults(register: OrganRegister, organ: str, on: date) -> Iterator[_Fault]:
    """Code, organ and superior of what is wrong with an organ on a day."""
    standing = register.find(organ, on)
    if standing is None or not standing.superior:
        return
    above = register.find(standing.superior, on)
    if above is None:
        yield "ZWOR001", organ, standing.superior
        return
    if not standing.zone and above.level.value > standing.level.value:
        yield "ZWOR002", organ, above.id
    if not all(map(above.serves, standing.areas)):
        yield "ZWOR003", organ, above.id
    if register.in_circle(organ, on):
        yield "ZWOR004", organ, above.id


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
