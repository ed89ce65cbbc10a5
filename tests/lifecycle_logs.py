"""An application from submission to archive, written out event by event."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from zhengwu.lifecycle import (
    Actor,
    Assignment,
    CaseRules,
    Certificate,
    ClockKind,
    Closing,
    Context,
    CorrectionNotice,
    Decision,
    Delivery,
    Event,
    EventKind,
    Filing,
    IdentityCheck,
    ItemFeature,
    Materials,
    ReviewOpinion,
    Role,
    Submission,
)
from zhengwu.limits import WorkingDays

BEIJING = timezone(timedelta(hours=8), "+08:00")
K = EventKind
APPLICANT = Actor(Role.APPLICANT, "110101199001011237")
WINDOW = Actor(Role.WINDOW, "窗口1", "市局")
OFFICER = Actor(Role.OFFICER, "经办1", "市局")
HEAD = Actor(Role.HEAD, "局长", "市局")
MAKER = Actor(Role.CERT, "制证1", "市局")
KEEPER = Actor(Role.ARCHIVE, "档案1", "市局")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


def life(case: str = "甲1") -> list[Event]:
    """An application corrected once, decided over National Day, with a certificate, archived."""
    steps = [
        (K.SUBMIT, at(9, 21), APPLICANT, Submission(["身份证"], IdentityCheck.ONLINE)),
        (K.RECEIVE, at(9, 21, 10), WINDOW, None),
        (K.NOTIFY_CORRECTION, at(9, 22), WINDOW, CorrectionNotice(["章程"], "补正1")),
        (K.RESUPPLY, at(9, 23), APPLICANT, Materials(["章程"])),
        (K.ACCEPT, at(9, 24), WINDOW, Materials()),
        (K.START_REVIEW, at(9, 25), OFFICER, Assignment("经办1")),
        (K.PROPOSE, at(10, 9), OFFICER, ReviewOpinion("意见1")),
        (K.GRANT, at(10, 10), HEAD, Decision("许可1", "局长")),
        (K.MAKE_CERT, at(10, 10, 11), MAKER, None),
        (K.CERT_READY, at(10, 12), MAKER, Certificate("证1", checked=True)),
        (K.DELIVER, at(10, 13), WINDOW, Delivery(proof="回证1")),
        (K.CLOSE, at(10, 14), WINDOW, Closing()),
        (K.ARCHIVE, at(10, 15), KEEPER, Filing("档1")),
    ]
    return [
        Event(case, number, kind, when, who)
        if details is None
        else Event(case, number, kind, when, who, details)
        for number, (kind, when, who, details) in enumerate(steps, 1)
    ]


def context() -> Context:
    """A licence with a certificate, promised within five working days."""
    return Context(
        CaseRules(
            features={ItemFeature.CERTIFICATE},
            times={ClockKind.PROM: WorkingDays(5)},
        )
    )
