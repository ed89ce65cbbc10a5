"""Contribution of each reform to a change: in the given order, and by Shapley value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import factorial
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other
from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.metrics._metric import Metric
from zhengwu.metrics._world_metrics import WorldMetric, measure
from zhengwu.reforms._apply import (
    Reforms,
    apply_reforms,
    exclude_earlier_items,
    flatten_reforms,
)
from zhengwu.reforms._reform import Reform
from zhengwu.scenario._sweep import sweep
from zhengwu.world import World

_MAX_REFORMS: Final = 12  # 4,096 worlds
_POINTS: Final = Text("个百分点", "pp")
_CHANGE: Final = Text("{name}:{change}", "{name}: {change}")


class Attribution(TextEnum):
    """Method by which a change is divided among reforms (归因方式)."""

    ORDER = "order", "按给定次序", "in the given order"
    SHAPLEY = "shapley", "沙普利值", "Shapley value"


@attrs.frozen
class Contribution(Value):
    """Contribution of a reform to a change (贡献).

    Args:
        reform: Id of the reform.
        share: Change of the metric due to the reform.
    """

    reform: str
    share: Fraction


@attrs.frozen(kw_only=True)
class Decomposition(Value):
    """Change divided among reforms (变动分解); the shares add up to the change.

    Args:
        metric: Metric after all reforms.
        before: Value before the reforms.
        after: Value after the reforms.
        how: Method of the division.
        contributions: Contribution of each reform, in the order of the reforms.
    """

    metric: Metric
    before: Fraction
    after: Fraction
    how: Attribution
    contributions: tuple[Contribution, ...]

    def explain(self, lang: Lang = "zh") -> str:
        """The change, and a line for each reform."""
        name = Text(self.metric.zh, self.metric.en).say(lang)
        share = self.metric.unit == "%"
        scale, unit = (100, _POINTS.say(lang)) if share else (1, self.metric.unit)
        change = f"{float(self.after - self.before) * scale:+.2f} {unit}".strip()
        lines = [_CHANGE.say(lang, name=name, change=change)]
        lines += [
            f"  {part.reform}: {float(part.share) * scale:+.2f}"
            for part in self.contributions
        ]
        return "\n".join(lines)


def decompose(
    world: World,
    reforms: Reforms,
    metric: str | WorldMetric,
    *,
    at: date,
    how: Attribution = Attribution.SHAPLEY,
    executor: Executor | None = None,
    progress: bool = False,
) -> Decomposition:
    """Divide the change of a metric among reforms (变动分解).

    By order, the contribution of a reform is the change that it adds to the reforms
    before it. By Shapley value, it is the mean of these changes over all orders in which
    the reforms could be introduced; they still take effect in the given order. A reform
    that needs another, as a recall needs its instrument, does nothing without it. An
    undefined metric counts as 0. The Shapley value needs a world for every subset of the
    reforms, 1,024 for ten reforms, and is much slower than the division by order.

    Args:
        world: World before the reforms.
        reforms: The reforms, in order.
        metric: Name in `METRICS`, or a custom function.
        at: Day of the metric.
        how: Method of the division.
        executor: As in `sweep`; computes the worlds in parallel.
        progress: As in `sweep`.

    Raises:
        InputError: There is no reform, or for the Shapley value more than 12.
    """
    refuse_other(how, "how", Attribution)
    stack = tuple(
        attrs.evolve(reform, allow_empty=True) for reform in flatten_reforms(reforms)
    )
    count = len(stack)
    if not stack or (how is Attribution.SHAPLEY and count > _MAX_REFORMS):
        raise InputError(
            f"分解需要 1 至 {_MAX_REFORMS} 项改革,现为 {count} 项;更多时请用给定次序",
            f"a decomposition takes 1 to {_MAX_REFORMS} reforms, not {count}; for more use "
            "the given order",
        )
    subsets: list[tuple[int, ...]] = (
        [tuple(range(n)) for n in range(count + 1)]
        if how is Attribution.ORDER
        else [s for n in range(count + 1) for s in combinations(range(count), n)]
    )
    function = partial(_measure_subset, world, stack, metric, at)
    values = sweep(function, subsets, executor=executor, progress=progress)
    worth = dict(zip(subsets, values, strict=True))
    compute = _compute_by_order if how is Attribution.ORDER else _compute_by_shapley
    whole = tuple(range(count))
    last = apply_reforms(world, stack, check=False).world
    return Decomposition(
        metric=measure(metric, last.at(at), world.at(at)),
        before=worth[()],
        after=worth[whole],
        how=how,
        contributions=tuple(
            Contribution(reform.id, compute(worth.__getitem__, count, place))
            for place, reform in enumerate(stack)
        ),
    )


def _measure_subset(
    world: World,
    stack: Sequence[Reform],
    metric: str | WorldMetric,
    at: date,
    chosen: tuple[int, ...],
) -> Fraction:
    """Value of the metric after the chosen reforms only; 0 if it is undefined."""
    after = world
    done: dict[str, tuple[str, ...]] = {}
    for number in chosen:
        reform = exclude_earlier_items(stack[number], done)
        try:
            after, done[reform.id] = reform.run(after)
        except InputError:
            continue  # the reform needs another that was not chosen
    return measure(metric, after.at(at), world.at(at)).value or Fraction(0)


_Worth = Callable[[tuple[int, ...]], Fraction]


def _compute_by_order(worth: _Worth, count: int, place: int) -> Fraction:
    del count
    return worth(tuple(range(place + 1))) - worth(tuple(range(place)))


def _compute_by_shapley(worth: _Worth, count: int, place: int) -> Fraction:
    others = [n for n in range(count) if n != place]
    total = Fraction(0)
    for size in range(count):
        weight = Fraction(
            factorial(size) * factorial(count - size - 1), factorial(count)
        )
        for before in combinations(others, size):
            after = tuple(sorted((*before, place)))
            total += weight * (worth(after) - worth(before))
    return total
