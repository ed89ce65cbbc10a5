"""Reforms of the real items: every figure is recounted from the records."""

import json
import re
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from zhengwu.io import read_items
from zhengwu.limits import WorkingDays, local_rules
from zhengwu.metrics import METRICS, measure
from zhengwu.reforms import (
    Cancel,
    Classify,
    CutLimit,
    MakeInstant,
    Suspend,
    Where,
    apply_reforms,
    check_order,
    diff_worlds,
)
from zhengwu.scenario import compare
from zhengwu.world import Handling, World, check_world

DAY, EVE = date(2026, 7, 1), date(2026, 6, 30)
_DAYS = re.compile(r"^(\d+)\s*\(?\s*个?工作日\)?$")


@pytest.fixture(scope="module")
def real(real_data: Path) -> World:
    catalogue, _ = read_items(real_data / "items.jsonl", "portal")
    return World.of(catalogue)


@pytest.fixture(scope="module")
def records(real_data: Path) -> list[dict[str, object]]:
    lines = (real_data / "items.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def working_days(text: object) -> int | None:
    """Working days of a raw text that states only a number of working days."""
    match = _DAYS.match(str(text or "").strip())
    return int(match[1]) if match else None


def test_every_record_is_an_item_of_the_world(real, records):
    assert len(real) == len(records) == 1_989
    assert len(real.at(DAY).live) == 1_989
    assert not check_world(real)


def test_the_compression_of_the_list_from_the_raw_texts(real, records):
    """Recounted over the records that state both limits in plain working days."""
    both = {
        n
        for n, row in enumerate(records)
        if working_days(row.get("statutory_limit_raw")) is not None
        and working_days(row.get("committed_limit_raw")) is not None
    }
    handlings = [
        handling for n, handling in enumerate(real.at(DAY).live.values()) if n in both
    ]
    assert len(handlings) > 500
    result = measure("time_compression", World.of(handlings).at(DAY))
    before = sum(working_days(records[n]["statutory_limit_raw"]) for n in both)
    after = sum(working_days(records[n]["committed_limit_raw"]) for n in both)
    assert (result.denominator, result.value) == (
        before,
        Fraction(before - after, before),
    )


def test_a_cut_by_half_never_lengthens_and_is_undone_on_the_eve(real):
    reformed = apply_reforms(real, CutLimit(id="减半", since=DAY, by="0.5")).world
    shorter = 0
    for key, handling in real.at(DAY).live.items():
        before = handling.item.committed_limit
        after = reformed.at(DAY).live[key].item.committed_limit
        assert reformed.at(EVE).live[key] is handling
        if after != before:
            assert isinstance(after.limit, WorkingDays)
            if before is not None and before.limit is not None:
                assert after.limit.amount < before.limit.amount
            shorter += 1
    assert shorter == len(diff_worlds(real, reformed)) > 50


def test_instant_items_by_name(real, records):
    """Items with 备案 in the name become instant."""
    filed = sum("备案" in str(row["name"]) for row in records)
    result = apply_reforms(
        real, MakeInstant(id="即", since=DAY, where=Where.named("备案"))
    )
    assert len(result.steps[0].keys) == filed > 50
    instant = {
        key
        for key, handling in real.at(DAY).live.items()
        if measure("instant_rate", World.of([handling]).at(DAY)).value == 1
    }
    after = measure("instant_rate", result.world.at(DAY)).numerator
    assert after == len(instant | set(result.steps[0].keys))


def test_duration_classes_and_items_in_several_classes(real):
    sort = Classify(id="分", since=DAY, classes=local_rules("yumen").classes)
    result = apply_reforms(real, sort)
    durations = [handling.duration for handling in result.world.at(DAY)]
    counts = Counter(duration.id for duration in durations if duration is not None)
    unclassified = sum(duration is None for duration in durations)
    assert sum(counts.values()) + unclassified == 1_989
    limits = [handling.item.committed_limit for handling in real.at(DAY)]
    days = [r.limit.amount for r in limits if r and isinstance(r.limit, WorkingDays)]
    assert counts["multi_day"] == sum(n >= 2 for n in days)
    assert counts["one_day"] == sum(n == 1 for n in days)
    assert {finding.code for finding in result.report} == {"ZWSC006"}


def test_stacked_reforms_are_compared_by_every_metric(real):
    stack = [
        CutLimit(id="减半", since=DAY, by="0.5"),
        MakeInstant(id="即", since=DAY, where=Where.named("备案")),
        Suspend(
            id="停", since=DAY, until=date(2026, 10, 1), where=Where.named("无线电")
        ),
        Cancel(id="清", since=DAY, where=Where.no_basis(DAY), allow_empty=True),
    ]
    result = compare(
        real,
        {"一": stack[:1], "二": stack[:3], "三": stack},
        at=DAY,
        metrics=list(METRICS),
    )
    two = result["二"].metrics
    assert two["suspend_share"].numerator == sum(
        "无线电" in handling.item.name for handling in real.at(DAY)
    )
    assert (
        two["time_compression"].value > result["现状"].metrics["time_compression"].value
    )
    assert len(result.to_records()) == 4 * len(METRICS)
    assert isinstance(check_order(real, stack[:3]).counts["reforms"], int)
    back = result["二"].applied.world.at(date(2026, 10, 1))
    assert len(back.live) == 1_989


def test_handlings_publish_the_steps_of_the_list(real):
    for handling in real.at(DAY):
        assert isinstance(handling, Handling)
        assert tuple(step.shown for step in handling.steps) == handling.item.steps
