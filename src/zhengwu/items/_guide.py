"""The handling guide of an item: its elements, missing elements, text and tables."""

from __future__ import annotations

from typing import Final, NamedTuple

import attrs

from zhengwu._values import Value
from zhengwu._visible import escape_markdown
from zhengwu.items._item import ImplementingItem


class GuideElement(NamedTuple):
    """Element of a guide (办事指南要素).

    Attributes:
        name_zh: Name in Chinese.
        name_en: Name in English.
        fields: Fields of the item that provide the element; the first filled field is used.
    """

    name_zh: str
    name_en: str
    fields: tuple[str, ...]


GUIDE_ELEMENTS: Final[dict[str, GuideElement]] = {
    "basis": GuideElement("设定依据", "legal basis", ("legal_basis",)),
    "body": GuideElement("受理机构", "accepting body", ("organ",)),
    "conditions": GuideElement("受理条件", "conditions", ("conditions",)),
    "flow": GuideElement("办理流程", "procedure", ("steps", "flow")),
    "documents": GuideElement("申请材料", "documents", ("documents",)),
    "samples": GuideElement("示范文本", "samples", ("samples", "result_sample")),
    "fee": GuideElement("收费依据及标准", "fee", ("fee", "fee_basis", "fee_standard")),
    "limit": GuideElement(
        "办理时限", "time limit", ("committed_limit", "statutory_limit")
    ),
    "contact": GuideElement("咨询方式", "contact", ("contact",)),
    "complaints": GuideElement("监督投诉方式", "complaints", ("complaints",)),
    "address": GuideElement("办理地点", "address", ("address",)),
    "hours": GuideElement("办理时间", "hours", ("hours",)),
    "result": GuideElement("结果名称", "result", ("result_name",)),
}
"""Elements of a handling guide by id (办事指南要素)."""

NINE_ELEMENTS: Final = (
    "basis", "body", "flow", "documents", "samples", "fee", "limit", "contact", "conditions",
)  # fmt: skip
"""The nine elements of a service list (服务清单九要素): basis, body, flow, documents, samples, fee
basis and standard, limit, contact, and the conditions that 国令716 art. 6 requires."""

EIGHT_PUBLISHED: Final = (
    "body", "basis", "conditions", "flow", "limit", "fee", "complaints", "documents",
)  # fmt: skip
"""The eight elements that must be published (八公开): body, basis, conditions, procedure, committed
limit, fee basis and standard, supervision channel, documents."""


@attrs.frozen
class Guide(Value):
    """Handling guide (办事指南) of an item.

    Args:
        item: The item.
    """

    item: ImplementingItem

    def value(self, element: str) -> str:
        """Text of an element; empty if the item has no value for the element."""
        for field in GUIDE_ELEMENTS[element].fields:
            value = getattr(self.item, field)
            if value:
                return _write_text(value)
        return ""

    def missing(self, elements: tuple[str, ...] = NINE_ELEMENTS) -> tuple[str, ...]:
        """Elements for which the item has no value."""
        return tuple(name for name in elements if not self._has_value(name))

    def _has_value(self, element: str) -> bool:
        fields = GUIDE_ELEMENTS[element].fields
        return any(getattr(self.item, field) for field in fields)

    def rows(self, elements: tuple[str, ...] = NINE_ELEMENTS) -> list[tuple[str, str]]:
        """Rows of a table: the Chinese name and the text of each element."""
        return [(GUIDE_ELEMENTS[name].name_zh, self.value(name)) for name in elements]

    def to_text(self, elements: tuple[str, ...] = NINE_ELEMENTS) -> str:
        """The guide as text to print."""
        lines = [self.item.label]
        lines += [f"{name}:{value or '(未填)'}" for name, value in self.rows(elements)]
        return "\n".join(lines)

    def to_markdown(self, elements: tuple[str, ...] = NINE_ELEMENTS) -> str:
        """The guide as a table in Markdown."""
        rows = ["| 要素 | 内容 |", "|---|---|"]
        for name, value in self.rows(elements):
            cell = "<br>".join(map(escape_markdown, value.splitlines()))
            rows.append(f"| {name} | {cell or '(未填)'} |")
        return "\n".join(rows)


def _write_text(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(str(entry) for entry in value)
    return str(getattr(value, "text", value))
