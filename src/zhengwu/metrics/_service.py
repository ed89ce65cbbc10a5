"""What people say of a hall: complaints tracked to their answer, and weighted performance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import of_kind, refuse_other
from zhengwu.calendars import WorkCalendar
from zhengwu.findings import Finding, Report, finding
from zhengwu.limits import WorkingDays
from zhengwu.metrics._metric import Exclusion, Metric, proportion


@attrs.frozen(kw_only=True)
class Complaint:
    """Complaint (诉求工单) from a hotline or an office for complaints, to its answer.

    Args:
        id: Its number.
        received_on: Day on which it came.
        channel: By which way, such as 12345 or 找茬办公室.
        organ: Id of the organ that must answer; empty if not assigned.
        answered_on: Day on which it was answered; None while it is open.
        satisfied: What the citizen said when asked again; None if not asked.

    Raises:
        InputError: It was answered before it came, or judged before it was answered.
    """

    id: str
    received_on: date
    channel: str = ""
    organ: str = ""
    answered_on: date | None = None
    satisfied: bool | None = attrs.field(
        default=None, validator=of_kind(bool, type(None))
    )

    def __attrs_post_init__(self) -> None:
        as_date(self.received_on, "received_on")
        answered = self.answered_on
        if answered is not None:
            as_date(answered, "answered_on")
        if answered is not None and answered < self.received_on:
            raise InputError(
                f"诉求 {self.id} 的答复日 {answered} 早于收到日 {self.received_on}",
                f"complaint {self.id} was answered on {answered}, before it came on "
                f"{self.received_on}",
            )
        if answered is None and self.satisfied is not None:
            raise InputError(
                f"诉求 {self.id} 还没有答复,不能有满意与否",
                f"complaint {self.id} is open and cannot be judged yet",
            )

    def open_at(self, on: date) -> bool:
        """Whether it had come and was not answered on that day."""
        answered = self.answered_on
        return self.received_on <= on and (answered is None or answered > on)


def check_complaints(
    complaints: Iterable[Complaint],
    *,
    at: date,
    limit: WorkingDays,
    calendar: WorkCalendar,
) -> Report:
    """Say which complaints are open past their time, or with nobody (诉求逐件跟办).

    Args:
        complaints: The complaints.
        at: The day.
        limit: Time within which each must be answered.
        calendar: Which days are worked.

    Returns:
        A finding for each; counts ``complaints``, ``open`` and ``late``, and ``uncertain``
        for those whose last day rests on days that are not final.

    Raises:
        InputError: `at` is no date.
    """
    at = as_date(at, "at")
    found: list[Finding] = []
    counts = {"complaints": 0, "open": 0, "late": 0, "uncertain": 0}
    for position, one in enumerate(complaints):
        if one.received_on > at:
            continue
        counts["complaints"] += 1
        deadline = limit.due(one.received_on, calendar)
        due = deadline.date
        counts["uncertain"] += not deadline.certain
        is_open = one.open_at(at)
        ended = at if is_open or one.answered_on is None else one.answered_on
        late = ended > due
        counts["open"] += is_open
        counts["late"] += late
        if is_open and (late or not one.organ):
            found.append(
                finding(
                    "ZWSC009", (position,), complaint=one.id, channel=one.channel or "-",
                    received=one.received_on.isoformat(), due=due.isoformat(),
                    organ=one.organ or "-",
                )
            )  # fmt: skip
    return Report(found, counts)


def answered_in_time(
    complaints: Iterable[Complaint],
    *,
    at: date,
    limit: WorkingDays,
    calendar: WorkCalendar,
) -> Metric:
    """The share of complaints that were answered in time (按期答复率).

    Open ones whose time is not over are left out; those past it count as late.
    """
    at = as_date(at, "at")
    held = [one for one in complaints if one.received_on <= at]
    judged = in_time = 0
    for one in held:
        due = limit.due(one.received_on, calendar).date
        if one.open_at(at) and at <= due:
            continue
        judged += 1
        in_time += one.answered_on is not None and one.answered_on <= min(due, at)
    left = Exclusion("在办且未到期", "open, and in time still", len(held) - judged)
    return proportion(
        "answered_in_time",
        ("按期答复率", "answered in time"),
        in_time,
        judged,
        formula="answered in time / answered or due",
        excluded=[left],
    )


def satisfied_share(complaints: Iterable[Complaint]) -> Metric:
    """The share of those asked again who are satisfied (回访满意度), with its interval."""
    held = [*complaints]
    asked = [one for one in held if one.satisfied is not None]
    left = Exclusion("未回访", "not asked", len(held) - len(asked))
    return proportion(
        "satisfied_share",
        ("回访满意度", "satisfied when asked again"),
        sum(one.satisfied is True for one in asked),
        len(asked),
        formula="satisfied / asked",
        excluded=[left],
        source="12345 回访",
        sample=True,
    )


def weighted_score(
    scores: Mapping[str, Fraction | int], weights: Mapping[str, Fraction | int]
) -> Metric:
    """A score of several, each with its weight (绩效得分与占比权重).

    Args:
        scores: Score of each, by name.
        weights: Weight of each, by name.

    Raises:
        InputError: A score without a weight, a weight below 0, or none above it.
    """
    missing = sorted(scores.keys() ^ weights.keys())
    for name, value in (*scores.items(), *weights.items()):
        refuse_other(value, name, int, Fraction)
    whole = Fraction(sum(weights.values()))
    if missing or min(weights.values(), default=0) < 0 or not whole:
        zh = "、".join(missing) or "权重应为正"
        en = ", ".join(missing) or "weights must be above 0"
        raise InputError(
            f"得分与权重对不上:{zh};请逐项写明",
            f"scores and weights do not match: {en}; state both for each",
        )
    total = sum(
        (Fraction(scores[name]) * Fraction(weights[name]) for name in scores),
        Fraction(),
    )
    return Metric(
        id="weighted_score", zh="绩效得分", en="weighted score", value=total / whole,
        numerator=total, denominator=whole, formula="Σ weight·score / Σ weight", unit="",
    )  # fmt: skip
