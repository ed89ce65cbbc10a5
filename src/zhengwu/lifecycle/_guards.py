"""Checks of the conditions of transitions against the case, the event and the rules."""

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
Name: TypeAlias = str | tuple[str, str]  # a pair of Chinese and English if they differ
Names: TypeAlias = "Callable[[Draft, Event, Context], Iterable[Name]]"


class GuardCheck(NamedTuple):
    """Check of a condition.

    Attributes:
        holds: Returns whether the condition holds.
        of_case: Whether the case alone decides, without the details of the event.
        names: Returns the names to list after the reason, such as missing documents; None
            where the reason needs no names.
    """

    holds: Test
    of_case: bool = False
    names: Names | None = None


def _get_running_clock(case: Draft, kind: ClockKind) -> CaseClock | None:
    for clock in case.clocks:
        if clock.kind is kind:
            return clock
    return None


def _get_due(case: Draft, kind: ClockKind, ctx: Context) -> Due | None:
    clock = _get_running_clock(case, kind)
    return None if clock is None or clock.paused else ctx.timer.due(clock)


def _make_over_test(kind: ClockKind) -> Test:
    def is_over(case: Draft, event: Event, ctx: Context) -> bool:
        due = _get_due(case, kind, ctx)
        return due is not None and due.surely <= event.at

    return is_over


def _is_correction_over(case: Draft, event: Event, ctx: Context) -> bool:
    """Whether the time to correct is over; without a limit, a person must end it."""
    due = _get_due(case, ClockKind.FIX, ctx)
    if due is None:
        return event.actor.role is not Role.SYSTEM
    return due.surely <= event.at


def _make_not_over_test(kind: ClockKind) -> Test:
    def is_not_over(case: Draft, event: Event, ctx: Context) -> bool:
        due = _get_due(case, kind, ctx)
        return due is None or event.at < due.at

    return is_not_over


def _make_field_test(*fields: str) -> Test:
    """Returns a test whether the details of the event fill at least one of the fields."""

    def has_field(_: Draft, event: Event, __: Context) -> bool:
        for field in fields:
            value: Any = getattr(event.details, field)
            if value.strip() if isinstance(value, str) else value:
                return True
        return False

    return has_field


def _get_side(case: Draft, event: Event, kind: SideKind) -> SideMatter | None:
    for side in case.sides:
        if side.kind is kind and side.key == event.key:
            return side
    return None


def _is_side_over(case: Draft, event: Event, ctx: Context) -> bool:
    for side in case.sides:
        if side.key == event.key and ctx.lapse_of(side) is event.kind:
            due = ctx.side_due(side)
            return due is not None and due.surely <= event.at
    return False


