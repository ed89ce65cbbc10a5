"""Metrics of a world on a day, beside the same day of the world before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import refuse_other
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
    compression,
    counted,
    full_online_rate,
    instant_rate,
    mean_visits,
    once_rate,
    online_rate,
    zero_visit_rate,
)
from zhengwu.metrics._metric import Base, Exclusion, Metric, proportion
from zhengwu.world import Handling, Standing, WorldView

WorldMetric: TypeAlias = Callable[[WorldView, WorldView], Metric]
"""Metric of a world (世界指标): of a day, beside the same day of the world before."""


def _pairs(
    after: WorldView, before: WorldView
) -> Iterator[tuple[ImplementingItem | None, ImplementingItem | None]]:
    """Each item as it was and as it is; None where it is not offered."""
    old, new = before.live, after.live
    for key, one in new.items():
        yield (old[key].item if key in old else None), one.item
    for key, one in old.items():
        if key not in new:
            yield one.item, None


def _standing(
    metric_id: str, names: tuple[str, str], standing: Standing
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Of those that were offered before, by what became of them."""
        was = before.live
        hits = sum(after.all[k].standing is standing for k in was if k in after.all)
        formula = f"{standing.value} / offered before"
        return proportion(metric_id, names, hits, len(was), formula=formula)

    return measure


