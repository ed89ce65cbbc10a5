"""`zhengwu code`: recognises and checks codes."""

from __future__ import annotations

import argparse

from zhengwu._text import Lang
from zhengwu.cli._input import iter_texts
from zhengwu.cli._output import json_line, print_text
from zhengwu.codes import read_code
from zhengwu.codes.resident_id import ResidentIdKind
from zhengwu.findings import Severity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu code`."""
    parser.add_argument(
        "text",
        metavar="CODE",
        nargs="+",
        help="代码;- 表示逐行读标准输入 / codes; - reads standard input",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu code CODE…`."""
    invalid = False
    for text in iter_texts(arguments.text):
        reading = read_code(text)
        invalid |= any(f.severity is Severity.ERROR for f in reading.findings)
        if arguments.json:
            json_line(reading.to_record())
            continue
        shown = {n: _say_part(n, p, arguments.lang) for n, p in reading.parts.items()}
        parts = " ".join(f"{name}={part}" for name, part in shown.items())
        messages = [f.message(arguments.lang) for f in reading.findings]
        cells = (reading.text, reading.kind.label(arguments.lang), parts, *messages)
        print_text("  ".join(filter(None, cells)))
    return int(invalid)


def _say_part(name: str, part: str, lang: Lang) -> str:
    """A part of a code; the kind of document of a resident's number by its label."""
    return ResidentIdKind(part).label(lang) if name == "document" else part
