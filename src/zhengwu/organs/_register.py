"""The register of organs over time, and the reforms that change it.

A register is a value: a reform returns another one, and the days before it answer as
they did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

import attrs

from zhengwu._dates import as_date, change_days
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.codes import Level, RegionCode
from zhengwu.organs._organ import Organ
from zhengwu.organs._stretches import by_stretch


class OrganRegister:
    """Register of organs (机构名录), dated.

    Args:
        organs: The organs; one that changed comes once for each stretch.

    Raises:
        InputError: Two values of one organ stand on the same day.
    """

    def __init__(self, organs: Iterable[Organ] = ()) -> None:
        self._by_id: Final = by_stretch(organs, "机关", "organ")

    @cached_property
    def _by_area(self) -> Mapping[str, list[Organ]]:
        """Organs by the digits of each area they serve; those of the whole nation by none."""
        found: dict[str, list[Organ]] = {}
        for organ in self:
            everywhere = organ.level is Level.NATION and not organ.areas
            for stem in [""] if everywhere else [area.stem for area in organ.areas]:
                found.setdefault(stem, []).append(organ)
        return found

    @cached_property
    def _by_line(self) -> Mapping[tuple[Level, str], Mapping[str, list[Organ]]]:
        """As `_by_area`, for each tier and line of work."""
        found: dict[tuple[Level, str], dict[str, list[Organ]]] = {}
        for stem, organs in self._by_area.items():
            for organ in organs:
                line = found.setdefault((organ.level, organ.function), {})
                line.setdefault(stem, []).append(organ)
        return found

    def __iter__(self) -> Iterator[Organ]:
        for stretches in self._by_id.values():
            yield from stretches

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, organ: object) -> bool:
        return organ in self._by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """Id of every organ that it has ever held."""
        return tuple(self._by_id)

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which anything changes, in order."""
        return tuple(sorted(change_days(self)))

    def find(self, organ: str, on: date) -> Organ | None:
        """The organ as it stands on that day, or None."""
        as_date(on, "on")
        return next((o for o in self._by_id.get(organ, ()) if o.stands(on)), None)

    def get(self, organ: str, on: date) -> Organ:
        """As `find`.

        Raises:
            UnknownCodeError: It does not stand on that day; says when it did.
        """
        found = self.find(organ, on)
        if found is None:
            spans = [
                f"{o.since or ''}/{o.until or ''}" for o in self._by_id.get(organ, ())
            ]
            raise UnknownCodeError(f"{on} 的机构 / organs on {on}", organ, spans)
        return found

    def at(self, on: date) -> tuple[Organ, ...]:
        """All that stand on that day, in the order of the register."""
        as_date(on, "on")
        return tuple(organ for organ in self if organ.stands(on))

    def serving(
        self, place: RegionCode, on: date, level: Level | None = None
    ) -> tuple[Organ, ...]:
        """Those that serve a place on that day, the nation's first, of one tier if given."""
        as_date(on, "on")
        found = {
            organ.id: organ
            for stem in place.stems
            for organ in self._by_area.get(stem, ())
            if organ.stands(on) and level in (None, organ.level)
        }
        return tuple(sorted(found.values(), key=lambda organ: organ.level.value))

    def in_line(
        self, level: Level, function: str, place: RegionCode, on: date
    ) -> tuple[Organ, ...]:
        """Those of one tier and line of work that serve a place on that day.

        One where all is well; none or several are for the caller to tell.
        """
        line = self._by_line.get((level, function))
        if line is None:
            return ()
        found = {
            organ.id: organ
            for stem in place.stems
            if stem in line
            for organ in line[stem]
            if organ.stands(on)
        }
        return tuple(found.values())

    def of_line(self, level: Level, function: str) -> Mapping[str, Sequence[Organ]]:
        """All of one tier and line of work, by the digits of each area they serve."""
        return self._by_line.get((level, function), {})

    def stretches(self, organ: str) -> tuple[Organ, ...]:
        """The values of one organ, in order of date; none if the register has never held it."""
        return tuple(self._by_id.get(organ, ()))

    def superiors(self, organ: str, on: date) -> tuple[Organ, ...]:
        """Those above it on that day, the nearest first.

        A superior that does not stand on that day ends the line; `check_organs` tells.
        """
        line: dict[str, Organ] = {}
        above = self.find(self.get(organ, on).superior, on)
        while above is not None and above.id not in line and above.id != organ:
            line[above.id] = above
            above = self.find(above.superior, on)
        return tuple(line.values())

    def in_circle(self, organ: str, on: date) -> bool:
        """Whether its line of superiors leads back to it on that day."""
        line = (self.get(organ, on), *self.superiors(organ, on))
        return line[-1].superior == organ

    def under(self, organ: str, on: date) -> tuple[Organ, ...]:
        """Those directly under it on that day."""
        return tuple(other for other in self.at(on) if other.superior == organ)

    def successors(self, organ: str, on: date) -> tuple[Organ, ...]:
        """Who stands in its place on that day: itself, or the heirs of its heirs.

        Raises:
            UnknownCodeError: The register has never held it.
        """
        if organ not in self._by_id:
            raise UnknownCodeError("机构名录 / organs", organ, list(self._by_id))
        found: dict[str, Organ] = {}
        seen: set[str] = set()
        pending = [organ]
        while pending:
            name = pending.pop(0)
            if name in seen:
                continue
            seen.add(name)
            standing = self.find(name, on)
            if standing is not None:
                found[name] = standing
                continue
            past = [o for o in self._by_id.get(name, ()) if o.until and o.until <= on]
            pending += past[-1].heirs if past else ()
        return tuple(found.values())

    def merge(self, organs: Iterable[str], into: Organ, on: date) -> OrganRegister:
        """Merge organs (合并) into one; those under them come under it.

        `into` may carry the id of one of them, which then goes on under its new form.

        Raises:
            UnknownCodeError: One of them does not stand on that day.
            InputError: One of them is known to change on that day or later.
        """
        return self._replace(tuple(organs), (into,), on, lambda _: into.id)

    def split(
        self,
        organ: str,
        into: Iterable[Organ],
        on: date,
        house: Mapping[str, str] | None = None,
    ) -> OrganRegister:
        """Split an organ (拆分); those under it go to the part that holds their areas.

        Args:
            organ: Which.
            into: The parts.
            on: First day of the parts.
            house: For those under it whose areas do not decide: their id, and the part's.

        Raises:
            InputError: Neither `house` nor the areas say to which part one of them goes.
        """
        parts = tuple(into)
        named = house or {}

        def rehouse(other: Organ) -> str:
            if other.id in named:
                return named[other.id]
            fits = [
                part.id
                for part in parts
                if other.areas and all(map(part.serves, other.areas))
            ]
            if len(fits) != 1:
                raise InputError(
                    f"{organ} 拆分后,{other.id} {other.name} 归属不明"
                    f"(按区域可归 {'、'.join(fits) or '无'});请在 house 中写明",
                    f"after the split of {organ} nothing says where {other.id} belongs "
                    f"(by area: {', '.join(fits) or 'nowhere'}); name it in house",
                )
            return fits[0]

        return self._replace((organ,), parts, on, rehouse)

    def abolish(self, organ: str, on: date, heir: str | None = None) -> OrganRegister:
        """Abolish an organ (撤销); those under it go to the heir, by default its superior.

        Raises:
            InputError: It has neither an heir nor a superior that stands on that day.
        """
        to = heir or self.get(organ, on).superior
        if to == organ or self.find(to, on) is None:
            raise _nobody_takes_over(organ, to, on)
        above = self.get(organ, on).superior

        def rehouse(other: Organ) -> str:
            return above if other.id == to else to

        return self._replace((organ,), (), on, rehouse, {organ: (to,)})

    def abolish_tier(
        self, level: Level, on: date, within: RegionCode | None = None
    ) -> OrganRegister:
        """Abolish a tier (撤销层级), in an area if given; each is taken over from above."""
        ended = {
            organ.id
            for organ in self.at(on)
            if organ.level is level
            and (
                within is None
                or (bool(organ.areas) and all(map(within.holds, organ.areas)))
            )
        }
        heirs: dict[str, str] = {}
        for name in sorted(ended):
            above = (o.id for o in self.superiors(name, on) if o.id not in ended)
            heirs[name] = next(above, "")
            if not heirs[name]:
                raise _nobody_takes_over(name, "", on)
        return self._replace(
            tuple(ended),
            (),
            on,
            lambda other: heirs[other.superior],
            {name: (heir,) for name, heir in heirs.items()},
        )

    def _replace(
        self,
        ended: tuple[str, ...],
        begun: tuple[Organ, ...],
        on: date,
        rehouse: Callable[[Organ], str],
        heirs: Mapping[str, tuple[str, ...]] | None = None,
    ) -> OrganRegister:
        """End some, begin others, and give those under the ended ones a superior."""
        as_date(on, "on")
        parts = tuple(organ.id for organ in begun)
        heirs = heirs or dict.fromkeys(ended, parts)
        for name in sorted(ended):
            self.get(name, on)
        result: list[Organ] = []
        for organ in self:
            if organ.id in ended and (organ.until == on or not _over(organ, on)):
                result += _ended(organ, heirs[organ.id], on)
            elif organ.superior in ended and not _over(organ, on):
                result += _moved(organ, rehouse(organ), on)
            else:
                result.append(organ)
        result += (attrs.evolve(organ, since=on) for organ in begun)
        left = {organ.id for organ in result}
        vanished = {name: heirs[name] for name in ended if name not in left}
        result = [_inheriting(organ, vanished) for organ in result]
        register = OrganRegister(result)
        _refuse_broken_lines(register, self, on)
        return register


