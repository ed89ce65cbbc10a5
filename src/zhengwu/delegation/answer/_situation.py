"""A single question about powers, and the instruments that apply to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import attrs

from zhengwu._text import TextEnum
from zhengwu._values import Value
from zhengwu.codes import RegionCode
from zhengwu.delegation.powers._instrument import Body, Instrument
from zhengwu.delegation.powers._instruments import (
    AssistedHandling,
    Responsibility,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import InProgress, Step
from zhengwu.organs import Organ


class Outcome(TextEnum):
    """Answer of a resolution (归属结论)."""

    ACTS = "acts", "归属明确", "one organ acts"
    NO_ONE = "no_one", "无人办理", "vacuum"
    SEVERAL = "several", "多头办理", "several organs"


class Reason(TextEnum):
    """Why nobody acts, or several do (归属不明的原因)."""

    UNKNOWN_ITEM = "unknown_item", "没有这个事项", "unknown item"
    NOT_OFFERED = "not_offered", "该日或该地不办理", "not offered"
    UNKNOWN_PLACE = "unknown_place", "没有该地", "unknown place"
    SUSPENDED = "suspended", "已暂停实施", "suspended"
    ABOLISHED = "abolished", "已取消", "abolished"
    NO_POWER = "no_power", "无人有权", "nobody holds the power"
    NO_RECEIVER = "no_receiver", "承接方不存在", "no receiver"
    TWO_HOLDERS = "two_holders", "多个机关同时持有", "several holders"
    TWO_TRUSTEES = "two_trustees", "委托了多个机关", "several trustees"
    TWO_REVIEWERS = "two_reviewers", "多个机关初审", "several first reviewers"


class Why(TextEnum):
    """Why an instrument has no effect (文书不生效的原因)."""

    RETAINED = (
        "retained",
        "权力已移交",
        "power given away before",
    )  # the giver transferred its power earlier
    RE_ENTRUSTED = (
        "re_entrusted",
        "再委托",
        "entrusted further by a trustee",
    )  # the giver is itself a trustee
    EARLIER_CASE = (
        "earlier_case",
        "受理在先",
        "case accepted before",
    )  # the giver has the power only for cases accepted later
    LAPSED = (
        "lapsed",
        "所依据的权力已失效",
        "underlying power has ended",
    )  # the giver's own power has ended
    NO_POWER = (
        "no_power",
        "授权方没有该项权力",
        "giver without the power",
    )  # the giver has never had the power
    NO_RECEIVER = (
        "no_receiver",
        "承接方不存在",
        "no receiver",
    )  # the body that should act does not exist


class Void(NamedTuple):
    """An instrument that has no effect (不生效的文书).

    Attributes:
        instrument: The instrument.
        why: Why it has no effect.
        because_of: The instrument that took away the giver's power, or lent it to the
            giver; None if there is none.
    """

    instrument: Instrument
    why: Why
    because_of: Instrument | None = None


@attrs.frozen
class Acting(Value):
    """Who acts (办理主体), in whose name, and who is liable.

    Args:
        organ: Organ that acts.
        in_name_of: Organ in whose name it acts.
        liable: Organ that bears the consequences.
        chain: Instruments under which it acts, from the statutory power on.
        counter: Id of the counter at which it acts; empty for its own offices.
        counter_name: Name of the counter.
        post: Id of the post that decides under a mandate; empty if there is none.
        post_name: Name of the post.
        persons: Persons in the post on that day.
    """

    organ: Organ
    in_name_of: Organ
    liable: Organ
    chain: tuple[Instrument, ...]
    counter: str = ""
    counter_name: str = ""
    post: str = ""
    post_name: str = ""
    persons: tuple[str, ...] = ()


class Answer(NamedTuple):
    """Answer that follows from the instruments (按文书得出的结论), not yet in words."""

    outcome: Outcome
    reason: Reason | None = None
    acting: tuple[Acting, ...] = ()
    alternatives: tuple[Acting, ...] = ()
    agents: tuple[str, ...] = ()
    causes: tuple[Instrument, ...] = ()
    void: tuple[Void, ...] = ()


class Situation:
    """Question about a step of an item at a place on a day (归属问题).

    Args:
        powers: The powers.
        item: Id of the item.
        step: The step.
        place: The place.
        at: The day.
        accepted: Day on which the case was accepted; `at` if it is not yet.
    """

    __slots__ = ("_lapsed", "accepted", "at", "item", "place", "powers", "step")

    def __init__(
        self,
        powers: Powers,
        item: str,
        step: Step,
        place: RegionCode,
        at: date,
        accepted: date,
    ) -> None:
        self.powers = powers
        self.item = item
        self.step = step
        self.place = place
        self.at = at
        self.accepted = accepted
        self._lapsed: dict[str, Instrument] | None = None

    def in_force(self, instrument: Instrument) -> bool:
        """Whether an instrument applies to the case: begun, not ended, not recalled."""
        stays = instrument.in_progress is InProgress.STAY
        ref = self.accepted if stays else self.at
        since, until = instrument.since, instrument.until
        if until is not None and (self.at if instrument.lapses else ref) >= until:
            return False
        if (
            since is not None
            and since > ref
            and (since > self.at or not self._renews(instrument, ref))
        ):
            return False
        recalls = self.powers.recalls(instrument.id)
        return not recalls or not self._is_recalled(instrument, frozenset())

    def _renews(self, instrument: Instrument, ref: date) -> bool:
        """Whether it renews an earlier instrument that was in force on a day."""
        return any(
            self._reaches(earlier)
            and (
                earlier.since is None
                or earlier.since <= ref
                or self._renews(earlier, ref)
            )
            for earlier in self.powers.renewed_by(instrument.id)
        )

    def _reaches(self, instrument: Instrument) -> bool:
        """Whether it covers the step, and its items and areas, if any, match."""
        areas = instrument.areas
        return (
            self.step in instrument.steps
            and (not instrument.items or self.item in instrument.items)
            and (not areas or any(area.contains(self.place) for area in areas))
        )

    def _is_recalled(self, instrument: Instrument, seen: frozenset[str]) -> bool:
        """Whether a recall applies to the case, and is not itself recalled."""
        seen |= {instrument.id}
        for recall in self.powers.recalls(instrument.id):
            stays = recall.in_progress is InProgress.STAY and not instrument.lapses
            if (
                recall.id not in seen
                and self._reaches(recall)
                and recall.in_force(self.accepted if stays else self.at)
                and not self._is_recalled(recall, seen)
            ):
                return True
        return False

    def active(self, reaching: Iterable[Instrument]) -> list[Instrument]:
        """Select the instruments that cover the step and apply to the case."""
        step, in_force = self.step, self.in_force
        return [i for i in reaching if step in i.steps and in_force(i)]

    def lapsed(self) -> Mapping[str, Instrument]:
        """Instruments that have begun but do not apply to the case, by id of the taker."""
        if self._lapsed is None:
            self._lapsed = {}
            for instrument in self.powers.at_place(self.item, self.place):
                taker = instrument.taker
                if (
                    taker is not None
                    and not isinstance(instrument, Responsibility | AssistedHandling)
                    and self.step in instrument.steps
                    and (instrument.since is None or instrument.since <= self.at)
                    and not self.in_force(instrument)
                ):
                    for name in self.names(instrument, (taker,)):
                        self._lapsed.setdefault(name, instrument)
        return self._lapsed

    def organs(self, instrument: Instrument, body: Body) -> tuple[Organ, ...]:
        """Organs that a body named in an instrument means at the place and on the day."""
        stays = instrument.in_progress is InProgress.STAY
        return self.powers.bodies(
            body,
            self.place,
            self.accepted if stays else self.at,
            self.at,
            must_serve=not instrument.areas,
        )

    def names(self, instrument: Instrument, bodies: Iterable[Body]) -> list[str]:
        """Ids of the organs that bodies mean, even if they do not serve the place."""
        ids: list[str] = []
        for body in bodies:
            if isinstance(body, str) and self.powers.organs.find(body, self.at):
                ids.append(body)
            else:
                ids += (organ.id for organ in self.organs(instrument, body))
        return ids
