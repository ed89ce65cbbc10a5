"""Reforms of the process: steps dropped, merged, internalised, run in parallel, and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import (
    FrozenMap,
    convert_or_keep,
    keep,
    to_texts,
)
from zhengwu._hints import resolve_hints
from zhengwu.findings import Finding
from zhengwu.items import PrerequisiteReview
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.reforms._reform import ItemReform, report_items
from zhengwu.world import (
    Channel,
    Handling,
    HandlingStep,
    StepActor,
    StepKind,
    Timeline,
    World,
)

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
    return keep(kinds)


@attrs.frozen(kw_only=True)
class StepReform(ItemReform):
    """Reform of steps (环节类改革), selected by name or kind.

    Args:
        names: Names of the steps.
        kinds: Kinds of the steps; without names and kinds, every step is selected.
    """

    names: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    kinds: frozenset[StepKind] = attrs.field(default=frozenset(), converter=_to_kinds)

    def meant(self, step: HandlingStep) -> bool:
        """Whether the reform selects a step."""
        if not self.names and not self.kinds:
            return True
        return step.name in self.names or step.kind in self.kinds

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Timelines of matching items that the reform concerns on at least one day."""
        return {
            key: line
            for key, line in super().matched(world).items()
            if any(self.concerns(stretch.value) for stretch in line)
        }

    def concerns(self, handling: Handling) -> bool:
        """Whether an item has a selected step."""
        return any(map(self.meant, handling.steps))

    def places(self, handling: Handling) -> list[int]:
        """Indexes of the selected steps."""
        return [n for n, step in enumerate(handling.steps) if self.meant(step)]

    def each(
        self, handling: Handling, change: Callable[[HandlingStep], HandlingStep]
    ) -> Handling:
        """Handling with the selected steps changed, and its visits reduced accordingly."""
        steps = [change(s) if self.meant(s) else s for s in handling.steps]
        return reduce_visits(handling, handling.with_steps(steps))


resolve_hints(StepReform)


def reduce_visits(before: Handling, after: Handling) -> Handling:
    """Subtract the visits of steps that no longer need a visit (跑动次数).

    An item that does not state its number of visits stays unchanged.
    """
    visits = before.item.visits
    fewer = sum(s.visit for s in before.steps) - sum(s.visit for s in after.steps)
    if visits is None or not fewer:
        return after
    return after.with_item(visits=max(0, visits - fewer))


@attrs.frozen(kw_only=True)
class DropSteps(StepReform):
    """Drop steps (削减环节) without a legal basis.

    Args:
        even_with_basis: Whether steps with a legal basis are dropped as well.
    """

    label_zh: ClassVar[str] = "削减环节"
    label_en: ClassVar[str] = "dropping steps"

    even_with_basis: bool = False

    def change(self, handling: Handling) -> Handling:
        """Handling without the dropped steps."""
        kept = [
            step
            for step in handling.steps
            if not self.meant(step) or (step.basis and not self.even_with_basis)
        ]
        return reduce_visits(handling, handling.with_steps(kept))


@attrs.frozen(kw_only=True)
class MergeSteps(StepReform):
    """Merge steps (合并环节) into a new step, at the position of the first.

    The working time of the new step is the sum of all, unless `minutes` is given.

    Args:
        into: Name of the new step.
        minutes: Mean working time of the new step, in minutes; the sum if None.
    """

    label_zh: ClassVar[str] = "合并环节"
    label_en: ClassVar[str] = "merging steps"

    into: str
    minutes: float | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.into or not (self.minutes is None or self.minutes >= 0):
            raise InputError(
                f"合并后的环节应有名称,用时不能为负;现为 {self.into!r}、{self.minutes}",
                f"the merged step needs a name and a time from 0, not {self.into!r} and "
                f"{self.minutes}",
            )

    def change(self, handling: Handling) -> Handling:
        """Handling with the merged step."""
        places = self.places(handling)
        selected = [handling.steps[n] for n in places]
        if len(selected) < 2:  # noqa: PLR2004  # a single step has nothing to merge with
            return handling
        total = sum(step.minutes for step in selected)
        merged = attrs.evolve(
            selected[0],
            name=self.into,
            minutes=total if self.minutes is None else self.minutes,
            basis=tuple(dict.fromkeys(b for step in selected for b in step.basis)),
            substantive=any(step.substantive for step in selected),
            visit=any(step.visit for step in selected),
            published=None,
        )
        steps = replace_steps(handling.steps, places, [merged])
        return reduce_visits(handling, handling.with_steps(steps))


