"""Files and wire formats, in and out (读写).

>>> from io import BytesIO
>>> from zhengwu.io import read_items
>>> catalogue, report = read_items(BytesIO('{"name": "食品经营许可"}'.encode()))
>>> catalogue[0].name, report.counts["loaded"]
('食品经营许可', 1)
"""

from typing import TYPE_CHECKING

from zhengwu.io._events import iter_events, read_events, write_events
from zhengwu.io._items import iter_items, iter_records, read_items, write_items
from zhengwu.io._ledgers import read_ledger, write_ledger
from zhengwu.io._log_records import (
    LogColumns,
    LogRecord,
    iter_log_records,
    read_log_records,
)
from zhengwu.io._marking import write_marked
from zhengwu.io._mining import write_ocel, write_xes
from zhengwu.io._powers import read_powers, write_powers
from zhengwu.io._procedure_events import (
    iter_procedure_events,
    read_procedure_events,
    write_procedure_events,
)
from zhengwu.io._schemas import read_schema, schema_names
from zhengwu.io.source._bounds import Bounds

__all__ = [
    "Bounds",
    "LogColumns",
    "LogRecord",
    "iter_events",
    "iter_items",
    "iter_log_records",
    "iter_procedure_events",
    "iter_records",
    "read_events",
    "read_items",
    "read_ledger",
    "read_log_records",
    "read_powers",
    "read_procedure_events",
    "read_schema",
    "schema_names",
    "write_events",
    "write_items",
    "write_ledger",
    "write_marked",
    "write_ocel",
    "write_powers",
    "write_procedure_events",
    "write_xes",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
