"""A hall as it is simulated: pools of windows, and streams of applications through steps."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import inf, log, prod
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, to_number
from zhengwu._text import Lang, TextEnum
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.simulation._worktime import WorkTimeline
from zhengwu.world import ClosingRule, Discipline, Pool, StepKind
from zhengwu.world._handling import kind_of


class Spread(TextEnum):
    """How times vary around their mean (用时分布)."""

    CONSTANT = "constant", "定长", "constant"
    EXPONENTIAL = "exponential", "指数分布", "exponential"


@attrs.frozen
class ServiceStation:
    """Windows that do one step (服务环节), from one queue, first come first served.

    Args:
        name: The step.
        windows: How many.
        minutes: Mean time of a service, in minutes.
        spread: How times vary around it.
        organ: Id of the organ that does it.
    """

    name: str
    windows: int
    minutes: float
    spread: Spread = Spread.EXPONENTIAL
    organ: str = ""

    def __attrs_post_init__(self) -> None:
        if self.windows < 1 or not self.minutes > 0:
            raise InputError(
                f"环节 {self.name} 应有窗口且用时为正,现为 {self.windows} 个、{self.minutes} 分钟",
                f"step {self.name} needs a window and a time, not {self.windows} and "
                f"{self.minutes} minutes",
            )


def _to_profile(value: Mapping[int, float]) -> FrozenMap[float]:
    return FrozenMap({str(hour): weight for hour, weight in value.items()})


_KEYS: Final = (
    ("profile", frozenset(map(str, range(24)))),
    ("months", frozenset(map(str, range(1, 13)))),
    ("weekdays", frozenset(map(str, range(7)))),
)


def _amount(value: float) -> bool:
    """Whether it is a number that can be a time or a weight."""
    return 0 <= value < inf


@attrs.frozen
class Arrivals:
    """Applications that come in (办件到达), at random, in working time only.

    Args:
        per_hour: How many an hour of office time, on average where weights are 1.
        profile: Weight of an hour of the day, where it differs; 1 for others.
        months: Weight of a month, where it differs; 1 for others.
        weekdays: Weight of a weekday, 0 for Monday, where it differs; 1 for others. A
            make-up Saturday is a Saturday.
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
        weights = [w for name, _ in _KEYS for w in getattr(self, name).values()]
        if not all(map(_amount, (self.per_hour, *weights))):
            raise InputError(
                "到达数和权重应为非负数",
                "arrivals and weights are numbers, not below 0",
            )
        for name, known in _KEYS:
            wrong = sorted(getattr(self, name).keys() - known)
            if wrong:
                raise InputError(
                    f"没有这样的时、月或星期:{'、'.join(wrong)};请用 0 至 23 时、1 至 12 月、"
                    "0(周一)至 6",
                    f"no such hour, month or weekday: {', '.join(wrong)}; hours are 0 to 23, "
                    "months 1 to 12, weekdays 0 (Monday) to 6",
                )

    def weight(self, month: int, weekday: int, hour: int) -> float:
        """Weight of an hour of a weekday in a month."""
        of_day = self.weekdays.get(str(weekday), 1.0)
        return (
            self.profile.get(str(hour), 1.0) * self.months.get(str(month), 1.0) * of_day
        )

    def mean_weight(self, line: WorkTimeline) -> float:
        """Mean weight over the working time of a line."""
        weighed = (self.weight(*when) * m for when, m in line.spread.items())
        return sum(weighed) / line.minutes

    def _weight_at(self, line: WorkTimeline, minute: float) -> float:
        at = line.instant(minute)
        return self.weight(at.month, at.weekday(), at.hour)

    def times(self, line: WorkTimeline, rng: random.Random) -> list[float]:
        """Working minutes at which they come, in order."""
        held = [getattr(self, name).values() for name, _ in _KEYS]
        most = prod(max([1.0, *weights]) for weights in held)
        rate = self.per_hour * most / 60
        if not rate:
            return []
        found: list[float] = []
        even = not any(map(len, held))
        draw, mean = rng.random, -1 / rate  # perf: what `expovariate` does, inlined
        at, end = mean * log(1.0 - draw()), line.minutes
        while at < end:
            if even or draw() * most < self._weight_at(line, at):
                found.append(at)
            at += mean * log(1.0 - draw())
        return found


