"""Reform scenarios (改革情景): metrics that say how they came about, and published figures.

>>> from zhengwu.scenario import published_claims, reproduce
>>> claim = published_claims()["luoyang-2012/days"]
>>> found = reproduce(claim)
>>> found.outcome.value, round(found.metric.percent, 2)
('mismatch', 15.47)
"""

from zhengwu.scenario._changes import BeforeAfter, reduction
from zhengwu.scenario._claims import (
    Bound,
    Claim,
    Reproduced,
    Reproduction,
    published_claims,
    reproduce,
)
from zhengwu.scenario._measures import (
    deemed_share,
    document_reduction,
    instant_rate,
    label_of,
    mean_visits,
    on_time_rate,
    once_rate,
    prerequisite_reduction,
    satisfaction,
    share,
    step_reduction,
    time_compression,
    zero_visit_rate,
)
from zhengwu.scenario._metric import (
    Aggregation,
    Base,
    Exclusion,
    Interval,
    Metric,
    proportion,
    wilson,
)

__all__ = [
    "Aggregation",
    "Base",
    "BeforeAfter",
    "Bound",
    "Claim",
    "Exclusion",
    "Interval",
    "Metric",
    "Reproduced",
    "Reproduction",
    "deemed_share",
    "document_reduction",
    "instant_rate",
    "label_of",
    "mean_visits",
    "on_time_rate",
    "once_rate",
    "prerequisite_reduction",
    "proportion",
    "published_claims",
    "reduction",
    "reproduce",
    "satisfaction",
    "share",
    "step_reduction",
    "time_compression",
    "wilson",
    "zero_visit_rate",
]
