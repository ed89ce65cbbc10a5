"""How an item is handled here: its steps, prerequisite reviews, proofs and standing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import inf
from typing import Any, Final, get_args

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import of_kind, to_number, to_texts
from zhengwu._text import TextEnum
from zhengwu.items import ImplementingItem, PrerequisiteReview, ProcedureStep, Proof
from zhengwu.legal import LegalBasis, parse_citations
from zhengwu.limits import LimitReading, ReadingStatus
from zhengwu.limits.rules._book import DurationClass
from zhengwu.limits.values._limit import SimpleLimit


class Standing(TextEnum):
    """Whether an item is offered (事项状态)."""

    LIVE = "live", "在用", "live"
    SUSPENDED = "suspended", "暂停实施", "suspended"
    CANCELLED = "cancelled", "取消", "cancelled"


class Initiation(TextEnum):
    """Who begins it (启动方式)."""

    ON_APPLICATION = "on_application", "依申请", "on application"
    EX_OFFICIO = "ex_officio", "依职权", "ex officio"
    PUBLIC_SERVICE = "public_service", "公共服务", "public service"


class StepKind(TextEnum):
    """Kind of a step (环节类别)."""

    ACCEPT = "accept", "受理", "accept"
    IDENTITY = "identity", "身份认证", "verify identity"
    FIRST_REVIEW = "first_review", "初审", "first review"
    PREREQUISITE = "prerequisite", "前置审查", "prerequisite review"
    REVIEW = "review", "审查", "review"
    EXPERT = "expert", "专家论证", "expert opinion"
    INSPECTION = "inspection", "检验检疫检测", "inspection and testing"
    SURVEY = "survey", "现场勘察", "site visit"
    EVALUATION = "evaluation", "评估认证", "evaluation"
    COUNTERSIGN = "countersign", "会签", "countersign"
    PANEL = "panel", "会商会审", "joint meeting"
    FORWARD = "forward", "转报", "forward"
    DECIDE = "decide", "决定", "decide"
    CERTIFY = "certify", "制证", "make the certificate"
    DELIVER = "deliver", "送达", "deliver"
    OTHER = "other", "其他", "other"


_KINDS: Final = (
    (StepKind.FIRST_REVIEW, "初审|预审"),
    (StepKind.PREREQUISITE, "前置|征求意见"),
    (StepKind.EXPERT, "论证|专家"),
    (StepKind.INSPECTION, "检验|检疫|检测|鉴定"),
    (StepKind.SURVEY, "勘察|踏勘|勘验|现场核查|实地"),
    (StepKind.EVALUATION, "评估|认证|评审"),
    (StepKind.COUNTERSIGN, "会签"),
    (StepKind.PANEL, "会商|会审"),
    (StepKind.FORWARD, "转报|上报|转外"),
    (StepKind.CERTIFY, "制证|发证|颁证|制作"),
    (StepKind.DELIVER, "送达|出件|领取|公告|公示"),
    (StepKind.DECIDE, "决定|审批|核准|批准|办结"),
    (StepKind.REVIEW, "审查|审核|复核|核查|核对"),
    (StepKind.ACCEPT, "受理|收件|申请"),
)
_PATTERNS: Final = tuple((kind, re.compile(words)) for kind, words in _KINDS)


class StepActor(TextEnum):
    """Who brings a step about (由谁办理)."""

    APPLICANT = "applicant", "申请人自行去办", "the applicant"
    HOST = "host", "牵头机关", "the host organ"


class Channel(TextEnum):
    """How a step reaches the applicant (办理渠道)."""

    COUNTER = "counter", "窗口", "counter"
    ONLINE = "online", "网上", "online"
    VIDEO = "video", "远程视频", "video"
    MAIL = "mail", "寄递", "mail"
    AGENT = "agent", "代办", "agent"
    INTERNAL = "internal", "内部", "internal"


def _to_bases(bases: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return tuple(bases)


LIMITS: Final = get_args(SimpleLimit)
"""Classes of limits of one amount (单一时限的类)."""


@attrs.frozen(kw_only=True)
class HandlingStep:
    """Step in the handling of an item (办理环节), with who does it and how.

    Args:
        name: What is done.
        kind: Its kind.
        organ: Id of the organ that does it; empty for the host.
        pool: Id of the windows or staff that do it; empty if not modelled.
        minutes: Mean working time, in minutes; 0 if not known.
        limit: Its own time limit; None if none is set.
        basis: Where it stands written that it must be done.
        substantive: Whether something is judged (实质审查), or form only.
        by: Who brings it about.
        group: Steps of one group run side by side (并联); empty for one after the other.
        lead: Id of the organ that leads the group.
        deemed: Whether silence at the end of its limit counts as agreement (超时默认).
        liable: Id of the organ that answers for the silence.
        channel: How it reaches the applicant.
        visit: Whether the applicant must come for it.
        no_veto: Whether whoever does it may pass on and not refuse (无否决权).
        published: As the list publishes it; None if it does not.
    """

    name: str
    kind: StepKind = attrs.field(default=StepKind.OTHER, validator=of_kind(StepKind))
    organ: str = ""
    pool: str = ""
    minutes: float = attrs.field(default=0.0, converter=to_number)
    limit: SimpleLimit | None = attrs.field(
        default=None, validator=of_kind(*LIMITS, type(None))
    )
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    substantive: bool = True
    by: StepActor = attrs.field(default=StepActor.HOST, validator=of_kind(StepActor))
    group: str = ""
    lead: str = ""
    deemed: bool = False
    liable: str = ""
    channel: Channel = attrs.field(default=Channel.COUNTER, validator=of_kind(Channel))
    visit: bool = False
    no_veto: bool = False
    published: ProcedureStep | None = None

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.minutes < inf:
            raise InputError(
                f"环节 {self.name} 用时为 {self.minutes} 分钟,应为非负数",
                f"step {self.name} takes {self.minutes} minutes; it must be a number, not below 0",
            )
        if self.deemed and self.limit is None:
            raise InputError(
                f"环节 {self.name} 超时默认,但没有时限;请写明多长时间视为同意",
                f"silence in step {self.name} counts as agreement, but it has no limit; "
                "state after what time",
            )

    @classmethod
    def of(cls, step: ProcedureStep) -> HandlingStep:
        """The step of a list; its kind by the words of its name, else ``OTHER``."""
        limit = None if step.limit is None else step.limit.limit
        simple = limit if isinstance(limit, SimpleLimit) else None
        return cls(
            name=step.name, kind=kind_of(step.name), limit=simple, published=step
        )

    @property
    def shown(self) -> ProcedureStep:
        """The step as a list would publish it."""
        if self.published is not None:
            return self.published
        if self.limit is None:
            return ProcedureStep(self.name)
        text = f"{self.name}:{self.limit.label('zh')}"
        return ProcedureStep(self.name, reading_of(self.limit), text=text)


def kind_of(name: str) -> StepKind:
    """The kind of a step by the words of its name (环节类别识别).

    >>> kind_of("现场踏勘").value, kind_of("归档").value
    ('survey', 'other')
    """
    for kind, words in _PATTERNS:
        if words.search(name):
            return kind
    return StepKind.OTHER


def reading_of(limit: SimpleLimit, before: LimitReading | None = None) -> LimitReading:
    """A limit as a list would state it (时限文字); what did not count still does not.

    Args:
        limit: The limit.
        before: What the list said before, for the event it runs from and what is not
            counted; None if nothing.
    """
    starts = None if before is None else before.starts_from
    left_out = () if before is None else before.exclusions
    text = f"{starts or ''}{limit.label('zh')}"
    if left_out:
        text += f"(不含{'、'.join(left_out)})"
    return LimitReading(
        text=text,
        status=ReadingStatus.OK,
        limit=limit,
        parts=(limit,),
        starts_from=starts,
        exclusions=left_out,
    )


def _to_steps(steps: Iterable[HandlingStep]) -> tuple[HandlingStep, ...]:
    return tuple(steps)


def _to_reviews(
    reviews: Iterable[PrerequisiteReview],
) -> tuple[PrerequisiteReview, ...]:
    return tuple(reviews)


def _to_proofs(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    return tuple(proofs)


@attrs.frozen(kw_only=True)
class Handling:
    """How an item is handled (事项办理方案): the item of the list, and what is done for it.

    Args:
        key: What the world knows it by.
        item: The item of the list; it publishes the steps and the reviews, whatever it
            published before.
        steps: Its steps, in order; those that the list publishes if none.
        reviews: Prerequisite reviews (前置审查事项); those that the list names if none.
        proofs: Proofs that applicants are asked for (证明事项).
        standing: Whether it is offered.
        initiation: Who begins it; None if not known.
        general: Whether it is a general matter (一般事项) and no complex one; None if not
            known.
        form_only: Whether only the form is reviewed (仅需形式审查); None if not known.
        duration: Duration class in which the hall sorts it.
        agents: Ids of the agents that help with it (代办).
        agent_limit: Time within which they do.
        counters: Ids of the halls at which it can be handled (进驻、通办).
        warn_at: Share of the time after which a warning comes (超时预警).
        panel: When a panel decides (会商会审), in words; empty for never.
        gate: Roles that must sign before it is published (审核签字).
        signed: Roles that have.
    """

    key: str
    item: ImplementingItem = attrs.field(validator=of_kind(ImplementingItem))
    steps: tuple[HandlingStep, ...] = attrs.field(default=(), converter=_to_steps)
    reviews: tuple[PrerequisiteReview, ...] = attrs.field(
        default=(), converter=_to_reviews
    )
    proofs: tuple[Proof, ...] = attrs.field(default=(), converter=_to_proofs)
    standing: Standing = attrs.field(default=Standing.LIVE, validator=of_kind(Standing))
    initiation: Initiation | None = attrs.field(
        default=None, validator=of_kind(Initiation, type(None))
    )
    general: bool | None = None
    form_only: bool | None = None
    duration: DurationClass | None = None
    agents: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    agent_limit: SimpleLimit | None = None
    counters: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    warn_at: Fraction | None = None
    panel: str = ""
    gate: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    signed: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def __attrs_post_init__(self) -> None:
        item, own = self.item, dict[str, Any]()
        if not self.steps and item.steps:
            own["steps"] = tuple(map(HandlingStep.of, item.steps))
        if not self.reviews and item.prerequisites:
            own["reviews"] = tuple(
                PrerequisiteReview(name=name, organ="", asked_by_organ=False)
                for name in item.prerequisites
            )
        for name, value in own.items():
            object.__setattr__(self, name, value)
        published = _published(item, self.steps, self.reviews)
        if published is not item:
            object.__setattr__(self, "item", published)

    @classmethod
    def of(cls, item: ImplementingItem, key: str = "") -> Handling:
        """The handling that a list states; by its code, else by organ and name."""
        code = item.implementing_code or item.record_id or item.basic_code
        return cls(key=key or code or f"{item.organ} {item.name}".strip(), item=item)

    @property
    def power(self) -> str:
        """Id of the item in the powers, as `ServiceItem.of` gives it."""
        item = self.item  # perf: asked of every item of a world
        return item.basic_code or item.implementing_code or item.record_id or item.name

    @property
    def live(self) -> bool:
        """Whether it is offered."""
        return self.standing is Standing.LIVE

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """The statutes that its legal basis cites."""
        return tuple(b for text in self.item.legal_basis for b in parse_citations(text))

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Roles that have yet to sign before it may be published."""
        return tuple(role for role in self.gate if role not in self.signed)

    def with_steps(self, steps: Iterable[HandlingStep]) -> Handling:
        """The same with other steps; the item of the list publishes them too."""
        kept = tuple(steps)
        if kept == self.steps:
            return self
        item = _published(self.item, kept, self.reviews)
        return attrs.evolve(self, steps=kept, item=item)

    def with_reviews(self, reviews: Iterable[PrerequisiteReview]) -> Handling:
        """The same with other prerequisite reviews; the list names them too."""
        kept = tuple(reviews)
        if kept == self.reviews:
            return self
        item = _published(self.item, self.steps, kept)
        return attrs.evolve(self, reviews=kept, item=item)

    def with_item(self, **changes: Any) -> Handling:
        """The same with other elements of the item."""
        item = attrs.evolve(self.item, **changes)
        return self if item == self.item else attrs.evolve(self, item=item)


def _published(
    item: ImplementingItem,
    steps: Iterable[HandlingStep],
    reviews: Iterable[PrerequisiteReview],
) -> ImplementingItem:
    """The item of the list with these steps and reviews; itself if it has them."""
    shown = tuple(step.shown for step in steps)
    names = tuple(review.name for review in reviews)
    if shown == item.steps and names == item.prerequisites:
        return item
    return attrs.evolve(item, steps=shown, prerequisites=names)
