"""`zhengwu audit`: audits a list of items or a file of powers."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from os.path import relpath
from pathlib import Path
from typing import Final

from zhengwu._dates import parse_date
from zhengwu._errors import InputError
from zhengwu.audit import (
    Baseline,
    audit,
    national_rules,
    parse_rule_set,
    parse_suppressions,
    suppress,
)
from zhengwu.cli._input import read_text, today
from zhengwu.cli._output import json_line, print_text
from zhengwu.delegation import Powers
from zhengwu.findings import Report, Severity
from zhengwu.io import read_items, read_powers, write_marked
from zhengwu.items import Catalogue, FieldMap, field_map

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
        "file", metavar="FILE", help="JSONL、JSON、CSV、Excel 文件 / file of items"
    )
    parser.add_argument(
        "--map",
        default="portal",
        metavar="NAME|FILE",
        help="字段映射;powers 为权力配置 / field map; powers for a file of powers",
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
    interactive = sys.stderr.isatty()
    subject: Catalogue | Powers
    if arguments.map == "powers":
        subject, report = read_powers(arguments.file, encoding=arguments.encoding)
        return _report_findings(arguments, subject, report, at)
    subject, report = read_items(
        arguments.file,
        _read_map(arguments.map),
        form=arguments.form,
        encoding=arguments.encoding,
        sheet=arguments.sheet,
        progress=_show_progress if interactive else None,
    )
    if interactive:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return _report_findings(arguments, subject, report, at)


def _report_findings(
    arguments: argparse.Namespace,
    subject: Catalogue | Powers,
    report: Report,
    at: date,
) -> int:
    """Audit the subject; print and write all findings, and return the exit status."""
    if not report.counts["records"]:
        raise InputError(
            f"{arguments.file} 中没有记录", f"{arguments.file} has no record"
        )
    rules = national_rules()
    if arguments.rules:
        rules = parse_rule_set(read_text(arguments.rules), rules, arguments.rules)
    result = (report + audit(subject, at=at, rules=rules)).sorted()
    if arguments.suppress:
        known = parse_suppressions(read_text(arguments.suppress), arguments.suppress)
        result = suppress(result, known, at=at).report
    if arguments.write_baseline:
        _write_text(arguments.write_baseline, Baseline.of(result).to_json() + "\n")
    if arguments.baseline:
        old = Baseline.from_json(read_text(arguments.baseline), arguments.baseline)
        result = old.sort(result).report
    result = result.masked(*arguments.mask)
    _write_files(arguments, subject, result)
    if arguments.json:
        for each in result:
            json_line(each.to_record())
        json_line({"summary": result.summary()})
    else:
        limit = None if arguments.all else _MOST_LISTED
        print_text(result.to_text(lang=arguments.lang, limit=limit))
    return int(result.worst is Severity.ERROR)


def _write_files(
    arguments: argparse.Namespace, subject: Catalogue | Powers, report: Report
) -> None:
    """Write the report to the files that the options name."""
    if arguments.html:
        page, title = Path(arguments.html), Path(arguments.file).name
        side = page.with_name(f"{page.stem}.findings.csv")
        _write_text(str(side), report.to_csv(lang=arguments.lang))
        text = report.to_html(lang=arguments.lang, title=title, side_file=side.name)
        _write_text(arguments.html, text)
    if arguments.sarif:
        log = report.to_sarif(_find_relative(arguments.file))
        _write_text(
            arguments.sarif, json.dumps(log, ensure_ascii=False, indent=1) + "\n"
        )
    if arguments.xlsx:
        if isinstance(subject, Powers):
            raise InputError(
                "权力配置不是清单,没有可标注的表;请用 --html 或 --sarif",
                "powers are not a list and have no sheet to mark; use --html or --sarif",
            )
        write_marked(
            arguments.file,
            report,
            arguments.xlsx,
            form=arguments.form,
            encoding=arguments.encoding,
            sheet=arguments.sheet,
            lang=arguments.lang,
        )


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


def _read_map(name: str) -> FieldMap:
    path = Path(name)
    if path.suffix != ".toml":
        return field_map(name)
    return FieldMap.from_toml(read_text(name), name)
