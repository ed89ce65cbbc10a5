"""A report as rows with the same columns: for data frames, and for spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final, TypedDict

from zhengwu._formulas import guard_formula
from zhengwu._text import CITED, Lang, Text
from zhengwu._visible import show_controls
from zhengwu.findings._elements import describe_place
from zhengwu.findings._finding import Finding
from zhengwu.findings._place import Place
from zhengwu.findings._print import CODE, PLACE, PROBLEM, REMEDY, SEVERITY

FILE: Final = Text("文件", "file")
SHEET: Final = Text("工作表", "sheet")
ROW: Final = Text("行", "row")
COLUMN: Final = Text("列", "column")
BASIS: Final = Text("依据", "basis")
HEADS: Final = (
    *(SEVERITY, CODE, FILE, SHEET, ROW, COLUMN),
    *(PLACE, PROBLEM, REMEDY, BASIS),
)
"""Headings of the rows of findings (发现表表头)."""


class FindingRow(TypedDict):
    """Row of a data frame of findings (发现行); every column has a single type."""

    code: str
    severity: str
    file: str
    sheet: str
    row: int
    column: str
    json_path: str
    message_zh: str
    message_en: str
    hint_zh: str
    hint_en: str
    basis: str
    data: str


def to_row(finding: Finding, place: Place) -> FindingRow:
    """Write a finding as a row of texts, and a number for the row of the file."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "json_path": finding.json_path,
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "hint_zh": finding.hint_zh,
        "hint_en": finding.hint_en,
        "basis": CITED.zh.join(basis.cite() for basis in finding.basis),
        "data": json.dumps(dict(finding.data), ensure_ascii=False, default=str),
    }


def list_cells(finding: Finding, place: Place, lang: Lang) -> tuple[str, ...]:
    """Write a finding as cells under `HEADS`; invisible characters are shown."""
    cells = (
        finding.severity.label(lang),
        finding.code,
        place.file,
        place.sheet,
        str(place.row or ""),
        place.column,
        describe_place(finding.path, lang),
        finding.message(lang),
        finding.hint(lang),
        CITED.say(lang).join(basis.cite(lang) for basis in finding.basis),
    )
    return tuple(map(show_controls, cells))


def write_csv(findings: Iterable[tuple[Finding, Place]], lang: Lang) -> str:
    """Write the findings as CSV with a byte order mark; no cell is run as a formula."""
    output = StringIO()
    output.write("\ufeff")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([head.say(lang) for head in HEADS])
    writer.writerows(_guard_rows(findings, lang))
    return output.getvalue()


def _guard_rows(
    findings: Iterable[tuple[Finding, Place]], lang: Lang
) -> Iterator[list[str]]:
    for finding, place in findings:
        yield [guard_formula(cell) for cell in list_cells(finding, place, lang)]
