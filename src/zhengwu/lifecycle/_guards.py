"""Conditions of transitions: what each asks of the case, the event and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from zhengwu.delegation import Step
from zhengwu.lifecycle._case import CaseClock, Draft, SideMatter
from zhengwu.lifecycle._kinds import (
    ClockKind,
    EventKind,
    GroundUse,
    JointKind,
    Role,
    SideKind,
)
from zhengwu.lifecycle._timing import Due

if TYPE_CHECKING:
    from zhengwu.lifecycle._context import Context
    from zhengwu.lifecycle._event import Event

Test: TypeAlias = "Callable[[Draft, Event, Context], bool]"
Name: TypeAlias = str | tuple[str, str]  # a pair where the languages have their own
Names: TypeAlias = "Callable[[Draft, Event, Context], Iterable[Name]]"


class GuardCheck(NamedTuple):
    """How a condition is checked.

    Attributes:
        holds: Whether it holds.
        of_case: Whether the case alone decides, whatever the event brings.
        names: What it is about, to be told; None where the sentence says all.
    """

    holds: Test
    of_case: bool = False
    names: Names | None = None


def _running(case: Draft, kind: ClockKind) -> CaseClock | None:
    for clock in case.clocks:
        if clock.kind is kind:
            return clock
    return None


def _due(case: Draft, kind: ClockKind, ctx: Context) -> Due | None:
    clock = _running(case, kind)
    return None if clock is None or clock.paused else ctx.timer.due(clock)


def _over(kind: ClockKind) -> Test:
    def over(case: Draft, event: Event, ctx: Context) -> bool:
        due = _due(case, kind, ctx)
        return due is not None and due.surely <= event.at

    return over


def _correction_over(case: Draft, event: Event, ctx: Context) -> bool:
    """Where nobody set a time, it ends when somebody says so, and not by itself."""
    due = _due(case, ClockKind.FIX, ctx)
    if due is None:
        return event.actor.role is not Role.SYSTEM
    return due.surely <= event.at


def _not_over(kind: ClockKind) -> Test:
    def not_over(case: Draft, event: Event, ctx: Context) -> bool:
        due = _due(case, kind, ctx)
        return due is None or event.at < due.at

    return not_over


def _has(*fields: str) -> Test:
    """Whether the event brings one of these."""

    def has(_: Draft, event: Event, __: Context) -> bool:
        for field in fields:
            held: Any = getattr(event.details, field)
            if held.strip() if isinstance(held, str) else held:
                return True
        return False

    return has


def _side(case: Draft, event: Event, kind: SideKind) -> SideMatter | None:
    for side in case.sides:
        if side.kind is kind and side.key == event.key:
            return side
    return None


def _side_over(case: Draft, event: Event, ctx: Context) -> bool:
    for side in case.sides:
        if side.key == event.key and ctx.lapse_of(side) is event.kind:
            due = ctx.side_due(side)
            return due is not None and due.surely <= event.at
    return False


def _identity_ok(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    allowed = ctx.rules.identity
    actor = event.actor
    applicant = details.applicant or (actor.role is Role.APPLICANT and actor.id)
    return (
        bool(applicant)
        and details.identity is not None
        and (not allowed or details.identity in allowed)
    )


def _item_open(_: Draft, event: Event, ctx: Context) -> bool:
    return ctx.is_open(event.at)


def _same_rules(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not details.rules or details.rules == ctx.rules.id


def _who_accepts(_: Draft, event: Event, ctx: Context) -> Iterable[str]:
    if ctx.authority is None:
        return ()
    resolution = ctx.authority.resolution(Step.ACCEPT, event.at.date())
    return (acting.organ.name for acting in resolution.acting)


def _fixable(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.possible)


def _not_yet_notified(case: Draft, _: Event, __: Context) -> bool:
    return not case.notified


def missing(case: Draft, supplied: Iterable[str], ctx: Context) -> tuple[str, ...]:
    """Documents that an application must have and that have not come."""
    if not ctx.rules.documents:
        return ()
    there = {*case.supplied, *supplied}
    return tuple(name for name in ctx.rules.documents if name not in there)


def _list_complete(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return bool(details.missing) and not _unlisted(case, event, ctx)


def _unlisted(case: Draft, event: Event, ctx: Context) -> list[str]:
    details: Any = event.details
    return [name for name in missing(case, (), ctx) if name not in details.missing]


def _covers_listed(case: Draft, event: Event, ctx: Context) -> bool:
    return not _still_missing(case, event, ctx)


def _still_missing(case: Draft, event: Event, _: Context) -> list[str]:
    details: Any = event.details
    came = {*details.supplied} - {*details.missing}
    return [name for name in case.listed if name not in came]


def _not_competent(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    organ = event.actor.organ
    if details.competent and details.competent == organ:
        return False
    if ctx.authority is None or not organ:
        return True
    resolution = ctx.authority.resolution(Step.ACCEPT, event.at.date())
    return all(acting.organ.id != organ for acting in resolution.able)


def _veto_allowed(_: Draft, event: Event, ctx: Context) -> bool:
    if not ctx.no_veto(event):
        return True
    details: Any = event.details
    return bool(details.second) and details.second != event.actor.id


def _materials_complete(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not details.missing and not missing(case, details.supplied, ctx)


def _not_complete(case: Draft, event: Event, ctx: Context) -> list[str]:
    details: Any = event.details
    found = dict.fromkeys((*details.missing, *missing(case, details.supplied, ctx)))
    return [*found]


def _main_ok(case: Draft, event: Event, ctx: Context) -> bool:
    return not _main_missing(case, event, ctx)


def _main_missing(case: Draft, event: Event, ctx: Context) -> list[str]:
    """What may not come later, and is not there."""
    details: Any = event.details
    allowed = ctx.rules.deferrable
    gaps = dict.fromkeys((*details.gaps, *missing(case, (), ctx)))
    return [g for g in gaps if g not in allowed or g not in details.gaps]


def _honest(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return not details.dishonest


def _open_sides(*kinds: SideKind) -> tuple[Test, Names]:
    wanted = frozenset(kinds)

    def still(case: Draft, ctx: Context) -> list[SideMatter]:
        return [s for s in case.sides if s.kind in wanted and ctx.is_open_side(s)]

    def none_open(case: Draft, _: Event, ctx: Context) -> bool:
        return not case.sides or not still(case, ctx)

    def names(case: Draft, _: Event, ctx: Context) -> Iterable[Name]:
        return (
            (ctx.side_label(side), ctx.side_label(side, "en"))
            for side in still(case, ctx)
        )

    return none_open, names


def _ground_allowed(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return details.ground in ctx.special_grounds


def _duration_told(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    ground = ctx.special_grounds.get(details.ground)
    if ground is None or not ground.needs_notice:
        return True
    return details.notice is not None and details.notice.needed is not None


def _host_ok(case: Draft, event: Event, _: Context) -> bool:
    details: Any = event.details
    if case.special != "hearing":
        return True
    return bool(details.host) and details.host != case.officer


def _not_extended(case: Draft, _: Event, __: Context) -> bool:
    return not any(
        clock.extended
        for clock in (
            *case.clocks,
            *case.stopped,
        )  # also one begun anew was extended once
        if clock.kind is ClockKind.LAW
    )


def _right_approver(_: Draft, event: Event, ctx: Context) -> bool:
    return event.actor.role in ctx.approvers


def _within_extension(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    most, by = ctx.longest_extension, details.by
    clock = _running(case, ClockKind.LAW)
    if clock is not None and not ctx.timer.alike(clock, by):
        return False  # counted in another way, so that nobody knows how long it is
    if most is None:
        return bool(by.amount > 0)
    return by.counting is most.counting and by.amount > 0 and bool(by <= most)


def _countable(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    notice = getattr(details, "notice", None)
    limit = getattr(details, "within", None) or getattr(notice, "needed", None)
    return ctx.timer.countable(limit)


def _rights_told(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not ctx.rules.hearing or details.rights_told


def _two_officers(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    if event.kind is EventKind.MEETING and details.kind is not JointKind.VISIT:
        return True
    return len({*details.officers} - {""}) > 1


def _nothing_again(case: Draft, event: Event, ctx: Context) -> bool:
    return not _asked_again(case, event, ctx)


def _asked_again(case: Draft, event: Event, _: Context) -> list[str]:
    details: Any = event.details
    return [name for name in details.asks if name in case.supplied]


def _joint_agreed(case: Draft, _: Event, __: Context) -> bool:
    """A no of a joint step or a part is overcome by a later joint step that agrees."""
    if not case.sides:
        return True
    said = [s for s in case.sides if s.kind in _JOINT and s.agreed is not None]
    said.sort(key=lambda side: side.since)
    last_no = max((n for n, side in enumerate(said) if not side.agreed), default=-1)
    later = said[last_no + 1 :]
    return last_no < 0 or any(side.kind is SideKind.JOINT for side in later)


_JOINT: Final = frozenset({SideKind.JOINT, SideKind.CHILD})


def _is_owner(case: Draft, event: Event, _: Context) -> bool:
    actor = event.actor
    if not case.applicant:  # from a log that does not say
        return True
    owner = case.agent if actor.role is Role.AGENT else case.applicant
    return bool(owner) and actor.id == owner


def _grounds_for(use: GroundUse) -> Test:
    def listed(case: Draft, event: Event, ctx: Context) -> bool:
        details: Any = event.details
        if details.ground == "gap_lapsed" and not any(
            side.kind is SideKind.GAP and side.state == "lapsed" for side in case.sides
        ):
            return False
        return details.ground in ctx.grounds[use]

    return listed


def _cert_checked(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return details.checked and bool(details.number)


def _clocks_stopped(case: Draft, _: Event, __: Context) -> bool:
    return not case.clocks


def _still_running(case: Draft, _: Event, ctx: Context) -> Iterable[Name]:
    return (
        (ctx.clock_label(clock.kind), ctx.clock_label(clock.kind, "en"))
        for clock in case.clocks
    )


def _fee_settled(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.fee_settled)


def _file_complete(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return not details.missing


def _lacking(_: Draft, event: Event, __: Context) -> Iterable[str]:
    details: Any = event.details
    missing_names: tuple[str, ...] = details.missing
    return missing_names


def _second_person(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.second) and details.second != event.actor.id


def _from_asked(case: Draft, event: Event, _: Context) -> bool:
    side = _side(case, event, SideKind.OPINION)
    return side is None or side.who in (event.actor.organ, event.actor.id)


def _panel_voted(case: Draft, event: Event, ctx: Context) -> bool:
    side = _side(case, event, SideKind.JOINT)
    if side is None or side.who != JointKind.PANEL.value:
        return True
    return ctx.panel_says(event.details) is not None


def _term_ahead(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return details.valid_until is None or details.valid_until >= event.at.date()


def _bad_rating(case: Draft, event: Event, _: Context) -> bool:
    side = _side(case, event, SideKind.RATING)
    return side is None or 0 < side.score <= WORST_BAD


WORST_BAD: Final = 2
"""Ratings up to this one are bad (差评: 不满意、非常不满意)."""

_NO_OPINIONS = _open_sides(SideKind.OPINION, SideKind.JOINT, SideKind.CHILD)
_NO_GAPS = _open_sides(SideKind.GAP)
_NOTHING_OPEN = _open_sides(
    SideKind.OPINION, SideKind.JOINT, SideKind.CHILD, SideKind.GAP
)

CHECKS: Final[Mapping[str, GuardCheck]] = {
    "identity_ok": GuardCheck(_identity_ok),
    "item_open": GuardCheck(_item_open, of_case=True, names=_who_accepts),
    "same_rules": GuardCheck(_same_rules),
    "fixable_on_spot": GuardCheck(_fixable),
    "not_yet_notified": GuardCheck(_not_yet_notified, of_case=True),
    "within_acceptance": GuardCheck(_not_over(ClockKind.ACPT), of_case=True),
    "list_complete": GuardCheck(_list_complete, names=_unlisted),
    "covers_all_listed": GuardCheck(_covers_listed, names=_still_missing),
    "correction_time_over": GuardCheck(_correction_over, of_case=True),
    "acceptance_time_over": GuardCheck(_over(ClockKind.ACPT), of_case=True),
    "basis_given": GuardCheck(_has("basis")),
    "out_of_competence": GuardCheck(_not_competent),
    "target_named": GuardCheck(_has("competent")),
    "veto_allowed": GuardCheck(_veto_allowed),
    "materials_complete": GuardCheck(_materials_complete, names=_not_complete),
    "main_materials_ok": GuardCheck(_main_ok, names=_main_missing),
    "pledge_signed": GuardCheck(_has("reference")),
    "not_dishonest": GuardCheck(_honest),
    "assigned": GuardCheck(_has("officer")),
    "no_open_gaps": GuardCheck(_NO_GAPS[0], of_case=True, names=_NO_GAPS[1]),
    "duration_notified": GuardCheck(_duration_told),
    "ground_allowed": GuardCheck(_ground_allowed),
    "result_filed": GuardCheck(_has("reference")),
    "hearing_host_ok": GuardCheck(_host_ok),
    "special_time_over": GuardCheck(_over(ClockKind.SPEC), of_case=True),
    "not_extended": GuardCheck(_not_extended, of_case=True),
    "before_due": GuardCheck(_not_over(ClockKind.LAW), of_case=True),
    "right_approver": GuardCheck(_right_approver, of_case=True),
    "within_extension": GuardCheck(_within_extension),
    "reason_told": GuardCheck(_has("notice")),
    "time_countable": GuardCheck(_countable),
    "legal_precondition": GuardCheck(_has("basis")),
    "two_officers": GuardCheck(_two_officers),
    "opinion_filed": GuardCheck(_has("reference")),
    "nothing_open": GuardCheck(_NOTHING_OPEN[0], of_case=True, names=_NOTHING_OPEN[1]),
    "reason_given": GuardCheck(_has("reason")),
    "remedy_told": GuardCheck(_has("remedy")),
    "no_same_documents": GuardCheck(_nothing_again, names=_asked_again),
    "no_open_opinions": GuardCheck(
        _NO_OPINIONS[0], of_case=True, names=_NO_OPINIONS[1]
    ),
    "hearing_rights_told": GuardCheck(_rights_told),
    "signed": GuardCheck(_has("signed_by")),
    "joint_agreed": GuardCheck(_joint_agreed, of_case=True),
    "is_owner": GuardCheck(_is_owner, of_case=True),
    "ground_to_terminate": GuardCheck(_grounds_for(GroundUse.TERMINATE)),
    "ground_to_revoke": GuardCheck(_grounds_for(GroundUse.REVOKE)),
    "ground_to_recall": GuardCheck(_grounds_for(GroundUse.RECALL)),
    "ground_to_cancel": GuardCheck(_grounds_for(GroundUse.CANCEL)),
    "cert_checked": GuardCheck(_cert_checked),
    "document_ready": GuardCheck(_has("reference")),
    "proof_of_delivery": GuardCheck(_has("proof")),
    "clocks_stopped": GuardCheck(_clocks_stopped, of_case=True, names=_still_running),
    "fee_settled": GuardCheck(_fee_settled),
    "file_complete": GuardCheck(_file_complete, names=_lacking),
    "error_recorded": GuardCheck(_has("reason")),
    "second_person": GuardCheck(_second_person),
    "from_asked_organ": GuardCheck(_from_asked, of_case=True),
    "opinion_time_over": GuardCheck(_side_over, of_case=True),
    "record_filed": GuardCheck(_has("reference")),
    "panel_voted": GuardCheck(_panel_voted),
    "gap_time_over": GuardCheck(_side_over, of_case=True),
    "rating_time_over": GuardCheck(_side_over, of_case=True),
    "is_bad_rating": GuardCheck(_bad_rating, of_case=True),
    "licence_time_over": GuardCheck(_side_over, of_case=True),
    "renewal_undecided": GuardCheck(_side_over, of_case=True),
    "term_ahead": GuardCheck(_term_ahead),
    "term_given": GuardCheck(_has("valid_until")),
}
"""How each condition is checked (条件的核对), by its name in the process."""
