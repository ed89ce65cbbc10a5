"""Opening windows and seasons of office hours, and the TOML table that defines them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import convert_or_keep
from zhengwu._text import require_text
from zhengwu._values import Value

_SUNDAY: Final = 6
_WINDOW: Final = re.compile(r"\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*\Z", re.ASCII)


@attrs.frozen(order=True)
class Window(Value):
    """Opening window (办公时段) of a day, over ``[start, end)``.

    Args:
        start: Opening time.
        end: Closing time, later on the same day.

    Raises:
        InputError: The window ends before it starts, or a time has a time zone.

    >>> Window.parse("09:00-12:00")
    Window(start=datetime.time(9, 0), end=datetime.time(12, 0))
    """

    start: dt.time
    end: dt.time

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for time in (self.start, self.end):
            if time.tzinfo is not None:
                raise InputError(
                    f"办公时段应为不带时区的北京时间,现为 {time!r}",
                    f"a window needs Beijing times without a time zone, not {time!r}",
                )
        if self.start >= self.end:
            raise InputError(
                f"办公时段 {self.start:%H:%M} 至 {self.end:%H:%M}:结束应晚于开始",
                f"window {self.start:%H:%M} to {self.end:%H:%M} ends before it starts",
            )

    @classmethod
    def parse(cls, text: str) -> Window:
        """Parse a window such as ``09:00-12:00``.

        Raises:
            InputError: The text does not have that form, or is no text.
        """
        match = _WINDOW.match(require_text(text))
        try:
            start, end = map(dt.time.fromisoformat, match.groups() if match else ("",))
        except ValueError:
            raise InputError(
                f"办公时段 {text!r} 应写作 09:00-12:00",
                f"window {text!r} must be written 09:00-12:00",
            ) from None
        return cls(start, end)


def offset(time: dt.time) -> int:
    """Microseconds since midnight."""
    seconds = (time.hour * 60 + time.minute) * 60 + time.second
    return seconds * 1_000_000 + time.microsecond


def to_windows(value: Iterable[Window | str]) -> tuple[Window, ...]:
    return convert_or_keep(_convert_windows, value)


def _convert_windows(value: Iterable[Window | str]) -> tuple[Window, ...]:
    windows = sorted(Window.parse(w) if isinstance(w, str) else w for w in value)
    for earlier, later in pairwise(windows):
        if later.start < earlier.end:
            raise InputError(
                f"办公时段重叠:{earlier.start:%H:%M}-{earlier.end:%H:%M} 与 "
                f"{later.start:%H:%M}-{later.end:%H:%M}",
                f"windows overlap: {earlier.start:%H:%M}-{earlier.end:%H:%M} and "
                f"{later.start:%H:%M}-{later.end:%H:%M}",
            )
    return tuple(windows)


def to_weekdays(
    value: Mapping[int, Iterable[Window | str]],
) -> Mapping[int, tuple[Window, ...]]:
    return convert_or_keep(_convert_weekdays, value)


def _convert_weekdays(
    value: Mapping[int, Iterable[Window | str]],
) -> Mapping[int, tuple[Window, ...]]:
    for weekday in value:
        if not 0 <= weekday <= _SUNDAY:
            raise InputError(
                f"星期应为 0(周一)至 6(周日),现为 {weekday!r}",
                f"a weekday is 0 (Monday) to 6 (Sunday), not {weekday!r}",
            )
    return {weekday: to_windows(windows) for weekday, windows in value.items()}


def to_dates(
    value: Mapping[dt.date, Iterable[Window | str]],
) -> Mapping[dt.date, tuple[Window, ...]]:
    return convert_or_keep(_convert_dates, value)


def _convert_dates(
    value: Mapping[dt.date, Iterable[Window | str]],
) -> Mapping[dt.date, tuple[Window, ...]]:
    return {
        as_date(day, "by_date"): to_windows(windows) for day, windows in value.items()
    }


@attrs.frozen(kw_only=True)
class Season(Value):
    """Seasonal hours (季节作息), from `first` to `last` of every year.

    Args:
        first: Month and day, such as ``(5, 1)``.
        last: Month and day; earlier than `first` if the season spans New Year.
        windows: Windows of a working day in the season.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    windows: tuple[Window, ...] = attrs.field(converter=to_windows)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for month, day in (self.first, self.last):
            try:
                dt.date(2024, month, day)  # a leap year, which allows 29 February
            except ValueError:
                raise InputError(
                    f"季节的起止 {month}-{day} 不是日期",
                    f"start or end of a season: there is no day {month}-{day}",
                ) from None

    def covers(self, day: dt.date) -> bool:
        """Whether the season includes a day."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@attrs.frozen
class _SeasonTable:
    first: str
    last: str
    windows: list[str]

    def to_season(self) -> Season:
        """Convert the table to a Season."""
        return Season(
            first=_parse_month_day(self.first),
            last=_parse_month_day(self.last),
            windows=to_windows(self.windows),
        )


@attrs.frozen
class HoursTable:
    regular: list[str]
    weekday: dict[str, list[str]] = attrs.field(factory=dict)
    service: dict[str, list[str]] = attrs.field(factory=dict)
    date: dict[str, list[str]] = attrs.field(factory=dict)
    season: list[_SeasonTable] = attrs.field(factory=list)


def _parse_month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    if not (text.isascii() and month.isdigit() and day.isdigit()):
        raise InputError(
            f"季节的起止 {text!r} 应写作 05-01",
            f"start or end of a season {text!r} must be written 05-01",
        )
    return int(month), int(day)


def parse_weekdays(
    table: dict[str, list[str]], source: str
) -> dict[int, tuple[Window, ...]]:
    """Convert a TOML table with weekdays "1" to "7" to windows by weekday 0 to 6."""
    for name in table:
        if name not in tuple("1234567"):
            raise InputError(
                f"{source}:星期 {name!r} 应为 1(周一)至 7(周日)",
                f"{source}: weekday {name!r} must be 1 (Monday) to 7 (Sunday)",
            )
    return {int(name) - 1: to_windows(w) for name, w in table.items()}
