"""Masks the identity numbers of residents in any text that is shown."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_SHOWN: Final = 6  # leading characters that stay visible: the division code
_OLDEST: Final = 1880  # an earlier year of birth means a serial number
_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx\uff38\uff58](?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])"
)
_WIDE: Final = re.compile(r"(?<!\d)[\uff11-\uff19]\d{16}[\dXx\uff38\uff58](?!\d)")
_OLD: Final = 15  # characters of a number of the first generation


def mask_resident_numbers(text: str) -> str:
    """Mask every resident identity number in a text, except its division code.

    >>> mask_resident_numbers("身份证11010519491231002X")
    '身份证110105************'
    """
    if len(text) < _OLD:
        return text
    return _WIDE.sub(_mask_number, _NUMBER.sub(_mask_number, text))


def _mask_number(match: re.Match[str]) -> str:
    """Mask a matched number, unless its birth date cannot be real."""
    number = match.group()
    birth = "19" + number[6:12] if len(number) == _OLD else number[6:14]
    try:
        born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return number
    if born.year < _OLDEST:
        return number
    return number[:_SHOWN] + "*" * (len(number) - _SHOWN)
