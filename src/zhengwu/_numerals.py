"""Numbers as Chinese documents write them (中文数字).

Understands Arabic, full-width and Chinese digits. Chinese numbers may be positional or
written with 十百千万, in simplified, traditional or capital characters. 半 is a half.
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
"""All characters of Chinese numbers."""

_FULL_WIDTH: Final = {0xFEE0 + ord(char): char for char in "0123456789.,"}
_SAY: Final = "零一二三四五六七八九"


def parse_number(text: str) -> int | Decimal | None:
    """Convert a number in Arabic or Chinese digits; None if `text` is no number.

    >>> [parse_number(t) for t in ("20", "２０", "二十", "一百二十", "廿五", "1.5", "半")]
    [20, 20, 20, 120, 25, Decimal('1.5'), Decimal('0.5')]
    >>> parse_number("十八百") is None
    True
    """
    text = text.strip().translate(_FULL_WIDTH)
    if not text:
        return None
    if text.isascii():
        return _parse_arabic(text)
    if text == "半":
        return Decimal("0.5")
    return _parse_chinese(text)


def _parse_arabic(text: str) -> int | Decimal | None:
    whole, dot, fraction = text.partition(".")
    if not whole.isdigit() or (dot and not fraction.isdigit()):
        return None
    if not dot:
        return int(whole) if len(whole) <= _LONGEST else None
    value = Decimal(text) if len(text) <= _LONGEST else None
    return int(value) if value is not None and value == int(value) else value


_LONGEST: Final = 18  # digits; longer runs are serial numbers, not amounts
_POSITIONAL: Final = 4  # a shorter run of digits is an estimate, unless it has a zero
_ZEROS: Final = "零〇○"


def _parse_chinese(text: str) -> int | None:
    if len(text) > _LONGEST:
        return None
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return _parse_positional(text)
    total = _RunningTotal()
    for char in text:
        if not total.read(char):
            return None
    return total.finish()


def _parse_positional(text: str) -> int | None:
    """Convert a run of digits: 二〇二六 is a number, 三五 and 七八 are estimates."""
    if len(text) < _POSITIONAL and not any(char in _ZEROS for char in text):
        return None
    return int("".join(str(_DIGITS[char]) for char in text))


class _RunningTotal:
    """Value of a Chinese number with units, read character by character."""

    __slots__ = ("_digit", "_digit_may_end", "_last_unit", "_section", "_total")

    def __init__(self) -> None:
        self._total = 0  # sections completed by 万 or 亿
        self._section = 0  # current section, below 万
        self._digit: int | None = None  # last digit, still without a unit
        self._last_unit = _MYRIADS["万"]  # the next unit must be smaller
        # Whether the number may end with a digit that has no unit: 一百零二, but 一百二 is
        # 120 to some.
        self._digit_may_end = True

    def read(self, char: str) -> bool:
        """Add the next character; False if the text is no number."""
        if char in _DIGITS:
            return self._read_digit(char)
        if char in _SHORT_TENS:
            return self._read_short_ten(char)
        if char in _TENS:
            return self._read_unit(_TENS[char])
        return char in _MYRIADS and self._read_myriad(_MYRIADS[char])

    def finish(self) -> int | None:
        """The value of the whole number; None if its last digit lacks a unit."""
        if self._digit and not self._digit_may_end:
            return None
        return self._total + self._section + (self._digit or 0)

    def _read_digit(self, char: str) -> bool:
        if self._digit:  # 二三十 is an estimate, not a number
            return False
        self._digit = _DIGITS[char]
        self._digit_may_end = self._digit_may_end or char in _ZEROS
        return True

    def _read_short_ten(self, char: str) -> bool:
        self._section += _SHORT_TENS[char]
        self._last_unit, self._digit, self._digit_may_end = 10, None, True
        return True

    def _read_unit(self, unit: int) -> bool:
        if unit >= self._last_unit or self._digit == 0:
            return False
        self._section += (1 if self._digit is None else self._digit) * unit
        self._last_unit, self._digit = unit, None
        self._digit_may_end = unit == _TENS["十"]
        return True

    def _read_myriad(self, unit: int) -> bool:
        section = self._section + (self._digit or 0)
        if not section:
            return False
        self._total = (self._total + section) * unit
        self._section, self._digit = 0, None
        self._last_unit, self._digit_may_end = _MYRIADS["万"], False
        return True


def format_chinese(value: int) -> str:
    """Write a whole number below ten thousand in Chinese, as laws number articles.

    >>> [format_chinese(n) for n in (10, 42, 105, 110, 1260)]
    ['十', '四十二', '一百零五', '一百一十', '一千二百六十']
    """
    if not 0 <= value < _MYRIADS["万"]:
        return str(value)
    if value == 0:
        return _SAY[0]
    parts: list[str] = []
    skipped = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            if skipped and parts:
                parts.append(_SAY[0])
            parts.append(_SAY[digit] + name)
            skipped = False
        else:
            skipped = True
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text
