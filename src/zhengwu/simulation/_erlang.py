"""Waiting times in a hall by Erlang's formula, for memoryless arrivals and services."""

from __future__ import annotations

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value


@attrs.frozen
class Waiting(Value):
    """Waiting by formula (排队公式) at windows that serve a single queue.

    Args:
        load: Share of the time that a window is busy.
        waits: Probability of waiting.
        wait: Mean time in the queue, in minutes.
        sojourn: Mean time in system, in minutes.
        queue: Mean number of applications in the queue.
        present: Mean number of applications in system.
    """

    load: float
    waits: float
    wait: float
    sojourn: float
    queue: float
    present: float


def erlang_c(windows: int, per_hour: float, minutes: float) -> Waiting:
    """Waiting with memoryless arrivals and services (埃尔朗C公式).

    Args:
        windows: Number of windows that serve the queue.
        per_hour: Arrivals per hour.
        minutes: Mean service time, in minutes.

    Raises:
        InputError: There is no window, the rate is below 0, or the work exceeds the
            capacity of the windows.

    >>> waiting = erlang_c(10, 57, 10)
    >>> round(waiting.waits, 5), round(waiting.wait, 5)
    (0.82559, 16.51171)
    """
    if windows < 1 or per_hour < 0 or minutes <= 0:
        raise InputError(
            f"窗口数 {windows} 和用时 {minutes} 应为正数,到达数 {per_hour} 应为非负数",
            f"windows {windows} and minutes {minutes} must be above 0, and arrivals "
            f"{per_hour} from 0",
        )
    offered = per_hour * minutes / 60
    load = offered / windows
    if load >= 1:
        raise build_overload_error(windows, load)
    blocked = 1.0
    for number in range(1, windows + 1):
        blocked = offered * blocked / (number + offered * blocked)
    waits = blocked / (1 - load + load * blocked)
    wait = waits * minutes / (windows * (1 - load)) if offered else 0.0
    rate = per_hour / 60
    return Waiting(
        load, waits, wait, wait + minutes, rate * wait, rate * (wait + minutes)
    )


def build_overload_error(windows: int, load: float, pool: str = "") -> InputError:
    """Error for a queue that would grow without limit."""
    return InputError(
        f"{pool}{' ' if pool else ''}{windows} 个窗口的负荷为 {load:.0%},排队会无限增长;"
        "请增加窗口或减少办件量",
        f"{pool}{': ' if pool else ''}{windows} windows at a load of {load:.0%}: the queue "
        "grows without limit; add windows or reduce the demand",
    )
