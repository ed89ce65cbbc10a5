"""Records through a field map."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.items import Catalogue, FieldMap, ImplementingItem, field_map
from zhengwu.limits import WorkingDays

PORTAL = field_map("portal").reader()


def read(**record: Any):
    return PORTAL.read({"name": "取水许可", **record}, 7)


def codes(reading: Any) -> list[str]:
    return [f.code for f in reading.findings]


def test_a_good_record():
    """Every mapped column becomes a value; the rest is kept."""
    item, findings = read(
        id="A1",
        impl_code="12441500196720244T3442199806003",
        basic_code="442199806003",
        item_type="公共服务",
        level="市级",
        organ_uscc="12441500196720244T",
        statutory_limit_raw="20(工作日)",
        committed_limit_raw="无",
        kind_raw="承诺件",
        visits_raw="1次",
        online="1",
        courier_raw="否",
        materials_raw=["申请书", ""],
        province="广东",
    )
    assert findings == ()
    assert item is not None
    assert item.item_type is ItemType.PUBLIC_SERVICE
    assert item.level is Level.CITY
    assert item.case_kind is CaseKind.COMMITTED
    assert item.statutory_limit is not None
    assert item.statutory_limit.limit == WorkingDays(20)
    assert (item.visits, item.online, item.courier) == (1, True, False)
    assert [d.name for d in item.documents] == ["申请书"]
    assert item.extra == {"province": "广东"}
    assert item.path("level") == (7, "level")
    assert item.path("statutory_limit") == (7, "statutory_limit_raw")
    assert item.path() == (7,)


def test_neither_name_nor_code_is_set_aside():
    """Nobody can tell which item it is."""
    reading = PORTAL.read({"fee_raw": "不收费"}, 3)
    assert reading.item is None
    assert codes(reading) == ["ZWIT001"]
    assert reading.findings[0].path == (3,)
    assert PORTAL.read({"name": "  "}, 0).item is None


def test_a_code_without_a_name_loads():
    """With a finding."""
    reading = PORTAL.read({"impl_code": "12441500196720244T3442199806003"}, 0)
    assert reading.item is not None
    assert codes(reading) == ["ZWIT002"]
    assert reading.item.label == "12441500196720244T3442199806003"


@pytest.mark.parametrize(
    ("column", "value", "code", "path"),
    [
        ("organ", 12, "ZWIT003", ("organ",)),
        ("organ", {"zh": "x"}, "ZWIT004", ("organ",)),
        ("organ", ["x"], "ZWIT004", ("organ",)),
        ("item_type", "许可", "ZWIT005", ("item_type",)),
        ("kind_raw", "窗口受理,快递送达", "ZWIT005", ("kind_raw",)),
        ("online", "也许", "ZWIT005", ("online",)),
        ("visits_raw", "若干次", "ZWIT006", ("visits_raw",)),
        ("visits_raw", -1, "ZWIT003", ("visits_raw",)),
        ("organ", "长" * 100_001, "ZWIT008", ("organ",)),
        ("organ_uscc", "68236467-9", "ZWIT009", ("organ_uscc",)),
        ("organ_uscc", "114403000075", "ZWCD001", ("organ_uscc",)),
        ("impl_code", "11440300007542785T4440709003000", "ZWCD002", ("impl_code",)),
        ("impl_code", "H-000185-001-4444444444", "ZWCD003", ("impl_code",)),
        ("basic_code", "X0903", "ZWCD004", ("basic_code",)),
        ("committed_limit_raw", "尽快", "ZWLM001", ("committed_limit_raw",)),
        ("committed_limit_raw", "20", "ZWLM002", ("committed_limit_raw",)),
        ("materials_raw", ["申请书", 3], "ZWIT003", ("materials_raw", 1)),
    ],
)
def test_each_bad_value_is_one_finding(column: str, value: Any, code: str, path: tuple):
    """What, where; the record still loads."""
    reading = read(**{column: value})
    assert reading.item is not None
    assert reading.item.name == "取水许可"
    assert code in codes(reading)
    matching = next(f for f in reading.findings if f.code == code)
    assert matching.path == (7, *path)


@pytest.mark.parametrize(
    "column", ["organ", "materials_raw", "impl_code", "visits_raw"]
)
def test_null_and_empty_are_absent(column: str):
    """Not given is not wrong."""
    assert read(**{column: None}).findings == ()
    assert read(**{column: ""}).findings == ()


def test_a_map_that_a_user_writes():
    """Columns, values, separators and a unit, as TOML."""
    fields = FieldMap.from_toml(
        """
        name = "临溪"
        default_unit = "working_day"
        [columns]
        name = "事项名称"
        item_type = "类型"
        committed_limit = "承诺"
        documents = "材料"
        valid_from = "生效"
        [values.item_type]
        "XK" = "行政许可"
        [separators]
        documents = ";"
        """
    )
    record = {
        "事项名称": "甲",
        "类型": "XK",
        "承诺": "20",
        "材料": "一;二",
        "生效": "2026-01-01",
    }
    item, findings = fields.reader().read(record, 0)
    assert findings == ()
    assert item is not None
    assert item.item_type is ItemType.LICENSING
    assert item.committed_limit is not None
    assert item.committed_limit.limit == WorkingDays(20)
    assert [str(d) for d in item.documents] == ["一", "二"]
    assert item.valid_from == date(2026, 1, 1)
    bad = fields.reader().read({**record, "生效": "2026-02-30"}, 4)
    assert [(f.code, f.path) for f in bad.findings] == [("ZWIT007", (4, "生效"))]


@pytest.mark.parametrize(
    "text",
    [
        'name = "x"\n[columns]\ncolour = "c"',
        'name = "x"\n[columns]\nfee = "f"',
        'name = "x"\ndefault_unit = "fortnight"\n[columns]\nname = "n"',
        'name = 3\n[columns]\nname = "n"',
        "not toml",
        'name = "x"',
    ],
    ids=["element", "no identity", "unit", "type", "syntax", "no columns"],
)
def test_a_bad_map_is_refused(text: str):
    """With the reason."""
    with pytest.raises(InputError):
        FieldMap.from_toml(text)


def test_unknown_map():
    """The error lists the maps that ship."""
    with pytest.raises(UnknownCodeError, match="portal"):
        field_map("nowhere")


def test_items_created_in_python_have_paths_of_their_own():
    """Without a file, the element is the path."""
    assert ImplementingItem(name="甲").path("fee") == ("fee",)
    assert ImplementingItem(name="甲").path() == ()


def test_catalogue():
    """A sequence with selection."""
    items = [
        ImplementingItem(name="甲许可", basic_code="1"),
        ImplementingItem(name="乙"),
    ]
    catalogue = Catalogue(items)
    assert len(catalogue) == 2
    assert catalogue[1].name == "乙"
    assert isinstance(catalogue[:1], Catalogue)
    assert [i.name for i in catalogue.named("许可")] == ["甲许可"]
    assert [i.name for i in catalogue.with_code("1")] == ["甲许可"]
