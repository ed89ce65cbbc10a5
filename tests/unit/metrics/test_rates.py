"""A rate: numerator, denominator, what was left out; the same value in a metric."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhengwu._errors import InputError
from zhengwu._rates import Exclusion, Rate
from zhengwu.metrics._metric import proportion

OPEN = Exclusion("在办", "open", 3)
NONE = Exclusion("无期限", "without a time limit", 0)


def test_a_rate_of_counts():
    """19 of 20, three left out; an exclusion of nothing is dropped."""
    rate = Rate.count(19, 20, [OPEN, NONE])
    assert (rate.value, rate.percent, rate.left_out) == (Fraction(19, 20), 95.0, 3)
    assert rate.excluded == (OPEN,)
    assert rate.text() == "95.00%(19/20),剔除:在办 3 件"
    assert rate.text("en") == "95.00% (19/20), left out: open 3"
    assert rate.to_record() == {
        "value": 0.95,
        "numerator": 19,
        "denominator": 20,
        "left_out": 3,
    }
    assert Rate.from_data(rate.to_data()) == rate


def test_nothing_of_nothing():
    """0 of 0 is undefined, and no division."""
    rate = Rate.count(0, 0)
    assert (rate.value, rate.percent) == (None, None)
    assert rate.text() == "-(0/0)"
    with pytest.raises(InputError):
        rate.interval()


@pytest.mark.parametrize(("hits", "of"), [(2, 1), (-1, 1)])
def test_more_hits_than_cases(hits: int, of: int):
    """They are refused; all of them are a rate."""
    with pytest.raises(InputError, match="must lie between 0"):
        Rate.count(hits, of)
    assert Rate.count(1, 1).percent == 100


def test_the_interval_of_a_sample():
    """98 of 100 by Wilson's score: 0.93 to 0.9945; a ratio of sums has none."""
    interval = Rate.count(98, 100).interval()
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.93, 0.9945)
    with pytest.raises(InputError, match="no ratio of counts"):
        Rate(Fraction(5, 2), Fraction(10)).interval()
    assert Rate(Fraction(5, 2), Fraction(10)).text("en") == "25.00% (2.5/10)"


def test_a_metric_has_the_same_rate():
    """Its written form is unchanged."""
    metric = proportion(
        "x", ("甲", "a"), 19, 20, formula="a / b", excluded=[OPEN, NONE]
    )
    assert metric.rate == Rate.count(19, 20, [OPEN])
    assert (metric.percent, metric.left_out) == (95.0, 3)
    assert "rate" not in metric.to_data()
