"""A list of items, read from a file and written to one."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import IO, Any, Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._place import SourceMap
from zhengwu.io._csv import iter_csv, write_csv
from zhengwu.io._json import iter_json
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, writing
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
"""Form of a file by the end of its name (文件格式)."""

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of records read so far (进度回调)."""

_EVERY: Final = 1000


class LoadedItems(NamedTuple):
    """What a file gave (清单读入结果).

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
    """Read records one by one, whatever the file (逐条读取记录).

    Args:
        source: Path or open binary file.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``; by the end of the name if None, and
            ``jsonl`` for an open file.
        encoding: Encoding of the file; found out if None.
        sheet: Sheet of an Excel file; the first if None.

    Raises:
        InputError: The file cannot be opened or is not what its form says.
        UnknownCodeError: No such form.
        MissingExtraError: An Excel file, and the extra is not installed.
    """
    chosen = form or _form(source)
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


def _form(target: object) -> str:
    if isinstance(target, str | PathLike):
        ending = FilePath(fspath(target)).suffix.lower()
        return FORMS.get(ending, "jsonl")
    return "jsonl"


def iter_items(
    source: Source,
    fields: FieldMap | str = "portal",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[ItemReading]:
    """Read items one by one; JSON Lines and CSV in constant memory.

    Args:
        source: Path or open binary file.
        fields: Field map, or the name of one that ships.
        form: See `iter_records`.
        encoding: Encoding of the file; found out if None.
        sheet: Sheet of an Excel file; the first if None.

    Raises:
        InputError: The file cannot be opened or is no text.
        UnknownCodeError: No field map of that name.
    """
    return _read(
        iter_records(source, form=form, encoding=encoding, sheet=sheet), fields
    )


def _read(
    records: Iterator[RawRecord], fields: FieldMap | str
) -> Iterator[ItemReading]:
    reader = (field_map(fields) if isinstance(fields, str) else fields).reader()
    for record in records:
        if record.value is None:
            yield ItemReading(None, record.findings)
            continue
        item, found = reader.read(record.value, record.position)
        yield ItemReading(item, (*record.findings, *found))


def read_items(
    source: Source,
    fields: FieldMap | str = "portal",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> LoadedItems:
    """Read a whole list: what is good, and what is wrong with the rest.

    Args:
        source: Path or open binary file.
        fields: Field map, or the name of one that ships.
        form: See `iter_records`.
        encoding: Encoding of the file; found out if None.
        sheet: Sheet of an Excel file; the first if None.
        progress: Called now and then with the number of records read so far.

    Raises:
        InputError: The file cannot be opened or is no text.
        UnknownCodeError: No field map of that name.
    """
    items: list[ImplementingItem] = []
    found: list[Finding] = []
    lines = array("L")
    records = 0
    raw = iter_records(source, form=form, encoding=encoding, sheet=sheet)
    for item, findings in _read(_noted(raw, lines), fields):
        records += 1
        found.extend(findings)
        if item is not None:
            items.append(item)
        if progress is not None and records % _EVERY == 0:
            progress(records)
    if not records:
        found.append(finding("ZWIO006", ()))
    counts = {
        "records": records,
        "loaded": len(items),
        "set_aside": records - len(items),
    }
    name = fspath(source) if isinstance(source, str | PathLike) else ""
    where = SourceMap(name, sheet or "", lines)
    return LoadedItems(Catalogue(items), Report(found, counts, where))


def _noted(records: Iterator[RawRecord], lines: array[int]) -> Iterator[RawRecord]:
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
    """Write items to a file that `read_items` reads back as they are (写出清单).

    Args:
        items: The items.
        target: Path or open binary file.
        fields: Field map, or the name of one that ships.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx``; by the end of the name if None.
        partial: Whether elements that the map has no column for may be left out.

    Returns:
        How many were written.

    Raises:
        InputError: The file cannot be written; an element has no column; a text does not
            fit into the form.
        UnknownCodeError: No such form or field map.
    """
    chosen = form or _form(target)
    if chosen not in _WRITERS:
        raise UnknownCodeError("forms", chosen, tuple(_WRITERS))
    writer = RecordWriter(field_map(fields) if isinstance(fields, str) else fields)
    records = [writer.write(item, partial=partial) for item in items]
    columns = list(dict.fromkeys((*writer.columns, *(c for r in records for c in r))))
    write = _WRITERS[chosen]
    try:
        with writing(target) as file:
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
