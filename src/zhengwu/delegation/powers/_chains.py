"""Reads stage chains, as portals write them, into powers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from zhengwu._errors import InputError
from zhengwu.codes import Level, RegionCode
from zhengwu.delegation.powers._instrument import Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    FirstReview,
    SharedPower,
    StatutoryPower,
)
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import STEPS_OF_STAGE, Step
from zhengwu.items import Stage, StageChain
from zhengwu.items._stages import Link
from zhengwu.organs import Organ, OrganRegister

_STEPS_BEFORE_DECISION: Final = frozenset({Step.ACCEPT, Step.REVIEW})
_CODE_DIGITS: Final = {
    Level.NATION: 0,
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWN: 9,
    Level.VILLAGE: 12,
}


def powers_of_chain(item: str, chain: StageChain) -> tuple[Instrument, ...]:
    """Read a stage chain as instruments (办理层级链转为权力配置).

    An organ that decides has the power. Organs that accept or review first and do not
    decide forward to the tier above, from the lowest tier up. Organs that only make and
    deliver certificates may only do that. If nobody decides, no decider is invented:
    checking the powers reports the vacuum.

    Args:
        item: Id of the item.
        chain: The chain.
    """
    deciders = list(chain.organs_deciding)
    others = [link for link in chain.links if link not in deciders]
    reviewers = sorted(
        (link for link in others if _read_steps(link) & _STEPS_BEFORE_DECISION),
        key=lambda link: -int(link.level.value),
    )
    if not deciders and reviewers:
        deciders = [reviewers.pop()]  # has the power for its own steps; decides nothing
    instruments: list[Instrument] = []
    for number, link in enumerate(deciders):
        steps = _read_steps(link)
        if number == 0:
            steps = steps.union(
                *(_read_steps(other) & _STEPS_BEFORE_DECISION for other in reviewers)
            )
        instruments.append(
            StatutoryPower(
                id=f"{item}:{number}", items=[item], holder=_to_body(link), steps=steps
            )
        )
    instruments += _build_reviews(item, deciders, reviewers)
    instruments += _build_certifying(item, deciders, others)
    return tuple(instruments)


def _read_steps(link: Link) -> frozenset[Step]:
    return frozenset(step for stage in link.stages for step in STEPS_OF_STAGE[stage])


def _to_body(link: Link) -> TierOrgan:
    return TierOrgan(link.level, link.organ)


def _build_reviews(
    item: str, deciders: list[Link], reviewers: list[Link]
) -> Iterator[FirstReview]:
    """First reviews, each by a reviewer for the organ next above."""
    line = [*reviewers, *deciders[:1]]
    steps: frozenset[Step] = (
        frozenset()
    )  # the steps of all reviewers so far pass through
    for number, (below, above) in enumerate(pairwise(line)):
        steps |= _read_steps(below) & _STEPS_BEFORE_DECISION
        yield FirstReview(
            id=f"{item}:r{number}",
            items=[item],
            reviewer=_to_body(below),
            decider=_to_body(above),
            steps=steps,
        )


def _build_certifying(
    item: str, deciders: list[Link], others: list[Link]
) -> Iterator[Instrument]:
    """Instruments of organs that make and deliver certificates but do not decide."""
    decider = deciders[0] if deciders else None
    for number, link in enumerate(others):
        steps = _read_steps(link) - _STEPS_BEFORE_DECISION
        if not steps or link is decider:
            continue
        name = f"{item}:c{number}"
        if decider is not None and steps <= _read_steps(decider):
            yield SharedPower(
                id=name,
                items=[item],
                giver=_to_body(decider),
                receiver=_to_body(link),
                steps=steps,
            )
        else:
            yield StatutoryPower(
                id=name, items=[item], holder=_to_body(link), steps=steps
            )


def powers_of_chains(
    chains: Mapping[str, StageChain], place: RegionCode | None = None
) -> Powers:
    """Read stage chains into powers at a single place (办理层级链集合转为权力配置).

    There is an organ for each tier and line of work that the chains name. It serves the
    division of its tier in which the place lies.

    Args:
        chains: Chain of each item, by item id.
        place: Village whose organs of all tiers are created; an example village if None.

    Raises:
        InputError: `place` is no village.
    """
    village = RegionCode("110101001001") if place is None else place
    if len(village.stem) != _CODE_DIGITS[Level.VILLAGE]:
        raise InputError(
            f"{village} 不是村(社区);请给出 12 位代码",
            f"{village} is no village or community; give its code of 12 digits",
        )
    items = [
        ServiceItem(id=item, steps=_collect_steps(chain))
        for item, chain in chains.items()
        if chain.links
    ]
    links = (link for chain in chains.values() for link in chain.links)
    instruments = (
        instrument
        for item, chain in chains.items()
        for instrument in powers_of_chain(item, chain)
    )
    return Powers(items, instruments, OrganRegister(_build_organs(links, village)))


def _collect_steps(chain: StageChain) -> frozenset[Step]:
    """Steps that the chain mentions, and the decision, which every item needs."""
    stages = {stage for link in chain.links for stage in link.stages}
    return frozenset(
        step for stage in (*stages, Stage.DECIDE) for step in STEPS_OF_STAGE[stage]
    )


def _build_organs(links: Iterable[Link], village: RegionCode) -> Iterator[Organ]:
    """An organ for each tier and line of work, serving the division that has the village."""
    for level, function in dict.fromkeys((link.level, link.organ) for link in links):
        stem = village.stem[: _CODE_DIGITS[level]]
        yield Organ(
            id=f"{level.label_zh}{function}",
            name=f"{level.label_zh}{function}",
            level=level,
            areas=[RegionCode(stem)] if stem else [],
            function=function,
        )
