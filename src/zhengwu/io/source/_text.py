"""Decoding files into lines of text; a line that cannot be decoded is reported."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import IO, Final, Literal, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.findings import Finding, finding

Source: TypeAlias = str | PathLike[str] | IO[bytes]
"""Something to read (数据源): a path, or an open binary file."""

_PROBE: Final = 1 << 16
_BOMS: Final = (  # longer marks first: the mark of UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM: Final = "\ufeff"
_ZIP: Final = b"PK\x03\x04"
_GUESS: Final = "gb18030"


class Line(NamedTuple):
    """A line of a file (文本行).

    Attributes:
        number: Number of the line, counted from 1.
        text: The text; None if it could not be decoded.
        problem: Why the line could not be decoded.
    """

    number: int
    text: str | None
    problem: str = ""


def open_source(source: Source) -> AbstractContextManager[IO[bytes]]:
    """Open a path to read; an open file is used as it is.

    Raises:
        InputError: The path cannot be opened or read.
    """
    return _open_file(source, "rb")


def open_target(target: Source) -> AbstractContextManager[IO[bytes]]:
    """Open a path to write; an open file is used as it is.

    Raises:
        InputError: The path cannot be written.
    """
    return _open_file(target, "wb")


@contextmanager
def _open_file(file: Source, mode: Literal["rb", "wb"]) -> Generator[IO[bytes]]:
    """Open a path; report errors of the file system, also of later reads and writes."""
    if not isinstance(file, str | PathLike):
        use = "read" if mode == "rb" else "write"
        if not hasattr(file, use):
            given = type(file).__name__
            raise InputError(
                f"应为路径或以二进制方式打开的文件,现为 {given}",
                f"a path or an open binary file is expected, not {given}",
            )
        yield file
        return
    name = fspath(file)
    try:
        with FilePath(name).open(mode) as stream:
            yield stream
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = _UNUSABLE[mode]
        raise InputError(
            message.say("zh", name=name, reason=reason),
            message.say("en", name=name, reason=reason),
        ) from None


_UNUSABLE: Final = {
    "rb": Text(
        "读不了 {name!r}:{reason};请核对路径和权限",
        "cannot read {name!r}: {reason}; check the path and the permissions",
    ),
    "wb": Text("写不了 {name!r}:{reason}", "cannot write {name!r}: {reason}"),
}


def decode_lines(
    file: IO[bytes], encoding: str | None, findings: list[Finding]
) -> Iterator[Line]:
    """Decode the lines of a file, one at a time.

    Args:
        file: Open binary file.
        encoding: Encoding of the file. If None, it is detected from the first bytes: a
            byte order mark, else UTF-8, else GB 18030, which is reported as a finding.
        findings: List to which findings about the whole file are added.

    Raises:
        InputError: The file is an archive, or no encoding has that name.
    """
    head = _read_head(file)
    if head.startswith(_ZIP):
        raise InputError(
            "这是压缩包或 Excel 文件,不是文本;Excel 文件请以 .xlsx 结尾,或导出为 JSONL、CSV",
            "this is an archive or an Excel file, not text; name an Excel file .xlsx, or "
            "export it as JSONL or CSV",
        )
    codec = _choose_codec(encoding, head) if encoding else _detect_codec(head)
    guessed = codec == _GUESS and encoding is None
    if guessed:
        findings.append(finding("ZWIO005", (), encoding="GB 18030"))
    for number, raw in enumerate(_split_lines(head, file, codec), 1):
        try:
            text = raw.decode(codec)
        except UnicodeError as error:
            start = getattr(error, "start", 0)
            yield Line(number, None, f"byte {start}: {raw[start : start + 1].hex()}")
            continue
        if guessed and not raw.isascii() and _can_decode(raw, "utf-8", final=True):
            yield Line(number, None, "UTF-8")
            continue
        yield Line(number, text.removeprefix(_BOM) if number == 1 else text)


def iter_lines(file: IO[bytes]) -> Iterator[str]:
    """Lines of a file in the detected encoding; bytes that do not decode are escaped."""
    if file.isatty():  # each line is answered when it is typed
        for raw in file:
            yield raw.decode("utf-8-sig", "backslashreplace").rstrip("\r\n")
        return
    head = _read_head(file)
    codec = _detect_codec(head)
    for raw in _split_lines(head, file, codec):
        line = raw.decode(codec, "backslashreplace")
        yield line.removeprefix(_BOM).rstrip("\r\n")


def _read_head(file: IO[bytes]) -> bytes:
    """Read the first bytes of a file, even if each read returns only a few bytes."""
    head = b""
    while len(head) < _PROBE and (block := file.read(_PROBE - len(head))):
        head += block
    return head


def _choose_codec(name: str, head: bytes) -> str:
    """Codec of an encoding that the caller names.

    The byte order mark decides the byte order of UTF-16 and UTF-32.
    """
    try:
        codec = codecs.lookup(name).name
        "\n".encode(codec)  # fails for codecs that do not encode text
    except (LookupError, ValueError):
        raise InputError(
            f"没有文本编码 {name!r};常用:utf-8、gb18030",
            f"no text encoding {name!r}; common encodings are utf-8 and gb18030",
        ) from None
    if codec in ("utf-16", "utf-32"):
        marked = _read_mark(head)
        return marked if marked is not None and codec in marked else f"{codec}-le"
    return "utf-8" if codec == "utf-8-sig" else codec


def _read_mark(head: bytes) -> str | None:
    """Codec that the byte order mark of a file indicates; None without a mark."""
    return next((codec for bom, codec in _BOMS if head.startswith(bom)), None)


def _detect_codec(head: bytes) -> str:
    """Codec of a file whose encoding the caller does not name."""
    marked = _read_mark(head)
    if marked is not None:
        return marked
    # A few lines in another encoding must not decide for the whole file: the majority of
    # the lines decides. The last line may be cut within a character.
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    complete = len(head) < _PROBE
    if not complete and len(lines) > 1:
        lines.pop()
    as_utf8 = sum(_can_decode(line, "utf-8", final=complete) for line in lines)
    as_gb = sum(_can_decode(line, _GUESS, final=complete) for line in lines)
    return _GUESS if as_utf8 * 2 < len(lines) and as_gb > as_utf8 else "utf-8"


def _can_decode(line: bytes, codec: str, *, final: bool) -> bool:
    """Whether the bytes decode; unless `final`, the last character may be incomplete."""
    try:
        codecs.getincrementaldecoder(codec)().decode(line, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _split_lines(head: bytes, file: IO[bytes], codec: str) -> Iterator[bytes]:
    """Split a file into the bytes of each line, without the line end.

    A line end counts only where it begins on a whole code unit.
    """
    unit = {"utf-16": 2, "utf-32": 4}.get(codec[:6], 1)
    end = "\n".encode(codec if unit > 1 else "ascii")
    if unit == 1 and b"\n" not in head and b"\r" in head:
        end = b"\r"  # line end of old systems
    buffer, start, searched = head, 0, 0
    while True:
        stop = buffer.find(end, searched)
        while stop >= 0 and (stop - start) % unit:
            stop = buffer.find(end, stop + 1)
        if stop >= 0:
            yield buffer[start:stop]
            start = searched = stop + len(end)
            continue
        buffer, start = buffer[start:], 0
        searched = max(0, len(buffer) - unit)
        searched -= searched % unit
        block = file.read(max(_PROBE, len(buffer)))
        if not block:
            break
        buffer += block
    if buffer:
        yield buffer
