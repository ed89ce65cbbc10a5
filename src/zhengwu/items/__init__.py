"""The catalogue of service items (事项目录), and reading it from records.

`field_map("portal")` reads the flat records that portals publish; a user writes other
maps as TOML, see `FieldMap`.
"""

from zhengwu.items._field_map import FieldMap, ItemReading, RecordReader, field_map
from zhengwu.items._item import Catalogue, ImplementingItem, Origin

__all__ = [
    "Catalogue",
    "FieldMap",
    "ImplementingItem",
    "ItemReading",
    "Origin",
    "RecordReader",
    "field_map",
]
