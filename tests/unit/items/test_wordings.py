"""Wordings of portals and notices for tiers, types, kinds of case and visits."""

from __future__ import annotations

import pytest

from zhengwu.codes import CaseKind, ItemType, Level, from_code
from zhengwu.items import ImplementingItem, field_map


def read(column: str, value: object) -> tuple[ImplementingItem, list]:
    """An item with a value in a column, and the findings."""
    item, findings = (
        field_map("canonical").reader().read({"name": "甲", column: value}, 0)
    )
    assert item is not None
    return item, list(findings)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("镇\uff08乡、街道\uff09级", Level.TOWN),
        ("村\uff08社区\uff09级", Level.VILLAGE),
        ("乡镇级", Level.TOWN),
        ("街道级", Level.TOWN),
        ("镇级", Level.TOWN),
        ("乡级", Level.TOWN),
        ("乡镇(街道)级", Level.TOWN),
        ("区级", Level.COUNTY),
        ("区县级", Level.COUNTY),
        ("县(市、区)级", Level.COUNTY),
        ("县\uff08市、区\uff09级", Level.COUNTY),
        ("旗级", Level.COUNTY),
        ("设区的市级", Level.CITY),
        ("地市级", Level.CITY),
        ("州级", Level.CITY),
        ("盟级", Level.CITY),
        ("自治区级", Level.PROVINCE),
        ("省(区、市)级", Level.PROVINCE),
        ("村级", Level.VILLAGE),
        (" 县 级 ", Level.COUNTY),
        ("\uff14", Level.COUNTY),
        ("园区级", None),
        ("新区", None),
        ("县级以上", None),
        ("各级", None),
    ],
)
def test_tiers(text: str, level: Level | None):
    """A tier has many usual wordings; a zone and "from counties up" are no tier."""
    assert from_code(Level, text) is level
    assert read("level", text)[0].level is level


@pytest.mark.parametrize(
    "text", ["2,3", "2^3", "省级、市级", "市级/县级", "3\uff0c4\uff0c5"]
)
def test_several_tiers_are_a_base_catalogue(text: str):
    """One finding says so; the level stays empty."""
    item, findings = read("level", text)
    assert item.level is None
    assert [f.code for f in findings] == ["ZWIT013"]


@pytest.mark.parametrize("text", ["市级,县城", "7,", "12", "镇(乡、街道)级"])
def test_near_misses_of_several_tiers(text: str):
    """A single tier, or a list with an unknown part."""
    assert "ZWIT013" not in [f.code for f in read("level", text)[1]]


@pytest.mark.parametrize(
    ("scheme", "text", "member"),
    [
        (ItemType, "公共服务事项", ItemType.PUBLIC_SERVICE),
        (ItemType, "依申请公共服务", ItemType.PUBLIC_SERVICE),
        (ItemType, "其它行政权力", ItemType.OTHER_POWER),
        (CaseKind, "承诺办件", CaseKind.COMMITTED),
        (CaseKind, "即办", CaseKind.INSTANT),
        (ItemType, "行政备案", None),
    ],
)
def test_types_and_kinds(scheme: type, text: str, member: object):
    """Other wordings of the same entry."""
    assert from_code(scheme, text) is member


@pytest.mark.parametrize(
    ("column", "text", "near"),
    [
        ("item_type", "行政备案", "可能是 其他行政权力(10)"),
        ("item_type", "行政许克", "可能是 行政许可(01)"),
        ("case_kind", "限时办结件", "可能是 承诺件(2)"),
        ("item_type", "窗口受理", ""),
        ("case_kind", "x" * 5000, ""),
    ],
)
def test_a_value_outside_the_list_comes_with_what_it_probably_means(
    column: str, text: str, near: str
):
    """Nothing is converted; the finding suggests the closest entry, if there is any."""
    item, (unknown,) = read(column, text)
    assert getattr(item, column) is None
    assert unknown.code == "ZWIT005"
    assert unknown.message_zh.endswith(near or "代码表中")
    assert ("perhaps" in unknown.message_en) is bool(near)


@pytest.mark.parametrize(
    ("text", "visits"),
    [
        ("最多跑一次", 1),
        ("只跑一次", 1),
        ("最多到现场2次", 2),
        ("不用跑", 0),
        ("无需到现场", 0),
        ("一次都不用跑", 0),
        ("不需要到窗口", 0),
        ("零跑腿", 0),
        ("跑零次", 0),
        ("最多跑0次", 0),
        ("跑两趟", 2),
        ("一次办好", 1),
        ("1次", 1),
        (1, 1),
        ("二", 2),
        ("需到现场", None),
        ("一次性告知", None),
        ("视情况", None),
        ("最多跑", None),
    ],
)
def test_visits(text: object, visits: int | None):
    """Official slogans state a number; a text without a number is reported."""
    item, findings = read("visits", text)
    assert item.visits == visits
    assert ("ZWIT006" in [f.code for f in findings]) is (visits is None)
