"""What an item asks of its applications: documents, times, and the choices the law leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, to_texts
from zhengwu._tables import parse_toml, structure
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
_ONE_DAY: Final = dt.timedelta(days=1)
_AT_ONCE: Final = (Counting.AT_ONCE, Counting.SAME_DAY)


def _rule_of(name: str) -> TimeRule:
    return statutory_rules().versions(name)[-1]


def _own(limit: SimpleLimit) -> TimeRule:
    """A time that item or hall set."""
    return TimeRule(
        id=_OWN,
        title_zh="事项自定时限",
        title_en="time that the item sets",
        trigger="acceptance",
        trigger_zh="受理",
        trigger_en="acceptance",
        limit=limit,
        source="办事指南",
    )


def _to_times(
    given: Mapping[ClockKind, TimeRule | SimpleLimit] | FrozenMap[TimeRule],
) -> FrozenMap[TimeRule]:
    return FrozenMap(
        {
            ClockKind(kind).value: rule if isinstance(rule, TimeRule) else _own(rule)
            for kind, rule in given.items()
        }
    )


def _to_sides(
    given: Mapping[SideKind, SimpleLimit] | FrozenMap[SimpleLimit],
) -> FrozenMap[SimpleLimit]:
    return FrozenMap({SideKind(kind).value: limit for kind, limit in given.items()})


def _to_features(given: Iterable[ItemFeature]) -> frozenset[ItemFeature]:
    return frozenset(given)


def _to_options(given: Iterable[ProcessOption]) -> frozenset[ProcessOption]:
    return frozenset(given)


def _to_checks(given: Iterable[IdentityCheck]) -> frozenset[IdentityCheck]:
    return frozenset(given)


@attrs.frozen(kw_only=True)
class CaseRules:
    """Rules of an item for its cases (事项办件规则).

    Args:
        id: Their name and version, such as ``"medical-clinic/2026-07"``.
        item: Id of the item, as the powers know it.
        name: Name of the item.
        place: Code of the division where the case is handled; empty if not known.
        process: The table of all that may happen.
        features: What the item has, by which rows of the process apply.
        options: What it chooses where the law leaves a choice.
        joint: Whether several approvals are handled as one, with 45 + 15 working days
            (行政许可法 art. 42(2)).
        times: Time of a clock, a rule or a limit, where it is not the statutory one.
        side_times: Time of a side matter, where the event does not say.
        renewal: How long before its end the renewal of a licence is to be applied for,
            where that is not the statutory time (行政许可法 art. 50(1)).
        rectify: Time to put right what a bad rating says, where the hall sets one.
        documents: Names of the documents that an application must have.
        deferrable: Names of those among them that may come later (容缺).
        identity: Ways in which the identity may be verified; any if empty.
        hearing: Whether others have a right to be heard before the decision (art. 36).
        no_veto: Whether clerks of a window may not refuse (窗口无否决权).
        panel: Share of the votes that a panel must exceed.
        since: First day on which the item is open; None if always.
        until: First day on which it no longer is; None while it is.
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
        stray = [name for name in self.deferrable if name not in self.documents]
        if stray:
            listed = "、".join(stray)
            raise InputError(
                f"容缺材料 {listed} 不在材料清单 documents 中;请补入",
                f"deferrable documents {listed} are not among the documents; add them",
            )
        statutory, promised = self.time(ClockKind.LAW), self.time(ClockKind.PROM)
        if statutory is not None and promised is not None:
            _check_promise(statutory.limit, promised.limit)

    @classmethod
    def of(cls, item: ImplementingItem, **more: Any) -> CaseRules:
        """Rules from an item of a list (取自实施清单): its times, documents and features.

        What the item does not state is as the law has it; 日 that does not say which days
        is left out, since nobody can count it. Its documents are those that are required.

        Args:
            item: The item.
            more: Fields of the rules that the item does not give, or gives otherwise.

        Raises:
            InputError: It promises more than its own statutory limit.
        """
        times: dict[ClockKind, SimpleLimit] = {}
        at_once = item.case_kind is CaseKind.INSTANT
        for kind, reading in (
            (ClockKind.LAW, item.statutory_limit),
            (ClockKind.PROM, item.committed_limit),
        ):
            limit = None if reading is None else _simple(reading.limit)
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
        """The time rule of a clock; None where nothing limits it.

        A length that the item sets takes the place of the statutory one; who may extend
        it and what suspends it stays as the law has it (行政许可法 arts. 42, 45).
        """
        own, statutory = self.times.get(kind.value), self._statutory(kind)
        if own is not None and own.id == _OWN and statutory is not None:
            return attrs.evolve(statutory, limit=own.limit)
        return statutory if own is None else own

    def _statutory(self, kind: ClockKind) -> TimeRule | None:
        if kind is ClockKind.LAW and self.joint:
            return _rule_of(_JOINT)
        for clock in self.process.clocks:
            if clock.id is kind and clock.rule:
                return _rule_of(clock.rule)
        return None


def _check_promise(statutory: Any, promised: Any) -> None:
    """A promise keeps within the law (优化营商环境条例 art. 36)."""
    try:
        longer = None not in (statutory, promised) and promised > statutory
    except TypeError:  # counted in different ways: which is longer depends on the day
        return
    if longer:
        raise InputError(
            f"承诺时限 {promised.label()} 长于法定时限 {statutory.label()};请改短",
            f"the promised {promised.label('en')} exceed the statutory "
            f"{statutory.label('en')}; promise less",
        )


@attrs.frozen
class _Table:
    """Rules as a person writes them."""

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
    r"""Read the rules of an item from TOML; times as people write them (读取办件规则).

    Raises:
        InputError: No TOML, an unknown field, or a time that cannot be read.

    >>> rules = parse_case_rules('id = "a"\ntimes = { PROM = "5个工作日" }')
    >>> rules.time(ClockKind.PROM).limit
    WorkingDays(amount=5)
    """
    table = structure(parse_toml(text, source), _Table, source)
    fields = attrs.asdict(table, recurse=False)
    fields["times"] = _limits(table.times, ClockKind, source)
    fields["side_times"] = _limits(table.side_times, SideKind, source)
    for name in ("renewal", "rectify"):
        text_of = fields[name]
        fields[name] = _limit(text_of, name, source) if text_of else None
    return CaseRules(**fields)


def _limits(
    texts: Mapping[str, str], kinds: Iterable[Any], source: str
) -> dict[Any, SimpleLimit]:
    names = {kind.value: kind for kind in kinds}
    unknown = [name for name in texts if name not in names]
    if unknown:
        raise InputError(
            f"{source}:没有时限 {unknown[0]!r};可以的有:{'、'.join(names)}",
            f"{source}: there is no time {unknown[0]!r}; there are: {', '.join(names)}",
        )
    return {names[n]: _limit(text, n, source) for n, text in texts.items()}


def _limit(text: str, name: str, source: str) -> SimpleLimit:
    limit = _simple(parse_limit(text).limit)
    if limit is None or isinstance(limit, UnspecifiedDays):
        raise InputError(
            f"{source}:时限 {name} 的 {text!r} 读不出长度;请写明工作日或自然日",
            f"{source}: no length can be read from {text!r} of {name}; say which days",
        )
    return limit


def _simple(limit: Limit | None) -> SimpleLimit | None:
    """One limit: the upper end of a range, the sum of steps."""
    if isinstance(limit, LimitRange):
        return limit.high
    return limit.total if isinstance(limit, LimitSteps) else limit
