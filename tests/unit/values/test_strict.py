"""What plainly means one thing is converted; the rest is refused where it is constructed."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, settings
from tests_values import CLASSES, ODD
from value_strategies import values_of

from zhengwu._dates import BEIJING
from zhengwu._values import plan_of
from zhengwu.audit import audit
from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings.errors import InputError, ZhengwuError
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.lifecycle import (
    Actor,
    CaseRules,
    ClockKind,
    Decision,
    Event,
    EventKind,
    ExtensionGrant,
    IdentityCheck,
    ItemFeature,
    Role,
    Submission,
)
from zhengwu.limits import OnTheSpot, UnspecifiedDays, WorkingDays, parse_limit
from zhengwu.organs import Organ
from zhengwu.reforms import SetLimit

AT = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
CLERK = Actor(Role.WINDOW, "窗员", "县局")


# -- what plainly means one thing --------------------------------------------------------


def test_labels_and_values_of_code_lists_become_members():
    item = ImplementingItem(item_type="行政许可", level="县级", case_kind="即办件")  # type: ignore[arg-type]
    assert (item.item_type, item.level) == (ItemType.LICENSING, Level.COUNTY)
    assert item.case_kind is CaseKind.INSTANT
    assert ImplementingItem(item_type="01").item_type is ItemType.LICENSING  # type: ignore[arg-type]


def test_a_text_for_a_case_kind_finds_the_same_faults_as_the_member():
    """ZWAU014: an instant item that promises more than a day (即办件承诺时限)."""
    common: dict[str, Any] = {
        "name": "取水许可",
        "committed_limit": parse_limit("20个工作日"),
    }
    codes = [
        audit(
            Catalogue([ImplementingItem(case_kind=kind, **common)]), at=date(2026, 3, 2)
        ).by_code()
        for kind in (CaseKind.INSTANT, "即办件", "1")
    ]
    assert codes[0] == codes[1] == codes[2]
    assert "ZWAU014" in codes[0]


@pytest.mark.parametrize(
    "features",
    ["certificate", {"certificate"}, [ItemFeature.CERTIFICATE.label_zh], ItemFeature.CERTIFICATE],
    ids=["text", "set", "label", "member"],
)  # fmt: skip
def test_features_given_as_texts_take_effect(features):
    assert CaseRules(features=features).features == {ItemFeature.CERTIFICATE}


def test_a_verified_identity_given_as_a_text_is_a_verified_identity():
    assert Submission(["申请表"], "online").identity is IdentityCheck.ONLINE  # type: ignore[arg-type]


def test_limits_are_read_from_their_wording():
    rules = CaseRules(times={ClockKind.PROM: "5个工作日"})  # type: ignore[dict-item]
    assert rules.time(ClockKind.PROM).limit == WorkingDays(5)
    assert ExtensionGrant("10个工作日").by == WorkingDays(10)  # type: ignore[arg-type]
    reform = SetLimit(id="x", since=date(2026, 1, 1), limit="当场办结")  # type: ignore[arg-type]
    assert reform.limit == OnTheSpot()


def test_the_kind_of_an_event_and_the_role_may_be_texts():
    event = Event("1", 1, "receive", AT, Actor("window", "w"))  # type: ignore[arg-type]
    assert (event.kind, event.actor.role) == (EventKind.RECEIVE, Role.WINDOW)


# -- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "field", "says"),
    [
        (lambda: CaseRules(features={"nonsense"}), "features", "certificate"),
        (lambda: CaseRules(times={ClockKind.PROM: "尽快"}), "times", "时限"),
        (lambda: Event(5, 1, EventKind.RECEIVE, AT, CLERK), "case", "文字"),
        (lambda: Event("1", True, EventKind.RECEIVE, AT, CLERK), "seq", "整数"),
        (lambda: Event("1", 1, EventKind.RECEIVE, "2026-03-02", CLERK), "at", "时刻"),
        (lambda: Event("1", 1, EventKind.RECEIVE, AT, "王某"), "actor", "Actor"),
        (lambda: Decision(12, "c1"), "number", "文字"),
        (lambda: Decision(remedy="no"), "remedy", "是或否"),
        (lambda: Decision(valid_until="2027-01-01"), "valid_until", "日期"),
        (lambda: Actor("king", "w"), "role", "window"),
        (lambda: ExtensionGrant("尽快"), "by", "时限"),
        (lambda: ExtensionGrant(5), "by", "WorkingDays(5)"),
        (lambda: Catalogue([{"name": "取水许可"}]), "items", "ImplementingItem"),
        (lambda: ImplementingItem(name=1), "name", "文字"),
        (lambda: ImplementingItem(organ=None), "organ", "文字"),
        (lambda: ImplementingItem(level="园区级"), "level", "县级"),
        (lambda: ImplementingItem(valid_from="2026-01-01"), "valid_from", "日期"),
        (
            lambda: ImplementingItem(valid_from=datetime(2026, 1, 1)),
            "valid_from",
            ".date()",
        ),
        (
            lambda: Organ(id="局", name="局", level="县级", since="2026-01-01"),
            "since",
            "日期",
        ),
    ],
)
def test_the_rest_is_refused_with_field_value_and_what_is_allowed(make, field, says):
    with pytest.raises(InputError) as error:
        make()
    assert field in error.value.message_zh
    assert says in error.value.message_zh
    assert error.value.message_en
    assert error.value.problems[0].path[:1] == (field,) or field == "times"


def test_every_problem_is_told_with_its_path():
    with pytest.raises(InputError) as error:
        ImplementingItem(name=1, level="园区级", online="maybe")  # type: ignore[arg-type]
    assert [problem.path for problem in error.value.problems] == [
        ("name",),
        ("level",),
        ("online",),
    ]
    assert error.value.problems[1].value == "园区级"


def test_personal_fields_are_not_quoted():
    with pytest.raises(InputError) as error:
        Actor(Role.APPLICANT, ["王某"])  # type: ignore[arg-type]
    assert "王某" not in str(error.value)


def test_a_limit_whose_days_are_not_named_stays_what_it_is():
    assert SetLimit(
        id="x", since=date(2026, 1, 1), limit="20日"
    ).limit == UnspecifiedDays(20)  # type: ignore[arg-type]


# -- every class, every field, every odd object ------------------------------------------


def an_example(cls: type[Any]) -> Any:
    quiet = settings(
        max_examples=50, database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    return find(values_of(cls), lambda _: True, settings=quiet)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_odd_object_is_refused_or_can_be_written_and_read_back(cls):
    """No constructor raises anything but an error of this library."""
    example, plan = an_example(cls), plan_of(cls)
    fields = {plan.arguments[name]: getattr(example, name) for name in plan.arguments}
    for argument in fields:
        for odd in ODD:
            value = construct(cls, fields | {argument: odd})
            data = None if value is None else write(value)
            is_nan = isinstance(odd, float) and math.isnan(odd)
            assert data is None or is_nan or cls.from_dict(data) == value


def construct(cls: type[Any], fields: dict[str, Any]) -> Any:
    """A value; None if it is refused with an error of this library."""
    try:
        return cls(**fields)
    except ZhengwuError:
        return None


def write(value: Any) -> Any:
    """The written form; None for a value that holds a function of the caller."""
    try:
        return value.to_dict()
    except InputError as error:
        if "no written form" not in error.message_en:
            raise
        return None


def test_no_class_is_left_out():
    assert len(CLASSES) > 200
    assert all(attrs.has(cls) for cls in CLASSES)
