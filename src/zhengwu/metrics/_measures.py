"""Metrics of lists and of cases, each with its formula and its exclusions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu._rates import Exclusion
from zhengwu.codes import CaseKind, code_scheme
from zhengwu.items import ImplementingItem
from zhengwu.lifecycle import EventKind
from zhengwu.lifecycle._reading import CaseReading
from zhengwu.limits import LimitReading, Unit
from zhengwu.limits.values._units import Counting
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._metric import (
    Aggregation,
    Base,
    Metric,
    proportion,
)

_Pair: TypeAlias = tuple[ImplementingItem | None, ImplementingItem | None]
_COMPRESSION: Final = (
    ("承诺时限压缩比", "compression of time limits"),
    ("承诺时限压缩比(较原承诺)", "compression of the earlier promises"),
)
_AT_ONCE: Final = (Counting.AT_ONCE, Counting.SAME_DAY)
_REPORTS: Final = "com.epoint…PerformanceServiceImplService (370800)"
_WENZHOU: Final = "QlsxAnalyse (温州)"
_ONCE_LAW: Final = "浙江省保障“最多跑一次”改革规定 第二条"


def time_compression(
    items: Iterable[ImplementingItem],
    *,
    base: Base = Base.STATUTORY,
    before: Mapping[str, ImplementingItem] | None = None,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
    weights: Mapping[str, int] | None = None,
    units: Mapping[Unit, int | Fraction] | None = None,
) -> Metric:
    """Share by which promised limits are shorter than their base (承诺时限压缩比).

    Only limits in working days are compared; items with limits in other units are left
    out and reported as an exclusion. Immediate decisions count as 0. An item with a
    missing limit is left out of both sums.

    Args:
        items: Current items.
        base: Base: the statutory limit, or the earlier promise.
        before: Earlier items, by `label_of`; required for ``Base.PREVIOUS``.
        aggregation: How the items are aggregated.
        weights: Number of cases of each item, by `label_of`, for ``CASE_WEIGHTED``.
        units: Working days per unit, such as ``{Unit.MONTH: 22}``, if a locality converts
            units in this way; no conversion if None.

    Raises:
        InputError: `before` or `weights` is missing although required.
    """
    refuse_other(base, "base", Base)
    refuse_other(aggregation, "aggregation", Aggregation)
    if base is Base.ACTUAL:
        raise InputError(
            "以实际用时为基数请用 reduction(),给出每件的用时",
            "for actual times as the base, use reduction() with the time of each case",
        )
    if base is Base.PREVIOUS and before is None:
        raise _build_missing_error("before", "Base.PREVIOUS")
    if aggregation is Aggregation.CASE_WEIGHTED and weights is None:
        raise _build_missing_error("weights", "CASE_WEIGHTED")
    pairs = ((i if before is None else before.get(label_of(i)), i) for i in items)
    return compress_pairs(pairs, base, aggregation, weights, units)


def compress_pairs(
    items: Iterable[_Pair],
    base: Base,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
    weights: Mapping[str, int] | None = None,
    units: Mapping[Unit, int | Fraction] | None = None,
) -> Metric:
    """Same as `time_compression`, for pairs of earlier and current items (时限压缩比)."""
    pairs: list[BeforeAfter] = []
    other_units = added = removed = 0
    for old, item in items:
        if old is None or item is None:
            added += old is None
            removed += item is None
            continue
        limit = old.statutory_limit if base is Base.STATUTORY else old.committed_limit
        before = _to_working_days(limit, units or {})
        after = _to_working_days(item.committed_limit, units or {})
        if before is _OTHER_UNIT or after is _OTHER_UNIT:
            other_units += 1
            continue
        weight = 1 if weights is None else weights.get(label_of(item), 0)
        pairs.append(BeforeAfter(before, after, weight))
    excluded = (
        Exclusion("不以工作日计", "not counted in working days", other_units),
        *_exclude_unmatched(added, removed),
    )
    return reduction(
        "time_compression",
        _COMPRESSION[base is Base.PREVIOUS],
        pairs,
        base=base,
        aggregation=aggregation,
        excluded=[exclusion for exclusion in excluded if exclusion.count],
        source=_REPORTS,
    )


def _exclude_unmatched(added: int, removed: int) -> tuple[Exclusion, Exclusion]:
    """Exclusions of items that exist only after, or only before, the reform."""
    return (
        Exclusion("改革前没有这一事项", "no such item before", added),
        Exclusion("改革后没有这一事项", "no such item afterwards", removed),
    )


def label_of(item: ImplementingItem) -> str:
    """Key by which items are matched (事项匹配键): a code, else organ and name."""
    return (
        item.implementing_code or item.basic_code or f"{item.organ} {item.name}".strip()
    )


class _OtherUnit:
    """Marks a limit that is not counted in working days."""


_OTHER_UNIT: Final = _OtherUnit()


def _to_working_days(
    reading: LimitReading | None, units: Mapping[Unit, int | Fraction]
) -> Any:
    """Working days of a limit; None without a limit; `_OTHER_UNIT` for another unit."""
    limit: Any = None if reading is None else reading.limit
    if limit is None:
        return None
    if limit.counting in _AT_ONCE:
        return 0
    if limit.counting is Counting.WORKING_DAYS:
        return limit.amount
    if limit.unit in units:
        return Fraction(limit.amount) * units[limit.unit]
    return _OTHER_UNIT


def _build_missing_error(name: str, option: str) -> InputError:
    return InputError(f"{option} 需要 {name}", f"{option} requires {name}")


_Counter: TypeAlias = Callable[[ImplementingItem], int | None]
_COUNTERS: Final[Mapping[str, tuple[str, str, _Counter]]] = {
    "document_reduction": (
        "材料精简率", "reduction of documents", lambda item: len(item.documents),
    ),
    "step_reduction": (
        "环节精简率", "reduction of steps", lambda item: len(item.steps) or None,
    ),
    "prerequisite_reduction": (
        "前置件精简率", "reduction of prerequisites",
        lambda item: len(item.prerequisites),
    ),
}  # fmt: skip


def document_reduction(
    items: Iterable[ImplementingItem],
    before: Mapping[str, ImplementingItem],
    *,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """Share of documents that are no longer required (材料精简率)."""
    return compare_counts("document_reduction", _pair_items(items, before), aggregation)


def step_reduction(
    items: Iterable[ImplementingItem],
    before: Mapping[str, ImplementingItem],
    *,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """Share of steps that were removed (环节精简率), with mean and maximum."""
    return compare_counts("step_reduction", _pair_items(items, before), aggregation)


def prerequisite_reduction(
    items: Iterable[ImplementingItem],
    before: Mapping[str, ImplementingItem],
    *,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """Share of prerequisites that were removed (前置件精简率), with mean and maximum."""
    return compare_counts(
        "prerequisite_reduction", _pair_items(items, before), aggregation
    )


def _pair_items(
    items: Iterable[ImplementingItem], before: Mapping[str, ImplementingItem]
) -> Iterator[_Pair]:
    """Each item with its earlier form, which is None if it did not exist."""
    return ((before.get(label_of(item)), item) for item in items)


def compare_counts(
    metric_id: str,
    items: Iterable[_Pair],
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """Reduction of a count, for pairs of earlier and current items (精简率)."""
    zh, en, count = _COUNTERS[metric_id]
    pairs, added, removed = list[BeforeAfter](), 0, 0
    for old, item in items:
        if old is None or item is None:
            added += old is None
            removed += item is None
        else:
            pairs.append(BeforeAfter(count(old), count(item)))
    excluded = _exclude_unmatched(added, removed)
    return reduction(
        metric_id,
        (zh, en),
        pairs,
        base=Base.PREVIOUS,
        aggregation=aggregation,
        excluded=[exclusion for exclusion in excluded if exclusion.count],
        source="(Σ before − Σ after) / Σ before",
    )


def instant_rate(items: Iterable[ImplementingItem]) -> Metric:
    """Share of items that are decided immediately (即办率)."""
    all_items = [*items]
    hits = sum(_is_instant(item) for item in all_items)
    return proportion(
        "instant_rate",
        ("即办率", "instant items"),
        hits,
        len(all_items),
        formula="instant / items",
        source=_WENZHOU,
    )


def _is_instant(item: ImplementingItem) -> bool:
    limit: Any = None if item.committed_limit is None else item.committed_limit.limit
    at_once = limit is not None and limit.counting in _AT_ONCE
    return item.case_kind is CaseKind.INSTANT or at_once


def zero_visit_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """Share of items without any visit (零跑动率): of all items, and without a whitelist.

    Args:
        items: The items.
        whitelist: Items that are not suitable (不宜跑零次), by `label_of`.
    """
    return _compare_visits(
        items, 0, whitelist, "zero_visit_rate", ("零跑动率", "no visit")
    )


def once_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """Share of items with at most one visit (最多跑一次率): of all, and without a whitelist."""
    return _compare_visits(
        items,
        1,
        whitelist,
        "once_rate",
        ("最多跑一次率", "at most one visit"),
        _ONCE_LAW,
    )


def _compare_visits(
    items: Iterable[ImplementingItem],
    most: int,
    whitelist: Collection[str],
    metric_id: str,
    names: tuple[str, str],
    source: str = _WENZHOU,
) -> tuple[Metric, Metric]:
    """Share of items with at most `most` visits: of all, and without the whitelist."""
    all_items = [*items]
    known = [item for item in all_items if item.visits is not None]
    unknown = _exclude_unstated_visits(len(all_items) - len(known))
    suitable = [item for item in known if label_of(item) not in whitelist]
    listed = Exclusion("白名单", "on the whitelist", len(known) - len(suitable))

    def compute_share(
        chosen: list[ImplementingItem], excluded: tuple[Exclusion, ...]
    ) -> Metric:
        hits = sum(item.visits is not None and item.visits <= most for item in chosen)
        return proportion(
            metric_id,
            names,
            hits,
            len(chosen),
            formula=f"visits <= {most} / items",
            excluded=excluded,
            source=source,
        )

    return (
        compute_share(known, (unknown,)),
        compute_share(suitable, (unknown, listed)),
    )


def _exclude_unstated_visits(count: int) -> Exclusion:
    return Exclusion("未写明跑动次数", "visits not stated", count)


def mean_visits(items: Iterable[ImplementingItem]) -> Metric:
    """Mean number of visits per item (平均跑动次数)."""
    visits = [item.visits for item in items]
    known = [count for count in visits if count is not None]
    unknown = _exclude_unstated_visits(len(visits) - len(known))
    return Metric(
        id="mean_visits",
        zh="平均跑动次数",
        en="mean visits per item",
        value=Fraction(sum(known), len(known)) if known else None,
        numerator=Fraction(sum(known)),
        denominator=Fraction(len(known)),
        formula="Σ visits / items",
        unit="",
        excluded=(unknown,) if unknown.count else (),
        source=_WENZHOU,
    )


def online_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """Share of items handled online (网上可办率): of all items, and without a whitelist.

    An item is handled online by its depth of online handling, 2 to 7 of the list in use
    (``online_depth.live``), or by its flag if it states no depth.

    Args:
        items: The items; items that state neither are left out.
        whitelist: Items that are not suitable (不适宜网办), by `label_of`.
    """
    return _compare_depths(
        items, _ONLINE, whitelist, "online_rate", ("网上可办率", "handled online"),
        by_flag=True,
    )  # fmt: skip


def full_online_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """Share of items fully online (全程网办率): of all items, and without a whitelist.

    An item is fully online by its depth of online handling, 5 to 7 of the list in use
    (GB/T 37277-2018 3.3).

    Args:
        items: The items; items that state no depth are left out.
        whitelist: Items that are not suitable, by `label_of`.
    """
    return _compare_depths(
        items, _FULLY_ONLINE, whitelist, "full_online_rate",
        ("全程网办率", "fully online"), by_flag=False,
    )  # fmt: skip


_ONLINE: Final = frozenset("234567")
_FULLY_ONLINE: Final = frozenset("567")


def _compare_depths(
    items: Iterable[ImplementingItem],
    depths: frozenset[str],
    whitelist: Collection[str],
    metric_id: str,
    names: tuple[str, str],
    *,
    by_flag: bool,
) -> tuple[Metric, Metric]:
    """Share of items with one of these depths: of all, and without the whitelist."""
    labels = code_scheme("online_depth.live").labels
    by_label = {label: code for code, label in labels.items()}

    def is_online(item: ImplementingItem) -> bool | None:
        codes = {by_label.get(depth, depth) for depth in item.online_depth}
        codes &= labels.keys()
        if codes:
            return not depths.isdisjoint(codes)
        return item.online if by_flag else None

    answers = [(item, is_online(item)) for item in items]
    known = [(item, online) for item, online in answers if online is not None]
    suitable = [pair for pair in known if label_of(pair[0]) not in whitelist]
    unknown = Exclusion("未写明", "not stated", len(answers) - len(known))
    listed = Exclusion("白名单", "on the whitelist", len(known) - len(suitable))
    formula = f"depth in {'、'.join(sorted(depths))} / items"
    first, second = (
        proportion(
            metric_id, names, sum(online for _, online in chosen), len(chosen),
            formula=formula, excluded=excluded, source=_REPORTS,
        )
        for chosen, excluded in ((known, (unknown,)), (suitable, (unknown, listed)))
    )  # fmt: skip
    return first, second


def on_time_rate(readings: Iterable[CaseReading], *, strict: bool = False) -> Metric:
    """Share of decided cases that were decided in time (按期办结率).

    Args:
        readings: The cases.
        strict: Whether a decision on the last day counts as late, as in some systems
            (``BANJIEDATE < PROMISEENDDATE``); by law it is in time.
    """
    judged, in_time, excluded = _count_in_time(readings, strict=strict)
    return proportion(
        "on_time_rate",
        ("按期办结率", "decided in time"),
        in_time,
        judged,
        formula=f"decided {'<' if strict else '<='} due / judged",
        excluded=[excluded],
        source=_REPORTS,
        sample=True,
    )


def breach_rate(readings: Iterable[CaseReading], *, strict: bool = False) -> Metric:
    """Share of judged cases that were late (逾期率): 1 minus `on_time_rate`.

    Args:
        readings: The cases.
        strict: As in `on_time_rate`.
    """
    judged, in_time, excluded = _count_in_time(readings, strict=strict)
    return proportion(
        "breach_rate",
        ("逾期率", "late"),
        judged - in_time,
        judged,
        formula="late / judged",
        excluded=[excluded],
        source=_REPORTS,
        sample=True,
    )


def _count_in_time(
    readings: Iterable[CaseReading], *, strict: bool
) -> tuple[int, int, Exclusion]:
    """Number of judged cases, number of cases in time, and the cases left out."""
    cases = [*readings]
    judged = [reading for reading in cases if reading.on_time is not None]
    excluded = Exclusion(
        "尚未决定或无须判断",
        "not decided, or nothing to judge",
        len(cases) - len(judged),
    )
    on_last_day = sum(strict and _is_on_last_day(reading) for reading in judged)
    in_time = sum(reading.on_time is True for reading in judged)
    return len(judged), in_time - on_last_day, excluded


def _is_on_last_day(reading: CaseReading) -> bool:
    """Whether a case was decided on its due day."""
    decided, due = reading.case.decided, reading.due
    return (
        reading.on_time is True
        and decided is not None
        and due is not None
        and decided.date() == due.date
    )


def deemed_share(readings: Iterable[CaseReading]) -> Metric:
    """Share of cases in which silence counted as an answer (默认率)."""
    silent = {
        EventKind.DEEM_ACCEPTED,
        EventKind.OPINION_LAPSE,
        EventKind.RENEW_DEEMED,
    }
    cases = [*readings]
    hits = sum(any(lapse.kind in silent for lapse in r.case.lapsed) for r in cases)
    return proportion(
        "deemed_share",
        ("默认率", "answered by silence"),
        hits,
        len(cases),
        formula="with a deemed answer / cases",
        source="达川区 2020",
        sample=True,
    )


def satisfaction(satisfied: int, asked: int) -> Metric:
    """Share of respondents who are satisfied (满意度), with its interval."""
    return proportion(
        "satisfaction",
        ("满意度", "satisfied"),
        satisfied,
        asked,
        formula="satisfied / asked",
        source="12345 回访",
        sample=True,
    )


def share(metric_id: str, names: tuple[str, str], part: int, whole: int) -> Metric:
    """Share of a part in a whole (占比), such as cancelled, devolved or suspended items.

    Raises:
        InputError: The part exceeds the whole, or is below 0.
    """
    if not 0 <= part <= whole:
        raise InputError(
            f"部分 {part} 应在 0 与总数 {whole} 之间",
            f"the part {part} must be from 0 to the whole {whole}",
        )
    return proportion(metric_id, names, part, whole, formula="part / whole")
