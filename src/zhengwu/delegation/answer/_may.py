"""May this one do that: the question at the window, with who can instead."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from zhengwu._text import Lang, TextEnum
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


_SAID: Final = {
    Denied.NOBODY: ("该事项该环节归属不明", "it is not settled who handles this step"),
    Denied.OTHER_ORGAN: ("该环节由其他机关办理", "another organ handles this step"),
    Denied.NO_MANDATE: (
        "该岗位没有覆盖此事项、此环节的有效授权",
        "the post has no mandate in force for this item and step",
    ),
    Denied.AT_COUNTER: (
        "该环节只在进驻的窗口办理",
        "this step is done at the counter only",
    ),
    Denied.NOT_STANDING: ("该日已不存在", "it does not stand on that day"),
    Denied.NO_VETO: (
        "窗口无否决权,只能受理或转交",
        "the window may accept or pass on, not refuse",
    ),
    Denied.UNKNOWN: (
        "名录中没有这一机关、窗口、岗位或在岗人员",
        "no register holds such an organ, counter, post or person in post",
    ),
}


@attrs.frozen(kw_only=True)
class Permission:
    """Whether somebody may do a step (办理权限), and who can if they may not.

    Args:
        who: Id that was asked about.
        allowed: Whether they may.
        denied: Why not; None where they may.
        by: Who acts, as they do; None where they may not.
        resolution: Who handles the step.
    """

    who: str
    allowed: bool
    denied: Denied | None = None
    by: Acting | None = None
    resolution: Resolution

    @property
    def who_can(self) -> tuple[Acting, ...]:
        """Who can, first of all whoever does."""
        return self.resolution.able

    @property
    def why_not(self) -> tuple[str, str]:
        """Why they may not, in Chinese and English; empty where they may."""
        return ("", "") if self.denied is None else _SAID[self.denied]

    def explain(self, lang: Lang = "zh") -> str:
        """The answer in words, with who can."""
        en = lang == "en"
        if self.denied is None:
            return self.resolution.explain(lang)
        said = _SAID[self.denied][en]
        head = f"{self.who} may not: {said}" if en else f"{self.who} 无权办理:{said}"
        return f"{head}\n{self.resolution.explain(lang)}"


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
    """Say whether an organ, counter, post or person may do a step (办理权限核对).

    An organ may what it acts for. A post may the steps of its organ, but decides only as
    its head or by a mandate; a clerk does what a counter does. A window without veto
    accepts or passes on.

    Args:
        powers: The powers.
        who: Id of an organ, hall, window or post, or a person who holds a post.
        item: Id of the item.
        step: The step.
        place: Division, or its code.
        at: The day.
        accepted_on: Day on which the case was accepted; None if it is not yet.
        refuse: Whether they would refuse, not grant or pass on.

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
        by, denied = _as_organ(resolution, who)
    else:
        facility = powers.halls.find(who, at)
        in_person = powers.halls.posts(who, at)
        posts = (facility,) if isinstance(facility, Post) else in_person
        if posts:
            by, denied = _as_posts(powers, resolution, posts, refuse=refuse)
        elif facility is not None:
            by = _at_counter(powers, resolution, who)
            denied = None if by is not None else Denied.OTHER_ORGAN
            if by is not None and refuse and _no_veto(powers, who, at):
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


def _as_organ(
    resolution: Resolution, organ: str
) -> tuple[Acting | None, Denied | None]:
    """The part of an organ: its own, at its own door; or as a counter for another."""
    own = [a for a in resolution.able if a.organ.id == organ]
    at_own_door = [a for a in own if not a.counter]
    as_counter = [a for a in resolution.able if a.counter == organ]
    for acting in (*at_own_door, *as_counter):
        return acting, None
    return None, Denied.AT_COUNTER if own else Denied.OTHER_ORGAN


def _at_counter(powers: Powers, resolution: Resolution, counter: str) -> Acting | None:
    """The part done at a window, or in the hall that holds it."""
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


def _no_veto(powers: Powers, window: str, at: date) -> bool:
    found = powers.halls.find(window, at)
    return isinstance(found, ServiceWindow) and found.no_veto


def _as_posts(
    powers: Powers, resolution: Resolution, posts: tuple[Post, ...], *, refuse: bool
) -> tuple[Acting | None, Denied | None]:
    """The first post that may, or why none does."""
    denied: Denied | None = Denied.OTHER_ORGAN
    for post in posts:
        by, why_not = _by_post(powers, resolution, post)
        if by is None:
            denied = why_not if denied is Denied.OTHER_ORGAN else denied
            continue
        clerk = post.role is PostRole.CLERK and not by.post
        if refuse and clerk and _no_veto(powers, post.window, resolution.at):
            denied = Denied.NO_VETO
            continue
        return by, None
    return None, denied


def _by_post(
    powers: Powers, resolution: Resolution, post: Post
) -> tuple[Acting | None, Denied | None]:
    mandated = next((a for a in resolution.able if a.post == post.id), None)
    if mandated is not None:
        return mandated, None
    if resolution.step in COUNTER_STEPS and post.window:
        at_counter = _at_counter(powers, resolution, post.window)
        if at_counter is not None:
            return at_counter, None
    if any(a.organ.id == post.organ and a.post for a in resolution.able) or (
        resolution.step not in STEPS_OF_ROLE[post.role]
    ):
        return _deciding(resolution, post)
    return _as_organ(resolution, post.organ)


def _deciding(
    resolution: Resolution, post: Post
) -> tuple[Acting | None, Denied | None]:
    """A head goes on deciding beside a mandate; others need one."""
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
"""Steps that a post does without a mandate (岗位可办的环节)."""
