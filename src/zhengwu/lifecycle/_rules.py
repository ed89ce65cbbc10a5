"""Rules of an item for its cases: documents, time limits, and choices that the law leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, convert_or_keep, keep, to_texts
from zhengwu._tables import parse_toml, structure
from zhengwu._values import Value, join_problems, nest, refuse, shape_of
from zhengwu.codes import CaseKind
from zhengwu.items import ImplementingItem, Necessity, parse_stage_chain
from zhengwu.lifecycle._kinds import (
    ClockKind,
    IdentityCheck,
    ItemFeature,
    ProcessOption,
    SideKind,
)
from zhengwu.lifecycle._process import Process
from zhengwu.lifecycle._process_data import national_process
from zhengwu.limits import (
    Limit,
    LimitRange,
    LimitSteps,
    TimeRule,
    UnspecifiedDays,
    parse_limit,
    statutory_rules,
)
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.limits.values._units import Counting

_JOINT: Final = "pal.joint"
_OWN: Final = "item"
_CLOCK: Final = shape_of(ClockKind)
_SIDE: Final = shape_of(SideKind)
_ONE_DAY: Final = dt.timedelta(days=1)
_AT_ONCE: Final = (Counting.AT_ONCE, Counting.SAME_DAY)


def _get_statutory_rule(name: str) -> TimeRule:
    return statutory_rules().versions(name)[-1]


def _to_own_rule(limit: SimpleLimit) -> TimeRule:
    """Builds the time rule of a limit that the item or the hall sets."""
    return TimeRule(
        id=_OWN,
        title_zh="事项自定时限",
        title_en="time limit set by the item",
        trigger="acceptance",
        trigger_zh="受理",
        trigger_en="acceptance",
        limit=limit,
        source="办事指南",
    )


def _to_times(
    given: Mapping[ClockKind, TimeRule | SimpleLimit] | FrozenMap[TimeRule],
) -> FrozenMap[TimeRule]:
    return convert_or_keep(_convert_times, given)


def _convert_times(given: Any) -> FrozenMap[TimeRule]:
    if not isinstance(given, Mapping):
        raise refuse("以计时为键的对照表", "a mapping from clocks to limits", given)
    times = {_CLOCK.check(kind).value: rule for kind, rule in given.items()}
    rules: dict[str, TimeRule] = {}
    for name, rule in times.items():
        try:
            rules[name] = rule if isinstance(rule, TimeRule) else _to_own_rule(rule)
        except InputError as error:
            raise join_problems(nest(error, "times", name)) from None
    return FrozenMap(rules)


def _to_sides(
    given: Mapping[SideKind, SimpleLimit] | FrozenMap[SimpleLimit],
) -> FrozenMap[SimpleLimit]:
    return convert_or_keep(_convert_sides, given)


def _convert_sides(
    given: Mapping[SideKind, SimpleLimit] | FrozenMap[SimpleLimit],
) -> FrozenMap[SimpleLimit]:
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise refuse(
            "以并行事项为键的对照表", "a mapping from side matters to limits", given
        )
    return FrozenMap({_SIDE.check(kind).value: limit for kind, limit in given.items()})


# Each converter states to type checkers what a field takes; the check of the field converts.


def _to_features(given: Iterable[ItemFeature | str]) -> frozenset[ItemFeature]:
    return keep(given)


def _to_options(given: Iterable[ProcessOption | str]) -> frozenset[ProcessOption]:
    return keep(given)


def _to_checks(given: Iterable[IdentityCheck | str]) -> frozenset[IdentityCheck]:
    return keep(given)


@attrs.frozen(kw_only=True)
class CaseRules(Value):
    """Rules of an item for its cases (事项办件规则).

    Args:
        id: Name and version of the rules, such as ``"medical-clinic/2026-07"``.
        item: Id of the item in the powers.
        name: Name of the item.
        place: Code of the division where the case is handled; empty if unknown.
        process: The whole process, before it is cut down to the item.
        features: Features of the item, which decide the rows of the process that apply.
        options: Choices of the item where the law leaves a choice.
        joint: Whether several approvals are handled jointly, within 45 + 15 working days
            (行政许可法 art. 42(2)).
        times: Time rule or time limit of a clock, where it differs from the statutory rule.
        side_times: Time limit of a side matter, used where the event gives none.
        renewal: Period before the end of a licence by which its renewal must be applied
            for, where it differs from the statutory period (行政许可法 art. 50(1)).
        rectify: Time limit to rectify a bad rating; None if the hall sets no limit.
        documents: Names of the documents that an application must have.
        deferrable: Names of the required documents that may be supplied later (容缺).
        identity: Permitted ways to verify the identity; any way if empty.
        hearing: Whether third parties have a right to be heard before the decision
            (art. 36).
        no_veto: Whether window clerks may not refuse an application (窗口无否决权).
        panel: Share of the votes that a panel must exceed.
        since: First day on which the item is open; None if it was always open.
        until: First day on which the item is closed; None if it stays open.

    Raises:
        InputError: A deferrable document is not among the documents, or the promised limit
            exceeds the statutory limit.
    """

    id: str = "national"
    item: str = ""
    name: str = ""
    place: str = ""
    process: Process = attrs.field(factory=national_process, repr=False)
    features: frozenset[ItemFeature] = attrs.field(
        default=frozenset(), converter=_to_features
    )
    options: frozenset[ProcessOption] = attrs.field(
        default=frozenset(), converter=_to_options
    )
    joint: bool = False
    times: FrozenMap[TimeRule] = attrs.field(
        default=FrozenMap[TimeRule](), converter=_to_times
    )
    side_times: FrozenMap[SimpleLimit] = attrs.field(
        default=FrozenMap[SimpleLimit](), converter=_to_sides
    )
    renewal: SimpleLimit | None = None
    rectify: SimpleLimit | None = None
    documents: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    deferrable: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    identity: frozenset[IdentityCheck] = attrs.field(
        default=frozenset(), converter=_to_checks
    )
    hearing: bool = False
    no_veto: bool = False
    panel: Fraction = Fraction(1, 2)
    since: dt.date | None = None
    until: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        unlisted = [name for name in self.deferrable if name not in self.documents]
        if unlisted:
            listed = "、".join(unlisted)
            raise InputError(
                f"容缺材料 {listed} 不在材料清单 documents 中;请补入",
                f"deferrable documents {listed} are not in `documents`; add them there",
            )
        statutory, promised = self.time(ClockKind.LAW), self.time(ClockKind.PROM)
        if statutory is not None and promised is not None:
            _check_promise(statutory.limit, promised.limit)

    @classmethod
    def of(cls, item: ImplementingItem, **more: Any) -> CaseRules:
        """Take the rules from an item of a list (取自实施清单).

        The time limits, required documents and features come from the item. The statutory
        values apply where the item states none. A limit in 日 that does not say which days
        is ignored, because it cannot be counted.

        Args:
            item: The item.
            more: Fields of the rules that the item does not give, or that replace its values.

        Raises:
            InputError: The promised limit of the item exceeds its statutory limit.
        """
        times: dict[ClockKind, SimpleLimit] = {}
        at_once = item.case_kind is CaseKind.INSTANT
        for kind, reading in (
            (ClockKind.LAW, item.statutory_limit),
            (ClockKind.PROM, item.committed_limit),
        ):
            limit = None if reading is None else _to_simple(reading.limit)
            if limit is not None and not isinstance(limit, UnspecifiedDays):
                times[kind] = limit
                at_once |= limit.counting in _AT_ONCE
        features = {ItemFeature.INSTANT} if at_once else set[ItemFeature]()
        if item.result_name or item.result_type:
            features.add(ItemFeature.CERTIFICATE)
        chain = parse_stage_chain(item.stage_chain) if item.stage_chain else None
        tiers = set() if chain is None else {link.level for link in chain.links}
        if len(tiers) > 1:
            features.add(ItemFeature.TWO_LEVEL)
        code = item.implementing_code or item.basic_code or item.record_id or item.name
        fields: dict[str, Any] = {
            "id": f"{code}/{item.version}" if item.version is not None else code,
            "item": item.basic_code or item.implementing_code or item.name,
            "name": item.name,
            "place": item.area_code,
            "features": features,
            "times": times,
            "documents": [
                document.name
                for document in item.documents
                if document.necessity in (None, Necessity.REQUIRED)
            ],
            "since": item.valid_from,
            "until": None if item.valid_to is None else item.valid_to + _ONE_DAY,
        }
        return cls(**(fields | more))

    def time(self, kind: ClockKind) -> TimeRule | None:
        """Time rule of a clock; None if the clock has no limit.

        A length that the item sets replaces the statutory length. Who may extend the time
        and what suspends it remain as the law provides (行政许可法 arts. 42, 45).
        """
        own, statutory = self.times.get(kind.value), self._choose_statutory(kind)
        if own is not None and own.id == _OWN and statutory is not None:
            return attrs.evolve(statutory, limit=own.limit)
        return statutory if own is None else own

    def _choose_statutory(self, kind: ClockKind) -> TimeRule | None:
        if kind is ClockKind.LAW and self.joint:
            return _get_statutory_rule(_JOINT)
        for clock in self.process.clocks:
            if clock.id is kind and clock.rule:
                return _get_statutory_rule(clock.rule)
        return None


def _check_promise(statutory: Any, promised: Any) -> None:
    """Rejects a promised limit longer than the statutory limit (优化营商环境条例 art. 36)."""
    try:
        longer = None not in (statutory, promised) and promised > statutory
    except TypeError:  # different units: which limit is longer depends on the day
        return
    if longer:
        raise InputError(
            f"承诺时限 {promised.label()} 长于法定时限 {statutory.label()};请缩短承诺时限",
            f"the promised limit of {promised.label('en')} exceeds the statutory limit of "
            f"{statutory.label('en')}; shorten the promised limit",
        )


@attrs.frozen
class _Table:
    """Rules as written in TOML."""

    id: str
    item: str = ""
    name: str = ""
    place: str = ""
    features: list[ItemFeature] = attrs.field(factory=list[ItemFeature])
    options: list[ProcessOption] = attrs.field(factory=list[ProcessOption])
    joint: bool = False
    times: dict[str, str] = attrs.field(factory=dict[str, str])
    side_times: dict[str, str] = attrs.field(factory=dict[str, str])
    renewal: str = ""
    rectify: str = ""
    documents: list[str] = attrs.field(factory=list[str])
    deferrable: list[str] = attrs.field(factory=list[str])
    identity: list[IdentityCheck] = attrs.field(factory=list[IdentityCheck])
    hearing: bool = False
    no_veto: bool = False
    since: dt.date | None = None
    until: dt.date | None = None


def parse_case_rules(text: str, source: str = "rules.toml") -> CaseRules:
    r"""Read the rules of an item from TOML; time limits are written in words (读取办件规则).

    Raises:
        InputError: The text is no TOML, a field is unknown, or a time limit cannot be read.

    >>> rules = parse_case_rules('id = "a"\ntimes = { PROM = "5个工作日" }')
    >>> rules.time(ClockKind.PROM).limit
    WorkingDays(amount=5)
    """
    table = structure(parse_toml(text, source), _Table, source)
    fields = attrs.asdict(table, recurse=False)
    fields["times"] = _parse_limits(table.times, ClockKind, source)
    fields["side_times"] = _parse_limits(table.side_times, SideKind, source)
    for name in ("renewal", "rectify"):
        limit_text = fields[name]
        fields[name] = (
            _parse_limit_text(limit_text, name, source) if limit_text else None
        )
    return CaseRules(**fields)


def _parse_limits(
    texts: Mapping[str, str], kinds: Iterable[Any], source: str
) -> dict[Any, SimpleLimit]:
    names = {kind.value: kind for kind in kinds}
    unknown = [name for name in texts if name not in names]
    if unknown:
        raise InputError(
            f"{source}:没有时限 {unknown[0]!r};可用的时限:{'、'.join(names)}",
            f"{source}: unknown time limit {unknown[0]!r}; available: {', '.join(names)}",
        )
    return {names[n]: _parse_limit_text(text, n, source) for n, text in texts.items()}


def _parse_limit_text(text: str, name: str, source: str) -> SimpleLimit:
    limit = _to_simple(parse_limit(text).limit)
    if limit is None or isinstance(limit, UnspecifiedDays):
        raise InputError(
            f"{source}:时限 {name} 的 {text!r} 读不出长度;请写明工作日或自然日",
            f"{source}: cannot read a length from {text!r} for time limit {name}; state "
            "working days or calendar days",
        )
    return limit


def _to_simple(limit: Limit | None) -> SimpleLimit | None:
    """Converts to a single limit: the upper end of a range, or the sum of steps."""
    if isinstance(limit, LimitRange):
        return limit.high
    return limit.total if isinstance(limit, LimitSteps) else limit
