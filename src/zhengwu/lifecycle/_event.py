"""The actor and the event: who did what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Final, NamedTuple

import attrs

from zhengwu._dates import BEIJING, as_instant
from zhengwu._errors import InputError, Problem
from zhengwu._values import (
    RECORD,
    AnyShape,
    Named,
    Shape,
    Value,
    as_object,
    plan_of,
    read_fields,
)
from zhengwu.lifecycle._details import DETAILS_OF, Details, NoDetails
from zhengwu.lifecycle._kinds import EventKind, Role

_NOTHING: Final = NoDetails()
_PRIVATE_ROLES: Final = frozenset({Role.APPLICANT, Role.AGENT})


@attrs.frozen(repr=False)
class Actor(Value):
    """Person, post, window or organ that acts on a case (办理人), with its role.

    The repr hides the ids of applicants and agents.

    Args:
        role: Role in which the actor acts.
        id: Id of the person, post, window or organ in the registers of halls and organs;
            for an applicant, the id that the hall's system uses.
        organ: Id of the organ for which the actor acts; empty for applicants and agents.
    """

    private: ClassVar[frozenset[str]] = frozenset({"id", "organ"})

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
    """Converts to Beijing time; anything but an instant is left to the check of the field."""
    if type(value) is not datetime or value.tzinfo is BEIJING:  # perf: the usual case
        return value
    return as_instant(value, "at")


def _to_recorded(value: datetime | None) -> datetime:
    """Converts to Beijing time; keeps None, which `Event` replaces by `at`."""
    if type(value) is not datetime or value.tzinfo is BEIJING:
        unchanged: Any = value
        return unchanged  # type: ignore[no-any-return]
    return as_instant(value, "recorded_at")


_FRAME: Final = frozenset({RECORD, "format", "version", "procedure"})
"""Keys that frame an event in a file, and are no fields."""


class _OrNone(Named):
    """Details of a kind; null means the details of an event without any."""

    def read(self, data: Any) -> Any:
        return None if data is None else super().read(data)


class _EventPlan(NamedTuple):
    """Fields of the events of a kind."""

    shapes: Mapping[str, Shape]
    required: tuple[str, ...] = ("case", "seq", "kind", "at", "actor")
    private: frozenset[str] = frozenset({"actor", "details"})


def _plan_kind(kind: Any) -> _EventPlan:
    """Fields of the events of a kind; for an unknown kind, reading reports the kind."""
    plans = _plan_kinds()
    try:
        return plans[kind]
    except (KeyError, TypeError):
        return _EventPlan({**plan_of(Event).shapes, "details": AnyShape()})


@cache
def _plan_kinds() -> Mapping[str, _EventPlan]:
    shapes = plan_of(Event).shapes
    return {
        kind.value: _EventPlan({**shapes, "details": _OrNone(DETAILS_OF[kind])})
        for kind in EventKind
    }


@attrs.frozen
class Event(Value):
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

    written_format: ClassVar[int] = 2
    private: ClassVar[frozenset[str]] = frozenset({"actor", "details"})

    case: str
    seq: int
    kind: EventKind
    at: datetime = attrs.field(converter=_to_at)
    actor: Actor
    details: Details = _NOTHING
    key: str = ""
    recorded_at: datetime = attrs.field(default=None, converter=_to_recorded)

    def to_data(self) -> dict[str, Any]:
        """The event as plain data; default values are left out (事件数据)."""
        data: dict[str, Any] = super().to_data()
        if self.recorded_at == self.at:
            del data["recorded_at"]
        if not data.get("details", True):
            del data["details"]
        return data

    @classmethod
    def from_data(cls, data: Any) -> Event:
        """Read an event; its kind decides which details it has.

        Raises:
            InputError: The data states no event; each problem is listed with its path.
        """
        plain = as_object(data)
        values = read_fields(plain, _plan_kind(plain.get("kind")), _FRAME)
        details = values.get("details")
        if details is None:
            values["details"] = DETAILS_OF[values["kind"]].from_data({})
        values.setdefault("recorded_at", values["at"])
        event: Event = plan_of(cls).build(**values)
        _refuse_nul(event)
        return event

    def __attrs_post_init__(self) -> None:
        if self.recorded_at is None:  # pyright: ignore[reportUnnecessaryComparison]
            object.__setattr__(self, "recorded_at", self.at)
        super().__attrs_post_init__()
        _refuse_nul(self)
        expected_type = DETAILS_OF[self.kind]
        if type(self.details) is not expected_type:
            expected, given = expected_type.__name__, type(self.details).__name__
            raise InputError(
                f"事件 {self.kind.value} 的内容应为 {expected},现为 {given}",
                f"details of event {self.kind.value} must be {expected}, not {given}",
            )


def _refuse_nul(event: Event) -> None:
    """Refuse ids that no database accepts."""
    if "\0" not in event.case + event.key + event.actor.id:  # perf: nearly always
        return
    for name, text in (
        ("case", event.case),
        ("key", event.key),
        ("actor", event.actor.id),
    ):
        if "\0" in text:
            zh = "不能含空字符(NUL),数据库不收"
            en = "must not contain NUL, which no database accepts"
            problem = Problem((name,), zh, en)
            raise InputError(f"Event.{name} {zh}", f"Event.{name} {en}", [problem])
