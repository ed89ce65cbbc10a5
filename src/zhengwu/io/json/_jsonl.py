"""Records of a JSON Lines file: one record per line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, NoReturn

from zhengwu._paths import Path
from zhengwu.findings import Finding, finding
from zhengwu.io.json._depth import DEEPEST, is_deep, may_be_deep
from zhengwu.io.source._records import RawRecord, find_repeats
from zhengwu.io.source._text import Line, Source, decode_lines, open_source


def iter_jsonl(source: Source, *, encoding: str | None = None) -> Iterator[RawRecord]:
    """Read a JSON Lines file record by record, in constant memory.

    A line that is not a JSON object yields a record without a value and with a finding;
    the other lines are read as usual.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; detected if None (UTF-8, UTF-16 with a byte order
            mark, GB 18030).

    Raises:
        InputError: The file cannot be opened or is not text.
    """
    with open_source(source) as file:
        about_file: list[Finding] = []
        position, decoder = 0, _Decoder()
        for line in decode_lines(file, encoding, about_file):
            if line.text is not None and not line.text.strip():
                continue
            value, findings = _read_record(decoder, line, position)
            if about_file:
                findings = [*about_file, *findings]
                about_file.clear()
            yield RawRecord(position, line.number, value, tuple(findings))
            position += 1


class _Decoder:
    """Decoder of strict JSON that notes the keys that an object repeats.

    perf: one decoder per file; creating a decoder per line takes as long as decoding a
    short line.
    """

    def __init__(self) -> None:
        self.repeated: list[tuple[dict[str, Any], list[str]]] = []
        self._decoder = make_decoder(self._build_object)

    def decode(self, text: str) -> Any:
        """Decode a text; `repeated` then holds the repeated keys of each object."""
        self.repeated.clear()
        return self._decoder.decode(text)

    def _build_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            self.repeated.append((values, find_repeats(name for name, _ in pairs)))
        return values


def _decode_flat(decoder: _Decoder, text: str) -> Any:
    """Decode a text.

    Raises:
        RecursionError: The value is nested too deeply.
    """
    value = decoder.decode(text)
    if may_be_deep(text) and isinstance(value, dict | list) and is_deep(value):
        raise RecursionError
    return value


def _read_record(
    decoder: _Decoder, line: Line, position: int
) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The record of a line, None if it cannot be read, and what is wrong with the line."""
    path, text, number = (position,), line.text, line.number
    if text is None:
        return None, [finding("ZWIO001", path, line=number, problem=line.problem)]
    try:
        value = _decode_flat(decoder, text)
    except RecursionError:
        return None, [report_deep(path, number, text)]
    except ValueError as error:
        problem = getattr(error, "msg", None) or str(error)
        column = getattr(error, "colno", 0)
        where = {"line": number, "column": column}
        return None, [finding("ZWIO002", path, **where, problem=problem, text=text)]
    findings: list[Finding] = []
    if "\\u" in text and (clean := replace_surrogates(value)) != value:
        value = clean
        findings.append(finding("ZWIO009", path, line=number))
    if not isinstance(value, dict):
        kind = type(value).__name__
        return None, [finding("ZWIO003", path, line=number, type=kind, text=text)]
    if not decoder.repeated:
        return value, findings
    return value, findings + [
        finding("ZWIO004", (*path, name) if holder is value else path, key=name)
        for holder, names in decoder.repeated
        for name in names
    ]


def report_deep(path: Path, line: int, text: str) -> Finding:
    """Finding about a record that is nested too deeply."""
    problem = f"nested more than {DEEPEST} levels deep"
    return finding("ZWIO002", path, line=line, column=1, problem=problem, text=text)


def replace_surrogates(value: Any) -> Any:
    """Replace lone surrogates, which no file can hold, by the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [replace_surrogates(entry) for entry in value]
    if isinstance(value, dict):
        return {
            replace_surrogates(name): replace_surrogates(entry)
            for name, entry in dict[str, Any](value).items()
        }
    return value


def make_decoder(
    build_object: Callable[[list[tuple[str, Any]]], Any],
) -> json.JSONDecoder:
    """Decoder of strict JSON, without NaN and infinity.

    Args:
        build_object: Makes an object of its pairs of key and value.
    """
    return json.JSONDecoder(
        object_pairs_hook=build_object,
        parse_constant=_refuse_number,
        parse_float=_read_finite,
    )


def _read_finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse_number(text)


def _refuse_number(name: str) -> NoReturn:
    msg = f"{name} is not a JSON number"
    raise ValueError(msg)
