"""The State Council's holiday arrangements, one row per notice (放假通知)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import attrs

from zhengwu._tables import read_rows
from zhengwu._values import Value


@attrs.frozen
class DaysOff(Value):
    """Consecutive days off for a festival (放假安排), both ends included."""

    name: str
    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


@attrs.frozen(kw_only=True)
class Notice(Value):
    """Notice of days off (放假通知) for a year, or an amendment to a notice.

    Args:
        id: The year, or the year with ``-a`` for an amendment.
        year: The year that the notice arranges.
        document: Document number, where known.
        issued: Day on which the notice was signed.
        issued_basis: ``notice`` if the text of the notice states the day, ``page`` if
            another page does.
        known_from: Day of publication, to which `as_of` refers; the day of signing if the
            day of publication is unknown.
        days_off: The days off as the notice lists them, including listed weekends.
        make_up: Weekend days that become working days.
        supersedes: Id of the amended notice.
        source: Source of the text.
    """

    id: str
    year: int
    document: str
    issued: date
    issued_basis: str
    known_from: date
    days_off: tuple[DaysOff, ...]
    make_up: tuple[date, ...]
    supersedes: str = ""
    source: str = ""

    @property
    def is_amendment(self) -> bool:
        """Whether the notice changes an earlier arrangement."""
        return bool(self.supersedes)


@cache
def notices() -> tuple[Notice, ...]:
    """Every arrangement since 2004 and every amendment, in order of publication."""
    rows = [_to_notice(row) for row in read_rows("zhengwu.calendars", "notices.csv")]
    return tuple(sorted(rows, key=lambda notice: notice.known_from))


def _to_notice(row: dict[str, str]) -> Notice:
    return Notice(
        id=row["id"],
        year=int(row["year"]),
        document=row["document"],
        issued=date.fromisoformat(row["issued"]),
        issued_basis=row["issued_basis"],
        known_from=date.fromisoformat(row["known_from"]),
        days_off=tuple(map(_parse_days_off, row["days_off"].split())),
        make_up=tuple(map(date.fromisoformat, row["make_up"].split())),
        supersedes=row["supersedes"],
        source=row["source"],
    )


def _parse_days_off(text: str) -> DaysOff:
    name, _, span = text.partition(":")
    first, _, last = span.partition("..")
    return DaysOff(name, date.fromisoformat(first), date.fromisoformat(last or first))
