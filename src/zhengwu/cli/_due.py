"""`zhengwu due`: when a limit falls due."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any, Final

from zhengwu._dates import parse_date, parse_instant
from zhengwu._errors import InputError
from zhengwu.calendars import ChinaCalendar, OfficeHours, Window
from zhengwu.cli._input import add_calendar_arguments, read_calendar
from zhengwu.cli._output import json_line
from zhengwu.limits import (
    Deadline,
    Hours,
    Minutes,
    UnspecifiedDays,
    parse_limit,
    statutory_rules,
)
from zhengwu.limits.values._limit import OfficeLimit

_DATE: Final = len("2026-11-21")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zhengwu due`."""
    parser.add_argument(
        "start", metavar="START", help="YYYY-MM-DD 或 YYYY-MM-DDTHH:MM+08:00"
    )
    parser.add_argument(
        "limit",
        metavar="LIMIT",
        help="如 20个工作日,或规则 pal.decide / such as 20个工作日, or a rule",
    )
    parser.add_argument(
        "--before", action="store_true", help="自该日向前算 / count back from that day"
    )
    parser.add_argument(
        "--hours", metavar="H", help="办公时间 / office hours, 09:00-12:00,13:30-17:30"
    )
    parser.add_argument(
        "--short", action="store_true", help="只说结果 / the result only"
    )
    add_calendar_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """`zhengwu due START LIMIT`."""
    deadline = _count(arguments, read_calendar(arguments))
    if arguments.json:
        json_line(deadline.to_dict())
    else:
        print(
            deadline.explain(
                arguments.lang, form="short" if arguments.short else "long"
            )
        )
    return 0


def _count(arguments: argparse.Namespace, calendar: ChinaCalendar) -> Deadline:
    text: str = arguments.limit
    if text in statutory_rules().ids:
        if arguments.before:
            raise _refuse_before(text)
        day = _read_start(arguments.start, in_days=len(arguments.start) <= _DATE)
        on = day.date() if isinstance(day, datetime) else day
        return statutory_rules().get(text, on).due(day, calendar)
    reading = parse_limit(text)
    limit = reading.limit
    if limit is None:
        raise InputError(
            f"{text!r} 不是一个时限({reading.status.value});写作 20个工作日、3个月、2小时",
            f"{text!r} is not one time limit ({reading.status.value}); write "
            "20个工作日, 3个月 or 2小时",
        )
    if isinstance(limit, UnspecifiedDays):
        raise InputError(
            f"{text!r} 没有说是工作日还是自然日;请写明(行政许可的期限为工作日)",
            f"{text!r} does not say which days; write 工作日 or 自然日 "
            "(an agency's periods in licensing are working days)",
        )
    in_days = not isinstance(limit, Hours | Minutes | OfficeLimit)
    if arguments.before and not in_days:
        raise _refuse_before(text)
    start = _read_start(arguments.start, in_days=in_days)
    back = in_days and (arguments.before or reading.backward)
    return _apply(limit, start, _choose_keeper(arguments, limit, calendar), back=back)


def _apply(limit: Any, start: date, keeper: object, *, back: bool) -> Deadline:
    deadline: Deadline = (limit.before if back else limit.due)(start, keeper)
    return deadline


def _read_start(text: str, *, in_days: bool) -> date:
    if in_days and len(text) > _DATE:
        return parse_instant(text, "START").date()
    return parse_date(text, "START") if in_days else parse_instant(text, "START")


def _refuse_before(text: str) -> InputError:
    return InputError(
        f"{text!r} 不能用 --before:规则自有方向,按小时的时限不能向前算",
        f"{text!r} takes no --before: a rule has its own direction, and hours are not "
        "counted back",
    )


def _choose_keeper(
    arguments: argparse.Namespace, limit: object, calendar: ChinaCalendar
) -> ChinaCalendar | OfficeHours:
    """The calendar; office hours on it, for a limit in office time."""
    if not isinstance(limit, OfficeLimit):
        return calendar
    if not arguments.hours:
        raise InputError(
            "按办公时间计算的时限需要 --hours,例如 --hours 09:00-12:00,13:30-17:30",
            "a limit in office time needs --hours, such as --hours 09:00-12:00,13:30-17:30",
        )
    windows = [Window.parse(text) for text in arguments.hours.split(",")]
    return OfficeHours(calendar=calendar, regular=windows)
