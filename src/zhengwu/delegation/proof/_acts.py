"""Checks recorded acts against the powers: acts without power, or outside the hall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from zhengwu._values import Value
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._may import Denied, Permission, may
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import Step
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._subject import check_of, refuse_type


@attrs.frozen(kw_only=True)
class Act(Value):
    """Act of handling a case (办理行为), from a case record.

    Args:
        case: Id of the case.
        item: Id of the item.
        step: The step.
        place: Division of the applicant.
        at: Day of the act.
        by: Id of the organ, counter or post that acted, or the person.
        accepted_on: Day on which the case was accepted; None for the acceptance itself.
        refused: Whether the act was a refusal.
    """

    case: str
    item: str
    step: Step
    place: RegionCode
    at: date
    by: str
    accepted_on: date | None = None
    refused: bool = False


@check_of(Powers, Iterable)
def check_acts(powers: Powers, acts: Iterable[Act]) -> Report:
    """Report acts without power, or outside the hall (办理行为核查).

    Counts: ``acts``, all acts; ``at_counter``, acts at a counter; and ``outside``, acts
    that belong to a counter but were done elsewhere (体外循环).

    Raises:
        InputError: A day of an act is no date.
    """
    findings: list[Finding] = []
    counts = {"acts": 0, "at_counter": 0, "outside": 0}
    for position, act in enumerate(acts):
        if not isinstance(act, Act):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may not use a type checker
            findings.append(refuse_type(act, Act, (position,)))
            continue
        counts["acts"] += 1
        if act.accepted_on is not None and act.accepted_on > act.at:
            data = {"accepted_on": act.accepted_on.isoformat(), **_to_data(act)}
            findings.append(finding("ZWDE038", (position,), **data))
            continue
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
        if permission.denied is Denied.AT_COUNTER:
            counts["outside"] += 1
        elif permission.by is not None and permission.by.counter:
            counts["at_counter"] += 1
        if permission.denied is not None:
            denial = _to_finding(position, act, permission, permission.denied)
            findings.append(denial)
    return Report(findings, counts)


def _to_data(act: Act) -> dict[str, str]:
    return {
        "case": act.case,
        "item": act.item,
        "step_zh": act.step.label(),
        "step_en": act.step.label("en"),
        "at": act.at.isoformat(),
        "by": act.by,
    }


_CODES: Final = {Denied.AT_COUNTER: "ZWDE034", Denied.NO_VETO: "ZWDE035"}


def _to_finding(
    position: int, act: Act, permission: Permission, denied: Denied
) -> Finding:
    able = list(dict.fromkeys(a.post or a.organ.id for a in permission.who_can))
    why_zh, why_en = permission.why_not
    return finding(
        _CODES.get(denied, "ZWDE033"),
        (position,),
        denied=denied.value,
        why_zh=why_zh,
        why_en=why_en,
        who_can_zh=f"可由 {'、'.join(able)} 办理" if able else "目前无人可办",
        who_can_en=f"{', '.join(able)} can act"
        if able
        else "nobody can act at present",
        **_to_data(act),
    )
