"""The dated register of organs, and the reforms that change it.

A register is immutable: a reform returns another register, whose answers for the days
before the reform are unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, change_days
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._values import Built
from zhengwu.codes import Level, RegionCode
from zhengwu.organs._organ import ORGAN, Organ
from zhengwu.organs._stretches import find_valid, group_by_id


class OrganRegister(Built):
    """Register of organs (机构名录), dated.

    Args:
        organs: The organs; an organ that changed has a record for each period.

    Raises:
        InputError: Two records of the same organ overlap.
    """

    def __init__(self, organs: Iterable[Organ] = ()) -> None:
        self._by_id: Final = group_by_id(organs, ORGAN)

    def arguments(self) -> dict[str, Any]:
        """The organs."""
        return {"organs": tuple(self)}

    @cached_property
    def _by_area(self) -> Mapping[str, list[Organ]]:
        """Organs by the stem of each area they serve; "" for the whole nation."""
        by_stem: dict[str, list[Organ]] = {}
        for organ in self:
            nationwide = organ.level is Level.NATION and not organ.areas
            for stem in [""] if nationwide else [area.stem for area in organ.areas]:
                by_stem.setdefault(stem, []).append(organ)
        return by_stem

    @cached_property
    def _by_line(self) -> Mapping[tuple[Level, str], Mapping[str, list[Organ]]]:
        """Organs by tier and line of work, then by area as in `_by_area`."""
        by_line: dict[tuple[Level, str], dict[str, list[Organ]]] = {}
        for stem, organs in self._by_area.items():
            for organ in organs:
                by_stem = by_line.setdefault((organ.level, organ.function), {})
                by_stem.setdefault(stem, []).append(organ)
        return by_line

    def __iter__(self) -> Iterator[Organ]:
        for records in self._by_id.values():
            yield from records

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, organ: object) -> bool:
        return organ in self._by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """Id of every organ in the register, on any day."""
        return tuple(self._by_id)

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which a record starts or ends, in order."""
        return tuple(sorted(change_days(self)))

    def find(self, organ: str, on: date) -> Organ | None:
        """The record of an organ on that day, or None."""
        as_date(on, "on")
        return find_valid(self._by_id.get(organ, ()), on)

    def get(self, organ: str, on: date) -> Organ:
        """Like `find`, but raises.

        Raises:
            UnknownCodeError: The organ does not exist on that day; the message lists the
                periods in which it exists.
        """
        record = self.find(organ, on)
        if record is None:
            spans = [
                f"{o.since or ''}/{o.until or ''}" for o in self._by_id.get(organ, ())
            ]
            raise UnknownCodeError(f"{on} 的机构 / organs on {on}", organ, spans)
        return record

    def at(self, on: date) -> tuple[Organ, ...]:
        """The organs that exist on that day, in the order of the register."""
        as_date(on, "on")
        return tuple(organ for organ in self if organ.is_valid_on(on))

    def serving(
        self, place: RegionCode, on: date, level: Level | None = None
    ) -> tuple[Organ, ...]:
        """The organs that serve a place on that day, national organs first.

        Args:
            place: The division.
            on: The day.
            level: Only organs of this tier; None for every tier.
        """
        as_date(on, "on")
        organs = {
            organ.id: organ
            for stem in place.stems
            for organ in self._by_area.get(stem, ())
            if organ.is_valid_on(on) and level in (None, organ.level)
        }
        return tuple(sorted(organs.values(), key=lambda organ: organ.level.value))

    def in_line(
        self, level: Level, function: str, place: RegionCode, on: date
    ) -> tuple[Organ, ...]:
        """The organs of a tier and line of work that serve a place on that day.

        A sound register gives a single organ; the caller reports an empty or a longer
        result.
        """
        by_stem = self._by_line.get((level, function))
        if by_stem is None:
            return ()
        organs = {
            organ.id: organ
            for stem in place.stems
            if stem in by_stem
            for organ in by_stem[stem]
            if organ.is_valid_on(on)
        }
        return tuple(organs.values())

    def of_line(self, level: Level, function: str) -> Mapping[str, Sequence[Organ]]:
        """The organs of a tier and line of work, by the stem of each area they serve."""
        return self._by_line.get((level, function), {})

    def stretches(self, organ: str) -> tuple[Organ, ...]:
        """The records of an organ in order of date; empty for an unknown organ."""
        return tuple(self._by_id.get(organ, ()))

    def superiors(self, organ: str, on: date) -> tuple[Organ, ...]:
        """The superiors of an organ on that day, the nearest first.

        The chain ends at a superior that does not exist on that day; `check_organs`
        reports such a superior.
        """
        chain: dict[str, Organ] = {}
        superior = self.find(self.get(organ, on).superior, on)
        while (
            superior is not None and superior.id not in chain and superior.id != organ
        ):
            chain[superior.id] = superior
            superior = self.find(superior.superior, on)
        return tuple(chain.values())

    def in_circle(self, organ: str, on: date) -> bool:
        """Whether the chain of superiors leads back to the organ on that day."""
        chain = (self.get(organ, on), *self.superiors(organ, on))
        return chain[-1].superior == organ

    def under(self, organ: str, on: date) -> tuple[Organ, ...]:
        """The direct subordinates of an organ on that day."""
        return tuple(other for other in self.at(on) if other.superior == organ)

    def successors(self, organ: str, on: date) -> tuple[Organ, ...]:
        """The organs that replace an organ on that day.

        An organ that still exists is its own successor; otherwise its heirs are followed
        until organs are reached that exist on that day.

        Raises:
            UnknownCodeError: The register does not contain the organ.
        """
        if organ not in self._by_id:
            raise UnknownCodeError("机构名录 / organs", organ, list(self._by_id))
        successors: dict[str, Organ] = {}
        visited: set[str] = set()
        pending = [organ]
        while pending:
            name = pending.pop(0)
            if name in visited:
                continue
            visited.add(name)
            record = self.find(name, on)
            if record is not None:
                successors[name] = record
                continue
            past = [o for o in self._by_id.get(name, ()) if o.until and o.until <= on]
            pending += past[-1].heirs if past else ()
        return tuple(successors.values())

    def merge(self, organs: Iterable[str], into: Organ, on: date) -> OrganRegister:
        """Merge organs (合并) into one organ, which takes over their subordinates.

        `into` may have the id of a merged organ; that organ then continues in its new form.

        Raises:
            UnknownCodeError: A merged organ does not exist on that day.
            InputError: A merged organ has a recorded change on that day or later.
        """
        return self._replace(tuple(organs), (into,), on, lambda _: into.id)

    def split(
        self,
        organ: str,
        into: Iterable[Organ],
        on: date,
        house: Mapping[str, str] | None = None,
    ) -> OrganRegister:
        """Split an organ (拆分); each subordinate goes to the part that serves its areas.

        Args:
            organ: Id of the organ.
            into: The parts.
            on: First day of the parts.
            house: Id of the part for each subordinate that its areas do not assign.

        Raises:
            InputError: Neither `house` nor the areas assign a subordinate to a part.
        """
        parts = tuple(into)
        assigned = house or {}

        def choose_superior(other: Organ) -> str:
            if other.id in assigned:
                return assigned[other.id]
            candidates = [
                part.id
                for part in parts
                if other.areas and all(map(part.serves, other.areas))
            ]
            if len(candidates) != 1:
                raise InputError(
                    f"{organ} 拆分后,{other.id} {other.name} 归属不明"
                    f"(按区域可归 {'、'.join(candidates) or '无'});请在 house 中写明",
                    f"after the split of {organ} the superior of {other.id} is unclear "
                    f"(by area: {', '.join(candidates) or 'none'}); state it in house",
                )
            return candidates[0]

        return self._replace((organ,), parts, on, choose_superior)

    def abolish(self, organ: str, on: date, heir: str | None = None) -> OrganRegister:
        """Abolish an organ (撤销); the heir takes over its subordinates.

        Args:
            organ: Id of the organ.
            on: First day on which the organ no longer exists.
            heir: Id of the heir; by default the superior.

        Raises:
            InputError: Neither the heir nor a superior exists on that day.
        """
        successor = heir or self.get(organ, on).superior
        if successor == organ or self.find(successor, on) is None:
            raise _no_heir_error(organ, successor, on)
        superior = self.get(organ, on).superior

        def choose_superior(other: Organ) -> str:
            return superior if other.id == successor else successor

        return self._replace((organ,), (), on, choose_superior, {organ: (successor,)})

    def abolish_tier(
        self, level: Level, on: date, within: RegionCode | None = None
    ) -> OrganRegister:
        """Abolish a tier (撤销层級); the nearest remaining superior takes over each organ.

        Args:
            level: The tier.
            on: First day without the tier.
            within: Only organs whose areas lie within this division; None for all.
        """
        ended = {
            organ.id
            for organ in self.at(on)
            if organ.level is level
            and (
                within is None
                or (bool(organ.areas) and all(map(within.contains, organ.areas)))
            )
        }
        heirs: dict[str, str] = {}
        for name in sorted(ended):
            remaining = (o.id for o in self.superiors(name, on) if o.id not in ended)
            heirs[name] = next(remaining, "")
            if not heirs[name]:
                raise _no_heir_error(name, "", on)
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
        started: tuple[Organ, ...],
        on: date,
        choose_superior: Callable[[Organ], str],
        heirs: Mapping[str, tuple[str, ...]] | None = None,
    ) -> OrganRegister:
        """End organs, start others, and give the subordinates another superior.

        Args:
            ended: Ids of the organs that end.
            started: The organs that start.
            on: Day of the reform.
            choose_superior: Id of the new superior of a subordinate of an ended organ.
            heirs: Ids of the heirs of each ended organ; by default the started organs.
        """
        as_date(on, "on")
        started_ids = tuple(organ.id for organ in started)
        heirs = heirs or dict.fromkeys(ended, started_ids)
        for name in sorted(ended):
            self.get(name, on)
        records: list[Organ] = []
        for organ in self:
            if organ.id in ended and (organ.until == on or not _is_over(organ, on)):
                records += _end_record(organ, heirs[organ.id], on)
            elif organ.superior in ended and not _is_over(organ, on):
                records += _change_superior(organ, choose_superior(organ), on)
            else:
                records.append(organ)
        records += (attrs.evolve(organ, since=on) for organ in started)
        remaining = {organ.id for organ in records}
        removed = {name: heirs[name] for name in ended if name not in remaining}
        register = OrganRegister(_replace_heirs(organ, removed) for organ in records)
        _reject_broken_chains(register, self, on)
        return register


