"""`zhengwu audit`: audits a list of items or a file of powers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from os.path import relpath
from pathlib import Path
from typing import IO, Any, Final

from zhengwu._dates import parse_date
from zhengwu._errors import InputError
from zhengwu._text import Text
from zhengwu.audit import (
    Baseline,
    audit,
    national_rules,
    parse_rule_set,
    parse_suppressions,
    suppress,
)
from zhengwu.cli._input import open_files, read_text, refuse_overwriting, today
from zhengwu.cli._output import json_line, print_text
from zhengwu.delegation import Powers
from zhengwu.findings import Finding, Report, Severity
from zhengwu.io import read_items, read_powers, write_marked
from zhengwu.items import Catalogue, FieldMap

_MOST_LISTED: Final = 5  # findings per code, unless --all
_OPTIONS: Final = (
    ("sheet", "NAME", "Excel 工作表 / sheet"),
    ("rules", "FILE", "规则集 / rule set, TOML"),
    ("suppress", "FILE", "忽略清单 / suppressions, TOML"),
    ("baseline", "FILE", "基线,只报新问题 / baseline; only new findings"),
    ("write-baseline", "FILE", "写出基线 / write a baseline"),
    (
        "html",
        "FILE",
        "网页报告,另存全部发现为 .findings.csv / page, and all findings as CSV",
    ),
    ("sarif", "FILE", "SARIF 报告 / for code review"),
    ("xlsx", "FILE", "标注后的 Excel / marked workbook to return"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `zhengwu audit`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="+",
        help="JSONL、JSON、CSV、表格文件或目录,- 为标准输入 / files or directories of items, "
        "or - for standard input",
    )
    parser.add_argument(
        "--map",
        default="auto",
        metavar="NAME|FILE",
        help="字段映射,默认自动选择;powers 为权力配置 / field map, chosen by default; "
        "powers for a file of powers",
    )
    parser.add_argument(
        "--at",
        metavar="DATE",
        help="检查日期,默认今天 / day of the audit, by default today",
    )
    parser.add_argument(
        "--encoding",
        metavar="E",
        help="文件编码,默认自动识别 / encoding, detected by default",
    )
    parser.add_argument(
        "--form", choices=("jsonl", "json", "csv", "xlsx"), help="文件格式 / form"
    )
    for name, metavar, title in _OPTIONS:
        parser.add_argument(f"--{name}", metavar=metavar, help=title)
    parser.add_argument(
        "--mask",
        metavar="REGEX",
        action="append",
        default=[],
        help="另需脱敏的内容,可重复 / further personal data to mask; may be repeated",
    )
    parser.add_argument(
        "--all", action="store_true", help="列出全部发现 / list every finding"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu audit FILE`."""
    at = parse_date(arguments.at, "--at") if arguments.at else today()
    _refuse_overwriting(arguments)
    files = open_files(arguments.file)
    interactive = sys.stderr.isatty()
    subject: Catalogue | Powers
    if arguments.map == "powers":
        if len(files) > 1:
            raise InputError(
                "权力配置一次只能检查一个文件", "powers are audited one file at a time"
            )
        subject, report = read_powers(files[0], encoding=arguments.encoding)
        return _report_findings(arguments, files, subject, report, at)
    subject, report = read_items(
        files,
        _read_map(arguments.map),
        form=arguments.form,
        encoding=arguments.encoding,
        sheet=arguments.sheet,
        progress=_show_progress if interactive else None,
    )
    return _report_findings(arguments, files, subject, report, at)


def _refuse_overwriting(arguments: argparse.Namespace) -> None:
    """Refuse to write over a file that is read."""
    options = ("html", "sarif", "xlsx", "write-baseline")
    named = (
        (f"--{name}", getattr(arguments, name.replace("-", "_"))) for name in options
    )
    maps = [arguments.map] if arguments.map.endswith(".toml") else []
    more = (arguments.rules, arguments.suppress, arguments.baseline)
    refuse_overwriting(named, (*arguments.file, *maps, *more))


