"""The log of a simulation: status records, as the conformance check of cases reads them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from zhengwu.lifecycle import (
    CodeMap,
    EventKind,
    StatusCode,
    StatusRecord,
    national_process,
)
from zhengwu.scenario._fifo import Visits
from zhengwu.scenario._hall import StreamStep
from zhengwu.scenario._simulate import Simulated
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
_OF_END: Final = {
    StepKind.ACCEPT: "accepted",
    StepKind.DECIDE: "decided",
    StepKind.DELIVER: "delivered",
}


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

    Cases are named after their stream, with their number from 1. What happens after the
    end of the time is not in the log. A second correction is there as it happened, and
    the conformance check tells it: only one notice is allowed.
    """
    found: dict[str, tuple[StatusRecord, ...]] = {}
    start = 0
    for stream, passed in zip(result.model.streams, result.passed, strict=True):
        came = result.arrived[start : start + len(passed.left)]
        start += len(came)
        for one, at in enumerate(came):
            marks = [(at, "submitted")]
            for step, visits in zip(stream.steps, passed.visits, strict=True):
                marks += _marks(step, visits, one)
            found[f"{stream.id or '办件'}-{one + 1}"] = tuple(_records(result, marks))
    return found


def _marks(step: StreamStep, visits: Visits, one: int) -> Iterator[tuple[float, str]]:
    for sent, back in visits.sent.get(one, ()):
        yield sent, "returned"
        yield back, "supplied"
    if step.kind in _REVIEWS:
        yield visits.begun[one], "reviewing"
    if step.kind in _OF_END:
        yield visits.done[one], _OF_END[step.kind]


def _records(
    result: Simulated, marks: list[tuple[float, str]]
) -> Iterator[StatusRecord]:
    """In order of time, each code of a review once."""
    line, seen = result.line, set[str]()
    for minute, code in sorted(marks, key=lambda mark: mark[0]):
        if minute > line.minutes:
            return
        if code == "reviewing" and code in seen:
            continue
        seen.add(code)
        yield StatusRecord(code, line.instant(minute))
