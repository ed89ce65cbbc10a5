"""Reforms of the process: steps dropped, merged, taken inside, put side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, of_kind, refuse_other, to_texts
from zhengwu.findings import Finding
from zhengwu.items import PrerequisiteReview
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.reforms._reform import ItemReform, items_told
from zhengwu.world import (
    Channel,
    Handling,
    HandlingStep,
    StepActor,
    StepKind,
    Timeline,
    World,
)
from zhengwu.world._handling import LIMITS

_CHAIN: Final = frozenset(
    {
        StepKind.FIRST_REVIEW,
        StepKind.REVIEW,
        StepKind.COUNTERSIGN,
        StepKind.DECIDE,
    }
)


_NEVER_SILENT: Final = frozenset(
    {StepKind.INSPECTION, StepKind.SURVEY, StepKind.EXPERT, StepKind.DECIDE}
)


def _to_kinds(kinds: Iterable[StepKind] | StepKind) -> frozenset[StepKind]:
    refuse_other(kinds, "kinds", StepKind, tuple, list, set, frozenset)
    made = frozenset((kinds,) if isinstance(kinds, StepKind) else kinds)
    for kind in made:
        refuse_other(kind, "kinds", StepKind)
    return made


@attrs.frozen(kw_only=True)
class StepReform(ItemReform):
    """Reform of steps (环节类改革): says which steps it is about.

    Args:
        names: Names of the steps.
        kinds: Kinds of steps; with neither names nor kinds, every step.
    """

    names: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    kinds: frozenset[StepKind] = attrs.field(default=frozenset(), converter=_to_kinds)

    def meant(self, step: HandlingStep) -> bool:
        """Whether a step is one of those that it is about."""
        if not self.names and not self.kinds:
            return True
        return step.name in self.names or step.kind in self.kinds

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Items that it applies to and that have such a step."""
        return {
            key: line
            for key, line in super().matched(world).items()
            if any(self.concerns(one.value) for one in line)
        }

    def concerns(self, handling: Handling) -> bool:
        """Whether an item has anything that it is about."""
        return any(map(self.meant, handling.steps))

    def places(self, handling: Handling) -> list[int]:
        """Numbers of the steps that it is about."""
        return [n for n, step in enumerate(handling.steps) if self.meant(step)]

    def each(
        self, handling: Handling, change: Callable[[HandlingStep], HandlingStep]
    ) -> Handling:
        """A handling with those steps changed; the visits follow."""
        steps = [change(s) if self.meant(s) else s for s in handling.steps]
        return with_visits(handling, handling.with_steps(steps))


def with_visits(before: Handling, after: Handling) -> Handling:
    """The visits of the item, fewer by the steps that need none any more (跑动次数).

    An item that does not say how often one must come still does not.
    """
    visits = before.item.visits
    fewer = sum(s.visit for s in before.steps) - sum(s.visit for s in after.steps)
    if visits is None or not fewer:
        return after
    return after.with_item(visits=max(0, visits - fewer))


@attrs.frozen(kw_only=True)
class DropSteps(StepReform):
    """Drop steps (削减环节) that nothing requires.

    Args:
        even_with_basis: Whether those go too that a legal basis requires.
    """

    label_zh: ClassVar[str] = "削减环节"
    label_en: ClassVar[str] = "dropping steps"

    even_with_basis: bool = False

    def change(self, handling: Handling) -> Handling:
        """The same without those steps."""
        kept = [
            step
            for step in handling.steps
            if not self.meant(step) or (step.basis and not self.even_with_basis)
        ]
        return with_visits(handling, handling.with_steps(kept))


@attrs.frozen(kw_only=True)
class MergeSteps(StepReform):
    """Merge steps (合并环节) into one, which takes the place of the first.

    The work of all is done still: its time is their sum, unless `minutes` says otherwise.

    Args:
        into: Name of the one.
        minutes: Mean working time of the one, in minutes.
    """

    label_zh: ClassVar[str] = "合并环节"
    label_en: ClassVar[str] = "merging steps"

    into: str
    minutes: float | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.into or not (self.minutes is None or self.minutes >= 0):
            raise InputError(
                f"合并后的环节应有名称,用时不为负,现为 {self.into!r}、{self.minutes}",
                f"the merged step needs a name and no time below 0, not {self.into!r} and "
                f"{self.minutes}",
            )

    def change(self, handling: Handling) -> Handling:
        """The same with one step for several."""
        places = self.places(handling)
        meant = [handling.steps[n] for n in places]
        if len(meant) < 2:  # noqa: PLR2004  # one step is merged with nothing
            return handling
        total = sum(step.minutes for step in meant)
        merged = attrs.evolve(
            meant[0],
            name=self.into,
            minutes=total if self.minutes is None else self.minutes,
            basis=tuple(dict.fromkeys(b for step in meant for b in step.basis)),
            substantive=any(step.substantive for step in meant),
            visit=any(step.visit for step in meant),
            published=None,
        )
        steps = replaced(handling.steps, places, [merged])
        return with_visits(handling, handling.with_steps(steps))


