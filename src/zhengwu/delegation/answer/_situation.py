"""One question about powers, and which instruments speak to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import attrs

from zhengwu._text import TextEnum
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
    )  # its giver gave the power away earlier
    RE_ENTRUSTED = (
        "re_entrusted",
        "再委托",
        "entrusted further by a trustee",
    )  # its giver is itself a trustee
    EARLIER_CASE = (
        "earlier_case",
        "受理在先",
        "case accepted before",
    )  # its giver has the power, for cases accepted later
    LAPSED = (
        "lapsed",
        "所依据的权力已失效",
        "underlying power has ended",
    )  # its giver's own power has ended
    NO_POWER = (
        "no_power",
        "授权方没有该项权力",
        "giver without the power",
    )  # its giver has not held the power
    NO_RECEIVER = (
        "no_receiver",
        "承接方不存在",
        "no receiver",
    )  # whoever should act by it does not stand


class Void(NamedTuple):
    """An instrument that has no effect (不生效的文书).

    Attributes:
        instrument: Which.
        why: Why not.
        because_of: The instrument that took the giver's power away, or lent it; None if
            there is none.
    """

    instrument: Instrument
    why: Why
    because_of: Instrument | None = None


@attrs.frozen
class Acting:
    """Who acts (办理主体), in whose name, and who is liable.

    Args:
        organ: Who acts.
        in_name_of: In whose name.
        liable: Who bears the consequences.
        chain: The instruments by which it does, from the statutory power on.
        counter: Id of the counter at which it is done; empty for the organ's own door.
        counter_name: Its name.
        post: Id of the post that decides by mandate; empty if there is none.
        post_name: Its name.
        persons: Who holds the post on that day.
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
    """What the instruments say (文书推定结果), before it is put into words."""

    outcome: Outcome
    reason: Reason | None = None
    acting: tuple[Acting, ...] = ()
    alternatives: tuple[Acting, ...] = ()
    agents: tuple[str, ...] = ()
    causes: tuple[Instrument, ...] = ()
    void: tuple[Void, ...] = ()


class Situation:
    """One question: a step of an item at a place on a day (归属问题).

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
        """Whether an instrument holds for the case: begun, not ended, not recalled."""
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
        """Whether it goes on where one alike ended, and that one held for the case."""
        return any(
            self._reaches(one)
            and (one.since is None or one.since <= ref or self._renews(one, ref))
            for one in self.powers.renewed_by(instrument.id)
        )

    def _reaches(self, one: Instrument) -> bool:
        return (
            self.step in one.steps
            and (not one.items or self.item in one.items)
            and (not one.areas or any(area.holds(self.place) for area in one.areas))
        )

    def _is_recalled(self, instrument: Instrument, seen: frozenset[str]) -> bool:
        """Whether a recall holds for the case, and was not itself recalled."""
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
        """Those that cover the step and hold for the case."""
        step, in_force = self.step, self.in_force
        return [i for i in reaching if step in i.steps and in_force(i)]

    def lapsed(self) -> Mapping[str, Instrument]:
        """Whose power has ended, or is not for this case, and by which instrument."""
        if self._lapsed is None:
            self._lapsed = {}
            for one in self.powers.at_place(self.item, self.place):
                taker = one.taker
                if (
                    taker is not None
                    and not isinstance(one, Responsibility | AssistedHandling)
                    and self.step in one.steps
                    and (one.since is None or one.since <= self.at)
                    and not self.in_force(one)
                ):
                    for name in self.names(one, (taker,)):
                        self._lapsed.setdefault(name, one)
        return self._lapsed

    def organs(self, instrument: Instrument, body: Body) -> tuple[Organ, ...]:
        """The organs that a body of an instrument means here and now."""
        stays = instrument.in_progress is InProgress.STAY
        return self.powers.bodies(
            body,
            self.place,
            self.accepted if stays else self.at,
            self.at,
            must_serve=not instrument.areas,
        )

    def names(self, instrument: Instrument, bodies: Iterable[Body]) -> list[str]:
        """Ids of the organs that bodies mean, whether they serve the place or not."""
        found: list[str] = []
        for body in bodies:
            if isinstance(body, str) and self.powers.organs.find(body, self.at):
                found.append(body)
            else:
                found += (organ.id for organ in self.organs(instrument, body))
        return found
