"""Whatever can be constructed can be written, matches its schema, and is read back equal."""

from __future__ import annotations

import json
import pickle
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_values import CLASSES
from value_strategies import values_of

from zhengwu._dates import BEIJING
from zhengwu._values import Value
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.io import read_schema, schema_names
from zhengwu.lifecycle import (
    Actor,
    Case,
    CaseRules,
    CaseSnapshot,
    Context,
    Decision,
    Event,
    EventKind,
    Refused,
    Role,
    decide,
)
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


# -- what a hall stores ------------------------------------------------------------------


def test_a_refusal_is_read_back_with_its_reasons_and_names():
    refused = a_refusal()
    again = Refused.from_dict(json.loads(json.dumps(refused.to_dict())))
    assert again == refused
    assert again.explain("zh") == refused.explain("zh")
    assert again.explain("en") == refused.explain("en")
    assert len(pickle.dumps(refused)) < 4_000


def a_refusal() -> Refused:
    at = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    event = Event(
        "1", 1, EventKind.GRANT, at, Actor(Role.WINDOW, "w", "局"), Decision()
    )
    answer = decide(Case("1"), event, Context())
    assert isinstance(answer, Refused)
    return answer


def test_a_snapshot_is_restored_under_its_rules_only():
    ctx = Context(CaseRules(id="甲/2026"))
    snapshot = CaseSnapshot.of(Case("1", rules="甲/2026"), ctx)
    again = CaseSnapshot.from_dict(json.loads(json.dumps(snapshot.to_dict())))
    assert again == snapshot
    assert again.restore(ctx) == Case("1", rules="甲/2026")
    assert again.is_current(ctx)
    with pytest.raises(InputError, match="甲/2026"):
        again.restore(Context())


def test_a_pickled_case_of_an_older_version_has_defaults_for_new_fields():
    rebuild, (fields,) = Case("1", officer="经办").__reduce__()
    del fields["opinion"], fields["noted"]
    older = rebuild({**fields, "no_longer_a_field": 1})
    assert older == Case("1", officer="经办")


def test_a_case_differs_if_only_its_number_or_instant_differ():
    """An object-relational mapper skips the write of an equal value."""
    at = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    assert Case("1", seq=1) != Case("1", seq=2)
    assert Case("1", at=at) != Case("1")
    assert Case("1", seq=1).has_same_state(Case("1", seq=2))


@pytest.mark.parametrize("field", ["case", "key", "actor"])
def test_nul_is_refused_where_a_database_would_refuse_it(field):
    at = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    fields: dict[str, Any] = {"case": "1", "key": "", "actor": Actor(Role.WINDOW, "w")}
    fields[field] = Actor(Role.WINDOW, "w\0") if field == "actor" else "1\0"
    with pytest.raises(InputError) as error:
        Event(seq=1, kind=EventKind.RECEIVE, at=at, **fields)
    assert error.value.problems[0].path == (field,)


def test_a_fault_deep_inside_is_found_once_with_its_whole_path():
    """Sixty values inside each other: reading each level twice would never end."""
    depth = 60
    data: dict[str, Any] = {"$date": "2026-02-30"}
    for _ in range(depth):
        data = {"format": 1, "kind": "DatedValue", "value": data}
    with pytest.raises(InputError) as error:
        Value.from_dict(data)
    assert [problem.path for problem in error.value.problems] == [("value",) * depth]
