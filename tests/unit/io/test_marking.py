"""Marked sheets: the file that came, with its faults marked, to send back."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhengwu.audit import audit
from zhengwu.findings import Report
from zhengwu.findings.errors import InputError
from zhengwu.io import read_items, write_marked

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")

TODAY = date(2026, 11, 21)
LATE = {
    "name": "取水许可",
    "committed_limit_raw": "50(工作日)",
    "statutory_limit_raw": "45(工作日)",
}


def check(source: Any, **options: Any) -> Report:
    """Read and audit a list of the portal."""
    catalogue, report = read_items(source, "portal", **options)
    return (report + audit(catalogue, at=TODAY)).sorted()


def list_problems(report: Report) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(each.code, each.path) for each in report]


@pytest.fixture
def sheet_of_an_office(tmp_path: Path) -> Path:
    """A workbook as an office keeps it: formats, a formula, a note, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["name", "statutory_limit_raw", "committed_limit_raw", "备注"])
    sheet.append(["取水许可", "45(工作日)", "50(工作日)", "=1+1"])
    sheet.append([None, "20(工作日)", "10(工作日)", "没有名称"])
    sheet.append(["采砂许可", "20(工作日)", "10(工作日)", date(2026, 1, 5)])
    sheet["A2"].font = openpyxl.styles.Font(bold=True, color="FF0000")
    sheet["C2"].comment = openpyxl.comments.Comment("请领导看", "某科")
    sheet["C2"].number_format = "@"
    sheet.column_dimensions["A"].width = 41
    sheet.freeze_panes = "A2"
    book.create_sheet("说明")["B3"] = "填表说明"
    path = tmp_path / "清单.xlsx"
    book.save(path)
    # Excel stores what a formula gave; openpyxl does not, so it is put in by hand.
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.infolist():
            content = old.read(entry.filename)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<v></v>", b"<v>2</v>")
                content = content.replace(b"<v />", b"<v>2</v>")
            new.writestr(entry.filename, content)
    path.write_bytes(data.getvalue())
    return path


def test_a_workbook_stays_what_it_was(sheet_of_an_office: Path, tmp_path: Path):
    """Sheets, order, values, formats, formulas and notes stay; faults are coloured."""
    report = check(sheet_of_an_office)
    target = tmp_path / "退回.xlsx"
    assert write_marked(sheet_of_an_office, report, target) >= 2
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["清单", "说明", "检查发现"]
    sheet = book["清单"]
    before = openpyxl.load_workbook(sheet_of_an_office)["清单"]
    assert [[c.value for c in row] for row in sheet] == [
        [c.value for c in row] for row in before
    ]
    assert sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].width == 41
    assert sheet.freeze_panes == "A2"
    marked = sheet["C2"]
    assert (marked.value, marked.number_format) == ("50(工作日)", "@")
    assert marked.fill.start_color.rgb == "00F8CBAD"
    assert marked.comment.text.startswith("请领导看\nZWAU001 ")
    assert sheet["A3"].fill.fill_type == "solid"  # set aside: neither name nor code
    assert sheet["A4"].comment is None or "ZWIT001" not in sheet["A4"].comment.text
    values = openpyxl.load_workbook(target, data_only=True)["清单"]
    assert values["D2"].value == 2


def test_a_marked_workbook_gives_the_same_findings(
    sheet_of_an_office: Path, tmp_path: Path
):
    """Reading the returned workbook gives the findings that the original gave."""
    report = check(sheet_of_an_office)
    target = tmp_path / "退回.xlsx"
    write_marked(sheet_of_an_office, report, target)
    assert list_problems(check(target)) == list_problems(report)


def test_marks_of_an_earlier_check_are_replaced(
    sheet_of_an_office: Path, tmp_path: Path
):
    """A corrected cell loses colour and note; there is one sheet of findings."""
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_marked(sheet_of_an_office, check(sheet_of_an_office), first)
    book = openpyxl.load_workbook(first)
    book["清单"]["C2"] = "30(工作日)"
    book.save(first)
    report = check(first)
    assert "ZWAU001" not in report.by_code()
    write_marked(first, report, second)
    book = openpyxl.load_workbook(second)
    assert book.sheetnames == ["清单", "说明", "检查发现"]
    assert book["清单"]["C2"].fill.fill_type is None


def test_the_sheet_of_findings_lists_all(sheet_of_an_office: Path, tmp_path: Path):
    """Totals, headings, and a row per finding, in the chosen language."""
    report = check(sheet_of_an_office)
    target = tmp_path / "back.xlsx"
    write_marked(sheet_of_an_office, report, target, lang="en")
    rows = [*openpyxl.load_workbook(target)["Findings"].iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if row[0] == "severity")
    assert len(rows) - head - 1 == len(report)
    assert {row[1] for row in rows[head + 1 :]} == set(report.by_code())
    late = next(row for row in rows if row[1] == "ZWAU001")
    assert late[4:6] == ("2", "committed_limit_raw")
    assert "statutory" in late[7]