def _report_findings(
    arguments: argparse.Namespace,
    files: Sequence[str | IO[bytes]],
    subject: Catalogue | Powers,
    report: Report,
    at: date,
) -> int:
    """Audit the subject; print and write all findings, and return the exit status."""
    if not report.counts["records"]:
        named = "、".join(arguments.file)
        raise InputError(f"{named} 中没有记录", f"{named} has no record")
    rules = national_rules()
    if arguments.rules:
        rules = parse_rule_set(read_text(arguments.rules), rules, arguments.rules)
    interactive = sys.stderr.isatty()
    progress = _show_rules if interactive else None
    result = (report + audit(subject, at=at, rules=rules, progress=progress)).sorted()
    if interactive:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    if arguments.suppress:
        known = parse_suppressions(read_text(arguments.suppress), arguments.suppress)
        result = suppress(result, known, at=at).report
    if arguments.write_baseline:
        _write_text(arguments.write_baseline, Baseline.of(result).to_json() + "\n")
    if arguments.baseline:
        old = Baseline.from_json(read_text(arguments.baseline), arguments.baseline)
        result = old.sort(result).report
    result = result.masked(*arguments.mask)
    _write_files(arguments, files, subject, result)
    _print_findings(arguments, result, several=len(files) > 1)
    return int(result.worst is Severity.ERROR)


def _print_findings(
    arguments: argparse.Namespace, report: Report, *, several: bool
) -> None:
    """Print the findings, with the file of each if several files were read."""
    if arguments.json:
        for each in report:
            json_line(each.to_record() | (_locate(report, each) if several else {}))
        json_line({"summary": report.summary()})
        return
    limit = None if arguments.all else _MOST_LISTED
    print_text(report.to_text(lang=arguments.lang, limit=limit))
    if several and report.source is not None:
        for part in report.source.parts:
            name = f"{part.file or '-'} {part.sheet}".rstrip()
            print(_STARTS.say(arguments.lang, name=name, start=part.start))


_STARTS: Final = Text(
    "{name}:从第 {start} 条记录起(从 0 数)",
    "{name}: from record {start}, counted from 0",
)


def _locate(report: Report, each: Finding) -> dict[str, str | int]:
    """File, sheet and row of a finding."""
    place = report.place(each)
    return {"file": place.file, "sheet": place.sheet, "row": place.row}


def _write_files(
    arguments: argparse.Namespace,
    files: Sequence[str | IO[bytes]],
    subject: Catalogue | Powers,
    report: Report,
) -> None:
    """Write the report to the files that the options name."""
    names = [name if isinstance(name, str) else "-" for name in files]
    if arguments.html:
        page = Path(arguments.html)
        title = Path(names[0]).name + (f" … ({len(names)})" if len(names) > 1 else "")
        side = page.with_name(f"{page.stem}.findings.csv")
        _write_text(str(side), report.to_csv(lang=arguments.lang))
        text = report.to_html(lang=arguments.lang, title=title, side_file=side.name)
        _write_text(arguments.html, text)
    if arguments.sarif:
        log = _to_sarif(report, [_find_relative(name) for name in names])
        _write_text(
            arguments.sarif, json.dumps(log, ensure_ascii=False, indent=1) + "\n"
        )
    if arguments.xlsx:
        if isinstance(subject, Powers):
            raise InputError(
                "权力配置不是清单,没有可标注的表;请用 --html 或 --sarif",
                "powers are not a list and have no sheet to mark; use --html or --sarif",
            )
        if len(files) > 1:
            raise InputError(
                "--xlsx 一次只能标注一个文件;请逐个检查",
                "--xlsx marks one file at a time; audit the files one by one",
            )
        source = files[0]
        if not isinstance(source, str):
            source.seek(0)
        write_marked(
            source,
            report,
            arguments.xlsx,
            form=arguments.form,
            encoding=arguments.encoding,
            sheet=arguments.sheet,
            lang=arguments.lang,
        )


def _to_sarif(report: Report, names: Sequence[str]) -> dict[str, Any]:
    """The report in SARIF, with one run per file if several files were read."""
    if len(names) == 1:
        return report.to_sarif(names[0])
    by_file = report.group_by(
        lambda each: _find_relative(report.place(each).file or names[0])
    )
    logs = [of_file.to_sarif(name) for name, of_file in by_file.items()]
    if not logs:
        return report.to_sarif(names[0])
    return {**logs[0], "runs": [run for log in logs for run in log["runs"]]}


def _write_text(name: str, text: str) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def _find_relative(name: str) -> str:
    """The path relative to the current folder; the path itself on another drive."""
    try:
        return relpath(name)
    except ValueError:
        return name


def _show_progress(records: int) -> None:
    """Show the number of records read so far on the terminal."""
    print(f"\r{records:,} …", end="", file=sys.stderr, flush=True)


def _show_rules(done: int, total: int) -> None:
    """Show the number of rules applied so far on the terminal."""
    print(f"\r\x1b[K{done}/{total} …", end="", file=sys.stderr, flush=True)


def _read_map(name: str) -> FieldMap | str:
    if Path(name).suffix != ".toml":
        return name
    return FieldMap.from_toml(read_text(name), name)
