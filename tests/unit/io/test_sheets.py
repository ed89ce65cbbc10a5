"""Sheets as offices make them: titles, headers of two rows, merged cells, several sheets."""

from __future__ import annotations

import io
from typing import Any

import pytest
from spreadsheets import (
    cell_xml,
    make_book,
    ods_cell,
    ods_table,
    pack_ods,
    pack_xlsx,
    sheet_xml,
)

from zhengwu.io import iter_records, read_items
from zhengwu.io.tables._csv import iter_csv

pytest.importorskip("python_calamine")


def read(data: bytes, **options: Any) -> list[Any]:
    return [*iter_records(io.BytesIO(data), form="xlsx", **options)]


def fill_office_book(book: Any) -> None:
    """Notes on the first sheet, then one list per department, as districts send them in."""
    centred = book.add_format({"align": "center"})
    notes = book.add_worksheet("填表说明")
    notes.write(0, 0, "请如实填写")
    for organ in ("水利局", "城管局"):
        sheet = book.add_worksheet(organ)
        sheet.merge_range("A1:F1", "某市政务服务事项清单", centred)
        sheet.write("A2", "制表:某办")
        for area, name in (
            ("A3:A4", "序号"),
            ("B3:B4", "实施主体"),
            ("C3:C4", "事项\n名称"),
            ("D3:E3", "承诺时限"),
            ("F3:F4", "备注"),
        ):
            sheet.merge_range(area, name, centred)
        sheet.write("D4", "数量")
        sheet.write("E4", "单位")
        sheet.merge_range("B5:B7", organ, centred)
        for i in range(3):
            sheet.write_row(4 + i, 2, [f"{organ}事项{i}", 5 + i, "工作日", ""])
            sheet.write(4 + i, 0, i + 1)
    book.add_worksheet("空表")


def test_an_office_book_is_read_whole():
    """Both departments are read; the limit joins number and unit; the organ holds below."""
    catalogue, report = read_items(io.BytesIO(make_book(fill_office_book)), form="xlsx")
    assert [item.name for item in catalogue] == [
        f"{organ}事项{i}" for organ in ("水利局", "城管局") for i in range(3)
    ]
    assert [item.organ for item in catalogue] == ["水利局"] * 3 + ["城管局"] * 3
    limits = [i.committed_limit.limit for i in catalogue if i.committed_limit]
    assert [str(limit) for limit in limits[:2]] == [str(limit) for limit in limits[3:5]]
    assert [getattr(limit, "amount", None) for limit in limits] == [5, 6, 7] * 2
    assert report.by_code() == {"ZWIO013": 1, "ZWIO014": 1}
    [unread] = report.filter(code="ZWIO013")
    assert unread.data["sheets"] == "填表说明"
    assert report.source is not None
    places = [report.source.place((position,)) for position in (0, 2, 3, 5)]
    assert [(place.sheet, place.row) for place in places] == [
        ("水利局", 5),
        ("水利局", 7),
        ("城管局", 5),
        ("城管局", 7),
    ]


def test_one_sheet_by_name_is_read_alone():
    """No finding about the others, which the caller has left out."""
    data = make_book(fill_office_book)
    catalogue, report = read_items(io.BytesIO(data), form="xlsx", sheet="城管局")
    assert len(catalogue) == 3
    assert "ZWIO013" not in report.by_code()


def test_names_of_a_header_of_two_rows():
    """A known name stands alone; others are joined with their group."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "事项名称")
        sheet.merge_range("B1:C1", "办理")
        sheet.write_row("B2", ["承诺时限", "窗口号"])
        sheet.write_row("A3", ["取水许可", "5个工作日", "3"])

    [record] = read(make_book(fill))
    assert record.value == {
        "事项名称": "取水许可",
        "承诺时限": "5个工作日",
        "办理.窗口号": "3",
    }


def test_a_row_below_the_header_is_no_second_header():
    """Near miss: no merged cells, so the row is a record."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["事项名称", "", "备注"])
        sheet.write_row("A2", ["取水许可", "甲", ""])

    [record] = read(make_book(fill))
    assert record.value == {"事项名称": "取水许可", "备注": ""}


def test_titles_above_the_header_of_csv():
    """A CSV that was exported from such a sheet is read alike."""
    text = (
        "某市清单,,\n制表:某办,,\n\n事项名称,承诺时限,\n,数量,单位\n取水许可,5,工作日\n"
    )
    [record] = iter_csv(io.BytesIO(text.encode()))
    assert (record.line, record.value) == (
        6,
        {"事项名称": "取水许可", "承诺时限.数量": "5", "承诺时限.单位": "工作日"},
    )


def test_merged_cells_of_open_document():
    """The value of a cell merged over two rows holds for both."""
    data = pack_ods(
        ods_table(
            ods_cell("事项名称") + ods_cell("实施主体"),
            ods_cell("取水许可") + ods_cell("水利局", 'table:number-rows-spanned="2"'),
            ods_cell("采砂许可") + "<table:covered-table-cell/>",
            '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>',
        )
    )
    assert [r.value for r in read(data)] == [
        {"事项名称": "取水许可", "实施主体": "水利局"},
        {"事项名称": "采砂许可", "实施主体": "水利局"},
    ]


def test_a_code_that_became_a_number_is_reported():
    """18 digits lose the last three; 15 digits are exact (near miss)."""
    rows = (
        f'<row r="1">{cell_xml("A1", "事项名称")}{cell_xml("B1", "实施编码")}</row>'
        f'<row r="2">{cell_xml("A2", "甲")}<c r="B2"><v>440101199001010000</v></c></row>'
        f'<row r="3">{cell_xml("A3", "乙")}<c r="B3"><v>440101199001010</v></c></row>'
    )
    records = read(pack_xlsx([sheet_xml(rows)]))
    assert [[(f.code, f.path) for f in r.findings] for r in records] == [
        [("ZWIO012", (0, "实施编码"))],
        [],
    ]
    assert "440101199001010000" not in records[0].findings[0].message_zh
    assert records[1].value["实施编码"] == "440101199001010"


def test_sheets_are_found_through_the_relationships():
    """The name of a part does not matter; prefixes and single quotes neither."""
    rows = "".join(
        f"<x:row r='{i}'><x:c t='inlineStr' r='A{i}'><x:is><x:t>{text}</x:t></x:is></x:c>"
        "</x:row>"
        for i, text in ((1, "事项名称"), (2, "取水许可"))
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = (
        f"<x:worksheet xmlns:x='{main}'><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    )
    [record] = read(pack_xlsx([part], target="sonst/blatt{}.xml"))
    assert record.value == {"事项名称": "取水许可"}


def test_numbers_without_a_value():
    """NaN in a cell is not there; a fraction is written as a spreadsheet shows it."""
    rows = (
        f'<row r="1">{cell_xml("A1", "事项名称")}{cell_xml("B1", "收费")}</row>'
        f'<row r="2">{cell_xml("A2", "甲")}<c r="B2"><v>NaN</v></c></row>'
        f'<row r="3">{cell_xml("A3", "乙")}<c r="B3"><v>0.30000000000000004</v></c></row>'
    )
    values = [r.value["收费"] for r in read(pack_xlsx([sheet_xml(rows)]))]
    assert values == ["", "0.3"]
