"""Reforms of the catalogue: items cancelled, suspended or unified, proofs, sign-off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final, TypeAlias

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import to_texts
from zhengwu._hints import resolve_hints
from zhengwu.codes import Level, RegionCode, region_code
from zhengwu.delegation import Abolition, PowerSuspension
from zhengwu.findings import Finding
from zhengwu.items import ImplementingItem
from zhengwu.reforms._reform import (
    ItemReform,
    list_recorded_powers,
    report_items,
)
from zhengwu.world import Handling, Standing, Timeline, World
from zhengwu.world._timeline import DatedValue, Days, iter_spans, join_spans


@attrs.frozen(kw_only=True)
class Select(ItemReform):
    """Select (筛选) items for a list without changing them.

    38 powers, 12 of them on application, remain 38 powers.
    """

    label_zh: ClassVar[str] = "筛选"
    label_en: ClassVar[str] = "selection"

    def change(self, handling: Handling) -> Handling:
        """The same handling: a selection changes nothing."""
        return handling


_Extent: TypeAlias = tuple[frozenset[RegionCode], Days]  # no area: everywhere


def _find_ended_powers(
    reform: _EndingReform, after: World, keys: Iterable[str]
) -> tuple[dict[_Extent, list[str]], tuple[str, ...]]:
    """Powers that end, by areas and days, and powers that remain because others need them.

    A power ends on the days on which none of the items that share it is offered. If some
    of them are still offered, the power ends only in the areas of the items that are
    not, provided that the areas do not overlap.
    """
    changed = set(keys)
    ended: dict[_Extent, list[str]] = {}
    remaining: dict[str, None] = {}
    own_days = Timeline((DatedValue("", reform.since, reform.until),))
    for power in list_recorded_powers(after, {key: after.line(key) for key in changed}):
        sharing = [(key, after.line(key)) for key in after.by_power[power]]
        lines = [line for _, line in sharing]
        valid = [_get_validity(stretch.value) for line in lines for stretch in line]
        extents: list[_Extent] = []
        for since, until in iter_spans(own_days, *lines, *valid):
            if since is None or own_days.at(since) is None:
                continue
            areas = _find_ended_areas(reform.becomes, power, sharing, changed, since)
            if areas is None:
                remaining[power] = None
            elif areas:
                extents.append((frozenset(areas - {_EVERYWHERE}), (since, until)))
        for extent in join_spans(extents):
            ended.setdefault(extent, []).append(power)
    return ended, tuple(remaining)


def _get_validity(handling: Handling) -> Timeline[str]:
    """Days on which an item is valid, as a timeline whose ends divide the days."""
    item = handling.item
    until = None if item.valid_to is None else item.valid_to + timedelta(days=1)
    return Timeline((DatedValue("", item.valid_from, until),))


_EVERYWHERE: Final = RegionCode("")


def _find_ended_areas(
    becomes: Standing,
    power: str,
    sharing: Iterable[tuple[str, Timeline[Handling]]],
    changed: set[str],
    on: date,
) -> set[RegionCode] | None:
    """Areas in which a power ends on a day; `_EVERYWHERE` for all, None if undetermined.

    Args:
        becomes: Standing that the reform gives to items.
        power: Id of the power.
        sharing: Items that share the power.
        changed: Keys of the items that the reform changes.
        on: The day.
    """
    ended: set[str] = set()
    live: set[str] = set()
    for key, line in sharing:
        handling = line.at(on)
        if handling is None or handling.power != power:
            continue
        if handling.standing is Standing.LIVE and handling.item.in_use(on):
            live.add(handling.item.area_code)
        elif key in changed and handling.standing is becomes:
            ended.add(handling.item.area_code)
    if not ended or not live:
        return {_EVERYWHERE} if ended else set()
    if not all(ended) or not all(live):
        return None
    ended_areas, live_areas = (
        set(map(region_code.parse, codes)) for codes in (ended, live)
    )
    nested = any(
        a.contains(b) or b.contains(a) for a in ended_areas for b in live_areas
    )
    return None if nested else ended_areas


@attrs.frozen(kw_only=True)
class _EndingReform(ItemReform):
    """Reform after which items are not offered, temporarily or permanently."""

    becomes: ClassVar[Standing]
    instrument: ClassVar[type[Abolition | PowerSuspension]]

    def change(self, handling: Handling) -> Handling:
        """Handling with the standing of an item that is not offered."""
        return attrs.evolve(handling, standing=self.becomes)

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """End the items, and the powers that no other item needs."""
        lines = self.matched(world)
        after = world.with_handlings(self.evolved(lines, self.change))
        ended, _ = _find_ended_powers(self, after, lines)
        instruments = [
            self.instrument(
                id=f"{self.id}/{self.label_zh}{f'#{number}' if number > 1 else ''}",
                items=powers, areas=areas, since=since, until=until, basis=self.basis,
            )
            for number, ((areas, (since, until)), powers) in enumerate(ended.items(), 1)
        ]  # fmt: skip
        if instruments:
            powers_after = after.powers.with_instruments(*instruments)
            after = attrs.evolve(after, powers=powers_after)
        return after, tuple(lines)

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Report powers that remain because other items need them."""
        _, remaining = _find_ended_powers(self, after, keys)
        if remaining:
            yield report_items("ZWSC005", self, remaining)


resolve_hints(_EndingReform)


