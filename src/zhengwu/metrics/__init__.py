"""Metrics with numerator, denominator, exclusions and formula (指标), and published figures.

>>> from zhengwu.metrics import published_claims, reproduce
>>> claim = published_claims()["luoyang-2012/days"]
>>> reproduction = reproduce(claim)
>>> reproduction.outcome.value, round(reproduction.metric.percent, 2)
('mismatch', 15.47)
"""

from typing import TYPE_CHECKING

from zhengwu.metrics._claims import Claim, Reproduction, published_claims, reproduce
from zhengwu.metrics._measures import (
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
from zhengwu.metrics._metric import Aggregation, Base, Metric
from zhengwu.metrics._service import (
    Complaint,
    answered_in_time,
    check_complaints,
    satisfied_share,
    weighted_score,
)
from zhengwu.metrics._world_metrics import METRICS, measure, volume_change

__all__ = [
    "METRICS",
    "Aggregation",
    "Base",
    "Claim",
    "Complaint",
    "Metric",
    "Reproduction",
    "answered_in_time",
    "breach_rate",
    "check_complaints",
    "deemed_share",
    "document_reduction",
    "full_online_rate",
    "instant_rate",
    "mean_visits",
    "measure",
    "on_time_rate",
    "once_rate",
    "online_rate",
    "prerequisite_reduction",
    "published_claims",
    "reproduce",
    "satisfaction",
    "satisfied_share",
    "step_reduction",
    "time_compression",
    "volume_change",
    "weighted_score",
    "zero_visit_rate",
]


if not TYPE_CHECKING:  # checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
