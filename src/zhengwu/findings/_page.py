"""A report as one HTML page that works from a file: a summary, filters, every finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from zhengwu._text import Lang
from zhengwu.findings._finding import Finding
from zhengwu.findings._print import place
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
    """The page; `rows` are the lines of the file on which the findings are, or 0."""
    head, *columns, choose, everything, unit = _WORDS["en" if lang == "en" else "zh"]
    en = lang == "en"
    codes = sorted({f.code for f in findings})
    severities = "".join(
        f'<option value="{s.value}">{s.value if en else s.label_zh}</option>'
        for s in reversed(Severity)
    )
    options = "".join(f"<option>{escape(code)}</option>" for code in codes)
    numbers = " · ".join(f"{escape(name)} {count:,}" for name, count in counts.items())
    cells = "".join(
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
        f"<table><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _write_row(found: Finding, row: int, lang: Lang) -> str:
    en = lang == "en"
    line = (f" (row {row})" if en else f"(第 {row} 行)") if row else ""
    basis = "; ".join(basis.cite(lang) for basis in found.basis)
    cells = (
        found.severity.value if en else found.severity.label_zh,
        found.code,
        place(found.path, en=en) + line,
        found.message(lang),
        found.hint(lang),
        basis,
    )
    inside = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    kind, code = found.severity.value, escape(found.code)
    return f'<tr class="{kind}" data-s="{kind}" data-c="{code}">{inside}</tr>'
