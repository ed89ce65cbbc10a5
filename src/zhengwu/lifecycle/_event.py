"""Who did what when: the actor and the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError
from zhengwu.lifecycle._details import DETAILS_OF, Details, NoDetails
from zhengwu.lifecycle._kinds import EventKind, Role

_NOTHING: Final = NoDetails()
_OUTSIDE: Final = frozenset({Role.APPLICANT, Role.AGENT})


@attrs.frozen(repr=False)
class Actor:
    """Who acts on a case (办理人), and in which role.

    An applicant's id never shows in a repr.

    Args:
        role: In which role.
        id: Id of the person, post, window or organ, as the registers of halls and organs
            know it; of an applicant, whatever the hall's system uses.
        organ: Id of the organ for which they act; empty for those outside.
    """

    role: Role
    id: str = ""
    organ: str = ""

    def __repr__(self) -> str:
        shown = "***" if self.role in _OUTSIDE and self.id else self.id
        organ = "***" if self.role in _OUTSIDE and self.organ else self.organ
        return f"Actor({self.role.value}, {shown!r}, {organ!r})"


SYSTEM: Final = Actor(Role.SYSTEM, "system")
"""The system itself (系统), which notes what time brings about."""


def _to_at(value: datetime) -> datetime:
    if type(value) is datetime and value.tzinfo is BEIJING:  # perf: nearly all are
        return value
    return as_instant(value, "at")


def _to_recorded(value: datetime | None) -> datetime:
    """An instant; None stands until the event is made, and then for that of `at`."""
    if value is None or (type(value) is datetime and value.tzinfo is BEIJING):
        known: Any = value
        return known  # type: ignore[no-any-return]
    return as_instant(value, "recorded_at")


@attrs.frozen
class Event:
    """Event (办件事件): what happened to a case, when, by whom, and what it brought.

    Args:
        case: Id of the case.
        seq: Its number in the case, from 1: the next number that its writer expects.
        kind: What happened.
        at: When it took effect.
        actor: By whom.
        details: What it brings; the class that `DETAILS_OF` names for its kind.
        key: Name of the side matter that it opens or moves; empty for the main line.
        recorded_at: When it was written down; `at` if not given.

    Raises:
        InputError: An instant without zone, or details of another kind.
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
        wanted_type = DETAILS_OF.get(self.kind)
        if wanted_type is None or type(self.seq) is not int:
            raise InputError(
                f"kind 应为 EventKind,seq 应为整数,现为 {self.kind!r}、{self.seq!r}",
                f"kind must be an EventKind and seq whole, not {self.kind!r}, {self.seq!r}",
            )
        if type(self.details) is not wanted_type:
            wanted, given = wanted_type.__name__, type(self.details).__name__
            raise InputError(
                f"事件 {self.kind.value} 的内容应为 {wanted},现为 {given}",
                f"event {self.kind.value} brings {wanted}, not {given}",
            )
