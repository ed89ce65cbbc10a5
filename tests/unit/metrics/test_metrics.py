"""Metrics: numerator, denominator and exclusions."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from zhengwu._rates import wilson
from zhengwu.calendars import china_calendar
from zhengwu.codes import CaseKind
from zhengwu.findings.errors import InputError
from zhengwu.items import ImplementingItem
from zhengwu.lifecycle import Case, EventKind
from zhengwu.lifecycle._case import Lapse
from zhengwu.lifecycle._reading import CaseReading
from zhengwu.limits import Light, Unit, WorkingDays, parse_limit
from zhengwu.metrics import (
    Aggregation,
    Base,
    breach_rate,
    deemed_share,
    document_reduction,
    full_online_rate,
    instant_rate,
    mean_visits,
    on_time_rate,
    once_rate,
    online_rate,
    prerequisite_reduction,
    satisfaction,
    step_reduction,
    time_compression,
    zero_visit_rate,
)
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._measures import label_of, share


def item(
    name: str, statutory: str = "", promised: str = "", **more: Any
) -> ImplementingItem:
    return ImplementingItem(
        name=name,
        statutory_limit=parse_limit(statutory) if statutory else None,
        committed_limit=parse_limit(promised) if promised else None,
        **more,
    )


LIST = [
    item("甲", "20个工作日", "5个工作日"),
    item("乙", "10个工作日", "当场办结"),
    item("丙", "30个自然日", "10个自然日"),
    item("丁", "", "3个工作日"),
    item("戊", "无", "3个工作日"),
]


def test_compression_reports_what_it_leaves_out():
    """(30 - 5) / 30: 当场办结 is 0; calendar days are not working days; 无期限 is left out."""
    metric = time_compression(LIST)
    assert (metric.numerator, metric.denominator) == (25, 30)
    assert metric.value == Fraction(5, 6)
    assert {(exclusion.en, exclusion.count) for exclusion in metric.excluded} == {
        ("not counted in working days", 1),
        ("figure missing before or after", 2),
    }
    assert metric.base is Base.STATUTORY
    assert metric.mean == (15, Fraction(5, 2))
    assert metric.most == (20, 5)
    assert "25 / 30" in metric.explain()
    assert "left out" in metric.explain("en")


def test_a_ratio_of_sums_is_not_the_mean_of_ratios():
    """15/20 and 10/10: 83.33 % of the days, 87.5 % on average."""
    mean = time_compression(LIST, aggregation=Aggregation.MEAN_OF_RATIOS)
    assert mean.value == Fraction(7, 8)
    weighted = time_compression(
        LIST, aggregation=Aggregation.CASE_WEIGHTED, weights={"甲": 9, "乙": 1}
    )
    assert weighted.value == Fraction(9 * 15 + 10, 9 * 20 + 10)


def test_against_the_previous_promise():
    """The same list before: promised 10 and 2."""
    before = {
        "甲": item("甲", "20个工作日", "10个工作日"),
        "乙": item("乙", "10个工作日", "2个工作日"),
    }
    metric = time_compression(LIST[:3], base=Base.PREVIOUS, before=before)
    assert metric.value == Fraction(12 - 5, 12)
    assert ("no such item before", 1) in {
        (exclusion.en, exclusion.count) for exclusion in metric.excluded
    }


def test_a_locality_that_converts_months():
    """温州: a month is 22 working days."""
    rows = [item("甲", "1个月", "11个工作日")]
    assert time_compression(rows).value is None
    assert time_compression(rows, units={Unit.MONTH: 22}).value == Fraction(1, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        {"base": Base.PREVIOUS},
        {"base": Base.ACTUAL},
        {"aggregation": Aggregation.CASE_WEIGHTED},
    ],
    ids=["no list before", "actual", "no weights"],
)
def test_missing_arguments_are_refused(arguments):
    with pytest.raises(InputError):
        time_compression(LIST, **arguments)


def test_documents_steps_and_prerequisites_with_mean_and_maximum():
    """流程再造: the mean and the largest, before and after."""
    before = {
        "甲": item(
            "甲", documents=["一", "二", "三", "四"], prerequisites=("环评", "消防")
        ),
        "乙": item(
            "乙", documents=["一", "二"], steps=["受理", "审查", "会签", "决定"]
        ),
    }
    after = [
        item("甲", documents=["一", "二"], prerequisites=("环评",)),
        item("乙", documents=["一"], steps=["受理", "决定"]),
    ]
    documents = document_reduction(after, before)
    assert documents.value == Fraction(1, 2)
    assert (documents.mean, documents.most) == ((3, Fraction(3, 2)), (4, 2))
    steps = step_reduction(after, before)
    assert (steps.value, steps.left_out) == (Fraction(1, 2), 1)
    assert prerequisite_reduction(after, before).value == Fraction(1, 2)


def test_visits_with_and_without_the_whitelist():
    rows = [
        item("甲", visits=0),
        item("乙", visits=1),
        item("丙", visits=2),
        item("丁"),
    ]
    of_all, suitable = zero_visit_rate(rows, whitelist=["丙"])
    assert (of_all.value, suitable.value) == (Fraction(1, 3), Fraction(1, 2))
    assert [exclusion.count for exclusion in suitable.excluded] == [1, 1]
    assert once_rate(rows)[0].value == Fraction(2, 3)
    assert mean_visits(rows).value == 1
    assert mean_visits([]).value is None


def test_instant_items():
    rows = [
        item("甲", "", "当场办结"),
        item("乙", case_kind=CaseKind.INSTANT),
        item("丙"),
    ]
    assert instant_rate(rows).value == Fraction(2, 3)


def test_satisfaction_comes_with_its_interval():
    """98 of 100 does not show that at least 98 % are satisfied."""
    metric = satisfaction(98, 100)
    assert metric.interval is not None
    assert metric.interval.low < 0.98 < metric.interval.high
    assert metric.interval.contains(Fraction(98, 100))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
    ids=["none", "half", "all"],
)
def test_wilson_by_the_published_table(successes, trials, low, high):
    """Newcombe 1998, method 3 (score without continuity correction)."""
    interval = wilson(successes, trials)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_invalid_shares_are_refused():
    assert share("x", ("取消", "cancelled"), 3, 12).value == Fraction(1, 4)
    assert share("x", ("取消", "cancelled"), 0, 0).value is None
    with pytest.raises(InputError):
        share("x", ("取消", "cancelled"), 5, 4)
    with pytest.raises(InputError):
        wilson(3, 0)
    with pytest.raises(InputError):
        reduction("x", ("x", "x"), [BeforeAfter(-1, 0)], base=Base.PREVIOUS)


def test_a_figure_of_0_before_has_no_ratio():
    pairs = [BeforeAfter(0, 0), BeforeAfter(4, 1)]
    metric = reduction(
        "x", ("x", "x"), pairs, base=Base.PREVIOUS,
        aggregation=Aggregation.MEAN_OF_RATIOS,
    )  # fmt: skip
    assert (metric.value, metric.left_out) == (Fraction(3, 4), 1)


def test_items_are_matched_by_code_else_by_organ_and_name():
    assert label_of(item("甲", organ="县局")) == "县局 甲"
    assert label_of(item("甲", implementing_code="A1")) == "A1"


def test_online_by_the_flag_and_by_the_depth():
    """2 to 7 is online, 5 to 7 is fully online; items that state neither are left out."""
    rows = [
        item("甲", online=True), item("乙", online=False), item("丙"),
        item("丁", online_depth=("4",)), item("戊", online_depth=("互联网办理",)),
        item("己", online_depth=("1",), online=True), item("庚", online_depth=("不详",)),
    ]  # fmt: skip
    of_all, suitable = online_rate(rows, whitelist=["乙"])
    assert (of_all.value, of_all.left_out) == (Fraction(3, 5), 2)
    assert (suitable.value, suitable.left_out) == (Fraction(3, 4), 3)
    full, _ = full_online_rate(rows)
    assert (full.value, full.left_out) == (Fraction(1, 3), 4)


def reading(
    on_time: bool | None, decided: str = "", lapsed: tuple[Lapse, ...] = ()
) -> CaseReading:
    """A case accepted on 21 September 2026, due after five working days (中秋 excluded): the 29th."""
    calendar = china_calendar()
    at = datetime.fromisoformat(f"{decided}T10:00+08:00") if decided else None
    return CaseReading(
        case=Case("甲", decided=at, lapsed=lapsed),
        at=NOON,
        due=WorkingDays(5).due(date(2026, 9, 21), calendar),
        certain=True,
        on_time=on_time,
        light=Light.GREEN,
    )


NOON = datetime.fromisoformat("2026-10-30T12:00+08:00")
SILENT = Lapse(EventKind.OPINION_LAPSE, "环保", NOON)


def test_the_last_day_is_in_time_unless_strict():
    """The law counts the last day; a system of 济宁 does not."""
    cases = [
        reading(True, "2026-09-24"), reading(True, "2026-09-29"), reading(False, "2026-09-30"),
        reading(None),
    ]  # fmt: skip
    assert cases[0].due.date == date(2026, 9, 29)
    metric = on_time_rate(cases)
    assert (metric.value, metric.left_out) == (Fraction(2, 3), 1)
    strict = on_time_rate(cases, strict=True)
    assert (strict.value, strict.formula) == (Fraction(1, 3), "decided < due / judged")
    assert breach_rate(cases).value == Fraction(1, 3)
    assert breach_rate(cases, strict=True).value == Fraction(2, 3)
    assert breach_rate([]).value is None


def test_cases_answered_by_silence():
    metric = deemed_share([reading(True, "2026-09-24", (SILENT,)), reading(None)])
    assert metric.value == Fraction(1, 2)


def test_against_actual_times():
    """防城港 2011: 24.7 days to 1.78 days is 92.79 %, printed 92.80."""
    pairs = [BeforeAfter(Fraction("24.7"), Fraction("1.78"))]
    metric = reduction("x", ("提速", "faster"), pairs, base=Base.ACTUAL)
    assert metric.base is Base.ACTUAL
    assert round(metric.percent or 0, 1) == 92.8


def test_visits_that_are_not_stated_are_excluded():
    metric = mean_visits([item("甲", visits=2), item("乙")])
    assert (metric.value, metric.left_out) == (2, 1)


def test_shares_of_cases_come_with_their_interval():
    cases = [reading(True, "2026-09-24"), reading(False, "2026-09-30")]
    for metric in (on_time_rate(cases), breach_rate(cases), deemed_share(cases)):
        assert metric.interval is not None