def test_two_header_rows_and_cells_merged_down(tmp_path: Path):
    """The column is found below its group; a covered cell marks the cell with its value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某区清单"])
    sheet.append(["name", "时限", None, "organ_code"])
    sheet.append([None, "statutory_limit_raw", "committed_limit_raw", None])
    sheet.append(["甲", "45(工作日)", "50(工作日)", "1"])
    sheet.append(["乙", "45(工作日)", "30(工作日)", None])
    sheet.merge_cells("D4:D5")
    path = tmp_path / "list.xlsx"
    book.save(path)
    from zhengwu.findings import finding
    from zhengwu.findings._place import SourceMap

    codes = [
        finding("ZWLM001", (0, "时限.committed_limit_raw"), text="x"),
        finding("ZWCD003", (1, "organ_code"), code="1", length=1),
    ]
    report = Report(codes, {}, SourceMap(str(path), "", (4, 5)))
    target = tmp_path / "back.xlsx"
    assert write_marked(path, report, target) == 2
    sheet = openpyxl.load_workbook(target).active
    marked = [c.coordinate for row in sheet for c in row if c.comment is not None]
    assert marked == ["C4", "D4"]


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_other_forms_become_a_sheet_of_their_records(form: str, tmp_path: Path):
    """Columns and values stay, rows set aside included; only the marks are new."""
    records = [LATE, {"area": "没有名称"}, {"name": "=1+1", "visits_raw": "x"}]
    path = tmp_path / f"list.{form}"
    # A sheet does not tell a missing key from an empty cell, so every record has all keys.
    names = list(dict.fromkeys(name for record in records for name in record))
    records = [{name: record.get(name, "") for name in names} for record in records]
    if form == "csv":
        lines = [",".join(names), *(",".join(r.values()) for r in records)]
        path.write_text("\n".join(lines), "utf-8")
    elif form == "json":
        path.write_text(json.dumps(records, ensure_ascii=False), "utf-8")
    else:
        text = "\n".join(json.dumps(r, ensure_ascii=False) for r in records)
        path.write_text(text, "utf-8")
    report = check(path)
    target = tmp_path / "back.xlsx"
    assert write_marked(path, report, target) >= 3
    sheet = openpyxl.load_workbook(target)["事项"]
    rows = [[cell.value or "" for cell in row] for row in sheet]
    assert rows[0] == [*LATE, "area", "visits_raw"]
    assert rows[1][:3] == [*LATE.values()]
    assert rows[2][3] == "没有名称"
    assert rows[3][0] == "=1+1"
    assert sheet["A4"].data_type == "s"
    assert "ZWAU001" in sheet["B2"].comment.text
    assert "ZWIT001" in sheet["A3"].comment.text
    again = check(target)
    assert list_problems(again) == list_problems(report)


def test_an_unreadable_file_gives_the_message(tmp_path: Path):
    """A broken workbook is refused before anything is written."""
    target = tmp_path / "back.xlsx"
    for data in (b"PK\x03\x04 broken", b"no workbook", b""):
        path = tmp_path / "broken.xlsx"
        path.write_bytes(data)
        with pytest.raises(InputError, match="Excel"):
            write_marked(path, Report(), target)
    assert not target.exists()
    lines = tmp_path / "broken.jsonl"
    lines.write_bytes(b"not json\n{]\n")
    write_marked(lines, read_items(lines).report, target)
    rows = [*openpyxl.load_workbook(target)["事项"].iter_rows(values_only=True)]
    assert rows[0][0] == "检查发现"
    assert "ZWIO002" in str(rows[1][0])


def test_control_characters_and_long_texts(tmp_path: Path):
    """A text that a sheet cannot hold as it is does not stop the report."""
    path = tmp_path / "list.jsonl"
    record = {"name": "甲\x1b[31m\uffff", "visits_raw": "很" * 40_000}
    path.write_text(json.dumps(record), "utf-8")
    target = tmp_path / "back.xlsx"
    write_marked(path, check(path), target)
    cell = openpyxl.load_workbook(target)["事项"]["B2"].value
    assert len(cell) <= 32_767
    assert cell.endswith("…(共 40,000 字)")


def test_personal_data_are_masked_in_notes_and_stay_in_cells(tmp_path: Path):
    """The cell is the office's own; the notes and the findings are masked."""
    number = "11010519491231002X"
    path = tmp_path / "list.jsonl"
    path.write_text(json.dumps({"name": "甲", "visits_raw": number}), "utf-8")
    report = check(path)
    target = tmp_path / "back.xlsx"
    write_marked(path, report, target)
    book = openpyxl.load_workbook(target)
    assert book["事项"]["B2"].value == number
    assert number not in book["事项"]["B2"].comment.text
    cells = (str(cell.value) for row in book["检查发现"] for cell in row)
    assert not any(number in cell for cell in cells)
