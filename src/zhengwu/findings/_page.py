"""A report as a self-contained HTML page: findings by code, the worst codes first.

The number of rows is limited, so that the page opens at once, also on a telephone; the
totals count all findings. Every text is escaped, and characters that cannot be seen are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from zhengwu._text import CITED, Lang, Text
from zhengwu._visible import show_controls
from zhengwu.findings._elements import describe_place
from zhengwu.findings._finding import Finding
from zhengwu.findings._print import PLACE, PROBLEM, group_by_code, write_totals
from zhengwu.findings._severity import Severity

_MOST_ROWS: Final = 2_000  # on a page; the browser lays them out in less than a second
_MOST_GROUPS: Final = 300
_LONGEST_CELL: Final = (
    400  # characters; the other forms of the report have the whole text
)

_HEADING: Final = Text("检查报告", "Audit report")
_FILTER: Final = Text("筛选", "filter")
_SEARCH: Final = Text("按文字筛选", "filter by text")
_ALL_SEVERITIES: Final = Text("全部级别", "every severity")
_ALL_CODES: Final = Text("全部代码", "every code")
_LISTED: Final = Text("条", "listed")
_FIX: Final = Text("处理:", "what to do: ")
_BASIS: Final = Text("依据:", "basis: ")
_LINE: Final = Text("(第 {row} 行)", " (row {row})")
_COUNT: Final = Text("{count:,} 条", "{count:,} findings")
_SOME: Final = Text(
    "{count:,} 条,列出 {listed:,} 条", "{count:,} findings, {listed:,} listed"
)
_CAPPED: Final = Text(
    "共 {count:,} 条发现,本页列出 {listed:,} 条(每个代码至多 {most:,} 条)。",
    "{count:,} findings, of which this page lists {listed:,} (at most {most:,} per code). ",
)
_SIDE_FILE: Final = Text("全部发现见:{name}", "All findings: {name}")
_NO_SIDE_FILE: Final = Text(
    "全部发现可另存为 CSV 或 JSON。", "Save the report as CSV or JSON for all findings."
)
_NO_FINDINGS: Final = Text("未发现问题", "no findings")
_LANGUAGES: Final = Text("zh-CN", "en")
_STYLE: Final = """
*{box-sizing:border-box}body{font:15px/1.6 "Noto Sans SC","Noto Sans CJK SC",
"Microsoft YaHei",sans-serif;margin:0 auto;padding:1em;max-width:75em;color:#222}
h1{font-size:1.5em;overflow-wrap:anywhere}.note{background:#f4f4f4;padding:.5em .8em}
.bar{position:sticky;top:0;background:#fff;padding:.5em 0;display:flex;flex-wrap:wrap;gap:.5em}
select,input{font:inherit;max-width:100%;padding:.2em}input{flex:1 1 10em;min-width:0}
details{border:1px solid #ddd;border-left:6px solid #9dc3e6;margin:.7em 0;padding:.4em .8em}
.error{border-left-color:#c55a11}.warning{border-left-color:#ffc000}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}details p{margin:.3em 0}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border-top:1px solid #ddd;padding:4px 8px;text-align:left;vertical-align:top;
overflow-wrap:anywhere}th:first-child{width:30%}
@media(max-width:600px){thead{display:none}tr{display:block;border-top:1px solid #ddd}
td{display:block;border:0;padding:2px 0}td:first-child{color:#555}}
[hidden]{display:none!important}
"""
_SCRIPT: Final = """
const $=i=>document.getElementById(i),groups=[...document.querySelectorAll('details')]
.map(g=>[g,[...g.querySelectorAll('tbody tr')].map(r=>[r,r.textContent.toLowerCase()])]);
function show(){const s=$('s').value,c=$('c').value,t=$('t').value.toLowerCase();let n=0;
for(const[g,rows]of groups){let k=0;const on=(!s||g.dataset.s.includes(s))&&(!c||g.dataset.c===c);
for(const[r,x]of rows){const y=on&&(!s||r.dataset.s===s)&&(!t||x.includes(t));r.hidden=!y;k+=y}
g.hidden=!k;n+=k}$('n').textContent=n.toLocaleString()}
for(const i of['s','c','t'])$(i).addEventListener('input',show);show();
"""


class _Group(NamedTuple):
    """Findings of a code: how many there are, and those that the page lists."""

    code: str
    total: int
    listed: Sequence[tuple[Finding, int]]


def write_page(
    findings: Sequence[Finding],
    row_of: Callable[[Finding], int],
    counts: Mapping[str, int],
    *,
    lang: Lang,
    title: str,
    side_file: str,
) -> str:
    """Write the page.

    Args:
        findings: The findings.
        row_of: Gives the file line of a finding, or 0 if unknown.
        counts: Numbers of what was examined.
        lang: Language of the page.
        title: Heading of the page; a general heading if empty.
        side_file: Name of the file with all findings; empty without such a file.
    """
    groups, most = _choose_rows(findings, row_of)
    listed = sum(len(group.listed) for group in groups)
    head = _show(title or _HEADING.say(lang))
    notice = ""
    if listed < len(findings):
        notice = _CAPPED.say(lang, count=len(findings), listed=listed, most=most)
        notice += "" if side_file else _NO_SIDE_FILE.say(lang)
    if side_file:
        notice += _SIDE_FILE.say(lang, name=side_file)
    top = (
        f'<!DOCTYPE html><html lang="{_LANGUAGES.say(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{head}</title><style>{_STYLE}</style></head><body><h1>{head}</h1>"
        f"<p>{_show(write_totals(findings, counts, lang))}</p>"
    )
    parts = [top]
    if notice:
        parts.append(f'<p class="note">{_show(notice)}</p>')
    if not groups:
        parts.append(f"<p>{_NO_FINDINGS.say(lang)}</p></body></html>\n")
        return "".join(parts)
    parts.append(_write_bar((group.code for group in groups), lang))
    parts += (_write_group(group, lang) for group in groups)
    parts.append(f"<script>{_SCRIPT}</script></body></html>\n")
    return "".join(parts)


def _choose_rows(
    findings: Sequence[Finding], row_of: Callable[[Finding], int]
) -> tuple[list[_Group], int]:
    """Choose the findings that the page lists, and the most of them per code."""
    by_code = group_by_code(findings)
    most = _spread_rows([len(group) for group in by_code.values()])
    groups = [
        _Group(code, len(group), [(f, row_of(f)) for f in group[:most]])
        for code, group in by_code.items()
    ]
    return groups[:_MOST_GROUPS], most


def _spread_rows(sizes: Iterable[int]) -> int:
    """Most rows per group so that all groups together stay within the rows of a page."""
    sizes = sorted(sizes)
    room, left = _MOST_ROWS, len(sizes)
    for size in sizes:
        if size * left > room:
            return max(1, room // left)
        room -= size
        left -= 1
    return max(sizes, default=0)


def _write_bar(codes: Iterable[str], lang: Lang) -> str:
    """Write the fields by which the rows are filtered."""
    severities = "".join(
        f'<option value="{s.value}">{s.label(lang)}</option>'
        for s in reversed(Severity)
    )
    options = "".join(f"<option>{_show(code)}</option>" for code in sorted(codes))
    return (
        f'<div class="bar" role="search" aria-label="{_FILTER.say(lang)}">'
        f'<select id="s" aria-label="{_ALL_SEVERITIES.say(lang)}">'
        f'<option value="">{_ALL_SEVERITIES.say(lang)}</option>{severities}</select>'
        f'<select id="c" aria-label="{_ALL_CODES.say(lang)}">'
        f'<option value="">{_ALL_CODES.say(lang)}</option>{options}</select>'
        f'<input id="t" placeholder="{_SEARCH.say(lang)}" aria-label="{_SEARCH.say(lang)}">'
        f'<span><b id="n"></b> {_LISTED.say(lang)}</span></div>'
    )


def _write_group(group: _Group, lang: Lang) -> str:
    """Write the findings of a code: what they have in common, then a row for each."""
    from zhengwu.findings._registry import finding_title

    first = group.listed[0][0]
    hint, cited = first.hint(lang), _cite(first, lang)
    kinds = dict.fromkeys(finding.severity for finding, _ in group.listed)
    worst = max(kinds)
    text = _SOME if len(group.listed) < group.total else _COUNT
    count = text.say(lang, count=group.total, listed=len(group.listed))
    title = f"{group.code} {finding_title(group.code, lang)}".strip()
    body = "".join(
        _write_row(finding, row, (hint, cited), lang) for finding, row in group.listed
    )
    return (
        f'<details open class="{worst.value}" data-c="{_show(group.code)}" '
        f'data-s="{" ".join(kind.value for kind in kinds)}"><summary>'
        f"{worst.label(lang)} · {_show(title)} · {count}</summary>"
        + (f"<p>{_FIX.say(lang)}{_show(hint)}</p>" if hint else "")
        + (f"<p>{_BASIS.say(lang)}{_show(cited)}</p>" if cited else "")
        + f"<table><thead><tr><th>{PLACE.say(lang)}</th><th>{PROBLEM.say(lang)}</th></tr>"
        f"</thead><tbody>{body}</tbody></table></details>"
    )


def _write_row(finding: Finding, row: int, common: tuple[str, str], lang: Lang) -> str:
    """Write a finding as a row; hint and basis only where they differ from the group."""
    place = describe_place(finding.path, lang)
    place += _LINE.say(lang, row=row) if row else ""
    own = [finding.message(lang)]
    pairs = zip((finding.hint(lang), _cite(finding, lang)), common, strict=True)
    own += (text for text, of_group in pairs if text and text != of_group)
    return (
        f'<tr data-s="{finding.severity.value}"><td>{_show(place)}</td>'
        f"<td>{'<br>'.join(map(_show, own))}</td></tr>"
    )


def _cite(finding: Finding, lang: Lang) -> str:
    return CITED.say(lang).join(basis.cite(lang) for basis in finding.basis)


def _show(text: str) -> str:
    """The text for a page: shortened, invisible characters shown, markup escaped."""
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - 1] + "…"
    return escape(show_controls(text))
