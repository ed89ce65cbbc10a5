"""Reforms of the catalogue: what is offered, alike at every tier, with which proofs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import of_kind, to_texts
from zhengwu.codes import Level, RegionCode, region_code
from zhengwu.delegation import Abolition, PowerSuspension
from zhengwu.findings import Finding
from zhengwu.items import ImplementingItem
from zhengwu.reforms._diff import spans_of
from zhengwu.reforms._reform import ItemReform, Span, items_told, recorded_powers
from zhengwu.world import Handling, Standing, Timeline, World
from zhengwu.world._timeline import DatedValue


@attrs.frozen(kw_only=True)
class Select(ItemReform):
    """Select (筛选) items: a list is made of them, and nothing is cut.

    38 powers of which 12 are begun on application are still 38.
    """

    label_zh: ClassVar[str] = "筛选"
    label_en: ClassVar[str] = "selection"

    def change(self, handling: Handling) -> Handling:
        """Nothing."""
        return handling


_Extent: TypeAlias = tuple[Span, frozenset[RegionCode]]


def _ends(
    reform: _Ending, after: World, keys: Iterable[str]
) -> tuple[dict[_Extent, list[str]], tuple[str, ...]]:
    """When and where powers end, and those that cannot, since live items need them.

    A power ends on the days on which none of the items that share it is offered; where
    some still are, in the areas of those that are not, if areas tell them apart.
    """
    mine = set(keys)
    found: dict[_Extent, list[str]] = {}
    left: dict[str, None] = {}
    own = Timeline((DatedValue("", reform.since, reform.until),))
    lines = {key: after.line(key) for key in mine}
    for power in recorded_powers(after, lines):
        held = [(key, after.line(key)) for key in after.by_power[power]]
        extents: list[_Extent] = []
        valid = [_validity(one.value) for _, line in held for one in line]
        for since, until in spans_of(own, *(line for _, line in held), *valid):
            if since is None or own.at(since) is None:
                continue
            areas = _areas_ended(reform.becomes, power, held, mine, since)
            if areas is None:
                left[power] = None
            elif areas:
                last = extents[-1] if extents else None
                bounded = frozenset(areas - {_EVERYWHERE})
                if last and last[0][1] == since and last[1] == bounded:
                    extents[-1] = (last[0][0], until), bounded
                else:
                    extents.append(((since, until), bounded))
        for extent in extents:
            found.setdefault(extent, []).append(power)
    return found, tuple(left)


def _validity(handling: Handling) -> Timeline[str]:
    """The days on which an item is valid, so that time is cut at them."""
    item = handling.item
    until = None if item.valid_to is None else item.valid_to + timedelta(days=1)
    return Timeline((DatedValue("", item.valid_from, until),))


_EVERYWHERE: Final = RegionCode("")


def _areas_ended(
    becomes: Standing,
    power: str,
    held: Iterable[tuple[str, Timeline[Handling]]],
    mine: set[str],
    on: date,
) -> set[RegionCode] | None:
    """Where a power ends on a day: everywhere, in areas, nowhere, or None if unclear."""
    ended: set[str] = set()
    live: set[str] = set()
    for key, line in held:
        one = line.at(on)
        if one is None or one.power != power:
            continue
        if one.standing is Standing.LIVE and one.item.in_use(on):
            live.add(one.item.area_code)
        elif key in mine and one.standing is becomes:
            ended.add(one.item.area_code)
    if not ended or not live:
        return {_EVERYWHERE} if ended else set()
    if not all(ended) or not all(live):
        return None
    mine_, theirs = (set(map(region_code.parse, codes)) for codes in (ended, live))
    nested = any(a.holds(b) or b.holds(a) for a in mine_ for b in theirs)
    return None if nested else mine_


@attrs.frozen(kw_only=True)
class _Ending(ItemReform):
    """A reform after which items are no longer offered, for a while or for good."""

    becomes: ClassVar[Standing]
    instrument: ClassVar[type[Abolition | PowerSuspension]]

    def change(self, handling: Handling) -> Handling:
        """Not offered."""
        return attrs.evolve(handling, standing=self.becomes)

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """End the items, and the powers that nobody else needs."""
        lines = self.matched(world)
        after = world.with_handlings(self.evolved(lines, self.change))
        found, _ = _ends(self, after, lines)
        made = [
            self.instrument(
                id=f"{self.id}/{self.label_zh}{f'#{number}' if number > 1 else ''}",
                items=powers, areas=areas, since=since, until=until, basis=self.basis,
            )
            for number, (((since, until), areas), powers) in enumerate(found.items(), 1)
        ]  # fmt: skip
        if made:
            powers_after = after.powers.with_instruments(*made)
            after = attrs.evolve(after, powers=powers_after)
        return after, tuple(lines)

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Powers that stay, since other items need them."""
        _, left = _ends(self, after, keys)
        if left:
            yield items_told("ZWSC005", self, left)


@attrs.frozen(kw_only=True)
class Cancel(_Ending):
    """Cancel (取消) items for good; supervision of what was licensed goes on."""

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "cancellation"
    becomes: ClassVar[Standing] = Standing.CANCELLED
    instrument: ClassVar[type[Abolition | PowerSuspension]] = Abolition

    @property
    def stands_for(self) -> tuple[Standing, ...]:
        """Suspended items can be cancelled too."""
        return (Standing.LIVE, Standing.SUSPENDED)


@attrs.frozen(kw_only=True)
class Suspend(_Ending):
    """Suspend (暂停实施) items: dated and reversible, so it is no cancellation."""

    label_zh: ClassVar[str] = "暂停实施"
    label_en: ClassVar[str] = "suspension"
    becomes: ClassVar[Standing] = Standing.SUSPENDED
    instrument: ClassVar[type[Abolition | PowerSuspension]] = PowerSuspension


