"""Numbers of residents, hidden wherever they might show."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_SHOWN: Final = 6
_OLDEST: Final = 1880
_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx\uff38\uff58](?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])"
)
_WIDE: Final = re.compile(r"(?<!\d)[\uff11-\uff19]\d{16}[\dXx\uff38\uff58](?!\d)")
_OLD: Final = 15


def mask_resident_numbers(text: str) -> str:
    """Hide all but the division of what looks like a resident's number.

    >>> mask_resident_numbers("身份证11010519491231002X")
    '身份证110105************'
    """
    if len(text) < _OLD:
        return text
    return _WIDE.sub(_masked, _NUMBER.sub(_masked, text))


def _masked(match: re.Match[str]) -> str:
    number = match.group()
    birth = "19" + number[6:12] if len(number) == _OLD else number[6:14]
    try:
        born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return number
    if born.year < _OLDEST:
        return number
    return number[:_SHOWN] + "*" * (len(number) - _SHOWN)
