"""The kernel: precomputed working-day counts, so that every query is a look-up."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import Final

_MONDAY_TO_SUNDAY: Final = (1, 1, 1, 1, 1, 0, 0)


class DayTable:
    """Working days between two dates (工作日表).

    Positions count from `base`, the ordinal of the first day.

    Attributes:
        base: Ordinal of the first day.
        size: Number of days.
        flags: A byte per day; 1 for a working day.
        upto: Number of working days up to and including each day.
        worked: The working days in order.
    """

    __slots__ = ("base", "flags", "size", "upto", "worked")

    def __init__(self, base: int, flags: bytes) -> None:
        self.base: Final = base
        self.flags: Final = flags
        self.size: Final = len(flags)
        self.upto: Final = list(accumulate(flags))
        self.worked: Final = [
            date.fromordinal(base + i) for i, flag in enumerate(flags) if flag
        ]

    def add(self, ordinal: int, n: int) -> date | None:
        """The n-th working day after a day (before it if n < 0); None outside the table."""
        i = ordinal - self.base
        if not 0 <= i < self.size:
            return None
        if n > 0:
            k = self.upto[i] + n
            return self.worked[k - 1] if k <= len(self.worked) else None
        if n < 0:
            k = self.upto[i] - self.flags[i] + n
            return self.worked[k] if k >= 0 else None
        return date.fromordinal(ordinal)

    def count(self, start: int, end: int) -> int:
        """Working days in (start, end]; minus those in [end, start) if end < start.

        Both days must be in the table.
        """
        a, b = start - self.base, end - self.base
        if a <= b:
            return self.upto[b] - self.upto[a]
        flags = self.flags
        return self.upto[b] - flags[b] - self.upto[a] + flags[a]


def weekday_flags(first: date, last: date) -> bytearray:
    """A flag for every day from `first` to `last`: 1 from Monday to Friday."""
    size = last.toordinal() - first.toordinal() + 1
    start = first.weekday()
    week = bytes(_MONDAY_TO_SUNDAY[start:] + _MONDAY_TO_SUNDAY[:start])
    return bytearray((week * (size // len(week) + 1))[:size])
