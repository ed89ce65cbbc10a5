"""Effects of each kind of event on a case, other than those on its phase and clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

from zhengwu.lifecycle._case import CaseClock, Draft, SideMatter
from zhengwu.lifecycle._kinds import ClockKind, EventKind, JointKind, Role, SideKind
from zhengwu.lifecycle._timing import UPSTREAM, Pause
from zhengwu.limits import Extension, Ground
from zhengwu.limits.values._limit import SimpleLimit

if TYPE_CHECKING:
    from zhengwu.lifecycle._context import Context
    from zhengwu.lifecycle._event import Event

# perf: an effect receives the draft, the event, the instant from which the event counts,
# and the context. It returns the limit of the clocks that the event starts, and the ground
# on which the event suspends clocks.
ForClocks: TypeAlias = "tuple[SimpleLimit | None, Pause]"
Effect: TypeAlias = "Callable[[Draft, Event, dt.datetime, Context], ForClocks]"

_NOTHING: Final[ForClocks] = (None, UPSTREAM)
_CORRECTION: Final = Pause(
    Ground(id="correction", name_zh="补正", name_en="correction")
)


def _open_side(
    draft: Draft, kind: SideKind, key: str, at: dt.datetime, state: str, **more: Any
) -> None:
    draft.sides = (*draft.sides, SideMatter(kind, key, state, at, **more))


def join_documents(supplied: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Joins two lists of documents, without duplicates."""
    return tuple(dict.fromkeys((*supplied, *more)))


def _change_nothing(_: Draft, __: Event, ___: dt.datetime, ____: Context) -> ForClocks:
    return _NOTHING


def _submit(draft: Draft, event: Event, at: dt.datetime, ctx: Context) -> ForClocks:
    details: Any = event.details
    actor = event.actor
    draft.submitted = at
    draft.rules = ctx.rules.id
    own = actor.role is Role.APPLICANT
    draft.applicant = actor.id if own else details.applicant or actor.id
    draft.agent = actor.id if actor.role is Role.AGENT else ""
    if details.supplied:
        draft.supplied = join_documents(draft.supplied, details.supplied)
    return _NOTHING


def _receive(draft: Draft, _: Event, at: dt.datetime, __: Context) -> ForClocks:
    draft.received = at
    return _NOTHING


def _notify(draft: Draft, event: Event, _: dt.datetime, __: Context) -> ForClocks:
    details: Any = event.details
    draft.notified = True
    draft.listed = details.missing
    return details.within, _CORRECTION


def _resupply(draft: Draft, event: Event, at: dt.datetime, _: Context) -> ForClocks:
    details: Any = event.details
    draft.supplied = join_documents(draft.supplied, details.supplied)
    draft.listed = ()
    draft.received = at
    return _NOTHING


def _accept(draft: Draft, event: Event, at: dt.datetime, _: Context) -> ForClocks:
    details: Any = event.details
    draft.accepted = at
    if details.supplied:
        draft.supplied = join_documents(draft.supplied, details.supplied)
    return _NOTHING


def _deem_accepted(draft: Draft, _: Event, at: dt.datetime, __: Context) -> ForClocks:
    draft.accepted = draft.received or at
    return _NOTHING


def _accept_deferred(
    draft: Draft, event: Event, at: dt.datetime, _: Context
) -> ForClocks:
    details: Any = event.details
    draft.accepted = at
    for gap in dict.fromkeys(details.gaps):
        _open_side(draft, SideKind.GAP, gap, at, "missing", limit=details.within)
    return _NOTHING


def _accept_commitment(
    draft: Draft, event: Event, at: dt.datetime, _: Context
) -> ForClocks:
    details: Any = event.details
    draft.accepted = at
    _open_side(
        draft,
        SideKind.PLEDGE,
        event.key,
        at,
        "pledged",
        limit=details.within,
        who=details.reference,
    )
    return _NOTHING


def _start_review(draft: Draft, event: Event, _: dt.datetime, __: Context) -> ForClocks:
    details: Any = event.details
    draft.officer = details.officer
    return _NOTHING


def _start_special(
    draft: Draft, event: Event, _: dt.datetime, ctx: Context
) -> ForClocks:
    details: Any = event.details
    draft.special = details.ground
    ground = ctx.special_grounds.get(details.ground) or Ground(
        id=details.ground, name_zh=details.ground, name_en=details.ground
    )
    needed = None if details.notice is None else details.notice.needed
    return needed, Pause(ground, details.notice)


