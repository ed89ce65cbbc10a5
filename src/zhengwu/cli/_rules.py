"""`zhengwu rules`: the book of statutory rules."""

from __future__ import annotations

import argparse

from zhengwu._dates import parse_date
from zhengwu._errors import InputError
from zhengwu.cli._output import json_line, print_text
from zhengwu.limits import local_rules, statutory_rules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu rules`."""
    parser.add_argument("id", metavar="ID", nargs="?", help="规则 / rule")
    parser.add_argument(
        "--at", metavar="DATE", help="该日施行的 / in force on that day"
    )
    parser.add_argument(
        "--set",
        metavar="NAME",
        help="加上地方规则 / with local rules, such as yumen",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu rules [ID]`."""
    book = statutory_rules()
    if arguments.set:
        book = book.overlay(local_rules(arguments.set))
    chosen = book.versions(arguments.id) if arguments.id else tuple(book)
    if arguments.at:
        on = parse_date(arguments.at, "--at")
        chosen = tuple(rule for rule in chosen if rule.is_valid_on(on))
        if not chosen:
            raise InputError(f"{on} 没有施行中的规则", f"no rule is in force on {on}")
    for rule in chosen:
        if arguments.json:
            json_line(rule.to_record())
        else:
            print_text(rule.explain(arguments.lang))
    return 0
