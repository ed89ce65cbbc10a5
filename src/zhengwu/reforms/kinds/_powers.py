"""Reforms of powers and organs: who may do what, where, in whose name, and who answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import to_texts
from zhengwu.codes import RegionCode, region_code
from zhengwu.delegation import (
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    JointHandling,
    Recall,
    Responsibility,
    Step,
    TierOrgan,
)
from zhengwu.delegation.powers._instrument import Body
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.reforms._reform import PowerReform, powers_of
from zhengwu.world import Handling, Timeline, World

_Lines = Mapping[str, Timeline[Handling]]
_I = TypeVar("_I", bound=Instrument)


def _to_bodies(bodies: Iterable[Body] | Body) -> tuple[Body, ...]:
    return (bodies,) if isinstance(bodies, str | TierOrgan) else tuple(bodies)


@attrs.frozen(kw_only=True)
class _ByInstrument(PowerReform):
    """A reform that one instrument brings about.

    Args:
        areas: Divisions in which it holds; none for wherever its organs serve.
    """

    areas: frozenset[RegionCode] = attrs.field(
        default=frozenset(), converter=region_code.to_regions
    )

    def made(self, kind: type[_I], lines: _Lines, **more: Any) -> tuple[_I, ...]:
        """The instrument about the items of these lines."""
        common: dict[str, Any] = {
            "id": f"{self.id}/{kind.label_zh}",
            "items": powers_of(lines),
            "areas": self.areas,
            "since": self.since,
            "until": self.until,
            "basis": self.basis,
        }
        return (kind(**common, **more),)


@attrs.frozen(kw_only=True)
class Devolve(_ByInstrument):
    """Devolve (下放): the holder changes, and the former may no longer act.

    Args:
        giver: Who holds it.
        receiver: Who takes it over.
    """

    label_zh: ClassVar[str] = "下放"
    label_en: ClassVar[str] = "devolution"

    giver: Body
    receiver: Body

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The devolution."""
        del world
        return self.made(Devolution, lines, giver=self.giver, receiver=self.receiver)


