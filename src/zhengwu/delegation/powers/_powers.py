"""Powers: service items, instruments and organs, indexed by item and place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

import attrs

from zhengwu._dates import check_interval, within
from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu._values import Built, Value
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
_ITEM: Final = Text("事项", "item")
_INSTRUMENT: Final = Text("文书", "instrument")
_V = TypeVar("_V", "ServiceItem", Instrument)


@attrs.frozen(kw_only=True)
class ServiceItem(Value):
    """Service item (政务服务事项) for the purpose of powers, valid over ``[since, until)``.

    Args:
        id: Its basic code, or its identifier in the user's system.
        name: Its name.
        item_type: Its type; None if unknown.
        steps: Steps for which somebody must have the power.
        areas: Divisions in which the item is offered; if empty, every division that its
            instruments reach.
        since: First day; None if there is no first day.
        until: First day on which the item is no longer offered; None while it is.

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
        super().__attrs_post_init__()
        check_interval(self, _ITEM)
        if not self.steps:
            raise InputError(
                f"事项 {self.id} 没有环节;请至少写明一个",
                f"item {self.id} has no step; state at least one step",
            )

    @classmethod
    def of(cls, item: ImplementingItem) -> ServiceItem:
        """Create from an item of an implementing list (取自实施清单).

        The id is the basic code if the item has a basic code.
        """
        code = item.basic_code or item.implementing_code or item.record_id or item.name
        return cls(id=code, name=item.name, item_type=item.item_type)

    def offered(self, on: date) -> bool:
        """Whether the item is offered on that day."""
        return within(on, self.since, self.until)

    @property
    def label(self) -> str:
        """Name for messages."""
        return self.name or self.id


