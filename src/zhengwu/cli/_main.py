"""The parser of arguments, and the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from zhengwu import __version__
from zhengwu._errors import ZhengwuError
from zhengwu.cli import _commands, _output, _powers, _replay
from zhengwu.cli._tour import tour

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
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    try:
        status = command(arguments)
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


_AUDIT_FILES = (
    ("sheet", "NAME", "Excel 工作表 / sheet"),
    ("rules", "FILE", "规则集 / rule set, TOML"),
    ("suppress", "FILE", "忽略清单 / what is set aside, TOML"),
    ("baseline", "FILE", "只报新问题 / only what is new against it"),
    ("write-baseline", "FILE", "写出基线 / write a baseline"),
    ("html", "FILE", "网页报告 / page with filters"),
    ("sarif", "FILE", "SARIF 报告 / for code review"),
    ("xlsx", "FILE", "标注后的 Excel / marked sheet to send back"),
)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="zhengwu",
        description="政务服务事项、时限和日历 / government-service tools",
    )
    parser.add_argument("--version", action="version", version=f"zhengwu {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, title: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=title, description=title)
        sub.set_defaults(command=command)
        sub.add_argument(
            "--json", action="store_true", help="每行一个 JSON 对象 / one object a line"
        )
        sub.add_argument(
            "--lang", choices=("zh", "en"), default="zh", help="语言 / language"
        )
        return sub

    day = add("day", _commands.day, "某日是工作日还是休息日 / what kind of day it is")
    day.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
    due = add("due", _commands.due, "何日届满 / when a limit falls due")
    due.add_argument(
        "start", metavar="START", help="YYYY-MM-DD 或 YYYY-MM-DDTHH:MM+08:00"
    )
    due.add_argument(
        "limit",
        metavar="LIMIT",
        help="如 20个工作日,或规则 pal.decide / such as 20个工作日, or a rule",
    )
    due.add_argument(
        "--before", action="store_true", help="自该日向前算 / count back from that day"
    )
    due.add_argument(
        "--hours", metavar="H", help="办公时间 / office hours, 09:00-12:00,13:30-17:30"
    )
    due.add_argument("--short", action="store_true", help="只说结果 / the result only")
    for sub in (day, due):
        sub.add_argument("--region", metavar="R", help="行政区划代码 / division code")
        sub.add_argument(
            "--as-of", metavar="D", help="按该日已公布的安排 / as known on that day"
        )
    limit = add("limit", _commands.limit, "读时限文字 / read the wording of a limit")
    limit.add_argument(
        "text", metavar="TEXT", nargs="+", help="文字;- 表示逐行读标准输入"
    )
    rules = add("rules", _commands.rules, "法定时限规则 / the statutory rule book")
    rules.add_argument("id", metavar="ID", nargs="?", help="规则 / rule")
    rules.add_argument("--at", metavar="DATE", help="该日施行的 / in force on that day")
    rules.add_argument(
        "--set",
        metavar="NAME",
        help="加上地方规则 / with local practice, such as yumen",
    )
    code = add("code", _commands.code, "识别和校验代码 / recognise and check codes")
    code.add_argument(
        "text", metavar="CODE", nargs="+", help="代码;- 表示逐行读标准输入"
    )
    audit = add("audit", _commands.audit_file, "检查事项清单 / audit a list of items")
    audit.add_argument(
        "file", metavar="FILE", help="JSONL、JSON、CSV、Excel 文件 / file of items"
    )
    audit.add_argument(
        "--map",
        default="portal",
        metavar="NAME|FILE",
        help="字段映射;powers 为权力配置 / field map; powers for a file of powers",
    )
    audit.add_argument(
        "--at", metavar="DATE", help="检查日期,默认今天 / day of the audit"
    )
    audit.add_argument(
        "--encoding", metavar="E", help="文件编码,默认自动识别 / encoding"
    )
    audit.add_argument(
        "--form", choices=("jsonl", "json", "csv", "xlsx"), help="文件格式 / form"
    )
    for name, metavar, title in _AUDIT_FILES:
        audit.add_argument(f"--{name}", metavar=metavar, help=title)
    audit.add_argument(
        "--all", action="store_true", help="列出全部发现 / list every finding"
    )
    who = add("who", _powers.who, "谁来办理 / who handles a step")
    who.add_argument("file", metavar="FILE", help="权力配置 JSONL / file of powers")
    who.add_argument("item", metavar="ITEM", help="事项标识 / id of the item")
    who.add_argument("step", metavar="STEP", help="环节,如 decide、决定 / step")
    who.add_argument("place", metavar="PLACE", help="行政区划代码 / division code")
    who.add_argument("--at", metavar="DATE", help="日期,默认今天 / day")
    who.add_argument("--accepted", metavar="DATE", help="受理日 / day of acceptance")
    replay = add("replay", _replay.replay, "重放办件日志 / check logs of cases again")
    replay.add_argument("file", metavar="FILE", help="事件 JSONL / events, JSON Lines")
    replay.add_argument(
        "--rules", metavar="FILE", help="事项办件规则 / rules of the item, TOML"
    )
    replay.add_argument(
        "--map",
        metavar="NAME|FILE",
        help="状态码对照表:case、code、at 的记录 / code map, for records of codes",
    )
    replay.add_argument(
        "--at", metavar="T", help="截至时刻,默认最后一件 / as of; the last event"
    )
    replay.add_argument("--encoding", metavar="E", help="文件编码 / encoding")
    replay.add_argument("--region", metavar="R", help="行政区划代码 / division code")
    replay.add_argument(
        "--as-of", metavar="D", help="按该日已公布的安排 / as known on that day"
    )
    add("tour", tour, "一个区的导览 / a guided tour of a district")
    return parser
