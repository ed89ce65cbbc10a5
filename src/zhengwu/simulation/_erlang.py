"""Waiting in a hall by formula: Erlang's, for arrivals and services without memory."""

from __future__ import annotations

import attrs

from zhengwu._errors import InputError


@attrs.frozen
class Waiting:
    """Waiting by formula (排队公式) at windows that serve one queue.

    Args:
        load: Share of the time that a window is busy.
        waits: Probability that one must wait.
        wait: Mean time in the queue, minutes.
        sojourn: Mean time in all, minutes.
        queue: Mean number in the queue.
        present: Mean number in all.
    """

    load: float
    waits: float
    wait: float
    sojourn: float
    queue: float
    present: float


def erlang_c(windows: int, per_hour: float, minutes: float) -> Waiting:
    """Waiting where arrivals and services have no memory (埃尔朗C公式).

    Args:
        windows: Windows that serve one queue.
        per_hour: Arrivals an hour.
        minutes: Mean time of a service, in minutes.

    Raises:
        InputError: No window, a rate below 0, or more work than the windows can do.

    >>> found = erlang_c(10, 57, 10)
    >>> round(found.waits, 5), round(found.wait, 5)
    (0.82559, 16.51171)
    """
    if windows < 1 or per_hour < 0 or minutes <= 0:
        raise InputError(
            f"窗口 {windows}、到达 {per_hour}、用时 {minutes} 应为正数",
            f"windows {windows}, arrivals {per_hour} and minutes {minutes} must be positive",
        )
    offered = per_hour * minutes / 60
    load = offered / windows
    if load >= 1:
        raise unstable(windows, load)
    blocked = 1.0
    for number in range(1, windows + 1):
        blocked = offered * blocked / (number + offered * blocked)
    waits = blocked / (1 - load + load * blocked)
    wait = waits * minutes / (windows * (1 - load)) if offered else 0.0
    rate = per_hour / 60
    return Waiting(
        load, waits, wait, wait + minutes, rate * wait, rate * (wait + minutes)
    )


def unstable(windows: int, load: float, pool: str = "") -> InputError:
    """What to raise where the queue would grow without end."""
    return InputError(
        f"{pool}{' ' if pool else ''}{windows} 个窗口的负荷为 {load:.0%},排队会无限增长;"
        "请增加窗口或减少办件",
        f"{pool}{': ' if pool else ''}{windows} windows at a load of {load:.0%}: the queue "
        "grows without end; open more windows or let fewer come",
    )
