"""Model of a hall for the simulation: pools of windows, streams of applications, steps."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import inf, log, prod
from typing import (
    Any,  # noqa: F401  # pyright: ignore[reportUnusedImport]  # for hints
    Final,
)

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, convert_or_keep, keep, to_number
from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.simulation._worktime import WorkTimeline
from zhengwu.world import ClosingRule, Discipline, Pool, StepKind
from zhengwu.world._handling import kind_of


class Spread(TextEnum):
    """Distribution of times around their mean (用时分布)."""

    CONSTANT = "constant", "定长", "constant"
    EXPONENTIAL = "exponential", "指数分布", "exponential"


@attrs.frozen
class ServiceStation(Value):
    """Windows that serve a step (服务环节) from a single queue, first come first served.

    Args:
        name: Name of the step.
        windows: Number of windows.
        minutes: Mean service time, in minutes.
        spread: Distribution of the service time.
        organ: Id of the organ that performs the step.
    """

    name: str
    windows: int
    minutes: float
    spread: Spread = Spread.EXPONENTIAL
    organ: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.windows < 1 or not self.minutes > 0:
            raise InputError(
                f"环节 {self.name} 至少要有一个窗口,用时应为正数;现为 {self.windows} 个、"
                f"{self.minutes} 分钟",
                f"step {self.name} needs a window and a time above 0, not {self.windows} "
                f"windows and {self.minutes} minutes",
            )


def _to_profile(value: Mapping[int, float]) -> FrozenMap[float]:
    return convert_or_keep(_convert_profile, value)


def _convert_profile(value: Mapping[int, float]) -> FrozenMap[float]:
    return FrozenMap({str(hour): weight for hour, weight in value.items()})


_KEYS: Final = (
    ("profile", frozenset(map(str, range(24)))),
    ("months", frozenset(map(str, range(1, 13)))),
    ("weekdays", frozenset(map(str, range(7)))),
)


def _is_amount(value: float) -> bool:
    """Whether a number can be a time or a weight: finite and from 0."""
    return 0 <= value < inf


@attrs.frozen
class Arrivals(Value):
    """Random arrivals of applications (办件到达), in working time only.

    Args:
        per_hour: Mean number per office hour where all weights are 1.
        profile: Weights of hours of the day; 1 by default.
        months: Weights of months; 1 by default.
        weekdays: Weights of weekdays, 0 for Monday; 1 by default. A make-up Saturday has
            the weight of a Saturday.
    """

    per_hour: float = attrs.field(converter=to_number)
    profile: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )
    months: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )
    weekdays: FrozenMap[float] = attrs.field(
        factory=FrozenMap[float], converter=_to_profile
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        weights = [w for name, _ in _KEYS for w in getattr(self, name).values()]
        if not all(map(_is_amount, (self.per_hour, *weights))):
            raise InputError(
                "到达数和权重应为非负的有限数",
                "arrivals and weights must be finite numbers from 0",
            )
        for name, known in _KEYS:
            wrong = sorted(getattr(self, name).keys() - known)
            if wrong:
                raise InputError(
                    f"没有这样的时、月或星期:{'、'.join(wrong)};时用 0 至 23,月用 1 至 12,"
                    "星期用 0(周一)至 6(周日)",
                    f"unknown hour, month or weekday: {', '.join(wrong)}; hours are 0 to 23, "
                    "months 1 to 12, weekdays 0 (Monday) to 6",
                )

    def weight(self, month: int, weekday: int, hour: int) -> float:
        """Weight of an hour of a weekday in a month."""
        of_day = self.weekdays.get(str(weekday), 1.0)
        return (
            self.profile.get(str(hour), 1.0) * self.months.get(str(month), 1.0) * of_day
        )

    def mean_weight(self, line: WorkTimeline) -> float:
        """Mean weight over the working time of a timeline."""
        weighted = (self.weight(*when) * m for when, m in line.spread.items())
        return sum(weighted) / line.minutes

    def _get_weight(self, line: WorkTimeline, minute: float) -> float:
        at = line.instant(minute)
        return self.weight(at.month, at.weekday(), at.hour)

    def times(self, line: WorkTimeline, rng: random.Random) -> list[float]:
        """Working minutes of the arrivals, in order, drawn by thinning a constant rate."""
        weights = [getattr(self, name).values() for name, _ in _KEYS]
        most = prod(max([1.0, *group]) for group in weights)
        rate = self.per_hour * most / 60
        if not rate:
            return []
        arrivals: list[float] = []
        even = not any(map(len, weights))
        draw, mean = rng.random, -1 / rate  # perf: `expovariate`, inlined
        at, end = mean * log(1.0 - draw()), line.minutes
        while at < end:
            if even or draw() * most < self._get_weight(line, at):
                arrivals.append(at)
            at += mean * log(1.0 - draw())
        return arrivals


@attrs.frozen(kw_only=True)
class StreamStep(Value):
    """Step of a stream of applications (仿真环节).

    Args:
        name: Name of the step.
        kind: Kind of the step, which determines its events.
        pool: Id of the pool that serves the step; empty if the time passes without a
            window.
        minutes: Mean working time, in minutes.
        spread: Distribution of the working time.
        organ: Id of the organ that performs the step.
        group: Adjacent steps of the same group run in parallel.
        correction: Share of applications that return to the applicant after the step and
            repeat it.
        away: Mean working minutes that the applicant needs; not counted.
        deemed_after: Limit after which silence counts as consent; None for never.
        counts: Whether the time of the step counts towards the limit of the stream, unlike
            that of a special procedure.
    """

    name: str
    kind: StepKind = StepKind.OTHER
    pool: str = ""
    minutes: float = 0.0
    spread: Spread = Spread.EXPONENTIAL
    organ: str = ""
    group: str = ""
    correction: float = 0.0
    away: float = 0.0
    deemed_after: SimpleLimit | None = None
    counts: bool = True

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not (_is_amount(self.minutes) and _is_amount(self.away)):
            raise InputError(
                f"环节 {self.name} 的用时 {self.minutes}、补正时间 {self.away} 应为非负的有限数",
                f"times of step {self.name} must be finite numbers from 0, not "
                f"{self.minutes} and {self.away}",
            )
        if self.pool and not self.minutes:
            raise InputError(
                f"环节 {self.name} 由 {self.pool} 办理,但没有写明用时",
                f"step {self.name} is served by {self.pool} but takes no time",
            )
        if not 0 <= self.correction < 1:
            raise InputError(
                f"环节 {self.name} 的补正率 {self.correction} 应不小于 0 且小于 1",
                f"the share of corrections of step {self.name} must be from 0 and below 1, "
                f"not {self.correction}",
            )


def _to_steps(steps: Iterable[StreamStep]) -> tuple[StreamStep, ...]:
    return keep(steps)


@attrs.frozen(kw_only=True)
class CaseStream(Value):
    """Applications for an item (办件流), with their arrivals and steps.

    Args:
        id: Name of the stream, such as the key of the item.
        arrivals: Arrivals of the applications.
        steps: The steps, in order.
        priority: Priority at windows that serve by priority; smaller is served first.
        limit: Limit within which an application must be completed; None for no limit.
    """

    id: str
    arrivals: Arrivals
    steps: tuple[StreamStep, ...] = attrs.field(converter=_to_steps)
    priority: int = 0
    limit: SimpleLimit | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.steps:
            raise InputError(
                f"办件流 {self.id} 没有环节;请至少给出一个环节",
                f"stream {self.id} has no step; add at least one",
            )

    def blocks(self) -> Iterator[tuple[int, ...]]:
        """Indexes of the steps in order; parallel steps are in the same block."""
        distinct = iter(range(-len(self.steps), 0))
        groups = groupby(
            enumerate(self.steps), key=lambda entry: entry[1].group or next(distinct)
        )
        for _, steps in groups:
            yield tuple(index for index, _ in steps)


def _to_pools(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    return keep(pools)


def _to_streams(streams: Iterable[CaseStream]) -> tuple[CaseStream, ...]:
    return keep(streams)


@attrs.frozen(kw_only=True)
class HallModel(Value):
    """Model of a hall for the simulation (大厅模型): pools of windows and streams.

    Args:
        pools: Pools of windows and staff.
        streams: Streams of applications.

    Raises:
        InputError: There is no stream, two pools or two streams share an id, or the pool of
            a step is missing or has no window.
    """

    pools: tuple[Pool, ...] = attrs.field(converter=_to_pools)
    streams: tuple[CaseStream, ...] = attrs.field(converter=_to_streams)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        known = {pool.id: pool for pool in self.pools}
        if len(known) < len(self.pools):
            raise InputError("有两个窗口组标识相同", "two pools share an id")
        if not self.streams:
            raise InputError(
                "没有办件流:没有登记办件量,或登记的事项当天都已暂停、取消;请登记办件量",
                "there is no stream: no demand is recorded, or its items are all suspended "
                "or cancelled on that day; record the demand",
            )
        if len({stream.id for stream in self.streams}) < len(self.streams):
            raise InputError("有两个办件流标识相同", "two streams share an id")
        for stream in self.streams:
            for step in stream.steps:
                pool = known.get(step.pool)
                if step.pool and (pool is None or not pool.windows):
                    raise InputError(
                        f"{stream.id} 的环节 {step.name} 由窗口组 {step.pool} 办理,"
                        f"{'没有登记' if pool is None else '窗口数为 0'};请配备窗口",
                        f"step {step.name} of {stream.id} is served by {step.pool}, which "
                        f"{'is not recorded' if pool is None else 'has no window'}; add a "
                        "window",
                    )

    @classmethod
    def in_line(
        cls, stations: Sequence[ServiceStation], arrivals: Arrivals
    ) -> HallModel:
        """Hall whose steps follow each other, each with its own windows (串联环节)."""
        if not stations:
            raise InputError(
                "没有环节;请至少给出一个环节", "there is no step; add at least one"
            )
        pairs = [(f"{number} {s.name}", s) for number, s in enumerate(stations, 1)]
        return cls(
            pools=(Pool(id=name, windows=s.windows) for name, s in pairs),
            streams=(
                CaseStream(
                    id="",
                    arrivals=arrivals,
                    steps=(
                        StreamStep(
                            name=s.name, kind=kind_of(s.name), pool=name, minutes=s.minutes,
                            spread=s.spread, organ=s.organ,
                        )
                        for name, s in pairs
                    ),
                ),
            ),
        )  # fmt: skip


_REASONS: Final = {
    "own_hours": Text("窗口组有自己的办公时间", "a pool has its own office hours"),
    "closing": Text(
        "下班未办完的不是次日续办", "services do not pause at closing time"
    ),
    "priority": Text("按优先级排队", "a pool serves by priority"),
    "group": Text("有并联环节", "steps run in parallel"),
    "correction": Text("有补正", "applications are corrected and repeat a step"),
    "deemed": Text("有超时默认", "silence counts as consent"),
    "circle": Text("环节经过窗口组的次序有回路", "pools are visited in a circle"),
}


def beyond_fifo(model: HallModel) -> tuple[str, ...]:
    """Reasons why the fast engine cannot run a hall (快速引擎不适用的原因), by name."""
    steps = [step for stream in model.streams for step in stream.steps]
    reasons = {
        "own_hours": any(pool.hours is not None for pool in model.pools),
        "closing": any(pool.closing is not ClosingRule.PAUSE for pool in model.pools),
        "priority": any(p.discipline is Discipline.PRIORITY for p in model.pools),
        "group": any(
            len(block) > 1 for stream in model.streams for block in stream.blocks()
        ),
        "correction": any(step.correction for step in steps),
        "deemed": any(step.deemed_after is not None for step in steps),
        "circle": sort_pools(model) is None,
    }
    return tuple(name for name, applies in reasons.items() if applies)


def reason_label(name: str, lang: Lang = "zh") -> str:
    """Text of a reason why the fast engine cannot run a hall (原因说明)."""
    return _REASONS[name].say(lang)


def sort_pools(model: HallModel) -> tuple[str, ...] | None:
    """Ids of the pools, each after the pools visited before it; None if there is a circle."""
    after: dict[str, set[str]] = {pool.id: set() for pool in model.pools}
    for stream in model.streams:
        visited = [step.pool for step in stream.steps if step.pool]
        if len(set(visited)) < len(visited):
            return None
        for place, pool in enumerate(visited):
            after[pool].update(visited[:place])
    order: dict[str, None] = {}
    while len(order) < len(after):
        ready = [
            p for p, need in after.items() if p not in order and need <= order.keys()
        ]
        if not ready:
            return None
        order.update(dict.fromkeys(ready))
    return tuple(order)
