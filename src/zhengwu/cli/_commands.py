"""The commands, one function each; every one returns the exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from zhengwu._dates import BEIJING, parse_date, parse_instant
from zhengwu._errors import InputError
from zhengwu.audit import (
    Baseline,
    audit,
    national_rules,
    parse_rule_set,
    parse_suppressions,
    suppress,
)
from zhengwu.calendars import ChinaCalendar, OfficeHours, Window, china_calendar
from zhengwu.cli._output import json_line
from zhengwu.codes import read_code
from zhengwu.delegation import Powers
from zhengwu.findings import Report, Severity
from zhengwu.io import read_items, read_powers
from zhengwu.items import Catalogue, FieldMap, field_map
from zhengwu.limits import (
    Deadline,
    Hours,
    Minutes,
    UnspecifiedDays,
    local_rules,
    parse_limit,
    statutory_rules,
)
from zhengwu.limits.values._limit import OfficeLimit

_WORKS: Final = {False: ("休息", "not worked"), True: ("工作", "worked")}
_LISTED: Final = 5  # findings of one code, unless --all


def day(arguments: argparse.Namespace) -> int:
    """`zhengwu day DATE`."""
    calendar = _calendar(arguments)
    found = calendar.day(parse_date(arguments.date))
    if arguments.json:
        json_line({**found.to_dict(), "revision": calendar.revision})
        return 0
    en = arguments.lang == "en"
    works = _WORKS[found.working][en is True]
    name = found.name_en if en else found.name_zh
    status = found.status.value if en else found.status.label_zh
    print("  ".join(filter(None, (str(found.date), works, name, status, found.source))))
    return 0


def due(arguments: argparse.Namespace) -> int:
    """`zhengwu due START LIMIT`."""
    deadline = _due(arguments, _calendar(arguments))
    if arguments.json:
        json_line(deadline.to_dict())
    else:
        print(
            deadline.explain(
                arguments.lang, form="short" if arguments.short else "long"
            )
        )
    return 0


def _due(arguments: argparse.Namespace, calendar: ChinaCalendar) -> Deadline:
    text: str = arguments.limit
    if text in statutory_rules().ids:
        if arguments.before:
            raise _no_before(text)
        day = _start(arguments.start, in_days=len(arguments.start) <= _DATE)
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
        raise _no_before(text)
    start = _start(arguments.start, in_days=in_days)
    back = in_days and (arguments.before or reading.backward)
    return _counted(limit, start, _keeper(arguments, limit, calendar), back=back)


def _counted(limit: Any, start: date, keeper: object, *, back: bool) -> Deadline:
    found: Deadline = (limit.before if back else limit.due)(start, keeper)
    return found


_DATE: Final = len("2026-11-21")


def _start(text: str, *, in_days: bool) -> date:
    if in_days and len(text) > _DATE:
        return parse_instant(text, "START").date()
    return parse_date(text, "START") if in_days else parse_instant(text, "START")


def _no_before(text: str) -> InputError:
    return InputError(
        f"{text!r} 不能用 --before:规则自有方向,按小时的时限不能向前算",
        f"{text!r} takes no --before: a rule has its own direction, and hours are not "
        "counted back",
    )


def _keeper(
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


def rules(arguments: argparse.Namespace) -> int:
    """`zhengwu rules [ID]`."""
    book = statutory_rules()
    if arguments.set:
        book = book.overlay(local_rules(arguments.set))
    chosen = book.versions(arguments.id) if arguments.id else tuple(book)
    if arguments.at:
        on = parse_date(arguments.at, "--at")
        chosen = tuple(rule for rule in chosen if rule.holds(on))
        if not chosen:
            raise InputError(f"{on} 没有施行中的规则", f"no rule was in force on {on}")
    for rule in chosen:
        if arguments.json:
            json_line(rule.to_dict())
        else:
            print(rule.explain(arguments.lang))
    return 0


def _calendar(arguments: argparse.Namespace) -> ChinaCalendar:
    as_of = arguments.as_of
    return china_calendar(
        arguments.region, parse_date(as_of, "--as-of") if as_of else None
    )


def limit(arguments: argparse.Namespace) -> int:
    """`zhengwu limit TEXT…`."""
    for text in _texts(arguments.text):
        reading = parse_limit(text)
        if arguments.json:
            json_line(reading.to_dict())
            continue
        if reading.limit is not None:
            parts = reading.limit.label(arguments.lang)
        else:
            parts = ", ".join(part.label(arguments.lang) for part in reading.parts)
        if reading.extension is not None:
            parts += f" (+{reading.extension.label(arguments.lang)})"
        shown = [text, reading.status.value, parts, reading.starts_from or ""]
        print("  ".join(filter(None, (*shown, *reading.exclusions))))
    return 0


def code(arguments: argparse.Namespace) -> int:
    """`zhengwu code CODE…`."""
    bad = False
    for text in _texts(arguments.text):
        reading = read_code(text)
        bad |= any(f.severity is Severity.ERROR for f in reading.findings)
        if arguments.json:
            json_line(reading.to_dict())
            continue
        parts = " ".join(f"{name}={part}" for name, part in reading.parts.items())
        said = [f.message(arguments.lang) for f in reading.findings]
        print("  ".join(filter(None, (text, reading.kind.value, parts, *said))))
    return int(bad)


def _texts(given: Iterable[str]) -> Iterator[str]:
    """The arguments; the lines of standard input for ``-``."""
    for text in given:
        if text != "-":
            yield text
            continue
        for raw in getattr(sys.stdin, "buffer", ()):  # closed: nothing to read
            line = raw.decode("utf-8-sig", "backslashreplace").rstrip("\r\n")
            if line.strip():
                yield line


def audit_file(arguments: argparse.Namespace) -> int:
    """`zhengwu audit FILE`."""
    at = parse_date(arguments.at, "--at") if arguments.at else today()
    watched = sys.stderr.isatty()
    subject: Catalogue | Powers
    if arguments.map == "powers":
        subject, report = read_powers(arguments.file, encoding=arguments.encoding)
        return _audited(arguments, subject, report, at)
    subject, report = read_items(
        arguments.file,
        _map(arguments.map),
        form=arguments.form,
        encoding=arguments.encoding,
        sheet=arguments.sheet,
        progress=_tell if watched else None,
    )
    if watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return _audited(arguments, subject, report, at)


def _audited(
    arguments: argparse.Namespace,
    subject: Catalogue | Powers,
    report: Report,
    at: date,
) -> int:
    """Audit what was read, and tell."""
    if not report.counts["records"]:
        raise InputError(
            f"{arguments.file} 中没有记录", f"{arguments.file} holds no record"
        )
    rules = national_rules()
    if arguments.rules:
        rules = parse_rule_set(text_of(arguments.rules), rules, arguments.rules)
    whole = (report + audit(subject, at=at, rules=rules)).sorted()
    if arguments.suppress:
        known = parse_suppressions(text_of(arguments.suppress), arguments.suppress)
        whole = suppress(whole, known, at=at).report
    if arguments.write_baseline:
        _write(arguments.write_baseline, Baseline.of(whole).to_json() + "\n")
    if arguments.baseline:
        old = Baseline.from_json(text_of(arguments.baseline), arguments.baseline)
        whole = old.sort(whole).report
    _files(arguments, subject, whole)
    if arguments.json:
        for found in whole:
            json_line(found.to_dict())
        json_line({"summary": whole.summary()})
    else:
        limit = None if arguments.all else _LISTED
        print(whole.to_text(lang=arguments.lang, limit=limit))
    return int(whole.worst is Severity.ERROR)


def _files(
    arguments: argparse.Namespace, subject: Catalogue | Powers, report: Report
) -> None:
    """Reports in files, beside what is printed."""
    if arguments.html:
        title = Path(arguments.file).name
        _write(arguments.html, report.to_html(lang=arguments.lang, title=title))
    if arguments.sarif:
        log = report.to_sarif(arguments.file)
        _write(arguments.sarif, json.dumps(log, ensure_ascii=False, indent=1) + "\n")
    if arguments.xlsx:
        from zhengwu.io.xlsx import write_marked_xlsx

        if isinstance(subject, Powers):
            raise InputError(
                "权力配置不是清单,没有可标注的表;请用 --html 或 --sarif",
                "powers are no list and have no sheet to mark; use --html or --sarif",
            )
        with Path(arguments.xlsx).open("wb") as file:
            write_marked_xlsx(subject, report, file)


def _write(name: str, text: str) -> None:
    Path(name).write_text(text, "utf-8")


def text_of(name: str) -> str:
    """Text of a file that an option names.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"读不了 {name}:{error}", f"cannot read {name}: {error}"
        ) from None


def _tell(records: int) -> None:
    """How far it is, for a person who watches."""
    print(f"\r{records:,} …", end="", file=sys.stderr, flush=True)


def _map(name: str) -> FieldMap:
    path = Path(name)
    if path.suffix != ".toml":
        return field_map(name)
    return FieldMap.from_toml(text_of(name), name)


def today() -> date:
    return datetime.now(BEIJING).date()
