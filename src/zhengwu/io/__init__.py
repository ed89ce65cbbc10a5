"""Files and wire formats, in and out (读写).

>>> from io import BytesIO
>>> from zhengwu.io import read_items
>>> catalogue, report = read_items(BytesIO('{"name": "食品经营许可"}'.encode()))
>>> catalogue[0].name, report.counts["loaded"]
('食品经营许可', 1)
"""

from zhengwu.io._items import LoadedItems, iter_items, read_items
from zhengwu.io._jsonl import RawRecord, iter_jsonl
from zhengwu.io._text import Source

__all__ = [
    "LoadedItems",
    "RawRecord",
    "Source",
    "iter_items",
    "iter_jsonl",
    "read_items",
]
