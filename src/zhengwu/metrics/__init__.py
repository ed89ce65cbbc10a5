"""Figures with numerator, denominator, exclusions and formula (指标), and published claims.

>>> from zhengwu.metrics import published_claims, reproduce
>>> claim = published_claims()["luoyang-2012/days"]
>>> reproduction = reproduce(claim)
>>> reproduction.outcome.value, round(reproduction.metric.percent, 2)
('mismatch', 15.47)
"""

from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._claims import (
    Bound,
    Claim,
    Reproduced,
    Reproduction,
    published_claims,
    reproduce,
)
from zhengwu.metrics._measures import (
    breach_rate,
    deemed_share,
    document_reduction,
    full_online_rate,
    instant_rate,
    label_of,
    mean_visits,
    on_time_rate,
    once_rate,
    online_rate,
    prerequisite_reduction,
    satisfaction,
    share,
    step_reduction,
    time_compression,
    zero_visit_rate,
)
from zhengwu.metrics._metric import (
    Aggregation,
    Base,
    Exclusion,
    Interval,
    Metric,
    proportion,
    wilson,
)
from zhengwu.metrics._service import (
    Complaint,
    answered_in_time,
    check_complaints,
    satisfied_share,
    weighted_score,
)
from zhengwu.metrics._world_metrics import (
    METRICS,
    WorldMetric,
    both_ways,
    class_shares,
    measure,
    per_case,
    volume_change,
)

__all__ = [
    "METRICS",
    "Aggregation",
    "Base",
    "BeforeAfter",
    "Bound",
    "Claim",
    "Complaint",
    "Exclusion",
    "Interval",
    "Metric",
    "Reproduced",
    "Reproduction",
    "WorldMetric",
    "answered_in_time",
    "both_ways",
    "breach_rate",
    "check_complaints",
    "class_shares",
    "deemed_share",
    "document_reduction",
    "full_online_rate",
    "instant_rate",
    "label_of",
    "mean_visits",
    "measure",
    "on_time_rate",
    "once_rate",
    "online_rate",
    "per_case",
    "prerequisite_reduction",
    "proportion",
    "published_claims",
    "reduction",
    "reproduce",
    "satisfaction",
    "satisfied_share",
    "share",
    "step_reduction",
    "time_compression",
    "volume_change",
    "weighted_score",
    "wilson",
    "zero_visit_rate",
]