@attrs.frozen(kw_only=True)
class StreamStep:
    """Step of a stream of applications (仿真环节).

    Args:
        name: The step.
        kind: Its kind, by which its events are named.
        pool: Id of the pool that serves it; empty for time that passes by itself.
        minutes: Mean working time, in minutes.
        spread: How times vary around it.
        organ: Id of the organ that does it.
        group: Steps of one group, next to each other, run side by side.
        correction: Share that goes back to the applicant after it and comes again.
        away: Mean working minutes that the applicant takes; they do not count.
        deemed_after: Time after which silence counts as agreement; None for never.
        counts: Whether its time counts towards the limit; that of a special procedure
            does not.
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
        if not (_amount(self.minutes) and _amount(self.away)):
            raise InputError(
                f"环节 {self.name} 的用时 {self.minutes}、补正时间 {self.away} 应为非负数",
                f"times of step {self.name} are numbers, not below 0: {self.minutes}, "
                f"{self.away}",
            )
        if self.pool and not self.minutes:
            raise InputError(
                f"环节 {self.name} 由 {self.pool} 办理,但没有用时",
                f"step {self.name} is served by {self.pool} and takes no time",
            )
        if not 0 <= self.correction < 1:
            raise InputError(
                f"环节 {self.name} 的补正率 {self.correction} 应在 0 与 1 之间且小于 1",
                f"corrections of step {self.name}: a share below 1, not {self.correction}",
            )


def _to_steps(steps: Iterable[StreamStep]) -> tuple[StreamStep, ...]:
    return tuple(steps)


@attrs.frozen(kw_only=True)
class CaseStream:
    """Applications for one item (办件流): how they come, and through which steps they go.

    Args:
        id: Its name, such as the key of the item.
        arrivals: How they come.
        steps: The steps, in order.
        priority: Smaller goes first where windows serve by priority.
        limit: Time within which they must be done; None for no limit.
    """

    id: str
    arrivals: Arrivals
    steps: tuple[StreamStep, ...] = attrs.field(converter=_to_steps)
    priority: int = 0
    limit: SimpleLimit | None = None

    def __attrs_post_init__(self) -> None:
        if not self.steps:
            raise InputError(
                f"办件流 {self.id} 没有环节;请至少给出一个",
                f"there is no step in stream {self.id}; give one at least",
            )

    def blocks(self) -> Iterator[tuple[int, ...]]:
        """Numbers of the steps in order, those side by side together."""
        alone = iter(range(-len(self.steps), 0))
        groups = groupby(
            enumerate(self.steps), key=lambda one: one[1].group or next(alone)
        )
        for _, steps in groups:
            yield tuple(number for number, _ in steps)


def _to_pools(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    return tuple(pools)


def _to_streams(streams: Iterable[CaseStream]) -> tuple[CaseStream, ...]:
    return tuple(streams)


@attrs.frozen(kw_only=True)
class HallModel:
    """Hall as it is simulated (大厅模型): who serves, and who comes.

    Args:
        pools: Windows and staff.
        streams: Applications.

    Raises:
        InputError: No stream; two pools share an id; a step is served by nobody.
    """

    pools: tuple[Pool, ...] = attrs.field(converter=_to_pools)
    streams: tuple[CaseStream, ...] = attrs.field(converter=_to_streams)

    def __attrs_post_init__(self) -> None:
        known = {pool.id: pool for pool in self.pools}
        if len(known) < len(self.pools):
            raise InputError("有两个窗口组同名", "two pools share an id")
        if not self.streams:
            raise InputError(
                "没有办件流:没有登记办件量,或登记的事项那天都已暂停、取消;请登记办件量",
                "nobody comes: no demand is recorded, or its items are all suspended or "
                "cancelled that day; record the demand",
            )
        if len({stream.id for stream in self.streams}) < len(self.streams):
            raise InputError("有两个办件流同名", "two streams share an id")
        for stream in self.streams:
            for step in stream.steps:
                pool = known.get(step.pool)
                if step.pool and (pool is None or not pool.windows):
                    raise InputError(
                        f"{stream.id} 的环节 {step.name} 由窗口组 {step.pool} 办理,"
                        f"{'没有登记' if pool is None else '窗口数为 0'};请配备窗口",
                        f"step {step.name} of {stream.id} is served by {step.pool}, which "
                        f"{'is not there' if pool is None else 'has no window'}; open one",
                    )

    @classmethod
    def in_line(
        cls, stations: Sequence[ServiceStation], arrivals: Arrivals
    ) -> HallModel:
        """Steps one after the other, each with windows of its own (串联环节)."""
        if not stations:
            raise InputError(
                "没有环节;请至少给出一个", "there is no step; give one at least"
            )
        names = [f"{number} {one.name}" for number, one in enumerate(stations, 1)]
        pairs = list(zip(names, stations, strict=True))
        return cls(
            pools=(Pool(id=name, windows=one.windows) for name, one in pairs),
            streams=(
                CaseStream(
                    id="",
                    arrivals=arrivals,
                    steps=(
                        StreamStep(
                            name=one.name, kind=kind_of(one.name), pool=name, minutes=one.minutes,
                            spread=one.spread, organ=one.organ,
                        )
                        for name, one in pairs
                    ),
                ),
            ),
        )  # fmt: skip


_REASONS: Final = {
    "own_hours": ("窗口组有自己的办公时间", "a pool has hours of its own"),
    "closing": ("下班未办完的不是次日接着办", "services do not pause at closing time"),
    "priority": ("按优先级排队", "a pool serves by priority"),
    "group": ("有并联环节", "steps run side by side"),
    "correction": ("有补正", "applications come again"),
    "deemed": ("有超时默认", "silence counts as agreement"),
    "circle": ("环节经过窗口组的次序有回路", "pools are visited in a circle"),
}


def beyond_fifo(model: HallModel) -> tuple[str, ...]:
    """Why the fast engine cannot run a hall (快速引擎不适用的原因), by name; none if it can."""
    steps = [step for stream in model.streams for step in stream.steps]
    found = {
        "own_hours": any(pool.hours is not None for pool in model.pools),
        "closing": any(pool.closing is not ClosingRule.PAUSE for pool in model.pools),
        "priority": any(p.discipline is Discipline.PRIORITY for p in model.pools),
        "group": any(
            len(block) > 1 for stream in model.streams for block in stream.blocks()
        ),
        "correction": any(step.correction for step in steps),
        "deemed": any(step.deemed_after is not None for step in steps),
        "circle": pool_order(model) is None,
    }
    return tuple(name for name, holds in found.items() if holds)


def reason_label(name: str, lang: Lang = "zh") -> str:
    """Why the fast engine cannot run a hall, in words (原因说明)."""
    return _REASONS[name][lang == "en"]


def pool_order(model: HallModel) -> tuple[str, ...] | None:
    """Pools so that each comes after those visited before it; None if there is a circle."""
    after: dict[str, set[str]] = {pool.id: set() for pool in model.pools}
    for stream in model.streams:
        visited = [step.pool for step in stream.steps if step.pool]
        if len(set(visited)) < len(visited):
            return None
        for place, pool in enumerate(visited):
            after[pool].update(visited[:place])
    found: dict[str, None] = {}
    while len(found) < len(after):
        ready = [
            p for p, need in after.items() if p not in found and need <= found.keys()
        ]
        if not ready:
            return None
        found.update(dict.fromkeys(ready))
    return tuple(found)