def replaced(
    steps: Sequence[HandlingStep], places: Sequence[int], new: Sequence[HandlingStep]
) -> list[HandlingStep]:
    """Steps with others in place of some, where the first of them was (替换环节)."""
    found: list[HandlingStep] = []
    for place, step in enumerate(steps):
        if place == places[0]:
            found += new
        elif place not in places:
            found.append(step)
    return found


@attrs.frozen(kw_only=True)
class Internalise(StepReform):
    """Take steps inside (内部流程不外化): the host asks, and no longer the applicant."""

    label_zh: ClassVar[str] = "内部流程不外化"
    label_en: ClassVar[str] = "taking steps inside"

    def change(self, handling: Handling) -> Handling:
        """The host goes for these steps and reviews."""
        reviews = tuple(
            attrs.evolve(one, asked_by_organ=True) if self._asks(one) else one
            for one in handling.reviews
        )
        return self.each(handling.with_reviews(reviews), _inside)

    def concerns(self, handling: Handling) -> bool:
        """Whether it has such a step, or such a review."""
        return super().concerns(handling) or any(map(self._asks, handling.reviews))

    def _asks(self, review: PrerequisiteReview) -> bool:
        if not self.names and not self.kinds:
            return True
        return review.name in self.names or StepKind.PREREQUISITE in self.kinds


def _inside(step: HandlingStep) -> HandlingStep:
    if step.by is StepActor.HOST:
        return step
    return attrs.evolve(step, by=StepActor.HOST, channel=Channel.INTERNAL, visit=False)


@attrs.frozen(kw_only=True)
class Parallelise(StepReform):
    """Put steps side by side (内部并联): the longest counts, and not their sum.

    Args:
        lead: Id of the organ that leads them.
    """

    label_zh: ClassVar[str] = "内部并联"
    label_en: ClassVar[str] = "steps side by side"

    lead: str = ""

    def change(self, handling: Handling) -> Handling:
        """The same with those steps in one group, where the first of them was."""
        places = self.places(handling)
        if len(places) < 2:  # noqa: PLR2004  # one step is beside nothing
            return handling
        group = [
            attrs.evolve(handling.steps[n], group=self.id, lead=self.lead)
            for n in places
        ]
        return handling.with_steps(replaced(handling.steps, places, group))


@attrs.frozen(kw_only=True)
class OneReviewOneApproval(StepReform):
    """One review, one approval (一审一核) in place of all reviews and decisions.

    Args:
        review: Name of the review.
        approval: Name of the approval.
    """

    label_zh: ClassVar[str] = "一审一核"
    label_en: ClassVar[str] = "one review, one approval"

    kinds: frozenset[StepKind] = attrs.field(default=_CHAIN, converter=_to_kinds)
    review: str = "审查"
    approval: str = "核准"

    def change(self, handling: Handling) -> Handling:
        """The same with two steps for those; one alone stays as it is."""
        places = self.places(handling)
        if len(places) < 2:  # noqa: PLR2004  # one review is no more than that
            return handling
        first, last = handling.steps[places[0]], handling.steps[places[-1]]
        pair = [
            attrs.evolve(first, name=self.review, kind=StepKind.REVIEW, published=None),
            attrs.evolve(
                last, name=self.approval, kind=StepKind.DECIDE, published=None
            ),
        ]
        steps = replaced(handling.steps, places, pair)
        return with_visits(handling, handling.with_steps(steps))


