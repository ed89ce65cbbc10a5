"""`zhengwu who`: who handles a step according to a file of powers."""

from __future__ import annotations

import argparse
import sys

from zhengwu._dates import parse_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.cli._input import today
from zhengwu.cli._output import json_line, print_text
from zhengwu.delegation import Outcome, Step, resolve
from zhengwu.io import read_powers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu who`."""
    parser.add_argument("file", metavar="FILE", help="权力配置 JSONL / file of powers")
    parser.add_argument("item", metavar="ITEM", help="事项标识 / id of the item")
    parser.add_argument("step", metavar="STEP", help="环节,如 decide、决定 / step")
    parser.add_argument("place", metavar="PLACE", help="行政区划代码 / division code")
    parser.add_argument(
        "--at", metavar="DATE", help="日期,默认今天 / day, by default today"
    )
    parser.add_argument("--accepted", metavar="DATE", help="受理日 / day of acceptance")


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu who FILE ITEM STEP PLACE`."""
    powers, report = read_powers(arguments.file)
    if not report.counts["loaded"]:
        raise InputError(
            f"{arguments.file} 中没有可用的记录;请核对是否为权力配置文件",
            f"{arguments.file} has no usable record; check that it is a file of powers",
        )
    at = parse_date(arguments.at, "--at") if arguments.at else today()
    accepted = (
        parse_date(arguments.accepted, "--accepted") if arguments.accepted else None
    )
    step = _read_step(arguments.step)
    resolution = resolve(powers, arguments.item, step, arguments.place, at, accepted)
    if arguments.json:
        json_line(resolution.to_record())
    else:
        print_text(resolution.explain(arguments.lang))
    if report.findings:
        print(report.to_text(lang=arguments.lang, limit=3), file=sys.stderr)
    return int(resolution.outcome is not Outcome.ACTS)


def _read_step(text: str) -> Step:
    for step in Step:
        if text in (step.value, step.label()):
            return step
    steps = [f"{step.value} {step.label()}" for step in Step]
    raise UnknownCodeError("环节 / steps", text, steps)
