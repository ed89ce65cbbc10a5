"""`zhengwu limit`: reads the wording of a limit."""

from __future__ import annotations

import argparse

from zhengwu.cli._input import iter_texts
from zhengwu.cli._output import json_line, print_text
from zhengwu.limits import parse_limit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu limit`."""
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="+",
        help="文字;- 表示逐行读标准输入 / wordings; - reads standard input",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu limit TEXT…`."""
    for text in iter_texts(arguments.text):
        reading = parse_limit(text)
        if arguments.json:
            json_line(reading.to_record())
            continue
        if reading.limit is not None:
            parts = reading.limit.label(arguments.lang)
        else:
            parts = ", ".join(part.label(arguments.lang) for part in reading.parts)
        if reading.extension is not None:
            parts += f" (+{reading.extension.label(arguments.lang)})"
        cells = [
            text,
            reading.status.label(arguments.lang),
            parts,
            reading.starts_from or "",
        ]
        print_text("  ".join(filter(None, (*cells, *reading.exclusions))))
    return 0
