"""Reading a list of items from a file, and writing it to a file."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import IO, Any, Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.findings import Finding, Report, finding
from zhengwu.io._csv import iter_csv, write_csv
from zhengwu.io._json import iter_json
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._records import RawRecord, make_report
from zhengwu.io._text import Source, open_target
from zhengwu.items import Catalogue, FieldMap, ImplementingItem, field_map
from zhengwu.items._field_map import ItemReading
from zhengwu.items._writing import RecordWriter, flat

FORMS: Final[Mapping[str, str]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
}
"""Form of a file by the extension of its name (文件格式)."""

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of records read so far (进度回调)."""

_EVERY: Final = 1000


class LoadedItems(NamedTuple):
    """Items of a file, and what was wrong while reading (清单读入结果).

    Attributes:
        catalogue: The items that could be read.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    catalogue: Catalogue
    report: Report


def iter_records(
    source: Source,
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[RawRecord]:
    """Read the records of a file of any form, one at a time (逐条读取记录).

    Args:
        source: Path or open binary file.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``. If None, the extension of the name
            decides; an open file is read as ``jsonl``.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of an Excel file; the first sheet if None.

    Raises:
        InputError: The file cannot be opened or does not have its form.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is an Excel file and the extra is not installed.
    """
    chosen = form or detect_form(source)
    if chosen == "xlsx":
        from zhengwu.io.xlsx import iter_xlsx

        return iter_xlsx(source, sheet=sheet)
    readers: Mapping[str, Callable[..., Iterator[RawRecord]]] = {
        "jsonl": iter_jsonl,
        "json": iter_json,
        "csv": iter_csv,
    }
    if chosen not in readers:
        raise UnknownCodeError("forms", chosen, (*readers, "xlsx"))
    return readers[chosen](source, encoding=encoding)


def detect_form(file: object) -> str:
    """Form of a file by the extension of its name; JSON Lines for an open file."""
    if isinstance(file, str | PathLike):
        extension = FilePath(fspath(file)).suffix.lower()
        return FORMS.get(extension, "jsonl")
    return "jsonl"


def iter_items(
    source: Source,
    fields: FieldMap | str = "portal",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[ItemReading]:
    """Read items one at a time; JSON Lines and CSV in constant memory.

    Args:
        source: Path or open binary file.
        fields: Field map, or the name of a built-in field map.
        form: See `iter_records`.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of an Excel file; the first sheet if None.

    Raises:
        InputError: The file cannot be opened or is not text.
        UnknownCodeError: No field map has that name.
    """
    records = iter_records(source, form=form, encoding=encoding, sheet=sheet)
    return _iter_readings(records, fields)


def _iter_readings(
    records: Iterator[RawRecord], fields: FieldMap | str
) -> Iterator[ItemReading]:
    reader = (field_map(fields) if isinstance(fields, str) else fields).reader()
    for record in records:
        if record.value is None:
            yield ItemReading(None, record.findings)
            continue
        item, findings = reader.read(record.value, record.position)
        yield ItemReading(item, (*record.findings, *findings))


def read_items(
    source: Source,
    fields: FieldMap | str = "portal",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> LoadedItems:
    """Read a whole list: the usable items, and what is wrong with the records.

    Args:
        source: Path or open binary file.
        fields: Field map, or the name of a built-in field map.
        form: See `iter_records`.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of an Excel file; the first sheet if None.
        progress: Called after every thousand records with the number of records read.

    Raises:
        InputError: The file cannot be opened or is not text.
        UnknownCodeError: No field map has that name.
    """
    items: list[ImplementingItem] = []
    findings: list[Finding] = []
    lines = array("L")
    records = iter_records(source, form=form, encoding=encoding, sheet=sheet)
    for reading in _iter_readings(_note_lines(records, lines), fields):
        findings.extend(reading.findings)
        if reading.item is not None:
            items.append(reading.item)
        if progress is not None and len(lines) % _EVERY == 0:
            progress(len(lines))
    if not lines:
        findings.append(finding("ZWIO006", ()))
    report = make_report(source, findings, lines, loaded=len(items), sheet=sheet or "")
    return LoadedItems(Catalogue(items), report)


def _note_lines(records: Iterator[RawRecord], lines: array[int]) -> Iterator[RawRecord]:
    """The same records; the line of each record is added to `lines`."""
    for record in records:
        lines.append(record.line)
        yield record


def write_items(
    items: Iterable[ImplementingItem],
    target: str | PathLike[str] | IO[bytes],
    fields: FieldMap | str = "canonical",
    *,
    form: str | None = None,
    partial: bool = False,
) -> int:
    """Write items to a file; `read_items` reads the same items back (写出清单).

    Args:
        items: The items.
        target: Path or open binary file.
        fields: Field map, or the name of a built-in field map.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``; by the extension of the name if
            None.
        partial: Whether elements for which the field map has no column may be left out.

    Returns:
        Number of items written.

    Raises:
        InputError: The file cannot be written; an element has no column; a text does not
            fit into the form.
        UnknownCodeError: There is no such form or field map.
    """
    chosen = form or detect_form(target)
    if chosen not in _WRITERS:
        raise UnknownCodeError("forms", chosen, tuple(_WRITERS))
    writer = RecordWriter(field_map(fields) if isinstance(fields, str) else fields)
    records = [writer.write(item, partial=partial) for item in items]
    more = (column for record in records for column in record)
    columns = list(dict.fromkeys((*writer.columns, *more)))
    write = _WRITERS[chosen]
    try:
        with open_target(target) as file:
            return write(records, file, columns)
    except (UnicodeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"内容写不进 {chosen}:{error}", f"cannot be written as {chosen}: {error}"
        ) from None


def _write_jsonl(
    records: list[dict[str, Any]], file: IO[bytes], _: Iterable[str]
) -> int:
    for record in records:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        file.write(text.encode() + b"\n")
    return len(records)


def _write_json(
    records: list[dict[str, Any]], file: IO[bytes], _: Iterable[str]
) -> int:
    text = json.dumps(records, ensure_ascii=False, allow_nan=False, indent=1)
    file.write(text.encode() + b"\n")
    return len(records)


def _write_csv(
    records: list[dict[str, Any]], file: IO[bytes], columns: Iterable[str]
) -> int:
    return write_csv(map(flat, records), file, columns)


def _write_xlsx(
    records: list[dict[str, Any]], file: IO[bytes], columns: Iterable[str]
) -> int:
    from zhengwu.io.xlsx import write_xlsx

    return write_xlsx(map(flat, records), file, columns)


_WRITERS: Final[Mapping[str, Callable[..., int]]] = {
    "jsonl": _write_jsonl,
    "json": _write_json,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
