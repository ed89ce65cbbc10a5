"""What is wrong with a register of organs, and from when until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from zhengwu.findings import Finding, Report, finding
from zhengwu.organs._register import OrganRegister


def check_organs(register: OrganRegister) -> Report:
    """Say what is wrong with a register of organs (机构名录检查). Never raises.

    Every stretch between two changes is looked at, none is sampled. A fault that lasts
    over several stretches is told once, with its first and last day.
    """
    faults: dict[tuple[str, str, str], list[list[date | None]]] = {}
    for since, until in _stretches(register):
        for code, organ, other in _faults(register, since or date.min):
            spans = faults.setdefault((code, organ, other), [])
            if spans and spans[-1][1] == since:
                spans[-1][1] = until
            else:
                spans.append([since, until])
    return Report(
        _told(code, organ, other, span)
        for (code, organ, other), spans in faults.items()
        for span in spans
    )


def _stretches(
    register: OrganRegister,
) -> Iterator[tuple[date | None, date | None]]:
    return pairwise((None, *register.changes, None))


def _faults(register: OrganRegister, on: date) -> Iterator[tuple[str, str, str]]:
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
    since, until = (day.isoformat() if day else "" for day in span)
    return finding(
        code, (organ,), organ=organ, superior=other, since=since, until=until
    )
