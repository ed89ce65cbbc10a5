"""Case in a hall, on which tests perform events.

`Scene.do` performs a valid event; a test states only what differs from that event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from zhengwu.lifecycle import (
    SYSTEM,
    Accepted,
    Actor,
    Assignment,
    Case,
    CaseRules,
    Certificate,
    Closing,
    Conclusion,
    Consultation,
    Context,
    CorrectionNotice,
    Decision,
    Delivery,
    DeliveryMethod,
    Details,
    Event,
    EventKind,
    ExtensionGrant,
    Filing,
    IdentityCheck,
    ItemFeature,
    JointKind,
    JointStep,
    Materials,
    NoDetails,
    NonAcceptance,
    PaperRecord,
    Phase,
    Pledge,
    Rating,
    Reasoned,
    Refused,
    ReturnFromAbove,
    ReviewOpinion,
    Role,
    SideKind,
    SpecialProcedure,
    SpecialResult,
    SpotFix,
    Submission,
    decide,
    national_process,
)
from zhengwu.lifecycle._case import SideMatter
from zhengwu.lifecycle._decide import Answer
from zhengwu.limits import WorkingDays, WrittenNotice

K = EventKind
BEIJING: Final = timezone(timedelta(hours=8))
MONDAY: Final = "2026-03-02"  # no holiday until 4 April

FORM, PLAN = "申请书", "平面图"

APPLICANT = Actor(Role.APPLICANT, "申请人甲")
AGENT = Actor(Role.AGENT, "代办员乙")
CLERK = Actor(Role.WINDOW, "窗口丙")
OFFICER = Actor(Role.OFFICER, "承办丁")
CHIEF = Actor(Role.CHIEF, "首席戊")
HEAD = Actor(Role.HEAD, "局长己")
GOV_HEAD = Actor(Role.GOV_HEAD, "县长庚")
LEAD = Actor(Role.LEAD, "牵头辛")
UPPER = Actor(Role.UPPER, "市局壬", "市局")
EXPERT = Actor(Role.EXPERT, "专家癸")
CERT = Actor(Role.CERT, "制证员")
COURIER = Actor(Role.COURIER, "邮递员")
ARCHIVIST = Actor(Role.ARCHIVE, "档案员")
SUPERVISOR = Actor(Role.SUPERVISOR, "监察员")
SERVICE_OFFICE = Actor(Role.SERVICE_OFFICE, "政务服务中心")
ASKED = Actor(Role.CONSULTED, "环保员", "环保局")

ASK, VISIT, MEETING, PART = "环评意见", "踏勘", "会商", "消防"  # names of side matters

NOTICE = WrittenNotice(
    reference="告知1号", given_on=date(2026, 3, 2), needed=WorkingDays(15)
)
GRANTING = Decision(number="准1号", signed_by=HEAD.id)
REFUSING = Decision(
    number="不准1号", signed_by=HEAD.id, reason="不符合条件", remedy=True
)
FILED = Conclusion(reference="记录1号")


def ending(ground: str) -> Decision:
    """A decision that ends a licence or an application on a ground."""
    return Decision(
        number="撤1号", signed_by=HEAD.id, ground=ground, reason="查明", remedy=True
    )


_LAPSES: Final = {
    kind
    for rule in (
        *national_process().clocks,
        *(state for side in national_process().sides for state in side.states),
    )
    if (kind := rule.lapse) is not None
}
IN_ORDER: Final[Mapping[EventKind, tuple[Actor, Details, str]]] = {
    **{kind: (SYSTEM, NoDetails(), "") for kind in _LAPSES},
    K.OPINION_LAPSE: (SYSTEM, NoDetails(), ASK),
    K.GAP_LAPSE: (SYSTEM, NoDetails(), PLAN),
    K.SAVE: (APPLICANT, NoDetails(), ""),
    K.SUBMIT: (APPLICANT, Submission([FORM], IdentityCheck.COUNTER), ""),
    K.RECEIVE: (CLERK, NoDetails(), ""),
    K.COUNTER_FIX: (CLERK, SpotFix("错别字"), ""),
    K.NOTIFY_CORRECTION: (CLERK, CorrectionNotice([PLAN], "补1号"), ""),
    K.RESUPPLY: (APPLICANT, Materials([PLAN]), ""),
    K.NOT_REQUIRED: (OFFICER, Reasoned("依法不需要许可", "行政许可法第十三条"), ""),
    K.NOT_ACCEPTED: (OFFICER, NonAcceptance("市局", "不属于本机关职权"), ""),
    K.ACCEPT: (CLERK, Materials(), ""),
    K.ACCEPT_DEFERRED: (CLERK, Pledge("承1号", [PLAN]), ""),
    K.ACCEPT_COMMITMENT: (CLERK, Pledge("承2号"), ""),
    K.START_REVIEW: (OFFICER, Assignment(OFFICER.id), ""),
    K.INSTANT_DECIDE: (CLERK, NoDetails(), ""),
    K.START_SPECIAL: (
        OFFICER,
        SpecialProcedure("inspection", NOTICE, "行政许可法第四十五条"),
        "",
    ),
    K.END_SPECIAL: (OFFICER, SpecialResult("检验报告1号"), ""),
    K.EXTEND: (HEAD, ExtensionGrant(WorkingDays(10), NOTICE), ""),
    K.CONSULT: (OFFICER, Consultation("环保局", basis="环境影响评价法"), ASK),
    K.JOINT_VISIT: (
        LEAD,
        JointStep(JointKind.VISIT, ["县局", "环保局"], ["丁", "子"]),
        VISIT,
    ),
    K.MEETING: (LEAD, JointStep(JointKind.MEETING, ["县局", "环保局"]), MEETING),
    K.FORWARD_UP: (OFFICER, ReviewOpinion("初审1号"), ""),
    K.UPPER_GRANTED: (UPPER, GRANTING, ""),
    K.UPPER_DENIED: (UPPER, REFUSING, ""),
    K.UPPER_RETURN: (UPPER, ReturnFromAbove("初审意见不清"), ""),
    K.PROPOSE: (OFFICER, ReviewOpinion("审查1号"), ""),
    K.SEND_BACK: (HEAD, Reasoned("事实不清"), ""),
    K.GRANT: (HEAD, GRANTING, ""),
    K.DENY: (HEAD, REFUSING, ""),
    K.WITHDRAW_EARLY: (APPLICANT, NoDetails(), ""),
    K.WITHDRAW: (APPLICANT, NoDetails(), ""),
    K.TERMINATE: (HEAD, ending("applicant_ended"), ""),
    K.MAKE_CERT: (CERT, NoDetails(), ""),
    K.NO_CERT: (CLERK, NoDetails(), ""),
    K.CERT_READY: (CERT, Certificate("证1号", checked=True), ""),
    K.NOTICE_READY: (CLERK, PaperRecord("文书1号"), ""),
    K.DELIVER: (COURIER, Delivery(DeliveryMethod.MAIL, "回执1号"), ""),
    K.CLOSE: (CLERK, Closing(), ""),
    K.ARCHIVE: (ARCHIVIST, Filing("卷1号"), ""),
    K.VOID: (SUPERVISOR, Reasoned("重复录入", second="复核员"), ""),
    K.OPINION_REPLY: (ASKED, Conclusion("复函1号"), ASK),
    K.OPINION_RECALL: (OFFICER, Reasoned("不再需要"), ASK),
    K.JOINT_DONE: (LEAD, FILED, VISIT),
    K.JOINT_CANCEL: (LEAD, Reasoned("不再需要"), VISIT),
    K.CHILD_OPEN: (LEAD, NoDetails(), PART),
    K.CHILD_CLOSE: (LEAD, FILED, PART),
    K.GAP_SUPPLY: (APPLICANT, Materials([PLAN]), PLAN),
    K.PLEDGE_VERIFY: (SUPERVISOR, FILED, ""),
    K.PLEDGE_BREACH: (SUPERVISOR, PaperRecord("核查1号", "与承诺不符"), ""),
    K.RATE: (APPLICANT, Rating(1, "态度差"), ""),
    K.RATING_CHECK: (OFFICER, Reasoned("属实"), ""),
    K.RATING_RECTIFY: (OFFICER, PaperRecord("整改1号"), ""),
    K.RATING_ANSWER: (OFFICER, PaperRecord("答复1号"), ""),
    K.RATING_APPEAL: (OFFICER, Reasoned("评错了办件"), ""),
    K.RATING_SETTLE: (SERVICE_OFFICE, PaperRecord("回访1号"), ""),
    K.LICENCE_CHANGE: (HEAD, GRANTING, ""),
    K.LICENCE_REVOKE: (HEAD, ending("fraud"), ""),
    K.LICENCE_RECALL: (HEAD, ending("law_changed"), ""),
    K.LICENCE_CANCEL: (HEAD, ending("on_request"), ""),
    K.RENEW_APPLY: (APPLICANT, NoDetails(), ""),
    K.RENEW_GRANT: (
        HEAD,
        Decision("延1号", HEAD.id, valid_until=date(2031, 12, 31)),
        "",
    ),
    K.RENEW_REFUSE: (HEAD, REFUSING, ""),
}
"""A valid event of each kind: its actor, its details and its side matter."""

_RECEIVED = (K.SUBMIT, K.RECEIVE)
_REVIEWING = (*_RECEIVED, K.ACCEPT, K.START_REVIEW)
_GRANTED = (*_REVIEWING, K.PROPOSE, K.GRANT)
WAYS: Final[Mapping[Phase, tuple[EventKind, ...]]] = {
    Phase.DRAFT: (),
    Phase.SUBMITTED: (K.SUBMIT,),
    Phase.RECEIVED: _RECEIVED,
    Phase.CORRECTING: (*_RECEIVED, K.NOTIFY_CORRECTION),
    Phase.ACCEPTED: (*_RECEIVED, K.ACCEPT),
    Phase.REVIEWING: _REVIEWING,
    Phase.SPECIAL: (*_REVIEWING, K.START_SPECIAL),
    Phase.UPSTREAM: (*_REVIEWING, K.FORWARD_UP),
    Phase.DECIDING: (*_REVIEWING, K.PROPOSE),
    Phase.GRANTED: _GRANTED,
    Phase.NOT_GRANTED: (*_REVIEWING, K.PROPOSE, K.DENY),
    Phase.MAKING: (*_GRANTED, K.MAKE_CERT),
    Phase.DELIVERING: (*_GRANTED, K.NO_CERT),
    Phase.DELIVERED: (*_GRANTED, K.NO_CERT, K.DELIVER),
    Phase.CLOSED: (*_GRANTED, K.NO_CERT, K.DELIVER, K.CLOSE),
    Phase.ARCHIVED: (*_GRANTED, K.NO_CERT, K.DELIVER, K.CLOSE, K.ARCHIVE),
    Phase.VOID: (K.SUBMIT, K.VOID),
}
"""Shortest path to each phase, for an item without a certificate."""


def at(when: str | datetime) -> datetime:
    """An instant in Beijing time; a day without an hour means 09:00 on that day."""
    if isinstance(when, datetime):
        return when
    day, _, hour = when.partition(" ")
    return datetime.fromisoformat(f"{day}T{hour or '09:00'}+08:00")


def item(*features: ItemFeature, **rules: Any) -> CaseRules:
    """Rules of an item."""
    return CaseRules(features=features, **rules)


class Scene:
    """A case with the log of its accepted events."""

    def __init__(self, *features: ItemFeature, **rules: Any) -> None:
        context = rules.pop("context", None)
        self.ctx: Context = context or Context(item(*features, **rules))
        self.case = Case("办1")
        self.log: list[Event] = []

    def event(
        self,
        kind: EventKind,
        when: str | datetime = MONDAY,
        actor: Actor | None = None,
        details: Details | None = None,
        key: str | None = None,
        **more: Any,
    ) -> Event:
        """The next event: valid, except for the values that are given."""
        if kind not in IN_ORDER:
            raise AssertionError(
                f"{kind.value} has no valid event in IN_ORDER of tests/lifecycle_scene.py"
            )
        usual_actor, usual_details, usual_key = IN_ORDER[kind]
        recorded = more.pop("recorded", None)
        return Event(
            more.pop("case", self.case.id),
            more.pop("seq", self.case.seq + 1),
            kind,
            at(when),
            actor or usual_actor,
            usual_details if details is None else details,
            usual_key if key is None else key,
            None if recorded is None else at(recorded),
        )

    def put(self, kind: EventKind, *args: Any, **more: Any) -> Answer:
        """Decide on an event; if it is accepted, the case changes."""
        event = self.event(kind, *args, **more)
        answer = decide(self.case, event, self.ctx)
        if isinstance(answer, Accepted):
            self.case = answer.case
            self.log.append(event)
        return answer

    def do(self, kind: EventKind, *args: Any, **more: Any) -> Accepted:
        """Perform an event that must be accepted."""
        answer = self.put(kind, *args, **more)
        assert isinstance(answer, Accepted), answer.explain("en")
        return answer

    def refused(self, kind: EventKind, *args: Any, **more: Any) -> Refused:
        """Try an event that must be refused."""
        answer = self.put(kind, *args, **more)
        assert isinstance(answer, Refused), f"{kind.value} was accepted"
        return answer

    def to(self, phase: Phase, when: str | datetime = MONDAY) -> Scene:
        """Bring a new case to a phase, all on one day."""
        return self.by(*WAYS[phase], when=when)

    def by(self, *kinds: EventKind, when: str | datetime = MONDAY) -> Scene:
        """Perform several valid events, all on one day."""
        for kind in kinds:
            self.do(kind, when)
        return self

    def side(self, kind: SideKind, key: str = "") -> SideMatter:
        """A side matter that must exist."""
        side = self.case.side(kind, key)
        assert side is not None
        return side

    @property
    def clocks(self) -> set[str]:
        """Clocks that run; suspended clocks are marked with ``~``."""
        return {("~" if c.paused else "") + c.kind.value for c in self.case.clocks}


def granted(until: date | None = None, when: str = MONDAY, **rules: Any) -> Scene:
    """A case that was granted, with a licence until a day."""
    scene = Scene(**rules).to(Phase.DECIDING, when)
    decision = Decision(number="准1号", signed_by=HEAD.id, valid_until=until)
    scene.do(K.GRANT, when, details=decision)
    return scene
