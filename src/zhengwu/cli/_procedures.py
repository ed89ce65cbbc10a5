"""`zhengwu procedures`: lists and shows the procedures that ship, and checks a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from zhengwu._errors import InputError
from zhengwu._tables import parse_toml
from zhengwu._text import JOINED, Lang, Text
from zhengwu.cli._input import read_text
from zhengwu.cli._output import json_line, print_text
from zhengwu.findings import Finding
from zhengwu.legal import LegalBasis
from zhengwu.procedures import local_times, procedure, procedure_names
from zhengwu.process import Procedure, check_process, procedure_page
from zhengwu.process.table._reading import find_line, read_procedure

_CHECK: Final = "check"
_LOCAL: Final = Text("地方时限:{names}", "local time limits: {names}")
_SOUND: Final = Text(
    "{file}:没有问题({transitions} 行流转,{configurations} 种情形)",
    "{file}: sound ({transitions} transitions, {configurations} situations)",
)
_AT_LINE: Final = Text("{file} 第 {line} 行", "{file}, line {line}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu procedures`."""
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        help="程序;check 检查自己的程序表;不写则列出全部 / procedure, or check for a table "
        "of your own; all if omitted",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="程序表,TOML / table, for check"
    )
    parser.add_argument(
        "--local",
        metavar="PLACE",
        help="加上地方时限 / with the time limits of a place",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu procedures [NAME | check FILE]`."""
    if arguments.name == _CHECK:
        if arguments.file is None or arguments.local:
            raise InputError(
                "请给出程序表:zhengwu procedures check 程序.toml;check 不用 --local",
                "name a table: zhengwu procedures check table.toml; check takes no --local",
            )
        return _check_file(arguments)
    if arguments.file is not None:
        raise InputError(
            f"多出参数 {arguments.file!r};检查程序表用 check,其余只写一个名称",
            f"{arguments.file!r} is one argument too many; use check for a table, or one "
            "name",
        )
    if arguments.name is None:
        if arguments.local:
            raise InputError(
                "--local 须写明程序", "--local needs the name of a procedure"
            )
        for name in procedure_names():
            _print_summary(procedure(name), arguments)
        return 0
    chosen = load_shipped(arguments.name, arguments.local)
    if arguments.json:
        json_line(_summarise(chosen))
    else:
        print_text(procedure_page(chosen, arguments.lang))
    return 0


def load_procedure(name: str) -> Procedure:
    """The procedure that an option names: a shipped procedure, or a TOML file.

    Raises:
        InputError: The file cannot be read, or its table is not sound.
        UnknownCodeError: No such procedure ships.
    """
    if not name.endswith(".toml"):
        return load_shipped(name)
    from zhengwu.process import parse_process

    return parse_process(read_text(name), name)


def load_shipped(name: str, local: str | None = None) -> Procedure:
    """A procedure that ships, such as ``hotline`` or ``hotline.tangshan``.

    Raises:
        UnknownCodeError: No such procedure, or no such local limits, ship.
    """
    if local is None and name not in procedure_names():
        name, _, local = name.partition(".")
    return procedure(name, local or "")


def _list_local(name: str) -> list[str]:
    return [each for each in local_times() if each.startswith(f"{name}.")]


def _print_summary(table: Procedure, arguments: argparse.Namespace) -> None:
    if arguments.json:
        json_line(_summarise(table))
        return
    lang: Lang = arguments.lang
    cells = [table.id, table.label(lang)]
    cells += [JOINED.say(lang).join(basis.cite(lang) for basis in table.basis)]
    local = _list_local(table.id)
    if local:
        cells.append(_LOCAL.say(lang, names=JOINED.say(lang).join(local)))
    print_text("  ".join(filter(None, cells)))


def _summarise(table: Procedure) -> dict[str, Any]:
    return {
        "id": table.id,
        "title_zh": table.title_zh,
        "title_en": table.title_en,
        "phases": [row.id for row in table.phases],
        "clocks": [
            {
                "id": row.id,
                "limit": None if row.limit is None else row.limit.label(),
                "rule": row.rule or None,
                "force": row.force.value,
                "basis": _cite(row.basis),
            }
            for row in table.clocks
        ],
        "basis": _cite(table.basis),
        "local": _list_local(table.id),
    }


def _cite(basis: tuple[LegalBasis, ...]) -> list[str]:
    return [each.cite("zh") for each in basis]


def _check_file(arguments: argparse.Namespace) -> int:
    """Check a table: status 0 if it is sound, 1 if it has faults."""
    file, lang = arguments.file, arguments.lang
    text = read_text(file)
    parse_toml(text, file)  # a file that is no TOML has no table to check
    try:
        table = read_procedure(text, Path(file).name)
    except InputError as error:
        faults = [
            _describe_problem(each.path, Text(each.zh, each.en))
            for each in error.problems
        ]
        if not faults:
            faults = [_describe_problem((), Text(error.message_zh, error.message_en))]
        _print_faults(faults, arguments)
        return 1
    report = check_process(table)
    faults = [_describe_finding(each, text) for each in report]
    _print_faults(faults, arguments)
    if not faults and not arguments.json:
        print_text(_SOUND.say(lang, file=file, **report.counts))
    return 1 if faults else 0


def _print_faults(faults: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    for fault in faults:
        if arguments.json:
            json_line(fault)
            continue
        lang: Lang = arguments.lang
        message = Text(fault["message_zh"], fault["message_en"]).say(lang)
        place = ""
        if fault["line"] is not None:
            file = arguments.file
            place = _AT_LINE.say(lang, file=file, line=fault["line"])
        print_text("  ".join(filter(None, (fault["code"], place, message))))


def _describe_problem(path: tuple[str | int, ...], message: Text) -> dict[str, Any]:
    """A row that cannot be read; its message names the line itself."""
    where = ".".join(map(str, path))
    return {
        "code": "",
        "severity": "error",
        "path": list(path),
        "line": None,
        "message_zh": f"{where} {message.zh}".strip(),
        "message_en": f"{where} {message.en}".strip(),
    }


def _describe_finding(fault: Finding, text: str) -> dict[str, Any]:
    return {
        "code": fault.code,
        "severity": fault.severity.value,
        "path": list(fault.path),
        "line": find_line(text, fault.path) if fault.path else None,
        "message_zh": f"{fault.message_zh};{fault.hint_zh}",
        "message_en": f"{fault.message_en}; {fault.hint_en}",
    }
