"""An implementing item: one row of the list of who does what here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu._paths import Path
from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.items._documents import Document
from zhengwu.items._fees import FeeReading, parse_fee
from zhengwu.items._stages import StageChain, parse_stage_chain
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import LimitReading

NO_COLUMNS: FrozenMap[str] = FrozenMap()


@attrs.frozen
class Origin:
    """Where an item came from (记录来源): its place in a file, and the file's columns.

    Args:
        position: Position of the record, counted from 0.
        columns: Column of each element.
        present: Columns that the record had, filled or not.
    """

    position: int
    columns: Mapping[str, str] = NO_COLUMNS
    present: frozenset[str] = frozenset()

    def path(self, element: str | None = None) -> Path:
        """Path of the record, or of the column that an element was read from."""
        if element is None:
            return (self.position,)
        return (self.position, self.columns.get(element, element))

    def states(self, element: str) -> bool:
        """Whether the record had a column for the element, filled or not."""
        return self.columns.get(element) in self.present


def _to_extra(value: Mapping[str, Any]) -> FrozenMap[Any]:
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


def _to_documents(value: Iterable[Document | str]) -> tuple[Document, ...]:
    return tuple(Document.parse(d) if isinstance(d, str) else d for d in value)


def _to_steps(value: Iterable[ProcedureStep | str]) -> tuple[ProcedureStep, ...]:
    return tuple(ProcedureStep.parse(s) if isinstance(s, str) else s for s in value)


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
        documents: Documents to hand in (申请材料); texts are read.
        steps: Steps of the procedure (办理流程); texts are read.
        legal_basis: Legal bases as written (设定依据).
        fee: Fee as written (收费).
        conditions: Conditions of acceptance as written (受理条件).
        service_targets: Who may apply (服务对象).
        stage_chain: Which tier does what, as written (办理层级).
        variant_code: Handling variant (业务办理项编码), canonical.
        version: Version of the item (事项版本).
        state: State of the item (事项状态), as written.
        power_source: Source of the power (权力来源), as written.
        body_nature: Nature of the implementing body (实施主体性质), as written.
        entruster: Who entrusts the power (委托部门).
        parent: Name of the main item or the catalogue entry it belongs to (目录名称).
        parent_code: Its code.
        themes: Themes under which it is listed (主题分类).
        flow: Procedure as one text (办理流程), where it is not given in steps.
        fee_basis: Basis of the fee (收费依据).
        fee_standard: Standard of the fee (收费标准).
        charged: Whether a fee is taken (是否收费).
        online_payment: Whether it can be paid online (是否网上支付).
        result_name: Name of the result (结果名称).
        result_type: Kind of the result (审批结果类型).
        result_sample: Sample of the result (结果样本).
        samples: Samples and templates for the applicant (示范文本).
        channels: Channels (办理形式).
        online_depth: Depth of online handling (网上办理深度).
        cross_region: Area in which it can be handled anywhere (通办范围).
        visit_reason: Why one must come (必须现场办理原因).
        address: Where it is handled (办理地点).
        hours: When it is handled (办理时间).
        contact: How to ask (咨询方式).
        complaints: How to complain (监督投诉方式).
        special_procedure: Special procedures (特别程序).
        intermediary: Intermediary services (中介服务).
        quantity_limit: Quantity limit (数量限制).
        joint_bodies: Bodies that handle it jointly (联办机构).
        prerequisites: Prerequisite reviews (前置审查).
        faq: Frequent questions (常见问题).
        published_on: Day on which it was published (发布日期).
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
        """Path of the item, or of one of its elements, in what it was read from."""
        if self.origin is not None:
            return self.origin.path(element)
        return () if element is None else (element,)

    @property
    def label(self) -> str:
        """Name for messages: the name, or the code where there is none."""
        return self.name or self.implementing_code or self.basic_code

    @property
    def chain(self) -> StageChain:
        """Which tier does what, read from the text."""
        return parse_stage_chain(self.stage_chain)

    @property
    def fee_reading(self) -> FeeReading:
        """What the wording of the fee says."""
        return parse_fee(self.fee or self.fee_standard)

    def in_use(self, on: date) -> bool:
        """Whether it is valid on that day, as far as it says."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)
