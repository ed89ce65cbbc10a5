"""Instruments by which power is held, moved, lent, bounded and ended.

Each is a type of its own, since each answers differently: who acts, in whose name, who
is liable. What the law asks of each is checked by `check_powers`, not on construction:
real documents are dirty, and one of them must not stop the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu.delegation.powers._instrument import Body, Instrument, TierOrgan
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
    """Statutory power (法定职权): an organ holds it by law or by the list of powers.

    Args:
        holder: Who holds it.
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
    """From one organ to another."""

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
        giver: Who held it, of a higher tier.
        receiver: Who takes it over (承接).
    """

    label_zh: ClassVar[str] = "下放"
    label_en: ClassVar[str] = "devolution"


@attrs.frozen(kw_only=True)
class SharedPower(_Transfer):
    """Same power at two tiers (市县同权): the receiver may act too, the giver goes on.

    济政字〔2021〕30号.

    Args:
        giver: Who held it and goes on.
        receiver: Who may act as well.
    """

    label_zh: ClassVar[str] = "市县同权"
    label_en: ClassVar[str] = "shared power"


@attrs.frozen(kw_only=True)
class StatutoryAuthorization(Instrument):
    """Authorisation by law (法律法规授权): an organisation acts in its own name.

    行政许可法 art. 23. Only a law or regulation can give it.

    Args:
        organisation: Who is authorised.
        former: Who held the power before; None if nobody did.
    """

    label_zh: ClassVar[str] = "授权"
    label_en: ClassVar[str] = "authorisation"

    organisation: Body
    former: Body | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """Who held it before."""
        return () if self.former is None else (self.former,)

    @property
    def taker(self) -> Body:
        """The organisation."""
        return self.organisation


def _to_bodies(bodies: Iterable[Body] | Body) -> tuple[Body, ...]:
    return (bodies,) if isinstance(bodies, str | TierOrgan) else tuple(bodies)


@attrs.frozen(kw_only=True)
class ConcentratedLicensing(Instrument):
    """Concentrated licensing power (相对集中行政许可权): one organ decides for several.

    行政许可法 art. 25: the State Council approves, the province decides. Supervision and
    complaints stay with those that held the power, unless `steps` says otherwise.

    Args:
        former: Those whose power is concentrated.
        bureau: The organ that takes it, such as an approval bureau (行政审批局).
        approved_by: The decision of the province; None if it is not known.
    """

    label_zh: ClassVar[str] = "相对集中行政许可权"
    label_en: ClassVar[str] = "concentrated licensing"

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)
    former: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    bureau: Body
    approved_by: LegalBasis | None = None

    @property
    def givers(self) -> tuple[Body, ...]:
        """Those whose power is concentrated."""
        return self.former

    @property
    def taker(self) -> Body:
        """The bureau."""
        return self.bureau


@attrs.frozen(kw_only=True)
class Entrustment(Instrument):
    """Entrustment (委托): the trustee acts in the entruster's name, which stays liable.

    行政许可法 art. 24: only another agency, announced to the public, no re-entrustment.
    It lapses on `until` for every case; what is under way goes back to the entruster.

    Args:
        entruster: Who holds the power and keeps it.
        trustee: Who acts.
        announced_on: Day on which trustee and content were announced; None if not known.
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

    行政许可法 arts. 35, 43. The reviewer acts in its own name; the one above reviews again
    and decides.

    Args:
        reviewer: Who accepts, reviews and forwards.
        decider: To whom it is forwarded.
        limit: Own time of the reviewer; None if none is set.
        upper_limit: Time of the one above; None if none is set.
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
        """The one above."""
        return (self.decider,)

    @property
    def taker(self) -> Body:
        """The reviewer."""
        return self.reviewer


@attrs.frozen(kw_only=True)
class JointHandling(Instrument):
    """Joint handling (联合办理): several organs act together, each in its own name.

    行政许可法 art. 26: a joint visit (联合踏勘), joint approval or joint enforcement. The
    others act beside the lead, and take no power from it.

    Args:
        lead: The lead organ (牵头).
        others: Those that act with it.
        limit: Time of all together; None if none is set.
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
    """Acceptance at a counter for another organ (窗口受理): in that organ's name.

    行政许可法 art. 26. A counter decides nothing; a chief representative may.

    Args:
        organ: For whom.
        counter: Id of the hall or window, or of an organ that accepts for another.
        only_here: Whether the organ's own door is closed to applicants (进一个门).
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
            beyond = self.steps - COUNTER_STEPS
            raise InputError(
                f"窗口受理 {self.id} 不能含 {steps_label(beyond)};"
                "窗口只代为受理、收费、制证和送达,决定请用首席代表授权",
                f"counter acceptance {self.id} cannot cover: {steps_label(beyond, 'en')}; "
                "a counter accepts, charges, makes and delivers; to decide, use a "
                "mandate of a chief representative",
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
    """Mandate of a chief representative (首席代表授权): bounded items, dates, signatures.

    北京市优化营商环境条例 (2024) art. 35: two signatures at most.

    Args:
        organ: Whose power is exercised, in whose name.
        post: Id of the post.
        signatures: How many signatures a case needs, the handler's included.
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
    """Assisted handling (帮办代办): somebody helps the applicant; no power moves.

    Args:
        agent: Id of the agent station or organ that helps.
        limit: Own time of the agent; None if none is set.
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
    """Suspension of a power (暂停实施) over items: dated and reversible; cases under way go on.

    Supervision and complaints go on, unless `steps` says otherwise.
    """

    label_zh: ClassVar[str] = "暂停实施"
    label_en: ClassVar[str] = "suspension"
    lapses: ClassVar[bool] = True

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)


@attrs.frozen(kw_only=True)
class Abolition(Instrument):
    """Abolition (取消) of items: from its day nobody decides, cases under way included.

    Supervision of what was licensed goes on, unless `steps` says otherwise.
    """

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "abolition"

    steps: frozenset[Step] = attrs.field(default=HANDLING_STEPS, converter=to_steps)
    in_progress: InProgress = InProgress.MOVE


@attrs.frozen(kw_only=True)
class Recall(Instrument):
    """Recall (收回) of another instrument: from its day that one no longer holds.

    Args:
        recalls: Id of the instrument.
        items: Items for which it is recalled; none for all of them.
    """

    label_zh: ClassVar[str] = "收回"
    label_en: ClassVar[str] = "recall"

    recalls: str


@attrs.frozen(kw_only=True)
class Responsibility(Instrument):
    """Who answers for supervising items (监管责任): first, main and direct.

    Args:
        organ: Whose duty it is.
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
"""Every type of instrument (文书类型)."""