_ELEMENTS: Final = (
    "name", "item_type", "legal_basis", "documents", "conditions", "statutory_limit",
)  # fmt: skip


_OWN: Final = {"basic_code", "steps", "prerequisites", "origin"}


@attrs.frozen(kw_only=True)
class Unify(ItemReform):
    """Unify (统一) items of one basic code over the tiers: same name, same elements.

    Args:
        like: Tier whose wording the others take over; of several at that tier the first.
        elements: Elements that become the same.
    """

    label_zh: ClassVar[str] = "三级统一"
    label_en: ClassVar[str] = "unification"

    like: Level = attrs.field(validator=of_kind(Level))
    elements: tuple[str, ...] = attrs.field(default=_ELEMENTS, converter=to_texts)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        known = {field.name for field in attrs.fields(ImplementingItem)} - _OWN
        wrong = [name for name in self.elements if name not in known]
        if wrong:
            raise InputError(
                f"不能统一的要素:{'、'.join(wrong)};环节和前置审查请用环节类改革",
                f"cannot be made alike: {', '.join(wrong)}; for steps and prerequisites "
                "take the reforms of steps",
            )

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Give every item of a basic code the elements of the one at the tier."""
        models: dict[str, str] = {}
        for key, line in world.handlings.items():
            one = line.at(self.since)
            if one is not None and one.live and one.item.level is self.like:
                models.setdefault(one.item.basic_code, key)
        models.pop("", None)
        lines = {
            key: line
            for key, line in self.matched(world).items()
            if any(one.value.item.basic_code in models for one in line)
        }
        changed: dict[str, Timeline[Handling]] = {}
        for key, line in lines.items():
            code = next(c for one in line if (c := one.value.item.basic_code) in models)
            if models[code] != key:
                new = self._like(line, world.line(models[code]), code)
                if new is not line:
                    changed[key] = new
        return world.with_handlings(changed), tuple(lines)

    def _like(
        self, line: Timeline[Handling], model: Timeline[Handling], code: str
    ) -> Timeline[Handling]:
        """A line with the elements of the model, as they are in each of its stretches."""
        for one in model:
            since = self.since if one.since is None else max(self.since, one.since)
            ends = [day for day in (one.until, self.until) if day is not None]
            until = min(ends, default=None)
            if (until is not None and until <= since) or not one.value.live:
                continue
            taken = {name: getattr(one.value.item, name) for name in self.elements}

            def alike(handling: Handling, taken: dict[str, Any] = taken) -> Handling:
                fits = handling.item.basic_code == code and self.where.test(handling)
                return (
                    handling.with_item(**taken) if fits and handling.live else handling
                )

            line = line.changed(alike, since, until, self.id)
        return line


@attrs.frozen(kw_only=True)
class CancelProofs(ItemReform):
    """Cancel proofs (取消证明事项) that applicants were asked for.

    Args:
        proofs: Names of the proofs; those of no basis if empty.
        instead: How the fact is shown from now on.
    """

    label_zh: ClassVar[str] = "取消证明"
    label_en: ClassVar[str] = "cancellation of proofs"

    proofs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    instead: str = ""

    def change(self, handling: Handling) -> Handling:
        """The same without those proofs, and without the documents of their names."""
        gone = {
            proof.name
            for proof in handling.proofs
            if (proof.name in self.proofs if self.proofs else not proof.basis.strip())
        }
        return without_proofs(handling, gone, self.since, self.instead)


@attrs.frozen(kw_only=True)
class KeepProofs(ItemReform):
    """Keep only the proofs of a list (证明事项保留清单); all others go.

    Args:
        proofs: Names of those that stay.
        instead: How the facts of the others are shown from now on.
    """

    label_zh: ClassVar[str] = "证明保留清单"
    label_en: ClassVar[str] = "list of proofs kept"

    proofs: tuple[str, ...] = attrs.field(converter=to_texts)
    instead: str = ""

    def change(self, handling: Handling) -> Handling:
        """The same without the proofs that the list does not hold."""
        gone = {p.name for p in handling.proofs if p.name not in self.proofs}
        return without_proofs(handling, gone, self.since, self.instead)


def without_proofs(
    handling: Handling, gone: set[str], on: date, instead: str
) -> Handling:
    """A handling without proofs of these names (取消后的办理方案)."""
    named = {proof.name for proof in handling.proofs if proof.kept}
    gone = gone & named
    if not gone:
        return handling
    proofs = tuple(
        attrs.evolve(proof, kept=False, cancelled_on=on, instead=instead)
        if proof.name in gone
        else proof
        for proof in handling.proofs
    )
    left = tuple(d for d in handling.item.documents if d.name not in gone)
    return attrs.evolve(handling.with_item(documents=left), proofs=proofs)


@attrs.frozen(kw_only=True)
class Sign(ItemReform):
    """Sign (审核签字) what is to be published, in a role.

    Args:
        role: Role that signs, such as 法律顾问.
        required: Whether the role must sign from now on.
        signed: Whether it has.
    """

    label_zh: ClassVar[str] = "审核签字"
    label_en: ClassVar[str] = "sign-off"

    role: str
    required: bool = True
    signed: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.role:
            raise InputError("请写明由谁签字", "say in which role it is signed")

    def change(self, handling: Handling) -> Handling:
        """Ask for the signature, or note it."""
        gate, signed = dict.fromkeys(handling.gate), dict.fromkeys(handling.signed)
        if self.required:
            gate[self.role] = None
        if self.signed:
            signed[self.role] = None
        return attrs.evolve(handling, gate=tuple(gate), signed=tuple(signed))
