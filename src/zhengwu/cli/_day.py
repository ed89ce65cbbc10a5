"""`zhengwu day`: the kind of a day."""

from __future__ import annotations

import argparse
from typing import Final

from zhengwu._dates import parse_date
from zhengwu._text import Text
from zhengwu.cli._input import add_calendar_arguments, read_calendar
from zhengwu.cli._output import json_line, print_text

_WORKING: Final = {False: Text("休息", "not worked"), True: Text("工作", "worked")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu day`."""
    parser.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
    add_calendar_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu day DATE`."""
    calendar = read_calendar(arguments)
    day = calendar.day(parse_date(arguments.date))
    if arguments.json:
        json_line({**day.to_record(), "revision": calendar.revision})
        return 0
    lang = arguments.lang
    parts = (
        str(day.date),
        _WORKING[day.working].say(lang),
        Text(day.name_zh, day.name_en).say(lang),
        day.status.label(lang),
        day.source,
    )
    print_text("  ".join(filter(None, parts)))
    return 0