def _nobody_takes_over(organ: str, heir: str, on: date) -> InputError:
    return InputError(
        f"撤销 {organ} 后无人承接:{heir or '上级未写明'} 在 {on} 不存在;请写明 heir",
        f"nobody takes over from {organ}: {heir or 'no superior'} does not stand on "
        f"{on}; name an heir",
    )


def _over(organ: Organ, on: date) -> bool:
    return organ.until is not None and organ.until <= on


def _ended(organ: Organ, heirs: tuple[str, ...], on: date) -> Iterator[Organ]:
    """The stretch before the day, with its heirs; none if it began on that very day.

    A stretch that ends on the day already was followed by one that an earlier reform of
    the same day began, and that goes.
    """
    if organ.until not in (None, on) or (organ.since is not None and organ.since > on):
        raise InputError(
            f"机关 {organ.id} 在 {on} 之后另有变更({organ.since} 至 {organ.until});"
            "请按日期先后登记改革,或先撤回后面的变更",
            f"organ {organ.id} is known to change after {on} ({organ.since} to "
            f"{organ.until}); record reforms in order of date, or take that one back first",
        )
    if organ.since == on:
        return
    others = tuple(heir for heir in heirs if heir != organ.id)
    yield attrs.evolve(organ, until=on, heirs=others)


