"""Bytes into lines of text, with what could not be read reported line by line."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import IO, Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding

Source: TypeAlias = str | PathLike[str] | IO[bytes]
"""Something to read (数据源): a path, or an open binary file."""

_PROBE: Final = 1 << 16
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP: Final = b"PK\x03\x04"


class Line(NamedTuple):
    """A line of a file (文本行).

    Attributes:
        number: Counted from 1.
        text: The text; None if it could not be decoded.
        problem: Why not.
    """

    number: int
    text: str | None
    problem: str = ""


@contextmanager
def opened(source: Source) -> Generator[IO[bytes]]:
    """Open a path, or use an open file as it is.

    Raises:
        InputError: The path cannot be opened.
    """
    if not isinstance(source, str | PathLike):
        yield source
        return
    try:
        file = FilePath(source).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        name = fspath(source)
        raise InputError(
            f"打不开 {name}:{error.strerror};请核对路径和权限",
            f"cannot open {name}: {error.strerror}; check the path and the permissions",
        ) from None
    with file:
        yield file


def decoded_lines(
    file: IO[bytes], encoding: str | None, found: list[Finding]
) -> Iterator[Line]:
    """Lines of a file, one at a time.

    Args:
        file: Open binary file.
        encoding: Its encoding; found from its first bytes if None: a byte order mark,
            else UTF-8, else GB 18030 with a finding that says so.
        found: Takes findings about the file as a whole.

    Raises:
        InputError: An archive, or no encoding of that name.
    """
    head = file.read(_PROBE)
    if head.startswith(_ZIP):
        raise InputError(
            "这是压缩包或 Excel 文件,不是文本;请导出为 JSONL",
            "this is an archive or an Excel file, not text; export it as JSONL",
        )
    codec = _codec(encoding) if encoding else _detect(head, found)
    if codec == "utf-16":
        text = _decode_all(head + file.read(), codec)
        yield from (Line(i, t) for i, t in enumerate(text.splitlines(), 1))
        return
    for number, raw in enumerate(_raw_lines(head, file), 1):
        try:
            yield Line(number, raw.decode(codec if number == 1 else _plain(codec)))
        except UnicodeDecodeError as error:
            yield Line(number, None, f"byte {error.start}: {raw[error.start]:#04x}")


def _plain(codec: str) -> str:
    return "utf-8" if codec == "utf-8-sig" else codec


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise InputError(
            f"没有编码 {name!r};常用:utf-8、gb18030",
            f"no encoding {name!r}; common ones are utf-8 and gb18030",
        ) from None


def _detect(head: bytes, found: list[Finding]) -> str:
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    # A few lines in another encoding must not turn the whole file: most lines decide.
    # The last line may be cut within a character.
    telling = [line for line in head.split(b"\n") if not line.isascii()]
    if len(head) == _PROBE and len(telling) > 1:
        telling.pop()
    as_utf8 = sum(_fits(line, "utf-8", final=len(head) < _PROBE) for line in telling)
    as_gb = sum(_fits(line, "gb18030", final=len(head) < _PROBE) for line in telling)
    if as_utf8 * 2 < len(telling) and as_gb > as_utf8:
        found.append(finding("ZWIO005", (), encoding="GB 18030"))
        return "gb18030"
    return "utf-8"


def _fits(line: bytes, codec: str, *, final: bool) -> bool:
    """Whether the bytes decode; unless final, a character may be cut at the end."""
    try:
        codecs.getincrementaldecoder(codec)().decode(line, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _decode_all(data: bytes, codec: str) -> str:
    return data.decode(codec, errors="replace")


def _raw_lines(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    lines = head.split(b"\n")
    yield from lines[:-1]
    rest = lines[-1]
    if len(head) == _PROBE:
        for raw in file:
            yield (rest + raw).rstrip(b"\n")
            rest = b""
    if rest:
        yield rest
