"""Parsing of the arguments, and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, NoReturn, TypeAlias

from zhengwu._errors import ZhengwuError
from zhengwu._text import Text
from zhengwu._version import __version__
from zhengwu.cli import _output

UNUSABLE = 2

Command: TypeAlias = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Parser that reports wrong arguments in one line."""

    def error(self, message: str) -> NoReturn:
        _output.complain(f"{message} (zhengwu --help)")
        raise SystemExit(UNUSABLE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Args:
        argv: Arguments; the arguments of the process if None.
    """
    _output.prepare()
    words = sys.argv[1:] if argv is None else argv
    chosen = next((word for word in words if not word.startswith("-")), None)
    arguments = _make_parser(chosen).parse_args(words)
    run: Command = arguments.run
    if arguments.json:
        _output.prepare_json()
    try:
        status = run(arguments)
        _output.flush()
    except ZhengwuError as error:
        _output.complain(Text(error.message_zh, error.message_en).say(arguments.lang))
        return UNUSABLE
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does; printing again would fail.
        _output.silence()
        return 0
    except OSError as error:
        _output.silence()
        _output.complain(str(error))
        return UNUSABLE
    return status


_COMMANDS: Final = {
    "day": "某日是工作日还是休息日 / the kind of a day",
    "due": "何日届满 / when a limit falls due",
    "limit": "识别时限文字 / read the wording of a limit",
    "rules": "法定时限规则 / the statutory rules",
    "code": "识别和校验代码 / recognise and check codes",
    "audit": "检查事项清单 / audit a list of items",
    "maps": "字段映射 / field maps of lists",
    "who": "谁来办理 / who handles a step",
    "procedures": "办理程序 / the procedures that ship, and checking a table",
    "replay": "重放办件日志 / replay logs of cases",
    "schema": "书面形式的数据模式 / JSON Schema of a written form",
    "tour": "一个区的导览 / a guided tour of a district",
}
"""Title of each command; the module of that name has `add_arguments` and `run`."""


def _make_parser(chosen: str | None) -> argparse.ArgumentParser:
    """Make the parser; only the module of the chosen command is imported."""
    parser = _Parser(
        prog="zhengwu",
        description="政务服务事项、时限和日历 / government-service tools",
    )
    parser.add_argument("--version", action="version", version=f"zhengwu {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, title in _COMMANDS.items():
        command = commands.add_parser(name, help=title, description=title)
        if name == chosen:
            _add_command(command, import_module(f"zhengwu.cli._{name}"))
    return parser


def _add_command(parser: argparse.ArgumentParser, module: Any) -> None:
    parser.set_defaults(run=module.run)
    parser.add_argument(
        "--json", action="store_true", help="每行一个 JSON 对象 / one object per line"
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="语言 / language"
    )
    module.add_arguments(parser)
