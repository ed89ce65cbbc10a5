"""Reforms of the catalogue: what is offered, alike at every tier, with which proofs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu.codes import Level
from zhengwu.delegation import Abolition, Instrument, Suspension
from zhengwu.scenario._reform import ItemReform, recorded_powers
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


@attrs.frozen(kw_only=True)
class Cancel(ItemReform):
    """Cancel (取消) items for good; supervision of what was licensed goes on."""

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "cancellation"

    @property
    def stands_for(self) -> tuple[Standing, ...]:
        """Suspended items can be cancelled too."""
        return (Standing.LIVE, Standing.SUSPENDED)

    def change(self, handling: Handling) -> Handling:
        """No longer offered."""
        return attrs.evolve(handling, standing=Standing.CANCELLED)

    def instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> tuple[Instrument, ...]:
        """The abolition of the powers that are recorded."""
        items = recorded_powers(world, lines)
        if not items:
            return ()
        return (
            Abolition(
                id=f"{self.id}/取消", items=items, since=self.since,
                until=self.until, basis=self.basis,
            ),
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Suspend(ItemReform):
    """Suspend (暂停实施) items: dated and reversible, so it is no cancellation."""

    label_zh: ClassVar[str] = "暂停实施"
    label_en: ClassVar[str] = "suspension"

    def change(self, handling: Handling) -> Handling:
        """Not offered while it lasts."""
        return attrs.evolve(handling, standing=Standing.SUSPENDED)

    def instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> tuple[Instrument, ...]:
        """The suspension of the powers that are recorded."""
        items = recorded_powers(world, lines)
        if not items:
            return ()
        return (
            Suspension(
                id=f"{self.id}/暂停", items=items, since=self.since,
                until=self.until, basis=self.basis,
            ),
        )  # fmt: skip


_ELEMENTS: Final = (
    "name", "item_type", "legal_basis", "documents", "conditions", "statutory_limit",
)  # fmt: skip


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

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Give every item of a basic code the elements of the one at the tier."""
        lines = {k: v for k, v in self.matched(world).items() if _code(v)}
        models: dict[str, Handling] = {}
        for line in lines.values():
            one = line.at(self.since)
            if one is not None and one.item.level is self.like:
                models.setdefault(one.item.basic_code, one)

        def alike(handling: Handling) -> Handling:
            model = models.get(handling.item.basic_code)
            if model is None:
                return handling
            taken = {name: getattr(model.item, name) for name in self.elements}
            return handling.with_item(**taken)

        return world.with_handlings(self.evolved(lines, alike)), tuple(lines)


def _code(line: Timeline[Handling]) -> bool:
    return any(one.value.item.basic_code for one in line)


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
