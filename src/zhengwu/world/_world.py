"""Everything on one dated timeline, and the cheap view of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap, refuse_other
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
_SHOWN: Final = 12
_ONE_DAY: Final = timedelta(days=1)


Resource: TypeAlias = Pool | StaffMember | LocalParameter[Any]
"""What serves beside organs (资源): windows, staff, and values by tier or area."""


_ByPower: TypeAlias = tuple[
    Mapping[str, Timeline[Handling]], Mapping[str, tuple[str, ...]]
]


def _to_lines(values: Mapping[str, Any]) -> FrozenMap[Any]:
    return values if isinstance(values, FrozenMap) else FrozenMap(values)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class World:
    """World (政务世界): catalogue, powers, resources and demand on one dated timeline.

    A value: a reform gives another one, which shares whatever it did not change.

    Args:
        handlings: How each item is handled, over time, by key.
        powers: Items as far as power over them goes, instruments, organs and halls.
        pools: Windows and staff that serve, by id.
        staff: Members of staff, by id.
        demand: Applications that come for an item, by key.
        parameters: Values that differ by tier or area: fees, deposits, budgets.
        hours: Office hours, with the calendar; None if not modelled.
    """

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
    _by_power: _ByPower | None = attrs.field(default=None, alias="by_power_")

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
        """A world from what is known today, as if it had always been so.

        Items keep the days on which they are valid. Two that share a key get ``#2`` and so
        on behind it. Every item can be the subject of instruments.

        Raises:
            InputError: Two instruments share an id; two resources of one id share a day; an
                item has neither name nor code.
        """
        lines: dict[str, Timeline[Handling]] = {}
        powers: dict[str, ServiceItem] = {}
        held = [*resources]
        for position, one in enumerate(items):
            refuse_other(one, f"items[{position}]", ImplementingItem, Handling)
            made = one if isinstance(one, Handling) else Handling.of(one)
            if not made.key or not made.power:
                raise InputError(
                    f"第 {position + 1} 项既无名称也无编码,无法识别;请补填",
                    f"item {position + 1} has neither name nor code; fill one in",
                )
            turn, key = 1, made.key
            while key in lines:
                turn += 1
                key = f"{made.key}#{turn}"
            named = made if turn == 1 else attrs.evolve(made, key=key)
            lines[key] = Timeline[Handling].always(named)
            if made.power not in powers:
                powers[made.power] = ServiceItem.of(made.item)
        for key, wanted in (demand or {}).items():
            refuse_other(wanted, f"demand[{key!r}]", Demand)
            if key not in lines:
                raise _no_such_key(key, lines)
        return cls(
            handlings=lines,
            powers=Powers(
                powers.values(),
                instruments,
                OrganRegister() if organs is None else organs,
                halls,
            ),
            pools=_lines_of(held, Pool),
            staff=_lines_of(held, StaffMember),
            demand={
                key: Timeline[Demand].always(one) for key, one in (demand or {}).items()
            },
            parameters=_lines_of(held, LocalParameter),
            hours=None if hours is None else Timeline[OfficeHours].always(hours),
        )

    def __len__(self) -> int:
        return len(self.handlings)

    def at(self, on: date) -> WorldView:
        """The world as it is on a day: a view, which copies nothing.

        Raises:
            InputError: It is no date.
        """
        return WorldView(self, as_date(on, "on"))

    def with_handlings(self, changed: Mapping[str, Timeline[Handling]]) -> World:
        """The world with other lines for some items, sharing all the rest."""
        if not changed:
            return self
        lines = FrozenMap({**self.handlings, **changed})
        kept: _ByPower | None = None
        if all(map(self._same_power, changed.items())):
            kept = lines, self.by_power
        return attrs.evolve(self, handlings=lines, by_power_=kept)

    def _same_power(self, entry: tuple[str, Timeline[Handling]]) -> bool:
        key, line = entry
        old = self.handlings.get(key)
        return old is not None and {one.value.power for one in old} == {
            one.value.power for one in line
        }

    @property
    def by_power(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the items that share a power, by its id."""
        known = self._by_power
        if known is None or known[0] is not self.handlings:
            found: dict[str, dict[str, None]] = {}
            for key, line in self.handlings.items():
                for one in line.stretches:
                    found.setdefault(one.value.power, {})[key] = None
            known = (
                self.handlings,
                {power: tuple(keys) for power, keys in found.items()},
            )
            object.__setattr__(self, "_by_power", known)
        return known[1]

    def line(self, key: str) -> Timeline[Handling]:
        """How an item is handled, over time.

        Raises:
            UnknownCodeError: The world has no such item.
        """
        found = self.handlings.get(key)
        if found is None:
            raise _no_such_key(key, self.handlings)
        return found

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which anything changes, in order."""
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
            for one in line
            for day in (one.since, one.until)
        }
        powers = self.powers
        dated = (
            powers.instruments.values(), powers.items.values(), powers.organs,
            powers.halls, powers.halls.appointments,
        )  # fmt: skip
        days |= {
            day for group in dated for one in group for day in (one.since, one.until)
        }
        items = (one.value.item for line in self.handlings.values() for one in line)
        for item in items:
            last = item.valid_to
            days |= {item.valid_from, None if last is None else last + _ONE_DAY}
        return tuple(sorted(day for day in days if day is not None))


def _no_such_key(key: str, lines: Mapping[str, Timeline[Handling]]) -> UnknownCodeError:
    """What to raise for a key that no item has: names are not keys."""
    alike = [
        known
        for known, line in lines.items()
        if any(one.value.item.name == key for one in line)
    ]
    return UnknownCodeError(
        "事项的键(名称不是键)/ keys of items (a name is none)", key,
        alike or [*lines][:_SHOWN],
    )  # fmt: skip


def _lines_of(held: Iterable[Any], kind: type[Any]) -> dict[str, Timeline[Any]]:
    """Lines by id; what states its own days holds on those."""
    found: dict[str, list[DatedValue[Any]]] = {}
    for one in held:
        if isinstance(one, kind):
            since, until = getattr(one, "since", None), getattr(one, "until", None)
            found.setdefault(one.id, []).append(DatedValue(one, since, until))
    return {name: Timeline(values) for name, values in found.items()}


class WorldView:
    """World as it is on one day (某日的世界).

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
        """Every handling of the day, whatever its standing."""
        return iter(self.all.values())

    def _of(self, lines: Mapping[str, Timeline[_T]]) -> dict[str, _T]:
        on = self.on
        found = ((key, line.at(on)) for key, line in lines.items())
        return {key: value for key, value in found if value is not None}

    @cached_property
    def all(self) -> Mapping[str, Handling]:
        """Every item of the day by key, suspended and cancelled ones too."""
        return MappingProxyType(self._of(self.world.handlings))

    @cached_property
    def live(self) -> Mapping[str, Handling]:
        """Items that are offered on the day, by key."""
        on = self.on
        return MappingProxyType(
            {
                key: one
                for key, one in self.all.items()
                if one.standing is Standing.LIVE and one.item.in_use(on)
            }
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """The list of items that are offered on the day."""
        return Catalogue(one.item for one in self.live.values())

    def handling(self, key: str) -> Handling:
        """How an item is handled on the day.

        Raises:
            UnknownCodeError: The world has no such item on that day.
        """
        found = self.world.line(key).at(self.on)
        if found is None:
            raise UnknownCodeError(f"{self.on} 的事项 / items on {self.on}", key, ())
        return found

    def select(self, where: Callable[[Handling], bool]) -> Mapping[str, Handling]:
        """Items that are offered on the day and meet a condition (筛选)."""
        return {key: one for key, one in self.live.items() if where(one)}

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        """Windows and staff that serve on the day."""
        return self._of(self.world.pools)

    @cached_property
    def staff(self) -> Mapping[str, StaffMember]:
        """Members of staff on the day."""
        return self._of(self.world.staff)

    @cached_property
    def demand(self) -> Mapping[str, Demand]:
        """Applications that come on the day, for items that are offered."""
        wanted = self._of(self.world.demand)
        return {key: one for key, one in wanted.items() if key in self.live}

    @property
    def hours(self) -> OfficeHours | None:
        """Office hours of the day."""
        return None if self.world.hours is None else self.world.hours.at(self.on)

    @property
    def organs(self) -> tuple[Organ, ...]:
        """Organs that stand on the day."""
        return self.world.powers.organs.at(self.on)

    @property
    def instruments(self) -> Iterator[Instrument]:
        """Instruments that hold on the day, recalls aside."""
        powers = self.world.powers
        return (one for one in powers.instruments.values() if one.in_force(self.on))

    def parameter(self, name: str) -> LocalParameter[Any]:
        """A value that differs by tier or area.

        Raises:
            UnknownCodeError: The world has none of that name on that day.
        """
        line = self.world.parameters.get(name)
        found = None if line is None else line.at(self.on)
        if found is None:
            known = list(self.world.parameters)
            raise UnknownCodeError("分级参数 / parameters", name, known)
        return found

    def resolve(self, key: str, step: Step, place: RegionCode | str) -> Resolution:
        """Who may do a step of an item at a place, in whose name (谁来办).

        Raises:
            UnknownCodeError: The world has no such item.
        """
        item = self.handling(key).power
        return resolve(self.world.powers, item, step, place, self.on)
