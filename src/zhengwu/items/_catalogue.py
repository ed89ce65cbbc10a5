"""The catalogue: items with look-up, selection, and comparison of two versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, overload

import attrs

from zhengwu._frozen import keep
from zhengwu._text import JOINED, Lang, Text
from zhengwu._values import Value
from zhengwu.codes import ItemType, Level, region_code
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._elements import element_label
from zhengwu.items._item import ImplementingItem

_NOT_COMPARED = frozenset({"origin", "extra"})
_COUNTS: Final = Text(
    "新增 {added},取消 {removed},变更 {changed},未变 {same}",
    "added {added}, removed {removed}, changed {changed}, unchanged {same}",
)
_COLON: Final = Text(":", ": ")


class Change(NamedTuple):
    """An element that differs between two versions of an item (要素变更).

    Attributes:
        element: Name of the element.
        before: Value in the older version.
        after: Value in the newer version.
    """

    element: str
    before: Any
    after: Any


class ItemChange(NamedTuple):
    """An item that is in both versions and differs (事项变更).

    Attributes:
        before: The item in the older version.
        after: The item in the newer version.
        changes: Elements that differ.
    """

    before: ImplementingItem
    after: ImplementingItem
    changes: tuple[Change, ...]


class CatalogueDiff(NamedTuple):
    """Changes between two versions of a catalogue (目录变更).

    Attributes:
        added: Items that are only in the newer version.
        removed: Items that are only in the older version.
        changed: Items that are in both versions and differ.
        same: Number of items without changes.
    """

    added: Catalogue
    removed: Catalogue
    changed: tuple[ItemChange, ...]
    same: int

    def to_text(self, lang: Lang = "zh") -> str:
        """A few lines for people."""
        lines = [
            _COUNTS.say(
                lang,
                added=len(self.added),
                removed=len(self.removed),
                changed=len(self.changed),
                same=self.same,
            )
        ]
        lines += [f"+ {item.label}" for item in self.added]
        lines += [f"- {item.label}" for item in self.removed]
        for changed in self.changed:
            elements = JOINED.say(lang).join(
                element_label(change.element, lang) for change in changed.changes
            )
            lines.append(f"~ {changed.after.label}{_COLON.say(lang)}{elements}")
        return "\n".join(lines)


def _to_items(value: Iterable[ImplementingItem]) -> tuple[ImplementingItem, ...]:
    return keep(value)


@attrs.frozen(slots=False)
class Catalogue(Value, Sequence[ImplementingItem]):
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
        by_code: dict[str, list[ImplementingItem]] = {}
        for item in self.items:
            codes = {
                item.implementing_code,
                item.basic_code,
                item.record_id,
                item.variant_code,
            }
            for code in codes - {""}:
                by_code.setdefault(code, []).append(item)
        return {code: tuple(items) for code, items in by_code.items()}

    def with_code(self, code: str) -> Catalogue:
        """Items with this implementing code, basic code, variant code or record number."""
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
        """Items that meet every given condition.

        Args:
            item_type: Type of the item.
            level: Tier of the item.
            area: Code of the item's division, or of a division above it.
            organ: Characters that the name of the implementing body contains.
            on: Day on which the item is in use.
            where: Function for any other condition.

        Raises:
            CodeFormatError: `area` is no division code.
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
        """Group items by the result of a function of the item."""
        groups: dict[Any, list[ImplementingItem]] = {}
        for item in self.items:
            groups.setdefault(key(item), []).append(item)
        return {name: Catalogue(items) for name, items in groups.items()}

    def diff(self, newer: Catalogue) -> CatalogueDiff:
        """Compare this catalogue with a newer version.

        Items are matched by implementing code, else by record number, else by name, area
        and tier. Items with the same key are matched in their order.
        """
        before, after = _index_by_key(self), _index_by_key(newer)
        changed: list[ItemChange] = []
        same = 0
        for key, old in before.items():
            new = after.get(key)
            if new is None:
                continue
            changes = tuple(_list_changes(old, new))
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


def _index_by_key(
    catalogue: Catalogue,
) -> dict[tuple[object, ...], ImplementingItem]:
    by_key: dict[tuple[object, ...], ImplementingItem] = {}
    turns: dict[tuple[object, ...], int] = {}
    for item in catalogue:
        base: tuple[object, ...] = ("name", item.name, item.area_code, item.level)
        if item.record_id:
            base = ("record", item.record_id)
        if item.implementing_code:
            base = ("code", item.implementing_code, item.variant_code)
        turns[base] = turn = turns.get(base, -1) + 1
        by_key[(*base, turn)] = item
    return by_key


def _list_changes(
    before: ImplementingItem, after: ImplementingItem
) -> Iterator[Change]:
    for field in attrs.fields(ImplementingItem):
        if field.name in _NOT_COMPARED:
            continue
        change = Change(
            field.name, getattr(before, field.name), getattr(after, field.name)
        )
        if change.before != change.after:
            yield change


_UNIFIED = (
    "name", "item_type", "legal_basis", "documents", "conditions", "statutory_limit",
)  # fmt: skip


def unify(
    catalogue: Catalogue, elements: Sequence[str] = _UNIFIED
) -> tuple[dict[str, Catalogue], Report]:
    """Group the items of all tiers by matter and report differences (事项统一).

    Items with the same basic code should have the same name and elements at every tier.
    Each item that differs from the first item of its matter gives a finding.

    Args:
        catalogue: Items of all tiers.
        elements: Elements that should be the same.

    Returns:
        The items by basic code, and the report of differences.
    """
    groups = catalogue.group_by(lambda item: item.basic_code)
    groups.pop("", None)
    findings: list[Finding] = []
    for code, items in groups.items():
        findings += _report_differences(code, items, elements)
    return groups, Report(findings, {"matters": len(groups), "items": len(catalogue)})


def _report_differences(
    code: str, items: Catalogue, elements: Sequence[str]
) -> Iterator[Finding]:
    first = items[0]
    for item in items[1:]:
        for element in elements:
            there, here = _write_element(first, element), _write_element(item, element)
            if there and here and there != here:
                yield finding(
                    "ZWIT010",
                    item.path(element),
                    item=item.label,
                    element=element,
                    element_zh=element_label(element),
                    element_en=element_label(element, "en"),
                    code=code,
                    here=here,
                    there=there,
                    first=first.organ or first.label,
                )


def _write_element(item: ImplementingItem, element: str) -> str:
    value = getattr(item, element)
    if isinstance(value, tuple):
        return "、".join(sorted(map(str, value)))
    label = getattr(value, "label_zh", None) or getattr(value, "text", None)
    return str(label if label is not None else value or "")
