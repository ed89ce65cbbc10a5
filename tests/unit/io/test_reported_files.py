"""Files that users of such libraries reported, each under the name of its case."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from spreadsheets import pack_xls

from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings import Report
from zhengwu.io import read_items
from zhengwu.items import Catalogue, Document, FieldMap
from zhengwu.limits import WorkingDays

CHOICE = "ZWIO014"  # says which map was chosen


def read(data: Any, **options: Any) -> tuple[Catalogue, list[str]]:
    """The list in plain data, and the codes of its findings."""
    text = json.dumps(data, ensure_ascii=False).encode()
    catalogue, report = read_items(io.BytesIO(text), form="json", **options)
    return catalogue, codes_of(report)


def codes_of(report: Report) -> list[str]:
    return [finding.code for finding in report if finding.code != CHOICE]


def workbook(
    path: Path, sheets: dict[str, list[list[object]]], merged: str = ""
) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    book.save(path)
    return path


def test_f_merged(tmp_path: Path):
    """A body merged over three rows is the body of each row."""
    rows: list[list[object]] = [
        ["事项名称", "实施主体"],
        ["甲", "市局"],
        ["乙"],
        ["丙"],
    ]
    catalogue, report = read_items(workbook(tmp_path / "a.xlsx", {"S": rows}, "B2:B4"))
    assert [item.organ for item in catalogue] == ["市局"] * 3
    assert codes_of(report) == []


def test_f_sheets(tmp_path: Path):
    """Lists on sheets 2 and 3 are read; the sheet without a list is named."""
    sheets: dict[str, list[list[object]]] = {
        "说明": [["说明"], ["本表由市局编制"]],
        "甲局": [["事项名称", "实施主体"], ["甲许可", "甲局"]],
        "乙局": [["事项名称", "实施主体"], ["乙许可", "乙局"]],
    }
    catalogue, report = read_items(workbook(tmp_path / "a.xlsx", sheets))
    assert [item.organ for item in catalogue] == ["甲局", "乙局"]
    [found] = report.filter(code="ZWIO013")
    assert "说明" in found.message("zh")


def test_f_nested():
    """The answer of an interface: the longest list of objects is the list."""
    records = [{"事项名称": "甲许可"}, {"事项名称": "乙许可"}]
    answer = {"code": "200", "data": {"DataList": records, "totalRows": 2}}
    catalogue, codes = read(answer)
    assert [item.name for item in catalogue] == ["甲许可", "乙许可"]
    assert codes == []


def test_f_groups():
    """Groups of fields are columns with dots."""
    record = {"事项": {"名称": "甲许可"}, "办理": {"承诺办结时限": "5个工作日"}}
    catalogue, codes = read([record])
    assert catalogue[0].name == "甲许可"
    assert catalogue[0].committed_limit.limit == WorkingDays(5)  # type: ignore[union-attr]
    assert codes == []


@pytest.mark.parametrize("column", ["设定依据", "legal_basis"])
def test_f_law(column: str):
    """The objects of the national exchange."""
    law = {"LAWNAME": "中华人民共和国行政许可法", "TERMSNUMBER": "第四十二条"}
    catalogue, codes = read([{"事项名称": "甲许可", "name": "甲许可", column: [law]}])
    assert [str(basis) for basis in catalogue[0].legal_basis] == [
        "《中华人民共和国行政许可法》第四十二条"
    ]
    assert codes == []


def test_f_docs():
    """A map names the fields of a document; without it, an unknown field is a note."""
    record = {"name": "甲许可", "documents": [{"名称": "申请表", "份数": "1"}]}
    catalogue, codes = read([record])
    [document] = catalogue[0].documents
    assert (document.name, document.note) == ("申请表", "份数:1")
    fields = FieldMap.from_toml(
        'name = "own"\n[columns]\nname = "name"\ndocuments = "documents"\n'
        '[objects.documents]\nname = "名称"\ncopies = "份数"\n'
    )
    catalogue, _ = read([record], fields=fields)
    assert catalogue[0].documents == (Document("申请表", copies=1),)
    assert codes == []


TABLE = "事项名称,实施主体\n\u3400许可,市局\n"
CSV_FILES = {
    "GB 18030 with characters outside GBK": TABLE.replace("许", "\U00020000").encode(
        "gb18030"
    ),
    "GBK": TABLE.replace("\u3400", "取水").encode("gbk"),
    "UTF-16": TABLE.encode("utf-16"),
    "mark of the byte order": TABLE.encode("utf-8-sig"),
    "tabs": TABLE.replace(",", "\t").encode(),
    "semicolons": TABLE.replace(",", ";").encode(),
    "blanks in the header": TABLE.replace("事项名称,", " 事项名称 , ").encode(),
}


@pytest.mark.parametrize("data", CSV_FILES.values(), ids=CSV_FILES)
def test_f_enc(data: bytes):
    catalogue, report = read_items(io.BytesIO(data), form="csv")
    [item] = catalogue
    assert item.name[-1] in "许可"
    assert item.organ == "市局"
    assert set(codes_of(report)) <= {"ZWIO005"}  # not UTF-8: read as GB 18030


def test_f_level():
    """Several tiers in a record are a base catalogue and no implementing list."""
    catalogue, codes = read([{"事项名称": "取水许可", "实施层级": "2,3"}])
    assert catalogue[0].level is None
    assert codes == ["ZWIT013"]


WORDINGS: dict[str, tuple[str, str, str, object]] = {}
for _text, _level in {
    "镇\uff08乡、街道\uff09级": Level.TOWN,
    "村\uff08社区\uff09级": Level.VILLAGE,
    "乡镇级": Level.TOWN,
    "街道级": Level.TOWN,
    "镇级": Level.TOWN,
    "区级": Level.COUNTY,
    "区县级": Level.COUNTY,
    "县(市、区)级": Level.COUNTY,
    "设区的市级": Level.CITY,
    "地市级": Level.CITY,
    "州级": Level.CITY,
    "自治区级": Level.PROVINCE,
}.items():
    WORDINGS[f"f-lv2 {_text}"] = ("行使层级", _text, "level", _level)
for _text, _visits in {
    "最多跑一次": 1,
    "只跑一次": 1,
    "最多到现场2次": 2,
    "不用跑": 0,
    "无需到现场": 0,
}.items():
    WORDINGS[f"f-visits {_text}"] = ("到办事现场次数", _text, "visits", _visits)
for _text, _type in {
    "公共服务事项": ItemType.PUBLIC_SERVICE,
    "依申请公共服务": ItemType.PUBLIC_SERVICE,
    "其它行政权力": ItemType.OTHER_POWER,
}.items():
    WORDINGS[f"f-type {_text}"] = ("事项类型", _text, "item_type", _type)
WORDINGS["f-type 承诺办件"] = ("办件类型", "承诺办件", "case_kind", CaseKind.COMMITTED)


@pytest.mark.parametrize(
    ("column", "text", "field", "value"), WORDINGS.values(), ids=WORDINGS
)
def test_wordings(column: str, text: str, field: str, value: object):
    catalogue, codes = read([{"事项名称": "取水许可", column: text}])
    assert getattr(catalogue[0], field) == value
    assert codes == []


def test_f_type_with_a_suggestion():
    """行政备案 is no type of its own: the finding says which type it probably is."""
    text = json.dumps({"事项名称": "取水许可", "事项类型": "行政备案"})
    _, report = read_items(io.BytesIO(text.encode()))
    [found] = report.filter(code="ZWIT005")
    assert "其他行政权力" in found.message("zh")


def test_f_xls(tmp_path: Path):
    """The form of Excel 97 is read as the newer form is."""
    pytest.importorskip("python_calamine")
    path = tmp_path / "a.xls"
    path.write_bytes(pack_xls([["事项名称", "实施主体"], ["取水许可", "市局"]]))
    catalogue, report = read_items(path)
    assert [(item.name, item.organ) for item in catalogue] == [("取水许可", "市局")]
    assert codes_of(report) == []
