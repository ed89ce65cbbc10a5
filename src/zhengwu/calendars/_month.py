"""A month as text and as inline HTML."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu._width import pad, width
from zhengwu.calendars._day import Day, DayKind, DayStatus

if TYPE_CHECKING:
    from zhengwu.calendars._protocol import WorkCalendar

_WEEKDAYS: Final = "一二三四五六日"
_CELL: Final = 6  # columns of a terminal
_DAYS_A_WEEK: Final = 7

# A sign for each kind of day, and its colours: background and text.
_SIGNS: Final = {
    DayKind.WORKDAY: "",
    DayKind.WEEKEND: "",
    DayKind.STATUTORY: "法",
    DayKind.ADJUSTED_OFF: "调",
    DayKind.SUBSTITUTE: "补",
    DayKind.MAKE_UP: "班",
    DayKind.REGIONAL: "地",
    DayKind.EMERGENCY: "急",
}
_COLOURS: Final = {
    DayKind.WORKDAY: ("#ffffff", "#222222"),
    DayKind.WEEKEND: ("#eeeeee", "#666666"),
    DayKind.STATUTORY: ("#c62828", "#ffffff"),
    DayKind.ADJUSTED_OFF: ("#ffcdd2", "#7f0000"),
    DayKind.SUBSTITUTE: ("#ef9a9a", "#5f0000"),
    DayKind.MAKE_UP: ("#1565c0", "#ffffff"),
    DayKind.REGIONAL: ("#ffe082", "#5d4037"),
    DayKind.EMERGENCY: ("#ce93d8", "#38006b"),
}


@attrs.frozen
class MonthView(Value):
    """Month view (月历): weeks from Monday, with the kind of each day.

    Args:
        year: The year.
        month: The month, 1 to 12.
        days: The days of the month.
    """

    year: int
    month: int
    days: tuple[Day, ...]

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        months = {(day.date.year, day.date.month) for day in self.days}
        numbers = [day.date.day for day in self.days]
        if months != {(self.year, self.month)} or numbers != [
            *range(1, len(numbers) + 1)
        ]:
            raise InputError(
                f"days 应为 {self.year}年{self.month}月 的每一天,从 1 日起",
                f"days must be the days of {self.year}-{self.month:02}, from the 1st on",
            )

    @classmethod
    def of(cls, calendar: WorkCalendar, year: int, month: int) -> MonthView:
        """The view of a month of any working calendar."""
        last = monthrange(year, month)[1]
        return cls(
            year,
            month,
            tuple(calendar.day(date(year, month, n)) for n in range(1, last + 1)),
        )

    def _split_weeks(self) -> Iterator[list[Day | None]]:
        cells: list[Day | None] = [None] * self.days[0].date.weekday()
        cells += self.days
        cells += [None] * (-len(cells) % _DAYS_A_WEEK)
        for i in range(0, len(cells), _DAYS_A_WEEK):
            yield cells[i : i + _DAYS_A_WEEK]

    def __str__(self) -> str:
        """The month with a line per week; ``?`` marks days that are not announced."""
        title = f"{self.year}年{self.month}月"
        lines = [title, "".join(pad(name, _CELL) for name in _WEEKDAYS).rstrip()]
        lines += [
            "".join(pad(_write_text(day), _CELL) for day in week).rstrip()
            for week in self._split_weeks()
        ]
        kinds = dict.fromkeys(day.kind for day in self.days if _SIGNS[day.kind])
        lines.append(" ".join(f"{_SIGNS[kind]}={kind.label_zh}" for kind in kinds))
        return "\n".join(lines).rstrip()

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _WEEKDAYS)
        rows = "".join(
            "<tr>" + "".join(map(_write_cell, week)) + "</tr>"
            for week in self._split_weeks()
        )
        return (
            f'<table style="border-collapse:collapse;text-align:center">'
            f"<caption>{self.year}年{self.month}月</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _write_text(day: Day | None) -> str:
    if day is None:
        return ""
    question = "?" if day.status is DayStatus.PROJECTED else ""
    text = f"{day.date.day:>2}{_SIGNS[day.kind]}{question}"
    return text if width(text) <= _CELL else text[:_CELL]


def _write_cell(day: Day | None) -> str:
    if day is None:
        return "<td></td>"
    background, foreground = _COLOURS[day.kind]
    border = (
        "1px dashed #999" if day.status is DayStatus.PROJECTED else "1px solid #ddd"
    )
    style = (
        f"background:{background};color:{foreground};border:{border};padding:4px 8px"
    )
    title = escape(f"{day.date} {day.name_zh} {day.name_en} {day.source}".strip())
    return f'<td style="{style}" title="{title}">{day.date.day}</td>'
