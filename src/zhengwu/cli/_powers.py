"""`zhengwu who`: who handles a step, from a file of powers."""

from __future__ import annotations

import argparse
import sys

from zhengwu._dates import parse_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.cli._commands import today
from zhengwu.cli._output import json_line
from zhengwu.delegation import Outcome, Step, resolve
from zhengwu.io import read_powers


def who(arguments: argparse.Namespace) -> int:
    """`zhengwu who FILE ITEM STEP PLACE`."""
    powers, report = read_powers(arguments.file)
    if not report.counts["loaded"]:
        raise InputError(
            f"{arguments.file} 中没有可用的记录;请核对是不是权力配置文件",
            f"{arguments.file} holds no usable record; is it a file of powers?",
        )
    at = parse_date(arguments.at, "--at") if arguments.at else today()
    accepted = (
        parse_date(arguments.accepted, "--accepted") if arguments.accepted else None
    )
    step = _step(arguments.step)
    found = resolve(powers, arguments.item, step, arguments.place, at, accepted)
    if arguments.json:
        json_line(found.to_dict())
    else:
        print(found.explain(arguments.lang))
    if report.findings:
        print(report.to_text(lang=arguments.lang, limit=3), file=sys.stderr)
    return int(found.outcome is not Outcome.ACTS)


def _step(text: str) -> Step:
    for step in Step:
        if text in (step.value, step.label()):
            return step
    known = [f"{step.value} {step.label()}" for step in Step]
    raise UnknownCodeError("环节 / steps", text, known)
