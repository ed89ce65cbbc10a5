"""The world on a dated timeline, and its view on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap, keep, refuse_other
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours
from zhengwu.codes import RegionCode
from zhengwu.delegation import (
    Instrument,
    Powers,
    Resolution,
    ServiceItem,
    Step,
    resolve,
)
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.organs import HallRegister, LocalParameter, Organ, OrganRegister
from zhengwu.world._handling import Handling, Standing
from zhengwu.world._resources import Demand, Pool, StaffMember
from zhengwu.world._timeline import DatedValue, Timeline

_T = TypeVar("_T")
_LISTED_KEYS: Final = 12
_ONE_DAY: Final = timedelta(days=1)


Resource: TypeAlias = Pool | StaffMember | LocalParameter[Any]
"""Resource of a world (资源): a pool of windows, a member of staff, or a local parameter."""


_ByPower: TypeAlias = tuple[
    Mapping[str, Timeline[Handling]], Mapping[str, tuple[str, ...]]
]


def _to_lines(values: Mapping[str, Any]) -> FrozenMap[Any]:
    return keep(values)


_PARTS: Final = (
    "handlings", "powers", "pools", "staff", "demand", "parameters", "hours"
)  # fmt: skip


@attrs.frozen(kw_only=True, eq=False, repr=False)
class World(Value):
    """World (政务世界): catalogue, powers, resources and demand on one dated timeline.

    A world is a value: a reform returns a new world, which shares the unchanged parts.

    Args:
        handlings: Handling of each item over time, by key.
        powers: Powers over the items, with instruments, organs and halls.
        pools: Pools of windows and staff over time, by id.
        staff: Members of staff over time, by id.
        demand: Demand for the items over time, by key of the item.
        parameters: Values that differ by tier or area, such as fees, deposits and budgets,
            over time, by id.
        hours: Office hours over time; None if not modelled.
    """

    unwritten: ClassVar[frozenset[str]] = frozenset({"_by_power"})

    handlings: Mapping[str, Timeline[Handling]] = attrs.field(converter=_to_lines)
    powers: Powers
    pools: Mapping[str, Timeline[Pool]] = attrs.field(
        factory=FrozenMap[Timeline[Pool]], converter=_to_lines
    )
    staff: Mapping[str, Timeline[StaffMember]] = attrs.field(
        factory=FrozenMap[Timeline[StaffMember]], converter=_to_lines
    )
    demand: Mapping[str, Timeline[Demand]] = attrs.field(
        factory=FrozenMap[Timeline[Demand]], converter=_to_lines
    )
    parameters: Mapping[str, Timeline[LocalParameter[Any]]] = attrs.field(
        factory=FrozenMap[Timeline[LocalParameter[Any]]], converter=_to_lines
    )
    hours: Timeline[OfficeHours] | None = None
    _by_power: _ByPower | None = attrs.field(default=None, alias="by_power_", eq=False)

    def __eq__(self, other: object) -> bool:
        """Whether all parts are equal; parts that both worlds share are not looked at."""
        if not isinstance(other, World):
            return NotImplemented
        return all(
            getattr(self, name) is getattr(other, name)
            or getattr(self, name) == getattr(other, name)
            for name in _PARTS
        )

    def __hash__(self) -> int:
        return hash((len(self.handlings), len(self.pools), len(self.staff)))

    def __repr__(self) -> str:
        return f"<World {len(self.handlings)} items, {self.powers!r}>"

    @classmethod
    def of(
        cls,
        items: Iterable[ImplementingItem | Handling] = (),
        *,
        organs: OrganRegister | None = None,
        instruments: Iterable[Instrument] = (),
        halls: HallRegister | None = None,
        resources: Iterable[Resource] = (),
        demand: Mapping[str, Demand] | None = None,
        hours: OfficeHours | None = None,
    ) -> World:
        """Build a world from current data, valid on every day.

        Items keep the days on which they are valid. Further items with the same key get
        ``#2``, ``#3`` and so on after their key. Every item can be the subject of
        instruments.

        Args:
            items: Items of a list, or their handlings.
            organs: Register of organs; an empty register if None.
            instruments: Instruments that confer or change powers.
            halls: Register of halls; an empty register if None.
            resources: Pools, members of staff and local parameters.
            demand: Demand by key of the item.
            hours: Office hours; None if not modelled.

        Raises:
            InputError: Two instruments share an id, two resources with the same id share a
                day, or an item has neither name nor code.
            UnknownCodeError: The demand has a key that no item has.
        """
        lines: dict[str, Timeline[Handling]] = {}
        powers: dict[str, ServiceItem] = {}
        all_resources = [*resources]
        for position, item in enumerate(items):
            refuse_other(item, f"items[{position}]", ImplementingItem, Handling)
            handling = item if isinstance(item, Handling) else Handling.of(item)
            if not handling.key or not handling.power:
                raise InputError(
                    f"第 {position + 1} 项既无名称也无编码,无法识别;请补填名称或编码",
                    f"item {position + 1} has neither name nor code; fill in a name or a code",
                )
            number, key = 1, handling.key
            while key in lines:
                number += 1
                key = f"{handling.key}#{number}"
            unique = handling if number == 1 else attrs.evolve(handling, key=key)
            lines[key] = Timeline[Handling].always(unique)
            if handling.power not in powers:
                powers[handling.power] = ServiceItem.of(handling.item)
        for key, item_demand in (demand or {}).items():
            refuse_other(item_demand, f"demand[{key!r}]", Demand)
            if key not in lines:
                raise _make_unknown_key_error(key, lines)
        return cls(
            handlings=lines,
            powers=Powers(
                powers.values(),
                instruments,
                OrganRegister() if organs is None else organs,
                halls,
            ),
            pools=_build_lines(all_resources, Pool),
            staff=_build_lines(all_resources, StaffMember),
            demand={
                key: Timeline[Demand].always(item_demand)
                for key, item_demand in (demand or {}).items()
            },
            parameters=_build_lines(all_resources, LocalParameter),
            hours=None if hours is None else Timeline[OfficeHours].always(hours),
        )

    def __len__(self) -> int:
        return len(self.handlings)

    def at(self, on: date) -> WorldView:
        """View of the world on a day; nothing is copied.

        Raises:
            InputError: `on` is no date.
        """
        return WorldView(self, as_date(on, "on"))

    def with_handlings(self, changed: Mapping[str, Timeline[Handling]]) -> World:
        """Replace the handlings of some items; the new world shares everything else."""
        if not changed:
            return self
        lines = FrozenMap({**self.handlings, **changed})
        index: _ByPower | None = None
        if all(map(self._keeps_power, changed.items())):
            index = lines, self.by_power
        return attrs.evolve(self, handlings=lines, by_power_=index)

    def _keeps_power(self, entry: tuple[str, Timeline[Handling]]) -> bool:
        key, line = entry
        old = self.handlings.get(key)
        return old is not None and {stretch.value.power for stretch in old} == {
            stretch.value.power for stretch in line
        }

    @property
    def by_power(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the items, by the id of their item in the powers."""
        index = self._by_power
        if index is None or index[0] is not self.handlings:
            keys_by_power: dict[str, dict[str, None]] = {}
            for key, line in self.handlings.items():
                for stretch in line.stretches:
                    keys_by_power.setdefault(stretch.value.power, {})[key] = None
            index = (
                self.handlings,
                {power: tuple(keys) for power, keys in keys_by_power.items()},
            )
            object.__setattr__(self, "_by_power", index)
        return index[1]

    def line(self, key: str) -> Timeline[Handling]:
        """Handling of an item over time.

        Raises:
            UnknownCodeError: The world has no such item.
        """
        line = self.handlings.get(key)
        if line is None:
            raise _make_unknown_key_error(key, self.handlings)
        return line

    @property
    def changes(self) -> tuple[date, ...]:
        """Days on which anything in the world changes, in order."""
        lines: list[Iterable[Timeline[Any]]] = [
            self.handlings.values(), self.pools.values(), self.staff.values(),
            self.demand.values(), self.parameters.values(),
        ]  # fmt: skip
        if self.hours is not None:
            lines.append((self.hours,))
        days = {
            day
            for group in lines
            for line in group
            for stretch in line
            for day in (stretch.since, stretch.until)
        }
        powers = self.powers
        dated = (
            powers.instruments.values(), powers.items.values(), powers.organs,
            powers.halls, powers.halls.appointments,
        )  # fmt: skip
        days |= {
            day
            for group in dated
            for record in group
            for day in (record.since, record.until)
        }
        items = (
            stretch.value.item for line in self.handlings.values() for stretch in line
        )
        for item in items:
            last = item.valid_to
            days |= {item.valid_from, None if last is None else last + _ONE_DAY}
        return tuple(sorted(day for day in days if day is not None))


