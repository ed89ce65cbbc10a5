"""Metrics of a world on a day, compared with the earlier world on the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import refuse_other
from zhengwu._rates import Exclusion
from zhengwu.delegation import (
    ConcentratedLicensing,
    Devolution,
    Entrustment,
    Instrument,
    Responsibility,
    SharedPower,
    StatutoryAuthorization,
)
from zhengwu.delegation.overview._directories import steps_left
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.limits.rules._book import DurationClass
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._measures import (
    compare_counts,
    compress_pairs,
    full_online_rate,
    instant_rate,
    mean_visits,
    once_rate,
    online_rate,
    zero_visit_rate,
)
from zhengwu.metrics._metric import Base, Metric, proportion
from zhengwu.world import Handling, Standing, WorldView

WorldMetric: TypeAlias = Callable[[WorldView, WorldView], Metric]
"""Metric of a world (世界指标): takes the world and the earlier world on the same day."""


def _pair_items(
    after: WorldView, before: WorldView
) -> Iterator[tuple[ImplementingItem | None, ImplementingItem | None]]:
    """Each item in the earlier and in the later world; None if it is not offered."""
    old, new = before.live, after.live
    for key, handling in new.items():
        yield (old[key].item if key in old else None), handling.item
    for key, handling in old.items():
        if key not in new:
            yield handling.item, None


def _measure_standing(
    metric_id: str, names: tuple[str, str], standing: Standing
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Share of the items offered before that now have the standing."""
        was = before.live
        hits = sum(after.all[k].standing is standing for k in was if k in after.all)
        formula = f"{standing.value} / offered before"
        return proportion(metric_id, names, hits, len(was), formula=formula)

    return measure


