"""Checks of dates and instants that every package shares.

A `datetime` is a `date` to Python but not to a calendar of days, so a datetime passed
where a date is meant is refused and never truncated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Final, Protocol

from zhengwu._errors import InputError
from zhengwu._text import Lang, Text

BEIJING: Final = timezone(timedelta(hours=8), "+08:00")
"""Beijing time (北京时间), the only time zone of mainland China since 1949."""

_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_ALWAYS: Final = Text("长期", "at all times")
_BEFORE: Final = Text("{until} 之前", "before {until}")
_FROM: Final = Text("自 {since} 起", "from {since}")
_BETWEEN: Final = Text(
    "自 {since} 起至 {until} 之前", "from {since} until before {until}"
)


def as_date(value: object, name: str) -> date:
    """Return `value` if it is a date and not a datetime.

    Raises:
        InputError: `value` is anything else; the message says what to pass instead.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, datetime):
        raise InputError(
            f"{name} 应为日期,现为时刻 {value.isoformat()};请按北京时间取 .date()",
            f"{name} must be a date, not the instant {value.isoformat()}; "
            "take its .date() in Beijing time",
        )
    raise InputError(
        f"{name} 应为 datetime.date,现为 {value!r}",
        f"{name} must be a datetime.date, not {value!r}",
    )


def within(on: date, since: date | None, until: date | None) -> bool:
    """Whether a day lies in ``[since, until)``; None means unbounded on that side.

    >>> within(date(2026, 7, 1), date(2026, 7, 1), None)
    True
    >>> within(date(2026, 7, 1), None, date(2026, 7, 1))
    False
    """
    return (since is None or since <= on) and (until is None or on < until)


class Dated(Protocol):
    """A record valid over ``[since, until)``."""

    @property
    def id(self) -> str: ...
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


def check_interval(value: Dated, name: Text) -> None:
    """Refuse a record whose id, days or interval cannot be used; `name` is its kind.

    Raises:
        InputError: The id is empty, a bound is not a date, or the end is not after the
            start.
    """
    if not value.id:
        raise InputError(
            f"{name.zh} 没有标识;请填写编号",
            f"{name.en} has no id; give it a number",
        )
    since, until = value.since, value.until
    if since is not None:
        as_date(since, "since")
    if until is not None:
        as_date(until, "until")
    if since and until and until <= since:
        raise InputError(
            f"{name.zh} {value.id} 的终止日 {until} 不晚于起始日 {since}",
            f"{name.en} {value.id} ends on {until}, not after its start {since}",
        )


def change_days(values: Iterable[Dated]) -> set[date]:
    """Days on which any of the records begins or ends."""
    days = {day for value in values for day in (value.since, value.until)}
    return {day for day in days if day is not None}


def span_data(since: date | None, until: date | None) -> dict[str, str]:
    """An interval as data of a finding: both days in ISO form, and a phrase per language."""
    return {
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "when_zh": span_label(since, until),
        "when_en": span_label(since, until, "en"),
    }


def span_label(since: date | None, until: date | None, lang: Lang = "zh") -> str:
    """Describe an interval ``[since, until)`` for people.

    >>> span_label(date(2026, 7, 1), None), span_label(None, date(2026, 7, 1), "en")
    ('自 2026-07-01 起', 'before 2026-07-01')
    """
    if since is None:
        return _ALWAYS.say(lang) if until is None else _BEFORE.say(lang, until=until)
    if until is None:
        return _FROM.say(lang, since=since)
    return _BETWEEN.say(lang, since=since, until=until)


def as_instant(value: object, name: str) -> datetime:
    """Return `value` as an instant in Beijing time.

    Raises:
        InputError: `value` is no datetime, or has no time zone.
    """
    if not isinstance(value, datetime):
        raise InputError(
            f"{name} 应为带时区的时刻(datetime),现为 {value!r}",
            f"{name} must be an aware datetime, not {value!r}",
        )
    if value.utcoffset() is None:
        raise InputError(
            f"{name} {value.isoformat()} 没有时区;请写明,例如 {value.isoformat()}+08:00",
            f"{name} {value.isoformat()} has no time zone; state it, for example "
            f"{value.isoformat()}+08:00",
        )
    try:
        return value.astimezone(BEIJING)
    except OverflowError:
        raise InputError(
            f"{name} {value.isoformat()} 超出公历范围",
            f"{name} {value.isoformat()} is outside the Gregorian calendar",
        ) from None


def parse_date(text: str, name: str = "日期") -> date:
    """Read an ISO 8601 day such as ``2026-11-21``.

    Raises:
        InputError: The text has another form, or the day does not exist.
    """
    match = _ISO_DATE.match(text.strip())
    if match is None:
        raise InputError(
            f"{name} {text!r} 应写作 YYYY-MM-DD",
            f"date {text!r} must be written YYYY-MM-DD",
        )
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise InputError(
            f"{name} {text!r} 不存在;请核对月和日",
            f"date {text!r} does not exist; check the month and the day",
        ) from None


def parse_instant(text: str, name: str = "时刻") -> datetime:
    """Read an ISO 8601 instant with its time zone, such as ``2026-11-21T09:30+08:00``.

    Raises:
        InputError: The text has another form, or states no time zone.
    """
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(
            f"{name} {text!r} 应写作 YYYY-MM-DDTHH:MM+08:00",
            f"instant {text!r} must be written YYYY-MM-DDTHH:MM+08:00",
        ) from None
    return as_instant(value, name)
