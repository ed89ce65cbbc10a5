"""How much of a change each reform brought: in the given order, and by Shapley."""

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
from zhengwu._text import Lang, TextEnum
from zhengwu.metrics._metric import Metric
from zhengwu.metrics._world_metrics import WorldMetric, measure
from zhengwu.reforms._apply import (
    Reforms,
    apply_reforms,
    in_order,
    leaving_out,
)
from zhengwu.reforms._reform import Reform
from zhengwu.scenario._sweep import sweep
from zhengwu.world import World

_MOST: Final = 12  # 4,096 worlds


class Attribution(TextEnum):
    """How a change is shared out (归因方式)."""

    ORDER = "order", "按给定次序", "in the given order"
    SHAPLEY = "shapley", "沙普利值", "Shapley"


@attrs.frozen
class Contribution:
    """What one reform brought (贡献).

    Args:
        reform: Its id.
        share: By how much it moved the metric.
    """

    reform: str
    share: Fraction


@attrs.frozen(kw_only=True)
class Decomposition:
    """A change shared out over reforms (变动分解); the shares add up to it.

    Args:
        metric: The metric after all of them.
        before: Its value before.
        after: Its value after.
        how: How it was shared out.
        contributions: What each reform brought, in their order.
    """

    metric: Metric
    before: Fraction
    after: Fraction
    how: Attribution
    contributions: tuple[Contribution, ...]

    def explain(self, lang: Lang = "zh") -> str:
        """The change, and a line for each reform."""
        en = lang == "en"
        name = self.metric.en if en else self.metric.zh
        share = self.metric.unit == "%"
        scale, unit = (
            (100, "pp" if en else "个百分点") if share else (1, self.metric.unit)
        )
        total = f"{float(self.after - self.before) * scale:+.2f} {unit}".strip()
        lines = [f"{name}: {total}" if en else f"{name}:{total}"]
        lines += [
            f"  {one.reform}: {float(one.share) * scale:+.2f}"
            for one in self.contributions
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
    """Share the change of a metric out over reforms (变动分解).

    By order, each reform is credited with what it adds to those before it. By Shapley,
    with the mean of what it adds over all orders in which they could have been taken up;
    in each of these they still take effect in the given order. One that needs another,
    as a recall its instrument, does nothing without it. A metric that is not defined counts
    as 0. Shapley makes a world of every choice of reforms: 1,024 of ten, so that by order is
    the faster by far.

    Args:
        world: The world before.
        reforms: The reforms, in order.
        metric: Name in `METRICS`, or a function of one's own.
        at: Day of the metric.
        how: How it is shared out.
        executor: As in `sweep`; runs the worlds of Shapley at once.
        progress: As in `sweep`.

    Raises:
        InputError: No reform, or for Shapley more than 12.
    """
    refuse_other(how, "how", Attribution)
    stack = tuple(attrs.evolve(one, allow_empty=True) for one in in_order(reforms))
    count = len(stack)
    if not stack or (how is Attribution.SHAPLEY and count > _MOST):
        raise InputError(
            f"分解需要 1 至 {_MOST} 项改革,现为 {count} 项;更多时请用给定次序",
            f"a decomposition takes 1 to {_MOST} reforms, not {count}; for more take the "
            "given order",
        )
    chosen: list[tuple[int, ...]] = (
        [tuple(range(n)) for n in range(count + 1)]
        if how is Attribution.ORDER
        else [s for n in range(count + 1) for s in combinations(range(count), n)]
    )
    question = partial(_value, world, stack, metric, at)
    found = sweep(question, chosen, executor=executor, progress=progress)
    worth = dict(zip(chosen, found, strict=True))
    share = _by_order if how is Attribution.ORDER else _by_shapley
    whole = tuple(range(count))
    last = apply_reforms(world, stack, check=False).world
    return Decomposition(
        metric=measure(metric, last.at(at), world.at(at)),
        before=worth[()],
        after=worth[whole],
        how=how,
        contributions=tuple(
            Contribution(one.id, share(worth.__getitem__, count, place))
            for place, one in enumerate(stack)
        ),
    )


def _value(
    world: World,
    stack: Sequence[Reform],
    metric: str | WorldMetric,
    at: date,
    chosen: tuple[int, ...],
) -> Fraction:
    after = world
    done: dict[str, tuple[str, ...]] = {}
    for number in chosen:
        reform = leaving_out(stack[number], done)
        try:
            after, done[reform.id] = reform.run(after)
        except InputError:
            continue  # it needs one that is not among these
    return measure(metric, after.at(at), world.at(at)).value or Fraction(0)


_Worth = Callable[[tuple[int, ...]], Fraction]


def _by_order(worth: _Worth, count: int, place: int) -> Fraction:
    del count
    return worth(tuple(range(place + 1))) - worth(tuple(range(place)))


def _by_shapley(worth: _Worth, count: int, place: int) -> Fraction:
    others = [n for n in range(count) if n != place]
    total = Fraction(0)
    for size in range(count):
        weight = Fraction(
            factorial(size) * factorial(count - size - 1), factorial(count)
        )
        for before in combinations(others, size):
            with_it = tuple(sorted((*before, place)))
            total += weight * (worth(with_it) - worth(before))
    return total
