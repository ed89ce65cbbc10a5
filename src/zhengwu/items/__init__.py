"""The catalogue of service items (事项目录), and reading it from records.

`field_map("portal")` reads the flat records that portals publish, ``"national"`` the element
names of the national exchange tables; a user writes other maps as TOML, see `FieldMap`.
"""

from zhengwu.items._catalogue import (
    Catalogue,
    CatalogueDiff,
    Change,
    ItemChange,
    unify,
)
from zhengwu.items._documents import Document, DocumentSource, Necessity
from zhengwu.items._fees import FeeKind, FeeRate, FeeReading, parse_fee
from zhengwu.items._field_map import FieldMap, ItemReading, RecordReader, field_map
from zhengwu.items._guide import (
    EIGHT_PUBLISHED,
    GUIDE_ELEMENTS,
    NINE_ELEMENTS,
    Guide,
    GuideElement,
)
from zhengwu.items._item import ImplementingItem, Origin
from zhengwu.items._matters import (
    BasicItem,
    DiscretionBand,
    HandlingVariant,
    PrerequisiteReview,
    Proof,
)
from zhengwu.items._stages import Link, Stage, StageChain, parse_stage_chain
from zhengwu.items._steps import ProcedureStep
from zhengwu.items._writing import RecordWriter

__all__ = [
    "EIGHT_PUBLISHED",
    "GUIDE_ELEMENTS",
    "NINE_ELEMENTS",
    "BasicItem",
    "Catalogue",
    "CatalogueDiff",
    "Change",
    "DiscretionBand",
    "Document",
    "DocumentSource",
    "FeeKind",
    "FeeRate",
    "FeeReading",
    "FieldMap",
    "Guide",
    "GuideElement",
    "HandlingVariant",
    "ImplementingItem",
    "ItemChange",
    "ItemReading",
    "Link",
    "Necessity",
    "Origin",
    "PrerequisiteReview",
    "ProcedureStep",
    "Proof",
    "RecordReader",
    "RecordWriter",
    "Stage",
    "StageChain",
    "field_map",
    "parse_fee",
    "parse_stage_chain",
    "unify",
]
