"""Dated halls, windows, agent stations, posts and appointments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias

import attrs

from zhengwu._dates import as_date, check_interval, within
from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import to_texts
from zhengwu._text import Text, TextEnum
from zhengwu._values import Built, Value
from zhengwu.codes import RegionCode
from zhengwu.organs._stretches import find_valid, group_by_id

_FACILITY: Final = Text("设施", "facility")
_APPOINTMENT: Final = Text("任职", "appointment")


class WindowKind(TextEnum):
    """Kind of window (窗口类别): for every organ, or for certain organs."""

    INTEGRATED = "integrated", "综合窗口", "integrated window"
    DEPARTMENTAL = "departmental", "部门窗口", "departmental window"


class PostRole(TextEnum):
    """Role of a post (岗位角色)."""

    CLERK = "clerk", "窗口人员", "clerk"
    OFFICER = "officer", "经办人", "officer"
    CHIEF_REPRESENTATIVE = "chief_representative", "首席代表", "chief representative"
    HEAD = "head", "负责人", "head"
    AGENT = "agent", "代办员", "agent"


@attrs.frozen(kw_only=True)
class _DatedFacility(Value):
    """A facility with an id and a name that exists over ``[since, until)``."""

    label_zh: ClassVar[str]
    label_en: ClassVar[str]

    id: str
    name: str
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_interval(self, Text(self.label_zh, self.label_en))


@attrs.frozen(kw_only=True)
class Hall(_DatedFacility):
    """Service hall (政务服务中心、大厅), over ``[since, until)``.

    Args:
        id: Id in the user's system.
        name: Name of the hall.
        organ: Id of the organ that runs the hall.
        place: Division in which the hall is located.
        since: First day; None for no start.
        until: First day on which the hall no longer exists; None for no end.
    """

    label_zh: ClassVar[str] = "大厅"
    label_en: ClassVar[str] = "hall"

    organ: str
    place: RegionCode


@attrs.frozen(kw_only=True)
class ServiceWindow(_DatedFacility):
    """Service window (窗口) in a hall, over ``[since, until)``.

    Args:
        id: Id in the user's system.
        name: Name of the window.
        hall: Id of the hall.
        kind: For every organ (综合窗口), or only for those of `organs` (部门窗口).
        organs: Ids of the organs served; empty for an integrated window that serves all.
        no_veto: Whether its clerks may accept or pass on but not refuse (窗口无否决权).
        since: First day; None for no start.
        until: First day on which the window is closed for good; None for no end.
    """

    label_zh: ClassVar[str] = "窗口"
    label_en: ClassVar[str] = "window"

    hall: str
    kind: WindowKind = WindowKind.INTEGRATED
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    no_veto: bool = False

    def serves(self, organ: str) -> bool:
        """Whether the window takes the matters of an organ."""
        if self.kind is WindowKind.INTEGRATED and not self.organs:
            return True
        return organ in self.organs


@attrs.frozen(kw_only=True)
class AgentStation(_DatedFacility):
    """Agent station (代办站), in a village or for projects, over ``[since, until)``.

    Args:
        id: Id in the user's system.
        name: Name of the station.
        organ: Id of the organ that runs the station.
        place: Division that the station serves.
        since: First day; None for no start.
        until: First day on which the station is closed for good; None for no end.
    """

    label_zh: ClassVar[str] = "代办站"
    label_en: ClassVar[str] = "agent station"

    organ: str
    place: RegionCode


@attrs.frozen(kw_only=True)
class Post(_DatedFacility):
    """Post (岗位), independent of its holder, over ``[since, until)``.

    Args:
        id: Id in the user's system.
        name: Name of the post.
        organ: Id of the organ to which the post belongs.
        role: Role of the post.
        window: Id of the window at which the post works; empty without a window.
        since: First day; None for no start.
        until: First day on which the post no longer exists; None for no end.
    """

    label_zh: ClassVar[str] = "岗位"
    label_en: ClassVar[str] = "post"

    organ: str
    role: PostRole = PostRole.OFFICER
    window: str = ""


@attrs.frozen(kw_only=True)
class Appointment(Value):
    """Appointment (任职) of a person to a post, over ``[since, until)``.

    Args:
        post: Id of the post.
        person: Id of the person in the user's system: a staff number or a name.
        since: First day; None for no start.
        until: First day on which the person no longer has the post; None for no end.
    """

    post: str
    person: str
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_interval(self, _APPOINTMENT)

    @property
    def id(self) -> str:
        """Id from post and person; a person may have several posts, a post several holders."""
        return repr((self.post, self.person)) if self.post and self.person else ""


Facility: TypeAlias = Hall | ServiceWindow | AgentStation | Post
"""Place or post that handles matters (办事设施): a hall, window, agent station or post."""


class HallRegister(Built):
    """Register of halls (大厅名录): dated halls, windows, agent stations, posts, appointments.

    Ids form a single namespace: a window and a hall must have different ids.

    Args:
        facilities: Halls, windows, stations and posts; a facility that changed has a
            record for each period.
        appointments: The appointments of persons to posts.

    Raises:
        InputError: Two records with the same id, or two appointments of a person to the
            same post, overlap.
    """

    def __init__(
        self,
        facilities: Iterable[Facility] = (),
        appointments: Iterable[Appointment] = (),
    ) -> None:
        self._by_id: Final = group_by_id(facilities, _FACILITY)
        by_id = group_by_id(appointments, _APPOINTMENT)
        by_post: dict[str, list[Appointment]] = {}
        by_person: dict[str, list[Appointment]] = {}
        for periods in by_id.values():
            for appointment in periods:
                by_post.setdefault(appointment.post, []).append(appointment)
                by_person.setdefault(appointment.person, []).append(appointment)
        self._by_post: Final[Mapping[str, list[Appointment]]] = by_post
        self._by_person: Final[Mapping[str, list[Appointment]]] = by_person

    def arguments(self) -> dict[str, Any]:
        """The facilities and the appointments."""
        appointments = (a for of_post in self._by_post.values() for a in of_post)
        return {"facilities": tuple(self), "appointments": tuple(appointments)}

    def __iter__(self) -> Iterator[Facility]:
        for records in self._by_id.values():
            yield from records

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, facility: object) -> bool:
        return facility in self._by_id

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Every appointment."""
        return tuple(a for group in self._by_post.values() for a in group)

    def find(self, facility: str, on: date) -> Facility | None:
        """The hall, window, station or post with that id on that day, or None."""
        as_date(on, "on")
        return find_valid(self._by_id.get(facility, ()), on)

    def get(self, facility: str, on: date) -> Facility:
        """Like `find`, but raises.

        Raises:
            UnknownCodeError: The facility does not exist on that day; the message lists
                the periods in which it exists.
        """
        record = self.find(facility, on)
        if record is None:
            spans = [
                f"{f.since or ''}/{f.until or ''}"
                for f in self._by_id.get(facility, ())
            ]
            raise UnknownCodeError(f"{on} 的设施 / facilities on {on}", facility, spans)
        return record

    def stretches(self, facility: str) -> tuple[Facility, ...]:
        """The records of a facility in order of date; empty for an unknown id."""
        return tuple(self._by_id.get(facility, ()))

    def hall_of(self, facility: str, on: date) -> Hall | None:
        """The hall of a window or post on that day; a hall gives itself."""
        record = self.find(facility, on)
        if isinstance(record, Post):
            record = self.find(record.window, on)
        if isinstance(record, ServiceWindow):
            record = self.find(record.hall, on)
        return record if isinstance(record, Hall) else None

    def appointed(self, post: str) -> tuple[Appointment, ...]:
        """Every appointment to a post, on any day."""
        return tuple(self._by_post.get(post, ()))

    def appoints(self, person: str) -> bool:
        """Whether a person is appointed to any post on any day."""
        return person in self._by_person

    def holders(self, post: str, on: date) -> tuple[str, ...]:
        """The persons appointed to a post on that day."""
        appointments = self._by_post.get(post, ())
        return tuple(a.person for a in appointments if _is_valid(a, on))

    def posts(self, person: str, on: date) -> tuple[Post, ...]:
        """The posts to which a person is appointed on that day."""
        appointments = self._by_person.get(person, ())
        records = (self.find(a.post, on) for a in appointments if _is_valid(a, on))
        return tuple(record for record in records if isinstance(record, Post))


def _is_valid(appointment: Appointment, on: date) -> bool:
    return within(on, appointment.since, appointment.until)
