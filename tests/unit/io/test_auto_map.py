"""Lists are understood without a field map."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhengwu.codes import ItemType
from zhengwu.findings.errors import InputError
from zhengwu.io import read_items, write_items
from zhengwu.items import Document, FieldMap, ImplementingItem, field_map
from zhengwu.items._choosing import choose_map, suggest_map
from zhengwu.items._headings import headings
from zhengwu.items._plain import plain_value
from zhengwu.items._readers import READERS
from zhengwu.limits import CalendarDays, WorkingDays, parse_limit


def test_ordinary_headings():
    """The headings of lists as districts publish them, with notes in brackets."""
    table = (
        "序号,*事项名称,事项类型,法定时限(工作日),承诺办结时限(工作日),实施主体,办理对象\n"
        "1,取水许可,行政许可,45,20,水利局,自然人、企业法人\n"
    )
    catalogue, report = read_items(io.BytesIO(table.encode("gbk")), form="csv")
    [item] = catalogue
    assert (item.name, item.item_type, item.organ) == (
        "取水许可",
        ItemType.LICENSING,
        "水利局",
    )
    assert item.statutory_limit is not None
    assert item.committed_limit is not None
    assert item.statutory_limit.limit == WorkingDays(45)
    assert item.committed_limit.limit == WorkingDays(20)
    assert item.service_targets == ("自然人", "企业法人")
    assert dict(item.extra) == {"序号": "1"}
    [said] = report.filter(code="ZWIO014")
    assert said.data["matched"] == 6


def test_units_in_a_column_of_their_own():
    """The unit column belongs to the limit whose heading it repeats."""
    record = {"事项名称": "甲", "承诺时限": "10", "承诺时限单位": "自然日"}
    catalogue, _ = read_items(io.BytesIO(json.dumps(record).encode()))
    assert catalogue[0].committed_limit is not None
    assert catalogue[0].committed_limit.limit == CalendarDays(10)


def test_every_heading_names_an_element():
    """The table of headings fits the elements."""
    assert set(headings().values()) <= set(READERS)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["name"], "portal"),
        (["name", "committed_limit", "visits"], "canonical"),
        (["name", "committed_limit_raw", "visits_raw"], "portal"),
        (["task_name", "promise_day", "promise_type"], "national"),
        (["事项名称", "承诺时限"], "headings"),
        (["事项.名称", "办理.承诺办结时限"], "headings"),
    ],
)
def test_the_best_map_is_chosen(names: list[str], chosen: str):
    assert choose_map(names).fields.name == chosen


@pytest.mark.parametrize("ending", ["csv", "jsonl", "json", "xlsx"])
def test_written_with_defaults_reads_back_with_defaults(ending: str, tmp_path: Path):
    """No limit, visit or document is lost; an empty list stays empty."""
    if ending == "xlsx":
        pytest.importorskip("python_calamine")
        pytest.importorskip("xlsxwriter")
    items = [
        ImplementingItem(
            name="取水许可",
            committed_limit=parse_limit("5个工作日"),
            visits=1,
            documents=(Document("申请书"), Document("图纸", copies=2)),
        ),
        ImplementingItem(name="采砂许可"),
    ]
    path = tmp_path / f"o.{ending}"
    write_items(items, path)
    catalogue, report = read_items(path)
    assert [*catalogue] == items
    assert [f.code for f in report] == ["ZWIO014"]


def test_an_empty_list_in_a_cell():
    """`[]` is no text, in whatever column programs write it."""
    table = "name,documents,conditions,joint_bodies\n甲,[],[],[]\n".encode()
    [item] = read_items(io.BytesIO(table), "canonical", form="csv").catalogue
    assert (item.documents, item.conditions, item.joint_bodies) == ((), "", ())


def test_a_list_that_nothing_fits():
    """The finding lists what was seen and the likely column or map."""
    table = "事项名秤,列2\n甲,1\n".encode()
    report = read_items(io.BytesIO(table), form="csv").report
    [unknown] = report.filter(code="ZWIO015")
    assert unknown.data["seen"] == "事项名秤、列2"
    assert "'事项名秤'" in unknown.message_zh
    ordinary = "事项名称,承诺时限\n甲,5\n".encode()
    report = read_items(io.BytesIO(ordinary), "portal", form="csv").report
    [unknown] = report.filter(code="ZWIO015")
    assert "headings" in unknown.message_zh


def test_groups_of_columns_in_json():
    """Objects within a record are columns with a dotted name."""
    record = {
        "事项": {"名称": "取水许可"},
        "办理": {"承诺办结时限": "5个工作日"},
        "甲": {"乙": 1},
    }
    catalogue, _ = read_items(io.BytesIO(json.dumps(record).encode()))
    [item] = catalogue
    assert item.name == "取水许可"
    assert item.committed_limit is not None
    assert item.committed_limit.limit == WorkingDays(5)
    assert dict(item.extra) == {"甲": {"乙": 1}}


def test_law_and_documents_as_objects():
    """The usual names are understood; a map states others."""
    record = {
        "事项名称": "甲",
        "设定依据": [{"LAWNAME": "中华人民共和国水法", "TERMSNUMBER": "第七条"}],
        "申请材料": [
            {"名称": "申请表", "原件份数": "1", "必要性": "必要", "纸张": "A4"}
        ],
    }
    [item] = read_items(io.BytesIO(json.dumps(record).encode())).catalogue
    assert item.legal_basis == ("《中华人民共和国水法》第七条",)
    [document] = item.documents
    assert (document.name, document.originals, document.note) == (
        "申请表",
        1,
        "纸张:A4",
    )
    fields = FieldMap.from_toml(
        'name = "x"\n[columns]\nname = "n"\ndocuments = "d"\nlegal_basis = "l"\n'
        '[objects.documents]\nname = "材"\ncopies = "份数"\n'
        '[objects.legal_basis]\ntitle = "法"\narticle = "条文"\n'
    )
    row = {
        "n": "甲",
        "d": [{"材": "申请表", "份数": "1"}],
        "l": [{"法": "水法", "条文": "7"}],
    }
    item, findings = fields.reader().read(row, 0)
    assert item is not None
    assert item.documents == (Document("申请表", copies=1),)
    assert item.legal_basis == ("《水法》第7条",)
    assert findings == ()
    for bad in ('[objects.fee]\nname = "x"\n', '[objects.documents]\nweight = "x"\n'):
        with pytest.raises(InputError):
            FieldMap.from_toml(f'name = "x"\n[columns]\nname = "n"\n{bad}')


def test_a_first_map_reads_the_list():
    """The map that is suggested is valid TOML and reads the list as `auto` does."""
    names = ["事项名称", "承诺时限(工作日)", '备"注']
    suggestion = suggest_map(names, "某 区\n清单")
    fields = FieldMap.from_toml(suggestion.to_toml())
    assert fields.name == "某 区\n清单"
    assert fields.columns == {"name": "事项名称", "committed_limit": "承诺时限(工作日)"}
    assert fields.default_unit == "working_day"
    assert suggestion.rest == ('备"注',)
    assert '# "备\\"注"' in suggestion.to_toml()
    assert "# name =" in suggest_map(["a", "b"], "x").to_toml()


def read_record(record: dict[Any, Any]) -> Any:
    item, _ = field_map("canonical").reader().read(record, 0)
    assert item is not None
    return item


def test_values_of_data_frames():
    """NaN, NA and NaT are not there; numbers, days and arrays are values."""
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    absent = [float("nan"), pandas.NA, pandas.NaT, numpy.float64("nan"), None]
    absent += [numpy.datetime64("NaT"), Decimal("NaN"), float("inf"), numpy.array([])]
    for value in absent:
        assert plain_value(value) is None
        item = read_record(
            {
                "name": "甲",
                "fee": value,
                "visits": value,
                "documents": value,
                "备注": value,
            }
        )
        assert (item.fee, item.visits, item.documents) == ("", None, ())
        assert "nan" not in repr(item).lower()
    item = read_record(
        {
            "name": numpy.str_("甲"),
            "visits": numpy.int64(1),
            "online": numpy.bool_(True),
            "documents": numpy.array(["申请书", "图纸"]),
            "steps": pandas.Series(["受理"]),
            "valid_from": pandas.Timestamp("2026-01-05"),
            "valid_to": numpy.datetime64("2027-01-05"),
            "version": 3.0,
            "备注": numpy.float64(1.5),
            7: numpy.int32(2),
        }
    )
    assert (item.name, item.visits, item.online, item.version) == ("甲", 1, True, 3)
    assert [document.name for document in item.documents] == ["申请书", "图纸"]
    assert [*map(str, item.steps)] == ["受理"]
    assert (item.valid_from, item.valid_to) == (date(2026, 1, 5), date(2027, 1, 5))
    assert dict(item.extra) == {"备注": 1.5, "7": 2}
    assert write_items([item], io.BytesIO(), form="jsonl") == 1


def test_plain_values_stay():
    """Text, numbers, lists and days without a data frame."""
    assert plain_value(datetime(2026, 1, 5, 9)) == "2026-01-05T09:00:00"
    assert plain_value([1, {"a": float("nan"), "b": ["x"]}]) == [1, {"b": ["x"]}]
    assert plain_value(b"x") == b"x"
