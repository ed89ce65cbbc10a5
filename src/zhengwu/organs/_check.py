"""Check a register of organs or halls; every finding has its first and last day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from zhengwu._dates import Dated, change_days, span_data, within
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of
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

_Fault: TypeAlias = tuple[str, str, str]  # finding code, faulty record, referenced id


@check_of(OrganRegister)
def check_organs(register: OrganRegister) -> Report:
    """Report the faults of a register of organs (机构名录检查). Never raises.

    Every period between two changes is checked. A fault that lasts over several periods
    is reported once, with its first and last day.
    """
    return Report(
        finding
        for organ in register.ids
        for finding in _check_over_time(
            sorted(change_days(_list_with_superiors(register, organ))),
            partial(_find_organ_faults, register, organ),
        )
    )


def _list_with_superiors(register: OrganRegister, organ: str) -> Iterator[Organ]:
    """Every record of an organ and of all its superiors at any time."""
    chain = [organ]
    for name in chain:
        records = register.stretches(name)
        yield from records
        chain += sorted({r.superior for r in records}.difference(chain, {""}))


@check_of(HallRegister, OrganRegister)
def check_halls(halls: HallRegister, organs: OrganRegister) -> Report:
    """Report the faults of a register of halls (大厅名录检查). Never raises.

    Every organ, hall, window or post to which a record refers must exist as long as the
    record is valid. Every fault is reported with its first and last day.
    """

    def check(record: Facility | Appointment) -> Iterator[Finding]:
        dated: list[Dated] = [record]
        for name in _list_references(record):
            dated += (*halls.stretches(name), *organs.stretches(name))

        def find_faults(on: date) -> Iterator[_Fault]:
            if within(on, record.since, record.until):
                yield from _find_missing(record, halls, organs, on)

        return _check_over_time(sorted(change_days(dated)), find_faults)

    records = (*halls, *halls.appointments)
    return Report(finding for record in records for finding in check(record))


def _list_references(record: Facility | Appointment) -> tuple[str, ...]:
    """Ids to which a record refers."""
    match record:
        case Appointment():
            return (record.post,)
        case ServiceWindow():
            return (record.hall, *record.organs)
        case Post():
            return (record.organ, record.window)
        case Hall() | AgentStation():
            return (record.organ,)


def _find_missing(
    record: Facility | Appointment,
    halls: HallRegister,
    organs: OrganRegister,
    on: date,
) -> Iterator[_Fault]:
    """References of a record that do not exist on a day."""
    match record:
        case Appointment():
            if not isinstance(halls.find(record.post, on), Post):
                yield "ZWOR006", record.person, record.post
            return
        case ServiceWindow():
            required: tuple[str, ...] = record.organs
            if not isinstance(halls.find(record.hall, on), Hall):
                yield "ZWOR005", record.id, record.hall
        case Post():
            required = (record.organ,)
            has_window = not record.window or isinstance(
                halls.find(record.window, on), ServiceWindow
            )
            if not has_window:
                yield "ZWOR005", record.id, record.window
        case Hall() | AgentStation():
            required = (record.organ,)
    for organ in required:
        if organs.find(organ, on) is None:
            yield "ZWOR005", record.id, organ


def _check_over_time(
    changes: Iterable[date], find_faults: Callable[[date], Iterable[_Fault]]
) -> Iterator[Finding]:
    """Find the faults of every period between two changes; join adjacent periods."""
    spans: dict[_Fault, list[list[date | None]]] = {}
    for since, until in pairwise((None, *changes, None)):
        for fault in find_faults(since or date.min):
            earlier = spans.setdefault(fault, [])
            if earlier and earlier[-1][1] == since:
                earlier[-1][1] = until
            else:
                earlier.append([since, until])
    for (code, subject, reference), periods in spans.items():
        for period in periods:
            yield finding(
                code,
                (subject,),
                organ=subject,
                superior=reference,
                **span_data(*period),
            )


def _find_organ_faults(
    register: OrganRegister, organ: str, on: date
) -> Iterator[_Fault]:
    """Faults of an organ on a day."""
    record = register.find(organ, on)
    if record is None or not record.superior:
        return
    superior = register.find(record.superior, on)
    if superior is None:
        yield "ZWOR001", organ, record.superior
        return
    if not record.zone and superior.level.value > record.level.value:
        yield "ZWOR002", organ, superior.id
    if not all(map(superior.serves, record.areas)):
        yield "ZWOR003", organ, superior.id
    if register.in_circle(organ, on):
        yield "ZWOR004", organ, superior.id
