"""A report as a self-contained HTML page with a summary, filters and every finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from zhengwu._text import Lang
from zhengwu.findings._finding import Finding
from zhengwu.findings._print import describe_place
from zhengwu.findings._severity import Severity

_WORDS: Final = {
    "zh": ("检查报告", "级别", "代码", "位置", "问题", "处理", "依据", "筛选", "全部", "条"),
    "en": ("Audit report", "severity", "code", "where", "problem", "what to do", "basis",
           "filter", "all", "findings"),
}  # fmt: skip
_STYLE: Final = """
body{font:14px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;margin:2em;color:#222}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #ddd;padding:4px 8px;
text-align:left;vertical-align:top}th{background:#f4f4f4;position:sticky;top:0}
.error td:first-child{background:#f8cbad}.warning td:first-child{background:#ffe699}
.info td:first-child{background:#ddebf7}.bar{margin:1em 0}.bar *{margin-right:.6em}
"""
_SCRIPT: Final = """
const rows=[...document.querySelectorAll('tbody tr')],n=document.getElementById('n');
function show(){const s=document.getElementById('s').value,c=document.getElementById('c').value,
t=document.getElementById('t').value.toLowerCase();let k=0;for(const r of rows){
const on=(!s||r.dataset.s===s)&&(!c||r.dataset.c===c)&&(!t||r.textContent.toLowerCase().includes(t));
r.hidden=!on;k+=on}n.textContent=k}
for(const i of ['s','c','t'])document.getElementById(i).addEventListener('input',show);show();
"""


def write_page(
    findings: Sequence[Finding],
    rows: Sequence[int],
    counts: Mapping[str, int],
    *,
    lang: Lang,
    title: str,
) -> str:
    """Write the page; `rows` gives the file line of each finding, or 0 if unknown."""
    head, *columns, choose, everything, unit = _WORDS["en" if lang == "en" else "zh"]
    en = lang == "en"
    codes = sorted({f.code for f in findings})
    severities = "".join(
        f'<option value="{s.value}">{s.value if en else s.label_zh}</option>'
        for s in reversed(Severity)
    )
    options = "".join(f"<option>{escape(code)}</option>" for code in codes)
    numbers = " · ".join(f"{escape(name)} {count:,}" for name, count in counts.items())
    body = "".join(
        _write_row(f, row, lang) for f, row in zip(findings, rows, strict=True)
    )
    heads = "".join(f"<th>{word}</th>" for word in columns)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title or head)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title or head)}</h1><p>{numbers}</p>"
        f'<div class="bar">{choose} <select id="s"><option value="">{everything}</option>'
        f'{severities}</select><select id="c"><option value="">{everything}</option>'
        f'{options}</select><input id="t"><b id="n"></b> {unit}</div>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _write_row(finding: Finding, row: int, lang: Lang) -> str:
    """Write a finding as a row of the table."""
    en = lang == "en"
    line = (f" (row {row})" if en else f"(第 {row} 行)") if row else ""
    citations = "; ".join(basis.cite(lang) for basis in finding.basis)
    cells = (
        finding.severity.value if en else finding.severity.label_zh,
        finding.code,
        describe_place(finding.path, en=en) + line,
        finding.message(lang),
        finding.hint(lang),
        citations,
    )
    columns = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    severity, code = finding.severity.value, escape(finding.code)
    return f'<tr class="{severity}" data-s="{severity}" data-c="{code}">{columns}</tr>'
