"""Reforms of powers: which organ may do what, where, in whose name, and who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import keep, to_texts
from zhengwu._hints import resolve_hints
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
)
from zhengwu.delegation.powers._instrument import Body
from zhengwu.legal import LegalBasis
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.reforms._reform import PowerReform, list_powers
from zhengwu.world import Handling, Timeline, World

_Lines = Mapping[str, Timeline[Handling]]
_I = TypeVar("_I", bound=Instrument)


def _to_steps(steps: Iterable[Step]) -> frozenset[Step]:
    return keep(steps)


def _to_bodies(bodies: Iterable[Body] | Body) -> tuple[Body, ...]:
    return keep(bodies)


@attrs.frozen(kw_only=True)
class _InstrumentReform(PowerReform):
    """Reform that takes effect by an instrument.

    Args:
        areas: Divisions in which the instrument applies; empty for all areas of its
            organs.
    """

    areas: frozenset[RegionCode] = attrs.field(
        default=frozenset(), converter=region_code.to_regions
    )

    def _build_instrument(
        self, kind: type[_I], lines: _Lines, **more: Any
    ) -> tuple[_I, ...]:
        """The instrument, of a kind, about the items of these timelines."""
        common: dict[str, Any] = {
            "id": f"{self.id}/{kind.label_zh}",
            "items": list_powers(lines),
            "areas": self.areas,
            "since": self.since,
            "until": self.until,
            "basis": self.basis,
        }
        return (kind(**common, **more),)


resolve_hints(_InstrumentReform)


@attrs.frozen(kw_only=True)
class Devolve(_InstrumentReform):
    """Devolve (下放): the power moves to a new holder, and the former may not act.

    Args:
        giver: Holder of the power.
        receiver: New holder of the power.
    """

    label_zh: ClassVar[str] = "下放"
    label_en: ClassVar[str] = "devolution"

    giver: Body
    receiver: Body

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The devolution."""
        del world
        return self._build_instrument(
            Devolution, lines, giver=self.giver, receiver=self.receiver
        )


