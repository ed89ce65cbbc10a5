"""Time limits as portals and statutes write them, read into values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu._patterns import Pattern
from zhengwu._text import TextEnum, as_text, quote_value
from zhengwu._values import Value
from zhengwu.limits.reading._days import DayRule, decide_days
from zhengwu.limits.values._base import Amount
from zhengwu.limits.values._limit import (
    LIMIT_TYPES,
    Limit,
    LimitRange,
    LimitSteps,
    SimpleLimit,
    make_limit,
)
from zhengwu.limits.values._time import HalfDay, WorkingHours, WorkingMinutes
from zhengwu.limits.values._units import Unit
from zhengwu.limits.values._values import OnTheSpot, SameDay, UnspecifiedDays


class ReadingStatus(TextEnum):
    """How a text was understood (识读状态)."""

    OK = "ok", "读懂", "read"
    COMPOUND = "compound", "几个时限", "several limits"
    NONE = "none", "未规定", "none stated"
    IMMEDIATE = "immediate", "即办", "at once"
    RANGE = "range", "区间", "range"
    CONDITIONAL = "conditional", "分情形", "conditional"
    NEEDS_DEFAULT = "needs_default", "未写单位", "unit missing"
    UNPARSEABLE = "unparseable", "不能读懂", "not understood"


@attrs.frozen(kw_only=True)
class LimitReading(Value):
    """What a text says about a time limit (时限识读结果).

    Args:
        text: The text as it was given.
        status: How it was understood.
        limit: The limit, if the text states exactly 1 limit besides its extension; a range
            or a sum such as 13+7 is a single limit. None where no limit is stated (无).
        parts: Every amount of the text, in order; a text about an extension (延长) is
            ``compound`` even if it states a single amount.
        extension: By how much it may be extended, where the text says so.
        summed: Whether the text adds the parts up (13+7).
        backward: Whether it is counted back from its event (届满三十日前).
        amount: The number, where it has no unit (status ``needs_default``).
        starts_from: The event from which it runs, in the words of the text.
        exclusions: What is not counted, in the words of the text.
    """

    text: str
    status: ReadingStatus
    limit: Limit | None = None
    parts: tuple[SimpleLimit, ...] = ()
    extension: SimpleLimit | None = None
    summed: bool = False
    backward: bool = False
    amount: Amount | None = None
    starts_from: str | None = None
    exclusions: tuple[str, ...] = ()

    @property
    def ignored(self) -> str:
        """Words that were not understood, or play no part in the limit."""
        return _left_over(self.text)

    def with_unit(self, unit: Unit) -> LimitReading:
        """Read a bare number as that unit; other readings stay as they are."""
        if self.status is not ReadingStatus.NEEDS_DEFAULT or self.amount is None:
            return self
        limit = _limit(self.amount, LIMIT_TYPES[unit])
        if limit is None:
            return attrs.evolve(self, status=ReadingStatus.UNPARSEABLE, amount=None)
        return attrs.evolve(
            self, status=ReadingStatus.OK, limit=limit, parts=(limit,), amount=None
        )

    def with_days(self, rule: DayRule | Unit) -> LimitReading:
        """Decide what 日 and 天 mean, by a statute's rule or as one unit for all.

        Raises:
            InputError: The unit is neither working nor calendar days.

        >>> parse_limit("二十日内").with_days(Unit.WORKING_DAY).limit
        WorkingDays(amount=20)
        """

        def decided(part: SimpleLimit) -> SimpleLimit:
            return (
                decide_days(part, rule) if isinstance(part, UnspecifiedDays) else part
            )

        parts = tuple(map(decided, self.parts))
        limit = self.limit
        if isinstance(limit, UnspecifiedDays):
            limit = decide_days(limit, rule)
        elif limit is None and self.extension is None:
            limit = _together(self.status, parts, summed=self.summed)
        return attrs.evolve(
            self,
            limit=limit,
            parts=parts,
            extension=decided(self.extension) if self.extension else None,
        )

    def to_record(self) -> dict[str, Any]:
        """Plain data with the keys of the command line's JSON."""
        only = self.parts[0] if len(self.parts) == 1 else None
        amount = only.amount if only is not None else self.amount
        return {
            "text": self.text,
            "status": self.status.value,
            "amount": _to_plain_number(amount),
            "unit": only.unit.value if only is not None else None,
            "parts": [
                {"amount": _to_plain_number(part.amount), "unit": part.unit.value}
                for part in self.parts
            ],
            "starts_from": self.starts_from,
            "exclusions": list(self.exclusions),
            "extension": None
            if self.extension is None
            else {
                "amount": _to_plain_number(self.extension.amount),
                "unit": self.extension.unit.value,
            },
            "backward": self.backward,
        }


