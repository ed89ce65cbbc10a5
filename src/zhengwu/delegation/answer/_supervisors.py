"""Who answers for supervising an item: the way from a missed duty to a role."""

from __future__ import annotations

from datetime import date

from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._resolution import resolve
from zhengwu.delegation.answer._situation import Situation
from zhengwu.delegation.powers._instruments import (
    Responsibility,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import Step


def supervisors(
    powers: Powers, item: str, place: RegionCode | str, at: date
) -> tuple[Responsibility, ...]:
    """Who answers for supervising an item at a place on a day (监管责任人).

    Those of the organs that supervise it then; none where nobody is named, which
    `check_powers` tells.

    Args:
        powers: The powers.
        item: Id of the item.
        place: Division, or its code.
        at: The day.

    Raises:
        CodeFormatError: `place` is no code of a division.
        InputError: `at` is no date.
    """
    found = resolve(powers, item, Step.SUPERVISE, place, at)
    place = found.place
    liable = {acting.liable.id for acting in found.acting}
    situation = Situation(powers, item, Step.SUPERVISE, place, at, at)
    return tuple(
        one
        for one in situation.active(powers.at_place(item, place))
        if isinstance(one, Responsibility)
        and liable.intersection(situation.names(one, (one.organ,)))
    )
