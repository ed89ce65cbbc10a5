"""Numbers as Chinese documents write them (中文数字).

Arabic, full-width and Chinese digits, positional or with 十百千万, simplified or
traditional or capital, and 半 for a half.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    char: value
    for value, chars in enumerate(
        (
            "零〇○",
            "一壹",
            "二贰貳两兩",
            "三叁參",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for char in chars
}
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SHORT_TENS: Final = {"廿": 20, "卅": 30}
_MYRIADS: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}

CHINESE_NUMERAL_CHARS: Final = "".join(
    (*_DIGITS, *_TENS, *_SHORT_TENS, *_MYRIADS, "半")
)
"""Every character that a Chinese number may hold."""

_FULL_WIDTH: Final = {0xFEE0 + ord(char): char for char in "0123456789.,"}
_SAY: Final = "零一二三四五六七八九"


def parse_number(text: str) -> int | Decimal | None:
    """Value of a number in Arabic or Chinese digits, or None if it is not one.

    >>> [parse_number(t) for t in ("20", "２０", "二十", "一百二十", "廿五", "1.5", "半")]
    [20, 20, 20, 120, 25, Decimal('1.5'), Decimal('0.5')]
    >>> parse_number("十八百") is None
    True
    """
    text = text.strip().translate(_FULL_WIDTH)
    if not text:
        return None
    if text.isascii():
        return _arabic(text)
    if text == "半":
        return Decimal("0.5")
    return _chinese(text)


def _arabic(text: str) -> int | Decimal | None:
    whole, dot, part = text.partition(".")
    if not whole.isdigit() or (dot and not part.isdigit()):
        return None
    if not dot:
        return int(whole) if len(whole) <= _LONGEST else None
    value = Decimal(text) if len(text) <= _LONGEST else None
    return int(value) if value is not None and value == int(value) else value


_LONGEST: Final = 18  # digits; longer runs are serial numbers, not amounts


def _chinese(text: str) -> int | None:  # noqa: C901, PLR0911  # one walk, one rule a line
    if len(text) > _LONGEST:
        return None
    if len(text) > 1 and all(char in _DIGITS for char in text):
        # 二〇二六 is a number; 三五 and 七八 are estimates.
        spelt = len(text) >= _SPELT or any(char in _ZEROS for char in text)
        return int("".join(str(_DIGITS[char]) for char in text)) if spelt else None
    total = section = 0
    digit: int | None = None
    last_unit = _MYRIADS["万"]
    gap = True  # whether a digit may stand here without a unit before it or 零
    for char in text:
        if char in _DIGITS:
            if digit:  # 二三十 is an estimate, not a number
                return None
            digit = _DIGITS[char]
            gap = gap or char in _ZEROS
        elif char in _SHORT_TENS:
            section += _SHORT_TENS[char]
            last_unit, digit, gap = 10, None, True
        elif char in _TENS:
            unit = _TENS[char]
            if unit >= last_unit or digit == 0:
                return None
            section += (1 if digit is None else digit) * unit
            last_unit, digit, gap = unit, None, unit == _TENS["十"]
        elif char in _MYRIADS:
            if not section + (digit or 0):
                return None
            total = (total + section + (digit or 0)) * _MYRIADS[char]
            section, digit, last_unit, gap = 0, None, _MYRIADS["万"], False
        else:
            return None
    if digit and not gap:  # 一百二 is 120 to some
        return None
    return total + section + (digit or 0)


_SPELT: Final = 4  # digits in a row that are a number and not an estimate
_ZEROS: Final = "零〇○"


def format_chinese(value: int) -> str:
    """Write a whole number below ten thousand as laws do.

    >>> [format_chinese(n) for n in (10, 42, 105, 110, 1260)]
    ['十', '四十二', '一百零五', '一百一十', '一千二百六十']
    """
    if not 0 <= value < _MYRIADS["万"]:
        return str(value)
    if value == 0:
        return _SAY[0]
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            if gap and parts:
                parts.append(_SAY[0])
            parts.append(_SAY[digit] + name)
            gap = False
        else:
            gap = True
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text