@attrs.frozen(kw_only=True)
class DeemConsent(StepReform):
    """Let silence count as agreement (超时默认), for which the one asked answers.

    Args:
        after: Time within which it must answer.
        liable: Id of the organ that answers; empty for the one that does the step.
    """

    label_zh: ClassVar[str] = "超时默认"
    label_en: ClassVar[str] = "deemed consent"

    after: SimpleLimit = attrs.field(validator=of_kind(*LIMITS))
    liable: str = ""

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Steps for which silence is no answer: what must be looked at or decided."""
        names = dict.fromkeys(
            f"{one.item.label} {step.name}"
            for key in keys
            if (one := after.line(key).at(self.since)) is not None
            for step in one.steps
            if step.deemed and step.kind in _NEVER_SILENT and self.meant(step)
        )
        if names:
            yield items_told("ZWSC010", self, list(names))

    def change(self, handling: Handling) -> Handling:
        """The same with a time after which those steps are taken as agreed."""
        return self.each(
            handling,
            lambda step: attrs.evolve(
                step, limit=self.after, deemed=True, liable=self.liable or step.organ,
                published=None,
            ),
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class PassOnOnly(StepReform):
    """Let steps pass on and not refuse (窗口只转不否)."""

    label_zh: ClassVar[str] = "无否决权"
    label_en: ClassVar[str] = "no veto"

    def change(self, handling: Handling) -> Handling:
        """The same without a veto at those steps."""
        return self.each(handling, lambda step: attrs.evolve(step, no_veto=True))


@attrs.frozen(kw_only=True)
class CleanPrerequisites(ItemReform):
    """Clean prerequisite reviews up (前置事项清理): cancel some, adjust others.

    Args:
        cancel: Names of those that go; those without a basis if None.
        adjust: Name, and the organ that the host asks for it from now on.
    """

    label_zh: ClassVar[str] = "前置清理"
    label_en: ClassVar[str] = "cleaning up prerequisites"

    cancel: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(to_texts)
    )
    adjust: FrozenMap[str] = attrs.field(factory=FrozenMap[str], converter=FrozenMap)

    def change(self, handling: Handling) -> Handling:
        """The same with fewer reviews, and others asked for by the host."""
        kept = (
            review
            for review in handling.reviews
            if (review.keeps if self.cancel is None else review.name not in self.cancel)
            or review.name in self.adjust
        )
        return handling.with_reviews(
            attrs.evolve(one, organ=self.adjust[one.name], asked_by_organ=True)
            if one.name in self.adjust
            else one
            for one in kept
        )


@attrs.frozen(kw_only=True)
class SwitchChannel(StepReform):
    """Switch the channel (办理渠道) of steps, such as identity by video.

    Args:
        channel: The new one; only a counter needs a visit.
    """

    label_zh: ClassVar[str] = "转换渠道"
    label_en: ClassVar[str] = "another channel"

    channel: Channel = attrs.field(validator=of_kind(Channel))

    def change(self, handling: Handling) -> Handling:
        """The same by that channel; without visits, but at a counter."""

        def by(step: HandlingStep) -> HandlingStep:
            visit = step.visit and self.channel is Channel.COUNTER
            return attrs.evolve(step, channel=self.channel, visit=visit)

        return self.each(handling, by)


def _to_pools(pools: Mapping[StepKind | str, str]) -> FrozenMap[str]:
    return FrozenMap(
        {k.value if isinstance(k, StepKind) else k: pool for k, pool in pools.items()}
    )


@attrs.frozen(kw_only=True)
class Route(ItemReform):
    """Front, middle, back (两级受理、集中审批、两级出件): who serves which steps.

    Args:
        pools: Id of the pool for each kind of step, such as
            ``{StepKind.ACCEPT: "综合窗口", StepKind.DECIDE: "首席代表"}``.
    """

    label_zh: ClassVar[str] = "前台受理后台审批"
    label_en: ClassVar[str] = "front, middle, back"

    pools: FrozenMap[str] = attrs.field(converter=_to_pools)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        known = {kind.value for kind in StepKind}
        wrong = [name for name in self.pools if name not in known]
        if wrong:
            raise InputError(
                f"没有这样的环节类别:{'、'.join(wrong)};可用:{'、'.join(sorted(known))}",
                f"no such kind of step: {', '.join(wrong)}; there are: "
                + ", ".join(sorted(known)),
            )

    def change(self, handling: Handling) -> Handling:
        """The same, served by those pools."""
        return handling.with_steps(
            attrs.evolve(step, pool=self.pools[step.kind.value])
            if step.kind.value in self.pools
            else step
            for step in handling.steps
        )


@attrs.frozen(kw_only=True)
class AskPanel(ItemReform):
    """Let a panel decide (会商会审、审批委员会) in some cases.

    Args:
        when: In which, in words.
    """

    label_zh: ClassVar[str] = "会商会审"
    label_en: ClassVar[str] = "panel"

    when: str

    def change(self, handling: Handling) -> Handling:
        """The same with a panel."""
        return attrs.evolve(handling, panel=self.when)
