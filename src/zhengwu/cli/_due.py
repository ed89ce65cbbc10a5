"""`zhengwu due`: the day on which a limit expires."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any, Final

from zhengwu._dates import parse_date, parse_instant
from zhengwu._errors import InputError
from zhengwu.calendars import ChinaCalendar, OfficeHours, Window
from zhengwu.cli._input import add_calendar_arguments, read_calendar
from zhengwu.cli._output import json_line, print_text
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
    """Add the arguments of `zhengwu due`."""
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
        "--short", action="store_true", help="只显示结果 / the result only"
    )
    add_calendar_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu due START LIMIT`."""
    deadline = _find_deadline(arguments, read_calendar(arguments))
    if arguments.json:
        json_line(deadline.to_record())
    else:
        print_text(
            deadline.explain(
                arguments.lang, form="short" if arguments.short else "long"
            )
        )
    return 0


def _find_deadline(arguments: argparse.Namespace, calendar: ChinaCalendar) -> Deadline:
    if arguments.limit in statutory_rules().ids:
        return _apply_rule(arguments, calendar)
    return _apply_wording(arguments, calendar)


def _apply_rule(arguments: argparse.Namespace, calendar: ChinaCalendar) -> Deadline:
    """The deadline by a statutory rule."""
    if arguments.before:
        raise _refuse_before(arguments.limit)
    _refuse_useless_hours(arguments, None)
    start = _read_start(arguments.start, in_days=len(arguments.start) <= _DATE)
    on = start.date() if isinstance(start, datetime) else start
    return statutory_rules().get(arguments.limit, on).due(start, calendar)


def _apply_wording(arguments: argparse.Namespace, calendar: ChinaCalendar) -> Deadline:
    """The deadline by the wording of a limit."""
    text: str = arguments.limit
    reading = parse_limit(text)
    limit = reading.limit
    if limit is None:
        raise InputError(
            f"{text!r} 不是单一的时限({reading.status.label_zh});"
            "请写作 20个工作日、3个月、2小时",
            f"{text!r} is not a single time limit ({reading.status.label_en}); write "
            "20个工作日, 3个月 or 2小时",
        )
    if isinstance(limit, UnspecifiedDays):
        raise InputError(
            f"{text!r} 没有写明是工作日还是自然日;请写明(行政许可的期限为工作日)",
            f"{text!r} does not state the kind of days; write 工作日 or 自然日 "
            "(the periods of an agency in licensing are working days)",
        )
    _refuse_useless_hours(arguments, limit)
    in_days = not isinstance(limit, Hours | Minutes | OfficeLimit)
    if arguments.before and not in_days:
        raise _refuse_before(text)
    start = _read_start(arguments.start, in_days=in_days)
    back = in_days and (arguments.before or reading.backward)
    return _count(limit, start, _choose_keeper(arguments, limit, calendar), back=back)


def _count(limit: Any, start: date, keeper: object, *, back: bool) -> Deadline:
    """Count a limit forward, or back, from a start."""
    deadline: Deadline = (limit.before if back else limit.due)(start, keeper)
    return deadline


def _read_start(text: str, *, in_days: bool) -> date:
    if in_days and len(text) > _DATE:
        return parse_instant(text, "START").date()
    return parse_date(text, "START") if in_days else parse_instant(text, "START")


def _refuse_useless_hours(arguments: argparse.Namespace, limit: object) -> None:
    """Refuse office hours for a limit that is not counted in office time."""
    if not arguments.hours or isinstance(limit, OfficeLimit):
        return
    text = arguments.limit
    if isinstance(limit, Hours | Minutes):
        unit = limit.unit.label_zh
        raise InputError(
            f"{text!r} 昼夜连续计算,--hours 不起作用;按办公时间计算的,"
            f"请写作 {limit.amount}个工作{unit}",
            f"{text!r} runs round the clock, so --hours has no effect; for office time, "
            f"write {limit.amount}个工作{unit}",
        )
    raise InputError(
        f"{text!r} 不按办公时间计算,--hours 不起作用;请去掉 --hours",
        f"{text!r} is not counted in office time, so --hours has no effect; leave it out",
    )


def _refuse_before(text: str) -> InputError:
    return InputError(
        f"{text!r} 不能与 --before 同用:规则自有计算方向,按小时计算的时限不能向前算",
        f"{text!r} cannot be used with --before: a rule has its own direction, and hours "
        "are not counted back",
    )


def _choose_keeper(
    arguments: argparse.Namespace, limit: object, calendar: ChinaCalendar
) -> ChinaCalendar | OfficeHours:
    """The calendar, or office hours on the calendar for a limit in office time."""
    if not isinstance(limit, OfficeLimit):
        return calendar
    if not arguments.hours:
        raise InputError(
            "按办公时间计算的时限需要 --hours,例如 --hours 09:00-12:00,13:30-17:30",
            "a limit in office time needs --hours, such as --hours 09:00-12:00,13:30-17:30",
        )
    windows = [Window.parse(text) for text in arguments.hours.split(",")]
    return OfficeHours(calendar=calendar, regular=windows)
