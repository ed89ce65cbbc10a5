"""A report as a self-contained HTML page with a summary, filters and every finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from zhengwu._text import Lang, Text
from zhengwu.findings._elements import describe_place
from zhengwu.findings._finding import Finding
from zhengwu.findings._print import CODE, PLACE, PROBLEM, REMEDY, SEVERITY
from zhengwu.findings._severity import Severity

_WORDS: Final = (
    Text("检查报告", "Audit report"),
    SEVERITY,
    CODE,
    PLACE,
    PROBLEM,
    REMEDY,
    Text("依据", "basis"),
    Text("筛选", "filter"),
    Text("全部", "all"),
    Text("条", "findings"),
)
_LINE: Final = Text("(第 {row} 行)", " (row {row})")
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
    head, *columns, choose, everything, unit = (word.say(lang) for word in _WORDS)
    codes = sorted({f.code for f in findings})
    severities = "".join(
        f'<option value="{s.value}">{s.label(lang)}</option>'
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
    line = _LINE.say(lang, row=row) if row else ""
    citations = "; ".join(basis.cite(lang) for basis in finding.basis)
    cells = (
        finding.severity.label(lang),
        finding.code,
        describe_place(finding.path, lang) + line,
        finding.message(lang),
        finding.hint(lang),
        citations,
    )
    columns = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    severity, code = finding.severity.value, escape(finding.code)
    return f'<tr class="{severity}" data-s="{severity}" data-c="{code}">{columns}</tr>'
