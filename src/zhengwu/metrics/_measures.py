"""Metrics of lists and of cases: each says its formula, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
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
    Exclusion,
    Metric,
    proportion,
)

_Pair: TypeAlias = tuple[ImplementingItem | None, ImplementingItem | None]  # was, is
_GONE: Final = ("改革后没有这一事项", "no such item afterwards")
_COMPRESSION: Final = (
    ("承诺时限压缩比", "compression of time limits"),
    ("承诺时限压缩比(较原承诺)", "compression of the promises before"),
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
    """The share of the time that promises take away (承诺时限压缩比).

    Working days only: a calendar day is not a working day, and what is counted otherwise
    is left out and told. Decided at once counts as 0; without a limit on either side an
    item is left out of both sums.

    Args:
        items: The items as they are.
        base: Against the statutory limit, or what was promised before.
        before: The items as they were, by `label_of`; needed for ``Base.PREVIOUS``.
        aggregation: How many become one.
        weights: Cases of each item, by `label_of`, for ``CASE_WEIGHTED``.
        units: Working days that a unit stands for, such as ``{Unit.MONTH: 22}``, where a
            locality reckons so; none if None.

    Raises:
        InputError: `before` or `weights` is missing where it is needed.
    """
    refuse_other(base, "base", Base)
    refuse_other(aggregation, "aggregation", Aggregation)
    if base is Base.ACTUAL:
        raise InputError(
            "以实际用时为基数请用 reduction(),给出每件的用时",
            "against actual times, use reduction() with the time of each case",
        )
    if base is Base.PREVIOUS and before is None:
        raise _needed("before", "Base.PREVIOUS")
    if aggregation is Aggregation.CASE_WEIGHTED and weights is None:
        raise _needed("weights", "CASE_WEIGHTED")
    found = ((i if before is None else before.get(label_of(i)), i) for i in items)
    return compression(found, base, aggregation, weights, units)


def compression(
    found: Iterable[_Pair],
    base: Base,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
    weights: Mapping[str, int] | None = None,
    units: Mapping[Unit, int | Fraction] | None = None,
) -> Metric:
    """As `time_compression`, of items as they were and as they are (时限压缩比)."""
    pairs: list[BeforeAfter] = []
    other = unmatched = gone = 0
    for old, item in found:
        if old is None or item is None:
            unmatched += old is None
            gone += item is None
            continue
        was = old.statutory_limit if base is Base.STATUTORY else old.committed_limit
        sizes = [_days(reading, units or {}) for reading in (was, item.committed_limit)]
        if _OTHER in sizes:
            other += 1
            continue
        weight = 1 if weights is None else weights.get(label_of(item), 0)
        first, second = sizes
        pairs.append(BeforeAfter(first, second, weight))
    excluded = (
        Exclusion("不以工作日计", "not counted in working days", other),
        Exclusion("改革前没有这一事项", "no such item before", unmatched),
        Exclusion(*_GONE, gone),
    )
    return reduction(
        "time_compression",
        _COMPRESSION[base is Base.PREVIOUS],
        pairs,
        base=base,
        aggregation=aggregation,
        excluded=[one for one in excluded if one.count],
        source=_REPORTS,
    )


def label_of(item: ImplementingItem) -> str:
    """What items are matched by (事项匹配键): the implementing code, else organ and name."""
    return (
        item.implementing_code or item.basic_code or f"{item.organ} {item.name}".strip()
    )


class _Other:
    """A limit that is counted in another way."""


_OTHER: Final = _Other()


def _days(reading: LimitReading | None, units: Mapping[Unit, int | Fraction]) -> Any:
    """Working days; None without a limit; `_OTHER` where it is counted otherwise."""
    limit: Any = None if reading is None else reading.limit
    if limit is None:
        return None
    if limit.counting in _AT_ONCE:
        return 0
    if limit.counting is Counting.WORKING_DAYS:
        return limit.amount
    if limit.unit in units:
        return Fraction(limit.amount) * units[limit.unit]
    return _OTHER


def _needed(name: str, by: str) -> InputError:
    return InputError(f"{by} 需要 {name}", f"{by} needs {name}")


_Counter: TypeAlias = Callable[[ImplementingItem], int | None]
_COUNTED: Final[Mapping[str, tuple[str, str, _Counter]]] = {
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
    """The share of documents that are no longer asked for (材料精简率)."""
    return counted("document_reduction", _by_label(items, before), aggregation)


def step_reduction(
    items: Iterable[ImplementingItem],
    before: Mapping[str, ImplementingItem],
    *,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """The share of steps that were cut (环节精简率), with mean and maximum."""
    return counted("step_reduction", _by_label(items, before), aggregation)


def prerequisite_reduction(
    items: Iterable[ImplementingItem],
    before: Mapping[str, ImplementingItem],
    *,
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """The share of prerequisites that were cut (前置件精简率), with mean and maximum."""
    return counted("prerequisite_reduction", _by_label(items, before), aggregation)


def _by_label(
    items: Iterable[ImplementingItem], before: Mapping[str, ImplementingItem]
) -> Iterator[_Pair]:
    return ((before.get(label_of(item)), item) for item in items)


def counted(
    metric_id: str,
    found: Iterable[_Pair],
    aggregation: Aggregation = Aggregation.RATIO_OF_SUMS,
) -> Metric:
    """A reduction of what can be counted, of items as they were and are (精简率)."""
    zh, en, count = _COUNTED[metric_id]
    pairs, unmatched, gone = list[BeforeAfter](), 0, 0
    for old, item in found:
        if old is None or item is None:
            unmatched += old is None
            gone += item is None
        else:
            pairs.append(BeforeAfter(count(old), count(item)))
    left = (
        Exclusion("改革前没有这一事项", "no such item before", unmatched),
        Exclusion(*_GONE, gone),
    )
    return reduction(
        metric_id,
        (zh, en),
        pairs,
        base=Base.PREVIOUS,
        aggregation=aggregation,
        excluded=[one for one in left if one.count],
        source="(Σ before − Σ after) / Σ before",
    )


def instant_rate(items: Iterable[ImplementingItem]) -> Metric:
    """The share of items that are decided at once (即办率)."""
    held = [*items]
    hits = sum(_is_instant(item) for item in held)
    return proportion(
        "instant_rate",
        ("即办率", "instant items"),
        hits,
        len(held),
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
    """The share of items without any visit (零跑动率): of all, and without the whitelist.

    Args:
        items: The items.
        whitelist: Those for which it is not suitable (不宜跑零次), by `label_of`.
    """
    return _visits(items, 0, whitelist, "zero_visit_rate", ("零跑动率", "no visit"))


def once_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """The share of items with one visit at most (最多跑一次率): of all, and without the list."""
    return _visits(
        items,
        1,
        whitelist,
        "once_rate",
        ("最多跑一次率", "one visit at most"),
        _ONCE_LAW,
    )


def _visits(
    items: Iterable[ImplementingItem],
    most: int,
    whitelist: Collection[str],
    metric_id: str,
    names: tuple[str, str],
    source: str = _WENZHOU,
) -> tuple[Metric, Metric]:
    held = [*items]
    known = [item for item in held if item.visits is not None]
    left = Exclusion("未写明跑动次数", "visits not stated", len(held) - len(known))
    suited = [item for item in known if label_of(item) not in whitelist]
    listed = Exclusion("白名单", "on the whitelist", len(known) - len(suited))

    def share(
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

    return share(known, (left,)), share(suited, (left, listed))


def mean_visits(items: Iterable[ImplementingItem]) -> Metric:
    """How often one must come, on average (平均跑动次数)."""
    held = [item.visits for item in items]
    known = [visits for visits in held if visits is not None]
    left = Exclusion("未写明跑动次数", "visits not stated", len(held) - len(known))
    return Metric(
        id="mean_visits",
        zh="平均跑动次数",
        en="visits an item",
        value=Fraction(sum(known), len(known)) if known else None,
        numerator=Fraction(sum(known)),
        denominator=Fraction(len(known)),
        formula="Σ visits / items",
        unit="",
        excluded=(left,) if left.count else (),
        source=_WENZHOU,
    )


def online_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """The share of items that are handled online (网上可办率): of all, and without the list.

    By the flag, or by the depth of online handling: 2 to 7 of the list that systems
    share (``online_depth.live``).

    Args:
        items: The items; those that state neither are left out.
        whitelist: Those for which it is not suitable (不适宜网办), by `label_of`.
    """
    return _by_depth(
        items, _ONLINE, whitelist, "online_rate", ("网上可办率", "handled online"),
        by_flag=True,
    )  # fmt: skip


def full_online_rate(
    items: Iterable[ImplementingItem], whitelist: Collection[str] = ()
) -> tuple[Metric, Metric]:
    """The share of items handled online from end to end (全程网办率): of all, and without.

    By the depth of online handling: 5 to 7 of that list (GB/T 37277-2018 3.3).

    Args:
        items: The items; those that state no depth are left out.
        whitelist: Those for which it is not suitable, by `label_of`.
    """
    return _by_depth(
        items, _FULLY_ONLINE, whitelist, "full_online_rate",
        ("全程网办率", "online from end to end"), by_flag=False,
    )  # fmt: skip


_ONLINE: Final = frozenset("234567")
_FULLY_ONLINE: Final = frozenset("567")


def _by_depth(
    items: Iterable[ImplementingItem],
    depths: frozenset[str],
    whitelist: Collection[str],
    metric_id: str,
    names: tuple[str, str],
    *,
    by_flag: bool,
) -> tuple[Metric, Metric]:
    labels = code_scheme("online_depth.live").labels
    by_label = {label: code for code, label in labels.items()}

    def is_so(item: ImplementingItem) -> bool | None:
        codes = {by_label.get(depth, depth) for depth in item.online_depth}
        codes &= labels.keys()
        if codes:
            return not depths.isdisjoint(codes)
        return item.online if by_flag else None

    held = [(item, is_so(item)) for item in items]
    known = [(item, so) for item, so in held if so is not None]
    suited = [(item, so) for item, so in known if label_of(item) not in whitelist]
    left = Exclusion("未写明", "not stated", len(held) - len(known))
    listed = Exclusion("白名单", "on the whitelist", len(known) - len(suited))
    formula = f"depth in {'、'.join(sorted(depths))} / items"
    first, second = (
        proportion(
            metric_id, names, sum(so for _, so in chosen), len(chosen), formula=formula,
            excluded=excluded, source=_REPORTS,
        )
        for chosen, excluded in ((known, (left,)), (suited, (left, listed)))
    )  # fmt: skip
    return first, second


def on_time_rate(readings: Iterable[CaseReading], *, strict: bool = False) -> Metric:
    """The share of decided cases that were decided in time (按期办结率).

    Args:
        readings: The cases.
        strict: Whether the last day itself is late, as some systems reckon
            (``BANJIEDATE < PROMISEENDDATE``); by the law it is not.
    """
    judged, in_time, left = _judged(readings, strict=strict)
    return proportion(
        "on_time_rate",
        ("按期办结率", "decided in time"),
        in_time,
        judged,
        formula=f"decided {'<' if strict else '<='} due / judged",
        excluded=[left],
        source=_REPORTS,
        sample=True,
    )


def breach_rate(readings: Iterable[CaseReading], *, strict: bool = False) -> Metric:
    """The share of judged cases that were late (逾期率): what is missing to in time.

    Args:
        readings: The cases.
        strict: As in `on_time_rate`.
    """
    judged, in_time, left = _judged(readings, strict=strict)
    return proportion(
        "breach_rate",
        ("逾期率", "late"),
        judged - in_time,
        judged,
        formula="late / judged",
        excluded=[left],
        source=_REPORTS,
        sample=True,
    )


def _judged(
    readings: Iterable[CaseReading], *, strict: bool
) -> tuple[int, int, Exclusion]:
    """How many were judged, how many were in time, and what was left out."""
    held = [*readings]
    judged = [reading for reading in held if reading.on_time is not None]
    left = Exclusion(
        "尚未决定或无须判断",
        "not decided, or nothing to judge",
        len(held) - len(judged),
    )
    on_last_day = sum(strict and _on_last_day(reading) for reading in judged)
    in_time = sum(reading.on_time is True for reading in judged)
    return len(judged), in_time - on_last_day, left


def _on_last_day(reading: CaseReading) -> bool:
    """Whether a case was decided on the very day on which it fell due."""
    decided, due = reading.case.decided, reading.due
    return (
        reading.on_time is True
        and decided is not None
        and due is not None
        and decided.date() == due.date
    )


def deemed_share(readings: Iterable[CaseReading]) -> Metric:
    """The share of cases in which silence was taken for an answer (默认率)."""
    silent = {
        EventKind.DEEM_ACCEPTED,
        EventKind.OPINION_LAPSE,
        EventKind.RENEW_DEEMED,
    }
    held = [*readings]
    hits = sum(any(lapse.kind in silent for lapse in r.case.lapsed) for r in held)
    return proportion(
        "deemed_share",
        ("默认率", "answered by silence"),
        hits,
        len(held),
        formula="with a deemed answer / cases",
        source="达川区 2020",
        sample=True,
    )


def satisfaction(satisfied: int, asked: int) -> Metric:
    """The share of those asked who are satisfied (满意度), with its interval."""
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
    """A part of a whole (占比): cancelled, devolved or suspended items, or what moved in.

    Raises:
        InputError: A part that is larger than its whole, or below 0.
    """
    if not 0 <= part <= whole:
        raise InputError(
            f"{part} 不是 {whole} 的一部分", f"{part} is no part of {whole}"
        )
    return proportion(metric_id, names, part, whole, formula="part / whole")
