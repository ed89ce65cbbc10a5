"""Log of a simulation as status records, which the conformance check of cases reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from zhengwu.lifecycle import CodeMap, EventKind, StatusRecord, national_process
from zhengwu.lifecycle._codemap import StatusCode
from zhengwu.simulation._hall import StreamStep
from zhengwu.simulation._simulate import Simulated, iter_streams
from zhengwu.simulation._worktime import WallClock
from zhengwu.simulation.engines._fifo import Visits
from zhengwu.world import StepKind

_CODES: Final = (
    StatusCode("submitted", "提交", "submitted", (EventKind.SUBMIT,)),
    StatusCode(
        "returned", "补正告知", "correction asked", (EventKind.NOTIFY_CORRECTION,)
    ),
    StatusCode("supplied", "补正提交", "correction supplied", (EventKind.RESUPPLY,)),
    StatusCode("accepted", "受理", "accepted", (EventKind.ACCEPT,)),
    StatusCode("reviewing", "开始审查", "review begun", (EventKind.START_REVIEW,)),
    StatusCode("decided", "决定", "decided", (EventKind.GRANT,)),
    StatusCode("delivered", "送达", "delivered", (EventKind.DELIVER,)),
)
_REVIEWS: Final = frozenset(
    {
        StepKind.FIRST_REVIEW,
        StepKind.REVIEW,
        StepKind.PREREQUISITE,
        StepKind.COUNTERSIGN,
    }
)


@cache
def simulation_codes() -> CodeMap:
    """The status codes of a simulated log (仿真状态码), for `Conformance`."""
    covered = {event for code in _CODES for event in code.events}
    rows = national_process().transitions
    return CodeMap(
        id="simulation",
        title_zh="仿真日志",
        title_en="log of a simulation",
        silent=frozenset(row.event for row in rows) - covered,
        unseen_zh="不记录收件、制证和并行事项",
        unseen_en="receipt, certificates and parallel matters are not recorded",
        codes=_CODES,
    )


def status_records(result: Simulated) -> dict[str, tuple[StatusRecord, ...]]:
    """Status records that a hall system would write (仿真日志), by case.

    A case is named after its stream, with a number from 1. It is accepted at the end of
    the last step of acceptance, or at the submission if there is no such step. Its review
    begins after that. It is decided at the end of the last decision, or at the start of
    the delivery if there is no decision. Returns after acceptance are not corrections in
    law and are not recorded. Events after the end of the timeline are omitted. A second
    correction is recorded, and the conformance check reports it: only a single notice is
    allowed.
    """
    records: dict[str, tuple[StatusRecord, ...]] = {}
    line = result.line
    wall = WallClock(line, line.since)
    for stream, passed, came in iter_streams(result):
        visits, last = passed.visits, line.minutes
        clock: Callable[[float], dt.datetime] = line.instant
        if passed.walls is not None:
            visits, clock, last = passed.walls[0], wall.instant, wall.wall(last)
        for number, minute in enumerate(came):
            at = minute if passed.walls is None else wall.wall(minute)
            events = _iter_events(stream.steps, visits, number, at)
            records[f"{stream.id or '办件'}-{number + 1}"] = tuple(
                StatusRecord(code, clock(when)) for when, code in events if when <= last
            )
    return records


def _iter_events(
    steps: tuple[StreamStep, ...], visits: list[Visits], number: int, at: float
) -> Iterator[tuple[float, str]]:
    """Times and status codes of an application, in order of time."""
    yield at, "submitted"
    pairs = list(zip(steps, visits, strict=True))
    accepting = [v for step, v in pairs if step.kind is StepKind.ACCEPT]
    for visit in accepting:
        for sent, back in visit.sent.get(number, ()):
            yield sent, "returned"
            yield back, "supplied"
    accepted = max((visit.done[number] for visit in accepting), default=at)
    yield accepted, "accepted"
    done = {
        kind: max((v.done[number] for s, v in pairs if s.kind is kind), default=None)
        for kind in (StepKind.DECIDE, StepKind.DELIVER)
    }
    decided, delivered = done[StepKind.DECIDE], done[StepKind.DELIVER]
    if decided is None and delivered is not None:
        decided = min(v.came[number] for s, v in pairs if s.kind is StepKind.DELIVER)
    reviews = [v.begun[number] for step, v in pairs if step.kind in _REVIEWS]
    if reviews:
        begun = max(min(reviews), accepted)
        if decided is None or begun <= decided:
            yield begun, "reviewing"
    if decided is not None:
        decided = max(decided, accepted)
        yield decided, "decided"
        if delivered is not None:
            yield max(delivered, decided), "delivered"
