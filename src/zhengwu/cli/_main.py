"""The parser of arguments, and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, NoReturn, TypeAlias

from zhengwu._errors import ZhengwuError
from zhengwu._version import __version__
from zhengwu.cli import _output

UNUSABLE = 2

Command: TypeAlias = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        _output.complain(f"{message} (zhengwu --help)")
        raise SystemExit(UNUSABLE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Args:
        argv: Arguments; those of the process if None.
    """
    _output.prepare()
    given = sys.argv[1:] if argv is None else argv
    chosen = next((word for word in given if not word.startswith("-")), None)
    arguments = _make_parser(chosen).parse_args(given)
    run: Command = arguments.run
    try:
        status = run(arguments)
        _output.flush()
    except ZhengwuError as error:
        _output.complain(
            error.message_en if arguments.lang == "en" else error.message_zh
        )
        return UNUSABLE
    except BrokenPipeError:
        # The reader has seen enough, as `head` does; nothing more may be printed.
        _output.silence()
        return 0
    except OSError as error:
        _output.silence()
        _output.complain(str(error))
        return UNUSABLE
    return status


_COMMANDS: Final = {
    "day": "某日是工作日还是休息日 / what kind of day it is",
    "due": "何日届满 / when a limit falls due",
    "limit": "读时限文字 / read the wording of a limit",
    "rules": "法定时限规则 / the statutory rule book",
    "code": "识别和校验代码 / recognise and check codes",
    "audit": "检查事项清单 / audit a list of items",
    "who": "谁来办理 / who handles a step",
    "replay": "重放办件日志 / check logs of cases again",
    "tour": "一个区的导览 / a guided tour of a district",
}
"""Each command is the module of its name, with `add_arguments` and `run`."""


def _make_parser(chosen: str | None) -> argparse.ArgumentParser:
    """The parser; only the chosen command's module is imported."""
    parser = _Parser(
        prog="zhengwu",
        description="政务服务事项、时限和日历 / government-service tools",
    )
    parser.add_argument("--version", action="version", version=f"zhengwu {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, title in _COMMANDS.items():
        command = commands.add_parser(name, help=title, description=title)
        if name == chosen:
            _complete(command, import_module(f"zhengwu.cli._{name}"))
    return parser


def _complete(parser: argparse.ArgumentParser, module: Any) -> None:
    parser.set_defaults(run=module.run)
    parser.add_argument(
        "--json", action="store_true", help="每行一个 JSON 对象 / one object a line"
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="语言 / language"
    )
    module.add_arguments(parser)
