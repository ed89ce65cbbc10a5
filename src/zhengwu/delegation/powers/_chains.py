"""Stage chains, as portals write them, read into powers."""

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

_BEFORE: Final = frozenset({Step.ACCEPT, Step.REVIEW})
_DIGITS: Final = {
    Level.NATION: 0,
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWN: 9,
    Level.VILLAGE: 12,
}


def powers_of_chain(item: str, chain: StageChain) -> tuple[Instrument, ...]:
    """Read a stage chain as instruments (办理层级链转为权力配置).

    Whoever decides holds the power. Those before it review first and forward, from the
    lowest tier up; those that only make and deliver certificates may do that. Where
    nobody decides, nobody is made up: the vacuum shows when the powers are checked.

    Args:
        item: Id of the item.
        chain: The chain.
    """
    deciders = list(chain.organs_deciding)
    others = [link for link in chain.links if link not in deciders]
    reviewers = sorted(
        (link for link in others if _steps(link) & _BEFORE),
        key=lambda link: -int(link.level.value),
    )
    if not deciders and reviewers:
        deciders = [reviewers.pop()]  # holds what it does, and does not decide
    made: list[Instrument] = []
    for number, link in enumerate(deciders):
        steps = _steps(link)
        if number == 0:
            steps = steps.union(*(_steps(other) & _BEFORE for other in reviewers))
        made.append(
            StatutoryPower(
                id=f"{item}:{number}", items=[item], holder=_body(link), steps=steps
            )
        )
    made += _reviews(item, deciders, reviewers)
    made += _certifying(item, deciders, others)
    return tuple(made)


def _steps(link: Link) -> frozenset[Step]:
    return frozenset(step for stage in link.stages for step in STEPS_OF_STAGE[stage])


def _body(link: Link) -> TierOrgan:
    return TierOrgan(link.level, link.organ)


def _reviews(
    item: str, deciders: list[Link], reviewers: list[Link]
) -> Iterator[FirstReview]:
    line = [*reviewers, *deciders[:1]]
    steps: frozenset[Step] = frozenset()  # what comes from below passes through
    for number, (below, above) in enumerate(pairwise(line)):
        steps |= _steps(below) & _BEFORE
        yield FirstReview(
            id=f"{item}:r{number}",
            items=[item],
            reviewer=_body(below),
            decider=_body(above),
            steps=steps,
        )


def _certifying(
    item: str, deciders: list[Link], others: list[Link]
) -> Iterator[Instrument]:
    """Those that make and deliver what another decides."""
    decider = deciders[0] if deciders else None
    for number, link in enumerate(others):
        steps = _steps(link) - _BEFORE
        if not steps or link is decider:
            continue
        name = f"{item}:c{number}"
        if decider is not None and steps <= _steps(decider):
            yield SharedPower(
                id=name,
                items=[item],
                giver=_body(decider),
                receiver=_body(link),
                steps=steps,
            )
        else:
            yield StatutoryPower(id=name, items=[item], holder=_body(link), steps=steps)


def powers_of_chains(
    chains: Mapping[str, StageChain], place: RegionCode | None = None
) -> Powers:
    """Read stage chains into powers at one place (办理层级链集合转为权力配置).

    The organs are those that the chains name, one of each tier and line of work, each
    serving the division of its tier that holds the place.

    Args:
        chains: Chain of each item, by its id.
        place: A village, whose tiers the organs serve; one that stands for any if None.

    Raises:
        InputError: `place` is no village.
    """
    village = RegionCode("110101001001") if place is None else place
    if len(village.stem) != _DIGITS[Level.VILLAGE]:
        raise InputError(
            f"{village} 不是村(社区);请给出 12 位代码",
            f"{village} is no village or community; give its code of 12 digits",
        )
    items = [
        ServiceItem(id=item, steps=_wanted(chain))
        for item, chain in chains.items()
        if chain.links
    ]
    links = (link for chain in chains.values() for link in chain.links)
    made = (
        one for item, chain in chains.items() for one in powers_of_chain(item, chain)
    )
    return Powers(items, made, OrganRegister(_organs(links, village)))


def _wanted(chain: StageChain) -> frozenset[Step]:
    """Steps that the chain speaks of; somebody must decide, whether it says who or not."""
    stages = {stage for link in chain.links for stage in link.stages}
    return frozenset(
        step for stage in (*stages, Stage.DECIDE) for step in STEPS_OF_STAGE[stage]
    )


def _organs(links: Iterable[Link], village: RegionCode) -> Iterator[Organ]:
    for level, function in dict.fromkeys((link.level, link.organ) for link in links):
        stem = village.stem[: _DIGITS[level]]
        yield Organ(
            id=f"{level.label_zh}{function}",
            name=f"{level.label_zh}{function}",
            level=level,
            areas=[RegionCode(stem)] if stem else [],
            function=function,
        )
