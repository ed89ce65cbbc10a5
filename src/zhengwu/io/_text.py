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
_BOMS: Final = (  # the longer ones first: UTF-32 LE begins like UTF-16 LE
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
        InputError: The path cannot be opened or read.
    """
    if not isinstance(source, str | PathLike):
        yield source
        return
    name = fspath(source)
    try:
        with FilePath(source).open("rb") as file:
            yield file
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"读不了 {name!r}:{reason};请核对路径和权限",
            f"cannot read {name!r}: {reason}; check the path and the permissions",
        ) from None


@contextmanager
def writing(target: Source) -> Generator[IO[bytes]]:
    """Open a path to write, or use an open file as it is.

    Raises:
        InputError: The path cannot be written.
    """
    if not isinstance(target, str | PathLike):
        yield target
        return
    name = fspath(target)
    try:
        with FilePath(name).open("wb") as file:
            yield file
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"写不了 {name!r}:{reason}", f"cannot write {name!r}: {reason}"
        ) from None


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
    head = _head(file)
    if head.startswith(_ZIP):
        raise InputError(
            "这是压缩包或 Excel 文件,不是文本;Excel 文件请以 .xlsx 结尾,或导出为 JSONL、CSV",
            "this is an archive or an Excel file, not text; name an Excel file .xlsx, or "
            "export it as JSONL or CSV",
        )
    codec = _codec(encoding, head) if encoding else _detect(head)
    guessed = codec == _GUESS and encoding is None
    if guessed:
        found.append(finding("ZWIO005", (), encoding="GB 18030"))
    for number, raw in enumerate(_raw_lines(head, file, codec), 1):
        try:
            text = raw.decode(codec)
        except UnicodeError as error:
            start = getattr(error, "start", 0)
            yield Line(number, None, f"byte {start}: {raw[start : start + 1].hex()}")
            continue
        if guessed and not raw.isascii() and _fits(raw, "utf-8", final=True):
            yield Line(number, None, "UTF-8")
            continue
        yield Line(number, text.removeprefix(_BOM) if number == 1 else text)


def _head(file: IO[bytes]) -> bytes:
    """The first bytes, however few a read gives."""
    head = b""
    while len(head) < _PROBE and (more := file.read(_PROBE - len(head))):
        head += more
    return head


def _codec(name: str, head: bytes) -> str:
    try:
        codec = codecs.lookup(name).name
        "\n".encode(codec)  # refuses what is no encoding of text
    except (LookupError, ValueError):
        raise InputError(
            f"没有文本编码 {name!r};常用:utf-8、gb18030",
            f"no encoding of text {name!r}; common ones are utf-8 and gb18030",
        ) from None
    if codec in ("utf-16", "utf-32"):  # the mark says which
        marked = (c for bom, c in _BOMS if head.startswith(bom) and codec in c)
        return next(marked, f"{codec}-le")
    return "utf-8" if codec == "utf-8-sig" else codec


def _detect(head: bytes) -> str:
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    # A few lines in another encoding must not turn the whole file: most lines decide.
    # The last line may be cut within a character.
    telling = [line for line in head.split(b"\n") if not line.isascii()]
    whole = len(head) < _PROBE
    if not whole and len(telling) > 1:
        telling.pop()
    as_utf8 = sum(_fits(line, "utf-8", final=whole) for line in telling)
    as_gb = sum(_fits(line, _GUESS, final=whole) for line in telling)
    return _GUESS if as_utf8 * 2 < len(telling) and as_gb > as_utf8 else "utf-8"


def _fits(line: bytes, codec: str, *, final: bool) -> bool:
    """Whether the bytes decode; unless final, a character may be cut at the end."""
    try:
        codecs.getincrementaldecoder(codec)().decode(line, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _raw_lines(head: bytes, file: IO[bytes], codec: str) -> Iterator[bytes]:
    """Bytes of each line, without its end; ends stand on whole code units."""
    unit = {"utf-16": 2, "utf-32": 4}.get(codec[:6], 1)
    end = "\n".encode(codec if unit > 1 else "ascii")
    if unit == 1 and b"\n" not in head and b"\r" in head:
        end = b"\r"  # as old systems write
    rest, at, seen = head, 0, 0
    while True:
        found = rest.find(end, seen)
        while found >= 0 and (found - at) % unit:
            found = rest.find(end, found + 1)
        if found >= 0:
            yield rest[at:found]
            at = seen = found + len(end)
            continue
        rest, at = rest[at:], 0
        seen = max(0, len(rest) - unit)
        seen -= seen % unit
        more = file.read(max(_PROBE, len(rest)))
        if not more:
            break
        rest += more
    if rest:
        yield rest
