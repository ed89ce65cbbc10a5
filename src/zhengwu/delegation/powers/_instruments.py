"""Instruments that give, move, lend, limit and end power.

Each kind is a type of its own, because each answers differently who acts, in whose name,
and who is liable. `check_powers` checks the requirements of the law, not the constructor:
real documents contain errors, and a single bad document must not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import keep
from zhengwu.codes import RegionCode  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
from zhengwu.delegation.powers._instrument import Body, Instrument
from zhengwu.delegation.powers._steps import (
    COUNTER_STEPS,
    HANDLING_STEPS,
    InProgress,
    Step,
    steps_label,
    to_steps,
)
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._limit import SimpleLimit


@attrs.frozen(kw_only=True)
class StatutoryPower(Instrument):
    """Statutory power (法定职权) of an organ, by law or by the list of powers.

    Args:
        holder: Body that holds the power.
    """

    label_zh: ClassVar[str] = "法定职权"
    label_en: ClassVar[str] = "statutory power"

    holder: Body

    @property
    def taker(self) -> Body:
        """The holder."""
        return self.holder


@attrs.frozen(kw_only=True)
class _Transfer(Instrument):
    """Instrument by which a giver transfers or shares power with a receiver."""

    giver: Body
    receiver: Body

    @property
    def givers(self) -> tuple[Body, ...]:
        """The giver."""
        return (self.giver,)

    @property
    def taker(self) -> Body:
        """The receiver."""
        return self.receiver


@attrs.frozen(kw_only=True)
class Devolution(_Transfer):
    """Devolution (下放): the holder changes, and the former holder may no longer act.

    安阳市政务服务条例 art. 17.

    Args:
        giver: Former holder, of a higher tier.
        receiver: Body that takes the power over (承接).
    """

    label_zh: ClassVar[str] = "下放"
    label_en: ClassVar[str] = "devolution"


@attrs.frozen(kw_only=True)
class SharedPower(_Transfer):
    """Same power at two tiers (市县同权): the receiver may act too, the giver keeps it.

    济政字〔2021〕30号.

    Args:
        giver: Holder, which keeps the power.
        receiver: Body that may act as well.
    """

    label_zh: ClassVar[str] = "市县同权"
    label_en: ClassVar[str] = "shared power"


@attrs.frozen(kw_only=True)
class StatutoryAuthorization(Instrument):
    """Authorisation by law (法律法规授权): an organisation acts in its own name.

    行政许可法 art. 23. Only a law or regulation can authorise.

    Args:
        organisation: Body that is authorised.
        former: Former holder of the power; None if nobody had the power.
    """

    label_zh: ClassVar[str] = "授权"
    label_en: ClassVar[str] = "authorisation"

    organisation: Body
    former: Body | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """The former holder, if any."""
        return () if self.former is None else (self.former,)

    @property
    def taker(self) -> Body:
        """The organisation."""
        return self.organisation


def _to_bodies(bodies: Iterable[Body] | Body) -> tuple[Body, ...]:
    return keep(bodies)


@attrs.frozen(kw_only=True)
class ConcentratedLicensing(Instrument):
    """Concentrated licensing power (相对集中行政许可权): one organ decides for several.

    行政许可法 art. 25: the State Council approves, the province decides. Supervision and
    complaints stay with the former holders, unless `steps` says otherwise.

    Args:
        former: Bodies whose power is concentrated.
        bureau: Organ that receives the power, such as an approval bureau (行政审批局).
        approved_by: Decision of the province; None if unknown.
    """

    label_zh: ClassVar[str] = "相对集中行政许可权"
    label_en: ClassVar[str] = "concentrated licensing"

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)
    former: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    bureau: Body
    approved_by: LegalBasis | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """The former holders."""
        return self.former

    @property
    def taker(self) -> Body:
        """The bureau."""
        return self.bureau


@attrs.frozen(kw_only=True)
class Entrustment(Instrument):
    """Entrustment (委托): the trustee acts in the name of the entruster, who stays liable.

    行政许可法 art. 24: the trustee must be another agency, the entrustment must be announced,
    and the trustee may not entrust further. An entrustment lapses on `until` for every
    case; cases in progress go back to the entruster.

    Args:
        entruster: Body that has the power and keeps it.
        trustee: Body that acts.
        announced_on: Day on which trustee and content were announced; None if unknown.
    """

    label_zh: ClassVar[str] = "委托"
    label_en: ClassVar[str] = "entrustment"
    lapses: ClassVar[bool] = True

    entruster: Body
    trustee: Body
    announced_on: date | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """The entruster."""
        return (self.entruster,)

    @property
    def taker(self) -> Body:
        """The trustee."""
        return self.trustee


@attrs.frozen(kw_only=True)
class FirstReview(Instrument):
    """First review and forwarding (初审、转报): reviewed below, decided above.

    行政许可法 arts. 35, 43. The reviewer acts in its own name; the organ above reviews again
    and decides.

    Args:
        reviewer: Body that accepts, reviews and forwards.
        decider: Body above, to which the reviewer forwards.
        limit: Time limit of the reviewer; None if none is set.
        upper_limit: Time limit of the decider; None if none is set.
    """

    label_zh: ClassVar[str] = "初审转报"
    label_en: ClassVar[str] = "first review"

    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.ACCEPT, Step.REVIEW}), converter=to_steps
    )
    reviewer: Body
    decider: Body
    limit: SimpleLimit | None = None
    upper_limit: SimpleLimit | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """The body above, which decides."""
        return (self.decider,)

    @property
    def taker(self) -> Body:
        """The reviewer."""
        return self.reviewer


@attrs.frozen(kw_only=True)
class JointHandling(Instrument):
    """Joint handling (联合办理): several organs act together, each in its own name.

    行政许可法 art. 26: a joint visit (联合踏勘), joint approval or joint enforcement. The
    others act together with the lead, and take no power from it.

    Args:
        lead: The lead organ (牵头).
        others: Bodies that act together with the lead.
        limit: Common time limit; None if none is set.
    """

    label_zh: ClassVar[str] = "联合办理"
    label_en: ClassVar[str] = "joint handling"
    lapses: ClassVar[bool] = True

    in_progress: InProgress = InProgress.MOVE
    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.VISIT}), converter=to_steps
    )
    lead: Body
    others: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    limit: SimpleLimit | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """The lead."""
        return (self.lead,)

    @property
    def named(self) -> tuple[Body, ...]:
        """The lead and the others."""
        return (self.lead, *self.others)


@attrs.frozen(kw_only=True)
class CounterAcceptance(Instrument):
    """Acceptance at a counter for another organ (窗口受理), in the name of that organ.

    行政许可法 art. 26. A counter decides nothing; a chief representative may decide.

    Args:
        organ: Body in whose name the counter accepts.
        counter: Id of the hall or window, or of an organ that accepts for another.
        only_here: Whether applicants may no longer go to the organ itself (进一个门).
        decided_here: Whether a chief representative is to decide at the counter.
    """

    label_zh: ClassVar[str] = "窗口受理"
    label_en: ClassVar[str] = "counter acceptance"
    lapses: ClassVar[bool] = True

    in_progress: InProgress = InProgress.MOVE
    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.ACCEPT, Step.DELIVER}), converter=to_steps
    )
    organ: Body
    counter: str
    only_here: bool = False
    decided_here: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.steps <= COUNTER_STEPS:
            excess = self.steps - COUNTER_STEPS
            raise InputError(
                f"窗口受理 {self.id} 不能含 {steps_label(excess)};"
                "窗口只代为受理、收费、制证、送达和受理投诉,决定请用首席代表授权",
                f"counter acceptance {self.id} cannot cover: {steps_label(excess, 'en')}; "
                "a counter only accepts applications, charges, makes and delivers "
                "certificates and collects complaints; for decisions, use a mandate of "
                "a chief representative",
            )

    @property
    def givers(self) -> tuple[Body, ...]:
        """The organ."""
        return (self.organ,)

    @property
    def taker(self) -> str:
        """The counter."""
        return self.counter


@attrs.frozen(kw_only=True)
class ChiefRepMandate(Instrument):
    """Mandate of a chief representative (首席代表授权), limited in items, days, signatures.

    北京市优化营商环境条例 (2024) art. 35: two signatures at most.

    Args:
        organ: Organ whose power the post exercises, in the name of that organ.
        post: Id of the post.
        signatures: Number of signatures that a case needs, including the handler's.
    """

    label_zh: ClassVar[str] = "首席代表授权"
    label_en: ClassVar[str] = "chief representative's mandate"
    lapses: ClassVar[bool] = True

    in_progress: InProgress = InProgress.MOVE
    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.REVIEW, Step.DECIDE}), converter=to_steps
    )
    organ: Body
    post: str
    signatures: int = 2

    @property
    def givers(self) -> tuple[Body, ...]:
        """The organ."""
        return (self.organ,)

    @property
    def taker(self) -> str:
        """The post."""
        return self.post


@attrs.frozen(kw_only=True)
class AssistedHandling(Instrument):
    """Assisted handling (帮办代办): an agent helps the applicant; no power moves.

    Args:
        agent: Id of the agent station or organ that helps.
        limit: Time limit of the agent; None if none is set.
    """

    label_zh: ClassVar[str] = "帮办代办"
    label_en: ClassVar[str] = "assisted handling"
    lapses: ClassVar[bool] = True

    in_progress: InProgress = InProgress.MOVE
    agent: str
    limit: SimpleLimit | None = None

    @property
    def taker(self) -> str:
        """The agent."""
        return self.agent


@attrs.frozen(kw_only=True)
class PowerSuspension(Instrument):
    """Suspension of a power (暂停实施) over items: dated and reversible.

    Cases in progress continue. Supervision and complaints continue, unless `steps` says
    otherwise.
    """

    label_zh: ClassVar[str] = "暂停实施"
    label_en: ClassVar[str] = "suspension"
    lapses: ClassVar[bool] = True

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)


@attrs.frozen(kw_only=True)
class Abolition(Instrument):
    """Abolition (取消) of items: from the first day on, nobody handles any case.

    This includes cases in progress. Supervision of earlier licences continues, unless
    `steps` says otherwise.
    """

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "abolition"

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)
    in_progress: InProgress = InProgress.MOVE


@attrs.frozen(kw_only=True)
class Recall(Instrument):
    """Recall (收回), which ends another instrument from the first day of the recall on.

    Args:
        recalls: Id of the other instrument.
        items: Items for which it is recalled; if empty, all its items.
    """

    label_zh: ClassVar[str] = "收回"
    label_en: ClassVar[str] = "recall"

    recalls: str


@attrs.frozen(kw_only=True)
class Responsibility(Instrument):
    """Responsibility for supervising items (监管责任): first, main and direct.

    Args:
        organ: Organ that has the duty.
        first: First responsible (第一责任人): a post or a person; empty if not named.
        main: Mainly responsible (主要责任人).
        direct: Directly responsible (直接责任人).
    """

    label_zh: ClassVar[str] = "监管责任"
    label_en: ClassVar[str] = "responsibility"
    lapses: ClassVar[bool] = True

    in_progress: InProgress = InProgress.MOVE
    organ: Body
    first: str = ""
    main: str = ""
    direct: str = ""

    @property
    def taker(self) -> Body:
        """The organ."""
        return self.organ


INSTRUMENT_TYPES: Final[tuple[type[Instrument], ...]] = (
    StatutoryPower,
    StatutoryAuthorization,
    Devolution,
    SharedPower,
    ConcentratedLicensing,
    Entrustment,
    FirstReview,
    JointHandling,
    CounterAcceptance,
    ChiefRepMandate,
    AssistedHandling,
    PowerSuspension,
    Recall,
    Abolition,
    Responsibility,
)
"""All types of instrument (文书类型)."""
