"""Powers over a single item at a single place, cached for repeated questions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from zhengwu.codes import RegionCode, region_code
from zhengwu.delegation.answer._may import Permission, may
from zhengwu.delegation.answer._place_group import list_all_recalls
from zhengwu.delegation.answer._resolution import Resolution, resolve
from zhengwu.delegation.answer._situation import Outcome
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import Step
from zhengwu.organs import Post, PostRole, ServiceWindow


class AuthorityView:
    """View of the powers (办理权限视图) over a single item at a single place.

    Between two days on which anything changes, every day has the same answer. So each
    question is evaluated once for such a stretch of days. The answers are those of `may`,
    at the cost of a look-up.

    Args:
        powers: The powers; other powers need another view.
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
        self._change_days: Final = sorted({*_list_change_days(powers, item, place)})
        self._settled: Final[dict[tuple[Step, int], bool]] = {}
        self._stretches: Final[dict[date, int]] = {}
        self._allowed: Final[dict[tuple[str, Step, int, int, bool], bool]] = {}
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
        allowed = self._allowed.get(key)
        if allowed is None:
            permission = self.permission(who, step, at, accepted_on, refuse=refuse)
            allowed = self._allowed[key] = permission.allowed
        return allowed

    def permission(
        self,
        who: str,
        step: Step,
        at: date,
        accepted_on: date | None = None,
        *,
        refuse: bool = False,
    ) -> Permission:
        """The full answer of `may`, with the reason for a denial and who can act."""
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
        """Whether it is clear who handles a step on a day."""
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
        """Roles of a post, or of the posts of a person, on a day; None without posts."""
        key = (who, self.stretch(at))
        if key not in self._roles:
            roles = frozenset(post.role for post in self._find_posts(who, at))
            self._roles[key] = roles or None
        return self._roles[key]

    def no_veto(self, who: str, at: date) -> bool:
        """Whether somebody is, or works at, a window without veto."""
        halls = self.powers.halls
        windows = [
            halls.find(who, at),
            *(halls.find(post.window, at) for post in self._find_posts(who, at)),
        ]
        return any(isinstance(w, ServiceWindow) and w.no_veto for w in windows)

    def _find_posts(self, who: str, at: date) -> tuple[Post, ...]:
        facility = self.powers.halls.find(who, at)
        if isinstance(facility, Post):
            return (facility,)
        return self.powers.halls.posts(who, at)

    def knows(self, who: str) -> bool:
        """Whether a register has ever had an organ, counter, post or person of that id."""
        powers = self.powers
        return who in powers.organs or who in powers.halls or powers.halls.appoints(who)

    def stretch(self, day: date) -> int:
        """Number of the stretch of a day; all days of a stretch have the same answers."""
        stretch = self._stretches.get(day)
        if stretch is None:
            stretch = self._stretches[day] = bisect_right(self._change_days, day)
        return stretch


def _list_change_days(powers: Powers, item: str, place: RegionCode) -> Iterator[date]:
    """Every day on which an answer may change."""
    yield from _list_bounds([powers.items[item]] if item in powers.items else [])
    for instruments in powers.about(item).values():
        for instrument in instruments:
            recalls = list_all_recalls(powers, instrument.id)
            yield from _list_bounds((instrument, *recalls))
    yield from _list_bounds(powers.organs)
    yield from _list_bounds(powers.halls)
    yield from _list_bounds(powers.halls.appointments)
    if powers.regions is not None:
        yield from _list_bounds(r for r in powers.regions if r.code == place)


def _list_bounds(values: Iterable[object]) -> Iterator[date]:
    for value in values:
        for day in (getattr(value, "since", None), getattr(value, "until", None)):
            if day is not None:
                yield day
