"""A report as text tables for the staff of a service hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from zhengwu._text import Lang
from zhengwu._width import table
from zhengwu.findings._severity import Severity

if TYPE_CHECKING:
    from zhengwu._paths import Path
    from zhengwu.findings._finding import Finding

_COUNTS: Final = {
    "records": ("记录", "records"),
    "loaded": ("读入", "loaded"),
    "items": ("事项", "items"),
    "instruments": ("文书", "instruments"),
    "acts": ("办理行为", "acts"),
    "at_counter": ("在窗口", "at the counter"),
    "outside": ("体外循环", "outside the hall"),
    "transitions": ("流转", "transitions"),
    "instances": ("流转实例", "instances"),
    "configurations": ("阶段与计时配置", "configurations"),
    "set_aside": ("搁置", "set aside"),
}
_HEADS: Final = (
    ("级别", "代码", "次数", "问题", "处理"),
    ("severity", "code", "count", "problem", "what to do"),
)
_NO_FINDINGS: Final = ("未发现问题", "no findings")
_NOT_LISTED: Final = (
    "(另有 {more} 条未列出)",
    "({more} more not listed)",
)
_PLACE_WIDTH, _MESSAGE_WIDTH = 30, 110
_SUMMARY_WIDTHS: Final = (8, 8, 6, 44, 60)


def as_text(
    findings: Sequence[Finding],
    counts: Mapping[str, int],
    *,
    lang: Lang,
    limit: int | None,
) -> str:
    """Write a summary by code, then the findings of each code, worst first."""
    from zhengwu.findings._registry import finding_title

    en = lang == "en"
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    order = sorted(groups, key=lambda code: (-_find_worst(groups[code]).rank, code))
    lines = [_write_totals(findings, counts, en=en)]
    if not findings:
        return "\n".join([*lines, _NO_FINDINGS[en]])
    rows = [_HEADS[en]]
    titles: dict[str, str] = {}
    for code in order:
        first = groups[code][0]
        titles[code], fix = finding_title(code, lang), first.hint(lang)
        rows.append(
            (
                _label_severity(_find_worst(groups[code]), en=en),
                code,
                str(len(groups[code])),
                titles[code],
                fix,
            )
        )
    lines += ["", table(rows, _SUMMARY_WIDTHS)]
    for code in order:
        listed = groups[code][:limit]
        lines += ["", f"{code} {titles[code]} ({len(groups[code])})"]
        lines.append(
            table(
                [("", describe_place(f.path, en=en), f.message(lang)) for f in listed],
                (1, _PLACE_WIDTH, _MESSAGE_WIDTH),
            )
        )
        if more := len(groups[code]) - len(listed):
            lines.append("   " + _NOT_LISTED[en].format(more=more))
    return "\n".join(lines)


def _write_totals(
    findings: Sequence[Finding], counts: Mapping[str, int], *, en: bool
) -> str:
    """Write the first line: what was examined, and the findings per severity."""
    by_severity = dict.fromkeys(reversed(Severity), 0)
    for finding in findings:
        by_severity[finding.severity] += 1
    parts = [f"{_COUNTS.get(n, (n, n))[en]} {c:,}" for n, c in counts.items()]
    parts += [f"{_label_severity(s, en=en)} {c:,}" for s, c in by_severity.items()]
    return " · ".join(parts)


def _find_worst(findings: Sequence[Finding]) -> Severity:
    return max(f.severity for f in findings)


def _label_severity(severity: Severity, *, en: bool) -> str:
    return severity.value if en else severity.label_zh


def describe_place(path: Path, *, en: bool = False) -> str:
    """Write a path for people, who count records from 1.

    >>> describe_place((0, "name"))
    '第 1 条 name'
    """
    if not path:
        return "file" if en else "整个文件"
    head, *rest = path
    if isinstance(head, int):
        head = f"record {head + 1}" if en else f"第 {head + 1} 条"
    return " ".join([head, *map(str, rest)])


def as_html(findings: Sequence[Finding]) -> str:
    """Write the findings as an HTML table, for notebooks."""
    rows = "".join(
        f"<tr><td>{escape(f.severity.label_zh)}</td><td>{escape(f.code)}</td>"
        f"<td>{escape(describe_place(f.path))}</td><td>{escape(f.message_zh)}</td></tr>"
        for f in findings
    )
    return (
        "<table><thead><tr><th>级别</th><th>代码</th><th>位置</th><th>问题</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )
