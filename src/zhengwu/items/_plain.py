"""Plain values of records that come from data frames and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, Final

_ABSENT: Final = frozenset(("NAType", "NaTType"))  # pandas.NA and pandas.NaT
_DEEPEST: Final = 20


def plain_value(value: Any, depth: int = 0) -> Any:
    """The value as plain data; None where a data frame states that there is none.

    NaN, NA, NaT and empty lists are not there. Scalars and arrays of NumPy become numbers,
    texts and lists; days become texts in ISO 8601.

    >>> plain_value(float("nan")), plain_value(20.0), plain_value(("a", "b"))
    (None, 20, ['a', 'b'])
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _plain_number(float(value))
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, list | tuple | set | frozenset):
        if depth > _DEEPEST:
            return None
        entries = [plain_value(entry, depth + 1) for entry in value]
        return [entry for entry in entries if entry is not None] or None
    if isinstance(value, Mapping):
        if depth > _DEEPEST:
            return None
        pairs = ((str(key), plain_value(v, depth + 1)) for key, v in value.items())
        return {key: v for key, v in pairs if v is not None} or None
    if type(value).__name__ in _ABSENT:
        return None
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return plain_value(value.value, depth + 1)
    return _plain_array(value, depth)


def _plain_number(number: float | Decimal) -> Any:
    if not isfinite(number):
        return None
    return int(number) if number == int(number) else float(number)


def _plain_array(value: Any, depth: int) -> Any:
    """The value of a scalar or array that knows its plain form, as NumPy and pandas do."""
    convert = getattr(value, "tolist", None) or getattr(value, "to_list", None)
    if convert is None or depth > _DEEPEST:
        return value
    try:
        plain = convert()
    except Exception:  # noqa: BLE001  # the value of another library
        return value
    if type(plain) is type(value) or not isinstance(plain, _PLAIN):
        return None if plain != plain else str(plain)  # noqa: PLR0124  # NaT of NumPy
    return plain_value(plain, depth + 1)


_PLAIN: Final = (str, int, float, list, date, time, type(None))
