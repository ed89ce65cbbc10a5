"""`zhengwu maps`: lists the built-in field maps, and writes a first map for a list."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.cli._input import open_files, refuse_overwriting
from zhengwu.cli._output import json_line
from zhengwu.io import iter_records
from zhengwu.items._choosing import suggest_map
from zhengwu.items._field_map import field_map, field_map_names, flatten_groups

_PROBED: Final = 200  # records whose columns are looked at
_ACTIONS: Final = ("list", "suggest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu maps`."""
    parser.add_argument(
        "action",
        choices=_ACTIONS,
        help="list:列出内置映射;suggest:为文件生成初稿 / list the built-in maps, or write "
        "a first map for a file",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="清单文件,- 为标准输入 / file, or -"
    )
    parser.add_argument("--form", choices=("jsonl", "json", "csv", "xlsx"), help="格式")
    parser.add_argument("--encoding", metavar="E", help="文件编码 / encoding")
    parser.add_argument("--sheet", metavar="NAME", help="工作表 / sheet")
    parser.add_argument("--out", metavar="FILE", help="写入文件 / file to write")


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu maps ACTION`."""
    if arguments.action == "list":
        _print_maps(arguments)
        return 0
    if arguments.file is None:
        raise InputError(
            "请给出文件:zhengwu maps suggest 清单.xlsx",
            "name a file: zhengwu maps suggest list.xlsx",
        )
    refuse_overwriting([("--out", arguments.out)], [arguments.file])
    names, name = _read_names(arguments)
    suggestion = suggest_map(names, name)
    if arguments.json:
        json_line(suggestion.to_dict())
    elif arguments.out:
        Path(arguments.out).write_text(suggestion.to_toml(), "utf-8")
    else:
        print(suggestion.to_toml(), end="")
    return 0


def _print_maps(arguments: argparse.Namespace) -> None:
    for name in field_map_names():
        fields = field_map(name)
        title = Text(fields.title_zh, fields.title_en)
        if arguments.json:
            json_line({"map": name, "title_zh": title.zh, "columns": fields.columns})
        else:
            print(f"{name}  {title.say(arguments.lang)}")


def _read_names(arguments: argparse.Namespace) -> tuple[list[str], str]:
    """Columns of a file, and a name for its map."""
    file = open_files([arguments.file])[0]
    names: dict[str, None] = {}
    records = iter_records(
        file, form=arguments.form, encoding=arguments.encoding, sheet=arguments.sheet
    )
    for record in records:
        if record.position >= _PROBED:
            break
        names |= dict.fromkeys(flatten_groups(record.value or {}))
    if not names:
        raise InputError(
            f"{arguments.file} 中没有记录", f"{arguments.file} has no record"
        )
    name = "stdin" if arguments.file == "-" else Path(arguments.file).stem
    return [*names], name
