"""State of a case at an instant, without its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final, NamedTuple

import attrs

from zhengwu._values import Value, plan_of
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockKind,
    EventKind,
    Phase,
    SideKind,
)
from zhengwu.limits import Extension, Suspension
from zhengwu.limits.values._limit import SimpleLimit


class CaseClock(NamedTuple):
    """Clock of a case (办件计时): what events did to it. The due date is not part of it.

    Attributes:
        kind: Kind of clock.
        started: When the clock started.
        limit: Time limit that the event gave; None for the time rule of the item.
        stood: Suspensions, in order; only the last suspension may be open.
        extended: Extensions, in order.
        stopped: When the clock was stopped; None while it runs or is suspended.
    """

    kind: ClockKind
    started: datetime
    limit: SimpleLimit | None = None
    stood: tuple[Suspension, ...] = ()
    extended: tuple[Extension, ...] = ()
    stopped: datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether the clock is suspended."""
        return bool(self.stood) and self.stood[-1].end is None


class SideMatter(NamedTuple):
    """Side matter (并行事项), handled in parallel with the main line of a case.

    Attributes:
        kind: Kind of side matter.
        key: Name of the side matter within the case; empty where a case has at most one
            side matter of the kind.
        state: Current state.
        since: When the current state began.
        limit: Time limit that the event gave; None for the time limit of the item.
        who: Id of the organ, document or case concerned.
        until: Last day of a licence.
        agreed: Whether the side matter ended in agreement; None while it is open.
        score: Score of a rating.
        begun: When the time of the side matter began to run; `since` if None.
    """

    kind: SideKind
    key: str
    state: str
    since: datetime
    limit: SimpleLimit | None = None
    who: str = ""
    until: date | None = None
    agreed: bool | None = None
    score: int = 0
    begun: datetime | None = None


class Lapse(NamedTuple):
    """Event that takes effect when a time limit expires (期满生效), without any actor.

    Attributes:
        kind: Kind of event.
        key: Name of the side matter; empty for the main line.
        at: When the time limit expired.
        certain: Whether `at` was computed from announced days only.
    """

    kind: EventKind
    key: str
    at: datetime
    certain: bool = True


@attrs.define(on_setattr=attrs.setters.NO_OP)
class Draft:
    """Mutable copy of a case, used only inside the function that changes it.

    perf: building a frozen value of 25 fields takes 2 µs per event. A draft is copied field
    by field and becomes a `Case` by a change of its class, in a quarter of that time.
    """

    id: str
    phase: Phase = Phase.DRAFT
    outcome: CaseOutcome | None = None
    clocks: tuple[CaseClock, ...] = ()
    stopped: tuple[CaseClock, ...] = ()
    sides: tuple[SideMatter, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    rules: str = ""
    applicant: str = attrs.field(default="", repr=False)
    agent: str = attrs.field(default="", repr=False)
    officer: str = ""
    organ: str = ""
    supplied: tuple[str, ...] = ()  # perf: a set is four times as large
    listed: tuple[str, ...] = ()
    notified: bool = False
    opinion: bool = False
    special: str = ""
    competent: str = ""
    submitted: datetime | None = None
    received: datetime | None = None
    accepted: datetime | None = None
    decided: datetime | None = None
    delivered: datetime | None = None
    closed: datetime | None = None
    seq: int = 0
    at: datetime | None = None
    noted: tuple[Lapse, ...] = ()

    def clock(self, kind: ClockKind) -> CaseClock | None:
        """Clock of a kind, whether it runs, is suspended or was stopped; None if missing."""
        for clock in (*self.clocks, *reversed(self.stopped)):
            if clock.kind is kind:
                return clock
        return None

    def side(self, kind: SideKind, key: str = "") -> SideMatter | None:
        """Side matter of a kind with this key; None if missing."""
        for side in self.sides:
            if side.kind is kind and side.key == key:
                return side
        return None

    @staticmethod
    def of(case: Draft) -> Draft:
        """Copies a case into a draft, which may be changed."""
        new = _new_instance(Draft)
        new.id = case.id
        new.phase = case.phase
        new.outcome = case.outcome
        new.clocks = case.clocks
        new.stopped = case.stopped
        new.sides = case.sides
        new.lapsed = case.lapsed
        new.rules = case.rules
        new.applicant = case.applicant
        new.agent = case.agent
        new.officer = case.officer
        new.organ = case.organ
        new.supplied = case.supplied
        new.listed = case.listed
        new.notified = case.notified
        new.opinion = case.opinion
        new.special = case.special
        new.competent = case.competent
        new.submitted = case.submitted
        new.received = case.received
        new.accepted = case.accepted
        new.decided = case.decided
        new.delivered = case.delivered
        new.closed = case.closed
        new.seq = case.seq
        new.at = case.at
        new.noted = case.noted
        return new

    def done(self) -> Case:
        """Turns the draft into a frozen case. The draft must not be used afterwards."""
        draft: Any = self
        draft.__class__ = Case  # the same fields, now frozen
        case: Case = draft
        return case


_new_instance = object.__new__


@attrs.frozen  # pyright: ignore[reportGeneralTypeIssues]  # a frozen draft
class Case(Draft, Value):
    """Case (办件): an application under way, as of its last event.

    Two cases are equal if all their fields are; `has_same_state` compares what happened to
    them, whether or not lapses were recorded as events.

    Args:
        id: Id of the case.
        phase: Current phase.
        outcome: Outcome of a case that ended without a grant; None for other cases.
        clocks: Clocks that run or are suspended.
        stopped: Stopped clocks of the kinds by which timeliness is judged.
        sides: Side matters, handled in parallel with the main line.
        lapsed: Lapses that took effect.
        rules: Id of the rules under which the case was submitted; they apply to its end.
        applicant: Id of the applicant.
        agent: Id of the agent who acts for the applicant.
        officer: Id of the handler.
        organ: Id of the organ that acted last on the main line.
        supplied: Names of the documents received.
        listed: Names of the documents that the correction notice lists.
        notified: Whether a correction notice was given.
        opinion: Whether an opinion of the review is on file.
        special: Ground of the last special procedure.
        competent: Id of the competent organ to which the applicant was referred.
        submitted: When the application was submitted.
        received: When the application was received; after a correction, when the
            corrected documents were received.
        accepted: Day from which the time to decide counts, as an instant.
        decided: When the case was decided.
        delivered: When the result was delivered.
        closed: When the case was closed.
        seq: Sequence number of the last event.
        at: When the last event took effect.
        noted: Lapses that were recorded.
    """

    private: ClassVar[frozenset[str]] = frozenset({"applicant", "agent"})

    def __reduce__(self) -> tuple[Any, ...]:
        fields = {name: getattr(self, name) for name in plan_of(Case).shapes}
        return _rebuild_case, (fields,)

    def has_same_state(self, other: Case) -> bool:
        """Whether the same happened to both cases (办理状态相同).

        The number of recorded events does not count, nor the instant of the last event, nor
        whether lapses were recorded: a log with recorded lapses and a log without them give
        cases of the same state.
        """
        return attrs.evolve(self, **_UNRECORDED) == attrs.evolve(other, **_UNRECORDED)


def _rebuild_case(fields: dict[str, Any]) -> Case:
    """A pickled case; fields that an older version lacked have their defaults."""
    known = plan_of(Case).shapes
    return Case.trusted(**{name: fields[name] for name in fields if name in known})


_UNRECORDED: Final[dict[str, Any]] = {"seq": 0, "at": None, "noted": ()}
