"""Input that commands share: the calendar, lines of standard input, files of options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

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

    The encoding of the lines is recognised as that of a file. A line that cannot be decoded
    is read with escapes.
    """
    for text in arguments:
        if text != "-":
            yield text
            continue
        for line in _iter_lines():
            if line.strip():
                yield line.rstrip("\r\n")


def _iter_lines() -> Iterator[str]:
    """The lines of standard input; those that a person types, one at a time."""
    from zhengwu.io._text import decode_lines

    buffer = getattr(sys.stdin, "buffer", None)  # absent if closed
    if buffer is None:
        return
    if sys.stdin.isatty():
        yield from sys.stdin
        return
    data = buffer.read()
    raw = data.split(b"\n")
    for line in decode_lines(BytesIO(data), None, []):
        if line.text is not None:
            yield line.text
        elif line.number <= len(raw):
            yield raw[line.number - 1].decode("utf-8", "backslashreplace")


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
