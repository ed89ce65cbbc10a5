"""Events of a procedure, and the state of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._values import Value
from zhengwu.limits import Extension, Limit, Suspension
from zhengwu.process.table._rows import SYSTEM_ROLE

_NO_DETAILS: Final[FrozenMap[Any]] = FrozenMap()


@attrs.frozen(repr=False)
class ProcedureActor(Value):
    """Person, post or organ that acts on a case (办理人), with its role.

    Args:
        role: Name of the role in the procedure.
        id: Id of the person, post or organ.
        organ: Id of the organ for which the actor acts.

    >>> ProcedureActor("officer", "o-17", "county-office").role
    'officer'
    """

    private: ClassVar[frozenset[str]] = frozenset({"id", "organ"})

    role: str
    id: str = ""
    organ: str = ""

    def __repr__(self) -> str:
        return (
            f"ProcedureActor({self.role!r}, …)"
            if self.id
            else f"ProcedureActor({self.role!r})"
        )


SYSTEM_ACTOR: Final = ProcedureActor(SYSTEM_ROLE, SYSTEM_ROLE)
"""The system itself (系统), which records lapses."""


def _to_instant(value: Any) -> Any:
    """Beijing time; anything but an instant is left to the check of the field."""
    if (
        type(value) is not dt.datetime or value.tzinfo is BEIJING
    ):  # perf: the usual case
        return value
    return as_instant(value, "at")


@attrs.frozen
class ProcedureEvent(Value):
    """Event of a procedure (办件事件): what happened to a case, when, by whom.

    The details are checked against the table of the procedure when the event is decided
    on, and when it is read from a file.

    Args:
        case: Id of the case.
        seq: Sequence number in the case, from 1.
        kind: Name of the event in the procedure.
        at: When the event took effect.
        actor: Who acted.
        details: Values of the fields that the event brings.
        key: Name of the side matter that the event opens or moves; empty for the main line.
        recorded_at: When the event was recorded; `at` if not given.
        calendar: Revision of the calendar on which the lapses before the event were
            written down; empty where they were not.

    Raises:
        InputError: An instant has no time zone, or a value has the wrong type.
    """

    private: ClassVar[frozenset[str]] = frozenset({"actor", "details"})

    case: str
    seq: int
    kind: str
    at: dt.datetime = attrs.field(converter=_to_instant)
    actor: ProcedureActor = SYSTEM_ACTOR
    details: Mapping[str, Any] = attrs.field(default=_NO_DETAILS, repr=False)
    key: str = ""
    recorded_at: dt.datetime = attrs.field(default=None, converter=_to_instant)
    calendar: str = ""

    def __attrs_post_init__(self) -> None:
        if self.recorded_at is None:  # pyright: ignore[reportUnnecessaryComparison]
            object.__setattr__(self, "recorded_at", self.at)
        super().__attrs_post_init__()
        texts = {"case": self.case, "kind": self.kind, "key": self.key}
        texts |= {"actor": self.actor.id}
        for name, text in texts.items():
            if "\0" in text:
                zh = "不能含空字符(NUL),数据库不收"
                en = "must not contain NUL, which no database accepts"
                raise InputError(
                    f"ProcedureEvent.{name} {zh}",
                    f"ProcedureEvent.{name} {en}",
                    [Problem((name,), zh, en)],
                )


@attrs.frozen
class CaseTimer(Value):
    """Clock of a case (办件计时): what events did to it; its due day is computed.

    Args:
        clock: Name of the clock.
        started: When it started.
        limit: Length that an event gave; None for that of the table.
        stood: Suspensions, in order; only the last may be open.
        extended: Extensions, in order.
        stopped: When it was stopped; None while it runs or is suspended.
    """

    clock: str
    started: dt.datetime
    limit: Limit | None = None
    stood: tuple[Suspension, ...] = ()
    extended: tuple[Extension, ...] = ()
    stopped: dt.datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether the clock is suspended."""
        return bool(self.stood) and self.stood[-1].end is None


@attrs.frozen
class CaseSide(Value):
    """Side matter of a case (并行事项).

    Args:
        side: Kind of side matter.
        key: Name of the side matter within the case.
        state: Current state.
        since: When the current state began.
        opened: When the side matter was opened.
        limit: Time limit that the opening event gave; None for that of the table.
    """

    side: str
    key: str
    state: str
    since: dt.datetime
    opened: dt.datetime
    limit: Limit | None = None


