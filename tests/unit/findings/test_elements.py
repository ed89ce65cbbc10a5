"""Names of elements: one table for diffs, maps, findings and reports."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import attrs
import pytest

import zhengwu
from zhengwu._tables import shipped
from zhengwu._values import Value
from zhengwu._values._classes import iter_family
from zhengwu.findings._elements import describe_place, element_label
from zhengwu.items import ImplementingItem, field_map
from zhengwu.reforms import diff_worlds
from zhengwu.world import World

ROWS = shipped("zhengwu.findings", "elements.toml")["elements"]


def find_fields() -> dict[str, str]:
    """Each field of a value of the library, with a class that has it; no caches."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        import_module(info.name)  # so that every class is there
    return {
        field.name: cls.__name__
        for cls in iter_family(Value)
        if cls.__module__.startswith("zhengwu.") and attrs.has(cls)
        for field in attrs.fields(cls)
        if not (field.name.startswith("_") and is_cache(cls, field))
    }


def is_cache(cls: type[Value], field: attrs.Attribute[object]) -> bool:
    """Whether a field is computed from the others, neither given nor written."""
    return not field.init or field.name in cls.unwritten


def test_every_field_of_a_value_has_a_row():
    """So that no Chinese page shows the name of a Python field."""
    fields = find_fields()
    assert len(fields) > 500
    assert [f"{cls}.{name}" for name, cls in fields.items() if name not in ROWS] == []


def test_every_row_names_a_field_of_a_value():
    """A field that is renamed or removed takes its row along."""
    assert sorted(set(ROWS) - set(find_fields())) == []


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_chinese_and_english(name: str):
    zh, en = element_label(name), element_label(name, "en")
    assert any("\u4e00" <= char <= "\u9fff" for char in zh)
    assert en
    assert en.isascii()


def test_every_element_of_a_map_has_a_name():
    """What a sheet can be read into can be named in a report about it."""
    for element in field_map("canonical").columns.values():
        assert element_label(str(element)) != element


def test_places_are_read_by_people():
    assert describe_place((2, "committed_limit")) == "第 3 条 承诺办结时限"
    assert describe_place((0, "documents", 1), "en") == "record 1 documents no. 2"
    assert describe_place((0, "承诺时限")) == "第 1 条 承诺时限"
    assert describe_place(()) == "整个文件"


def test_a_diff_of_worlds_is_chinese_in_chinese():
    """An element that a hand-kept list once lacked: 实施主体."""
    before = World.of(
        [ImplementingItem(name="甲", implementing_code="1", organ="市局")]
    )
    after = World.of([ImplementingItem(name="甲", implementing_code="1", organ="县局")])
    assert "实施主体:市局 → 县局" in diff_worlds(before, after).to_text()
    assert "implementing body: 市局 → 县局" in diff_worlds(before, after).to_text("en")