def _to_plain_number(amount: Amount | None) -> int | float | None:
    return amount if amount is None or isinstance(amount, int) else float(amount)


# 繁体 → 简体, the characters that occur in wordings of limits.
_SIMPLE: Final = str.maketrans(
    "個時內當場辦結週鐘間從過後審現請齊備無兩貳參陸億萬條歷曆華",
    "个时内当场办结周钟间从过后审现请齐备无两贰叁陆亿万条历历华",
)

_TRADITIONAL: Final = frozenset(map(chr, _SIMPLE))
_UNITS: Final[dict[str, Callable[[Any], SimpleLimit]]] = {
    "工作小时": WorkingHours,
    "工作分钟": WorkingMinutes,
    **{
        text: LIMIT_TYPES[unit]
        for text, unit in (
            ("日(工作日)", Unit.WORKING_DAY),
            ("天(工作日)", Unit.WORKING_DAY),
            ("工作日", Unit.WORKING_DAY),
            ("工作天", Unit.WORKING_DAY),
            ("自然日", Unit.CALENDAR_DAY),
            ("日历日", Unit.CALENDAR_DAY),
            ("日历天", Unit.CALENDAR_DAY),
            ("小时", Unit.HOUR),
            ("分钟", Unit.MINUTE),
            ("星期", Unit.WEEK),
            ("周年", Unit.YEAR),
            ("周", Unit.WEEK),
            ("月", Unit.MONTH),
            ("年", Unit.YEAR),
            ("日", Unit.UNSPECIFIED_DAY),
            ("天", Unit.UNSPECIFIED_DAY),
        )
    },
}
# Bounded, and taken whole or not at all: part of a longer run of digits is no amount.
_NUMERALS: Final = f"[{CHINESE_NUMERAL_CHARS}]"
_NUMBER: Final = rf"(?:\d{{1,9}}(?:\.\d{{1,3}})?|{_NUMERALS}{{1,12}})"
_AMOUNT: Final = Pattern(
    rf"(?=[\d{CHINESE_NUMERAL_CHARS}])"  # perf: before looking behind
    rf"(?<![\d.E×\u2044负])(?<!\d[,/。·])(?<!{_NUMERALS})(?<!{_NUMERALS}、)(?<!^-)(?<![(:]-)"
    rf"(?:(?P<low>{_NUMBER})(?P<to>[-~至到—–+加]))?(?P<number>{_NUMBER})"
    rf"[个各]?(?P<half>半)?\(?个?(?P<unit>{'|'.join(map(re.escape, _UNITS))})\)?"
    r"(?P<and_half>半)?"
)
_THOUSANDS: Final = Pattern(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT_A_LIMIT: Final = Pattern(
    rf"(?=[第每周星\d{CHINESE_NUMERAL_CHARS}])(?:"  # perf: where one may begin
    rf"第{_NUMBER}[条款项章号]"  # 第二十二条
    rf"|{_NUMBER}周岁(?:以上|以下)?"  # 年满18周岁
    rf"|每年(?:的)?{_NUMBER}月(?:份)?(?:[至到-](?:次年)?{_NUMBER}月)?(?:{_NUMBER}日)?前?"
    rf"|每(?:个)?(?:月|季度?|周){_NUMBER}日前?"  # 每月10日前
    r"|(?:周|星期)[一二三四五六日天](?:[至到-](?:周|星期)?[一二三四五六日天])?"
    r"|(?<!\d)\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"  # 2026年1月1日
    rf"|(?<![\d])(?<!{_NUMERALS}){_NUMBER}月{_NUMBER}日"  # 12月31日
    r")"
)
_EXCLUDED: Final = Pattern(
    r"[(,;]?(?:不含|不包括|不包含|扣除)(?P<after>[^),;。]+)\)?"
    r"|[(,;](?P<before>[^(),;。]+?)(?:除外|不计入[^),;。]*|不计算在内)\)?"
    r"|^(?P<first>[^(),;。]{1,100}?)(?:除外|不计入[^),;。]*+|不计算在内)(?=[,;].*\d)"
)
_STARTS: Final = Pattern(
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
_AT_ONCE: Final = Pattern(r"即办|即时|当场|立即|当面|随到随办|即来即办|马上办")
_SAME_DAY: Final = Pattern(r"当日|当天|即日")
_HALF_DAY: Final = Pattern(r"(?<![一二两三四五六七八九十个\d])半[日天](?![一二三\d])")
_HALF_YEAR: Final = Pattern(r"(?<![一二两三四五六七八九十个\d])半年")
# Words that introduce or close a limit and change nothing in it.
_FILLER: Final = Pattern(
    r"法定|承诺|办结|办理|时限|期限|时间|应当|为|在|以?内|之?内|[:,;、。()()]|\s"
)
_BARE: Final = Pattern(rf"{_NUMBER}\Z")


def parse_limit(text: object) -> LimitReading:
    """Read a time limit from the words of a portal, a notice or a statute (识读时限).

    Never raises. 日 and 天 stay `Unit.UNSPECIFIED_DAY`. A number is read like its digits;
    None and NaN state no limit; another object that is no text is not understood.

    >>> reading = parse_limit("自受理之日起20个工作日内(不含听证时间)")
    >>> reading.limit
    WorkingDays(amount=20)
    >>> reading.starts_from, reading.exclusions
    ('自受理之日起', ('听证时间',))
    >>> parse_limit("尽快").status.value
    'unparseable'
    """
    if not isinstance(text, str):
        words = as_text(text)
        if words is None:
            return LimitReading(
                text=quote_value(text), status=ReadingStatus.UNPARSEABLE
            )
        text = words
    return _parse_cached(text) if len(text) <= _OFTEN else _parse(text)


_OFTEN: Final = 200  # characters; longer texts do not come twice


@lru_cache(maxsize=4096)
def _parse_cached(text: str) -> LimitReading:
    return _parse(text)


def _clean(text: str) -> str:
    """Half width, simplified, without blanks; sums spelt out."""
    clean = "".join(unicodedata.normalize("NFKC", text).split())
    if not _TRADITIONAL.isdisjoint(clean):  # perf: translating costs more than looking
        clean = clean.translate(_SIMPLE)
    if "," in clean:
        clean = _THOUSANDS.sub("", clean)
    if "+" in clean or "零" in clean:
        clean = _CHAIN.sub(_spelt_out, _AND.sub("加", clean))
    return clean


def _rest(clean: str, *, excluded: bool) -> str:
    """Without what is excluded, and without numbers that are no limit."""
    rest = _EXCLUDED.sub(" ", clean) if excluded else clean
    if not _NUMBERED.isdisjoint(rest):  # perf: most texts have none of these
        rest = _NOT_A_LIMIT.sub(" ", rest)
    return rest


_NUMBERED: Final = frozenset("第月年岁每周星")


def _parse(text: str) -> LimitReading:
    clean = _clean(text)
    if clean in _NONE:
        return LimitReading(text=text, status=ReadingStatus.NONE)
    exclusions = tuple(
        match["after"] or match["before"] or match["first"]
        for match in _EXCLUDED.finditer(clean)
    )
    rest = _rest(clean, excluded=bool(exclusions))
    starts = _STARTS.search(rest)
    about: dict[str, Any] = {
        "text": text,
        "exclusions": exclusions,
        "starts_from": starts["from"] if starts else None,
    }
    amounts = [*_amounts(rest)]
    if not amounts:
        return _without_amount(rest, about)
    about["backward"] = "前" in rest and any(_is_back(rest, a) for a in amounts)
    amounts = _decide_units(rest, amounts)
    parts = tuple(limit for amount in amounts for limit in amount.limits)
    if extension := _EXTENSION.search(rest):
        return _read_extension(rest, extension.start(), amounts, parts, about)
    if len(parts) == 1:
        return LimitReading(
            status=ReadingStatus.OK, limit=parts[0], parts=parts, **about
        )
    status = ReadingStatus.RANGE if len(amounts) == 1 else ReadingStatus.COMPOUND
    summed = any(amount.summed for amount in amounts)
    whole = _together(status, parts, summed=summed)
    return LimitReading(status=status, limit=whole, parts=parts, summed=summed, **about)


_EXTENSION: Final = Pattern(
    r"延长|(?:可以?|能)(?:适当)?(?:延期|顺延|展期)"
    rf"(?=\D{{0,4}}{_NUMBER}[个各]?(?:工作|自然)?[日天月年周小])"
)
# How a text states the kind of days next to the number.
_KINDS: Final = Pattern(
    r"\((?:指|按|均为|以|为)?(?P<kind>工作日|自然日|日历[日天])(?:计算?)?\)"
    r"|(?:以|按)(?P<by>工作日|自然日|日历[日天])计"
    rf"|(?P<front>工作日|自然日)(?={_NUMBER}[日天])"
)
_OFFICE: Final = Pattern(r"以?内?\(?(?:按|以|在)?(?:工作|办公|上班)时间")
_IN_OFFICE: Final[dict[str, Callable[[Any], SimpleLimit]]] = {
    "小时": WorkingHours,
    "分钟": WorkingMinutes,
}
_DAY_WORDS: Final = frozenset({"日", "天"})
_TO: Final = Pattern(r"延长(?:时限|期限|时间)?[至到]")
_BEFORE: Final = Pattern(r"(?:之|以)?前")
_AHEAD: Final = Pattern(r"(?:届满|期满|到期|终止|提)前?(?:至少)?\Z")
_MOST_SUMMED: Final = 20  # numbers of a sum; a longer run of numbers is no limit
_CHAIN: Final = Pattern(
    rf"((?:{_NUMBER}\+){{1,{_MOST_SUMMED}}})({_NUMBER})([个各]?)({'|'.join(map(re.escape, _UNITS))})"
)
_AND: Final = Pattern(rf"(?<=[月年日天时])零(?={_NUMBER})")


def _spelt_out(match: re.Match[str]) -> str:
    """13+7个工作日 as 13个工作日+7个工作日."""
    heads, last, piece, unit = match.groups()
    numbers = [*heads.rstrip("+").split("+"), last]
    return "+".join(f"{number}{piece}{unit}" for number in numbers)


def _is_back(text: str, amount: _Amount) -> bool:
    """届满三十日前, 届满前30日, 提前30天."""
    if _BEFORE.match(text, amount.end):
        return True
    ahead = _AHEAD.search(text[max(0, amount.start - _NEAR) : amount.start])
    return ahead is not None and "前" in ahead.group()


_NEAR: Final = 8  # characters before an amount that may say so


def _decide_units(text: str, amounts: list[_Amount]) -> list[_Amount]:
    """Convert 日 and 天 to the kind of days that the text names next to the number."""
    named = {
        (match["kind"] or match["by"] or match["front"])[:2]
        for match in _KINDS.finditer(text)
    }
    if len(named) != 1:
        return amounts
    unit = Unit.WORKING_DAY if named == {"工作"} else Unit.CALENDAR_DAY
    return [
        amount._replace(
            limits=[
                decide_days(limit, unit)
                if isinstance(limit, UnspecifiedDays)
                else limit
                for limit in amount.limits
            ]
        )
        for amount in amounts
    ]


_SAID_BEFORE: Final = Pattern(r"以?内(?:不能|无法|未能)")  # 二十日内不能作出决定的


class _Amount(NamedTuple):
    """An amount in the text; two limits for a range."""

    start: int
    end: int
    limits: list[SimpleLimit]
    summed: bool = False


def _amounts(text: str) -> Iterator[_Amount]:
    seen: set[SimpleLimit] = set()
    for match in _AMOUNT.finditer(text):
        kind = _UNITS[match["unit"]]
        if _OFFICE.match(text, match.end()):
            kind = _IN_OFFICE.get(match["unit"], kind)
        if match["half"] and match["unit"] in _DAY_WORDS:
            continue  # 两个半天 is not two and a half
        ends = [parse_number(end) for end in (match["low"], match["number"]) if end]
        if (match["half"] or match["and_half"]) and ends[-1] is not None:
            ends[-1] += _HALF
        limits = [limit for end in ends if (limit := _limit(end, kind)) is not None]
        if seen.issuperset(limits) and _SAID_BEFORE.match(text, match.end()):
            continue
        seen.update(limits)
        start, end = match.span()
        if match["to"] in _PLUS:
            for limit in limits:
                yield _Amount(start, end, [limit], summed=True)
        elif limits:
            summed = text[start - 1 : start] in _PLUS and start > 0
            yield _Amount(start, end, limits, summed=summed)


_HALF: Final = Decimal("0.5")
_PLUS: Final = frozenset({"+", "加"})


def _limit(
    amount: Amount | None, kind: Callable[[Any], SimpleLimit]
) -> SimpleLimit | None:
    if amount is None:
        return None
    if isinstance(amount, Decimal) and amount == _HALF and kind is UnspecifiedDays:
        return HalfDay()
    try:
        return kind(amount)
    except ValueError:
        return None


def _together(
    status: ReadingStatus, parts: tuple[SimpleLimit, ...], *, summed: object
) -> Limit | None:
    """Combine several limits to a single limit, where the text means a single limit."""
    if any(isinstance(part, UnspecifiedDays) for part in parts):
        return None  # the kind of days must be decided before the parts are combined
    try:
        if status is ReadingStatus.RANGE:
            low, high = parts
            return LimitRange(low, high)  # type: ignore[arg-type]
        if status is ReadingStatus.COMPOUND and summed:
            return LimitSteps(parts)  # type: ignore[arg-type]
    except ValueError:
        pass
    return None


def _read_extension(
    text: str,
    at: int,
    amounts: list[_Amount],
    parts: tuple[SimpleLimit, ...],
    about: dict[str, Any],
) -> LimitReading:
    """A text about an extension: what it extends, and by how much."""
    before = [amount for amount in amounts if amount.end <= at]
    after = [amount for amount in amounts if amount.start >= at]
    base = extension = None
    if len(before) == 1 and not _is_back(text, before[0]):
        base = before[0].limits[0] if len(before[0].limits) == 1 else None
    if after and not _TO.match(text, at) and not _is_back(text, after[0]):
        extension = after[0].limits[-1]
    return LimitReading(
        status=ReadingStatus.COMPOUND,
        limit=base,
        parts=parts,
        extension=extension,
        **about,
    )


def _left_over(text: str) -> str:
    """What remains when everything that was understood is taken out."""
    clean = _clean(text)
    if clean in _NONE:
        return ""
    rest = _rest(clean, excluded=True)
    starts = _STARTS.search(rest)
    amounts = [*_amounts(rest)]
    if not amounts:
        words = any(pattern.search(rest) for pattern, *_ in _WORDS)
        return "" if words or _BARE.match(rest) else rest.strip()
    spans = sorted(
        [(amount.start, amount.end) for amount in amounts]
        + ([starts.span()] if starts else [])
    )
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(rest[at:start])
        at = max(at, end)
    kept.append(rest[at:])
    return _FILLER.sub("", "".join(kept))


def _without_amount(rest: str, about: dict[str, Any]) -> LimitReading:
    for pattern, limit, status in _WORDS:
        if pattern.search(rest):
            return LimitReading(status=status, limit=limit, parts=(limit,), **about)
    if _BARE.match(rest) and (amount := parse_number(rest)) is not None:
        return LimitReading(status=ReadingStatus.NEEDS_DEFAULT, amount=amount, **about)
    return LimitReading(status=ReadingStatus.UNPARSEABLE, **about)


_WORDS: Final[tuple[tuple[Pattern, SimpleLimit, ReadingStatus], ...]] = (
    (_HALF_YEAR, make_limit(6, Unit.MONTH), ReadingStatus.OK),
    (_HALF_DAY, HalfDay(), ReadingStatus.OK),
    (_SAME_DAY, SameDay(), ReadingStatus.IMMEDIATE),
    (_AT_ONCE, OnTheSpot(), ReadingStatus.IMMEDIATE),
)
