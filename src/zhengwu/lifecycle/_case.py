"""A case at one instant: what it is now, without its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import attrs

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
    """Clock of a case (办件计时): what happened to it, never when it falls due.

    Attributes:
        kind: Which.
        started: When it was set running.
        limit: How long, where the event said so; None for the rule of the item.
        stood: When it stood still, in order; only the last may be open.
        extended: By how much it was extended.
        stopped: When it was stopped; None while it is not.
    """

    kind: ClockKind
    started: datetime
    limit: SimpleLimit | None = None
    stood: tuple[Suspension, ...] = ()
    extended: tuple[Extension, ...] = ()
    stopped: datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return bool(self.stood) and self.stood[-1].end is None


class SideMatter(NamedTuple):
    """Side matter (并行事项): what goes on beside the main line.

    Attributes:
        kind: Which kind.
        key: Its name within the case; empty where there is only one.
        state: The state in which it is.
        since: When it came into that state.
        limit: Time it has, where the event said so; None for that of the item.
        who: Id of the organ, document or case that it is about.
        until: Last day of a licence.
        agreed: How it ended; None while it is open.
        score: The rating.
        begun: From when its time runs; `since` if None.
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
    """What time brought about (期满生效), without anybody doing anything.

    Attributes:
        kind: The event.
        key: The side matter; empty for the main line.
        at: The instant at which the time was over.
        certain: Whether that instant rests on announced days only.
    """

    kind: EventKind
    key: str
    at: datetime
    certain: bool = True


@attrs.define(on_setattr=attrs.setters.NO_OP)
class Draft:
    """A case that is being changed, by one function, and seen by nobody else.

    perf: a frozen value of 25 fields takes 2 µs to make anew for each event; a draft is
    copied field by field and becomes a `Case` by changing its class, in a quarter of that.
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
    seq: int = attrs.field(default=0, eq=False)
    at: datetime | None = attrs.field(default=None, eq=False)
    noted: tuple[Lapse, ...] = attrs.field(default=(), eq=False)

    def clock(self, kind: ClockKind) -> CaseClock | None:
        """The clock of a kind, running, standing still or stopped; None if there is none."""
        for clock in (*self.clocks, *reversed(self.stopped)):
            if clock.kind is kind:
                return clock
        return None

    def side(self, kind: SideKind, key: str = "") -> SideMatter | None:
        """The side matter of a kind and name; None if there is none."""
        for side in self.sides:
            if side.kind is kind and side.key == key:
                return side
        return None

    @staticmethod
    def of(case: Draft) -> Draft:
        """A copy that may be changed."""
        new = _blank(Draft)
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
        """The case; nothing of it changes any more."""
        made: Any = self
        made.__class__ = Case  # the same fields, now frozen
        case: Case = made
        return case


_blank = object.__new__


@attrs.frozen  # pyright: ignore[reportGeneralTypeIssues]  # a draft that is done
class Case(Draft):
    """Case (办件): an application under way, as of its last event.

    Two cases are equal if the same happened to them; how many events were written down,
    and whether time's doings were among them, makes no difference.

    Args:
        id: Its id.
        phase: The phase in which it is.
        outcome: How it ended, without a grant; None for others.
        clocks: Clocks that run or stand still.
        stopped: Clocks that were stopped, of those by which timeliness is judged.
        sides: What goes on beside the main line.
        lapsed: What time brought about.
        rules: Id of the rules under which it was submitted, and is handled to its end.
        applicant: Id of the applicant.
        agent: Id of the agent who acts for the applicant.
        officer: Id of the handler.
        organ: Id of the organ that acted last on the main line.
        supplied: Names of the documents that came.
        listed: Names that the correction notice lists.
        notified: Whether a correction notice was given.
        opinion: Whether an opinion of the review is on file.
        special: Ground of the last special procedure.
        competent: Id of the organ to which the applicant was sent on.
        submitted: When it was submitted.
        received: When it was received; after a correction, when that came.
        accepted: Day from which the time to decide counts, as an instant.
        decided: When it was decided.
        delivered: When the result was delivered.
        closed: When it was closed.
        seq: Number of its last event. Not compared.
        at: When its last event took effect. Not compared.
        noted: What time brought about and was written down. Not compared.
    """
