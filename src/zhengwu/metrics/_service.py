"""Feedback on a hall: complaints tracked to their answer, satisfaction, weighted scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu._rates import Exclusion
from zhengwu._values import Value
from zhengwu.calendars import WorkCalendar
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of, refuse_type
from zhengwu.limits import WorkingDays
from zhengwu.metrics._metric import Metric, proportion


@attrs.frozen(kw_only=True)
class Complaint(Value):
    """Complaint (诉求工单) from a hotline or a complaints office, with its answer.

    Args:
        id: Number of the complaint.
        received_on: Day of receipt.
        channel: Channel of the complaint, such as 12345 or 找茬办公室.
        organ: Id of the organ that must answer; empty if not assigned.
        answered_on: Day of the answer; None while the complaint is open.
        satisfied: Reply of the citizen in the follow-up call; None if not asked.

    Raises:
        InputError: The answer is before the receipt, or an open complaint has a reply on
            satisfaction.
    """

    id: str
    received_on: date
    channel: str = ""
    organ: str = ""
    answered_on: date | None = None
    satisfied: bool | None = attrs.field(default=None)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        as_date(self.received_on, "received_on")
        answered = self.answered_on
        if answered is not None:
            as_date(answered, "answered_on")
        if answered is not None and answered < self.received_on:
            raise InputError(
                f"诉求 {self.id} 的答复日 {answered} 早于收到日 {self.received_on}",
                f"complaint {self.id} was answered on {answered}, before its receipt on "
                f"{self.received_on}",
            )
        if answered is None and self.satisfied is not None:
            raise InputError(
                f"诉求 {self.id} 尚未答复,不能登记回访满意度",
                f"complaint {self.id} is open and cannot state satisfaction yet",
            )

    def open_at(self, on: date) -> bool:
        """Whether the complaint was received but not answered by the end of a day."""
        answered = self.answered_on
        return self.received_on <= on and (answered is None or answered > on)


@check_of(Iterable)
def check_complaints(
    complaints: Iterable[Complaint],
    *,
    at: date,
    limit: WorkingDays,
    calendar: WorkCalendar,
) -> Report:
    """Report open complaints that are overdue or not assigned (诉求逐件跟办).

    Args:
        complaints: The complaints.
        at: The day.
        limit: Limit within which each complaint must be answered.
        calendar: Calendar of working days.

    Returns:
        A finding for each such complaint; counts ``complaints``, ``open``, ``late``, and
        ``uncertain`` for complaints whose due day depends on days that are not final.

    Raises:
        InputError: `at` is not a date.
    """
    at = as_date(at, "at")
    findings: list[Finding] = []
    counts = {"complaints": 0, "open": 0, "late": 0, "uncertain": 0}
    for position, complaint in enumerate(complaints):
        if not isinstance(complaint, Complaint):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may not use a type checker
            findings.append(refuse_type(complaint, Complaint, (position,)))
            continue
        if complaint.received_on > at:
            continue
        counts["complaints"] += 1
        deadline = limit.due(complaint.received_on, calendar)
        due = deadline.date
        counts["uncertain"] += not deadline.certain
        is_open, answered = complaint.open_at(at), complaint.answered_on
        ended = at if is_open or answered is None else answered
        late = ended > due
        counts["open"] += is_open
        counts["late"] += late
        if is_open and (late or not complaint.organ):
            findings.append(
                finding(
                    "ZWSC009",
                    (position,),
                    complaint=complaint.id,
                    channel=complaint.channel or "-",
                    received=complaint.received_on.isoformat(),
                    due=due.isoformat(),
                    organ=complaint.organ or "-",
                )
            )
    return Report(findings, counts)


def answered_in_time(
    complaints: Iterable[Complaint],
    *,
    at: date,
    limit: WorkingDays,
    calendar: WorkCalendar,
) -> Metric:
    """Share of complaints that were answered in time (按期答复率).

    Open complaints that are not yet due are left out; overdue complaints count as late.
    """
    at = as_date(at, "at")
    received = [c for c in complaints if c.received_on <= at]
    judged = in_time = 0
    for complaint in received:
        due = limit.due(complaint.received_on, calendar).date
        if complaint.open_at(at) and at <= due:
            continue
        judged += 1
        answered = complaint.answered_on
        in_time += answered is not None and answered <= min(due, at)
    not_due = Exclusion("在办且未到期", "open and not due", len(received) - judged)
    return proportion(
        "answered_in_time",
        ("按期答复率", "answered in time"),
        in_time,
        judged,
        formula="answered in time / answered or due",
        excluded=[not_due],
    )


def satisfied_share(complaints: Iterable[Complaint]) -> Metric:
    """Share of satisfied citizens in follow-up calls (回访满意度), with its interval."""
    replies = [complaint.satisfied for complaint in complaints]
    known = [reply for reply in replies if reply is not None]
    not_asked = Exclusion("未回访", "not asked", len(replies) - len(known))
    return proportion(
        "satisfied_share",
        ("回访满意度", "satisfied in the follow-up"),
        sum(known),
        len(known),
        formula="satisfied / asked",
        excluded=[not_asked],
        source="12345 回访",
        sample=True,
    )


def weighted_score(
    scores: Mapping[str, Fraction | int], weights: Mapping[str, Fraction | int]
) -> Metric:
    """Weighted mean of scores (绩效得分与占比权重).

    Args:
        scores: Scores by name.
        weights: Weights by the same names.

    Raises:
        InputError: A score has no weight, a weight no score, a weight is below 0, or all
            weights are 0.
    """
    missing = sorted(scores.keys() ^ weights.keys())
    for name, value in (*scores.items(), *weights.items()):
        refuse_other(value, name, int, Fraction)
    whole = Fraction(sum(weights.values()))
    if missing or min(weights.values(), default=0) < 0 or not whole:
        zh = "、".join(missing) or "权重应为非负数且不全为 0"
        en = ", ".join(missing) or "weights must be from 0, and not all 0"
        raise InputError(
            f"得分与权重不一致:{zh};请逐项写明",
            f"scores and weights do not match: {en}; state both for each name",
        )
    total = sum(
        (Fraction(scores[name]) * Fraction(weights[name]) for name in scores),
        Fraction(),
    )
    return Metric(
        id="weighted_score", zh="绩效得分", en="weighted score", value=total / whole,
        numerator=total, denominator=whole, formula="Σ weight·score / Σ weight", unit="",
    )  # fmt: skip
