"""Acts that were done, held against the powers: without power, or outside the hall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from zhengwu.codes import RegionCode
from zhengwu.delegation._may import Denied, Permission, may
from zhengwu.delegation._powers import Powers
from zhengwu.delegation._steps import Step
from zhengwu.findings import Finding, Report, finding


@attrs.frozen(kw_only=True)
class Act:
    """An act that was done (办理行为), as a case record holds it.

    Args:
        case: Id of the case.
        item: Id of the item.
        step: The step.
        place: Division of the applicant.
        at: Day.
        by: Who did it: id of an organ, counter or post, or a person.
        accepted_on: Day on which the case was accepted; None for the acceptance itself.
        refused: Whether it was a refusal.
    """

    case: str
    item: str
    step: Step
    place: RegionCode
    at: date
    by: str
    accepted_on: date | None = None
    refused: bool = False


def check_acts(powers: Powers, acts: Iterable[Act]) -> Report:
    """Say which acts were done without power, or outside the hall (办理行为核查).

    Counts: ``acts``, and of those that had to be done at a counter ``at_counter`` and
    ``outside`` (体外循环).

    Raises:
        InputError: A day of an act is no date, or it lies before acceptance.
    """
    found: list[Finding] = []
    counts = {"acts": 0, "at_counter": 0, "outside": 0}
    for position, act in enumerate(acts):
        counts["acts"] += 1
        permission = may(
            powers,
            act.by,
            act.item,
            act.step,
            act.place,
            act.at,
            act.accepted_on,
            refuse=act.refused,
        )
        outside = _outside(permission)
        if outside:
            counts["outside"] += 1
        elif permission.by is not None and permission.by.counter:
            counts["at_counter"] += 1
        found += _told(position, act, permission, outside=outside)
    return Report(found, counts)


def _outside(permission: Permission) -> bool:
    """Done at the organ's own door, where applicants are to be met at a counter."""
    by, counters = permission.by, [a for a in permission.who_can if a.counter]
    own_door = any(
        by is not None and a.organ.id == by.organ.id and not a.counter
        for a in permission.who_can
    )
    organ_itself = by is not None and permission.who in (by.organ.id, by.in_name_of.id)
    return bool(counters) and organ_itself and not own_door


def _told(
    position: int, act: Act, permission: Permission, *, outside: bool
) -> Iterator[Finding]:
    data = {
        "case": act.case,
        "item": act.item,
        "step_zh": act.step.label(),
        "step_en": act.step.label("en"),
        "at": act.at.isoformat(),
        "by": act.by,
    }
    if outside:
        yield finding("ZWDE034", (position,), **data)
    if permission.denied is not None:
        able = "、".join(
            dict.fromkeys(a.post or a.organ.id for a in permission.who_can)
        )
        code = "ZWDE035" if permission.denied is Denied.NO_VETO else "ZWDE033"
        said = permission.denied.value
        yield finding(code, (position,), who_can=able or "-", why=said, **data)
