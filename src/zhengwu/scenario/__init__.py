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
from zhengwu.scenario._erlang import Waiting, erlang_c
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
from zhengwu.scenario._simulate import (
    Arrivals,
    Engine,
    Replicated,
    ServiceStation,
    Simulated,
    Spread,
    StationResult,
    at_instants,
    replicate,
    simulate,
)
from zhengwu.scenario._worktime import WorkTimeline

__all__ = [
    "Aggregation",
    "Arrivals",
    "Base",
    "BeforeAfter",
    "Bound",
    "Claim",
    "Engine",
    "Exclusion",
    "Interval",
    "Metric",
    "Replicated",
    "Reproduced",
    "Reproduction",
    "ServiceStation",
    "Simulated",
    "Spread",
    "StationResult",
    "Waiting",
    "WorkTimeline",
    "at_instants",
    "deemed_share",
    "document_reduction",
    "erlang_c",
    "instant_rate",
    "label_of",
    "mean_visits",
    "on_time_rate",
    "once_rate",
    "prerequisite_reduction",
    "proportion",
    "published_claims",
    "reduction",
    "replicate",
    "reproduce",
    "satisfaction",
    "share",
    "simulate",
    "step_reduction",
    "time_compression",
    "wilson",
    "zero_visit_rate",
]
