"""The catalogue of service items (事项目录), and the reading of items from records.

`field_map("portal")` reads the flat records that portals publish. `field_map("national")`
reads records with the element names of the national exchange tables. Users can write
further maps in TOML, see `FieldMap`.
"""

from typing import TYPE_CHECKING

from zhengwu.items._catalogue import Catalogue, unify
from zhengwu.items._documents import Document, DocumentSource, Necessity
from zhengwu.items._fees import FeeKind, parse_fee
from zhengwu.items._field_map import FieldMap, field_map
from zhengwu.items._guide import EIGHT_PUBLISHED, NINE_ELEMENTS, Guide
from zhengwu.items._item import ImplementingItem
from zhengwu.items._matters import (
    BasicItem,
    DiscretionBand,
    HandlingVariant,
    PrerequisiteReview,
    Proof,
)
from zhengwu.items._stages import Stage, StageChain, parse_stage_chain
from zhengwu.items._steps import ProcedureStep

__all__ = [
    "EIGHT_PUBLISHED",
    "NINE_ELEMENTS",
    "BasicItem",
    "Catalogue",
    "DiscretionBand",
    "Document",
    "DocumentSource",
    "FeeKind",
    "FieldMap",
    "Guide",
    "HandlingVariant",
    "ImplementingItem",
    "Necessity",
    "PrerequisiteReview",
    "ProcedureStep",
    "Proof",
    "Stage",
    "StageChain",
    "field_map",
    "parse_fee",
    "parse_stage_chain",
    "unify",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
