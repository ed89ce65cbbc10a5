"""`zhengwu schema`: prints the JSON Schema of a written form, or lists their names."""

from __future__ import annotations

import argparse
import json

from zhengwu.cli._output import json_line, print_text
from zhengwu.io import read_schema, schema_names


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu schema`."""
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="值的类名,如 Deadline;不写则列出全部 / class of the value; all names if omitted",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu schema [NAME]`."""
    if arguments.name is None:
        if arguments.json:
            json_line({"schemas": list(schema_names())})
        else:
            print_text("\n".join(schema_names()))
        return 0
    schema = read_schema(arguments.name)
    if arguments.json:
        json_line(schema)
    else:
        print_text(json.dumps(schema, ensure_ascii=False, indent=1))
    return 0
