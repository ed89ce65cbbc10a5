"""An implementing item: one row of the list of who does what here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, overload

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings import Path
from zhengwu.limits import LimitReading

NO_COLUMNS: FrozenMap[str] = FrozenMap()


@attrs.frozen
class Origin:
    """Where an item came from (记录来源): its place in a file, and the file's columns.

    Args:
        position: Position of the record, counted from 0.
        columns: Column of each element.
    """

    position: int
    columns: Mapping[str, str] = NO_COLUMNS

    def path(self, element: str | None = None) -> Path:
        """Path of the record, or of the column that an element was read from."""
        if element is None:
            return (self.position,)
        return (self.position, self.columns.get(element, element))


def _to_extra(value: Mapping[str, Any]) -> FrozenMap[Any]:
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


@attrs.frozen(kw_only=True)
class ImplementingItem:
    """Implementing item (实施清单事项): what is done, by whom, here.

    An element that the source does not give is empty or None; nothing is made up.

    Args:
        name: Name of the item (事项名称).
        record_id: The source's own number for the record.
        implementing_code: Implementing code (实施编码), canonical.
        other_code: A second implementing code of the same item.
        basic_code: Basic code (基本编码).
        item_type: Type of the item (事项类型).
        level: Exercise level (行使层级).
        organ: Implementing body (实施主体).
        organ_code: Its credit code or organisation code.
        area: Division (行政区划) in which it is handled.
        area_code: Code of the division, 6, 9 or 12 digits.
        statutory_limit: Statutory limit (法定办结时限) as read from the text.
        committed_limit: Committed limit (承诺办结时限) as read from the text.
        case_kind: Kind of case (办件类型).
        visits: Visits to the hall (到办事现场次数).
        online: Whether it is handled online (是否网办).
        courier: Whether results are sent (是否物流快递).
        documents: Names of the documents to hand in (申请材料).
        steps: Steps of the procedure as written (办理流程).
        legal_basis: Legal bases as written (设定依据).
        fee: Fee as written (收费).
        conditions: Conditions of acceptance as written (受理条件).
        service_targets: Who may apply (服务对象).
        stage_chain: Which tier does what, as written (办理层级).
        valid_from: First day on which it is in use (计划生效日期).
        valid_to: Last day on which it is in use (计划取消日期).
        extra: Columns that no element was made of.
        origin: Where it was read.
    """

    name: str = ""
    record_id: str = ""
    implementing_code: str = ""
    other_code: str = ""
    basic_code: str = ""
    item_type: ItemType | None = None
    level: Level | None = None
    organ: str = ""
    organ_code: str = ""
    area: str = ""
    area_code: str = ""
    statutory_limit: LimitReading | None = None
    committed_limit: LimitReading | None = None
    case_kind: CaseKind | None = None
    visits: int | None = None
    online: bool | None = None
    courier: bool | None = None
    documents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    fee: str = ""
    conditions: str = ""
    service_targets: tuple[str, ...] = ()
    stage_chain: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    extra: Mapping[str, Any] = attrs.field(factory=FrozenMap, converter=_to_extra)
    origin: Origin | None = attrs.field(default=None, eq=False)

    def path(self, element: str | None = None) -> Path:
        """Path of the item, or of one of its elements, in what it was read from."""
        if self.origin is not None:
            return self.origin.path(element)
        return () if element is None else (element,)

    @property
    def label(self) -> str:
        """Name for messages: the name, or the code where there is none."""
        return self.name or self.implementing_code or self.basic_code


def _to_items(value: Iterable[ImplementingItem]) -> tuple[ImplementingItem, ...]:
    return tuple(value)


@attrs.frozen
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

    def with_code(self, code: str) -> Catalogue:
        """Items whose implementing, basic or record code this is."""
        return Catalogue(
            item
            for item in self.items
            if code in (item.implementing_code, item.basic_code, item.record_id)
        )

    def named(self, part: str) -> Catalogue:
        """Items whose name contains these characters."""
        return Catalogue(item for item in self.items if part in item.name)