def _make_unknown_key_error(
    key: str, lines: Mapping[str, Timeline[Handling]]
) -> UnknownCodeError:
    """Builds the error for a key that no item has; lists the items with that name."""
    same_name = [
        item_key
        for item_key, line in lines.items()
        if any(stretch.value.item.name == key for stretch in line)
    ]
    return UnknownCodeError(
        "事项的键(名称不是键)/ keys of items (a name is not a key)", key,
        same_name or [*lines][:_LISTED_KEYS],
    )  # fmt: skip


def _build_lines(resources: Iterable[Any], kind: type[Any]) -> dict[str, Timeline[Any]]:
    """Builds the timelines of a kind of resource, by id, valid on the resource's own days."""
    stretches: dict[str, list[DatedValue[Any]]] = {}
    for resource in resources:
        if isinstance(resource, kind):
            since = getattr(resource, "since", None)
            until = getattr(resource, "until", None)
            dated = DatedValue(resource, since, until)
            stretches.setdefault(resource.id, []).append(dated)
    return {name: Timeline(values) for name, values in stretches.items()}


class WorldView:
    """World on a day (某日的世界).

    Args:
        world: The world.
        on: The day.
    """

    def __init__(self, world: World, on: date) -> None:
        self.world: Final = world
        self.on: Final = on

    def __repr__(self) -> str:
        return f"<WorldView {self.on} of {self.world!r}>"

    def __iter__(self) -> Iterator[Handling]:
        """Iterates over every handling of the day, whatever its standing."""
        return iter(self.all.values())

    def _list_on_day(self, lines: Mapping[str, Timeline[_T]]) -> dict[str, _T]:
        on = self.on
        values = ((key, line.at(on)) for key, line in lines.items())
        return {key: value for key, value in values if value is not None}

    @cached_property
    def all(self) -> Mapping[str, Handling]:
        """Every item of the day by key, including suspended and cancelled items."""
        return MappingProxyType(self._list_on_day(self.world.handlings))

    @cached_property
    def live(self) -> Mapping[str, Handling]:
        """Items that are offered on the day, by key."""
        on = self.on
        return MappingProxyType(
            {
                key: handling
                for key, handling in self.all.items()
                if handling.standing is Standing.LIVE and handling.item.in_use(on)
            }
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """Catalogue of the items that are offered on the day."""
        return Catalogue(handling.item for handling in self.live.values())

    def handling(self, key: str) -> Handling:
        """Handling of an item on the day.

        Raises:
            UnknownCodeError: The world has no such item on that day.
        """
        handling = self.world.line(key).at(self.on)
        if handling is None:
            raise UnknownCodeError(f"{self.on} 的事项 / items on {self.on}", key, ())
        return handling

    def select(self, where: Callable[[Handling], bool]) -> Mapping[str, Handling]:
        """Items that are offered on the day and meet a condition, by key (筛选)."""
        return {key: handling for key, handling in self.live.items() if where(handling)}

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        """Pools of windows and staff on the day."""
        return self._list_on_day(self.world.pools)

    @cached_property
    def staff(self) -> Mapping[str, StaffMember]:
        """Members of staff on the day."""
        return self._list_on_day(self.world.staff)

    @cached_property
    def demand(self) -> Mapping[str, Demand]:
        """Demand on the day, for items that are offered."""
        demand = self._list_on_day(self.world.demand)
        return {key: value for key, value in demand.items() if key in self.live}

    @property
    def hours(self) -> OfficeHours | None:
        """Office hours of the day."""
        return None if self.world.hours is None else self.world.hours.at(self.on)

    @property
    def organs(self) -> tuple[Organ, ...]:
        """Organs that exist on the day."""
        return self.world.powers.organs.at(self.on)

    @property
    def instruments(self) -> Iterator[Instrument]:
        """Instruments in force on the day, without regard to recalls."""
        instruments = self.world.powers.instruments.values()
        return (item for item in instruments if item.in_force(self.on))

    def parameter(self, name: str) -> LocalParameter[Any]:
        """Parameter on the day, whose value differs by tier or area.

        Raises:
            UnknownCodeError: The world has no parameter with this name on that day.
        """
        line = self.world.parameters.get(name)
        parameter = None if line is None else line.at(self.on)
        if parameter is None:
            names = list(self.world.parameters)
            raise UnknownCodeError("分级参数 / parameters", name, names)
        return parameter

    def resolve(self, key: str, step: Step, place: RegionCode | str) -> Resolution:
        """Resolve which organ may do a step of an item at a place, and in whose name (谁来办).

        Raises:
            UnknownCodeError: The world has no such item.
        """
        item = self.handling(key).power
        return resolve(self.world.powers, item, step, place, self.on)
