"""The actor and the event: who did what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError
from zhengwu.lifecycle._details import DETAILS_OF, Details, NoDetails
from zhengwu.lifecycle._kinds import EventKind, Role

_NOTHING: Final = NoDetails()
_PRIVATE_ROLES: Final = frozenset({Role.APPLICANT, Role.AGENT})


@attrs.frozen(repr=False)
class Actor:
    """Person, post, window or organ that acts on a case (办理人), with its role.

    The repr hides the ids of applicants and agents.

    Args:
        role: Role in which the actor acts.
        id: Id of the person, post, window or organ in the registers of halls and organs;
            for an applicant, the id that the hall's system uses.
        organ: Id of the organ for which the actor acts; empty for applicants and agents.
    """

    role: Role
    id: str = ""
    organ: str = ""

    def __repr__(self) -> str:
        hidden = self.role in _PRIVATE_ROLES
        name = "***" if hidden and self.id else self.id
        organ = "***" if hidden and self.organ else self.organ
        return f"Actor({self.role.value}, {name!r}, {organ!r})"


SYSTEM: Final = Actor(Role.SYSTEM, "system")
"""The system itself (系统), which records lapses."""


def _to_at(value: datetime) -> datetime:
    if type(value) is datetime and value.tzinfo is BEIJING:  # perf: the usual case
        return value
    return as_instant(value, "at")


def _to_recorded(value: datetime | None) -> datetime:
    """Converts to Beijing time; keeps None, which `Event` replaces by `at`."""
    if value is None or (type(value) is datetime and value.tzinfo is BEIJING):
        unchanged: Any = value
        return unchanged  # type: ignore[no-any-return]
    return as_instant(value, "recorded_at")


@attrs.frozen
class Event:
    """Event (办件事件): what happened to a case, when, by whom, and with which details.

    Args:
        case: Id of the case.
        seq: Sequence number in the case, from 1. The writer gives the number that it
            expects to be the next.
        kind: What happened.
        at: When the event took effect.
        actor: Who acted.
        details: Details of the event; an instance of the class that `DETAILS_OF` gives
            for `kind`.
        key: Name of the side matter that the event opens or moves; empty for an event of
            the main line.
        recorded_at: When the event was recorded; `at` if not given.

    Raises:
        InputError: An instant has no time zone, or the details belong to another kind of
            event.
    """

    case: str
    seq: int
    kind: EventKind
    at: datetime = attrs.field(converter=_to_at)
    actor: Actor
    details: Details = _NOTHING
    key: str = ""
    recorded_at: datetime = attrs.field(default=None, converter=_to_recorded)

    def __attrs_post_init__(self) -> None:
        if self.recorded_at is None:  # pyright: ignore[reportUnnecessaryComparison]
            object.__setattr__(self, "recorded_at", self.at)
        # A text equals the member with its value, but is none.
        expected_type = (
            DETAILS_OF.get(self.kind) if type(self.kind) is EventKind else None
        )
        if expected_type is None or type(self.seq) is not int:
            raise InputError(
                f"kind 应为 EventKind,seq 应为整数,现为 {self.kind!r}、{self.seq!r}",
                f"kind must be an EventKind and seq an integer, not {self.kind!r} and "
                f"{self.seq!r}",
            )
        if type(self.details) is not expected_type:
            expected, given = expected_type.__name__, type(self.details).__name__
            raise InputError(
                f"事件 {self.kind.value} 的内容应为 {expected},现为 {given}",
                f"details of event {self.kind.value} must be {expected}, not {given}",
            )