class Powers(Built):
    """Powers (权力配置): who may do what, under which instruments, at every moment.

    An immutable value: `with_instruments` returns a new object.

    Args:
        items: The items.
        instruments: The instruments, in any order.
        organs: The organs.
        halls: Halls, windows, agent stations and posts.
        regions: Table of divisions. If given, places missing from the table are reported.

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
        self.items: Final[Mapping[str, ServiceItem]] = _index_by_id(items, _ITEM)
        self.instruments: Final[Mapping[str, Instrument]] = _index_by_id(
            instruments, _INSTRUMENT
        )
        self.organs: Final = organs
        self.halls: Final = HallRegister() if halls is None else halls
        self.regions: Final = regions
        self._reach: Final = _Reach(organs, self.halls)
        # By item, then by the digits of an area: the instruments that apply there.
        self._by_item: Final[dict[str, dict[str, list[Instrument]]]] = {}
        self._recalls: Final[dict[str, list[Recall]]] = {}
        for instrument in self.instruments.values():
            self._index_instrument(instrument)

    def arguments(self) -> dict[str, Any]:
        """The items, instruments, organs, halls and divisions."""
        return {
            "items": tuple(self.items.values()),
            "instruments": tuple(self.instruments.values()),
            "organs": self.organs,
            "halls": self.halls,
            "regions": self.regions,
        }

    def _index_instrument(self, instrument: Instrument) -> None:
        """Enter a recall under the recalled id, any other instrument by item and area."""
        if isinstance(instrument, Recall):
            self._recalls.setdefault(instrument.recalls, []).append(instrument)
            return
        stems = sorted(self._reach.stems(instrument))
        for item in instrument.items:
            by_stem = self._by_item.setdefault(item, {})
            for stem in stems:
                by_stem.setdefault(stem, []).append(instrument)

    def __repr__(self) -> str:
        return f"<Powers {len(self.items)} items, {len(self.instruments)} instruments>"

    def with_instruments(
        self, *added: Instrument, without: Sequence[str] = ()
    ) -> Powers:
        """Add instruments, and remove those whose ids are in `without`.

        The index of items that are not concerned is shared, not computed again.

        Raises:
            InputError: Two instruments share an id.
        """
        removed = dict.fromkeys((without,) if isinstance(without, str) else without)
        instruments, new = self._replace_instruments(added, removed)
        result: Powers = self._copy_index(instruments)
        old = [self.instruments[name] for name in removed if name in self.instruments]
        result._detach_items([*old, *new], removed)
        result._detach_recalls([*old, *new], removed)
        for instrument in new:
            result._index_instrument(instrument)
        return result

    def _replace_instruments(
        self, added: Iterable[Instrument], removed: Iterable[str]
    ) -> tuple[dict[str, Instrument], list[Instrument]]:
        """All instruments after the change, and those that were not there before."""
        instruments = dict(self.instruments)
        for name in removed:
            instruments.pop(name, None)
        new: list[Instrument] = []
        for instrument in added:
            if instruments.get(instrument.id) is not instrument:
                _add_unique(instruments, instrument, _INSTRUMENT)
                new.append(instrument)
        return instruments, new

    def _copy_index(self, instruments: Mapping[str, Instrument]) -> Powers:
        """Powers with other instruments and the same index, whose entries are shared."""
        result = Powers((), (), self.organs, self.halls, self.regions)
        fixed: dict[str, object] = {
            "items": self.items,
            "instruments": instruments,
            "_reach": self._reach,
        }
        for name, value in fixed.items():
            object.__setattr__(result, name, value)
        result._by_item.update(self._by_item)
        result._recalls.update(self._recalls)
        return result

    def _detach_items(
        self, changed: Iterable[Instrument], removed: Collection[str]
    ) -> None:
        """Copy the index entries of the changed items, leaving out removed instruments."""
        for item in dict.fromkeys(name for each in changed for name in each.items):
            by_stem = {
                stem: kept
                for stem, instruments in self._by_item.pop(item, {}).items()
                if (kept := [each for each in instruments if each.id not in removed])
            }
            if by_stem:
                self._by_item[item] = by_stem

    def _detach_recalls(
        self, changed: Iterable[Instrument], removed: Collection[str]
    ) -> None:
        """Copy the recalls of the recalled instruments, leaving out removed recalls."""
        recalls = (each for each in changed if isinstance(each, Recall))
        for name in dict.fromkeys(recall.recalls for recall in recalls):
            kept = [
                each for each in self._recalls.pop(name, ()) if each.id not in removed
            ]
            if kept:
                self._recalls[name] = kept

    @cached_property
    def _by_body(self) -> Mapping[Body, Sequence[Instrument]]:
        by_body: dict[Body, list[Instrument]] = {}
        for instrument in self.instruments.values():
            for body in dict.fromkeys(instrument.named):
                by_body.setdefault(body, []).append(instrument)
        return by_body

    def naming(self, body: Body) -> Sequence[Instrument]:
        """Instruments that name an organ, counter, post, or tier and line of work."""
        return self._by_body.get(body, ())

    def about(self, item: str) -> Mapping[str, Sequence[Instrument]]:
        """Instruments about an item, by the digits of the area in which they apply."""
        return self._by_item.get(item, {})

    def at_place(self, item: str, place: RegionCode) -> Iterator[Instrument]:
        """Instruments about an item that reach a place, whether in force or not."""
        by_stem = self._by_item.get(item)
        if by_stem is not None:
            for stem in place.stems:
                if stem in by_stem:
                    yield from by_stem[stem]

    def recalls(self, instrument: str) -> Sequence[Recall]:
        """The recalls of an instrument."""
        return self._recalls.get(instrument, ())

    def renewed_by(self, instrument: str) -> Sequence[Instrument]:
        """The earlier instruments that an instrument renews.

        They are of the same type, giver and taker, and end on its first day.
        """
        return self._renewals.get(instrument, ())

    @cached_property
    def _renewals(self) -> Mapping[str, Sequence[Instrument]]:
        by_end: dict[tuple[object, ...], list[Instrument]] = {}
        lending = [
            each
            for each in self.instruments.values()
            if each.lapses and each.in_progress is InProgress.STAY
        ]
        for instrument in lending:
            if instrument.until is not None:
                key = (
                    type(instrument),
                    instrument.givers,
                    instrument.taker,
                    instrument.until,
                )
                by_end.setdefault(key, []).append(instrument)
        renewals: dict[str, Sequence[Instrument]] = {}
        for instrument in lending:
            start = (
                type(instrument),
                instrument.givers,
                instrument.taker,
                instrument.since,
            )
            if start in by_end:
                renewals[instrument.id] = by_end[start]
        return renewals

    def bodies(
        self, body: Body, place: RegionCode, ref: date, at: date, *, must_serve: bool
    ) -> tuple[Organ, ...]:
        """The organs meant by a body at a place.

        A tier and line of work is looked up as of `ref`. An organ that no longer exists
        at `at` is replaced by its successors that serve the place.
        """
        organs = self.organs
        if isinstance(body, TierOrgan):
            in_line = organs.in_line(body.level, body.function, place, ref)
            if in_line and ref == at:
                return in_line
            last = in_line or self._find_last_ended(body, place, ref)
            names = tuple(organ.id for organ in last)
        else:
            names = (body,)
        existing: list[Organ] = []
        for name in names:
            organ = organs.find(name, at)
            if organ is None:
                heirs = organs.successors(name, at) if name in organs else ()
                serving = [heir for heir in heirs if heir.serves(place)]
                # After a merger the place may have a new code, and a single heir has
                # everything.
                existing += serving or (heirs if len(heirs) == 1 else ())
            elif not must_serve or organ.serves(place):
                existing.append(organ)
        return tuple(existing)

    def _find_last_ended(
        self, body: TierOrgan, place: RegionCode, ref: date
    ) -> Iterator[Organ]:
        """The organs of a tier and line of work that ended last, up to a day."""
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


def _index_by_id(values: Iterable[_V], name: Text) -> dict[str, _V]:
    by_id: dict[str, _V] = {}
    for value in values:
        _add_unique(by_id, value, name)
    return by_id


def _add_unique(by_id: dict[str, _V], value: _V, name: Text) -> None:
    if by_id.setdefault(value.id, value) is not value:
        raise InputError(
            f"{name.zh} {value.id} 有两条;请合并,或换一个标识",
            f"there are two {name.en}s with id {value.id}; merge them, or change an id",
        )


class _Reach:
    """Areas of instruments. If an instrument states none: where its organs serve."""

    def __init__(self, organs: OrganRegister, halls: HallRegister) -> None:
        self._organs = organs
        self._halls = halls
        self._served: dict[str, frozenset[str] | None] = {}

    def stems(self, instrument: Instrument) -> Iterable[str]:
        """Digits of the areas that an instrument reaches, in no particular order."""
        if instrument.areas:
            return _drop_nested(area.stem for area in instrument.areas)
        taker = self._find_served(instrument.taker)
        givers = [self._find_served(giver) for giver in instrument.givers]
        if any(giver is None for giver in givers) or not givers:
            return _EVERYWHERE if taker is None else taker
        given = frozenset().union(*(giver or () for giver in givers))
        if taker is None:
            return given
        return _intersect_areas(taker, given) or taker

    def _find_served(self, body: Body | None) -> frozenset[str] | None:
        """Digits of all areas that a body ever served; None if nothing is known."""
        if not isinstance(body, str):
            return None
        if body not in self._served:
            stretches = self._organs.stretches(body)
            stems = {area.stem for organ in stretches for area in organ.areas}
            if any(organ.serves(_NOWHERE) for organ in stretches):
                stems = set(_EVERYWHERE)
            stems = stems or self._locate_facility(body)
            self._served[body] = frozenset(_drop_nested(stems)) or None
        return self._served[body]

    def _locate_facility(self, name: str) -> set[str]:
        """Digits of the place of a hall, of a window's hall, or of an agent station."""
        facilities = list(self._halls.stretches(name))
        for facility in tuple(facilities):
            if isinstance(facility, ServiceWindow):
                facilities += self._halls.stretches(facility.hall)
        return {f.place.stem for f in facilities if isinstance(f, Hall | AgentStation)}


def _drop_nested(stems: Iterable[str]) -> list[str]:
    """Sort areas, and drop those that lie within another."""
    outer: list[str] = []
    for stem in sorted(stems):
        if not outer or not stem.startswith(outer[-1]):
            outer.append(stem)
    return outer


_NOWHERE: Final = RegionCode("00")  # only an organ of the whole nation serves it


def _intersect_areas(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    """Areas that lie within both sets of areas."""
    if left == right:
        return left
    return frozenset(
        max(a, b, key=len)
        for a in left
        for b in right
        if a.startswith(b) or b.startswith(a)
    )