def _extend(draft: Draft, event: Event, at: dt.datetime, ctx: Context) -> ForClocks:
    """Extends the statutory time, and the promised time if it is counted in the same unit."""
    details: Any = event.details
    extension = Extension(
        at=at, by=details.by, who=event.actor.role.value, notice=details.notice
    )

    def extend_clock(clock: CaseClock) -> CaseClock:
        if clock.kind not in (ClockKind.LAW, ClockKind.PROM):
            return clock
        if not ctx.timer.alike(clock, details.by):
            return clock
        return clock._replace(extended=(*clock.extended, extension))

    draft.clocks = tuple(map(extend_clock, draft.clocks))
    return _NOTHING


def _consult(draft: Draft, event: Event, at: dt.datetime, _: Context) -> ForClocks:
    details: Any = event.details
    _open_side(
        draft,
        SideKind.OPINION,
        event.key,
        at,
        "asked",
        limit=details.within,
        who=details.organ,
    )
    return _NOTHING


def _open_joint_step(
    draft: Draft, event: Event, at: dt.datetime, _: Context
) -> ForClocks:
    details: Any = event.details
    kind = details.kind
    if event.kind is EventKind.JOINT_VISIT:
        kind = JointKind.VISIT
    _open_side(draft, SideKind.JOINT, event.key, at, "planned", who=kind.value)
    return _NOTHING


def _record_opinion(draft: Draft, _: Event, __: dt.datetime, ___: Context) -> ForClocks:
    draft.opinion = True
    return _NOTHING


def _grant(draft: Draft, event: Event, at: dt.datetime, _: Context) -> ForClocks:
    details: Any = event.details
    draft.decided = at
    _open_side(draft, SideKind.LICENCE, "", at, "valid", until=details.valid_until)
    return _NOTHING


def _deny(draft: Draft, _: Event, at: dt.datetime, __: Context) -> ForClocks:
    draft.decided = at
    return _NOTHING


def _record_competent_organ(
    draft: Draft, event: Event, _: dt.datetime, __: Context
) -> ForClocks:
    details: Any = event.details
    draft.competent = details.competent
    return _NOTHING


def _deliver(draft: Draft, _: Event, at: dt.datetime, __: Context) -> ForClocks:
    draft.delivered = at
    _open_side(draft, SideKind.RATING, "", at, "invited")
    return _NOTHING


def _close(draft: Draft, _: Event, at: dt.datetime, __: Context) -> ForClocks:
    draft.closed = at
    return _NOTHING


# -- side matters: `move_side` sets the new state; the functions below change the rest --------


def move_side(
    draft: Draft, event: Event, at: dt.datetime, state: str, ctx: Context
) -> None:
    """Moves the side matter that an event names into its next state."""
    kind = ctx.moves[event.kind].rule.side  # type: ignore[union-attr]  # a move
    change = _SIDE_CHANGES.get(event.kind)
    others: list[SideMatter] = []
    moved: list[SideMatter] = []
    for side in draft.sides:
        if side.kind is kind and side.key == event.key:
            moved.append(_change_side(side, event, at, state, change, ctx))
        else:
            others.append(side)
    draft.sides = (*others, *moved)  # in the order in which they last moved


def _change_side(
    side: SideMatter,
    event: Event,
    at: dt.datetime,
    state: str,
    change: Callable[[SideMatter, Any, Context], SideMatter] | None,
    ctx: Context,
) -> SideMatter:
    moved = side._replace(state=state, since=at, begun=side.begun or side.since)
    return moved if change is None else change(moved, event.details, ctx)


def _set_agreed(side: SideMatter, details: Any, _: Context) -> SideMatter:
    return side._replace(agreed=details.agrees)


def _set_agreed_by_default(side: SideMatter, _: Any, __: Context) -> SideMatter:
    return side._replace(agreed=True)


def _set_conclusion(side: SideMatter, details: Any, ctx: Context) -> SideMatter:
    if side.who == JointKind.PANEL.value:
        return side._replace(agreed=ctx.panel_says(details))
    return side._replace(agreed=details.agrees)


def _set_score(side: SideMatter, details: Any, _: Context) -> SideMatter:
    return side._replace(score=details.score, begun=side.since)


def _set_term(side: SideMatter, details: Any, _: Context) -> SideMatter:
    if details.valid_until is None:
        return side
    return side._replace(until=details.valid_until)