@attrs.frozen
class CaseLapse(Value):
    """Event that took effect when a time limit expired (期满生效).

    Args:
        kind: Name of the event.
        at: When the time limit expired.
        key: Name of the side matter; empty for the main line.
        certain: Whether `at` was computed from announced days only.
        seq: Number of the event that wrote the lapse down; 0 where none did.
    """

    kind: str
    at: dt.datetime
    key: str = ""
    certain: bool = True
    seq: int = 0


@attrs.frozen
class ProcedureCase(Value):
    """Case of a procedure (办件), as of its last event.

    Args:
        id: Id of the case.
        procedure: Id of the procedure; empty before the first event.
        phase: Current phase; empty before the first event.
        rules: Id of the rules under which the case began; they apply to its end.
        facts: Facts of the case, set by events.
        clocks: Clocks that run or are suspended.
        stopped: Stopped clocks by which timeliness is judged.
        sides: Side matters.
        outcome: Outcome; empty while there is none.
        owner: Person or organ that has the case in hand.
        lapsed: Lapses that took effect.
        noted: How many of the lapses are settled: written down, or acted on by a log that
            does not write lapses down.
        began: When the first event took effect.
        decided: When the case was decided.
        ended: When the case reached a terminal phase.
        seq: Sequence number of the last event.
        at: When the last event took effect.
    """

    private: ClassVar[frozenset[str]] = frozenset({"facts", "owner"})

    id: str
    procedure: str = ""
    phase: str = ""
    rules: str = ""
    facts: FrozenMap[Any] = attrs.field(factory=FrozenMap, repr=False)
    clocks: tuple[CaseTimer, ...] = ()
    stopped: tuple[CaseTimer, ...] = ()
    sides: tuple[CaseSide, ...] = ()
    outcome: str = ""
    owner: str = ""
    lapsed: tuple[CaseLapse, ...] = ()
    noted: int = 0
    began: dt.datetime | None = None
    decided: dt.datetime | None = None
    ended: dt.datetime | None = None
    seq: int = 0
    at: dt.datetime | None = None

    def clock(self, name: str) -> CaseTimer | None:
        """A clock, running, suspended or stopped last; None if the case has none."""
        for timer in (*self.clocks, *reversed(self.stopped)):
            if timer.clock == name:
                return timer
        return None

    def side(self, kind: str, key: str = "") -> CaseSide | None:
        """A side matter; None if the case has none with this key."""
        for side in self.sides:
            if side.side == kind and side.key == key:
                return side
        return None


class Draft:
    """Mutable copy of a case, used only inside the function that changes it."""

    __slots__ = (
        "at", "began", "clocks", "decided", "ended", "facts", "id", "lapsed", "noted",
        "outcome", "owner", "phase", "procedure", "rules", "seq", "sides", "stopped",
    )  # fmt: skip

    def __init__(self, case: ProcedureCase) -> None:
        self.id: str = case.id
        self.procedure: str = case.procedure
        self.phase: str = case.phase
        self.rules: str = case.rules
        self.facts: dict[str, Any] = case.facts.as_dict()  # copied when it is changed
        self.clocks: tuple[CaseTimer, ...] = case.clocks
        self.stopped: tuple[CaseTimer, ...] = case.stopped
        self.sides: tuple[CaseSide, ...] = case.sides
        self.outcome: str = case.outcome
        self.owner: str = case.owner
        self.lapsed: tuple[CaseLapse, ...] = case.lapsed
        self.noted: int = case.noted
        self.began: dt.datetime | None = case.began
        self.decided: dt.datetime | None = case.decided
        self.ended: dt.datetime | None = case.ended
        self.seq: int = case.seq
        self.at: dt.datetime | None = case.at

    def freeze(self) -> ProcedureCase:
        """The case."""
        return ProcedureCase.trusted(
            id=self.id,
            procedure=self.procedure,
            phase=self.phase,
            rules=self.rules,
            facts=FrozenMap(self.facts),
            clocks=self.clocks,
            stopped=self.stopped,
            sides=self.sides,
            outcome=self.outcome,
            owner=self.owner,
            lapsed=self.lapsed,
            noted=self.noted,
            began=self.began,
            decided=self.decided,
            ended=self.ended,
            seq=self.seq,
            at=self.at,
        )
