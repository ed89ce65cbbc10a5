"""Implementing items: a row of the list of items that an area handles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from zhengwu._frozen import FrozenMap, convert_or_keep, keep
from zhengwu._paths import Path
from zhengwu._values import Value
from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.items._documents import Document
from zhengwu.items._fees import FeeReading, read_fee
from zhengwu.items._stages import StageChain, read_chain
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import LimitReading

NO_COLUMNS: FrozenMap[str] = FrozenMap()


@attrs.frozen
class Origin(Value):
    """Origin of an item (记录来源): its position in the source, and the source's columns.

    Args:
        position: Position of the record, counted from 0.
        columns: Column of each element.
        present: Columns of the record, filled or empty.
    """

    position: int
    columns: Mapping[str, str] = NO_COLUMNS
    present: frozenset[str] = frozenset()

    def path(self, element: str | None = None) -> Path:
        """Path of the record, or of the column from which an element was read."""
        if element is None:
            return (self.position,)
        return (self.position, self.columns.get(element, element))

    def states(self, element: str) -> bool:
        """Whether the record has a column for the element, filled or empty."""
        return self.columns.get(element) in self.present


def _to_extra(value: Mapping[str, Any]) -> FrozenMap[Any]:
    return keep(value)


def _to_documents(value: Iterable[Document | str]) -> tuple[Document, ...]:
    return convert_or_keep(_convert_documents, value)


def _convert_documents(value: Iterable[Document | str]) -> tuple[Document, ...]:
    return tuple(Document.parse(d) if isinstance(d, str) else d for d in value)


def _to_steps(value: Iterable[ProcedureStep | str]) -> tuple[ProcedureStep, ...]:
    return convert_or_keep(_convert_steps, value)


def _convert_steps(value: Iterable[ProcedureStep | str]) -> tuple[ProcedureStep, ...]:
    return tuple(ProcedureStep.parse(s) if isinstance(s, str) else s for s in value)


@attrs.frozen(kw_only=True)
class ImplementingItem(Value):
    """Implementing item (实施清单事项): a matter as handled by an organ in an area.

    An element without a value in the source is empty or None; no value is invented.

    Args:
        name: Name of the item (事项名称).
        record_id: Number of the record in the source.
        implementing_code: Implementing code (实施编码), canonical.
        other_code: A second implementing code of the same item.
        basic_code: Basic code (基本编码).
        item_type: Type of the item (事项类型).
        level: Exercise level (行使层级).
        organ: Implementing body (实施主体).
        organ_code: Credit code or organisation code of the implementing body.
        area: Division (行政区划) in which the item is handled.
        area_code: Code of the division, with 6, 9 or 12 digits.
        statutory_limit: Statutory limit (法定办结时限) as read from the text.
        committed_limit: Committed limit (承诺办结时限) as read from the text.
        case_kind: Kind of case (办件类型).
        visits: Number of visits to the hall (到办事现场次数).
        online: Whether the item is handled online (是否网办).
        courier: Whether results are sent by courier (是否物流快递).
        documents: Documents to hand in (申请材料); texts are read.
        steps: Steps of the procedure (办理流程); texts are read.
        legal_basis: Legal bases as written (设定依据).
        fee: Fee as written (收费).
        conditions: Conditions of acceptance as written (受理条件).
        service_targets: Who may apply (服务对象).
        stage_chain: Stages handled by each tier, as written (办理层级).
        variant_code: Handling variant (业务办理项编码), canonical.
        version: Version of the item (事项版本).
        state: State of the item (事项状态), as written.
        power_source: Source of the power (权力来源), as written.
        body_nature: Nature of the implementing body (实施主体性质), as written.
        entruster: Organ that entrusts the power (委托部门).
        parent: Name of the main item or catalogue entry of the item (目录名称).
        parent_code: Code of the main item or catalogue entry.
        themes: Themes under which the item is listed (主题分类).
        flow: Procedure as a single text (办理流程), where no steps are given.
        fee_basis: Basis of the fee (收费依据).
        fee_standard: Standard of the fee (收费标准).
        charged: Whether a fee is charged (是否收费).
        online_payment: Whether the fee can be paid online (是否网上支付).
        result_name: Name of the result (结果名称).
        result_type: Kind of the result (审批结果类型).
        result_sample: Sample of the result (结果样本).
        samples: Samples and templates for the applicant (示范文本).
        channels: Channels (办理形式).
        online_depth: Depth of online handling (网上办理深度).
        cross_region: Area within which any hall handles the item (通办范围).
        visit_reason: Reason why applicants must visit the hall (必须现场办理原因).
        address: Address of the hall (办理地点).
        hours: Opening hours (办理时间).
        contact: Contact for questions (咨询方式).
        complaints: Contact for complaints (监督投诉方式).
        special_procedure: Special procedures (特别程序).
        intermediary: Intermediary services (中介服务).
        quantity_limit: Quantity limit (数量限制).
        joint_bodies: Bodies that handle the item jointly (联办机构).
        prerequisites: Prerequisite reviews (前置审查).
        faq: Frequent questions (常见问题).
        published_on: Day of publication (发布日期).
        valid_from: First day in use (计划生效日期).
        valid_to: Last day in use (计划取消日期).
        extra: Columns that belong to no element.
        origin: Origin of the item; None if it was not read from a record.
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
    documents: tuple[Document, ...] = attrs.field(default=(), converter=_to_documents)
    steps: tuple[ProcedureStep, ...] = attrs.field(default=(), converter=_to_steps)
    legal_basis: tuple[str, ...] = ()
    fee: str = ""
    conditions: str = ""
    service_targets: tuple[str, ...] = ()
    stage_chain: str = ""
    variant_code: str = ""
    version: int | None = None
    state: str = ""
    power_source: str = ""
    body_nature: str = ""
    entruster: str = ""
    parent: str = ""
    parent_code: str = ""
    themes: tuple[str, ...] = ()
    flow: str = ""
    fee_basis: str = ""
    fee_standard: str = ""
    charged: bool | None = None
    online_payment: bool | None = None
    result_name: str = ""
    result_type: str = ""
    result_sample: str = ""
    samples: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    online_depth: tuple[str, ...] = ()
    cross_region: str = ""
    visit_reason: str = ""
    address: str = ""
    hours: str = ""
    contact: str = ""
    complaints: str = ""
    special_procedure: str = ""
    intermediary: str = ""
    quantity_limit: str = ""
    joint_bodies: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    faq: tuple[str, ...] = ()
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    extra: Mapping[str, Any] = attrs.field(factory=FrozenMap, converter=_to_extra)
    origin: Origin | None = attrs.field(default=None, eq=False)

    def path(self, element: str | None = None) -> Path:
        """Path of the item, or of an element of the item, in its source."""
        if self.origin is not None:
            return self.origin.path(element)
        return () if element is None else (element,)

    @property
    def label(self) -> str:
        """Label for messages: the name, or the code if the item has no name."""
        return self.name or self.implementing_code or self.basic_code

    @property
    def chain(self) -> StageChain:
        """Stages handled by each tier, read from the text."""
        return read_chain(self.stage_chain)

    @property
    def fee_reading(self) -> FeeReading:
        """Fee read from the text of the fee or of its standard."""
        return read_fee(self.fee or self.fee_standard)

    def in_use(self, on: date) -> bool:
        """Whether the item is valid on a day; a missing bound counts as unbounded."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on <= self.valid_to)
