"""Records of a JSON document: a list of objects, alone or under a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io._jsonl import make_decoder, replace_surrogates
from zhengwu.io._records import RawRecord, find_repeats
from zhengwu.io._text import Source, decode_lines, open_source


def iter_json(source: Source, *, encoding: str | None = None) -> Iterator[RawRecord]:
    """Read the records of a JSON document (读取 JSON).

    The document is a list of objects, or an object with exactly one list of objects, as
    web interfaces answer. The document is read as a whole; use JSON Lines for long lists.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened, is not JSON, or holds no list of records.
    """
    about_file: list[Finding] = []
    text = _read_text(source, encoding, about_file)
    document = _read_document(text, about_file)
    for position, value in enumerate(_pick_records(document)):
        if isinstance(value, dict):
            yield RawRecord(position, position + 1, value, tuple(about_file))
        else:
            kind = type(value).__name__
            wrong = finding(
                "ZWIO003", (position,), line=position + 1, type=kind, text=repr(value)
            )
            yield RawRecord(position, position + 1, None, (*about_file, wrong))
        about_file.clear()


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

    try:
        document = make_decoder(build_object).decode(text)
        if "\\u" in text and (clean := replace_surrogates(document)) != document:
            document = clean
            findings.append(finding("ZWIO009", (), line=1))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"不是合格的 JSON:{error}", f"not valid JSON: {error}"
        ) from None
    return document


def _pick_records(document: Any) -> list[Any]:
    """The list of records of a document."""
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
