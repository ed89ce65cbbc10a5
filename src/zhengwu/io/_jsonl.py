"""Records of a JSON Lines file, one a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, NoReturn

from zhengwu.findings import Finding, finding
from zhengwu.io._records import RawRecord
from zhengwu.io._text import Line, Source, decoded_lines, opened


def iter_jsonl(source: Source, *, encoding: str | None = None) -> Iterator[RawRecord]:
    """Read a JSON Lines file record by record, in constant memory.

    A line that is no JSON object is given as a record without a value and with a
    finding; the lines around it are read all the same.

    Args:
        source: Path or open binary file.
        encoding: Encoding of the file; found out if None (UTF-8, UTF-16 with a byte
            order mark, GB 18030).

    Raises:
        InputError: The file cannot be opened or is no text.
    """
    with opened(source) as file:
        about_file: list[Finding] = []
        position, decode = 0, _Decoder()
        for line in decoded_lines(file, encoding, about_file):
            if line.text is not None and not line.text.strip():
                continue
            value, found = _record(decode, line, position)
            if about_file:
                found = [*about_file, *found]
                about_file.clear()
            yield RawRecord(position, line.number, value, tuple(found))
            position += 1


class _Decoder:
    """Strict JSON, with the keys that an object repeats.

    perf: one decoder for a file; a new one for each line costs as much as a short line.
    """

    def __init__(self) -> None:
        self.repeated: list[tuple[dict[str, Any], list[str]]] = []
        self._decoder = decoder(self._pairs)

    def __call__(self, text: str) -> Any:
        self.repeated.clear()
        return self._decoder.decode(text)

    def _pairs(self, found: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(found)
        if len(values) < len(found):
            times = Counter(name for name, _ in found)
            self.repeated.append((values, [name for name, n in times.items() if n > 1]))
        return values


def _record(
    decode: _Decoder, read: Line, position: int
) -> tuple[dict[str, Any] | None, list[Finding]]:
    path, text, line = (position,), read.text, read.number
    if text is None:
        return None, [finding("ZWIO001", path, line=line, problem=read.problem)]
    try:
        value: Any = decode(text)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", None) or str(error)
        column = getattr(error, "colno", 0)
        return None, [
            finding("ZWIO002", path, line=line, column=column, problem=said, text=text)
        ]
    lone: list[Finding] = []
    if "\\u" in text and (clean := without_surrogates(value)) != value:
        value = clean
        lone.append(finding("ZWIO009", path, line=line))
    if not isinstance(value, dict):
        kind = type(value).__name__
        return None, [finding("ZWIO003", path, line=line, type=kind, text=text)]
    if not decode.repeated:
        return value, lone
    return value, lone + [
        finding("ZWIO004", (*path, name) if where is value else path, key=name)
        for where, names in decode.repeated
        for name in names
    ]


def without_surrogates(value: Any) -> Any:
    """Halves of characters, which no file can hold, as the sign for a lost character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [without_surrogates(entry) for entry in value]
    if isinstance(value, dict):
        return {
            without_surrogates(name): without_surrogates(entry)
            for name, entry in dict[str, Any](value).items()
        }
    return value


def loads(text: str, pairs: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """Strict JSON: no NaN, no infinity.

    Raises:
        ValueError: No JSON.
        RecursionError: Nested too deeply.
    """
    return decoder(pairs).decode(text)


def decoder(pairs: Callable[[list[tuple[str, Any]]], Any]) -> json.JSONDecoder:
    """A decoder of strict JSON."""
    return json.JSONDecoder(
        object_pairs_hook=pairs, parse_constant=_no_number, parse_float=_finite
    )


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)