def _no_heir_error(organ: str, heir: str, on: date) -> InputError:
    if heir:
        problem_zh = f"{heir} 在 {on} 不存在"
        problem_en = f"{heir} does not exist on {on}"
    else:
        problem_zh, problem_en = "上级未写明", "no superior is stated"
    return InputError(
        f"撤销 {organ} 后无人承接:{problem_zh};请写明 heir",
        f"nobody takes over from {organ}: {problem_en}; name an heir",
    )


def _is_over(organ: Organ, on: date) -> bool:
    return organ.until is not None and organ.until <= on


def _end_record(organ: Organ, heirs: tuple[str, ...], on: date) -> Iterator[Organ]:
    """End a record on a day and set its heirs; drop a record that starts on that day.

    If an earlier reform of the same day already ended the record, that reform started a
    following record on the day; this function then drops the following record.
    """
    if organ.until not in (None, on) or (organ.since is not None and organ.since > on):
        raise InputError(
            f"机关 {organ.id} 在 {on} 之后另有变更({organ.since} 至 {organ.until});"
            "请按日期先后登记改革,或先撤回后面的变更",
            f"organ {organ.id} has a later change after {on} ({organ.since} to "
            f"{organ.until}); record reforms in order of date, or undo the later change",
        )
    if organ.since == on:
        return
    other_heirs = tuple(heir for heir in heirs if heir != organ.id)
    yield attrs.evolve(organ, until=on, heirs=other_heirs)