def _clear_term(side: SideMatter, _: Any, __: Context) -> SideMatter:
    """Clears the last day: the law does not say for how long a licence is deemed renewed."""
    return side._replace(until=None)


_SIDE_CHANGES: Final[
    Mapping[EventKind, Callable[[SideMatter, Any, Any], SideMatter]]
] = {
    EventKind.OPINION_REPLY: _set_agreed,
    EventKind.OPINION_LAPSE: _set_agreed_by_default,
    EventKind.JOINT_DONE: _set_conclusion,
    EventKind.CHILD_CLOSE: _set_agreed,
    EventKind.RATE: _set_score,
    EventKind.LICENCE_CHANGE: _set_term,
    EventKind.RENEW_GRANT: _set_term,
    EventKind.RENEW_DEEMED: _clear_term,
}


def _open_child(draft: Draft, event: Event, at: dt.datetime, _: Context) -> ForClocks:
    _open_side(draft, SideKind.CHILD, event.key, at, "handled")
    return _NOTHING


def _supply_gap(draft: Draft, event: Event, _: dt.datetime, __: Context) -> ForClocks:
    details: Any = event.details
    draft.supplied = join_documents(draft.supplied, (event.key, *details.supplied))
    return _NOTHING


def _choose_effect(kind: EventKind) -> Effect:  # noqa: C901, PLR0911, PLR0912  # one row a kind
    """Chooses the effect of an event kind. A new event kind must be added here."""
    k = EventKind
    match kind:
        case k.SUBMIT:
            return _submit
        case k.RECEIVE:
            return _receive
        case k.NOTIFY_CORRECTION:
            return _notify
        case k.RESUPPLY:
            return _resupply
        case k.ACCEPT:
            return _accept
        case k.DEEM_ACCEPTED:
            return _deem_accepted
        case k.ACCEPT_DEFERRED:
            return _accept_deferred
        case k.ACCEPT_COMMITMENT:
            return _accept_commitment
        case k.START_REVIEW:
            return _start_review
        case k.START_SPECIAL:
            return _start_special
        case k.EXTEND:
            return _extend
        case k.CONSULT:
            return _consult
        case k.JOINT_VISIT | k.MEETING:
            return _open_joint_step
        case k.FORWARD_UP | k.PROPOSE:
            return _record_opinion
        case k.GRANT | k.UPPER_GRANTED:
            return _grant
        case k.DENY | k.UPPER_DENIED:
            return _deny
        case k.NOT_ACCEPTED:
            return _record_competent_organ
        case k.DELIVER:
            return _deliver
        case k.CLOSE:
            return _close
        case k.CHILD_OPEN:
            return _open_child
        case k.GAP_SUPPLY:
            return _supply_gap
        case (
            k.SAVE | k.COUNTER_FIX | k.CORRECTION_LAPSE | k.NOT_REQUIRED
            | k.INSTANT_DECIDE | k.END_SPECIAL | k.SPECIAL_OVERRUN | k.UPPER_RETURN
            | k.SEND_BACK | k.WITHDRAW_EARLY | k.WITHDRAW | k.TERMINATE | k.MAKE_CERT
            | k.NO_CERT | k.CERT_READY | k.NOTICE_READY | k.ARCHIVE | k.VOID
            | k.OPINION_REPLY | k.OPINION_RECALL | k.OPINION_LAPSE | k.JOINT_DONE
            | k.JOINT_CANCEL | k.CHILD_CLOSE | k.GAP_LAPSE | k.PLEDGE_VERIFY
            | k.PLEDGE_BREACH | k.RATE | k.RATING_LAPSE | k.RATING_CHECK
            | k.RATING_RECTIFY | k.RATING_ANSWER | k.RATING_APPEAL | k.RATING_SETTLE
            | k.LICENCE_CHANGE | k.LICENCE_REVOKE | k.LICENCE_RECALL
            | k.LICENCE_CANCEL | k.LICENCE_EXPIRE | k.RENEW_APPLY | k.RENEW_GRANT
            | k.RENEW_REFUSE | k.RENEW_DEEMED
        ):  # fmt: skip
            return _change_nothing
        case _:
            assert_never(kind)


EFFECTS: Final[Mapping[EventKind, Effect]] = {
    kind: _choose_effect(kind) for kind in EventKind
}
"""Effect of each kind of event (各类事件的效果)."""
