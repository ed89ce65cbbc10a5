"""Writes the golden answers; read the difference before you commit it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zhengwu.calendars import DayKind, china_calendar

HERE = Path(__file__).parent
NORMAL = (DayKind.WORKDAY, DayKind.WEEKEND)


def year(number: int) -> Iterator[str]:
    """Days of a year that differ from a normal week, or have a source."""
    for day in china_calendar().days(date(number, 1, 1), date(number, 12, 31)):
        if day.kind not in NORMAL or day.source:
            worked = "worked" if day.working else "off"
            yield f"{day.date},{day.date:%a},{worked},{day.kind.value},{day.name_zh},{day.source}"


def files() -> Iterator[tuple[Path, str]]:
    """Path of each golden file, and the text that it should have."""
    for number in range(2004, 2027):
        yield HERE / "calendar" / f"{number}.csv", "\n".join(year(number)) + "\n"


if __name__ == "__main__":
    for path, text in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
