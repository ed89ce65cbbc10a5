"""Halls, windows, agent stations, posts and who holds them, over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Final, TypeAlias

import attrs

from zhengwu._dates import as_date, check_interval
from zhengwu._errors import UnknownCodeError
from zhengwu._frozen import to_texts
from zhengwu._text import TextEnum
from zhengwu.codes import RegionCode
from zhengwu.organs._stretches import by_stretch, standing


class WindowKind(TextEnum):
    """Kind of window (窗口类别): for any organ, or for one."""

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
class _Standing:
    """Something with an id and a name that stands over ``[since, until)``."""

    label_zh: ClassVar[str]
    label_en: ClassVar[str]

    id: str
    name: str
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        check_interval(self, self.label_zh, self.label_en)


@attrs.frozen(kw_only=True)
class Hall(_Standing):
    """Service hall (政务服务中心、大厅), over ``[since, until)``.

    Args:
        id: What the user's system calls it.
        name: Its name.
        organ: Id of the organ that runs it.
        place: Division in which it stands.
        since: First day; None if always.
        until: First day on which it no longer stands; None while it does.
    """

    label_zh: ClassVar[str] = "大厅"
    label_en: ClassVar[str] = "hall"

    organ: str
    place: RegionCode


@attrs.frozen(kw_only=True)
class ServiceWindow(_Standing):
    """Service window (窗口) in a hall, over ``[since, until)``.

    Args:
        id: What the user's system calls it.
        name: Its name.
        hall: Id of the hall.
        kind: For any organ (综合窗口), or for those of `organs` only (部门窗口).
        organs: Ids of the organs it serves; none for an integrated window that serves all.
        no_veto: Whether its clerks may accept or pass on, and not refuse (窗口无否决权).
        since: First day; None if always.
        until: First day on which it is no longer open; None while it is.
    """

    label_zh: ClassVar[str] = "窗口"
    label_en: ClassVar[str] = "window"

    hall: str
    kind: WindowKind = WindowKind.INTEGRATED
    organs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    no_veto: bool = False

    def serves(self, organ: str) -> bool:
        """Whether an organ's matters are taken here."""
        if self.kind is WindowKind.INTEGRATED and not self.organs:
            return True
        return organ in self.organs


@attrs.frozen(kw_only=True)
class AgentStation(_Standing):
    """Agent station (代办站), in a village or for projects, over ``[since, until)``.

    Args:
        id: What the user's system calls it.
        name: Its name.
        organ: Id of the organ that runs it.
        place: Division it helps.
        since: First day; None if always.
        until: First day on which it is no longer open; None while it is.
    """

    label_zh: ClassVar[str] = "代办站"
    label_en: ClassVar[str] = "agent station"

    organ: str
    place: RegionCode


@attrs.frozen(kw_only=True)
class Post(_Standing):
    """Post (岗位), whoever holds it, over ``[since, until)``.

    Args:
        id: What the user's system calls it.
        name: Its name.
        organ: Id of the organ to which it belongs.
        role: What it does.
        window: Id of the window at which it sits; empty if none.
        since: First day; None if always.
        until: First day on which it no longer exists; None while it does.
    """

    label_zh: ClassVar[str] = "岗位"
    label_en: ClassVar[str] = "post"

    organ: str
    role: PostRole = PostRole.OFFICER
    window: str = ""


@attrs.frozen(kw_only=True)
class Appointment:
    """Appointment (任职) of a person to a post, over ``[since, until)``.

    Args:
        post: Id of the post.
        person: What the user's system calls the person: a staff number, or a name.
        since: First day; None if always.
        until: First day on which the person no longer holds it; None while they do.
    """

    post: str
    person: str
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        check_interval(self, "任职", "appointment")

    @property
    def id(self) -> str:
        """Post and person: a person may hold several posts, a post several persons."""
        return repr((self.post, self.person)) if self.post and self.person else ""


Facility: TypeAlias = Hall | ServiceWindow | AgentStation | Post
"""Where and by whom matters are taken (办事设施): a hall, window, agent station or post."""


class HallRegister:
    """Register of halls (大厅名录): halls, windows, agent stations, posts and holders, dated.

    Ids are one namespace: a window and a hall do not share one.

    Args:
        facilities: Halls, windows, stations and posts; one that changed comes once for
            each stretch.
        appointments: Who holds which post when.

    Raises:
        InputError: Two values of one id stand on the same day, or a person holds a post
            twice on the same day.
    """

    def __init__(
        self,
        facilities: Iterable[Facility] = (),
        appointments: Iterable[Appointment] = (),
    ) -> None:
        self._by_id: Final = by_stretch(facilities, "设施", "facility")
        held = by_stretch(appointments, "任职", "appointment")
        by_post: dict[str, list[Appointment]] = {}
        by_person: dict[str, list[Appointment]] = {}
        for stretches in held.values():
            for value in stretches:
                by_post.setdefault(value.post, []).append(value)
                by_person.setdefault(value.person, []).append(value)
        self._by_post: Final[Mapping[str, list[Appointment]]] = by_post
        self._by_person: Final[Mapping[str, list[Appointment]]] = by_person

    def __iter__(self) -> Iterator[Facility]:
        for stretches in self._by_id.values():
            yield from stretches

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, facility: object) -> bool:
        return facility in self._by_id

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Every appointment."""
        return tuple(a for held in self._by_post.values() for a in held)

    def find(self, facility: str, on: date) -> Facility | None:
        """The hall, window, station or post with that id on that day, or None."""
        as_date(on, "on")
        return standing(self._by_id.get(facility, ()), on)

    def get(self, facility: str, on: date) -> Facility:
        """As `find`.

        Raises:
            UnknownCodeError: It does not stand on that day; says when it did.
        """
        found = self.find(facility, on)
        if found is None:
            spans = [
                f"{f.since or ''}/{f.until or ''}"
                for f in self._by_id.get(facility, ())
            ]
            raise UnknownCodeError(f"{on} 的设施 / facilities on {on}", facility, spans)
        return found

    def stretches(self, facility: str) -> tuple[Facility, ...]:
        """The values of one id, in order of date; none if the register never held it."""
        return tuple(self._by_id.get(facility, ()))

    def hall_of(self, facility: str, on: date) -> Hall | None:
        """The hall in which a window or post is on that day, or the hall itself."""
        found = self.find(facility, on)
        if isinstance(found, Post):
            found = self.find(found.window, on)
        if isinstance(found, ServiceWindow):
            found = self.find(found.hall, on)
        return found if isinstance(found, Hall) else None

    def appointed(self, post: str) -> tuple[Appointment, ...]:
        """Every appointment to a post, whenever it holds."""
        return tuple(self._by_post.get(post, ()))

    def appoints(self, person: str) -> bool:
        """Whether a person ever holds a post."""
        return person in self._by_person

    def holders(self, post: str, on: date) -> tuple[str, ...]:
        """The persons who hold a post on that day."""
        held = self._by_post.get(post, ())
        return tuple(a.person for a in held if standing((a,), on))

    def posts(self, person: str, on: date) -> tuple[Post, ...]:
        """The posts that a person holds on that day."""
        held = (a.post for a in self._by_person.get(person, ()) if standing((a,), on))
        found = (self.find(post, on) for post in held)
        return tuple(post for post in found if isinstance(post, Post))