def _inheriting(organ: Organ, vanished: Mapping[str, tuple[str, ...]]) -> Organ:
    """The organ with other heirs, where one of them ended on the day it began."""
    if vanished.keys().isdisjoint(organ.heirs):
        return organ
    named = (new for old in organ.heirs for new in vanished.get(old, (old,)))
    return attrs.evolve(organ, heirs=dict.fromkeys(named))


def _refuse_broken_lines(
    register: OrganRegister, before: OrganRegister, on: date
) -> None:
    """A reform leaves nobody under an organ that does not stand, or under itself."""
    for organ in register.at(on):
        as_it_was = organ == before.find(organ.id, on)
        was_housed = not as_it_was or before.find(organ.superior, on) is not None
        if not organ.superior:
            continue
        if was_housed and register.find(organ.superior, on) is None:
            raise InputError(
                f"机关 {organ.id} 自 {on} 起的上级 {organ.superior} 不存在;"
                "请改为改革后仍在的机关",
                f"organ {organ.id} would be under {organ.superior} from {on}, which does "
                "not stand; name one that does after the reform",
            )
        if not as_it_was and register.in_circle(organ.id, on):
            raise InputError(
                f"机关 {organ.id} 自 {on} 起经上级 {organ.superior} 又回到自身;"
                "请改由其下级以外的机关承接",
                f"organ {organ.id} would be under itself from {on}, by "
                f"{organ.superior}; let an organ take over that is not below it",
            )


def _moved(organ: Organ, superior: str, on: date) -> Iterator[Organ]:
    """The stretch before the day as it was, and the rest under another superior."""
    if organ.since is None or organ.since < on:
        yield attrs.evolve(organ, until=on, heirs=())
        yield attrs.evolve(organ, since=on, superior=superior)
    else:
        yield attrs.evolve(organ, superior=superior)
