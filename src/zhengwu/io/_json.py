"""Records of a JSON document: a list of objects, alone or under one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io._jsonl import loads, without_surrogates
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Source, decoded_lines, opened


def iter_json(source: Source, *, encoding: str | None = None) -> Iterator[RawRecord]:
    """Read the records of a JSON document (读取 JSON).

    The document is a list of objects, or an object with exactly one list of objects, as
    interfaces answer. It is read as a whole; for lists of any size use JSON Lines.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened, is no JSON, or holds no list of records.
    """
    about: list[Finding] = []
    with opened(source) as file:
        lines = [*decoded_lines(file, encoding, about)]
    for line in lines:
        if line.text is None:
            raise InputError(
                f"第 {line.number} 行不是文本:{line.problem}",
                f"line {line.number} is no text: {line.problem}",
            )

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(found)
        if len(values) < len(found):
            times = Counter(name for name, _ in found)
            twice = [name for name, number in times.items() if number > 1]
            about.extend(finding("ZWIO004", (), key=name) for name in twice)
        return values

    try:
        text = "\n".join(line.text or "" for line in lines)
        document = loads(text, pairs)
        if "\\u" in text and (clean := without_surrogates(document)) != document:
            document = clean
            about.append(finding("ZWIO009", (), line=1))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"不是合格的 JSON:{error}", f"not valid JSON: {error}"
        ) from None
    for position, value in enumerate(_records(document)):
        if isinstance(value, dict):
            yield RawRecord(position, position + 1, value, tuple(about))
        else:
            kind = type(value).__name__
            wrong = finding(
                "ZWIO003", (position,), line=position + 1, type=kind, text=repr(value)
            )
            yield RawRecord(position, position + 1, None, (*about, wrong))
        about.clear()


def _records(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        lists = [entry for entry in document.values() if isinstance(entry, list)]
        if len(lists) == 1:
            return lists[0]
    raise InputError(
        'JSON 中应有一个记录列表:[...] 或 {"...": [...]}',
        'the JSON must hold one list of records: [...] or {"...": [...]}',
    )
