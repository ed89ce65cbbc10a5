"""Ledgers as tables: JSON Lines, JSON, CSV and Excel, out and in again."""

from __future__ import annotations

from os import PathLike
from typing import IO, Any, NamedTuple

from zhengwu._errors import InputError
from zhengwu.findings import Finding, Report, finding
from zhengwu.io._items import iter_table, write_table
from zhengwu.io.source._records import make_report
from zhengwu.io.source._text import Source
from zhengwu.process import Ledger, LedgerRow, Procedure
from zhengwu.process.views._ledger_table import COLUMNS, list_unread, read_row


class LoadedLedger(NamedTuple):
    """Ledger of a file, and what was wrong while reading (台账读入结果).

    Attributes:
        ledger: The ledger, as of the latest instant in its rows.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    ledger: Ledger
    report: Report


def write_ledger(
    ledger: Ledger,
    target: str | PathLike[str] | IO[bytes],
    *,
    form: str | None = None,
) -> int:
    """Write a ledger as a table; `read_ledger` reads the same ledger back (写出台账).

    Args:
        ledger: The ledger.
        target: Path or open binary file.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``; by the extension of the name if
            None.

    Returns:
        Number of cases written.

    Raises:
        InputError: The file cannot be written, or a text does not fit into the form.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is a spreadsheet and the extra is not installed.

    >>> from io import BytesIO
    >>> from datetime import datetime, timedelta, timezone
    >>> at = datetime(2026, 10, 12, 9, tzinfo=timezone(timedelta(hours=8)))
    >>> write_ledger(Ledger(procedure="hotline", at=at), BytesIO(), form="csv")
    0
    """
    return write_table([*ledger.to_rows()], target, ledger.columns, form=form)


def read_ledger(
    source: Source,
    procedure: Procedure,
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> LoadedLedger:
    """Read a ledger that `write_ledger` wrote, and that people may have edited (读取台账).

    A row that cannot be used is left out with a finding; columns that people added are
    reported once.

    Args:
        source: Path or open binary file.
        procedure: The procedure of the cases.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``; by the extension of the name if
            None.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of a spreadsheet.

    Raises:
        InputError: The file cannot be opened or is not text, or no row can be used.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is a spreadsheet and the extra is not installed.
    """
    known = {*COLUMNS, *(f"fact.{name}" for name in procedure.fact_by_id)}
    findings: list[Finding] = []
    lines: list[int] = []
    unread: dict[str, None] = {}
    rows: dict[str, LedgerRow] = {}
    at: Any = None
    records = iter_table(source, known, form=form, encoding=encoding, sheet=sheet)
    for record in records:
        lines.append(record.line)
        findings += record.findings
        if record.value is None:
            continue
        unread |= dict.fromkeys(list_unread(record.value, procedure))
        try:
            read_at, row = read_row(record.value, procedure, rows)
        except InputError as error:
            values = {"problem_zh": error.message_zh, "problem_en": error.message_en}
            path = (record.position,)
            findings.append(finding("ZWIO017", path, line=record.line, **values))
            continue
        rows[row.case] = row
        at = read_at if at is None else max(at, read_at)
    if unread:
        findings.append(finding("ZWIO018", (), columns=", ".join(unread)))
    if at is None:
        first = next((f for f in findings if f.code == "ZWIO017"), None)
        zh = "" if first is None else f":{first.message_zh}"
        en = "" if first is None else f": {first.message_en}"
        raise InputError(
            f"台账中没有可用的记录{zh}", f"the ledger has no usable row{en}"
        )
    ledger = Ledger(procedure=procedure.id, at=at, rows=tuple(rows.values()))
    return LoadedLedger(ledger, make_report(source, findings, lines, loaded=len(rows)))
