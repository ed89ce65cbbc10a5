"""Checks whether somebody may do a step, and says who can if not."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._resolution import Resolution, resolve
from zhengwu.delegation.answer._situation import Acting, Outcome
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import COUNTER_STEPS, Step
from zhengwu.organs import Post, PostRole, ServiceWindow


class Denied(TextEnum):
    """Why somebody may not do a step (无权办理的原因)."""

    NOBODY = "nobody", "归属不明", "not settled who handles it"
    OTHER_ORGAN = "other_organ", "其他机关办理", "handled by another organ"
    NO_MANDATE = "no_mandate", "岗位无授权", "no mandate for the post"
    AT_COUNTER = "at_counter", "应在窗口办理", "at a counter only"
    NOT_STANDING = "not_standing", "机关已不存在", "organ does not exist on that day"
    NO_VETO = "no_veto", "窗口无否决权", "window without veto"
    UNKNOWN = "unknown", "查无此机关", "unknown organ or person"


_DENIED: Final = Text("{who} 无权办理:{why}", "{who} may not: {why}")
_DENIAL_TEXTS: Final = {
    Denied.NOBODY: Text(
        "该事项该环节归属不明", "it is not clear who handles this step"
    ),
    Denied.OTHER_ORGAN: Text("该环节由其他机关办理", "another organ handles this step"),
    Denied.NO_MANDATE: Text(
        "该岗位没有覆盖此事项、此环节的有效授权",
        "the post has no mandate in force for this item and step",
    ),
    Denied.AT_COUNTER: Text(
        "该环节只在进驻的窗口办理",
        "this step is done at the counter only",
    ),
    Denied.NOT_STANDING: Text("该日已不存在", "it does not exist on that day"),
    Denied.NO_VETO: Text(
        "窗口无否决权,只能受理或转交",
        "the window has no veto; it may only accept or pass on",
    ),
    Denied.UNKNOWN: Text(
        "名录中没有这一机关、窗口、岗位或在岗人员",
        "no such organ, counter, post or person in post is registered on that day",
    ),
}


@attrs.frozen(kw_only=True)
class Permission(Value):
    """Permission of somebody to do a step (办理权限), and who can act without it.

    Args:
        who: Id of the organ, counter, post or person.
        allowed: Whether they may do the step.
        denied: Why they may not; None if they may.
        by: Part in which they act; None if they may not.
        resolution: Who handles the step.
    """

    who: str
    allowed: bool
    denied: Denied | None = None
    by: Acting | None = None
    resolution: Resolution

    @property
    def who_can(self) -> tuple[Acting, ...]:
        """Everyone able to act, the actual actor first."""
        return self.resolution.able

    @property
    def why_not(self) -> tuple[str, str]:
        """Why they may not, in Chinese and English; empty texts if they may."""
        if self.denied is None:
            return "", ""
        why = _DENIAL_TEXTS[self.denied]
        return why.zh, why.en

    def explain(self, lang: Lang = "zh") -> str:
        """The answer in words, including who can act."""
        answer = self.resolution.explain(lang)
        if self.denied is None:
            return answer
        why = _DENIAL_TEXTS[self.denied].say(lang)
        return f"{_DENIED.say(lang, who=self.who, why=why)}\n{answer}"


def may(
    powers: Powers,
    who: str,
    item: str,
    step: Step,
    place: RegionCode | str,
    at: date,
    accepted_on: date | None = None,
    *,
    refuse: bool = False,
) -> Permission:
    """Check whether an organ, counter, post or person may do a step (办理权限核对).

    An organ may do the steps in which it acts. A post may do the steps of its organ, but
    decides only as its head or under a mandate. A clerk may do the steps of a counter. A
    window without veto may only accept or pass on.

    Args:
        powers: The powers.
        who: Id of an organ, hall, window or post, or a person who holds a post.
        item: Id of the item.
        step: The step.
        place: Division, or its code.
        at: The day.
        accepted_on: Day on which the case was accepted; None if not yet accepted.
        refuse: Whether they would refuse, instead of granting or passing on.

    Raises:
        CodeFormatError: `place` is no code of a division.
        InputError: As for `resolve`.
    """
    resolution = resolve(powers, item, step, place, at, accepted_on)
    denied: Denied | None = Denied.UNKNOWN
    by: Acting | None = None
    if resolution.outcome is not Outcome.ACTS:
        denied = Denied.NOBODY
    elif powers.organs.find(who, at) is not None:
        by, denied = _check_organ(resolution, who)
    else:
        facility = powers.halls.find(who, at)
        in_person = powers.halls.posts(who, at)
        posts = (facility,) if isinstance(facility, Post) else in_person
        if posts:
            by, denied = _check_posts(powers, resolution, posts, refuse=refuse)
        elif facility is not None:
            by = _find_counter_part(powers, resolution, who)
            denied = None if by is not None else Denied.OTHER_ORGAN
            if by is not None and refuse and _lacks_veto(powers, who, at):
                by, denied = None, Denied.NO_VETO
        elif who in powers.organs or who in powers.halls:
            denied = Denied.NOT_STANDING
    return Permission(
        who=who,
        allowed=denied is None,
        denied=denied,
        by=by,
        resolution=resolution,
    )


def _check_organ(
    resolution: Resolution, organ: str
) -> tuple[Acting | None, Denied | None]:
    """Part of an organ: in its own offices, or as a counter for another organ."""
    own = [a for a in resolution.able if a.organ.id == organ]
    in_own_offices = [a for a in own if not a.counter]
    as_counter = [a for a in resolution.able if a.counter == organ]
    for acting in (*in_own_offices, *as_counter):
        return acting, None
    return None, Denied.AT_COUNTER if own else Denied.OTHER_ORGAN


def _find_counter_part(
    powers: Powers, resolution: Resolution, counter: str
) -> Acting | None:
    """Part that a window does, or the hall of the window."""
    hall = powers.halls.hall_of(counter, resolution.at)
    names = {counter, hall.id if hall is not None else counter}
    window = powers.halls.find(counter, resolution.at)
    for acting in resolution.able:
        served = not isinstance(window, ServiceWindow) or any(
            window.serves(organ.id) for organ in (acting.organ, acting.in_name_of)
        )
        if acting.counter in names and served:
            return acting
    return None


def _lacks_veto(powers: Powers, window: str, at: date) -> bool:
    facility = powers.halls.find(window, at)
    return isinstance(facility, ServiceWindow) and facility.no_veto


def _check_posts(
    powers: Powers, resolution: Resolution, posts: tuple[Post, ...], *, refuse: bool
) -> tuple[Acting | None, Denied | None]:
    """Part of the first post that may do the step, or why no post may."""
    denied: Denied | None = Denied.OTHER_ORGAN
    for post in posts:
        by, why_not = _check_post(powers, resolution, post)
        if by is None:
            denied = why_not if denied is Denied.OTHER_ORGAN else denied
            continue
        clerk = post.role is PostRole.CLERK and not by.post
        if refuse and clerk and _lacks_veto(powers, post.window, resolution.at):
            denied = Denied.NO_VETO
            continue
        return by, None
    return None, denied


def _check_post(
    powers: Powers, resolution: Resolution, post: Post
) -> tuple[Acting | None, Denied | None]:
    mandated = next((a for a in resolution.able if a.post == post.id), None)
    if mandated is not None:
        return mandated, None
    if resolution.step in COUNTER_STEPS and post.window:
        at_window = _find_counter_part(powers, resolution, post.window)
        if at_window is not None:
            return at_window, None
    if any(a.organ.id == post.organ and a.post for a in resolution.able) or (
        resolution.step not in STEPS_OF_ROLE[post.role]
    ):
        return _check_without_mandate(resolution, post)
    return _check_organ(resolution, post.organ)


def _check_without_mandate(
    resolution: Resolution, post: Post
) -> tuple[Acting | None, Denied | None]:
    """Part of a post that has no mandate, as far as its role allows the step.

    A head may decide even if a chief representative has a mandate.
    """
    own = [a for a in resolution.able if a.organ.id == post.organ]
    if own and resolution.step in STEPS_OF_ROLE[post.role]:
        return own[0], None
    return None, Denied.NO_MANDATE if own else Denied.OTHER_ORGAN


STEPS_OF_ROLE: Final = {
    PostRole.CLERK: COUNTER_STEPS,
    PostRole.OFFICER: frozenset(Step) - {Step.DECIDE},
    PostRole.CHIEF_REPRESENTATIVE: frozenset(Step) - {Step.DECIDE},
    PostRole.HEAD: frozenset(Step),
    PostRole.AGENT: frozenset[Step](),
}
"""Steps that a post may do without a mandate (岗位可办的环节)."""