def _held(
    metric_id: str, names: tuple[str, str], kinds: tuple[type[Instrument], ...]
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Items of the list about which such an instrument holds on the day."""
        del before
        moved = powers_by(after, kinds)
        live = after.live.values()
        hits = sum(one.power in moved for one in live)
        formula = f"{' | '.join(kind.label_en for kind in kinds)} / items"
        return proportion(metric_id, names, hits, len(after.live), formula=formula)

    return measure


def powers_by(view: WorldView, kinds: tuple[type[Instrument], ...]) -> frozenset[str]:
    """Ids of the items about which an instrument of these kinds holds (按文书类型的事项)."""
    powers, on = view.world.powers, view.on
    return frozenset(
        item
        for one in view.instruments
        if isinstance(one, kinds)
        for item in one.items
        if steps_left(powers, one, item, on)
    )


def _of_handlings(
    metric_id: str,
    names: tuple[str, str],
    formula: str,
    test: Callable[[Handling], bool],
) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Items of which something is so, on the day."""
        del before
        hits = sum(map(test, after.live.values()))
        return proportion(metric_id, names, hits, len(after.live), formula=formula)

    return measure


def _responsibility(after: WorldView, before: WorldView) -> Metric:
    """Items for which first, main and direct are all named."""
    del before
    named = {
        item
        for one in after.instruments
        if isinstance(one, Responsibility) and one.first and one.main and one.direct
        for item in one.items
        if steps_left(after.world.powers, one, item, after.on)
    }
    hits = sum(one.power in named for one in after.live.values())
    return proportion(
        "responsibility_coverage",
        ("责任人覆盖率", "responsibility named"),
        hits,
        len(after.live),
        formula="first, main and direct named / items",
    )


def _unified(after: WorldView, before: WorldView) -> Metric:
    """Matters at several tiers that have one name at all of them."""
    del before
    names: dict[str, set[str]] = {}
    tiers: dict[str, set[object]] = {}
    for one in after.live.values():
        code = one.item.basic_code
        if code:
            names.setdefault(code, set()).add(one.item.name)
            tiers.setdefault(code, set()).add(one.item.level)
    several = [code for code, held in tiers.items() if len(held) > 1]
    hits = sum(len(names[code]) == 1 for code in several)
    left = Exclusion("只在一级", "at one tier only", len(tiers) - len(several))
    return proportion(
        "unify_rate",
        ("三级名称一致率", "one name at all tiers"),
        hits,
        len(several),
        formula="matters of one name / matters at several tiers",
        excluded=[left],
    )


def _steps_asked(after: WorldView, before: WorldView) -> Metric:
    """Steps of all items, those that were cut over those that there were."""
    return counted("step_reduction", _pairs(after, before))


def _proofs(after: WorldView, before: WorldView) -> Metric:
    """Proofs that are asked for, before and after."""

    def kept(one: Handling) -> int:
        return sum(proof.kept for proof in one.proofs)

    old = before.live
    pairs = [
        BeforeAfter(kept(old[key]), kept(one))
        for key, one in after.live.items()
        if key in old
    ]
    gone = Exclusion(
        "改革后没有这一事项",
        "no such item afterwards",
        len(old.keys() - after.live.keys()),
    )
    return reduction(
        "proof_reduction",
        ("证明精简率", "reduction of proofs"),
        pairs,
        base=Base.PREVIOUS,
        excluded=[gone] if gone.count else [],
    )


def _of_list(function: Callable[[Catalogue], Metric]) -> WorldMetric:
    def measure(after: WorldView, before: WorldView) -> Metric:
        """Of the list of the day alone."""
        del before
        return function(after.catalogue)

    return measure


_TABLE: Final[dict[str, WorldMetric]] = {
    "time_compression": _of_list(
        lambda items: compression(((one, one) for one in items), Base.STATUTORY)
    ),
    "time_compression_previous": lambda after, before: compression(
        _pairs(after, before), Base.PREVIOUS
    ),
    "document_reduction": lambda after, before: counted(
        "document_reduction", _pairs(after, before)
    ),
    "step_reduction": _steps_asked,
    "prerequisite_reduction": lambda after, before: counted(
        "prerequisite_reduction", _pairs(after, before)
    ),
    "proof_reduction": _proofs,
    "instant_rate": _of_list(instant_rate),
    "zero_visit_rate": _of_list(lambda items: zero_visit_rate(items)[0]),
    "once_rate": _of_list(lambda items: once_rate(items)[0]),
    "mean_visits": _of_list(mean_visits),
    "online_rate": _of_list(lambda items: online_rate(items)[0]),
    "full_online_rate": _of_list(lambda items: full_online_rate(items)[0]),
    "cancel_share": _standing(
        "cancel_share", ("取消占比", "cancelled"), Standing.CANCELLED
    ),
    "suspend_share": _standing(
        "suspend_share", ("暂停实施占比", "suspended"), Standing.SUSPENDED
    ),
    "delegated_share": _held(
        "delegated_share",
        ("放权占比", "devolved or entrusted"),
        (Devolution, Entrustment, SharedPower, StatutoryAuthorization),
    ),
    "devolved_share": _held("devolved_share", ("下放占比", "devolved"), (Devolution,)),
    "concentrated_share": _held(
        "concentrated_share",
        ("划转占比", "concentrated in a bureau"),
        (ConcentratedLicensing,),
    ),
    "entry_rate": _of_handlings(
        "entry_rate",
        ("进驻率", "handled in a hall"),
        "items at a counter / items",
        lambda one: bool(one.counters),
    ),
    "agent_share": _of_handlings(
        "agent_share",
        ("代办占比", "with an agent"),
        "items with an agent / items",
        lambda one: bool(one.agents),
    ),
    "deemed_steps": _of_handlings(
        "deemed_steps",
        ("超时默认事项占比", "silence counts"),
        "items with a step in which silence counts / items",
        lambda one: any(step.deemed for step in one.steps),
    ),
    "responsibility_coverage": _responsibility,
    "unify_rate": _unified,
}
METRICS: Final[Mapping[str, WorldMetric]] = MappingProxyType(_TABLE)
"""Metrics of a world by name (世界指标表)."""


def both_ways(
    function: Callable[[Catalogue, Collection[str]], tuple[Metric, Metric]],
    whitelist: Collection[str],
) -> tuple[WorldMetric, WorldMetric]:
    """A rate of all, and without a whitelist (白名单前后), as two metrics of a world.

    Args:
        function: Such as `zero_visit_rate`, `once_rate` or `online_rate`.
        whitelist: Those for which it is not suitable, by `label_of`.
    """
    name = getattr(function, "__name__", "rate")

    def of_all(after: WorldView, before: WorldView) -> Metric:
        del before
        return function(after.catalogue, whitelist)[0]

    def suited(after: WorldView, before: WorldView) -> Metric:
        del before
        return function(after.catalogue, whitelist)[1]

    of_all.__name__, suited.__name__ = name, f"{name}_suited"
    return of_all, suited


def measure(
    name: str | WorldMetric, after: WorldView, before: WorldView | None = None
) -> Metric:
    """A metric of a world on a day (计算指标).

    Args:
        name: Its name in `METRICS`, or a function of one's own.
        after: The world on the day.
        before: The world before, on the same day; the same if None.

    Raises:
        UnknownCodeError: No metric of that name.
        InputError: The function returns no metric.
    """
    refuse_other(after, "after", WorldView)
    if isinstance(name, str) and name not in METRICS:
        raise UnknownCodeError("指标 / metrics", name, list(METRICS))
    function = METRICS[name] if isinstance(name, str) else name
    found: Any = function(after, before or after)
    if not isinstance(found, Metric):
        raise InputError(
            f"指标函数 {name} 应返回 Metric,现返回 {found!r}",
            f"metric {name} must return a Metric, not {found!r}",
        )
    return found


def class_shares(view: WorldView) -> dict[str, Metric]:
    """The share of each duration class (各时长类占比), by its id; unsorted items left out."""
    held: dict[str, tuple[DurationClass, int]] = {}
    unsorted_ = 0
    for one in view.live.values():
        if one.duration is None:
            unsorted_ += 1
            continue
        kind, count = held.get(one.duration.id, (one.duration, 0))
        held[one.duration.id] = kind, count + 1
    whole = sum(count for _, count in held.values())
    left = Exclusion("未分类", "not sorted", unsorted_)
    return {
        name: proportion(
            f"class_share/{name}",
            (kind.name_zh, kind.name_en),
            count,
            whole,
            formula="items of the class / items sorted",
            excluded=[left],
        )
        for name, (kind, count) in held.items()
    }


def volume_change(before: int, after: int, *, period: str) -> Metric:
    """The share by which a volume fell over the same period (同期办件量降幅).

    Args:
        before: How many in the period of the year before.
        after: How many in the period.
        period: Which, in words, such as ``"2020-01 至 2020-06"``.

    Raises:
        InputError: A number below 0, or no period.
    """
    if not period:
        raise InputError(
            "请写明同期是哪一段", "say which period; only the same one compares"
        )
    names = f"同期降幅({period})", f"fall over the same period ({period})"
    return reduction(
        "volume_change", names, [BeforeAfter(before, after)], base=Base.PREVIOUS
    )


def per_case(
    metric_id: str, names: tuple[str, str], total: Fraction | int, cases: int
) -> Metric:
    """A total over the cases it was for (件均), such as cost per case."""
    return Metric(
        id=metric_id, zh=names[0], en=names[1],
        value=Fraction(total) / cases if cases else None,
        numerator=Fraction(total), denominator=Fraction(cases), formula="total / cases", unit="",
    )  # fmt: skip