@attrs.frozen(kw_only=True)
class Cancel(_EndingReform):
    """Cancel (取消) items permanently; supervision of licences already issued continues."""

    label_zh: ClassVar[str] = "取消"
    label_en: ClassVar[str] = "cancellation"
    becomes: ClassVar[Standing] = Standing.CANCELLED
    instrument: ClassVar[type[Abolition | PowerSuspension]] = Abolition

    @property
    def stands_for(self) -> tuple[Standing, ...]:
        """Live items, and suspended items as well."""
        return (Standing.LIVE, Standing.SUSPENDED)


@attrs.frozen(kw_only=True)
class Suspend(_EndingReform):
    """Suspend (暂停实施) items: dated and reversible, unlike a cancellation."""

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
    """Unify (统一) items of the same basic code over the tiers: same name, same elements.

    Args:
        like: Tier whose wording the others adopt; the first item of that tier counts.
        elements: Names of the elements that are copied.
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
                f"cannot unify: {', '.join(wrong)}; for steps and prerequisites "
                "use the reforms of steps",
            )

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Copy the elements of the item at the tier to every item of its basic code."""
        models: dict[str, str] = {}
        for key, line in world.handlings.items():
            handling = line.at(self.since)
            if handling and handling.live and handling.item.level is self.like:
                models.setdefault(handling.item.basic_code, key)
        models.pop("", None)
        lines = {
            key: line
            for key, line in self.matched(world).items()
            if any(stretch.value.item.basic_code in models for stretch in line)
        }
        changed: dict[str, Timeline[Handling]] = {}
        for key, line in lines.items():
            codes = (stretch.value.item.basic_code for stretch in line)
            code = next(code for code in codes if code in models)
            if models[code] != key:
                new = self._copy_elements(line, world.line(models[code]), code)
                if new is not line:
                    changed[key] = new
        return world.with_handlings(changed), tuple(lines)

    def _copy_elements(
        self, line: Timeline[Handling], model: Timeline[Handling], code: str
    ) -> Timeline[Handling]:
        """The timeline with the elements that the model has on each day."""
        for stretch in model:
            since = max(self.since, stretch.since or self.since)
            ends = [day for day in (stretch.until, self.until) if day is not None]
            until = min(ends, default=None)
            if (until is not None and until <= since) or not stretch.value.live:
                continue
            elements = {
                name: getattr(stretch.value.item, name) for name in self.elements
            }

            def copy(handling: Handling, new: dict[str, Any] = elements) -> Handling:
                fits = handling.item.basic_code == code and self.where.test(handling)
                return handling.with_item(**new) if fits and handling.live else handling

            line = line.changed(copy, since, until, self.id)
        return line


@attrs.frozen(kw_only=True)
class CancelProofs(ItemReform):
    """Cancel proofs (取消证明事项) that applicants had to submit.

    Args:
        proofs: Names of the proofs; all proofs without a legal basis if empty.
        instead: Way in which the fact is established from then on.
    """

    label_zh: ClassVar[str] = "取消证明"
    label_en: ClassVar[str] = "cancellation of proofs"

    proofs: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    instead: str = ""

    def change(self, handling: Handling) -> Handling:
        """Handling without these proofs and without the documents of the same names."""
        gone = {
            proof.name
            for proof in handling.proofs
            if (proof.name in self.proofs if self.proofs else not proof.basis.strip())
        }
        return cancel_proofs(handling, gone, self.since, self.instead)


@attrs.frozen(kw_only=True)
class KeepProofs(ItemReform):
    """Keep only the proofs of a list (证明事项保留清单) and cancel all others.

    Args:
        proofs: Names of the proofs that are kept.
        instead: Way in which the facts of the cancelled proofs are established.
    """

    label_zh: ClassVar[str] = "证明保留清单"
    label_en: ClassVar[str] = "list of proofs kept"

    proofs: tuple[str, ...] = attrs.field(converter=to_texts)
    instead: str = ""

    def change(self, handling: Handling) -> Handling:
        """Handling without the proofs that are not on the list."""
        gone = {p.name for p in handling.proofs if p.name not in self.proofs}
        return cancel_proofs(handling, gone, self.since, self.instead)


def cancel_proofs(
    handling: Handling, names: set[str], on: date, instead: str
) -> Handling:
    """Handling without the proofs of these names and without their documents (取消证明后)."""
    gone = names & {proof.name for proof in handling.proofs if proof.kept}
    if not gone:
        return handling
    proofs = tuple(
        attrs.evolve(proof, kept=False, cancelled_on=on, instead=instead)
        if proof.name in gone
        else proof
        for proof in handling.proofs
    )
    documents = tuple(d for d in handling.item.documents if d.name not in gone)
    return attrs.evolve(handling.with_item(documents=documents), proofs=proofs)


@attrs.frozen(kw_only=True)
class Sign(ItemReform):
    """Sign (审核签字) the text to be published, or require a signature.

    Args:
        role: Role that signs, such as 法律顾问.
        required: Whether publication requires the signature of this role.
        signed: Whether the role has signed.
    """

    label_zh: ClassVar[str] = "审核签字"
    label_en: ClassVar[str] = "sign-off"

    role: str
    required: bool = True
    signed: bool = False

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.role:
            raise InputError("请写明签字人的角色", "state the role that signs")

    def change(self, handling: Handling) -> Handling:
        """Handling that requires or records the signature."""
        gate, signed = dict.fromkeys(handling.gate), dict.fromkeys(handling.signed)
        if self.required:
            gate[self.role] = None
        if self.signed:
            signed[self.role] = None
        return attrs.evolve(handling, gate=tuple(gate), signed=tuple(signed))
