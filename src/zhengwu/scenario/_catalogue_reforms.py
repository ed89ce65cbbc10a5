"""Reforms of the catalogue: what is offered, alike at every tier, with which proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu.codes import Level, RegionCode, parse_region_code
from zhengwu.delegation import Abolition, Instrument, Suspension
from zhengwu.findings import Finding, finding
from zhengwu.items import ImplementingItem
from zhengwu.scenario._reform import ItemReform, Reform, powers_of, recorded_powers
from zhengwu.world import Handling, Standing, Timeline, World


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


_Bounded = tuple[str, frozenset[RegionCode], tuple[str, ...]]


def _bounded(
    world: World, lines: Mapping[str, Timeline[Handling]]
) -> Iterator[_Bounded]:
    """Recorded powers of these items: what ends an id, the areas, and their ids.

    Where others share the power, only in the areas of these; none where that does not
    tell them apart (see `shared_powers`).
    """
    recorded = set(recorded_powers(world, lines))
    if not recorded:
        return
    shared = _sharing(world, lines, recorded)
    whole = tuple(
        power for power in powers_of(lines) if power in recorded - shared.keys()
    )
    if whole:
        yield "", frozenset(), whole
    by_area: dict[frozenset[RegionCode], list[str]] = {}
    for power, (own, others) in shared.items():
        areas = frozenset(parse_region_code(code) for code in own if code)
        if areas and all(own) and not own & others and all(others):
            by_area.setdefault(areas, []).append(power)
    for number, (areas, powers) in enumerate(by_area.items(), 1):
        yield f"@{number}", areas, tuple(powers)


def _sharing(
    world: World, lines: Mapping[str, Timeline[Handling]], powers: set[str]
) -> dict[str, tuple[set[str], set[str]]]:
    """Powers that other items of the world share: areas of these, and of the others."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for power in powers:
        keys = world.by_power[power]
        if len(keys) == 1:
            continue
        areas = set[str](), set[str]()
        for key in keys:
            for one in world.line(key):
                if one.value.standing is Standing.LIVE and one.value.power == power:
                    areas[key not in lines].add(one.value.item.area_code)
        if areas[1]:
            found[power] = areas
    return found


def _left_standing(
    reform: Reform, world: World, keys: tuple[str, ...]
) -> Iterator[Finding]:
    """Powers that could not be ended, since other items share them."""
    lines = {key: world.line(key) for key in keys}
    recorded = set(recorded_powers(world, lines))
    touched = {power for _, _, powers in _bounded(world, lines) for power in powers}
    left = sorted(recorded - touched)
    if left:
        yield finding(
            "ZWSC005", ("reforms", reform.id), reform=reform.id, count=len(left),
            items="、".join(left[:12]),
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class _Ending(ItemReform):
    """A reform after which items are no longer offered, for a while or for good."""

    becomes: ClassVar[Standing]
    instrument: ClassVar[type[Abolition | Suspension]]

    def change(self, handling: Handling) -> Handling:
        """Not offered."""
        return attrs.evolve(handling, standing=self.becomes)

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Powers that stay, since other items share them."""
        return _left_standing(self, after, keys)

    def instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> tuple[Instrument, ...]:
        """The end of the powers that are recorded, and nobody else's."""
        return tuple(
            self.instrument(
                id=f"{self.id}/{self.label_zh}{end}", items=items, areas=areas,
                since=self.since, until=self.until, basis=self.basis,
            )
            for end, areas, items in _bounded(world, lines)
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Cancel(_Ending):
    """Cancel (取消) items for good; supervision of what was licensed goes on."""

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "cancellation"
    becomes: ClassVar[Standing] = Standing.CANCELLED
    instrument: ClassVar[type[Abolition | Suspension]] = Abolition

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
    instrument: ClassVar[type[Abolition | Suspension]] = Suspension


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

    like: Level
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
        models: dict[str, Handling] = {}
        for line in world.handlings.values():
            one = line.at(self.since)
            if one is not None and one.live and one.item.level is self.like:
                models.setdefault(one.item.basic_code, one)
        models.pop("", None)
        lines = {
            key: line
            for key, line in self.matched(world).items()
            if any(one.value.item.basic_code in models for one in line)
        }

        def alike(handling: Handling) -> Handling:
            model = models.get(handling.item.basic_code)
            if model is None:
                return handling
            taken = {name: getattr(model.item, name) for name in self.elements}
            return handling.with_item(**taken)

        return world.with_handlings(self.evolved(lines, alike)), tuple(lines)


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
