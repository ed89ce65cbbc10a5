"""Handling of an item in a hall: its steps, prerequisite reviews, proofs and standing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from math import inf
from typing import Any, Final, get_args

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import keep, to_number, to_texts
from zhengwu._text import TextEnum
from zhengwu._values import Value
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
    """Way in which the handling of an item begins (启动方式)."""

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
    """Party that performs a step (由谁办理)."""

    APPLICANT = "applicant", "申请人自行去办", "the applicant"
    HOST = "host", "牵头机关", "the host organ"


class Channel(TextEnum):
    """Channel through which a step reaches the applicant (办理渠道)."""

    COUNTER = "counter", "窗口", "counter"
    ONLINE = "online", "网上", "online"
    VIDEO = "video", "远程视频", "video"
    MAIL = "mail", "寄递", "mail"
    AGENT = "agent", "代办", "agent"
    INTERNAL = "internal", "内部", "internal"


def _to_bases(bases: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    return keep(bases)


LIMITS: Final = get_args(SimpleLimit)
"""Classes of simple limits, which have one amount (单一时限的类)."""


@attrs.frozen(kw_only=True)
class HandlingStep(Value):
    """Step in the handling of an item (办理环节).

    Args:
        name: Name of the step.
        kind: Kind of the step.
        organ: Id of the organ that performs the step; empty for the host organ.
        pool: Id of the pool of windows or staff that serves the step; empty if not modelled.
        minutes: Mean working time, in minutes; 0 if unknown.
        limit: Time limit of the step; None if the step has no limit of its own.
        basis: Legal basis that requires the step.
        substantive: Whether the substance is reviewed (实质审查), or the form only.
        by: Party that performs the step.
        group: Name of a group whose steps run in parallel (并联); empty for a step that runs
            in sequence.
        lead: Id of the organ that leads the group.
        deemed: Whether silence until the end of the limit counts as agreement (超时默认).
        liable: Id of the organ that is liable for the silence.
        channel: Channel through which the step reaches the applicant.
        visit: Whether the applicant must come in person.
        no_veto: Whether the clerk may only pass the application on, and not refuse it
            (无否决权).
        published: The step as the list publishes it; None if the list does not publish it.

    Raises:
        InputError: The working time is negative or infinite, or silence counts as agreement
            although the step has no limit.
    """

    name: str
    kind: StepKind = attrs.field(default=StepKind.OTHER)
    organ: str = ""
    pool: str = ""
    minutes: float = attrs.field(default=0.0, converter=to_number)
    limit: SimpleLimit | None = attrs.field(default=None)
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    substantive: bool = True
    by: StepActor = attrs.field(default=StepActor.HOST)
    group: str = ""
    lead: str = ""
    deemed: bool = False
    liable: str = ""
    channel: Channel = attrs.field(default=Channel.COUNTER)
    visit: bool = False
    no_veto: bool = False
    published: ProcedureStep | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not 0 <= self.minutes < inf:
            raise InputError(
                f"环节 {self.name} 用时为 {self.minutes} 分钟,应为非负的有限数",
                f"step {self.name} takes {self.minutes} minutes; minutes must be finite and "
                "not negative",
            )
        if self.deemed and self.limit is None:
            raise InputError(
                f"环节 {self.name} 超时默认,但没有时限;请用 limit 写明多长时间视为同意",
                f"silence in step {self.name} counts as agreement, but the step has no limit; "
                "set `limit`",
            )

    @classmethod
    def of(cls, step: ProcedureStep) -> HandlingStep:
        """Convert a step of a list. Its kind follows from its name; else it is ``OTHER``."""
        limit = None if step.limit is None else step.limit.limit
        simple = limit if isinstance(limit, SimpleLimit) else None
        return cls(
            name=step.name, kind=kind_of(step.name), limit=simple, published=step
        )

    @property
    def shown(self) -> ProcedureStep:
        """The step in the form in which a list publishes it."""
        if self.published is not None:
            return self.published
        if self.limit is None:
            return ProcedureStep(self.name)
        text = f"{self.name}:{self.limit.label('zh')}"
        return ProcedureStep(self.name, reading_of(self.limit), text=text)


def kind_of(name: str) -> StepKind:
    """Recognise the kind of a step by the words in its name (环节类别识别).

    >>> kind_of("现场踏勘").value, kind_of("归档").value
    ('survey', 'other')
    """
    for kind, words in _PATTERNS:
        if words.search(name):
            return kind
    return StepKind.OTHER


def reading_of(limit: SimpleLimit, before: LimitReading | None = None) -> LimitReading:
    """Write a limit as a list states it, keeping the earlier start and exclusions (时限文字).

    Args:
        limit: The limit.
        before: The earlier reading, which gives the event from which the limit runs and
            the times that are not counted; None if there is no earlier reading.
    """
    starts = None if before is None else before.starts_from
    exclusions = () if before is None else before.exclusions
    text = f"{starts or ''}{limit.label('zh')}"
    if exclusions:
        text += f"(不含{'、'.join(exclusions)})"
    return LimitReading(
        text=text,
        status=ReadingStatus.OK,
        limit=limit,
        parts=(limit,),
        starts_from=starts,
        exclusions=exclusions,
    )


def _to_steps(steps: Iterable[HandlingStep]) -> tuple[HandlingStep, ...]:
    return keep(steps)


def _to_reviews(
    reviews: Iterable[PrerequisiteReview],
) -> tuple[PrerequisiteReview, ...]:
    return keep(reviews)


def _to_proofs(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    return keep(proofs)


@attrs.frozen(kw_only=True)
class Handling(Value):
    """Handling of an item (事项办理方案): the item of the list with its steps and conditions.

    Args:
        key: Key of the item in the world.
        item: The item of the list. Its published steps and prerequisites are replaced by
            `steps` and `reviews`.
        steps: Steps, in order; the steps that the list publishes if empty.
        reviews: Prerequisite reviews (前置审查事项); the reviews that the list names if empty.
        proofs: Proofs that applicants must supply (证明事项).
        standing: Whether the item is offered.
        initiation: Way in which the handling begins; None if unknown.
        general: Whether the item is a general matter (一般事项), not a complex matter; None
            if unknown.
        form_only: Whether only the form is reviewed (仅需形式审查); None if unknown.
        duration: Duration class that the hall assigns to the item.
        agents: Ids of the agents that handle the item for applicants (代办).
        agent_limit: Time limit for the agents.
        counters: Ids of the halls where the item is handled (进驻、通办).
        warn_at: Share of the time limit after which a warning is given (超时预警).
        panel: When a panel decides (会商会审), in words; empty if a panel never decides.
        gate: Roles that must sign before the item is published (审核签字).
        signed: Roles that have signed.
    """

    key: str
    item: ImplementingItem
    steps: tuple[HandlingStep, ...] = attrs.field(default=(), converter=_to_steps)
    reviews: tuple[PrerequisiteReview, ...] = attrs.field(
        default=(), converter=_to_reviews
    )
    proofs: tuple[Proof, ...] = attrs.field(default=(), converter=_to_proofs)
    standing: Standing = attrs.field(default=Standing.LIVE)
    initiation: Initiation | None = attrs.field(default=None)
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
        super().__attrs_post_init__()
        item, from_list = self.item, dict[str, Any]()
        if not self.steps and item.steps:
            from_list["steps"] = tuple(map(HandlingStep.of, item.steps))
        if not self.reviews and item.prerequisites:
            from_list["reviews"] = tuple(
                PrerequisiteReview(name=name, organ="", asked_by_organ=False)
                for name in item.prerequisites
            )
        for name, value in from_list.items():
            object.__setattr__(self, name, value)
        published = _publish_item(item, self.steps, self.reviews)
        if published is not item:
            object.__setattr__(self, "item", published)

    @classmethod
    def of(cls, item: ImplementingItem, key: str = "") -> Handling:
        """Take the handling from an item of a list.

        Args:
            item: The item.
            key: Key of the item; its code if empty, or organ and name if it has no code.
        """
        code = item.implementing_code or item.record_id or item.basic_code
        return cls(key=key or code or f"{item.organ} {item.name}".strip(), item=item)

    @property
    def power(self) -> str:
        """Id of the item in the powers, as `ServiceItem.of` gives it."""
        item = self.item  # perf: read for every item of a world
        return item.basic_code or item.implementing_code or item.record_id or item.name

    @property
    def live(self) -> bool:
        """Whether the item is offered."""
        return self.standing is Standing.LIVE

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """Articles that the legal basis of the item cites."""
        return tuple(b for text in self.item.legal_basis for b in parse_citations(text))

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Roles that still have to sign before the item may be published."""
        return tuple(role for role in self.gate if role not in self.signed)

    def with_steps(self, steps: Iterable[HandlingStep]) -> Handling:
        """Replace the steps, here and in the item of the list."""
        new_steps = tuple(steps)
        if new_steps == self.steps:
            return self
        item = _publish_item(self.item, new_steps, self.reviews)
        return attrs.evolve(self, steps=new_steps, item=item)

    def with_reviews(self, reviews: Iterable[PrerequisiteReview]) -> Handling:
        """Replace the prerequisite reviews, here and in the item of the list."""
        new_reviews = tuple(reviews)
        if new_reviews == self.reviews:
            return self
        item = _publish_item(self.item, self.steps, new_reviews)
        return attrs.evolve(self, reviews=new_reviews, item=item)

    def with_item(self, **changes: Any) -> Handling:
        """Replace elements of the item of the list."""
        item = attrs.evolve(self.item, **changes)
        return self if item == self.item else attrs.evolve(self, item=item)


def _publish_item(
    item: ImplementingItem,
    steps: Iterable[HandlingStep],
    reviews: Iterable[PrerequisiteReview],
) -> ImplementingItem:
    """Returns the item of the list with these steps and reviews; the same item if unchanged."""
    published_steps = tuple(step.shown for step in steps)
    names = tuple(review.name for review in reviews)
    if published_steps == item.steps and names == item.prerequisites:
        return item
    return attrs.evolve(item, steps=published_steps, prerequisites=names)
