"""Records of a JSON document: the longest list of objects in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io.json._depth import DEEPEST, is_deep, may_be_deep, prune
from zhengwu.io.json._jsonl import make_decoder, replace_surrogates, report_deep
from zhengwu.io.source._records import RawRecord, find_repeats
from zhengwu.io.source._text import Source, decode_lines, open_source

_WRAPPED: Final = 10  # levels of objects around the list of records


def iter_json(source: Source, *, encoding: str | None = None) -> Iterator[RawRecord]:
    """Read the records of a JSON document (读取 JSON).

    The document is a list of objects, or an object that holds the list at any place, as
    web interfaces answer; of several lists of objects the longest is read. The document
    is read as a whole; use JSON Lines for long lists.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened, is not JSON, or holds no list of records.
    """
    about_file: list[Finding] = []
    text = _read_text(source, encoding, about_file)
    document = _read_document(text, about_file)
    deep, escaped = may_be_deep(text), "\\u" in text
    for position, entry in enumerate(_pick_records(document)):
        line = position + 1
        value, findings = _check_record(
            entry, (position,), line, deep=deep, escaped=escaped
        )
        yield RawRecord(position, line, value, (*about_file, *findings))
        about_file.clear()


def _check_record(
    entry: Any, path: tuple[int], line: int, *, deep: bool, escaped: bool
) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The record of an entry, None if it cannot be read, and what is wrong with it."""
    if deep and isinstance(entry, dict | list) and is_deep(entry):
        return None, [report_deep(path, line, "")]
    if not isinstance(entry, dict):
        kind = type(entry).__name__
        return None, [finding("ZWIO003", path, line=line, type=kind, text=repr(entry))]
    record: dict[str, Any] = entry
    if escaped and (clean := replace_surrogates(record)) != record:
        return clean, [finding("ZWIO009", path, line=line)]
    return record, []


def _read_text(source: Source, encoding: str | None, findings: list[Finding]) -> str:
    with open_source(source) as file:
        lines = [*decode_lines(file, encoding, findings)]
    for line in lines:
        if line.text is None:
            raise InputError(
                f"第 {line.number} 行不是文本:{line.problem}",
                f"line {line.number} is not text: {line.problem}",
            )
    return "\n".join(line.text or "" for line in lines)


def _read_document(text: str, findings: list[Finding]) -> Any:
    def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            repeats = find_repeats(name for name, _ in pairs)
            findings.extend(finding("ZWIO004", (), key=name) for name in repeats)
        return values

    decoder = make_decoder(build_object)
    try:
        try:
            return decoder.decode(text)
        except RecursionError:  # one value must not lose the others
            return decoder.decode(prune(text, DEEPEST + 2 * _WRAPPED))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"不是合格的 JSON:{error}", f"not valid JSON: {error}"
        ) from None


def _pick_records(document: Any) -> list[Any]:
    """The list of records of a document: itself, or the longest list of objects in it.

    A list outside others is preferred to lists of equal length within it.
    """
    if isinstance(document, list):
        return document
    level = [document] if isinstance(document, dict) else []
    lists: list[list[Any]] = []
    for _ in range(_WRAPPED):
        inside = [value for parent in level for value in parent.values()]
        lists += [value for value in inside if isinstance(value, list)]
        level = [value for value in inside if isinstance(value, dict)]
    of_objects = [
        entries for entries in lists if any(isinstance(e, dict) for e in entries)
    ]
    if of_objects:
        return max(of_objects, key=len)
    if len(lists) == 1:
        return lists[0]
    raise InputError(
        'JSON 中应有一个记录列表:[...] 或 {"...": [...]}',
        'the JSON must hold one list of records: [...] or {"...": [...]}',
    )