def _measure_instruments(
    metric_id: str, names: tuple[str, str], kinds: tuple[type[Instrument], ...]
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Share of items to which an instrument of these kinds applies on the day."""
        del before
        moved = list_powers_by(after, kinds)
        live = after.live.values()
        hits = sum(handling.power in moved for handling in live)
        formula = f"{' | '.join(kind.label_en for kind in kinds)} / items"
        return proportion(metric_id, names, hits, len(after.live), formula=formula)

    return measure


def list_powers_by(
    view: WorldView, kinds: tuple[type[Instrument], ...]
) -> frozenset[str]:
    """Ids of powers to which an instrument of these kinds applies (按文书类型的职权)."""
    powers, on = view.world.powers, view.on
    return frozenset(
        item
        for instrument in view.instruments
        if isinstance(instrument, kinds)
        for item in instrument.items
        if steps_left(powers, instrument, item, on)
    )


def _measure_handlings(
    metric_id: str,
    names: tuple[str, str],
    formula: str,
    test: Callable[[Handling], bool],
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Share of items whose handling passes the test on the day."""
        del before
        hits = sum(map(test, after.live.values()))
        return proportion(metric_id, names, hits, len(after.live), formula=formula)

    return measure


def _measure_responsibility(after: WorldView, before: WorldView) -> Metric:
    """Share of items with first, main and direct responsibility assigned."""
    del before
    named = {
        item
        for duty in after.instruments
        if isinstance(duty, Responsibility) and duty.first and duty.main and duty.direct
        for item in duty.items
        if steps_left(after.world.powers, duty, item, after.on)
    }
    hits = sum(handling.power in named for handling in after.live.values())
    return proportion(
        "responsibility_coverage",
        ("责任人覆盖率", "responsibility assigned"),
        hits,
        len(after.live),
        formula="first, main and direct assigned / items",
    )


def _measure_unity(after: WorldView, before: WorldView) -> Metric:
    """Share of matters at several tiers whose name is the same at all of them."""
    del before
    names: dict[str, set[str]] = {}
    tiers: dict[str, set[object]] = {}
    for handling in after.live.values():
        code = handling.item.basic_code
        if code:
            names.setdefault(code, set()).add(handling.item.name)
            tiers.setdefault(code, set()).add(handling.item.level)
    several = [code for code, levels in tiers.items() if len(levels) > 1]
    hits = sum(len(names[code]) == 1 for code in several)
    single = Exclusion("只在一级", "at a single tier", len(tiers) - len(several))
    return proportion(
        "unify_rate",
        ("三级名称一致率", "same name at all tiers"),
        hits,
        len(several),
        formula="matters with the same name / matters at several tiers",
        excluded=[single],
    )


def _measure_counts(metric_id: str) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Reduction of a count over all items."""
        return compare_counts(metric_id, _pair_items(after, before))

    return measure


def _measure_proofs(after: WorldView, before: WorldView) -> Metric:
    """Reduction of the proofs that applicants must submit."""

    def count_kept(handling: Handling) -> int:
        return sum(proof.kept for proof in handling.proofs)

    old = before.live
    pairs = [
        BeforeAfter(count_kept(old[key]), count_kept(handling))
        for key, handling in after.live.items()
        if key in old
    ]
    removed = Exclusion(
        "改革后没有这一事项",
        "no such item afterwards",
        len(old.keys() - after.live.keys()),
    )
    return reduction(
        "proof_reduction",
        ("证明精简率", "reduction of proofs"),
        pairs,
        base=Base.PREVIOUS,
        excluded=[removed] if removed.count else [],
    )


def _measure_list(function: Callable[[Catalogue], Metric]) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Metric of the list on the day, without the earlier world."""
        del before
        return function(after.catalogue)

    return measure


_TABLE: Final[dict[str, WorldMetric]] = {
    "time_compression": _measure_list(
        lambda items: compress_pairs(((item, item) for item in items), Base.STATUTORY)
    ),
    "time_compression_previous": lambda after, before: compress_pairs(
        _pair_items(after, before), Base.PREVIOUS
    ),
    "document_reduction": _measure_counts("document_reduction"),
    "step_reduction": _measure_counts("step_reduction"),
    "prerequisite_reduction": _measure_counts("prerequisite_reduction"),
    "proof_reduction": _measure_proofs,
    "instant_rate": _measure_list(instant_rate),
    "zero_visit_rate": _measure_list(lambda items: zero_visit_rate(items)[0]),
    "once_rate": _measure_list(lambda items: once_rate(items)[0]),
    "mean_visits": _measure_list(mean_visits),
    "online_rate": _measure_list(lambda items: online_rate(items)[0]),
    "full_online_rate": _measure_list(lambda items: full_online_rate(items)[0]),
    "cancel_share": _measure_standing(
        "cancel_share", ("取消占比", "cancelled"), Standing.CANCELLED
    ),
    "suspend_share": _measure_standing(
        "suspend_share", ("暂停实施占比", "suspended"), Standing.SUSPENDED
    ),
    "delegated_share": _measure_instruments(
        "delegated_share",
        ("放权占比", "devolved or entrusted"),
        (Devolution, Entrustment, SharedPower, StatutoryAuthorization),
    ),
    "devolved_share": _measure_instruments(
        "devolved_share", ("下放占比", "devolved"), (Devolution,)
    ),
    "concentrated_share": _measure_instruments(
        "concentrated_share",
        ("划转占比", "concentrated in a bureau"),
        (ConcentratedLicensing,),
    ),
    "entry_rate": _measure_handlings(
        "entry_rate",
        ("进驻率", "handled in a hall"),
        "items at a counter / items",
        lambda handling: bool(handling.counters),
    ),
    "agent_share": _measure_handlings(
        "agent_share",
        ("代办占比", "with an agent"),
        "items with an agent / items",
        lambda handling: bool(handling.agents),
    ),
    "deemed_steps": _measure_handlings(
        "deemed_steps",
        ("超时默认事项占比", "deemed consent"),
        "items with a step of deemed consent / items",
        lambda handling: any(step.deemed for step in handling.steps),
    ),
    "responsibility_coverage": _measure_responsibility,
    "unify_rate": _measure_unity,
}
METRICS: Final[Mapping[str, WorldMetric]] = MappingProxyType(_TABLE)
"""Metrics of a world by name (世界指标表)."""


def both_ways(
    function: Callable[[Catalogue, Collection[str]], tuple[Metric, Metric]],
    whitelist: Collection[str],
) -> tuple[WorldMetric, WorldMetric]:
    """A rate of all items and without a whitelist (白名单前后), as two metrics of a world.

    Args:
        function: Function such as `zero_visit_rate`, `once_rate` or `online_rate`.
        whitelist: Items that are not suitable, by `label_of`.
    """
    name = getattr(function, "__name__", "rate")

    def measure_all(after: WorldView, before: WorldView) -> Metric:
        del before
        return function(after.catalogue, whitelist)[0]

    def measure_suitable(after: WorldView, before: WorldView) -> Metric:
        del before
        return function(after.catalogue, whitelist)[1]

    measure_all.__name__, measure_suitable.__name__ = name, f"{name}_suited"
    return measure_all, measure_suitable


def measure(
    name: str | WorldMetric, after: WorldView, before: WorldView | None = None
) -> Metric:
    """Compute a metric of a world on a day (计算指标).

    Args:
        name: Name in `METRICS`, or a custom function.
        after: World on the day.
        before: Earlier world on the same day; `after` itself if None.

    Raises:
        UnknownCodeError: No metric has that name.
        InputError: The function does not return a metric.
    """
    refuse_other(after, "after", WorldView)
    if isinstance(name, str) and name not in METRICS:
        raise UnknownCodeError("指标 / metrics", name, list(METRICS))
    function = METRICS[name] if isinstance(name, str) else name
    metric: Any = function(after, before or after)
    if not isinstance(metric, Metric):
        raise InputError(
            f"指标函数 {name} 应返回 Metric,现返回 {metric!r}",
            f"metric {name} must return a Metric, not {metric!r}",
        )
    return metric


def class_shares(view: WorldView) -> dict[str, Metric]:
    """Share of each duration class (各时长类占比), by id; items without a class left out."""
    durations = [handling.duration for handling in view.live.values()]
    classes = [duration for duration in durations if duration is not None]
    counts = Counter(duration.id for duration in classes)
    by_id: dict[str, DurationClass] = {}
    for duration in classes:
        by_id.setdefault(duration.id, duration)
    unclassified = Exclusion("未分类", "not classified", len(durations) - len(classes))
    return {
        name: proportion(
            f"class_share/{name}",
            (duration.name_zh, duration.name_en),
            counts[name],
            len(classes),
            formula="items of the class / classified items",
            excluded=[unclassified],
        )
        for name, duration in by_id.items()
    }


def volume_change(before: int, after: int, *, period: str) -> Metric:
    """Share by which a volume fell compared with the same period (同期办件量降幅).

    Args:
        before: Volume of the period in the earlier year.
        after: Volume of the period.
        period: Description of the period, such as ``"2020-01 至 2020-06"``.

    Raises:
        InputError: A volume is below 0, or the period is empty.
    """
    if not period:
        raise InputError(
            "请写明同期的起止", "state the period; only equal periods can be compared"
        )
    names = f"同期降幅({period})", f"decrease over the same period ({period})"
    return reduction(
        "volume_change", names, [BeforeAfter(before, after)], base=Base.PREVIOUS
    )


def per_case(
    metric_id: str, names: tuple[str, str], total: Fraction | int, cases: int
) -> Metric:
    """Total divided by the number of cases (件均), such as cost per case."""
    return Metric(
        id=metric_id, zh=names[0], en=names[1],
        value=Fraction(total) / cases if cases else None,
        numerator=Fraction(total), denominator=Fraction(cases), formula="total / cases", unit="",
    )  # fmt: skip