def _replace_heirs(organ: Organ, removed: Mapping[str, tuple[str, ...]]) -> Organ:
    """Replace heirs that the reform removed from the register by their own heirs."""
    if removed.keys().isdisjoint(organ.heirs):
        return organ
    heirs = (new for old in organ.heirs for new in removed.get(old, (old,)))
    return attrs.evolve(organ, heirs=dict.fromkeys(heirs))


def _reject_broken_chains(
    register: OrganRegister, before: OrganRegister, on: date
) -> None:
    """Check that no organ has lost its superior or has become its own superior.

    Raises:
        InputError: The reform gives an organ a superior that does not exist, or a cycle.
    """
    for organ in register.at(on):
        unchanged = organ == before.find(organ.id, on)
        had_superior = not unchanged or before.find(organ.superior, on) is not None
        if not organ.superior:
            continue
        if had_superior and register.find(organ.superior, on) is None:
            raise InputError(
                f"机关 {organ.id} 自 {on} 起的上级 {organ.superior} 不存在;"
                "请改为改革后仍在的机关",
                f"superior {organ.superior} of organ {organ.id} would not exist from "
                f"{on}; name a superior that exists after the reform",
            )
        if not unchanged and register.in_circle(organ.id, on):
            raise InputError(
                f"自 {on} 起,从机关 {organ.id} 的上级 {organ.superior} 逐级向上又回到自身;"
                "请改由其下级以外的机关承接",
                f"organ {organ.id} would be its own superior from {on}, through "
                f"{organ.superior}; name an heir that is not a subordinate",
            )


def _change_superior(organ: Organ, superior: str, on: date) -> Iterator[Organ]:
    """Split a record at a day and give the later part another superior."""
    if organ.since is None or organ.since < on:
        yield attrs.evolve(organ, until=on, heirs=())
        yield attrs.evolve(organ, since=on, superior=superior)
    else:
        yield attrs.evolve(organ, superior=superior)
