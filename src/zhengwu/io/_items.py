"""A list of items, read from a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zhengwu.findings import Finding, Report, finding
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._text import Source
from zhengwu.items import (
    Catalogue,
    FieldMap,
    ImplementingItem,
    ItemReading,
    field_map,
)


class LoadedItems(NamedTuple):
    """What a file gave (清单读入结果).

    Attributes:
        catalogue: The items that could be read.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    catalogue: Catalogue
    report: Report


def iter_items(
    source: Source, fields: FieldMap | str = "portal", *, encoding: str | None = None
) -> Iterator[ItemReading]:
    """Read items one by one, in constant memory.

    Args:
        source: Path or open binary file in JSON Lines.
        fields: Field map, or the name of one that ships.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened or is no text.
        UnknownCodeError: No field map of that name.
    """
    reader = (field_map(fields) if isinstance(fields, str) else fields).reader()
    for record in iter_jsonl(source, encoding=encoding):
        if record.value is None:
            yield ItemReading(None, record.findings)
            continue
        item, found = reader.read(record.value, record.position)
        yield ItemReading(item, (*record.findings, *found))


def read_items(
    source: Source, fields: FieldMap | str = "portal", *, encoding: str | None = None
) -> LoadedItems:
    """Read a whole list: what is good, and what is wrong with the rest.

    Args:
        source: Path or open binary file in JSON Lines.
        fields: Field map, or the name of one that ships.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened or is no text.
        UnknownCodeError: No field map of that name.
    """
    items: list[ImplementingItem] = []
    found: list[Finding] = []
    records = 0
    for item, findings in iter_items(source, fields, encoding=encoding):
        records += 1
        found.extend(findings)
        if item is not None:
            items.append(item)
    if not records:
        found.append(finding("ZWIO006", ()))
    counts = {
        "records": records,
        "loaded": len(items),
        "set_aside": records - len(items),
    }
    return LoadedItems(Catalogue(items), Report(found, counts))