def replace_steps(
    steps: Sequence[HandlingStep], places: Sequence[int], new: Sequence[HandlingStep]
) -> list[HandlingStep]:
    """Replace the steps at some indexes by new steps, at the first index (替换环节)."""
    result: list[HandlingStep] = []
    for place, step in enumerate(steps):
        if place == places[0]:
            result += new
        elif place not in places:
            result.append(step)
    return result


@attrs.frozen(kw_only=True)
class Internalise(StepReform):
    """Internalise steps (内部流程不外化): the host requests them, not the applicant."""

    label_zh: ClassVar[str] = "内部流程不外化"
    label_en: ClassVar[str] = "internalising steps"

    def change(self, handling: Handling) -> Handling:
        """Handling whose selected steps and reviews are requested by the host."""
        reviews = tuple(
            attrs.evolve(review, asked_by_organ=True)
            if self._selects_review(review)
            else review
            for review in handling.reviews
        )
        return self.each(handling.with_reviews(reviews), _internalise_step)

    def concerns(self, handling: Handling) -> bool:
        """Whether an item has a selected step or a selected review."""
        return super().concerns(handling) or any(
            map(self._selects_review, handling.reviews)
        )

    def _selects_review(self, review: PrerequisiteReview) -> bool:
        if not self.names and not self.kinds:
            return True
        return review.name in self.names or StepKind.PREREQUISITE in self.kinds


def _internalise_step(step: HandlingStep) -> HandlingStep:
    if step.by is StepActor.HOST:
        return step
    return attrs.evolve(step, by=StepActor.HOST, channel=Channel.INTERNAL, visit=False)


@attrs.frozen(kw_only=True)
class Parallelise(StepReform):
    """Run steps in parallel (内部并联): the longest determines the time, not the sum.

    Args:
        lead: Id of the lead organ.
    """

    label_zh: ClassVar[str] = "内部并联"
    label_en: ClassVar[str] = "steps in parallel"

    lead: str = ""

    def change(self, handling: Handling) -> Handling:
        """Handling with the selected steps as a group, at the position of the first."""
        places = self.places(handling)
        if len(places) < 2:  # noqa: PLR2004  # a single step has no parallel step
            return handling
        group = [
            attrs.evolve(handling.steps[n], group=self.id, lead=self.lead)
            for n in places
        ]
        return handling.with_steps(replace_steps(handling.steps, places, group))