def _is_identity_verified(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    allowed = ctx.rules.identity
    actor = event.actor
    applicant = details.applicant or (actor.role is Role.APPLICANT and actor.id)
    return (
        bool(applicant)
        and details.identity is not None
        and (not allowed or details.identity in allowed)
    )


def _is_item_open(_: Draft, event: Event, ctx: Context) -> bool:
    return ctx.is_open(event.at)


def _has_same_rules(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not details.rules or details.rules == ctx.rules.id


def _list_accepting_organs(_: Draft, event: Event, ctx: Context) -> Iterable[str]:
    if ctx.authority is None:
        return ()
    resolution = ctx.authority.resolution(Step.ACCEPT, event.at.date())
    return (acting.organ.name for acting in resolution.acting)


def _is_fixable(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.possible)


def _is_not_yet_notified(case: Draft, _: Event, __: Context) -> bool:
    return not case.notified


def list_missing_documents(
    case: Draft, supplied: Iterable[str], ctx: Context
) -> tuple[str, ...]:
    """Required documents that were not received."""
    if not ctx.rules.documents:
        return ()
    received = {*case.supplied, *supplied}
    return tuple(name for name in ctx.rules.documents if name not in received)


def _is_list_complete(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return bool(details.missing) and not _list_unlisted(case, event, ctx)


def _list_unlisted(case: Draft, event: Event, ctx: Context) -> list[str]:
    details: Any = event.details
    return [
        name
        for name in list_missing_documents(case, (), ctx)
        if name not in details.missing
    ]


def _covers_listed(case: Draft, event: Event, ctx: Context) -> bool:
    return not _list_still_missing(case, event, ctx)


def _list_still_missing(case: Draft, event: Event, _: Context) -> list[str]:
    details: Any = event.details
    received = {*details.supplied} - {*details.missing}
    return [name for name in case.listed if name not in received]


def _lacks_competence(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    organ = event.actor.organ
    if details.competent and details.competent == organ:
        return False
    if ctx.authority is None or not organ:
        return True
    resolution = ctx.authority.resolution(Step.ACCEPT, event.at.date())
    return all(acting.organ.id != organ for acting in resolution.able)


def _may_refuse(_: Draft, event: Event, ctx: Context) -> bool:
    if not ctx.no_veto(event):
        return True
    details: Any = event.details
    return bool(details.second) and details.second != event.actor.id


def _are_materials_complete(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not details.missing and not list_missing_documents(
        case, details.supplied, ctx
    )


def _list_incomplete(case: Draft, event: Event, ctx: Context) -> list[str]:
    details: Any = event.details
    names = dict.fromkeys(
        (*details.missing, *list_missing_documents(case, details.supplied, ctx))
    )
    return [*names]


def _has_main_documents(case: Draft, event: Event, ctx: Context) -> bool:
    return not _list_missing_main(case, event, ctx)


def _list_missing_main(case: Draft, event: Event, ctx: Context) -> list[str]:
    """Missing documents that may not be supplied later."""
    details: Any = event.details
    allowed = ctx.rules.deferrable
    gaps = dict.fromkeys((*details.gaps, *list_missing_documents(case, (), ctx)))
    return [g for g in gaps if g not in allowed or g not in details.gaps]


def _is_honest(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return not details.dishonest


def _make_side_test(*kinds: SideKind) -> tuple[Test, Names]:
    """Returns a test that no side matter of these kinds is open, and the names of the open."""
    checked = frozenset(kinds)

    def list_open(case: Draft, ctx: Context) -> list[SideMatter]:
        return [s for s in case.sides if s.kind in checked and ctx.is_open_side(s)]

    def has_none_open(case: Draft, _: Event, ctx: Context) -> bool:
        return not case.sides or not list_open(case, ctx)

    def list_names(case: Draft, _: Event, ctx: Context) -> Iterable[Name]:
        return (
            (ctx.side_label(side), ctx.side_label(side, "en"))
            for side in list_open(case, ctx)
        )

    return has_none_open, list_names


def _is_ground_allowed(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return details.ground in ctx.special_grounds


def _is_duration_notified(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    ground = ctx.special_grounds.get(details.ground)
    if ground is None or not ground.needs_notice:
        return True
    return details.notice is not None and details.notice.needed is not None


def _is_host_allowed(case: Draft, event: Event, _: Context) -> bool:
    details: Any = event.details
    if case.special != "hearing":
        return True
    return bool(details.host) and details.host != case.officer


def _is_not_extended(case: Draft, _: Event, __: Context) -> bool:
    return not any(
        clock.extended
        for clock in (
            *case.clocks,
            *case.stopped,
        )  # an extension of a clock that was later restarted counts too
        if clock.kind is ClockKind.LAW
    )


def _is_right_approver(_: Draft, event: Event, ctx: Context) -> bool:
    return event.actor.role in ctx.approvers


def _is_within_extension(case: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    longest, by = ctx.longest_extension, details.by
    clock = _get_running_clock(case, ClockKind.LAW)
    if clock is not None and not ctx.timer.alike(clock, by):
        return False  # counted in another unit, so the two cannot be added
    if longest is None:
        return bool(by.amount > 0)
    return by.counting is longest.counting and by.amount > 0 and bool(by <= longest)


def _is_countable(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    notice = getattr(details, "notice", None)
    limit = getattr(details, "within", None) or getattr(notice, "needed", None)
    return ctx.timer.countable(limit)


def _are_rights_notified(_: Draft, event: Event, ctx: Context) -> bool:
    details: Any = event.details
    return not ctx.rules.hearing or details.rights_told


def _has_two_officers(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    if event.kind is EventKind.MEETING and details.kind is not JointKind.VISIT:
        return True
    return len({*details.officers} - {""}) > 1


def _asks_nothing_again(case: Draft, event: Event, ctx: Context) -> bool:
    return not _list_asked_again(case, event, ctx)


def _list_asked_again(case: Draft, event: Event, _: Context) -> list[str]:
    details: Any = event.details
    return [name for name in details.asks if name in case.supplied]


def _has_joint_agreement(case: Draft, _: Event, __: Context) -> bool:
    """Whether a later joint step agreed after the last rejection by a joint step or a part."""
    if not case.sides:
        return True
    ended = [s for s in case.sides if s.kind in _JOINT and s.agreed is not None]
    ended.sort(key=lambda side: side.since)
    last_no = max((n for n, side in enumerate(ended) if not side.agreed), default=-1)
    later = ended[last_no + 1 :]
    return last_no < 0 or any(side.kind is SideKind.JOINT for side in later)


_JOINT: Final = frozenset({SideKind.JOINT, SideKind.CHILD})


def _is_owner(case: Draft, event: Event, _: Context) -> bool:
    actor = event.actor
    if not case.applicant:  # the log does not state the applicant
        return True
    owner = case.agent if actor.role is Role.AGENT else case.applicant
    return bool(owner) and actor.id == owner


def _make_ground_test(use: GroundUse) -> Test:
    def is_listed(case: Draft, event: Event, ctx: Context) -> bool:
        details: Any = event.details
        if details.ground == "gap_lapsed" and not any(
            side.kind is SideKind.GAP and side.state == "lapsed" for side in case.sides
        ):
            return False
        return details.ground in ctx.grounds[use]

    return is_listed


def _is_cert_checked(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return details.checked and bool(details.number)


def _are_clocks_stopped(case: Draft, _: Event, __: Context) -> bool:
    return not case.clocks


def _list_running_clocks(case: Draft, _: Event, ctx: Context) -> Iterable[Name]:
    return (
        (ctx.clock_label(clock.kind), ctx.clock_label(clock.kind, "en"))
        for clock in case.clocks
    )


def _is_fee_settled(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.fee_settled)


def _is_file_complete(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return not details.missing


def _list_missing_from_file(_: Draft, event: Event, __: Context) -> Iterable[str]:
    details: Any = event.details
    missing_names: tuple[str, ...] = details.missing
    return missing_names


def _has_second_person(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return bool(details.second) and details.second != event.actor.id


def _is_from_asked_organ(case: Draft, event: Event, _: Context) -> bool:
    side = _get_side(case, event, SideKind.OPINION)
    return side is None or side.who in (event.actor.organ, event.actor.id)


def _has_panel_decision(case: Draft, event: Event, ctx: Context) -> bool:
    side = _get_side(case, event, SideKind.JOINT)
    if side is None or side.who != JointKind.PANEL.value:
        return True
    return ctx.panel_says(event.details) is not None


def _is_term_ahead(_: Draft, event: Event, __: Context) -> bool:
    details: Any = event.details
    return details.valid_until is None or details.valid_until >= event.at.date()


def _is_bad_rating(case: Draft, event: Event, _: Context) -> bool:
    side = _get_side(case, event, SideKind.RATING)
    return side is None or 0 < side.score <= WORST_BAD


WORST_BAD: Final = 2
"""Highest score that counts as a bad rating (差评: 不满意、非常不满意)."""

_NO_OPINIONS = _make_side_test(SideKind.OPINION, SideKind.JOINT, SideKind.CHILD)
_NO_GAPS = _make_side_test(SideKind.GAP)
_NOTHING_OPEN = _make_side_test(
    SideKind.OPINION, SideKind.JOINT, SideKind.CHILD, SideKind.GAP
)

CHECKS: Final[Mapping[str, GuardCheck]] = {
    "identity_ok": GuardCheck(_is_identity_verified),
    "item_open": GuardCheck(_is_item_open, of_case=True, names=_list_accepting_organs),
    "same_rules": GuardCheck(_has_same_rules),
    "fixable_on_spot": GuardCheck(_is_fixable),
    "not_yet_notified": GuardCheck(_is_not_yet_notified, of_case=True),
    "within_acceptance": GuardCheck(_make_not_over_test(ClockKind.ACPT), of_case=True),
    "list_complete": GuardCheck(_is_list_complete, names=_list_unlisted),
    "covers_all_listed": GuardCheck(_covers_listed, names=_list_still_missing),
    "correction_time_over": GuardCheck(_is_correction_over, of_case=True),
    "acceptance_time_over": GuardCheck(_make_over_test(ClockKind.ACPT), of_case=True),
    "basis_given": GuardCheck(_make_field_test("basis")),
    "out_of_competence": GuardCheck(_lacks_competence),
    "target_named": GuardCheck(_make_field_test("competent")),
    "veto_allowed": GuardCheck(_may_refuse),
    "materials_complete": GuardCheck(_are_materials_complete, names=_list_incomplete),
    "main_materials_ok": GuardCheck(_has_main_documents, names=_list_missing_main),
    "pledge_signed": GuardCheck(_make_field_test("reference")),
    "not_dishonest": GuardCheck(_is_honest),
    "assigned": GuardCheck(_make_field_test("officer")),
    "no_open_gaps": GuardCheck(_NO_GAPS[0], of_case=True, names=_NO_GAPS[1]),
    "duration_notified": GuardCheck(_is_duration_notified),
    "ground_allowed": GuardCheck(_is_ground_allowed),
    "result_filed": GuardCheck(_make_field_test("reference")),
    "hearing_host_ok": GuardCheck(_is_host_allowed),
    "special_time_over": GuardCheck(_make_over_test(ClockKind.SPEC), of_case=True),
    "not_extended": GuardCheck(_is_not_extended, of_case=True),
    "before_due": GuardCheck(_make_not_over_test(ClockKind.LAW), of_case=True),
    "right_approver": GuardCheck(_is_right_approver, of_case=True),
    "within_extension": GuardCheck(_is_within_extension),
    "reason_told": GuardCheck(_make_field_test("notice")),
    "time_countable": GuardCheck(_is_countable),
    "legal_precondition": GuardCheck(_make_field_test("basis")),
    "two_officers": GuardCheck(_has_two_officers),
    "opinion_filed": GuardCheck(_make_field_test("reference")),
    "nothing_open": GuardCheck(_NOTHING_OPEN[0], of_case=True, names=_NOTHING_OPEN[1]),
    "reason_given": GuardCheck(_make_field_test("reason")),
    "remedy_told": GuardCheck(_make_field_test("remedy")),
    "no_same_documents": GuardCheck(_asks_nothing_again, names=_list_asked_again),
    "no_open_opinions": GuardCheck(
        _NO_OPINIONS[0], of_case=True, names=_NO_OPINIONS[1]
    ),
    "hearing_rights_told": GuardCheck(_are_rights_notified),
    "signed": GuardCheck(_make_field_test("signed_by")),
    "joint_agreed": GuardCheck(_has_joint_agreement, of_case=True),
    "is_owner": GuardCheck(_is_owner, of_case=True),
    "ground_to_terminate": GuardCheck(_make_ground_test(GroundUse.TERMINATE)),
    "ground_to_revoke": GuardCheck(_make_ground_test(GroundUse.REVOKE)),
    "ground_to_recall": GuardCheck(_make_ground_test(GroundUse.RECALL)),
    "ground_to_cancel": GuardCheck(_make_ground_test(GroundUse.CANCEL)),
    "cert_checked": GuardCheck(_is_cert_checked),
    "document_ready": GuardCheck(_make_field_test("reference")),
    "proof_of_delivery": GuardCheck(_make_field_test("proof")),
    "clocks_stopped": GuardCheck(
        _are_clocks_stopped, of_case=True, names=_list_running_clocks
    ),
    "fee_settled": GuardCheck(_is_fee_settled),
    "file_complete": GuardCheck(_is_file_complete, names=_list_missing_from_file),
    "error_recorded": GuardCheck(_make_field_test("reason")),
    "second_person": GuardCheck(_has_second_person),
    "from_asked_organ": GuardCheck(_is_from_asked_organ, of_case=True),
    "opinion_time_over": GuardCheck(_is_side_over, of_case=True),
    "record_filed": GuardCheck(_make_field_test("reference")),
    "panel_voted": GuardCheck(_has_panel_decision),
    "gap_time_over": GuardCheck(_is_side_over, of_case=True),
    "rating_time_over": GuardCheck(_is_side_over, of_case=True),
    "is_bad_rating": GuardCheck(_is_bad_rating, of_case=True),
    "licence_time_over": GuardCheck(_is_side_over, of_case=True),
    "renewal_undecided": GuardCheck(_is_side_over, of_case=True),
    "term_ahead": GuardCheck(_is_term_ahead),
    "term_given": GuardCheck(_make_field_test("valid_until")),
}
"""Checks of the conditions (条件的核对), by the condition's name in the process."""
