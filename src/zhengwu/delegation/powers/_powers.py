"""Powers: items, the instruments about them, and who stands, indexed by item and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu.codes import ItemType, RegionCode, RegionTable, region_code
from zhengwu.delegation.powers._instrument import Body, Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    Recall,
)
from zhengwu.delegation.powers._steps import ALL_STEPS, InProgress, Step, to_steps
from zhengwu.items import ImplementingItem
from zhengwu.organs import (
    AgentStation,
    Hall,
    HallRegister,
    Organ,
    OrganRegister,
    ServiceWindow,
)

_EVERYWHERE: Final = ("",)
_V = TypeVar("_V", "ServiceItem", Instrument)


@attrs.frozen(kw_only=True)
class ServiceItem:
    """Service item (政务服务事项) as far as power over it goes, over ``[since, until)``.

    Args:
        id: Its basic code, or what the user's system calls it.
        name: Its name.
        item_type: Its type; None if not known.
        steps: Steps that somebody must have the power to do.
        areas: Divisions in which it is offered; none for wherever its instruments reach.
        since: First day; None if always.
        until: First day on which it is no longer offered; None while it is.

    Raises:
        InputError: No id, no step, or an end that is not after the beginning.
    """

    id: str
    name: str = ""
    item_type: ItemType | None = None
    steps: frozenset[Step] = attrs.field(default=ALL_STEPS, converter=to_steps)
    areas: frozenset[RegionCode] = attrs.field(
        default=frozenset(), converter=region_code.to_regions
    )
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        check_interval(self, "事项", "item")
        if not self.steps:
            raise InputError(
                f"事项 {self.id} 没有环节;请至少写明一个",
                f"item {self.id} has no step; name one at least",
            )

    @classmethod
    def of(cls, item: ImplementingItem) -> ServiceItem:
        """The item of a list (取自实施清单), by its basic code where it has one."""
        code = item.basic_code or item.implementing_code or item.record_id or item.name
        return cls(id=code, name=item.name, item_type=item.item_type)

    def offered(self, on: date) -> bool:
        """Whether it is offered on that day."""
        return within(on, self.since, self.until)

    @property
    def label(self) -> str:
        """Name for messages."""
        return self.name or self.id


class Powers:
    """Powers (权力配置): who may do what, by which instruments, at every moment.

    A value: nothing of it changes, and `with_instruments` gives another one.

    Args:
        items: The items.
        instruments: The instruments, in any order.
        organs: The organs.
        halls: Halls, windows, agent stations and posts.
        regions: Divisions, where a place that it does not hold is to be told.

    Raises:
        InputError: Two items or two instruments share an id.
    """

    def __init__(
        self,
        items: Iterable[ServiceItem],
        instruments: Iterable[Instrument],
        organs: OrganRegister,
        halls: HallRegister | None = None,
        regions: RegionTable | None = None,
    ) -> None:
        self.items: Final[Mapping[str, ServiceItem]] = _unique(items, "事项", "item")
        self.instruments: Final[Mapping[str, Instrument]] = _unique(
            instruments, "文书", "instrument"
        )
        self.organs: Final = organs
        self.halls: Final = HallRegister() if halls is None else halls
        self.regions: Final = regions
        self._reach: Final = _Reach(organs, self.halls)
        # By item, then by the digits of an area: what applies there.
        self._by_item: Final[dict[str, dict[str, list[Instrument]]]] = {}
        self._recalls: Final[dict[str, list[Recall]]] = {}
        for instrument in self.instruments.values():
            self._enter(instrument, self._by_item)

    def _enter(
        self, one: Instrument, into: dict[str, dict[str, list[Instrument]]]
    ) -> None:
        """Put an instrument where it is looked for."""
        if isinstance(one, Recall):
            self._recalls.setdefault(one.recalls, []).append(one)
            return
        stems = self._reach.stems(one)
        for item in one.items:
            at_place = into.setdefault(item, {})
            for stem in stems:
                at_place.setdefault(stem, []).append(one)

    def __repr__(self) -> str:
        return f"<Powers {len(self.items)} items, {len(self.instruments)} instruments>"

    def with_instruments(
        self, *added: Instrument, without: Sequence[str] = ()
    ) -> Powers:
        """The same powers with more instruments, and without those of these ids.

        What is known about other items is shared, and not found out again.

        Raises:
            InputError: Two instruments share an id.
        """
        gone = {without} if isinstance(without, str) else set(without)
        together = dict(self.instruments)
        for name in gone:
            together.pop(name, None)
        new: list[Instrument] = []
        for one in added:
            if together.get(one.id) is not one:
                _enter_once(together, one, "文书", "instrument")
                new.append(one)
        made = Powers((), (), self.organs, self.halls, self.regions)
        fixed: dict[str, object] = {
            "items": self.items,
            "instruments": together,
            "_reach": self._reach,
        }
        for name, value in fixed.items():
            object.__setattr__(made, name, value)
        left = [self.instruments[name] for name in gone if name in self.instruments]
        recalls = [one for one in (*left, *new) if isinstance(one, Recall)]
        touched = dict.fromkeys(item for one in (*left, *new) for item in one.items)
        made._by_item.update(self._by_item)
        for item in touched:
            left_there = {
                stem: kept
                for stem, there in self._by_item.get(item, {}).items()
                if (kept := [one for one in there if one.id not in gone])
            }
            made._by_item.pop(item, None)
            if left_there:
                made._by_item[item] = left_there
        made._recalls.update(self._recalls)
        for name in dict.fromkeys(one.recalls for one in recalls):
            there = [one for one in self._recalls.get(name, ()) if one.id not in gone]
            made._recalls.pop(name, None)
            if there:
                made._recalls[name] = there
        for one in new:
            made._enter(one, made._by_item)
        return made

    @cached_property
    def _by_body(self) -> Mapping[Body, Sequence[Instrument]]:
        found: dict[Body, list[Instrument]] = {}
        for instrument in self.instruments.values():
            for body in dict.fromkeys(instrument.named):
                found.setdefault(body, []).append(instrument)
        return found

    def naming(self, body: Body) -> Sequence[Instrument]:
        """Instruments that name an organ, counter, post, or tier and line of work."""
        return self._by_body.get(body, ())

    def about(self, item: str) -> Mapping[str, Sequence[Instrument]]:
        """Instruments about an item, by the digits of the area in which they hold."""
        return self._by_item.get(item, {})

    def at_place(self, item: str, place: RegionCode) -> Iterator[Instrument]:
        """Instruments about an item that reach a place, whenever they hold."""
        by_stem = self._by_item.get(item)
        if by_stem is not None:
            for stem in place.stems:
                if stem in by_stem:
                    yield from by_stem[stem]

    def recalls(self, instrument: str) -> Sequence[Recall]:
        """What recalls an instrument."""
        return self._recalls.get(instrument, ())

    def renewed_by(self, instrument: str) -> Sequence[Instrument]:
        """What an instrument renews: alike, from one to the same other, to its first day."""
        return self._renewals.get(instrument, ())

    @cached_property
    def _renewals(self) -> Mapping[str, Sequence[Instrument]]:
        ended: dict[tuple[object, ...], list[Instrument]] = {}
        lending = [
            one
            for one in self.instruments.values()
            if one.lapses and one.in_progress is InProgress.STAY
        ]
        for one in lending:
            if one.until is not None:
                alike = (type(one), one.givers, one.taker, one.until)
                ended.setdefault(alike, []).append(one)
        found: dict[str, Sequence[Instrument]] = {}
        for one in lending:
            key = (type(one), one.givers, one.taker, one.since)
            if key in ended:
                found[one.id] = ended[key]
        return found

    def bodies(
        self, body: Body, place: RegionCode, ref: date, at: date, *, must_serve: bool
    ) -> tuple[Organ, ...]:
        """The organs that a body means at a place: as of `ref`, standing at `at`.

        Where one of them no longer stands, those that took over from it and serve the
        place.
        """
        organs = self.organs
        if isinstance(body, TierOrgan):
            found = organs.in_line(body.level, body.function, place, ref)
            if found and ref == at:
                return found
            names = tuple(organ.id for organ in found or self._last(body, place, ref))
        else:
            names = (body,)
        standing: list[Organ] = []
        for name in names:
            organ = organs.find(name, at)
            if organ is None:
                heirs = organs.successors(name, at) if name in organs else ()
                serving = [heir for heir in heirs if heir.serves(place)]
                # After a merger the place may have a new code, and one heir has it all.
                standing += serving or (heirs if len(heirs) == 1 else ())
            elif not must_serve or organ.serves(place):
                standing.append(organ)
        return tuple(standing)

    def _last(self, body: TierOrgan, place: RegionCode, ref: date) -> Iterator[Organ]:
        """Those of a tier and line that ended last before a day, where none is left."""
        line = self.organs.of_line(body.level, body.function)
        ended = [
            (organ.until, organ)
            for stem in place.stems
            if stem in line
            for organ in line[stem]
            if organ.until is not None and organ.until <= ref
        ]
        last = max((until for until, _ in ended), default=None)
        return (organ for until, organ in ended if until == last)


def _unique(values: Iterable[_V], zh: str, en: str) -> dict[str, _V]:
    found: dict[str, _V] = {}
    for value in values:
        _enter_once(found, value, zh, en)
    return found


def _enter_once(into: dict[str, _V], value: _V, zh: str, en: str) -> None:
    if into.setdefault(value.id, value) is not value:
        raise InputError(
            f"{zh} {value.id} 有两条;请合并,或换一个标识",
            f"there are two {en}s {value.id}; merge them or give one another id",
        )


class _Reach:
    """Where instruments hold that do not say so: where their organs serve."""

    def __init__(self, organs: OrganRegister, halls: HallRegister) -> None:
        self._organs = organs
        self._halls = halls
        self._known: dict[str, frozenset[str] | None] = {}

    def stems(self, instrument: Instrument) -> Iterable[str]:
        if instrument.areas:
            return _widest(area.stem for area in instrument.areas)
        taker = self._of(instrument.taker)
        givers = [self._of(giver) for giver in instrument.givers]
        if any(giver is None for giver in givers) or not givers:
            return _EVERYWHERE if taker is None else taker
        given = frozenset().union(*(giver or () for giver in givers))
        if taker is None:
            return given
        return _common(taker, given) or taker

    def _of(self, body: Body | None) -> frozenset[str] | None:
        """Digits of the areas that it ever served; None where nothing is known."""
        if not isinstance(body, str):
            return None
        if body not in self._known:
            stretches = self._organs.stretches(body)
            stems = {area.stem for organ in stretches for area in organ.areas}
            if any(organ.serves(_NOWHERE) for organ in stretches):
                stems = set(_EVERYWHERE)
            stems = stems or self._of_facility(body)
            self._known[body] = frozenset(_widest(stems)) or None
        return self._known[body]

    def _of_facility(self, name: str) -> set[str]:
        """Where a hall or window stands, and which place a station helps."""
        facilities = list(self._halls.stretches(name))
        for one in tuple(facilities):
            if isinstance(one, ServiceWindow):
                facilities += self._halls.stretches(one.hall)
        return {f.place.stem for f in facilities if isinstance(f, Hall | AgentStation)}


def _widest(stems: Iterable[str]) -> list[str]:
    """Without areas that lie in another of them."""
    found: list[str] = []
    for stem in sorted(stems):
        if not found or not stem.startswith(found[-1]):
            found.append(stem)
    return found


_NOWHERE: Final = RegionCode("00")  # served by an organ of the whole nation only


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Areas that both hold."""
    if one == other:
        return one
    return frozenset(
        max(a, b, key=len)
        for a in one
        for b in other
        if a.startswith(b) or b.startswith(a)
    )
