"""Reading a list of items from a file, and writing it to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import IO, Any, Final, NamedTuple, TypeAlias, cast

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.findings import Finding, Report, finding
from zhengwu.io._list import AUTO, ListReader, list_known, shift_records
from zhengwu.io.json._json import iter_json
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.io.source._bounds import DEFAULT_BOUNDS, Bounds
from zhengwu.io.source._records import (
    RawRecord,
    SourceNotes,
    count_records,
    name_source,
)
from zhengwu.io.source._text import Source, open_target
from zhengwu.io.tables._csv import iter_csv, write_csv
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
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
}
"""Form of a file by the extension of its name (文件格式)."""

_UNWRITTEN: Final = (".xlsm", ".xls", ".ods")

Sources: TypeAlias = Source | Sequence[Source]
"""A file, or several files that are read as one list (一个或几个数据源)."""

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
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Iterator[RawRecord]:
    """Read the records of a file of any form, one at a time (逐条读取记录).

    Args:
        source: Path or open binary file.
        form: ``jsonl``, ``json``, ``csv`` or ``xlsx`` (also for OpenDocument). If None,
            the extension of the name decides; an open file without a name is read as
            ``jsonl``.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of a spreadsheet; if None, all sheets with the header of the list.
        bounds: Bounds on a spreadsheet, and on the text of a cell.

    Raises:
        InputError: The file cannot be opened or does not have its form; the extension of
            its name is unknown; it is beyond the bounds.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is a spreadsheet and the extra is not installed.

    >>> from io import BytesIO
    >>> [r.value for r in iter_records(BytesIO(b'{"name": "x"}'))]
    [{'name': 'x'}]
    """
    return _iter_records(source, _Reading(form, encoding, sheet, bounds), None)


class _Reading(NamedTuple):
    """How files are read."""

    form: str | None
    encoding: str | None
    sheet: str | None
    bounds: Bounds


def _iter_records(
    source: Source, how: _Reading, known: Collection[str] | None
) -> Iterator[RawRecord]:
    """The records of a file; `known` are the headings that mark the header."""
    form = how.form or detect_form(source)
    match form:
        case "jsonl":
            return iter_jsonl(source, encoding=how.encoding)
        case "json":
            return iter_json(source, encoding=how.encoding)
        case "csv":
            return iter_csv(
                source, encoding=how.encoding, bounds=how.bounds, known=known
            )
        case "xlsx":
            from zhengwu.io.tables._sheets import iter_xlsx

            return iter_xlsx(source, sheet=how.sheet, bounds=how.bounds, known=known)
        case _:
            raise UnknownCodeError("forms", form, tuple(_WRITERS))


def detect_form(file: object, *, writing: bool = False) -> str:
    """Form of a file by its name; of an open file and a pipe, JSON Lines."""
    is_path = isinstance(file, str | PathLike)
    name = file if is_path else getattr(file, "name", None)
    name = fspath(name) if isinstance(name, str | PathLike) else name
    extension = FilePath(name).suffix.lower() if isinstance(name, str) else ""
    if extension in FORMS:
        return FORMS[extension]
    if not is_path or not (writing or _is_regular(str(name))):
        return "jsonl"
    raise InputError(
        f"认不得 {name!r} 的扩展名 {extension!r};认得 {'、'.join(FORMS)},"
        "其他文件请用 form= 说明格式(命令行 --form)",
        f"the ending {extension!r} of {name!r} is unknown; known endings are "
        f"{', '.join(FORMS)}; state the form of other files with form= (--form on the "
        "command line)",
    )


def _is_regular(name: str) -> bool:
    """Whether a name is that of a regular file; false if the file cannot be read."""
    try:
        return FilePath(name).is_file()
    except (OSError, ValueError):
        return False


def iter_items(
    source: Source,
    fields: FieldMap | str = "auto",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Iterator[ItemReading]:
    """Read items one at a time; JSON Lines and CSV in constant memory (逐项读取).

    Args:
        source: Path or open binary file.
        fields: Field map, the name of a built-in field map, or ``auto``: see `read_items`.
        form: See `iter_records`.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of a spreadsheet; if None, all sheets with the header of the list.
        bounds: See `iter_records`.

    Raises:
        InputError: The file cannot be opened or is not text.
        UnknownCodeError: No field map has that name.
    """
    how = _Reading(form, encoding, sheet, bounds)
    chosen = fields if isinstance(fields, FieldMap) else _get_map(fields)
    records = _iter_records(source, how, list_known(chosen))
    return ListReader(records, chosen).iter_readings()


def _get_map(name: str) -> FieldMap | None:
    """A built-in map; None for the map that fits best."""
    return None if name == AUTO else field_map(name)


def read_items(
    source: Sources,
    fields: FieldMap | str = "auto",
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
    progress: Progress | None = None,
) -> LoadedItems:
    r"""Read a whole list: the usable items, and what is wrong with the records (读取清单).

    Without a field map, the built-in map that names the most columns is chosen, or usual
    headings such as 事项名称 are understood; a finding says so, unless it is the map
    ``portal``. Several files are read as one list: the records are numbered throughout,
    and the report knows the file of each.

    Args:
        source: Path or open binary file, or several of them.
        fields: Field map, the name of a built-in field map, or ``auto``.
        form: See `iter_records`.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of a spreadsheet; if None, all sheets with the header of the list.
        bounds: See `iter_records`.
        progress: Called after every thousand records with the number of records read.

    Raises:
        InputError: The file cannot be opened or is not text.
        UnknownCodeError: No field map has that name.

    >>> from io import BytesIO
    >>> table = "事项名称,承诺时限\n取水许可,20个工作日\n"
    >>> catalogue, report = read_items(BytesIO(table.encode()), form="csv")
    >>> catalogue[0].name, str(catalogue[0].committed_limit.limit.amount)
    ('取水许可', '20')
    """
    sources = _list_sources(source)
    how = _Reading(form, encoding, sheet, bounds)
    chosen = fields if isinstance(fields, FieldMap) else _get_map(fields)
    items: list[ImplementingItem] = []
    findings: list[Finding] = []
    notes = SourceNotes()
    lines = notes.lines
    for each in sources:
        start = len(lines)
        records = _iter_records(each, how, list_known(chosen))
        noted = notes.note(records, name_source(each))
        reader = ListReader(shift_records(noted, start), chosen)
        for reading in reader.iter_readings():
            findings.extend(reading.findings)
            if reading.item is not None:
                items.append(reading.item)
            if progress is not None and len(lines) % _EVERY == 0:
                progress(len(lines))
        place = (start,) if start else ()
        if len(lines) == start:
            findings.append(finding("ZWIO006", place))
        else:
            findings += reader.check_columns(place)
    name = name_source(sources[0]) if len(sources) == 1 else ""
    counts = count_records(len(lines), len(items))
    report = Report(findings, counts, notes.make_map(name, sheet or ""))
    return LoadedItems(Catalogue(items), report)


def _list_sources(source: Sources) -> list[Source]:
    if isinstance(source, list | tuple):
        return [*source]
    return [cast("Source", source)]


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
    writer = RecordWriter(field_map(fields) if isinstance(fields, str) else fields)
    records = [writer.write(item, partial=partial) for item in items]
    more = (column for record in records for column in record)
    columns = list(dict.fromkeys((*writer.columns, *more)))
    return write_table(records, target, columns, form=form)


def write_table(
    records: list[dict[str, Any]],
    target: str | PathLike[str] | IO[bytes],
    columns: Iterable[str],
    *,
    form: str | None = None,
) -> int:
    """Write records in the form that the caller or the name of the file states.

    Raises:
        InputError: The file cannot be written, or a text does not fit into the form.
        UnknownCodeError: There is no such form.
    """
    chosen = form or detect_form(target, writing=True)
    name = name_source(target) if form is None else ""
    if name.lower().endswith(_UNWRITTEN):
        raise InputError(
            f"写不了 {name!r} 这种表格;请用 .xlsx 或 .csv",
            f"cannot write {name!r}, a spreadsheet of that kind; use .xlsx or .csv",
        )
    if chosen not in _WRITERS:
        raise UnknownCodeError("forms", chosen, tuple(_WRITERS))
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


def iter_table(
    source: Source,
    known: Collection[str],
    *,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[RawRecord]:
    """Read the records of a file whose columns are known; see `iter_records`."""
    return _iter_records(source, _Reading(form, encoding, sheet, DEFAULT_BOUNDS), known)


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
