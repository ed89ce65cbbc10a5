"""What is wrong with a register of organs or halls, and from when until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from zhengwu._dates import Dated, change_days, span_data, within
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
from zhengwu.organs._organ import Organ
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
            sorted(change_days(_line(register, organ))),
            partial(_faults, register, organ),
        )
    )


def _line(register: OrganRegister, organ: str) -> Iterator[Organ]:
    """Every value of an organ, and of all that ever stood above it."""
    line = [organ]
    for name in line:
        stretches = register.stretches(name)
        yield from stretches
        line += sorted({one.superior for one in stretches}.difference(line, {""}))


def check_halls(halls: HallRegister, organs: OrganRegister) -> Report:
    """Say what is wrong with a register of halls (大厅名录检查). Never raises.

    What a hall, window, station, post or appointment refers to must stand as long as it
    does; each fault is told with its first and last day.
    """

    def found(value: Facility | Appointment) -> Iterator[Finding]:
        named = _named(value)
        concerned: list[Dated] = [value]
        for name in named:
            concerned += (*halls.stretches(name), *organs.stretches(name))

        def faults(on: date) -> Iterator[_Fault]:
            if within(on, value.since, value.until):
                yield from _missing(value, halls, organs, on)

        return _over_time(sorted(change_days(concerned)), faults)

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
    return finding(code, (organ,), organ=organ, superior=other, **span_data(*span))
