"""A ledger as flat rows for tables, and the rows of a table as a ledger."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from zhengwu._dates import as_instant, parse_date, parse_instant
from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._text import Text, quote_value
from zhengwu._values import as_object, join_problems, nest, shape_of
from zhengwu.limits import Light
from zhengwu.process.engine._fields import SHAPES
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import FieldType
from zhengwu.process.views._ledger import Ledger, LedgerDue, LedgerRow

_FACT: Final = "fact."
COLUMNS: Final = (
    "procedure", "read_at", "case", "rules", "phase", "outcome", "owner",
    "began", "decided", "ended", "is_open", "on_time", "light",
    "due", "due_of", "due_key", "due_over", "due_certain", "due_judged", "more_due",
    "paused",
)  # fmt: skip
"""Columns of a ledger before those of the facts (台账列)."""

_DUE: Final = ("due", "due_of", "due_key", "due_over", "due_certain", "due_judged")


def list_columns(ledger: Ledger) -> tuple[str, ...]:
    """Columns of a ledger: those of every ledger, then the facts of its cases."""
    facts = {name for row in ledger.rows for name in row.facts}
    return (*COLUMNS, *(f"{_FACT}{name}" for name in sorted(facts)))


def write_row(ledger: Ledger, row: LedgerRow, columns: Sequence[str]) -> dict[str, Any]:
    """A case as a flat row; a column without a value is None."""
    first = row.dues[0] if row.dues else None
    written: dict[str, Any] = {
        "procedure": ledger.procedure,
        "read_at": ledger.at.isoformat(),
        "case": row.case,
        "rules": row.rules or None,
        "phase": row.phase or None,
        "outcome": row.outcome or None,
        "owner": row.owner or None,
        "began": _write_instant(row.began),
        "decided": _write_instant(row.decided),
        "ended": _write_instant(row.ended),
        "is_open": row.is_open,
        "on_time": row.on_time,
        "light": row.light.value,
        **dict.fromkeys(_DUE),
        "more_due": None,
        "paused": _write_json(row.paused) if row.paused else None,
    }
    if first is not None:
        written |= zip(_DUE, _write_due(first), strict=True)
        more = [_write_due(due) for due in row.dues[1:]]
        written["more_due"] = _write_json(more) if more else None
    for column in columns[len(COLUMNS) :]:
        fact = row.facts.get(column.removeprefix(_FACT))
        written[column] = None if fact is None else _write_fact(fact)
    return written


def _write_instant(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_due(due: LedgerDue) -> tuple[str, str, str | None, bool, bool, bool]:
    key = due.key or None
    return due.day.isoformat(), due.name, key, due.over, due.certain, due.judged


def _write_fact(value: Any) -> Any:
    """Value of a fact in a cell: a text, a whole number, or yes or no."""
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        texts: tuple[str, ...] = value
        return _write_json(texts)
    return _write_json(value.to_data())


def read_row(
    record: Mapping[str, Any], procedure: Procedure, taken: Container[str] = ()
) -> tuple[dt.datetime, LedgerRow]:
    """Instant and case of a flat row, as `write_row` writes it; cells may be texts.

    Args:
        record: The row.
        procedure: The procedure of the ledger.
        taken: Cases that have a row already.

    Raises:
        InputError: A cell cannot be used; every problem is listed with its column.
    """
    at, row = _RowParser(record, procedure).parse()
    if row.case in taken:
        raise InputError(
            f"办件 {row.case} 已有一行", f"case {row.case} has a row already"
        )
    return at, row


def list_unread(record: Mapping[str, Any], procedure: Procedure) -> list[str]:
    """Columns of a row that are no columns of a ledger of the procedure."""
    known = {*COLUMNS, *(f"{_FACT}{name}" for name in procedure.fact_by_id)}
    return [column for column in record if column not in known]


_MISSING: Final = Text("必填,但没有", "is required and missing")


class _RowParser:
    """Reads the cells of one row, and collects what is wrong with them."""

    def __init__(self, record: Mapping[str, Any], procedure: Procedure) -> None:
        self._record = record
        self._procedure = procedure
        self._problems: list[Problem] = []

    def parse(self) -> tuple[dt.datetime, LedgerRow]:
        """The row."""
        procedure = self._procedure
        known = procedure.phase_by_id, procedure.outcome_by_id
        of = self._read_cell("procedure", _read_text) or ""
        if of != procedure.id:
            self._refuse(
                "procedure",
                Text(
                    f"台账属于程序 {of!r},不属于 {procedure.id!r}",
                    f"the ledger is of procedure {of!r}, not of {procedure.id!r}",
                ),
            )
        values: dict[str, Any] = {
            "case": self._require("case", _read_text),
            "rules": self._read_cell("rules", _read_text) or "",
            "phase": self._read_cell("phase", _one_of(known[0])) or "",
            "outcome": self._read_cell("outcome", _one_of(known[1])) or "",
            "owner": self._read_cell("owner", _read_text) or "",
            "began": self._read_cell("began", _read_instant),
            "decided": self._read_cell("decided", _read_instant),
            "ended": self._read_cell("ended", _read_instant),
            "is_open": self._require("is_open", _read_bool),
            "on_time": self._read_cell("on_time", _read_bool),
            "light": self._read_cell("light", _read_light) or Light.GREEN,
            "dues": self._read_dues(),
            "paused": self._read_cell("paused", _read_texts) or (),
            "facts": self._read_facts(),
        }
        at = self._require("read_at", _read_instant)
        if self._problems:
            raise join_problems(self._problems)
        return at, LedgerRow(**values)

    def _refuse(self, column: str, problem: Text) -> None:
        self._problems.append(Problem((column,), problem.zh, problem.en))

    def _read_cell(self, column: str, read: Callable[[Any], Any]) -> Any:
        cell = self._record.get(column)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        try:
            return read(cell)
        except InputError as error:
            self._problems += nest(error, column)
            return None

    def _require(self, column: str, read: Callable[[Any], Any]) -> Any:
        before = len(self._problems)
        value = self._read_cell(column, read)
        if value is None and len(self._problems) == before:
            self._refuse(column, _MISSING)
        return value

    def _read_dues(self) -> tuple[LedgerDue, ...]:
        if self._read_cell("due", _read_text) is None:
            return ()
        first = LedgerDue.trusted(
            day=self._read_cell("due", _read_day),
            name=self._require("due_of", self._read_name),
            key=self._read_cell("due_key", _read_text) or "",
            over=bool(self._read_cell("due_over", _read_bool)),
            certain=self._read_cell("due_certain", _read_bool) is not False,
            judged=bool(self._read_cell("due_judged", _read_bool)),
        )
        return (first, *(self._read_cell("more_due", self._read_more) or ()))

    def _read_name(self, cell: Any) -> str:
        procedure = self._procedure
        return _one_of({**procedure.clock_by_id, **procedure.side_by_id})(cell)

    def _read_more(self, cell: Any) -> tuple[LedgerDue, ...]:
        dues: list[LedgerDue] = []
        for entry in _read_json(cell):
            if not isinstance(entry, list) or len(entry) != len(_DUE):
                raise InputError(
                    f"应为 [日期, 名称, 编号, 已届满, 确定, 评判],现为 {quote_value(entry)}",
                    "must be [day, name, key, over, certain, judged], not "
                    f"{quote_value(entry)}",
                )
            day, name, key, *flags = entry
            over, certain, judged = (_read_bool(flag) for flag in flags)
            dues.append(
                LedgerDue(
                    day=_read_day(day),
                    name=self._read_name(name),
                    key="" if key is None else _read_text(key),
                    over=over,
                    certain=certain,
                    judged=judged,
                )
            )
        return tuple(dues)

    def _read_facts(self) -> FrozenMap[Any]:
        facts: dict[str, Any] = {}
        for name, row in self._procedure.fact_by_id.items():
            column = f"{_FACT}{name}"
            value = self._read_cell(column, _FACT_READERS.get(row.type, _read_text))
            if value is not None:
                facts[name] = value
        return FrozenMap(facts)


def _read_text(cell: Any) -> str:
    if not isinstance(cell, str):
        raise InputError(
            f"应为文字,现为 {quote_value(cell)}",
            f"must be text, not {quote_value(cell)}",
        )
    return cell


def _one_of(known: Mapping[str, Any]) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        text = _read_text(cell).strip()
        if text not in known:
            listed, shown = ", ".join(known), quote_value(text)
            raise InputError(
                f"应为 {listed} 之一,现为 {shown}",
                f"must be one of {listed}, not {shown}",
            )
        return text

    return read


_YES_NO: Final = {"true": True, "false": False, "是": True, "否": False}


def _read_bool(cell: Any) -> bool:
    known = cell if isinstance(cell, bool) else None
    if isinstance(cell, str):
        known = _YES_NO.get(cell.strip().lower())
    if known is None:
        raise InputError(
            f"应为 true(是)或 false(否),现为 {quote_value(cell)}",
            f"must be true or false, not {quote_value(cell)}",
        )
    return known


def _read_day(cell: Any) -> dt.date:
    return parse_date(_read_text(cell), "日期")


def _read_instant(cell: Any) -> dt.datetime:
    return as_instant(parse_instant(_read_text(cell), "时刻"), "at")


def _read_light(cell: Any) -> Light:
    return Light(_one_of({light.value: light for light in Light})(cell))


def _read_json(cell: Any) -> list[Any]:
    try:
        value = json.loads(_read_text(cell))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        raise InputError(
            f"应为 JSON 列表,现为 {quote_value(cell)}",
            f"must be a list in JSON, not {quote_value(cell)}",
        )
    return value


def _read_texts(cell: Any) -> tuple[str, ...]:
    return tuple(_read_text(entry) for entry in _read_json(cell))


def _read_whole(cell: Any) -> int:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = _read_text(cell).strip()
    if not (text.removeprefix("-").isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise InputError(
            f"应为整数,现为 {quote_value(cell)}",
            f"must be a whole number, not {quote_value(cell)}",
        )
    return int(text)


_LONGEST_NUMBER: Final = 30


def _read_number(cell: Any) -> Decimal:
    return shape_of(Decimal).read(cell)  # type: ignore[no-any-return]


def _read_limit(cell: Any) -> Any:
    try:
        data = json.loads(_read_text(cell))
    except (ValueError, RecursionError):
        data = None
    return SHAPES[FieldType.LIMIT].read(as_object(data))


_FACT_READERS: Final[Mapping[FieldType, Callable[[Any], Any]]] = {
    FieldType.TEXTS: _read_texts,
    FieldType.DATE: _read_day,
    FieldType.INSTANT: _read_instant,
    FieldType.BOOL: _read_bool,
    FieldType.WHOLE: _read_whole,
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_number,
    FieldType.LIMIT: _read_limit,
}
