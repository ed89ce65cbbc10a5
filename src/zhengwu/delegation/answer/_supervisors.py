"""Who is responsible for supervising an item: from a missed duty to a role."""

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
    """List the responsibilities for supervising an item at a place (监管责任人).

    These are the responsibilities of the organs that supervise the item on that day. The
    result is empty if nobody is named, which `check_powers` reports.

    Args:
        powers: The powers.
        item: Id of the item.
        place: Division, or its code.
        at: The day.

    Raises:
        CodeFormatError: `place` is no code of a division.
        InputError: `at` is no date.
    """
    resolution = resolve(powers, item, Step.SUPERVISE, place, at)
    place = resolution.place
    liable = {acting.liable.id for acting in resolution.acting}
    situation = Situation(powers, item, Step.SUPERVISE, place, at, at)
    return tuple(
        duty
        for duty in situation.active(powers.at_place(item, place))
        if isinstance(duty, Responsibility)
        and liable.intersection(situation.names(duty, (duty.organ,)))
    )
