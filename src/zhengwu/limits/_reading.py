"""Time limits as portals and statutes write them, read into values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import attrs

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu.limits._units import Unit
from zhengwu.limits._values import LIMIT_TYPES, Amount, Limit, OnTheSpot


class ReadingStatus(Enum):
    """How a text was understood (识读状态)."""

    OK = "ok"
    COMPOUND = "compound"
    NONE = "none"
    IMMEDIATE = "immediate"
    RANGE = "range"
    CONDITIONAL = "conditional"
    NEEDS_DEFAULT = "needs_default"
    UNPARSEABLE = "unparseable"


@attrs.frozen(kw_only=True)
class LimitReading:
    """What a text says about a time limit (时限识读结果).

    Args:
        text: The text as it was given.
        status: How it was understood.
        limit: The limit, where there is exactly one and it is no extension.
        parts: Every amount that was found, in the order of the text; a text about an
            extension (延长) is ``compound`` even where it names one amount only.
        amount: The number, where it has no unit (status ``needs_default``).
        starts_from: The event from which it runs, in the words of the text.
        exclusions: What is not counted, in the words of the text.
        ignored: Words that were not understood.
    """

    text: str
    status: ReadingStatus
    limit: Limit | None = None
    parts: tuple[Limit, ...] = ()
    amount: Amount | None = None
    starts_from: str | None = None
    exclusions: tuple[str, ...] = ()
    ignored: str = ""

    def with_unit(self, unit: Unit) -> LimitReading:
        """Read a bare number as that unit; other readings stay as they are."""
        if self.status is not ReadingStatus.NEEDS_DEFAULT or self.amount is None:
            return self
        limit = _limit(self.amount, unit)
        if limit is None:
            return attrs.evolve(self, status=ReadingStatus.UNPARSEABLE, amount=None)
        return attrs.evolve(
            self, status=ReadingStatus.OK, limit=limit, parts=(limit,), amount=None
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the command line's JSON."""
        only = self.parts[0] if len(self.parts) == 1 else None
        amount = only.amount if only is not None else self.amount
        return {
            "text": self.text,
            "status": self.status.value,
            "amount": _plain(amount),
            "unit": only.unit.value if only is not None else None,
            "parts": [
                {"amount": _plain(part.amount), "unit": part.unit.value}
                for part in self.parts
            ],
            "starts_from": self.starts_from,
            "exclusions": list(self.exclusions),
        }


def _plain(amount: Amount | None) -> int | float | None:
    return amount if amount is None or isinstance(amount, int) else float(amount)


def make_limit(amount: Amount, unit: Unit) -> Limit:
    """The limit of that amount and unit.

    Raises:
        InputError: The amount makes no sense for that unit.
    """
    return LIMIT_TYPES[unit](amount)


# 繁体 → 简体, the characters that occur in wordings of limits.
_SIMPLE: Final = str.maketrans(
    "個時內當場辦結週鐘間從過後審現請齊備無兩貳參陸億萬條歷曆華",
    "个时内当场办结周钟间从过后审现请齐备无两贰叁陆亿万条历历华",
)

_UNITS: Final = {
    "日(工作日)": Unit.WORKING_DAY,
    "天(工作日)": Unit.WORKING_DAY,
    "工作日": Unit.WORKING_DAY,
    "工作天": Unit.WORKING_DAY,
    "自然日": Unit.CALENDAR_DAY,
    "日历日": Unit.CALENDAR_DAY,
    "日历天": Unit.CALENDAR_DAY,
    "小时": Unit.HOUR,
    "分钟": Unit.MINUTE,
    "星期": Unit.WEEK,
    "周年": Unit.YEAR,
    "周": Unit.WEEK,
    "月": Unit.MONTH,
    "年": Unit.YEAR,
    "日": Unit.UNSPECIFIED_DAY,
    "天": Unit.UNSPECIFIED_DAY,
}
# Bounded, and taken whole or not at all: part of a longer run of digits is no amount.
_NUMERALS: Final = f"[{CHINESE_NUMERAL_CHARS}]"
_NUMBER: Final = rf"(?:\d{{1,9}}(?:\.\d{{1,3}})?|{_NUMERALS}{{1,12}})"
_AMOUNT: Final = re.compile(
    rf"(?<![\d./E×\u2044])(?<!\d,)(?<!{_NUMERALS})(?<!^-)(?<![(:]-)"
    rf"(?:(?P<low>{_NUMBER})(?P<to>[-~至到—–+加]))?(?P<number>{_NUMBER})"
    rf"[个各]?(?P<half>半)?\(?个?(?P<unit>{'|'.join(map(re.escape, _UNITS))})\)?"
    r"(?P<and_half>半)?"
)
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT_A_LIMIT: Final = re.compile(
    rf"第{_NUMBER}[条款项章号]"  # 第二十二条
    r"|(?<!\d)\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"  # 2026年1月1日
    rf"|(?<![\d])(?<!{_NUMERALS}){_NUMBER}月{_NUMBER}日"  # 12月31日
)
_EXCLUDED: Final = re.compile(
    r"[(,;]?(?:不含|不包括|不包含|扣除)(?P<after>[^),;。]+)\)?"
    r"|[(,;](?P<before>[^(),;。]+?)(?:除外|不计入[^),;。]*|不计算在内)\)?"
)
_STARTS: Final = re.compile(
    r"(?P<from>自[^,;。]{1,40}?之[日时]起|(?:收到|受理|接到)[^,;。]{0,30}?(?:之日起|后))"
)
_NONE: Final = frozenset(
    {
        "",
        "-1(工作日)",
        "无",
        "-1",
        "-",
        "--",
        "—",
        "/",
        "无期限",
        "无时限",
        "不限",
        "暂无",
        "无法定时限",
        "无承诺时限",
    }
)
_AT_ONCE: Final = re.compile(
    r"即办|即时|当场|立即|当日|当天|当面|随到随办|即来即办|马上办"
)
_BARE: Final = re.compile(rf"{_NUMBER}\Z")


