"""What several commands take: a calendar, lines of standard input, files that options name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from zhengwu._dates import BEIJING, parse_date
from zhengwu._errors import InputError
from zhengwu.calendars import ChinaCalendar, china_calendar


def add_calendar_arguments(parser: argparse.ArgumentParser) -> None:
    """Which calendar: of a region, as known on a day."""
    parser.add_argument("--region", metavar="R", help="行政区划代码 / division code")
    parser.add_argument(
        "--as-of", metavar="D", help="按该日已公布的安排 / as known on that day"
    )


def read_calendar(arguments: argparse.Namespace) -> ChinaCalendar:
    """The calendar that the arguments name."""
    as_of = arguments.as_of
    return china_calendar(
        arguments.region, parse_date(as_of, "--as-of") if as_of else None
    )


def iter_texts(given: Iterable[str]) -> Iterator[str]:
    """The arguments; the lines of standard input for ``-``."""
    for text in given:
        if text != "-":
            yield text
            continue
        for raw in getattr(sys.stdin, "buffer", ()):  # closed: nothing to read
            line = raw.decode("utf-8-sig", "backslashreplace").rstrip("\r\n")
            if line.strip():
                yield line


def read_text(name: str) -> str:
    """Text of a file that an option names.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"读不了 {name}:{error}", f"cannot read {name}: {error}"
        ) from None


def today() -> date:
    """The day in Beijing."""
    return datetime.now(BEIJING).date()
