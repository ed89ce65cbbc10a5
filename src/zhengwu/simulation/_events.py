"""The log of a simulation: status records, as the conformance check of cases reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from zhengwu.lifecycle import CodeMap, EventKind, StatusRecord, national_process
from zhengwu.lifecycle._codemap import StatusCode
from zhengwu.simulation._hall import StreamStep
from zhengwu.simulation._simulate import Simulated
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
        unseen_zh="看不出收件、制证和并行事项",
        unseen_en="receipt, certificates and side matters do not show",
        codes=_CODES,
    )


def status_records(result: Simulated) -> dict[str, tuple[StatusRecord, ...]]:
    """What a hall system would have recorded (仿真日志), by case.

    Cases are named after their stream, with their number from 1. Accepted is the end of
    the last step of acceptance, or the submission where there is none; reviewing begins
    after it; decided is the end of the last decision, or of all that comes before the
    delivery; what is sent back after acceptance is no correction in law and does not show.
    What happens after the end of the time is not in the log. A second correction is there
    as it happened, and the conformance check tells it: only one notice is allowed.
    """
    found: dict[str, tuple[StatusRecord, ...]] = {}
    line = result.line
    wall = WallClock(line, line.since)
    start = 0
    for stream, passed in zip(result.model.streams, result.passed, strict=True):
        came = result.arrived[start : start + len(passed.left)]
        start += len(came)
        visits, last = passed.visits, line.minutes
        clock: Callable[[float], dt.datetime] = line.instant
        if passed.walls is not None:
            visits, clock, last = passed.walls[0], wall.instant, wall.wall(last)
        for one, minute in enumerate(came):
            at = minute if passed.walls is None else wall.wall(minute)
            marks = _marks(stream.steps, visits, one, at)
            found[f"{stream.id or '办件'}-{one + 1}"] = tuple(
                StatusRecord(code, clock(when)) for when, code in marks if when <= last
            )
    return found


def _marks(
    steps: tuple[StreamStep, ...], visits: list[Visits], one: int, at: float
) -> Iterator[tuple[float, str]]:
    """What is recorded of an application, in order of time."""
    yield at, "submitted"
    pairs = list(zip(steps, visits, strict=True))
    accepting = [v for step, v in pairs if step.kind is StepKind.ACCEPT]
    for visit in accepting:
        for sent, back in visit.sent.get(one, ()):
            yield sent, "returned"
            yield back, "supplied"
    accepted = max((visit.done[one] for visit in accepting), default=at)
    yield accepted, "accepted"
    done = {
        kind: max((v.done[one] for step, v in pairs if step.kind is kind), default=None)
        for kind in (StepKind.DECIDE, StepKind.DELIVER)
    }
    decided, delivered = done[StepKind.DECIDE], done[StepKind.DELIVER]
    if decided is None and delivered is not None:
        decided = min(v.came[one] for s, v in pairs if s.kind is StepKind.DELIVER)
    reviews = [v.begun[one] for step, v in pairs if step.kind in _REVIEWS]
    if reviews:
        begun = max(min(reviews), accepted)
        if decided is None or begun <= decided:
            yield begun, "reviewing"
    if decided is not None:
        decided = max(decided, accepted)
        yield decided, "decided"
        if delivered is not None:
            yield max(delivered, decided), "delivered"
