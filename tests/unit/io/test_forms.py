"""Reading and writing CSV, JSON and Excel."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.io import iter_records, read_items, write_items
from zhengwu.io.json._json import iter_json
from zhengwu.io.tables._csv import guard_formula, iter_csv
from zhengwu.items import Document, FieldMap, ImplementingItem, Necessity, field_map
from zhengwu.limits import parse_limit

ITEM = ImplementingItem(
    name='取水许可,"甲类"',
    record_id="=1+1",
    implementing_code="12441500196720244T3442199806003",
    basic_code="442199806003",
    item_type=ItemType.LICENSING,
    level=Level.CITY,
    organ="水务局\n行政审批科",
    organ_code="12441500196720244T",
    area_code="441500",
    statutory_limit=parse_limit("45(工作日)"),
    committed_limit=parse_limit("10个工作日(不含听证)"),
    case_kind=CaseKind.COMMITTED,
    visits=0,
    online=True,
    courier=False,
    documents=(
        Document("申请书(原件1份)", originals=1),
        Document(
            "身份证", necessity=Necessity.CONDITIONAL, copies=2, issuer="公安机关"
        ),
    ),
    steps=("受理:1个工作日", "审查:5个工作日,不包含在承诺办结时限内"),
    legal_basis=("《中华人民共和国水法》第七条、第四十八条", "-第二条"),
    conditions="@条件",
    service_targets=("自然人", "企业法人"),
    version=3,
    charged=False,
    channels=("窗口办理", "快递申请"),
    valid_from=date(2026, 1, 1),
    extra={"备注": "'=x", "无人认领": "+86"},
)


def written(form: str, items: tuple[ImplementingItem, ...] = (ITEM,)) -> bytes:
    file = io.BytesIO()
    assert write_items(items, file, form=form) == len(items)
    return file.getvalue()


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "xlsx"])
def test_round_trip(form: str):
    """Items are read back as they were written, with special characters of every kind."""
    if form == "xlsx":
        pytest.importorskip("python_calamine")
        pytest.importorskip("xlsxwriter")
    catalogue, report = read_items(io.BytesIO(written(form)), "canonical", form=form)
    assert list(report) == []
    assert catalogue[0] == ITEM
    assert catalogue[0].extra == ITEM.extra


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_round_trip_by_name(form: str, tmp_path: Path):
    """The extension of the name decides the form."""
    path = tmp_path / f"list.{form}"
    write_items([ITEM, ITEM], path)
    assert read_items(path, "canonical").catalogue.items == (ITEM, ITEM)


def test_no_cell_is_a_formula():
    """A cell that begins with = + - @ in any width, tab or return is escaped (OWASP)."""
    wide = ("\uff1d1", "\uff0b86", "\uff0d1", "\uff20x", "\ufe66x")
    for text in ("=1+1", "+86", "-1", "@x", "\tx", "\rx", "\nx", "'=x", *wide):
        assert guard_formula(text)[0] == "'"
    assert guard_formula("20个工作日") == "20个工作日"
    rows = written("csv").decode("utf-8-sig")
    cells = [cell for row in rows.splitlines() for cell in row.split(",")]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    read = next(iter_csv(io.BytesIO(written("csv")))).value
    assert read is not None
    assert read["record_id"] == "=1+1"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("名称,次数\n取水许可,1\n".encode(), None),
        ("名称,次数\n取水许可,1\n".encode("gb18030"), None),
        ("名称,次数\r\n取水许可,1\r\n".encode("utf-8-sig"), None),
        ("名称\t次数\n取水许可\t1\n".encode("utf-16"), None),
        ("名称;次数\n\n取水许可;1\n\n".encode(), None),
        ("名称,次数\n取水许可,1\n".encode("big5hkscs", "ignore"), "big5hkscs"),
    ],
    ids=["utf-8", "gb18030", "bom", "utf-16 tabs", "semicolons", "named"],
)
def test_encodings_and_delimiters_of_csv(data: bytes, encoding: str | None):
    """Encoding and delimiter are detected."""
    [record] = iter_csv(io.BytesIO(data), encoding=encoding)
    assert record.value is not None
    assert list(record.value.values())[-1] == "1"
    assert record.position == 0


def test_rows_that_do_not_fit():
    """A row is read as far as cells and columns match; the other rows are not affected."""
    data = "name,visits\n一,1\n二,2,3\n三\n,\n四,4\n".encode()
    records = [*iter_csv(io.BytesIO(data))]
    assert [r.value for r in records] == [
        {"name": "一", "visits": "1"},
        {"name": "二", "visits": "2"},
        {"name": "三"},
        {"name": "四", "visits": "4"},
    ]
    assert [f.code for r in records for f in r.findings] == ["ZWIO007", "ZWIO007"]
    twice = [*iter_csv(io.BytesIO(b"name,name\na,b\n"))]
    assert twice[0].findings[0].code == "ZWIO004"
    assert [*iter_csv(io.BytesIO(b""))] == []
    broken = b"name,visits\n\xff\xfe\xff,1\nx,2\n"
    assert [r.value for r in iter_csv(io.BytesIO(broken), encoding="utf-8")][-1] == {
        "name": "x",
        "visits": "2",
    }


def test_quoted_text_over_several_lines():
    """A cell may hold line ends and commas."""
    data = 'name,conditions\n取水许可,"一,甲\n二,乙"\n'.encode()
    [record] = iter_csv(io.BytesIO(data))
    assert record.value == {"name": "取水许可", "conditions": "一,甲\n二,乙"}


def test_json_documents():
    """A list, or the only list of an object, is read; other documents are refused."""
    for document in ([{"name": "一"}], {"code": 0, "data": [{"name": "一"}]}):
        data = json.dumps(document, ensure_ascii=False).encode()
        catalogue, _ = read_items(io.BytesIO(data), form="json")
        assert catalogue[0].name == "一"
    mixed = [*iter_json(io.BytesIO(b'[{"name": "x"}, 3]'))]
    assert [r.value for r in mixed] == [{"name": "x"}, None]
    assert mixed[1].findings[0].code == "ZWIO003"
    for bad in (b"3", b"{}", b'{"a": [], "b": []}', b"[NaN]", b"[", b"[" * 100_000):
        with pytest.raises(InputError):
            [*iter_json(io.BytesIO(bad))]
    with pytest.raises(UnknownCodeError):
        iter_records(io.BytesIO(b""), form="pdf")
    with pytest.raises(UnknownCodeError):
        write_items([], io.BytesIO(), form="pdf")


def test_national_field_map():
    """Limits whose unit is in a separate column; codes of the national code lists."""
    record = {
        "task_name": "取水许可",
        "catalog_code": "442199806003",
        "task_type": "1",
        "use_level": "3",
        "anticipate_day": 45,
        "anticipate_type": "G",
        "promise_day": "10",
        "promise_type": "Z",
        "server_type": "1^2",
        "handle_type": "1^4",
        "power_source": "2",
        "dept_type": "1",
        "task_state": "1",
        "is_fee": "0",
        "limit_scene_num": 0,
        "dept_name": "水务局",
        "其他": "x",
    }
    item, _ = field_map("national").reader().read(record, 0)
    assert item is not None
    assert item.item_type is ItemType.LICENSING
    assert str(item.statutory_limit.limit if item.statutory_limit else "") == (
        "45个工作日"
    )
    assert str(item.committed_limit.limit if item.committed_limit else "") == (
        "10个自然日"
    )
    assert item.service_targets == ("自然人", "企业法人")
    assert item.channels == ("窗口办理", "快递申请")
    assert (item.power_source, item.body_nature, item.state) == (
        "上级下放",
        "法定机关",
        "在用",
    )
    assert item.charged is False
    assert dict(item.extra) == {"其他": "x"}
    unknown = {**record, "power_source": "9"}
    _, findings = field_map("national").reader().read(unknown, 0)
    assert "ZWIT005" in [f.code for f in findings]


def test_codes_of_another_scheme():
    """Codes of a local scheme are read as members of an enumeration."""
    fields = FieldMap.from_toml(
        'name = "here"\n[columns]\nname = "n"\nlevel = "l"\nitem_type = "t"\n'
        '[schemes]\nlevel = "level.no_village"\nitem_type = "item_type.letters"\n'
    )
    item, findings = fields.reader().read({"n": "x", "l": "6", "t": "XK"}, 0)
    assert item is not None
    assert (item.level, item.item_type) == (Level.GRADED, ItemType.LICENSING)
    assert findings == ()
    for bad in ('level = "level.mars"', 'nothing = "level.national"'):
        with pytest.raises((InputError, UnknownCodeError)):
            FieldMap.from_toml(
                f'name = "here"\n[columns]\nname = "n"\n[schemes]\n{bad}\n'
            )


def test_documents_with_their_fields():
    """Documents are objects or names; a malformed document keeps its name."""
    fields = field_map("canonical").reader()
    documents: list[Any] = [
        {"name": "身份证", "copies": 2, "necessity": "required"},
        "申请书(复印件3份)",
        {"name": "x", "copies": "一"},
        {"name": 3},
        {"name": "y", "colour": "red"},
        7,
    ]
    item, findings = fields.read({"name": "x", "documents": documents}, 0)
    assert item is not None
    assert [d.name for d in item.documents] == [
        "身份证",
        "申请书(复印件3份)",
        "x",
        "3",
        "y",
        "7",
    ]
    assert [d.copies for d in item.documents[:2]] == [2, 3]
    assert [f.code for f in findings] == ["ZWIT011"] * 3 + ["ZWIT003"]
    assert findings[0].path == (0, "documents", 2)


def xlsx(rows: list[list[Any]]) -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("说明").write(0, 0, "x")
        sheet = book.add_worksheet("事项")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(y, x, cell, day)
                else:
                    sheet.write(y, x, cell)
    return file.getvalue()


def test_excel():
    """Numbers, dates, empty rows, and sheets by name are read."""
    pytest.importorskip("python_calamine")
    from zhengwu.io.xlsx import sheet_names

    data = xlsx(
        [
            ["", "", ""],
            ["name", "visits", "valid_from"],
            ["取水许可", 1, date(2026, 1, 5)],
            ["", "", ""],
            ["采砂许可", 1.5, ""],
        ]
    )
    assert sheet_names(io.BytesIO(data)) == ("说明", "事项")
    records = [*iter_records(io.BytesIO(data), form="xlsx", sheet="事项")]
    assert [r.value for r in records] == [
        {"name": "取水许可", "visits": "1", "valid_from": "2026-01-05"},
        {"name": "采砂许可", "visits": "1.5", "valid_from": ""},
    ]
    assert [r.line for r in records] == [3, 5]
    with pytest.raises(InputError, match="事项"):
        [*iter_records(io.BytesIO(data), form="xlsx", sheet="无")]


def test_files_that_are_not_excel():
    """Broken archives, decompression bombs and other files are refused."""
    pytest.importorskip("python_calamine")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(4):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", b"0" * (64 << 20))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("x", b"x")
    for data in (bomb.getvalue(), empty.getvalue(), b"PK\x03\x04", b"x" * 99, b""):
        with pytest.raises(InputError):
            [*iter_records(io.BytesIO(data), form="xlsx")]
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        )
    with pytest.raises(InputError):
        [*iter_records(io.BytesIO(entity.getvalue()), form="xlsx")]


def test_findings_have_file_row_and_column(tmp_path: Path):
    """Blank lines and quoted line ends do not shift the row."""
    path = tmp_path / "list.csv"
    path.write_text('name,visits\n"取水\n许可",x\n\n采砂许可,y\n', "utf-8")
    report = read_items(path, "canonical").report
    places = [report.place(finding) for finding in report]
    assert [(p.file, p.row, p.column) for p in places] == [
        (str(path), 2, "visits"),
        (str(path), 5, "visits"),
    ]
    lines = [
        result["locations"][0]["physicalLocation"]["region"]["startLine"]
        for result in report.to_sarif("list.csv")["runs"][0]["results"]
    ]
    assert lines == [2, 5]
    assert "(第 5 行)" in report.to_html()
    assert report.filter(code="ZWIT006").place(report[0]).row == 2
    json_lines = b'\n{"name": "x", "visits": "?"}\n'
    report = read_items(io.BytesIO(json_lines), "canonical").report
    assert report.place(report[0]).row == 2
