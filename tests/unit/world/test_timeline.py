"""Timelines of dated values: which stretches a change keeps, and which it cuts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.findings.errors import InputError
from zhengwu.world import Timeline
from zhengwu.world._timeline import DatedValue

FIRST = date(2024, 2, 26)  # the leap day lies in reach
DAYS = [FIRST + timedelta(days=n) for n in range(12)]
edges = st.one_of(st.none(), st.sampled_from(DAYS))


@st.composite
def spans(draw):
    since, until = draw(edges), draw(edges)
    if since and until and until <= since:
        until = since + timedelta(days=1)
    return since, until


@given(
    st.lists(st.tuples(st.sampled_from(["double", "put", "add"]), spans()), max_size=8)
)
def test_a_timeline_agrees_with_a_table_of_days(changes):
    """The reference model is a table with a value for each day, changed day by day."""
    line, table = Timeline.always(3), dict.fromkeys(DAYS, 3)
    for number, (kind, (since, until)) in enumerate(changes):
        affected = [
            day for day in DAYS
            if (since is None or since <= day) and (until is None or day < until)
        ]  # fmt: skip
        if kind == "put":
            line = line.put(100 + number, since, until)
            table.update(dict.fromkeys(affected, 100 + number))
        elif kind == "double":
            line = line.changed(lambda v: v * 2, since, until, "乘")
            table.update({day: table[day] * 2 for day in affected})
        else:
            line = line.changed(lambda v: v if v % 2 else v + 1, since, until)
            table.update({day: table[day] | 1 for day in affected})
    assert {day: line.at(day) for day in DAYS} == table


def test_the_same_timeline_is_returned_where_nothing_changes():
    line = Timeline.always("甲")
    assert line.changed(lambda v: v, DAYS[0]) is line


def test_each_stretch_lists_its_reforms():
    line = Timeline.always(1).changed(lambda v: v + 1, DAYS[2], None, "一")
    line = line.changed(lambda v: v + 1, DAYS[4], DAYS[6], "二")
    assert [stretch.by for stretch in line] == [(), ("一",), ("一", "二"), ("一",)]


def test_two_values_on_one_day_are_refused():
    with pytest.raises(InputError, match="两个值"):
        Timeline([DatedValue(1, None, DAYS[3]), DatedValue(2, DAYS[2])])
    with pytest.raises(InputError, match="empty"):
        Timeline([DatedValue(1, DAYS[3], DAYS[3])])