def parse_limit(text: str) -> LimitReading:
    """Read a time limit from the words of a portal, a notice or a statute.

    Never raises on text. 日 and 天 stay `Unit.UNSPECIFIED_DAY`.

    >>> reading = parse_limit("自受理之日起20个工作日内(不含听证时间)")
    >>> reading.limit
    WorkingDays(amount=20)
    >>> reading.starts_from, reading.exclusions
    ('自受理之日起', ('听证时间',))
    >>> parse_limit("尽快").status.value
    'unparseable'
    """
    return _cached(text) if len(text) <= _OFTEN else _parse(text)


_OFTEN: Final = 200  # characters; longer texts do not come twice


@lru_cache(maxsize=4096)
def _cached(text: str) -> LimitReading:
    return _parse(text)


def _parse(text: str) -> LimitReading:
    clean = "".join(unicodedata.normalize("NFKC", text).translate(_SIMPLE).split())
    clean = _THOUSANDS.sub("", clean)
    if clean in _NONE:
        return LimitReading(text=text, status=ReadingStatus.NONE)
    exclusions = tuple(
        match["after"] or match["before"] for match in _EXCLUDED.finditer(clean)
    )
    rest = _NOT_A_LIMIT.sub(" ", _EXCLUDED.sub(" ", clean))
    starts = _STARTS.search(rest)
    about: dict[str, Any] = {
        "text": text,
        "exclusions": exclusions,
        "starts_from": starts["from"] if starts else None,
    }
    found = [*_amounts(rest)]
    if not found:
        return _without_amount(rest, about)
    parts = tuple(limit for limits in found for limit in limits)
    if _EXTENSION in rest:
        return LimitReading(status=ReadingStatus.COMPOUND, parts=parts, **about)
    if len(parts) == 1:
        return LimitReading(
            status=ReadingStatus.OK, limit=parts[0], parts=parts, **about
        )
    status = ReadingStatus.RANGE if len(found) == 1 else ReadingStatus.COMPOUND
    return LimitReading(status=status, parts=parts, **about)


_EXTENSION: Final = "延长"
_SAID_BEFORE: Final = re.compile(r"以?内(?:不能|无法|未能)")  # 二十日内不能作出决定的


def _amounts(text: str) -> Iterator[list[Limit]]:
    seen: set[Limit] = set()
    for match in _AMOUNT.finditer(text):
        unit = _UNITS[match["unit"]]
        ends = [parse_number(end) for end in (match["low"], match["number"]) if end]
        if (match["half"] or match["and_half"]) and ends[-1] is not None:
            ends[-1] += _HALF
        limits = [limit for end in ends if (limit := _limit(end, unit)) is not None]
        if seen.issuperset(limits) and _SAID_BEFORE.match(text, match.end()):
            continue
        seen.update(limits)
        if match["to"] in _PLUS:
            yield from ([limit] for limit in limits)
        elif limits:
            yield limits


_HALF: Final = Decimal("0.5")
_PLUS: Final = frozenset({"+", "加"})


def _limit(amount: Amount | None, unit: Unit) -> Limit | None:
    if amount is None:
        return None
    try:
        return make_limit(amount, unit)
    except ValueError:
        return None


def _without_amount(rest: str, about: dict[str, Any]) -> LimitReading:
    if _AT_ONCE.search(rest):
        spot = OnTheSpot()
        return LimitReading(
            status=ReadingStatus.IMMEDIATE, limit=spot, parts=(spot,), **about
        )
    if _BARE.match(rest) and (amount := parse_number(rest)) is not None:
        return LimitReading(status=ReadingStatus.NEEDS_DEFAULT, amount=amount, **about)
    return LimitReading(status=ReadingStatus.UNPARSEABLE, ignored=rest.strip(), **about)
