"""Powers over one item at one place, made ready to be asked again and again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from zhengwu.codes import RegionCode, region_code
from zhengwu.delegation.answer._case import recalls_of
from zhengwu.delegation.answer._may import Permission, may
from zhengwu.delegation.answer._resolution import Resolution, resolve
from zhengwu.delegation.answer._situation import Outcome
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import Step
from zhengwu.organs import Post, PostRole, ServiceWindow


class AuthorityView:
    """View of the powers (办理权限视图) over one item at one place.

    Between two days on which anything changes every day has the same answer, so each
    question is worked out once for such a stretch: what `may` says, at the price of a
    look-up.

    Args:
        powers: The powers; a view of other powers is another view.
        item: Id of the item.
        place: Division, or its code.

    Raises:
        CodeFormatError: `place` is no code of a division.
    """

    def __init__(self, powers: Powers, item: str, place: RegionCode | str) -> None:
        if not isinstance(place, RegionCode):
            place = region_code.parse(place)
        self.powers: Final = powers
        self.item: Final = item
        self.place: Final = place
        self._days: Final = sorted({*_days(powers, item, place)})
        self._settled: Final[dict[tuple[Step, int], bool]] = {}
        self._stretch: Final[dict[date, int]] = {}
        self._known: Final[dict[tuple[str, Step, int, int, bool], bool]] = {}
        self._roles: Final[dict[tuple[str, int], frozenset[PostRole] | None]] = {}

    def allows(
        self,
        who: str,
        step: Step,
        at: date,
        accepted_on: date | None = None,
        *,
        refuse: bool = False,
    ) -> bool:
        """Whether somebody may do a step; arguments as for `may`."""
        then = self.stretch(at)
        accepted = then if accepted_on is None else self.stretch(accepted_on)
        key = (who, step, then, accepted, refuse)
        known = self._known.get(key)
        if known is None:
            permission = self.permission(who, step, at, accepted_on, refuse=refuse)
            known = self._known[key] = permission.allowed
        return known

    def permission(
        self,
        who: str,
        step: Step,
        at: date,
        accepted_on: date | None = None,
        *,
        refuse: bool = False,
    ) -> Permission:
        """The whole answer, with why not and who can."""
        return may(
            self.powers,
            who,
            self.item,
            step,
            self.place,
            at,
            accepted_on,
            refuse=refuse,
        )

    def settled(self, step: Step, at: date) -> bool:
        """Whether it is settled who handles a step on a day."""
        key = (step, self.stretch(at))
        if key not in self._settled:
            outcome = self.resolution(step, at).outcome
            self._settled[key] = outcome is Outcome.ACTS
        return self._settled[key]

    def resolution(
        self, step: Step, at: date, accepted_on: date | None = None
    ) -> Resolution:
        """Who handles a step on a day."""
        return resolve(self.powers, self.item, step, self.place, at, accepted_on)

    def roles(self, who: str, at: date) -> frozenset[PostRole] | None:
        """Roles of the posts that an id means on a day; None if no register holds it."""
        key = (who, self.stretch(at))
        if key not in self._roles:
            found = self.powers.halls.find(who, at)
            posts = (
                (found,)
                if isinstance(found, Post)
                else self.powers.halls.posts(who, at)
            )
            roles = frozenset(post.role for post in posts)
            self._roles[key] = roles or None
        return self._roles[key]

    def no_veto(self, who: str, at: date) -> bool:
        """Whether somebody is, or sits at, a window whose clerks may not refuse."""
        halls = self.powers.halls
        found = halls.find(who, at)
        posts = (found,) if isinstance(found, Post) else halls.posts(who, at)
        windows = [found, *(halls.find(post.window, at) for post in posts)]
        return any(isinstance(one, ServiceWindow) and one.no_veto for one in windows)

    def knows(self, who: str) -> bool:
        """Whether any register ever held an organ, counter, post or person of that id."""
        powers = self.powers
        return who in powers.organs or who in powers.halls or powers.halls.appoints(who)

    def stretch(self, day: date) -> int:
        """Number of the stretch in which a day lies: all its days have the same answers."""
        stretch = self._stretch.get(day)
        if stretch is None:
            stretch = self._stretch[day] = bisect_right(self._days, day)
        return stretch


def _days(powers: Powers, item: str, place: RegionCode) -> Iterator[date]:
    """Every day on which an answer may change."""
    yield from _ends([powers.items[item]] if item in powers.items else [])
    for held in powers.about(item).values():
        for one in held:
            yield from _ends((one, *recalls_of(powers, one.id)))
    yield from _ends(powers.organs)
    yield from _ends(powers.halls)
    yield from _ends(powers.halls.appointments)
    if powers.regions is not None:
        yield from _ends(r for r in powers.regions if r.code == place)


def _ends(values: Iterable[object]) -> Iterator[date]:
    for value in values:
        for day in (getattr(value, "since", None), getattr(value, "until", None)):
            if day is not None:
                yield day
