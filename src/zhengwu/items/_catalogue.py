"""The catalogue: items with indexes, selection, and what changed between two versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, overload

import attrs

from zhengwu.codes import ItemType, Level, region_code
from zhengwu.findings import Finding, Report, finding
from zhengwu.items._item import ImplementingItem

_IDENTITY = frozenset({"origin", "extra"})


class Change(NamedTuple):
    """An element that differs between two versions of an item (要素变更).

    Attributes:
        element: Name of the element.
        before: Its value in the older version.
        after: Its value in the newer.
    """

    element: str
    before: Any
    after: Any


class ItemChange(NamedTuple):
    """An item that is in both versions, and differs (事项变更).

    Attributes:
        before: As it was.
        after: As it is.
        changes: What differs.
    """

    before: ImplementingItem
    after: ImplementingItem
    changes: tuple[Change, ...]


class CatalogueDiff(NamedTuple):
    """What changed between two versions of a catalogue (目录变更).

    Attributes:
        added: Items that only the newer one has.
        removed: Items that only the older one has.
        changed: Items that both have and that differ.
        same: How many are alike.
    """

    added: Catalogue
    removed: Catalogue
    changed: tuple[ItemChange, ...]
    same: int

    def to_text(self) -> str:
        """A few lines for people."""
        numbers = (len(self.added), len(self.removed), len(self.changed), self.same)
        lines = ["新增 {},取消 {},变更 {},未变 {}".format(*numbers)]
        lines += [f"+ {item.label}" for item in self.added]
        lines += [f"- {item.label}" for item in self.removed]
        for changed in self.changed:
            what = "、".join(change.element for change in changed.changes)
            lines.append(f"~ {changed.after.label}:{what}")
        return "\n".join(lines)


def _to_items(value: Iterable[ImplementingItem]) -> tuple[ImplementingItem, ...]:
    return tuple(value)


@attrs.frozen(slots=False)
class Catalogue(Sequence[ImplementingItem]):
    """Catalogue (事项目录): implementing items in the order of their source."""

    items: tuple[ImplementingItem, ...] = attrs.field(default=(), converter=_to_items)

    @overload
    def __getitem__(self, index: int) -> ImplementingItem: ...
    @overload
    def __getitem__(self, index: slice) -> Catalogue: ...
    def __getitem__(self, index: int | slice) -> ImplementingItem | Catalogue:
        if isinstance(index, slice):
            return Catalogue(self.items[index])
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[ImplementingItem]:
        return iter(self.items)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[ImplementingItem, ...]]:
        found: dict[str, list[ImplementingItem]] = {}
        for item in self.items:
            codes = {
                item.implementing_code,
                item.basic_code,
                item.record_id,
                item.variant_code,
            }
            for code in codes - {""}:
                found.setdefault(code, []).append(item)
        return {code: tuple(items) for code, items in found.items()}

    def with_code(self, code: str) -> Catalogue:
        """Items whose implementing, basic, variant or record code this is."""
        return Catalogue(self._by_code.get(code, ()))

    def named(self, part: str) -> Catalogue:
        """Items whose name contains these characters."""
        return Catalogue(item for item in self.items if part in item.name)

    def select(
        self,
        *,
        item_type: ItemType | None = None,
        level: Level | None = None,
        area: str | None = None,
        organ: str | None = None,
        on: date | None = None,
        where: Callable[[ImplementingItem], bool] | None = None,
    ) -> Catalogue:
        """Items that meet every condition given.

        Args:
            item_type: This type.
            level: This tier.
            area: Code of the division, or of one above it.
            organ: These characters in the name of the body.
            on: In use on that day.
            where: Any other condition.

        Raises:
            CodeFormatError: `area` is no code of a division.
        """
        stem = None if area is None else region_code.parse(area).stem
        return Catalogue(
            item
            for item in self.items
            if (item_type is None or item.item_type is item_type)
            and (level is None or item.level is level)
            and (stem is None or item.area_code.startswith(stem))
            and (organ is None or organ in item.organ)
            and (on is None or item.in_use(on))
            and (where is None or where(item))
        )

    def group_by(self, key: Callable[[ImplementingItem], Any]) -> dict[Any, Catalogue]:
        """Split by a function of the item."""
        groups: dict[Any, list[ImplementingItem]] = {}
        for item in self.items:
            groups.setdefault(key(item), []).append(item)
        return {name: Catalogue(items) for name, items in groups.items()}

    def diff(self, newer: Catalogue) -> CatalogueDiff:
        """What changed from this catalogue to a newer one.

        Items are matched by implementing code, else by record number, else by name, area
        and tier; where several share a key, in their order.
        """
        before, after = _keyed(self), _keyed(newer)
        changed: list[ItemChange] = []
        same = 0
        for key, old in before.items():
            new = after.get(key)
            if new is None:
                continue
            changes = tuple(_changes(old, new))
            if changes:
                changed.append(ItemChange(old, new, changes))
            else:
                same += 1
        return CatalogueDiff(
            Catalogue(item for key, item in after.items() if key not in before),
            Catalogue(item for key, item in before.items() if key not in after),
            tuple(changed),
            same,
        )


def _keyed(catalogue: Catalogue) -> dict[tuple[object, ...], ImplementingItem]:
    found: dict[tuple[object, ...], ImplementingItem] = {}
    turns: dict[tuple[object, ...], int] = {}
    for item in catalogue:
        base: tuple[object, ...] = ("name", item.name, item.area_code, item.level)
        if item.record_id:
            base = ("record", item.record_id)
        if item.implementing_code:
            base = ("code", item.implementing_code, item.variant_code)
        turns[base] = turn = turns.get(base, -1) + 1
        found[(*base, turn)] = item
    return found


def _changes(before: ImplementingItem, after: ImplementingItem) -> Iterator[Change]:
    for field in attrs.fields(ImplementingItem):
        if field.name in _IDENTITY:
            continue
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one != other:
            yield Change(field.name, one, other)


_UNIFIED = (
    "name", "item_type", "legal_basis", "documents", "conditions", "statutory_limit",
)  # fmt: skip


def unify(
    catalogue: Catalogue, elements: Sequence[str] = _UNIFIED
) -> tuple[dict[str, Catalogue], Report]:
    """Put the items of one matter together over the tiers (事项统一).

    The same basic code should have the same name and the same elements at every tier; what
    differs is a finding at each item that differs from the first.

    Args:
        catalogue: Items of all tiers.
        elements: Elements that should be the same.

    Returns:
        The items by basic code, and what differs.
    """
    groups = catalogue.group_by(lambda item: item.basic_code)
    groups.pop("", None)
    found: list[Finding] = []
    for code, items in groups.items():
        found += _differences(code, items, elements)
    return groups, Report(found, {"matters": len(groups), "items": len(catalogue)})


def _differences(
    code: str, items: Catalogue, elements: Sequence[str]
) -> Iterator[Finding]:
    first = items[0]
    for item in items[1:]:
        for element in elements:
            one, other = _plain(first, element), _plain(item, element)
            if one and other and one != other:
                yield finding(
                    "ZWIT010",
                    item.path(element),
                    item=item.label,
                    element=element,
                    code=code,
                    here=other,
                    there=one,
                    first=first.organ or first.label,
                )


def _plain(item: ImplementingItem, element: str) -> str:
    value = getattr(item, element)
    if isinstance(value, tuple):
        return "、".join(sorted(map(str, value)))
    label = getattr(value, "label_zh", None) or getattr(value, "text", None)
    return str(label if label is not None else value or "")
