"""A report as text tables for the staff of a service hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from zhengwu._text import Lang, Text
from zhengwu._visible import show_controls
from zhengwu._width import table
from zhengwu.findings._elements import describe_place
from zhengwu.findings._severity import Severity

if TYPE_CHECKING:
    from zhengwu.findings._finding import Finding

_COUNTS: Final = {
    "records": Text("记录", "records"),
    "loaded": Text("读入", "loaded"),
    "items": Text("事项", "items"),
    "instruments": Text("文书", "instruments"),
    "acts": Text("办理行为", "acts"),
    "at_counter": Text("在窗口", "at the counter"),
    "outside": Text("体外循环", "outside the hall"),
    "transitions": Text("流转", "transitions"),
    "instances": Text("流转实例", "instances"),
    "configurations": Text("阶段与计时配置", "configurations"),
    "set_aside": Text("搁置", "set aside"),
}
SEVERITY: Final = Text("级别", "severity")
CODE: Final = Text("代码", "code")
PLACE: Final = Text("位置", "where")
PROBLEM: Final = Text("问题", "problem")
REMEDY: Final = Text("处理", "what to do")
_COUNT: Final = Text("次数", "count")
_SUMMARY: Final = (SEVERITY, CODE, _COUNT, PROBLEM, REMEDY)
_NO_FINDINGS: Final = Text("未发现问题", "no findings")
_NOT_LISTED: Final = Text("(另有 {more} 条未列出)", "({more} more not listed)")
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

    groups = group_by_code(findings)
    order = [*groups]
    lines = [write_totals(findings, counts, lang)]
    if not findings:
        return "\n".join([*lines, _NO_FINDINGS.say(lang)])
    titles = {code: finding_title(code, lang) for code in order}
    rows = [tuple(head.say(lang) for head in _SUMMARY)]
    rows += [
        (
            _find_worst(groups[code]).label(lang),
            code,
            str(len(groups[code])),
            titles[code],
            groups[code][0].hint(lang),
        )
        for code in order
    ]
    lines += ["", table(rows, _SUMMARY_WIDTHS)]
    for code in order:
        listed = groups[code][:limit]
        lines += ["", show_controls(f"{code} {titles[code]} ({len(groups[code])})")]
        lines.append(
            table(
                [("", describe_place(f.path, lang), f.message(lang)) for f in listed],
                (1, _PLACE_WIDTH, _MESSAGE_WIDTH),
            )
        )
        if more := len(groups[code]) - len(listed):
            lines.append("   " + _NOT_LISTED.say(lang, more=more))
    return "\n".join(lines)


def group_by_code(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Group the findings by code, the worst codes first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    order = sorted(groups, key=lambda code: (-_find_worst(groups[code]).rank, code))
    return {code: groups[code] for code in order}


def write_totals(
    findings: Sequence[Finding], counts: Mapping[str, int], lang: Lang
) -> str:
    """Write in a line what was examined, and the findings per severity."""
    by_severity = dict.fromkeys(reversed(Severity), 0)
    for finding in findings:
        by_severity[finding.severity] += 1
    parts = [f"{_COUNTS.get(n, Text(n, n)).say(lang)} {c:,}" for n, c in counts.items()]
    parts += [f"{s.label(lang)} {c:,}" for s, c in by_severity.items()]
    return show_controls(" · ".join(parts))


def _find_worst(findings: Sequence[Finding]) -> Severity:
    return max(f.severity for f in findings)


_MOST_IN_A_NOTEBOOK: Final = 100


def as_html(findings: Sequence[Finding], counts: Mapping[str, int]) -> str:
    """Write the totals and the first findings as an HTML table, for notebooks."""
    listed = findings[:_MOST_IN_A_NOTEBOOK]
    cells = [
        (f.severity.label_zh, f.code, describe_place(f.path), f.message_zh)
        for f in listed
    ]
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(show_controls(c))}</td>' for c in row)}</tr>"
        for row in cells
    )
    more = len(findings) - len(listed)
    return (
        f"<p>{escape(show_controls(write_totals(findings, counts, 'zh')))}</p>"
        "<table><thead><tr><th>级别</th><th>代码</th><th>位置</th><th>问题</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
        + (f"<p>{_NOT_LISTED.say('zh', more=more)}</p>" if more else "")
    )