@attrs.frozen(kw_only=True)
class OneReviewOneApproval(StepReform):
    """One review, one approval (一审一核), replacing all reviews and decisions.

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
        """Handling with these two steps; a single review or decision stays unchanged."""
        places = self.places(handling)
        if len(places) < 2:  # noqa: PLR2004  # a single step cannot become two
            return handling
        first, last = handling.steps[places[0]], handling.steps[places[-1]]
        pair = [
            attrs.evolve(first, name=self.review, kind=StepKind.REVIEW, published=None),
            attrs.evolve(
                last, name=self.approval, kind=StepKind.DECIDE, published=None
            ),
        ]
        steps = replace_steps(handling.steps, places, pair)
        return reduce_visits(handling, handling.with_steps(steps))


@attrs.frozen(kw_only=True)
class DeemConsent(StepReform):
    """Deem consent given by silence (超时默认); the organ that was asked is liable.

    Args:
        after: Limit within which the organ must reply.
        liable: Id of the liable organ; the organ of the step if empty.
    """

    label_zh: ClassVar[str] = "超时默认"
    label_en: ClassVar[str] = "deemed consent"

    after: SimpleLimit
    liable: str = ""

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Report steps that silence cannot replace: inspection, survey, expertise, decision."""
        names = dict.fromkeys(
            f"{handling.item.label} {step.name}"
            for key in keys
            if (handling := after.line(key).at(self.since)) is not None
            for step in handling.steps
            if step.deemed and step.kind in _NEVER_SILENT and self.meant(step)
        )
        if names:
            yield report_items("ZWSC010", self, list(names))

    def change(self, handling: Handling) -> Handling:
        """Handling with a limit after which consent of the selected steps is deemed."""
        return self.each(
            handling,
            lambda step: attrs.evolve(
                step, limit=self.after, deemed=True, liable=self.liable or step.organ,
                published=None,
            ),
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class PassOnOnly(StepReform):
    """Remove the veto of steps (窗口只转不否): they pass on and cannot refuse."""

    label_zh: ClassVar[str] = "无否决权"
    label_en: ClassVar[str] = "no veto"

    def change(self, handling: Handling) -> Handling:
        """Handling without a veto at the selected steps."""
        return self.each(handling, lambda step: attrs.evolve(step, no_veto=True))


def _to_adjust(value: Mapping[str, str]) -> FrozenMap[str]:
    return keep(value)


@attrs.frozen(kw_only=True)
class CleanPrerequisites(ItemReform):
    """Clean up prerequisite reviews (前置事项清理): cancel some, adjust others.

    Args:
        cancel: Names of the reviews to cancel; those without a legal basis if None.
        adjust: Organ from which the host requests the review, by review name.
    """

    label_zh: ClassVar[str] = "前置清理"
    label_en: ClassVar[str] = "cleaning up prerequisites"

    cancel: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(to_texts)
    )
    adjust: FrozenMap[str] = attrs.field(factory=FrozenMap[str], converter=_to_adjust)

    def change(self, handling: Handling) -> Handling:
        """Handling without the cancelled reviews and with the adjusted reviews."""
        kept = (
            review
            for review in handling.reviews
            if (review.keeps if self.cancel is None else review.name not in self.cancel)
            or review.name in self.adjust
        )
        return handling.with_reviews(
            attrs.evolve(review, organ=self.adjust[review.name], asked_by_organ=True)
            if review.name in self.adjust
            else review
            for review in kept
        )


@attrs.frozen(kw_only=True)
class SwitchChannel(StepReform):
    """Switch the channel (办理渠道) of steps, such as identity checks by video.

    Args:
        channel: The new channel; only a counter needs a visit.
    """

    label_zh: ClassVar[str] = "转换渠道"
    label_en: ClassVar[str] = "switching channel"

    channel: Channel

    def change(self, handling: Handling) -> Handling:
        """Handling with the new channel; visits remain only at a counter."""

        def switch(step: HandlingStep) -> HandlingStep:
            visit = step.visit and self.channel is Channel.COUNTER
            return attrs.evolve(step, channel=self.channel, visit=visit)

        return self.each(handling, switch)


def _to_pools(pools: Mapping[StepKind | str, str]) -> FrozenMap[str]:
    return convert_or_keep(_convert_pools, pools)


def _convert_pools(pools: Mapping[StepKind | str, str]) -> FrozenMap[str]:
    return FrozenMap(
        {k.value if isinstance(k, StepKind) else k: pool for k, pool in pools.items()}
    )


@attrs.frozen(kw_only=True)
class Route(ItemReform):
    """Route steps to front, middle and back offices (两级受理、集中审批、两级出件).

    Args:
        pools: Id of the pool that serves each kind of step, such as
            ``{StepKind.ACCEPT: "综合窗口", StepKind.DECIDE: "首席代表"}``.
    """

    label_zh: ClassVar[str] = "前台受理后台审批"
    label_en: ClassVar[str] = "front, middle and back offices"

    pools: FrozenMap[str] = attrs.field(converter=_to_pools)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        known = {kind.value for kind in StepKind}
        wrong = [name for name in self.pools if name not in known]
        if wrong:
            raise InputError(
                f"没有这样的环节类别:{'、'.join(wrong)};可用:{'、'.join(sorted(known))}",
                f"unknown kind of step: {', '.join(wrong)}; available: "
                + ", ".join(sorted(known)),
            )

    def change(self, handling: Handling) -> Handling:
        """Handling whose steps are served by these pools."""
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
        when: Description of the cases.
    """

    label_zh: ClassVar[str] = "会商会审"
    label_en: ClassVar[str] = "panel"

    when: str

    def change(self, handling: Handling) -> Handling:
        """Handling with the panel."""
        return attrs.evolve(handling, panel=self.when)