@attrs.frozen(kw_only=True)
class Entrust(_ByInstrument):
    """Entrust (委托): another acts in the holder's name, which stays liable.

    行政许可法 art. 24.

    Args:
        entruster: Who holds it.
        trustee: Who acts.
        announced_on: Day on which it was announced; None if not known.
    """

    label_zh: ClassVar[str] = "委托"
    label_en: ClassVar[str] = "entrustment"

    entruster: Body
    trustee: Body
    announced_on: date | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The entrustment."""
        del world
        return self.made(
            Entrustment, lines, entruster=self.entruster, trustee=self.trustee,
            announced_on=self.announced_on,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Transfer(_ByInstrument):
    """Transfer (划转) items to one bureau that decides for several organs.

    行政许可法 art. 25. Supervision stays with those that held the power.

    Args:
        former: Those whose power is concentrated.
        bureau: The organ that takes it, such as an approval bureau.
        approved_by: The decision of the province; None if it is not known.
    """

    label_zh: ClassVar[str] = "划转"
    label_en: ClassVar[str] = "transfer"

    former: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    bureau: Body
    approved_by: LegalBasis | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The concentration of licensing power."""
        del world
        return self.made(
            ConcentratedLicensing, lines, former=self.former, bureau=self.bureau,
            approved_by=self.approved_by,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Escalate(_ByInstrument):
    """Review first and forward (初审转报、转外上报), each with its own share of time.

    Args:
        reviewer: Who reviews and forwards.
        decider: To whom.
        limit: Own time of the reviewer; None if none is set.
        upper_limit: Time of the one above; None if none is set.
    """

    label_zh: ClassVar[str] = "初审转报"
    label_en: ClassVar[str] = "first review and forwarding"

    reviewer: Body
    decider: Body
    limit: SimpleLimit | None = None
    upper_limit: SimpleLimit | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The first review."""
        del world
        return self.made(
            FirstReview, lines, reviewer=self.reviewer, decider=self.decider,
            limit=self.limit, upper_limit=self.upper_limit,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class HandleJointly(_ByInstrument):
    """Handle jointly (联合踏勘、联动审批): several organs act together, one leads.

    行政许可法 art. 26.

    Args:
        lead: Who leads.
        others: Those that act with it.
        steps: Steps at which they do.
        limit: Time of all together; None if none is set.
    """

    label_zh: ClassVar[str] = "联合办理"
    label_en: ClassVar[str] = "joint handling"

    lead: Body
    others: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.VISIT}), converter=frozenset
    )
    limit: SimpleLimit | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The joint handling."""
        del world
        return self.made(
            JointHandling, lines, lead=self.lead, others=self.others, steps=self.steps,
            limit=self.limit,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class AddAgent(_ByInstrument):
    """Add an agent (帮办代办): somebody helps the applicant; no power moves.

    Args:
        agent: Id of the station or organ that helps.
        limit: Time within which it does; None if none is set.
    """

    label_zh: ClassVar[str] = "代办"
    label_en: ClassVar[str] = "assisted handling"

    agent: str
    limit: SimpleLimit | None = None

    def change(self, handling: Handling) -> Handling:
        """It has an agent."""
        agents = tuple(dict.fromkeys((*handling.agents, self.agent)))
        limit = handling.agent_limit if self.limit is None else self.limit
        return attrs.evolve(handling, agents=agents, agent_limit=limit)

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The help."""
        del world
        return self.made(AssistedHandling, lines, agent=self.agent, limit=self.limit)


@attrs.frozen(kw_only=True)
class MoveIn(_ByInstrument):
    """Move in (进驻): handled at a hall, and nowhere else if so said.

    Args:
        hall: Id of the hall or window.
        organ: For whom it accepts; None where only the place is modelled.
        only_here: Whether the organ's own door is closed to applicants.
    """

    label_zh: ClassVar[str] = "进驻"
    label_en: ClassVar[str] = "moving in"

    hall: str
    organ: Body | None = None
    only_here: bool = True

    def change(self, handling: Handling) -> Handling:
        """It has that counter."""
        return at_counters(handling, (self.hall,))

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The acceptance at the counter, if it is said for whom."""
        del world
        if self.organ is None:
            return ()
        return self.made(
            CounterAcceptance, lines, organ=self.organ, counter=self.hall,
            only_here=self.only_here,
        )  # fmt: skip


def at_counters(handling: Handling, halls: Iterable[str]) -> Handling:
    """A handling that can be had at more counters (增加办理点)."""
    counters = tuple(dict.fromkeys((*handling.counters, *halls)))
    return attrs.evolve(handling, counters=counters)


@attrs.frozen(kw_only=True)
class AnyPlace(_ByInstrument):
    """Handle anywhere in an area (全域通办): at any of these counters.

    Args:
        halls: Ids of the halls.
        area: The area, in words, as the list states it.
        organ: For whom they accept; None where only the places are modelled.
    """

    label_zh: ClassVar[str] = "全域通办"
    label_en: ClassVar[str] = "handling anywhere"

    halls: tuple[str, ...] = attrs.field(converter=to_texts)
    area: str = ""
    organ: Body | None = None

    def change(self, handling: Handling) -> Handling:
        """It has those counters."""
        reached = at_counters(handling, self.halls)
        return reached.with_item(cross_region=self.area) if self.area else reached

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """An acceptance at each counter, if it is said for whom."""
        del world
        if self.organ is None:
            return ()
        return tuple(
            attrs.evolve(one, id=f"{one.id}/{hall}")
            for hall in self.halls
            for one in self.made(
                CounterAcceptance, lines, organ=self.organ, counter=hall
            )
        )


@attrs.frozen(kw_only=True)
class Authorise(_ByInstrument):
    """Authorise a chief representative (首席代表授权) to review and decide.

    Args:
        organ: Whose power is exercised.
        post: Id of the post.
        signatures: How many signatures a case needs.
    """

    label_zh: ClassVar[str] = "首席代表授权"
    label_en: ClassVar[str] = "mandate of a chief representative"

    organ: Body
    post: str
    signatures: int = 2

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The mandate."""
        del world
        return self.made(
            ChiefRepMandate, lines, organ=self.organ, post=self.post,
            signatures=self.signatures,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class AssignResponsibility(_ByInstrument):
    """Name who answers (监管责任): first, main and direct.

    Args:
        organ: Whose duty it is.
        first: First responsible: a post or a person.
        main: Mainly responsible.
        direct: Directly responsible.
    """

    label_zh: ClassVar[str] = "监管责任"
    label_en: ClassVar[str] = "responsibility"

    organ: Body
    first: str
    main: str
    direct: str

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The responsibility."""
        del world
        return self.made(
            Responsibility, lines, organ=self.organ, first=self.first, main=self.main,
            direct=self.direct,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Restore(_ByInstrument):
    """Take an earlier instrument back (收回): from its day that one no longer holds.

    Args:
        recalls: Id of the instrument.
    """

    label_zh: ClassVar[str] = "收回"
    label_en: ClassVar[str] = "recall"

    recalls: str

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Items that the instrument is about, of those that it applies to.

        Raises:
            UnknownCodeError: The world has no such instrument.
        """
        known = world.powers.instruments
        if self.recalls not in known:
            raise UnknownCodeError("文书 / instruments", self.recalls, list(known)[:12])
        about = set(known[self.recalls].items)
        return {
            key: line
            for key, line in super().matched(world).items()
            if not about.isdisjoint(one.value.power for one in line)
        }

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The recall, for every step that the instrument covers."""
        taken = world.powers.instruments[self.recalls]
        return self.made(Recall, lines, recalls=self.recalls, steps=taken.steps)
