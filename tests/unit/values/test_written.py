"""Whatever can be constructed can be written, matches its schema, and is read back equal."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_values import CLASSES
from value_strategies import values_of

from zhengwu._values import Value
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.io import read_schema, schema_names
from zhengwu.limits import (
    Hours,
    OnTheSpot,
    SameDay,
    WorkingDays,
    WorkingHours,
    parse_limit,
)

RELAXED = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)  # fmt: skip


@cache
def validator(name: str) -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(read_schema(name))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_value_is_read_back_equal(cls):
    @RELAXED
    @given(values_of(cls))
    def check(value: Any) -> None:
        text = json.dumps(value.to_dict(), allow_nan=False)
        assert cls.from_dict(json.loads(text)) == value
        assert Value.from_dict(json.loads(text)) == value

    check()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_written_value_matches_its_schema(cls):
    schema = validator(cls.__name__)

    @settings(RELAXED, max_examples=2)
    @given(values_of(cls))
    def check(value: Any) -> None:
        errors = [error.message for error in schema.iter_errors(value.to_dict())]
        assert errors == []

    check()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_schema_refuses_a_key_that_is_not_known(cls):
    schema = validator(cls.__name__)
    definition = read_schema(cls.__name__)["$defs"][cls.__name__]
    if definition.get("additionalProperties") is False:
        assert not schema.is_valid({"format": 1, "no such key": 1})


def test_limits_of_equal_amount_and_other_counting_differ():
    """Hours and working hours, the same day, on the spot and 0 working days."""
    limits = [Hours(0), WorkingHours(0), SameDay(), OnTheSpot(), WorkingDays(0)]
    written = [json.dumps(limit.to_dict(), sort_keys=True) for limit in limits]
    assert len(set(written)) == len(limits)
    assert [Value.from_dict(json.loads(text)) for text in written] == limits


def test_kind_says_which_class_and_format_which_version():
    assert WorkingDays(5).to_dict() == {"format": 1, "kind": "WorkingDays", "amount": 5}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"format": 2, "kind": "WorkingDays", "amount": 5}, "format"),
        ({"format": "1", "kind": "WorkingDays", "amount": 5}, "format"),
        ({"kind": "WorkingDay", "amount": 5}, "kind"),
        ({"kind": "WorkingDays"}, "amount"),
        ({"kind": "WorkingDays", "amount": "five"}, "amount"),
        ({"kind": "WorkingDays", "amount": 5, "unit": "day"}, "unit"),
        ([], "object"),
        (None, "object"),
    ],
    ids=str,
)
def test_nothing_else_is_read(data, says):
    with pytest.raises(InputError) as error:
        WorkingDays.from_dict(data)
    assert says in error.value.message_en


def test_a_deadline_read_back_still_lists_and_explains_its_days():
    from datetime import date

    from zhengwu.calendars import china_calendar
    from zhengwu.limits import Deadline

    deadline = WorkingDays(5).due(date(2026, 9, 28), china_calendar())
    again = Deadline.from_dict(json.loads(json.dumps(deadline.to_dict())))
    assert again == deadline
    assert again.steps == deadline.steps
    assert again.explain("zh") == deadline.explain("zh")
    assert again.explain("en", form="short") == deadline.explain("en", form="short")


@given(
    st.sampled_from(
        ["20个工作日", "即办", "", "自受理之日起20个工作日内(不含听证时间)"]
    )
)
def test_a_reading_keeps_its_limit(text):
    reading = parse_limit(text)
    assert type(reading).from_dict(reading.to_dict()) == reading


def test_schemas_have_titles_in_both_languages():
    for name in schema_names():
        title = read_schema(name)["$defs"][name]["title"]
        assert " / " in title, name
        assert any(char >= "\u4e00" for char in title), name


def test_an_unknown_schema_is_refused():
    with pytest.raises(UnknownCodeError):
        read_schema("Nothing")
