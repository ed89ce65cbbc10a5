"""Names of elements: one table for diffs, maps, findings and reports."""

from __future__ import annotations

import attrs
import pytest

from zhengwu import delegation, items, organs, world
from zhengwu.delegation.powers._instruments import INSTRUMENT_TYPES
from zhengwu.findings._elements import describe_place, element_label
from zhengwu.items import ImplementingItem, field_map
from zhengwu.reforms import diff_worlds
from zhengwu.world import World

CLASSES = (
    *(value for value in vars(items).values() if attrs.has(value)),
    *(world.Handling, world.HandlingStep, world.Pool, world.StaffMember, world.Demand),
    *(organs.Organ, organs.Hall, organs.ServiceWindow, organs.AgentStation),
    *(organs.Post, organs.Appointment, organs.LocalParameter, delegation.ServiceItem),
    *INSTRUMENT_TYPES,
)
NOT_SHOWN = {"items.Guide", "items.FieldMap", "items.Catalogue"}  # in no path or diff


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_has_a_name_in_both_languages(cls: type):
    """So that no Chinese page shows the name of a Python field."""
    if f"{cls.__module__.split('.')[1]}.{cls.__name__}" in NOT_SHOWN:
        return
    for field in attrs.fields(cls):
        zh = element_label(field.name)
        assert zh != field.name, f"{cls.__name__}.{field.name}"
        assert any("\u4e00" <= char <= "\u9fff" for char in zh)
        assert element_label(field.name, "en").isascii()


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