@attrs.frozen(kw_only=True)
class Entrust(_InstrumentReform):
    """Entrust (委托): a trustee acts in the name of the holder, who remains liable.

    行政许可法 art. 24.

    Args:
        entruster: Holder of the power.
        trustee: Organ that acts.
        announced_on: Day of the announcement; None if unknown.
    """

    label_zh: ClassVar[str] = "委托"
    label_en: ClassVar[str] = "entrustment"

    entruster: Body
    trustee: Body
    announced_on: date | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The entrustment."""
        del world
        return self._build_instrument(
            Entrustment, lines, entruster=self.entruster, trustee=self.trustee,
            announced_on=self.announced_on,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Transfer(_InstrumentReform):
    """Transfer (划转) items of several organs to a bureau that decides for them.

    行政许可法 art. 25. Supervision stays with the former holders of the power.

    Args:
        former: Former holders of the power.
        bureau: Organ that receives the power, such as an approval bureau.
        approved_by: Approval by the province; None if unknown.
    """

    label_zh: ClassVar[str] = "划转"
    label_en: ClassVar[str] = "transfer"

    former: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    bureau: Body
    approved_by: LegalBasis | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The concentration of licensing power."""
        del world
        return self._build_instrument(
            ConcentratedLicensing, lines, former=self.former, bureau=self.bureau,
            approved_by=self.approved_by,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Escalate(_InstrumentReform):
    """Review first and forward (初审转报、转外上报), each organ within its own limit.

    Args:
        reviewer: Organ that reviews and forwards.
        decider: Organ that decides.
        limit: Limit of the reviewer; None if there is none.
        upper_limit: Limit of the decider; None if there is none.
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
        return self._build_instrument(
            FirstReview, lines, reviewer=self.reviewer, decider=self.decider,
            limit=self.limit, upper_limit=self.upper_limit,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class HandleJointly(_InstrumentReform):
    """Handle jointly (联合踏勘、联动审批): several organs act together under a lead organ.

    行政许可法 art. 26.

    Args:
        lead: Lead organ.
        others: Other organs that take part.
        steps: Steps that the organs handle jointly.
        limit: Limit of all organs together; None if there is none.
    """

    label_zh: ClassVar[str] = "联合办理"
    label_en: ClassVar[str] = "joint handling"

    lead: Body
    others: tuple[Body, ...] = attrs.field(converter=_to_bodies)
    steps: frozenset[Step] = attrs.field(
        default=frozenset({Step.VISIT}), converter=_to_steps
    )
    limit: SimpleLimit | None = None

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The joint handling."""
        del world
        return self._build_instrument(
            JointHandling, lines, lead=self.lead, others=self.others, steps=self.steps,
            limit=self.limit,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class AddAgent(_InstrumentReform):
    """Add an agent (帮办代办) that assists the applicant; no power moves.

    Args:
        agent: Id of the station or organ that assists.
        limit: Limit of the agent; None if there is none.
    """

    label_zh: ClassVar[str] = "代办"
    label_en: ClassVar[str] = "assisted handling"

    agent: str
    limit: SimpleLimit | None = None

    def change(self, handling: Handling) -> Handling:
        """Handling with the agent."""
        agents = tuple(dict.fromkeys((*handling.agents, self.agent)))
        limit = handling.agent_limit if self.limit is None else self.limit
        return attrs.evolve(handling, agents=agents, agent_limit=limit)

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The assisted handling."""
        del world
        return self._build_instrument(
            AssistedHandling, lines, agent=self.agent, limit=self.limit
        )


@attrs.frozen(kw_only=True)
class MoveIn(_InstrumentReform):
    """Move in (进驻): items are handled at a hall.

    Args:
        hall: Id of the hall or window.
        organ: Organ for which the hall accepts; None if only the place is modelled.
        only_here: Whether applicants can no longer apply at the organ itself.
    """

    label_zh: ClassVar[str] = "进驻"
    label_en: ClassVar[str] = "moving in"

    hall: str
    organ: Body | None = None
    only_here: bool = True

    def change(self, handling: Handling) -> Handling:
        """Handling with the hall as a counter."""
        return add_counters(handling, (self.hall,))

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The acceptance at the hall; none without an organ."""
        del world
        if self.organ is None:
            return ()
        return self._build_instrument(
            CounterAcceptance, lines, organ=self.organ, counter=self.hall,
            only_here=self.only_here,
        )  # fmt: skip


def add_counters(handling: Handling, halls: Iterable[str]) -> Handling:
    """Add counters at which the item is handled (增加办理点)."""
    counters = tuple(dict.fromkeys((*handling.counters, *halls)))
    return attrs.evolve(handling, counters=counters)


@attrs.frozen(kw_only=True)
class AnyPlace(_InstrumentReform):
    """Handle anywhere in an area (全域通办): at any of several halls.

    Args:
        halls: Ids of the halls.
        area: Name of the area, as the list states it.
        organ: Organ for which the halls accept; None if only the places are modelled.
    """

    label_zh: ClassVar[str] = "全域通办"
    label_en: ClassVar[str] = "handling anywhere"

    halls: tuple[str, ...] = attrs.field(converter=to_texts)
    area: str = ""
    organ: Body | None = None

    def change(self, handling: Handling) -> Handling:
        """Handling with the halls as counters, and with the area if it is stated."""
        changed = add_counters(handling, self.halls)
        return changed.with_item(cross_region=self.area) if self.area else changed

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """An acceptance at each hall; none without an organ."""
        del world
        if self.organ is None:
            return ()
        return tuple(
            attrs.evolve(instrument, id=f"{instrument.id}/{hall}")
            for hall in self.halls
            for instrument in self._build_instrument(
                CounterAcceptance, lines, organ=self.organ, counter=hall
            )
        )


@attrs.frozen(kw_only=True)
class Authorise(_InstrumentReform):
    """Authorise a chief representative (首席代表授权) to review and decide.

    Args:
        organ: Organ whose power is exercised.
        post: Id of the post.
        signatures: Number of signatures that a case needs.
    """

    label_zh: ClassVar[str] = "首席代表授权"
    label_en: ClassVar[str] = "mandate of a chief representative"

    organ: Body
    post: str
    signatures: int = 2

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The mandate."""
        del world
        return self._build_instrument(
            ChiefRepMandate, lines, organ=self.organ, post=self.post,
            signatures=self.signatures,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class AssignResponsibility(_InstrumentReform):
    """Assign responsibility (监管责任): first, main and direct.

    Args:
        organ: Organ with the duty.
        first: Post or person with first responsibility.
        main: Post or person with main responsibility.
        direct: Post or person with direct responsibility.
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
        return self._build_instrument(
            Responsibility, lines, organ=self.organ, first=self.first, main=self.main,
            direct=self.direct,
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Restore(_InstrumentReform):
    """Recall an earlier instrument (收回), which no longer applies from the first day on.

    Args:
        recalls: Id of the recalled instrument.
    """

    label_zh: ClassVar[str] = "收回"
    label_en: ClassVar[str] = "recall"

    recalls: str

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Timelines of matching items that the recalled instrument covers.

        Raises:
            UnknownCodeError: The world has no such instrument.
        """
        known = world.powers.instruments
        if self.recalls not in known:
            raise UnknownCodeError("文书 / instruments", self.recalls, list(known)[:12])
        covered = set(known[self.recalls].items)
        return {
            key: line
            for key, line in super().matched(world).items()
            if not covered.isdisjoint(stretch.value.power for stretch in line)
        }

    def instruments(self, world: World, lines: _Lines) -> tuple[Instrument, ...]:
        """The recall, for every step that the recalled instrument covers."""
        recalled = world.powers.instruments[self.recalls]
        return self._build_instrument(
            Recall, lines, recalls=self.recalls, steps=recalled.steps
        )
