"""Input that commands share: the calendar, lines of standard input, files of options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from zhengwu._dates import BEIJING, parse_date
from zhengwu._errors import InputError
from zhengwu.calendars import ChinaCalendar, china_calendar


def add_calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose the calendar: a region, and a day of knowledge."""
    parser.add_argument("--region", metavar="R", help="行政区划代码 / division code")
    parser.add_argument(
        "--as-of", metavar="D", help="按该日已公布的安排 / as known on that day"
    )


def read_calendar(arguments: argparse.Namespace) -> ChinaCalendar:
    """The calendar that the arguments choose."""
    as_of = arguments.as_of
    return china_calendar(
        arguments.region, parse_date(as_of, "--as-of") if as_of else None
    )


def iter_texts(arguments: Iterable[str]) -> Iterator[str]:
    """The arguments, with the lines of standard input in place of ``-``.

    Standard input is decoded as files are: UTF-8, UTF-16 with a mark, or GB 18030.
    """
    for text in arguments:
        if text != "-":
            yield text
            continue
        from zhengwu.io.source._text import iter_lines

        stream = getattr(sys.stdin, "buffer", None)  # absent if closed
        if stream is None:
            continue
        for line in iter_lines(stream):
            if line.strip():
                yield line.rstrip("\r\n")


def open_files(names: Iterable[str]) -> list[str | IO[bytes]]:
    """The files that arguments name: files, all files of directories, standard input.

    Raises:
        InputError: A directory has no file with a known ending.
    """
    files: list[str | IO[bytes]] = []
    for name in names:
        if name != "-" and Path(name).is_dir():
            files += _list_directory(name)
        else:
            files.append(open_file(name))
    return files


def open_file(name: str) -> str | IO[bytes]:
    """The file that an argument names; standard input for ``-``."""
    if name != "-":
        return name
    stream = getattr(sys.stdin, "buffer", None)  # absent if closed
    return BytesIO(b"" if stream is None else stream.read())


def _list_directory(name: str) -> list[str]:
    """The files with a known ending in a directory, without those in folders below it."""
    from zhengwu.io._items import FORMS

    names = sorted(
        str(path)
        for path in Path(name).iterdir()
        if path.suffix.lower() in FORMS
        and path.is_file()
        and not path.name.startswith((".", "~$"))
    )
    if not names:
        known = "、".join(FORMS)
        raise InputError(
            f"目录 {name!r} 中没有清单文件;认得 {known}",
            f"directory {name!r} has no file of items; known endings are "
            + ", ".join(FORMS),
        )
    return names


def refuse_overwriting(
    outputs: Iterable[tuple[str, str | None]], inputs: Iterable[str | None]
) -> None:
    """Refuse an output that is an input or another output, before anything is written.

    Args:
        outputs: Option and name of each output.
        inputs: Names of the files that are read.

    Raises:
        InputError: Two names are the same file, also through links.
    """
    taken = [name for name in inputs if name]
    for option, name in outputs:
        if not name:
            continue
        if any(_is_same(name, other) for other in taken):
            raise InputError(
                f"{option} 的文件 {name!r} 已是输入或另一个输出,写出会把它覆盖;请换一个文件名",
                f"{option}: {name!r} is an input or another output and would be "
                "overwritten; choose another name",
            )
        taken.append(name)


def _is_same(name: str, other: str) -> bool:
    first, second = Path(name), Path(other)
    try:
        return first.samefile(second)
    except (OSError, ValueError):  # one of them does not exist yet
        return first.resolve() == second.resolve()


def read_text(name: str) -> str:
    """Read the text of a file that an option names.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"读不了 {name}:{error}", f"cannot read {name}: {error}"
        ) from None


def today() -> date:
    """The current day in Beijing."""
    return datetime.now(BEIJING).date()
